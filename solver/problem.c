/* solver/problem.c - the builder behind the public API: each array is judged, copied, and takes the old one's place.
 * Here are its life, its names and its rules; travel stands in problem_travel.c.
 *
 * A setter that fails leaves the problem as it was, so a caller may correct the input and go on. */
#include "solver/problem_check.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

ambit_status ambit_problem_build(ambit_problem **out, uint32_t n_units, uint32_t n_reps, ambit_error *err)
{
    if (!out) return ambit_fail(err, AMBIT_E_INPUT, "out: found NULL, expected a place for the problem");
    *out = NULL;
    if (n_units == 0 || n_reps == 0 || n_units == AMBIT_NOBODY || n_reps == AMBIT_NOBODY)
        return ambit_fail(err, AMBIT_E_INPUT, "found %u units and %u reps, expected at least one of each and "
                "fewer than %u", n_units, n_reps, AMBIT_NOBODY);
    ambit_problem *p = calloc(1, sizeof *p);
    if (!p || !(p->visits = malloc(n_units * sizeof *p->visits))) {
        free(p);
        return ambit_fail(err, AMBIT_E_MEMORY, "no memory for %u units", n_units);
    }
    for (uint32_t u = 0; u < n_units; u++) p->visits[u] = 1;
    p->n_units = n_units;
    p->n_reps = n_reps;
    p->moved_allowed = INFINITY;
    ambit_arena_init(&p->texts);
    *out = p;
    return AMBIT_OK;
}

static void free_rule(ambit_problem_rule *rule)
{
    free(rule->name), free(rule->amount), free(rule->per_hour), free(rule->pair_amount);
    free(rule->lower), free(rule->upper), free(rule->ideal);
}

void ambit_problem_free(ambit_problem *p)
{
    if (!p) return;
    for (uint32_t a = 0; a < p->n_rules; a++) free_rule(&p->rule[a]);
    free(p->rule), free(p->unit_name), free(p->rep_name), free(p->visits), free(p->unit_at), free(p->rep_at);
    free(p->unit_lon_deg), free(p->unit_lat_deg), free(p->rep_lon_deg), free(p->rep_lat_deg);
    free(p->pair_first), free(p->pair_rep), free(p->pair_hours), free(p->pair_place), free(p->forbidden);
    free(p->unit_class), free(p->rep_classes), free(p->locked), free(p->group), free(p->current);
    for (uint32_t c = 0; c < p->n_caps; c++) ambit_problem_free_cap(&p->cap[c]);
    free(p->cap), free(p->move_cost), free(p->move_amount), free(p->border);
    free(p->priced_border), free(p->border_cost);
    free(p->unit_x), free(p->unit_y), free(p->rep_x), free(p->rep_y);
    free(p->is_free), free(p->may_centre), free(p->capacity);
    ambit_arena_reset(&p->texts);
    free(p);
}

/* ---- Names ----------------------------------------------------------------------------------------------------- */

/* At most `room` bytes of text with its NUL; what is too long is cut between UTF-8 characters and gets three dots. */
static void copy_short(char *to, size_t room, const char *text)
{
    size_t length = strlen(text);
    if (length < room) {
        memcpy(to, text, length + 1);
        return;
    }
    length = room - 4;
    while (length > 0 && ((unsigned char)text[length] & 0xC0) == 0x80) length--;
    memcpy(to, text, length);
    memcpy(to + length, "...", 4);
}

static const char *call(const char *kind, const char *const *name, uint32_t number, char buffer[static 80])
{
    int used = snprintf(buffer, 80, "%s ", kind);
    if (name) copy_short(buffer + used, 80 - (size_t)used, name[number]);
    else snprintf(buffer + used, 80 - (size_t)used, "%u", number);
    return buffer;
}

const char *ambit_problem_unit_name(const ambit_problem *p, uint32_t u, char buffer[static 80])
{
    return call("unit", p->unit_name, u, buffer);
}

const char *ambit_problem_rep_name(const ambit_problem *p, uint32_t r, char buffer[static 80])
{
    return call("rep", p->rep_name, r, buffer);
}

