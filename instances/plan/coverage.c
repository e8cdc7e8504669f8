/* instances/plan/coverage.c - what the section coverage says. */
#include "instances/base/text.h"
#include "instances/plan/judge.h"

#include <stdlib.h>
#include <string.h>

/* Hours between blanks, such as `1 2 3`, each more than the one before. */
static void read_reach(const ambit_judge *j, ambit_coverage_settings *c, const char *text)
{
    static const char expected[] = "up to 8 numbers of hours between blanks, ascending, such as 1 2 3";
    if (!text) {
        c->n_reach = 3;
        for (uint32_t k = 0; k < 3; k++) c->reach_h[k] = k + 1;
        return;
    }
    for (const char *at = text + strspn(text, " "); *at; at += strspn(at, " ")) {
        double hours;
        size_t n = strcspn(at, " ");
        int is_sound = c->n_reach < AMBIT_COVERAGE_MOST_REACH && ambit_text_number(&hours, at, n) && hours > 0
                    && (!c->n_reach || hours > c->reach_h[c->n_reach - 1]);
        if (!is_sound) {
            ambit_judge_bad(j, "coverage.reach", text, expected);
            return;
        }
        c->reach_h[c->n_reach++] = hours;
        at += n;
    }
    if (!c->n_reach) ambit_judge_bad(j, "coverage.reach", text, expected);
}

int ambit_plan_convert_coverage(ambit_planfile *plan, const ambit_raw_coverage *raw, const ambit_plan_places *places,
        ambit_diagnosis *diagnosis)
{
    ambit_judge j = { places, diagnosis, 0 };
    ambit_coverage_settings *c = &plan->coverage;
    c->is_there = ambit_judge_has(&j, "coverage");
    if (raw->active_since && !ambit_text_is_date(raw->active_since))
        ambit_judge_bad(&j, "coverage.active_since", raw->active_since, "a date such as 2026-01-01");
    ambit_judge_copy(&j, &c->active_since, raw->active_since, NULL);
    ambit_judge_copy(&j, &c->potential, raw->potential, NULL);
    c->hours = ambit_judge_number(&j, "coverage.hours", raw->hours, 1920, 1, 8784, "hours a year, from 1 to 8784");
    c->selling_share = ambit_judge_share(&j, "coverage.selling_share", raw->selling_share, 0.35, 100,
            "a share from 0% to 100%");
    c->near_cap = ambit_judge_share(&j, "coverage.near_cap", raw->near_cap, 0.9, 100, "a share from 0% to 100%");
    read_reach(&j, c, raw->reach);
    return !j.out_of_memory;
}

void ambit_plan_free_coverage(ambit_coverage_settings *coverage)
{
    free(coverage->active_since);
    free(coverage->potential);
}
