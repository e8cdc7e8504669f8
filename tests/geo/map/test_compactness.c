/* Known shapes, the smallest circle against brute force, and what holds of every division of real counties. */
#include "tests/geo/shapes.h"
#include "geo/earth/circle.h"
#include "geo/map/compactness.h"
#include "geo/map/dissolve.h"
#include "instances/base/rng.h"

#include <math.h>
#include <omp.h>

#define PI 3.14159265358979323846
#define KM_A_DEGREE (AMBIT_EARTH_KM * PI / 180)

/* ---- Known shapes ---------------------------------------------------------------------------------------------- */

/* Small shapes at the equator are as in the plane, in thousandths of a degree: area and perimeter in those, too. Rings:
 * the first of each text is an exterior; texts are the regions of one territory. */
static const struct known { const char *name, *region[2]; double area, perimeter, reock; } knowns[] = {
    { "a square", { "0 0, 1 0, 1 1, 0 1" }, 1, 4, 2 / PI },
    { "a square wound the other way", { "0 0, 0 1, 1 1, 1 0" }, 1, 4, 2 / PI },
    { "a square with points along its sides", { "0 0, .5 0, 1 0, 1 .25, 1 1, .1 1, 0 1, 0 .2" }, 1, 4, 2 / PI },
    { "a square across the antimeridian", { "179999.5 0, 180000.5 0, 180000.5 1, 179999.5 1" }, 1, 4, 2 / PI },
    { "a square beyond the antimeridian", { "-180005 0, -180004 0, -180004 1, -180005 1" }, 1, 4, 2 / PI },
    { "one by four", { "0 0, 4 0, 4 1, 0 1" }, 4, 10, 16 / (17 * PI) },
    { "one by forty", { "0 0, 40 0, 40 1, 0 1" }, 40, 82, 160 / (1601 * PI) },
    { "an equilateral triangle", { "0 0, 2 0, 1 1.7320508075688772" }, 1.7320508075688772, 6,
      1.7320508075688772 * 3 / (4 * PI) },
    { "a right triangle: its longest side is the diameter", { "0 0, 4 0, 0 3" }, 6, 12, 6 / (6.25 * PI) },
    { "an obtuse triangle", { "0 0, 6 0, 3 1" }, 3, 6 + 2 * 3.1622776601683795, 3 / (9 * PI) },
    { "a cross", { "1 0, 2 0, 2 1, 3 1, 3 2, 2 2, 2 3, 1 3, 1 2, 0 2, 0 1, 1 1" }, 5, 12, 5 / (2.5 * PI) },
    { "a hole counts in area and perimeter, not in the circle", { "0 0, 4 0, 4 4, 0 4; 1 1, 1 3, 3 3, 3 1" }, 12, 24,
      12 / (8 * PI) },
    { "two squares apart", { "0 0, 1 0, 1 1, 0 1", "2 0, 3 0, 3 1, 2 1" }, 2, 8, 2 / (2.5 * PI) },
    { "two squares side by side are a domino", { "0 0, 1 0, 1 1, 0 1", "1 0, 2 0, 2 1, 1 1" }, 2, 6, 2 / (1.25 * PI) },
    { "a lake that is a region", { "0 0, 3 0, 3 3, 0 3; 1 1, 1 2, 2 2, 2 1", "1 1, 2 1, 2 2, 1 2" }, 9, 12, 2 / PI },
};

static ambit_layer *one_territory(const char *const *text, uint32_t n, double unit)
{
    static const uint32_t together[2] = { 0, 0 };
    static const char *const id[] = { "T" };
    ambit_layer *regions = layer_of(text, n), *out;
    for (size_t i = 0; i < regions->point_first[regions->n_parts]; i++)
        regions->lon_deg[i] *= unit, regions->lat_deg[i] *= unit;
    assert_int_equal(ambit_dissolve(&out, regions, together, 1, id, NULL, NULL), AMBIT_OK);
    ambit_layer_free(regions);
    return out;
}

