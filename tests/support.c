#include "tests/support.h"
#include "instances/base/rng.h"

#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void must(ambit_status status, const ambit_error *err)
{
    if (status == AMBIT_OK) return;
    fprintf(stderr, "random problem: %s\n", err->text);
    abort();
}

static void *room(size_t n, size_t size)
{
    void *made = calloc(n ? n : 1, size);
    if (!made) abort();
    return made;
}

static double between(ambit_rng *rng, double low, double high) { return low + (high - low) * ambit_rng_unit(rng); }

/* What the features share while a problem is made. */
typedef struct {
    ambit_problem *problem;
    uint32_t n_units, n_reps;
    unsigned features;
    ambit_rng rng;
    uint32_t *hidden;  /* a plan that honours groups */
    uint32_t *group;
    size_t n_pairs;    /* of the matrix */
    double *unit_lon, *unit_lat, *rep_lon, *rep_lat;
    ambit_error err;
} maker;

static void make_groups(maker *m)
{
    for (uint32_t u = 0; u < m->n_units; u++) m->group[u] = AMBIT_NOBODY;
    for (uint32_t u = 0; (m->features & AMBIT_TEST_GROUPS) && u < m->n_units / 2; u++)
        m->group[ambit_rng_below(&m->rng, m->n_units)] = 1000 + u / 3;
    for (uint32_t u = 0; u < m->n_units; u++) m->hidden[u] = ambit_rng_below(&m->rng, m->n_reps);
    for (uint32_t u = 0; u < m->n_units; u++)
        for (uint32_t v = 0; v < u; v++)
            if (m->group[u] != AMBIT_NOBODY && m->group[u] == m->group[v]) m->hidden[u] = m->hidden[v];
    if (m->features & AMBIT_TEST_GROUPS) must(ambit_problem_set_groups(m->problem, m->group, &m->err), &m->err);
}

static void make_places(maker *m)
{
    for (uint32_t u = 0; u < m->n_units; u++)
        m->unit_lon[u] = between(&m->rng, -100, -90), m->unit_lat[u] = between(&m->rng, 35, 42);
    for (uint32_t r = 0; r < m->n_reps; r++)
        m->rep_lon[r] = between(&m->rng, -100, -90), m->rep_lat[r] = between(&m->rng, 35, 42);
    if (m->features & AMBIT_TEST_PLANE)
        must(ambit_problem_set_plane(m->problem, m->unit_lon, m->unit_lat, m->rep_lon, m->rep_lat,
                (ambit_rounding)ambit_rng_below(&m->rng, 3), &m->err), &m->err);
    else must(ambit_problem_set_places(m->problem, m->unit_lon, m->unit_lat, m->rep_lon, m->rep_lat, 60, 1.3, &m->err),
            &m->err);
    if (m->features & AMBIT_TEST_MOMENT) must(ambit_problem_set_travel(m->problem, AMBIT_TRAVEL_MOMENT, &m->err),
            &m->err);
}

/* The first unit may always be a centre, and the first rep is always free, so that there is something to choose. */
static void make_centres(maker *m)
{
    uint8_t *is_free = room(m->n_reps, 1), *may = room(m->n_units, 1);
    double *capacity = room(m->n_units, sizeof *capacity);
    for (uint32_t r = 0; r < m->n_reps; r++)
        is_free[r] = r == 0 || !(m->features & AMBIT_TEST_HOMES) || ambit_rng_below(&m->rng, 3) > 0;
    for (uint32_t u = 0; u < m->n_units; u++) {
        may[u] = u == 0 || !(m->features & AMBIT_TEST_FEW_SITES) || ambit_rng_below(&m->rng, 2);
        capacity[u] = between(&m->rng, 0.5, 2) * 1.2 * m->n_units / m->n_reps; /* amounts are about 1.2 each */
    }
    const ambit_centres centres = { is_free, may, m->features & AMBIT_TEST_CAPACITY ? capacity : NULL };
    must(ambit_problem_set_centres(m->problem, &centres, &m->err), &m->err);
    free(is_free), free(may), free(capacity);
}

