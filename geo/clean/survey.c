/* geo/clean/survey.c - see survey.h. */
#include "geo/clean/survey.h"
#include "geo/clean/noding.h"
#include "geo/earth/distance.h"
#include "geo/polygon.h"

#include <stdlib.h>
#include <string.h>

enum { MOST_ROUNDS = 4 };
#define NONE UINT32_MAX

/* A gap counts as thin when it is so many times as long as wide, and small against the regions around it. */
static const double thin_ratio = 20, small_share = 0.01;

static double length_of(const ambit_mesh *mesh, uint32_t a, uint32_t b)
{
    return 1000 * ambit_distance_km(ambit_direction_of(mesh->x[a], mesh->y[a]),
            ambit_direction_of(mesh->x[b], mesh->y[b]));
}

/* ---- Which regions cover a face --------------------------------------------------------------------------------- */

struct sets { uint32_t *item, n, room; };

static int add_to_set(struct sets *sets, uint32_t from, uint32_t region)
{
    for (uint32_t k = from; k < sets->n; k++)
        if (sets->item[k] == region) return 0;
    if (ambit_mesh_grow(&sets->item, &sets->room, (size_t)sets->n + 1, sizeof *sets->item)) return -1;
    uint32_t k = sets->n++;
    for (; k > from && sets->item[k - 1] > region; k--) sets->item[k] = sets->item[k - 1];
    sets->item[k] = region;
    return 0;
}

/* Regions whose border runs along the face with their inside on its side. */
static int list_walkers(const ambit_survey *survey, uint32_t face, struct sets *sets)
{
    const ambit_faces *faces = &survey->faces;
    uint32_t from = sets->n;
    for (uint32_t i = faces->first[face]; i < faces->first[face + 1]; i++) {
        const ambit_seam *seam = &faces->seams.seam[faces->half[i] / 2];
        for (uint32_t k = 0; k < seam->n; k++) {
            const ambit_step *step = &survey->mesh.step[faces->seams.order[seam->first + k]];
            if (step->region == AMBIT_BRIDGE || step->from != ambit_half_from(faces, faces->half[i])) continue;
            if (add_to_set(sets, from, step->region)) return -1;
        }
    }
    return 0;
}

/* What is needed to ask which regions hold a place; made when the first face asks. */
struct places { ambit_geos *geos; ambit_tree *tree; ambit_box *box; uint32_t *found, n_found; ambit_chain chain;
    ambit_rings rings; };

static int open_places(struct places *places, const ambit_survey *survey)
{
    const ambit_layer *layer = survey->mesh.layer;
    if (places->tree) return 0;
    places->geos = ambit_geos_build();
    places->box = calloc((size_t)layer->n + 1, sizeof *places->box);
    places->found = calloc((size_t)layer->n + 1, sizeof *places->found);
    if (!places->geos || !places->box || !places->found || ambit_chain_init(&places->chain, &survey->mesh)) return -1;
    for (uint32_t r = 0; r < layer->n; r++) places->box[r] = ambit_shape_box(ambit_layer_shape(layer, r));
    places->tree = ambit_tree_build(places->geos, places->box, layer->n);
    return places->tree ? 0 : -1;
}

static void close_places(struct places *places)
{
    if (places->geos) ambit_tree_free(places->geos, places->tree);
    ambit_geos_free(places->geos);
    ambit_chain_reset(&places->chain);
    ambit_rings_reset(&places->rings);
    free(places->box);
    free(places->found);
}

static void note_region(void *context, uint32_t r)
{
    struct places *places = context;
    places->found[places->n_found++] = r;
}

