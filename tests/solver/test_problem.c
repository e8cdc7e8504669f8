/* The builder: each wrong argument has its exact message, and a setter that fails changes nothing. */
#include "solver/problem.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

enum { UNITS = 3, REPS = 2 };

static const char *const unit_names[UNITS] = { "A", "B", "C" }, *const rep_names[REPS] = { "R1", "R2" };

static ambit_problem *named_problem(void)
{
    ambit_error err;
    ambit_problem *p;
    assert_int_equal(ambit_problem_build(&p, UNITS, REPS, &err), AMBIT_OK);
    assert_int_equal(ambit_problem_name(p, unit_names, rep_names, &err), AMBIT_OK);
    return p;
}

/* ---- What is refused ------------------------------------------------------------------------------------------- */

static const double ones[UNITS] = { 1, 1, 1 }, zeros[UNITS] = { 0, 0, 0 }, fours[UNITS] = { 4, 4, 4 };
static const double with_nan[UNITS] = { 1, NAN, 1 }, with_minus[UNITS] = { 1, 1, -2.5 };
static const double with_inf[UNITS] = { INFINITY, 1, 1 };

static ambit_status visits_nan(ambit_problem *p, ambit_error *e) { return ambit_problem_set_visits(p, with_nan, e); }
static ambit_status visits_minus(ambit_problem *p, ambit_error *e)
{
    return ambit_problem_set_visits(p, with_minus, e);
}
static ambit_status visits_null(ambit_problem *p, ambit_error *e) { return ambit_problem_set_visits(p, NULL, e); }

static ambit_status name_null(ambit_problem *p, ambit_error *e)
{
    const char *const names[UNITS] = { "A", NULL, "C" };
    return ambit_problem_name(p, names, NULL, e);
}

static ambit_status places(ambit_problem *p, const double *lon, const double *lat, double speed, double circuity,
        ambit_error *e)
{
    return ambit_problem_set_places(p, ones, ones, lon, lat, speed, circuity, e);
}

static ambit_status places_nan(ambit_problem *p, ambit_error *e) { return places(p, with_nan, ones, 60, 1.3, e); }
static ambit_status places_far(ambit_problem *p, ambit_error *e)
{
    const double lat[REPS] = { 1, 90.5 };
    return places(p, ones, lat, 60, 1.3, e);
}
static ambit_status places_still(ambit_problem *p, ambit_error *e) { return places(p, ones, ones, 0, 1.3, e); }
static ambit_status places_bent(ambit_problem *p, ambit_error *e) { return places(p, ones, ones, 60, NAN, e); }
static ambit_status places_endless(ambit_problem *p, ambit_error *e)
{
    return places(p, ones, ones, 1e-300, 1e100, e);
}

static ambit_status pairs_beyond(ambit_problem *p, ambit_error *e)
{
    const ambit_pair pair[2] = { { 0, 0, 1 }, { 3, 1, 1 } };
    return ambit_problem_set_pairs(p, pair, 2, e);
}
static ambit_status pairs_minus(ambit_problem *p, ambit_error *e)
{
    const ambit_pair pair[2] = { { 0, 0, 1 }, { 2, 1, -1 } };
    return ambit_problem_set_pairs(p, pair, 2, e);
}
static ambit_status pairs_nan(ambit_problem *p, ambit_error *e)
{
    const ambit_pair pair[1] = { { 0, 0, NAN } };
    return ambit_problem_set_pairs(p, pair, 1, e);
}
static ambit_status pairs_double(ambit_problem *p, ambit_error *e)
{
    const ambit_pair pair[4] = { { 2, 1, 1 }, { 0, 0, 1 }, { 2, 0, 1 }, { 2, 1, 1 } };
    return ambit_problem_set_pairs(p, pair, 4, e);
}
static ambit_status pairs_null(ambit_problem *p, ambit_error *e) { return ambit_problem_set_pairs(p, NULL, 4, e); }

