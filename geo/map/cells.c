/* geo/map/cells.c - from degrees to the plane, to cells, and back. */
#include "geo/map/cells.h"
#include "geo/earth/antimeridian.h"
#include "geo/earth/distance.h"
#include "geo/earth/project.h"
#include "geo/map/tessellate.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Points are rounded to PLACE_M, so that equal ones are equal and different ones far enough apart. Edges get a point
 * every STEP_M, the outline's every STEP_DEG. */
static const double PLACE_M = 0.01, STEP_M = 20000, STEP_DEG = 0.25;

struct place { double x, y; uint32_t region; };

struct work {
    ambit_layer *layer;
    ambit_geos *geos;
    ambit_projection *plane;
    double lon_deg, lat_deg;   /* the middle */
    struct place *place;       /* [n] sorted by place, then region; points without a place are left out */
    uint32_t n;
    double *x, *y;             /* [n_sites] the places, each once */
    uint32_t *site_first;      /* [n_sites + 1] into `place` */
    uint32_t n_sites;
    ambit_polygon *outline;
    ambit_rings cells;         /* of sites, in the plane */
    uint32_t *cell_first;      /* [n_sites + 1] */
    ambit_rings out;           /* of regions */
    uint32_t *out_first;       /* [layer->n + 1] */
};

/* ---- The plane -------------------------------------------------------------------------------------------------- */

/* About the mean of the directions. */
static ambit_status choose_plane(struct work *work, ambit_error *err)
{
    ambit_direction sum = { 0, 0, 0 };
    char crs[160];
    for (uint32_t r = 0; r < work->layer->n; r++) {
        double lon = work->layer->centre_lon_deg[r], lat = work->layer->centre_lat_deg[r];
        if (!isfinite(lon) || !isfinite(lat)) continue;
        ambit_direction at = ambit_direction_of(lon, lat);
        sum.x += at.x, sum.y += at.y, sum.z += at.z;
    }
    work->lon_deg = round(atan2(sum.y, sum.x) * 180 / 3.14159265358979323846);
    work->lat_deg = round(atan2(sum.z, hypot(sum.x, sum.y)) * 180 / 3.14159265358979323846);
    ambit_projection_equal_area(crs, work->lon_deg, work->lat_deg);
    return ambit_projection_build(&work->plane, crs, err);
}

static int compare_places(const void *a, const void *b)
{
    const struct place *p = a, *q = b;
    if (p->x != q->x) return p->x < q->x ? -1 : 1;
    if (p->y != q->y) return p->y < q->y ? -1 : 1;
    return (p->region > q->region) - (p->region < q->region);
}

static void list_sites(struct work *work)
{
    for (uint32_t k = 0; k < work->n; k++) {
        uint32_t s = work->n_sites;
        if (s && work->x[s - 1] == work->place[k].x && work->y[s - 1] == work->place[k].y) continue;
        work->site_first[s] = k;
        work->x[s] = work->place[k].x, work->y[s] = work->place[k].y;
        work->n_sites++;
    }
    work->site_first[work->n_sites] = work->n;
}

static int find_places(struct work *work)
{
    const ambit_layer *layer = work->layer;
    size_t room = (size_t)layer->n + 1;
    work->place = calloc(room, sizeof *work->place);
    work->x = calloc(room, sizeof *work->x), work->y = calloc(room, sizeof *work->y);
    work->site_first = calloc(room, sizeof *work->site_first);
    work->cell_first = calloc(room, sizeof *work->cell_first);
    work->out_first = calloc(room, sizeof *work->out_first);
    if (!work->place || !work->x || !work->y || !work->site_first || !work->cell_first || !work->out_first) return -1;
    memcpy(work->x, layer->centre_lon_deg, layer->n * sizeof *work->x);
    memcpy(work->y, layer->centre_lat_deg, layer->n * sizeof *work->y);
    ambit_projection_from_lonlat(work->plane, work->x, work->y, layer->n);
    for (uint32_t r = 0; r < layer->n; r++) {
        if (!isfinite(work->x[r]) || !isfinite(work->y[r])) continue;
        work->place[work->n++] = (struct place){ round(work->x[r] / PLACE_M) * PLACE_M,
            round(work->y[r] / PLACE_M) * PLACE_M, r };
    }
    qsort(work->place, work->n, sizeof *work->place, compare_places);
    list_sites(work);
    return 0;
}

