/* `ambit frontier` from the outside: published optima, points that evaluate says the same of, and inputs that are
 * wrong. */
#include "tests/tools/golden.h"

#include <jansson.h>
#include <math.h>
#include <time.h>

#define PUBLISHED "../shared/benchmarks/sales/"

static char text[ROOM];

static json_t *read_json(const char *from)
{
    json_error_t error;
    json_t *read = json_loads(from, JSON_REJECT_DUPLICATES, &error);
    if (!read) fail_msg("line %d: %s in:\n%s", error.line, error.text, from);
    return read;
}

static double number(const json_t *object, const char *key) { return json_number_value(json_object_get(object, key)); }

/* ---- The published realignment ----------------------------------------------------------------------------------- */

/* A file of the instance with the header that a plan wants. */
static int copy_table(const char *from, const char *header, const char *to)
{
    static char whole[ROOM];
    read_whole(text, from);
    const char *rest = strchr(text, '\n');
    if (!rest) return 0;
    snprintf(whole, sizeof whole, "%s%s", header, rest);
    put(to, whole);
    return 1;
}

static int make_sales(const char *tolerance)
{
    char plan[1000];
    snprintf(plan, sizeof plan, "accounts: {file: accounts.csv, id: account_id}\nreps: {file: reps.csv, id: rep_id}\n"
             "travel: {matrix: hours.csv}\nbalance: [{measure: load, tolerance: %s}]\n"
             "stability: {current: current_rep, weight: 0, measure: load}\n", tolerance);
    put("sales/plan.yaml", plan);
    put("sales/reps.csv", "rep_id\n1\n2\n3\n4\n");
    return copy_table(PUBLISHED "bricks.csv", "account_id,load,current_rep", "sales/accounts.csv")
        && copy_table(PUBLISHED "distances.csv", "unit_id,rep_id,hours", "sales/hours.csv");
}

/* Of the points that keep the tolerance: the shortest, with what it moves, and the one that moves least. */
static void find_ends(const json_t *root, double tolerance, double end[4])
{
    const json_t *points = json_object_get(root, "points"), *point;
    size_t k;
    end[0] = end[2] = INFINITY;
    json_array_foreach(points, k, point) {
        assert_true(json_is_true(json_object_get(point, "proven")));
        if (number(point, "imbalance") > tolerance + 1e-9) continue;
        if (number(point, "travel") < end[0]) end[0] = number(point, "travel"), end[1] = number(point, "moved_amount");
        if (number(point, "moved_amount") < end[2])
            end[2] = number(point, "moved_amount"), end[3] = number(point, "travel");
    }
}

static void the_published_optima_are_the_ends(void **state)
{
    static const struct { const char *tolerance; double width, end[4]; } optima[] = {
        { "20%", 0.2, { 154.6, 1.2055, 0.1696, 188.95 } }, { "15%", 0.15, { 160.32, 1.1058, 0.2529, 187.24 } },
        { "10%", 0.1, { 162.43, 1.1341, 0.2529, 187.24 } },
    };
    (void)state;
    for (size_t i = 0; i < sizeof optima / sizeof *optima; i++) {
        double end[4];
        if (!make_sales(optima[i].tolerance)) skip();
        json_t *root = read_json(ambit_ends(0, "frontier sales --json --quiet --force")->out);
        assert_true(json_is_true(json_object_get(root, "exact")));
        assert_string_equal(json_string_value(json_object_get(root, "moved_measure")), "load");
        find_ends(root, optima[i].width, end);
        for (int k = 0; k < 4; k++)
            if (fabs(end[k] - optima[i].end[k]) > 1e-6)
                fail_msg("%s: found %.10g, the published optimum is %.10g", optima[i].tolerance, end[k],
                         optima[i].end[k]);
        json_decref(root);
    }
}

/* ---- Tables ------------------------------------------------------------------------------------------------------ */

static void the_table_is_as_accepted_and_beside_the_plan(void **state)
{
    (void)state;
    copy_twelve("t");
    const ran *r = ambit_ends(0, "frontier t");
    compare_golden("frontier_twelve.tsv", r->out);
    compare_golden("frontier_twelve.txt", r->err);
    assert_string_equal(get(text, "t/out/frontier.tsv"), r->out);
    says(ambit_ends(2, "frontier t --quiet")->err, "--force");
}

/* The k-th column of the file of plans as an assignment. */
static void write_assignment(const char *name, int column)
{
    static char plans[ROOM], out[ROOM];
    size_t n = (size_t)snprintf(out, sizeof out, "unit_id,rep_id\n");
    get(plans, "t/out/frontier_plans.csv");
    for (char *line = strchr(plans, '\n') + 1; *line; line = strchr(line, '\n') + 1) {
        char *cell = line;
        for (int k = 0; k < column; k++) cell = strchr(cell, ',') + 1;
        n += (size_t)snprintf(out + n, sizeof out - n, "%.*s,%.*s\n", (int)strcspn(line, ","), line,
                              (int)strcspn(cell, ",\n"), cell);
    }
    put(name, out);
}

