/* solver/verify.c - the judge of plans: `ambit_evaluate` of instances/ambit.h.
 *
 * It reads the problem's arrays and the assignment and nothing else. On purpose it has its own distance (haversine on
 * the degrees as given, where the search takes chords of unit vectors), its own sums (compensated, in the order of
 * the units) and its own idea of who may serve whom: a mistake in the search cannot hide here.
 * O(units * rules + forbidden + borders). */
#include "solver/problem_check.h"
#include "solver/verify.h"
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct {
    const ambit_problem *p;
    const uint32_t *plan;
    ambit_verdict *out;
    ambit_exact_sum violation;
    ambit_exact_sum *load; /* [n_rules * n_reps] */
    uint32_t *centre;      /* [n_reps] */
} judge;

/* Counts a violation of so many shares; the first one gets its sentence. */
__attribute__((format(printf, 3, 4)))
static void blame(judge *j, double shares, const char *format, ...)
{
    ambit_exact_add(&j->violation, shares);
    j->out->within_rules = 0;
    if (*j->out->first_fault) return;
    va_list args;
    va_start(args, format);
    vsnprintf(j->out->first_fault, sizeof j->out->first_fault, format, args);
    va_end(args);
}

/* ---- Hours and eligibility ------------------------------------------------------------------------------------- */

/* Finds the hours of the pair and its place in the matrix; false when there is a matrix that lacks it. */
static bool find_hours(const ambit_problem *p, uint32_t u, uint32_t r, double *hours, size_t *place)
{
    *hours = 0;
    *place = SIZE_MAX;
    if (p->pair_first) {
        size_t from = p->pair_first[u], to = p->pair_first[u + 1];
        while (to - from > 1) {
            size_t middle = from + (to - from) / 2;
            if (p->pair_rep[middle] <= r) from = middle; else to = middle;
        }
        if (from == to || p->pair_rep[from] != r) return false;
        *hours = p->pair_hours[from];
        *place = from;
        return true;
    }
    *hours = ambit_verify_hours(p, u, r);
    return true;
}

static bool in_class(const ambit_problem *p, uint32_t u, uint32_t r)
{
    return !p->unit_class || (p->rep_classes[r] >> p->unit_class[u] & 1);
}

/* ---- Unit by unit ---------------------------------------------------------------------------------------------- */

typedef struct { ambit_exact_sum travel, disruption, misfit, moved; } unit_sums;

static void judge_move(judge *j, unit_sums *sums, uint32_t u, uint32_t r)
{
    const ambit_problem *p = j->p;
    if (!p->current || p->current[u] == AMBIT_NOBODY || p->current[u] == r) return;
    if (p->move_cost) ambit_exact_add(&sums->disruption, p->move_cost[u]);
    ambit_exact_add(&sums->moved, p->move_amount ? p->move_amount[u] : 1);
    j->out->moved_units++;
}

static void judge_unit(judge *j, unit_sums *sums, uint32_t u)
{
    const ambit_problem *p = j->p;
    char unit[80], rep[80], other[80];
    uint32_t r = j->plan[u];
    double hours;
    size_t place;
    if (r == AMBIT_NOBODY) {
        blame(j, 1, "%s has no rep", ambit_problem_unit_name(p, u, unit));
        return;
    }
    if (!find_hours(p, u, r, &hours, &place))
        blame(j, 1, "%s is with %s, a pair that the travel matrix does not have", ambit_problem_unit_name(p, u, unit),
                ambit_problem_rep_name(p, r, rep));
    if (!in_class(p, u, r)) {
        if (p->misfit_cost > 0) ambit_exact_add(&sums->misfit, p->misfit_cost);
        else blame(j, 1, "%s is with %s, who does not serve its class", ambit_problem_unit_name(p, u, unit),
                ambit_problem_rep_name(p, r, rep));
    }
    if (p->locked && p->locked[u] != AMBIT_NOBODY && p->locked[u] != r)
        blame(j, 1, "%s is with %s, but locked to %s", ambit_problem_unit_name(p, u, unit),
                ambit_problem_rep_name(p, r, rep), ambit_problem_rep_name(p, p->locked[u], other));
    ambit_exact_add(&sums->travel, p->visits[u] * (p->pair_first ? hours
                                                   : ambit_verify_visit_cost(p, u, r, j->centre[r])));
    judge_move(j, sums, u, r);
    for (uint32_t a = 0; a < p->n_rules; a++) {
        ambit_exact_sum *load = &j->load[(size_t)a * p->n_reps + r];
        ambit_exact_add(load, p->rule[a].amount[u]);
        if (p->rule[a].per_hour) ambit_exact_add(load, p->rule[a].per_hour[u] * hours);
        if (p->rule[a].pair_amount && place != SIZE_MAX) ambit_exact_add(load, p->rule[a].pair_amount[place]);
    }
}

