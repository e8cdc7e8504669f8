/* geo/map/tessellate.c - Voronoi cells within an outline.
 *
 * A cell that lies inside the outline is left as it is. Cutting the others one by one would round the same point twice,
 * differently, and neighbours would come apart by a hair: their edges and the outline are cut as one net instead, and
 * the faces of the net are given to the cells in which they lie. */
#include "geo/map/tessellate.h"

#include <math.h>
#include <stdlib.h>

#define NONE UINT32_MAX

/* What the outline leaves of a cell that it runs along: rounding, not land. */
static const double LEAST_M2 = 1;

struct face { uint32_t place, part, n_parts; };

struct work {
    ambit_geos *geos;
    const double *x, *y;
    uint32_t n;
    ambit_rings cells, lines, faces;
    ambit_box *box;            /* of each cell */
    ambit_tree *tree;
    uint32_t *cell_of;         /* [n] */
    uint32_t *place_of;        /* of each cell */
    char *is_inside;           /* [n] the cell lies within the outline */
    struct face *face;
    uint32_t n_faces;
    double at_x, at_y;         /* the point whose cell is looked for, and the cell */
    uint32_t found;
};

/* ---- Rings ------------------------------------------------------------------------------------------------------ */

/* Even-odd; the point is not near the ring. */
static int ring_holds(const ambit_rings *rings, uint32_t p, double x, double y)
{
    int inside = 0;
    for (size_t i = rings->point_first[p]; i + 1 < rings->point_first[p + 1]; i++) {
        double ax = rings->x[i], ay = rings->y[i], bx = rings->x[i + 1], by = rings->y[i + 1];
        if ((ay > y) != (by > y) && x < ax + (y - ay) / (by - ay) * (bx - ax)) inside = !inside;
    }
    return inside;
}

static ambit_box box_of(const ambit_rings *rings, uint32_t p)
{
    size_t at = rings->point_first[p];
    return ambit_points_box(rings->x + at, rings->y + at, rings->point_first[p + 1] - at);
}

static int add_ring(ambit_rings *out, const ambit_rings *from, uint32_t p)
{
    size_t at = from->point_first[p];
    return ambit_rings_add(out, from->x + at, from->y + at, from->point_first[p + 1] - at, from->is_hole[p]);
}

/* ---- Cells ------------------------------------------------------------------------------------------------------ */

static void look_at_cell(void *context, uint32_t c)
{
    struct work *work = context;
    if (ring_holds(&work->cells, c, work->at_x, work->at_y) && c < work->found) work->found = c;
}

static int find_cell(struct work *work, double x, double y)
{
    work->at_x = x, work->at_y = y, work->found = NONE;
    return ambit_tree_query(work->geos, work->tree, (ambit_box){ x, y, x, y }, look_at_cell, work);
}

static void round_points(ambit_rings *rings)
{
    for (size_t i = 0; i < rings->point_first[rings->n_parts]; i++) {
        rings->x[i] = round(rings->x[i] / AMBIT_CELL_GRID_M) * AMBIT_CELL_GRID_M;
        rings->y[i] = round(rings->y[i] / AMBIT_CELL_GRID_M) * AMBIT_CELL_GRID_M;
    }
}

/* GEOS gives the cells in an order of its own: each place looks for the one it lies in. */
static int match_cells(struct work *work, ambit_box frame)
{
    if (ambit_polygon_voronoi(work->geos, work->x, work->y, work->n, frame, &work->cells) || !work->cells.n_parts)
        return -1;
    uint32_t n_cells = work->cells.n_parts;
    round_points(&work->cells);
    work->box = calloc(n_cells, sizeof *work->box);
    work->place_of = malloc(n_cells * sizeof *work->place_of);
    if (!work->box || !work->place_of) return -1;
    for (uint32_t c = 0; c < n_cells; c++) work->box[c] = box_of(&work->cells, c), work->place_of[c] = NONE;
    work->tree = ambit_tree_build(work->geos, work->box, n_cells);
    if (!work->tree) return -1;
    for (uint32_t s = 0; s < work->n; s++) {
        if (find_cell(work, work->x[s], work->y[s])) return -1;
        work->cell_of[s] = work->found;
        if (work->found != NONE) work->place_of[work->found] = s;
    }
    return 0;
}

/* ---- Where the outline cuts ------------------------------------------------------------------------------------- */