/* ---- The outline ------------------------------------------------------------------------------------------------ */

/* Copies a ring with points between those that are more than `step` apart. They are counted from the lower end, so that
 * both users of an edge get the same ones. */
static int add_dense(ambit_rings *out, const double *x, const double *y, size_t n, int is_hole, double step)
{
    size_t room = 1, used = 0;
    for (size_t i = 0; i + 1 < n; i++) room += 2 + (size_t)(hypot(x[i + 1] - x[i], y[i + 1] - y[i]) / step);
    double *dense = malloc(2 * room * sizeof *dense);
    if (!dense) return -1;
    double *dense_y = dense + room;
    for (size_t i = 0; i < n; i++) {
        dense[used] = x[i], dense_y[used++] = y[i];
        if (i + 1 == n) break;
        int up = x[i] < x[i + 1] || (x[i] == x[i + 1] && y[i] < y[i + 1]);
        size_t low = up ? i : i + 1, high = up ? i + 1 : i;
        size_t pieces = 1 + (size_t)(hypot(x[high] - x[low], y[high] - y[low]) / step);
        for (size_t k = 1; k < pieces; k++) {
            double t = (double)(up ? k : pieces - k) / (double)pieces;
            dense[used] = x[low] + (x[high] - x[low]) * t, dense_y[used++] = y[low] + (y[high] - y[low]) * t;
        }
    }
    int failed = ambit_rings_add(out, dense, dense_y, used, is_hole);
    free(dense);
    return failed;
}

/* One region of the outline in the plane; NULL without memory. */
static ambit_polygon *outline_part(struct work *work, ambit_shape shape)
{
    ambit_rings rings;
    ambit_polygon *polygon = NULL, *mended = NULL;
    int failed = 0;
    ambit_rings_init(&rings);
    for (uint32_t p = 0; !failed && p < shape.n_parts; p++) {
        size_t at = shape.point_first[p];
        failed = add_dense(&rings, shape.x + at, shape.y + at, shape.point_first[p + 1] - at, shape.is_hole[p],
                STEP_DEG);
    }
    if (!failed && rings.n_parts
            && !ambit_projection_from_lonlat(work->plane, rings.x, rings.y, rings.point_first[rings.n_parts])) {
        polygon = ambit_polygon_build(work->geos, ambit_rings_view(&rings, 0, rings.n_parts));
        mended = polygon ? ambit_polygon_mend(work->geos, polygon) : NULL;
    }
    ambit_polygon_free(work->geos, polygon);
    ambit_rings_reset(&rings);
    return mended;
}

static ambit_polygon *outline_of(struct work *work, const ambit_layer *outline)
{
    ambit_polygon **part = calloc((size_t)outline->n + 1, sizeof(ambit_polygon *)), *whole = NULL;
    uint32_t n = 0;
    int failed = !part;
    for (uint32_t r = 0; !failed && r < outline->n; r++) {
        ambit_shape shape = ambit_layer_shape(outline, r);
        if (!shape.n_parts) continue;
        part[n] = outline_part(work, shape);
        if (part[n]) n++;
        else failed = 1;
    }
    if (!failed) whole = ambit_polygon_unite(work->geos, part, n);
    else for (uint32_t k = 0; part && k < n; k++) ambit_polygon_free(work->geos, part[k]);
    free(part);
    return whole;
}

/* Half of the usual distance between places: of those on an area, or on a line. A kilometre around a single one. */
static ambit_polygon *hull_of(struct work *work)
{
    ambit_polygon *tight = ambit_polygon_hull(work->geos, work->x, work->y, work->n_sites, 0);
    ambit_box box = ambit_points_box(work->x, work->y, work->n_sites);
    double area = tight ? ambit_polygon_area(work->geos, tight) : 0, n = work->n_sites;
    double apart = fmax(sqrt(area / n), hypot(box.east - box.west, box.north - box.south) / n);
    ambit_polygon_free(work->geos, tight);
    if (!(apart > 1)) apart = 2000;
    return ambit_polygon_hull(work->geos, work->x, work->y, work->n_sites, apart / 2);
}

/* Takes away a slit of 2 m from each pole to the far side, so that no shape runs around a pole or across the meridian
 * opposite to the middle: there degrees jump. */