/* Copies the n names into the arena; *out is NULL when `from` is. */
static ambit_status copy_names(const char ***out, ambit_arena *texts, const char *const *from, uint32_t n,
        const char *kind, ambit_error *err)
{
    *out = NULL;
    if (!from) return AMBIT_OK;
    if (!(*out = malloc(n * sizeof **out)))
        return ambit_fail(err, AMBIT_E_MEMORY, "no memory for %u %s names", n, kind);
    for (uint32_t i = 0; i < n; i++) {
        if (!from[i]) return ambit_fail(err, AMBIT_E_INPUT, "%s_name[%u]: found NULL, expected a text", kind, i);
        if (!((*out)[i] = ambit_arena_copy(texts, from[i], strlen(from[i]))))
            return ambit_fail(err, AMBIT_E_MEMORY, "no memory for %u %s names", n, kind);
    }
    return AMBIT_OK;
}

ambit_status ambit_problem_name(ambit_problem *p, const char *const *unit_name, const char *const *rep_name,
        ambit_error *err)
{
    ambit_arena texts;
    const char **units = NULL, **reps = NULL;
    ambit_arena_init(&texts);
    ambit_status status = copy_names(&units, &texts, unit_name, p->n_units, "unit", err);
    if (status == AMBIT_OK) status = copy_names(&reps, &texts, rep_name, p->n_reps, "rep", err);
    if (status != AMBIT_OK) {
        free(units), free(reps);
        ambit_arena_reset(&texts);
        return status;
    }
    free(p->unit_name), free(p->rep_name);
    ambit_arena_reset(&p->texts);
    p->unit_name = units;
    p->rep_name = reps;
    p->texts = texts;
    return AMBIT_OK;
}

/* ---- Rules ----------------------------------------------------------------------------------------------------- */

static ambit_status check_bounds(const ambit_problem *p, const ambit_rule *rule, ambit_error *err)
{
    char name[80];
    if (!rule->lower || !rule->upper)
        return ambit_fail(err, AMBIT_E_INPUT, "rule %s: found NULL, expected arrays of %u for lower and upper",
                rule->name, p->n_reps);
    for (uint32_t r = 0; r < p->n_reps; r++)
        if (!(rule->lower[r] <= rule->upper[r]) || rule->lower[r] == INFINITY || rule->upper[r] == -INFINITY)
            return ambit_fail(err, AMBIT_E_INPUT, "rule %s, %s: found the bounds %g to %g, expected a lower one that "
                    "is not above the upper", rule->name, ambit_problem_rep_name(p, r, name), rule->lower[r],
                    rule->upper[r]);
    return AMBIT_OK;
}

/* Where the k-th given pair lies among the sorted ones. */
static size_t place_of(const ambit_problem *p, size_t k) { return p->pair_place ? p->pair_place[k] : k; }

static ambit_status check_pair_amounts(const ambit_problem *p, const double *amount, ambit_error *err)
{
    char unit[80], rep[80], text[32];
    if (!p->pair_first)
        return ambit_fail(err, AMBIT_E_INPUT, "pair_amount: found a problem without pairs, expected "
                "ambit_problem_set_pairs before");
    for (size_t k = 0; k < p->pair_first[p->n_units]; k++) {
        if (amount[k] >= 0 && !isinf(amount[k])) continue;
        size_t place = place_of(p, k);
        uint32_t u = 0;
        while (p->pair_first[u + 1] <= place) u++;
        return ambit_fail(err, AMBIT_E_INPUT, "pair_amount[%zu] of %s and %s: found %s, expected a finite number of at "
                "least 0", k, ambit_problem_unit_name(p, u, unit), ambit_problem_rep_name(p, p->pair_rep[place], rep),
                ambit_problem_number_text(amount[k], text));
    }
    return AMBIT_OK;
}

