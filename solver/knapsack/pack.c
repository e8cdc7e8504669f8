/* Rows of the table are kept apart, so that the inner loops have no dependence and run in vector registers; a filling
 * is read back from where rows differ. */
#include "solver/knapsack/pack.h"

#include <math.h>
#include <stdbool.h>
#include <string.h>

/* Room from which the LP is asked: a row of a smaller table costs less than the questions. 837 against 245 measured. */
enum { WORTH_THE_LP = 400 };

/* ---- The LP ------------------------------------------------------------------------------------------------------ */

/* What the LP says of a knapsack: its least cost, the (negative) price of a unit of room, and a filling near it. */
typedef struct { double value, price, filling; } relaxation;

static double middle_of(double a, double b, double c) { return fmax(fmin(a, b), fmin(fmax(a, b), c)); }

static void swap(ambit_pack_rank *a, ambit_pack_rank *b)
{
    ambit_pack_rank kept = *a;
    *a = *b, *b = kept;
}

/* Takes items by their ratio, the best first, until one does not fit any more: that one's place in rank[], before which
 * the others stand; *left is the room that they leave. All n together must be too heavy. A weighted median: O(n). */
static uint32_t find_break(ambit_pack_rank *rank, uint32_t n, const ambit_pack_item *item, uint32_t *left)
{
    for (uint32_t low = 0, high = n;;) {
        double pivot = middle_of(rank[low].ratio, rank[low + (high - low) / 2].ratio, rank[high - 1].ratio);
        uint32_t less = low, at = low, more = high;
        uint64_t weight = 0;
        while (at < more) {
            if (rank[at].ratio < pivot) weight += item[rank[at].item].weight, swap(&rank[less++], &rank[at++]);
            else if (rank[at].ratio > pivot) swap(&rank[at], &rank[--more]);
            else at++;
        }
        if (weight > *left) { high = less; continue; }
        *left -= (uint32_t)weight;
        for (at = less; at < more; at++) {
            if (item[rank[at].item].weight > *left) return at;
            *left -= item[rank[at].item].weight;
        }
        low = more;
    }
}

/* Fills what is left with the items of least reduced cost that fit; returns what they cost. */
static double fill_up(ambit_pack *p, uint32_t left, double price)
{
    double sum = 0;
    for (;;) {
        uint32_t best = UINT32_MAX;
        double least = INFINITY;
        for (uint32_t i = 0; i < p->n; i++) {
            double reduced = p->item[i].cost - price * p->item[i].weight;
            if (p->taken[i] || p->item[i].weight > left || !(p->item[i].cost < 0) || !(reduced < least)) continue;
            least = reduced, best = i;
        }
        if (best == UINT32_MAX) return sum;
        p->taken[best] = 1;
        left -= p->item[best].weight;
        sum += p->item[best].cost;
    }
}

/* Also sets taken[] to the filling. */
static relaxation relax(ambit_pack *p)
{
    relaxation lp = { 0, 0, 0 };
    uint64_t weight = 0;
    uint32_t n = 0, left = p->room;
    for (uint32_t i = 0; i < p->n; i++) {
        p->taken[i] = p->item[i].cost < 0;
        if (!p->taken[i]) continue;
        p->rank[n++] = (ambit_pack_rank){ p->item[i].cost / p->item[i].weight, i };
        weight += p->item[i].weight;
        lp.value += p->item[i].cost;
    }
    lp.filling = lp.value;
    p->work += 3 * (uint64_t)p->n;
    if (weight <= p->room) return lp;
    uint32_t end = find_break(p->rank, n, p->item, &left);
    for (uint32_t i = end; i < n; i++) p->taken[p->rank[i].item] = 0;
    lp.value = 0;
    for (uint32_t i = 0; i < end; i++) lp.value += p->item[p->rank[i].item].cost;
    lp.price = p->rank[end].ratio;
    lp.filling = lp.value + fill_up(p, left, lp.price);
    lp.value += lp.price * left;
    return lp;
}

static double reduced(const ambit_pack_item *item, double price) { return item->cost - price * item->weight; }

/* ---- The table --------------------------------------------------------------------------------------------------- */

/* The items whose reduced cost is within `gap` of 0; what the others, decided, cost, and the room that they leave. All
 * with an infinite gap. */
static uint32_t find_core(ambit_pack *p, double price, double gap, double *decided, uint32_t *room)
{
    uint32_t n = 0;
    *decided = 0, *room = p->room;
    for (uint32_t i = 0; i < p->n; i++) {
        double d = reduced(&p->item[i], price);
        if (fabs(d) <= gap) p->core[n++] = i;
        else if (d < 0) *decided += p->item[i].cost, *room -= p->item[i].weight;
    }
    return n;
}

static void add_item(double *restrict next, const double *restrict now, uint32_t room, const ambit_pack_item *item)
{
    if (item->weight > room) {
        memcpy(next, now, ((size_t)room + 1) * sizeof *next);
        return;
    }
    const uint32_t weight = item->weight, n = room + 1 - weight;
    const double cost = item->cost, *restrict without = now + weight;
    double *restrict to = next + weight;
    memcpy(next, now, weight * sizeof *next);
#pragma omp simd
    for (uint32_t t = 0; t < n; t++) {
        double with = now[t] + cost;
        to[t] = with < without[t] ? with : without[t];
    }
}

