#include "geo/map/closest.h"
#include "geo/earth/distance.h"

#include <stdlib.h>

enum { RUN = 8 }; /* edges of a leaf */
static const double piece_deg = 0.05;

/* Arcs bulge out of the box of their ends by less than this, in radii. */
static const double bulge = 1e-6;

struct edge { ambit_direction a, b; uint32_t region; };
struct span { double low[3], high[3]; };

/* Runs of edges are halved until they are short; node 1 is all of them, the halves of node i are 2 i and 2 i + 1. */
struct ambit_closest { size_t n; struct edge *edge; struct span *span; };

static double along(ambit_direction d, int axis) { return axis == 0 ? d.x : axis == 1 ? d.y : d.z; }
static double middle_of(const struct edge *e, int axis) { return along(e->a, axis) + along(e->b, axis); }

/* ---- Edges ------------------------------------------------------------------------------------------------------ */

static size_t pieces(double dx, double dy)
{
    double n = ceil(fmax(fabs(dx), fabs(dy)) / piece_deg);
    return n > 1 ? (size_t)n : 1;
}

/* Writes the pieces of all edges of a region; `to` NULL only counts them. */
static size_t cut_region(struct edge *to, const ambit_layer *layer, uint32_t r)
{
    size_t n = 0;
    ambit_shape shape = ambit_layer_shape(layer, r);
    for (uint32_t p = 0; p < shape.n_parts; p++) {
        for (size_t i = shape.point_first[p]; i + 1 < shape.point_first[p + 1]; i++) {
            double x = shape.x[i], y = shape.y[i], dx = shape.x[i + 1] - x, dy = shape.y[i + 1] - y;
            size_t k = pieces(dx, dy);
            ambit_direction before = ambit_direction_of(x, y);
            for (size_t j = 1; to && j <= k; j++) {
                double t = (double)j / (double)k;
                ambit_direction here = ambit_direction_of(x + t * dx, y + t * dy);
                to[n + j - 1] = (struct edge){ before, here, r };
                before = here;
            }
            n += k;
        }
    }
    if (n || !isfinite(layer->centre_lon_deg[r]) || !isfinite(layer->centre_lat_deg[r])) return n;
    ambit_direction centre = ambit_direction_of(layer->centre_lon_deg[r], layer->centre_lat_deg[r]);
    if (to) *to = (struct edge){ centre, centre, r };
    return 1;
}

/* ---- The tree --------------------------------------------------------------------------------------------------- */

static struct span span_of(const struct edge *edge, size_t n)
{
    struct span s = { { 2, 2, 2 }, { -2, -2, -2 } };
    for (size_t i = 0; i < n; i++) {
        for (int axis = 0; axis < 3; axis++) {
            double a = along(edge[i].a, axis), b = along(edge[i].b, axis);
            s.low[axis] = fmin(s.low[axis], fmin(a, b) - bulge);
            s.high[axis] = fmax(s.high[axis], fmax(a, b) + bulge);
        }
    }
    return s;
}

static int widest_axis(const struct span *s)
{
    int widest = 0;
    for (int axis = 1; axis < 3; axis++)
        if (s->high[axis] - s->low[axis] > s->high[widest] - s->low[widest]) widest = axis;
    return widest;
}

/* Quickselect: afterwards edge k is where sorting by the axis would put it. Equal ones may lie on either side. */
static void select_middle(struct edge *edge, size_t n, size_t k, int axis)
{
    size_t from = 0, to = n;
    while (to - from > 1) {
        double pivot = middle_of(&edge[from + (to - from) / 2], axis);
        size_t i = from, j = to; /* j is one behind */
        while (i < j) {
            while (middle_of(&edge[i], axis) < pivot) i++;
            while (middle_of(&edge[j - 1], axis) > pivot) j--;
            if (i >= j) break;
            struct edge swap = edge[i];
            edge[i++] = edge[j - 1];
            edge[--j] = swap;
        }
        if (k < j) to = j;
        else if (k >= i) from = i;
        else return;
    }
}