/* Tells the cells that lie inside; the edges of the others become lines. */
static int split_inside(struct work *work, const ambit_prepared *outline)
{
    for (uint32_t s = 0; s < work->n; s++) {
        if (work->cell_of[s] == NONE) continue;
        ambit_polygon *cell = ambit_polygon_build(work->geos, ambit_rings_view(&work->cells, work->cell_of[s], 1));
        int inside = cell ? ambit_prepared_holds(work->geos, outline, cell) : -1;
        ambit_polygon_free(work->geos, cell);
        if (inside < 0) return -1;
        work->is_inside[s] = (char)inside;
        if (!inside && add_ring(&work->lines, &work->cells, work->cell_of[s])) return -1;
    }
    return 0;
}

/* Gives a face to the place of the cell that it lies in. */
static int give_face(struct work *work, const ambit_prepared *outline, uint32_t part, uint32_t n_parts)
{
    double x = 0, y = 0;
    ambit_polygon *face = ambit_polygon_build(work->geos, ambit_rings_view(&work->faces, part, n_parts));
    int is_sliver = face && ambit_polygon_area(work->geos, face) < LEAST_M2;
    int failed = !face || (!is_sliver && ambit_polygon_inside(work->geos, face, &x, &y));
    ambit_polygon_free(work->geos, face);
    if (failed || is_sliver) return failed ? -1 : 0;
    int covered = ambit_prepared_covers(work->geos, outline, x, y);
    if (covered <= 0) return covered;
    if (find_cell(work, x, y)) return -1;
    uint32_t s = work->found == NONE ? NONE : work->place_of[work->found];
    if (s != NONE && !work->is_inside[s]) work->face[work->n_faces++] = (struct face){ s, part, n_parts };
    return 0;
}

static int compare_faces(const void *a, const void *b)
{
    const struct face *x = a, *y = b;
    if (x->place != y->place) return x->place < y->place ? -1 : 1;
    return (x->part > y->part) - (x->part < y->part);
}

static int cut_at_outline(struct work *work, const ambit_polygon *outline)
{
    ambit_prepared *prepared = ambit_prepared_build(work->geos, outline);
    int failed = !prepared || split_inside(work, prepared) || ambit_polygon_store(work->geos, outline, &work->lines)
        || ambit_polygon_faces(work->geos, &work->lines, &work->faces)
        || !(work->face = calloc((size_t)work->faces.n_parts + 1, sizeof *work->face));
    for (uint32_t p = 0, end; !failed && p < work->faces.n_parts; p = end) {
        for (end = p + 1; end < work->faces.n_parts && work->faces.is_hole[end]; end++) continue;
        failed = give_face(work, prepared, p, end - p) != 0;
    }
    ambit_prepared_free(work->geos, prepared);
    if (!failed && work->n_faces) qsort(work->face, work->n_faces, sizeof *work->face, compare_faces);
    return failed ? -1 : 0;
}

/* ---- All of it -------------------------------------------------------------------------------------------------- */

static int collect(ambit_rings *out, uint32_t *first, const struct work *work)
{
    first[0] = out->n_parts;
    for (uint32_t s = 0, f = 0; s < work->n; s++) {
        if (work->is_inside[s] && add_ring(out, &work->cells, work->cell_of[s])) return -1;
        for (; f < work->n_faces && work->face[f].place == s; f++)
            for (uint32_t p = 0; p < work->face[f].n_parts; p++)
                if (add_ring(out, &work->faces, work->face[f].part + p)) return -1;
        first[s + 1] = out->n_parts;
    }
    return 0;
}

/* The box of places and outline, wide enough that no edge of the frame comes near. */
static int find_frame(struct work *work, const ambit_polygon *outline, ambit_box *out)
{
    ambit_rings rings;
    ambit_rings_init(&rings);
    int failed = ambit_polygon_store(work->geos, outline, &rings) || !rings.n_parts;
    ambit_box sites = ambit_points_box(work->x, work->y, work->n);
    if (!failed) {
        ambit_box box = ambit_points_box(rings.x, rings.y, rings.point_first[rings.n_parts]);
        out->west = fmin(box.west, sites.west), out->east = fmax(box.east, sites.east);
        out->south = fmin(box.south, sites.south), out->north = fmax(box.north, sites.north);
        double margin = 1000 + 0.1 * fmax(out->east - out->west, out->north - out->south);
        out->west -= margin, out->south -= margin, out->east += margin, out->north += margin;
    }
    ambit_rings_reset(&rings);
    return failed ? -1 : 0;
}

