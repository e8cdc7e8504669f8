/* instances/plan/mapping.c - what the section mapping says. */
#include "instances/plan/judge.h"

#include <math.h>
#include <stdlib.h>

int ambit_plan_convert_mapping(ambit_planfile *plan, const ambit_raw_mapping *raw, const ambit_plan_places *places,
        ambit_diagnosis *diagnosis)
{
    ambit_judge j = { places, diagnosis, 0 };
    plan->mapping.is_there = ambit_judge_has(&j, "mapping");
    ambit_judge_copy(&j, &plan->mapping.account_id, raw->account_id, NULL);
    ambit_judge_copy(&j, &plan->mapping.user_id, raw->user_id, NULL);
    return !j.out_of_memory;
}

void ambit_plan_free_mapping(ambit_mapping_settings *mapping)
{
    free(mapping->account_id);
    free(mapping->user_id);
}
