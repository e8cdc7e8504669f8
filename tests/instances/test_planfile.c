#include "instances/planfile.h"
#include "tests/instances/scratch.h"

#include <math.h>
#include <sys/stat.h>

/* ---- What goes wrong: a plan, and everything that is said -------------------------------------------------------- */

#define HINT ", check quotes, brackets and the indentation (spaces, no tabs) [E003]\n"
#define NO_KEYS "error: plan.yaml: found no keys, expected sections such as accounts, reps and balance, write them " \
    "or start with \"ambit init\" [E002]\n"
static const struct fault { const char *name, *yaml, *said; } faults[] = {
    { "an empty file", "", NO_KEYS },
    { "only a comment", "# to be written\n", NO_KEYS },
    { "no keys", "{}\n", NO_KEYS },
    { "a list", "- accounts\n",
      "error: plan.yaml:1:1: found a list or a text, expected sections such as accounts, reps and balance, write them "
      "as \"key: value\" [E005]\n" },
    { "a mere text", "accounts.csv\n",
      "error: plan.yaml:1:1: found a list or a text, expected sections such as accounts, reps and balance, write them "
      "as \"key: value\" [E005]\n" },
    { "an open bracket", "name: x\nreps: {file: a\nassign: accounts\n",
      "error: plan.yaml:3:7: found text that is not YAML (did not find expected ',' or '}' for what starts on line 2), "
      "expected \"key: value\"" HINT },
    { "a tab", "travel:\n\tcircuity: 1\n",
      "error: plan.yaml:2:1: found text that is not YAML (found character that cannot start any token), expected "
      "\"key: value\"" HINT },
    { "a wrong indentation", "name: x\n  assign: accounts\n",
      "error: plan.yaml:2:9: found text that is not YAML (mapping values are not allowed in this context), expected "
      "\"key: value\"" HINT },
    { "two documents", "name: x\n---\nname: y\n",
      "error: plan.yaml:2:1: found a second document, expected one, remove the line \"---\" [E003]\n" },
    { "a second document that is none", "name: x\n---\n[a\n",
      "error: plan.yaml:4:1: found text that is not YAML (did not find expected ',' or ']' for what starts on line 3), "
      "expected \"key: value\"" HINT },
    { "Latin-1", "name: x\nassign: \"\xfc\"\n",
      "error: plan.yaml:2: found bytes that are not UTF-8 text, expected UTF-8, save the file as UTF-8 [E019]\n" },
    { "an alias", "name: &a x\nforbidden: *a\n",
      "error: plan.yaml:2:1: found an alias (*name), expected the value itself, write it out [E003]\n" },
    { "an alias of nothing", "name: *a\n",
      "error: plan.yaml:1:7: found text that is not YAML (found undefined alias), expected \"key: value\"" HINT },

    { "a misspelt section", "acounts: {file: a.csv}\n",
      "error: plan.yaml:1:1: found the unknown key \"acounts\", expected accounts, correct or remove it [E004]\n" },
    { "a misspelt key", "travel:\n  speed_kmh: 60\n",
      "error: plan.yaml:2:3: travel: found the unknown key \"speed_kmh\", expected speed_km_h, correct or remove it "
      "[E004]\n" },
    { "a key like no other", "limits: {population: 5}\n",
      "error: plan.yaml:1:10: limits: found the unknown key \"population\", expected one of max_accounts, correct or "
      "remove it [E004]\n" },
    { "a key twice", "name: x\ntravel: {circuity: 1.2}\ntravel: {circuity: 1.4}\n",
      "error: plan.yaml:3:1: travel: found the key again, expected it once (it is on line 2 already), remove one "
      "[E004]\n" },
    { "a key that is a list", "? [a, b]\n: c\n",
      "error: plan.yaml:1:3: found a key that is no text, expected a name such as name, correct it [E004]\n" },
    { "a source without a file", "reps: {id: rep_id}\n",
      "error: plan.yaml:1:7: reps: found no key \"file\", expected one, add it [E004]\n" },
    { "a rule without a measure", "balance:\n  - {tolerance: 10%}\n",
      "error: plan.yaml:2:5: balance[1]: found no key \"measure\", expected one, add it [E004]\n" },
    { "a rule without a tolerance", "balance:\n  - {measure: workload}\n",
      "error: plan.yaml:2:5: balance[1]: found no key \"tolerance\", expected one, add it [E004]\n" },

    { "a text where keys belong", "accounts: accounts.csv\n",
      "error: plan.yaml:1:11: accounts: found \"accounts.csv\", expected keys, write them as {file: ...} [E005]\n" },
    { "a list where keys belong", "travel: [60, 1.3]\n",
      "error: plan.yaml:1:9: travel: found a list, expected keys, write them as {speed_km_h: ...} [E005]\n" },
    { "keys where a list belongs", "balance: {measure: workload, tolerance: 10%}\n",
      "error: plan.yaml:1:10: balance: found keys, expected a list, start each entry with \"- \" [E005]\n" },
    { "keys where a text belongs", "name: {first: x}\n",
      "error: plan.yaml:1:7: name: found keys, expected a single value, write it behind the key or remove the key "
      "[E005]\n" },
    { "nothing where a text belongs", "forbidden:\n",
      "error: plan.yaml:1:11: forbidden: found nothing, expected a single value, write it behind the key or remove the "
      "key [E005]\n" },
    { "a NUL in a text", "name: \"a\\0b\"\n",
      "error: plan.yaml:1:7: name: found \"a\\x00b\", expected a single value, write it behind the key or remove the "
      "key [E005]\n" },
    { "a tolerance of 10", "balance:\n  - {measure: workload, tolerance: 10}\n",
      "error: plan.yaml:2:36: balance[1].tolerance: found \"10\", expected a share such as 10% or 0.1, correct it "
      "[E005]\n" },
    { "a negative tolerance", "balance:\n  - {measure: workload, tolerance: -5%}\n",
      "error: plan.yaml:2:36: balance[1].tolerance: found \"-5%\", expected a share such as 10% or 0.1, correct it "
      "[E005]\n" },
    { "a tolerance in words", "balance:\n  - {measure: workload, tolerance: small}\n",
      "error: plan.yaml:2:36: balance[1].tolerance: found \"small\", expected a share such as 10% or 0.1, correct it "
      "[E005]\n" },
    { "a speed of 0", "travel: {speed_km_h: 0}\n",
      "error: plan.yaml:1:22: travel.speed_km_h: found \"0\", expected a speed in km/h above 0, correct it [E005]\n" },
    { "a circuity that is no number", "travel: {circuity: nan}\n",
      "error: plan.yaml:1:20: travel.circuity: found \"nan\", expected a factor such as 1.3, correct it [E005]\n" },
    { "half an account", "limits: {max_accounts: 2.5}\n",
      "error: plan.yaml:1:24: limits.max_accounts: found \"2.5\", expected a number of accounts, correct it [E005]\n" },
    { "neither a number of territories nor reps", "territories: {objective: distance}\n",
      "error: plan.yaml:1:14: territories: found neither a count nor a section reps, expected how many territories "
      "there are, add count: 12 or the like [E026]\n" },
    { "an objective that there is not", "territories: {count: 3, objective: speed}\n",
      "error: plan.yaml:1:36: territories.objective: found \"speed\", expected hours, distance or moment, correct it "
      "[E005]\n" },
    { "borders that pay", "compactness: {border: -1}\n",
      "error: plan.yaml:1:23: compactness.border: found \"-1\", expected a cost of 0 or more, correct it [E005]\n" },
    { "no territories", "territories: {count: 0}\n",
      "error: plan.yaml:1:22: territories.count: found \"0\", expected a number of territories, correct it [E005]\n" },
    { "an unknown unit", "assign: counties\n",
      "error: plan.yaml:1:9: assign: found \"counties\", expected accounts or regions, correct it [E005]\n" },
    { "a day that is none", "period: {start: 2027-02-30}\n",
      "error: plan.yaml:1:17: period.start: found \"2027-02-30\", expected a date such as 2027-01-01, correct it "
      "[E005]\n" },
    { "a class without a value", "balance:\n  - {measure: m, where: tier, tolerance: 1%}\n",
      "error: plan.yaml:2:25: balance[1].where: found \"tier\", expected a class such as tier=A, correct it [E005]\n" },
    { "empty: 1", "balance:\n  - {measure: m, tolerance: 1%, empty: 1}\n",
      "error: plan.yaml:2:40: balance[1].empty: found \"1\", expected 0, which counts an empty cell as nothing, "
      "correct it [E005]\n" },
    { "a cap above all", "stability: {max_moved: {accounts: 120%}}\n",
      "error: plan.yaml:1:35: stability.max_moved.accounts: found \"120%\", expected a share from 0% to 100%, correct "
      "it [E005]\n" },
    { "accounts outside, where to", "accounts: {file: a.csv, outside: drop}\n",
      "error: plan.yaml:1:34: accounts.outside: found \"drop\", expected reject or nearest within 5 km, correct it "
      "[E005]\n" },
    { "a distance in hours", "accounts: {file: a.csv, outside: nearest within 5 h}\n",
      "error: plan.yaml:1:34: accounts.outside: found \"5 h\", expected a length such as 100 m or 5 km, correct it "
      "[E005]\n" },
    { "a negative length", "output: {simplify: -3 m}\n",
      "error: plan.yaml:1:20: output.simplify: found \"-3 m\", expected a length such as 100 m or 5 km, correct it "
      "[E005]\n" },
    { "a distance of another kind", "travel: {distance: manhattan}\n",
      "error: plan.yaml:1:20: travel.distance: found \"manhattan\", expected sphere or geodesic, correct it [E005]\n" },
    { "neither yes nor no", "workload: {travel: maybe}\n",
      "error: plan.yaml:1:20: workload.travel: found \"maybe\", expected true or false, correct it [E005]\n" },
    { "a chess piece that moves otherwise", "regions: {file: r.shp}\nassign: regions\ncontiguity: {rule: knight}\n",
      "error: plan.yaml:3:20: contiguity.rule: found \"knight\", expected rook, queen or none, correct it [E005]\n" },

    { "regions as units without regions", "assign: regions\n",
      "error: plan.yaml:1:9: assign: found regions as units but no section regions, expected one, add regions: {file: "
      "..., id: ...} [E026]\n" },
    { "lon without lat", "reps: {file: r.csv, lon: x}\n",
      "error: plan.yaml:1:7: reps: found only one of lon and lat, expected both, add the other [E026]\n" },
    { "x and y without crs", "reps: {file: r.csv, x: e, y: n}\n",
      "error: plan.yaml:1:7: reps: found x and y without crs, expected their coordinate system, add crs: EPSG:5070 or "
      "the like [E026]\n" },
    { "crs beside lon and lat", "reps: {file: r.csv, lon: a, lat: b, crs: EPSG:5070}\n",
      "error: plan.yaml:1:7: reps: found crs beside lon and lat, expected it with x and y, remove crs or name the "
      "columns x and y [E026]\n" },
    { "a crosswalk from nowhere", "accounts: {file: a.csv, crosswalk: zips.csv}\n",
      "error: plan.yaml:1:11: accounts: found a crosswalk without region, expected the column that it starts from, add "
      "region: COLUMN [E026]\n" },
    { "shapes and points in one table", "regions: {file: r.csv, wkt: shape, lon: x, lat: y}\n",
      "error: plan.yaml:1:10: regions: found wkt beside a column of coordinates, expected one of the two, remove the "
      "other [E026]\n" },
    { "hours from two sources", "travel: {matrix: hours.csv, osrm: \"http://127.0.0.1:5000\"}\n",
      "error: plan.yaml:1:35: travel.osrm: found osrm and matrix, expected one source of hours, remove the other "
      "[E026]\n" },
    { "two rules for one measure", "balance:\n  - {measure: m, tolerance: 1%}\n  - {measure: m, tolerance: 2%}\n",
      "error: plan.yaml:3:5: balance[2]: found a second rule for the same measure and class, expected one, remove the "
      "other [E026]\n" },
    { "a cap on an amount that nobody named", "stability: {max_moved: {amount: 5%}}\n",
      "error: plan.yaml:1:33: stability.max_moved.amount: found a cap on an amount, expected stability.measure to say "
      "which, add measure: COLUMN [E026]\n" },
    { "days before a period that has no start",
      "stability: {protect: {active_within: 90}}\n",
      "error: plan.yaml:1:38: stability.protect.active_within: found days before a period that has no start, expected "
      "one, add period: {start: 2027-01-01} [E026]\n" },
    { "a price for nothing", "stability: {protect: {price: 5}}\n",
      "error: plan.yaml:1:30: stability.protect.price: found a price and nothing that is protected, expected "
      "active_within or open_opportunities, add one of them [E026]\n" },
    { "caps beyond all, and without their measure",
      "stability: {max_moved: {per_rep: {accounts: 101%, amount: 5%}, measures: [{measure: a, share: x}]}}\n",
      "error: plan.yaml:1:45: stability.max_moved.per_rep.accounts: found \"101%\", expected a share from 0% to 100%, "
      "correct it [E005]\nerror: plan.yaml:1:59: stability.max_moved.per_rep.amount: found a cap on an amount, "
      "expected stability.measure to say which, add measure: COLUMN [E026]\nerror: plan.yaml:1:95: "
      "stability.max_moved.measures[1].share: found \"x\", expected a share from 0% to 100%, correct it [E005]\n" },

    { "keys and values at once", "nmae: x\naccounts: a.csv\nbalance:\n  - {measure: m, tolerance: 10}\n  - "
      "{tolerance: 5%}\n"
      "travel: {circuity: far}\n",
      "error: plan.yaml:1:1: found the unknown key \"nmae\", expected name, correct or remove it [E004]\n"
      "error: plan.yaml:2:11: accounts: found \"a.csv\", expected keys, write them as {file: ...} [E005]\n"
      "error: plan.yaml:5:5: balance[2]: found no key \"measure\", expected one, add it [E004]\n"
      "error: plan.yaml:4:29: balance[1].tolerance: found \"10\", expected a share such as 10% or 0.1, correct it "
      "[E005]\n"
      "error: plan.yaml:6:20: travel.circuity: found \"far\", expected a factor such as 1.3, correct it [E005]\n" },
};

