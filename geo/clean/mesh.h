/* geo/clean/mesh.h - the borders of a layer as steps between vertices, as far as they are not plainly sound.
 *
 * Every border is walked with its region on the left. Where two regions share it, it is walked once each way and both
 * walks cancel: such a step says nothing about faults. What is left, the loose steps, are the coast, the shores of
 * lakes, and every place where borders cross or come apart. The number of regions that cover a point depends on the
 * loose steps alone (it is the sum of winding numbers), so only they are looked at. */
#ifndef AMBIT_MESH_H
#define AMBIT_MESH_H
#include "geo/layer.h"

#define AMBIT_BRIDGE UINT32_MAX /* the region of a step that only joins two borders which nearly touch */
#define AMBIT_NO_VERTEX UINT32_MAX

typedef struct { uint32_t from, to, region; char fresh; } ambit_step;

typedef struct {
    const ambit_layer *layer;
    double per_degree;             /* vertices lie on a grid of so many lines a degree; 0: where the layer has them */
    double noise_deg;              /* a step that passes a vertex nearer than this is led through it */
    double same_deg;               /* vertices nearer than this are one. Twice the noise: then no three vertices can lie
                                    * so that each is passed by the step between the others, to and fro for ever; on
                                    * a grid the noise stays below half a cell's diagonal, for the same reason */
    uint32_t n_vertices, vertices_room;
    double *x, *y;
    uint32_t *root;                /* of each vertex: the one that it was merged with, or itself */
    uint32_t *slot, n_slots;       /* vertices by place */
    uint32_t *vertex;              /* [points of the layer] */
    char *is_loose;                /* [points of the layer] of the step that begins at this point */
    uint32_t n_steps, steps_room;
    ambit_step *step;              /* the loose ones */
    char *is_cut;                  /* [regions of the layer] a step of the region was cut or led elsewhere */
} ambit_mesh;

/* Regions whose number is in `exposed` (NULL: none) are loose all around. The caller resets *out. AMBIT_E_LIMIT for
 * more than 2^30 points. O(points). */
ambit_status ambit_mesh_build(ambit_mesh *out, const ambit_layer *layer, double per_degree, const char *exposed,
        ambit_error *err);
/* Makes the regions whose number is in `exposed` loose all around, in a mesh whose steps have been cut since. */
ambit_status ambit_mesh_expose(ambit_mesh *mesh, const char *exposed, ambit_error *err);
void ambit_mesh_reset(ambit_mesh *mesh);

/* The vertex at that place (on the grid), which is made when there is none. AMBIT_NO_VERTEX without memory. */
uint32_t ambit_mesh_vertex_at(ambit_mesh *mesh, double x, double y);

/* Where the vertex has gone. */
uint32_t ambit_mesh_root(ambit_mesh *mesh, uint32_t vertex);

int ambit_mesh_add_step(ambit_mesh *mesh, ambit_step step); /* 0, or -1 without memory */

/* 1 when the ring is walked with the region on its left as it stands. */
int ambit_mesh_runs_left(const ambit_layer *layer, uint32_t part);

/* Grows an array to hold n items of `size`. Returns 0, or -1; the array is as it was then. */
int ambit_mesh_grow(void *array, uint32_t *room, size_t n, size_t size);

#endif
