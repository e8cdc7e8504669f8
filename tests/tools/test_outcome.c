/* The figures of a plan, against those that the README of `twelve` works out by hand; and what tables make of them. */
#include "geo/earth/distance.h"
#include "tools/audit.h"
#include "tools/outcome.h"
#include "tools/roster.h"
#include "tools/output/tables.h"
#include "tools/workspace.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

enum { UNITS = 12, REPS = 3 };

/* B and C to R1, all else to the nearest. */
static const uint32_t optimum[UNITS] = { 0, 0, 0, 2, 0, 2, 2, 2, 1, 1, 1, 1 };

static ambit_workspace *twelve;

static int set_up(void **state)
{
    ambit_error err = { AMBIT_OK, "" };
    (void)state;
    return ambit_workspace_build(&twelve, "instances/data/twelve", &err) || !twelve->formulation ? -1 : 0;
}

static int tear_down(void **state)
{
    (void)state;
    ambit_workspace_free(twelve);
    return 0;
}

static ambit_outcome *judge(const uint32_t *plan)
{
    ambit_outcome *o;
    ambit_error err = { AMBIT_OK, "" };
    if (ambit_outcome_build(&o, twelve->formulation, plan, &err)) fail_msg("%s", err.text);
    return o;
}

static void about(double got, double wanted)
{
    if (!(fabs(got - wanted) < 1e-9)) fail_msg("got %.17g, wanted %.17g", got, wanted);
}

static void every_figure_is_that_of_the_hand(void **state)
{
    static const double travel[REPS] = { 27, 11.5, 14 }, opportunity[REPS] = { 130, 110, 120 };
    ambit_outcome *o = judge(optimum);
    (void)state;
    assert_int_equal(o->verdict.within_rules, 1);
    about(o->verdict.cost.total, 52.5);
    assert_int_equal(o->n_rules, 2);
    assert_string_equal(o->rule[0].name, "workload");
    about(o->rule[0].total, 36);
    about(o->rule[1].total, 360);
    about(o->rule[1].worst_deviation, 10.0 / 120);
    for (int r = 0; r < REPS; r++) {
        assert_int_equal(o->rep[r].units, 4);
        assert_int_equal(o->rep[r].accounts, 4);
        about(o->rep[r].visits, 12);
        about(o->rep[r].travel, travel[r]);
        about(o->load[r].load, 12);
        about(o->load[r].lower, 10.8);
        about(o->load[r].upper, 13.2);
        about(o->load[r].deviation, 0);
        about(o->load[REPS + r].load, opportunity[r]);
        about(o->load[REPS + r].share, 120);
        about(o->load[REPS + r].deviation, (opportunity[r] - 120) / 120);
    }
    ambit_outcome_free(o);
}

static void the_plan_in_force_is_judged_too(void **state)
{
    static const double load[REPS] = { 6, 12, 18 }, opportunity[REPS] = { 60, 110, 190 };
    ambit_outcome *o = judge(optimum);
    (void)state;
    assert_non_null(o->before);
    assert_int_equal(o->verdict_before.within_rules, 0);
    about(o->verdict_before.cost.travel, 49.5);
    about(o->rule[0].worst_deviation_before, 0.5);
    about(o->rule[1].worst_deviation_before, 70.0 / 120);
    for (int r = 0; r < REPS; r++) {
        about(o->load_before[r].load, load[r]);
        about(o->load_before[REPS + r].load, opportunity[r]);
    }
    assert_int_equal(o->n_moves, 2);
    assert_true(o->move[0].unit == 1 && o->move[0].from == 2 && o->move[0].to == 0);
    assert_true(o->move[1].unit == 2 && o->move[1].from == 2 && o->move[1].to == 0);
    assert_int_equal(o->verdict.moved_units, 2);
    ambit_outcome_free(o);
}

