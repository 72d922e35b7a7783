# What scripts/test runs, one function a step. Sourced after common.sh and build.sh.
# Each step_NAME runs in a subshell with its output in build/logs/NAME.log, and reports with count/check.
# shellcheck shell=bash

LOGS=$ATTN_ROOT/build/logs

# count PASSED FAILED [SKIPPED]: adds to the step's result.
count() { say "$1 $2 ${3:-0}" >> "$LOGS/$STEP.counts"; }

# check WHAT COMMAND...: one check that passes when the command succeeds.
check() {
  local what=$1
  shift
  say "--- $what"
  if "$@"; then count 1 0; else say "FAILED: $what"; count 0 1; fi
}

# our_files PATTERN...: files of ours, committed or new, that match and still exist.
our_files() {
  (cd "$ATTN_ROOT" && git ls-files -co --exclude-standard -- "$@" | sort -u | while IFS= read -r file; do
    if [ -f "$file" ]; then say "$file"; fi
  done)
}

clang_format_clean() {
  local files
  mapfile -t files < <(our_files 'src/*.[ch]pp' 'tests/*.[ch]pp' 'examples/*.[ch]pp')
  [ "${#files[@]}" -gt 0 ] && (cd "$ATTN_ROOT" && "$(first_of clang-format-19 clang-format)" --dry-run -Werror "${files[@]}")
}

shell_scripts_parse() {
  local file status=0
  while IFS= read -r file; do
    if head -n 2 "$ATTN_ROOT/$file" | grep -qE '^#!.*(bash|sh)$|shell=bash' || [[ $file == *.sh ]]; then
      bash -n "$ATTN_ROOT/$file" || status=1
      if have shellcheck; then (cd "$ATTN_ROOT" && shellcheck -x -P scripts -P scripts/lib "$file") || status=1; fi
    fi
  done < <(our_files 'scripts/*' '.ci/*' 'tests/*/run')
  return $status
}

step_format() {
  check "clang-format" clang_format_clean
  check "layers and file sizes" python3 "$ATTN_ROOT/scripts/lib/layers.py"
  check "shell scripts" shell_scripts_parse
}

# catch2_suites PRESET: runs every suite of a build and counts its test cases.
catch2_suites() {
  local dir=$ATTN_ROOT/build/$1/tests suite xml result status ran=0
  for suite in "$dir"/attn_tests_*; do
    case $suite in *.wasm | *.map) continue ;; esac
    [ -f "$suite" ] || continue
    ran=1
    xml=$LOGS/$1-$(basename "${suite%.js}").xml
    rm -f "$xml"
    say "--- ${suite##*/}"
    status=0
    if [[ $suite == *.js ]]; then node "$suite" --colour-mode none -r console -r "xml::out=$xml" || status=$?
    else "$suite" --colour-mode none -r console -r "xml::out=$xml" || status=$?; fi
    result=$(grep -o '<OverallResultsCases[^>]*>' "$xml" 2>/dev/null | sed 's/[^0-9]\+/ /g') || true
    if [ -z "$result" ]; then
      say "FAILED: ${suite##*/} ended before its report"
      count 0 1
      continue
    fi
    # successes, failures, expected failures, skips
    # shellcheck disable=SC2086
    set -- "$1" $result
    count "$(($2 + $4))" "$3" "$5"
    # Leaks and crashes while ending come after the report; only the exit status knows of them.
    if [ "$status" != 0 ] && [ "$3" = 0 ]; then
      say "FAILED: ${suite##*/} ended with $status after its report"
      count 0 1
    fi
  done
  [ "$ran" = 1 ] || { say "FAILED: no suites in $dir"; count 0 1; }
}

# suites_of PRESET: builds (one check) and runs them.
suites_of() {
  say "--- build"
  if build_preset "$1" 2>&1; then count 1 0; else say "FAILED: the build of preset $1"; count 0 1; return; fi
  catch2_suites "$1"
}

step_native() { suites_of dev; }
step_asan() { suites_of asan; }
step_wasm() { suites_of wasm; }

step_lint() {
  build_preset dev > /dev/null || { say "FAILED: the build of preset dev"; count 0 1; return; }
  check "clang-tidy" python3 "$ATTN_ROOT/scripts/lib/tidy.py" "$ATTN_ROOT/build/dev" "$CACHE/tidy" \
    "$(first_of clang-tidy-19 clang-tidy)"
}

