/* instances/plan/frontier.c - what the section frontier says. */
#include "instances/plan/judge.h"
#include "instances/base/text.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const char *const WANTED = "up to 16 different tolerances such as 5% 10% 20%";

/* One tolerance, kept where it belongs among those before it; 0 when it is none, is there already or one too many. */
static int keep_level(ambit_frontier_settings *to, const char *text, size_t n)
{
    double value;
    int percent = n > 1 && text[n - 1] == '%';
    if (!ambit_text_number(&value, text, n - (size_t)percent)) return 0;
    if (percent) value /= 100;
    if (!(value >= 0 && value <= (percent ? 10 : 1)) || to->n_levels == AMBIT_FRONTIER_MOST_LEVELS) return 0;
    uint32_t at = to->n_levels;
    while (at > 0 && to->tolerance[at - 1] < value) at--;
    if (at > 0 && to->tolerance[at - 1] == value) return 0;
    memmove(to->tolerance + at + 1, to->tolerance + at, (to->n_levels - at) * sizeof *to->tolerance);
    to->tolerance[at] = value;
    to->n_levels++;
    return 1;
}

static void read_levels(const ambit_judge *j, ambit_frontier_settings *to, const char *text)
{
    const char *at = text;
    for (size_t n; at && *(at += strspn(at, " ,")); at += n) {
        n = strcspn(at, " ,");
        if (!keep_level(to, at, n)) break;
    }
    if (text && (*at || !to->n_levels)) ambit_judge_bad(j, "frontier.tolerances", text, WANTED);
}

int ambit_plan_convert_frontier(ambit_planfile *plan, const ambit_raw_frontier *raw, const ambit_plan_places *places,
        ambit_diagnosis *diagnosis)
{
    ambit_judge j = { places, diagnosis, 0 };
    plan->frontier.points = ambit_judge_whole(&j, "frontier.points", raw->points, AMBIT_FRONTIER_MOST_POINTS,
            "a number of points up to 1000");
    read_levels(&j, &plan->frontier, raw->tolerances);
    return !j.out_of_memory;
}