static void without_regions_a_map_is_drawn_from_places(void **state)
{
    ambit_outcome *o = judge(optimum);
    (void)state;
    assert_int_equal(o->n_sketched, UNITS);
    assert_int_equal(o->territories->n, REPS);
    for (uint32_t r = 0; r < REPS; r++) {
        assert_string_equal(o->territories->id[r], o->formulation->rep_id[r]);
        assert_true(ambit_layer_shape(o->territories, r).n_parts > 0);
    }
    assert_true(o->n_neighbours >= REPS - 1); /* what fills a hull hangs together */
    assert_null(o->compactness);
    ambit_outcome_free(o);
}

static void units_without_a_rep_are_listed(void **state)
{
    uint32_t plan[UNITS];
    char *text;
    size_t size;
    (void)state;
    memcpy(plan, optimum, sizeof plan);
    plan[3] = AMBIT_NOBODY;
    ambit_outcome *o = judge(plan);
    assert_int_equal(o->verdict.within_rules, 0);
    assert_int_equal(ambit_tables_n_unassigned(o), 1);
    assert_int_equal(o->rep[2].units, 3);
    FILE *to = open_memstream(&text, &size);
    ambit_tables_unassigned(to, o);
    fclose(to);
    assert_string_equal(text, "unit_id,name,reason\nD,Dogwood Store,the plan leaves it without a rep\n");
    free(text);
    to = open_memstream(&text, &size);
    ambit_tables_assignment(to, o);
    fclose(to);
    assert_non_null(strstr(text, "\nC,R1\nD,\nE,R1\n"));
    free(text);
    ambit_outcome_free(o);
}

static void names_of_columns_are_plain_and_unique(void **state)
{
    static const struct { const char *from, *to; } cases[] = {
        { "workload", "workload" }, { "opportunity where tier=A", "opportunity_where_tier_A" },
        { " % ", "rule" }, { "a--b", "a_b" }, { "umsatz (€)", "umsatz_€" },
    };
    char out[100];
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        ambit_roster_reduce(out, sizeof out, cases[i].from);
        assert_string_equal(out, cases[i].to);
    }
    ambit_outcome *o = judge(optimum);
    ambit_roster roster;
    o->rule[1].name = "workload";
    o->rule[0].name = "travel h"; /* would be a column that every plan has */
    assert_int_equal(ambit_roster_init(&roster, o, NULL), AMBIT_OK);
    assert_string_equal(ambit_roster_rule(&roster, 0), "travel_h_2");
    assert_string_equal(roster.brief[8].name, "travel_h_2");
    assert_string_equal(roster.brief[13].name, "workload");
    assert_string_equal(roster.brief[15].name, "worklo_dev");
    for (uint32_t i = 0; i < roster.n; i++)
        for (uint32_t k = 0; k < i; k++) {
            assert_string_not_equal(roster.attribute[i].name, roster.attribute[k].name);
            assert_string_not_equal(roster.brief[i].name, roster.brief[k].name);
        }
    ambit_roster_reset(&roster);
    ambit_outcome_free(o);
}

/* ---- Territories on the map ------------------------------------------------------------------------------------ */

/* What the outcome says of rep r, worked out again from the counties: area, and moment about the same centre. */
static void is_measured_right(const ambit_outcome *o, uint32_t r)
{
    const ambit_formulation *f = o->formulation;
    const ambit_compactness *c = &o->compactness[r];
    ambit_direction centre = ambit_direction_of(c->centre_lon_deg, c->centre_lat_deg);
    double area = 0, moment = 0;
    for (uint32_t u = 0; u < f->n_units; u++) {
        if (o->plan[u] != r) continue;
        double km = ambit_distance_km(ambit_direction_of(f->unit_lon_deg[u], f->unit_lat_deg[u]), centre);
        area += ambit_shape_area_km2(ambit_layer_shape(f->regions, u));
        moment += f->visits[u] * km * km;
    }
    assert_true(fabs(c->area_km2 - area) < 1e-6 * area && fabs(c->moment - moment) < 1e-9 * moment);
    assert_true(c->polsby_popper > 0 && c->polsby_popper < 1 && c->reock > 0 && c->reock < 1);
    assert_true(c->border_km > 0 && c->border_km < c->perimeter_km);
}

