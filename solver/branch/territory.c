#include "solver/branch/territory.h"

#include "solver/branch/newton.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum {
    ROWS = AMBIT_TERRITORY_ROWS,
    LEARNED = 16,            /* prices kept side by side */
    BOUNDS = LEARNED + 2 * ROWS, /* learned ones first, then two a row */
    BLOCK = 8,               /* bounds are looked at in blocks, which the compiler turns into vectors */
    WHOLE = 1 << 20,         /* the room at the root in whole numbers */
    FAR = WHOLE << 9,        /* as good as ruled out */
    EVERY = 256,             /* prices are bettered every so many nodes */
    SHALLOW = 6              /* undecided units: below, learning costs more than the rest of the tree */
};

static const double GRACE = 1e-9; /* of a share: what sums of amounts may be off by */

struct ambit_territory_room {
    const ambit_territory_problem *problem;
    uint32_t n;              /* undecided units, the large ones first */
    uint32_t *item;          /* [n] which they are */
    ambit_territory_item *open; /* [n] */
    double *reduced, *size;  /* [items] at the root's prices */
    char *base;              /* [items] what reduced costs say */
    double low[ROWS], high[ROWS], given; /* what the decided units leave, and cost */
    int32_t *room, *fall;    /* [(n + 1) * BOUNDS], [2 * n * BOUNDS] */
    double q[LEARNED][ROWS];
    uint32_t n_learned, oldest, n_bounds; /* in use, of BOUNDS */
    char *path, *best;       /* [n] */
    double load[ROWS];
    double root, cutoff, scale; /* the root's bound; what is to be beaten; whole numbers per cost */
    uint64_t nodes, learn_at;
    bool found, stopped;
};

/* ---- Life -------------------------------------------------------------------------------------------------------- */

ambit_status ambit_territory_build(ambit_territory_room **out, uint32_t most_items, ambit_error *err)
{
    size_t n = (size_t)most_items + 1;
    ambit_territory_room *t = *out = calloc(1, sizeof *t);
    if (t) {
        t->item = malloc(n * sizeof *t->item), t->open = malloc(n * sizeof *t->open);
        t->reduced = malloc(n * sizeof *t->reduced), t->size = malloc(n * sizeof *t->size);
        t->base = malloc(n), t->path = malloc(n), t->best = malloc(n);
        t->room = malloc((n + 1) * BOUNDS * sizeof *t->room), t->fall = malloc(2 * n * BOUNDS * sizeof *t->fall);
        if (t->item && t->open && t->reduced && t->size && t->base && t->path && t->best && t->room && t->fall)
            return AMBIT_OK;
    }
    ambit_territory_free(t);
    *out = NULL;
    return ambit_fail(err, AMBIT_E_MEMORY, "no memory for territories of %u units", most_items);
}

void ambit_territory_free(ambit_territory_room *t)
{
    if (!t) return;
    free(t->item), free(t->open), free(t->reduced), free(t->size), free(t->base), free(t->path), free(t->best);
    free(t->room), free(t->fall), free(t);
}

/* ---- Prices of the rows ------------------------------------------------------------------------------------------ */

/* What is left to decide: n units, and the rows less what is decided. */
typedef struct {
    const ambit_territory_item *item;
    uint32_t n, n_rows;
    double low[ROWS], high[ROWS];
} remainder_of;

static double priced(const ambit_territory_item *item, const double *q, uint32_t n_rows)
{
    double cost = item->cost;
    for (uint32_t a = 0; a < n_rows; a++) cost += q[a] * item->amount[a];
    return cost;
}

/* The minimum of 0 and z, its corner rounded by a parabola as wide as the temperature to both sides; *share is its
 * slope, *bend how fast that falls. No exponential: a third less time in all than with the soft minimum. */
static double soft_least(double z, double temperature, double *share, double *bend)
{
    if (z >= temperature) { *share = *bend = 0; return 0; }
    if (z <= -temperature) { *share = 1, *bend = 0; return z; }
    double below = temperature - z;
    *bend = 0.5 / temperature, *share = below * *bend;
    return -0.5 * below * *share;
}

