#!/bin/sh
# Measures ambit and prints tables (README.md says how to read them); when all of them ran, tests/bench/results.md is
# written anew.
#
# Run by `make bench`. Everything that a ratio refers to is measured in the same run, on the same machine.
# LIMIT_S=60: what the other solvers are given for an instance.
# BENCH="small kernels ... report": which sections, those named below; within the table large instances come
# last, so that an interrupted run has the rest.
# PUBLISHED=../shared/benchmarks: the folder of published instances with their best_known.tsv, for siting.
# LAYERS=../shared/data: the folder of the layers of counties and tracts, for geo and maps.
# BENCH_MOST=1000000: instances with more accounts are left out of table and parts.
set -eu
sections='small kernels geo parts table siting maps quota coverage frontier scenarios rebalance report export'
: "${AMBIT:?}" "${BUILD:?}" "${LIMIT_S:=60}" "${BENCH:=$sections}" "${BENCH_MOST:=1000000}"
: "${PUBLISHED:=../shared/benchmarks}" "${LAYERS:=../shared/data}"
there=$(mktemp -d)
trap 'rm -rf "$there"' EXIT
trap 'exit 130' INT TERM
tab=$(printf '\t')

# open_table NAME COLUMN...: the file $BUILD/bench-NAME.tsv, to which rows are added from now on.
open_table() {
    tsv=$BUILD/bench-$1.tsv
    shift
    (IFS=$tab; echo "$*") >"$tsv"
}
# add CELL...: one row of the table.
add() { (IFS=$tab; echo "$*") >>"$tsv"; }

