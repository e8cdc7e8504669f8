# Rebalancing: one rep leaves, inputs change a little, and the fewest moves that bring the demo within its bounds.

# in_force: the accounts of $there/plan go to the reps of $there/out today.
in_force() {
    awk -F, 'NR == FNR { rep[$1] = $2; next }
        FNR == 1 { has = sub(/,current_rep$/, ""); print $0 ",current_rep"; next }
        { if (has) sub(/,[^,]*$/, ""); print $0 "," rep[$1] }' \
        "$there/out/assignment.csv" "$there/plan/accounts.csv" >"$there/accounts.csv"
    mv "$there/accounts.csv" "$there/plan/accounts.csv"
}

# fewest_moves: the demo with every measure within 10 %, where moves alone cost.
fewest_moves() {
    rm -rf "$there/plan"
    cp -r instances/data/us-field-force "$there/plan"
    awk '/^balance:/ { print "balance: [{measure: workload, tolerance: 10%}, {measure: opportunity, tolerance: 10%}]" }
        /^travel:/ { print "travel: {speed_km_h: 70, circuity: 1.3, weight: 0}" }
        /^stability:/ { print "stability: {weight: 1}" }
        /^(balance|travel|stability):/ || /^  - / { next } { print }' \
        instances/data/us-field-force/plan.yaml >"$there/plan/plan.yaml"
}

measure_rebalance() {
    open_table rebalance size how cost bound gap allowed seconds allowed MB allowed ratio
    size='10000 x 100'
    if within 10000 100 ''; then
        solved "$there/plan"
        in_force
        sed -i 51d "$there/plan/reps.csv"
        echo 'stability: {current: current_rep, weight: 1}' >>"$there/plan/plan.yaml"
        judged 'one rep leaves, --gap 1%' 1 1 - --gap 1%
        in_force
        awk -F, -v OFS=, 'FNR > 1 && FNR % 100 == 0 { $6 = int($6 * 1.5) } { print }' "$there/plan/accounts.csv" \
            >"$there/accounts.csv"
        mv "$there/accounts.csv" "$there/plan/accounts.csv"
        judged 'then 1 % of the accounts grow by half, --gap 1%' 1 1 - --gap 1%
    fi
    fewest_moves
    size=$(awk 'END { print NR - 1 }' "$there/plan/accounts.csv")' x 80'
    judged 'fewest moves of the demo to 10 %, --gap 20%' 20 - - --gap 20%
}
