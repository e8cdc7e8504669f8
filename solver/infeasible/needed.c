/* solver/infeasible/needed.c - how much must move at least? A cap on moves below that leaves no plan.
 *
 * The same problem is asked for the plan that moves least: each pair costs what the cap counts of it, and no cap on
 * moves holds. The Lagrangian bound of that (solver/bound.h) holds for every plan. */
#include "solver/bound.h"
#include "solver/infeasible/parts.h"

#include <stdlib.h>

enum { SMOOTH_STEPS = 240, DEFLECTED_STEPS = 200 };

static const uint64_t MOST_PAIRS = 4000000; /* all of which must be candidates: prices of others are not asked for */

/* GLPK and sums apart, a bound is exact to this part of itself; a cap that misses by less is not called wrong. */
static const double SURE = 1e-7;

static double most_of(const ambit_core *core, uint32_t a)
{
    double sum = 0;
    for (uint32_t u = 0; u < core->n_units; u++) {
        double most = 0;
        for (size_t k = core->first[u]; k < core->first[u + 1]; k++)
            most = fmax(most, ambit_core_amount(core, a, u, k));
        sum += most;
    }
    return sum;
}

/* No cap on moves holds any more, and deviations cost nothing. */
static void lift_caps(ambit_core *core)
{
    for (uint32_t a = 0; a < core->n_rules; a++) {
        ambit_core_rule *rule = &core->rule[a];
        const double most = rule->kind == AMBIT_AMOUNT_OWN ? 0 : most_of(core, a);
        for (uint32_t r = 0; r < (rule->shared ? 1 : core->n_reps); r++) {
            if (rule->kind == AMBIT_AMOUNT_KEPT) rule->lower[r] = 0;
            else if (rule->kind != AMBIT_AMOUNT_OWN) rule->upper[r] = most;
            if (rule->weight) rule->weight[r] = 0;
        }
    }
}

static bool all_whole(const ambit_core *core)
{
    for (size_t k = 0; k < core->n_pairs; k++)
        if (core->cost[k] != floor(core->cost[k])) return false;
    return true;
}

/* The least that rule a counts in any plan; more than there is when the other rules alone leave no plan. */
static ambit_status find_least(double *least, ambit_core *core, uint32_t a, ambit_error *err)
{
    const ambit_bound_options options = { .smooth_steps = SMOOTH_STEPS, .deflected_steps = DEFLECTED_STEPS,
                                          .target = INFINITY };
    ambit_bound *bound;
    for (uint32_t u = 0; u < core->n_units; u++)
        for (size_t k = core->first[u]; k < core->first[u + 1]; k++) core->cost[k] = ambit_core_amount(core, a, u, k);
    ambit_status status = ambit_bound_build(&bound, core, &options, err);
    if (status) return status;
    *least = bound->value * (1 - SURE);
    if (all_whole(core)) *least = ceil(*least - 1e-6);
    ambit_bound_free(bound);
    return AMBIT_OK;
}

static void tell(ambit_disproof *d, const ambit_core_rule *rule, double least, double allowed)
{
    const char *of = rule->name ? " of " : "", *name = rule->name ? rule->name : "";
    fprintf(d->page, "at least %.6g%s%s must move to keep the other rules, but at most %.6g may: raise that cap to "
            "%.6g or more, or a tolerance\n", least, of, name, allowed, least);
    d->n_lines++;
}

ambit_status ambit_disproof_needed(ambit_disproof *d)
{
    ambit_core *core;
    if ((uint64_t)d->problem->n_units * d->problem->n_reps > MOST_PAIRS) return AMBIT_OK;
    ambit_status status = ambit_core_build(&core, d->problem, 0, d->err);
    if (status != AMBIT_OK) return status;
    double *allowed = malloc(((size_t)core->n_rules + 1) * sizeof *allowed), least = 0;
    if (!allowed) status = ambit_fail(d->err, AMBIT_E_MEMORY, "no memory for the caps on moves");
    for (uint32_t a = 0; !status && a < core->n_rules; a++) allowed[a] = core->rule[a].upper[0];
    if (!status) lift_caps(core);
    for (uint32_t a = d->problem->n_rules; !status && a < core->n_rules; a++) {
        if (!core->rule[a].shared) continue;
        status = find_least(&least, core, a, d->err);
        if (!status && least > allowed[a] * (1 + 2e-9) && least <= core->rule[a].upper[0])
            tell(d, &core->rule[a], least, allowed[a]);
    }
    free(allowed);
    ambit_core_free(core);
    return status;
}
