/* Coverage of plans made up at random: held against a second computation in SQL over the same files (coverage.sql), and
 * against what must be true of any plan. */
#include "instances/base/rng.h"
#include "tests/tools/program.h"

#include <jansson.h>
#include <math.h>

enum { REPS = 9, REGIONS = 8, ACCOUNTS = 400 };

static const char plan[] =
    "period: {start: 2027-01-01, months: 12}\naccounts: {file: accounts.csv}\nregions: {file: regions.csv, wkt: wkt, "
    "crs: EPSG:4326}\nreps: {file: reps.csv}\nmanagers: {file: managers.csv}\ntravel: {matrix: hours.csv}\n"
    "quota: {target: 1000, ramp: {months: 3, share: 50%}}\n"
    "coverage: {active_since: 2026-01-01, potential: worth, selling_share: 50%, reach: 1 2}\n";

/* ---- A plan ----------------------------------------------------------------------------------------------------- */

static uint32_t below(ambit_rng *rng, uint32_t n) { return ambit_rng_below(rng, n); }

static FILE *create(const char *name)
{
    char path[4096];
    put(name, ""); /* makes its folders */
    FILE *to = fopen(in_scratch(path, name), "wb");
    assert_non_null(to);
    return to;
}

/* A day of 2025 or 2026. */
static void write_day(FILE *to, ambit_rng *rng)
{
    fprintf(to, "202%u-", 5 + below(rng, 2));
    fprintf(to, "%02u-", 1 + below(rng, 12));
    fprintf(to, "%02u", 1 + below(rng, 28));
}

/* One in eight is the account before once more, in capitals; one in twelve lies outside every region. */
static void make_accounts(ambit_rng *rng)
{
    FILE *to = create("s/accounts.csv"), *plan_of = create("s/out/assignment.csv"), *hours = create("s/hours.csv");
    static const char *const segments[] = { "retail", "hospital", "" };
    uint32_t lon = 0, lat = 0, name = 0;
    fputs("account_id,name,lon,lat,visits,minutes,worth,segment,last_activity\n", to);
    fputs("unit_id,rep_id\n", plan_of);
    fputs("unit_id,rep_id,hours\n", hours);
    for (uint32_t i = 0; i < ACCOUNTS; i++) {
        int again = i && !below(rng, 8);
        if (!again) {
            name = i, lon = 100 * below(rng, REGIONS) + 1;
            lon += below(rng, 98), lat = below(rng, 12) ? 50 : 150;
        }
        fprintf(to, "A%u,%s%u,%.2f,%.2f,", i, again ? "ACME " : "Acme ", name, lon / 100.0, lat / 100.0);
        fprintf(to, "%u,", below(rng, 30));
        fprintf(to, "%u,", 15 * below(rng, 8));
        if (below(rng, 10)) fprintf(to, "%.2f", below(rng, 500000) / 100.0);
        fprintf(to, ",%s,", segments[below(rng, 3)]);
        if (below(rng, 6)) write_day(to, rng);
        uint32_t rep = below(rng, 4) ? lon / 100 % REPS : below(rng, REPS);
        fputc('\n', to);
        fprintf(plan_of, "A%u,R%u\n", i, rep);
        fprintf(hours, "A%u,R%u,%.2f\n", i, rep, below(rng, 600) / 100.0);
    }
    fclose(to), fclose(plan_of), fclose(hours);
}

/* R0 leads R7 and R8; the others report to three managers in two layers, or to nobody. */
static void make_people(ambit_rng *rng)
{
    static const char *const managers[] = { "M1", "M2", "V", "" };
    FILE *to = create("s/reps.csv");
    fputs("rep_id,fte,start_date,leave_from,leave_to,manager\n", to);
    for (uint32_t i = 0; i < REPS; i++) {
        fprintf(to, "R%u,0.%u,", i, 5 + below(rng, 5));
        if (below(rng, 2)) fprintf(to, "202%u-", 6 + below(rng, 2)), fprintf(to, "%02u-01", 1 + below(rng, 12));
        fputs(",", to);
        fputs(below(rng, 4) ? "," : "2027-05-01,2027-07-31", to);
        fprintf(to, ",%s\n", i > 6 ? "R0" : managers[below(rng, 4)]);
    }
    fclose(to);
    put("s/managers.csv", "manager_id,name,manager\nM1,Mia,V\nM2,Max,V\nV,Vera,\n");
    to = create("s/regions.csv");
    fputs("GEOID,wkt\n", to);
    for (uint32_t r = 0; r <= REGIONS; r++) /* the last one is empty */
        fprintf(to, "N%u,\"POLYGON((%u 0,%u 0,%u 1,%u 1,%u 0))\"\n", r, r, r + 1, r + 1, r, r);
    fclose(to);
}

static void make_plan(uint64_t seed)
{
    ambit_rng rng = ambit_rng_of(seed, 0);
    put("s/plan.yaml", plan);
    make_people(&rng);
    make_accounts(&rng);
}

/* ---- SQL -------------------------------------------------------------------------------------------------------- */

static int has_sqlite(void) { return !system("sqlite3 -version >/dev/null 2>&1"); }

