/* solver/problem_limits.c - the builder's part about who may serve whom: forbidden pairs, classes, locks, groups, the
 * plan in force, borders. */
#include "solver/problem_check.h"
#include <stdlib.h>

ambit_status ambit_problem_forbid(ambit_problem *p, uint32_t unit, uint32_t rep, ambit_error *err)
{
    if (unit >= p->n_units || rep >= p->n_reps)
        return ambit_fail(err, AMBIT_E_INPUT, "forbid: found unit %u and rep %u, expected a unit below %u and a rep "
                "below %u", unit, rep, p->n_units, p->n_reps);
    if (p->n_forbidden == p->forbidden_room) {
        size_t room = p->forbidden_room ? 2 * p->forbidden_room : 16;
        ambit_pair *grown = room > SIZE_MAX / sizeof *grown ? NULL : realloc(p->forbidden, room * sizeof *grown);
        if (!grown) return ambit_problem_no_memory("forbidden pairs", err);
        p->forbidden = grown;
        p->forbidden_room = room;
    }
    p->forbidden[p->n_forbidden++] = (ambit_pair){ unit, rep, 0 };
    return AMBIT_OK;
}

ambit_status ambit_problem_set_classes(ambit_problem *p, const uint8_t *unit_class, const uint64_t *rep_classes,
        double misfit_cost, ambit_error *err)
{
    char name[80];
    ambit_status status = ambit_problem_check_number(misfit_cost, 0, false, "misfit_cost", err);
    if (status != AMBIT_OK) return status;
    if (!unit_class || !rep_classes)
        return ambit_fail(err, AMBIT_E_INPUT, "%s: found NULL, expected an array of %u",
                unit_class ? "rep_classes" : "unit_class", unit_class ? p->n_reps : p->n_units);
    for (uint32_t u = 0; u < p->n_units; u++)
        if (unit_class[u] >= 64)
            return ambit_fail(err, AMBIT_E_INPUT, "unit_class[%u] of %s: found %u, expected a class below 64", u,
                    ambit_problem_unit_name(p, u, name), (unsigned)unit_class[u]);
    uint8_t *of_unit = ambit_problem_copy(unit_class, p->n_units, sizeof *of_unit);
    uint64_t *of_rep = ambit_problem_copy(rep_classes, p->n_reps, sizeof *of_rep);
    if (!of_unit || !of_rep) {
        free(of_unit), free(of_rep);
        return ambit_problem_no_memory("classes", err);
    }
    free(p->unit_class), free(p->rep_classes);
    p->unit_class = of_unit, p->rep_classes = of_rep, p->misfit_cost = misfit_cost;
    return AMBIT_OK;
}

ambit_status ambit_problem_set_locks(ambit_problem *p, const uint32_t *locked, ambit_error *err)
{
    ambit_status status = ambit_problem_check_reps(p, locked, "locked", err);
    if (status != AMBIT_OK) return status;
    uint32_t *copy = ambit_problem_copy(locked, p->n_units, sizeof *copy);
    if (!copy) return ambit_problem_no_memory("locks", err);
    free(p->locked);
    p->locked = copy;
    return AMBIT_OK;
}

typedef struct { uint32_t group, unit; } member;

static int by_group_and_unit(const void *a, const void *b)
{
    const member *x = a, *y = b;
    if (x->group != y->group) return x->group < y->group ? -1 : 1;
    return (x->unit > y->unit) - (x->unit < y->unit);
}

/* The caller's group numbers may be anything; kept is the number of each group's first unit, which indexes arrays. */
ambit_status ambit_problem_set_groups(ambit_problem *p, const uint32_t *group, ambit_error *err)
{
    if (!group) return ambit_fail(err, AMBIT_E_INPUT, "group: found NULL, expected an array of %u", p->n_units);
    uint32_t *first = malloc(p->n_units * sizeof *first), n = 0;
    member *members = malloc(p->n_units * sizeof *members);
    if (!first || !members) {
        free(first), free(members);
        return ambit_problem_no_memory("groups", err);
    }
    for (uint32_t u = 0; u < p->n_units; u++) {
        first[u] = AMBIT_NOBODY;
        if (group[u] != AMBIT_NOBODY) members[n++] = (member){ group[u], u };
    }
    qsort(members, n, sizeof *members, by_group_and_unit);
    for (uint32_t i = 0; i < n; i++) {
        bool same = i > 0 && members[i].group == members[i - 1].group;
        first[members[i].unit] = same ? first[members[i - 1].unit] : members[i].unit;
    }
    free(members), free(p->group);
    p->group = first;
    return AMBIT_OK;
}

