#include "geo/earth/nearest.h"

#include <stdlib.h>

/* The tree is the order of the array: the middle of a run is its root, the halves are its subtrees. The axis is the one
 * in which the run is widest. */
struct node { ambit_direction at; uint32_t number; unsigned char axis; };

struct ambit_nearest { uint32_t n; struct node *node; };

static double along(ambit_direction d, int axis) { return axis == 0 ? d.x : axis == 1 ? d.y : d.z; }

static int widest_axis(const struct node *node, uint32_t from, uint32_t to)
{
    int widest = 0;
    double width = -1;
    for (int axis = 0; axis < 3; axis++) {
        double low = 2, high = -2;
        for (uint32_t i = from; i < to; i++) {
            double a = along(node[i].at, axis);
            if (a < low) low = a;
            if (a > high) high = a;
        }
        if (high - low > width) width = high - low, widest = axis;
    }
    return widest;
}

static int before(const struct node *a, const struct node *b, int axis)
{
    double x = along(a->at, axis), y = along(b->at, axis);
    return x < y || (x == y && a->number < b->number);
}

static void exchange(struct node *a, struct node *b)
{
    struct node t = *a;
    *a = *b;
    *b = t;
}

/* Quickselect: afterwards entry k is where sorting by the axis would put it, the smaller ones before it. */
static void select_middle(struct node *node, int64_t from, int64_t to, int64_t k, int axis)
{
    while (to - from > 1) {
        struct node pivot = node[from + (to - from) / 2];
        int64_t i = from, j = to - 1;
        while (i <= j) {
            while (before(&node[i], &pivot, axis)) i++;
            while (before(&pivot, &node[j], axis)) j--;
            if (i <= j) exchange(&node[i++], &node[j--]);
        }
        if (k <= j) to = j + 1;
        else if (k >= i) from = i;
        else return;
    }
}

static void split(struct node *node, uint32_t from, uint32_t to)
{
    while (to - from > 1) {
        uint32_t middle = from + (to - from) / 2;
        int axis = widest_axis(node, from, to);
        select_middle(node, from, to, middle, axis);
        node[middle].axis = (unsigned char)axis;
        split(node, from, middle);
        from = middle + 1;
    }
}

ambit_status ambit_nearest_build(ambit_nearest **out, const ambit_direction *place, uint32_t n, ambit_error *err)
{
    *out = NULL;
    ambit_nearest *nearest = calloc(1, sizeof *nearest);
    if (!nearest || !(nearest->node = calloc((size_t)n + 1, sizeof *nearest->node))) {
        ambit_nearest_free(nearest);
        return ambit_fail(err, AMBIT_E_MEMORY, "no memory for an index of %u places", n);
    }
    nearest->n = n;
    for (uint32_t i = 0; i < n; i++) nearest->node[i] = (struct node){ place[i], i, 0 };
    split(nearest->node, 0, n);
    *out = nearest;
    return AMBIT_OK;
}

void ambit_nearest_free(ambit_nearest *nearest)
{
    if (!nearest) return;
    free(nearest->node);
    free(nearest);
}

struct search { ambit_direction from; double best; uint32_t number; const uint32_t *group; uint32_t own; };

static int is_better(const struct search *search, const struct node *node, double square)
{
    if (search->group && search->group[node->number] == search->own) return 0;
    return square < search->best
        || (square == search->best && search->number != UINT32_MAX && node->number < search->number);
}

/* The half that holds the place is searched first; the other one only when the best so far reaches over the cut. */
static void search_run(struct search *search, const struct node *node, uint32_t from, uint32_t to)
{
    while (from < to) {
        uint32_t middle = from + (to - from) / 2;
        const struct node *root = &node[middle];
        double dx = root->at.x - search->from.x, dy = root->at.y - search->from.y, dz = root->at.z - search->from.z;
        double square = dx * dx + dy * dy + dz * dz;
        if (is_better(search, root, square)) {
            search->best = square;
            search->number = root->number;
        }
        double over = along(search->from, root->axis) - along(root->at, root->axis);
        if (over < 0) search_run(search, node, from, middle);
        else search_run(search, node, middle + 1, to);
        if (over * over > search->best) return;
        if (over < 0) from = middle + 1;
        else to = middle;
    }
}

uint32_t ambit_nearest_of(const ambit_nearest *nearest, ambit_direction from)
{
    struct search search = { from, INFINITY, UINT32_MAX, NULL, 0 };
    search_run(&search, nearest->node, 0, nearest->n);
    return search.number;
}

uint32_t ambit_nearest_other(const ambit_nearest *nearest, ambit_direction from, const uint32_t *group, uint32_t own,
        double *square)
{
    struct search search = { from, *square, UINT32_MAX, group, own };
    search_run(&search, nearest->node, 0, nearest->n);
    *square = search.best;
    return search.number;
}

/* ---- Several ---------------------------------------------------------------------------------------------------- */

enum { RUN = 16 }; /* so many places are looked at one by one: cheaper than choosing halves */

/* `off` is how far the run's cell lies from the place, along each axis, as far as the cuts on the way down tell. */
struct several { ambit_direction from; uint32_t k, n; uint32_t *number; double *square; double off[3]; };

/* Keeps the list ascending by square, then number. */
static void offer(struct several *s, const struct node *node)
{
    double dx = node->at.x - s->from.x, dy = node->at.y - s->from.y, dz = node->at.z - s->from.z;
    double square = dx * dx + dy * dy + dz * dz;
    uint32_t i = s->n < s->k ? s->n : s->k - 1, number = node->number;
    if (s->n == s->k && (square > s->square[i] || (square == s->square[i] && number > s->number[i]))) return;
    for (; i > 0 && (s->square[i - 1] > square || (s->square[i - 1] == square && s->number[i - 1] > number)); i--) {
        s->square[i] = s->square[i - 1];
        s->number[i] = s->number[i - 1];
    }
    s->square[i] = square;
    s->number[i] = number;
    if (s->n < s->k) s->n++;
}

/* The far half is as far away as all cuts together say (Arya and Mount 1993, doi:10.1109/DCC.1993.253111). */
static void search_several(struct several *s, const struct node *node, uint32_t from, uint32_t to, double away)
{
    for (; to - from <= RUN && from < to; from++) offer(s, &node[from]);
    if (from == to) return;
    uint32_t middle = from + (to - from) / 2;
    const struct node *root = &node[middle];
    double over = along(s->from, root->axis) - along(root->at, root->axis), before = s->off[root->axis];
    double further = away - before * before + over * over;
    if (over < 0) search_several(s, node, from, middle, away);
    else search_several(s, node, middle + 1, to, away);
    offer(s, root);
    if (s->n == s->k && further * (1 - 1e-12) > s->square[s->k - 1]) return;
    s->off[root->axis] = over;
    if (over < 0) search_several(s, node, middle + 1, to, further);
    else search_several(s, node, from, middle, further);
    s->off[root->axis] = before;
}

uint32_t ambit_nearest_some(const ambit_nearest *nearest, ambit_direction from, uint32_t k, uint32_t *number,
        double *square)
{
    struct several s = { from, k, 0, number, square, { 0, 0, 0 } };
    if (k) search_several(&s, nearest->node, 0, nearest->n, 0);
    return s.n;
}