/* Every unit keeps its hidden rep, so that the matrix does not take feasibility away. */
static void make_matrix(maker *m)
{
    ambit_pair *pair = room((size_t)m->n_units * m->n_reps, sizeof *pair);
    size_t n = 0;
    for (uint32_t u = 0; u < m->n_units; u++)
        for (uint32_t r = 0; r < m->n_reps; r++)
            if (m->hidden[u] == r || ambit_rng_below(&m->rng, 5) > 0)
                pair[n++] = (ambit_pair){ u, r, between(&m->rng, 0.1, 8) };
    for (size_t k = 0; (m->features & AMBIT_TEST_WHOLE_COSTS) && k < n; k++) pair[k].hours = floor(pair[k].hours);
    m->n_pairs = n;
    for (size_t k = n; k > 1; k--) { /* any order must do */
        size_t other = ambit_rng_below(&m->rng, (uint32_t)k);
        ambit_pair kept = pair[k - 1];
        pair[k - 1] = pair[other], pair[other] = kept;
    }
    must(ambit_problem_set_pairs(m->problem, pair, n, &m->err), &m->err);
    free(pair);
}

static void make_classes(maker *m)
{
    uint8_t *unit_class = room(m->n_units, sizeof *unit_class);
    uint64_t *rep_classes = room(m->n_reps, sizeof *rep_classes);
    for (uint32_t r = 0; r < m->n_reps; r++) rep_classes[r] = 1 + ambit_rng_below(&m->rng, 7);
    for (uint32_t u = 0; u < m->n_units; u++) {
        do unit_class[u] = (uint8_t)ambit_rng_below(&m->rng, 3);
        while (!(rep_classes[m->hidden[u]] >> unit_class[u] & 1));
    }
    double cost = m->features & AMBIT_TEST_MISFIT ? 5 : 0;
    must(ambit_problem_set_classes(m->problem, unit_class, rep_classes, cost, &m->err), &m->err);
    free(unit_class), free(rep_classes);
}

static void make_forbidden(maker *m)
{
    for (uint32_t u = 0; u < m->n_units; u++)
        for (uint32_t r = 0; r < m->n_reps; r++)
            if (m->hidden[u] != r && ambit_rng_below(&m->rng, 10) == 0)
                must(ambit_problem_forbid(m->problem, u, r, &m->err), &m->err);
}

static void make_locks(maker *m)
{
    uint32_t *locked = room(m->n_units, sizeof *locked);
    for (uint32_t u = 0; u < m->n_units; u++)
        locked[u] = ambit_rng_below(&m->rng, 5) == 0 ? m->hidden[u] : AMBIT_NOBODY;
    must(ambit_problem_set_locks(m->problem, locked, &m->err), &m->err);
    free(locked);
}

static void make_current(maker *m)
{
    uint32_t *current = room(m->n_units, sizeof *current);
    double *cost = room(m->n_units, sizeof *cost), *amount = room(m->n_units, sizeof *amount), allowed = INFINITY;
    for (uint32_t u = 0; u < m->n_units; u++) {
        current[u] = ambit_rng_below(&m->rng, 3) ? m->hidden[u] : ambit_rng_below(&m->rng, m->n_reps);
        if (ambit_rng_below(&m->rng, 8) == 0) current[u] = AMBIT_NOBODY;
        cost[u] = between(&m->rng, 0, 10);
        amount[u] = 1 + ambit_rng_below(&m->rng, 4);
    }
    if (m->features & AMBIT_TEST_MOVE_CAP) allowed = m->n_units;
    must(ambit_problem_set_current(m->problem, current, cost, amount, allowed, &m->err), &m->err);
    free(current), free(cost), free(amount);
}

/* About a third of the units may move; so may about a third of another amount, and a unit or two of each rep. */
static void make_caps(maker *m)
{
    double *amount = room(m->n_units, sizeof *amount), *gained = room(m->n_reps, sizeof *gained);
    double *lost = room(m->n_reps, sizeof *lost), sum = 0;
    const bool by_rep = m->features & AMBIT_TEST_CAPS;
    for (uint32_t u = 0; u < m->n_units; u++) sum += amount[u] = between(&m->rng, 0, 3);
    for (uint32_t r = 0; r < m->n_reps; r++) {
        gained[r] = ambit_rng_below(&m->rng, 4) ? 1.0 + ambit_rng_below(&m->rng, 2) : (double)INFINITY;
        lost[r] = ambit_rng_below(&m->rng, 4) ? 1.0 * ambit_rng_below(&m->rng, 3) : (double)INFINITY;
    }
    const ambit_move_cap units = { .name = "units", .allowed = ceil(m->n_units / 3.0),
        .most_gained = by_rep ? gained : NULL, .most_lost = by_rep ? lost : NULL };
    const ambit_move_cap weight = { .name = "weight", .amount = amount, .allowed = sum / 3 };
    must(ambit_problem_add_move_cap(m->problem, &units, &m->err), &m->err);
    must(ambit_problem_add_move_cap(m->problem, &weight, &m->err), &m->err);
    free(amount), free(gained), free(lost);
}

