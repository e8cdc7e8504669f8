/* heuristics/beginning.c - what a run begins from: the plan in force, and a plan and prices that the caller has.
 *
 * All of them only steer. The plan in force is always an answer; the caller's is one, and the polish starts from it;
 * the caller's prices leave out the first half of the climb to the bound. */
#include "heuristics/run.h"

#include <stdlib.h>
#include <string.h>

ambit_status ambit_beginning_check(const ambit_problem *p, const ambit_options *o, ambit_error *err)
{
    char unit[80], rep[80];
    for (uint32_t u = 0; o->start && u < p->n_units; u++)
        if (o->start[u] >= p->n_reps && o->start[u] != AMBIT_NOBODY)
            return ambit_fail(err, AMBIT_E_INPUT, "start[%u] of %s: found rep %u, expected one below %u or "
                              "AMBIT_NOBODY", u, ambit_problem_unit_name(p, u, unit), o->start[u], p->n_reps);
    for (uint32_t a = 0; o->start_price && a < p->n_rules; a++)
        for (uint32_t r = 0; r < p->n_reps; r++)
            if (!isfinite(o->start_price[(size_t)a * p->n_reps + r]))
                return ambit_fail(err, AMBIT_E_INPUT, "start_price of rule %s and %s: found %g, expected a finite "
                                  "number", p->rule[a].name, ambit_problem_rep_name(p, r, rep),
                                  o->start_price[(size_t)a * p->n_reps + r]);
    return AMBIT_OK;
}

/* The problem's own rules come first in the core; the caps on moves behind them start at nothing. */
ambit_status ambit_beginning_prices(ambit_run *r, ambit_error *err)
{
    const ambit_core *core = r->core;
    if (!r->options.start_price || !core->n_rules) return AMBIT_OK;
    r->begin_price = calloc((size_t)core->n_rules * core->n_reps, sizeof *r->begin_price);
    if (!r->begin_price) return ambit_fail(err, AMBIT_E_MEMORY, "no memory for the prices");
    memcpy(r->begin_price, r->options.start_price,
           (size_t)core->problem->n_rules * core->n_reps * sizeof *r->begin_price);
    return AMBIT_OK;
}

/* The rep that all members of a core unit have in a plan, as an offset; AMBIT_NOBODY: there is no such pair. */
static uint32_t offset_in(const ambit_core *core, const uint32_t *plan, uint32_t u)
{
    uint32_t rep = plan[core->member[core->member_first[u]]];
    for (size_t m = core->member_first[u]; m < core->member_first[u + 1]; m++)
        if (plan[core->member[m]] != rep) return AMBIT_NOBODY;
    size_t k = rep == AMBIT_NOBODY ? AMBIT_NO_PAIR : ambit_core_pair(core, u, rep);
    return k == AMBIT_NO_PAIR ? AMBIT_NOBODY : (uint32_t)(k - core->first[u]);
}

/* A plan as a choice: units whom it gives to nobody take their cheapest pair. */
static void choice_of(const ambit_run *r, const uint32_t *plan, uint32_t *choice)
{
    for (uint32_t u = 0; u < r->core->n_units; u++) {
        uint32_t at = plan == r->problem->current ? r->core->current[u] : offset_in(r->core, plan, u);
        choice[u] = at != AMBIT_NOBODY ? at : r->candidates.offset[r->candidates.first[u]];
    }
}

static ambit_status begin_with(ambit_run *r, ambit_error *err)
{
    double objective, violation;
    if (!(r->begin = malloc(r->core->n_units * sizeof *r->begin)))
        return ambit_fail(err, AMBIT_E_MEMORY, "no memory for the plan to start from");
    choice_of(r, r->options.start, r->begin);
    ambit_status status = ambit_state_judge(&objective, &violation, r->core, r->begin, err);
    if (!status) ambit_run_offer(r, r->begin, objective, violation);
    return status;
}

ambit_status ambit_beginning_plans(ambit_run *r, ambit_error *err)
{
    ambit_status status = AMBIT_OK;
    memset(r->choice, 0, r->core->n_units * sizeof *r->choice);
    if (r->problem->current) {
        choice_of(r, r->problem->current, r->choice);
        status = ambit_state_judge(&r->objective, &r->violation, r->core, r->choice, err);
    }
    return status || !r->options.start ? status : begin_with(r, err);
}
