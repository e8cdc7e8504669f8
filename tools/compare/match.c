/* tools/compare/match.c - see match.h. */
#include "tools/compare/match.h"

#include "instances/base/dictionary.h"
#include "instances/base/status.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static ambit_status no_memory(ambit_error *err) { return ambit_fail(err, AMBIT_E_MEMORY, "no memory to compare"); }

/* ---- By name ----------------------------------------------------------------------------------------------------- */

typedef const char *namer(const ambit_outcome *o, uint32_t i);

static const char *rep_id(const ambit_outcome *o, uint32_t i) { return o->formulation->rep_id[i]; }
static const char *rule_name(const ambit_outcome *o, uint32_t i) { return o->rule[i].name; }
static const char *unit_id(const ambit_outcome *o, uint32_t i) { return o->formulation->unit_id[i]; }

/* Those of A in their order, then those that B alone has. NULL without memory; the caller frees it. */
static ambit_compare_pair *match(uint32_t *n, const ambit_outcome *a, uint32_t n_a, const ambit_outcome *b,
        uint32_t n_b, namer *name)
{
    ambit_dictionary index;
    ambit_compare_pair *pair = malloc(((size_t)n_a + n_b + 1) * sizeof *pair);
    int failed = !pair;
    ambit_dictionary_init(&index);
    for (uint32_t i = 0; i < n_a && !failed; i++) {
        pair[i] = (ambit_compare_pair){ i, AMBIT_NOWHERE };
        failed = ambit_dictionary_put(&index, name(a, i), i) < 0;
    }
    *n = n_a;
    for (uint32_t i = 0; i < n_b && !failed; i++) {
        uint32_t found = n_a ? ambit_dictionary_get(&index, name(b, i)) : AMBIT_NOT_FOUND;
        if (found == AMBIT_NOT_FOUND) pair[(*n)++] = (ambit_compare_pair){ AMBIT_NOWHERE, i };
        else pair[found].b = i;
    }
    ambit_dictionary_reset(&index);
    if (!failed) return pair;
    free(pair);
    return NULL;
}

/* ---- Moves ------------------------------------------------------------------------------------------------------- */

/* Where each rep of a side stands in the common list. */
static uint32_t *places_of(const ambit_compare *c, int of_b)
{
    const uint32_t n = (of_b ? c->b : c->a)->outcome->n_reps;
    uint32_t *place = malloc((n + (size_t)1) * sizeof *place);
    for (uint32_t i = 0; place && i < c->n_reps; i++) {
        uint32_t r = of_b ? c->rep[i].b : c->rep[i].a;
        if (r != AMBIT_NOWHERE) place[r] = i;
    }
    return place;
}

static uint32_t place_at(const uint32_t *place, const ambit_outcome *o, uint32_t unit)
{
    return o->plan[unit] < o->n_reps ? place[o->plan[unit]] : AMBIT_NOWHERE;
}

static void flow(ambit_compare *c, ambit_compare_flow *to, ambit_compare_pair unit)
{
    to->units++;
    for (uint32_t k = 0; k < c->n_rules; k++) to->amount[k] += ambit_compare_amount(c, k, unit);
}

static void take_move(ambit_compare *c, ambit_compare_pair unit, uint32_t from, uint32_t to)
{
    const ambit_outcome *a = c->a->outcome, *b = c->b->outcome;
    c->move[c->n_moved++] = (ambit_compare_move){ unit, from, to,
        ambit_outcome_travel(a->formulation, &a->seats, unit.a, a->plan[unit.a]),
        ambit_outcome_travel(b->formulation, &b->seats, unit.b, b->plan[unit.b]) };
    flow(c, &c->moved, unit);
    if (from != AMBIT_NOWHERE) flow(c, &c->lost[from], unit);
    if (to != AMBIT_NOWHERE) flow(c, &c->gained[to], unit);
}

/* In the order of B's units: match() lists A's, so they are put in order first. */
static int by_b(const void *x, const void *y)
{
    const ambit_compare_pair *p = x, *q = y;
    return (p->b > q->b) - (p->b < q->b);
}

static void sort_units(ambit_compare *c, ambit_compare_pair *unit, uint32_t n, const uint32_t *at_a,
        const uint32_t *at_b)
{
    for (uint32_t k = 0; k < n; k++) {
        if (unit[k].b == AMBIT_NOWHERE) c->gone[c->n_gone++] = unit[k].a;
        else if (unit[k].a == AMBIT_NOWHERE) c->new_unit[c->n_new++] = unit[k].b;
        else c->n_both++;
    }
    qsort(unit, n, sizeof *unit, by_b);
    for (uint32_t k = 0; k < n; k++) {
        if (unit[k].a == AMBIT_NOWHERE || unit[k].b == AMBIT_NOWHERE) continue;
        uint32_t from = place_at(at_a, c->a->outcome, unit[k].a), to = place_at(at_b, c->b->outcome, unit[k].b);
        if (from != to) take_move(c, unit[k], from, to);
    }
}

