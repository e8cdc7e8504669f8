#include "heuristics/plan/neighbours.h"

#include <stdlib.h>

/* Open rows of a sparse matrix would be enough for a thousand reps; a full one is n_reps^2 doubles, 8 MB there. */
static void add_up(double *strength, const ambit_core *core, const ambit_candidates *c)
{
    for (uint32_t u = 0; u < core->n_units; u++) {
        const uint32_t *list = c->offset + c->first[u];
        size_t n = c->first[u + 1] - c->first[u], begin = core->first[u];
        double unit = c->regret[u] + 1e-12;
        for (size_t i = 0; i < n && i < 4; i++)
            for (size_t j = i + 1; j < n && j < 5; j++) {
                double away = c->priced[begin + list[i]] + c->priced[begin + list[j]] - 2 * c->priced[begin + list[0]];
                uint32_t a = core->rep[begin + list[i]], b = core->rep[begin + list[j]];
                double add = unit / (unit + away);
                strength[(size_t)a * core->n_reps + b] += add, strength[(size_t)b * core->n_reps + a] += add;
            }
    }
}

static void keep_strongest(ambit_neighbours *out, const double *strength, uint32_t a)
{
    uint32_t *rep = out->rep + (size_t)a * AMBIT_NEIGHBOURS, n = 0;
    double *kept = out->strength + (size_t)a * AMBIT_NEIGHBOURS;
    for (uint32_t b = 0; b < out->n_reps; b++) {
        double value = strength[(size_t)a * out->n_reps + b];
        if (!(value > 0) || (n == AMBIT_NEIGHBOURS && value <= kept[n - 1])) continue;
        uint32_t at = n < AMBIT_NEIGHBOURS ? n++ : n - 1;
        while (at > 0 && value > kept[at - 1]) kept[at] = kept[at - 1], rep[at] = rep[at - 1], at--;
        kept[at] = value, rep[at] = b;
    }
    out->count[a] = n;
}

ambit_status ambit_neighbours_init(ambit_neighbours *out, const ambit_core *core, const ambit_candidates *candidates,
        ambit_error *err)
{
    *out = (ambit_neighbours){ .n_reps = core->n_reps };
    size_t room = (size_t)core->n_reps * AMBIT_NEIGHBOURS;
    double *strength = calloc((size_t)core->n_reps * core->n_reps, sizeof *strength);
    out->count = calloc(core->n_reps, sizeof *out->count);
    out->rep = calloc(room, sizeof *out->rep), out->strength = calloc(room, sizeof *out->strength);
    if (!strength || !out->count || !out->rep || !out->strength) {
        free(strength);
        ambit_neighbours_reset(out);
        return ambit_fail(err, AMBIT_E_MEMORY, "no memory for the neighbours of %u reps", core->n_reps);
    }
    add_up(strength, core, candidates);
    for (uint32_t a = 0; a < core->n_reps; a++) keep_strongest(out, strength, a);
    free(strength);
    return AMBIT_OK;
}

void ambit_neighbours_reset(ambit_neighbours *n)
{
    free(n->count), free(n->rep), free(n->strength);
    *n = (ambit_neighbours){ 0 };
}
