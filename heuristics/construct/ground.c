#include "heuristics/construct/ground.h"

#include <stdlib.h>

/* ---- Places ------------------------------------------------------------------------------------------------------ */

static ambit_point on_globe(ambit_direction d) { return (ambit_point){ { d.x, d.y, d.z } }; }

static ambit_point unit_place(const ambit_siting *s, uint32_t u)
{
    const ambit_problem *p = s->problem;
    uint32_t first = s->member[s->member_first[u]];
    return p->unit_x ? (ambit_point){ { p->unit_x[first], p->unit_y[first], 0 } } : on_globe(p->unit_at[first]);
}

static ambit_point home_place(const ambit_siting *s, uint32_t t)
{
    const ambit_problem *p = s->problem;
    if (s->home[t] == AMBIT_NOBODY || !ambit_problem_has_home(p, t)) return (ambit_point){ { NAN, NAN, NAN } };
    return p->unit_x ? (ambit_point){ { p->rep_x[t], p->rep_y[t], 0 } } : on_globe(p->rep_at[t]);
}

/* ---- Targets ----------------------------------------------------------------------------------------------------- */

/* What territory t asks of rule a; 0: nothing is said. */
static double asked(const ambit_siting *s, size_t row)
{
    if (s->weight && s->weight[row] > 0) return fmax(s->ideal[row], 0);
    bool low = isfinite(s->lower[row]), high = isfinite(s->upper[row]);
    if (low && high) return fmax(0.5 * (s->lower[row] + s->upper[row]), 0);
    return high ? fmax(s->upper[row], 0) : low ? fmax(s->lower[row], 0) : 0;
}

static void settle_targets(ambit_ground *g)
{
    const ambit_siting *s = g->siting;
    const size_t k = s->n_territories;
    for (uint32_t a = 0; a < s->n_rules; a++) {
        double total = 0, sum = 0;
        for (uint32_t u = 0; u < s->n_units; u++) total += ambit_siting_amount(s, a, u, 0);
        for (uint32_t u = 0; u < s->n_units && total > 0; u++)
            g->bulk[u] += ambit_siting_amount(s, a, u, 0) / total / s->n_rules;
        for (size_t t = 0; t < k; t++) sum += asked(s, a * k + t);
        for (size_t t = 0; t < k; t++)
            g->target[a * k + t] = total * (sum > 0 ? asked(s, a * k + t) / sum : 1.0 / (double)k);
    }
    for (uint32_t u = 0; u < s->n_units && !s->n_rules; u++) g->bulk[u] = 1.0 / s->n_units;
}

ambit_status ambit_ground_init(ambit_ground *out, const ambit_siting *s, ambit_error *err)
{
    const bool places = s->problem->unit_x || s->problem->unit_at;
    *out = (ambit_ground){ .siting = s };
    out->bulk = calloc(s->n_units, sizeof *out->bulk);
    out->target = malloc(((size_t)s->n_rules * s->n_territories + 1) * sizeof *out->target);
    out->place = places ? malloc(s->n_units * sizeof *out->place) : NULL;
    out->home = places ? malloc(s->n_territories * sizeof *out->home) : NULL;
    if (!out->bulk || !out->target || (places && (!out->place || !out->home))) {
        ambit_ground_reset(out);
        return ambit_fail(err, AMBIT_E_MEMORY, "no memory for the places of %u units", s->n_units);
    }
    for (uint32_t u = 0; places && u < s->n_units; u++) out->place[u] = unit_place(s, u);
    for (uint32_t t = 0; places && t < s->n_territories; t++) out->home[t] = home_place(s, t);
    settle_targets(out);
    return AMBIT_OK;
}

void ambit_ground_reset(ambit_ground *g)
{
    free(g->place), free(g->home), free(g->bulk), free(g->target);
    *g = (ambit_ground){ 0 };
}

double ambit_ground_beyond(const ambit_siting *s, uint32_t t, const double *load)
{
    double beyond = 0;
    for (uint32_t a = 0; a < s->n_rules; a++) {
        size_t row = (size_t)a * s->n_territories + t;
        if (load[a] > s->upper[row] + s->slack[row]) beyond += (load[a] - s->upper[row]) / s->scale[a];
        if (load[a] < s->lower[row] - s->slack[row]) beyond += (s->lower[row] - load[a]) / s->scale[a];
    }
    return beyond;
}

double ambit_ground_fill(const ambit_ground *g, uint32_t t, const double *load)
{
    double fill = 0;
    for (uint32_t a = 0; a < g->siting->n_rules; a++) {
        double target = g->target[(size_t)a * g->siting->n_territories + t];
        if (load[a] > 0) fill = fmax(fill, target > 0 ? load[a] / target : INFINITY);
    }
    return fill;
}
