/* geo/clean/noding.h - the steps of a mesh cut where they cross or touch, so that they meet at vertices only. */
#ifndef AMBIT_NODING_H
#define AMBIT_NODING_H
#include "geo/clean/mesh.h"

/* Steps that cross get a vertex in common; vertices nearer to each other than the noise become one, the first in layer
 * order; a step that passes a vertex so near is led through it. Repeated until nothing changes, as in iterated snap
 * rounding (Halperin and Packer 2002, doi:10.1016/S0925-7721(01)00064-5). Only pairs with a fresh step are looked at.
 * Parallel over strips; the result does not depend on the number of threads. O(n log n) as a rule. */
ambit_status ambit_node(ambit_mesh *mesh, ambit_error *err);

/* Where the border of one region comes nearer than `tolerance_m` to that of another without touching it, a bridge
 * leads from the vertex to the nearest place on it: gaps that are open to a side become closed ones. Only the steps
 * that are open [n_steps] are compared. The mesh is noded before and afterwards. */
ambit_status ambit_node_bridges(ambit_mesh *mesh, double tolerance_m, const char *is_open, uint32_t *n_bridges,
        ambit_error *err);

#endif
