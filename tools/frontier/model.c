/* tools/frontier/model.c - see model.h. */
#include "tools/frontier/model.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* ---- Balance ----------------------------------------------------------------------------------------------------- */

/* The bounds of one balance rule at another tolerance, made as the formulation makes them. */
static void bound_rule(ambit_frontier_variant *v, const ambit_frontier_model *m, uint32_t b, ambit_frontier_epsilon e)
{
    const uint32_t n = m->problem->n_reps;
    ambit_problem_rule *rule = &v->rule[m->rule[b]];
    double *lower = v->bound + 2 * (size_t)b * n, *upper = lower + n;
    const double tolerance = e.widens ? e.tolerance : fmin(m->tolerance[b], e.tolerance);
    if (tolerance == m->tolerance[b]) return;
    for (uint32_t r = 0; r < n; r++) {
        lower[r] = m->share[(size_t)b * n + r] * fmax(0, 1 - tolerance);
        upper[r] = m->share[(size_t)b * n + r] * (1 + tolerance);
    }
    rule->lower = lower, rule->upper = upper;
}

double ambit_frontier_imbalance(const ambit_frontier_model *m, const double *load)
{
    const uint32_t n = m->problem->n_reps;
    double worst = 0;
    for (uint32_t b = 0; b < m->n_balance; b++)
        for (uint32_t r = 0; r < n; r++) {
            double share = m->share[(size_t)b * n + r], found = load[(size_t)m->rule[b] * n + r];
            worst = fmax(worst, share > 0 ? fabs(found - share) / share : found > 0 ? INFINITY : 0);
        }
    return worst;
}

double ambit_frontier_widest(const ambit_frontier_model *m)
{
    double widest = 0;
    for (uint32_t b = 0; b < m->n_balance; b++) widest = fmax(widest, m->tolerance[b]);
    return widest;
}

/* ---- Moves ------------------------------------------------------------------------------------------------------- */

int ambit_frontier_has_moves(const ambit_frontier_model *m)
{
    for (uint32_t u = 0; m->problem->current && u < m->problem->n_units; u++)
        if (m->problem->current[u] != AMBIT_NOBODY) return 1;
    return 0;
}

static const double SHORT_OF_MOVES = 0.005;

/* What an hour of travel weighs beside moves. */
static ambit_status weigh_travel(double *weight, const ambit_frontier_model *m, ambit_error *err)
{
    const ambit_problem *p = m->problem;
    ambit_verdict today;
    double all = 0;
    ambit_status status = ambit_evaluate(&today, p, p->current, NULL, err);
    for (uint32_t u = 0; u < p->n_units; u++) all += m->amount ? m->amount[u] : 1;
    *weight = !status && today.cost.travel > 0 ? SHORT_OF_MOVES * all / today.cost.travel : 0;
    return status;
}

/* Little costs but moves. Segments that are a matter of price are none of this question. */
static ambit_status price_moves(ambit_frontier_variant *v, const ambit_frontier_model *m, ambit_error *err)
{
    double weight;
    ambit_problem *p = &v->view;
    ambit_status status = weigh_travel(&weight, m, err);
    if (status) return status;
    for (uint32_t u = 0; u < p->n_units; u++) v->visits[u] = weight * m->problem->visits[u];
    p->visits = v->visits;
    p->move_cost = m->amount ? (double *)(uintptr_t)m->amount : v->one;
    if (p->misfit_cost > 0) p->unit_class = NULL, p->rep_classes = NULL, p->misfit_cost = 0;
    p->priced_border = NULL, p->border_cost = NULL, p->n_priced_borders = 0;
    for (uint32_t a = 0; a < p->n_rules; a++) p->rule[a].ideal = NULL, p->rule[a].ideal_weight = 0;
    return AMBIT_OK;
}

/* Does the problem's own cap on moves count what the frontier counts? */
static int counts_alike(const ambit_problem *p, const ambit_frontier_model *m)
{
    for (uint32_t u = 0; u < p->n_units; u++)
        if ((p->move_amount ? p->move_amount[u] : 1) != (m->amount ? m->amount[u] : 1)) return 0;
    return 1;
}

/* The frontier's cap takes the place of the problem's own, which becomes a further one where the two count unlike
 * things. */
static void cap_moves(ambit_frontier_variant *v, const ambit_frontier_model *m, double most)
{
    const ambit_problem *p = m->problem;
    if (!p->current) return;
    v->view.move_amount = (double *)(uintptr_t)m->amount;
    v->view.moved_allowed = most;
    if (!(p->moved_allowed < INFINITY)) return;
    if (counts_alike(p, m)) {
        v->view.moved_allowed = fmin(most, p->moved_allowed);
        return;
    }
    static char name[] = "what may move";
    if (p->n_caps) memcpy(v->cap, p->cap, p->n_caps * sizeof *v->cap);
    v->cap[p->n_caps] = (ambit_problem_cap){ .name = name, .amount = p->move_amount ? p->move_amount : v->one,
        .allowed = p->moved_allowed };
    v->view.cap = v->cap, v->view.n_caps = p->n_caps + 1;
}

/* ---- The whole --------------------------------------------------------------------------------------------------- */

static ambit_status fill(ambit_frontier_variant *v, const ambit_frontier_model *m, ambit_frontier_aim aim,
        ambit_frontier_epsilon e, ambit_error *err)
{
    const ambit_problem *p = m->problem;
    memcpy(v->rule, p->rule, p->n_rules * sizeof *v->rule);
    v->view = *p;
    v->view.rule = v->rule;
    for (uint32_t b = 0; b < m->n_balance; b++) bound_rule(v, m, b, e);
    for (uint32_t u = 0; u < p->n_units; u++) v->one[u] = 1;
    v->view.move_cost = NULL;
    cap_moves(v, m, e.cap);
    return aim == AMBIT_FRONTIER_MOVES ? price_moves(v, m, err) : AMBIT_OK;
}

ambit_status ambit_frontier_variant_init(ambit_frontier_variant *v, const ambit_frontier_model *m,
        ambit_frontier_aim aim, ambit_frontier_epsilon e, ambit_error *err)
{
    const ambit_problem *p = m->problem;
    *v = (ambit_frontier_variant){ .rule = malloc((p->n_rules + (size_t)1) * sizeof *v->rule),
        .bound = malloc((2 * (size_t)m->n_balance * p->n_reps + 1) * sizeof *v->bound),
        .cap = malloc((p->n_caps + (size_t)1) * sizeof *v->cap),
        .visits = malloc(p->n_units * sizeof *v->visits), .one = malloc(p->n_units * sizeof *v->one) };
    if (!v->rule || !v->bound || !v->cap || !v->visits || !v->one) {
        ambit_frontier_variant_reset(v);
        return ambit_fail(err, AMBIT_E_MEMORY, "no memory for a problem of %u units", p->n_units);
    }
    ambit_status status = fill(v, m, aim, e, err);
    if (status) ambit_frontier_variant_reset(v);
    return status;
}

void ambit_frontier_variant_reset(ambit_frontier_variant *v)
{
    free(v->rule), free(v->bound), free(v->cap), free(v->visits), free(v->one);
    *v = (ambit_frontier_variant){ .rule = NULL };
}
