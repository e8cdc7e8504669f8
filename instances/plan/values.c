/* instances/plan/values.c - what the values of a plan mean: numbers, shares, words, and what goes together. */
#include "instances/base/text.h"
#include "instances/plan/judge.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static void check_source(const ambit_judge *j, const char *section, const ambit_source *s)
{
    if (!s->lon != !s->lat) ambit_judge_conflict(j, section,
            "found only one of lon and lat, expected both, add the other");
    if (!s->x != !s->y) ambit_judge_conflict(j, section, "found only one of x and y, expected both, add the other");
    if (s->lon && s->x) ambit_judge_conflict(j, section,
            "found lon, lat and x, y, expected one of the pairs, remove the other");
    if (s->x && !s->crs)
        ambit_judge_conflict(j, section,
                "found x and y without crs, expected their coordinate system, add crs: EPSG:5070 or the "
                "like");
    if (s->crosswalk && !s->region)
        ambit_judge_conflict(j, section,
                "found a crosswalk without region, expected the column that it starts from, add region: "
                "COLUMN");
    if (s->wkt && (s->lon || s->x))
        ambit_judge_conflict(j, section,
                "found wkt beside a column of coordinates, expected one of the two, remove the other");
    if (s->crs && (s->lon || s->lat))
        ambit_judge_conflict(j, section,
                "found crs beside lon and lat, expected it with x and y, remove crs or name the columns x "
                "and y");
}

static void convert_source(ambit_judge *j, const char *section, ambit_source *to, const ambit_source *from,
        const char *id)
{
    check_source(j, section, from);
    ambit_judge_copy(j, &to->file, from->file, NULL);
    ambit_judge_copy(j, &to->id, from->id, from->file ? id : NULL); /* without the section there is no id either */
    ambit_judge_copy(j, &to->lon, from->lon, NULL);
    ambit_judge_copy(j, &to->lat, from->lat, NULL);
    ambit_judge_copy(j, &to->x, from->x, NULL);
    ambit_judge_copy(j, &to->y, from->y, NULL);
    ambit_judge_copy(j, &to->crs, from->crs, NULL);
    ambit_judge_copy(j, &to->name, from->name, NULL);
    ambit_judge_copy(j, &to->region, from->region, NULL);
    ambit_judge_copy(j, &to->crosswalk, from->crosswalk, NULL);
    ambit_judge_copy(j, &to->outside, from->outside, NULL);
    ambit_judge_copy(j, &to->wkt, from->wkt, NULL);
    ambit_judge_copy(j, &to->outline, from->outline, NULL);
    ambit_judge_copy(j, &to->member, from->member, NULL);
}

static void convert_period(ambit_judge *j, ambit_planfile *plan, const ambit_raw_plan *raw)
{
    if (raw->period.start && !ambit_text_is_date(raw->period.start))
        ambit_judge_bad(j, "period.start", raw->period.start, "a date such as 2027-01-01");
    ambit_judge_copy(j, &plan->period_start, raw->period.start, NULL);
    plan->period_months = ambit_judge_whole(j, "period.months", raw->period.months, 120,
            "a number of months from 1 to 120");
    if (!plan->period_months) plan->period_months = 12;
}

/* "tier=A": a column and a text. */
static void check_where(const ambit_judge *j, const char *key, const char *where)
{
    const char *equals = where ? strchr(where, '=') : NULL;
    if (where && (!equals || equals == where || !equals[1])) ambit_judge_bad(j, key, where, "a class such as tier=A");
}

static void convert_rule(ambit_judge *j, ambit_balance *to, const ambit_raw_balance *from, uint32_t n)
{
    char key[60];
    snprintf(key, sizeof key, "balance[%u]", n);
    to->line = (uint32_t)ambit_plan_place_of(j->places, key).line;
    snprintf(key, sizeof key, "balance[%u].where", n);
    check_where(j, key, from->where);
    snprintf(key, sizeof key, "balance[%u].tolerance", n);
    to->tolerance = ambit_judge_share(j, key, from->tolerance, 0, 1000, "a share such as 10% or 0.1");
    snprintf(key, sizeof key, "balance[%u].ideal_weight", n);
    to->ideal_weight = ambit_judge_number(j, key, from->ideal_weight, 0, 0, 1e15, "a weight of 0 or more");
    snprintf(key, sizeof key, "balance[%u].empty", n);
    double empty = ambit_judge_number(j, key, from->empty, -1, 0, 0, "0, which counts an empty cell as nothing");
    to->empty_is_zero = empty == 0;
    ambit_judge_copy(j, &to->measure, from->measure, NULL);
    ambit_judge_copy(j, &to->where, from->where, NULL);
}

