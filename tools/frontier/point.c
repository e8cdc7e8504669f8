/* tools/frontier/point.c - see point.h. */
#include "tools/frontier/point.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const double PROVEN = 1e-9;

/* ---- Asking ------------------------------------------------------------------------------------------------------ */

static ambit_status no_memory(ambit_error *err)
{
    return ambit_fail(err, AMBIT_E_MEMORY, "no memory for the frontier");
}

/* Figures of a plan by the plan's own prices, whatever was minimised to find it. */
static ambit_status measure(ambit_frontier_point *to, const ambit_frontier_model *m, const ambit_problem *p,
        ambit_error *err)
{
    ambit_verdict verdict;
    double *load = calloc((size_t)p->n_rules * p->n_reps + 1, sizeof *load);
    if (!load) return no_memory(err);
    ambit_status status = ambit_evaluate(&verdict, p, to->plan, load, err);
    if (!status && !verdict.within_rules)
        status = ambit_fail(err, AMBIT_E_INTERNAL, "a point of the frontier is not within the rules: %s",
                verdict.first_fault);
    to->cost = verdict.cost.total - verdict.cost.disruption;
    to->travel = verdict.cost.travel;
    to->imbalance = status ? 0 : ambit_frontier_imbalance(m, load);
    to->moved_units = verdict.moved_units, to->moved_amount = verdict.moved_amount;
    free(load);
    return status;
}

/* The plan that was found, judged by the question that minimises cost: its bounds are the same. */
static ambit_status take_plan(ambit_frontier_reply *out, const ambit_frontier_model *m,
        const ambit_frontier_question *q, const ambit_result *result, ambit_error *err)
{
    const ambit_summary *s = ambit_result_summary(result);
    ambit_frontier_point *point = &out->point;
    ambit_frontier_variant v;
    ambit_status status = ambit_frontier_variant_init(&v, m, AMBIT_FRONTIER_COST, q->epsilon, err);
    if (status) return status;
    *point = (ambit_frontier_point){ .asked = q->epsilon, .bound = -INFINITY,
        .plan = malloc(m->problem->n_units * sizeof *point->plan) };
    if (!point->plan) status = no_memory(err);
    else memcpy(point->plan, ambit_result_plan(result), m->problem->n_units * sizeof *point->plan);
    if (!status) status = measure(point, m, &v.view, err);
    if (!status && q->aim == AMBIT_FRONTIER_COST) {
        point->bound = fmin(s->bound, point->cost);
        point->proven = s->status == AMBIT_PLAN_OPTIMAL;
    }
    ambit_frontier_variant_reset(&v);
    return status;
}

static ambit_status take_prices(ambit_frontier_reply *out, const ambit_problem *p, const ambit_result *result,
        ambit_error *err)
{
    if (!p->n_rules || !ambit_result_prices(result, 0)) return AMBIT_OK;
    if (!(out->price = malloc((size_t)p->n_rules * p->n_reps * sizeof *out->price))) return no_memory(err);
    for (uint32_t a = 0; a < p->n_rules; a++)
        memcpy(out->price + (size_t)a * p->n_reps, ambit_result_prices(result, a), p->n_reps * sizeof *out->price);
    return AMBIT_OK;
}

static ambit_status take(ambit_frontier_reply *out, const ambit_frontier_model *m, const ambit_frontier_question *q,
        const ambit_result *result, ambit_error *err)
{
    const ambit_summary *s = ambit_result_summary(result);
    int is_found = s->status == AMBIT_PLAN_OPTIMAL || s->status == AMBIT_PLAN_FEASIBLE;
    out->stopped = s->stopped;
    out->answer = is_found ? AMBIT_FRONTIER_FOUND
                : s->status == AMBIT_PLAN_INFEASIBLE ? AMBIT_FRONTIER_IMPOSSIBLE : AMBIT_FRONTIER_UNKNOWN;
    if (!is_found && !(out->why = strdup(ambit_result_explanation(result)))) return no_memory(err);
    ambit_status status = is_found ? take_plan(out, m, q, result, err) : AMBIT_OK;
    return status ? status : take_prices(out, m->problem, result, err);
}

