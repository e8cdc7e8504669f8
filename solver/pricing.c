#include "solver/pricing.h"

#include <stdlib.h>

enum { LEAF = 6 /* reps in a box that is not split */ };

typedef struct {
    double low[3], high[3];     /* the box of unit vectors */
    uint32_t first, count;      /* its reps, in order[] */
    uint32_t child;             /* the first of two; 0: a leaf */
} box;

struct ambit_pricing {
    const ambit_core *core;
    const double *price;        /* borrowed during the build only */
    uint32_t n_boxes, *order;   /* [n_reps] reps, box by box */
    box *boxes;
    double *least;              /* [n_boxes * n_rules]: the least price in the box */
    double *rep_price;          /* [n_reps * n_rules] */
};

/* ---- The tree ---------------------------------------------------------------------------------------------------- */

static double coordinate(const ambit_direction *d, int axis) { return axis == 0 ? d->x : axis == 1 ? d->y : d->z; }

/* Homes decide what travel costs: not with a matrix, and not without places. */
static bool is_star(const ambit_pricing *p) { return p->core->problem->rep_at && !p->core->problem->pair_first; }

static void fit_box(const ambit_pricing *p, box *b)
{
    for (int axis = 0; axis < 3; axis++) {
        b->low[axis] = INFINITY, b->high[axis] = -INFINITY;
        for (uint32_t i = b->first; i < b->first + b->count; i++) {
            double x = coordinate(&p->core->problem->rep_at[p->order[i]], axis);
            b->low[axis] = fmin(b->low[axis], x), b->high[axis] = fmax(b->high[axis], x);
        }
    }
}

typedef struct { const ambit_direction *at; int axis; } order_by;

static int along_axis(const void *a, const void *b, void *context)
{
    const order_by *by = context;
    const uint32_t r = *(const uint32_t *)a, s = *(const uint32_t *)b;
    double x = coordinate(&by->at[r], by->axis), y = coordinate(&by->at[s], by->axis);
    if (x != y) return x < y ? -1 : 1;
    return (r > s) - (r < s);
}

static int longest_side(const box *b)
{
    int axis = 0;
    for (int other = 1; other < 3; other++)
        if (b->high[other] - b->low[other] > b->high[axis] - b->low[axis]) axis = other;
    return axis;
}

static void split(ambit_pricing *p, uint32_t at)
{
    box *b = &p->boxes[at];
    b->child = 0;
    if (!is_star(p)) return; /* one box for all, which is searched whole */
    fit_box(p, b);
    if (b->count <= LEAF) return;
    order_by by = { p->core->problem->rep_at, longest_side(b) };
    qsort_r(p->order + b->first, b->count, sizeof *p->order, along_axis, &by);
    uint32_t half = b->count / 2, child = b->child = p->n_boxes;
    p->n_boxes += 2;
    p->boxes[child] = (box){ .first = b->first, .count = half };
    p->boxes[child + 1] = (box){ .first = b->first + half, .count = b->count - half };
    split(p, child);
    split(p, child + 1);
}

static void set_prices(ambit_pricing *p)
{
    const ambit_core *core = p->core;
    for (uint32_t r = 0; r < core->n_reps; r++)
        for (uint32_t a = 0; a < core->n_rules; a++)
            p->rep_price[(size_t)r * core->n_rules + a] = p->price ? p->price[ambit_core_row(core, a, r)] : 0;
    for (uint32_t b = 0; b < p->n_boxes; b++)
        for (uint32_t a = 0; a < core->n_rules; a++) {
            double least = INFINITY;
            for (uint32_t i = p->boxes[b].first; i < p->boxes[b].first + p->boxes[b].count; i++)
                least = fmin(least, p->rep_price[(size_t)p->order[i] * core->n_rules + a]);
            p->least[(size_t)b * core->n_rules + a] = least;
        }
}

ambit_status ambit_pricing_build(ambit_pricing **out, const ambit_core *core, const double *price, ambit_error *err)
{
    *out = NULL;
    size_t boxes = 2 * (size_t)core->n_reps + 1, rules = core->n_rules + 1;
    ambit_pricing *p = calloc(1, sizeof *p);
    if (!p || !(p->order = malloc(core->n_reps * sizeof *p->order)) || !(p->boxes = malloc(boxes * sizeof *p->boxes))
        || !(p->least = malloc(boxes * rules * sizeof *p->least))
        || !(p->rep_price = malloc(core->n_reps * rules * sizeof *p->rep_price))) {
        ambit_pricing_free(p);
        return ambit_fail(err, AMBIT_E_MEMORY, "no memory for a tree of %u reps", core->n_reps);
    }
    p->core = core, p->price = price, p->n_boxes = 1;
    for (uint32_t r = 0; r < core->n_reps; r++) p->order[r] = r;
    p->boxes[0] = (box){ .first = 0, .count = core->n_reps };
    split(p, 0);
    set_prices(p);
    p->price = NULL;
    *out = p;
    return AMBIT_OK;
}

