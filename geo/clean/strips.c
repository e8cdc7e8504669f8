/* geo/clean/strips.c - see strips.h. */
#include "geo/clean/strips.h"

#include <math.h>
#include <stdlib.h>

enum { MOST_STRIPS = 1 << 16, MOST_COPIES = 4 };

static int is_empty(ambit_box box) { return !(box.west <= box.east) || !(box.south <= box.north); }

uint32_t ambit_strips_row(const ambit_strips *strips, double y)
{
    double row = strips->height > 0 ? floor((y - strips->south) / strips->height) : 0;
    return row < 0 ? 0 : row >= strips->n_strips ? strips->n_strips - 1 : (uint32_t)row;
}

/* As many strips as the root of n, but fewer when tall boxes would lie in very many of them. */
static void choose_strips(ambit_strips *out, uint32_t n)
{
    double south = INFINITY, north = -INFINITY, tall = 0;
    for (uint32_t i = 0; i < n; i++) {
        if (is_empty(out->box[i])) continue;
        if (out->box[i].south < south) south = out->box[i].south;
        if (out->box[i].north > north) north = out->box[i].north;
        tall += out->box[i].north - out->box[i].south;
    }
    out->n_strips = 1;
    out->south = south;
    out->height = north - south;
    if (!(out->height > 0)) return;
    double most = fmin(MOST_STRIPS, sqrt(n));
    if (tall > 0) most = fmin(most, MOST_COPIES * (double)n * out->height / tall);
    if (most > 1) out->n_strips = (uint32_t)most;
    out->height /= out->n_strips;
}

/* A key beside each number keeps the sort from reaching for the boxes. */
struct entry { double west; uint32_t item; };

static int compare_entries(const void *a, const void *b)
{
    const struct entry *x = a, *y = b;
    if (x->west != y->west) return x->west < y->west ? -1 : 1;
    return x->item < y->item ? -1 : x->item > y->item;
}

static int sort_strips(ambit_strips *strips)
{
    int failed = 0;
    #pragma omp parallel for schedule(dynamic, 8) reduction(|:failed)
    for (uint32_t k = 0; k < strips->n_strips; k++) {
        uint32_t *item = strips->item + strips->first[k], n = strips->first[k + 1] - strips->first[k];
        struct entry *entry = malloc(((size_t)n + 1) * sizeof *entry);
        failed |= !entry;
        if (!entry) continue;
        for (uint32_t i = 0; i < n; i++) entry[i] = (struct entry){ strips->box[item[i]].west, item[i] };
        qsort(entry, n, sizeof *entry, compare_entries);
        for (uint32_t i = 0; i < n; i++) item[i] = entry[i].item;
        free(entry);
    }
    return failed ? -1 : 0;
}

int ambit_strips_build(ambit_strips *out, const ambit_box *box, uint32_t n)
{
    *out = (ambit_strips){ .box = box };
    choose_strips(out, n);
    out->first = calloc((size_t)out->n_strips + 2, sizeof *out->first);
    if (!out->first) return -1;
    uint32_t *next = out->first + 1; /* one ahead while they are filled */
    size_t total = 0;
    for (uint32_t i = 0; i < n; i++) {
        if (is_empty(box[i])) continue;
        uint32_t to = ambit_strips_row(out, box[i].north);
        for (uint32_t k = ambit_strips_row(out, box[i].south); k <= to; k++) next[k + 1]++, total++;
    }
    if (total >= UINT32_MAX || !(out->item = malloc((total + 1) * sizeof *out->item))) return -1;
    for (uint32_t k = 1; k <= out->n_strips; k++) next[k] += next[k - 1];
    for (uint32_t i = 0; i < n; i++) {
        if (is_empty(box[i])) continue;
        uint32_t to = ambit_strips_row(out, box[i].north);
        for (uint32_t k = ambit_strips_row(out, box[i].south); k <= to; k++) out->item[next[k]++] = i;
    }
    return sort_strips(out);
}

void ambit_strips_reset(ambit_strips *strips)
{
    free(strips->first);
    free(strips->item);
    *strips = (ambit_strips){ 0 };
}

int ambit_strips_pairs(const ambit_strips *strips, uint32_t k, int (*found)(void *context, uint32_t a, uint32_t b),
        void *context)
{
    const uint32_t *item = strips->item;
    for (uint32_t i = strips->first[k]; i < strips->first[k + 1]; i++) {
        ambit_box a = strips->box[item[i]];
        for (uint32_t j = i + 1; j < strips->first[k + 1] && strips->box[item[j]].west <= a.east; j++) {
            ambit_box b = strips->box[item[j]];
            if (b.south > a.north || b.north < a.south) continue;
            if (ambit_strips_row(strips, a.south > b.south ? a.south : b.south) != k) continue;
            if (found(context, item[i], item[j])) return -1;
        }
    }
    return 0;
}
