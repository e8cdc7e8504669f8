/* What must be true of any report: its data read back as they were, nothing of them is markup, nothing is fetched. */
#include "tests/tools/paper_outcome.h"
#include "tools/report/display.h"

#include <jansson.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#define DATA_TAG "<script type=\"application/json\" id=\"data\">"
static const paper_size small = { 2, 2, 3, 2 };

/* ---- A report in memory ---- */

static char *report_of(const paper *p, const ambit_summary *summary, size_t *length)
{
    char *text = NULL;
    FILE *to = open_memstream(&text, length);
    ambit_error err = { AMBIT_OK, "" };
    assert_non_null(to);
    assert_int_equal(ambit_report_write(to, &p->outcome, summary, NULL, &err), AMBIT_OK);
    fclose(to);
    return text;
}

/* The bytes of the data element, not ended by a NUL. */
static const char *data_of(const char *page, size_t *length)
{
    const char *from = strstr(page, DATA_TAG);
    assert_non_null(from);
    from += strlen(DATA_TAG);
    const char *end = strstr(from, "</script>");
    assert_non_null(end);
    *length = (size_t)(end - from);
    return from;
}

static json_t *parsed(const paper *p, const ambit_summary *summary)
{
    size_t length;
    char *page = report_of(p, summary, &length);
    const char *data = data_of(page, &length);
    json_error_t fault;
    json_t *root = json_loadb(data, length, 0, &fault);
    if (!root) print_error("%s\n", fault.text);
    assert_non_null(root);
    free(page);
    return root;
}

static const json_t *at(const json_t *root, const char *section, const char *key)
{
    const json_t *value = json_object_get(json_object_get(root, section), key);
    assert_non_null(value);
    return value;
}

static json_int_t whole_at(const json_t *array, size_t i)
{
    assert_true(json_is_integer(json_array_get(array, i)));
    return json_integer_value(json_array_get(array, i));
}

/* ---- The data ---- */

static void data_read_back_as_they_were(void **state)
{
    (void)state;
    paper p;
    paper_init(&p, small);
    json_t *root = parsed(&p, &p.summary);
    assert_string_equal(json_string_value(json_object_get(root, "name")), HOSTILE_PLAN);
    assert_string_equal(json_string_value(json_array_get(at(root, "units", "name"), 0)), HOSTILE_UNIT);
    assert_string_equal(json_string_value(json_array_get(at(root, "reps", "name"), 1)), HOSTILE_REP);
    assert_int_equal(json_array_size(at(root, "units", "id")), 12);
    assert_int_equal(json_array_size(at(root, "reps", "id")), 4);
    for (uint32_t u = 0; u < 12; u++) {
        assert_int_equal(whole_at(at(root, "units", "rep"), u), p.plan[u]);
        json_int_t before = p.before[u] == AMBIT_NOBODY ? -1 : (json_int_t)p.before[u];
        assert_int_equal(whole_at(at(root, "units", "before"), u), before);
        assert_int_equal(whole_at(at(root, "units", "lon"), u), llround(p.lon[u] * 1e5));
        assert_int_equal(whole_at(at(root, "units", "lat"), u), llround(p.lat[u] * 1e5));
    }
    const json_t *rule = json_array_get(json_object_get(root, "rules"), 0);
    const json_t *deviation = json_object_get(rule, "deviation");
    for (uint32_t r = 0; r < 4; r++)
        assert_float_equal(json_number_value(json_array_get(deviation, r)), p.outcome.load[r].deviation, 1e-9);
    json_decref(root);
    paper_reset(&p);
}

