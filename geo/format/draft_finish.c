/* geo/format/draft_finish.c - the second half of a draft: its coordinates become degrees, its rings valid shapes. All
 * records are projected at once, and mended on all threads. */
#include "geo/earth/antimeridian.h"
#include "geo/format/draft_parts.h"
#include "geo/mend.h"
#include "geo/earth/poles.h"

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* ---- Coordinate system ------------------------------------------------------------------------------------------ */

void ambit_draft_crs(ambit_draft *draft, const char *found, const char *where)
{
    const ambit_layer_source *source = &draft->source;
    const char *crs = source->crs ? source->crs : found;
    ambit_place place = { .file = where && !source->crs ? where : source->shown };
    ambit_error err = { AMBIT_OK, "" };
    draft->crs_was_said = 1;
    if (!crs) {
        ambit_diagnosis_error(draft->diagnosis, AMBIT_FAULT_CRS_MISSING, place, "found no coordinate system, expected "
                "that of %s: say which it is, such as `regions: {file: %s, crs: EPSG:4326}`", source->shown,
                source->shown);
    } else if (ambit_projection_build(&draft->projection, crs, &err)) {
        if (source->crs) place.field = "crs";
        ambit_diagnosis_error(draft->diagnosis, AMBIT_FAULT_CRS_BAD, place,
                "%s; expected an EPSG code such as EPSG:5070, WKT or a PROJ string", err.text);
    }
}

static void project(ambit_draft *draft)
{
    ambit_rings *raw = &draft->raw;
    ambit_layer *layer = draft->layer;
    size_t n_points = raw->n_parts ? raw->point_first[raw->n_parts] : 0;
    ambit_place place = { .file = draft->source.shown, .field = draft->source.crs ? "crs" : NULL };
    const double *x = layer->is_points ? layer->centre_lon_deg : raw->x;
    const double *y = layer->is_points ? layer->centre_lat_deg : raw->y;
    ambit_projection_warn(draft->projection, x, y, layer->is_points ? layer->n : n_points, place, draft->diagnosis);
    ambit_projection_to_lonlat(draft->projection, raw->x, raw->y, n_points);
    if (layer->is_points)
        ambit_projection_to_lonlat(draft->projection, layer->centre_lon_deg, layer->centre_lat_deg, layer->n);
}

/* ---- Shapes ----------------------------------------------------------------------------------------------------- */

static int is_point(const ambit_draft *draft, uint32_t r)
{
    return draft->shape[r] == SHAPE_POINT || draft->shape[r] == SHAPE_POINTS;
}

/* Every record needs a shape, and all of them one kind. Returns 1 when they have one. */
static int check_kinds(ambit_draft *draft)
{
    uint32_t n = draft->layer->n, first = n, n_points = 0, n_rings = 0;
    for (uint32_t r = 0; r < n; r++) {
        if (draft->shape[r] == SHAPE_NONE)
            ambit_draft_fault_at(draft, r, AMBIT_FAULT_SHAPE_BAD, NULL,
                    "has no shape, expected a polygon: draw it or remove the record");
        n_points += is_point(draft, r) != 0;
        n_rings += draft->shape[r] == SHAPE_RINGS;
        if (first == n && n_points && n_rings) first = r;
    }
    draft->layer->is_points = n_points && !n_rings;
    if (first < n)
        ambit_draft_fault_at(draft, first, AMBIT_FAULT_SHAPE_BAD, NULL, "found a %s, expected a %s as before: a layer "
                "has one kind of shapes, put the %" PRIu32 " points and the %" PRIu32 " polygons into files of their "
                "own", is_point(draft, first) ? "point" : "polygon", is_point(draft, first) ? "polygon" : "point",
                n_points, n_rings);
    return first == n;
}

static int is_lost(double lon, double lat) { return !(fabs(lat) <= 90 && fabs(lon) <= 540); }

/* 1 when a point of record r is not on the Earth; which one. */
static int find_lost(const ambit_draft *draft, uint32_t r, double *lon, double *lat)
{
    const ambit_rings *raw = &draft->raw;
    uint32_t from = draft->raw_first[r], to = draft->raw_first[r + 1];
    *lon = draft->layer->centre_lon_deg[r];
    *lat = draft->layer->centre_lat_deg[r];
    if (is_point(draft, r)) return is_lost(*lon, *lat);
    if (from == to) return 0;
    for (size_t i = raw->point_first[from]; i < raw->point_first[to]; i++) {
        if (!is_lost(raw->x[i], raw->y[i])) continue;
        *lon = raw->x[i];
        *lat = raw->y[i];
        return 1;
    }
    return 0;
}

