/* geo/earth/distance.h - how far it is, on a sphere of the Earth's mean radius (6,371.0088 km, IUGG).
 *
 * Places become unit vectors once; then a distance is a chord and one arcsine, which is what makes ten million pairs a
 * second possible. Great circles differ from geodesics on the ellipsoid by at most 0.56 %; by how much among given
 * places, and on which other sphere they would differ less, is what ambit_globe says. */
#ifndef AMBIT_DISTANCE_H
#define AMBIT_DISTANCE_H
#include <math.h>
#include <stddef.h>

#define AMBIT_EARTH_KM 6371.0088

typedef struct { double x, y, z; } ambit_direction;

static inline ambit_direction ambit_direction_of(double lon_deg, double lat_deg)
{
    const double rad = 3.14159265358979323846 / 180, lon = lon_deg * rad, lat = lat_deg * rad;
    return (ambit_direction){ cos(lat) * cos(lon), cos(lat) * sin(lon), sin(lat) };
}

/* Great-circle km from the chord c: 2 R asin(c / 2). Exact for small distances, where the dot product would lose
 * digits. */
static inline double ambit_distance_km(ambit_direction a, ambit_direction b)
{
    double dx = a.x - b.x, dy = a.y - b.y, dz = a.z - b.z, half = 0.5 * sqrt(dx * dx + dy * dy + dz * dz);
    return 2 * AMBIT_EARTH_KM * asin(half < 1 ? half : 1);
}

/* Where places lie: between two parallels, and on the shortest arc of longitudes that holds them all. */
typedef struct { double south_deg, north_deg, west_deg, width_deg; } ambit_extent;

/* Of n places and, when `more_lon_deg` is not NULL, of n_more others; those that are NaN are left out. The arc is
 * rounded up to half degrees. Without any place the extent is the point 0, 0. O(n). */
ambit_extent ambit_extent_of(const double *lon_deg, const double *lat_deg, size_t n, const double *more_lon_deg,
        const double *more_lat_deg, size_t n_more);

/* A sphere, and where on it the places of the Earth lie. */
typedef struct {
    double radius_km;
    double off;                /* no distance among the places is further off the geodesic than this share of it */
    int fitted;                /* 0: longitudes and latitudes as they are */
    double stretch, shift;     /* of the isometric latitude, when fitted */
    double middle_deg;         /* the longitude that stays where it is */
} ambit_globe;

/* The sphere of AMBIT_EARTH_KM with every place at its own longitude and latitude. */
ambit_globe ambit_globe_mean(ambit_extent extent);

/* The sphere on which great circles come closest to the geodesics of WGS 84 among places of this extent: Gauss'
 * conformal sphere about the best latitude, or the plain conformal sphere where places go around the Earth. The bound
 * is proven: a conformal map changes every curve's length by factors between the least and the greatest scale of the
 * latitudes that the shortest ways pass, and these are known (Gauss 1844, Untersuchungen ueber Gegenstaende der
 * Hoeheren Geodaesie; Snyder 1987, doi:10.3133/pp1395, page 17). Within 10 degrees of latitude it is some 0.001 %, for
 * the whole Earth 0.17 %. */
ambit_globe ambit_globe_fit(ambit_extent extent);

/* Moves places of the Earth to where they lie on the sphere, in degrees, in place. O(n). */
void ambit_globe_place(const ambit_globe *globe, double *lon_deg, double *lat_deg, size_t n);

#endif