ambit_status ambit_frontier_ask(ambit_frontier_reply *out, const ambit_frontier_model *m,
        const ambit_frontier_question *q, const ambit_options *options, ambit_error *err)
{
    ambit_frontier_variant v;
    ambit_result *result = NULL;
    ambit_options own = *options;
    *out = (ambit_frontier_reply){ .answer = AMBIT_FRONTIER_UNKNOWN };
    ambit_status status = ambit_frontier_variant_init(&v, m, q->aim, q->epsilon, err);
    if (status) return status;
    own.threads = 1;
    own.start = q->start, own.start_price = q->start_price;
    status = ambit_solve(&result, &v.view, &own, err);
    if (!status) status = take(out, m, q, result, err);
    ambit_result_free(result);
    ambit_frontier_variant_reset(&v);
    if (status) ambit_frontier_reply_reset(out);
    return status;
}

void ambit_frontier_reply_reset(ambit_frontier_reply *reply)
{
    free(reply->point.plan), free(reply->price), free(reply->why);
    *reply = (ambit_frontier_reply){ .answer = AMBIT_FRONTIER_UNKNOWN };
}

/* ---- Lists ------------------------------------------------------------------------------------------------------- */

ambit_status ambit_frontier_points_add(ambit_frontier_points *points, ambit_frontier_point *point, ambit_error *err)
{
    if (points->n == points->room) {
        uint32_t room = points->room ? 2 * points->room : 32;
        ambit_frontier_point *grown = realloc(points->item, room * sizeof *grown);
        if (!grown) {
            free(point->plan), point->plan = NULL;
            return no_memory(err);
        }
        points->item = grown, points->room = room;
    }
    points->item[points->n++] = *point;
    point->plan = NULL;
    return AMBIT_OK;
}

void ambit_frontier_points_reset(ambit_frontier_points *points)
{
    for (uint32_t k = 0; k < points->n; k++) free(points->item[k].plan);
    free(points->item);
    *points = (ambit_frontier_points){ .item = NULL };
}

/* ---- What is better than what ------------------------------------------------------------------------------------ */

/* Less, equal or more, where figures that agree to nine digits are equal. */
static int compare(double a, double b)
{
    if (fabs(a - b) <= PROVEN * fmax(1e-3, fmax(fabs(a), fabs(b)))) return 0;
    return a < b ? -1 : 1;
}

static int less(double a, double b) { return (a > b) - (a < b); }

/* The widest tolerance first, then by cost, then by moves: the order in which people read them. */
static int in_order(const void *a, const void *b)
{
    const ambit_frontier_point *x = a, *y = b;
    int by = less(y->asked.tolerance, x->asked.tolerance);
    if (!by) by = less(x->cost, y->cost);
    if (!by) by = less(x->moved_amount, y->moved_amount);
    if (!by) by = less(x->imbalance, y->imbalance);
    return by ? by : y->proven - x->proven;
}

/* Is y as good as x, or better? *strictly becomes 1 when it is better in something. */
static int is_matched(const ambit_frontier_point *x, const ambit_frontier_point *y, unsigned by, int *strictly)
{
    int cost = compare(y->cost, x->cost), moved = compare(y->moved_amount, x->moved_amount);
    int imbalance = compare(y->imbalance, x->imbalance);
    if (!(by & AMBIT_FRONTIER_BY_MOVES)) moved = 0;
    if (!(by & AMBIT_FRONTIER_BY_IMBALANCE)) imbalance = 0;
    *strictly = cost < 0 || moved < 0 || imbalance < 0;
    return cost <= 0 && moved <= 0 && imbalance <= 0;
}

uint32_t ambit_frontier_points_settle(ambit_frontier_points *points, unsigned by)
{
    uint32_t n = 0, n_worse = 0;
    if (points->n) qsort(points->item, points->n, sizeof *points->item, in_order);
    for (uint32_t k = 0; k < points->n; k++) {
        int out = 0, strictly = 0;
        for (uint32_t j = 0; j < points->n && !out; j++)
            if (j != k && is_matched(&points->item[k], &points->item[j], by, &strictly))
                out = strictly || j < k; /* of equals the first stays */
        points->item[k].is_worse = out;
        n_worse += out && strictly;
    }
    for (uint32_t k = 0; k < points->n; k++)
        if (points->item[k].is_worse) free(points->item[k].plan);
        else points->item[n++] = points->item[k];
    points->n = n;
    return n_worse;
}

void ambit_frontier_points_thin(ambit_frontier_points *points, uint32_t most)
{
    if (!most || points->n <= most) return;
    uint32_t n = 0;
    for (uint32_t k = 0; k < points->n; k++) {
        uint64_t wanted = most > 1 ? (uint64_t)n * (points->n - 1) / (most - 1) : 0;
        if (n < most && k == wanted) points->item[n++] = points->item[k];
        else free(points->item[k].plan);
    }
    points->n = n;
}