static int same_text(const char *a, const char *b)
{
    return a && b ? !strcmp(a, b) : a == b;
}

/* Two rules for one measure of one class; a rule whose measure is missing has its own fault. */
static int same_rule(const ambit_balance *a, const ambit_balance *b)
{
    return a->measure && same_text(a->measure, b->measure) && same_text(a->where, b->where);
}

static void convert_balance(ambit_judge *j, ambit_planfile *plan, const ambit_raw_plan *raw)
{
    if (!raw->balance_count) return;
    plan->balance = calloc(raw->balance_count, sizeof *plan->balance);
    if (!plan->balance) {
        j->out_of_memory = 1;
        return;
    }
    plan->n_balance = raw->balance_count;
    for (uint32_t i = 0; i < plan->n_balance; i++) convert_rule(j, &plan->balance[i], &raw->balance[i], i + 1);
    for (uint32_t i = 1; i < plan->n_balance; i++) {
        for (uint32_t k = 0; k < i; k++) {
            char key[40];
            if (!same_rule(&plan->balance[i], &plan->balance[k])) continue;
            snprintf(key, sizeof key, "balance[%u]", i + 1);
            ambit_judge_conflict(j, key,
                    "found a second rule for the same measure and class, expected one, remove the other");
            break;
        }
    }
}

static void convert_territories(ambit_judge *j, ambit_planfile *plan, const ambit_raw_plan *raw)
{
    static const char *const objectives[] = { "hours", "distance", "moment", NULL };
    plan->has_territories = ambit_judge_has(j, "territories");
    plan->territories_count = ambit_judge_whole(j, "territories.count", raw->territories.count, 1000000,
            "a number of territories");
    plan->territories_objective = (ambit_travel)ambit_judge_word(j, "territories.objective", raw->territories.objective,
            AMBIT_TRAVEL_HOURS, objectives, "hours, distance or moment");
    ambit_judge_copy(j, &plan->territories_amount, raw->territories.amount, NULL);
    ambit_judge_copy(j, &plan->territories_candidates, raw->territories.candidates, NULL);
    if (plan->has_territories && !raw->reps.file && !raw->territories.count)
        ambit_judge_conflict(j, "territories",
                "found neither a count nor a section reps, expected how many territories there are, "
                "add count: 12 or the like");
}

static void convert_contiguity(ambit_judge *j, ambit_planfile *plan, const ambit_raw_plan *raw)
{
    static const char *const rules[] = { "none", "rook", "queen", NULL }, *const islands[] = { "attach", NULL };
    int present = ambit_judge_has(j, "contiguity");
    plan->contiguity = (ambit_contiguity)ambit_judge_word(j, "contiguity.rule", raw->contiguity.rule, present, rules,
            "rook, queen or none");
    plan->islands_attach = ambit_judge_word(j, "contiguity.islands", raw->contiguity.islands, -1, islands,
            "attach") == 0;
    ambit_judge_copy(j, &plan->links, raw->contiguity.links, NULL);
    plan->snap_m = ambit_judge_metres(j, "contiguity.snap", raw->contiguity.snap);
    if (plan->contiguity == AMBIT_CONTIGUITY_NONE || plan->assign == AMBIT_ASSIGN_REGIONS) return;
    ambit_diagnosis_warning(j->diagnosis, AMBIT_FAULT_COLUMN_IGNORED, ambit_plan_place_of(j->places, "contiguity"),
            "found with assign: accounts, expected with assign: regions only, it has no effect here");
}

static void convert_compactness(ambit_judge *j, ambit_planfile *plan, const ambit_raw_plan *raw)
{
    plan->border_cost = ambit_judge_number(j, "compactness.border", raw->compactness.border, 0, 0, 1e15,
            "a cost of 0 or more");
    if (!(plan->border_cost > 0) || plan->assign == AMBIT_ASSIGN_REGIONS) return;
    ambit_diagnosis_warning(j->diagnosis, AMBIT_FAULT_COLUMN_IGNORED, ambit_plan_place_of(j->places, "compactness"),
            "found with assign: accounts, expected with assign: regions only, it has no effect here");
}

/* `reject`, or `nearest within 5 km`. */
static void convert_outside(ambit_judge *j, ambit_planfile *plan, const ambit_raw_plan *raw)
{
    static const char within[] = "nearest within ", key[] = "accounts.outside";
    const char *text = raw->accounts.outside;
    if (!text || !strcmp(text, "reject")) return;
    if (!strncmp(text, within, strlen(within))) plan->outside_km = ambit_judge_metres(j, key,
            text + strlen(within)) / 1000;
    else ambit_judge_bad(j, key, text, "reject or nearest within 5 km");
}

