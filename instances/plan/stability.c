/* instances/plan/stability.c - what the section stability says, and what in it goes together. */
#include "instances/plan/judge.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const char a_share[] = "a share from 0% to 100%";

/* ---- Caps -------------------------------------------------------------------------------------------------------- */

/* One more cap; `measure` NULL: units. */
static void add_share(ambit_judge *j, ambit_stability_settings *s, const char *measure, double in_all, double per_rep)
{
    if (isinf(in_all) && isinf(per_rep)) return;
    ambit_move_share *grown = realloc(s->share, ((size_t)s->n_shares + 1) * sizeof *grown);
    if (!grown) {
        j->out_of_memory = 1;
        return;
    }
    s->share = grown;
    s->share[s->n_shares] = (ambit_move_share){ .in_all = in_all, .per_rep = per_rep };
    ambit_judge_copy(j, &s->share[s->n_shares++].measure, measure, NULL);
}

static double share_of(const ambit_judge *j, const char *key, const char *text)
{
    return ambit_judge_share(j, key, text, INFINITY, 100, a_share);
}

/* Units and the measure are capped in all by fields of their own; the other measures and all caps by rep are listed. */
static void convert_caps(ambit_judge *j, ambit_planfile *plan, const ambit_raw_stability *raw)
{
    ambit_stability_settings *s = &plan->stability;
    char key[60];
    plan->max_moved_accounts = share_of(j, "stability.max_moved.accounts", raw->max_moved.accounts);
    plan->max_moved_amount = share_of(j, "stability.max_moved.amount", raw->max_moved.amount);
    double units = share_of(j, "stability.max_moved.per_rep.accounts", raw->max_moved.per_rep.accounts);
    double amount = share_of(j, "stability.max_moved.per_rep.amount", raw->max_moved.per_rep.amount);
    const char *lonely = raw->max_moved.amount ? "stability.max_moved.amount" : "stability.max_moved.per_rep.amount";
    if ((raw->max_moved.amount || raw->max_moved.per_rep.amount) && !raw->measure)
        ambit_judge_conflict(j, lonely, "found a cap on an amount, expected stability.measure to say which, "
                "add measure: COLUMN");
    add_share(j, s, NULL, INFINITY, units);
    if (raw->measure) add_share(j, s, raw->measure, INFINITY, amount);
    for (uint32_t i = 0; i < raw->max_moved.measures_count; i++) {
        const ambit_raw_move_share *one = &raw->max_moved.measures[i];
        snprintf(key, sizeof key, "stability.max_moved.measures[%u].share", i + 1);
        double in_all = share_of(j, key, one->share);
        snprintf(key, sizeof key, "stability.max_moved.measures[%u].per_rep", i + 1);
        add_share(j, s, one->measure, in_all, share_of(j, key, one->per_rep));
    }
}

/* ---- What stays -------------------------------------------------------------------------------------------------- */

static void convert_protection(ambit_judge *j, ambit_planfile *plan, const ambit_raw_stability *raw)
{
    ambit_stability_settings *s = &plan->stability;
    const char *open = raw->protect.open_opportunities;
    s->active_within = ambit_judge_number(j, "stability.protect.active_within", raw->protect.active_within, -1, 0,
            36500, "a number of days such as 90");
    if (open && !strcmp(open, "true")) open = "open_opportunities";
    if (open && strcmp(open, "false") != 0) ambit_judge_copy(j, &s->open, open, NULL);
    s->protect_price = ambit_judge_number(j, "stability.protect.price", raw->protect.price, INFINITY, 0, 1e15,
            "a cost of 0 or more");
    if (s->active_within >= 0 && !plan->period_start)
        ambit_judge_conflict(j, "stability.protect.active_within", "found days before a period that has no start, "
                "expected one, add period: {start: 2027-01-01}");
    if (raw->protect.price && s->active_within < 0 && !s->open)
        ambit_judge_conflict(j, "stability.protect.price", "found a price and nothing that is protected, expected "
                "active_within or open_opportunities, add one of them");
}

static void convert_frozen(ambit_judge *j, ambit_stability_settings *s, const ambit_raw_stability *raw)
{
    if (!raw->frozen_count) return;
    if (!(s->frozen = calloc(raw->frozen_count, sizeof *s->frozen))) {
        j->out_of_memory = 1;
        return;
    }
    for (; s->n_frozen < raw->frozen_count; s->n_frozen++)
        ambit_judge_copy(j, &s->frozen[s->n_frozen], raw->frozen[s->n_frozen], NULL);
}

int ambit_plan_convert_stability(ambit_planfile *plan, const ambit_raw_stability *raw, const ambit_plan_places *places,
        ambit_diagnosis *diagnosis)
{
    ambit_judge j = { places, diagnosis, 0 };
    plan->has_stability = ambit_judge_has(&j, "stability");
    plan->stability_weight = ambit_judge_number(&j, "stability.weight", raw->weight, plan->has_stability, 0, 1e15,
            "a cost of 0 or more");
    ambit_judge_copy(&j, &plan->stability_measure, raw->measure, NULL);
    ambit_judge_copy(&j, &plan->current, raw->current, "current_rep");
    ambit_judge_copy(&j, &plan->stability.price, raw->price, NULL);
    convert_caps(&j, plan, raw);
    convert_protection(&j, plan, raw);
    convert_frozen(&j, &plan->stability, raw);
    return !j.out_of_memory;
}

void ambit_plan_free_stability(ambit_stability_settings *s)
{
    for (uint32_t i = 0; i < s->n_shares; i++) free(s->share[i].measure);
    for (uint32_t i = 0; i < s->n_frozen; i++) free(s->frozen[i]);
    free(s->share), free(s->frozen), free(s->price), free(s->open);
}
