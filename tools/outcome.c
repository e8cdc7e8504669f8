/* tools/outcome.c - the figures of a plan. The map is in outcome_map.c, the tours in tour.c. */
#include "tools/outcome.h"

#include "instances/base/status.h"
#include "solver/problem.h"
#include "tools/tour.h"

#include <math.h>
#include <stdlib.h>

/* Hours of one visit of unit u by rep r; NaN when the travel matrix has no such pair. O(log). */
static double pair_hours(const ambit_problem *p, uint32_t u, uint32_t r)
{
    if (!p->pair_first) return ambit_problem_star_hours(p, u, r);
    size_t low = p->pair_first[u], end = p->pair_first[u + 1], high = end;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (p->pair_rep[middle] < r) low = middle + 1;
        else high = middle;
    }
    return low < end && p->pair_rep[low] == r ? p->pair_hours[low] : (double)NAN;
}

double ambit_outcome_travel(const ambit_formulation *f, const ambit_outcome_seats *seats, uint32_t unit, uint32_t rep)
{
    const ambit_problem *p = f->problem;
    if (rep >= f->n_reps) return (double)NAN;
    if (p->pair_first || !p->unit_at) return f->weight[unit] * pair_hours(p, unit, rep);
    const uint32_t centre = seats->centre[rep];
    if (centre == AMBIT_NOBODY && !ambit_problem_has_home(p, rep)) return (double)NAN;
    ambit_direction from = centre == AMBIT_NOBODY ? p->rep_at[rep] : p->unit_at[centre];
    return f->weight[unit] * ambit_problem_visit_cost(p, ambit_distance_km(p->unit_at[unit], from));
}

const char *ambit_outcome_travel_unit(const ambit_formulation *f)
{
    static const char *const unit[] = {
        [AMBIT_TRAVEL_HOURS] = "h", [AMBIT_TRAVEL_DISTANCE] = "km", [AMBIT_TRAVEL_MOMENT] = "km2" };
    return unit[f->instance->plan->territories_objective];
}

/* ---- Seats ----------------------------------------------------------------------------------------------------- */

uint32_t ambit_outcome_n_centres(const ambit_outcome *o)
{
    uint32_t n = 0;
    for (uint32_t r = 0; o->seats.centre && r < o->n_reps; r++) n += o->seats.centre[r] != AMBIT_NOBODY;
    return n;
}

static ambit_status find_seats(ambit_outcome_seats *seats, const ambit_formulation *f, const uint32_t *plan,
        ambit_error *err)
{
    const size_t size = f->n_reps * sizeof(double);
    const bool placed = f->unit_lon_deg && (f->rep_lon_deg || f->problem->has_centres);
    seats->centre = malloc(f->n_reps * sizeof *seats->centre);
    if (placed) seats->lon_deg = malloc(size), seats->lat_deg = malloc(size);
    if (!seats->centre || (placed && (!seats->lon_deg || !seats->lat_deg)))
        return ambit_fail(err, AMBIT_E_MEMORY, "no memory for the places of %u territories", f->n_reps);
    for (uint32_t r = 0; r < f->n_reps; r++) seats->centre[r] = AMBIT_NOBODY;
    ambit_status status = f->problem->has_centres ? ambit_problem_best_centres(f->problem, plan, seats->centre, err)
            : AMBIT_OK;
    for (uint32_t r = 0; placed && r < f->n_reps; r++) {
        uint32_t centre = seats->centre[r];
        bool chosen = centre != AMBIT_NOBODY, home = f->rep_lon_deg != NULL;
        seats->lon_deg[r] = chosen ? f->unit_lon_deg[centre] : home ? f->rep_lon_deg[r] : (double)NAN;
        seats->lat_deg[r] = chosen ? f->unit_lat_deg[centre] : home ? f->rep_lat_deg[r] : (double)NAN;
    }
    return status;
}

static void free_seats(ambit_outcome_seats *seats)
{
    free(seats->centre);
    free(seats->lon_deg);
    free(seats->lat_deg);
}

/* ---- Reps ------------------------------------------------------------------------------------------------------ */

/* With `assign: regions` the accounts follow the region they lie in. */
static void count_accounts(ambit_outcome_rep *rep, const ambit_formulation *f, const uint32_t *plan)
{
    if (f->instance->plan->assign != AMBIT_ASSIGN_REGIONS) {
        for (uint32_t r = 0; r < f->n_reps; r++) rep[r].accounts = rep[r].units;
        return;
    }
    for (uint32_t i = 0; f->region_of_account && i < f->instance->accounts.n; i++) {
        uint32_t region = f->region_of_account[i];
        if (region < f->n_units && plan[region] < f->n_reps) rep[plan[region]].accounts++;
    }
}

