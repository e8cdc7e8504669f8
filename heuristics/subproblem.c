#include "heuristics/subproblem.h"

#include "heuristics/cut_out.h"
#include "solver/exact/ilp.h"

#include <math.h>
#include <stdlib.h>

enum { NODES = 400, ITERATIONS = 12000 };

typedef struct { double detour; uint32_t unit; } undecided;

/* ---- Which units are free ---------------------------------------------------------------------------------------- */

/* A plan and the reps that may share their units out. */
typedef struct { const ambit_state *state; const uint32_t *rep; uint32_t n_reps; } rep_set;

/* How much dearer in reduced cost the unit would be at the best other rep of the set; INFINITY when there is none. */
static double detour_of(const rep_set *set, const ambit_candidates *candidates, uint32_t u)
{
    const ambit_core *core = set->state->core;
    double least = INFINITY, here = candidates->priced[core->first[u] + set->state->choice[u]];
    for (uint32_t i = 0; i < set->n_reps; i++) {
        size_t k = ambit_core_pair(core, u, set->rep[i]);
        if (k != AMBIT_NO_PAIR && k != core->first[u] + set->state->choice[u])
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

static ambit_status choose_free(ambit_subproblem *out, const rep_set *set, const ambit_candidates *candidates,
                                uint32_t n_free, ambit_error *err)
{
    const ambit_state *s = set->state;
    uint32_t n = 0, room = 0;
    for (uint32_t i = 0; i < set->n_reps; i++) room += ring_size(s, set->rep[i]);
    undecided *list = malloc((room + 1) * sizeof *list);
    out->unit = malloc((n_free + 1) * sizeof *out->unit), out->choice = malloc((n_free + 1) * sizeof *out->choice);
    if (!list || !out->unit || !out->choice)
        return free(list), ambit_fail(err, AMBIT_E_MEMORY, "no memory for a sub-problem");
    for (uint32_t i = 0; i < set->n_reps; i++) {
        uint32_t first = s->some[set->rep[i]], u = first;
        for (bool more = u != AMBIT_NOBODY; more; u = s->next[u], more = u != first) {
            double detour = detour_of(set, candidates, u);
            if (detour < INFINITY) list[n++] = (undecided){ detour, u };
        }
    }
    qsort(list, n, sizeof *list, by_detour);
    out->n_units = n < n_free ? n : n_free;
    for (uint32_t i = 0; i < out->n_units; i++) out->unit[i] = list[i].unit, out->choice[i] = s->choice[list[i].unit];
    free(list);
    return AMBIT_OK;
}

/* ---- Solving ----------------------------------------------------------------------------------------------------- */

static ambit_status solve(ambit_subproblem *out, const ambit_cut_out *cut, ambit_watch *watch, ambit_error *err)
{
    bool legal = ambit_cut_out_is_within(cut);
    ambit_ilp_options options = { .most_nodes = NODES,
                                  .most_iterations = ITERATIONS,
                                  .incumbent = legal ? cut->now : NULL,
                                  .incumbent_cost = legal ? ambit_cut_out_value(cut) : INFINITY,
                                  .bound = -INFINITY,
                                  .stop = ambit_watch_asked,
                                  .context = watch };
    ambit_ilp_result result;
    for (uint32_t i = 0; i < out->n_units; i++) out->choice[i] = cut->now[i];
    ambit_status status = ambit_ilp_solve(&result, out->choice, &cut->core, &options, err);
    bool found = !status && (result.outcome == AMBIT_ILP_OPTIMAL || result.outcome == AMBIT_ILP_FEASIBLE);
    out->improved =
            found && (!legal || result.cost < options.incumbent_cost - 1e-9 * (1 + fabs(options.incumbent_cost)));
    for (uint32_t i = 0; i < out->n_units; i++) out->choice[i] = ambit_cut_out_whole(cut, i, out->choice[i]);
    return status;
}

ambit_status ambit_subproblem_solve(ambit_subproblem *out, const ambit_state *state, const ambit_candidates *candidates,
        const uint32_t *rep, uint32_t n_reps, uint32_t n_free, uint32_t sharers, ambit_watch *watch, ambit_error *err)
{
    *out = (ambit_subproblem){ 0 };
    const rep_set set = { state, rep, n_reps };
    ambit_status status = choose_free(out, &set, candidates, n_free, err);
    if (status || out->n_units < 2) return status;
    ambit_cut_out cut;
    status = ambit_cut_out_init(&cut, state, rep, n_reps, out->unit, out->n_units, sharers, err);
    if (!status) status = solve(out, &cut, watch, err);
    ambit_cut_out_reset(&cut);
    return status;
}

void ambit_subproblem_reset(ambit_subproblem *s)
{
    free(s->unit), free(s->choice);
    *s = (ambit_subproblem){ 0 };
}
