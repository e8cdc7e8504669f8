#include "heuristics/subproblem.h"

#include "solver/exact/ilp.h"

#include <math.h>
#include <stdlib.h>

enum { NODES = 400, ITERATIONS = 12000 };

typedef struct { double detour; uint32_t unit; } undecided;

/* What is being built: a core problem of its own for GLPK, whose pair k stands for pair pair[k] of the whole one. */
typedef struct {
    const ambit_state *state;
    const uint32_t *rep;
    uint32_t n_reps;
    ambit_core core;
    size_t *pair;
    uint32_t *now, *then;     /* [n_units] choices in the small core: the present plan's, the solution's */
} cut_out;

/* ---- Which units are free ---------------------------------------------------------------------------------------- */

/* How much dearer in reduced cost the unit would be at the best other rep of the set; INFINITY when there is none. */
static double detour_of(const cut_out *c, const ambit_candidates *candidates, uint32_t u)
{
    const ambit_core *core = c->state->core;
    double least = INFINITY, here = candidates->priced[core->first[u] + c->state->choice[u]];
    for (uint32_t i = 0; i < c->n_reps; i++) {
        size_t k = ambit_core_pair(core, u, c->rep[i]);
        if (k != AMBIT_NO_PAIR && k != core->first[u] + c->state->choice[u])
            least = fmin(least, candidates->priced[k] - here);
    }
    return least;
}

static int by_detour(const void *a, const void *b)
{
    const undecided *x = a, *y = b;
    if (x->detour != y->detour) return x->detour < y->detour ? -1 : 1;
    return (x->unit > y->unit) - (x->unit < y->unit);
}

static uint32_t ring_size(const ambit_state *s, uint32_t r)
{
    uint32_t n = 0, u = s->some[r];
    for (bool more = u != AMBIT_NOBODY; more; u = s->next[u], more = u != s->some[r]) n++;
    return n;
}

static ambit_status choose_free(ambit_subproblem *out, const cut_out *c, const ambit_candidates *candidates,
                                uint32_t n_free, ambit_error *err)
{
    const ambit_state *s = c->state;
    uint32_t n = 0, room = 0;
    for (uint32_t i = 0; i < c->n_reps; i++) room += ring_size(s, c->rep[i]);
    undecided *list = malloc((room + 1) * sizeof *list);
    out->unit = malloc((n_free + 1) * sizeof *out->unit), out->choice = malloc((n_free + 1) * sizeof *out->choice);
    if (!list || !out->unit || !out->choice)
        return free(list), ambit_fail(err, AMBIT_E_MEMORY, "no memory for a sub-problem");
    for (uint32_t i = 0; i < c->n_reps; i++) {
        uint32_t first = s->some[c->rep[i]], u = first;
        for (bool more = u != AMBIT_NOBODY; more; u = s->next[u], more = u != first) {
            double detour = detour_of(c, candidates, u);
            if (detour < INFINITY) list[n++] = (undecided){ detour, u };
        }
    }
    qsort(list, n, sizeof *list, by_detour);
    out->n_units = n < n_free ? n : n_free;
    for (uint32_t i = 0; i < out->n_units; i++) out->unit[i] = list[i].unit, out->choice[i] = s->choice[list[i].unit];
    free(list);
    return AMBIT_OK;
}

/* ---- The small core ---------------------------------------------------------------------------------------------- */

static void cut_out_reset(cut_out *c)
{
    for (uint32_t a = 0; c->core.rule && a < c->core.n_rules; a++) {
        ambit_core_rule *rule = &c->core.rule[a];
        free(rule->by_pair), free(rule->lower), free(rule->upper), free(rule->ideal), free(rule->weight);
    }
    free(c->core.rule), free(c->core.first), free(c->core.rep), free(c->core.cost), free(c->pair), free(c->now),
            free(c->then);
}

static int allocate(cut_out *c, const ambit_subproblem *sub)
{
    size_t pairs = (size_t)sub->n_units * c->n_reps + 1;
    c->core.rule = calloc(c->core.n_rules + 1, sizeof *c->core.rule);
    c->core.first = calloc((size_t)sub->n_units + 1, sizeof *c->core.first);
    c->core.rep = malloc(pairs * sizeof *c->core.rep), c->core.cost = malloc(pairs * sizeof *c->core.cost);
    c->pair = malloc(pairs * sizeof *c->pair);
    c->now = calloc((size_t)sub->n_units + 1, sizeof *c->now),
    c->then = calloc((size_t)sub->n_units + 1, sizeof *c->then);
    if (!c->core.rule || !c->core.first || !c->core.rep || !c->core.cost || !c->pair || !c->now || !c->then) return -1;
    for (uint32_t a = 0; a < c->core.n_rules; a++) {
        ambit_core_rule *rule = &c->core.rule[a];
        rule->by_pair = malloc(pairs * sizeof *rule->by_pair);
        rule->lower = malloc(c->n_reps * sizeof *rule->lower), rule->upper = malloc(c->n_reps * sizeof *rule->upper);
        if (c->state->core->rule[a].ideal)
            rule->ideal = malloc(c->n_reps * sizeof *rule->ideal),
            rule->weight = malloc(c->n_reps * sizeof *rule->weight);
        if (!rule->by_pair || !rule->lower || !rule->upper) return -1;
        if (c->state->core->rule[a].ideal && (!rule->ideal || !rule->weight)) return -1;
    }
    return 0;
}

