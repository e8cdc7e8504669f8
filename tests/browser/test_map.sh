#!/bin/sh
# The map of the report in a real browser, driven with mouse and keyboard by drive_map.js, for plans of every kind:
# accounts in regions, regions as units, accounts alone, so many that they are drawn by density, names that look like
# markup, and no places at all. Speaks TAP.
set -u
: "${AMBIT:=build/debug/ambit}"
command -v node >/dev/null || { echo '1..0 # SKIP no node here'; exit 77; }
there=$(mktemp -d) || exit 1
trap 'rm -rf "$there"' EXIT

# drive NAME PLAN OPTION...: solves the plan with little effort and drives its report.
drive() {
    name=$1 plan=$2
    shift 2
    "$AMBIT" solve "$plan" --out "$there/out-$name" --quiet "$@" >"$there/log" 2>&1
    [ -f "$there/out-$name/report.html" ] || sed 's/^/# /' "$there/log"
    node tests/browser/drive_map.js "$there/out-$name/report.html" "$name"
}

drive demo instances/data/us-field-force --effort 0.02
drive regions instances/data/north-carolina
drive few instances/data/twelve
"$AMBIT" generate --accounts 30000 --reps 60 --out "$there/crowd" --quiet
drive crowd "$there/crowd" --effort 0.02

mkdir "$there/wicked" "$there/nowhere"
cat >"$there/wicked/plan.yaml" <<'EOF'
name: </title><script>document.title = 'broken'</script>
accounts: {file: accounts.csv}
reps: {file: reps.csv}
balance:
  - {measure: opportunity, tolerance: 60%}
stability: {current: current_rep, weight: 1}
EOF
cat >"$there/wicked/accounts.csv" <<'EOF'
account_id,name,lon,lat,opportunity,current_rep
A1,"</script><img src=x onerror=""document.title='broken'"">",-99,39.5,10,R1
A2,<b>bold</b> & co,-99.5,40,10,R2
A3,Zürich-Süd,-98.5,40,10,R1
A4,"=HYPERLINK(""x"")",-98.5,39,10,R2
A5,plain,-99.5,39,10,R1
EOF
cat >"$there/wicked/reps.csv" <<'EOF'
rep_id,name,lon,lat
R1,"<svg onload=""document.title='broken'"">",-99.4,39.6
R2,"</textarea>Ann",-98.6,39.4
EOF
drive wicked "$there/wicked"

sed '/^name/d; s/^stability.*/travel: {matrix: hours.csv}/' "$there/wicked/plan.yaml" >"$there/nowhere/plan.yaml"
cut -d, -f 1,2 "$there/wicked/reps.csv" | sed 's/"//g; s/<svg.*/Bob/; s/<.*>//' >"$there/nowhere/reps.csv"
printf 'account_id,opportunity\nA1,10\nA2,10\nA3,10\nA4,10\n' >"$there/nowhere/accounts.csv"
{
    echo unit_id,rep_id,hours
    for a in 1 2 3 4; do for r in 1 2; do echo "A$a,R$r,$(((a * r) % 3 + 1))"; done; done
} >"$there/nowhere/hours.csv"
drive nowhere "$there/nowhere"
