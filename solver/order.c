#include "solver/order.h"

#include <stdlib.h>

enum {
    FEW = 50000,  /* units that a cache holds anyway */
    BITS = 20     /* of each coordinate: some 12 m on the ground */
};

typedef struct { uint64_t key; uint32_t unit; } place;

/* Spreads the bits of x to every third place. */
static uint64_t spread(uint64_t x)
{
    uint64_t sum = 0;
    for (int bit = 0; bit < BITS; bit++) sum |= (x >> bit & 1) << 3 * bit;
    return sum;
}

static uint64_t step(double coordinate) { return (uint64_t)((coordinate + 1) / 2 * ((1 << BITS) - 1)); }

static uint64_t along_curve(const ambit_direction *d)
{
    return spread(step(d->x)) << 2 | spread(step(d->y)) << 1 | spread(step(d->z));
}

static int by_key(const void *a, const void *b)
{
    const place *p = a, *q = b;
    if (p->key != q->key) return p->key < q->key ? -1 : 1;
    return (p->unit > q->unit) - (p->unit < q->unit);
}

int ambit_order_units(uint32_t *order, const ambit_problem *problem)
{
    const uint32_t n = problem->n_units;
    for (uint32_t i = 0; i < n; i++) order[i] = i;
    if (n <= FEW || !problem->unit_at) return 0;
    place *list = malloc(n * sizeof *list);
    if (!list) return -1;
#pragma omp parallel for schedule(static)
    for (uint32_t i = 0; i < n; i++) list[i] = (place){ along_curve(&problem->unit_at[i]), i };
    qsort(list, n, sizeof *list, by_key);
    for (uint32_t i = 0; i < n; i++) order[i] = list[i].unit;
    free(list);
    return 0;
}
