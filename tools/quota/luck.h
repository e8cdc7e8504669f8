/* tools/quota/luck.h - positive random numbers of mean 1: how far a year's sales are from what was expected.
 *
 * Lognormal numbers are drawn by inverting their distribution in 2^16 classes of equal probability: four numbers for
 * one random word, and no logarithm or exponential each. What a class rounds away is a thousandth of what 10,000 draws
 * leave uncertain. Gamma numbers are drawn one by one. */
#ifndef AMBIT_QUOTA_LUCK_H
#define AMBIT_QUOTA_LUCK_H
#include <stdint.h>

typedef enum { AMBIT_LUCK_LOGNORMAL, AMBIT_LUCK_GAMMA } ambit_quota_luck;

typedef struct {
    ambit_quota_luck kind;
    double shape;  /* of gamma; 0: no luck, every number is 1 */
    double *table; /* [65,536] of lognormal, ascending; NULL: every number is 1 */
} ambit_luck;

/* With a coefficient of variation of 0 or more. Returns 0, or -1 without memory; the caller resets *out. */
int ambit_luck_init(ambit_luck *out, ambit_quota_luck kind, double cv);
void ambit_luck_reset(ambit_luck *luck);

/* value[n] from one stream of a seed: the same for every caller. O(n). */
void ambit_luck_draw(double *value, uint32_t n, const ambit_luck *luck, uint64_t seed, uint64_t stream);

/* out[k] becomes the value of rank[k] (from 0, ascending ranks) of value[n], all above 0. Returns 0, or -1 without
 * memory. O(n) when values spread. */
int ambit_luck_ranks(double *out, const double *value, uint32_t n, const uint32_t *rank, uint32_t n_ranks);

/* The class of a histogram that a positive value falls into: classes are in the order of values, each 0.4 % wide. */
enum { AMBIT_LUCK_BINS = 1 << 19 };
uint32_t ambit_luck_bin(double value);

void ambit_luck_sort(double *value, uint64_t n); /* ascending */

#endif