/* A wrong coordinate system shows in every shape: one fault for all of them. Returns 1 when all points are on the
 * Earth. */
static int check_places(ambit_draft *draft)
{
    uint32_t n_lost = 0, first = 0, n = draft->layer->n;
    double lon = 0, lat = 0;
    for (uint32_t r = n; r-- > 0;)
        if (find_lost(draft, r, &lon, &lat)) n_lost++, first = r;
    if (!n_lost) return 1;
    find_lost(draft, first, &lon, &lat);
    if (isnan(lon))
        ambit_draft_fault_at(draft, first, AMBIT_FAULT_SHAPE_BAD, NULL, "has points that have no place on the Earth in "
                "this coordinate system, and so have %" PRIu32 " of %" PRIu32 " shapes: check the %scrs", n_lost, n,
                draft->unit == AMBIT_DRAFT_RECORD ? ".prj or the " : "");
    else if (fabs(lat) <= 180 && fabs(lon) <= 90)
        ambit_draft_fault_at(draft, first, AMBIT_FAULT_COORDINATE_SWAP, NULL, "found longitude %.6g and latitude %.6g, "
                "expected longitude first and latitudes from -90 to 90, and so in %" PRIu32 " of %" PRIu32 " shapes: "
                "swap x and y in a GIS", lon, lat, n_lost, n);
    else
        ambit_draft_fault_at(draft, first, AMBIT_FAULT_COORDINATE_RANGE, NULL, "found longitude %.6g and latitude "
                "%.6g, expected degrees, and so in %" PRIu32 " of %" PRIu32 " shapes: check the %scrs", lon, lat,
                n_lost, n, draft->unit == AMBIT_DRAFT_RECORD ? ".prj or the " : "");
    return 0;
}

/* Winds the rings whose roles were said as mending expects it. What crosses the antimeridian shows its true winding
 * only in one piece. */
static void wind(ambit_rings *raw)
{
    for (uint32_t p = 0; p < raw->n_parts; p++) {
        if (raw->is_hole[p] == AMBIT_RING_BY_WINDING) continue;
        size_t at = raw->point_first[p], n = raw->point_first[p + 1] - at;
        ambit_antimeridian_join(raw->x + at, n);
        int is_hole = ambit_ring_area(raw->x + at, raw->y + at, n) > 0;
        if (is_hole != (raw->is_hole[p] == AMBIT_RING_HOLE)) ambit_ring_reverse(raw->x + at, raw->y + at, n);
    }
}

/* ---- What was done to them -------------------------------------------------------------------------------------- */

static void report_mending(ambit_draft *draft, const char *state, const char *words)
{
    ambit_short_list mended = { .used = 0 }, flat = { .used = 0 };
    ambit_layer *layer = draft->layer;
    ambit_place place = { .file = draft->source.shown };
    for (uint32_t r = 0; r < layer->n; r++) {
        if (state[r] == AMBIT_SHAPE_MENDED) ambit_short_list_add(&mended, layer->id[r]);
        if (state[r] == AMBIT_SHAPE_FLAT && draft->shape[r] == SHAPE_RINGS) ambit_short_list_add(&flat, layer->id[r]);
        if (state[r] == AMBIT_SHAPE_REFUSED)
            ambit_draft_fault_at(draft, r, AMBIT_FAULT_SHAPE_BAD, NULL,
                    "cannot be mended (GEOS: %s): repair the layer in a GIS", words);
    }
    layer->n_mended = mended.n;
    if (mended.n)
        ambit_diagnosis_warning(draft->diagnosis, AMBIT_FAULT_SHAPE_MENDED, place, "mended %" PRIu32 " of %" PRIu32
                " shapes, whose borders cross or touch themselves: %s", mended.n, layer->n,
                ambit_short_list_end(&mended));
    if (flat.n)
        ambit_diagnosis_warning(draft->diagnosis, AMBIT_FAULT_SHAPE_MENDED, place, "took %" PRIu32 " of %" PRIu32
                " shapes, which have no area, as points in which nothing lies: %s", flat.n, layer->n,
                ambit_short_list_end(&flat));
}

