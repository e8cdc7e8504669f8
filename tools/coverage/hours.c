/* tools/coverage/hours.c - see hours.h. */
#include "tools/coverage/hours.h"

#include "solver/problem.h"

#include <math.h>
#include <stdlib.h>

/* ---- Needed ----------------------------------------------------------------------------------------------------- */

static double round_trip(const ambit_formulation *f, uint32_t unit, uint32_t rep, uint32_t centre)
{
    const ambit_problem *p = f->problem;
    if (rep >= f->n_reps) return (double)NAN;
    if (p->pair_first) {
        size_t pair = ambit_problem_find_pair(p, unit, rep);
        return pair == SIZE_MAX ? (double)NAN : p->pair_hours[pair];
    }
    if (!p->unit_at || (centre == AMBIT_NOBODY && !ambit_problem_has_home(p, rep))) return (double)NAN;
    ambit_direction from = centre == AMBIT_NOBODY ? p->rep_at[rep] : p->unit_at[centre];
    return p->hours_per_km * ambit_distance_km(p->unit_at[unit], from);
}

ambit_status ambit_coverage_round_trips(double *hours, const ambit_formulation *f, const uint32_t *plan,
        ambit_error *err)
{
    uint32_t *centre = malloc(((size_t)f->n_reps + 1) * sizeof *centre);
    if (!centre) return ambit_fail(err, AMBIT_E_MEMORY, "no memory for the places of %u territories", f->n_reps);
    for (uint32_t r = 0; r < f->n_reps; r++) centre[r] = AMBIT_NOBODY;
    ambit_status status = f->problem->has_centres ? ambit_problem_best_centres(f->problem, plan, centre, err)
                                                  : AMBIT_OK;
    for (uint32_t u = 0; u < f->n_units && !status; u++) {
        double detour = f->circuity ? f->circuity[u] / f->instance->plan->circuity : 1;
        hours[u] = detour * round_trip(f, u, plan[u], plan[u] < f->n_reps ? centre[plan[u]] : AMBIT_NOBODY);
    }
    free(centre);
    return status;
}

/* ---- Available -------------------------------------------------------------------------------------------------- */

void ambit_coverage_available(double *hours, const ambit_instance *instance, const ambit_people *people)
{
    double factor[AMBIT_QUOTA_MOST_MONTHS];
    const ambit_planfile *plan = instance->plan;
    const ambit_quota_ramp ramp = { plan->quota.ramp.n, plan->quota.ramp.share };
    const double of_month = plan->coverage.hours / 12 * plan->coverage.selling_share;
    for (uint32_t i = 0; i < instance->reps.n; i++) {
        double months = plan->period_months;
        if (plan->period_start) {
            ambit_quota_calendar calendar = ambit_quota_calendar_of(plan->period_start, plan->period_months, 0);
            ambit_quota_factors(factor, &calendar, &ramp, &people->presence[i]);
            months = 0;
            for (uint32_t m = 0; m < calendar.n; m++) months += factor[m];
        }
        hours[i] = instance->reps.fte[i] * of_month * months;
    }
}
