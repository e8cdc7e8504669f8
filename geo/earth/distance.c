#include "geo/earth/distance.h"

#include <string.h>

static const double rad = 3.14159265358979323846 / 180;

/* WGS 84. */
static const double equator_km = 6378.137, eccentricity_2 = 0.0066943799901413165;

/* ---- Extent ----------------------------------------------------------------------------------------------------- */

enum { BINS = 720 }; /* of longitude */

static void add_places(ambit_extent *extent, char *bin, const double *lon, const double *lat, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        if (!isfinite(lon[i]) || !isfinite(lat[i])) continue;
        double turn = lon[i] / 360 - floor(lon[i] / 360);
        size_t k = (size_t)(turn * BINS);
        bin[k < BINS ? k : 0] = 1;
        extent->south_deg = fmin(extent->south_deg, lat[i]);
        extent->north_deg = fmax(extent->north_deg, lat[i]);
    }
}

/* The arc is what the longest run of empty bins leaves. */
static void find_arc(ambit_extent *extent, const char *bin)
{
    size_t longest = 0, begin = 0, run = 0;
    for (size_t k = 0; k < 2 * (size_t)BINS; k++) {
        run = bin[k % BINS] ? 0 : run + 1;
        if (run > longest) longest = run, begin = k + 1; /* the bin after the run */
    }
    if (longest > BINS) longest = BINS;
    extent->west_deg = (double)(begin % BINS) * 360 / BINS;
    extent->width_deg = (double)(BINS - longest) * 360 / BINS;
}

ambit_extent ambit_extent_of(const double *lon_deg, const double *lat_deg, size_t n, const double *more_lon_deg,
        const double *more_lat_deg, size_t n_more)
{
    char bin[BINS];
    ambit_extent extent = { HUGE_VAL, -HUGE_VAL, 0, 0 };
    memset(bin, 0, sizeof bin);
    add_places(&extent, bin, lon_deg, lat_deg, n);
    if (more_lon_deg) add_places(&extent, bin, more_lon_deg, more_lat_deg, n_more);
    if (extent.south_deg > extent.north_deg) return (ambit_extent){ 0, 0, 0, 0 };
    find_arc(&extent, bin);
    return extent;
}

/* ---- Latitudes that the shortest ways pass ---------------------------------------------------------------------- */

typedef struct { double south_deg, north_deg; } band;

/* Between two places of one parallel the shortest way bends towards the pole; furthest between those that are furthest
 * apart. The margins cover that geodesics do so on the ellipsoid, where latitudes of all kinds differ by 0.2 degrees
 * and the auxiliary sphere's longitudes by 0.4 %. */
static double reach(double lat_deg, double width_deg)
{
    double half = 1.005 * width_deg / 2;
    if (lat_deg <= 0) return fmin(lat_deg + 0.3, 90);
    if (half >= 89.9) return 90;
    return fmin(atan(tan(lat_deg * rad) / cos(half * rad)) / rad + 0.3, 90);
}

static band passed(ambit_extent extent)
{
    return (band){ -reach(-extent.south_deg, extent.width_deg), reach(extent.north_deg, extent.width_deg) };
}

/* ---- Scales ----------------------------------------------------------------------------------------------------- */

enum { STEPS = 400, CENTRES = 32 };

static const double slack = 1e-9;

typedef struct { double least, most; } range;

static double curvature_across(double lat) { return equator_km / sqrt(1 - eccentricity_2 * sin(lat) * sin(lat)); }

static double curvature_along(double lat)
{
    return curvature_across(lat) * (1 - eccentricity_2) / (1 - eccentricity_2 * sin(lat) * sin(lat));
}

static double isometric(double lat)
{
    double e = sqrt(eccentricity_2);
    return asinh(tan(lat)) - e * atanh(e * sin(lat));
}

static double isometric_on(const ambit_globe *globe, double lat)
{
    return globe->stretch * isometric(lat) + globe->shift;
}

/* The scale at a latitude: along the meridian and along the parallel, which are one where the map is conformal. */
static range scale_at(const ambit_globe *globe, double lat)
{
    double along = globe->radius_km / curvature_along(lat), across = globe->radius_km / curvature_across(lat);
    if (globe->fitted) along = across *= globe->stretch / (cosh(isometric_on(globe, lat)) * cos(lat));
    return (range){ fmin(along, across), fmax(along, across) };
}

/* Scales change smoothly and slowly: the ends and the steps between them tell, to less than a billionth, which the
 * bounds have on top. The poles are approached, not taken. */
static range scales(const ambit_globe *globe, band b)
{
    range all = { HUGE_VAL, 0 };
    double south = fmax(b.south_deg, -89.9999), north = fmin(b.north_deg, 89.9999);
    for (int k = 0; k <= STEPS; k++) {
        range one = scale_at(globe, (south + (north - south) * k / STEPS) * rad);
        all.least = fmin(all.least, one.least);
        all.most = fmax(all.most, one.most);
    }
    return all;
}

/* ---- Spheres ---------------------------------------------------------------------------------------------------- */

ambit_globe ambit_globe_mean(ambit_extent extent)
{
    ambit_globe globe = { .radius_km = AMBIT_EARTH_KM };
    range all = scales(&globe, passed(extent));
    globe.off = fmax(all.most - 1, 1 - all.least) + slack;
    return globe;
}

/* The radius at which the greatest scale is as much above 1 as the least is below. */
static void balance(ambit_globe *globe, band b)
{
    range all = scales(globe, b);
    globe->radius_km /= sqrt(all.least * all.most);
    globe->off = sqrt(all.most / all.least) - 1 + slack;
}

/* Gauss' sphere: at the centre's latitude the scale is stationary twice over. */
static ambit_globe gauss(double centre, double middle_deg, band b)
{
    double square = cos(centre) * cos(centre), second = eccentricity_2 / (1 - eccentricity_2);
    ambit_globe globe = { .fitted = 1, .stretch = sqrt(1 + second * square * square), .middle_deg = middle_deg };
    globe.shift = atanh(sin(centre) / globe.stretch) - globe.stretch * isometric(centre);
    globe.radius_km = sqrt(curvature_along(centre) * curvature_across(centre));
    balance(&globe, b);
    return globe;
}

ambit_globe ambit_globe_fit(ambit_extent extent)
{
    const band b = passed(extent);
    const double middle_deg = extent.west_deg + extent.width_deg / 2;
    ambit_globe best = { .fitted = 1, .stretch = 1, .radius_km = AMBIT_EARTH_KM, .middle_deg = middle_deg };
    balance(&best, b);
    if (extent.width_deg > 170) return best; /* stretched longitudes would not close around the Earth */
    for (int k = 0; k <= CENTRES; k++) {
        double centre_deg = extent.south_deg + (extent.north_deg - extent.south_deg) * k / CENTRES;
        ambit_globe one = gauss(fmax(-89, fmin(89, centre_deg)) * rad, middle_deg, b);
        if (one.off < best.off) best = one;
    }
    return best;
}

void ambit_globe_place(const ambit_globe *globe, double *lon_deg, double *lat_deg, size_t n)
{
    if (!globe->fitted) return;
    for (size_t i = 0; i < n; i++) {
        double from_middle = remainder(lon_deg[i] - globe->middle_deg, 360);
        lon_deg[i] = remainder(globe->middle_deg + globe->stretch * from_middle, 360);
        lat_deg[i] = atan(sinh(isometric_on(globe, lat_deg[i] * rad))) / rad;
    }
}