static void says_what_is_wrong(void **state)
{
    const struct fault *fault = *state;
    scratch s;
    ambit_error err = { AMBIT_OK, "" };
    ambit_planfile *plan;
    ambit_diagnosis *diagnosis = ambit_diagnosis_build();
    scratch_make(&s);
    scratch_write(&s, "plan.yaml", fault->yaml);
    assert_int_equal(ambit_planfile_read(&plan, s.path, diagnosis, &err), AMBIT_E_INPUT);
    assert_null(plan);
    assert_string_not_equal(err.text, "");
    char *said = scratch_printed(diagnosis);
    assert_string_equal(said, fault->said);
    free(said);
    ambit_diagnosis_free(diagnosis);
    scratch_remove(&s);
}

/* ---- What goes right --------------------------------------------------------------------------------------------- */

static const char every_key[] =
    "name: FY27 field redesign\n"
    "period: {start: 2027-01-01, months: 6}\n"
    "accounts: {file: accounts.csv, id: account, x: east, y: north, crs: \"EPSG:5070\", name: title, region: "
    "county, crosswalk: zips.csv, outside: nearest within 2.5 km}\n"
    "regions:  {file: counties.zip, id: GEOID, name: NAME, crs: EPSG:4269, wkt: shape, outline: coast.shp, member: "
    "low}\n"
    "reps:     {file: reps.csv, id: rep, lon: long, lat: latt, name: who}\n"
    "assign: regions\n"
    "territories: {count: 60, objective: moment, amount: POP, candidates: seeds.csv}\n"
    "contiguity: {rule: queen, links: links.csv, islands: attach, snap: 5 m}\n"
    "compactness: {border: 0.25}\n"
    "balance:\n"
    "  - {measure: workload, tolerance: 10%, ideal_weight: 2.5}\n"
    "  - measure: opportunity\n"
    "    where: tier=A\n"
    "    tolerance: 0.2\n"
    "    empty: 0\n"
    "limits: {max_accounts: 250}\n"
    "forbidden: pairs.csv\n"
    "travel: {speed_km_h: 80, circuity: 1.4, matrix: hours.csv, circuity_field: DETOUR, distance: geodesic}\n"
    "output: {simplify: 0.1 km, wkt: true}\n"
    "workload: {travel: true}\n"
    "stability: {current: owner, weight: 3, measure: load, max_moved: {accounts: 10%, amount: 0.05}}\n"
    "misfit: {weight: 9}\n";

