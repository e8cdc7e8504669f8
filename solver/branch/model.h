/* solver/branch/model.h - the territories that a bundle has met, and what they say of its bound.
 *
 * Each rep's part of L(p, q) is a minimum over territories, so the minimum over those that are known is above it. The
 * model's maximum near the centre has a quadratic problem as its dual: weights of the territories, adding up to 1 for
 * each rep, that make the step short and the territories cheap. Exchanges of weight between two of a rep solve it; all
 * products of two are kept, so an exchange takes as long as there are columns. */
#ifndef AMBIT_MODEL_H
#define AMBIT_MODEL_H
#include "solver/branch/bundle.h"

static inline uint64_t *ambit_model_bits(const ambit_bundle *b, uint32_t column)
{
    return b->bits + (size_t)column * b->words;
}

static inline bool ambit_model_has(const uint64_t *bits, uint32_t u) { return bits[u / 64] >> (u % 64) & 1; }
static inline void ambit_model_put(uint64_t *bits, uint32_t u) { bits[u / 64] |= (uint64_t)1 << (u % 64); }

/* Where the rep's next column goes: a new place, or that of the one with least weight and greatest cost. */
uint32_t ambit_model_place(ambit_bundle *bundle, uint32_t rep);

/* Once its bits are there: its cost, what it brings to cuts, its products with the others. O(pairs + columns). */
void ambit_model_know(ambit_bundle *bundle, uint32_t column);

/* Values of all columns at the present prices; the least of a rep's. */
void ambit_model_value(ambit_bundle *bundle, uint32_t column);
void ambit_model_value_all(ambit_bundle *bundle);
double ambit_model_least(const ambit_bundle *bundle, uint32_t rep);

/* Prices go to the model's maximum near the centre, within what exchanges below `worthwhile` could change; predicted
 * is set. */
void ambit_model_maximise(ambit_bundle *bundle, double worthwhile);

#endif
