# Coverage of a finished plan: a million accounts, two million deals, with and without regions; from reading to writing.

# covered: the plan $there/covered. Accounts have a last_activity and are dealt out in turn; deals come two an account.
covered() {
    plan=$there/covered
    "$AMBIT" generate --accounts 1000000 --reps 1000 --out "$plan" --force --quiet
    mkdir -p "$plan/out"
    awk -F, -v OFS=, 'NR == 1 { print $0, "last_activity"; next }
        { d = NR * 7919 % 1000
          print $0, NR % 13 ? sprintf("%d-%02d-%02d", 2024 + int(d / 365), 1 + d % 12, 1 + d % 28) : "" }' \
        "$plan/accounts.csv" >"$plan/active.csv"
    mv "$plan/active.csv" "$plan/accounts.csv"
    awk -F, 'NR == 1 { print "unit_id,rep_id"; next } { printf "%s,R%04d\n", $1, 1 + NR % 1000 }' \
        "$plan/accounts.csv" >"$plan/out/assignment.csv"
    printf 'stage,probability\nProspect,10%%\nProposal,50%%\nCommit,90%%\nWon,100%%\nLost,0%%\n' >"$plan/stages.csv"
    awk 'BEGIN {
        split("Prospect Proposal Commit Won Lost", stage, " ")
        print "opportunity_id,account_id,amount,stage,open_date,close_date,owner"
        for (i = 1; i <= 2000000; i++) {
            a = i * 7919 % 1000000 + 1
            printf "O%07d,A%07d,%d,%s,2026-%02d-%02d,2027-%02d-%02d,R%04d\n", i, a, 1000 + i * 31 % 90000,
                stage[1 + i % 5], 1 + i % 12, 1 + i % 28, 1 + i % 12, 1 + i % 27, 1 + (a + 1) % 1000
        } }' >"$plan/opportunities.csv"
    cp "$plan/plan.yaml" "$plan/plain.yaml"
}

# coverage_row WHAT ALLOWED_S ALLOWED_MB KEYS: KEYS belong to the section coverage; more lines may follow.
coverage_row() {
    { cat "$plan/plain.yaml"; printf 'period: {start: 2027-01-01, months: 12}\n'
        printf 'coverage: {active_since: 2026-01-01%b}\n' "$4"; } >"$plan/plan.yaml"
    timed "$AMBIT" coverage "$plan" --quiet --force
    add "$1" '1000000 x 1000' "$seconds" "$2" "$megabytes" "$3"
    echo "bench: coverage, $1: $seconds s" >&2
}

measure_coverage() {
    deals=', opportunities: opportunities.csv, stages: stages.csv'
    counties=$PWD/instances/data/us-field-force/counties.shp
    open_table coverage work size seconds allowed MB allowed
    covered
    coverage_row 'accounts alone' - - ''
    coverage_row 'accounts in 3,108 counties' - - "}\nregions: {file: $counties, id: GEOID"
    coverage_row 'with 2,000,000 deals' 10 2048 "$deals"
}
