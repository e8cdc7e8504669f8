/* geo/clean/seams.h - seams: the lines between vertices, each with all steps that walk it. */
#ifndef AMBIT_SEAMS_H
#define AMBIT_SEAMS_H
#include "geo/clean/mesh.h"

typedef struct {
    uint32_t low, high;
    uint32_t first, n;     /* its steps are order[first] .. order[first + n - 1] */
    int32_t lift;          /* so many regions more lie to the left of low -> high than to its right */
    char is_bridge;        /* no region walks it */
} ambit_seam;

typedef struct {
    uint32_t n;
    ambit_seam *seam;      /* sorted by low, then high */
    uint32_t *order;       /* [n_steps] */
} ambit_seams;

/* Returns 0, or -1 without memory; the caller resets *out. O(n log n). */
int ambit_seams_build(ambit_seams *out, const ambit_mesh *mesh);
void ambit_seams_reset(ambit_seams *seams);

#endif
