/* geo/map/dissolve.h - the regions of each territory as one shape, without the borders inside.
 *
 * GEOSCoverageUnion first (fast, but NULL or invalid on dirty layers), checked, then GEOSUnaryUnion. */
#ifndef AMBIT_DISSOLVE_H
#define AMBIT_DISSOLVE_H
#include "geo/layer.h"

/* territory[r] is 0 .. n_territories-1 or UINT32_MAX (left out). *out is a layer with a shape per territory (ids and
 * names are given; a territory without regions has no parts). The caller owns it. Parallel over territories. */
ambit_status ambit_dissolve(ambit_layer **out, const ambit_layer *regions, const uint32_t *territory,
        uint32_t n_territories, const char *const *id, const char *const *name, ambit_error *err);

/* For `assign: accounts`: territory[r] becomes the rep that holds most accounts inside region r (ties: the lower
 * rep); a region without accounts goes to the rep of the account nearest to its centre (UINT32_MAX when no account
 * has a rep). region_of_point and rep_of_point may be UINT32_MAX: such a point counts for no region. O(points +
 * regions log points). */
ambit_status ambit_majority(uint32_t *territory, const ambit_layer *regions, uint32_t n_points, const double *lon_deg,
        const double *lat_deg, const uint32_t *region_of_point, const uint32_t *rep_of_point, uint32_t n_reps,
        ambit_error *err);

#endif
