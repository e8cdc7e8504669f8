#include "heuristics/exact/cut_out.h"

#include <math.h>
#include <stdlib.h>

void ambit_cut_out_reset(ambit_cut_out *c)
{
    for (uint32_t a = 0; c->core.rule && a < c->core.n_rules; a++) {
        ambit_core_rule *rule = &c->core.rule[a];
        free(rule->by_pair), free(rule->lower), free(rule->upper), free(rule->ideal), free(rule->weight);
    }
    free(c->core.rule), free(c->core.first), free(c->core.rep), free(c->core.cost);
    free(c->pair), free(c->now), free(c->load);
    *c = (ambit_cut_out){ 0 };
}

/* ---- Memory ------------------------------------------------------------------------------------------------------ */

static int allocate_rule(ambit_core_rule *rule, const ambit_core_rule *whole, size_t pairs, uint32_t n_reps)
{
    rule->shared = whole->shared, rule->scale = whole->scale;
    rule->by_pair = malloc(pairs * sizeof *rule->by_pair);
    rule->lower = malloc(n_reps * sizeof *rule->lower), rule->upper = malloc(n_reps * sizeof *rule->upper);
    if (!rule->by_pair || !rule->lower || !rule->upper) return -1;
    if (!whole->ideal) return 0;
    rule->ideal = malloc(n_reps * sizeof *rule->ideal), rule->weight = malloc(n_reps * sizeof *rule->weight);
    return rule->ideal && rule->weight ? 0 : -1;
}

static int allocate(ambit_cut_out *c, const ambit_core *whole, uint32_t most_units, uint32_t most_reps)
{
    size_t units = (size_t)most_units + 1, pairs = (size_t)most_units * most_reps + 1;
    c->core.rule = calloc(c->core.n_rules + 1, sizeof *c->core.rule);
    c->core.first = calloc(units, sizeof *c->core.first);
    c->core.rep = malloc(pairs * sizeof *c->core.rep), c->core.cost = malloc(pairs * sizeof *c->core.cost);
    c->pair = malloc(pairs * sizeof *c->pair), c->now = malloc(units * sizeof *c->now);
    c->load = malloc(((size_t)c->core.n_rules * most_reps + 1) * sizeof *c->load);
    if (!c->core.rule || !c->core.first || !c->core.rep || !c->core.cost || !c->pair || !c->now || !c->load) return -1;
    for (uint32_t a = 0; a < c->core.n_rules; a++)
        if (allocate_rule(&c->core.rule[a], &whole->rule[a], pairs, most_reps)) return -1;
    return 0;
}

ambit_status ambit_cut_out_reserve(ambit_cut_out *c, const ambit_core *whole, uint32_t most_units, uint32_t most_reps,
        ambit_error *err)
{
    *c = (ambit_cut_out){ .core = { .problem = whole->problem, .n_rules = whole->n_rules, .complete = true } };
    if (!allocate(c, whole, most_units, most_reps)) return AMBIT_OK;
    return ambit_fail(err, AMBIT_E_MEMORY, "no memory for a sub-problem of %u units", most_units);
}

/* ---- Filling ----------------------------------------------------------------------------------------------------- */

static void fill_pairs(ambit_cut_out *c)
{
    const ambit_core *whole = c->state->core;
    size_t used = 0;
    for (uint32_t i = 0; i < c->core.n_units; i++) {
        uint32_t u = c->unit[i];
        for (uint32_t r = 0; r < c->core.n_reps; r++) {
            size_t k = ambit_core_pair(whole, u, c->rep[r]);
            if (k == AMBIT_NO_PAIR) continue;
            if (k == whole->first[u] + c->state->choice[u]) c->now[i] = (uint32_t)(used - c->core.first[i]);
            c->core.rep[used] = r, c->core.cost[used] = whole->cost[k], c->pair[used] = k;
            for (uint32_t a = 0; a < whole->n_rules; a++)
                c->core.rule[a].by_pair[used] = ambit_core_amount(whole, a, u, k);
            used++;
        }
        c->core.first[i + 1] = used;
    }
    c->core.n_pairs = used;
}