/* A place inside the face, by the ring around it. Returns 1, 0 when it has none, or -1 without memory. */
static int inside_of(struct places *places, const ambit_survey *survey, uint32_t face, double *x, double *y)
{
    const ambit_faces *faces = &survey->faces;
    ambit_chain_clear(&places->chain);
    ambit_rings_clear(&places->rings);
    for (uint32_t i = faces->first[face]; i < faces->first[face + 1]; i++)
        if (ambit_chain_add(&places->chain, ambit_half_from(faces, faces->half[i]),
                    ambit_half_to(faces, faces->half[i]))) return -1;
    if (ambit_chain_rings(&places->chain, &survey->mesh, &places->rings, NULL)) return -1;
    uint32_t exterior = 0;
    while (exterior < places->rings.n_parts && places->rings.is_hole[exterior]) exterior++;
    if (exterior == places->rings.n_parts) return 0;
    ambit_polygon *polygon = ambit_polygon_build(places->geos, ambit_rings_view(&places->rings, exterior, 1));
    int found = !polygon ? -1 : !ambit_polygon_inside(places->geos, polygon, x, y);
    ambit_polygon_free(places->geos, polygon);
    return found;
}

/* Regions that cover the face without a border along it: they lie around it. */
static int list_holders(struct places *places, const ambit_survey *survey, uint32_t face, struct sets *sets,
        uint32_t from)
{
    double x, y;
    if (open_places(places, survey)) return -1;
    int found = inside_of(places, survey, face, &x, &y);
    if (found <= 0) return found;
    places->n_found = 0;
    if (ambit_tree_query(places->geos, places->tree, (ambit_box){ x, y, x, y }, note_region, places)) return -1;
    for (uint32_t k = 0; k < places->n_found; k++) {
        uint32_t r = places->found[k];
        ambit_polygon *polygon = ambit_polygon_build(places->geos, ambit_layer_shape(survey->mesh.layer, r));
        ambit_prepared *prepared = polygon ? ambit_prepared_build(places->geos, polygon) : NULL;
        int covers = prepared ? ambit_prepared_covers(places->geos, prepared, x, y) : -1;
        ambit_prepared_free(places->geos, prepared);
        ambit_polygon_free(places->geos, polygon);
        if (covers < 0 || (covers && add_to_set(sets, from, r))) return -1;
    }
    return 0;
}

/* Fills the sets. Faces that several regions share among themselves have more regions than cover: then these must show
 * their borders inside. Returns how many regions are to be exposed anew, or -1. */
static int64_t find_sets(ambit_survey *survey, char *exposed)
{
    const ambit_faces *faces = &survey->faces;
    struct sets sets = { 0 };
    struct places places = { 0 };
    int64_t n_exposed = 0;
    free(survey->set_first);
    free(survey->set);
    survey->set = NULL;
    survey->set_first = calloc((size_t)faces->n + 2, sizeof *survey->set_first);
    int failed = !survey->set_first;
    for (uint32_t f = 0; !failed && f < faces->n; f++) {
        uint32_t from = survey->set_first[f] = sets.n;
        survey->set_first[f + 1] = from;
        if (faces->cover[f] < 2) continue;
        failed = list_walkers(survey, f, &sets);
        if (!failed && sets.n - from < (uint32_t)faces->cover[f])
            failed = list_holders(&places, survey, f, &sets, from);
        for (uint32_t k = from; k < sets.n && sets.n - from > (uint32_t)faces->cover[f]; k++) {
            n_exposed += !exposed[sets.item[k]];
            exposed[sets.item[k]] = 1;
        }
    }
    if (!failed) survey->set_first[faces->n] = sets.n;
    survey->set = sets.item;
    close_places(&places);
    return failed ? -1 : n_exposed;
}

/* ---- Patches ---------------------------------------------------------------------------------------------------- */

static int is_flaw(const ambit_survey *survey, uint32_t face)
{
    return face != AMBIT_OPEN && (survey->faces.cover[face] <= 0 || survey->faces.cover[face] >= 2);
}

static int same_set(const ambit_survey *survey, uint32_t f, uint32_t g)
{
    uint32_t n = survey->set_first[f + 1] - survey->set_first[f];
    return n > 0 && n == survey->set_first[g + 1] - survey->set_first[g]
        && !memcmp(survey->set + survey->set_first[f], survey->set + survey->set_first[g], n * sizeof *survey->set);
}

