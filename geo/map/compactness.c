#include "geo/map/compactness.h"
#include "geo/earth/circle.h"

#include <stdlib.h>

#define PI 3.14159265358979323846
#define RAD (PI / 180)
#define PIECE_DEG 0.5 /* of a parallel, which bends away from the great circle between its ends */

/* The integral of sqrt(dlat^2 + (cos(lat) dlon)^2) along the edge, by Gauss and Legendre's four points: to ten digits
 * for edges of ten degrees. The great circle between the ends is shorter, along a parallel of 7 degrees by 3e-4. */
static double edge_km(double lon1, double lat1, double lon2, double lat2)
{
    static const double at[] = { -0.8611363115940526, -0.3399810435848563, 0.3399810435848563, 0.8611363115940526 };
    static const double weight[] = { 0.3478548451374538, 0.6521451548625461, 0.6521451548625461, 0.3478548451374538 };
    double dlon = (lon2 - lon1) * RAD, dlat = (lat2 - lat1) * RAD, mid = (lat1 + lat2) / 2 * RAD, sum = 0;
    for (int k = 0; k < 4; k++) {
        double east = cos(mid + at[k] * dlat / 2) * dlon;
        sum += weight[k] * sqrt(dlat * dlat + east * east);
    }
    return AMBIT_EARTH_KM * sum / 2;
}

static double perimeter_km(ambit_shape shape)
{
    double sum = 0;
    for (uint32_t p = 0; p < shape.n_parts; p++)
        for (size_t i = shape.point_first[p]; i + 1 < shape.point_first[p + 1]; i++)
            sum += edge_km(shape.x[i], shape.y[i], shape.x[i + 1], shape.y[i + 1]);
    return sum;
}

static size_t pieces_of(ambit_shape shape, size_t i)
{
    return 1 + (size_t)(fabs(shape.x[i + 1] - shape.x[i]) / PIECE_DEG);
}

/* The outline as directions, long edges in pieces; holes lie inside and are left out. Returns how many there are; with
 * `out` NULL it only counts. */
static size_t trace(ambit_direction *out, ambit_shape shape)
{
    size_t n = 0;
    for (uint32_t p = 0; p < shape.n_parts; p++) {
        if (shape.is_hole[p]) continue;
        for (size_t i = shape.point_first[p]; i + 1 < shape.point_first[p + 1]; i++) {
            size_t pieces = pieces_of(shape, i);
            for (size_t k = 0; out && k < pieces; k++) {
                double part = (double)k / (double)pieces;
                out[n + k] = ambit_direction_of(shape.x[i] + part * (shape.x[i + 1] - shape.x[i]),
                                                shape.y[i] + part * (shape.y[i + 1] - shape.y[i]));
            }
            n += pieces;
        }
    }
    return n;
}

/* Returns 0, or -1 without memory. */
static int measure_one(ambit_compactness *out, ambit_shape shape)
{
    *out = (ambit_compactness){ .area_km2 = ambit_shape_area_km2(shape), .perimeter_km = perimeter_km(shape),
        .polsby_popper = NAN, .reock = NAN, .centre_lon_deg = NAN, .centre_lat_deg = NAN };
    if (!(out->area_km2 > 0)) return 0;
    out->polsby_popper = 4 * PI * out->area_km2 / (out->perimeter_km * out->perimeter_km);
    ambit_direction *outline = malloc((trace(NULL, shape) + 1) * sizeof *outline);
    if (!outline) return -1;
    ambit_circle circle = ambit_circle_around(outline, trace(outline, shape));
    if (circle.chord > 0) out->reock = out->area_km2 / ambit_circle_area_km2(circle);
    free(outline);
    return 0;
}

ambit_status ambit_compactness_measure(ambit_compactness *out, const ambit_layer *territories, ambit_error *err)
{
    int failed = 0;
    #pragma omp parallel for schedule(dynamic, 1) reduction(|:failed)
    for (uint32_t t = 0; t < territories->n; t++)
        if (measure_one(&out[t], ambit_layer_shape(territories, t))) failed = 1;
    return failed ? ambit_fail(err, AMBIT_E_MEMORY, "no memory to measure %u territories", territories->n) : AMBIT_OK;
}

void ambit_compactness_borders(ambit_compactness *out, uint32_t n_territories, const ambit_shared_border *border,
        size_t n_borders, const uint32_t *territory)
{
    for (uint32_t t = 0; t < n_territories; t++) out[t].border_km = 0;
    for (size_t i = 0; i < n_borders; i++) {
        uint32_t a = territory[border[i].a], b = territory[border[i].b];
        if (a == b || a >= n_territories || b >= n_territories) continue;
        out[a].border_km += border[i].length_m / 1000;
        out[b].border_km += border[i].length_m / 1000;
    }
}

/* ---- Moments --------------------------------------------------------------------------------------------------- */

typedef struct {
    uint32_t n_territories;
    size_t n;
    const double *lon_deg, *lat_deg, *amount;
    const uint32_t *territory;
} places;

/* What place i brings to its territory; 0 when it has no place, amount or territory. */
static double amount_of(const places *p, size_t i)
{
    double amount = p->amount ? p->amount[i] : 1;
    int counts = p->territory[i] < p->n_territories && isfinite(p->lon_deg[i]) && isfinite(p->lat_deg[i]);
    return counts && amount > 0 ? amount : 0;
}

/* sum[t] becomes the amounts' sum of directions. Its length does not matter. */
static void add_directions(ambit_direction *sum, const places *p)
{
    for (size_t i = 0; i < p->n; i++) {
        double amount = amount_of(p, i);
        if (amount == 0) continue;
        ambit_direction d = ambit_direction_of(p->lon_deg[i], p->lat_deg[i]), *s = &sum[p->territory[i]];
        s->x += amount * d.x, s->y += amount * d.y, s->z += amount * d.z;
    }
}

static void place_centres(ambit_compactness *out, ambit_direction *sum, uint32_t n)
{
    for (uint32_t t = 0; t < n; t++) {
        double flat = hypot(sum[t].x, sum[t].y);
        out[t].moment = 0;
        out[t].centre_lon_deg = out[t].centre_lat_deg = NAN;
        if (flat == 0 && sum[t].z == 0) continue;
        out[t].centre_lon_deg = atan2(sum[t].y, sum[t].x) / RAD;
        out[t].centre_lat_deg = atan2(sum[t].z, flat) / RAD;
        sum[t] = ambit_direction_of(out[t].centre_lon_deg, out[t].centre_lat_deg);
    }
}

ambit_status ambit_compactness_moments(ambit_compactness *out, uint32_t n_territories, size_t n, const double *lon_deg,
        const double *lat_deg, const double *amount, const uint32_t *territory, ambit_error *err)
{
    const places p = { n_territories, n, lon_deg, lat_deg, amount, territory };
    ambit_direction *centre = calloc((size_t)n_territories + 1, sizeof *centre);
    if (!centre) return ambit_fail(err, AMBIT_E_MEMORY, "no memory for the centres of %u territories", n_territories);
    add_directions(centre, &p);
    place_centres(out, centre, n_territories);
    for (size_t i = 0; i < n; i++) {
        double weight = amount_of(&p, i);
        if (weight == 0 || isnan(out[territory[i]].centre_lon_deg)) continue;
        double km = ambit_distance_km(ambit_direction_of(lon_deg[i], lat_deg[i]), centre[territory[i]]);
        out[territory[i]].moment += weight * km * km;
    }
    free(centre);
    return AMBIT_OK;
}