static void shapes_read_back_on_their_grid(void **state)
{
    (void)state;
    paper p;
    paper_init(&p, small);
    json_t *root = parsed(&p, &p.summary);
    double scale = json_number_value(at(root, "shapes", "scale"));
    const json_t *of = at(root, "shapes", "of");
    const size_t polygons[4] = { 1, 2, 1, 0 }, rings_of_first[4] = { 2, 1, 1, 0 };
    for (uint32_t t = 0; t < 4; t++) {
        const json_t *shape = json_array_get(of, t);
        assert_int_equal(json_array_size(shape), polygons[t]);
        assert_int_equal(json_array_size(json_array_get(shape, 0)), rings_of_first[t]);
        const json_t *ring = json_array_get(json_array_get(shape, 0), 0);
        size_t first = p.layer.point_first[p.layer.part_first[t]];
        json_int_t x = 0, y = 0;
        for (size_t k = 0; k + 1 < json_array_size(ring); k += 2) {
            x += whole_at(ring, k);
            y += whole_at(ring, k + 1);
            assert_true(fabs((double)x / scale - p.layer.lon_deg[first + k / 2]) <= 0.5 / scale + 1e-12);
            assert_true(fabs((double)y / scale - p.layer.lat_deg[first + k / 2]) <= 0.5 / scale + 1e-12);
        }
        if (t < 3) assert_int_equal(json_array_size(ring), 2 * 4 * small.steps); /* the closing point is left out */
    }
    json_decref(root);
    paper_reset(&p);
}

static void what_is_missing_is_null(void **state)
{
    (void)state;
    paper p;
    paper_init(&p, small);
    paper_drop_before(&p);
    paper_drop_places(&p);
    p.outcome.rep[2].tour_km = NAN;
    p.outcome.rep[3].travel = INFINITY;
    json_t *root = parsed(&p, NULL);
    assert_true(json_is_null(json_object_get(root, "proof")));
    assert_true(json_is_null(json_object_get(root, "current")));
    assert_true(json_is_null(json_object_get(root, "shapes")));
    assert_true(json_is_null(at(root, "units", "lon")));
    assert_true(json_is_null(at(root, "units", "before")));
    assert_true(json_is_null(at(root, "reps", "lat")));
    assert_true(json_is_null(at(root, "reps", "before")));
    assert_true(json_is_null(json_array_get(at(root, "reps", "tour_km"), 2)));
    assert_true(json_is_null(json_array_get(at(root, "reps", "travel"), 3)));
    assert_true(json_is_null(json_object_get(json_array_get(json_object_get(root, "rules"), 0), "worst_before")));
    json_decref(root);
    paper_reset(&p);
}

static void regions_are_called_by_their_names(void **state)
{
    (void)state;
    paper p;
    paper_init(&p, small);
    const char *name[12];
    for (int u = 0; u < 12; u++) name[u] = "a county";
    ambit_layer regions = { .n = 12, .name = name };
    p.formulation.regions = &regions;
    p.planfile.assign = AMBIT_ASSIGN_REGIONS;
    json_t *root = parsed(&p, &p.summary);
    assert_string_equal(json_string_value(json_object_get(root, "assign")), "regions");
    assert_string_equal(json_string_value(json_array_get(at(root, "units", "name"), 0)), "a county");
    json_decref(root);
    paper_reset(&p);
}

static void amounts_that_depend_on_the_rep_are_left_out(void **state)
{
    (void)state;
    paper p;
    paper_init(&p, small);
    json_t *root = parsed(&p, &p.summary);
    assert_int_equal(json_array_size(json_array_get(at(root, "units", "amount"), 0)), 12);
    assert_true(json_is_null(json_array_get(at(root, "units", "amount"), 1))); /* a rule with `where` */
    json_decref(root);
    p.problem_rule[0].per_hour = p.visits;
    root = parsed(&p, &p.summary);
    assert_true(json_is_null(json_array_get(at(root, "units", "amount"), 0)));
    json_decref(root);
    paper_reset(&p);
}

/* A town of some metres is still drawn: the grid follows the map. */
static void a_small_map_gets_a_finer_grid(void **state)
{
    (void)state;
    paper p;
    paper_init(&p, small);
    for (size_t i = 0; i < p.layer.point_first[p.layer.n_parts]; i++) {
        p.layer.lon_deg[i] /= 1000;
        p.layer.lat_deg[i] /= 1000;
    }
    json_t *root = parsed(&p, &p.summary);
    assert_true(json_number_value(at(root, "shapes", "scale")) >= 1e7);
    assert_int_equal(json_array_size(json_array_get(at(root, "shapes", "of"), 0)), 1);
    json_decref(root);
    paper_reset(&p);
}

