/* What lies under the accounts of the report: regions as a net in which each border is there once, and territories of
 * both plans that are made of it. The regions are a grid of squares, so everything can be counted. */
#include "tests/tools/report/squares.h"
#include "tools/report/backdrop.h"

#include <jansson.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

static json_t *data_of(const world *w)
{
    static const char tag[] = "id=\"data\">";
    char *text = NULL;
    size_t length;
    FILE *to = open_memstream(&text, &length);
    ambit_error err = { AMBIT_OK, "" };
    assert_non_null(to);
    assert_int_equal(ambit_report_write(to, &w->p.outcome, &w->p.summary, NULL, &err), AMBIT_OK);
    fclose(to);
    const char *from = strstr(text, tag);
    assert_non_null(from);
    json_t *root = json_loads(from + sizeof tag - 1, JSON_DISABLE_EOF_CHECK, NULL);
    assert_non_null(root);
    free(text);
    return root;
}

/* ---- The net ---------------------------------------------------------------------------------------------------- */

/* First and last place of an arc, in the direction of its use. */
static void ends_of(json_int_t *x, json_int_t *y, const json_t *arcs, json_int_t use)
{
    const json_t *arc = json_array_get(arcs, (size_t)(use < 0 ? -1 - use : use));
    json_int_t at[2] = { 0, 0 };
    size_t n = json_array_size(arc);
    assert_true(n >= 4 && n % 2 == 0);
    for (size_t k = 0; k < n; k++) {
        at[k % 2] += json_integer_value(json_array_get(arc, k));
        if (k < 2) x[use < 0] = at[0], y[use < 0] = at[1];
    }
    x[use >= 0] = at[0], y[use >= 0] = at[1];
}

static void each_border_is_there_once_and_rings_close(void **state)
{
    (void)state;
    world w;
    world_init(&w);
    json_t *root = data_of(&w);
    const json_t *regions = json_object_get(root, "regions"), *arcs = json_object_get(regions, "arcs");
    const json_t *of = json_object_get(regions, "of");
    int uses[2][4 * N] = { { 0 } };
    assert_int_equal(json_array_size(of), N);
    assert_true(json_array_size(arcs) <= 2 * SIDE * (SIDE + 1)); /* the sides of a grid; at corners two make one arc */
    for (size_t r = 0; r < N; r++) {
        const json_t *ring = json_array_get(json_array_get(of, r), 0);
        size_t n = json_array_size(ring);
        json_int_t x[2], y[2], next_x[2], next_y[2];
        assert_int_equal(json_array_size(json_array_get(of, r)), 1);
        for (size_t k = 0; k < n; k++) {
            json_int_t use = json_integer_value(json_array_get(ring, k));
            ends_of(x, y, arcs, use);
            ends_of(next_x, next_y, arcs, json_integer_value(json_array_get(ring, (k + 1) % n)));
            assert_true(x[1] == next_x[0] && y[1] == next_y[0]);
            uses[use < 0][use < 0 ? -1 - use : use]++;
        }
    }
    for (size_t a = 0; a < json_array_size(arcs); a++) {
        assert_true(uses[0][a] + uses[1][a] >= 1);
        assert_true(uses[0][a] <= 1 && uses[1][a] <= 1); /* once each way: by the region on either side */
    }
    json_decref(root);
    world_reset(&w);
}

/* ---- Territories ------------------------------------------------------------------------------------------------ */

static void both_plans_have_territories_of_their_regions(void **state)
{
    (void)state;
    world w;
    ambit_backdrop backdrop;
    ambit_error err = { AMBIT_OK, "" };
    world_init(&w);
    assert_int_equal(ambit_backdrop_build(&backdrop, &w.p.outcome, &err), AMBIT_OK);
    assert_ptr_equal(backdrop.regions, w.squares); /* few points: they stay as they are */
    assert_ptr_equal(backdrop.territories, w.p.outcome.territories);
    assert_memory_equal(backdrop.rep, w.plan, sizeof w.plan);
    assert_memory_equal(backdrop.rep_before, w.before, sizeof w.before);
    assert_int_equal(backdrop.before->n, REPS);
    for (uint32_t r = 0; r < 3; r++) {
        assert_int_equal(backdrop.before->part_first[r + 1] - backdrop.before->part_first[r], 1);
        for (size_t i = backdrop.before->point_first[r]; i < backdrop.before->point_first[r + 1]; i++) {
            assert_true(backdrop.before->lat_deg[i] >= 35 + 2 * r && backdrop.before->lat_deg[i] <= 37 + 2 * r);
            assert_true(backdrop.before->lon_deg[i] >= -100 && backdrop.before->lon_deg[i] <= -100 + SIDE);
        }
    }
    assert_int_equal(backdrop.before->part_first[4], 3); /* the fourth rep has nothing */
    assert_int_equal(backdrop.n_neighbours, 2);          /* strips, one above the other */
    for (uint32_t k = 0; k < 2; k++) assert_true(backdrop.neighbours[k].a == k && backdrop.neighbours[k].b == k + 1);
    ambit_backdrop_reset(&backdrop);
    world_reset(&w);
}

/* Accounts are assigned: a region belongs to who has most of them in it, in either plan. */
static void regions_of_accounts_go_to_the_majority(void **state)
{
    (void)state;
    world w;
    uint32_t region[N], unit = 0;
    double lon[N], lat[N];
    ambit_backdrop backdrop;
    ambit_error err = { AMBIT_OK, "" };
    world_init(&w);
    w.p.planfile.assign = AMBIT_ASSIGN_ACCOUNTS;
    for (unit = 0; unit < N; unit++) { /* three accounts in each of the first twelve squares */
        region[unit] = unit / 3;
        lon[unit] = unit / 3 % SIDE - 99.5;
        lat[unit] = unit / 3 / SIDE + 35.5;
        w.plan[unit] = unit % 3 ? 1 : 2;
        w.before[unit] = unit % 3 == 2 ? 1 : 0;
    }
    w.p.formulation.region_of_account = region;
    w.p.formulation.account_lon_deg = lon;
    w.p.formulation.account_lat_deg = lat;
    assert_int_equal(ambit_backdrop_build(&backdrop, &w.p.outcome, &err), AMBIT_OK);
    for (uint32_t r = 0; r < 12; r++) {
        assert_int_equal(backdrop.rep[r], 1);
        assert_int_equal(backdrop.rep_before[r], 0);
    }
    ambit_backdrop_reset(&backdrop);
    world_reset(&w);
}

static void without_a_current_plan_there_is_only_one(void **state)
{
    (void)state;
    world w;
    ambit_backdrop backdrop;
    ambit_error err = { AMBIT_OK, "" };
    world_init(&w);
    w.p.outcome.before = NULL;
    assert_int_equal(ambit_backdrop_build(&backdrop, &w.p.outcome, &err), AMBIT_OK);
    assert_null(backdrop.before);
    assert_null(backdrop.rep_before);
    assert_int_equal(backdrop.n_neighbours, 0);
    ambit_backdrop_reset(&backdrop);
    w.p.outcome.before = w.before;
    world_reset(&w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_border_is_there_once_and_rings_close),
        cmocka_unit_test(both_plans_have_territories_of_their_regions),
        cmocka_unit_test(regions_of_accounts_go_to_the_majority),
        cmocka_unit_test(without_a_current_plan_there_is_only_one),
    };
    return cmocka_run_group_tests_name("tools/report/backdrop", tests, NULL, NULL);
}
