# Quotas from a finished plan: reading, deriving 12 months, playing 10,000 years, writing.

# quota_of REPS: a plan whose accounts are dealt out in turn; quotas do not depend on how good it is.
quota_of() {
    plan=$there/quota-$1
    "$AMBIT" generate --accounts $((2 * $1)) --reps "$1" --out "$plan" --force --quiet
    {
        echo 'period: {start: 2027-01-01, months: 12}'
        echo 'quota: {target: 100000000, potential: opportunity, hedge: 5%, ramp: {months: 6, share: 50%}}'
    } >>"$plan/plan.yaml"
    mkdir -p "$plan/out"
    awk -F, -v n="$1" 'NR == FNR { if (FNR > 1) rep[FNR - 2] = $1; next }
        FNR == 1 { print "unit_id,rep_id"; next } { print $1 "," rep[(FNR - 2) % n] }' \
        "$plan/reps.csv" "$plan/accounts.csv" >"$plan/out/assignment.csv"
}

# quota_row REPS WHAT ALLOWED_S OPTION...
quota_row() {
    quota_of "$1"
    reps=$1 what=$2 allowed=$3
    shift 3
    timed "$AMBIT" quota "$plan" --quiet --force "$@"
    add "$what" "$reps reps x 12 months" "$seconds" "$allowed" "$megabytes"
    echo "bench: $what, $reps reps: $seconds s" >&2
}

measure_quota() {
    open_table quota work size seconds allowed MB
    quota_row 10000 'derived' 1 --set quota.simulation.draws=1
    quota_row 10000 'derived, 10,000 years played' - --threads 2
    quota_row 1000 'derived, 10,000 years played' 2 --threads 2
    quota_row 1000 'the same, one thread' - --threads 1
}
