# Shared by scripts/setup, scripts/play and scripts/test. Source it; it only defines things.
# shellcheck shell=bash disable=SC2034

ATTN_ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
TOOLCHAIN=$ATTN_ROOT/.toolchain
CACHE=${XDG_CACHE_HOME:-$HOME/.cache}/attention-playground
EMCC_MIN=3.1.69
NODE_MIN=20.19
export CCACHE_DIR=${CCACHE_DIR:-$CACHE/ccache}
# What one clone compiled serves the next one, wherever it lies.
export CCACHE_BASEDIR=${CCACHE_BASEDIR:-$ATTN_ROOT} CCACHE_NOHASHDIR=${CCACHE_NOHASHDIR:-1}

say() { printf '%s\n' "$*"; }
die() { printf '%s: %s\n' "${0##*/}" "$*" >&2; exit 1; }
have() { command -v "$1" >/dev/null 2>&1; }

# version_at_least HAVE WANT: dotted numbers, missing parts count as 0.
version_at_least() { [ "$(printf '%s\n%s\n' "$2" "$1" | sort -V | head -n 1)" = "$2" ]; }

# SHA-256 of a file, or of standard input.
sha256() { if have sha256sum; then sha256sum "$@"; else shasum -a 256 "$@"; fi | cut -d ' ' -f 1; }

# The first of these commands that there is.
first_of() {
  local tool
  for tool in "$@"; do if have "$tool"; then say "$tool"; return; fi; done
  die "needs one of: $*"
}

# Puts the private toolchain on PATH when scripts/setup has made one.
use_toolchain() {
  [ -f "$TOOLCHAIN/env.sh" ] || die "the toolchain is not set up; run scripts/setup"
  # shellcheck source=/dev/null
  . "$TOOLCHAIN/env.sh"
}