static void judge_forbidden(judge *j)
{
    char unit[80], rep[80];
    for (size_t k = 0; k < j->p->n_forbidden; k++) {
        ambit_pair pair = j->p->forbidden[k];
        if (j->plan[pair.unit] == pair.rep)
            blame(j, 1, "%s is with %s, a pair that is forbidden", ambit_problem_unit_name(j->p, pair.unit, unit),
                    ambit_problem_rep_name(j->p, pair.rep, rep));
    }
}

/* A group goes by the number of its first unit: each other unit must have that one's rep. */
static void judge_groups(judge *j)
{
    const ambit_problem *p = j->p;
    char one[80], other[80];
    for (uint32_t u = 0; p->group && u < p->n_units; u++) {
        uint32_t first = p->group[u];
        if (first != AMBIT_NOBODY && j->plan[first] != j->plan[u])
            blame(j, 1, "%s and %s belong together, but have different reps", ambit_problem_unit_name(p, first, one),
                    ambit_problem_unit_name(p, u, other));
    }
}

/* ---- Rules ----------------------------------------------------------------------------------------------------- */

static const double HELD = 1e-9; /* of the row's share */

static double mean_finite(const double *value, uint32_t n)
{
    double sum = 0, count = 0;
    for (uint32_t i = 0; value && i < n; i++)
        if (isfinite(value[i])) sum += fabs(value[i]), count++;
    return count > 0 ? sum / count : 0;
}

static double rule_scale(const ambit_problem_rule *rule, uint32_t n_reps)
{
    const double *candidate[3] = { rule->upper, rule->ideal, rule->lower };
    for (int i = 0; i < 3; i++) {
        double mean = mean_finite(candidate[i], n_reps);
        if (mean > 0) return mean;
    }
    return 1;
}

static double row_share(const ambit_problem_rule *rule, uint32_t r)
{
    if (rule->ideal) return rule->ideal[r];
    if (isfinite(rule->upper[r])) return fabs(rule->upper[r]);
    return isfinite(rule->lower[r]) ? fabs(rule->lower[r]) : 0;
}

/* The rule's upper bound at rep r: for the first rule also what the centre holds. */
static double upper_bound(const judge *j, uint32_t a, uint32_t r)
{
    double upper = j->p->rule[a].upper[r];
    bool limited = a == 0 && j->p->capacity && j->centre[r] != AMBIT_NOBODY;
    return limited ? fmin(upper, j->p->capacity[j->centre[r]]) : upper;
}

/* Judges one rule's rows and returns its deviation cost: sum_j weight * |load_j - ideal_j| / ideal_j. */
static double judge_rule(judge *j, uint32_t a)
{
    const ambit_problem_rule *rule = &j->p->rule[a];
    double scale = rule_scale(rule, j->p->n_reps);
    ambit_exact_sum deviation = { 0, 0 };
    char rep[80];
    for (uint32_t r = 0; r < j->p->n_reps; r++) {
        double load = ambit_exact_total(j->load[(size_t)a * j->p->n_reps + r]), upper = upper_bound(j, a, r);
        double slack = HELD * row_share(rule, r), ideal = rule->ideal ? rule->ideal[r] : 0;
        if (load > upper + (upper < rule->upper[r] ? HELD * upper : slack))
            blame(j, (load - upper) / scale, "%s of %s is %.12g, above its upper bound %.12g", rule->name,
                    ambit_problem_rep_name(j->p, r, rep), load, upper);
        if (load < rule->lower[r] - slack)
            blame(j, (rule->lower[r] - load) / scale, "%s of %s is %.12g, below its lower bound %.12g", rule->name,
                    ambit_problem_rep_name(j->p, r, rep), load, rule->lower[r]);
        if (rule->ideal) ambit_exact_add(&deviation, rule->ideal_weight * fabs(load - ideal) / (ideal > 0 ? ideal : 1));
    }
    return ambit_exact_total(deviation);
}

