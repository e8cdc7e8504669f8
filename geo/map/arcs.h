/* geo/map/arcs.h - a layer as a net: nodes, where borders meet, and the arcs between them.
 *
 * A border that two regions share is one arc, used forwards by one ring and backwards by the other: what is done to
 * it is done for both, so they cannot come apart. Borders count as shared where they have the same points.
 *
 * Of two neighbours at the antimeridian one may run on beyond 180 degrees while the other begins at -180: in a layer
 * with such shapes arcs have longitudes of their own, and each ring unrolls them from where it starts. */
#ifndef AMBIT_ARCS_H
#define AMBIT_ARCS_H
#include "geo/layer.h"

typedef struct { uint32_t arc; char backwards; } ambit_arc_use;

typedef struct {
    uint32_t n_arcs;
    uint32_t *first;       /* [n_arcs + 1]: arc a is point[first[a]] .. point[first[a+1]-1], both ends included */
    uint32_t *point;       /* indices into the layer's points */
    double *lon_deg;       /* of each of arcs.point: the layer's but for whole turns, unrolled along the arc */
    double *start_deg;     /* [n_parts] the longitude at which the part begins, as the layer has it */
    int crosses;           /* some shape of the layer crosses the antimeridian */
    uint32_t *use_first;   /* [n_parts + 1]: part p of the layer is use[use_first[p]] .. use[use_first[p+1]-1] */
    ambit_arc_use *use;
} ambit_arcs;

/* 1 when the arc is a ring of its own (its ends are the same), without a node. */
static inline int ambit_arc_is_ring(const ambit_arcs *arcs, uint32_t a)
{
    return arcs->point[arcs->first[a]] == arcs->point[arcs->first[a + 1] - 1];
}

/* The same longitude at most half a turn from another one, in a net that crosses. */
static inline double ambit_arcs_near(const ambit_arcs *arcs, double lon_deg, double other_deg)
{
    if (!arcs->crosses) return lon_deg;
    while (lon_deg - other_deg > 180) lon_deg -= 360;
    while (lon_deg - other_deg < -180) lon_deg += 360;
    return lon_deg;
}

/* Parts of fewer than three different points have no arcs. The caller resets *out. AMBIT_E_LIMIT for more than 2^31
 * points. O(points). */
ambit_status ambit_arcs_build(ambit_arcs *out, const ambit_layer *layer, ambit_error *err);
void ambit_arcs_reset(ambit_arcs *arcs);

#endif