static ambit_status fill_reps(
        ambit_outcome_rep *rep, const ambit_formulation *f, const ambit_outcome_seats *seats, const uint32_t *plan,
        ambit_error *err)
{
    ambit_tour *tour = malloc(f->n_reps * sizeof *tour);
    if (!tour) return ambit_fail(err, AMBIT_E_MEMORY, "no memory for the figures of %u reps", f->n_reps);
    for (uint32_t u = 0; u < f->n_units; u++) {
        if (plan[u] >= f->n_reps) continue;
        ambit_outcome_rep *to = &rep[plan[u]];
        double travel = ambit_outcome_travel(f, seats, u, plan[u]);
        to->units++;
        to->visits += f->visits[u];
        if (!isnan(travel)) to->travel += travel;
    }
    count_accounts(rep, f, plan);
    ambit_status status = ambit_tour_estimate(tour, f, plan, seats->lon_deg, seats->lat_deg, err);
    for (uint32_t r = 0; r < f->n_reps; r++) rep[r].tour_km = tour[r].near_km, rep[r].tour_area_km = tour[r].area_km;
    free(tour);
    return status;
}

/* ---- Loads ----------------------------------------------------------------------------------------------------- */

static double deviation_of(double load, double share)
{
    if (share > 0) return (load - share) / share;
    return load > 0 ? (double)INFINITY : 0;
}

/* `all` holds the loads of every rule of the problem, caps included; the balance rules are picked from it. */
static double fill_loads(ambit_outcome_load *out, const ambit_formulation *f, uint32_t a, const double *all)
{
    const ambit_formulated_rule *rule = &f->rule[a];
    const ambit_problem_rule *row = &f->problem->rule[rule->rule];
    double worst = 0;
    for (uint32_t r = 0; r < f->n_reps; r++) {
        double load = all[(size_t)rule->rule * f->n_reps + r], deviation = deviation_of(load, rule->share[r]);
        out[r] = (ambit_outcome_load){ load, rule->share[r], row->lower[r], row->upper[r], deviation };
        if (fabs(deviation) > worst) worst = fabs(deviation);
    }
    return worst;
}

/* What is known of one assignment. */
typedef struct {
    ambit_verdict *verdict;
    ambit_outcome_load *load;
    ambit_outcome_rep *rep;
    ambit_outcome_seats *seats;
} judged;

/* The verdict, the loads, the seats and the reps of one assignment. worst[a] becomes rule a's largest deviation. */
static ambit_status judge(const judged *to, double *worst, const ambit_formulation *f, const uint32_t *plan,
        ambit_error *err)
{
    double *all = calloc((size_t)f->problem->n_rules * f->n_reps + 1, sizeof *all);
    if (!all) return ambit_fail(err, AMBIT_E_MEMORY, "no memory for the loads of %u reps", f->n_reps);
    ambit_status status = ambit_evaluate(to->verdict, f->problem, plan, all, err);
    for (uint32_t a = 0; a < f->n_rules && !status; a++)
        worst[a] = fill_loads(to->load + (size_t)a * f->n_reps, f, a, all);
    free(all);
    if (!status) status = find_seats(to->seats, f, plan, err);
    return status ? status : fill_reps(to->rep, f, to->seats, plan, err);
}

/* ---- Moves ----------------------------------------------------------------------------------------------------- */

static ambit_status list_moves(ambit_outcome *o, ambit_error *err)
{
    uint32_t n_units = o->formulation->n_units, n = 0;
    if (!o->before) return AMBIT_OK;
    for (uint32_t u = 0; u < n_units; u++) o->n_moves += o->before[u] != o->plan[u];
    o->move = malloc(((size_t)o->n_moves + 1) * sizeof *o->move);
    if (!o->move) return ambit_fail(err, AMBIT_E_MEMORY, "no memory for %u moves", o->n_moves);
    for (uint32_t u = 0; u < n_units; u++)
        if (o->before[u] != o->plan[u]) o->move[n++] = (ambit_outcome_move){ u, o->before[u], o->plan[u] };
    return AMBIT_OK;
}

