/* tools/frontier/sweep.c - see sweep.h. */
#include "tools/frontier/sweep.h"

#include <math.h>
#include <omp.h>
#include <stdlib.h>
#include <string.h>

static const double STRICTLY = 1e-8; /* a step below this share of what was moved is no step */
static const double SPREAD_EFFORT = 0.02; /* of a question among many */
static const double WALK_EFFORT = 0.1;    /* of one step of an exact walk: a plan of 24 x 3 takes 1.3 s, 60 s with 1 */

enum {
    TINY_PAIRS = 250,            /* GLPK alone is soonest done */
    MOST_EXACT_PAIRS = 500,      /* beyond, proofs are rare */
    MOST_EXACT_SITED = 60,       /* likewise with centres, or where territories hang together */
    WALKED_PAIRS = 20000,        /* pairs times steps of one level */
    MOST_STEPS = 1000
};

typedef struct {
    const ambit_frontier_model *model;
    const ambit_frontier_order *order;
    ambit_frontier *out;
    ambit_options walking, spreading; /* of one question */
    double until_s;                   /* the clock's reading when time is over */
} sweep;

static ambit_status no_memory(ambit_error *err)
{
    return ambit_fail(err, AMBIT_E_MEMORY, "no memory for the frontier");
}

static uint64_t n_pairs(const ambit_problem *p)
{
    return p->pair_first ? p->pair_first[p->n_units] : (uint64_t)p->n_units * p->n_reps;
}

/* Is the problem so small that each step can be expected to be proven? */
static int is_small(const ambit_problem *p)
{
    return n_pairs(p) <= (ambit_problem_has_sites(p) ? MOST_EXACT_SITED : MOST_EXACT_PAIRS);
}

/* 1 when somebody asked to stop or time is over: then what stands is the answer. */
static int is_over(sweep *s)
{
    const ambit_progress none = { INFINITY, 0, -INFINITY, 0, "frontier" };
    const ambit_options *o = &s->order->solve;
    int over = omp_get_wtime() > s->until_s || (o->progress && o->progress(o->context, &none));
    if (over) {
#pragma omp atomic write
        s->out->stopped = 1;
    }
    return over;
}

static ambit_frontier_epsilon epsilon_of(const sweep *s, double tolerance, double cap)
{
    return (ambit_frontier_epsilon){ tolerance, s->order->n_levels > 0, cap };
}

/* ---- Walking: one question after the other ----------------------------------------------------------------------- */

/* What the next plan is held to, strictly below this one; 0 when there is nothing below. */
static int step(const sweep *s, ambit_frontier_epsilon *e, const ambit_frontier_point *from)
{
    double *held = s->out->has_moves ? &e->cap : &e->tolerance;
    double found = s->out->has_moves ? from->moved_amount : from->imbalance;
    if (!(found > 0) || (!s->out->has_moves && !s->model->n_balance)) return 0;
    *held = fmin(*held, found) - STRICTLY * (s->out->has_moves ? found : 1);
    return *held >= 0;
}

/* Hands the reply on to the level. Returns 1 when the walk may go on from it. */
static int keep(ambit_frontier_level *level, ambit_frontier_reply *reply, int *is_open, ambit_status *status,
        ambit_error *err)
{
    int is_first = !level->points.n;
    if (reply->answer == AMBIT_FRONTIER_FOUND) {
        *is_open = !reply->point.proven;
        *status = ambit_frontier_points_add(&level->points, &reply->point, err);
        return !*is_open && !*status;
    }
    *is_open = reply->answer == AMBIT_FRONTIER_UNKNOWN;
    if (is_first) level->answer = reply->answer, level->why = reply->why, reply->why = NULL;
    return 0;
}

/* A question of a walk may take what is left of the time. */
static ambit_options of_what_is_left(const sweep *s)
{
    ambit_options own = s->walking;
    if (isfinite(s->until_s)) own.time_s = fmax(s->until_s - omp_get_wtime(), 1e-3);
    return own;
}