/* A hole never stands without its exterior, and an exterior that vanishes on the grid takes its hole with it. */
static void rings_that_vanish_are_left_out(void **state)
{
    (void)state;
    paper p;
    paper_init(&p, small);
    for (size_t i = 0; i < p.layer.point_first[2]; i++) p.layer.lon_deg[i] = p.layer.lat_deg[i] = 35;
    json_t *root = parsed(&p, &p.summary);
    assert_int_equal(json_array_size(json_array_get(at(root, "shapes", "of"), 0)), 0);
    assert_int_equal(json_array_size(json_array_get(at(root, "shapes", "of"), 1)), 2);
    json_decref(root);
    paper_reset(&p);
}

static size_t points_drawn(const json_t *of)
{
    size_t n = 0, t, k, i;
    json_t *territory, *polygon, *ring;
    json_array_foreach(of, t, territory)
        json_array_foreach(territory, k, polygon)
            json_array_foreach(polygon, i, ring) n += json_array_size(ring) / 2;
    return n;
}

static void borders_of_very_many_points_are_thinned(void **state)
{
    (void)state;
    paper p;
    paper_init(&p, (paper_size){ 3, 3, 1, 3000 });
    assert_true(p.layer.point_first[p.layer.n_parts] > 90000);
    json_t *root = parsed(&p, &p.summary);
    const json_t *of = at(root, "shapes", "of");
    assert_true(points_drawn(of) <= AMBIT_DISPLAY_POINTS);
    for (size_t t = 0; t < 8; t++) assert_int_equal(json_array_size(json_array_get(of, t)), t == 1 ? 2 : 1);
    assert_int_equal(json_array_size(json_array_get(json_array_get(of, 0), 0)), 2); /* the hole is still there */
    json_decref(root);
    paper_reset(&p);
}

/* ---- Beside the plan ---- */

static ambit_status write_beside(char **text, const paper *p, const ambit_report_beside *beside, ambit_error *err)
{
    size_t length;
    FILE *to = open_memstream(text, &length);
    assert_non_null(to);
    *err = (ambit_error){ AMBIT_OK, "" };
    ambit_status status = ambit_report_write(to, &p->outcome, &p->summary, beside, err);
    fclose(to);
    return status;
}

static void what_lies_beside_the_plan_is_taken_over(void **state)
{
    (void)state;
    paper p;
    paper_init(&p, small);
    ambit_error err;
    char *page;
    const ambit_report_beside beside = { .quota = "{\"total\": 42, \"nodes\": [{\"id\": \"</script><b>\"}]}",
                                         .frontier = "{\"points\": []}" };
    assert_int_equal(write_beside(&page, &p, &beside, &err), AMBIT_OK);
    size_t length;
    const char *data = data_of(page, &length);
    json_t *root = json_loadb(data, length, 0, NULL);
    assert_int_equal(json_integer_value(at(root, "quota", "total")), 42);
    assert_string_equal(json_string_value(json_object_get(json_array_get(at(root, "quota", "nodes"), 0), "id")),
                        "</script><b>");
    assert_true(json_is_null(json_object_get(root, "coverage")));
    assert_int_equal(json_array_size(at(root, "frontier", "points")), 0);
    json_decref(root);
    free(page);
    paper_reset(&p);
}

static void what_is_broken_beside_the_plan_is_named(void **state)
{
    (void)state;
    static const struct { ambit_report_beside beside; const char *says; } cases[] = {
        { { .quota = "{\n\"total\": }" }, "quota.json:2: " },
        { { .coverage = "" }, "coverage.json:" },
        { { .coverage = "[1, 2]" }, "coverage.json:1: found JSON of another kind" },
        { { .frontier = "{\"a\": 1, \"a\": 2}" }, "frontier.json:1: " },
        { { .quota = "{\"a\": \"\xe9\"}" }, "quota.json:1: " },
    };
    paper p;
    paper_init(&p, small);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        ambit_error err;
        char *page;
        assert_int_equal(write_beside(&page, &p, &cases[i].beside, &err), AMBIT_E_INPUT);
        if (!strstr(err.text, cases[i].says)) print_error("%s\n", err.text);
        assert_non_null(strstr(err.text, cases[i].says));
        assert_non_null(strstr(err.text, "run it again with --force"));
        free(page);
    }
    paper_reset(&p);
}