/* Reads a plan without a fault; the caller frees it. */
static ambit_planfile *read_plan(scratch *s, const char *yaml)
{
    ambit_error err = { AMBIT_OK, "" };
    ambit_planfile *plan;
    ambit_diagnosis *diagnosis = ambit_diagnosis_build();
    scratch_write(s, "plan.yaml", yaml);
    ambit_status status = ambit_planfile_read(&plan, s->path, diagnosis, &err);
    assert_string_equal(err.text, "");
    assert_int_equal(status, AMBIT_OK);
    assert_int_equal(ambit_diagnosis_n_warnings(diagnosis), 0);
    ambit_diagnosis_free(diagnosis);
    return plan;
}


static void every_source_is_read(void **state)
{
    (void)state;
    scratch s;
    scratch_make(&s);
    ambit_planfile *plan = read_plan(&s, every_key);
    assert_string_equal(plan->folder, s.path);
    assert_string_equal(plan->name, "FY27 field redesign");
    assert_string_equal(plan->period_start, "2027-01-01");
    assert_int_equal(plan->period_months, 6);
    assert_string_equal(plan->accounts.file, "accounts.csv");
    assert_string_equal(plan->accounts.id, "account");
    assert_string_equal(plan->accounts.x, "east");
    assert_string_equal(plan->accounts.y, "north");
    assert_string_equal(plan->accounts.crs, "EPSG:5070");
    assert_string_equal(plan->accounts.name, "title");
    assert_string_equal(plan->accounts.region, "county");
    assert_string_equal(plan->accounts.crosswalk, "zips.csv");
    assert_true(plan->outside_km == 2.5);
    assert_string_equal(plan->regions.wkt, "shape");
    assert_string_equal(plan->regions.outline, "coast.shp");
    assert_string_equal(plan->regions.member, "low");
    assert_string_equal(plan->regions.file, "counties.zip");
    assert_string_equal(plan->regions.id, "GEOID");
    assert_string_equal(plan->regions.name, "NAME");
    assert_string_equal(plan->regions.crs, "EPSG:4269");
    assert_string_equal(plan->reps.file, "reps.csv");
    assert_string_equal(plan->reps.id, "rep");
    assert_string_equal(plan->reps.lon, "long");
    assert_string_equal(plan->reps.lat, "latt");
    assert_string_equal(plan->reps.name, "who");
    ambit_planfile_free(plan);
    scratch_remove(&s);
}

