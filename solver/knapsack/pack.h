/* solver/knapsack/pack.h - one knapsack: which items fill a room at the least cost, and what each of them is worth.
 *
 *     best_i(t) = min(best_{i-1}(t), best_{i-1}(t - weight_i) + cost_i),   best_0 = 0,   0 <= t <= room
 *
 * Weights are whole numbers, so this table is exact (Bellman 1957). Most items never enter it: with the price of room
 * that the LP pays, a filling that leaves out an item of reduced cost -d, or takes one of reduced cost d, costs at
 * least d more than the LP; where that is more than a known filling costs, the item is decided (Balas and Zemel 1980,
 * doi:10.1287/opre.28.5.1130). The table and its mirror tell what it costs to insist on an item or to do without it
 * (Posta, Ferland and Michelon 2012, doi:10.1007/s10589-011-9432-0). */
#ifndef AMBIT_PACK_H
#define AMBIT_PACK_H
#include <stddef.h>
#include <stdint.h>

typedef struct { double cost; uint32_t weight, pair; } ambit_pack_item;
typedef struct { double ratio; uint32_t item; } ambit_pack_rank;

/* Items and room are the caller's to set; the rest is storage that it holds, for so many items. */
typedef struct {
    ambit_pack_item *item;
    uint32_t n, room;
    char *taken;              /* [n] of a best filling */
    double *with, *without;   /* [n] of ambit_pack_weigh */
    ambit_pack_rank *rank;    /* [n] */
    uint32_t *core;           /* [n] items that the LP does not decide */
    double *table;            /* [ambit_pack_cells(n, room)] */
    uint64_t work;            /* cells filled and items looked at, all together */
} ambit_pack;

static inline size_t ambit_pack_cells(size_t n, uint32_t room) { return (n + 3) * ((size_t)room + 1); }

/* The least cost, at most 0, and what it takes. Each weight is at most the room. O(n + core * room). */
double ambit_pack_fill(ambit_pack *pack);

/* The least cost; with[i] and without[i] become how much more it costs when item i must be in and when it must not.
 * Exact up to `spare`; what is more than that is at least that, and never too much. */
double ambit_pack_weigh(ambit_pack *pack, double spare);

#endif
