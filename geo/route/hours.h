/* geo/route/hours.h - hours by road between homes and places, from a service with OSRM's `table` interface.
 *
 * What the cache knows is not asked. The rest is asked in tables of at most `most_places` coordinates: the ways from
 * homes to places, then those back, which one-way streets make unlike. The answers go into the cache table by table and
 * are read from there, so that a second process, or a second try after a failure, begins where the first one ended. */
#ifndef AMBIT_ROUTE_HOURS_H
#define AMBIT_ROUTE_HOURS_H
#include "geo/route/http.h"

typedef struct {
    const char *url;      /* http://HOST:PORT, the profile is `driving` then; or http://HOST:PORT/table/v1/PROFILE */
    const char *cache;    /* the SQLite file */
    ambit_http_manners manners;
    uint32_t most_places; /* in one question; 100 is what OSRM takes as it comes */
} ambit_route_service;

/* The manners and sizes that a plan gets. */
ambit_route_service ambit_route_service_of(const char *url, const char *cache);

/* How much was asked: for tests and for talk. */
typedef struct { uint64_t questions, asked, known; } ambit_route_effort; /* pairs asked for, and pairs known before */

/* The round trip from home h to place i, in hours, into hours[i * n_homes + h]; NaN when there is no route one way or
 * back. Coordinates are rounded to millionths of a degree. Errors: AMBIT_E_FILE, with the service's or the file's name
 * and what was wrong; hours are of no use then. */
ambit_status ambit_route_hours(double *hours, const ambit_route_service *service, const double *home_lon_deg,
        const double *home_lat_deg, uint32_t n_homes, const double *lon_deg, const double *lat_deg, uint32_t n,
        ambit_route_effort *effort, ambit_error *err);

#endif
