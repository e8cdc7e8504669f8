/* instances/plan/coverage.c - what the section coverage says. */
#include "instances/plan/judge.h"

#include <math.h>
#include <stdlib.h>

int ambit_plan_convert_coverage(ambit_planfile *plan, const ambit_raw_coverage *raw, const ambit_plan_places *places,
        ambit_diagnosis *diagnosis)
{
    ambit_judge j = { places, diagnosis, 0 };
    plan->coverage.is_there = ambit_judge_has(&j, "coverage");
    ambit_judge_copy(&j, &plan->coverage.active_since, raw->active_since, NULL);
    ambit_judge_copy(&j, &plan->coverage.potential, raw->potential, "opportunity");
    return !j.out_of_memory;
}

void ambit_plan_free_coverage(ambit_coverage_settings *coverage)
{
    free(coverage->active_since);
    free(coverage->potential);
}