/* One manager above three of four reps: what it has is what they have. */
static void managers_have_what_their_reps_have(void **state)
{
    (void)state;
    paper p;
    paper_init(&p, small);
    json_t *root = parsed(&p, &p.summary);
    const json_t *managers = json_object_get(root, "managers");
    assert_string_equal(json_string_value(json_array_get(json_object_get(managers, "id"), 0)), "M1");
    assert_int_equal(whole_at(json_object_get(managers, "reps"), 0), 3);
    assert_int_equal(whole_at(json_object_get(managers, "of_rep"), 0), -1);
    assert_int_equal(whole_at(json_object_get(managers, "of_rep"), 3), 0);
    double load = 0, travel = 0;
    for (uint32_t r = 1; r < 4; r++) {
        load += p.outcome.load[r].load;
        travel += p.outcome.rep[r].travel;
    }
    const json_t *rule = json_array_get(json_object_get(managers, "rules"), 0);
    const json_t *now = json_object_get(managers, "now");
    assert_float_equal(json_number_value(json_array_get(json_object_get(rule, "load"), 0)), load, 1e-6);
    assert_float_equal(json_number_value(json_array_get(json_object_get(now, "travel"), 0)), travel, 1e-6);
    json_decref(root);
    for (uint32_t r = 0; r < 4; r++) p.manager[r] = "";
    root = parsed(&p, &p.summary);
    assert_true(json_is_null(json_object_get(root, "managers")));
    json_decref(root);
    paper_reset(&p);
}

/* ---- The page ---- */

static void names_are_data_and_never_markup(void **state)
{
    (void)state;
    paper p;
    paper_init(&p, small);
    size_t length;
    char *page = report_of(&p, &p.summary, &length);
    const char *data = data_of(page, &length);
    for (size_t i = 0; i < length; i++) {
        assert_true(data[i] >= 0x20 && data[i] < 0x7f);
        assert_true(data[i] != '<' && data[i] != '>' && data[i] != '&');
    }
    assert_null(strstr(page, HOSTILE_UNIT));
    assert_null(strstr(page, "onerror=\""));
    free(page);
    paper_reset(&p);
}

static size_t times(const char *page, const char *what)
{
    size_t n = 0;
    for (const char *found = page; (found = strstr(found, what)); found += strlen(what)) n++;
    return n;
}

/* What the libraries mention (a namespace, their own homes) is never asked for: no element has an address. */
static void nothing_is_fetched(void **state)
{
    (void)state;
    static const char *const never[] = { "<link", "<img", "<iframe", "<script src", " src=\"", "@import",
        "XMLHttpRequest", "fetch(", "sourceMappingURL", "{{" };
    static const char *const mentioned[] = { "http://www.w3.org/", "http://leafletjs.com", "https://leafletjs.com",
        "https://www.chartjs.org", "https://github.com/kurkle", "http-equiv" };
    paper p;
    paper_init(&p, small);
    size_t length;
    char *page = report_of(&p, &p.summary, &length);
    for (size_t i = 0; i < sizeof never / sizeof *never; i++) {
        if (strstr(page, never[i])) print_error("the page says %s\n", never[i]);
        assert_null(strstr(page, never[i]));
    }
    for (const char *found = page; (found = strstr(found, "http")); found++) {
        size_t n = sizeof mentioned / sizeof *mentioned, known = 0;
        while (known < n && strncmp(found, mentioned[known], strlen(mentioned[known]))) known++;
        if (known == n) print_error("the page says %.60s\n", found);
        assert_true(known < n);
    }
    free(page);
    paper_reset(&p);
}