static uint32_t root_of(uint32_t *parent, uint32_t f)
{
    while (parent[f] != f) f = parent[f] = parent[parent[f]];
    return f;
}

/* Twice the area of a face by its perimeter, in the plane about it. */
static double width_of(const ambit_survey *survey, uint32_t face)
{
    const ambit_faces *faces = &survey->faces;
    const ambit_mesh *mesh = &survey->mesh;
    double twice = 0, length = 0, m = AMBIT_EARTH_KM * 1000 * 3.14159265358979323846 / 180;
    uint32_t o = ambit_half_from(faces, faces->half[faces->first[face]]);
    double scale = cos(mesh->y[o] * 3.14159265358979323846 / 180);
    for (uint32_t i = faces->first[face]; i < faces->first[face + 1]; i++) {
        uint32_t a = ambit_half_from(faces, faces->half[i]), b = ambit_half_to(faces, faces->half[i]);
        double ax = (mesh->x[a] - mesh->x[o]) * scale, ay = mesh->y[a] - mesh->y[o];
        double bx = (mesh->x[b] - mesh->x[o]) * scale, by = mesh->y[b] - mesh->y[o];
        twice += ax * by - ay * bx;
        length += sqrt((bx - ax) * (bx - ax) + (by - ay) * (by - ay));
    }
    return length > 0 ? m * fabs(twice) / length : 0;
}

/* Bridges cut gaps to pieces: those that are as thin as bridges are long belong together. So do overlaps of the same
 * regions. */
static int join_faces(const ambit_survey *survey, double tolerance_m, uint32_t *parent)
{
    const ambit_faces *faces = &survey->faces;
    char *is_thin = calloc((size_t)faces->n + 1, 1);
    if (!is_thin) return -1;
    for (uint32_t f = 0; f < faces->n; f++) {
        parent[f] = f;
        is_thin[f] = faces->cover[f] <= 0 && width_of(survey, f) <= tolerance_m;
    }
    for (uint32_t e = 0; e < faces->seams.n; e++) {
        uint32_t f = faces->face[2 * e], g = faces->face[2 * e + 1];
        if (!is_flaw(survey, f) || !is_flaw(survey, g) || f == g) continue;
        int gaps = faces->cover[f] <= 0 && faces->cover[g] <= 0;
        int joined = gaps ? is_thin[f] && is_thin[g]
                          : faces->cover[f] >= 2 && faces->cover[g] >= 2 && same_set(survey, f, g);
        if (!joined) continue;
        f = root_of(parent, f), g = root_of(parent, g);
        parent[f > g ? f : g] = f > g ? g : f;
    }
    free(is_thin);
    return 0;
}

static int list_patches(ambit_survey *survey, uint32_t *parent)
{
    const ambit_faces *faces = &survey->faces;
    uint32_t n_faces = 0;
    for (uint32_t f = 0; f < faces->n; f++) survey->patch_of[f] = NONE;
    for (uint32_t f = 0; f < faces->n; f++) {
        if (!is_flaw(survey, f)) continue;
        uint32_t root = root_of(parent, f); /* the first of its patch */
        if (root == f) survey->patch_of[f] = survey->n_patches++;
        else survey->patch_of[f] = survey->patch_of[root];
        n_faces++;
    }
    survey->patch = calloc((size_t)survey->n_patches + 1, sizeof *survey->patch);
    survey->face_of_patch = calloc((size_t)n_faces + 1, sizeof *survey->face_of_patch);
    if (!survey->patch || !survey->face_of_patch) return -1;
    for (uint32_t f = 0; f < faces->n; f++)
        if (survey->patch_of[f] != NONE) survey->patch[survey->patch_of[f]].n_faces++;
    for (uint32_t p = 0, at = 0; p < survey->n_patches; p++) {
        survey->patch[p].first_face = at;
        at += survey->patch[p].n_faces;
        survey->patch[p].n_faces = 0;
    }
    for (uint32_t f = 0; f < faces->n; f++) {
        if (survey->patch_of[f] == NONE) continue;
        ambit_patch *patch = &survey->patch[survey->patch_of[f]];
        survey->face_of_patch[patch->first_face + patch->n_faces++] = f;
    }
    return 0;
}

