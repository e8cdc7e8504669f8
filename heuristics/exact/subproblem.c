#include "heuristics/exact/subproblem.h"

#include <math.h>
#include <stdlib.h>

static const double SHARED = 1000; /* times the penalty of other rows */

/* ---- Memory ------------------------------------------------------------------------------------------------------ */

ambit_status ambit_subproblem_init(ambit_subproblem *out, const ambit_core *core, uint32_t most_reps,
        uint32_t most_free, ambit_error *err)
{
    size_t rows = (size_t)core->n_rules * most_reps + 1;
    *out = (ambit_subproblem){ .most_reps = most_reps, .most_free = most_free };
    out->unit = malloc((most_free + 1) * sizeof *out->unit);
    out->choice = malloc((most_free + 1) * sizeof *out->choice);
    out->detour = malloc((most_free + 1) * sizeof *out->detour);
    out->price = malloc(rows * sizeof *out->price), out->penalty = malloc(rows * sizeof *out->penalty);
    ambit_status status = AMBIT_OK;
    if (!out->unit || !out->choice || !out->detour || !out->price || !out->penalty)
        status = ambit_fail(err, AMBIT_E_MEMORY, "no memory for a sub-problem of %u units", most_free);
    if (!status) status = ambit_cut_out_reserve(&out->cut, core, most_free, most_reps, err);
    if (!status) status = ambit_enumeration_build(&out->space, most_free, most_reps, core->n_rules, err);
    if (status) ambit_subproblem_reset(out);
    return status;
}

void ambit_subproblem_reset(ambit_subproblem *s)
{
    free(s->unit), free(s->choice), free(s->detour), free(s->price), free(s->penalty);
    ambit_cut_out_reset(&s->cut);
    ambit_enumeration_free(s->space);
    *s = (ambit_subproblem){ .unit = NULL };
}

/* ---- Which units are free ---------------------------------------------------------------------------------------- */

/* How much dearer in reduced cost the unit would be at the best other rep of the set; INFINITY when there is none. */
static double detour_of(const ambit_state *state, const ambit_candidates *candidates,
        const ambit_subproblem_options *set, uint32_t u)
{
    const ambit_core *core = state->core;
    size_t now = core->first[u] + state->choice[u];
    double least = INFINITY;
    for (uint32_t i = 0; i < set->n_reps; i++) {
        size_t k = ambit_core_pair(core, u, set->rep[i]);
        if (k != AMBIT_NO_PAIR && k != now) least = fmin(least, candidates->priced[k] - candidates->priced[now]);
    }
    return least;
}

/* Keeps the list of the least detours in order (equal ones by number). */
static void list_unit(ambit_subproblem *s, uint32_t u, double detour, uint32_t n_free)
{
    uint32_t at = s->n_units < n_free ? s->n_units : n_free - 1;
    if (s->n_units == n_free && !(detour < s->detour[at] || (detour == s->detour[at] && u < s->unit[at]))) return;
    for (; at > 0 && (detour < s->detour[at - 1] || (detour == s->detour[at - 1] && u < s->unit[at - 1])); at--)
        s->detour[at] = s->detour[at - 1], s->unit[at] = s->unit[at - 1];
    s->detour[at] = detour, s->unit[at] = u;
    if (s->n_units < n_free) s->n_units++;
}

/* Is it plain without a look at the set that the unit is none of the nearest? At its cheapest pair, every other one
 * costs at least its regret more. Nearly all units of a large territory end here. */
static bool is_far(const ambit_subproblem *s, const ambit_state *state, const ambit_candidates *candidates, uint32_t u,
        uint32_t n_free)
{
    return s->n_units == n_free && candidates->regret[u] > s->detour[n_free - 1]
           && state->choice[u] == candidates->offset[candidates->first[u]];
}

static void choose_free(ambit_subproblem *s, const ambit_state *state, const ambit_candidates *candidates,
        const ambit_subproblem_options *set)
{
    s->n_units = 0;
    for (uint32_t i = 0; i < set->n_reps; i++) {
        uint32_t first = state->some[set->rep[i]], u = first;
        for (bool more = u != AMBIT_NOBODY; more; u = state->next[u], more = u != first) {
            if (is_far(s, state, candidates, u, set->n_free)) continue;
            double detour = detour_of(state, candidates, set, u);
            if (detour < INFINITY) list_unit(s, u, detour, set->n_free);
        }
    }
}

/* ---- Solving ----------------------------------------------------------------------------------------------------- */

/* The set's prices and penalties, in the small core's rows. No other set could mend a shared row: it is kept within. */
static void gather_rows(ambit_subproblem *s, const ambit_state *state, const double *price,
        const ambit_subproblem_options *set)
{
    for (uint32_t a = 0; a < state->core->n_rules; a++)
        for (uint32_t i = 0; i < set->n_reps; i++) {
            s->price[a * set->n_reps + i] = price[ambit_core_row(state->core, a, set->rep[i])];
            double penalty = state->row[ambit_state_row(state, a, set->rep[i])].penalty;
            s->penalty[a * set->n_reps + i] = state->core->rule[a].shared ? SHARED * penalty : penalty;
        }
}

void ambit_subproblem_solve(ambit_subproblem *s, const ambit_state *state, const ambit_candidates *candidates,
        const double *price, const ambit_subproblem_options *set)
{
    s->result = (ambit_enumeration_result){ .complete = true };
    choose_free(s, state, candidates, set);
    if (s->n_units < 2) return;
    ambit_cut_out_fill(&s->cut, state, set->rep, set->n_reps, s->unit, s->n_units, set->sharers);
    gather_rows(s, state, price, set);
    const ambit_enumeration_options options = {
        .incumbent = s->cut.now, .price = s->price, .most_nodes = set->most_nodes,
        .penalty = ambit_cut_out_is_within(&s->cut) ? NULL : s->penalty,
    };
    s->result = ambit_enumeration_solve(s->space, s->choice, &s->cut.core, &options);
    for (uint32_t i = 0; i < s->n_units; i++) s->choice[i] = ambit_cut_out_whole(&s->cut, i, s->choice[i]);
}