consumer_builds_and_runs() {
  local prefix=$ATTN_ROOT/build/consumer-prefix build=$ATTN_ROOT/build/consumer
  rm -rf "$prefix" "$build"
  cmake --install "$ATTN_ROOT/build/release" --prefix "$prefix" > /dev/null &&
    cmake -S "$ATTN_ROOT/examples/consumer" -B "$build" -G Ninja -DCMAKE_PREFIX_PATH="$prefix" &&
    cmake --build "$build" && "$build/consumer"
}

step_package() {
  check "release build" build_preset release
  check "the tool answers" "$ATTN_ROOT/build/release/attn" --help
  check "a consumer finds, builds against and runs the installed package" consumer_builds_and_runs
  # What the npm command exports is checked against the tool, too.
  { need_web && build_web; } || { say "FAILED: the page did not build"; count 0 1; return; }
  node_tests node --test "$ATTN_ROOT"/tests/package/*.test.mjs
}

# node_tests COMMAND...: runs node:test, in whatever reporter, and counts its tests.
node_tests() {
  local log=$LOGS/$STEP.node passed failed skipped
  "$@" 2>&1 | tee "$log" || true
  passed=$(sum_of pass "$log"); failed=$(($(sum_of fail "$log") + $(sum_of cancelled "$log"))); skipped=$(sum_of skipped "$log")
  if [ "$((passed + failed))" = 0 ]; then say "FAILED: $* ran no test"; failed=1; fi
  count "$passed" "$failed" "$skipped"
}

# sum_of WORD LOG: the sum of node:test's closing "# WORD N" or "ℹ WORD N" lines.
sum_of() { sed 's/\x1b\[[0-9;]*m//g' "$2" | awk -v w="$1" '($1 == "#" || $1 == "ℹ") && $2 == w && $3 ~ /^[0-9]+$/ && NF == 3 { n += $3 } END { print n + 0 }'; }

in_web() { (cd "$ATTN_ROOT/web" && "$@"); }

need_web() {
  build_preset wasm --target attn_wasm && install_web
}

step_web() {
  need_web || { say "FAILED: the engine or npm ci"; count 0 1; return; }
  check "biome" in_web npm run --silent lint
  check "TypeScript" in_web npm run --silent check
  say "--- unit tests"
  node_tests in_web npm test
  check "build of the page" build_web
  check "size budgets" in_web npm run --silent sizes
}

step_page() {
  { need_web && build_web; } || { say "FAILED: the page did not build"; count 0 1; return; }
  node_tests in_web npm run test:page
}

# The packed package, the bundlers, the documentation tools and the notebook of examples/embed.
step_embed() {
  { need_web && build_web; } || { say "FAILED: the page did not build"; count 0 1; return; }
  node_tests node --test --test-concurrency=1 "$ATTN_ROOT"/tests/embed/*.test.mjs
}

step_python() {
  local log=$LOGS/python.unittest ran failed skipped
  (cd "$ATTN_ROOT" && python3 -m unittest discover -s scripts/train/stories -t scripts/train/stories 2>&1) | tee "$log" || true
  ran=$(sed -n 's/^Ran \([0-9]\+\) test.*/\1/p' "$log"); ran=${ran:-0}
  failed=$(grep -cE '^(FAIL|ERROR): ' "$log" || true)
  skipped=$(sed -n 's/.*skipped=\([0-9]\+\).*/\1/p' "$log"); skipped=${skipped:-0}
  if [ "$ran" = 0 ] && [ "$failed" = 0 ]; then say "FAILED: no Python test ran"; failed=1; ran=1; fi
  count "$((ran > failed + skipped ? ran - failed - skipped : 0))" "$failed" "$skipped"
}

step_scripts() { node_tests node --test "$ATTN_ROOT"/tests/scripts/*.test.mjs; }

# Commands of the README are run for real, this script excepted.
step_readme() {
  if [ -n "${ATTN_IN_README_TEST:-}" ]; then return; fi
  ATTN_IN_README_TEST=1 node_tests "$ATTN_ROOT/tests/readme/run"
}