# row WORK SIZE COST BOUND SECONDS MB RATIO RATIO_OF: one line of the table; the gap follows from cost and bound.
row() {
    add "$1" "$2" "$(amount "$3")" "$(amount "$4")" "$(gap_of "$3" "$4")" "$5" "$6" "$7" "$8"
    echo "bench: $1 $2: $5 s" >&2
}
amount() { awk -v x="$1" 'BEGIN { if (x != "") printf "%.2f", x }'; }
gap_of() { # COST BOUND
    awk -v c="$1" -v b="$2" 'BEGIN { if (c != "" && b != "") printf("%.3f %%", (c > 0 ? 100 * (c - b) / c : 0)) }'
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

measure_small() {
    open_table small work size cost bound gap seconds MB ratio 'ratio of'
    measure_demo
    measure_reading
    side_by_side 100 5
    side_by_side 200 5
    side_by_side 500 10
}

measure_kernels() {
    open_table kernels
    "$BUILD/tests/bench/kernels" >"$tsv"
}

# layered WORK SIZE SECONDS FACTOR PLAIN OGR -- COMMAND...: times what ambit does, what GEOS does in one thread (PLAIN,
# a command of plain_geos, which does 1/FACTOR of the work) and what GDAL does with the same file (OGR; empty: nothing),
# and adds a row.
layered() {
    work=$1 size=$2 most_s=$3 factor=$4 plain=$5 ogr=$6 ogr_s='' ogr_mb=''
    shift 7
    [ -z "$ogr" ] || {
        rm -rf "$there/copy"*
        # shellcheck disable=SC2086
        timed $ogr
        ogr_s=$seconds ogr_mb=$megabytes
    }
    # shellcheck disable=SC2086
    timed "$BUILD/tests/bench/plain_geos" $plain
    plain_s=$(awk -v s="$seconds" -v f="$factor" 'BEGIN { printf "%.2f", s * f }')
    timed "$BUILD/tests/bench/layers" "$@"
    add "$work" "$size" "$seconds" "$most_s" "$megabytes" "$ogr_s" "$(divide "$seconds" "$ogr_s")" "$ogr_mb" \
        "$plain_s" "$(divide "$seconds" "$plain_s")"
    echo "bench: $work, $size: $seconds s ($(cat "$there/stdout"))" >&2
}

measure_geo() {
    open_table geo work size seconds allowed MB 'GDAL s' 'ratio to GDAL' 'GDAL MB' 'plain GEOS s' 'ratio to GEOS'
    counties=$LAYERS/us_counties_wgs84 tracts=$LAYERS/us_tracts_41k_simpl
    [ -f "$tracts.shp" ] || {
        echo "bench: no layers in $LAYERS: geo is left out" >&2
        return 0
    }
    layered 'read, repair, adjacency' '41088 tracts' 5 1 "adjacency $tracts.shp" "ogrinfo -al -so $tracts.shp" -- \
        adjacency "$tracts.shp" GEOID
    layered 'dissolve, write both formats' '41088 tracts to 500' 3 1 "dissolve $tracts.shp 500" \
        "ogr2ogr -f GeoJSON $there/copy.geojson $tracts.shp" -- dissolve "$tracts.shp" GEOID 500 "$there/copy"
    layered 'read, join' '1000000 points to 3231 counties' 3 1 "join $counties.shp 1000000" \
        "ogrinfo -al -so $counties.shp" -- join "$counties.shp" GEOID 1000000
    layered 'distances to the 12 nearest' '1000000 points, 1000 places' 3 20 'nearest 50000 1000 12' '' -- \
        nearest 1000000 1000 12
    [ ! -f "$LAYERS/us_zips_41k_geonames.csv" ] || {
        awk -F, '!seen[$1]++' "$LAYERS/us_zips_41k_geonames.csv" >"$there/zips.csv"
        timed "$BUILD/tests/bench/layers" cells "$there/zips.csv" zip
        add 'cells of points, adjacency' '41488 ZIP codes' "$seconds" - "$megabytes" '' '' '' '' ''
    }
}

# solved PLAN [OPTION...]: solves it; sets seconds, megabytes, cost and bound (empty without a plan).
solved() {
    rm -rf "$there/out"
    plan=$1
    shift
    timed "$AMBIT" solve "$plan" --out "$there/out" --quiet "$@" || echo "bench: exit code $code" >&2
    cost='' bound=''
    done=$there/out/plan.json
    [ ! -f "$done" ] || cost=$(field total "$done") bound=$(field bound "$done")
}

# within N REPS OPTIONS: writes that instance to $there/plan, when BENCH_MOST allows it.
within() {
    [ "$1" -le "$BENCH_MOST" ] || return 1
    rm -rf "$there/plan"
    # shellcheck disable=SC2086
    "$AMBIT" generate --accounts "$1" --reps "$2" $3 --out "$there/plan" --quiet
}

# parts_of N REPS OPTIONS: the gap with everything, then with each part of the search left out.
parts_of() {
    within "$@" || return 0
    whole=
    for part in '' branching sub-problems genetic pool; do
        # shellcheck disable=SC2086
        solved "$there/plan" ${part:+--without $part}
        gap=$(gap_of "$cost" "$bound")
        : "${whole:=$gap}"
        add "$1 x $2${3:+ $3}" "${part:-nothing}" "$(amount "$cost")" "$(amount "$bound")" "$gap" "$seconds" \
            "$megabytes" "$(divide "${gap% %}" "${whole% %}")"
        echo "bench: $1 x $2 without ${part:-nothing}: $gap, $seconds s" >&2
    done
}

measure_parts() {
    open_table parts size without cost bound gap seconds MB 'gap / whole'
    parts_of 500 10 ''
    parts_of 800 12 --giants
    parts_of 2000 20 ''
}

# judged HOW GAP_ALLOWED SECONDS_ALLOWED MB_ALLOWED OPTION...: solves $there/plan and adds a row beside what is allowed;
# the last column is the greatest of what was needed to what is allowed: at most 1 is reached. "-": nothing is said.
judged() {
    how=$1 most_gap=$2 most_s=$3 most_mb=$4
    shift 4
    solved "$there/plan" "$@"
    gap=$(gap_of "$cost" "$bound")
    ratio=$(awk -v gap="${gap% %}" -v g="$most_gap" -v s="$seconds" -v t="$most_s" -v mb="$megabytes" -v m="$most_mb" '
        function worse(x, limit) { if (limit != "-" && x / limit > worst) worst = x / limit }
        BEGIN { worse(gap, g); worse(s, t); worse(mb, m); if (gap != "") printf "%.2f", worst }')
    add "$size" "$how" "$(amount "$cost")" "$(amount "$bound")" "$gap" "$most_gap %" "$seconds" "$most_s" \
        "$megabytes" "$most_mb" "$ratio"
    echo "bench: $size, $how: $gap, $seconds s" >&2
}

# asked N REPS OPTIONS MB GAP:SECONDS...: with each of the times, unless the instance is so large that reading counts,
# and with the default effort, judged by the last limit.
asked() {
    within "$1" "$2" "$3" || return 0
    size="$1 x $2${3:+ $3}" most_mb=$4 n=$1
    shift 4
    [ "$n" -gt 50000 ] || for limit; do
        judged "--time ${limit#*:}" "${limit%:*}" "${limit#*:}" "$most_mb" --time "${limit#*:}"
    done
    eval "last=\${$#}"
    judged 'default effort' "${last%:*}" "${last#*:}" "$most_mb"
    default_s=$seconds
}

measure_table() {
    open_table table size how cost bound gap allowed seconds allowed MB allowed ratio
    asked 200 5 '' - 0.05:5
    asked 500 10 '' - 0.12:10 0.08:60
    [ 500 -gt "$BENCH_MOST" ] || judged 'first plan (--gap 0.9)' 90 0.5 - --gap 0.9
    asked 800 12 --giants - 0.15:20
    asked 1200 15 '--measures 3 --segments 3 --fte-mix' - 0.18:30
    asked 2000 20 '' - 0.10:10 0.05:60
    [ 2000 -gt "$BENCH_MOST" ] || judged '--engine ga --time 60' 1 60 - --engine ga --time 60
    asked 3000 30 '--tolerance 4% --fte-mix' - 0.11:30
    asked 10000 100 '' 300 0.15:30
    ten_thousand_s=${default_s:-}
    asked 100000 200 '' 700 0.06:45
    asked 1000000 1000 '' 3072 0.10:120
    [ "$BENCH_MOST" -lt 1000000 ] || awk -v a="$ten_thousand_s" -v b="$default_s" 'BEGIN {
        printf "Time grew as n^%.2f from 10,000 to 1,000,000 accounts (allowed: 1.15).\n", log(b / a) / log(100) }' |
        tee "$BUILD/bench-growth.txt"
}

# best_known FILE OBJECTIVE: the value of the row whose objective begins so.
best_known() {
    awk -F'\t' -v file="$1" -v objective="$2" '$2 == file && index($5, objective) == 1 { print $6; exit }' \
        "$PUBLISHED/best_known.tsv"
}

# published KIND FILE OPTIONS OBJECTIVE SECONDS ABOVE GAP: solves one published instance in so many seconds and adds a
# row; at most ABOVE % above the best known value, and a gap of at most GAP %, are allowed ("-": nothing is said). Best
# known values have two decimals: half of the last one is granted. Assignments stay in $BUILD/bench-assignments, for
# those who doubt a value below the best known one. Sets status.
published() {
    [ -f "$PUBLISHED/$2" ] || return 0
    # shellcheck disable=SC2086
    timed "$AMBIT" benchmark "$1" "$PUBLISHED/$2" $3 --time "$5" --out "$BUILD/bench-assignments" --force --quiet ||
        true
    best=$(best_known "$2" "$4")
    line=$(sed -n 2p "$there/stdout")
    status=$(echo "$line" | cut -f 8)
    echo "$line" | awk -F'\t' -v OFS='\t' -v name="$2" -v how="${3:+$3 }--time $5" -v best="$best" -v most="$6" \
        -v g="$7" -v s="$seconds" -v mb="$megabytes" '{
            found = $4 != "inf"; exact = best == "infeasible" || best == ""
            above = !exact && found ? 100 * ($4 - best) / best : ""
            if (above != "" && ($4 - best)^2 <= 0.005001^2) above = 0
            near = best == "infeasible" ? $8 == "infeasible" : most == "-" || best == "" ? found \
                 : found && $4 - best <= best * most / 100 + 0.005001
            reached = near && (g == "-" || $6 <= g + 0)
            print name, how, found ? sprintf("%.2f", $4) : "", $5 == "inf" ? "" : sprintf("%.2f", $5), \
                found ? sprintf("%.3f %%", $6) : $8, g == "-" ? g : g " %", best, \
                above == "" ? "" : sprintf("%.4f %%", above), most == "-" ? most : most " %", s, mb, \
                reached ? "yes" : "NO" }' >>"$tsv"
    echo "bench: $2${3:+ $3}: $status after $seconds s, ${line:+$(echo "$line" | cut -f 4)}, best known $best" >&2
}