static void every_point_is_a_plan_that_evaluate_accepts(void **state)
{
    (void)state;
    copy_twelve("t");
    json_t *root = read_json(ambit_ends(0, "frontier t --json --quiet --force")->out), *point;
    size_t k;
    assert_string_equal(get(text, "t/out/frontier.json"), ambit_ends(0, "frontier t --json --quiet --force")->out);
    assert_true(json_array_size(json_object_get(root, "points")) > 1);
    json_array_foreach(json_object_get(root, "points"), k, point) {
        write_assignment("one.csv", (int)k + 1);
        json_t *judged = read_json(ambit_ends(0, "evaluate t one.csv --json --quiet")->out);
        assert_true(number(json_object_get(judged, "objective"), "travel") == number(point, "travel"));
        assert_true(number(json_object_get(judged, "moved"), "units") == number(point, "moved_units"));
        assert_true(number(point, "bound") <= number(point, "cost"));
        json_decref(judged);
    }
    json_decref(root);
}

static void more_threads_write_the_same_bytes(void **state)
{
    static char first[ROOM];
    (void)state;
    ambit_ends(0, "generate --accounts 150 --reps 6 --out g --quiet");
    ambit_ends(0, "frontier g --quiet --threads 1 --points 5 --effort 0.1");
    strcpy(first, get(text, "g/out/frontier.json"));
    ambit_ends(0, "frontier g --quiet --threads 2 --points 5 --effort 0.1 --force");
    assert_string_equal(first, get(text, "g/out/frontier.json"));
}

static void without_a_plan_in_force_travel_is_traded_for_balance(void **state)
{
    (void)state;
    put_line("l");
    const ran *r = ambit_ends(0, "frontier l --json");
    says(r->err, "no unit has a rep in force, so there are no moves to trade");
    says(r->out, "\"moved_measure\": null");
}

static void a_number_of_points_is_kept(void **state)
{
    (void)state;
    copy_twelve("t");
    ambit_ends(0, "frontier t --quiet --force --points 1");
    int n = 0;
    get(text, "t/out/frontier.tsv");
    for (const char *c = text; *c; c++) n += *c == '\n';
    assert_int_equal(n, 2);
}

/* ---- What cannot be ---------------------------------------------------------------------------------------------- */

static void what_cannot_be_is_explained(void **state)
{
    static const struct { const char *change, *call; int code; const char *said; } cases[] = {
        { "frontier: {tolerances: 5% x}\n", "frontier w", 2, "found \"5% x\", expected up to 16 different tolerances" },
        { "frontier: {tolerances: 5% 5%}\n", "frontier w", 2, "different tolerances" },
        { "frontier: {points: 0}\n", "frontier w", 2, "plan.yaml" },
        { "frontier: {tolerances: 300}\n", "frontier w", 2, "tolerances such as 5% 10% 20%" },
        { "stability: {measure: gold}\n", "frontier w", 2, "gold: found no such column" },
        { "forbidden: no.csv\n", "frontier w", 3, "no plan can keep these rules" },
        { "frontier: {tolerances: \"10%\", points: 3}\n", "frontier w --out plan.yaml/x", 2, "" },
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char plan[2000];
        put_line("w");
        snprintf(plan, sizeof plan, "%s%s", line_plan, cases[i].change);
        put("w/plan.yaml", plan);
        put("plan.yaml", plan);
        put("w/no.csv", "unit_id,rep_id\nA,R1\nB,R1\nC,R1\n");
        const ran *r = ambit(cases[i].call);
        if (r->code != cases[i].code || !strstr(r->err, cases[i].said))
            fail_msg("%s: ended with %d, said:\n%s", cases[i].change, r->code, r->err);
        assert_false(exists("w/out"));
    }
}

/* The last proof of the plan that `ambit init` writes takes a minute. */
static void time_ends_a_question_too(void **state)
{
    (void)state;
    ambit_ends(0, "init timed --quiet");
    ambit_ends(0, "solve timed --quiet");
    const time_t begun = time(NULL);
    const ran *r = ambit_ends(0, "frontier timed --points 3 --time 0.5 --threads 1");
    assert_true(difftime(time(NULL), begun) < 15);
    says(r->err, "note: stopped early");
    assert_null(strstr(r->err, "no plan was found"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_published_optima_are_the_ends),
        cmocka_unit_test(the_table_is_as_accepted_and_beside_the_plan),
        cmocka_unit_test(every_point_is_a_plan_that_evaluate_accepts),
        cmocka_unit_test(more_threads_write_the_same_bytes),
        cmocka_unit_test(without_a_plan_in_force_travel_is_traded_for_balance),
        cmocka_unit_test(a_number_of_points_is_kept),
        cmocka_unit_test(what_cannot_be_is_explained),
        cmocka_unit_test(time_ends_a_question_too),
    };
    return cmocka_run_group_tests(tests, make_scratch, remove_scratch);
}
