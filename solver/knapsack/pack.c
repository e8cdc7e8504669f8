/* Rows are kept apart, so that the inner loops have no dependence and run in vector registers; a filling is read back
 * from where rows differ. */
#include "solver/knapsack/pack.h"

#include <math.h>
#include <string.h>

static void add_item(double *restrict next, const double *restrict now, uint32_t room, const ambit_pack_item *item)
{
    const uint32_t weight = item->weight, n = room + 1 - weight;
    const double cost = item->cost, *restrict without = now + weight;
    double *restrict to = next + weight;
    memcpy(next, now, weight * sizeof *next);
#pragma omp simd
    for (uint32_t t = 0; t < n; t++) {
        double with = now[t] + cost;
        to[t] = with < without[t] ? with : without[t];
    }
}

double ambit_pack_fill(double *table, const ambit_pack_item *item, uint32_t n, uint32_t room)
{
    const size_t row = (size_t)room + 1;
    for (size_t t = 0; t < row; t++) table[t] = 0;
    for (uint32_t i = 0; i < n; i++) add_item(table + (i + 1) * row, table + i * row, room, &item[i]);
    return table[n * row + room];
}

void ambit_pack_taken(const double *table, const ambit_pack_item *item, uint32_t n, uint32_t room, char *taken)
{
    const size_t row = (size_t)room + 1;
    size_t t = room;
    for (uint32_t i = n; i-- > 0;) {
        taken[i] = table[(i + 1) * row + t] < table[i * row + t];
        if (taken[i]) t -= item[i].weight;
    }
}

static double least_sum(const double *restrict a, const double *restrict b, size_t n)
{
    double least = INFINITY;
#pragma omp simd reduction(min : least)
    for (size_t t = 0; t < n; t++) {
        double sum = a[t] + b[t];
        least = sum < least ? sum : least;
    }
    return least;
}

/* rest(t): the least cost of the items after i when t is taken up by those before; the items before are in the table.
 * The two rows behind the table take turns as rest. */
void ambit_pack_weigh(double *table, const ambit_pack_item *item, uint32_t n, uint32_t room, double *with,
                      double *without)
{
    const size_t row = (size_t)room + 1;
    double *rest = table + (n + 1) * row, *next = rest + row, best = table[n * row + room];
    for (size_t t = 0; t < row; t++) rest[t] = 0;
    for (uint32_t i = n; i-- > 0;) {
        const double *before = table + i * row;
        const size_t weight = item[i].weight, fits = row - weight;
        without[i] = least_sum(before, rest, row) - best;
        with[i] = least_sum(before, rest + weight, fits) + item[i].cost - best;
        memcpy(next + fits, rest + fits, weight * sizeof *next);
#pragma omp simd
        for (size_t t = 0; t < fits; t++) {
            double taken = rest[t + weight] + item[i].cost;
            next[t] = taken < rest[t] ? taken : rest[t];
        }
        double *turn = rest;
        rest = next, next = turn;
    }
}
