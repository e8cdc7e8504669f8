/* geo/earth/nearest.h - which of many places is the nearest: a k-d tree over directions.
 *
 * On unit vectors the nearest in space is the nearest on the sphere, so there is no seam at the antimeridian and none
 * at the poles. Read-only once built: any number of threads may ask. */
#ifndef AMBIT_NEAREST_H
#define AMBIT_NEAREST_H
#include "geo/earth/distance.h"
#include "instances/base/status.h"

typedef struct ambit_nearest ambit_nearest;

/* `place` is copied. O(n log n). */
ambit_status ambit_nearest_build(ambit_nearest **out, const ambit_direction *place, uint32_t n, ambit_error *err);
void ambit_nearest_free(ambit_nearest *nearest); /* NULL is fine */

/* The number of the place nearest to `from` (of equal ones the lowest), UINT32_MAX when there is none. O(log n). */
uint32_t ambit_nearest_of(const ambit_nearest *nearest, ambit_direction from);

/* The k nearest, nearest first (of equal ones the lowest number), into number[k] and the squares of their chords into
 * square[k]. Returns how many there are: k, or every place. k is small: O(k log n). */
uint32_t ambit_nearest_some(const ambit_nearest *nearest, ambit_direction from, uint32_t k, uint32_t *number,
        double *square);

/* The same among the places whose group is not `own`, when the square of its chord is below *square, which becomes that
 * square; UINT32_MAX when there is none. `group` is by place. Far from other groups it visits much of its own: give it
 * the best square so far. */
uint32_t ambit_nearest_other(const ambit_nearest *nearest, ambit_direction from, const uint32_t *group, uint32_t own,
        double *square);

#endif
