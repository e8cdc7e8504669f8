/* solver/knapsack/pack.h - one knapsack: which items, each of negative cost, fill a room at the least cost.
 *
 *     best_i(t) = min(best_{i-1}(t), best_{i-1}(t - weight_i) + cost_i),   best_0 = 0,   0 <= t <= room
 *
 * Weights are whole numbers, so this table is exact (Bellman 1957); with its mirror it tells for every item what it
 * costs to insist on it or to do without it (Posta, Ferland and Michelon 2012, doi:10.1007/s10589-011-9432-0). */
#ifndef AMBIT_PACK_H
#define AMBIT_PACK_H
#include <stddef.h>
#include <stdint.h>

typedef struct { double cost; uint32_t weight, pair; } ambit_pack_item;

/* Numbers that the table of n items needs; two rows more are room for ambit_pack_weigh. */
static inline size_t ambit_pack_cells(size_t n, uint32_t room) { return (n + 3) * ((size_t)room + 1); }

/* Fills the table and returns the least cost, at most 0. Each weight <= room, each cost < 0. O(n * room). */
double ambit_pack_fill(double *table, const ambit_pack_item *item, uint32_t n, uint32_t room);

/* The items of a best filling, from a filled table: taken[i] is 1 or 0. O(n). */
void ambit_pack_taken(const double *table, const ambit_pack_item *item, uint32_t n, uint32_t room, char *taken);

/* How much dearer the best filling is with item i in it, and without it; from a filled table. O(n * room). */
void ambit_pack_weigh(double *table, const ambit_pack_item *item, uint32_t n, uint32_t room, double *with,
                      double *without);

/* The least cost together with one item more, of any cost, of weight <= room; from a filled table. O(1). */
static inline double ambit_pack_with(const double *table, uint32_t n, uint32_t room, uint32_t weight, double cost)
{
    return table[(size_t)n * ((size_t)room + 1) + (room - weight)] + cost;
}

#endif