static void split(ambit_closest *c, size_t node, struct edge *edge, size_t n)
{
    c->span[node] = span_of(edge, n);
    if (n <= RUN) return;
    select_middle(edge, n, n / 2, widest_axis(&c->span[node]));
    split(c, 2 * node, edge, n / 2);
    split(c, 2 * node + 1, edge + n / 2, n - n / 2);
}

ambit_status ambit_closest_build(ambit_closest **out, const ambit_layer *layer, ambit_error *err)
{
    size_t n = 0, n_nodes = 2;
    *out = NULL;
    ambit_closest *c = calloc(1, sizeof *c);
    for (uint32_t r = 0; r < layer->n; r++) n += cut_region(NULL, layer, r);
    for (size_t longest = n; longest > RUN; longest = longest - longest / 2) n_nodes *= 2;
    if (c) c->edge = calloc(n + 1, sizeof *c->edge), c->span = calloc(n_nodes, sizeof *c->span);
    if (!c || !c->edge || !c->span) {
        ambit_closest_free(c);
        return ambit_fail(err, AMBIT_E_MEMORY, "no memory for an index of %zu borders", n);
    }
    for (uint32_t r = 0; r < layer->n; r++) c->n += cut_region(c->edge + c->n, layer, r);
    split(c, 1, c->edge, c->n);
    *out = c;
    return AMBIT_OK;
}

void ambit_closest_free(ambit_closest *closest)
{
    if (!closest) return;
    free(closest->edge);
    free(closest->span);
    free(closest);
}

/* ---- The search ------------------------------------------------------------------------------------------------- */

struct search { ambit_direction from; double best; uint32_t region; };

static double square_to_span(const struct search *search, const struct span *s)
{
    double sum = 0;
    for (int axis = 0; axis < 3; axis++) {
        double p = along(search->from, axis), out = fmax(0, fmax(s->low[axis] - p, p - s->high[axis]));
        sum += out * out;
    }
    return sum;
}

/* The nearest point of the chord, lifted to the sphere: that of the arc. */
static double square_to_edge(ambit_direction p, const struct edge *e)
{
    double x = e->b.x - e->a.x, y = e->b.y - e->a.y, z = e->b.z - e->a.z, length = x * x + y * y + z * z;
    double t = length > 0 ? ((p.x - e->a.x) * x + (p.y - e->a.y) * y + (p.z - e->a.z) * z) / length : 0;
    t = t > 0 ? t < 1 ? t : 1 : 0;
    x = e->a.x + t * x, y = e->a.y + t * y, z = e->a.z + t * z;
    double lift = 1 / sqrt(x * x + y * y + z * z);
    x = x * lift - p.x, y = y * lift - p.y, z = z * lift - p.z;
    return x * x + y * y + z * z;
}

static void search_node(struct search *search, const ambit_closest *c, size_t node, const struct edge *edge, size_t n)
{
    if (n <= RUN) {
        for (size_t i = 0; i < n; i++) {
            double square = square_to_edge(search->from, &edge[i]);
            if (square > search->best || (square == search->best && edge[i].region >= search->region)) continue;
            search->best = square;
            search->region = edge[i].region;
        }
        return;
    }
    double left = square_to_span(search, &c->span[2 * node]), right = square_to_span(search, &c->span[2 * node + 1]);
    for (int turn = 0; turn < 2; turn++) {
        int is_left = (left <= right) == (turn == 0);
        if ((is_left ? left : right) > search->best) continue;
        if (is_left) search_node(search, c, 2 * node, edge, n / 2);
        else search_node(search, c, 2 * node + 1, edge + n / 2, n - n / 2);
    }
}

uint32_t ambit_closest_of(const ambit_closest *closest, double lon_deg, double lat_deg, double *km)
{
    struct search search = { ambit_direction_of(lon_deg, lat_deg), HUGE_VAL, AMBIT_NO_REGION };
    *km = NAN;
    if (!isfinite(lon_deg) || !isfinite(lat_deg)) return AMBIT_NO_REGION;
    search_node(&search, closest, 1, closest->edge, closest->n);
    double half = 0.5 * sqrt(search.best);
    if (search.region != AMBIT_NO_REGION) *km = 2 * AMBIT_EARTH_KM * asin(half < 1 ? half : 1);
    return search.region;
}