static void every_script_and_style_is_named_by_the_policy(void **state)
{
    (void)state;
    paper p;
    paper_init(&p, small);
    size_t length;
    char *page = report_of(&p, &p.summary, &length);
    assert_int_equal(times(page, "'sha256-"), times(page, "<script>") + times(page, "<style>"));
    assert_int_equal(times(page, "</script>"), times(page, "<script>") + 1); /* and the data, which do not run */
    assert_int_equal(times(page, "default-src 'none'"), 1);
    assert_int_equal(times(page, "unsafe-inline"), 0);
    free(page);
    paper_reset(&p);
}

static void the_same_outcome_gives_the_same_bytes(void **state)
{
    (void)state;
    paper p;
    paper_init(&p, small);
    size_t first, second;
    char *page = report_of(&p, &p.summary, &first);
    p.contribution[0].seconds = 99; /* wall time is not of the outcome */
    char *again = report_of(&p, &p.summary, &second);
    assert_int_equal(first, second);
    assert_memory_equal(page, again, first);
    free(page);
    free(again);
    paper_reset(&p);
}

static void ten_thousand_accounts_of_eighty_reps_stay_small(void **state)
{
    (void)state;
    paper p;
    paper_init(&p, (paper_size){ 10, 8, 125, 60 });
    size_t length;
    char *page = report_of(&p, &p.summary, &length);
    print_message("# %.2f MB\n", (double)length / 1e6);
    assert_true(length < 1500000);
    free(page);
    paper_reset(&p);
}

/* ---- Failures ---- */

static void a_full_disk_is_told(void **state)
{
    (void)state;
    paper p;
    paper_init(&p, small);
    ambit_error err = { AMBIT_OK, "" };
    FILE *full = fopen("/dev/full", "w");
    if (!full) skip();
    assert_int_equal(ambit_report_write(full, &p.outcome, &p.summary, NULL, &err), AMBIT_E_FILE);
    assert_non_null(strstr(err.text, "report.html"));
    fclose(full);
    paper_reset(&p);
}

static void a_name_that_is_not_utf8_is_told(void **state)
{
    (void)state;
    paper p;
    paper_init(&p, small);
    p.unit_name[3] = "caf\xe9";
    char *text = NULL;
    size_t length;
    FILE *to = open_memstream(&text, &length);
    ambit_error err = { AMBIT_OK, "" };
    assert_int_not_equal(ambit_report_write(to, &p.outcome, &p.summary, NULL, &err), AMBIT_OK);
    assert_non_null(strstr(err.text, "UTF-8"));
    fclose(to);
    free(text);
    paper_reset(&p);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(data_read_back_as_they_were),
        cmocka_unit_test(shapes_read_back_on_their_grid),
        cmocka_unit_test(what_is_missing_is_null),
        cmocka_unit_test(regions_are_called_by_their_names),
        cmocka_unit_test(amounts_that_depend_on_the_rep_are_left_out),
        cmocka_unit_test(a_small_map_gets_a_finer_grid),
        cmocka_unit_test(rings_that_vanish_are_left_out),
        cmocka_unit_test(borders_of_very_many_points_are_thinned),
        cmocka_unit_test(what_lies_beside_the_plan_is_taken_over),
        cmocka_unit_test(what_is_broken_beside_the_plan_is_named),
        cmocka_unit_test(managers_have_what_their_reps_have),
        cmocka_unit_test(names_are_data_and_never_markup),
        cmocka_unit_test(nothing_is_fetched),
        cmocka_unit_test(every_script_and_style_is_named_by_the_policy),
        cmocka_unit_test(the_same_outcome_gives_the_same_bytes),
        cmocka_unit_test(ten_thousand_accounts_of_eighty_reps_stay_small),
        cmocka_unit_test(a_full_disk_is_told),
        cmocka_unit_test(a_name_that_is_not_utf8_is_told),
    };
    return cmocka_run_group_tests_name("tools/report", tests, NULL, NULL);
}