static void every_rule_is_read(void **state)
{
    (void)state;
    scratch s;
    scratch_make(&s);
    ambit_planfile *plan = read_plan(&s, every_key);
    assert_int_equal(plan->assign, AMBIT_ASSIGN_REGIONS);
    assert_int_equal(plan->territories_count, 60);
    assert_true(plan->has_territories && plan->territories_objective == AMBIT_TRAVEL_MOMENT);
    assert_string_equal(plan->territories_amount, "POP");
    assert_string_equal(plan->territories_candidates, "seeds.csv");
    assert_int_equal(plan->contiguity, AMBIT_CONTIGUITY_QUEEN);
    assert_string_equal(plan->links, "links.csv");
    assert_int_equal(plan->islands_attach, 1);
    assert_true(plan->border_cost == 0.25);
    assert_int_equal(plan->n_balance, 2);
    assert_string_equal(plan->balance[0].measure, "workload");
    assert_null(plan->balance[0].where);
    assert_true(plan->balance[0].tolerance == 0.1 && plan->balance[0].ideal_weight == 2.5);
    assert_int_equal(plan->balance[0].empty_is_zero, 0);
    assert_int_equal(plan->balance[0].line, 11);
    assert_string_equal(plan->balance[1].measure, "opportunity");
    assert_string_equal(plan->balance[1].where, "tier=A");
    assert_true(plan->balance[1].tolerance == 0.2 && plan->balance[1].ideal_weight == 0);
    assert_int_equal(plan->balance[1].empty_is_zero, 1);
    assert_int_equal(plan->balance[1].line, 12);
    assert_int_equal(plan->max_accounts, 250);
    assert_string_equal(plan->forbidden, "pairs.csv");
    assert_true(plan->speed_km_h == 80 && plan->circuity == 1.4);
    assert_string_equal(plan->matrix, "hours.csv");
    assert_string_equal(plan->circuity_field, "DETOUR");
    assert_int_equal(plan->distance, AMBIT_DISTANCE_GEODESIC);
    assert_true(plan->snap_m == 5 && plan->simplify_m == 100 && plan->output_wkt);
    assert_int_equal(plan->workload_travel, 1);
    assert_int_equal(plan->has_stability, 1);
    assert_string_equal(plan->current, "owner");
    assert_true(plan->stability_weight == 3 && plan->max_moved_accounts == 0.1 && plan->max_moved_amount == 0.05);
    assert_string_equal(plan->stability_measure, "load");
    assert_true(plan->misfit_weight == 9);
    ambit_planfile_free(plan);
    scratch_remove(&s);
}