/* The bound at prices q; the soft one at the temperature with its gradient and negative curvature. */
static double evaluate(const remainder_of *p, const double *q, double temperature, double *gradient, double *curvature,
                       double *hard)
{
    const uint32_t n_rows = p->n_rows;
    double soft = 0, share, bend;
    *hard = 0;
    memset(gradient, 0, ROWS * sizeof *gradient), memset(curvature, 0, ROWS * ROWS * sizeof *curvature);
    for (uint32_t i = 0; i < p->n; i++) {
        const double *amount = p->item[i].amount, cost = priced(&p->item[i], q, n_rows);
        if (cost >= temperature) continue;
        soft += soft_least(cost, temperature, &share, &bend);
        if (cost < 0) *hard += cost;
        for (uint32_t a = 0; a < n_rows; a++) {
            gradient[a] += share * amount[a];
            for (uint32_t b = 0; b <= a && bend > 0; b++) curvature[a * n_rows + b] += bend * amount[a] * amount[b];
        }
    }
    for (uint32_t a = 0; a < n_rows; a++) {
        double width = p->high[a] - p->low[a];
        *hard -= q[a] * p->low[a] + fmax(q[a] * width, 0);
        soft += soft_least(-q[a] * width, temperature, &share, &bend) - q[a] * p->low[a];
        gradient[a] -= p->low[a] + share * width;
        curvature[a * n_rows + a] += bend * width * width;
    }
    return soft;
}

/* A Newton step, no longer than `longest` in any price; false when there is nothing to gain. */
static bool newton(double *step, const double *gradient, const double *curvature, uint32_t n_rows, double temperature,
                   double longest)
{
    double factor[ROWS * ROWS], slope = 0, most = 0;
    if (!ambit_newton_step(step, curvature, factor, gradient, n_rows, 1e-6 / temperature)) return false;
    for (uint32_t a = 0; a < n_rows; a++) slope += step[a] * gradient[a], most = fmax(most, fabs(step[a]));
    for (uint32_t a = 0; a < n_rows && most > longest; a++) step[a] *= longest / most;
    return slope > 0.1 * temperature;
}

/* Climbs at one temperature. Keeps the best bound and its prices. */
static void climb_at(const remainder_of *p, double *best_q, double *best, double temperature, int steps, double enough)
{
    double q[ROWS] = { 0 }, from[ROWS], step[ROWS] = { 0 }, gradient[ROWS], curvature[ROWS * ROWS], reached = -INFINITY;
    double length = 1, hard;
    memcpy(q, best_q, p->n_rows * sizeof *q), memcpy(from, q, sizeof from);
    for (int i = 0; i < steps; i++) {
        double soft = evaluate(p, q, temperature, gradient, curvature, &hard);
        if (hard > *best) *best = hard, memcpy(best_q, q, p->n_rows * sizeof *q);
        if (*best >= enough) return;
        if (soft >= reached) {
            reached = soft, length = 1;
            memcpy(from, q, sizeof from);
            if (!newton(step, gradient, curvature, p->n_rows, temperature, 2000 * temperature)) return;
        }
        else if ((length *= 0.4) < 0.01) return;
        for (uint32_t a = 0; a < p->n_rows; a++) q[a] = from[a] + length * step[a];
    }
}

/* The best bound found from q on, which becomes its prices. */
static double climb(const remainder_of *p, double *q, double temperature, double fall, int stages, int steps,
                    double enough)
{
    double best = -INFINITY;
    for (int stage = 0; stage < stages && best < enough; stage++, temperature *= fall)
        climb_at(p, q, &best, temperature, steps, enough);
    return best;
}

/* ---- Bounds ------------------------------------------------------------------------------------------------------ */

/* Rounded down, so that nothing is ruled out by rounding. */
static int32_t whole(double value) { return value >= FAR ? FAR : value > 0 ? (int32_t)value : 0; }

static int32_t *fall_of(const ambit_territory_room *t, uint32_t i, bool in)
{
    return t->fall + (2 * (size_t)i + in) * BOUNDS;
}

/* Prices become a bound; the oldest but the first goes when there is no more place. */
static void learn(ambit_territory_room *t, const double *q, uint32_t decided)
{
    const uint32_t n_rows = t->problem->n_rows;
    uint32_t at = t->n_learned < LEARNED ? t->n_learned++ : (t->oldest = 1 + t->oldest % (LEARNED - 1));
    double nothing = t->given;
    memcpy(t->q[at], q, n_rows * sizeof *q);
    for (uint32_t a = 0; a < n_rows; a++) nothing -= fmax(q[a] * t->low[a], q[a] * t->high[a]);
    for (uint32_t i = 0; i < t->n; i++) {
        double cost = priced(&t->open[i], q, n_rows);
        nothing += fmin(cost, 0);
        fall_of(t, i, false)[at] = whole(-cost * t->scale), fall_of(t, i, true)[at] = whole(cost * t->scale);
    }
    double room = (t->cutoff - nothing) * t->scale + 1;
    t->room[at] = room < -1 ? -1 : room >= FAR ? FAR : (int32_t)ceil(room);
    for (uint32_t i = 0; i < t->n && room >= FAR; i++) fall_of(t, i, false)[at] = fall_of(t, i, true)[at] = 0;
    for (uint32_t i = 0; i < decided; i++) {
        int64_t left = (int64_t)t->room[(size_t)i * BOUNDS + at] - fall_of(t, i, t->path[i])[at];
        t->room[(size_t)(i + 1) * BOUNDS + at] = left > -FAR ? (int32_t)left : -FAR;
    }
}