static void judge_moved(judge *j, double moved)
{
    double allowed = j->p->moved_allowed;
    if (moved > allowed + HELD * allowed)
        blame(j, (moved - allowed) / (allowed > 0 ? allowed : 1), "%.12g is moved, but at most %.12g may be", moved,
                allowed);
}

/* What a cap counts, by rep: what each has today, what it lost to others, and what it gained from them. */
typedef struct { ambit_exact_sum all, *had, *lost, *gained; } tally;

static void count_cap(tally *t, const judge *j, const ambit_problem_cap *cap)
{
    for (uint32_t u = 0; u < j->p->n_units; u++) {
        uint32_t before = j->p->current[u], now = j->plan[u];
        if (before == AMBIT_NOBODY) continue;
        ambit_exact_add(&t->had[before], cap->amount[u]);
        if (now == before || now == AMBIT_NOBODY) continue;
        ambit_exact_add(&t->all, cap->amount[u]);
        ambit_exact_add(&t->lost[before], cap->amount[u]);
        ambit_exact_add(&t->gained[now], cap->amount[u]);
    }
}

/* A violation is counted in what a rep has today on the mean. */
static double cap_scale(const judge *j, const tally *t)
{
    ambit_exact_sum sum = { 0, 0 };
    for (uint32_t r = 0; r < j->p->n_reps; r++) ambit_exact_add(&sum, ambit_exact_total(t->had[r]));
    return ambit_exact_total(sum) > 0 ? ambit_exact_total(sum) / j->p->n_reps : 1;
}

static void judge_cap(judge *j, const ambit_problem_cap *cap, const tally *t)
{
    double scale = cap_scale(j, t), all = ambit_exact_total(t->all);
    char rep[80];
    if (all > cap->allowed + HELD * cap->allowed)
        blame(j, (all - cap->allowed) / scale, "%.12g of %s is moved, but at most %.12g may be", all, cap->name,
                cap->allowed);
    for (uint32_t r = 0; r < j->p->n_reps; r++) {
        double lost = ambit_exact_total(t->lost[r]), gained = ambit_exact_total(t->gained[r]);
        double most_lost = cap->most_lost ? cap->most_lost[r] : INFINITY;
        double most_gained = cap->most_gained ? cap->most_gained[r] : INFINITY;
        if (lost > most_lost + HELD * ambit_exact_total(t->had[r]))
            blame(j, (lost - most_lost) / scale, "%s loses %.12g of %s, but may lose at most %.12g",
                    ambit_problem_rep_name(j->p, r, rep), lost, cap->name, most_lost);
        if (gained > most_gained + HELD * most_gained)
            blame(j, (gained - most_gained) / scale, "%s gains %.12g of %s, but may gain at most %.12g",
                    ambit_problem_rep_name(j->p, r, rep), gained, cap->name, most_gained);
    }
}

static ambit_status judge_caps(judge *j, ambit_error *err)
{
    const uint32_t n = j->p->n_reps;
    ambit_exact_sum *room = j->p->n_caps ? malloc(3 * (size_t)n * sizeof *room) : NULL;
    if (j->p->n_caps && !room) return ambit_fail(err, AMBIT_E_MEMORY, "no memory to judge what moves");
    for (uint32_t c = 0; c < j->p->n_caps; c++) {
        tally t = { { 0, 0 }, room, room + n, room + 2 * (size_t)n };
        for (uint32_t k = 0; k < 3 * n; k++) room[k] = (ambit_exact_sum){ 0, 0 };
        count_cap(&t, j, &j->p->cap[c]);
        judge_cap(j, &j->p->cap[c], &t);
    }
    free(room);
    return AMBIT_OK;
}