# districts FILE FOUND PROVEN: districts that hang together or not; the second run only when the first has no proof.
districts() {
    for whole in '' --contiguous; do
        objective="Hess, ${whole:+contiguous}"
        [ -n "$whole" ] || objective='Hess, no contiguity'
        published hess "$1" "$whole" "$objective" "$2" 0 -
        case $status in optimal | infeasible) continue ;; esac
        published hess "$1" "$whole" "$objective" "$3" 0 0
    done
}

measure_siting() {
    open_table siting instance how cost bound gap allowed 'best known' above allowed seconds MB reached
    [ -f "$PUBLISHED/best_known.tsv" ] || {
        echo "bench: no $PUBLISHED/best_known.tsv: siting is left out" >&2
        return 0
    }
    published hess county/NH.json --contiguous 'Hess, contiguous' 1 - -
    published hess county/NH.json '' 'Hess, no contiguity' 30 0 0
    for state in ME NM ID LA AR MS IA; do districts "county/$state.json" 5 30; done
    for state in NH ID ME; do districts "tract/$state.json" 20 60; done
    published hess tract/NE.json --contiguous 'Hess, contiguous' 60 0.1 -
    published hess tract/NE.json --contiguous 'Hess, contiguous' 300 0.1 1
    for file in "$PUBLISHED"/cpmp/*; do
        n=$(awk 'NR == 1 { print ($1 <= 724 ? 0.1 : 0.15) }' "$file")
        published cpmp "cpmp/${file##*/}" '' 'sum of' 10 0.3 -
        [ "$status" = optimal ] || published cpmp "cpmp/${file##*/}" '' 'sum of' 60 "$n" -
    done
}