static void convert_output(ambit_judge *j, ambit_planfile *plan, const ambit_raw_plan *raw)
{
    plan->simplify_m = ambit_judge_metres(j, "output.simplify", raw->output.simplify);
    plan->output_wkt = ambit_judge_yes(j, "output.wkt", raw->output.wkt);
}

static void convert_travel(ambit_judge *j, ambit_planfile *plan, const ambit_raw_plan *raw)
{
    static const char *const distances[] = { "sphere", "geodesic", NULL };
    plan->speed_km_h = ambit_judge_number(j, "travel.speed_km_h", raw->travel.speed_km_h, 60, 1e-3, 1e4,
            "a speed in km/h above 0");
    plan->circuity = ambit_judge_number(j, "travel.circuity", raw->travel.circuity, 1.3, 1e-3, 1e3,
            "a factor such as 1.3");
    plan->travel_weight = ambit_judge_number(j, "travel.weight", raw->travel.weight, 1, 0, 1e15,
            "a weight of 0 or more");
    ambit_judge_copy(j, &plan->matrix, raw->travel.matrix, NULL);
    ambit_judge_copy(j, &plan->osrm, raw->travel.osrm, NULL);
    ambit_judge_copy(j, &plan->circuity_field, raw->travel.circuity_field, NULL);
    plan->distance = (ambit_distance_kind)ambit_judge_word(j, "travel.distance", raw->travel.distance,
            AMBIT_DISTANCE_SPHERE,
            distances, "sphere or geodesic");
    if (plan->osrm && plan->matrix)
        ambit_judge_conflict(j, "travel.osrm", "found osrm and matrix, expected one source of hours, remove the other");
    plan->workload_travel = ambit_judge_yes(j, "workload.travel", raw->workload.travel);
    plan->misfit_weight = ambit_judge_number(j, "misfit.weight", raw->misfit.weight, 0, 0, 1e15, "a cost of 0 or more");
}

/* ---- The plan --------------------------------------------------------------------------------------------------- */

static void convert_assign(const ambit_judge *j, ambit_planfile *plan, const ambit_raw_plan *raw)
{
    static const char *const words[] = { "accounts", "regions", NULL };
    plan->assign = (ambit_assign)ambit_judge_word(j, "assign", raw->assign, AMBIT_ASSIGN_ACCOUNTS, words,
            "accounts or regions");
    if (plan->assign == AMBIT_ASSIGN_REGIONS && !ambit_judge_has(j, "regions"))
        ambit_judge_conflict(j, "assign",
                "found regions as units but no section regions, expected one, add regions: {file: ..., "
                "id: ...}");
}

int ambit_plan_convert(ambit_planfile *plan, const ambit_raw_plan *raw, const ambit_plan_places *places,
        ambit_diagnosis *diagnosis)
{
    ambit_judge j = { places, diagnosis, 0 };
    if (raw->name) {
        free(plan->name);
        plan->name = NULL;
        ambit_judge_copy(&j, &plan->name, raw->name, NULL);
    }
    convert_assign(&j, plan, raw);
    convert_period(&j, plan, raw);
    convert_source(&j, "accounts", &plan->accounts, &raw->accounts, "account_id");
    convert_source(&j, "regions", &plan->regions, &raw->regions, "GEOID");
    convert_source(&j, "reps", &plan->reps, &raw->reps, "rep_id");
    convert_source(&j, "managers", &plan->managers, &raw->managers, "manager_id");
    convert_territories(&j, plan, raw);
    convert_contiguity(&j, plan, raw);
    convert_compactness(&j, plan, raw);
    convert_balance(&j, plan, raw);
    plan->max_accounts = ambit_judge_whole(&j, "limits.max_accounts", raw->limits.max_accounts, UINT32_MAX - 1,
            "a number of "
            "accounts");
    ambit_judge_copy(&j, &plan->forbidden, raw->forbidden, NULL);
    convert_travel(&j, plan, raw);
    convert_outside(&j, plan, raw);
    convert_output(&j, plan, raw);
    return ambit_plan_convert_stability(plan, &raw->stability, places, diagnosis)
        && ambit_plan_convert_quota(plan, &raw->quota, places, diagnosis)
        && ambit_plan_convert_coverage(plan, &raw->coverage, places, diagnosis)
        && ambit_plan_convert_pipeline(plan, raw, places, diagnosis)
        && ambit_plan_convert_size(plan, &raw->size, places, diagnosis)
        && ambit_plan_convert_mapping(plan, &raw->mapping, places, diagnosis)
        && ambit_plan_convert_frontier(plan, &raw->frontier, places, diagnosis) && !j.out_of_memory;
}
