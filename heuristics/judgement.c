/* heuristics/judgement.c - the independent verifier has the last word; then words for a person. */
#include "heuristics/run.h"

#include <stdio.h>
#include <stdlib.h>

/* What counts towards a cap, in all, or from and to rep `by`. */
typedef struct { double all, lost, gained; } tally;

static tally count(const ambit_run *r, const double *amount, uint32_t by)
{
    const ambit_problem *p = r->problem;
    tally t = { 0, 0, 0 };
    for (uint32_t u = 0; u < p->n_units; u++) {
        uint32_t before = p->current[u], now = r->result->plan[u];
        if (before == AMBIT_NOBODY || now == before) continue;
        t.all += amount[u];
        if (before == by) t.lost += amount[u];
        if (now == by) t.gained += amount[u];
    }
    return t;
}

static void tell_cap(FILE *to, const char *what, const char *name, double value, double most)
{
    if (value > most * (1 + 1e-9)) fprintf(to, "%s %.6g of %s, at most %.6g\n", what, value, name, most);
}

/* Further caps on moves that are broken. */
static void tell_caps(FILE *to, const ambit_run *r)
{
    const ambit_problem *p = r->problem;
    char name[80], what[120];
    for (uint32_t c = 0; c < p->n_caps; c++) {
        const ambit_problem_cap *cap = &p->cap[c];
        tell_cap(to, "the plan moves", cap->name, count(r, cap->amount, AMBIT_NOBODY).all, cap->allowed);
        for (uint32_t rep = 0; (cap->most_lost || cap->most_gained) && rep < p->n_reps; rep++) {
            const tally t = count(r, cap->amount, rep);
            ambit_problem_rep_name(p, rep, name);
            snprintf(what, sizeof what, "%s loses", name);
            if (cap->most_lost) tell_cap(to, what, cap->name, t.lost, cap->most_lost[rep]);
            snprintf(what, sizeof what, "%s gains", name);
            if (cap->most_gained) tell_cap(to, what, cap->name, t.gained, cap->most_gained[rep]);
        }
    }
}

/* The rows that are broken, or whatever else the verifier named. */
static ambit_status explain_violations(ambit_run *r, const double *load, const char *fault, ambit_error *err)
{
    const ambit_problem *p = r->problem;
    char *text = NULL, name[80];
    size_t size;
    FILE *to = open_memstream(&text, &size);
    if (!to) return ambit_fail(err, AMBIT_E_MEMORY, "no memory for an explanation");
    uint32_t said = 0, broken = 0;
    tell_caps(to, r);
    for (uint32_t a = 0; a < p->n_rules; a++)
        for (uint32_t rep = 0; rep < p->n_reps; rep++) {
            double value = load[a * p->n_reps + rep], lower = p->rule[a].lower[rep], upper = p->rule[a].upper[rep];
            double slack = 1e-9 * fmax(fabs(value), 1e-300);
            if (value <= upper + slack && value >= lower - slack) continue;
            broken++;
            if (said++ < 20)
                fprintf(to, "%s has %.6g of %s, %s %.6g\n", ambit_problem_rep_name(p, rep, name), value,
                        p->rule[a].name, value > upper ? "at most" : "at least", value > upper ? upper : lower);
        }
    if (!broken && !ftell(to)) fprintf(to, "%s\n", fault);
    if (broken > 20) fprintf(to, "and %u more\n", broken - 20);
    if (fclose(to)) return free(text), ambit_fail(err, AMBIT_E_MEMORY, "no memory for an explanation");
    r->result->explanation = text;
    return AMBIT_OK;
}

/* The plan in force is the answer: whoever asked for a better one is told so. */
static ambit_status say_what_stays(ambit_run *r, ambit_error *err)
{
    const ambit_problem *p = r->problem;
    for (uint32_t u = 0; u < p->n_units; u++)
        if (!p->current || p->current[u] != r->result->plan[u]) return AMBIT_OK;
    const char *why = r->result->summary.status == AMBIT_PLAN_OPTIMAL ? "no better one keeps the rules and the caps"
                                                                      : "no better one was found";
    if (asprintf(&r->result->explanation, "the plan in force stays: %s\n", why) >= 0) return AMBIT_OK;
    r->result->explanation = NULL;
    return ambit_fail(err, AMBIT_E_MEMORY, "no memory for an explanation");
}

static ambit_status find_centres(ambit_run *r, ambit_error *err)
{
    r->result->centre = malloc(r->problem->n_reps * sizeof *r->result->centre);
    if (!r->result->centre) return ambit_fail(err, AMBIT_E_MEMORY, "no memory for the centres");
    return ambit_problem_best_centres(r->problem, r->result->plan, r->result->centre, err);
}

ambit_status ambit_judgement_pass(ambit_run *r, ambit_error *err)
{
    ambit_summary *s = &r->result->summary;
    const ambit_problem *p = r->problem;
    double *load = calloc((size_t)p->n_rules * p->n_reps + 1, sizeof *load);
    r->result->plan = malloc(p->n_units * sizeof *r->result->plan);
    if (!load || !r->result->plan) return free(load), ambit_fail(err, AMBIT_E_MEMORY, "no memory for the plan");
    if (r->siting) ambit_siting_expand(r->siting, r->choice, r->result->plan);
    else ambit_core_expand(r->core, r->choice, r->result->plan);
    ambit_verdict verdict;
    ambit_status status = ambit_evaluate(&verdict, p, r->result->plan, load, err);
    if (!status && p->has_centres) status = find_centres(r, err);
    if (status) return free(load), status;
    s->cost = verdict.cost, s->violation = verdict.violation;
    double slack = 1e-9 * (1 + fabs(s->cost.total));
    if (verdict.within_rules && s->bound > s->cost.total + slack)
        status = ambit_fail(err, AMBIT_E_INTERNAL, "the bound %.17g is above the plan's cost %.17g", s->bound,
                            s->cost.total);
    if (verdict.within_rules && r->optimal) s->bound = s->cost.total;
    s->bound = verdict.within_rules ? fmin(s->bound, s->cost.total) : s->bound;
    s->gap = s->cost.total != 0 ? fmax(0, s->cost.total - s->bound) / fabs(s->cost.total) : s->bound < 0 ? INFINITY : 0;
    s->status = !verdict.within_rules ? AMBIT_PLAN_VIOLATED : s->gap <= 1e-9 ? AMBIT_PLAN_OPTIMAL : AMBIT_PLAN_FEASIBLE;
    if (!status && s->status == AMBIT_PLAN_VIOLATED) {
        s->gap = INFINITY;
        status = explain_violations(r, load, verdict.first_fault, err);
    } else if (!status) {
        status = say_what_stays(r, err);
    }
    free(load);
    return status;
}

void ambit_judgement_say(ambit_run *r)
{
    ambit_summary *s = &r->result->summary;
    size_t used = (size_t)snprintf(r->result->engine, sizeof r->result->engine, "%s",
                                   r->options.engine == AMBIT_ENGINE_AUTO ? "auto: " : "");
    for (int phase = 0; phase < N_PHASES; phase++) {
        if (!r->part[phase].name) continue;
        used += (size_t)snprintf(r->result->engine + used, sizeof r->result->engine - used, "%s%s",
                                 s->n_contributions ? ", " : "", r->part[phase].name);
        r->result->contribution[s->n_contributions++] = r->part[phase];
    }
    s->engine = r->result->engine;
}