/* A grid of rows of three, so that a rep's units are easily cut in two. */
static void make_grid(maker *m)
{
    ambit_border *border = room(2 * (size_t)m->n_units, sizeof *border);
    double *cost = room(2 * (size_t)m->n_units, sizeof *cost);
    size_t n = 0;
    for (uint32_t u = 0; u < m->n_units; u++) {
        if (u % 3 != 2 && u + 1 < m->n_units) border[n++] = (ambit_border){ u, u + 1 };
        if (u + 3 < m->n_units) border[n++] = (ambit_border){ u + 3, u };
    }
    if (m->features & AMBIT_TEST_CONTIGUOUS)
        must(ambit_problem_set_adjacency(m->problem, border, n, &m->err), &m->err);
    for (size_t k = 0; k < n; k++) cost[k] = ambit_rng_below(&m->rng, 20);
    if (m->features & AMBIT_TEST_PRICED)
        must(ambit_problem_set_border_cost(m->problem, border, cost, n, &m->err), &m->err);
    free(border), free(cost);
}

static double draw_amount(maker *m)
{
    return m->features & AMBIT_TEST_INTEGER ? ambit_rng_below(&m->rng, 6) : exp(between(&m->rng, -1.5, 1.5));
}

static void draw_rule(maker *m, double *amount, double *per_hour)
{
    for (uint32_t u = 0; u < m->n_units; u++) {
        amount[u] = draw_amount(m);
        per_hour[u] = between(&m->rng, 0, 0.4);
    }
}

/* Around share[a * n_reps + r]; without shares the rules have no bounds. */
static void make_rules(maker *m, uint32_t n_rules, double tolerance, const double *share)
{
    double *amount = room(m->n_units, sizeof *amount), *per_hour = room(m->n_units, sizeof *per_hour);
    double *lower = room(m->n_reps, sizeof *lower), *upper = room(m->n_reps, sizeof *upper);
    double *pair_amount = room(m->n_pairs, sizeof *pair_amount);
    const bool by_pair = m->features & AMBIT_TEST_PAIR_AMOUNT, one_sided = m->features & AMBIT_TEST_ONE_SIDED;
    char name[20];
    for (uint32_t a = 0; a < n_rules; a++) {
        draw_rule(m, amount, per_hour);
        for (uint32_t r = 0; r < m->n_reps; r++) {
            lower[r] = share && !one_sided ? share[a * m->n_reps + r] * (1 - tolerance) : -INFINITY;
            upper[r] = share ? share[a * m->n_reps + r] * (1 + tolerance) : INFINITY;
        }
        snprintf(name, sizeof name, "measure %u", a);
        ambit_rule rule = { .name = name, .amount = amount, .lower = lower, .upper = upper };
        if (a == 0 && (m->features & AMBIT_TEST_PER_HOUR)) rule.per_hour = per_hour;
        for (size_t k = 0; by_pair && k < m->n_pairs; k++) pair_amount[k] = draw_amount(m);
        if (by_pair) rule.pair_amount = pair_amount;
        if (share && (m->features & AMBIT_TEST_IDEAL)) rule.ideal = share + a * m->n_reps, rule.ideal_weight = 7;
        must(ambit_problem_add_rule(m->problem, &rule, &m->err), &m->err);
    }
    free(amount), free(per_hour), free(lower), free(upper), free(pair_amount);
}

static void make_visits(maker *m)
{
    double *visits = room(m->n_units, sizeof *visits);
    for (uint32_t u = 0; u < m->n_units; u++) visits[u] = 1 + ambit_rng_below(&m->rng, 12);
    must(ambit_problem_set_visits(m->problem, visits, &m->err), &m->err);
    free(visits);
}

