/* instances/plan/size.c - what the section size says. */
#include "instances/base/text.h"
#include "instances/plan/judge.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const char amount[] = "an amount of 0 or more";

static void convert_class(ambit_judge *j, ambit_size_settings *s, const ambit_raw_class *raw, uint32_t k)
{
    char key[60];
    ambit_size_class *one = &s->one_class[k];
    snprintf(key, sizeof key, "size.classes[%u].calls", k + 1);
    one->calls = ambit_judge_number(j, key, raw->calls, 0, 0, 1e9, "calls in the period, such as 36");
    snprintf(key, sizeof key, "size.classes[%u].minutes", k + 1);
    one->minutes = ambit_judge_number(j, key, raw->minutes, NAN, 0, 1e6, "minutes of a call, such as 45");
    ambit_judge_copy(j, &one->name, raw->name, NULL);
    for (uint32_t i = 0; i < k && one->name; i++)
        if (s->one_class[i].name && !strcmp(s->one_class[i].name, one->name)) {
            snprintf(key, sizeof key, "size.classes[%u].class", k + 1);
            ambit_judge_bad(j, key, raw->name, "a class that was not named before");
        }
}

static void convert_classes(ambit_judge *j, ambit_size_settings *s, const ambit_raw_size *raw)
{
    ambit_judge_copy(j, &s->class_column, raw->class_column, NULL);
    if (!raw->classes_count != !raw->class_column)
        ambit_judge_conflict(j, "size", "found only one of class and classes, expected both, such as class: tier, "
                             "classes: [{class: A, calls: 36}]");
    if (!raw->classes_count) return;
    if (!(s->one_class = calloc(raw->classes_count, sizeof *s->one_class))) {
        j->out_of_memory = 1;
        return;
    }
    s->n_classes = raw->classes_count;
    for (uint32_t k = 0; k < s->n_classes; k++) convert_class(j, s, &raw->classes[k], k);
}

/* Numbers of reps between blanks, each more than the one before. */
static void convert_points(const ambit_judge *j, ambit_size_settings *s, const char *text)
{
    static const char expected[] =
        "at most 100 numbers of reps between blanks, each above the one before, such as 8 9 10";
    uint32_t last = 0;
    for (const char *at = text ? text + strspn(text, " ") : ""; *at; at += strspn(at, " ")) {
        double value;
        size_t n = strcspn(at, " ");
        if (!ambit_text_number(&value, at, n) || value != floor(value) || value <= last || value > 1e6
            || s->n_points == AMBIT_SIZE_MOST_POINTS) {
            ambit_judge_bad(j, "size.reps", text, expected);
            return;
        }
        s->point[s->n_points++] = last = (uint32_t)value;
        at += n;
    }
    if (text && !s->n_points) ambit_judge_bad(j, "size.reps", text, expected);
}

int ambit_plan_convert_size(ambit_planfile *plan, const ambit_raw_size *raw, const ambit_plan_places *places,
        ambit_diagnosis *diagnosis)
{
    static const char *const centres[] = { "homes", "free", NULL };
    ambit_judge j = { places, diagnosis, 0 };
    ambit_size_settings *s = &plan->size;
    s->is_there = ambit_judge_has(&j, "size");
    s->margin = ambit_judge_share(&j, "size.margin", raw->margin, NAN, 100, "a share such as 30% or 0.3");
    s->rep_cost = ambit_judge_number(&j, "size.rep_cost", raw->rep_cost, NAN, 0, 1e15, amount);
    s->calls_per_rep = ambit_judge_number(&j, "size.calls_per_rep", raw->calls_per_rep, NAN, 1e-6, 1e9,
            "calls that a full-time rep makes in the period, such as 1000");
    s->hours = ambit_judge_number(&j, "size.week_hours", raw->week_hours, 40, 1, 168, "hours from 1 to 168")
            * ambit_judge_number(&j, "size.weeks", raw->weeks, 48, 1, 53, "weeks of work a year, from 1 to 53");
    if (!raw->week_hours && !raw->weeks) s->hours = NAN;
    s->selling_share = ambit_judge_share(&j, "size.selling_share", raw->selling_share, NAN, 100,
            "a share such as 50% or 0.5");
    if (s->selling_share <= 0) ambit_judge_bad(&j, "size.selling_share", raw->selling_share, "a share above 0");
    s->free_centres = ambit_judge_word(&j, "size.centres", raw->centres, 0, centres, "homes or free");
    ambit_judge_copy(&j, &s->potential, raw->potential, NULL);
    convert_classes(&j, s, raw);
    convert_points(&j, s, raw->reps);
    return !j.out_of_memory;
}

void ambit_plan_free_size(ambit_size_settings *size)
{
    for (uint32_t k = 0; size->one_class && k < size->n_classes; k++) free(size->one_class[k].name);
    free(size->one_class);
    free(size->class_column);
    free(size->potential);
}