static void sql_finds_the_same_figures(void **state)
{
    static char script[4096], command[9000], said[ROOM];
    (void)state;
    if (!has_sqlite()) skip();
    assert_non_null(realpath("tests/tools/coverage/coverage.sql", script));
    for (uint64_t seed = 1; seed <= 5; seed++) {
        make_plan(seed);
        ambit_ends(0, "coverage s --quiet --force");
        snprintf(command, sizeof command, "cd '%s/s' && sqlite3 -batch :memory: <'%s' >'%s/.sql' 2>&1", scratch, script,
                 scratch);
        assert_int_equal(system(command), 0);
        get(said, ".sql");
        if (strstr(said, "differs") || !strstr(said, "compared,") || atoi(strstr(said, "compared,") + 9) < 300)
            fail_msg("seed %llu: %s", (unsigned long long)seed, said);
    }
}

/* ---- What is always true ---------------------------------------------------------------------------------------- */

static double number(const json_t *of, const char *key) { return json_number_value(json_object_get(of, key)); }

static void shares_are_shares(const json_t *figures, uint64_t seed)
{
    static const char *const shares[] = { "account_coverage", "region_coverage", "potential_coverage" };
    for (size_t k = 0; k < sizeof shares / sizeof *shares; k++)
        if (number(figures, shares[k]) < 0 || number(figures, shares[k]) > 1)
            fail_msg("seed %llu: %s is %g", (unsigned long long)seed, shares[k], number(figures, shares[k]));
    const json_t *reach = json_object_get(figures, "reach_potential");
    double near = json_number_value(json_array_get(reach, 0)), far = json_number_value(json_array_get(reach, 1));
    assert_true(near >= 0 && near <= far && far <= 1 + 1e-12);
    assert_true(number(figures, "engaged_regions") <= number(figures, "regions"));
    assert_true(number(figures, "regions") <= REGIONS);
}

static double sum_of(const json_t *list, const char *key)
{
    size_t k;
    json_t *one;
    double sum = 0;
    json_array_foreach(list, k, one) sum += number(one, key);
    return sum;
}

static void parts_sum_to_the_whole(void **state)
{
    static const char *const sums[] = { "accounts", "active_accounts", "potential", "active_potential", "white_space",
        "visit_hours", "travel_hours", "hours_needed", "hours_available", "without_potential" };
    (void)state;
    for (uint64_t seed = 11; seed <= 16; seed++) {
        size_t k;
        json_t *one;
        make_plan(seed);
        json_t *root = json_loads(ambit_ends(0, "coverage s --json --force")->out, JSON_REJECT_DUPLICATES, NULL);
        assert_non_null(root);
        const json_t *company = json_object_get(root, "company"), *reps = json_object_get(root, "reps");
        assert_true(number(company, "accounts") == ACCOUNTS);
        for (k = 0; k < sizeof sums / sizeof *sums; k++) {
            double wanted = number(company, sums[k]), slack = 1e-9 * (1 + wanted);
            double of_segments = sum_of(json_object_get(root, "segments"), sums[k]);
            if (fabs(sum_of(reps, sums[k]) - wanted) > slack) fail_msg("seed %d: %s", (int)seed, sums[k]);
            if (strcmp(sums[k], "hours_available")) assert_true(fabs(of_segments - wanted) <= slack);
        }
        shares_are_shares(company, seed);
        json_array_foreach(reps, k, one) shares_are_shares(one, seed);
        json_array_foreach(json_object_get(root, "managers"), k, one) shares_are_shares(one, seed);
        json_decref(root);
    }
}

/* Rows in another order are the same accounts: every file but the lists of overlaps says the same, up to rounding. */
static void the_order_of_accounts_does_not_matter(void **state)
{
    static char before[ROOM], after[ROOM], command[2000];
    (void)state;
    make_plan(21);
    ambit_ends(0, "coverage s --quiet --force");
    get(before, "s/out/white_space.csv");
    snprintf(command, sizeof command, "cd '%s/s' && (head -n 1 accounts.csv; tail -n +2 accounts.csv | sort -r) >a && "
             "mv a accounts.csv", scratch);
    assert_int_equal(system(command), 0);
    ambit_ends(0, "coverage s --quiet --force");
    get(after, "s/out/white_space.csv");
    char *a = before, *b = after;
    while (*a && *b) { /* cell by cell: texts alike, numbers within their last digits */
        size_t n = strcspn(a, ",\n"), m = strcspn(b, ",\n");
        if (n != m || strncmp(a, b, n)) assert_true(fabs(strtod(a, NULL) - strtod(b, NULL)) < 1e-6);
        assert_int_equal(a[n], b[m]);
        a += n + (a[n] != 0), b += m + (b[m] != 0);
    }
    assert_true(!*a && !*b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sql_finds_the_same_figures),
        cmocka_unit_test(parts_sum_to_the_whole),
        cmocka_unit_test(the_order_of_accounts_does_not_matter),
    };
    return cmocka_run_group_tests_name("tools/coverage sql", tests, make_scratch, remove_scratch);
}