/* One level from its cheapest plan down. Exact when each step is proven and the last one finds nothing below. */
static ambit_status walk(sweep *s, ambit_frontier_level *level, ambit_error *err)
{
    ambit_frontier_epsilon e = epsilon_of(s, level->tolerance, INFINITY);
    uint64_t most = WALKED_PAIRS / (n_pairs(s->model->problem) + 1), n = 0;
    ambit_status status = AMBIT_OK;
    int goes_on = 1, is_open = 1;
    most = most > MOST_STEPS ? MOST_STEPS : most;
    while (goes_on && n < most && !is_over(s)) {
        ambit_frontier_reply reply;
        const ambit_frontier_point *last = level->points.n ? &level->points.item[level->points.n - 1] : NULL;
        const ambit_frontier_question q = { e, AMBIT_FRONTIER_COST, last ? last->plan : NULL, NULL };
        const ambit_options own = of_what_is_left(s);
        status = ambit_frontier_ask(&reply, s->model, &q, &own, err);
        if (status) return status;
        n++;
        goes_on = keep(level, &reply, &is_open, &status, err);
        ambit_frontier_reply_reset(&reply);
        if (goes_on && !step(s, &e, &level->points.item[level->points.n - 1])) break;
        is_open = is_open || (goes_on && n == most);
    }
    level->is_exact = !is_open && !s->out->stopped;
    if (level->points.n) level->answer = AMBIT_FRONTIER_FOUND;
#pragma omp atomic
    s->out->n_questions += (uint32_t)n;
    return status;
}

static ambit_status walk_all(sweep *s, ambit_error *err)
{
    ambit_status failed = AMBIT_OK;
    const int n = s->out->has_moves ? (int)s->out->n_levels : 1;
    if (!is_small(s->model->problem)) return AMBIT_OK;
    if (!s->out->has_moves && s->order->n_levels) return AMBIT_OK; /* just those that were asked for */
#pragma omp parallel for schedule(dynamic, 1) num_threads(s->order->threads)
    for (int k = 0; k < n; k++) {
        ambit_error own = { AMBIT_OK, "" };
        ambit_status status = walk(s, &s->out->level[k], &own);
#pragma omp critical(ambit_frontier_failed)
        if (status && !failed) failed = status, *err = own;
    }
    return failed;
}

/* ---- Spreading: many questions at once --------------------------------------------------------------------------- */

/* Asks all, each in a thread of its own; replies stand in the order of the questions. */
static ambit_status ask_all(sweep *s, const ambit_frontier_question *question, ambit_frontier_reply *reply, uint32_t n,
        ambit_error *err)
{
    ambit_status failed = AMBIT_OK;
#pragma omp parallel for schedule(dynamic, 1) num_threads(s->order->threads)
    for (uint32_t k = 0; k < n; k++) {
        ambit_error own = { AMBIT_OK, "" };
        ambit_status status = is_over(s) ? AMBIT_OK
                : ambit_frontier_ask(&reply[k], s->model, &question[k], &s->spreading, &own);
#pragma omp critical(ambit_frontier_failed)
        {
            if (status && !failed) failed = status, *err = own;
            s->out->stopped |= reply[k].stopped;
        }
    }
    s->out->n_questions += n;
    return failed;
}

static void reset_replies(ambit_frontier_reply *reply, uint32_t n)
{
    for (uint32_t k = 0; reply && k < n; k++) ambit_frontier_reply_reset(&reply[k]);
    free(reply);
}

/* A level's first answer says why there is none; a later one that finds nothing says nothing new. */
static ambit_status take_reply(ambit_frontier_level *level, ambit_frontier_reply *reply, ambit_error *err)
{
    if (reply->answer == AMBIT_FRONTIER_FOUND) {
        level->answer = AMBIT_FRONTIER_FOUND;
        return ambit_frontier_points_add(&level->points, &reply->point, err);
    }
    if (!level->why && !level->points.n) {
        level->answer = reply->answer;
        level->why = reply->why, reply->why = NULL;
    }
    return AMBIT_OK;
}