static ambit_status rule_of(ambit_problem *p, ambit_rule rule, ambit_error *e)
{
    if (!rule.lower) rule.lower = zeros;
    if (!rule.upper) rule.upper = fours;
    return ambit_problem_add_rule(p, &rule, e);
}
static ambit_status rule_nameless(ambit_problem *p, ambit_error *e)
{
    return rule_of(p, (ambit_rule){ .amount = ones }, e);
}
static ambit_status rule_without(ambit_problem *p, ambit_error *e)
{
    return rule_of(p, (ambit_rule){ .name = "hours" }, e);
}
static ambit_status rule_inf(ambit_problem *p, ambit_error *e)
{
    return rule_of(p, (ambit_rule){ .name = "hours", .amount = with_inf }, e);
}
static ambit_status rule_per_hour(ambit_problem *p, ambit_error *e)
{
    return rule_of(p, (ambit_rule){ .name = "hours", .amount = ones, .per_hour = with_minus }, e);
}
static ambit_status rule_crossed(ambit_problem *p, ambit_error *e)
{
    return rule_of(p, (ambit_rule){ .name = "hours", .amount = ones, .lower = fours, .upper = ones }, e);
}
static ambit_status rule_bound_nan(ambit_problem *p, ambit_error *e)
{
    return rule_of(p, (ambit_rule){ .name = "hours", .amount = ones, .upper = with_nan }, e);
}
static ambit_status rule_bound_inf(ambit_problem *p, ambit_error *e)
{
    return rule_of(p, (ambit_rule){ .name = "hours", .amount = ones, .lower = with_inf, .upper = with_inf }, e);
}
static ambit_status rule_ideal_nan(ambit_problem *p, ambit_error *e)
{
    return rule_of(p, (ambit_rule){ .name = "hours", .amount = ones, .ideal = with_nan, .ideal_weight = 1 }, e);
}
static ambit_status rule_weight(ambit_problem *p, ambit_error *e)
{
    return rule_of(p, (ambit_rule){ .name = "hours", .amount = ones, .ideal = ones, .ideal_weight = -1 }, e);
}
static ambit_status rule_no_ideal(ambit_problem *p, ambit_error *e)
{
    return rule_of(p, (ambit_rule){ .name = "hours", .amount = ones, .ideal_weight = 3 }, e);
}
static ambit_status rule_no_bounds(ambit_problem *p, ambit_error *e)
{
    const ambit_rule rule = { .name = "hours", .amount = ones, .lower = zeros };
    return ambit_problem_add_rule(p, &rule, e);
}

static const ambit_pair four_pairs[4] = { { 2, 1, 4 }, { 0, 1, 2 }, { 2, 0, 3 }, { 0, 0, 1 } };
static ambit_status rule_pairs_first(ambit_problem *p, ambit_error *e)
{
    return rule_of(p, (ambit_rule){ .name = "hours", .pair_amount = ones }, e);
}

static ambit_status forbid_beyond(ambit_problem *p, ambit_error *e) { return ambit_problem_forbid(p, 1, 2, e); }

static ambit_status class_beyond(ambit_problem *p, ambit_error *e)
{
    const uint8_t unit[UNITS] = { 0, 64, 1 };
    const uint64_t rep[REPS] = { 1, 2 };
    return ambit_problem_set_classes(p, unit, rep, 0, e);
}
static ambit_status class_cost(ambit_problem *p, ambit_error *e)
{
    const uint8_t unit[UNITS] = { 0, 0, 1 };
    const uint64_t rep[REPS] = { 1, 2 };
    return ambit_problem_set_classes(p, unit, rep, INFINITY, e);
}
static ambit_status class_null(ambit_problem *p, ambit_error *e)
{
    const uint8_t unit[UNITS] = { 0, 0, 1 };
    return ambit_problem_set_classes(p, unit, NULL, 0, e);
}

static const uint32_t beyond[UNITS] = { 0, AMBIT_NOBODY, 2 }, fine[UNITS] = { 0, AMBIT_NOBODY, 1 };
static ambit_status locks_beyond(ambit_problem *p, ambit_error *e) { return ambit_problem_set_locks(p, beyond, e); }
static ambit_status locks_null(ambit_problem *p, ambit_error *e) { return ambit_problem_set_locks(p, NULL, e); }
static ambit_status groups_null(ambit_problem *p, ambit_error *e) { return ambit_problem_set_groups(p, NULL, e); }
static ambit_status current_beyond(ambit_problem *p, ambit_error *e)
{
    return ambit_problem_set_current(p, beyond, NULL, NULL, INFINITY, e);
}
static ambit_status current_cost(ambit_problem *p, ambit_error *e)
{
    return ambit_problem_set_current(p, fine, with_minus, NULL, INFINITY, e);
}
static ambit_status current_amount(ambit_problem *p, ambit_error *e)
{
    return ambit_problem_set_current(p, fine, NULL, with_nan, INFINITY, e);
}
static ambit_status current_cap(ambit_problem *p, ambit_error *e)
{
    return ambit_problem_set_current(p, fine, NULL, NULL, NAN, e);
}

