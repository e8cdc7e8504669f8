#include "heuristics/siting/near.h"

#include <stdbool.h>
#include <stdlib.h>

enum { LEAF = 8 };

/* The tree is the order of the points alone: the middle of a range is its root, what is left of it lies below it on the
 * range's axis. */
typedef struct {
    const ambit_point *point;
    uint32_t *order;      /* [n] */
    uint8_t *axis;        /* [n] of the root in the middle */
    uint32_t k, n_found, *found;
    double *away;         /* [k] squared, of found[] */
} tree;

static double squared(ambit_point a, ambit_point b)
{
    double x = a.at[0] - b.at[0], y = a.at[1] - b.at[1], z = a.at[2] - b.at[2];
    return x * x + y * y + z * z;
}

/* ---- Planting ---------------------------------------------------------------------------------------------------- */

static uint8_t widest_axis(const tree *t, uint32_t from, uint32_t to)
{
    uint8_t widest = 0;
    double width = -1;
    for (uint8_t axis = 0; axis < 3; axis++) {
        double low = t->point[t->order[from]].at[axis], high = low;
        for (uint32_t i = from + 1; i < to; i++) {
            double x = t->point[t->order[i]].at[axis];
            low = x < low ? x : low, high = x > high ? x : high;
        }
        if (high - low > width) width = high - low, widest = axis;
    }
    return widest;
}

static bool before(const tree *t, uint8_t axis, uint32_t a, uint32_t b)
{
    double x = t->point[a].at[axis], y = t->point[b].at[axis];
    return x < y || (x == y && a < b);
}

/* Quickselect: afterwards nothing before `middle` comes after it on the axis. The order is total, so equal places do
 * no harm. */
static void select_middle(tree *t, uint32_t from, uint32_t to, uint32_t middle, uint8_t axis)
{
    uint32_t *order = t->order;
    while (to - from > 1) {
        uint32_t pivot = order[from + (to - from - 1) / 2], low = from, high = to - 1;
        for (;;) {
            while (before(t, axis, order[low], pivot)) low++;
            while (before(t, axis, pivot, order[high])) high--;
            if (low >= high) break;
            uint32_t swap = order[low];
            order[low++] = order[high], order[high--] = swap;
        }
        if (middle <= high) to = high + 1;
        else from = high + 1;
    }
}

static void plant(tree *t, uint32_t from, uint32_t to)
{
    while (to - from > LEAF) {
        uint32_t middle = from + (to - from) / 2;
        uint8_t axis = widest_axis(t, from, to);
        select_middle(t, from, to, middle, axis);
        t->axis[middle] = axis;
        plant(t, from, middle);
        from = middle + 1;
    }
}

/* ---- Asking ------------------------------------------------------------------------------------------------------ */

static void meet(tree *t, uint32_t u, uint32_t v)
{
    double away = squared(t->point[u], t->point[v]);
    uint32_t at = t->n_found;
    if (u == v) return;
    if (at == t->k) {
        if (away > t->away[at - 1] || (away == t->away[at - 1] && v > t->found[at - 1])) return;
        at--;
    } else t->n_found++;
    for (; at > 0 && (t->away[at - 1] > away || (t->away[at - 1] == away && t->found[at - 1] > v)); at--)
        t->away[at] = t->away[at - 1], t->found[at] = t->found[at - 1];
    t->away[at] = away, t->found[at] = v;
}

static void ask(tree *t, uint32_t u, uint32_t from, uint32_t to)
{
    if (to - from <= LEAF) {
        for (uint32_t i = from; i < to; i++) meet(t, u, t->order[i]);
        return;
    }
    uint32_t middle = from + (to - from) / 2, root = t->order[middle];
    double past = t->point[u].at[t->axis[middle]] - t->point[root].at[t->axis[middle]];
    meet(t, u, root);
    ask(t, u, past < 0 ? from : middle + 1, past < 0 ? middle : to);
    if (t->n_found < t->k || past * past <= t->away[t->k - 1])
        ask(t, u, past < 0 ? middle + 1 : from, past < 0 ? to : middle);
}

ambit_status ambit_near_find(uint32_t *near, const ambit_point *point, uint32_t n, uint32_t k, ambit_error *err)
{
    tree t = { .point = point, .k = k };
    t.order = malloc(n * sizeof *t.order), t.axis = malloc(n), t.away = malloc((k + 1) * sizeof *t.away);
    bool enough = t.order && t.axis && t.away;
    if (enough) {
        for (uint32_t u = 0; u < n; u++) t.order[u] = u;
        plant(&t, 0, n);
        for (uint32_t u = 0; k && u < n; u++) {
            t.found = near + (size_t)u * k, t.n_found = 0;
            ask(&t, u, 0, n);
        }
    }
    free(t.order), free(t.axis), free(t.away);
    return enough ? AMBIT_OK : ambit_fail(err, AMBIT_E_MEMORY, "no memory for the neighbours of %u places", n);
}