/* A bound under wider limits holds for every plan that moves no more than a point and keeps its tolerance, too. What
 * was taken over in this way holds for the point, but no longer for all that it was asked for: it goes no further. */
static ambit_status share_bounds(ambit_frontier *f, ambit_error *err)
{
    double *bound = malloc((f->points.n + (size_t)1) * sizeof *bound);
    if (!bound) return no_memory(err);
    for (uint32_t k = 0; k < f->points.n; k++) bound[k] = f->points.item[k].bound;
    for (uint32_t k = 0; k < f->points.n; k++) {
        ambit_frontier_point *to = &f->points.item[k];
        for (uint32_t j = 0; j < f->points.n; j++) {
            const ambit_frontier_epsilon *wide = &f->points.item[j].asked;
            if (wide->cap >= to->moved_amount && wide->tolerance >= to->asked.tolerance)
                to->bound = fmax(to->bound, fmin(bound[j], to->cost));
        }
        to->proven = to->proven || to->cost - to->bound <= 1e-9 * fabs(to->cost);
    }
    free(bound);
    return AMBIT_OK;
}

/* How many plans one level has when `all` are shared among the levels that are not exact. */
static uint32_t share_of(const ambit_frontier *f, uint32_t all, uint32_t level)
{
    uint32_t n = 0, before = 0;
    for (uint32_t k = 0; k < f->n_levels; k++) n += !f->level[k].is_exact, before += !f->level[k].is_exact && k < level;
    if (f->level[level].is_exact) return 0;
    return all / n + (before < all % n);
}

/* The ends of each level that is not exact: reply[2k] costs least, reply[2k + 1] moves least. */
static ambit_status ask_ends(sweep *s, ambit_frontier_reply *reply, ambit_error *err)
{
    ambit_frontier *f = s->out;
    ambit_frontier_question *question = calloc(2 * (size_t)f->n_levels, sizeof *question);
    ambit_frontier_reply *answer = calloc(2 * (size_t)f->n_levels, sizeof *answer);
    uint32_t n = 0;
    if (!question || !answer) {
        free(question), free(answer);
        return no_memory(err);
    }
    for (uint32_t k = 0; k < 2 * f->n_levels; k++)
        if (!f->level[k / 2].is_exact)
            question[n++] = (ambit_frontier_question){ epsilon_of(s, f->level[k / 2].tolerance, INFINITY),
                k % 2 ? AMBIT_FRONTIER_MOVES : AMBIT_FRONTIER_COST, s->model->problem->current, NULL };
    ambit_status status = ask_all(s, question, answer, n, err);
    for (uint32_t k = 0, i = 0; k < 2 * f->n_levels; k++)
        if (!f->level[k / 2].is_exact) reply[k] = answer[i++];
    free(question), free(answer);
    return status;
}

/* Between the ends of one level: caps from the fewest moves up to just below those of the cheapest plan. The tightest
 * cap starts from the plan that keeps it, which a search would hardly find; the others do better by themselves. */
static uint32_t spread(const sweep *s, uint32_t k, const ambit_frontier_reply *end, uint32_t n,
        ambit_frontier_question *question)
{
    const ambit_frontier_reply *cheap = &end[2 * k], *calm = &end[2 * k + 1];
    if (n < 2 || cheap->answer != AMBIT_FRONTIER_FOUND || calm->answer != AMBIT_FRONTIER_FOUND) return 0;
    const double low = calm->point.moved_amount, high = cheap->point.moved_amount;
    for (uint32_t i = 0; i + 1 < n && low < high; i++) {
        const double cap = low + (high - low) * (double)i / (n - 1);
        question[i] = (ambit_frontier_question){ epsilon_of(s, s->out->level[k].tolerance, cap), AMBIT_FRONTIER_COST,
            i ? NULL : calm->point.plan, cheap->price };
    }
    return low < high ? n - 1 : 0;
}

