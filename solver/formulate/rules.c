/* solver/formulate/rules.c - measures summed per unit, and balance rules made of them: share_j = total * fte_j / sum
 * fte. */
#include "solver/formulate/parts.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- Measures -------------------------------------------------------------------------------------------------- */

static const ambit_layer_field *find_field(const ambit_formulating *w, const char *name)
{
    for (uint32_t k = 0; w->by_region && k < w->regions->n_fields; k++)
        if (!strcmp(w->regions->field[k].name, name)) return &w->regions->field[k];
    return NULL;
}

static const double *find_column(const ambit_formulating *w, const char *name)
{
    const ambit_accounts *a = &w->instance->accounts;
    for (uint32_t k = 0; k < a->n_measures; k++)
        if (!strcmp(a->measure[k].name, name)) return a->measure[k].value;
    return NULL;
}

/* A field of the layer: each cell a finite number of at least 0, or empty where that counts as 0. */
static void read_field(ambit_formulating *w, const ambit_layer_field *field, bool empty_is_zero, double *amount)
{
    ambit_place place = { w->plan->regions.file, 0, 0, field->name };
    for (uint32_t u = 0; u < w->f->n_units; u++) {
        double value = field->value[u];
        amount[u] = value > 0 && isfinite(value) ? value : 0;
        if (isnan(value) && !empty_is_zero)
            ambit_diagnosis_error(w->diagnosis, AMBIT_FAULT_NUMBER_EMPTY, place, "found an empty cell for region "
                    "%s, expected a number, fill it in or say empty: 0 in the rule", w->f->unit_id[u]);
        else if (value < 0 || isinf(value))
            ambit_diagnosis_error(w->diagnosis, AMBIT_FAULT_NUMBER_RANGE, place, "found %g for region %s, expected "
                    "a number of at least 0, correct it", value, w->f->unit_id[u]);
    }
}

/* The code of the class that `where` names, and its column; NULL and a fault when there is none. */
static const ambit_classes *find_class(ambit_formulating *w, const char *where, ambit_place place, uint32_t *code)
{
    const ambit_accounts *a = &w->instance->accounts;
    const char *equals = strchr(where, '=');
    size_t length = equals ? (size_t)(equals - where) : 0;
    while (length && where[length - 1] == ' ') length--;
    const char *text = equals ? equals + 1 + strspn(equals + 1, " ") : "";
    for (uint32_t k = 0; k < a->n_classes; k++) {
        const ambit_classes *c = &a->classes[k];
        if (strlen(c->name) != length || strncmp(c->name, where, length) != 0) continue;
        for (*code = 0; *code < c->n_texts; ++*code)
            if (!strcmp(c->text[*code], text)) return c;
        ambit_diagnosis_error(w->diagnosis, AMBIT_FAULT_RULE_CONFLICT, place, "found where: %s, expected a text "
                "that occurs in column %s (such as %s), correct it", where, c->name, c->n_texts ? c->text[0]
                        : "none: the file is empty");
        return NULL;
    }
    ambit_diagnosis_error(w->diagnosis, AMBIT_FAULT_RULE_CONFLICT, place, "found where: %s, expected a column of "
            "the accounts, an equals sign and a text, such as tier=A", where);
    return NULL;
}

/* What one account brings: a column of the file, or what follows from visits and minutes. */
typedef struct { const double *column, *visits, *minutes; } source;

static double account_amount(const source *s, uint32_t i)
{
    if (s->column) return s->column[i];
    return s->minutes ? s->visits[i] * s->minutes[i] / 60 : 1;
}

/* Finds what the measure is made of; false and a fault when nothing is. */
static bool find_source(ambit_formulating *w, const char *measure, ambit_place place, source *s)
{
    const ambit_accounts *a = &w->instance->accounts;
    *s = (source){ find_column(w, measure), a->visits, NULL };
    bool workload = !s->column && !strcmp(measure, "workload");
    if (workload) s->minutes = a->minutes;
    if (a->n && (s->column || s->minutes || !strcmp(measure, "accounts"))) return true;
    ambit_diagnosis_error(w->diagnosis, AMBIT_FAULT_COLUMN_MISSING, place, "found no %s for measure %s, expected "
            "%s, add it or remove the rule", w->by_region ? "column or field" : "column", measure,
            workload ? "a column workload, or minutes (a visit)" : "a numeric column of that name");
    return false;
}

