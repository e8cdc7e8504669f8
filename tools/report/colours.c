#include "tools/report/colours.h"

#include "geo/earth/distance.h"
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#define NO_COLOUR UINT32_MAX

typedef struct {
    uint32_t n, n_palette;
    size_t *first;           /* [n + 1] neighbours in compressed rows */
    uint32_t *neighbour;
    uint32_t *colour;        /* borrowed */
    uint32_t *saturation;    /* [n] different colours among the neighbours */
    uint32_t *uses;          /* [n + 1] territories of each colour */
    uint32_t *seen;          /* [n + 1] stamp: a neighbour of the territory at hand has this colour */
    uint32_t stamp;
} painter;

static void painter_reset(painter *p)
{
    free(p->first);
    free(p->neighbour);
    free(p->saturation);
    free(p->uses);
    free(p->seen);
}

static void fill_rows(painter *p, const ambit_border *border, size_t n_borders)
{
    for (size_t k = 0; k < n_borders; k++) {
        p->first[border[k].a]++;
        p->first[border[k].b]++;
    }
    size_t sum = 0;
    for (uint32_t i = 0; i <= p->n; i++) {
        sum += p->first[i];
        p->first[i] = sum; /* the row's end; filling counts it down to the start */
    }
    for (size_t k = 0; k < n_borders; k++) {
        p->neighbour[--p->first[border[k].a]] = border[k].b;
        p->neighbour[--p->first[border[k].b]] = border[k].a;
    }
}

static ambit_status painter_init(painter *p, uint32_t *colour, uint32_t n, const ambit_border *border, size_t n_borders,
        uint32_t n_palette, ambit_error *err)
{
    size_t room = (size_t)n + 1;
    *p = (painter){ .n = n, .n_palette = n_palette, .colour = colour };
    p->first = calloc(room, sizeof *p->first);
    p->neighbour = calloc(2 * n_borders + 1, sizeof *p->neighbour);
    p->saturation = calloc(room, sizeof *p->saturation);
    p->uses = calloc(room + n_palette, sizeof *p->uses);
    p->seen = calloc(room + n_palette, sizeof *p->seen);
    if (p->first && p->neighbour && p->saturation && p->uses && p->seen) {
        fill_rows(p, border, n_borders);
        return AMBIT_OK;
    }
    painter_reset(p);
    return ambit_fail(err, AMBIT_E_MEMORY, "no memory to colour %u territories", n);
}

/* Stamps the colours around i; returns how many different ones there are. */
static uint32_t look_around(painter *p, uint32_t i)
{
    uint32_t different = 0;
    p->stamp++;
    for (size_t k = p->first[i]; k < p->first[i + 1]; k++) {
        uint32_t c = p->colour[p->neighbour[k]];
        if (c == NO_COLOUR || p->seen[c] == p->stamp) continue;
        p->seen[c] = p->stamp;
        different++;
    }
    return different;
}

static uint32_t most_constrained(const painter *p)
{
    uint32_t best = p->n;
    for (uint32_t i = 0; i < p->n; i++) {
        if (p->colour[i] != NO_COLOUR) continue;
        if (best == p->n || p->saturation[i] > p->saturation[best]
            || (p->saturation[i] == p->saturation[best]
                && p->first[i + 1] - p->first[i] > p->first[best + 1] - p->first[best]))
            best = i;
    }
    return best;
}

/* After look_around: a free colour of the palette, else the first one beyond it. */
static uint32_t free_colour(const painter *p, bool varied)
{
    uint32_t best = NO_COLOUR;
    for (uint32_t c = 0; c < p->n_palette; c++)
        if (p->seen[c] != p->stamp && (best == NO_COLOUR || (varied && p->uses[c] < p->uses[best]))) best = c;
    if (best != NO_COLOUR) return best;
    for (best = p->n_palette; p->seen[best] == p->stamp;) best++;
    return best;
}

/* Returns whether the palette was enough. */
static bool paint(painter *p, bool varied)
{
    bool enough = true;
    memset(p->uses, 0, ((size_t)p->n + 1 + p->n_palette) * sizeof *p->uses);
    memset(p->saturation, 0, ((size_t)p->n + 1) * sizeof *p->saturation);
    for (uint32_t i = 0; i < p->n; i++) p->colour[i] = NO_COLOUR;
    for (uint32_t done = 0; done < p->n; done++) {
        uint32_t i = most_constrained(p);
        look_around(p, i);
        uint32_t c = free_colour(p, varied);
        p->colour[i] = c;
        p->uses[c]++;
        enough = enough && c < p->n_palette;
        for (size_t k = p->first[i]; k < p->first[i + 1]; k++)
            p->saturation[p->neighbour[k]] = look_around(p, p->neighbour[k]);
    }
    return enough;
}

ambit_status ambit_colours_choose(uint32_t *colour, uint32_t n, const ambit_border *border, size_t n_borders,
        uint32_t n_palette, ambit_error *err)
{
    painter p;
    ambit_status status = painter_init(&p, colour, n, border, n_borders, n_palette, err);
    if (status) return status;
    if (!paint(&p, true)) paint(&p, false); /* variety spends colours: without it fewer are needed */
    painter_reset(&p);
    return AMBIT_OK;
}

static int by_ends(const void *left, const void *right)
{
    const ambit_border *x = left, *y = right;
    if (x->a != y->a) return x->a < y->a ? -1 : 1;
    return (x->b > y->b) - (x->b < y->b);
}

/* The pairs of i with its nearest places, smaller number first; returns how many. There is room for `nearest`. */
static uint32_t nearest_of(ambit_border *pair, double *km, uint32_t i, uint32_t n, const ambit_direction *at,
        uint32_t nearest)
{
    uint32_t found = 0;
    if (isnan(at[i].x)) return 0;
    for (uint32_t j = 0; j < n; j++) {
        if (j == i || isnan(at[j].x)) continue;
        double d = ambit_distance_km(at[i], at[j]);
        if (found == nearest && d >= km[found - 1]) continue;
        uint32_t k = found < nearest ? found++ : found - 1;
        for (; k > 0 && km[k - 1] > d; k--) {
            km[k] = km[k - 1];
            pair[k] = pair[k - 1];
        }
        km[k] = d;
        pair[k] = i < j ? (ambit_border){ i, j } : (ambit_border){ j, i };
    }
    return found;
}

ambit_status ambit_colours_near(ambit_border **out, size_t *n_out, uint32_t n, const double *lon_deg,
        const double *lat_deg, uint32_t nearest, ambit_error *err)
{
    ambit_direction *at = calloc((size_t)n + 1, sizeof *at);
    double *km = calloc((size_t)nearest + 1, sizeof *km);
    ambit_border *pair = calloc((size_t)n * nearest + 1, sizeof *pair);
    size_t found = 0, kept = 0;
    if (at && km && pair) {
        for (uint32_t i = 0; i < n; i++) at[i] = ambit_direction_of(lon_deg[i], lat_deg[i]);
        for (uint32_t i = 0; i < n && nearest; i++) found += nearest_of(pair + found, km, i, n, at, nearest);
        qsort(pair, found, sizeof *pair, by_ends);
        for (size_t k = 0; k < found; k++)
            if (!kept || by_ends(&pair[kept - 1], &pair[k])) pair[kept++] = pair[k];
    } else {
        free(pair);
        pair = NULL;
    }
    free(at);
    free(km);
    *out = pair;
    *n_out = kept;
    return pair ? AMBIT_OK : ambit_fail(err, AMBIT_E_MEMORY, "no memory for the neighbours of %u homes", n);
}