/* Bands of counties, by their latitude: all figures stand in the table, also beside a rule that took a name. */
static void territories_of_regions_are_measured(void **state)
{
    static const char *const names[] = { "area_km2", "perimeter_km", "polsby_popper", "reock_2", "border_km",
        "moment_km2" };
    ambit_workspace *counties;
    ambit_outcome *o;
    ambit_roster roster;
    uint32_t plan[100];
    (void)state;
    assert_int_equal(ambit_workspace_build(&counties, "instances/data/north-carolina", NULL), AMBIT_OK);
    const ambit_formulation *f = counties->formulation;
    assert_true(f && f->n_units == 100);
    for (uint32_t u = 0; u < f->n_units; u++) plan[u] = (uint32_t)((f->unit_lat_deg[u] - 33.8) / 2.9 * f->n_reps);
    assert_int_equal(ambit_outcome_build(&o, f, plan, NULL), AMBIT_OK);
    for (uint32_t r = 0; r < o->n_reps; r++) is_measured_right(o, r);
    o->rule[0].name = "reock";
    assert_int_equal(ambit_roster_init(&roster, o, NULL), AMBIT_OK);
    for (uint32_t k = 0; k < 6; k++) assert_string_equal(roster.attribute[roster.n - 6 + k].name, names[k]);
    assert_true(roster.attribute[roster.n - 6].number[3] == o->compactness[3].area_km2);
    assert_true(roster.attribute[roster.n - 1].number[3] == o->compactness[3].moment);
    ambit_roster_reset(&roster);
    ambit_outcome_free(o);
    ambit_workspace_free(counties);
}

/* ---- The audit ------------------------------------------------------------------------------------------------- */

static void the_audit_catches_false_claims(void **state)
{
    static const struct { const char *says; ambit_plan_status status; double cost, bound; int broken; } cases[] = {
        { "", AMBIT_PLAN_OPTIMAL, 52.5, 52.5, 0 },
        { "", AMBIT_PLAN_FEASIBLE, 52.5, -INFINITY, 0 },
        { "", AMBIT_PLAN_VIOLATED, 51, 50, 1 },
        { "the verifier rejects the plan that was found: ", AMBIT_PLAN_FEASIBLE, 51, 50, 1 },
        { "within the rules, the search did not", AMBIT_PLAN_VIOLATED, 52.5, 50, 0 },
        { "the search claims 52", AMBIT_PLAN_FEASIBLE, 52, 50, 0 },
        { "less than the bound 53", AMBIT_PLAN_FEASIBLE, 52.5, 53, 0 },
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        uint32_t plan[UNITS];
        memcpy(plan, optimum, sizeof plan);
        if (cases[i].broken) plan[1] = 2; /* B stays with R3, who then has 15 h: it costs 51 h */
        ambit_outcome *o = judge(plan);
        ambit_summary s = { .status = cases[i].status, .bound = cases[i].bound };
        s.cost.total = cases[i].cost;
        ambit_error err = { AMBIT_OK, "" };
        assert_int_equal(ambit_audit(o, &s, &err), *cases[i].says ? AMBIT_E_INTERNAL : AMBIT_OK);
        if (!strstr(err.text, cases[i].says)) fail_msg("\"%s\" lacks \"%s\"", err.text, cases[i].says);
        ambit_outcome_free(o);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_figure_is_that_of_the_hand),
        cmocka_unit_test(the_plan_in_force_is_judged_too),
        cmocka_unit_test(without_regions_a_map_is_drawn_from_places),
        cmocka_unit_test(units_without_a_rep_are_listed),
        cmocka_unit_test(names_of_columns_are_plain_and_unique),
        cmocka_unit_test(territories_of_regions_are_measured),
        cmocka_unit_test(the_audit_catches_false_claims),
    };
    return cmocka_run_group_tests_name("tools/outcome", tests, set_up, tear_down);
}
