/* instances/plan/frontier.c - what the section frontier says. */
#include "instances/plan/judge.h"

#include <math.h>
#include <stdlib.h>

int ambit_plan_convert_frontier(ambit_planfile *plan, const ambit_raw_frontier *raw, const ambit_plan_places *places,
        ambit_diagnosis *diagnosis)
{
    ambit_judge j = { places, diagnosis, 0 };
    plan->frontier.points = ambit_judge_whole(&j, "frontier.points", raw->points, 1000, "a number of points up to 1000");
    return !j.out_of_memory;
}