# map_of LAYER COUNT TOLERANCE [MEASURE]: a plan folder of free territories that hang together; MEASURE is a second one,
# besides people, drawn for each region.
map_of() {
    rm -rf "$there/plan"
    mkdir "$there/plan"
    for part in shp shx dbf prj cpg; do ln -s "$(realpath "$LAYERS/$1.$part")" "$there/plan/map.$part"; done
    cat >"$there/plan/plan.yaml" <<EOF
name: $1
regions: {file: map.shp, id: GEOID, name: NAME}
assign: regions
territories: {count: $2, objective: moment, amount: POP10}
contiguity: {islands: attach}
balance:
  - {measure: POP10, tolerance: $3, empty: 0}
EOF
    [ -n "${4:-}" ] || return 0
    printf 'accounts: {file: accounts.csv, region: GEOID}\n' >>"$there/plan/plan.yaml"
    sed -i "s/^balance:/&\n  - {measure: $4, tolerance: $3}/" "$there/plan/plan.yaml"
    # Records of a DBF are equally long; here the id comes first, 11 bytes, and the people last, 9. Work goes by people:
    # where a layer lacks them no plan could balance both.
    head_size=$(od -An -tu2 -j 8 -N 2 "$there/plan/map.dbf")
    record_size=$(od -An -tu2 -j 10 -N 2 "$there/plan/map.dbf")
    tail -c +$((head_size + 1)) "$there/plan/map.dbf" | fold -b -w $((record_size)) |
        cut -b 2-12,$((record_size - 8))- |
        awk -v name="$4" 'BEGIN { print "account_id,GEOID," name }
            /^[0-9]/ { x = (x * 1103 + 12345) % 65536
                       print "A" NR "," substr($0, 1, 11) "," substr($0, 12) * (500 + x % 1000) / 1000 }' \
            >"$there/plan/accounts.csv"
}