/* The replies between the ends, and then the ends themselves, go to their levels. */
static ambit_status gather(sweep *s, const uint32_t *of, ambit_frontier_reply *reply, uint32_t n,
        ambit_frontier_reply *end, ambit_error *err)
{
    ambit_status status = AMBIT_OK;
    for (uint32_t k = 0; k < 2 * s->out->n_levels && !status; k++)
        if (!s->out->level[k / 2].is_exact) status = take_reply(&s->out->level[k / 2], &end[k], err);
    for (uint32_t k = 0; k < n && !status; k++) status = take_reply(&s->out->level[of[k]], &reply[k], err);
    return status;
}

static ambit_status spread_moves(sweep *s, uint32_t points, ambit_error *err)
{
    ambit_frontier *f = s->out;
    uint32_t n = 0;
    ambit_frontier_question *question = calloc(points + (size_t)1, sizeof *question);
    ambit_frontier_reply *reply = calloc(points + (size_t)1, sizeof *reply);
    ambit_frontier_reply *end = calloc(2 * (size_t)f->n_levels, sizeof *end);
    uint32_t *of = calloc(points + (size_t)1, sizeof *of);
    ambit_status status = question && reply && end && of ? ask_ends(s, end, err) : no_memory(err);
    for (uint32_t k = 0; !status && k < f->n_levels; k++) {
        uint32_t added = spread(s, k, end, share_of(f, points, k), question + n);
        for (uint32_t i = 0; i < added; i++) of[n++] = k;
    }
    if (!status) status = ask_all(s, question, reply, n, err);
    if (!status) status = gather(s, of, reply, n, end, err);
    reset_replies(reply, reply ? points : 0);
    reset_replies(end, end ? 2 * f->n_levels : 0);
    free(question), free(of);
    return status;
}

/* Without moves each level is one question. */
static ambit_status spread_levels(sweep *s, ambit_error *err)
{
    ambit_frontier *f = s->out;
    ambit_frontier_question *question = calloc(f->n_levels, sizeof *question);
    ambit_frontier_reply *reply = calloc(f->n_levels, sizeof *reply);
    ambit_status status = question && reply ? AMBIT_OK : no_memory(err);
    for (uint32_t k = 0; !status && k < f->n_levels; k++)
        question[k] = (ambit_frontier_question){ epsilon_of(s, f->level[k].tolerance, INFINITY), AMBIT_FRONTIER_COST,
            NULL, NULL };
    if (!status) status = ask_all(s, question, reply, f->n_levels, err);
    for (uint32_t k = 0; !status && k < f->n_levels; k++) status = take_reply(&f->level[k], &reply[k], err);
    reset_replies(reply, reply ? f->n_levels : 0);
    free(question);
    return status;
}

/* ---- Levels ------------------------------------------------------------------------------------------------------ */

static ambit_status make_levels(sweep *s, uint32_t points, ambit_error *err)
{
    ambit_frontier *f = s->out;
    const double widest = ambit_frontier_widest(s->model);
    uint32_t n = s->order->n_levels;
    if (!n) n = !(widest > 0) ? 1 : f->has_moves ? 3 : points;
    if (!(f->level = calloc(n, sizeof *f->level))) return no_memory(err);
    f->n_levels = n;
    for (uint32_t k = 0; k < n; k++)
        f->level[k].tolerance = s->order->n_levels ? s->order->tolerance[k]
                              : f->has_moves ? widest / (double)(1u << k) : widest * (double)(n - k) / n;
    return AMBIT_OK;
}

/* A walk over tolerances has found all levels by itself. */
static int levels_are_walked(const ambit_frontier *f) { return !f->has_moves && f->level[0].is_exact; }

