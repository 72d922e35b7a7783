# Debian packages for scripts/setup, and what to install where apt cannot serve. Sourced.
# shellcheck shell=bash

DEBIAN_PACKAGES=(g++ clang-19 lld-19 llvm-19 clang-format-19 clang-tidy-19 cmake ninja-build ccache python3 python3-venv
  rapidjson-dev doxygen pkgconf shellcheck chromium fonts-dejavu-core curl ca-certificates git xz-utils)

is_bookworm_amd64() {
  [ -r /etc/os-release ] && (
    # shellcheck source=/dev/null
    . /etc/os-release
    [ "${ID:-}" = debian ] && [ "${VERSION_CODENAME:-}" = bookworm ]
  ) && [ "$(uname -m)" = x86_64 ]
}

node_is_enough() { have node && version_at_least "$(node -p process.versions.node)" "$NODE_MIN"; }

# Prints the system's own emcc when it is new enough (emsdk, Homebrew); the private one does not count.
system_emcc() {
  local found version
  found=$(command -v emcc) || return 1
  case $found in "$TOOLCHAIN"/*) return 1 ;; esac
  version=$("$found" --version 2>/dev/null | grep -oE '[0-9]+\.[0-9]+\.[0-9]+' | head -n 1) || return 1
  version_at_least "${version:-0}" "$EMCC_MIN" && say "$found"
}

as_root() {
  if [ "$(id -u)" = 0 ]; then "$@"
  elif have sudo; then sudo "$@"
  else die "needs root for: $*
run it as root, or install sudo, or install the packages named above yourself and run scripts/setup again"
  fi
}

install_debian_packages() {
  local installed missing=() package log=$CACHE/apt.log
  # shellcheck disable=SC2016 # dpkg's own placeholders
  installed=$(dpkg-query -W -f '${db:Status-Status} ${Package}\n' "${DEBIAN_PACKAGES[@]}" 2>/dev/null || true)
  for package in "${DEBIAN_PACKAGES[@]}"; do
    grep -qxF "installed $package" <<< "$installed" || missing+=("$package")
  done
  if [ "${#missing[@]}" -eq 0 ]; then return 0; fi
  say "setup: apt packages: ${missing[*]}"
  mkdir -p "$CACHE"
  as_root apt-get update -qq
  as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" \
    > "$log" 2>&1 || { tail -n 20 "$log" >&2; die "apt-get install failed (log above)"; }
}

# Not Debian 12 on amd64: nothing is installed, but everything that is missing is named with its remedy.
check_other_platform() {
  local missing=()
  have cmake && version_at_least "$(cmake --version | grep -oE '[0-9]+\.[0-9]+\.[0-9]+' | head -n 1)" 3.25 \
    || missing+=("cmake >= 3.25")
  have ninja || missing+=("ninja")
  node_is_enough || missing+=("node >= $NODE_MIN")
  have npm || missing+=("npm")
  [ -n "$(system_emcc)" ] || missing+=("emscripten >= $EMCC_MIN (Homebrew, or emsdk: https://emscripten.org/docs/getting_started)")
  if [ "${#missing[@]}" -gt 0 ]; then
    say "setup: this script installs things itself only on Debian 12 (bookworm) on amd64. Missing here:" >&2
    printf '  - %s\n' "${missing[@]}" >&2
    say "On macOS:   brew install cmake ninja ccache node emscripten xsimd rapidjson catch2 llvm doxygen pkgconf" >&2
    say "Elsewhere:  install the above, and xsimd >= 13, RapidJSON and Catch2 >= 3 where CMake's find_package sees them" >&2
    say "Native only, without the page:  cmake --preset release && cmake --build --preset release" >&2
    exit 1
  fi
}