static void what_is_absent_has_its_default(void **state)
{
    (void)state;
    scratch s;
    scratch_make(&s);
    assert_int_equal(mkdir(scratch_file(&s, "north"), 0755), 0);
    scratch inner = s;
    snprintf(inner.path, sizeof inner.path, "%.190s/north", s.path);
    ambit_planfile *plan = read_plan(&inner, "accounts: {file: a.csv}\nreps: {file: r.csv}\n");
    assert_string_equal(plan->name, "north");
    assert_null(plan->period_start);
    assert_int_equal(plan->period_months, 12);
    assert_string_equal(plan->accounts.id, "account_id");
    assert_string_equal(plan->reps.id, "rep_id");
    assert_null(plan->accounts.lon);
    assert_null(plan->accounts.name);
    assert_null(plan->regions.file);
    assert_int_equal(plan->assign, AMBIT_ASSIGN_ACCOUNTS);
    assert_int_equal(plan->n_balance + plan->max_accounts + plan->territories_count, 0);
    assert_true(plan->speed_km_h == 60 && plan->circuity == 1.3);
    assert_null(plan->matrix);
    assert_null(plan->osrm);
    assert_int_equal(plan->distance, AMBIT_DISTANCE_SPHERE);
    assert_true(plan->snap_m == 0 && plan->simplify_m == 0 && plan->outside_km == 0 && !plan->output_wkt);
    assert_int_equal(plan->workload_travel + plan->has_stability, 0);
    assert_string_equal(plan->current, "current_rep");
    assert_true(plan->stability_weight == 0 && isinf(plan->max_moved_accounts) && isinf(plan->max_moved_amount));
    assert_true(plan->misfit_weight == 0);
    assert_int_equal(plan->contiguity, AMBIT_CONTIGUITY_NONE);
    assert_true(!plan->has_territories && plan->territories_objective == AMBIT_TRAVEL_HOURS && plan->border_cost == 0);
    ambit_planfile_free(plan);
    plan = read_plan(&inner, "stability: {current: rep}\nregions: {file: r.shp}\nassign: regions\ncontiguity: {links: "
            "l.csv}\n");
    assert_int_equal(plan->has_stability, 1);
    assert_true(plan->stability_weight == 1);
    assert_int_equal(plan->contiguity, AMBIT_CONTIGUITY_ROOK);
    ambit_planfile_free(plan);
    scratch_remove(&s);
}