static ambit_status check_moves(const ambit_problem *p, const double *cost, const double *amount, double allowed,
        ambit_error *err)
{
    char text[32];
    ambit_status status = AMBIT_OK;
    if (cost) status = ambit_problem_check_amounts(p, cost, p->n_units, "move_cost", ambit_problem_unit_name, err);
    if (status == AMBIT_OK && amount)
        status = ambit_problem_check_amounts(p, amount, p->n_units, "move_amount", ambit_problem_unit_name, err);
    if (status == AMBIT_OK && !(allowed >= 0))
        status = ambit_fail(err, AMBIT_E_INPUT, "allowed: found %s, expected a number of at least 0, or INFINITY for "
                "no cap", ambit_problem_number_text(allowed, text));
    return status;
}

ambit_status ambit_problem_set_current(ambit_problem *p, const uint32_t *current, const double *move_cost,
        const double *move_amount, double allowed, ambit_error *err)
{
    ambit_status status = ambit_problem_check_reps(p, current, "current", err);
    if (status == AMBIT_OK) status = check_moves(p, move_cost, move_amount, allowed, err);
    if (status != AMBIT_OK) return status;
    uint32_t *reps = ambit_problem_copy(current, p->n_units, sizeof *reps);
    double *cost = move_cost ? ambit_problem_copy(move_cost, p->n_units, sizeof *cost) : NULL;
    double *amount = move_amount ? ambit_problem_copy(move_amount, p->n_units, sizeof *amount) : NULL;
    if (!reps || (move_cost && !cost) || (move_amount && !amount)) {
        free(reps), free(cost), free(amount);
        return ambit_problem_no_memory("plan in force", err);
    }
    free(p->current), free(p->move_cost), free(p->move_amount);
    p->current = reps, p->move_cost = cost, p->move_amount = amount, p->moved_allowed = allowed;
    return AMBIT_OK;
}

static int by_ends(const void *a, const void *b)
{
    const ambit_border *x = a, *y = b;
    if (x->a != y->a) return x->a < y->a ? -1 : 1;
    return (x->b > y->b) - (x->b < y->b);
}

static ambit_border low_first(ambit_border b) { return b.a < b.b ? b : (ambit_border){ b.b, b.a }; }

/* Sorts the copy and finds a border that is given twice. */
static ambit_status settle_borders(const ambit_problem *p, ambit_border *border, size_t n, ambit_error *err)
{
    char one[80], other[80];
    for (size_t k = 0; k < n; k++) border[k] = low_first(border[k]);
    qsort(border, n, sizeof *border, by_ends);
    for (size_t k = 1; k < n; k++)
        if (by_ends(&border[k - 1], &border[k]) == 0)
            return ambit_fail(err, AMBIT_E_INPUT, "the border of %s and %s is given twice, expected once",
                    ambit_problem_unit_name(p, border[k].a, one), ambit_problem_unit_name(p, border[k].b, other));
    return AMBIT_OK;
}

ambit_status ambit_problem_copy_borders(ambit_border **out, const ambit_problem *p, const ambit_border *border,
        size_t n_borders, ambit_error *err)
{
    *out = NULL;
    if (!border && n_borders)
        return ambit_fail(err, AMBIT_E_INPUT, "border: found NULL, expected an array of %zu", n_borders);
    for (size_t k = 0; k < n_borders; k++)
        if (border[k].a >= p->n_units || border[k].b >= p->n_units || border[k].a == border[k].b)
            return ambit_fail(err, AMBIT_E_INPUT, "border[%zu]: found units %u and %u, expected two different units "
                    "below %u", k, border[k].a, border[k].b, p->n_units);
    ambit_border *copy = ambit_problem_copy(border, n_borders, sizeof *copy);
    if (!copy) return ambit_problem_no_memory("borders", err);
    ambit_status status = settle_borders(p, copy, n_borders, err);
    if (status == AMBIT_OK) *out = copy;
    else free(copy);
    return status;
}

size_t ambit_problem_find_border(const ambit_border *sorted, size_t n, ambit_border one)
{
    const ambit_border key = low_first(one), *found = bsearch(&key, sorted, n, sizeof key, by_ends);
    return found ? (size_t)(found - sorted) : SIZE_MAX;
}

ambit_status ambit_problem_set_adjacency(ambit_problem *p, const ambit_border *border, size_t n_borders,
        ambit_error *err)
{
    ambit_border *copy;
    ambit_status status = ambit_problem_copy_borders(&copy, p, border, n_borders, err);
    if (status != AMBIT_OK) return status;
    free(p->border);
    p->border = copy, p->n_borders = n_borders, p->contiguous = true;
    return AMBIT_OK;
}
