#include "heuristics/plan/candidates.h"

#include "solver/bound.h"

#include <math.h>
#include <stdlib.h>

enum { WORTH_THREADS = 100000 /* pairs: below, waking a thread costs more than the work */ };

/* Keeps the list of the cheapest so far in order: insertion, since lists are short. */
static uint32_t insert(uint32_t *list, uint32_t n, uint32_t most, const double *priced, uint32_t offset)
{
    if (n == most && !(priced[offset] < priced[list[n - 1]])) return n;
    uint32_t at = n < most ? n++ : most - 1;
    while (at > 0 && priced[offset] < priced[list[at - 1]]) list[at] = list[at - 1], at--;
    list[at] = offset;
    return n;
}

static void list_unit(ambit_candidates *c, const ambit_core *core, const double *price, uint32_t u)
{
    size_t begin = core->first[u], n = core->first[u + 1] - begin;
    uint32_t *list = c->offset + c->first[u], room = (uint32_t)(c->first[u + 1] - c->first[u]), used = 0;
    double least = INFINITY, second = INFINITY;
    for (size_t i = 0; i < n; i++) {
        double priced = c->priced[begin + i] = ambit_bound_priced(core, price, u, begin + i);
        if (priced < least) second = least, least = priced;
        else if (priced < second) second = priced;
    }
    for (uint32_t i = 0; i < n; i++) used = insert(list, used, room, c->priced + begin, i);
    c->regret[u] = n > 1 ? second - least : 0;
}

ambit_status ambit_candidates_init(ambit_candidates *out, const ambit_core *core, const double *price, uint32_t most,
        ambit_error *err)
{
    *out = (ambit_candidates){ 0 };
    out->first = calloc((size_t)core->n_units + 1, sizeof *out->first);
    if (!out->first) goto fail;
    for (uint32_t u = 0; u < core->n_units; u++) {
        size_t n = core->first[u + 1] - core->first[u];
        out->first[u + 1] = out->first[u] + (n < most ? n : most);
    }
    out->offset = malloc((out->first[core->n_units] + 1) * sizeof *out->offset);
    out->priced = malloc((core->n_pairs + 1) * sizeof *out->priced);
    out->regret = malloc(core->n_units * sizeof *out->regret);
    if (!out->offset || !out->priced || !out->regret) goto fail;
#pragma omp parallel for schedule(static) if (core->n_pairs > WORTH_THREADS)
    for (uint32_t u = 0; u < core->n_units; u++) list_unit(out, core, price, u);
    return AMBIT_OK;
fail:
    ambit_candidates_reset(out);
    return ambit_fail(err, AMBIT_E_MEMORY, "no memory for the candidates of %u units", core->n_units);
}

void ambit_candidates_reset(ambit_candidates *c)
{
    free(c->first), free(c->offset), free(c->priced), free(c->regret);
    *c = (ambit_candidates){ 0 };
}