static ambit_status check_rule(const ambit_problem *p, const ambit_rule *rule, ambit_error *err)
{
    ambit_status status = AMBIT_OK;
    ambit_error why = { AMBIT_OK, "" };
    if (!rule || !rule->name || !*rule->name)
        return ambit_fail(err, AMBIT_E_INPUT, "rule %u: found no name, expected a text such as workload", p->n_rules);
    if ((status = check_bounds(p, rule, err)) != AMBIT_OK) return status;
    if (rule->amount || !rule->pair_amount)
        status = ambit_problem_check_amounts(p, rule->amount, p->n_units, "amount", ambit_problem_unit_name, &why);
    if (status == AMBIT_OK && rule->per_hour)
        status = ambit_problem_check_amounts(p, rule->per_hour, p->n_units, "per_hour", ambit_problem_unit_name, &why);
    if (status == AMBIT_OK && rule->pair_amount) status = check_pair_amounts(p, rule->pair_amount, &why);
    if (status == AMBIT_OK && rule->ideal)
        status = ambit_problem_check_amounts(p, rule->ideal, p->n_reps, "ideal", ambit_problem_rep_name, &why);
    if (status == AMBIT_OK) status = ambit_problem_check_number(rule->ideal_weight, 0, false, "ideal_weight", &why);
    if (status != AMBIT_OK) return ambit_fail(err, status, "rule %s: %s", rule->name, why.text);
    if (rule->ideal_weight > 0 && !rule->ideal)
        return ambit_fail(err, AMBIT_E_INPUT, "rule %s: found ideal_weight %g and no ideal, expected an array of %u",
                rule->name, rule->ideal_weight, p->n_reps);
    return AMBIT_OK;
}

/* The amounts of the given pairs in the order of the sorted ones. */
static double *sort_pair_amounts(const ambit_problem *p, const double *amount)
{
    size_t n = p->pair_first[p->n_units];
    double *sorted = malloc((n + 1) * sizeof *sorted);
    for (size_t k = 0; sorted && k < n; k++) sorted[place_of(p, k)] = amount[k];
    return sorted;
}

/* Fills `to` with copies; 0 without memory, then the caller frees what there is. */
static int copy_rule(ambit_problem_rule *to, const ambit_rule *from, const ambit_problem *p)
{
    const size_t size = sizeof(double), n_units = p->n_units, n_reps = p->n_reps;
    *to = (ambit_problem_rule){ .ideal_weight = from->ideal_weight };
    bool ideal = from->ideal_weight > 0;
    return (to->name = ambit_problem_copy(from->name, strlen(from->name) + 1, 1)) != NULL
        && (to->amount = from->amount ? ambit_problem_copy(from->amount, n_units, size) : calloc(n_units, size)) != NULL
        && (!from->pair_amount || (to->pair_amount = sort_pair_amounts(p, from->pair_amount)) != NULL)
        && (!from->per_hour || (to->per_hour = ambit_problem_copy(from->per_hour, n_units, size)) != NULL)
        && (to->lower = ambit_problem_copy(from->lower, n_reps, size)) != NULL
        && (to->upper = ambit_problem_copy(from->upper, n_reps, size)) != NULL
        && (!ideal || (to->ideal = ambit_problem_copy(from->ideal, n_reps, size)) != NULL);
}

ambit_status ambit_problem_add_rule(ambit_problem *p, const ambit_rule *rule, ambit_error *err)
{
    ambit_status status = check_rule(p, rule, err);
    if (status != AMBIT_OK) return status;
    ambit_problem_rule *grown = realloc(p->rule, ((size_t)p->n_rules + 1) * sizeof *grown);
    if (!grown) return ambit_problem_no_memory("rule", err);
    p->rule = grown;
    if (!copy_rule(&grown[p->n_rules], rule, p)) {
        free_rule(&grown[p->n_rules]);
        return ambit_problem_no_memory("rule", err);
    }
    p->n_rules++;
    return AMBIT_OK;
}

double ambit_problem_typical_share(const double *upper, const double *ideal, const double *lower, uint32_t n)
{
    const double *figure[3] = { upper, ideal, lower };
    for (int i = 0; i < 3; i++) {
        double sum = 0;
        uint32_t counted = 0;
        for (uint32_t r = 0; figure[i] && r < n; r++)
            if (isfinite(figure[i][r])) sum += fabs(figure[i][r]), counted++;
        if (sum > 0) return sum / counted;
    }
    return 1;
}