/* The same seed draws the same problem with and without bounds. */
static void make(maker *m, uint64_t seed, uint32_t n_rules, double tolerance, const double *share)
{
    m->rng = ambit_rng_of(seed, 77);
    must(ambit_problem_build(&m->problem, m->n_units, m->n_reps, &m->err), &m->err);
    make_groups(m);
    make_places(m);
    make_visits(m);
    if (m->features & AMBIT_TEST_PAIR_AMOUNT) make_matrix(m); /* amounts of pairs want the pairs */
    make_rules(m, n_rules, tolerance, share);
    if ((m->features & AMBIT_TEST_MATRIX) && !(m->features & AMBIT_TEST_PAIR_AMOUNT)) make_matrix(m);
    if (m->features & AMBIT_TEST_CLASSES) make_classes(m);
    if (m->features & AMBIT_TEST_FORBIDDEN) make_forbidden(m);
    if (m->features & AMBIT_TEST_LOCKS) make_locks(m);
    if (m->features & AMBIT_TEST_CURRENT) make_current(m);
    if (m->features & (AMBIT_TEST_CAPS | AMBIT_TEST_CAPS_IN_ALL)) make_caps(m);
    if (m->features & AMBIT_TEST_CENTRES) make_centres(m);
    if (m->features & (AMBIT_TEST_CONTIGUOUS | AMBIT_TEST_PRICED)) make_grid(m);
}

/* What each rep's share of each rule is to be: the hidden plan's loads, or equal parts of them. */
static double *find_shares(maker *m, uint32_t n_rules)
{
    double *share = room((size_t)n_rules * m->n_reps, sizeof *share);
    ambit_verdict verdict;
    must(ambit_evaluate(&verdict, m->problem, m->hidden, share, &m->err), &m->err);
    for (uint32_t a = 0; !(m->features & AMBIT_TEST_HIDDEN) && a < n_rules; a++) {
        double total = 0;
        for (uint32_t r = 0; r < m->n_reps; r++) total += share[a * m->n_reps + r];
        for (uint32_t r = 0; r < m->n_reps; r++) share[a * m->n_reps + r] = total / m->n_reps;
    }
    return share;
}

ambit_problem *ambit_test_random_problem(uint64_t seed, uint32_t n_units, uint32_t n_reps, uint32_t n_rules,
        double tolerance, unsigned features)
{
    maker m = { .n_units = n_units, .n_reps = n_reps, .features = features };
    m.hidden = room(n_units, sizeof *m.hidden), m.group = room(n_units, sizeof *m.group);
    m.unit_lon = room(n_units, sizeof(double)), m.unit_lat = room(n_units, sizeof(double));
    m.rep_lon = room(n_reps, sizeof(double)), m.rep_lat = room(n_reps, sizeof(double));
    make(&m, seed, n_rules, tolerance, NULL);
    double *share = find_shares(&m, n_rules);
    ambit_problem_free(m.problem);
    make(&m, seed, n_rules, tolerance, share);
    free(share), free(m.hidden), free(m.group), free(m.unit_lon), free(m.unit_lat), free(m.rep_lon), free(m.rep_lat);
    return m.problem;
}

/* ---- Brute force ----------------------------------------------------------------------------------------------- */

/* The next assignment in counting order, the first unit turning fastest; 0 after the last one. */
static int count_on(uint32_t *plan, uint32_t n_units, uint32_t n_reps)
{
    for (uint32_t u = 0; u < n_units; u++) {
        if (++plan[u] < n_reps) return 1;
        plan[u] = 0;
    }
    return 0;
}

int ambit_test_brute_force(const ambit_problem *problem, uint32_t n_units, uint32_t n_reps, uint32_t *best_plan,
        double *cost)
{
    uint32_t *plan = room(n_units, sizeof *plan);
    ambit_error err = { AMBIT_OK, "" };
    ambit_verdict verdict;
    *cost = INFINITY;
    do {
        must(ambit_evaluate(&verdict, problem, plan, NULL, &err), &err);
        if (!verdict.within_rules || verdict.cost.total >= *cost) continue;
        *cost = verdict.cost.total;
        memcpy(best_plan, plan, n_units * sizeof *plan);
    } while (count_on(plan, n_units, n_reps));
    free(plan);
    return isfinite(*cost) ? 1 : 0;
}

double ambit_test_least_violation(const ambit_problem *problem, uint32_t n_units, uint32_t n_reps)
{
    uint32_t *plan = room(n_units, sizeof *plan);
    ambit_error err = { AMBIT_OK, "" };
    ambit_verdict verdict;
    double least = INFINITY;
    do {
        must(ambit_evaluate(&verdict, problem, plan, NULL, &err), &err);
        if (verdict.violation < least) least = verdict.violation;
    } while (count_on(plan, n_units, n_reps));
    free(plan);
    return least;
}