/* A territory whose centre is to be chosen needs one. */
static void judge_centres(judge *j)
{
    char rep[80];
    for (uint32_t r = 0; r < j->p->n_reps; r++)
        if (ambit_problem_is_free(j->p, r) && j->centre[r] == AMBIT_NOBODY)
            blame(j, 1, "%s has no unit that may be its centre", ambit_problem_rep_name(j->p, r, rep));
}

/* What the borders between territories cost. */
static double border_cost(const judge *j)
{
    ambit_exact_sum sum = { 0, 0 };
    for (size_t k = 0; k < j->p->n_priced_borders; k++)
        if (j->plan[j->p->priced_border[k].a] != j->plan[j->p->priced_border[k].b])
            ambit_exact_add(&sum, j->p->border_cost[k]);
    return ambit_exact_total(sum);
}

/* ---- Contiguity ------------------------------------------------------------------------------------------------ */

typedef struct { size_t *first; uint32_t *unit, *label, *queue, *size; } web;

static int build_web(web *w, const ambit_problem *p)
{
    w->first = calloc((size_t)p->n_units + 2, sizeof *w->first);
    w->unit = malloc((2 * p->n_borders + 1) * sizeof *w->unit);
    w->label = malloc(p->n_units * sizeof *w->label);
    w->queue = malloc(p->n_units * sizeof *w->queue);
    w->size = calloc(p->n_units, sizeof *w->size);
    if (!w->first || !w->unit || !w->label || !w->queue || !w->size) return 0;
    for (size_t k = 0; k < p->n_borders; k++) w->first[p->border[k].a + 2]++, w->first[p->border[k].b + 2]++;
    for (size_t u = 2; u <= (size_t)p->n_units + 1; u++) w->first[u] += w->first[u - 1];
    for (size_t k = 0; k < p->n_borders; k++) {
        ambit_border b = p->border[k];
        w->unit[w->first[b.a + 1]++] = b.b;
        w->unit[w->first[b.b + 1]++] = b.a;
    }
    return 1;
}

static void free_web(web *w)
{
    free(w->first), free(w->unit), free(w->label), free(w->queue), free(w->size);
}

/* Labels everything that hangs together with `from` inside its rep by `from` itself, and counts it. */
static void flood(web *w, const uint32_t *plan, uint32_t from)
{
    uint32_t head = 0, tail = 0;
    w->label[from] = from;
    w->queue[tail++] = from;
    while (head < tail) {
        uint32_t u = w->queue[head++];
        for (size_t k = w->first[u]; k < w->first[u + 1]; k++) {
            uint32_t v = w->unit[k];
            if (w->label[v] != AMBIT_NOBODY || plan[v] != plan[from]) continue;
            w->label[v] = from;
            w->queue[tail++] = v;
        }
    }
    w->size[from] = tail;
}

/* Each part of a rep beyond its largest one (ties: the one with the lowest unit) is a violation of one share. */
static ambit_status judge_contiguity(judge *j, ambit_error *err)
{
    const ambit_problem *p = j->p;
    web w = { NULL, NULL, NULL, NULL, NULL };
    char unit[80], rep[80], main_part[80];
    uint32_t *largest = malloc(p->n_reps * sizeof *largest);
    if (!build_web(&w, p) || !largest) {
        free_web(&w), free(largest);
        return ambit_fail(err, AMBIT_E_MEMORY, "no memory to judge contiguity");
    }
    for (uint32_t r = 0; r < p->n_reps; r++) largest[r] = AMBIT_NOBODY;
    for (uint32_t u = 0; u < p->n_units; u++) w.label[u] = AMBIT_NOBODY;
    for (uint32_t u = 0; u < p->n_units; u++) {
        uint32_t r = j->plan[u];
        if (r == AMBIT_NOBODY || w.label[u] != AMBIT_NOBODY) continue;
        flood(&w, j->plan, u);
        if (largest[r] == AMBIT_NOBODY || w.size[u] > w.size[largest[r]]) largest[r] = u;
    }
    for (uint32_t u = 0; u < p->n_units; u++)
        if (w.label[u] == u && largest[j->plan[u]] != u)
            blame(j, 1, "%s is not connected: %s is cut off from %s", ambit_problem_rep_name(p, j->plan[u], rep),
                    ambit_problem_unit_name(p, u, unit), ambit_problem_unit_name(p, largest[j->plan[u]], main_part));
    free_web(&w), free(largest);
    return AMBIT_OK;
}