int ambit_survey_border(const ambit_survey *survey, const ambit_patch *patch,
        int (*visit)(void *context, uint32_t from, uint32_t to, uint32_t half), void *context)
{
    const ambit_faces *faces = &survey->faces;
    for (uint32_t k = 0; k < patch->n_faces; k++) {
        uint32_t f = survey->face_of_patch[patch->first_face + k];
        for (uint32_t i = faces->first[f]; i < faces->first[f + 1]; i++) {
            uint32_t half = faces->half[i], other = faces->face[half ^ 1];
            if (other != AMBIT_OPEN && survey->patch_of[other] == survey->patch_of[f]) continue;
            int answer = visit(context, ambit_half_from(faces, half), ambit_half_to(faces, half), half);
            if (answer) return answer;
        }
    }
    return 0;
}

/* ---- Measuring -------------------------------------------------------------------------------------------------- */

struct around { uint32_t region; double border_m; };

/* One thread's tools, and the patch at hand. */
struct measurer {
    const ambit_survey *survey;
    ambit_chain chain;
    ambit_rings rings;
    struct around *around;
    uint32_t n_around, around_room;
    double length_m;
    int is_gap;
};

static int meet(struct measurer *m, uint32_t region, double border_m)
{
    uint32_t k = 0;
    while (k < m->n_around && m->around[k].region != region) k++;
    if (k == m->n_around) {
        if (ambit_mesh_grow(&m->around, &m->around_room, (size_t)k + 1, sizeof *m->around)) return -1;
        m->around[m->n_around++] = (struct around){ region, 0 };
    }
    m->around[k].border_m += border_m;
    return 0;
}

/* Of a gap: the regions on the other side. Of an overlap: those whose border runs along it, inside on the patch's side,
 * so that nothing of theirs lies beyond. */
static int measure_half(void *context, uint32_t from, uint32_t to, uint32_t half)
{
    struct measurer *m = context;
    const ambit_seams *seams = &m->survey->faces.seams;
    const ambit_seam *seam = &seams->seam[half / 2];
    double length_m = length_of(&m->survey->mesh, from, to);
    m->length_m += length_m;
    if (ambit_chain_add(&m->chain, from, to)) return -1;
    for (uint32_t k = 0; k < seam->n; k++) {
        const ambit_step *step = &m->survey->mesh.step[seams->order[seam->first + k]];
        if (step->region == AMBIT_BRIDGE || (step->from == from) == m->is_gap) continue;
        if (meet(m, step->region, length_m)) return -1;
    }
    return 0;
}

static int compare_around(const void *a, const void *b)
{
    const struct around *x = a, *y = b;
    if (x->border_m != y->border_m) return x->border_m > y->border_m ? -1 : 1;
    return x->region < y->region ? -1 : x->region > y->region;
}

/* Fills one patch; the regions around a gap are left in m->around, the longest border first. */
static int measure(struct measurer *m, ambit_patch *patch)
{
    uint32_t face = m->survey->face_of_patch[patch->first_face];
    m->n_around = 0;
    m->length_m = 0;
    m->is_gap = m->survey->faces.cover[face] <= 0;
    ambit_chain_clear(&m->chain);
    ambit_rings_clear(&m->rings);
    if (ambit_survey_border(m->survey, patch, measure_half, m)
            || ambit_chain_rings(&m->chain, &m->survey->mesh, &m->rings, NULL)) return -1;
    patch->kind = m->is_gap ? AMBIT_FLAW_GAP : AMBIT_FLAW_OVERLAP;
    patch->area_km2 = fmax(0, ambit_shape_area_km2(ambit_rings_view(&m->rings, 0, m->rings.n_parts)));
    patch->length_m = m->length_m;
    if (m->n_around) qsort(m->around, m->n_around, sizeof *m->around, compare_around);
    return 0;
}