static ambit_status border_beyond(ambit_problem *p, ambit_error *e)
{
    const ambit_border border[2] = { { 0, 1 }, { 1, 3 } };
    return ambit_problem_set_adjacency(p, border, 2, e);
}
static ambit_status border_self(ambit_problem *p, ambit_error *e)
{
    const ambit_border border[1] = { { 1, 1 } };
    return ambit_problem_set_adjacency(p, border, 1, e);
}
static ambit_status border_double(ambit_problem *p, ambit_error *e)
{
    const ambit_border border[3] = { { 0, 1 }, { 1, 2 }, { 1, 0 } };
    return ambit_problem_set_adjacency(p, border, 3, e);
}
static ambit_status border_null(ambit_problem *p, ambit_error *e)
{
    return ambit_problem_set_adjacency(p, NULL, 3, e);
}

static const struct refusal {
    const char *name;
    ambit_status (*call)(ambit_problem *p, ambit_error *e);
    const char *says;
} refusals[] = {
    { "visits that are not a number", visits_nan,
      "visits[1] of unit B: found nan, expected a finite number of at least 0" },
    { "negative visits", visits_minus, "visits[2] of unit C: found -2.5, expected a finite number of at least 0" },
    { "no visits", visits_null, "visits: found NULL, expected an array of 3" },
    { "a name that is NULL", name_null, "unit_name[1]: found NULL, expected a text" },
    { "a longitude that is not a number", places_nan,
      "rep_lon_deg[1] of rep R2: found nan, expected degrees from -360 to 360" },
    { "a latitude beyond the pole", places_far,
      "rep_lat_deg[1] of rep R2: found 90.5, expected degrees from -90 to 90" },
    { "a speed of 0", places_still, "speed_km_h: found 0, expected a finite number above 0" },
    { "a circuity that is not a number", places_bent, "circuity: found nan, expected a finite number above 0" },
    { "hours that overflow", places_endless,
      "speed_km_h: found 1e-300 with circuity 1e+100, expected hours that are finite" },
    { "a pair of a unit beyond", pairs_beyond,
      "pair[1]: found unit 3 and rep 1, expected a unit below 3 and a rep below 2" },
    { "a pair with negative hours", pairs_minus,
      "pair[1] of unit C and rep R2: found -1 hours, expected a finite number of at least 0" },
    { "a pair whose hours are not a number", pairs_nan,
      "pair[0] of unit A and rep R1: found nan hours, expected a finite number of at least 0" },
    { "a pair given twice", pairs_double, "the pair of unit C and rep R2 is given twice, expected once" },
    { "no pairs where there should be some", pairs_null, "pair: found NULL, expected an array of 4" },
    { "a rule without a name", rule_nameless, "rule 0: found no name, expected a text such as workload" },
    { "a rule without amounts", rule_without, "rule hours: amount: found NULL, expected an array of 3" },
    { "an infinite amount", rule_inf,
      "rule hours: amount[0] of unit A: found inf, expected a finite number of at least 0" },
    { "a negative amount per hour", rule_per_hour,
      "rule hours: per_hour[2] of unit C: found -2.5, expected a finite number of at least 0" },
    { "bounds that cross", rule_crossed,
      "rule hours, rep R1: found the bounds 4 to 1, expected a lower one that is not above the upper" },
    { "a bound that is not a number", rule_bound_nan,
      "rule hours, rep R2: found the bounds 0 to nan, expected a lower one that is not above the upper" },
    { "a lower bound of infinity", rule_bound_inf,
      "rule hours, rep R1: found the bounds inf to inf, expected a lower one that is not above the upper" },
    { "an ideal that is not a number", rule_ideal_nan,
      "rule hours: ideal[1] of rep R2: found nan, expected a finite number of at least 0" },
    { "a negative weight", rule_weight, "rule hours: ideal_weight: found -1, expected a finite number of at least 0" },
    { "a weight without an ideal", rule_no_ideal,
      "rule hours: found ideal_weight 3 and no ideal, expected an array of 2" },
    { "a rule without bounds", rule_no_bounds, "rule hours: found NULL, expected arrays of 2 for lower and upper" },
    { "amounts by pair before there are pairs", rule_pairs_first,
      "rule hours: pair_amount: found a problem without pairs, expected ambit_problem_set_pairs before" },
    { "a forbidden rep beyond", forbid_beyond,
      "forbid: found unit 1 and rep 2, expected a unit below 3 and a rep below 2" },
    { "a class beyond 63", class_beyond, "unit_class[1] of unit B: found 64, expected a class below 64" },
    { "a misfit that costs infinity", class_cost, "misfit_cost: found inf, expected a finite number of at least 0" },
    { "classes of units alone", class_null, "rep_classes: found NULL, expected an array of 2" },
    { "a lock to a rep beyond", locks_beyond,
      "locked[2] of unit C: found rep 2, expected one below 2 or AMBIT_NOBODY" },
    { "no locks", locks_null, "locked: found NULL, expected an array of 3" },
    { "no groups", groups_null, "group: found NULL, expected an array of 3" },
    { "a current rep beyond", current_beyond,
      "current[2] of unit C: found rep 2, expected one below 2 or AMBIT_NOBODY" },
    { "a negative cost of moving", current_cost,
      "move_cost[2] of unit C: found -2.5, expected a finite number of at least 0" },
    { "a moved amount that is not a number", current_amount,
      "move_amount[1] of unit B: found nan, expected a finite number of at least 0" },
    { "a cap that is not a number", current_cap,
      "allowed: found nan, expected a number of at least 0, or INFINITY for no cap" },
    { "a border beyond the units", border_beyond,
      "border[1]: found units 1 and 3, expected two different units below 3" },
    { "a border of a unit with itself", border_self,
      "border[0]: found units 1 and 1, expected two different units below 3" },
    { "a border given twice", border_double, "the border of unit A and unit B is given twice, expected once" },
    { "no borders where there should be some", border_null, "border: found NULL, expected an array of 3" },
};

