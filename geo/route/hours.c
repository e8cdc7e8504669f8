#include "geo/route/hours.h"
#include "geo/route/answer.h"
#include "geo/route/cache.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { ADDRESS = 1024, DIGITS = 32 }; /* bytes that one coordinate pair, or its number, takes at most in a question */

typedef struct { ambit_route_place at; uint32_t number; } stop;

typedef struct {
    const ambit_route_service *service;
    char address[ADDRESS]; /* up to the profile */
    ambit_http *http;
    ambit_route_cache *cache;
    uint32_t n, n_homes, block; /* block: homes of one question */
    stop *stops;                /* [n] sorted */
    ambit_route_place *place;   /* [n] the same without numbers */
    ambit_route_place *home;    /* [n_homes] */
    ambit_route_ways *ways;     /* [n] */
    uint8_t *is_known, *wanted; /* [n] */
    ambit_route_place *asked;   /* [most_places] places of a question */
    double *there, *back;       /* [most_places ^ 2] */
    ambit_route_ways *both;     /* likewise */
    char *url;
    ambit_route_effort *effort;
    ambit_error *err;
} router;

ambit_route_service ambit_route_service_of(const char *url, const char *cache)
{
    return (ambit_route_service){ url, cache, { 60, 4, 0.5 }, 100 };
}

/* ---- Questions -------------------------------------------------------------------------------------------------- */

static char *write_numbers(char *to, const char *key, uint32_t from, uint32_t n)
{
    for (uint32_t k = 0; k < n; k++) to += sprintf(to, "%s%u", k ? ";" : key, from + k);
    return to;
}

static char *write_place(char *to, ambit_route_place at, int is_first)
{
    return to + sprintf(to, "%s%.6f,%.6f", is_first ? "" : ";", at.lon / 1e6, at.lat / 1e6);
}

/* .../table/v1/driving/-78.1,35.2;-78.2,35.3?sources=0&destinations=1 and so on */
static void write_url(const router *r, const ambit_route_place *home, uint32_t n_homes, uint32_t n_places, int is_back)
{
    char *to = r->url + sprintf(r->url, "%s/", r->address);
    for (uint32_t h = 0; h < n_homes; h++) to = write_place(to, home[h], h == 0);
    for (uint32_t k = 0; k < n_places; k++) to = write_place(to, r->asked[k], 0);
    to = write_numbers(to, is_back ? "?destinations=" : "?sources=", 0, n_homes);
    to = write_numbers(to, is_back ? "&sources=" : "&destinations=", n_homes, n_places);
    strcpy(to, "&annotations=duration");
}

static ambit_status explain(const router *r, const ambit_error *why)
{
    if (why->status == AMBIT_E_MEMORY) return ambit_fail(r->err, AMBIT_E_MEMORY, "%s", why->text);
    return ambit_fail(r->err, why->status, "%s: %s", r->address, why->text);
}

static ambit_status ask_one_way(router *r, const ambit_route_place *home, uint32_t n_homes, uint32_t n_places,
        int is_back)
{
    ambit_http_answer answer;
    ambit_error why = { AMBIT_OK, "" };
    write_url(r, home, n_homes, n_places, is_back);
    ambit_status status = ambit_http_get(&answer, r->http, r->url, &why);
    if (status == AMBIT_OK && is_back) status = ambit_route_parse(r->back, n_places, n_homes, &answer, &why);
    else if (status == AMBIT_OK) status = ambit_route_parse(r->there, n_homes, n_places, &answer, &why);
    if (r->effort) r->effort->questions++;
    return status == AMBIT_OK ? AMBIT_OK : explain(r, &why);
}

static ambit_status ask(router *r, const ambit_route_place *home, uint32_t n_homes, uint32_t n_places)
{
    ambit_status status = ask_one_way(r, home, n_homes, n_places, 0);
    if (status == AMBIT_OK) status = ask_one_way(r, home, n_homes, n_places, 1);
    if (status != AMBIT_OK) return status;
    for (uint32_t h = 0; h < n_homes; h++)
        for (uint32_t k = 0; k < n_places; k++)
            r->both[(size_t)h * n_places + k] = (ambit_route_ways){ r->there[(size_t)h * n_places + k],
                r->back[(size_t)k * n_homes + h] };
    if (r->effort) r->effort->asked += (uint64_t)n_homes * n_places;
    return ambit_route_cache_add(r->cache, home, n_homes, r->asked, n_places, r->both, r->err);
}

/* ---- Blocks of homes -------------------------------------------------------------------------------------------- */

/* The places, each once, that miss the way to one of the homes. */
static ambit_status find_wanted(router *r, const ambit_route_place *home, uint32_t n_homes)
{
    ambit_status status = AMBIT_OK;
    memset(r->wanted, 0, r->n);
    for (uint32_t h = 0; h < n_homes && status == AMBIT_OK; h++) {
        status = ambit_route_cache_read(r->cache, home[h], r->place, r->n, r->ways, r->is_known, r->err);
        for (uint32_t i = 0; i < r->n && status == AMBIT_OK; i++) {
            r->wanted[i] |= !r->is_known[i];
            if (r->effort) r->effort->known += r->is_known[i];
        }
    }
    for (uint32_t i = 1; i < r->n; i++)
        if (!memcmp(&r->place[i], &r->place[i - 1], sizeof *r->place)) r->wanted[i] = 0;
    return status;
}