static void report_points(ambit_draft *draft)
{
    ambit_short_list several = { .used = 0 };
    for (uint32_t r = 0; r < draft->layer->n; r++)
        if (draft->shape[r] == SHAPE_POINTS) ambit_short_list_add(&several, draft->layer->id[r]);
    if (several.n)
        ambit_diagnosis_warning(draft->diagnosis, AMBIT_FAULT_SHAPE_MENDED,
                (ambit_place){ .file = draft->source.shown }, "took the first point of %" PRIu32 " of %" PRIu32
                " shapes, which have several: %s", several.n, draft->layer->n, ambit_short_list_end(&several));
}

/* ---- The layer -------------------------------------------------------------------------------------------------- */

static ambit_status make_polygons(ambit_draft *draft)
{
    ambit_layer *layer = draft->layer;
    ambit_rings rings;
    char words[240], *state = malloc((size_t)layer->n + 1);
    ambit_rings_init(&rings);
    if (!state || ambit_poles_close(&draft->raw, draft->raw_first, layer->n, draft->projection)) {
        free(state);
        return AMBIT_E_MEMORY;
    }
    wind(&draft->raw);
    ambit_status status = ambit_mend(&rings, layer->part_first, state, layer->centre_lon_deg, layer->centre_lat_deg,
            &draft->raw, draft->raw_first, layer->n, words, draft->err);
    if (!status) report_mending(draft, state, words);
    if (!status && ambit_layer_take(layer, &rings)) status = AMBIT_E_MEMORY;
    ambit_rings_reset(&rings);
    free(state);
    return status;
}

static ambit_status make_points(ambit_draft *draft)
{
    ambit_rings none;
    ambit_layer *layer = draft->layer;
    ambit_rings_init(&none);
    for (uint32_t r = 0; r < layer->n; r++)
        layer->centre_lon_deg[r] = ambit_antimeridian_home(layer->centre_lon_deg[r]);
    report_points(draft);
    return ambit_layer_take(layer, &none) ? AMBIT_E_MEMORY : AMBIT_OK;
}

/* Names that are missing, and where the last record's parts end. */
static ambit_status complete(ambit_draft *draft)
{
    ambit_layer *layer = draft->layer;
    if (draft->no_memory) return AMBIT_E_MEMORY;
    draft->raw_first[layer->n] = draft->raw.n_parts;
    for (uint32_t r = 0; r < layer->n; r++)
        if (!*layer->name[r]) layer->name[r] = layer->id[r];
    layer->part_first = calloc((size_t)layer->n + 1, sizeof *layer->part_first);
    return layer->part_first ? AMBIT_OK : AMBIT_E_MEMORY;
}

static int has_faults(const ambit_draft *draft)
{
    return ambit_diagnosis_n_errors(draft->diagnosis) > draft->n_errors_before;
}

static ambit_status make_shapes(ambit_draft *draft)
{
    if (!draft->crs_was_said && !has_faults(draft)) ambit_draft_crs(draft, NULL, NULL);
    if (!check_kinds(draft) || !draft->projection) return AMBIT_OK;
    project(draft);
    if (!check_places(draft)) return AMBIT_OK;
    return draft->layer->is_points ? make_points(draft) : make_polygons(draft);
}

ambit_status ambit_draft_finish(ambit_layer **out, ambit_draft *draft)
{
    const char *shown = draft->source.shown;
    *out = NULL;
    ambit_status status = complete(draft);
    if (!status && !draft->layer->n && !has_faults(draft))
        ambit_diagnosis_error(draft->diagnosis, AMBIT_FAULT_FILE_EMPTY, (ambit_place){ .file = shown },
                "found no record, expected one a region");
    if (!status) status = make_shapes(draft);
    if (status) return ambit_fail(draft->err, status, "no memory to read %s", shown);
    if (has_faults(draft)) return ambit_fail(draft->err, AMBIT_E_INPUT, "%s has faults", shown);
    *out = draft->layer;
    draft->layer = NULL;
    return AMBIT_OK;
}