static const struct accepted { const char *name, *yaml; } accepted[] = {
    { "regions alone", "regions: {file: counties.shp, id: GEOID}\n" },
    { "a BOM", "\xEF\xBB\xBFname: x\n" },
    { "CR LF", "name: x\r\nreps: {file: r.csv}\r\n" },
    { "one document between marks", "---\nname: x\n...\n" },
    { "sections of other commands", "quota: {method: top_down, target: 10000000, split: even, hedge: 10%, ramp: "
      "{months: 6, share: 50%}, round_to: 1}\ncoverage: {active_since: 2026-07-01, opportunities: o.csv, stages: "
      "s.csv}\npipeline: {as_of: 2026-11-01}\nscenario: {a: [b, {c: d}]}\nreport:\nexport: salesforce\n" },
    { "rules for classes of one measure", "balance:\n  - {measure: m, tolerance: 1%}\n  - {measure: m, where: t=A, "
      "tolerance: 2%}\n  - {measure: m, where: t=B, tolerance: 200%}\n" },
    { "a list without entries", "name: x\nbalance: []\n" },
};

static void accepts(void **state)
{
    const struct accepted *a = *state;
    scratch s;
    scratch_make(&s);
    ambit_planfile_free(read_plan(&s, a->yaml));
    scratch_remove(&s);
}