static void sum_loads(ambit_cut_out *c)
{
    for (uint32_t row = 0; row < c->core.n_rules * c->core.n_reps; row++) c->load[row] = 0;
    for (uint32_t i = 0; i < c->core.n_units; i++) {
        size_t k = c->core.first[i] + c->now[i];
        for (uint32_t a = 0; a < c->core.n_rules; a++)
            c->load[ambit_core_row(&c->core, a, c->core.rep[k])] += c->core.rule[a].by_pair[k];
    }
}

/* Bounds of what these units may bring: the row's bounds less what stays. A shared row's room is divided. */
static void fill_row(ambit_cut_out *c, uint32_t a, uint32_t r, uint32_t sharers)
{
    const ambit_core_rule *whole = &c->state->core->rule[a];
    ambit_core_rule *rule = &c->core.rule[a];
    uint32_t at = whole->shared ? 0 : c->rep[r];
    double load = c->state->row[ambit_state_row(c->state, a, at)].load, ours = c->load[a * c->core.n_reps + r];
    double stays = load - ours;
    rule->lower[r] = whole->shared ? -INFINITY : whole->lower[at] - stays;
    rule->upper[r] = whole->shared ? ours + fmax(whole->upper[0] - load, 0) / sharers : whole->upper[at] - stays;
    if (whole->ideal) rule->ideal[r] = whole->ideal[at] - stays, rule->weight[r] = whole->weight[at];
}

/* How many rows rule a has here. */
static uint32_t rows_of(const ambit_cut_out *c, uint32_t a) { return c->core.rule[a].shared ? 1 : c->core.n_reps; }

static void fill_rows(ambit_cut_out *c, uint32_t sharers)
{
    for (uint32_t a = 0; a < c->core.n_rules; a++)
        for (uint32_t r = 0; r < rows_of(c, a); r++) fill_row(c, a, r, sharers);
}

void ambit_cut_out_fill(ambit_cut_out *c, const ambit_state *state, const uint32_t *rep, uint32_t n_reps,
        const uint32_t *unit, uint32_t n_units, uint32_t sharers)
{
    c->state = state, c->unit = unit, c->rep = rep;
    c->core.n_units = n_units, c->core.n_reps = n_reps;
    fill_pairs(c);
    sum_loads(c);
    fill_rows(c, sharers);
}

ambit_status ambit_cut_out_init(ambit_cut_out *c, const ambit_state *state, const uint32_t *rep, uint32_t n_reps,
        const uint32_t *unit, uint32_t n_units, uint32_t sharers, ambit_error *err)
{
    ambit_status status = ambit_cut_out_reserve(c, state->core, n_units, n_reps, err);
    if (!status) ambit_cut_out_fill(c, state, rep, n_reps, unit, n_units, sharers);
    return status;
}

/* ---- The present plan -------------------------------------------------------------------------------------------- */

bool ambit_cut_out_is_within(const ambit_cut_out *c)
{
    for (uint32_t a = 0; a < c->core.n_rules; a++)
        for (uint32_t r = 0; r < rows_of(c, a); r++) {
            const ambit_core_rule *rule = &c->core.rule[a];
            double load = c->load[a * c->core.n_reps + r], slack = 1e-10 * rule->scale;
            if (load > rule->upper[r] + slack || load < rule->lower[r] - slack) return false;
        }
    return true;
}

double ambit_cut_out_value(const ambit_cut_out *c)
{
    double sum = 0;
    for (uint32_t i = 0; i < c->core.n_units; i++) sum += c->core.cost[c->core.first[i] + c->now[i]];
    for (uint32_t a = 0; a < c->core.n_rules; a++)
        for (uint32_t r = 0; c->core.rule[a].ideal && r < c->core.n_reps; r++)
            sum += c->core.rule[a].weight[r] * fabs(c->load[a * c->core.n_reps + r] - c->core.rule[a].ideal[r]);
    return sum;
}
