/* geo/clean/chain.h - borders as sums of directed lines: a line and its way back cancel, and what is left are rings.
 *
 * So shapes are added and taken away without any arithmetic on coordinates: neighbours go on sharing vertices to the
 * last bit. */
#ifndef AMBIT_CHAIN_H
#define AMBIT_CHAIN_H
#include "geo/clean/mesh.h"

typedef struct { uint32_t from, to; } ambit_line;

/* Held by one thread, for many chains. */
typedef struct {
    ambit_line *line;
    uint32_t n, room;
    char *is_used;
    uint32_t used_room;
    uint32_t *path, path_room;   /* scratch: the ring that is being traced */
    uint32_t *seen;              /* [vertices] where in the path; UINT32_MAX */
    double *x, *y;               /* scratch of a ring */
    uint32_t x_room, y_room;
} ambit_chain;

/* Returns 0, or -1 without memory; to be reset all the same. */
int ambit_chain_init(ambit_chain *chain, const ambit_mesh *mesh);
void ambit_chain_reset(ambit_chain *chain);
void ambit_chain_clear(ambit_chain *chain);
int ambit_chain_add(ambit_chain *chain, uint32_t from, uint32_t to); /* 0, or -1 without memory */

/* Appends the rings of the chain, whose insides lie to the left: each passes a vertex once; as shapefiles have them,
 * exteriors clockwise and holes counter-clockwise, in no particular order, is_hole set. The chain is empty afterwards.
 * Lines that close no ring are left out; *n_left (may be NULL) counts them. Returns 0, or -1 without memory.
 * O(n log n). */
int ambit_chain_rings(ambit_chain *chain, const ambit_mesh *mesh, ambit_rings *out, uint32_t *n_left);

#endif