static int is_sliver(const ambit_patch *patch, double tolerance_m, double smallest_km2)
{
    double width_m = 2e6 * patch->area_km2 / patch->length_m;
    return width_m <= tolerance_m
        || (width_m * thin_ratio <= patch->length_m / 2 && patch->area_km2 <= small_share * smallest_km2);
}

/* Turns what a thread measured into the patch's regions. An overlap has its covering set, with the part of its border
 * beyond which the region goes on. */
static int keep_regions(ambit_survey *survey, ambit_patch *patch, const struct measurer *m, struct sets *regions,
        double **border_m, uint32_t *border_room)
{
    uint32_t face = survey->face_of_patch[patch->first_face];
    uint32_t set = survey->set_first[face], n = m->is_gap ? m->n_around : survey->set_first[face + 1] - set;
    patch->first_region = regions->n;
    patch->n_regions = n;
    if (ambit_mesh_grow(&regions->item, &regions->room, (size_t)regions->n + n, sizeof *regions->item)
            || ambit_mesh_grow(border_m, border_room, (size_t)regions->n + n, sizeof **border_m)) return -1;
    for (uint32_t k = 0; k < n; k++) {
        uint32_t region = m->is_gap ? m->around[k].region : survey->set[set + k];
        double length_m = m->is_gap ? m->around[k].border_m : m->length_m;
        for (uint32_t i = 0; !m->is_gap && i < m->n_around; i++)
            if (m->around[i].region == region) length_m -= m->around[i].border_m;
        (*border_m)[regions->n] = length_m;
        regions->item[regions->n++] = region;
    }
    return 0;
}

static int measure_all(ambit_survey *survey, double tolerance_m)
{
    struct sets regions = { 0 };
    uint32_t border_room = 0;
    const ambit_layer *layer = survey->mesh.layer;
    struct measurer m = { .survey = survey };
    int failed = ambit_chain_init(&m.chain, &survey->mesh);
    for (uint32_t p = 0; !failed && p < survey->n_patches; p++) {
        ambit_patch *patch = &survey->patch[p];
        failed = measure(&m, patch) || keep_regions(survey, patch, &m, &regions, &survey->border_m, &border_room);
        if (failed || !m.is_gap) continue;
        double smallest_km2 = INFINITY;
        for (uint32_t k = 0; k < m.n_around; k++)
            smallest_km2 = fmin(smallest_km2, ambit_shape_area_km2(ambit_layer_shape(layer, m.around[k].region)));
        if (is_sliver(patch, tolerance_m, smallest_km2)) patch->kind = AMBIT_FLAW_SLIVER;
    }
    survey->region = regions.item;
    ambit_chain_reset(&m.chain);
    ambit_rings_reset(&m.rings);
    free(m.around);
    return failed ? -1 : 0;
}

/* ---- The whole -------------------------------------------------------------------------------------------------- */

/* Steps beside the open, or beside a gap that is wide enough to be left: only there may a sliver be open to a side. */
static char *open_steps(const ambit_survey *survey, double tolerance_m)
{
    const ambit_faces *faces = &survey->faces;
    char *is_open = calloc((size_t)survey->mesh.n_steps + 1, 1), *is_wide = calloc((size_t)faces->n + 1, 1);
    if (!is_open || !is_wide) {
        free(is_open);
        free(is_wide);
        return NULL;
    }
    for (uint32_t f = 0; f < faces->n; f++)
        is_wide[f] = faces->cover[f] <= 0 && width_of(survey, f) > tolerance_m;
    for (uint32_t h = 0; h < 2 * faces->seams.n; h++) {
        const ambit_seam *seam = &faces->seams.seam[h / 2];
        if (faces->face[h] != AMBIT_OPEN && !is_wide[faces->face[h]]) continue;
        for (uint32_t k = 0; k < seam->n; k++) is_open[faces->seams.order[seam->first + k]] = 1;
    }
    free(is_wide);
    return is_open;
}

