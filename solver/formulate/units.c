/* solver/formulate/units.c - what accounts hand on to their units: the rep today, locks, groups.
 *
 * When units are accounts, each hands on to itself. A region has the rep whom a field of the layer names, or else who
 * makes most of the visits inside it today, is locked when an account inside is, and regions that share a group of
 * accounts stay together. */
#include "solver/formulate/parts.h"
#include <stdlib.h>
#include <string.h>

static uint32_t *nobodies(uint32_t n)
{
    uint32_t *rep = malloc(n * sizeof *rep);
    for (uint32_t u = 0; rep && u < n; u++) rep[u] = AMBIT_NOBODY;
    return rep;
}

/* ---- The rep today --------------------------------------------------------------------------------------------- */

typedef struct { uint32_t unit, rep; double visits; } claim;

static int by_unit_and_rep(const void *a, const void *b)
{
    const claim *x = a, *y = b;
    if (x->unit != y->unit) return x->unit < y->unit ? -1 : 1;
    return (x->rep > y->rep) - (x->rep < y->rep);
}

/* Most visits win, then the lower rep; claims of one unit and rep stand together. */
static void settle_claims(uint32_t *current, const claim *all, uint32_t n)
{
    double best = 0;
    for (uint32_t i = 0, next; i < n; i = next) {
        double sum = 0;
        for (next = i; next < n && by_unit_and_rep(&all[i], &all[next]) == 0; next++) sum += all[next].visits;
        if (current[all[i].unit] != AMBIT_NOBODY && sum <= best) continue;
        current[all[i].unit] = all[i].rep;
        best = sum;
    }
}

static void warn_of_left(ambit_formulating *w, const char *column, const char *rep, const char *region, uint32_t n)
{
    ambit_place place = { w->plan->regions.file, 0, 0, column };
    ambit_diagnosis_warning(w->diagnosis, AMBIT_FAULT_REP_LEFT, place, "found %u region%s of reps who are not in %s, "
            "such as %s of %s, expected only if they left (their regions have no current rep then), correct misspelt "
            "names", n, n == 1 ? "" : "s", ambit_instance_reps_source(w->instance), rep, region);
}

/* A field of the layer says it of each region; an empty cell is nobody. */
static ambit_status read_current(ambit_formulating *w, const ambit_layer_text *field)
{
    uint32_t n_left = 0, left = 0;
    if (!(w->f->current = nobodies(w->f->n_units))) return ambit_formulate_no_memory(w);
    for (uint32_t u = 0; u < w->f->n_units; u++) {
        if (!*field->value[u]) continue;
        uint32_t rep = ambit_dictionary_get(&w->instance->rep_index, field->value[u]);
        if (rep != AMBIT_NOT_FOUND) w->f->current[u] = rep;
        else if (!n_left++) left = u;
    }
    if (n_left) warn_of_left(w, field->name, field->value[left], w->f->unit_id[left], n_left);
    return AMBIT_OK;
}

/* Whoever makes most of the visits in a unit. */
static ambit_status find_current(ambit_formulating *w)
{
    const ambit_accounts *a = &w->instance->accounts;
    uint32_t n = 0;
    claim *all = malloc(((size_t)a->n + 1) * sizeof *all);
    if (!(w->f->current = nobodies(w->f->n_units)) || !all) {
        free(all);
        return ambit_formulate_no_memory(w);
    }
    for (uint32_t i = 0; a->current && i < a->n; i++) {
        uint32_t u = ambit_formulating_unit(w, i);
        if (u != AMBIT_OUTSIDE && a->current[i] != AMBIT_NOBODY) all[n++] = (claim){ u, a->current[i], a->visits[i] };
    }
    if (w->by_region) qsort(all, n, sizeof *all, by_unit_and_rep);
    settle_claims(w->f->current, all, n);
    free(all);
    return AMBIT_OK;
}

/* The plan that was adopted says it of every unit. */
static ambit_status copy_adopted(ambit_formulating *w)
{
    if (!(w->f->current = nobodies(w->f->n_units))) return ambit_formulate_no_memory(w);
    memcpy(w->f->current, w->instance->adopted, w->f->n_units * sizeof *w->f->current);
    return AMBIT_OK;
}

/* ---- Locks ----------------------------------------------------------------------------------------------------- */

static void record_conflict(ambit_formulating *w, uint32_t region, uint32_t one, uint32_t other)
{
    const ambit_accounts *a = &w->instance->accounts;
    ambit_place place = { w->plan->accounts.file, 0, 0, "locked_rep" };
    ambit_diagnosis_error(w->diagnosis, AMBIT_FAULT_RULE_CONFLICT, place, "found %s locked to %s and %s to %s, both "
            "inside region %s, expected one rep for a region, change one of them", a->id[one],
                    w->f->rep_id[a->locked[one]],
            a->id[other], w->f->rep_id[a->locked[other]], w->f->unit_id[region]);
}

static ambit_status find_locks(ambit_formulating *w)
{
    const ambit_accounts *a = &w->instance->accounts;
    uint32_t *by = nobodies(w->f->n_units); /* the account that locked it first */
    if (!(w->locked = nobodies(w->f->n_units)) || !by) {
        free(by);
        return ambit_formulate_no_memory(w);
    }
    for (uint32_t i = 0; a->locked && i < a->n; i++) {
        uint32_t u = ambit_formulating_unit(w, i);
        if (u == AMBIT_OUTSIDE || a->locked[i] == AMBIT_NOBODY) continue;
        if (w->locked[u] != AMBIT_NOBODY && w->locked[u] != a->locked[i]) record_conflict(w, u, by[u], i);
        if (w->locked[u] != AMBIT_NOBODY) continue;
        w->locked[u] = a->locked[i];
        by[u] = i;
    }
    free(by);
    return AMBIT_OK;
}

/* ---- Groups ---------------------------------------------------------------------------------------------------- */

static uint32_t root_of(uint32_t *parent, uint32_t u)
{
    while (parent[u] != u) u = parent[u] = parent[parent[u]];
    return u;
}

/* Joins the units of each group of accounts (union-find); units that stay alone have no group. */
static ambit_status find_groups(ambit_formulating *w)
{
    const ambit_accounts *a = &w->instance->accounts;
    uint32_t n = w->f->n_units, *first = nobodies(a->n_groups ? a->n_groups : 1), *parent = malloc(n * sizeof *parent);
    if (!(w->group = nobodies(n)) || !first || !parent) {
        free(first), free(parent);
        return ambit_formulate_no_memory(w);
    }
    for (uint32_t u = 0; u < n; u++) parent[u] = u;
    for (uint32_t i = 0; a->group && i < a->n; i++) {
        uint32_t u = ambit_formulating_unit(w, i), g = a->group[i];
        if (u == AMBIT_OUTSIDE || g == AMBIT_NOBODY) continue;
        if (first[g] == AMBIT_NOBODY) first[g] = u;
        uint32_t one = root_of(parent, first[g]), other = root_of(parent, u);
        parent[one > other ? one : other] = one < other ? one : other;
    }
    for (uint32_t u = 0; u < n; u++)
        if (root_of(parent, u) != u) w->group[u] = w->group[root_of(parent, u)] = root_of(parent, u);
    free(first), free(parent);
    return AMBIT_OK;
}

ambit_status ambit_formulate_units(ambit_formulating *w)
{
    const ambit_layer_text *field = ambit_formulating_current(w);
    ambit_status status = w->instance->adopted ? copy_adopted(w) : field ? read_current(w, field) : find_current(w);
    if (status == AMBIT_OK) status = find_locks(w);
    if (status == AMBIT_OK) status = find_groups(w);
    return status;
}
