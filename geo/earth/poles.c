#include "geo/earth/poles.h"

#include <math.h>
#include <stdlib.h>

/* 2 degrees of a parallel lie within 1.3 km of their chord, wherever on the Earth. */
static const double longest_step_deg = 2;
enum { DEEPEST = 9 }; /* an edge becomes at most 512 */

/* A ring under work. */
struct track { double *lon, *lat; size_t n, room; int no_memory; };

static void put(struct track *track, double lon, double lat)
{
    if (track->n == track->room) {
        size_t room = 2 * track->room + 64;
        double *longer = realloc(track->lon, room * sizeof *longer);
        if (longer) track->lon = longer;
        double *taller = longer ? realloc(track->lat, room * sizeof *taller) : NULL;
        if (taller) track->lat = taller;
        if (!taller) {
            track->no_memory = 1;
            return;
        }
        track->room = room;
    }
    track->lon[track->n] = lon;
    track->lat[track->n++] = lat;
}

/* The way from one longitude to the next, the short way round; a whole turn stays one, as in geo/antimeridian. */
static double step_between(double from_deg, double to_deg)
{
    double step = to_deg - from_deg;
    if (step > 180 && step < 360) return step - 360;
    if (step < -180 && step > -360) return step + 360;
    return step;
}

/* The same longitude, whole turns away, next to `near_deg`; to the last bit when that is none. */
static double turned_to(double lon_deg, double near_deg) { return lon_deg + 360 * round((near_deg - lon_deg) / 360); }

static int is_pole(double lat_deg) { return fabs(lat_deg) > 90 - 1e-9; }

/* ---- Long edges ------------------------------------------------------------------------------------------------- */

static int is_long(double lon1, double lat1, double lon2, double lat2)
{
    return fabs(step_between(lon1, lon2)) > longest_step_deg && !is_pole(lat1) && !is_pole(lat2);
}

/* Puts what lies between two points of the map. Halves depend on the ends alone and not on their order, so neighbours
 * go on sharing points. */
static void put_between(struct track *track, ambit_projection *projection, const double a[2], const double b[2],
        int depth)
{
    double lon[] = { a[0], b[0], (a[0] + b[0]) / 2 }, lat[] = { a[1], b[1], (a[1] + b[1]) / 2 };
    const double middle[] = { lon[2], lat[2] };
    if (depth == DEEPEST || ambit_projection_to_lonlat(projection, lon, lat, 3)
            || !is_long(lon[0], lat[0], lon[1], lat[1])) return;
    put_between(track, projection, a, middle, depth + 1);
    put(track, lon[2], lat[2]);
    put_between(track, projection, middle, b, depth + 1);
}

static void lengthen(struct track *track, ambit_projection *projection, const double *lon, const double *lat, size_t n)
{
    track->n = 0;
    for (size_t i = 0; i < n; i++) {
        put(track, lon[i], lat[i]);
        if (ambit_projection_in_degrees(projection) || i + 1 == n || !is_long(lon[i], lat[i], lon[i + 1], lat[i + 1]))
            continue;
        double x[] = { lon[i], lon[i + 1] }, y[] = { lat[i], lat[i + 1] };
        if (ambit_projection_from_lonlat(projection, x, y, 2)) continue;
        put_between(track, projection, (double[]){ x[0], y[0] }, (double[]){ x[1], y[1] }, 0);
    }
}

/* ---- Poles ------------------------------------------------------------------------------------------------------ */

static double net_turn(const double *lon, size_t n)
{
    double sum = 0;
    for (size_t i = 1; i < n; i++) sum += step_between(lon[i - 1], lon[i]);
    return sum;
}

/* Back along the pole in two steps, for one of more than half a turn would count as crossing the antimeridian. */
static void put_pole(struct track *out, double from_lon, double to_lon, double pole)
{
    put(out, from_lon, pole);
    put(out, (from_lon + to_lon) / 2, pole);
    put(out, to_lon, pole);
}

/* A ring with a corner at the pole, where every longitude meets: the corner becomes an edge. */
static void open_corner(struct track *out, const struct track *in, size_t corner)
{
    size_t m = in->n - 1, from = out->n;
    double pole = in->lat[corner] > 0 ? 90 : -90;
    int was_pole = 0;
    for (size_t k = 1; k < m && !out->no_memory; k++) {
        size_t i = (corner + k) % m;
        if (is_pole(in->lat[i])) {
            if (out->n > from && !was_pole) put(out, out->lon[out->n - 1], in->lat[i] > 0 ? 90 : -90);
            was_pole = out->n > from;
            continue;
        }
        double lon = turned_to(in->lon[i], out->n > from ? out->lon[out->n - 1] : in->lon[i]);
        if (was_pole) put(out, lon, out->lat[out->n - 1]);
        was_pole = 0;
        put(out, lon, in->lat[i]);
    }
    if (out->n > from) put_pole(out, out->lon[out->n - 1], out->lon[from], pole);
}