static double fill_table(ambit_pack *p, uint32_t n_core, uint32_t room)
{
    const size_t row = (size_t)room + 1;
    for (size_t t = 0; t < row; t++) p->table[t] = 0;
    for (uint32_t i = 0; i < n_core; i++)
        add_item(p->table + (i + 1) * row, p->table + i * row, room, &p->item[p->core[i]]);
    p->work += n_core * row;
    return p->table[n_core * row + room];
}

/* What rounding may do to a comparison of sums of this size. */
static double hair(const relaxation *lp) { return 1e-12 * (1 + fabs(lp->filling)); }

static const relaxation UNASKED = { -INFINITY, 0, 0 };

double ambit_pack_fill(ambit_pack *p)
{
    relaxation lp = p->room < WORTH_THE_LP ? UNASKED : relax(p);
    double gap = lp.filling - lp.value + hair(&lp), decided;
    uint32_t room;
    if (gap <= 2 * hair(&lp)) return lp.filling;
    uint32_t n_core = find_core(p, lp.price, gap, &decided, &room);
    double best = decided + fill_table(p, n_core, room);
    if (best >= lp.filling && lp.value > -INFINITY) return lp.filling;
    for (uint32_t i = 0; i < p->n; i++) p->taken[i] = reduced(&p->item[i], lp.price) < 0;
    const size_t row = (size_t)room + 1;
    for (uint32_t i = n_core, t = room; i-- > 0;) {
        bool is_in = p->table[(i + 1) * row + t] < p->table[i * row + t];
        p->taken[p->core[i]] = is_in;
        if (is_in) t -= p->item[p->core[i]].weight;
    }
    return best;
}

/* ---- What items are worth ---------------------------------------------------------------------------------------- */

/* Eight minima side by side: one alone would wait for itself at every step. */
static double least_sum(const double *restrict a, const double *restrict b, size_t n)
{
    enum { LANES = 8 };
    double lane[LANES], least = INFINITY;
    for (int l = 0; l < LANES; l++) lane[l] = INFINITY;
    size_t t = 0;
    for (; t + LANES <= n; t += LANES)
#pragma omp simd
        for (int l = 0; l < LANES; l++) {
            double sum = a[t + (size_t)l] + b[t + (size_t)l];
            lane[l] = sum < lane[l] ? sum : lane[l];
        }
    for (; t < n; t++) least = fmin(least, a[t] + b[t]);
    for (int l = 0; l < LANES; l++) least = fmin(least, lane[l]);
    return least;
}

/* With and without each item of the core, from the filled table. rest(t): the least cost of the items behind i when t
 * is taken up by those before; two rows behind the table take turns as rest. */
static void weigh_core(ambit_pack *p, uint32_t n_core, uint32_t room)
{
    const size_t row = (size_t)room + 1;
    double *rest = p->table + (n_core + 1) * row, *next = rest + row;
    for (size_t t = 0; t < row; t++) rest[t] = 0;
    for (uint32_t i = n_core; i-- > 0;) {
        const ambit_pack_item *item = &p->item[p->core[i]];
        const double *before = p->table + i * row;
        p->without[p->core[i]] = least_sum(before, rest, row);
        p->with[p->core[i]] = INFINITY;
        if (item->weight > room) continue;
        const size_t weight = item->weight, fits = row - weight;
        p->with[p->core[i]] = least_sum(before, rest + weight, fits) + item->cost;
        memcpy(next + fits, rest + fits, weight * sizeof *next);
#pragma omp simd
        for (size_t t = 0; t < fits; t++) {
            double taken = rest[t + weight] + item->cost;
            next[t] = taken < rest[t] ? taken : rest[t];
        }
        double *turn = rest;
        rest = next, next = turn;
    }
    p->work += 2 * n_core * row;
}

/* A filling against what the LP decided costs more than `most`, so that is all that is known of it. */
double ambit_pack_weigh(ambit_pack *p, double spare)
{
    relaxation lp = p->room < WORTH_THE_LP ? UNASKED : relax(p);
    double gap = lp.filling - lp.value + spare + 2 * hair(&lp), decided, most = INFINITY;
    uint32_t room;
    uint32_t n_core = find_core(p, lp.price, gap, &decided, &room);
    double best = fmin(decided + fill_table(p, n_core, room), lp.filling);
    if (gap < INFINITY) most = lp.value + gap - hair(&lp) - best;
    weigh_core(p, n_core, room);
    for (uint32_t i = 0, at = 0; i < p->n; i++) {
        if (at < n_core && p->core[at] == i) {
            at++;
            p->with[i] = fmax(fmin(p->with[i] + decided - best, most), 0);
            p->without[i] = fmax(fmin(p->without[i] + decided - best, most), 0);
            continue;
        }
        double d = reduced(&p->item[i], lp.price), rise = lp.value + fabs(d) - hair(&lp) - best;
        p->with[i] = d > 0 ? fmax(rise, 0) : 0, p->without[i] = d > 0 ? 0 : fmax(rise, 0);
    }
    return best;
}