void ambit_pricing_free(ambit_pricing *p)
{
    if (p) free(p->order), free(p->boxes), free(p->least), free(p->rep_price), free(p);
}

/* ---- The search -------------------------------------------------------------------------------------------------- */

/* The shortest and the longest km from a place to anything in the box: chords to its nearest and farthest corner. */
static double chord_km(double squared)
{
    double half = 0.5 * sqrt(squared);
    return 2 * AMBIT_EARTH_KM * asin(half < 1 ? half : 1);
}

static void km_to_box(const box *b, const ambit_direction *d, double *nearest, double *farthest)
{
    double near2 = 0, far2 = 0;
    for (int axis = 0; axis < 3; axis++) {
        double x = coordinate(d, axis), below = b->low[axis] - x, above = x - b->high[axis];
        double out = fmax(fmax(below, above), 0), across = fmax(-below, -above);
        near2 += out * out, far2 += fmax(across, out) * fmax(across, out);
    }
    *nearest = chord_km(near2), *farthest = chord_km(far2);
}

/* No rep in the box costs unit u less, priced. Disruption and misfit are at least 0 and left out. */
static double box_bound(const ambit_pricing *p, uint32_t u, uint32_t at)
{
    const ambit_core *core = p->core;
    const ambit_problem *problem = core->problem;
    const double *least = p->least + (size_t)at * core->n_rules;
    double sum = 0;
    for (size_t m = core->member_first[u]; m < core->member_first[u + 1]; m++) {
        uint32_t i = core->member[m];
        double near_h = 0, far_h = 0;
        km_to_box(&p->boxes[at], &problem->unit_at[i], &near_h, &far_h);
        near_h *= problem->hours_per_km, far_h *= problem->hours_per_km;
        sum += problem->visits[i] * near_h;
        for (uint32_t a = 0; a < problem->n_rules; a++) {
            const ambit_problem_rule *rule = &problem->rule[a];
            sum += least[a] * rule->amount[i];
            if (rule->per_hour) sum += least[a] * rule->per_hour[i] * (least[a] < 0 ? far_h : near_h);
        }
        for (uint32_t a = problem->n_rules; a < core->n_rules; a++)
            if (least[a] < 0) sum += least[a] * (core->rule[a].of_unit ? core->rule[a].of_unit[i] : 1);
    }
    return sum - 1e-9 * fabs(sum); /* rounding must not close a box that holds the best */
}

/* A search under way: the cheapest so far, in order. */
typedef struct { const ambit_pricing *p; uint32_t u, most, n; ambit_offer *offer; double *amount; } hunt;

static double worst(const hunt *h) { return h->n < h->most ? INFINITY : h->offer[h->n - 1].priced; }

static void consider(hunt *h, uint32_t rep)
{
    const ambit_core *core = h->p->core;
    if (!ambit_core_may(core, h->u, rep)) return;
    double priced = ambit_core_price(core, h->u, rep, h->amount, 1);
    for (uint32_t a = 0; a < core->n_rules; a++)
        priced += h->p->rep_price[(size_t)rep * core->n_rules + a] * h->amount[a];
    uint32_t at = h->n < h->most ? h->n : h->most - 1;
    if (at < h->n && (priced > h->offer[at].priced || (priced == h->offer[at].priced && rep > h->offer[at].rep)))
        return;
    if (h->n < h->most) h->n++;
    for (; at > 0
           && (priced < h->offer[at - 1].priced || (priced == h->offer[at - 1].priced && rep < h->offer[at - 1].rep));
         at--)
        h->offer[at] = h->offer[at - 1];
    h->offer[at] = (ambit_offer){ priced, rep };
}

static void open_box(hunt *h, uint32_t at)
{
    const box *b = &h->p->boxes[at];
    for (uint32_t i = b->first; !b->child && i < b->first + b->count; i++) consider(h, h->p->order[i]);
    if (!b->child) return;
    double left = box_bound(h->p, h->u, b->child), right = box_bound(h->p, h->u, b->child + 1);
    uint32_t nearer = right < left;
    if (fmin(left, right) <= worst(h)) open_box(h, b->child + nearer);
    if (fmax(left, right) <= worst(h)) open_box(h, b->child + !nearer);
}

uint32_t ambit_pricing_cheapest(const ambit_pricing *pricing, uint32_t u, uint32_t most, ambit_offer *offer,
                                double *amount)
{
    hunt h = { pricing, u, most, 0, offer, amount };
    if (most) open_box(&h, 0);
    return h.n;
}