/* On the map the ring encloses what lies on its left when it runs counter-clockwise; in degrees that is the north when
 * it runs eastwards. Files in degrees say nothing of the sort: there the pole that is nearer. */
static double pole_within(struct track *ring, double turn, ambit_projection *projection)
{
    double sum = 0;
    for (size_t i = 0; i < ring->n; i++) sum += ring->lat[i];
    if (ambit_projection_in_degrees(projection)) return sum > 0 ? 90 : -90;
    double *x = malloc(2 * ring->n * sizeof *x), *y = x ? x + ring->n : NULL;
    ring->no_memory |= !x;
    for (size_t i = 0; x && i < ring->n; i++) x[i] = ring->lon[i], y[i] = ring->lat[i];
    int north = sum > 0;
    if (x && !ambit_projection_from_lonlat(projection, x, y, ring->n))
        north = (ambit_ring_area(x, y, ring->n) > 0) == (turn > 0);
    free(x);
    return north ? 90 : -90;
}

/* Where the ring crosses the antimeridian, of several places the one next to the pole, so that the cut from there to
 * the pole meets nothing: the edge to point *at, its latitude. */
static double find_crossing(const struct track *ring, double pole, size_t *at)
{
    double best = NAN;
    for (size_t i = 1; i < ring->n; i++) {
        double from = remainder(ring->lon[i - 1] + 180, 360), step = step_between(ring->lon[i - 1], ring->lon[i]);
        double to = from + step; /* 0 is the antimeridian */
        if (step == 0 || (from < 0) == (to < 0)) continue;
        double lat = ring->lat[i - 1] + (ring->lat[i] - ring->lat[i - 1]) * (0 - from) / step;
        if (!isnan(best) && fabs(pole - lat) >= fabs(pole - best)) continue;
        best = lat;
        *at = i;
    }
    return best;
}

/* A ring once around the Earth, from the antimeridian to where it ends a turn later. */
static void open_path(struct track *out, const struct track *in, double turn, double pole)
{
    size_t m = in->n - 1, at = 0;
    double start = turn > 0 ? -180 : 180, lat = find_crossing(in, pole, &at);
    if (isnan(lat)) return;
    put(out, start, lat);
    for (size_t k = 0; k < m && !out->no_memory; k++) {
        size_t i = (at + k) % m;
        put(out, turned_to(in->lon[i], out->lon[out->n - 1]), in->lat[i]);
    }
    put(out, -start, lat);
}

/* ---- One shape -------------------------------------------------------------------------------------------------- */

/* A ring around a pole, before it is closed: points at .. at + n - 1 of work->paths. */
struct path { size_t at, n; double pole, lat; char role; };

struct work {
    ambit_projection *projection;
    int in_degrees;
    struct track straight, closed, paths;
    struct path *path; /* of the shape at hand */
    size_t n_paths, room;
};

static int needs_care(const double *lon, const double *lat, size_t n, int in_degrees)
{
    double sum = 0;
    for (size_t i = 1; i < n; i++) {
        sum += step_between(lon[i - 1], lon[i]);
        if (!in_degrees && (is_pole(lat[i]) || is_long(lon[i - 1], lat[i - 1], lon[i], lat[i]))) return 1;
    }
    return n > 3 && fabs(fabs(sum) - 360) < 1;
}

static int add_ring(ambit_rings *out, const struct track *ring, char role)
{
    if (ring->no_memory || ambit_rings_add(out, ring->lon, ring->lat, ring->n, 0)) return -1;
    out->is_hole[out->n_parts - 1] = role;
    return 0;
}

static int add_path(struct work *work, double turn, char role)
{
    if (work->n_paths == work->room) {
        struct path *moved = realloc(work->path, (2 * work->room + 4) * sizeof *moved);
        if (!moved) return -1;
        work->path = moved;
        work->room = 2 * work->room + 4;
    }
    struct path path = { work->paths.n, 0, pole_within(&work->straight, turn, work->projection), 0, role };
    open_path(&work->paths, &work->straight, turn, path.pole);
    if (work->straight.no_memory || work->paths.no_memory) return -1;
    path.n = work->paths.n - path.at;
    if (path.n == 0) return 0;
    path.lat = work->paths.lat[path.at];
    work->path[work->n_paths++] = path;
    return 0;
}