ambit_status ambit_formulate_measure(ambit_formulating *w, const char *measure, const char *where, bool empty_is_zero,
        ambit_place place, double *amount, double *per_hour, bool *travels)
{
    const ambit_accounts *a = &w->instance->accounts;
    const ambit_layer_field *field = find_field(w, measure);
    const ambit_classes *class = NULL;
    uint32_t code = 0;
    source from;
    *travels = false;
    for (uint32_t u = 0; u < w->f->n_units; u++) amount[u] = per_hour[u] = 0;
    if (field && where)
        ambit_diagnosis_error(w->diagnosis, AMBIT_FAULT_RULE_CONFLICT, place, "found where: %s beside %s, a field "
                "of the regions, expected a measure of the accounts, remove where", where, measure);
    else if (field) read_field(w, field, empty_is_zero, amount);
    if (field || !find_source(w, measure, place, &from)) return AMBIT_OK;
    if (where && !(class = find_class(w, where, place, &code))) return AMBIT_OK;
    *travels = from.minutes && w->plan->workload_travel;
    for (uint32_t i = 0; i < a->n; i++) {
        uint32_t u = ambit_formulating_unit(w, i);
        if (u == AMBIT_OUTSIDE || (class && class->code[i] != code)) continue;
        amount[u] += account_amount(&from, i);
        if (*travels) per_hour[u] += a->visits[i] * ambit_formulating_detour(w, u);
    }
    return AMBIT_OK;
}

/* ---- Totals ---------------------------------------------------------------------------------------------------- */

static int by_pair(const void *a, const void *b)
{
    const ambit_pair *x = a, *y = b;
    if (x->unit != y->unit) return x->unit < y->unit ? -1 : 1;
    return (x->rep > y->rep) - (x->rep < y->rep);
}

static bool may_serve(const ambit_problem *p, const ambit_pair *forbidden, uint32_t u, uint32_t r)
{
    const ambit_pair key = { u, r, 0 };
    if (p->locked && p->locked[u] != AMBIT_NOBODY && p->locked[u] != r) return false;
    if (p->unit_class && !(p->misfit_cost > 0) && !(p->rep_classes[r] >> p->unit_class[u] & 1)) return false;
    return !p->n_forbidden || !bsearch(&key, forbidden, p->n_forbidden, sizeof key, by_pair);
}

static double least_in_matrix(const ambit_problem *p, const ambit_pair *forbidden, uint32_t u)
{
    double least = INFINITY;
    for (size_t k = p->pair_first[u]; k < p->pair_first[u + 1]; k++)
        if (p->pair_hours[k] < least && may_serve(p, forbidden, u, p->pair_rep[k])) least = p->pair_hours[k];
    return least;
}

/* The nearest by the square of the chord, which orders places as the distance does without its root and arcsine. */
static double least_on_sphere(const ambit_problem *p, const ambit_pair *forbidden, uint32_t u)
{
    double least = INFINITY;
    uint32_t nearest = AMBIT_NOBODY;
    for (uint32_t r = 0; r < p->n_reps; r++) {
        double x = p->unit_at[u].x - p->rep_at[r].x, y = p->unit_at[u].y - p->rep_at[r].y;
        double z = p->unit_at[u].z - p->rep_at[r].z, square = x * x + y * y + z * z;
        if (square < least && may_serve(p, forbidden, u, r)) least = square, nearest = r;
    }
    return nearest == AMBIT_NOBODY ? INFINITY : ambit_problem_star_hours(p, u, nearest);
}

/* Hours to the nearest rep who may serve the unit; 0 when there is none (the problem is infeasible then). */
static double least_hours(const ambit_problem *p, const ambit_pair *forbidden, uint32_t u)
{
    double least = p->pair_first ? least_in_matrix(p, forbidden, u) : p->unit_at ? least_on_sphere(p, forbidden, u) : 0;
    return isinf(least) ? 0 : least;
}

/* Sum of the units' least amounts. The hours of all units are found in parallel, but added in one order. */
static ambit_status find_total(ambit_formulating *w, const double *amount, const double *per_hour, double *total)
{
    const ambit_problem *p = w->f->problem;
    *total = 0;
    for (uint32_t u = 0; u < p->n_units; u++) *total += amount[u];
    if (!per_hour) return AMBIT_OK;
    double *hours = malloc(p->n_units * sizeof *hours);
    ambit_pair *forbidden = malloc((p->n_forbidden + 1) * sizeof *forbidden);
    if (hours && forbidden) {
        if (p->n_forbidden) memcpy(forbidden, p->forbidden, p->n_forbidden * sizeof *forbidden);
        qsort(forbidden, p->n_forbidden, sizeof *forbidden, by_pair);
#pragma omp parallel for schedule(static)
        for (uint32_t u = 0; u < p->n_units; u++) hours[u] = per_hour[u] > 0 ? least_hours(p, forbidden, u) : 0;
        for (uint32_t u = 0; u < p->n_units; u++) *total += per_hour[u] * hours[u];
    }
    bool done = hours && forbidden;
    free(hours), free(forbidden);
    return done ? AMBIT_OK : ambit_formulate_no_memory(w);
}

/* ---- Rules ----------------------------------------------------------------------------------------------------- */

/* The post of a rep, as far as the rep is there to fill it. */
static double present_fte(const ambit_formulating *w, uint32_t r)
{
    return w->instance->reps.fte[r] * w->instance->reps.presence[r];
}

static double sum_fte(const ambit_formulating *w)
{
    double sum = 0;
    for (uint32_t r = 0; r < w->f->n_reps; r++) sum += present_fte(w, r);
    return sum;
}

static const char *rule_name(ambit_formulating *w, const ambit_balance *balance)
{
    char name[400];
    if (balance->where) snprintf(name, sizeof name, "%s where %s", balance->measure, balance->where);
    else snprintf(name, sizeof name, "%s", balance->measure);
    return ambit_arena_copy(&w->f->texts, name, strlen(name));
}

