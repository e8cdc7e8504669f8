/* geo/mend.h - from rings as a file has them to valid polygons.
 *
 * Files disagree about which ring is a hole, wind rings the wrong way round, let borders cross themselves or cross the
 * antimeridian, or cut shapes there. Here holes find their exteriors, pieces become one, and what GEOS calls invalid
 * is made valid. Shapes that are sound keep their points untouched, so that neighbours go on sharing theirs. */
#ifndef AMBIT_MEND_H
#define AMBIT_MEND_H
#include "geo/rings.h"
#include "instances/base/status.h"

enum {
    AMBIT_SHAPE_SOUND,
    AMBIT_SHAPE_MENDED,
    AMBIT_SHAPE_FLAT,   /* no area is left: no parts */
    AMBIT_SHAPE_REFUSED /* GEOS cannot mend it */
};

/* Shape r of `raw` is its parts raw_first[r] .. raw_first[r+1]-1, in degrees and in any order; holes are those that
 * are wound counter-clockwise, as in shapefiles. `raw` is empty afterwards. Fills `out`, first [n + 1] likewise,
 * state [n], and a centre [n] inside each shape (of a flat one its first point; in +-180). `words` is what GEOS said
 * about the first that it refused. Parallel over shapes; the result does not depend on the number of threads. */
ambit_status ambit_mend(ambit_rings *out, uint32_t *first, char *state, double *centre_x, double *centre_y,
        ambit_rings *raw, const uint32_t *raw_first, uint32_t n, char words[240], ambit_error *err);

#endif
