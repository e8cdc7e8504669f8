/* tools/report/colours.h - a colour number for each territory, so that neighbours never look alike.
 *
 * DSATUR (Brélaz 1979, doi:10.1145/359094.359101): always the territory whose neighbours already show the most
 * colours. Among the allowed colours the one used least is taken, so that the map looks varied. */
#ifndef AMBIT_REPORT_COLOURS_H
#define AMBIT_REPORT_COLOURS_H
#include "instances/base/status.h"

/* colour[i] becomes a number; no pair in border[] gets the same. Below `n_palette` unless the map needs more, which a
 * flat map hardly does. O(n^2 + sum of squared degrees). */
ambit_status ambit_colours_choose(uint32_t *colour, uint32_t n, const ambit_border *border, size_t n_borders,
        uint32_t n_palette, ambit_error *err);

/* Pairs of places that are near: each with its `nearest` next ones, for reps that have homes but no territories to
 * touch. Places that are NaN have none. The caller frees *out. O(n^2 nearest). */
ambit_status ambit_colours_near(ambit_border **out, size_t *n_out, uint32_t n, const double *lon_deg,
        const double *lat_deg, uint32_t nearest, ambit_error *err);

#endif