# mapped NAME HOW SECONDS MB OPTION...: solves $there/plan and adds a row beside what is allowed.
mapped() {
    name=$1 how=$2 most_s=$3 most_mb=$4
    shift 4
    solved "$there/plan" "$@"
    case $code in
        0) says='within the rules' ;;
        3) says=$(cat "$there/stdout" "$there/stderr" | grep -m 1 '^unit\|^the units\|^all ' | sed 's/[,:].*//') ;;
        *) says="exit code $code" ;;
    esac
    add "$name" "$how" "$(amount "$cost")" "$(amount "$bound")" "$(gap_of "$cost" "$bound")" "$seconds" "$most_s" \
        "$megabytes" "$most_mb" "$says"
    echo "bench: $name, $how: $seconds s, $megabytes MB, $says" >&2
}

measure_maps() {
    open_table maps map how cost bound gap seconds allowed MB allowed says
    counties=us48_counties_albers5070 tracts=us_tracts_41k_simpl
    [ -f "$LAYERS/$counties.shp" ] || {
        echo "bench: no layers in $LAYERS: maps is left out" >&2
        return 0
    }
    map_of $counties 20 2%
    mapped '3108 counties x 20' '--time 3' - - --time 3
    mapped '3108 counties x 20' '--time 60' - - --time 60
    map_of $counties 60 2%
    mapped '3108 counties x 60' 'default effort' 1 -
    map_of $tracts 500 10% work
    mapped '41088 tracts x 500, two measures' 'default effort' 180 2048
}

# Later sections have a file each: sections/NAME.sh defines measure_NAME.
for file in tests/bench/sections/*.sh; do
    . "$file"
done

# sales_at TOLERANCE: the published realignment as a plan folder.
sales_at() {
    rm -rf "$there/plan"
    mkdir "$there/plan"
    sed '1s/.*/account_id,load,current_rep/' "$PUBLISHED/sales/bricks.csv" >"$there/plan/accounts.csv"
    sed '1s/.*/unit_id,rep_id,hours/' "$PUBLISHED/sales/distances.csv" >"$there/plan/hours.csv"
    printf 'rep_id\n1\n2\n3\n4\n' >"$there/plan/reps.csv"
    cat >"$there/plan/plan.yaml" <<EOF
accounts: {file: accounts.csv, id: account_id}
reps: {file: reps.csv, id: rep_id}
travel: {matrix: hours.csv}
balance: [{measure: load, tolerance: $1}]
stability: {current: current_rep, weight: 0, measure: load}
EOF
}

# traded NAME SECONDS OPTION...: the frontier of $there/plan beside what is allowed.
traded() {
    name=$1 most_s=$2
    shift 2
    timed "$AMBIT" frontier "$there/plan" --out "$there/frontier" --force "$@" || echo "bench: exit code $code" >&2
    add "$name" "$(($(wc -l <"$there/stdout") - 1))" "$(grep -c 'yes$' "$there/stdout" || true)" \
        "$(awk -F'\t' 'NR > 1 { if ($9 > worst) worst = $9 } END { printf "%.3f %%", 100 * worst }' "$there/stdout")" \
        "$seconds" "$most_s" "$megabytes" "$(divide "$seconds" "$most_s")"
    echo "bench: frontier of $name: $seconds s" >&2
}

measure_frontier() {
    open_table frontier work points proven 'worst gap' seconds allowed MB ratio
    if [ -f "$PUBLISHED/sales/bricks.csv" ]; then
        for tolerance in 20% 15% 10%; do
            sales_at $tolerance
            traded "published realignment, 22 x 4, $tolerance" 0.67
        done
    fi
    within 2000 20 '' || return 0
    awk -F, -v OFS=, 'NR == FNR { if (FNR > 1) { id[++n] = $1; x[n] = $2; y[n] = $3 }; next }
        FNR == 1 { print $0, "current_rep"; next }
        { near = 1e9; c = cos($3 * 0.0174533)
          for (i = 1; i <= n; i++) {
              d = ((x[i] - $2) * c)^2 + (y[i] - $3)^2
              if (d < near) { near = d; k = i }
          }
          print $0, id[k] }' "$there/plan/reps.csv" "$there/plan/accounts.csv" >"$there/accounts.csv"
    mv "$there/accounts.csv" "$there/plan/accounts.csv"
    echo 'stability: {current: current_rep, weight: 1}' >>"$there/plan/plan.yaml"
    traded '2000 x 20, today the nearest rep' 30 --points 20
}