static void near(double is, double wanted, double relative)
{
    if (!(fabs(is - wanted) <= relative * fabs(wanted))) fail_msg("%.12g, expected %.12g", is, wanted);
}

static void is_measured(void **state)
{
    const struct known *known = *state;
    const double unit = 0.001 * KM_A_DEGREE;
    ambit_layer *territory = one_territory(known->region, known->region[1] ? 2 : 1, 0.001);
    ambit_compactness c;
    assert_int_equal(ambit_compactness_measure(&c, territory, NULL), AMBIT_OK);
    near(c.area_km2, known->area * unit * unit, 1e-6);
    near(c.perimeter_km, known->perimeter * unit, 1e-6);
    near(c.polsby_popper, 4 * PI * known->area / (known->perimeter * known->perimeter), 1e-6);
    near(c.reock, known->reock, 1e-6);
    assert_true(c.moment == 0 && c.border_km == 0 && isnan(c.centre_lon_deg) && isnan(c.centre_lat_deg));
    ambit_layer_free(territory);
}

/* On the sphere: between two meridians and two parallels, area and perimeter have formulas. */
static void a_wide_window_is_exact_on_the_sphere(void **state)
{
    static const char *const window[] = { "-100 40, -90 40, -90 50, -100 50" };
    ambit_layer *territory = one_territory(window, 1, 1);
    ambit_compactness c;
    const double ten = 10 * KM_A_DEGREE, s40 = sin(40 * PI / 180), s50 = sin(50 * PI / 180);
    (void)state;
    assert_int_equal(ambit_compactness_measure(&c, territory, NULL), AMBIT_OK);
    near(c.area_km2, ten * AMBIT_EARTH_KM * (s50 - s40), 1e-12);
    near(c.perimeter_km, ten * (2 + cos(40 * PI / 180) + cos(50 * PI / 180)), 1e-12);
    ambit_layer_free(territory);
}

/* A slanted edge of 28 degrees is as long as its thousand pieces. */
static void a_long_edge_is_as_long_as_its_pieces(void **state)
{
    enum { PIECES = 1000 };
    static const char *const triangle[] = { "0 30, 20 50, 0 50" };
    ambit_layer *territory = one_territory(triangle, 1, 1);
    ambit_compactness c;
    double pieces = 20 * KM_A_DEGREE * (1 + cos(50 * PI / 180));
    (void)state;
    for (int i = 0; i < PIECES; i++) {
        double from = 20.0 * i / PIECES, to = 20.0 * (i + 1) / PIECES;
        pieces += ambit_distance_km(ambit_direction_of(from, 30 + from), ambit_direction_of(to, 30 + to));
    }
    assert_int_equal(ambit_compactness_measure(&c, territory, NULL), AMBIT_OK);
    near(c.perimeter_km, pieces, 1e-8);
    ambit_layer_free(territory);
}

/* One edge that runs around the pole: the circle has to follow the parallel, its two ends say nothing. */
static void a_polar_cap_is_its_own_circle(void **state)
{
    static const char *const cap[] = { "-180 60, 180 60, 180 90, -180 90" };
    ambit_layer *territory = one_territory(cap, 1, 1);
    ambit_compactness c;
    (void)state;
    assert_int_equal(ambit_compactness_measure(&c, territory, NULL), AMBIT_OK);
    near(c.area_km2, 2 * PI * pow(AMBIT_EARTH_KM, 2) * (1 - sin(60 * PI / 180)), 1e-12);
    near(c.reock, 1, 1e-4);
    ambit_layer_free(territory);
}

