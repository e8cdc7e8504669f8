/* geo/clean/repair.h - a layer without overlaps and slivers: every place belongs to one region.
 *
 * An overlap stays with one of its regions, a sliver goes to a neighbour; no vertex moves by more than a tenth of a
 * millimetre. Which one gets it:
 *   - a region more than half of which lies in the overlap keeps it (so none is swallowed, but a shape that is there
 *     twice belongs to the first);
 *   - else the region with which it shares the longest border, measured on the ground;
 *   - borders that are within 5 % of the longest count as equal: then the line of the region that comes first in the
 *     layer stays, so it keeps an overlap, and the later one is let up to it across a sliver.
 * Gaps that are no slivers, such as lakes and enclaves of others, stay. */
#ifndef AMBIT_REPAIR_H
#define AMBIT_REPAIR_H
#include "geo/clean/faults.h"

typedef struct {
    ambit_flaw_sum overlaps, slivers; /* given to one region; the area is what moved */
    uint32_t n_changed;     /* regions that gained or lost area */
    uint32_t n_emptied;     /* regions of which nothing is left: they were there twice */
    uint32_t first_emptied;
    uint32_t n_left;        /* faults that could not be settled; the shapes there are as they were */
} ambit_repairs;

/* *out has the regions, ids and names of `layer`, without its fields; the caller owns it. Neighbours share all vertices
 * of their common border. `tolerance_m` 0 is AMBIT_HAIR_M. `per_degree` rounds all positions to a grid of so many lines
 * a degree first, so that a file with few decimals is as clean as the layer (1e7 for GeoJSON); 0: positions stay as
 * they are, and shapes without faults keep every bit. What is given away is looked at once more, up to four times.
 * Takes as long as two searches for faults, as a rule. */
ambit_status ambit_repair(ambit_layer **out, ambit_repairs *what, const ambit_layer *layer, double tolerance_m,
        double per_degree, ambit_error *err);

#endif