# paged PLAN SIZE SECONDS MB LOAD CLICK: solves PLAN with little effort, writes its report anew and opens it.
# So many seconds to write, MB of page, and milliseconds are allowed ("-": nothing is said).
paged() {
    "$AMBIT" solve "$1" --out "$there/out" --force --quiet --effort 0.02
    timed "$AMBIT" report "$1" --out "$there/out"
    page_mb=$(wc -c <"$there/out/report.html" | awk '{ printf "%.2f", $1 / 1e6 }')
    took=$(node tests/bench/page_times.js "$there/out/report.html") || { echo "bench: no chromium" >&2; return 0; }
    # shellcheck disable=SC2086 # six numbers
    set -- "$2" "$3" "$4" "$5" "$6" $took
    reached=$(awk -v s="$seconds/$2" -v mb="$page_mb/$3" -v load="$6/$4" -v click="$7/$5" '
        function fits(pair, part) { split(pair, part, "/"); return part[2] == "-" || part[1] + 0 <= part[2] + 0 }
        BEGIN { print fits(s) && fits(mb) && fits(load) && fits(click) ? "yes" : "NO" }')
    add "$1" "$seconds" "$2" "$megabytes" "$page_mb" "$3" "$6" "$4" "$7" "$5" "$8" "$9" "${10}" "$reached"
    echo "bench: report of $1: $seconds s, $page_mb MB, load $6 ms, click $7 ms" >&2
}

measure_report() {
    open_table report size seconds allowed MB 'page MB' allowed 'load ms' allowed 'click ms' allowed 'key ms' \
        'load cpu ms' 'click cpu ms' reached
    command -v node >/dev/null || { echo 'bench: no node: report is left out' >&2; return 0; }
    paged instances/data/us-field-force 'demo, 10000 x 80' 2 5 2000 100
    for size in '10000 80' '100000 400'; do
        # shellcheck disable=SC2086 # two numbers
        set -- $size
        within "$1" "$2" '' || continue
        case $1 in 10000) paged "$there/plan" "$1 x $2" 2 5 2000 100 ;; *) paged "$there/plan" "$1 x $2" - - - - ;; esac
    done
}

# Numbers to the right: the columns that hold them have these names.
markdown() {
    awk -F'\t' '
        function line(k) { return $k ~ /^(work|size|instance|map|how|says|without|kernel|ratio of)$/ ? "---|" : "--:|" }
        NR == 1 { n = NF; for (k = 1; k <= n; k++) rule = rule line(k) }
        { printf "|"; for (k = 1; k <= n; k++) printf " %s |", $k; print "" }
        NR == 1 { print "|" rule }' "$1"
}
# The same for a terminal: columns as wide as their widest cell.
plain() {
    awk -F'\t' '
        { for (k = 1; k <= NF; k++) { cell[NR, k] = $k; if (length($k) > width[k]) width[k] = length($k) }
          if (NR == 1) for (k = 1; k <= NF; k++)
              left[k] = $k ~ /^(work|size|instance|map|how|says|without|kernel|ratio of)$/
          if (NF > n) n = NF }
        END { for (i = 1; i <= NR; i++) {
                  row = ""
                  for (k = 1; k <= n; k++) row = row sprintf(left[k] ? "%-*s  " : "%*s  ", width[k], cell[i, k])
                  sub(/ +$/, "", row); print row }
              print "" }' "$1"
}

for section in $BENCH; do
    case " $sections " in
        *" $section "*) "measure_$section"; plain "$tsv" ;;
        *) echo "bench: BENCH=\"$section\", expected some of: $sections" >&2; exit 2 ;;
    esac
done
[ "$BENCH $BENCH_MOST" = "$sections 1000000" ] || exit 0
{
    echo "With $(nproc) cores, ambit $("$AMBIT" --version | cut -d' ' -f2), the other solvers stopped at $LIMIT_S s:"
    for section in $sections; do
        echo
        markdown "$BUILD/bench-$section.tsv"
    done
    echo
    cat "$BUILD/bench-growth.txt"
} >tests/bench/results.md
