/* instances/plan/pipeline.c - what the section pipeline says. */
#include "instances/plan/judge.h"

#include <math.h>
#include <stdlib.h>

int ambit_plan_convert_pipeline(ambit_planfile *plan, const ambit_raw_plan *raw, const ambit_plan_places *places,
        ambit_diagnosis *diagnosis)
{
    ambit_judge j = { places, diagnosis, 0 };
    ambit_judge_copy(&j, &plan->pipeline.opportunities, raw->coverage.opportunities, NULL);
    ambit_judge_copy(&j, &plan->pipeline.stages, raw->coverage.stages, NULL);
    return !j.out_of_memory;
}

void ambit_plan_free_pipeline(ambit_pipeline_settings *pipeline)
{
    free(pipeline->opportunities);
    free(pipeline->stages);
}