static ambit_status make_faces(ambit_survey *survey, const char *exposed, ambit_error *err)
{
    ambit_faces_reset(&survey->faces);
    return ambit_faces_build(&survey->faces, &survey->mesh, exposed, err);
}

static ambit_status bridge(ambit_survey *survey, double tolerance_m, const char *exposed, ambit_error *err)
{
    uint32_t n_bridges = 0;
    char *is_open = open_steps(survey, tolerance_m);
    if (!is_open) return ambit_fail(err, AMBIT_E_MEMORY, "no memory for %u borders", survey->mesh.n_steps);
    ambit_status status = ambit_node_bridges(&survey->mesh, tolerance_m, is_open, &n_bridges, err);
    free(is_open);
    return status || !n_bridges ? status : make_faces(survey, exposed, err);
}

/* Fills the sets, exposing regions until every face has one set, which is once as a rule. */
static ambit_status settle_sets(ambit_survey *survey, char *exposed, ambit_error *err)
{
    ambit_status status = AMBIT_OK;
    for (int round = 0; !status; round++) {
        int64_t n = find_sets(survey, exposed);
        if (n < 0) return ambit_fail(err, AMBIT_E_MEMORY, "no memory for the overlaps of regions");
        if (n == 0 || round == MOST_ROUNDS) break;
        status = ambit_mesh_expose(&survey->mesh, exposed, err);
        if (!status) status = ambit_node(&survey->mesh, err);
        if (!status) status = make_faces(survey, exposed, err);
    }
    return status;
}

static ambit_status look(ambit_survey *out, const ambit_layer *layer, double tolerance_m, double per_degree,
        char *exposed, ambit_error *err)
{
    ambit_status status = ambit_mesh_build(&out->mesh, layer, per_degree, exposed, err);
    if (!status) status = ambit_node(&out->mesh, err);
    if (!status) status = make_faces(out, exposed, err);
    if (!status) status = bridge(out, tolerance_m, exposed, err);
    if (!status) status = settle_sets(out, exposed, err);
    return status;
}

ambit_status ambit_survey_build(ambit_survey *out, const ambit_layer *layer, double tolerance_m, double per_degree,
        ambit_error *err)
{
    char *exposed = calloc((size_t)layer->n + 1, 1);
    uint32_t *parent = NULL;
    *out = (ambit_survey){ 0 };
    if (!exposed) return ambit_fail(err, AMBIT_E_MEMORY, "no memory for %u regions", layer->n);
    if (per_degree > 0) memset(exposed, 1, layer->n);
    ambit_status status = look(out, layer, tolerance_m, per_degree, exposed, err);
    free(exposed);
    if (!status) {
        parent = calloc((size_t)out->faces.n + 1, sizeof *parent);
        out->patch_of = calloc((size_t)out->faces.n + 1, sizeof *out->patch_of);
        if (!parent || !out->patch_of || join_faces(out, tolerance_m, parent) || list_patches(out, parent)
                || measure_all(out, tolerance_m))
            status = ambit_fail(err, AMBIT_E_MEMORY, "no memory for the faults of %u regions", layer->n);
    }
    free(parent);
    if (status) ambit_survey_reset(out);
    return status;
}

void ambit_survey_reset(ambit_survey *survey)
{
    ambit_mesh_reset(&survey->mesh);
    ambit_faces_reset(&survey->faces);
    free(survey->set_first);
    free(survey->set);
    free(survey->patch);
    free(survey->patch_of);
    free(survey->face_of_patch);
    free(survey->region);
    free(survey->border_m);
    *survey = (ambit_survey){ 0 };
}
