/* tools/sketch.h - areas for accounts that are assigned without regions, so that their territories have shapes. */
#ifndef AMBIT_SKETCH_H
#define AMBIT_SKETCH_H
#include "tools/outcome.h"

/* Accounts beyond this are not drawn one by one. */
enum { AMBIT_SKETCH_MOST_CELLS = 50000 };

/* *out is a layer of cells (geo/map/cells.h), territory[r] the rep of each; the caller owns both. They are the cells
 * of all accounts that have a place and a rep or, beyond AMBIT_SKETCH_MOST_CELLS of them, of every k-th account of
 * each rep, as many as are in proportion to its own, at least one: then an account may lie in another rep's shape.
 * Both are NULL when no account has a place. O(n log n). */
ambit_status ambit_sketch_build(ambit_layer **out, uint32_t **territory, const ambit_outcome *outcome,
        ambit_error *err);

#endif