static void is_refused_with_its_words(void **state)
{
    const struct refusal *r = *state;
    ambit_error err = { AMBIT_OK, "" };
    ambit_problem *p = named_problem();
    const struct ambit_problem before = *p;
    assert_int_equal(r->call(p, &err), AMBIT_E_INPUT);
    assert_int_equal(err.status, AMBIT_E_INPUT);
    assert_string_equal(err.text, r->says);
    assert_memory_equal(p, &before, sizeof before);
    assert_int_equal(r->call(p, NULL), AMBIT_E_INPUT);
    ambit_problem_free(p);
}

/* ---- What is kept ---------------------------------------------------------------------------------------------- */

static void needs_a_unit_and_a_rep(void **state)
{
    (void)state;
    ambit_error err = { AMBIT_OK, "" };
    ambit_problem *p = (ambit_problem *)&err;
    assert_int_equal(ambit_problem_build(&p, 0, 3, &err), AMBIT_E_INPUT);
    assert_string_equal(err.text, "found 0 units and 3 reps, expected at least one of each and fewer than 4294967295");
    assert_null(p);
    assert_int_equal(ambit_problem_build(&p, 3, 0, &err), AMBIT_E_INPUT);
    assert_int_equal(ambit_problem_build(NULL, 3, 3, &err), AMBIT_E_INPUT);
    ambit_problem_free(NULL);
}

static void pairs_come_out_sorted(void **state)
{
    (void)state;
    ambit_error err;
    ambit_problem *p = named_problem();
    assert_int_equal(ambit_problem_set_pairs(p, four_pairs, 4, &err), AMBIT_OK);
    const size_t first[UNITS + 1] = { 0, 2, 2, 4 };
    const uint32_t rep[4] = { 0, 1, 0, 1 };
    const double hours[4] = { 1, 2, 3, 4 };
    assert_memory_equal(p->pair_first, first, sizeof first);
    assert_memory_equal(p->pair_rep, rep, sizeof rep);
    assert_memory_equal(p->pair_hours, hours, sizeof hours);
    assert_int_equal(ambit_problem_set_pairs(p, NULL, 0, &err), AMBIT_OK); /* nobody reaches anybody */
    assert_non_null(p->pair_first);
    assert_int_equal(p->pair_first[UNITS], 0);
    ambit_problem_free(p);
}

