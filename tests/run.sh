#!/bin/sh
# Runs the tests named on the command line from the top of the checkout; a log of each goes into $BUILD/logs.
#
# A test is a program that speaks TAP (cmocka's, a fuzz replay) or a script; one that speaks no TAP counts as one test
# by its exit status (77: skipped). A crash counts as failed, and so do tests that were announced and never ran.
# Only what fails is shown. The last line is `N passed, N failed`; the exit status is 1 when any failed or none ran.
set -u
: "${BUILD:?}"
logs=$BUILD/logs
rm -rf "$logs"
mkdir -p "$logs"
TMPDIR=$(mktemp -d) && chmod 1777 "$TMPDIR" || exit 1 # for tests that give up their rights, too
export TMPDIR CMOCKA_MESSAGE_OUTPUT=TAP
trap 'rm -rf "$TMPDIR"' EXIT
trap 'exit 130' INT TERM
passed=0 failed=0 skipped=0

# "passed failed skipped" of one log, given how the program ended.
count() {
    awk -v status="$2" '
        /^1\.\.[0-9]+/         { planned += substr($1, 4) }
        /^ok .*# SKIP/         { skipped++; next }
        /^not ok .*# SKIP/     { skipped++; next } # cmocka 1.1.5 says it so
        /^ok/                  { passed++ }
        /^not ok/              { failed++ }
        END {
            ran = passed + failed + skipped
            if (planned > ran) failed += planned - ran
            else if (status == 77 && ran == 0) skipped = 1
            else if (status != 0 && failed == 0) failed = 1
            else if (ran == 0) passed = 1
            print passed + 0, failed + 0, skipped + 0
        }' "$1"
}

# The checkout as git sees it, to find files that tests left behind.
untouched() { git status --porcelain --untracked-files=all 2>/dev/null; }

before=$(untouched)
for test in "$@"; do
    log=$logs/$(echo "${test#"$BUILD"/}" | tr / -).log
    start=$(date +%s)
    case $test in *.sh) set -- sh "$test" ;; *) set -- "$test" ;; esac
    timeout -k 10 "${TEST_TIMEOUT_S:-900}" "$@" >"$log" 2>&1 </dev/null
    status=$?
    printf '%s\t%s\n' $(($(date +%s) - start)) "$test" >>"$logs/seconds.tsv"
    # shellcheck disable=SC2046 # three numbers
    set -- $(count "$log" $status)
    passed=$((passed + $1)) failed=$((failed + $2)) skipped=$((skipped + $3))
    [ "$2" = 0 ] && continue
    echo "FAILED: $test: $2 failed, $1 passed, exit status $status"
    { grep -E -B 12 -A 8 '^not ok' "$log" || tail -n 40 "$log"; } | head -n 100 | sed 's/^/    /'
done
after=$(untouched)
if [ "$before" != "$after" ] && [ -z "${AMBIT_GOLDEN:-}" ]; then
    failed=$((failed + 1))
    echo "FAILED: the tests changed the checkout:"
    printf '%s\n' "$before" >"$TMPDIR/before"
    printf '%s\n' "$after" | diff "$TMPDIR/before" - | sed -n 's/^[<>]/    &/p'
else
    passed=$((passed + 1))
fi
if [ $skipped -gt 0 ]; then
    echo "$passed passed, $failed failed, $skipped skipped"
else
    echo "$passed passed, $failed failed"
fi
[ $failed -eq 0 ] && [ $passed -gt 1 ]