/* What is taken must fit below the upper bound (side 0), what is left out must leave the lower one. False: nothing
 * does. */
static bool bound_row(ambit_territory_room *t, uint32_t a, int side)
{
    uint32_t bound = LEARNED + 2 * a + (uint32_t)side;
    double all = 0;
    for (uint32_t i = 0; i < t->n; i++) all += t->open[i].amount[a];
    double room = (side ? all - t->low[a] : t->high[a]) + GRACE;
    if (room < 0) return false;
    for (uint32_t i = 0; i < t->n; i++) fall_of(t, i, !side)[bound] = whole(t->open[i].amount[a] / room * WHOLE);
    t->room[bound] = WHOLE;
    return true;
}

static bool set_bounds(ambit_territory_room *t)
{
    for (uint32_t b = 0; b < BOUNDS; b++) t->room[b] = WHOLE;
    memset(t->room + BOUNDS, 0, (size_t)t->n * BOUNDS * sizeof *t->room);
    memset(t->fall, 0, 2 * (size_t)t->n * BOUNDS * sizeof *t->fall);
    for (uint32_t a = 0; a < t->problem->n_rows; a++)
        if (!bound_row(t, a, 0) || !bound_row(t, a, 1)) return false;
    return true;
}

/* ---- The tree ---------------------------------------------------------------------------------------------------- */

/* Loads are summed anew: what was added and taken off on the way has rounded. */
static void judge_leaf(ambit_territory_room *t)
{
    double load[ROWS] = { 0 }, cost = t->given;
    for (uint32_t i = 0; i < t->n; i++) {
        if (!t->path[i]) continue;
        cost += t->open[i].cost;
        for (uint32_t a = 0; a < t->problem->n_rows; a++) load[a] += t->open[i].amount[a];
    }
    if (!(cost < t->cutoff)) return;
    for (uint32_t a = 0; a < t->problem->n_rows; a++)
        if (load[a] < t->low[a] - GRACE || load[a] > t->high[a] + GRACE) return;
    int32_t less = whole((t->cutoff - cost) * t->scale);
    for (uint32_t level = 0; level <= t->n; level++)
        for (uint32_t b = 0; b < t->n_learned; b++) t->room[(size_t)level * BOUNDS + b] -= less;
    memcpy(t->best, t->path, t->n);
    t->cutoff = cost, t->found = true;
}

/* Betters the tightest prices for this node. Returns whether they close it. */
static bool learn_here(ambit_territory_room *t, uint32_t decided, double cost)
{
    const int32_t *room = t->room + (size_t)decided * BOUNDS;
    uint32_t tightest = 0;
    for (uint32_t b = 1; b < t->n_learned; b++)
        if (room[b] < room[tightest]) tightest = b;
    remainder_of rest = { .item = t->open + decided, .n = t->n - decided, .n_rows = t->problem->n_rows };
    for (uint32_t a = 0; a < rest.n_rows; a++)
        rest.low[a] = t->low[a] - t->load[a], rest.high[a] = t->high[a] - t->load[a];
    double q[ROWS], hot = 0.05 * (t->cutoff - t->root);
    memcpy(q, t->q[tightest], sizeof q);
    t->learn_at = t->nodes + EVERY;
    if (!(hot > 0)) return false;
    double bound = cost + climb(&rest, q, hot, 0.25, 2, 4, t->cutoff - cost);
    if ((t->cutoff - bound) * t->scale < room[tightest]) learn(t, q, decided);
    return bound * t->scale >= t->cutoff * t->scale + 1;
}

/* One block of rooms less what they fall by. Negative when one is used up: the sign bits are gathered. */
static inline int32_t take_off(int32_t *restrict next, const int32_t *restrict here, const int32_t *restrict fall)
{
    int32_t sign = 0;
    for (int i = 0; i < BLOCK; i++) sign |= next[i] = here[i] - fall[i];
    return sign;
}

static bool has_room(const ambit_territory_room *t, uint32_t i, bool in)
{
    const int32_t *here = t->room + (size_t)i * BOUNDS, *fall = fall_of(t, i, in);
    int32_t *next = t->room + (size_t)(i + 1) * BOUNDS, sign = 0;
    for (size_t block = 0; block < t->n_bounds; block += BLOCK)
        sign |= take_off(next + block, here + block, fall + block);
    return sign >= 0;
}