/* The rule's amounts follow their pairs, in whatever order those were given. */
static void amounts_follow_their_pairs(void **state)
{
    (void)state;
    ambit_error err = { AMBIT_OK, "" };
    ambit_problem *p = named_problem();
    const double amount[4] = { 40, 20, 30, 10 }, sorted[4] = { 10, 20, 30, 40 }, bad[4] = { 1, 1, -1, 1 };
    const ambit_rule rule = { .name = "load", .pair_amount = amount, .lower = zeros, .upper = fours };
    assert_int_equal(ambit_problem_set_pairs(p, four_pairs, 4, &err), AMBIT_OK);
    assert_int_equal(ambit_problem_add_rule(p, &rule, &err), AMBIT_OK);
    assert_memory_equal(p->rule[0].pair_amount, sorted, sizeof sorted);
    for (uint32_t u = 0; u < UNITS; u++) assert_true(p->rule[0].amount[u] == 0);
    assert_int_equal(rule_of(p, (ambit_rule){ .name = "bad", .pair_amount = bad }, &err), AMBIT_E_INPUT);
    assert_string_equal(err.text, "rule bad: pair_amount[2] of unit C and rep R1: found -1, expected a finite number "
            "of at least 0");
    assert_int_equal(ambit_problem_set_pairs(p, four_pairs, 3, &err), AMBIT_E_INPUT);
    assert_string_equal(err.text, "pair: rule load has amounts for the pairs given before, expected the pairs before "
            "that rule");
    assert_int_equal(p->pair_first[UNITS], 4);
    ambit_problem_free(p);
}

static void a_second_call_replaces(void **state)
{
    (void)state;
    ambit_error err;
    ambit_problem *p = named_problem();
    const uint32_t group[UNITS] = { 70, 5, 70 }, others[UNITS] = { AMBIT_NOBODY, 9, 9 };
    assert_int_equal(ambit_problem_set_visits(p, ones, &err), AMBIT_OK);
    assert_int_equal(ambit_problem_set_visits(p, fours, &err), AMBIT_OK);
    assert_true(p->visits[2] == 4);
    assert_int_equal(ambit_problem_set_groups(p, group, &err), AMBIT_OK);
    assert_true(p->group[0] == 0 && p->group[1] == 1 && p->group[2] == 0);
    assert_int_equal(ambit_problem_set_groups(p, others, &err), AMBIT_OK);
    assert_true(p->group[0] == AMBIT_NOBODY && p->group[1] == 1 && p->group[2] == 1);
    for (int i = 0; i < 2; i++) {
        assert_int_equal(ambit_problem_set_places(p, ones, ones, ones, ones, 60, 1.2, &err), AMBIT_OK);
        assert_int_equal(ambit_problem_set_current(p, fine, ones, ones, 2, &err), AMBIT_OK);
        assert_int_equal(ambit_problem_set_locks(p, fine, &err), AMBIT_OK);
        assert_int_equal(ambit_problem_name(p, unit_names, NULL, &err), AMBIT_OK);
    }
    assert_int_equal(ambit_problem_set_current(p, fine, NULL, NULL, INFINITY, &err), AMBIT_OK);
    assert_null(p->move_cost);
    assert_null(p->move_amount);
    assert_true(isinf(p->moved_allowed));
    ambit_problem_free(p);
}

static void an_ideal_without_weight_is_dropped(void **state)
{
    (void)state;
    ambit_error err;
    ambit_problem *p = named_problem();
    const ambit_rule rule = { .name = "hours", .amount = ones, .lower = zeros, .upper = fours, .ideal = ones };
    for (int i = 0; i < 3; i++) assert_int_equal(ambit_problem_add_rule(p, &rule, &err), AMBIT_OK);
    assert_int_equal(p->n_rules, 3);
    assert_null(p->rule[2].ideal);
    assert_string_equal(p->rule[2].name, "hours");
    ambit_problem_free(p);
}

