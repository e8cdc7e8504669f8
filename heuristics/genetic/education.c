#include "heuristics/genetic/education.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { ATTEMPTS = 5 };

/* ---- Scales ------------------------------------------------------------------------------------------------------ */

/* Rows without a price have a small part of the dearest penalty; where nothing has one, costs say what is dear. */
static void set_base(ambit_education *e, const double *price)
{
    const ambit_core *core = e->core;
    double dearest = 0, mean = 0;
    for (uint32_t u = 0; u < core->n_units; u++) mean += core->cost[core->first[u]] / core->n_reps;
    for (uint32_t a = 0; a < core->n_rules; a++)
        for (uint32_t r = 0; r < core->n_reps; r++)
            dearest = fmax(dearest, fabs(price[a * core->n_reps + r]) * core->rule[a].scale);
    e->dearest = fmax(fmax(dearest, 0.05 * mean), 1e-6);
    for (uint32_t a = 0; a < core->n_rules; a++)
        for (uint32_t r = 0; r < core->n_reps; r++)
            e->base[a * core->n_reps + r] =
                    1.1 * fabs(price[ambit_core_row(core, a, r)]) + 0.05 * e->dearest / core->rule[a].scale;
    memcpy(e->penalty, e->base, (size_t)core->n_rules * core->n_reps * sizeof *e->penalty);
}

static int ascending(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* What it costs when a unit of mean amount is beyond a bound. */
static double mean_unit_toll(const ambit_education *e)
{
    const ambit_core *core = e->core;
    double toll = 0;
    for (uint32_t a = 0; a < core->n_rules; a++) {
        double sum = 0;
        for (uint32_t u = 0; u < core->n_units; u++) sum += ambit_core_amount(core, a, u, core->first[u]);
        toll = fmax(toll, e->dearest / core->rule[a].scale * sum / core->n_units);
    }
    return toll;
}

/* The lower quartile of the positive regrets: moves of that size are what low temperature means. */
static int set_warmth(ambit_education *e)
{
    uint32_t n = e->core->n_units, positive = 0;
    double *regret = malloc(n * sizeof *regret);
    if (!regret) return -1;
    for (uint32_t u = 0; u < n; u++)
        if (e->candidates->regret[u] > 0) regret[positive++] = e->candidates->regret[u];
    qsort(regret, positive, sizeof *regret, ascending);
    e->warmth = positive ? regret[positive / 4] : 1e-9;
    e->fever = fmax(mean_unit_toll(e), 10 * e->warmth);
    free(regret);
    return 0;
}

/* ---- Life -------------------------------------------------------------------------------------------------------- */

ambit_status ambit_education_init(ambit_education *e, const ambit_core *core, const ambit_candidates *candidates,
        const double *price, ambit_watch *watch, ambit_error *err)
{
    size_t rows = (size_t)core->n_rules * core->n_reps + 1;
    *e = (ambit_education){ .core = core, .candidates = candidates, .watch = watch };
    e->base = malloc(rows * sizeof *e->base), e->penalty = malloc(rows * sizeof *e->penalty);
    e->strict = malloc(rows * sizeof *e->strict);
    ambit_status status = AMBIT_OK;
    if (!e->base || !e->penalty || !e->strict || set_warmth(e))
        status = ambit_fail(err, AMBIT_E_MEMORY, "no memory to anneal plans of %u units", core->n_units);
    if (!status) set_base(e, price);
    if (!status) e->fever = fmax(mean_unit_toll(e), 10 * e->warmth);
    if (!status) status = ambit_state_init(&e->state, core, err);
    if (!status) status = ambit_search_init(&e->search, core, candidates, watch, err);
    if (status) ambit_education_reset(e);
    return status;
}

void ambit_education_reset(ambit_education *e)
{
    free(e->base), free(e->penalty), free(e->strict);
    ambit_state_reset(&e->state);
    ambit_search_reset(&e->search);
    *e = (ambit_education){ .core = NULL };
}

/* ---- Walks ------------------------------------------------------------------------------------------------------- */

static void walk(ambit_education *e, const double *penalty, uint64_t moves, double hot, double cold, ambit_rng *rng)
{
    const ambit_cooling cooling = { moves, hot, cold };
    ambit_state_set_penalties(&e->state, penalty);
    ambit_search_anneal(&e->search, &e->state, &cooling, rng);
    ambit_search_descend(&e->search, &e->state, moves / 2, rng);
}

/* Up where the walk ended beyond a bound, slowly down elsewhere. */
static void adapt(ambit_education *e)
{
    const ambit_core *core = e->core;
    for (uint32_t a = 0; a < core->n_rules; a++)
        for (uint32_t r = 0; r < (core->rule[a].shared ? 1 : core->n_reps); r++) {
            const ambit_row *row = &e->state.row[ambit_state_row(&e->state, a, r)];
            uint32_t at = ambit_core_row(core, a, r);
            bool beyond = row->load > row->upper || row->load < row->lower;
            e->penalty[at] = fmin(fmax(e->penalty[at] * (beyond ? 1.25 : 0.95), 0.7 * e->base[at]), 50 * e->base[at]);
        }
}

/* First cold walks under much higher penalties, which mend a small violation nearby; then walks as hot as the penalties
 * themselves, so that whole units cross the bounds until they fit. */
static void mend(ambit_education *e, uint64_t moves, ambit_rng *rng)
{
    const ambit_core *core = e->core;
    double pressure = 2;
    for (int attempt = 0; attempt < ATTEMPTS; attempt++, pressure *= 4) {
        if (!(ambit_state_violation(&e->state) > 0) || ambit_watch_stop(e->watch)) return;
        for (uint32_t a = 0; a < core->n_rules; a++)
            for (uint32_t r = 0; r < core->n_reps; r++)
                e->strict[a * core->n_reps + r] =
                        pressure * (e->penalty[a * core->n_reps + r] + e->dearest / core->rule[a].scale);
        double hot = attempt < 3 ? (attempt ? 10 : 1) * e->warmth : pressure * e->fever;
        walk(e, e->strict, moves, hot, 0.02 * (attempt < 3 ? e->warmth : hot), rng);
    }
}

void ambit_education_run(ambit_education *e, uint64_t moves, double hot, ambit_rng *rng)
{
    walk(e, e->penalty, moves, hot, 0.02 * e->warmth, rng);
    adapt(e);
    mend(e, moves / 4 + 500, rng);
    ambit_state_load(&e->state, e->state.choice);
}
