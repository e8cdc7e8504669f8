#include "geo/route/cache.h"

#include <math.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { VERSION = 1, PATIENCE_MS = 60000 };

struct ambit_route_cache {
    sqlite3 *db;
    sqlite3_stmt *read, *add;
    sqlite3_int64 service;
    char path[240]; /* for messages */
};

static ambit_status fail(const ambit_route_cache *cache, const char *what, ambit_error *err)
{
    int code = cache->db ? sqlite3_errcode(cache->db) : SQLITE_NOMEM;
    if (code == SQLITE_NOMEM) return ambit_fail(err, AMBIT_E_MEMORY, "no memory for %s", cache->path);
    return ambit_fail(err, AMBIT_E_FILE, "%s cannot be %s: %s; make its folder writable, or remove the file, which "
            "only keeps what the service answered", cache->path, what, sqlite3_errmsg(cache->db));
}

static int run(ambit_route_cache *cache, const char *sql) { return sqlite3_exec(cache->db, sql, NULL, NULL, NULL); }

static int read_version(void *out, int n, char **value, char **name)
{
    (void)name;
    if (n > 0 && value[0]) *(int *)out = atoi(value[0]);
    return 0;
}

/* ---- Opening ---------------------------------------------------------------------------------------------------- */

/* The tables, made by whoever comes first. */
static ambit_status make_tables(ambit_route_cache *cache, ambit_error *err)
{
    int version = 0;
    if (sqlite3_exec(cache->db, "PRAGMA user_version", read_version, &version, NULL)) return fail(cache, "read", err);
    if (version == VERSION) return AMBIT_OK;
    if (version)
        return ambit_fail(err, AMBIT_E_FILE, "%s is of version %d, this program's is %d; remove the file", cache->path,
                version, VERSION);
    if (run(cache, "BEGIN IMMEDIATE; CREATE TABLE IF NOT EXISTS service (id INTEGER PRIMARY KEY, address TEXT UNIQUE);"
            "CREATE TABLE IF NOT EXISTS ways (service INTEGER, home_lon INTEGER, home_lat INTEGER, lon INTEGER, "
            "lat INTEGER, there_s REAL, back_s REAL, PRIMARY KEY (service, home_lon, home_lat, lon, lat)) "
            "WITHOUT ROWID; PRAGMA user_version = 1; COMMIT")) {
        ambit_status status = fail(cache, "written", err);
        run(cache, "ROLLBACK");
        return status;
    }
    return AMBIT_OK;
}

static ambit_status find_service(ambit_route_cache *cache, const char *service, ambit_error *err)
{
    sqlite3_stmt *find = NULL, *put = NULL;
    int there = sqlite3_prepare_v2(cache->db, "SELECT id FROM service WHERE address = ?", -1, &find, NULL);
    if (!there) there = sqlite3_bind_text(find, 1, service, -1, SQLITE_STATIC);
    if (!there) there = sqlite3_step(find);
    if (there == SQLITE_DONE) {
        int added = sqlite3_prepare_v2(cache->db, "INSERT OR IGNORE INTO service (address) VALUES (?)", -1, &put, NULL);
        if (!added) added = sqlite3_bind_text(put, 1, service, -1, SQLITE_STATIC);
        if (!added && sqlite3_step(put) == SQLITE_DONE && !sqlite3_reset(find)) there = sqlite3_step(find);
    }
    if (there == SQLITE_ROW) cache->service = sqlite3_column_int64(find, 0);
    ambit_status status = there == SQLITE_ROW ? AMBIT_OK : fail(cache, "written", err);
    sqlite3_finalize(find);
    sqlite3_finalize(put);
    return status;
}

static ambit_status prepare(ambit_route_cache *cache, ambit_error *err)
{
    int failed = sqlite3_prepare_v2(cache->db, "SELECT lon, lat, there_s, back_s FROM ways WHERE service = ? AND "
            "home_lon = ? AND home_lat = ? ORDER BY lon, lat", -1, &cache->read, NULL)
        || sqlite3_prepare_v2(cache->db, "INSERT OR IGNORE INTO ways VALUES (?, ?, ?, ?, ?, ?, ?)", -1, &cache->add,
                NULL);
    return failed ? fail(cache, "read", err) : AMBIT_OK;
}