/* Before and now are only comparable for the units that had a rep: new ones add to the travel of now alone. */
static void compare_travel(ambit_outcome *o)
{
    const ambit_formulation *f = o->formulation;
    for (uint32_t u = 0; o->before && u < f->n_units; u++) {
        if (o->before[u] >= f->n_reps) continue;
        double before = ambit_outcome_travel(f, &o->seats_before, u, o->before[u]);
        double now = ambit_outcome_travel(f, &o->seats, u, o->plan[u]);
        o->n_before++;
        if (isnan(before) || isnan(now)) continue;
        o->travel_before += before;
        o->travel_same += now;
    }
}

/* ---- The whole ------------------------------------------------------------------------------------------------- */

static const uint32_t *plan_in_force(const ambit_formulation *f)
{
    for (uint32_t u = 0; f->current && u < f->n_units; u++)
        if (f->current[u] != AMBIT_NOBODY) return f->current;
    return NULL;
}

static ambit_status make_room(ambit_outcome *o, ambit_error *err)
{
    size_t n_loads = (size_t)o->n_rules * o->n_reps + 1;
    o->rule = calloc((size_t)o->n_rules + 1, sizeof *o->rule);
    o->load = calloc(n_loads, sizeof *o->load);
    o->rep = calloc(o->n_reps, sizeof *o->rep);
    int complete = o->rule && o->load && o->rep;
    if (o->before) {
        o->load_before = calloc(n_loads, sizeof *o->load_before);
        o->rep_before = calloc(o->n_reps, sizeof *o->rep_before);
        complete = complete && o->load_before && o->rep_before;
    }
    return complete ? AMBIT_OK : ambit_fail(err, AMBIT_E_MEMORY, "no memory for the figures of %u reps", o->n_reps);
}

static ambit_status judge_both(ambit_outcome *o, ambit_error *err)
{
    const ambit_formulation *f = o->formulation;
    double *worst = malloc(((size_t)o->n_rules + 1) * sizeof *worst);
    if (!worst) return ambit_fail(err, AMBIT_E_MEMORY, "no memory for the figures of %u rules", o->n_rules);
    for (uint32_t a = 0; a < o->n_rules; a++) {
        const ambit_formulated_rule *rule = &f->rule[a];
        o->rule[a] = (ambit_outcome_rule){ rule->name, rule->measure, rule->total, rule->tolerance, 0, NAN };
    }
    const judged now = { &o->verdict, o->load, o->rep, &o->seats };
    const judged before = { &o->verdict_before, o->load_before, o->rep_before, &o->seats_before };
    ambit_status status = judge(&now, worst, f, o->plan, err);
    for (uint32_t a = 0; a < o->n_rules && !status; a++) o->rule[a].worst_deviation = worst[a];
    if (o->before && !status) {
        status = judge(&before, worst, f, o->before, err);
        for (uint32_t a = 0; a < o->n_rules && !status; a++) o->rule[a].worst_deviation_before = worst[a];
    }
    o->moved_amount = o->verdict.moved_amount;
    free(worst);
    return status;
}

ambit_status ambit_outcome_judge(ambit_outcome **out, const ambit_formulation *formulation, const uint32_t *plan,
        ambit_error *err)
{
    ambit_outcome *o = calloc(1, sizeof *o);
    *out = NULL;
    if (!o) return ambit_fail(err, AMBIT_E_MEMORY, "no memory for the figures of the plan");
    o->formulation = formulation;
    o->plan = plan;
    o->before = plan_in_force(formulation);
    o->n_rules = formulation->n_rules;
    o->n_reps = formulation->n_reps;
    ambit_status status = make_room(o, err);
    if (!status) status = judge_both(o, err);
    if (!status) status = list_moves(o, err);
    if (!status) compare_travel(o);
    if (status) ambit_outcome_free(o);
    else *out = o;
    return status;
}

ambit_status ambit_outcome_build(ambit_outcome **out, const ambit_formulation *formulation, const uint32_t *plan,
        ambit_error *err)
{
    ambit_status status = ambit_outcome_judge(out, formulation, plan, err);
    if (!status) status = ambit_outcome_draw(*out, err);
    if (!status) return AMBIT_OK;
    ambit_outcome_free(*out);
    *out = NULL;
    return status;
}

void ambit_outcome_free(ambit_outcome *o)
{
    if (!o) return;
    free(o->rule);
    free(o->load);
    free(o->load_before);
    free(o->rep);
    free(o->rep_before);
    free_seats(&o->seats);
    free_seats(&o->seats_before);
    free(o->move);
    free(o->neighbours);
    free(o->compactness);
    ambit_layer_free(o->territories);
    free(o);
}
