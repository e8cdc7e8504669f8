/* geo/clean/strips.h - which of many boxes meet, by strips of latitude.
 *
 * A box lies in every strip that it reaches; within a strip the boxes are passed from west to east. With about as many
 * strips as the root of the number of boxes a strip is short, and each one is work for one thread. */
#ifndef AMBIT_STRIPS_H
#define AMBIT_STRIPS_H
#include "geo/rings.h"

typedef struct {
    const ambit_box *box;           /* borrowed */
    uint32_t n_strips, *first, *item; /* those of strip k are item[first[k]] .. item[first[k+1]-1], by west */
    double south, height;
} ambit_strips;

/* Boxes that are empty are left out. Returns 0, or -1 without memory; the caller resets *out. O(n log n) as a rule. */
int ambit_strips_build(ambit_strips *out, const ambit_box *box, uint32_t n);
void ambit_strips_reset(ambit_strips *strips);

uint32_t ambit_strips_row(const ambit_strips *strips, double y); /* the strip of that latitude, at the ends the last */

/* Calls `found` for every pair of boxes that meet and whose first common strip is k, each pair once. Stops and returns
 * -1 when `found` does not return 0. */
int ambit_strips_pairs(const ambit_strips *strips, uint32_t k, int (*found)(void *context, uint32_t a, uint32_t b),
        void *context);

#endif
