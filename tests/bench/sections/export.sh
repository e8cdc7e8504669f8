# The workbook and the exports of 100,000 accounts, dealt out in turn, half of them moving.

# exported: the plan $there/exported.
exported() {
    plan=$there/exported
    "$AMBIT" generate --accounts 100000 --reps 100 --out "$plan" --force --quiet
    mkdir -p "$plan/out"
    awk -F, -v OFS=, 'NR == 1 { print $0, "current_rep", "their_id"; next }
        { print $0, sprintf("R%03d", 1 + (NR + (NR % 2)) % 100), sprintf("001%012d", NR) }' "$plan/accounts.csv" \
        >"$plan/known.csv"
    mv "$plan/known.csv" "$plan/accounts.csv"
    awk -F, -v OFS=, 'NR == 1 { print $0, "their_user"; next } { print $0, sprintf("005%012d", NR) }' "$plan/reps.csv" \
        >"$plan/known.csv"
    mv "$plan/known.csv" "$plan/reps.csv"
    awk -F, 'NR == FNR { if (FNR > 1) rep[FNR - 2] = $1; next }
        FNR == 1 { print "unit_id,rep_id"; next } { print $1 "," rep[FNR % 100] }' \
        "$plan/reps.csv" "$plan/accounts.csv" >"$plan/out/assignment.csv"
    printf '%s\n' 'stability: {current: current_rep, weight: 0.01}' \
        'mapping: {account_id: their_id, user_id: their_user,' \
        'territory_key: Ambit_Key__c, territory_type_id: 0M5000000000001, territory_model_id: 0MA000000000001}' \
        >>"$plan/plan.yaml"
}

# export_row WHAT ALLOWED_S COMMAND...
export_row() {
    what=$1 allowed=$2
    shift 2
    timed "$@" || echo "bench: exit code $code" >&2
    add "$what" '100000 x 100' "$seconds" "$allowed" "$megabytes"
    echo "bench: export, $what: $seconds s" >&2
}

measure_export() {
    open_table export work size seconds allowed MB
    exported
    export_row 'report.xlsx, with reading the plan' 5 "$BUILD/tests/bench/workbook" "$plan" "$plan/out/assignment.csv" \
        "$there/report.xlsx"
    for kind in salesforce csv baf geojson shapefile; do
        export_row "export $kind" - "$AMBIT" export "$kind" "$plan" --quiet --force
    done
}