static ambit_status settle(sweep *s, ambit_error *err)
{
    ambit_frontier *f = s->out;
    ambit_status status = AMBIT_OK;
    if (levels_are_walked(f)) f->n_levels = 1;
    f->is_exact = 1;
    for (uint32_t k = 0; k < f->n_levels && !status; k++) {
        ambit_frontier_level *level = &f->level[k];
        f->is_exact &= level->is_exact;
        if (f->has_moves) f->n_worse += ambit_frontier_points_settle(&level->points, AMBIT_FRONTIER_BY_MOVES);
        for (uint32_t i = 0; i < level->points.n && !status; i++)
            status = ambit_frontier_points_add(&f->points, &level->points.item[i], err);
    }
    if (!status) status = share_bounds(f, err);
    if (status) return status;
    f->n_worse += ambit_frontier_points_settle(&f->points, AMBIT_FRONTIER_BY_IMBALANCE
            | (f->has_moves ? AMBIT_FRONTIER_BY_MOVES : 0));
    f->is_thinned = s->order->points && f->points.n > s->order->points;
    ambit_frontier_points_thin(&f->points, s->order->points);
    return AMBIT_OK;
}

/* ---- The whole --------------------------------------------------------------------------------------------------- */

/* Small problems go to GLPK alone; a question among many has no time for generations. */
static void choose_options(sweep *s, uint32_t points)
{
    const ambit_problem *p = s->model->problem;
    const uint64_t pairs = n_pairs(p);
    const double effort = s->order->solve.effort > 0 ? s->order->solve.effort : 1;
    int apart = ambit_problem_has_sites(p);
    s->walking = s->spreading = s->order->solve;
    s->walking.effort = WALK_EFFORT * effort;
    s->spreading.effort = is_small(p) ? effort : SPREAD_EFFORT * effort;
    if (!apart) s->walking.without |= AMBIT_WITHOUT_GENETIC, s->spreading.without |= AMBIT_WITHOUT_GENETIC;
    if (!apart && pairs <= TINY_PAIRS) s->walking.engine = AMBIT_ENGINE_ILP;
    s->walking.time_s = s->spreading.time_s = 0;
    s->until_s = INFINITY;
    if (!(s->order->time_s > 0)) return;
    s->until_s = omp_get_wtime() + s->order->time_s;
    s->spreading.time_s = s->order->time_s * s->order->threads / (points + 2.0 * (s->out->has_moves ? 3 : 0) + 1);
}

static ambit_status run(sweep *s, ambit_error *err)
{
    const uint32_t points = s->order->points ? s->order->points : AMBIT_FRONTIER_POINTS;
    choose_options(s, points);
    ambit_status status = make_levels(s, points, err);
    if (!status) status = walk_all(s, err);
    int is_done = 1;
    for (uint32_t k = 0; !status && k < s->out->n_levels; k++) is_done &= s->out->level[k].is_exact;
    if (!status && !is_done && !levels_are_walked(s->out))
        status = s->out->has_moves ? spread_moves(s, points, err) : spread_levels(s, err);
    return status ? status : settle(s, err);
}

ambit_status ambit_frontier_sweep(ambit_frontier *out, const ambit_frontier_model *model,
        const ambit_frontier_order *order, ambit_error *err)
{
    *out = (ambit_frontier){ .has_moves = ambit_frontier_has_moves(model) };
    sweep s = { .model = model, .order = order, .out = out };
    ambit_status status = run(&s, err);
    if (status) ambit_frontier_reset(out);
    return status;
}

void ambit_frontier_reset(ambit_frontier *f)
{
    for (uint32_t k = 0; f->level && k < f->n_levels; k++) {
        ambit_frontier_points_reset(&f->level[k].points);
        free(f->level[k].why);
    }
    free(f->level);
    ambit_frontier_points_reset(&f->points);
    *f = (ambit_frontier){ .level = NULL };
}
