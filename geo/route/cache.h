/* geo/route/cache.h - durations that a service answered before, in an SQLite file; no other file includes its header.
 *
 * A row is a pair of a home and a place under one service, with the way there and the way back. Coordinates are whole
 * millionths of a degree, which is what the service is asked with, too. Several processes may use one file: rows are
 * added, never changed, so whoever comes second reads what the first was answered. */
#ifndef AMBIT_ROUTE_CACHE_H
#define AMBIT_ROUTE_CACHE_H
#include "instances/base/status.h"

typedef struct { int32_t lon, lat; } ambit_route_place; /* millionths of a degree */
typedef struct { double there_s, back_s; } ambit_route_ways; /* NaN: no route */

typedef struct ambit_route_cache ambit_route_cache;

/* `service` is its address with the profile. `path` is made when it is not there. Errors: AMBIT_E_FILE with what SQLite
 * says. */
ambit_status ambit_route_cache_open(ambit_route_cache **out, const char *path, const char *service, ambit_error *err);
void ambit_route_cache_close(ambit_route_cache *cache); /* NULL is fine */

/* The ways between a home and `place` [n], which is sorted by lon, then lat, into ways[n]; is_known[i] says whether
 * they are there. O(rows of the home + n). */
ambit_status ambit_route_cache_read(ambit_route_cache *cache, ambit_route_place home, const ambit_route_place *place,
        uint32_t n, ambit_route_ways *ways, uint8_t *is_known, ambit_error *err);

/* Adds the ways of n_homes x n_places pairs, row-major by home; those that are there stay. All of them or none. */
ambit_status ambit_route_cache_add(ambit_route_cache *cache, const ambit_route_place *home, uint32_t n_homes,
        const ambit_route_place *place, uint32_t n_places, const ambit_route_ways *ways, ambit_error *err);

#endif
