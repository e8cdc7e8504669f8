#include "solver/knapsack/packing.h"

#include "solver/knapsack/pack.h"

#include <stdlib.h>

/* The judge grants so much of a row's share; whole loads use it only where the capacity is a hair below one. */
static const double HELD = 1e-9;

static const double MOST_WEIGHT = 1e6, MOST_CELLS = 3e6, MOST_WORK = 3e8; /* of a rep's table; of all tables */

enum { MOST_PAIRS = 1000000 };

static bool is_whole(double x) { return x == floor(x) && x <= MOST_WEIGHT; }

/* A rep without bound has room for all that it may get. */
static double room_of(const ambit_core *core, uint32_t r, double all)
{
    return fmin(all, floor(core->rule[0].upper[r] * (1 + HELD)));
}

/* What may come to each rep together, and how many pairs that is. */
static int sum_up(const ambit_core *core, double *all, uint32_t *count)
{
    for (uint32_t u = 0; u < core->n_units; u++)
        for (size_t k = core->first[u]; k < core->first[u + 1]; k++) {
            double amount = ambit_core_amount(core, 0, u, k);
            if (!is_whole(amount)) return -1;
            all[core->rep[k]] += amount, count[core->rep[k]]++;
        }
    return 0;
}

static bool tables_fit(const ambit_core *core, const double *all, const uint32_t *count)
{
    double work = 0;
    for (uint32_t r = 0; r < core->n_reps; r++) {
        double cells = (count[r] + 3.0) * (fmax(room_of(core, r, all[r]), 0) + 1);
        if (cells > MOST_CELLS) return false;
        work += cells;
    }
    return work <= MOST_WORK;
}

bool ambit_packing_fits(const ambit_core *core)
{
    if (!core->complete || core->n_rules != 1 || core->rule[0].kind != AMBIT_AMOUNT_OWN || core->rule[0].ideal
        || core->problem->contiguous || core->n_pairs > MOST_PAIRS) return false;
    for (uint32_t r = 0; r < core->n_reps; r++)
        if (core->rule[0].lower[r] > 0 || core->rule[0].upper[r] < 0) return false;
    double *all = calloc(core->n_reps, sizeof *all);
    uint32_t *count = calloc(core->n_reps, sizeof *count);
    bool fits = all && count && !sum_up(core, all, count) && tables_fit(core, all, count);
    free(all), free(count);
    return fits;
}

static void sort_by_rep(ambit_packing *p)
{
    const ambit_core *core = p->core;
    for (uint32_t k = 0; k < p->n_pairs; k++) p->rep_first[core->rep[k] + 2]++;
    for (uint32_t r = 1; r < p->n_reps; r++) p->rep_first[r + 1] += p->rep_first[r];
    for (uint32_t k = 0; k < p->n_pairs; k++) p->rep_pair[p->rep_first[core->rep[k] + 1]++] = k;
}

static void set_rooms(ambit_packing *p)
{
    for (uint32_t r = 0; r < p->n_reps; r++) {
        double all = 0;
        for (uint32_t i = p->rep_first[r]; i < p->rep_first[r + 1]; i++) all += p->weight[p->rep_pair[i]];
        p->room[r] = (uint32_t)room_of(p->core, r, all);
        size_t cells = ambit_pack_cells(p->rep_first[r + 1] - p->rep_first[r], p->room[r]);
        if (cells > p->most_cells) p->most_cells = cells;
    }
}

ambit_status ambit_packing_init(ambit_packing *p, const ambit_core *core, ambit_error *err)
{
    *p = (ambit_packing){ .core = core, .n_units = core->n_units, .n_reps = core->n_reps,
                          .n_pairs = (uint32_t)core->n_pairs };
    p->unit = malloc(((size_t)p->n_pairs + 1) * sizeof *p->unit);
    p->weight = malloc(((size_t)p->n_pairs + 1) * sizeof *p->weight);
    p->rep_pair = malloc(((size_t)p->n_pairs + 1) * sizeof *p->rep_pair);
    p->rep_first = calloc((size_t)p->n_reps + 2, sizeof *p->rep_first);
    p->room = malloc(p->n_reps * sizeof *p->room);
    if (!p->unit || !p->weight || !p->rep_pair || !p->rep_first || !p->room)
        return ambit_fail(err, AMBIT_E_MEMORY, "no memory for the knapsacks of %u pairs", p->n_pairs);
    for (uint32_t u = 0; u < p->n_units; u++)
        for (size_t k = core->first[u]; k < core->first[u + 1]; k++)
            p->unit[k] = u, p->weight[k] = (uint32_t)ambit_core_amount(core, 0, u, k);
    sort_by_rep(p);
    set_rooms(p);
    return AMBIT_OK;
}

void ambit_packing_reset(ambit_packing *p)
{
    free(p->unit), free(p->weight), free(p->rep_pair), free(p->rep_first), free(p->room);
    *p = (ambit_packing){ .core = NULL };
}
