/* heuristics/construct/skew.h - many queues in one store: skew heaps (Sleator and Tarjan 1986, doi:10.1137/0215004).
 *
 * A queue is the number of its first entry, AMBIT_NOBODY when empty; two queues are merged in O(log n) amortised, and a
 * push or a pop is a merge. Of equal keys the lower unit comes first, so that the order does not depend on history. */
#ifndef AMBIT_SKEW_H
#define AMBIT_SKEW_H
#include "instances/ambit.h"

typedef struct { double key; uint32_t unit, from, left, right; } ambit_skew; /* `from` is the caller's */

static inline uint32_t ambit_skew_merge(ambit_skew *store, uint32_t a, uint32_t b)
{
    uint32_t root = AMBIT_NOBODY, *hook = &root;
    while (a != AMBIT_NOBODY && b != AMBIT_NOBODY) {
        if (store[b].key < store[a].key || (store[b].key == store[a].key && store[b].unit < store[a].unit)) {
            uint32_t kept = a;
            a = b, b = kept;
        }
        uint32_t right = store[a].right;
        *hook = a;
        store[a].right = store[a].left;
        hook = &store[a].left;
        a = right;
    }
    *hook = a != AMBIT_NOBODY ? a : b;
    return root;
}

/* Puts the entry `at`, whose key, unit and from are set by the caller, into the queue. */
static inline void ambit_skew_push(ambit_skew *store, uint32_t *queue, uint32_t at)
{
    store[at].left = store[at].right = AMBIT_NOBODY;
    *queue = ambit_skew_merge(store, *queue, at);
}

/* Takes the first entry of a queue that is not empty; returns its number. */
static inline uint32_t ambit_skew_pop(ambit_skew *store, uint32_t *queue)
{
    uint32_t top = *queue;
    *queue = ambit_skew_merge(store, store[top].left, store[top].right);
    return top;
}

#endif