/* ---- The verdict ----------------------------------------------------------------------------------------------- */

static ambit_status check_plan(const ambit_problem *p, const uint32_t *plan, ambit_error *err)
{
    char unit[80];
    if (!plan) return ambit_fail(err, AMBIT_E_INPUT, "plan: found NULL, expected an array of %u", p->n_units);
    for (uint32_t u = 0; u < p->n_units; u++)
        if (plan[u] >= p->n_reps && plan[u] != AMBIT_NOBODY)
            return ambit_fail(err, AMBIT_E_INPUT, "plan[%u] of %s: found rep %u, expected one below %u or AMBIT_NOBODY",
                    u, ambit_problem_unit_name(p, u, unit), plan[u], p->n_reps);
    return AMBIT_OK;
}

/* Every part of the verdict, into j->out. */
static ambit_status judge_all(judge *j, ambit_error *err)
{
    const ambit_problem *p = j->p;
    unit_sums sums = { { 0, 0 }, { 0, 0 }, { 0, 0 }, { 0, 0 } };
    for (uint32_t u = 0; u < p->n_units; u++) judge_unit(j, &sums, u);
    judge_forbidden(j);
    judge_groups(j);
    judge_centres(j);
    ambit_exact_sum deviation = { 0, 0 }, cost = { 0, 0 };
    for (uint32_t a = 0; a < p->n_rules; a++) ambit_exact_add(&deviation, judge_rule(j, a));
    judge_moved(j, j->out->moved_amount = ambit_exact_total(sums.moved));
    ambit_status status = judge_caps(j, err);
    if (status == AMBIT_OK && p->contiguous) status = judge_contiguity(j, err);
    j->out->cost = (ambit_cost){ .travel = ambit_exact_total(sums.travel),
        .disruption = ambit_exact_total(sums.disruption), .deviation = ambit_exact_total(deviation),
        .misfit = ambit_exact_total(sums.misfit), .border = border_cost(j) };
    ambit_exact_add(&cost, j->out->cost.travel), ambit_exact_add(&cost, j->out->cost.disruption);
    ambit_exact_add(&cost, j->out->cost.deviation), ambit_exact_add(&cost, j->out->cost.misfit);
    ambit_exact_add(&cost, j->out->cost.border);
    j->out->cost.total = ambit_exact_total(cost);
    j->out->violation = ambit_exact_total(j->violation);
    return status;
}

ambit_status ambit_evaluate(ambit_verdict *out, const ambit_problem *p, const uint32_t *plan, double *load,
        ambit_error *err)
{
    ambit_status status = check_plan(p, plan, err);
    if (status == AMBIT_OK) status = ambit_problem_check_whole(p, err);
    if (status != AMBIT_OK) return status;
    size_t n_rows = (size_t)p->n_rules * p->n_reps;
    *out = (ambit_verdict){ .within_rules = 1 };
    judge j = { p, plan, out, { 0, 0 }, calloc(n_rows ? n_rows : 1, sizeof(ambit_exact_sum)),
                malloc(p->n_reps * sizeof(uint32_t)) };
    if (!j.load || !j.centre) status = ambit_fail(err, AMBIT_E_MEMORY, "no memory for %zu loads", n_rows);
    if (status == AMBIT_OK) status = ambit_problem_best_centres(p, plan, j.centre, err);
    if (status == AMBIT_OK) status = judge_all(&j, err);
    for (size_t k = 0; status == AMBIT_OK && load && k < n_rows; k++) load[k] = ambit_exact_total(j.load[k]);
    free(j.load), free(j.centre);
    return status;
}
