/* tools/size/drop.c - see drop.h. */
#include "tools/size/drop.h"

#include "instances/base/status.h"
#include "tools/outcome.h"

#include <math.h>
#include <stdlib.h>

typedef struct {
    const ambit_formulation *formulation;
    uint32_t n_listed;
    uint8_t *stays;       /* [n_listed] 1: has a locked unit, or was dropped */
    double *extra;        /* [n_listed] travel that dropping the rep adds */
    uint32_t *centre;     /* [n_reps] AMBIT_NOBODY: at home */
} dropping;

static int has_home(const ambit_formulation *f, uint32_t r)
{
    return f->problem->pair_first || (f->rep_lon_deg && !isnan(f->rep_lon_deg[r]));
}

/* What each unit's nearest rep saves it over the second nearest. A unit that only one can serve keeps that one. */
static void find_extra(dropping *d, const uint8_t *is_gone)
{
    const ambit_formulation *f = d->formulation;
    const ambit_outcome_seats seats = { d->centre, NULL, NULL };
    for (uint32_t r = 0; r < d->n_listed; r++) d->extra[r] = 0;
    for (uint32_t u = 0; u < f->n_units; u++) {
        double best = INFINITY, second = INFINITY;
        uint32_t nearest = AMBIT_NOBODY;
        for (uint32_t r = 0; r < d->n_listed; r++) {
            if (is_gone[r] || !has_home(f, r)) continue;
            double travel = ambit_outcome_travel(f, &seats, u, r);
            if (isnan(travel)) continue;
            if (travel < best) second = best, best = travel, nearest = r;
            else if (travel < second) second = travel;
        }
        if (nearest != AMBIT_NOBODY) d->extra[nearest] += second - best;
    }
}

/* The next one; AMBIT_NOBODY when all others stay. */
static uint32_t choose(dropping *d, const uint8_t *is_gone)
{
    uint32_t best = AMBIT_NOBODY;
    for (uint32_t r = d->n_listed; r-- > 0;)
        if (!is_gone[r] && !d->stays[r] && !has_home(d->formulation, r)) return r;
    find_extra(d, is_gone);
    for (uint32_t r = 0; r < d->n_listed; r++)
        if (!is_gone[r] && !d->stays[r] && (best == AMBIT_NOBODY || d->extra[r] < d->extra[best])) best = r;
    return best;
}

static void keep_locked(dropping *d)
{
    const ambit_problem *p = d->formulation->problem;
    for (uint32_t u = 0; p->locked && u < p->n_units; u++)
        if (p->locked[u] < d->n_listed) d->stays[p->locked[u]] = 1;
}

ambit_status ambit_size_drop_order(uint32_t *order, uint32_t *n, const ambit_formulation *f, uint32_t most,
        ambit_error *err)
{
    const uint32_t n_listed = f->instance->reps.n_listed;
    uint8_t *is_gone = calloc((size_t)n_listed + 1, 1);
    dropping d = { f, n_listed, calloc((size_t)n_listed + 1, 1), calloc((size_t)n_listed + 1, sizeof *d.extra),
        malloc(((size_t)f->n_reps + 1) * sizeof *d.centre) };
    int sound = is_gone && d.stays && d.extra && d.centre;
    *n = 0;
    if (sound) {
        for (uint32_t r = 0; r < f->n_reps; r++) d.centre[r] = AMBIT_NOBODY;
        keep_locked(&d);
        for (uint32_t r; *n < most && (r = choose(&d, is_gone)) != AMBIT_NOBODY; is_gone[r] = 1) order[(*n)++] = r;
    }
    free(is_gone);
    free(d.stays);
    free(d.extra);
    free(d.centre);
    return sound ? AMBIT_OK : ambit_fail(err, AMBIT_E_MEMORY, "no memory to choose whom to drop");
}
