/* tools/coverage/pipeline.c - see pipeline.h: the steps from the files to sums that agree with each other. */
#include "tools/coverage/deals.h"

#include "instances/base/day.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* ---- Days -------------------------------------------------------------------------------------------------------- */

/* The same day of another month; days that it lacks run over into the next. */
static ambit_day months_from(const char *date, int32_t months)
{
    int32_t month = 12 * atoi(date) + atoi(date + 5) - 1 + months;
    return month < 0 ? INT32_MIN : ambit_day_number(month / 12, month % 12 + 1, atoi(date + 8));
}

static void set_days(ambit_pipeline *p)
{
    const ambit_planfile *plan = p->plan;
    const char *start = plan->period_start ? plan->period_start : p->settings->as_of;
    p->as_of = p->settings->as_of ? p->settings->as_of : plan->period_start;
    p->day = ambit_day_of(p->as_of);
    p->history_from = months_from(p->as_of, -(int32_t)p->settings->history_months);
    p->period_from = ambit_day_of(start);
    p->period_to = months_from(start, (int32_t)(plan->period_months ? plan->period_months : 12));
}

/* ---- Reading ----------------------------------------------------------------------------------------------------- */

static void choose_cases(ambit_pipeline *p)
{
    p->cases = p->settings->cases;
    if (p->cases == AMBIT_PIPELINE_CASES_AUTO)
        p->cases = p->stages.has_cases ? AMBIT_PIPELINE_CASES_STAGES : AMBIT_PIPELINE_CASES_SPREAD;
    if (p->cases == AMBIT_PIPELINE_CASES_STAGES && !p->stages.has_cases && p->stages.n)
        ambit_diagnosis_error(p->workspace->diagnosis, AMBIT_FAULT_COLUMN_MISSING,
                (ambit_place){ p->settings->stages, 1, 0, NULL }, "found no columns worst and best, expected both for "
                "cases: stages, add them or choose cases: spread");
}

static const char *name_of(const ambit_ladder *ladder, uint32_t v) { return ladder->name[v] ? ladder->name[v] : ""; }

static const char *above(const ambit_ladder *ladder, uint32_t v)
{
    return ladder->above[v] == AMBIT_LADDER_COMPANY ? "" : ladder->id[ladder->above[v]];
}

/* A sum for each rep and stage, and one for what belongs to no rep: its id is a text that no rep can have. */
static ambit_status prepare(ambit_pipeline *p, ambit_error *err)
{
    const ambit_ladder *ladder = &p->people.ladder;
    int sound = 1;
    for (uint32_t i = 0; sound && i < p->people.n_reps; i++) {
        ambit_deal_sum *sum = ambit_deal_sums_of(&p->reps, p, ladder->id[i], strlen(ladder->id[i]));
        sound = sum != NULL;
        if (sum) sum->name = name_of(ladder, i), sum->manager = above(ladder, i);
    }
    sound = sound && ambit_deal_sums_of(&p->reps, p, "", 0);
    for (uint32_t k = 0; sound && k < p->stages.n; k++)
        sound = ambit_deal_sums_of(&p->by_stage, p, p->stages.stage[k].name, strlen(p->stages.stage[k].name)) != NULL;
    p->company.stage = ambit_arena_alloc(&p->texts, (p->stages.n + (size_t)1) * sizeof *p->company.stage);
    if (!sound || !p->company.stage) return ambit_fail(err, AMBIT_E_MEMORY, "no memory for the pipeline");
    memset(p->company.stage, 0, (p->stages.n + (size_t)1) * sizeof *p->company.stage);
    return AMBIT_OK;
}

/* Coverage has read who works before, and told what is wrong there: then it is not told again. */
static ambit_status read_people(ambit_pipeline *p, ambit_error *err)
{
    ambit_diagnosis *diagnosis = p->workspace->diagnosis, *unheard = NULL;
    if (ambit_diagnosis_n_errors(diagnosis) && !(diagnosis = unheard = ambit_diagnosis_build()))
        return ambit_fail(err, AMBIT_E_MEMORY, "no memory for the pipeline");
    ambit_status status = ambit_people_read(&p->people, p->workspace->instance, diagnosis, err);
    ambit_diagnosis_free(unheard);
    return status;
}

/* A fault in one file keeps none of the others from being read. */
static ambit_status read_files(ambit_pipeline *p, const uint32_t *plan, const char *folder, ambit_error *err)
{
    ambit_diagnosis *diagnosis = p->workspace->diagnosis;
    uint64_t before = ambit_diagnosis_n_errors(diagnosis);
    ambit_status people = read_people(p, err);
    if (people && people != AMBIT_E_INPUT) return people;
    ambit_status status = ambit_stages_read(&p->stages, p->plan, diagnosis, err);
    choose_cases(p);
    if (!status) status = prepare(p, err);
    if (!status) status = ambit_opportunities_read(p, plan, err);
    if (!status) status = ambit_pipeline_read_quota(p, folder, err);
    if (!status) status = ambit_pipeline_read_actuals(p, err);
    if (!status && (people || ambit_diagnosis_n_errors(diagnosis) > before))
        status = ambit_fail(err, AMBIT_E_INPUT, "the deals have faults");
    return status;
}