/* Polygons of 720 corners on circles: both figures are those of a circle, and of a cap when it is large. */
static void circles_are_compact(void **state)
{
    static const double radius_km[] = { 0.05, 1, 100, 2000 }, lat_deg[] = { 0, 50, -65 };
    enum { CORNERS = 720 };
    (void)state;
    for (int r = 0; r < 4; r++)
        for (int k = 0; k < 3; k++) {
            double x[CORNERS], y[CORNERS], theta = radius_km[r] / AMBIT_EARTH_KM, phi = lat_deg[k] * PI / 180;
            for (int i = 0; i < CORNERS; i++) {
                double bearing = 2 * PI * i / CORNERS;
                double lat = asin(sin(phi) * cos(theta) + cos(phi) * sin(theta) * cos(bearing));
                y[i] = lat * 180 / PI;
                x[i] = 179 + 180 / PI * atan2(sin(bearing) * sin(theta) * cos(phi), cos(theta) - sin(phi) * sin(lat));
            }
            const uint32_t first[] = { 0, 1 };
            const char *const id[] = { "cap" };
            ambit_rings rings;
            ambit_layer *layer;
            ambit_compactness c;
            ambit_rings_init(&rings);
            assert_int_equal(ambit_rings_add(&rings, x, y, CORNERS, 0), 0);
            assert_int_equal(ambit_layer_build(&layer, &rings, first, 1, id, NULL, NULL), AMBIT_OK);
            assert_int_equal(ambit_compactness_measure(&c, layer, NULL), AMBIT_OK);
            double height = 2 * pow(sin(theta / 2), 2), area = 2 * PI * height * pow(AMBIT_EARTH_KM, 2);
            near(c.area_km2, area, 1e-4);
            near(c.perimeter_km, 2 * PI * AMBIT_EARTH_KM * sin(theta), 1e-4);
            near(c.reock, 1, 1e-4);
            near(c.polsby_popper, 1 / (1 - height / 2), 1e-4); /* above 1: a sphere has less rim for the same area */
            ambit_layer_free(layer);
        }
}

static void without_area_there_is_no_ratio(void **state)
{
    static const char *const empty[] = { "" };
    ambit_layer *layer = layer_of(empty, 1);
    ambit_compactness c;
    (void)state;
    assert_int_equal(ambit_compactness_measure(&c, layer, NULL), AMBIT_OK);
    assert_true(c.area_km2 == 0 && c.perimeter_km == 0 && isnan(c.polsby_popper) && isnan(c.reock));
    ambit_layer_free(layer);
}

/* ---- The smallest circle --------------------------------------------------------------------------------------- */

static double furthest_of(ambit_direction centre, const ambit_direction *point, size_t n)
{
    double most = 0;
    for (size_t i = 0; i < n; i++)
        most = fmax(most, hypot(hypot(point[i].x - centre.x, point[i].y - centre.y), point[i].z - centre.z));
    return most;
}

/* A circle through two or three of the points is the smallest: all are tried, their centres by other formulas. */
static double brute_chord(const ambit_direction *p, size_t n)
{
    double best = n == 1 ? 0 : INFINITY;
    for (size_t i = 0; i < n; i++)
        for (size_t j = i + 1; j < n; j++)
            for (size_t k = j; k < n; k++) {
                ambit_direction a = p[i], b = p[j], c = p[k], m;
                if (k == j) m = (ambit_direction){ (a.x + b.x) / 2, (a.y + b.y) / 2, (a.z + b.z) / 2 };
                else m = (ambit_direction){ a.y * b.z - a.z * b.y + b.y * c.z - b.z * c.y + c.y * a.z - c.z * a.y,
                    a.z * b.x - a.x * b.z + b.z * c.x - b.x * c.z + c.z * a.x - c.x * a.z,
                    a.x * b.y - a.y * b.x + b.x * c.y - b.y * c.x + c.x * a.y - c.y * a.x };
                double length = hypot(hypot(m.x, m.y), m.z), sign = m.x * a.x + m.y * a.y + m.z * a.z < 0 ? -1 : 1;
                if (length < 1e-9) continue;
                m = (ambit_direction){ sign * m.x / length, sign * m.y / length, sign * m.z / length };
                best = fmin(best, furthest_of(m, p, n));
            }
    return best;
}