/* Keys that contradict nothing but have no effect are said, not swallowed. */
static void a_key_without_effect_is_a_warning(void **state)
{
    (void)state;
    static const struct { const char *yaml, *says; } cases[] = {
        { "contiguity: {rule: rook}\n", "plan.yaml:1:13: contiguity: found with assign: accounts, expected with "
          "assign: regions only, it has no effect here [W035]" },
        { "compactness: {border: 3}\n", "plan.yaml:1:14: compactness: found with assign: accounts, expected with "
          "assign: regions only, it has no effect here [W035]" },
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        scratch s;
        ambit_planfile *plan;
        ambit_diagnosis *diagnosis = ambit_diagnosis_build();
        scratch_make(&s);
        scratch_write(&s, "plan.yaml", cases[i].yaml);
        assert_int_equal(ambit_planfile_read(&plan, s.path, diagnosis, NULL), AMBIT_OK);
        assert_string_equal(ambit_diagnosis_warning_text(diagnosis, 0), cases[i].says);
        ambit_planfile_free(plan);
        ambit_diagnosis_free(diagnosis);
        scratch_remove(&s);
    }
}

static void a_plan_is_found_by_folder_or_file(void **state)
{
    (void)state;
    scratch s;
    char path[600], slashed[300];
    scratch_make(&s);
    ambit_diagnosis *diagnosis = ambit_diagnosis_build();
    scratch_write(&s, "plan.yaml", "name: x\n");
    scratch_write(&s, "other.yaml", "nam: x\n");
    snprintf(slashed, sizeof slashed, "%s//", s.path);
    const char *const ways[] = { s.path, slashed, scratch_file(&s, "plan.yaml") };
    for (int i = 0; i < 3; i++) {
        ambit_planfile *plan;
        assert_int_equal(ambit_planfile_read(&plan, ways[i], diagnosis, NULL), AMBIT_OK);
        assert_string_equal(plan->folder, s.path);
        assert_int_equal(ambit_planfile_path(path, sizeof path, plan, "a.csv"), 0);
        assert_int_equal(strncmp(path, s.path, strlen(s.path)), 0);
        assert_string_equal(path + strlen(s.path), "/a.csv");
        assert_int_equal(ambit_planfile_path(path, sizeof path, plan, "/abs/a.csv"), 0);
        assert_string_equal(path, "/abs/a.csv");
        assert_int_equal(ambit_planfile_path(path, 5, plan, "a.csv"), -1);
        ambit_planfile_free(plan);
    }
    ambit_planfile *plan;
    assert_int_equal(ambit_planfile_read(&plan, scratch_file(&s, "other.yaml"), diagnosis, NULL), AMBIT_E_INPUT);
    assert_int_equal(strncmp(ambit_diagnosis_error_text(diagnosis, 0), "other.yaml:1:1: ", 16), 0);
    ambit_diagnosis_free(diagnosis);
    ambit_planfile_free(NULL);
    scratch_remove(&s);
}

