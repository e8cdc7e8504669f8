/* geo/earth/antimeridian.h - shapes that cross 180 degrees: one piece inside, two pieces in files.
 *
 * For unions, borders and joins a shape must not be torn, so inside its longitudes run on past 180. RFC 7946 wants the
 * opposite: nothing outside of +-180, so what is written is cut there. */
#ifndef AMBIT_ANTIMERIDIAN_H
#define AMBIT_ANTIMERIDIAN_H
#include "geo/polygon.h"

/* Where a ring jumps by more than half a turn it crosses: its points are moved by whole turns, so that it is one
 * piece (and may lie beyond 180 degrees). A ring that runs around a pole is left as it is. */
void ambit_antimeridian_join(double *lon_deg, size_t n);

/* The way back: where pieces of a shape (exteriors, each followed by its holes) end at 180 degrees and others go on at
 * -180, they become one piece, which lies beyond 180. Returns 1 when there were such pieces, 0, or -1 without memory.
 * What GEOS refuses to unite stays as it is, and so does a shape that runs around a pole. */
int ambit_antimeridian_heal(ambit_geos *geos, ambit_rings *shape);

/* Appends the shape to `out`, cut at +-180 and moved between them when it lies beyond. Returns 0, or -1 (memory, or
 * GEOS refused). */
int ambit_antimeridian_cut(ambit_geos *geos, ambit_shape shape, ambit_rings *out);

/* The same longitude within +-180, of one that is at most a turn away. */
static inline double ambit_antimeridian_home(double lon_deg)
{
    return lon_deg > 180 ? lon_deg - 360 : lon_deg < -180 ? lon_deg + 360 : lon_deg;
}

#endif