static void the_smallest_circle_agrees_with_brute_force(void **state)
{
    enum { N = 9 };
    (void)state;
    print_message("seed 21\n");
    for (uint64_t round = 0; round < 3000; round++) {
        ambit_rng rng = ambit_rng_of(21, round);
        size_t n = 1 + ambit_rng_below(&rng, N);
        double spread = round % 3 ? 60 : 4, west = 360 * ambit_rng_unit(&rng) - 180, south = round % 2 ? 60 : -25;
        ambit_direction point[N];
        for (size_t i = 0; i < n; i++) /* every other round on a grid: many ties, lines and points twice */
            point[i] = round % 2
                ? ambit_direction_of(west + spread * ambit_rng_unit(&rng), south + 20 * ambit_rng_unit(&rng))
                : ambit_direction_of(west + spread / 4 * ambit_rng_below(&rng, 4),
                                     south + 10.0 * ambit_rng_below(&rng, 4));
        ambit_circle circle = ambit_circle_around(point, n);
        double brute = brute_chord(point, n);
        if (!isfinite(brute)) brute = 0; /* the same point, often */
        assert_true(fabs(circle.chord - brute) < 1e-9);
        assert_true(furthest_of(circle.centre, point, n) <= circle.chord + 1e-13);
    }
}

static void a_circle_has_its_limits(void **state)
{
    ambit_direction octahedron[] = { { 1, 0, 0 }, { 0, 1, 0 }, { 0, 0, 1 }, { -1, 0, 0 }, { 0, -1, 0 }, { 0, 0, -1 } };
    (void)state;
    assert_true(isnan(ambit_circle_around(NULL, 0).chord));
    assert_true(ambit_circle_around(octahedron, 1).chord == 0);
    assert_true(isnan(ambit_circle_around(octahedron, 6).chord));
    octahedron[1] = octahedron[0];
    assert_true(ambit_circle_around(octahedron, 2).chord == 0);
}

/* ---- Borders and moments --------------------------------------------------------------------------------------- */

/* Cells 0 1 / 2 3; the first row is territory 0, the second is 1 and nobody. */
static void borders_count_for_both_sides_and_no_coast(void **state)
{
    static const ambit_shared_border border[] = { { 0, 1, 7000 }, { 0, 2, 1000 }, { 0, 3, 0 }, { 1, 2, 0 },
        { 1, 3, 1000 }, { 2, 3, 500 } };
    static const uint32_t territory[] = { 0, 0, 1, UINT32_MAX };
    ambit_compactness c[2] = { { .border_km = 99 }, { .border_km = 99 } };
    (void)state;
    ambit_compactness_borders(c, 2, border, 6, territory);
    assert_true(c[0].border_km == 1 && c[1].border_km == 1);
}

static void moments_are_amount_times_square(void **state)
{
    static const double lon[] = { 179.9, -179.9, 0, 0, 5, 10, 20 }, lat[] = { 0, 0, 0, 1, NAN, 0, 0 },
                        amount[] = { 2, 2, 1, 3, 50, NAN, 0 };
    static const uint32_t territory[] = { 0, 0, 1, 1, 1, 1, 2 };
    ambit_compactness c[3];
    (void)state;
    assert_int_equal(ambit_compactness_moments(c, 3, 7, lon, lat, amount, territory, NULL), AMBIT_OK);
    near(fabs(c[0].centre_lon_deg), 180, 1e-12);
    near(c[0].moment, 4 * pow(0.1 * KM_A_DEGREE, 2), 1e-9);
    near(c[1].centre_lat_deg, 0.75, 1e-4);
    near(c[1].moment, (0.75 * 0.75 + 3 * 0.25 * 0.25) * pow(KM_A_DEGREE, 2), 1e-4);
    assert_true(c[2].moment == 0 && isnan(c[2].centre_lon_deg));
    assert_int_equal(ambit_compactness_moments(c, 3, 7, lon, lat, NULL, territory, NULL), AMBIT_OK);
    near(c[2].centre_lon_deg, 20, 1e-12);
    near(c[1].centre_lat_deg, 1.0 / 3, 1e-2);
}

