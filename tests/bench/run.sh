#!/bin/sh
# Measures ambit and prints one table (README.md says how to read it); tests/bench/results.md is written anew.
#
# Run by `make bench`. Everything that a ratio refers to is measured in the same run, on the same machine.
# LIMIT_S=60: what the other solvers are given for an instance.
set -eu
: "${AMBIT:?}" "${BUILD:?}" "${LIMIT_S:=60}"
there=$(mktemp -d)
trap 'rm -rf "$there"' EXIT
trap 'exit 130' INT TERM
tsv=$BUILD/bench.tsv
printf 'work\tsize\tcost\tbound\tgap\tseconds\tMB\tratio\tratio of\n' >"$tsv"
tab=$(printf '\t')

# row WORK SIZE COST BOUND SECONDS MB RATIO RATIO_OF: one line of the table; the gap follows from cost and bound.
row() {
    echo "$1$tab$2$tab$3$tab$4$tab$5$tab$6$tab$7$tab$8" | awk -F'\t' -v OFS='\t' '
        function amount(x) { return x == "" ? "" : sprintf("%.2f", x) }
        { gap = $3 == "" || $4 == "" ? "" : sprintf("%.3f %%", $3 > 0 ? 100 * ($3 - $4) / $3 : 0)
          print $1, $2, amount($3), amount($4), gap, $5, $6, $7, $8 }' >>"$tsv"
    echo "bench: $1 $2: $5 s" >&2
}

# timed COMMAND...: runs it, silently; sets seconds and megabytes. The exit status is the command's.
timed() {
    code=0
    /usr/bin/time -q -o "$there/time" -f '%e %M' "$@" >"$there/stdout" 2>"$there/stderr" </dev/null || code=$?
    read -r seconds kilobytes <"$there/time"
    megabytes=$((kilobytes / 1024))
    return $code
}
divide() { awk -v a="$1" -v b="$2" 'BEGIN { if (a != "" && b > 0) printf "%.4f", a / b }'; }
# field NAME: the first number of that name in a plan.json
field() { sed -n "s/.*\"$1\": *\\(-\\{0,1\\}[0-9][0-9.eE+-]*\\).*/\\1/p" "$2" | head -n 1; }

measure_demo() {
    plan=instances/data/us-field-force
    timed "$AMBIT" solve "$plan" --out "$there/demo" --quiet
    done=$there/demo/plan.json
    row 'demo, from reading to report' "$(field units "$done") x $(field reps "$done")" "$(field total "$done")" \
        "$(field bound "$done")" "$seconds" "$megabytes" "$(divide "$seconds" 60)" 'seconds / 60 allowed'
}

measure_reading() {
    timed "$AMBIT" generate --accounts 1000000 --reps 1000 --out "$there/million"
    row 'generate' '1000000 x 1000' '' '' "$seconds" "$megabytes" '' ''
    timed wc -w "$there/million/accounts.csv"
    words=$seconds
    timed "$BUILD/tests/bench/read_accounts" "$there/million"
    row 'read accounts' '1000000' '' '' "$seconds" "$megabytes" "$(divide "$seconds" "$words")" \
        "seconds / wc -w ($words s)"
    rm -rf "$there/million"
}

# What glpsol says: its objective when it found a plan, and the last bound that it printed.
measure_glpsol() {
    timed glpsol --lp "$there/model.lp" --tmlim "$LIMIT_S" -o "$there/solution" || true
    cost=
    grep -q '^Status: *INTEGER \(OPTIMAL\|NON-OPTIMAL\)' "$there/solution" &&
        cost=$(sed -n 's/^Objective: .*= *\([^ ]*\) .*/\1/p' "$there/solution")
    bound=$(sed -n 's/^+ *[0-9]*: mip = .*>= *\([-0-9.eE+]*\) .*/\1/p' "$there/stdout" | tail -n 1)
    grep -q '^Status: *INTEGER OPTIMAL' "$there/solution" && bound=$cost
    row 'glpsol' "$size" "$cost" "$bound" "$seconds" "$megabytes" "$(divide "$cost" "$best")" "cost / ambit's"
}

measure_cbc() {
    command -v cbc >/dev/null || return 0
    timed cbc "$there/model.lp" -seconds "$LIMIT_S" -solve -quit || true
    cost=$(sed -n 's/^Objective value: *\([^ ]*\)$/\1/p' "$there/stdout")
    grep -q '^No feasible solution found' "$there/stdout" && cost=
    bound=$(sed -n 's/^Lower bound: *\([^ ]*\)$/\1/p' "$there/stdout")
    grep -q '^Result - Optimal solution found' "$there/stdout" && bound=$cost
    row 'cbc' "$size" "$cost" "$bound" "$seconds" "$megabytes" "$(divide "$cost" "$best")" "cost / ambit's"
}

# side_by_side ACCOUNTS REPS: the same model by ambit and by others, from the LP file that ambit writes.
side_by_side() {
    size="$1 x $2"
    "$AMBIT" generate --accounts "$1" --reps "$2" --out "$there/plan" --quiet
    timed "$AMBIT" solve "$there/plan" --out "$there/out" --export-lp "$there/model.lp" --quiet
    best=$(field total "$there/out/plan.json")
    row 'ambit' "$size" "$best" "$(field bound "$there/out/plan.json")" "$seconds" "$megabytes" '' ''
    measure_glpsol
    measure_cbc
    rm -rf "$there/plan" "$there/out" "$there/model.lp"
}

measure_demo
measure_reading
side_by_side 100 5
side_by_side 200 5
side_by_side 500 10

{
    echo "With $(nproc) cores, ambit $("$AMBIT" --version | cut -d' ' -f2), the other solvers stopped at $LIMIT_S s:"
    echo
    awk -F'\t' '
        { printf "|"; for (k = 1; k <= 9; k++) printf " %s |", $k; print "" }
        NR == 1 { print "|---|---|--:|--:|--:|--:|--:|--:|---|" }' "$tsv"
} >tests/bench/results.md
# The same for a terminal: columns as wide as their widest cell.
awk -F'\t' '
    { for (k = 1; k <= 9; k++) { cell[NR, k] = $k; if (length($k) > width[k]) width[k] = length($k) } }
    END { for (i = 1; i <= NR; i++) {
              line = ""
              for (k = 1; k <= 9; k++) line = line sprintf(k > 2 && k < 9 ? "%*s  " : "%-*s  ", width[k], cell[i, k])
              sub(/ +$/, "", line); print line } }' "$tsv"
