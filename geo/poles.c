#include "geo/poles.h"

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

/* A ring once around the Earth starts at the antimeridian, ends there a turn later, and comes back along the pole. */
static void close_around(struct track *out, const struct track *in, double turn, double pole)
{
    size_t m = in->n - 1, at = 0, from = out->n;
    double start = turn > 0 ? -180 : 180, lat = find_crossing(in, pole, &at);
    if (isnan(lat)) return;
    put(out, start, lat);
    for (size_t k = 0; k < m && !out->no_memory; k++) {
        size_t i = (at + k) % m;
        put(out, turned_to(in->lon[i], out->lon[out->n - 1]), in->lat[i]);
    }
    put(out, -start, lat);
    put_pole(out, -start, start, pole);
    if (!out->no_memory) put(out, out->lon[from], out->lat[from]);
}

/* The ring as it has to be in degrees, in `out`. */
static void close_ring(struct track *out, struct track *in, ambit_projection *projection)
{
    size_t corner = 0;
    double turn = net_turn(in->lon, in->n);
    out->n = 0;
    while (corner < in->n && !is_pole(in->lat[corner])) corner++;
    if (corner < in->n && !ambit_projection_in_degrees(projection)) open_corner(out, in, corner % (in->n - 1));
    else if (fabs(fabs(turn) - 360) < 1) close_around(out, in, turn, pole_within(in, turn, projection));
    if (out->n) return;
    for (size_t i = 0; i < in->n; i++) put(out, in->lon[i], in->lat[i]);
}

/* ---- All rings -------------------------------------------------------------------------------------------------- */

static int needs_care(const double *lon, const double *lat, size_t n, int in_degrees)
{
    double sum = 0;
    for (size_t i = 1; i < n; i++) {
        sum += step_between(lon[i - 1], lon[i]);
        if (!in_degrees && (is_pole(lat[i]) || is_long(lon[i - 1], lat[i - 1], lon[i], lat[i]))) return 1;
    }
    return n > 3 && fabs(fabs(sum) - 360) < 1;
}

static int rewrite(ambit_rings *out, const ambit_rings *rings, ambit_projection *projection)
{
    struct track straight = { 0 }, closed = { 0 };
    int failed = 0, in_degrees = ambit_projection_in_degrees(projection);
    for (uint32_t p = 0; p < rings->n_parts && !failed; p++) {
        size_t at = rings->point_first[p], n = rings->point_first[p + 1] - at;
        const double *lon = rings->x + at, *lat = rings->y + at;
        if (needs_care(lon, lat, n, in_degrees)) {
            lengthen(&straight, projection, lon, lat, n);
            if (!straight.no_memory) close_ring(&closed, &straight, projection);
            failed = straight.no_memory || closed.no_memory
                || ambit_rings_add(out, closed.lon, closed.lat, closed.n, 0);
        } else
            failed = ambit_rings_add(out, lon, lat, n, 0);
        if (!failed) out->is_hole[p] = rings->is_hole[p];
    }
    free(straight.lon);
    free(straight.lat);
    free(closed.lon);
    free(closed.lat);
    return failed ? -1 : 0;
}

int ambit_poles_close(ambit_rings *rings, ambit_projection *projection)
{
    int needed = 0, in_degrees = ambit_projection_in_degrees(projection);
    for (uint32_t p = 0; p < rings->n_parts && !needed; p++) {
        size_t at = rings->point_first[p];
        needed = needs_care(rings->x + at, rings->y + at, rings->point_first[p + 1] - at, in_degrees);
    }
    if (!needed) return 0;
    ambit_rings out;
    ambit_rings_init(&out);
    if (rewrite(&out, rings, projection)) {
        ambit_rings_reset(&out);
        return -1;
    }
    ambit_rings_reset(rings);
    *rings = out;
    return 0;
}