static void descend(ambit_territory_room *t, uint32_t i, double cost)
{
    if (t->nodes == t->problem->most_nodes) { t->stopped = true; return; }
    t->nodes++;
    if (i == t->n) { judge_leaf(t); return; }
    if (t->nodes >= t->learn_at && t->n - i > SHALLOW && learn_here(t, i, cost)) return;
    for (int turn = 0; turn < 2 && !t->stopped; turn++) {
        bool in = t->base[t->item[i]] != (turn > 0);
        if (!has_room(t, i, in)) continue;
        t->path[i] = in;
        for (uint32_t a = 0; in && a < t->problem->n_rows; a++) t->load[a] += t->open[i].amount[a];
        descend(t, i + 1, cost + (in ? t->open[i].cost : 0));
        for (uint32_t a = 0; in && a < t->problem->n_rows; a++) t->load[a] -= t->open[i].amount[a];
    }
}

/* ---- The root ---------------------------------------------------------------------------------------------------- */

static void insert(ambit_territory_room *t, uint32_t item)
{
    uint32_t at = t->n++;
    for (; at > 0 && t->size[t->item[at - 1]] < t->size[item]; at--) t->item[at] = t->item[at - 1];
    t->item[at] = item;
}

/* Units whose reduced cost is below `budget` are open; the others are what it says. */
static void open_root(ambit_territory_room *t, double budget)
{
    const ambit_territory_problem *p = t->problem;
    memcpy(t->low, p->low, sizeof t->low), memcpy(t->high, p->high, sizeof t->high);
    memset(t->load, 0, sizeof t->load);
    t->n = 0, t->given = 0, t->n_learned = t->oldest = 0, t->learn_at = t->nodes + EVERY;
    for (uint32_t i = 0; i < p->n; i++) {
        if (fabs(t->reduced[i]) < budget) { insert(t, i); continue; }
        if (!t->base[i]) continue;
        t->given += p->item[i].cost;
        for (uint32_t a = 0; a < p->n_rows; a++) t->low[a] -= p->item[i].amount[a], t->high[a] -= p->item[i].amount[a];
    }
    for (uint32_t i = 0; i < t->n; i++) t->open[i] = p->item[t->item[i]];
    t->cutoff = t->root + budget, t->scale = WHOLE / budget;
}

static void read_best(const ambit_territory_room *t, char *taken)
{
    memcpy(taken, t->base, t->problem->n);
    for (uint32_t i = 0; i < t->n; i++) taken[t->item[i]] = t->best[i];
}

/* Prices of the rows; what they say of each unit. Returns what the dearest set of units costs at most. */
static double price_root(ambit_territory_room *t, double *q)
{
    const ambit_territory_problem *p = t->problem;
    remainder_of all = { .item = p->item, .n = p->n, .n_rows = p->n_rows };
    double most = 0;
    memcpy(all.low, p->low, sizeof all.low), memcpy(all.high, p->high, sizeof all.high);
    t->root = climb(&all, q, p->temperature, 0.3, 4, 8, INFINITY);
    for (uint32_t i = 0; i < p->n; i++) {
        t->reduced[i] = priced(&p->item[i], q, p->n_rows);
        t->base[i] = t->reduced[i] < 0;
        most += fmax(p->item[i].cost, 0);
        t->size[i] = 0;
        for (uint32_t a = 0; a < p->n_rows; a++) t->size[i] += p->item[i].amount[a];
    }
    return most;
}

/* A budget that is too small costs a fraction of the next one; a large one costs much. */
ambit_territory_result ambit_territory_solve(ambit_territory_room *t, char *taken,
        const ambit_territory_problem *problem, ambit_territory_habit *habit)
{
    t->problem = problem, t->n_bounds = LEARNED + 2 * problem->n_rows, t->nodes = 0, t->found = t->stopped = false;
    double most = price_root(t, habit->q), least = 1e-5 * (fabs(t->root) + problem->temperature), proven = 0;
    double gap = problem->known - t->root, budget = fmax(habit->patience, least);
    ambit_territory_result result = { .relaxed = t->root };
    for (;; proven = budget, budget *= 2) {
        budget = fmax(fmin(budget, gap), least);
        open_root(t, budget);
        if (set_bounds(t)) learn(t, habit->q, 0), descend(t, 0, t->given);
        if (t->found || t->stopped || budget >= gap || t->root + proven > most) break;
    }
    result.value = t->stopped ? t->root + proven : t->found ? t->cutoff : budget >= gap ? problem->known : INFINITY;
    result.found = t->found, result.stopped = t->stopped, result.nodes = t->nodes;
    if (t->found) read_best(t, taken);
    habit->patience = t->stopped ? 0.8 * budget : fmax(fmin(1.2 * (result.value - t->root), 1e6 * least), least);
    return result;
}