static ambit_status fill_block(router *r, const ambit_route_place *home, uint32_t n_homes)
{
    const uint32_t most = r->service->most_places - n_homes;
    uint32_t n = 0;
    ambit_status status = find_wanted(r, home, n_homes);
    for (uint32_t i = 0; i < r->n && status == AMBIT_OK; i++) {
        if (!r->wanted[i]) continue;
        r->asked[n++] = r->place[i];
        if (n < most) continue;
        status = ask(r, home, n_homes, n);
        n = 0;
    }
    return n && status == AMBIT_OK ? ask(r, home, n_homes, n) : status;
}

static ambit_status read_home(router *r, double *hours, uint32_t h)
{
    ambit_status status = ambit_route_cache_read(r->cache, r->home[h], r->place, r->n, r->ways, r->is_known, r->err);
    for (uint32_t i = 0; i < r->n && status == AMBIT_OK; i++) {
        if (!r->is_known[i])
            return ambit_fail(r->err, AMBIT_E_FILE, "%s lost rows while it was used", r->service->cache);
        hours[(size_t)r->stops[i].number * r->n_homes + h] = (r->ways[i].there_s + r->ways[i].back_s) / 3600;
    }
    return status;
}

/* ---- The whole -------------------------------------------------------------------------------------------------- */

static ambit_route_place place_of(double lon_deg, double lat_deg)
{
    return (ambit_route_place){ (int32_t)lrint(1e6 * remainder(lon_deg, 360)), (int32_t)lrint(1e6 * lat_deg) };
}

static int by_place(const void *a, const void *b)
{
    const stop *x = a, *y = b;
    if (x->at.lon != y->at.lon) return x->at.lon < y->at.lon ? -1 : 1;
    if (x->at.lat != y->at.lat) return x->at.lat < y->at.lat ? -1 : 1;
    return (x->number > y->number) - (x->number < y->number);
}

/* The address up to the profile, without a slash at its end. */
static ambit_status complete_address(router *r)
{
    const char *url = r->service->url;
    size_t n = strlen(url);
    while (n && url[n - 1] == '/') n--;
    if (strncmp(url, "http://", 7) && strncmp(url, "https://", 8))
        return ambit_fail(r->err, AMBIT_E_FILE, "%.200s is no address such as http://127.0.0.1:5000", url);
    if (n + 32 > sizeof r->address) return ambit_fail(r->err, AMBIT_E_FILE, "the address of the service is too long");
    memcpy(r->address, url, n);
    r->address[n] = '\0';
    if (!strstr(r->address, "/table/v1/")) strcpy(r->address + n, "/table/v1/driving");
    return AMBIT_OK;
}

static ambit_status make_room(router *r)
{
    const size_t n = (size_t)r->n + 1, most = r->service->most_places;
    r->block = r->n_homes < most / 2 ? r->n_homes : (uint32_t)(most / 2);
    r->stops = calloc(n, sizeof *r->stops);
    r->place = calloc(n, sizeof *r->place);
    r->home = calloc((size_t)r->n_homes + 1, sizeof *r->home);
    r->ways = calloc(n, sizeof *r->ways);
    r->is_known = calloc(n, 1), r->wanted = calloc(n, 1);
    r->asked = calloc(most, sizeof *r->asked);
    r->there = calloc(most * most, sizeof *r->there), r->back = calloc(most * most, sizeof *r->back);
    r->both = calloc(most * most, sizeof *r->both);
    r->url = malloc(ADDRESS + 2 * most * DIGITS + 100);
    if (r->stops && r->place && r->home && r->ways && r->is_known && r->wanted && r->asked && r->there && r->back
        && r->both && r->url) return AMBIT_OK;
    return ambit_fail(r->err, AMBIT_E_MEMORY, "no memory for the hours of %u places", r->n);
}

static void close_router(router *r)
{
    ambit_http_free(r->http);
    ambit_route_cache_close(r->cache);
    free(r->stops), free(r->place), free(r->home), free(r->ways), free(r->is_known), free(r->wanted), free(r->asked);
    free(r->there), free(r->back), free(r->both), free(r->url);
}

static ambit_status find_hours(router *r, double *hours)
{
    ambit_status status = AMBIT_OK;
    for (uint32_t h = 0; h < r->n_homes && status == AMBIT_OK; h += r->block)
        status = fill_block(r, r->home + h, r->n_homes - h < r->block ? r->n_homes - h : r->block);
    for (uint32_t h = 0; h < r->n_homes && status == AMBIT_OK; h++) status = read_home(r, hours, h);
    return status;
}

ambit_status ambit_route_hours(double *hours, const ambit_route_service *service, const double *home_lon_deg,
        const double *home_lat_deg, uint32_t n_homes, const double *lon_deg, const double *lat_deg, uint32_t n,
        ambit_route_effort *effort, ambit_error *err)
{
    router r = { .service = service, .n = n, .n_homes = n_homes, .effort = effort, .err = err };
    if (effort) *effort = (ambit_route_effort){ 0, 0, 0 };
    ambit_status status = complete_address(&r);
    if (status == AMBIT_OK) status = make_room(&r);
    if (status == AMBIT_OK) {
        for (uint32_t i = 0; i < n; i++) r.stops[i] = (stop){ place_of(lon_deg[i], lat_deg[i]), i };
        qsort(r.stops, n, sizeof *r.stops, by_place);
        for (uint32_t i = 0; i < n; i++) r.place[i] = r.stops[i].at;
        for (uint32_t h = 0; h < n_homes; h++) r.home[h] = place_of(home_lon_deg[h], home_lat_deg[h]);
        status = ambit_http_build(&r.http, service->manners, err);
    }
    if (status == AMBIT_OK) status = ambit_route_cache_open(&r.cache, service->cache, r.address, err);
    if (status == AMBIT_OK) status = find_hours(&r, hours);
    close_router(&r);
    return status;
}