static int slit_poles(struct work *work)
{
    for (int south = 0; south < 2; south++) {
        double x = work->lon_deg, y = south ? -90 : 90, far = 2.1e7;
        if (ambit_projection_from_lonlat(work->plane, &x, &y, 1)) continue;
        ambit_box slit = south ? (ambit_box){ -1, -far, 1, y + 1 } : (ambit_box){ -1, y - 1, 1, far };
        ambit_polygon *rest = ambit_polygon_cut_off(work->geos, work->outline, slit);
        if (!rest) return -1;
        ambit_polygon_free(work->geos, work->outline);
        work->outline = rest;
    }
    return 0;
}

/* ---- The way back ----------------------------------------------------------------------------------------------- */

/* Degrees run on from the middle; a shape that lies as a whole beyond 180 comes home, and one across -180 lies across
 * 180. */
static void to_degrees(struct work *work, ambit_rings *shape)
{
    size_t n = shape->n_parts ? shape->point_first[shape->n_parts] : 0;
    ambit_projection_to_lonlat(work->plane, shape->x, shape->y, n);
    for (size_t i = 0; i < n; i++) {
        if (shape->x[i] - work->lon_deg > 180) shape->x[i] -= 360;
        else if (shape->x[i] - work->lon_deg <= -180) shape->x[i] += 360;
    }
    ambit_box box = ambit_points_box(shape->x, shape->y, n);
    double home = n && box.west >= 180 ? -360 : n && box.west < -180 ? 360 : 0;
    for (size_t i = 0; home != 0 && i < n; i++) shape->x[i] += home;
}

/* Adds the shape to the regions', mended when the way back has folded a sliver. */
static int add_sound(struct work *work, const ambit_rings *shape)
{
    ambit_shape view = ambit_rings_view(shape, 0, shape->n_parts);
    if (!shape->n_parts) return 0;
    ambit_polygon *polygon = ambit_polygon_build(work->geos, view);
    int valid = polygon ? ambit_polygon_is_valid(work->geos, polygon) : -1, failed = valid < 0;
    if (valid == 1) failed = ambit_rings_add_shape(&work->out, view);
    if (valid == 0) {
        ambit_polygon *mended = ambit_polygon_mend(work->geos, polygon);
        failed = !mended || ambit_polygon_store(work->geos, mended, &work->out);
        ambit_polygon_free(work->geos, mended);
    }
    ambit_polygon_free(work->geos, polygon);
    return failed ? -1 : 0;
}

/* The shape of a region in degrees: its share of the cell of its place. */
static int add_region(struct work *work, uint32_t site, uint32_t share, ambit_rings *plain, ambit_rings *dense)
{
    uint32_t from = work->cell_first[site], n = work->cell_first[site + 1] - from;
    uint32_t shares = work->site_first[site + 1] - work->site_first[site];
    ambit_rings_clear(plain), ambit_rings_clear(dense);
    if (n && ambit_tessellate_share(work->geos, plain, ambit_rings_view(&work->cells, from, n), work->x[site],
            work->y[site], share, shares)) return -1;
    for (uint32_t p = 0; p < plain->n_parts; p++) {
        size_t at = plain->point_first[p];
        if (add_dense(dense, plain->x + at, plain->y + at, plain->point_first[p + 1] - at, plain->is_hole[p], STEP_M))
            return -1;
    }
    to_degrees(work, dense);
    return add_sound(work, dense);
}

static int add_regions(struct work *work)
{
    uint32_t n = work->layer->n, *site_of = malloc(((size_t)n + 1) * sizeof *site_of);
    uint32_t *share_of = calloc((size_t)n + 1, sizeof *share_of);
    ambit_rings plain = { 0 }, dense = { 0 };
    int failed = !site_of || !share_of;
    for (uint32_t r = 0; !failed && r < n; r++) site_of[r] = UINT32_MAX;
    for (uint32_t s = 0; !failed && s < work->n_sites; s++)
        for (uint32_t k = work->site_first[s]; k < work->site_first[s + 1]; k++)
            site_of[work->place[k].region] = s, share_of[work->place[k].region] = k - work->site_first[s];
    for (uint32_t r = 0; !failed && r < n; r++) {
        if (site_of[r] != UINT32_MAX) failed = add_region(work, site_of[r], share_of[r], &plain, &dense);
        work->out_first[r + 1] = work->out.n_parts;
    }
    ambit_rings_reset(&plain), ambit_rings_reset(&dense);
    free(site_of), free(share_of);
    return failed ? -1 : 0;
}

