/* What a plan costs with the best centre of each territory, and how far beyond the rules it is. */
#include "solver/siting/siting.h"

#include "instances/base/status.h"

#include <stdlib.h>

typedef struct {
    const ambit_siting *s;
    const uint32_t *owner;
    uint32_t *first, *unit;     /* the units of each territory, ascending: first[t] .. first[t + 1] - 1 */
    uint32_t *part, *queue, *whole; /* [units of the graph that is judged by] */
} judge;

static int judge_init(judge *j, const ambit_siting *s, const uint32_t *owner)
{
    uint32_t n_nodes = s->apart.first ? s->apart.n_units : s->n_units;
    *j = (judge){ s, owner, calloc((size_t)s->n_territories + 2, sizeof *j->first),
                  malloc(s->n_units * sizeof *j->unit), malloc(n_nodes * sizeof *j->part),
                  malloc(n_nodes * sizeof *j->queue), s->apart.first ? malloc(n_nodes * sizeof *j->whole) : NULL };
    if (!j->first || !j->unit || !j->part || !j->queue || (s->apart.first && !j->whole)) return -1;
    for (uint32_t u = 0; u < s->n_units; u++) j->first[owner[u] + 2]++;
    for (uint32_t t = 1; t <= s->n_territories; t++) j->first[t + 1] += j->first[t];
    for (uint32_t u = 0; u < s->n_units; u++) j->unit[j->first[owner[u] + 1]++] = u;
    return 0;
}

static void judge_reset(judge *j) { free(j->first), free(j->unit), free(j->part), free(j->queue), free(j->whole); }

/* ---- Centres ----------------------------------------------------------------------------------------------------- */

/* What territory t costs from a site; given up once it is more than `most`. */
static double cost_from(const judge *j, uint32_t t, uint32_t site, double most)
{
    double cost = 0;
    for (uint32_t k = j->first[t]; k < j->first[t + 1] && cost <= most; k++)
        cost += ambit_siting_cost(j->s, site, j->unit[k]);
    return cost;
}

/* The best site of free territory t, AMBIT_NOBODY without any, and what it costs from there. Sites that hold `load`
 * come before those that do not. */
static uint32_t best_site(const judge *j, uint32_t t, double load, double *cost)
{
    const ambit_siting *s = j->s;
    uint32_t best = AMBIT_NOBODY;
    bool best_holds = false;
    *cost = INFINITY;
    for (uint32_t k = j->first[t]; k < j->first[t + 1]; k++) {
        uint32_t site = s->site_of[j->unit[k]];
        if (site == AMBIT_NOBODY) continue;
        bool holds = !s->capacity || load <= s->capacity[site] * (1 + 1e-9);
        if (best_holds && !holds) continue;
        double here = cost_from(j, t, site, holds && !best_holds ? INFINITY : *cost);
        if ((holds && !best_holds) || here < *cost) *cost = here, best = site, best_holds = holds;
    }
    return best;
}

/* ---- Rules ------------------------------------------------------------------------------------------------------- */

static double load_of(const judge *j, uint32_t a, uint32_t t)
{
    double load = 0;
    for (uint32_t k = j->first[t]; k < j->first[t + 1]; k++) load += ambit_siting_amount(j->s, a, j->unit[k], t);
    return load;
}

/* Bounds and ideals of one row. */
static void judge_row(const judge *j, ambit_siting_value *out, uint32_t a, uint32_t t, double load, uint32_t site)
{
    const ambit_siting *s = j->s;
    size_t row = (size_t)a * s->n_territories + t;
    double upper = s->upper[row], slack = s->slack[row];
    if (a == 0 && s->capacity && site != AMBIT_NOBODY && s->capacity[site] < upper)
        upper = s->capacity[site], slack = 1e-9 * upper;
    if (load > upper + slack) out->violation += (load - upper) / s->scale[a];
    if (load < s->lower[row] - s->slack[row]) out->violation += (s->lower[row] - load) / s->scale[a];
    if (s->ideal) out->cost += s->weight[row] * fabs(load - s->ideal[row]);
}

/* Travel and rules of one territory; its site. */
static uint32_t judge_territory(const judge *j, ambit_siting_value *out, uint32_t t)
{
    const ambit_siting *s = j->s;
    double load = s->n_rules ? load_of(j, 0, t) : 0, cost = 0;
    uint32_t site = s->home[t];
    if (site == AMBIT_NOBODY) site = best_site(j, t, load, &cost);
    else cost = cost_from(j, t, site, INFINITY);
    if (site == AMBIT_NOBODY) out->violation += 1;
    out->cost += cost;
    for (uint32_t a = 0; a < s->n_rules; a++) judge_row(j, out, a, t, a ? load_of(j, a, t) : load, site);
    return site;
}

/* Extra costs, units that may not be where they are, and the cap on moves. */
static void judge_units(const judge *j, ambit_siting_value *out)
{
    const ambit_siting *s = j->s;
    double moved = 0;
    for (uint32_t u = 0; u < s->n_units; u++) {
        double extra = ambit_siting_extra(s, u, j->owner[u]);
        if (isinf(extra)) out->violation += 1;
        else out->cost += extra;
        if (s->current && s->current[u] != AMBIT_NOBODY && s->current[u] != j->owner[u]) moved += s->move_amount[u];
    }
    if (moved > s->moved_allowed * (1 + 1e-9))
        out->violation += (moved - s->moved_allowed) / (s->moved_allowed > 0 ? s->moved_allowed : 1);
}

/* ---- Borders ----------------------------------------------------------------------------------------------------- */

static double cut_borders(const judge *j)
{
    const ambit_graph *g = &j->s->priced;
    double cost = 0;
    for (uint32_t u = 0; g->first && u < g->n_units; u++)
        for (size_t k = g->first[u]; k < g->first[u + 1]; k++)
            if (g->unit[k] > u && j->owner[g->unit[k]] != j->owner[u]) cost += g->cost[k];
    return cost;
}

/* Parts beyond the first of each territory. */
static uint32_t breaks(judge *j)
{
    const ambit_siting *s = j->s;
    const bool apart = s->apart.first != NULL;
    uint32_t n_used = 0;
    if (apart) ambit_siting_expand(s, j->owner, j->whole);
    uint32_t n_parts = ambit_graph_parts_alike(apart ? &s->apart : &s->graph, apart ? j->whole : j->owner, j->part,
                                               j->queue);
    for (uint32_t t = 0; t < s->n_territories; t++) n_used += j->first[t + 1] > j->first[t];
    return n_parts - n_used;
}

ambit_status ambit_siting_judge(ambit_siting_value *out, const ambit_siting *s, const uint32_t *owner, uint32_t *centre,
                                ambit_error *err)
{
    judge j;
    *out = (ambit_siting_value){ 0, 0 };
    if (judge_init(&j, s, owner)) {
        judge_reset(&j);
        return ambit_fail(err, AMBIT_E_MEMORY, "no memory to judge a plan of %u units", s->n_units);
    }
    for (uint32_t t = 0; t < s->n_territories; t++) {
        uint32_t site = judge_territory(&j, out, t);
        if (centre) centre[t] = site;
    }
    judge_units(&j, out);
    out->cost += cut_borders(&j);
    if (s->contiguous) out->violation += breaks(&j);
    judge_reset(&j);
    return AMBIT_OK;
}