/* ---- Real counties --------------------------------------------------------------------------------------------- */

enum { COUNTIES = 100, PARTS = 8 };
static const char *const ids[] = { "0", "1", "2", "3", "4", "5", "6", "7" };

static void measure_with(int threads, ambit_compactness *out, const ambit_layer *territories)
{
    omp_set_num_threads(threads);
    assert_int_equal(ambit_compactness_measure(out, territories, NULL), AMBIT_OK);
}

/* However the counties are divided: the perimeters are the coast once and the inner borders twice, the areas sum up,
 * no ratio leaves 0..1, and threads change nothing. */
static void perimeters_are_coast_and_borders(void **state)
{
    ambit_layer *regions = north_carolina(), *whole, *parts;
    ambit_shared_border *border;
    size_t n_borders;
    uint32_t territory[COUNTIES] = { 0 };
    ambit_compactness all, part[PARTS], again[PARTS];
    int threads = omp_get_max_threads();
    (void)state;
    print_message("seed 5\n");
    assert_int_equal(ambit_adjacency_find(&border, &n_borders, regions, 0, NULL), AMBIT_OK);
    assert_int_equal(ambit_dissolve(&whole, regions, territory, 1, ids, ids, NULL), AMBIT_OK);
    assert_int_equal(ambit_compactness_measure(&all, whole, NULL), AMBIT_OK);
    for (uint64_t round = 0; round < 10; round++) {
        ambit_rng rng = ambit_rng_of(5, round);
        double perimeter = 0, shared = 0, area = 0;
        for (int r = 0; r < COUNTIES; r++) territory[r] = ambit_rng_below(&rng, PARTS);
        assert_int_equal(ambit_dissolve(&parts, regions, territory, PARTS, ids, ids, NULL), AMBIT_OK);
        measure_with(1, part, parts);
        measure_with(3, again, parts);
        assert_memory_equal(part, again, sizeof part);
        ambit_compactness_borders(part, PARTS, border, n_borders, territory);
        for (int t = 0; t < PARTS; t++) {
            perimeter += part[t].perimeter_km, shared += part[t].border_km, area += part[t].area_km2;
            assert_true(part[t].polsby_popper > 0 && part[t].polsby_popper < 1);
            assert_true(part[t].reock > 0 && part[t].reock < 1);
            assert_true(part[t].border_km < part[t].perimeter_km);
        }
        near(perimeter, all.perimeter_km + shared, 1e-6);
        near(area, all.area_km2, 1e-9);
        ambit_layer_free(parts);
    }
    omp_set_num_threads(threads);
    free(border);
    ambit_layer_free(whole), ambit_layer_free(regions);
}

int main(void)
{
    enum { M = sizeof knowns / sizeof *knowns };
    static const struct CMUnitTest others[] = {
        cmocka_unit_test(a_wide_window_is_exact_on_the_sphere),
        cmocka_unit_test(a_long_edge_is_as_long_as_its_pieces),
        cmocka_unit_test(a_polar_cap_is_its_own_circle),
        cmocka_unit_test(circles_are_compact),
        cmocka_unit_test(without_area_there_is_no_ratio),
        cmocka_unit_test(the_smallest_circle_agrees_with_brute_force),
        cmocka_unit_test(a_circle_has_its_limits),
        cmocka_unit_test(borders_count_for_both_sides_and_no_coast),
        cmocka_unit_test(moments_are_amount_times_square),
        cmocka_unit_test(perimeters_are_coast_and_borders),
    };
    struct CMUnitTest tests[M + sizeof others / sizeof *others];
    size_t n = 0;
    for (size_t i = 0; i < M; i++)
        tests[n++] = (struct CMUnitTest){ knowns[i].name, is_measured, NULL, NULL, (void *)(uintptr_t)&knowns[i] };
    for (size_t i = 0; i < sizeof others / sizeof *others; i++) tests[n++] = others[i];
    return cmocka_run_group_tests_name("geo/compactness, circle", tests, NULL, NULL);
}
