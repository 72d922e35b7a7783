# Build steps that scripts/play and scripts/test share. Source after common.sh.
# shellcheck shell=bash

JOBS=${ATTN_JOBS:-$(getconf _NPROCESSORS_ONLN)}

# build_preset PRESET [cmake --build options]: configures when needed, then builds.
build_preset() {
  local preset=$1
  shift
  if [ ! -f "$ATTN_ROOT/build/$preset/build.ninja" ]; then (cd "$ATTN_ROOT" && cmake --preset "$preset"); fi
  (cd "$ATTN_ROOT" && cmake --build --preset "$preset" -j "$JOBS" "$@")
}

# npm ci, unless node_modules already is what package-lock.json says.
install_web() {
  local lock=$ATTN_ROOT/web/package-lock.json stamp=$ATTN_ROOT/web/node_modules/.attn-lock key
  [ -f "$lock" ] || die "web/package-lock.json is missing"
  key=$(sha256 "$lock")
  if [ "$(cat "$stamp" 2>/dev/null)" = "$key" ]; then return 0; fi
  (cd "$ATTN_ROOT/web" && npm ci --no-audit --no-fund --loglevel=error) && say "$key" > "$stamp"
}

# Changes when any file that web/dist is made of does.
web_key() {
  (cd "$ATTN_ROOT/web" && find . \( -name node_modules -o -name dist \) -prune -o -type f -exec cksum {} +) | sort | sha256
}

# npm run build, unless web/dist is already made of these files.
build_web() {
  local stamp=$ATTN_ROOT/build/web-dist.stamp key
  key=$(web_key)
  if [ -f "$ATTN_ROOT/web/dist/index.html" ] && [ "$(cat "$stamp" 2>/dev/null)" = "$key" ]; then return 0; fi
  rm -f "$stamp"
  (cd "$ATTN_ROOT/web" && npm run --silent build) && web_key > "$stamp"
}
