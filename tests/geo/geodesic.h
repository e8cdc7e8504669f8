/* tests/geo/geodesic.h - geodesics of WGS 84 as PROJ finds them (Karney 2013, doi:10.1007/s00190-012-0578-z). */
#ifndef AMBIT_TEST_GEODESIC_H
#define AMBIT_TEST_GEODESIC_H
#include <geodesic.h>

static inline double geodesic_km(double lon1, double lat1, double lon2, double lat2)
{
    struct geod_geodesic earth;
    double metres, azimuth;
    geod_init(&earth, 6378137, 1 / 298.257223563);
    geod_inverse(&earth, lat1, lon1, lat2, lon2, &metres, &azimuth, &azimuth);
    return metres / 1000;
}

#endif