static ambit_status match_units(ambit_compare *c, ambit_error *err)
{
    const ambit_outcome *a = c->a->outcome, *b = c->b->outcome;
    const uint32_t n_a = a->formulation->n_units, n_b = b->formulation->n_units;
    uint32_t n, *at_a = places_of(c, 0), *at_b = places_of(c, 1);
    ambit_compare_pair *unit = match(&n, a, n_a, b, n_b, unit_id);
    c->move = malloc((n_b + (size_t)1) * sizeof *c->move);
    c->new_unit = malloc((n_b + (size_t)1) * sizeof *c->new_unit);
    c->gone = malloc((n_a + (size_t)1) * sizeof *c->gone);
    int complete = at_a && at_b && unit && c->move && c->new_unit && c->gone;
    if (complete) sort_units(c, unit, n, at_a, at_b);
    free(unit), free(at_a), free(at_b);
    return complete ? AMBIT_OK : no_memory(err);
}

static ambit_status make_flows(ambit_compare *c, ambit_error *err)
{
    const size_t width = (size_t)c->n_rules + 1;
    c->gained = calloc((size_t)c->n_reps + 1, sizeof *c->gained);
    c->lost = calloc((size_t)c->n_reps + 1, sizeof *c->lost);
    c->amounts = calloc((2 * (size_t)c->n_reps + 1) * width, sizeof *c->amounts);
    if (!c->gained || !c->lost || !c->amounts) return no_memory(err);
    for (uint32_t i = 0; i < c->n_reps; i++) {
        c->gained[i].amount = c->amounts + 2 * i * width;
        c->lost[i].amount = c->amounts + (2 * (size_t)i + 1) * width;
    }
    c->moved.amount = c->amounts + 2 * (size_t)c->n_reps * width;
    return AMBIT_OK;
}

ambit_status ambit_compare_build(ambit_compare *out, const ambit_compare_side *a, const ambit_compare_side *b,
        ambit_error *err)
{
    *out = (ambit_compare){ .a = a, .b = b };
    out->rep = match(&out->n_reps, a->outcome, a->outcome->n_reps, b->outcome, b->outcome->n_reps, rep_id);
    out->rule = match(&out->n_rules, a->outcome, a->outcome->n_rules, b->outcome, b->outcome->n_rules, rule_name);
    ambit_status status = out->rep && out->rule ? make_flows(out, err) : no_memory(err);
    if (!status) status = match_units(out, err);
    if (status) ambit_compare_reset(out);
    return status;
}

void ambit_compare_reset(ambit_compare *c)
{
    free(c->rep), free(c->rule), free(c->move), free(c->new_unit), free(c->gone);
    free(c->gained), free(c->lost), free(c->amounts);
    *c = (ambit_compare){ .rep = NULL };
}

/* ---- Looking up -------------------------------------------------------------------------------------------------- */

const char *ambit_compare_rep_id(const ambit_compare *c, uint32_t i)
{
    if (i == AMBIT_NOWHERE) return "";
    return c->rep[i].a != AMBIT_NOWHERE ? rep_id(c->a->outcome, c->rep[i].a) : rep_id(c->b->outcome, c->rep[i].b);
}

const char *ambit_compare_rep_name(const ambit_compare *c, uint32_t i)
{
    const int of_b = c->rep[i].b != AMBIT_NOWHERE;
    const ambit_reps *reps = &(of_b ? c->b : c->a)->workspace->instance->reps;
    return reps->name ? reps->name[of_b ? c->rep[i].b : c->rep[i].a] : "";
}

const char *ambit_compare_rule_name(const ambit_compare *c, uint32_t k)
{
    return c->rule[k].a != AMBIT_NOWHERE ? rule_name(c->a->outcome, c->rule[k].a)
                                         : rule_name(c->b->outcome, c->rule[k].b);
}

const ambit_outcome_rep *ambit_compare_rep_of(const ambit_compare *c, uint32_t i, int of_b)
{
    const uint32_t r = of_b ? c->rep[i].b : c->rep[i].a;
    return r == AMBIT_NOWHERE ? NULL : &(of_b ? c->b : c->a)->outcome->rep[r];
}

const ambit_outcome_load *ambit_compare_load_of(const ambit_compare *c, uint32_t k, uint32_t i, int of_b)
{
    const uint32_t r = of_b ? c->rep[i].b : c->rep[i].a, rule = of_b ? c->rule[k].b : c->rule[k].a;
    const ambit_outcome *o = (of_b ? c->b : c->a)->outcome;
    return r == AMBIT_NOWHERE || rule == AMBIT_NOWHERE ? NULL : &o->load[(size_t)rule * o->n_reps + r];
}

double ambit_compare_amount(const ambit_compare *c, uint32_t k, ambit_compare_pair unit)
{
    const ambit_compare_pair rule = c->rule[k];
    if (rule.b != AMBIT_NOWHERE && unit.b != AMBIT_NOWHERE)
        return c->b->outcome->formulation->rule[rule.b].amount[unit.b];
    if (rule.a != AMBIT_NOWHERE && unit.a != AMBIT_NOWHERE)
        return c->a->outcome->formulation->rule[rule.a].amount[unit.a];
    return (double)NAN;
}

const char *ambit_compare_unit_name(const ambit_compare_side *side, uint32_t u)
{
    const ambit_formulation *f = side->workspace->formulation;
    if (f->instance->plan->assign == AMBIT_ASSIGN_REGIONS) return f->regions ? f->regions->name[u] : "";
    return f->instance->accounts.name ? f->instance->accounts.name[u] : "";
}

const char *ambit_compare_noun(const ambit_compare *c)
{
    return c->b->workspace->instance->plan->assign == AMBIT_ASSIGN_REGIONS ? "regions" : "accounts";
}
