#include "solver/knapsack/leaves.h"

#include <stdlib.h>
#include <string.h>

ambit_branching *ambit_branching_build(const uint32_t *chosen, const double *price, uint32_t n_units)
{
    ambit_branching *b = calloc(1, sizeof *b);
    if (!b) return NULL;
    b->chosen = malloc(n_units * sizeof *b->chosen);
    b->price = malloc(n_units * sizeof *b->price);
    if (!b->chosen || !b->price) {
        free(b->chosen), free(b->price), free(b);
        return NULL;
    }
    memcpy(b->chosen, chosen, n_units * sizeof *chosen);
    memcpy(b->price, price, n_units * sizeof *price);
    return b;
}

bool ambit_leaf_drop(const ambit_leaf *leaf)
{
    ambit_branching *b = leaf->at;
    if (--b->n_leaves) return false;
    free(b->chosen), free(b->price), free(b);
    return true;
}

static bool comes_first(const ambit_leaf *a, const ambit_leaf *b)
{
    return a->bound < b->bound || (!(b->bound < a->bound) && a->number > b->number);
}

static int make_room(ambit_leaves *l)
{
    if (l->n < l->room) return 0;
    size_t room = 2 * l->room + 64;
    ambit_leaf *grown = realloc(l->leaf, room * sizeof *grown);
    if (!grown) return -1;
    l->leaf = grown, l->room = room;
    return 0;
}

int ambit_leaves_push(ambit_leaves *l, ambit_leaf leaf)
{
    if (make_room(l)) return -1;
    leaf.number = l->made++;
    size_t at = l->n++;
    for (size_t up; at > 0 && comes_first(&leaf, &l->leaf[up = (at - 1) / 2]); at = up) l->leaf[at] = l->leaf[up];
    l->leaf[at] = leaf;
    return 0;
}

ambit_leaf ambit_leaves_pop(ambit_leaves *l)
{
    ambit_leaf first = l->leaf[0], last = l->leaf[--l->n];
    size_t at = 0;
    for (;;) {
        size_t down = 2 * at + 1;
        if (down >= l->n) break;
        if (down + 1 < l->n && comes_first(&l->leaf[down + 1], &l->leaf[down])) down++;
        if (!comes_first(&l->leaf[down], &last)) break;
        l->leaf[at] = l->leaf[down], at = down;
    }
    if (l->n) l->leaf[at] = last;
    return first;
}

void ambit_leaves_reset(ambit_leaves *l)
{
    for (size_t i = 0; i < l->n; i++) ambit_leaf_drop(&l->leaf[i]);
    free(l->leaf);
    *l = (ambit_leaves){ .leaf = NULL };
}