int ambit_tessellate(ambit_geos *geos, ambit_rings *out, uint32_t *first, const double *x, const double *y, uint32_t n,
        const ambit_polygon *outline)
{
    struct work work = { .geos = geos, .x = x, .y = y, .n = n };
    ambit_box frame;
    if (n == 0) return first[0] = out->n_parts, 0;
    if (n == 1) {
        first[0] = out->n_parts;
        int alone = ambit_polygon_store(geos, outline, out);
        first[1] = out->n_parts;
        return alone;
    }
    work.cell_of = calloc(n, sizeof *work.cell_of), work.is_inside = calloc(n, 1);
    int failed = !work.cell_of || !work.is_inside || find_frame(&work, outline, &frame) || match_cells(&work, frame)
        || cut_at_outline(&work, outline) || collect(out, first, &work);
    ambit_tree_free(geos, work.tree);
    ambit_rings_reset(&work.cells), ambit_rings_reset(&work.lines), ambit_rings_reset(&work.faces);
    free(work.box), free(work.place_of), free(work.cell_of), free(work.is_inside), free(work.face);
    return failed ? -1 : 0;
}

/* ---- One place, several shares ---------------------------------------------------------------------------------- */

static double distance_to(const ambit_shape *shape, double x, double y)
{
    double least = INFINITY;
    for (uint32_t p = 0; p < shape->n_parts; p++)
        for (size_t i = shape->point_first[p]; i + 1 < shape->point_first[p + 1]; i++) {
            double dx = shape->x[i + 1] - shape->x[i], dy = shape->y[i + 1] - shape->y[i], square = dx * dx + dy * dy;
            double px = x - shape->x[i], py = y - shape->y[i], t = square > 0 ? (px * dx + py * dy) / square : 0;
            t = t < 0 ? 0 : t > 1 ? 1 : t;
            least = fmin(least, hypot(px - t * dx, py - t * dy));
        }
    return least;
}

/* The disc that is divided: its centre and radius. */
static int place_disc(ambit_geos *geos, const ambit_shape *shape, double *x, double *y, double *radius)
{
    ambit_polygon *polygon = ambit_polygon_build(geos, *shape);
    ambit_prepared *prepared = polygon ? ambit_prepared_build(geos, polygon) : NULL;
    int covered = prepared ? ambit_prepared_covers(geos, prepared, *x, *y) : -1;
    ambit_prepared_free(geos, prepared);
    int failed = covered < 0;
    if (!failed && (!covered || distance_to(shape, *x, *y) < 10 * AMBIT_CELL_GRID_M))
        failed = ambit_polygon_inside(geos, polygon, x, y);
    ambit_polygon_free(geos, polygon);
    if (!failed) *radius = distance_to(shape, *x, *y) / 2;
    return failed ? -1 : 0;
}

/* Points `from` .. `to` of the regular polygon of n corners, closed through the centre when it is a slice. */
static int add_arc(ambit_rings *out, double x, double y, double radius, uint32_t from, uint32_t to, uint32_t n,
        int is_hole)
{
    size_t room = (size_t)(to - from) + 3, used = 0;
    double *arc = malloc(2 * room * sizeof *arc);
    if (!arc) return -1;
    double *arc_y = arc + room;
    if (to - from < n) arc[0] = x, arc_y[0] = y, used = 1;
    for (uint32_t k = from; k <= to; k++) {
        double angle = 2 * 3.14159265358979323846 * (k % n) / n;
        arc[used] = x + radius * cos(angle), arc_y[used++] = y + radius * sin(angle);
    }
    if (is_hole) ambit_ring_reverse(arc, arc_y, used);
    int failed = ambit_rings_add(out, arc, arc_y, used, is_hole);
    free(arc);
    return failed;
}

int ambit_tessellate_share(ambit_geos *geos, ambit_rings *out, ambit_shape shape, double x, double y, uint32_t k,
        uint32_t n)
{
    double radius;
    if (n == 1 || !shape.n_parts) return ambit_rings_add_shape(out, shape);
    if (place_disc(geos, &shape, &x, &y, &radius)) return -1;
    uint32_t slices = n - 1, steps = slices >= 12 ? 1 : (12 + slices - 1) / slices, corners = slices * steps;
    if (k > 0) return add_arc(out, x, y, radius, (k - 1) * steps, k * steps, corners, 0);
    ambit_rings whole = { 0 };
    int failed = ambit_rings_add_shape(&whole, shape), open = 0;
    for (uint32_t p = 0; !failed && p < whole.n_parts; p++) {
        if (!whole.is_hole[p]) open = ring_holds(&whole, p, x, y);
        failed = add_ring(out, &whole, p);
        int last = p + 1 == whole.n_parts || !whole.is_hole[p + 1];
        if (!failed && open && last) failed = add_arc(out, x, y, radius, 0, corners, corners, 1), open = 0;
    }
    ambit_rings_reset(&whole);
    return failed;
}
