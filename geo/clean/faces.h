/* geo/clean/faces.h - the faces between the seams of a noded mesh, and how many regions cover each.
 *
 * Every seam is two halves, each with the face on its left. Going round vertices links the halves to cycles; one
 * that runs counter-clockwise is the border of a face, one that runs clockwise is the outer border of what hangs
 * together, which lies in a face of something larger or in the open (Mueller and Preparata 1978,
 * doi:10.1016/0304-3975(78)90051-8). Across a seam the number of covering regions changes by what walks it. */
#ifndef AMBIT_FACES_H
#define AMBIT_FACES_H
#include "geo/clean/seams.h"

#define AMBIT_OPEN UINT32_MAX /* the face outside of everything */

typedef struct {
    ambit_seams seams;     /* only those that separate something, and bridges; half 2e walks seam e up, 2e + 1 down */
    uint32_t n;
    uint32_t *face;        /* [2 seams.n] on the left of each half */
    int32_t *cover;        /* [n] regions that cover the face */
    uint32_t *first;       /* [n + 1] */
    uint32_t *half;        /* the halves around each face, those of islands in it included */
} ambit_faces;

static inline uint32_t ambit_half_from(const ambit_faces *faces, uint32_t half)
{
    return half & 1 ? faces->seams.seam[half / 2].high : faces->seams.seam[half / 2].low;
}
static inline uint32_t ambit_half_to(const ambit_faces *faces, uint32_t half)
{
    return ambit_half_from(faces, half ^ 1);
}

/* Edges of exposed regions are kept whatever they separate. The caller resets *out. O(n log n) as a rule. */
ambit_status ambit_faces_build(ambit_faces *out, const ambit_mesh *mesh, const char *exposed, ambit_error *err);
void ambit_faces_reset(ambit_faces *faces);

#endif
