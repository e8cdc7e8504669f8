#include "heuristics/genetic/crossover.h"

#include <string.h>

/* A connected set of reps: from a random one outwards over random neighbours, between an eighth and a half of all. */
static void take_region(const ambit_neighbours *n, char *taken, uint32_t *queue, ambit_rng *rng)
{
    uint32_t least = 1 + n->n_reps / 8,
             goal = least + ambit_rng_below(rng, n->n_reps / 2 + 1 > least ? n->n_reps / 2 + 1 - least : 1);
    uint32_t size = 0, tries = 8 * n->n_reps;
    memset(taken, 0, n->n_reps);
    queue[size++] = ambit_rng_below(rng, n->n_reps);
    taken[queue[0]] = 1;
    while (size < goal && tries-- > 0) {
        uint32_t from = queue[ambit_rng_below(rng, size)];
        if (!n->count[from]) break;
        uint32_t most = n->count[from] < 6 ? n->count[from] : 6;
        uint32_t to = n->rep[(size_t)from * AMBIT_NEIGHBOURS + ambit_rng_below(rng, most)];
        if (!taken[to]) taken[to] = 1, queue[size++] = to;
    }
}

void ambit_crossover(uint32_t *child, const ambit_core *core, const ambit_neighbours *neighbours, const uint32_t *a,
        const uint32_t *b, char *taken, uint32_t *queue, ambit_rng *rng)
{
    take_region(neighbours, taken, queue, rng);
    for (uint32_t u = 0; u < core->n_units; u++) {
        const uint32_t *rep = core->rep + core->first[u];
        child[u] = taken[rep[b[u]]] || taken[rep[a[u]]] ? b[u] : a[u];
    }
}
