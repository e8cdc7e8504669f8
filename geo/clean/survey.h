/* geo/clean/survey.h - the faces of a layer that are not covered once, put together to the flaws that they make up. */
#ifndef AMBIT_SURVEY_H
#define AMBIT_SURVEY_H
#include "geo/clean/chain.h"
#include "geo/clean/faces.h"
#include "geo/clean/faults.h"

/* A connected run of faces with one fault. */
typedef struct {
    ambit_flaw_kind kind;
    uint32_t first_face, n_faces;   /* of ambit_survey.face_of_patch */
    uint32_t n_regions, first_region; /* of ambit_survey.region: that cover the overlap (ascending), or lie around
                                       * the gap (longest border first) */
    double area_km2, length_m;      /* length of its border */
} ambit_patch;

typedef struct {
    ambit_mesh mesh;
    ambit_faces faces;
    uint32_t *set_first, *set;      /* [faces.n + 1] the regions that cover a face, where more than one does */
    uint32_t n_patches;
    ambit_patch *patch;
    uint32_t *patch_of;             /* [faces.n]; UINT32_MAX: a face without fault */
    uint32_t *face_of_patch;
    uint32_t *region;
    double *border_m;               /* beside region: how much of the patch's border is shared with it */
} ambit_survey;

/* `per_degree` as in ambit_mesh_build. The caller resets *out. */
ambit_status ambit_survey_build(ambit_survey *out, const ambit_layer *layer, double tolerance_m, double per_degree,
        ambit_error *err);
void ambit_survey_reset(ambit_survey *survey);

/* Calls `visit` for each half on the border of a patch, with the patch on its left. Stops at what is not 0, and returns
 * it. */
int ambit_survey_border(const ambit_survey *survey, const ambit_patch *patch,
        int (*visit)(void *context, uint32_t from, uint32_t to, uint32_t half), void *context);

#endif