ambit_status ambit_route_cache_open(ambit_route_cache **out, const char *path, const char *service, ambit_error *err)
{
    *out = NULL;
    ambit_route_cache *cache = calloc(1, sizeof *cache);
    if (!cache) return ambit_fail(err, AMBIT_E_MEMORY, "no memory for %s", path);
    snprintf(cache->path, sizeof cache->path, "%s", path);
    ambit_status status = AMBIT_OK;
    if (sqlite3_open_v2(path, &cache->db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, NULL))
        status = fail(cache, "opened", err);
    if (status == AMBIT_OK) sqlite3_busy_timeout(cache->db, PATIENCE_MS);
    /* Not waiting for the disk: what a loss of power can cost may be asked again. */
    if (status == AMBIT_OK && run(cache, "PRAGMA synchronous = OFF")) status = fail(cache, "read", err);
    if (status == AMBIT_OK) status = make_tables(cache, err);
    if (status == AMBIT_OK) status = find_service(cache, service, err);
    if (status == AMBIT_OK) status = prepare(cache, err);
    if (status == AMBIT_OK) *out = cache;
    else ambit_route_cache_close(cache);
    return status;
}

void ambit_route_cache_close(ambit_route_cache *cache)
{
    if (!cache) return;
    sqlite3_finalize(cache->read);
    sqlite3_finalize(cache->add);
    sqlite3_close(cache->db);
    free(cache);
}

/* ---- Rows ------------------------------------------------------------------------------------------------------- */

static double seconds_of(sqlite3_stmt *row, int column)
{
    return sqlite3_column_type(row, column) == SQLITE_NULL ? (double)NAN : sqlite3_column_double(row, column);
}

static int before(ambit_route_place a, ambit_route_place b) { return a.lon != b.lon ? a.lon < b.lon : a.lat < b.lat; }
static int same(ambit_route_place a, ambit_route_place b) { return a.lon == b.lon && a.lat == b.lat; }

/* Both are sorted, so that one walk along the other finds them all; places may be there several times. */
ambit_status ambit_route_cache_read(ambit_route_cache *cache, ambit_route_place home, const ambit_route_place *place,
        uint32_t n, ambit_route_ways *ways, uint8_t *is_known, ambit_error *err)
{
    int step = SQLITE_DONE;
    uint32_t i = 0;
    memset(is_known, 0, n);
    sqlite3_bind_int64(cache->read, 1, cache->service);
    sqlite3_bind_int(cache->read, 2, home.lon);
    sqlite3_bind_int(cache->read, 3, home.lat);
    while (i < n && (step = sqlite3_step(cache->read)) == SQLITE_ROW) {
        ambit_route_place at = { sqlite3_column_int(cache->read, 0), sqlite3_column_int(cache->read, 1) };
        while (i < n && before(place[i], at)) i++;
        for (; i < n && same(place[i], at); i++) {
            is_known[i] = 1;
            ways[i] = (ambit_route_ways){ seconds_of(cache->read, 2), seconds_of(cache->read, 3) };
        }
    }
    ambit_status status = i == n || step == SQLITE_DONE ? AMBIT_OK : fail(cache, "read", err);
    sqlite3_reset(cache->read);
    return status;
}

static int bind_seconds(sqlite3_stmt *row, int k, double s)
{
    return isnan(s) ? sqlite3_bind_null(row, k) : sqlite3_bind_double(row, k, s);
}

/* 0, or what SQLite said. */
static int add_one(ambit_route_cache *cache, ambit_route_place home, ambit_route_place place, ambit_route_ways ways)
{
    sqlite3_stmt *row = cache->add;
    sqlite3_bind_int64(row, 1, cache->service);
    sqlite3_bind_int(row, 2, home.lon);
    sqlite3_bind_int(row, 3, home.lat);
    sqlite3_bind_int(row, 4, place.lon);
    sqlite3_bind_int(row, 5, place.lat);
    bind_seconds(row, 6, ways.there_s);
    bind_seconds(row, 7, ways.back_s);
    int step = sqlite3_step(row);
    sqlite3_reset(row);
    return step == SQLITE_DONE ? 0 : step;
}

ambit_status ambit_route_cache_add(ambit_route_cache *cache, const ambit_route_place *home, uint32_t n_homes,
        const ambit_route_place *place, uint32_t n_places, const ambit_route_ways *ways, ambit_error *err)
{
    int failed = run(cache, "BEGIN IMMEDIATE");
    for (uint32_t h = 0; h < n_homes && !failed; h++)
        for (uint32_t k = 0; k < n_places && !failed; k++)
            failed = add_one(cache, home[h], place[k], ways[(size_t)h * n_places + k]);
    if (!failed) failed = run(cache, "COMMIT");
    if (!failed) return AMBIT_OK;
    ambit_status status = fail(cache, "written", err);
    run(cache, "ROLLBACK");
    return status;
}