/* The rest of a shape waits until all its rings around poles are known. */
static int take_ring(struct work *work, ambit_rings *out, const double *lon, const double *lat, size_t n, char role)
{
    size_t corner = 0;
    struct track *ring = &work->straight;
    ring->n = work->closed.n = 0;
    if (!needs_care(lon, lat, n, work->in_degrees)) {
        if (ambit_rings_add(out, lon, lat, n, 0)) return -1;
        out->is_hole[out->n_parts - 1] = role;
        return 0;
    }
    lengthen(ring, work->projection, lon, lat, n);
    if (ring->no_memory) return -1;
    double turn = net_turn(ring->lon, ring->n);
    while (corner < ring->n && !is_pole(ring->lat[corner])) corner++;
    if (corner < ring->n && !work->in_degrees) open_corner(&work->closed, ring, corner % (ring->n - 1));
    else if (fabs(fabs(turn) - 360) < 1) return add_path(work, turn, role);
    return add_ring(out, work->closed.n ? &work->closed : ring, role);
}

/* Those around the south first, and around each pole those that are far from it. */
static int compare_paths(const void *a, const void *b)
{
    const struct path *x = a, *y = b;
    if (x->pole != y->pole) return x->pole < y->pole ? -1 : 1;
    double left = fabs(x->pole - x->lat), right = fabs(y->pole - y->lat);
    return left > right ? -1 : left < right;
}

static void put_path(struct track *out, const struct track *paths, const struct path *path, int backwards)
{
    for (size_t k = 0; k < path->n; k++) {
        size_t i = path->at + (backwards ? path->n - 1 - k : k);
        put(out, paths->lon[i], paths->lat[i]);
    }
}

/* Land between two rings around a pole is a band from one side of the antimeridian to the other; the innermost ring
 * that has no other within is closed along the pole. */
static int close_paths(struct work *work, ambit_rings *out)
{
    struct track *ring = &work->closed;
    if (work->n_paths) qsort(work->path, work->n_paths, sizeof *work->path, compare_paths);
    for (size_t k = 0; k < work->n_paths; k++) {
        const struct path *outer = &work->path[k], *inner = outer + 1;
        ring->n = 0;
        put_path(ring, &work->paths, outer, 0);
        if (ring->no_memory) return -1;
        double end = ring->lon[ring->n - 1];
        if (k + 1 < work->n_paths && inner->pole == outer->pole) {
            put_path(ring, &work->paths, inner, work->paths.lon[inner->at] != end);
            k++;
        } else
            put_pole(ring, end, -end, outer->pole);
        if (ring->no_memory) return -1;
        put(ring, ring->lon[0], ring->lat[0]);
        if (add_ring(out, ring, outer->role)) return -1;
    }
    return 0;
}

/* ---- All shapes ------------------------------------------------------------------------------------------------- */

static int rewrite(ambit_rings *out, uint32_t *first, const ambit_rings *rings, uint32_t n, struct work *work)
{
    uint32_t from = 0;
    for (uint32_t r = 0; r < n; r++) {
        uint32_t to = first[r + 1];
        work->n_paths = work->paths.n = 0;
        for (uint32_t p = from; p < to; p++) {
            size_t at = rings->point_first[p];
            if (take_ring(work, out, rings->x + at, rings->y + at, rings->point_first[p + 1] - at, rings->is_hole[p]))
                return -1;
        }
        if (close_paths(work, out)) return -1;
        first[r + 1] = out->n_parts;
        from = to;
    }
    return 0;
}

int ambit_poles_close(ambit_rings *rings, uint32_t *first, uint32_t n, ambit_projection *projection)
{
    int needed = 0, failed;
    struct work work = { .projection = projection, .in_degrees = ambit_projection_in_degrees(projection) };
    for (uint32_t p = 0; p < rings->n_parts && !needed; p++) {
        size_t at = rings->point_first[p];
        needed = needs_care(rings->x + at, rings->y + at, rings->point_first[p + 1] - at, work.in_degrees);
    }
    if (!needed) return 0;
    ambit_rings out;
    ambit_rings_init(&out);
    failed = rewrite(&out, first, rings, n, &work);
    ambit_rings_reset(failed ? &out : rings);
    if (!failed) *rings = out;
    struct track *tracks[] = { &work.straight, &work.closed, &work.paths };
    for (int k = 0; k < 3; k++) free(tracks[k]->lon), free(tracks[k]->lat);
    free(work.path);
    return failed ? -1 : 0;
}
