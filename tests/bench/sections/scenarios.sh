# A hundred what-ifs over a plan that is solved: reps who work less or more or leave, and looser rules.

measure_scenarios() {
    open_table scenarios work size plans 'worst gap' seconds allowed MB ratio
    within 1000 20 '' || return 0
    "$AMBIT" solve "$there/plan" --quiet --effort 0.1
    for number in $(seq 1 20); do
        rep=$(printf 'R%04d' "$number")
        for change in "reps.$rep.fte=0.5" "reps.$rep.fte=0.8" "reps.$rep.fte=1.5" "reps.$rep.remove=true" \
            "balance.workload.tolerance=$((number + 5))%"; do
            name=$(echo "$number-$change" | tr -c 'a-zA-Z0-9.\n' -)
            "$AMBIT" scenario new "$there/plan" "$name" --set "$change" --quiet
        done
    done
    timed "$AMBIT" scenario solve "$there/plan" || echo "bench: exit code $code" >&2
    add '100 scenarios' '1000 x 20' "$(grep -c ' feasible \| optimal ' "$there/stdout" || true)" \
        "$(awk 'NR > 1 { if ($4 > worst) worst = $4 } END { print worst " %" }' "$there/stdout")" "$seconds" 30 \
        "$megabytes" "$(divide "$seconds" 30)"
    echo "bench: 100 scenarios: $seconds s" >&2
}
