#!/bin/sh
# Fuzzes each harness for some seconds from its corpus: tests/fuzz/run.sh SECONDS HARNESS...
# New inputs stay in the build folder; one that crashes is left there too, to be mended and then kept in the corpus.
set -u
seconds=$1 status=0
shift
for fuzzer in "$@"; do
    name=${fuzzer##*/fuzz_}
    found=$fuzzer.found
    mkdir -p "$found"
    if "$fuzzer" -max_total_time="$seconds" -timeout=10 -rss_limit_mb=2048 -artifact_prefix="$found/" \
            -print_final_stats=1 "$found" "tests/fuzz/corpus/$name" >"$fuzzer.log" 2>&1; then
        runs=$(sed -n 's/^stat::number_of_executed_units: *//p' "$fuzzer.log")
        echo "fuzz $name: $runs inputs in $seconds s, nothing found"
    else
        echo "fuzz $name: FOUND something; the input lies in $found"
        tail -n 40 "$fuzzer.log" | sed 's/^/    /'
        status=1
    fi
done
exit $status
