#include "geo/rings.h"
#include "geo/earth/distance.h"

#include <stdlib.h>
#include <string.h>

void ambit_rings_init(ambit_rings *rings) { *rings = (ambit_rings){ 0 }; }

void ambit_rings_reset(ambit_rings *rings)
{
    free(rings->point_first);
    free(rings->is_hole);
    free(rings->x);
    free(rings->y);
    ambit_rings_init(rings);
}

void ambit_rings_clear(ambit_rings *rings) { rings->n_parts = 0; }

/* realloc that checks the product and leaves *array as it was when it fails. */
static int grow(void *array, size_t n, size_t size)
{
    if (n > SIZE_MAX / 2 / size) return -1;
    void **at = array, *moved = realloc(*at, n * size);
    if (!moved) return -1;
    *at = moved;
    return 0;
}

int ambit_rings_reserve(ambit_rings *rings, uint32_t n_parts, size_t n_points)
{
    if (n_parts > rings->parts_room) {
        if (grow(&rings->point_first, (size_t)n_parts + 1, sizeof *rings->point_first)
                || grow(&rings->is_hole, n_parts, sizeof *rings->is_hole)) return -1;
        rings->parts_room = n_parts;
    }
    if (n_points > rings->points_room) {
        if (grow(&rings->x, n_points, sizeof *rings->x) || grow(&rings->y, n_points, sizeof *rings->y)) return -1;
        rings->points_room = n_points;
    }
    return 0;
}

/* For one part more; the rooms double, or grow by half. */
static int make_room(ambit_rings *rings, size_t n_points)
{
    if (rings->n_parts + 1 >= rings->parts_room) {
        if (rings->parts_room > UINT32_MAX / 2) return -1;
        if (ambit_rings_reserve(rings, rings->parts_room ? 2 * rings->parts_room : 16, 0)) return -1;
    }
    if (rings->n_parts == 0) rings->point_first[0] = 0;
    size_t used = rings->point_first[rings->n_parts];
    if (n_points > SIZE_MAX / 4 - used) return -1;
    if (used + n_points <= rings->points_room) return 0;
    return ambit_rings_reserve(rings, 0, used + n_points + (used + n_points) / 2 + 64);
}

int ambit_rings_add(ambit_rings *rings, const double *x, const double *y, size_t n, int is_hole)
{
    int open = n > 0 && (x[0] != x[n - 1] || y[0] != y[n - 1]);
    if (make_room(rings, n + 1)) return -1;
    size_t at = rings->point_first[rings->n_parts];
    if (n) {
        memcpy(rings->x + at, x, n * sizeof *x);
        memcpy(rings->y + at, y, n * sizeof *y);
    }
    if (open) {
        rings->x[at + n] = x[0];
        rings->y[at + n] = y[0];
    }
    rings->is_hole[rings->n_parts++] = (char)(is_hole != 0);
    rings->point_first[rings->n_parts] = at + n + (size_t)open;
    return 0;
}

ambit_shape ambit_rings_view(const ambit_rings *rings, uint32_t first, uint32_t n)
{
    if (n == 0) return (ambit_shape){ 0 };
    return (ambit_shape){ n, rings->point_first + first, rings->is_hole + first, rings->x, rings->y };
}

int ambit_rings_add_shape(ambit_rings *rings, ambit_shape shape)
{
    for (uint32_t p = 0; p < shape.n_parts; p++) {
        size_t at = shape.point_first[p], n = shape.point_first[p + 1] - at;
        if (ambit_rings_add(rings, shape.x + at, shape.y + at, n, shape.is_hole[p])) return -1;
    }
    return 0;
}

/* Moves a run of parts within the rings, or copies it from others; what lies there is overwritten. `point` is where its
 * first point goes. Ends that are not yet known are the caller's. */
static void put_run(ambit_rings *to, uint32_t part, size_t point, const ambit_rings *from, uint32_t at, uint32_t n)
{
    size_t source = from->point_first[at], n_points = from->point_first[at + n] - source;
    memmove(to->x + point, from->x + source, n_points * sizeof *to->x);
    memmove(to->y + point, from->y + source, n_points * sizeof *to->y);
    memmove(to->is_hole + part, from->is_hole + at, n);
    int up = to != from || part <= at; /* the direction in which nothing is overwritten before it is read */
    for (uint32_t k = 0; k < n; k++) {
        uint32_t p = up ? k : n - 1 - k;
        to->point_first[part + p] = from->point_first[at + p] - source + point;
    }
}

/* Squeezes out the shapes that go; what stays lies at the front. */
static void squeeze(ambit_rings *rings, const uint32_t *first, uint32_t n, const char *is_new)
{
    uint32_t kept = 0;
    size_t point = 0;
    for (uint32_t r = 0; r < n; r++) {
        uint32_t n_here = first[r + 1] - first[r];
        if (is_new[r] || n_here == 0) continue;
        size_t n_points = rings->point_first[first[r + 1]] - rings->point_first[first[r]];
        put_run(rings, kept, point, rings, first[r], n_here);
        kept += n_here;
        point += n_points;
    }
    rings->n_parts = kept;
    if (rings->point_first) rings->point_first[kept] = point;
}