/* ---- Messages --------------------------------------------------------------------------------------------------- */

enum { SHOWN = 5 };

/* Marks the points that the outline leaves out. */
static int find_outside(char *is_outside, struct work *work)
{
    ambit_prepared *outline = ambit_prepared_build(work->geos, work->outline);
    if (!outline) return -1;
    for (uint32_t k = 0; k < work->n; k++)
        is_outside[work->place[k].region] =
                ambit_prepared_covers(work->geos, outline, work->place[k].x, work->place[k].y) != 1;
    ambit_prepared_free(work->geos, outline);
    return 0;
}

/* Names the first of them. */
static int name_outside(struct work *work, const char *shown, ambit_diagnosis *diagnosis)
{
    char names[SHOWN * 48] = "", *is_outside = calloc((size_t)work->layer->n + 1, 1);
    uint32_t n = 0, n_lost = 0;
    if (!is_outside || find_outside(is_outside, work)) {
        free(is_outside);
        return -1;
    }
    for (uint32_t r = 0; r < work->layer->n; r++) {
        size_t used = strlen(names);
        if (!is_outside[r]) continue;
        n_lost += work->out_first[r] == work->out_first[r + 1];
        if (n++ < SHOWN) snprintf(names + used, sizeof names - used, "%s%.40s", n > 1 ? ", " : "", work->layer->id[r]);
    }
    free(is_outside);
    if (n)
        ambit_diagnosis_warning(diagnosis, AMBIT_FAULT_UNIT_OUTSIDE, (ambit_place){ .file = shown }, "found %u of %u "
                "points outside of the outline (%s%s), expected all inside; %u of them get no area; draw the outline "
                "wider or correct the points", n, work->layer->n, names, n > SHOWN ? ", ..." : "", n_lost);
    return 0;
}

/* ---- The whole -------------------------------------------------------------------------------------------------- */

static int cut_cells(struct work *work, const ambit_layer *outline, const char *shown, ambit_diagnosis *diagnosis)
{
    work->geos = ambit_geos_build();
    if (!work->geos || find_places(work)) return -1;
    if (!work->n) return 0;
    work->outline = outline ? outline_of(work, outline) : hull_of(work);
    if (!work->outline || slit_poles(work)) return -1;
    return ambit_tessellate(work->geos, &work->cells, work->cell_first, work->x, work->y, work->n_sites, work->outline)
        || add_regions(work) || name_outside(work, shown, diagnosis) ? -1 : 0;
}

/* Puts the new shapes in the place of the old ones, of which there are none. */
static int hand_over(struct work *work)
{
    ambit_layer *layer = work->layer;
    free(layer->point_first), free(layer->is_hole), free(layer->lon_deg), free(layer->lat_deg);
    layer->point_first = NULL, layer->is_hole = NULL, layer->lon_deg = layer->lat_deg = NULL;
    memcpy(layer->part_first, work->out_first, ((size_t)layer->n + 1) * sizeof *layer->part_first);
    layer->is_points = 0;
    return ambit_layer_take(layer, &work->out);
}

ambit_status ambit_cells_build(ambit_layer *layer, const ambit_layer *outline, const char *shown,
        ambit_diagnosis *diagnosis, ambit_error *err)
{
    struct work work = { .layer = layer };
    ambit_status status = choose_plane(&work, err);
    if (!status && cut_cells(&work, outline, shown, diagnosis)) {
        const char *words = work.geos ? ambit_geos_words(work.geos) : "";
        if (*words)
            status = ambit_fail(err, AMBIT_E_BACKEND, "the cells of %u points cannot be drawn: %s", layer->n, words);
        else status = ambit_fail(err, AMBIT_E_MEMORY, "no memory for the cells of %u points", layer->n);
    }
    if (!status && hand_over(&work)) status = ambit_fail(err, AMBIT_E_MEMORY, "no memory for %u cells", layer->n);
    if (work.geos) ambit_polygon_free(work.geos, work.outline);
    ambit_geos_free(work.geos);
    ambit_projection_free(work.plane);
    ambit_rings_reset(&work.cells), ambit_rings_reset(&work.out);
    free(work.place), free(work.x), free(work.y), free(work.site_first), free(work.cell_first), free(work.out_first);
    return status;
}
