/* geo/earth/project.h - coordinate systems, through PROJ (network off, axis order normalised to x east, y north). */
#ifndef AMBIT_PROJECT_H
#define AMBIT_PROJECT_H
#include "instances/base/diagnosis.h"

typedef struct ambit_projection ambit_projection;

/* `crs` is an EPSG code (`EPSG:5070`), WKT1 or WKT2 (also ESRI's), or a PROJ string; from it to WGS 84 lon/lat degrees.
 * Errors: AMBIT_E_BACKEND with PROJ's words. Not for use by two threads at once: build one each. */
ambit_status ambit_projection_build(ambit_projection **out, const char *crs, ambit_error *err);
void ambit_projection_free(ambit_projection *projection); /* NULL is fine */

/* 1 when the coordinate system is longitude and latitude, so that straight lines are straight in degrees. */
int ambit_projection_in_degrees(const ambit_projection *projection);

/* In place: x, y in the CRS become lon, lat in degrees. Returns the number of points that have no image (they become
 * NaN). O(n). */
size_t ambit_projection_to_lonlat(ambit_projection *projection, double *x, double *y, size_t n);

/* The way back: lon, lat in degrees become x, y in the CRS. */
size_t ambit_projection_from_lonlat(ambit_projection *projection, double *lon, double *lat, size_t n);

/* How well the way to WGS 84 is known. Grids of corrections make a change of datum exact to decimetres; without them
 * PROJ falls back to mean shifts of a region, known to some metres, or ignores the datum. */
typedef struct {
    double error_m;  /* to be expected; of the worst place that was asked about */
    int is_ballpark; /* the datum is ignored: error_m is how far datums may be apart */
    char step[160];  /* "NAD27 to WGS 84 (4)" */
} ambit_accuracy;

enum { AMBIT_COARSE_M = 5 }; /* more than what separates today's datums, so a user should know */

/* Of the operations that PROJ chooses for up to 64 of the given places, in the CRS. O(1) transformations. */
void ambit_projection_accuracy(ambit_accuracy *out, ambit_projection *projection, const double *x, const double *y,
        size_t n);

/* Records a warning at `place` when that is more than AMBIT_COARSE_M: how far places may be off, and what helps. */
void ambit_projection_warn(ambit_projection *projection, const double *x, const double *y, size_t n, ambit_place place,
        ambit_diagnosis *diagnosis);

/* Equal-area x, y in metres (Lambert azimuthal about the given centre) for areas and borders: a PROJ string. */
void ambit_projection_equal_area(char out[160], double lon_deg, double lat_deg);

#endif