int ambit_rings_splice(ambit_rings *rings, const uint32_t *first, uint32_t n, const char *is_new,
        const uint32_t *n_parts, const ambit_rings *fresh)
{
    squeeze(rings, first, n, is_new);
    uint32_t kept = rings->n_parts, added = fresh->n_parts;
    size_t point = (kept ? rings->point_first[kept] : 0) + (added ? fresh->point_first[added] : 0);
    uint32_t part = kept + added;
    if (part < kept || part == UINT32_MAX || ambit_rings_reserve(rings, part + 1, point)) return -1;
    size_t n_points = point;
    for (uint32_t r = n; r-- > 0;) { /* from the end, where there is room */
        uint32_t n_here = is_new[r] ? n_parts[r] : first[r + 1] - first[r];
        if (n_here == 0) continue;
        const ambit_rings *from = is_new[r] ? fresh : rings;
        uint32_t *end = is_new[r] ? &added : &kept;
        *end -= n_here;
        part -= n_here;
        point -= from->point_first[*end + n_here] - from->point_first[*end];
        put_run(rings, part, point, from, *end, n_here);
    }
    rings->n_parts = 0;
    for (uint32_t r = 0; r < n; r++) rings->n_parts += is_new[r] ? n_parts[r] : first[r + 1] - first[r];
    if (rings->point_first) rings->point_first[rings->n_parts] = n_points;
    return 0;
}

size_t ambit_shape_n_points(ambit_shape shape)
{
    return shape.n_parts ? shape.point_first[shape.n_parts] - shape.point_first[0] : 0;
}

ambit_box ambit_points_box(const double *x, const double *y, size_t n)
{
    ambit_box box = { INFINITY, INFINITY, -INFINITY, -INFINITY };
    for (size_t i = 0; i < n; i++) {
        if (x[i] < box.west) box.west = x[i];
        if (x[i] > box.east) box.east = x[i];
        if (y[i] < box.south) box.south = y[i];
        if (y[i] > box.north) box.north = y[i];
    }
    return box;
}

ambit_box ambit_shape_box(ambit_shape shape)
{
    if (!shape.n_parts) return ambit_points_box(NULL, NULL, 0);
    size_t at = shape.point_first[0];
    return ambit_points_box(shape.x + at, shape.y + at, ambit_shape_n_points(shape));
}

double ambit_ring_area(const double *x, const double *y, size_t n)
{
    double twice = 0;
    for (size_t i = 1; i + 1 < n; i++)
        twice += (x[i] - x[0]) * (y[i + 1] - y[0]) - (x[i + 1] - x[0]) * (y[i] - y[0]);
    return twice / 2;
}

void ambit_ring_reverse(double *x, double *y, size_t n)
{
    for (size_t i = 0; i < n / 2; i++) {
        double tx = x[i], ty = y[i];
        x[i] = x[n - 1 - i], y[i] = y[n - 1 - i];
        x[n - 1 - i] = tx, y[n - 1 - i] = ty;
    }
}

double ambit_shape_area(ambit_shape shape)
{
    double sum = 0;
    for (uint32_t p = 0; p < shape.n_parts; p++) {
        size_t at = shape.point_first[p];
        double area = fabs(ambit_ring_area(shape.x + at, shape.y + at, shape.point_first[p + 1] - at));
        sum += shape.is_hole[p] ? -area : area;
    }
    return sum;
}

/* Area between an edge and the equator in units of R^2: with lat linear in lon the mean of sin(lat) along the edge is
 * (cos lat1 - cos lat2) / (lat2 - lat1) = sin(mid) sinc(half). */
static double edge_area(double lon1, double lat1, double lon2, double lat2)
{
    const double rad = 3.14159265358979323846 / 180;
    double half = (lat2 - lat1) * rad / 2, mid = (lat1 + lat2) * rad / 2;
    double sinc = fabs(half) < 1e-4 ? 1 - half * half / 6 : sin(half) / half;
    return (lon2 - lon1) * rad * sin(mid) * sinc;
}

double ambit_shape_area_km2(ambit_shape shape)
{
    double sum = 0;
    for (uint32_t p = 0; p < shape.n_parts; p++) {
        double area = 0;
        for (size_t i = shape.point_first[p]; i + 1 < shape.point_first[p + 1]; i++)
            area += edge_area(shape.x[i], shape.y[i], shape.x[i + 1], shape.y[i + 1]);
        sum += shape.is_hole[p] ? -fabs(area) : fabs(area);
    }
    return sum * AMBIT_EARTH_KM * AMBIT_EARTH_KM;
}
