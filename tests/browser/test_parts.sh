#!/bin/sh
# What other commands add to a report, in a real browser: quotas, coverage, frontier and managers beside the plan,
# driven with mouse and keyboard by drive_parts.js: for the demo, for a plan whose names look like markup and formulas,
# and for a plan beside which nothing lies. Speaks TAP.
set -u
: "${AMBIT:=build/debug/ambit}"
command -v node >/dev/null || { echo '1..0 # SKIP no node here'; exit 77; }
there=$(mktemp -d) || exit 1
trap 'rm -rf "$there"' EXIT

run() { "$AMBIT" "$@" >"$there/log" 2>&1 || sed 's/^/# /' "$there/log"; }
drive() { node tests/browser/drive_parts.js "$there/$1" "$1"; }

run solve instances/data/us-field-force --out "$there/demo" --quiet --effort 0.02
run quota instances/data/us-field-force --out "$there/demo" --quiet
run coverage instances/data/us-field-force --out "$there/demo" --quiet
drive demo

mkdir "$there/plan"
cat >"$there/plan/plan.yaml" <<'EOF'
name: </title><script>document.title = 'broken'</script>
period: {start: 2027-01-01, months: 12}
accounts: {file: accounts.csv}
reps: {file: reps.csv}
balance:
  - {measure: opportunity, tolerance: 60%}
stability: {current: current_rep, weight: 1}
quota: {target: 1000, currency: "<b>EUR</b>"}
coverage: {active_since: 2026-06-01}
frontier: {points: 6}
EOF
cat >"$there/plan/accounts.csv" <<'EOF'
account_id,name,lon,lat,opportunity,current_rep,last_activity
A1,"</script><img src=x onerror=""document.title='broken'"">",-99,39.5,10,R1,2026-11-01
A2,<b>bold</b> & co,-99.5,40,10,R2,2025-01-01
A3,Zürich-Süd,-98.5,40,10,R1,
A4,"=HYPERLINK(""x"")",-98.5,39,10,R2,2026-12-01
A5,plain,-99.5,39,10,R1,2026-12-31
EOF
cat >"$there/plan/reps.csv" <<'EOF'
rep_id,name,lon,lat,manager
R1,"<svg onload=""document.title='broken'"">",-99.4,39.6,"<img src=x onerror=""document.title='broken'"">"
R2,"=HYPERLINK(""x"")",-98.6,39.4,"<img src=x onerror=""document.title='broken'"">"
EOF
run solve "$there/plan" --out "$there/wicked" --quiet
run quota "$there/plan" --out "$there/wicked" --quiet
run coverage "$there/plan" --out "$there/wicked" --quiet
run frontier "$there/plan" --out "$there/wicked" --quiet
run report "$there/plan" --out "$there/wicked" --quiet
drive wicked

run solve instances/data/twelve --out "$there/bare" --quiet
drive bare