static void a_plan_that_is_not_there_says_how_to_start(void **state)
{
    (void)state;
    scratch s;
    char expected[600];
    ambit_planfile *plan;
    scratch_make(&s);
    ambit_diagnosis *diagnosis = ambit_diagnosis_build();
    assert_int_equal(ambit_planfile_read(&plan, s.path, diagnosis, NULL), AMBIT_E_INPUT);
    snprintf(expected, sizeof expected, "%s/plan.yaml: found no plan that can be read (No such file or directory), "
            "expected a folder with a plan.yaml, check the name or start one with \"ambit init\" [E001]", s.path);
    assert_string_equal(ambit_diagnosis_error_text(diagnosis, 0), expected);
    ambit_diagnosis_free(diagnosis);
    scratch_remove(&s);
}

static void a_plan_of_ten_megabytes_is_refused(void **state)
{
    (void)state;
    scratch s;
    ambit_planfile *plan;
    scratch_make(&s);
    FILE *file = fopen(scratch_file(&s, "plan.yaml"), "w");
    assert_non_null(file);
    for (int i = 0; i < 1000000; i++) fputs("# nothing\n", file);
    fclose(file);
    ambit_diagnosis *diagnosis = ambit_diagnosis_build();
    assert_int_equal(ambit_planfile_read(&plan, s.path, diagnosis, NULL), AMBIT_E_INPUT);
    assert_string_equal(ambit_diagnosis_error_text(diagnosis, 0), "plan.yaml: found more than 8 MiB, expected a plan "
            "of a few lines, move data into CSV files [E034]");
    ambit_diagnosis_free(diagnosis);
    scratch_remove(&s);
}

#define ADD(cases, function) \
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) \
        tests[n++] = (struct CMUnitTest){ cases[i].name, function, NULL, NULL, (void *)&cases[i] };

int main(void)
{
    struct CMUnitTest tests[100];
    size_t n = 0;
    ADD(faults, says_what_is_wrong)
    ADD(accepted, accepts)
    tests[n++] = (struct CMUnitTest)cmocka_unit_test(every_source_is_read);
    tests[n++] = (struct CMUnitTest)cmocka_unit_test(every_rule_is_read);
    tests[n++] = (struct CMUnitTest)cmocka_unit_test(what_is_absent_has_its_default);
    tests[n++] = (struct CMUnitTest)cmocka_unit_test(a_key_without_effect_is_a_warning);
    tests[n++] = (struct CMUnitTest)cmocka_unit_test(a_plan_is_found_by_folder_or_file);
    tests[n++] = (struct CMUnitTest)cmocka_unit_test(a_plan_that_is_not_there_says_how_to_start);
    tests[n++] = (struct CMUnitTest)cmocka_unit_test(a_plan_of_ten_megabytes_is_refused);
    return _cmocka_run_group_tests("instances/planfile", tests, n, NULL, NULL);
}
