/* instances/plan/size.c - what the section size says. */
#include "instances/plan/judge.h"

#include <math.h>
#include <stdlib.h>

int ambit_plan_convert_size(ambit_planfile *plan, const ambit_raw_size *raw, const ambit_plan_places *places,
        ambit_diagnosis *diagnosis)
{
    ambit_judge j = { places, diagnosis, 0 };
    plan->size.is_there = ambit_judge_has(&j, "size");
    plan->size.margin = ambit_judge_share(&j, "size.margin", raw->margin, NAN, 100, "a share such as 30% or 0.3");
    plan->size.rep_cost = ambit_judge_number(&j, "size.rep_cost", raw->rep_cost, NAN, 0, 1e15, "an amount of 0 or more");
    return !j.out_of_memory;
}

void ambit_plan_free_size(ambit_size_settings *size)
{
    (void)size;
}