static void fill_pairs(cut_out *c, const ambit_subproblem *sub)
{
    const ambit_core *whole = c->state->core;
    size_t used = 0;
    for (uint32_t i = 0; i < sub->n_units; i++) {
        uint32_t u = sub->unit[i];
        for (uint32_t r = 0; r < c->n_reps; r++) {
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

/* What the free units carry now in row `rep` (of the small core) of rule a; all of them when the rule is shared. */
static double free_load(const cut_out *c, uint32_t a, uint32_t rep)
{
    double sum = 0;
    for (uint32_t i = 0; i < c->core.n_units; i++) {
        size_t k = c->core.first[i] + c->now[i];
        if (c->core.rule[a].shared || c->core.rep[k] == rep) sum += c->core.rule[a].by_pair[k];
    }
    return sum;
}

/* Bounds of what the free units may bring: the row's bounds less what stays. A shared row's room is divided. */
static void fill_rows(cut_out *c, uint32_t sharers)
{
    for (uint32_t a = 0; a < c->core.n_rules; a++) {
        const ambit_core_rule *whole = &c->state->core->rule[a];
        ambit_core_rule *rule = &c->core.rule[a];
        rule->shared = whole->shared, rule->scale = whole->scale;
        for (uint32_t r = 0; r < (whole->shared ? 1 : c->n_reps); r++) {
            uint32_t at = whole->shared ? 0 : c->rep[r];
            double load = c->state->row[ambit_state_row(c->state, a, at)].load, ours = free_load(c, a, r),
                   stays = load - ours;
            rule->lower[r] = whole->shared ? -INFINITY : whole->lower[at] - stays;
            rule->upper[r] =
                    whole->shared ? ours + fmax(whole->upper[0] - load, 0) / sharers : whole->upper[at] - stays;
            if (whole->ideal) rule->ideal[r] = whole->ideal[at] - stays, rule->weight[r] = whole->weight[at];
        }
    }
}

static bool within(const cut_out *c)
{
    for (uint32_t a = 0; a < c->core.n_rules; a++)
        for (uint32_t r = 0; r < (c->core.rule[a].shared ? 1 : c->n_reps); r++) {
            double load = free_load(c, a, r), slack = 1e-10 * c->core.rule[a].scale;
            if (load > c->core.rule[a].upper[r] + slack || load < c->core.rule[a].lower[r] - slack) return false;
        }
    return true;
}

static double present_value(const cut_out *c)
{
    double sum = 0;
    for (uint32_t i = 0; i < c->core.n_units; i++) sum += c->core.cost[c->core.first[i] + c->now[i]];
    for (uint32_t a = 0; a < c->core.n_rules; a++)
        for (uint32_t r = 0; c->core.rule[a].ideal && r < c->n_reps; r++)
            sum += c->core.rule[a].weight[r] * fabs(free_load(c, a, r) - c->core.rule[a].ideal[r]);
    return sum;
}

/* ---- Solving ----------------------------------------------------------------------------------------------------- */

static ambit_status solve(ambit_subproblem *out, cut_out *c, ambit_watch *watch, ambit_error *err)
{
    bool legal = within(c);
    ambit_ilp_options options = { .most_nodes = NODES,
                                  .most_iterations = ITERATIONS,
                                  .incumbent = legal ? c->now : NULL,
                                  .incumbent_cost = legal ? present_value(c) : INFINITY,
                                  .bound = -INFINITY,
                                  .stop = ambit_watch_asked,
                                  .context = watch };
    ambit_ilp_result result;
    for (uint32_t i = 0; i < out->n_units; i++) c->then[i] = c->now[i];
    ambit_status status = ambit_ilp_solve(&result, c->then, &c->core, &options, err);
    if (status) return status;
    bool found = result.outcome == AMBIT_ILP_OPTIMAL || result.outcome == AMBIT_ILP_FEASIBLE;
    out->improved =
            found && (!legal || result.cost < options.incumbent_cost - 1e-9 * (1 + fabs(options.incumbent_cost)));
    for (uint32_t i = 0; i < out->n_units; i++)
        out->choice[i] = (uint32_t)(c->pair[c->core.first[i] + c->then[i]] - c->state->core->first[out->unit[i]]);
    return AMBIT_OK;
}

ambit_status ambit_subproblem_solve(ambit_subproblem *out, const ambit_state *state, const ambit_candidates *candidates,
        const uint32_t *rep, uint32_t n_reps, uint32_t n_free, uint32_t sharers, ambit_watch *watch, ambit_error *err)
{
    *out = (ambit_subproblem){ 0 };
    cut_out c = { .state = state, .rep = rep, .n_reps = n_reps };
    ambit_status status = choose_free(out, &c, candidates, n_free, err);
    if (status || out->n_units < 2) return status;
    c.core.problem = state->core->problem;
    c.core.n_units = out->n_units, c.core.n_reps = n_reps, c.core.n_rules = state->core->n_rules,
    c.core.complete = true;
    if (allocate(&c, out)) status = ambit_fail(err, AMBIT_E_MEMORY, "no memory for a sub-problem");
    else {
        fill_pairs(&c, out);
        fill_rows(&c, sharers);
        status = solve(out, &c, watch, err);
    }
    cut_out_reset(&c);
    return status;
}

void ambit_subproblem_reset(ambit_subproblem *s)
{
    free(s->unit), free(s->choice);
    *s = (ambit_subproblem){ 0 };
}