/* Shares and bounds: share * (1 -/+ tolerance). A tolerance of 100 % or more has no lower bound but 0. */
static ambit_status add_balance(ambit_formulating *w, ambit_formulated_rule *rule, const ambit_balance *balance,
        const double *per_hour)
{
    uint32_t n = w->f->n_reps;
    double *bound = malloc(2 * (size_t)n * sizeof *bound), sum = sum_fte(w);
    rule->share = malloc(n * sizeof *rule->share);
    if (!bound || !rule->share) {
        free(bound);
        return ambit_formulate_no_memory(w);
    }
    for (uint32_t r = 0; r < n; r++) {
        rule->share[r] = rule->total * (present_fte(w, r) / sum);
        bound[r] = rule->share[r] * fmax(0, 1 - balance->tolerance);
        bound[n + r] = rule->share[r] * (1 + balance->tolerance);
    }
    ambit_rule made = { .name = rule->name, .amount = rule->amount, .per_hour = per_hour, .lower = bound,
        .upper = bound + n, .ideal = rule->share, .ideal_weight = balance->ideal_weight };
    ambit_status status = ambit_problem_add_rule(w->f->problem, &made, w->err);
    free(bound);
    return status;
}

static ambit_status formulate_balance(ambit_formulating *w, const ambit_balance *balance, double *per_hour)
{
    ambit_place place = { w->plan_shown, balance->line, 0, "balance" };
    ambit_formulated_rule *rule = &w->f->rule[w->f->n_rules];
    double *amount = malloc(w->f->n_units * sizeof *amount);
    bool travels;
    *rule = (ambit_formulated_rule){ .name = rule_name(w, balance), .measure = balance->measure, .amount = amount,
        .tolerance = balance->tolerance, .rule = w->f->n_rules };
    w->f->n_rules++;
    if (!amount || !rule->name) return ambit_formulate_no_memory(w);
    uint64_t before = ambit_diagnosis_n_errors(w->diagnosis);
    ambit_status status = ambit_formulate_measure(w, balance->measure, balance->where, balance->empty_is_zero, place,
            amount, per_hour, &travels);
    if (status == AMBIT_OK) status = find_total(w, amount, travels ? per_hour : NULL, &rule->total);
    if (status != AMBIT_OK || ambit_diagnosis_n_errors(w->diagnosis) > before) return status;
    if (rule->total > 0) return add_balance(w, rule, balance, travels ? per_hour : NULL);
    ambit_diagnosis_error(w->diagnosis, AMBIT_FAULT_RULE_CONFLICT, place, "found %s 0 everywhere, expected an "
            "amount above 0 somewhere, correct the data or remove the rule", rule->name);
    return AMBIT_OK;
}

/* The cap on accounts is a rule like any other: one each, at most the rep's own or the plan's cap. */
static ambit_status formulate_cap(ambit_formulating *w)
{
    uint32_t n = w->f->n_reps;
    const uint32_t *own = w->instance->reps.max_accounts;
    bool any = w->plan->max_accounts > 0;
    for (uint32_t r = 0; own && r < n; r++) any = any || own[r] > 0;
    if (!any) return AMBIT_OK;
    double *lower = malloc(n * sizeof *lower), *upper = malloc(n * sizeof *upper);
    ambit_status status = lower && upper ? AMBIT_OK : ambit_formulate_no_memory(w);
    for (uint32_t r = 0; status == AMBIT_OK && r < n; r++) {
        lower[r] = -INFINITY;
        upper[r] = w->plan->max_accounts ? (double)w->plan->max_accounts : INFINITY;
        if (own && own[r]) upper[r] = fmin(upper[r], own[r]);
    }
    const ambit_rule rule = { .name = "accounts", .amount = w->accounts_inside, .lower = lower, .upper = upper };
    if (status == AMBIT_OK) status = ambit_problem_add_rule(w->f->problem, &rule, w->err);
    free(lower), free(upper);
    return status;
}

ambit_status ambit_formulate_rules(ambit_formulating *w)
{
    ambit_place place = { w->plan->reps.file, 0, 0, "fte" };
    if (!(sum_fte(w) > 0)) {
        ambit_diagnosis_error(w->diagnosis, AMBIT_FAULT_NUMBER_RANGE, place, "found 0 for every rep, expected at "
                "least one above 0, correct the column");
        return AMBIT_OK;
    }
    double *per_hour = malloc(w->f->n_units * sizeof *per_hour);
    w->f->rule = calloc((size_t)w->plan->n_balance + 1, sizeof *w->f->rule);
    ambit_status status = per_hour && w->f->rule ? AMBIT_OK : ambit_formulate_no_memory(w);
    for (uint32_t a = 0; a < w->plan->n_balance && status == AMBIT_OK; a++)
        status = formulate_balance(w, &w->plan->balance[a], per_hour);
    if (status == AMBIT_OK) status = formulate_cap(w);
    free(per_hour);
    return status;
}