/* Caps on moves: what is wrong is named, and copies are kept. */
static void caps_are_judged_and_copied(void **state)
{
    (void)state;
    const uint32_t current[UNITS] = { 0, 0, 1 };
    const double minus[REPS] = { 1, -1 }, some[REPS] = { 1, INFINITY };
    ambit_move_cap cap = { .name = "accounts", .allowed = 2, .most_lost = some };
    ambit_error err;
    ambit_problem *p = named_problem();
    assert_int_equal(ambit_problem_add_move_cap(p, &cap, &err), AMBIT_E_INPUT);
    assert_string_equal(err.text, "a cap on moves: found no plan in force, expected ambit_problem_set_current before");
    assert_int_equal(ambit_problem_set_current(p, current, NULL, NULL, INFINITY, &err), AMBIT_OK);
    cap.most_gained = minus;
    assert_int_equal(ambit_problem_add_move_cap(p, &cap, &err), AMBIT_E_INPUT);
    assert_string_equal(err.text, "most_gained[1] of rep R2: found -1, expected a number of at least 0, or INFINITY "
            "for "
                        "no cap");
    cap.most_gained = NULL, cap.allowed = NAN;
    assert_int_equal(ambit_problem_add_move_cap(p, &cap, &err), AMBIT_E_INPUT);
    cap.allowed = 2;
    assert_int_equal(ambit_problem_add_move_cap(p, &cap, &err), AMBIT_OK);
    double held[REPS];
    ambit_problem_cap_held(p, &p->cap[0], held);
    assert_true(held[0] == 2 && held[1] == 1 && ambit_problem_cap_scale(p, &p->cap[0]) == 1.5);
    assert_true(p->n_caps == 1 && p->cap[0].most_lost != some && p->cap[0].amount[2] == 1);
    ambit_problem_free(p);
}

static void borders_come_out_sorted(void **state)
{
    (void)state;
    ambit_error err;
    ambit_problem *p = named_problem();
    const ambit_border border[2] = { { 2, 1 }, { 1, 0 } };
    assert_int_equal(ambit_problem_set_adjacency(p, border, 2, &err), AMBIT_OK);
    assert_true(p->contiguous);
    assert_true(p->border[0].a == 0 && p->border[0].b == 1 && p->border[1].a == 1 && p->border[1].b == 2);
    assert_int_equal(ambit_problem_set_adjacency(p, NULL, 0, &err), AMBIT_OK);
    assert_true(p->contiguous && p->n_borders == 0);
    ambit_problem_free(p);
}

static void forbidden_pairs_grow(void **state)
{
    (void)state;
    ambit_error err;
    ambit_problem *p = named_problem();
    for (uint32_t i = 0; i < 100; i++) assert_int_equal(ambit_problem_forbid(p, i % UNITS, i % REPS, &err), AMBIT_OK);
    assert_int_equal(p->n_forbidden, 100);
    assert_true(p->forbidden[99].unit == 0 && p->forbidden[99].rep == 1);
    ambit_problem_free(p);
}

static void long_names_are_cut_between_characters(void **state)
{
    (void)state;
    ambit_error err;
    ambit_problem *p;
    char buffer[80], name[200] = "";
    for (int i = 0; i < 60; i++) strcat(name, "\xC3\xA9"); /* 60 times e with an acute accent, two bytes each */
    const char *const names[1] = { name };
    assert_int_equal(ambit_problem_build(&p, 1, 1, &err), AMBIT_OK);
    assert_string_equal(ambit_problem_unit_name(p, 0, buffer), "unit 0");
    assert_string_equal(ambit_problem_rep_name(p, 0, buffer), "rep 0");
    assert_int_equal(ambit_problem_name(p, names, NULL, &err), AMBIT_OK);
    ambit_problem_unit_name(p, 0, buffer);
    size_t length = strlen(buffer);
    assert_true(length < 80 && length > 70);
    assert_string_equal(buffer + length - 3, "...");
    assert_int_equal((length - strlen("unit ...")) % 2, 0);
    ambit_problem_free(p);
}

int main(void)
{
    const struct CMUnitTest others[] = {
        cmocka_unit_test(needs_a_unit_and_a_rep), cmocka_unit_test(pairs_come_out_sorted),
        cmocka_unit_test(a_second_call_replaces), cmocka_unit_test(an_ideal_without_weight_is_dropped),
        cmocka_unit_test(caps_are_judged_and_copied), cmocka_unit_test(borders_come_out_sorted),
                cmocka_unit_test(forbidden_pairs_grow),
        cmocka_unit_test(long_names_are_cut_between_characters), cmocka_unit_test(amounts_follow_their_pairs),
    };
    enum { N = sizeof refusals / sizeof *refusals, OTHERS = sizeof others / sizeof *others };
    struct CMUnitTest tests[N + OTHERS];
    for (size_t i = 0; i < N; i++)
        tests[i] = (struct CMUnitTest){ refusals[i].name, is_refused_with_its_words, NULL, NULL, (void *)&refusals[i] };
    memcpy(tests + N, others, sizeof others);
    return cmocka_run_group_tests_name("solver/problem", tests, NULL, NULL);
}