/* ---- Adding up --------------------------------------------------------------------------------------------------- */

/* A manager's sum is that of everybody below; a rep who manages others counts in the own sum. */
static ambit_status sum_managers(ambit_pipeline *p, ambit_error *err)
{
    const ambit_ladder *ladder = &p->people.ladder;
    for (uint32_t v = 0; v < ladder->n; v++) {
        uint32_t to = v < ladder->n_reps ? ladder->above[v] : AMBIT_LADDER_COMPANY;
        for (; to != AMBIT_LADDER_COMPANY; to = ladder->above[to]) {
            ambit_deal_sum *sum = ambit_deal_sums_of(&p->managers, p, ladder->id[to], strlen(ladder->id[to]));
            if (!sum) return ambit_fail(err, AMBIT_E_MEMORY, "no memory for the pipeline of managers");
            sum->name = name_of(ladder, to);
            sum->manager = above(ladder, to);
            ambit_deal_sum_add(sum, p->reps.at[v], p->stages.n);
        }
    }
    for (uint32_t k = 0; k < p->managers.n; k++) {
        uint32_t v = ambit_dictionary_get(&ladder->index, p->managers.at[k]->id);
        if (v < ladder->n_reps) ambit_deal_sum_add(p->managers.at[k], p->reps.at[v], p->stages.n);
    }
    return AMBIT_OK;
}

static int by_id(const void *a, const void *b)
{
    return strcmp((*(ambit_deal_sum *const *)a)->id, (*(ambit_deal_sum *const *)b)->id);
}

static void sort(ambit_deal_sums *sums)
{
    if (sums->n) qsort(sums->at, sums->n, sizeof *sums->at, by_id);
}

static ambit_status add_up(ambit_pipeline *p, ambit_error *err)
{
    ambit_pipeline_sum_forecasts(p);
    for (uint32_t i = 0; i < p->reps.n; i++) ambit_deal_sum_add(&p->company, p->reps.at[i], p->stages.n);
    for (uint32_t k = 0; k < p->periods.n; k++) p->periods.at[k]->has_no_history = 1;
    for (uint32_t k = 0; k < p->by_stage.n; k++) p->by_stage.at[k]->has_no_history = 1;
    ambit_status status = sum_managers(p, err);
    sort(&p->managers);
    sort(&p->segments);
    sort(&p->periods);
    sort(&p->owners);
    return status;
}

/* ---- The whole --------------------------------------------------------------------------------------------------- */

static void start(ambit_pipeline *p, const ambit_workspace *w)
{
    p->workspace = w;
    p->plan = ambit_workspace_plan(w);
    p->settings = &p->plan->pipeline;
    p->scale = 1;
    for (uint32_t k = 0; k < p->settings->decimals; k++) p->scale *= 10;
    p->currency = p->settings->currency ? p->settings->currency : p->plan->quota.currency;
    if (!p->currency) p->currency = "";
    p->company.id = p->company.name = p->company.manager = "";
    ambit_arena_init(&p->texts);
    ambit_arena_init(&p->people.texts);
    set_days(p);
}

ambit_status ambit_pipeline_build(ambit_pipeline **out, const ambit_workspace *w, const uint32_t *plan,
        const char *folder, ambit_error *err)
{
    *out = NULL;
    if (!ambit_workspace_plan(w)->pipeline.opportunities) return AMBIT_OK;
    ambit_pipeline *p = calloc(1, sizeof *p);
    if (!p) return ambit_fail(err, AMBIT_E_MEMORY, "no memory for the pipeline");
    start(p, w);
    ambit_status status = read_files(p, plan, folder, err);
    if (!status) status = add_up(p, err);
    if (!status) *out = p;
    else ambit_pipeline_free(p);
    return status;
}

static void reset_sums(ambit_deal_sums *sums)
{
    free(sums->at);
    ambit_dictionary_reset(&sums->index);
}

void ambit_pipeline_free(ambit_pipeline *p)
{
    if (!p) return;
    ambit_deal_sums *const lists[] = { &p->reps, &p->managers, &p->segments, &p->periods, &p->by_stage, &p->owners };
    for (size_t k = 0; k < sizeof lists / sizeof *lists; k++) reset_sums(lists[k]);
    for (uint32_t k = 0; k < p->forecast_room; k++) free(p->forecast[k]);
    free(p->forecast);
    ambit_stages_reset(&p->stages);
    ambit_people_reset(&p->people);
    ambit_arena_reset(&p->texts);
    free(p);
}
