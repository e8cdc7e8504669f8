/* geo/distance.h - how far it is, on a sphere of the Earth's mean radius (6,371.0088 km, IUGG).
 *
 * Places become unit vectors once; then a distance is a chord and one arcsine, which is what makes ten million pairs a
 * second possible. Great circles differ from geodesics on the ellipsoid by at most 0.56 %. */
#ifndef AMBIT_DISTANCE_H
#define AMBIT_DISTANCE_H
#include <math.h>

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

#endif
