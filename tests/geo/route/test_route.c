/* Hours from a routing service: tables in batches, both ways, kept in a file; and every way in which it can fail. */
#include "geo/route/cache.h"
#include "geo/route/hours.h"
#include "instances/base/rng.h"
#include "tests/instances/scratch.h"
#include "tests/loopback.h"

#include <math.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>

enum { HOMES = 7, PLACES = 60 };

typedef struct {
    scratch folder;
    char cache[400];
    double home_lon[HOMES], home_lat[HOMES], lon[PLACES], lat[PLACES], hours[HOMES * PLACES];
    ambit_route_effort effort;
} world;

/* Places around the antimeridian, two of them one, one of them where there are no roads. */
static void world_make(world *w)
{
    ambit_rng rng = ambit_rng_of(9, 0);
    scratch_make(&w->folder);
    snprintf(w->cache, sizeof w->cache, "%s/travel.db", w->folder.path);
    for (int h = 0; h < HOMES; h++) w->home_lon[h] = 179 + ambit_rng_unit(&rng), w->home_lat[h] = -10 + h;
    for (int i = 0; i < PLACES; i++) {
        w->lon[i] = 178 + 4 * ambit_rng_unit(&rng), w->lat[i] = -12 + 8 * ambit_rng_unit(&rng);
        if (w->lon[i] > 180) w->lon[i] -= 360;
    }
    w->lon[5] = w->lon[40], w->lat[5] = w->lat[40];
    w->lat[17] = 85;
}

static ambit_status ask(world *w, const char *url, uint32_t n_homes, uint32_t n, uint32_t most, ambit_error *err)
{
    const ambit_route_service service = { url, w->cache, { 0.4, 3, 0.01 }, most };
    for (size_t k = 0; k < HOMES * PLACES; k++) w->hours[k] = -1;
    return ambit_route_hours(w->hours, &service, w->home_lon, w->home_lat, n_homes, w->lon, w->lat, n, &w->effort, err);
}

static double rounded(double degrees) { return round(degrees * 1e6) / 1e6; }

/* Seconds have one digit in the answer. */
static void check_hours(const world *w, uint32_t n_homes, uint32_t n)
{
    for (uint32_t i = 0; i < n; i++)
        for (uint32_t h = 0; h < n_homes; h++) {
            double lon = rounded(w->lon[i]), lat = rounded(w->lat[i]), found = w->hours[i * n_homes + h];
            double home_lon = rounded(w->home_lon[h]), home_lat = rounded(w->home_lat[h]);
            double wanted = (loopback_seconds(home_lon, home_lat, lon, lat)
                    + loopback_seconds(lon, lat, home_lon, home_lat)) / 3600;
            if (isnan(wanted) ? !isnan(found) : !(fabs(found - wanted) < 0.11 / 3600))
                fail_msg("place %u home %u: %.6f, not %.6f", i, h, found, wanted);
        }
}

/* ---- What is asked ---------------------------------------------------------------------------------------------- */

static void asks_in_batches_and_both_ways_and_only_once(void **state)
{
    (void)state;
    static const uint32_t sizes[] = { 2, 3, 10, 100 };
    for (size_t k = 0; k < sizeof sizes / sizeof *sizes; k++) {
        world w;
        world_make(&w);
        loopback *server = loopback_open(".");
        assert_int_equal(ask(&w, loopback_url(server), HOMES, PLACES, sizes[k], NULL), AMBIT_OK);
        check_hours(&w, HOMES, PLACES);
        uint32_t n = loopback_n_requests(server);
        assert_int_equal(n, w.effort.questions);
        assert_int_equal(w.effort.asked, HOMES * (PLACES - 1)); /* two are one place */
        assert_true(loopback_most_places(server) <= sizes[k]);
        if (sizes[k] == 100) assert_int_equal(n, 2);
        assert_int_equal(ask(&w, loopback_url(server), HOMES, PLACES, sizes[k], NULL), AMBIT_OK);
        check_hours(&w, HOMES, PLACES);
        assert_int_equal(loopback_n_requests(server), n);
        assert_int_equal(w.effort.known, HOMES * PLACES);
        loopback_close(server);
        scratch_remove(&w.folder);
    }
}

static void asks_for_what_is_new_alone(void **state)
{
    (void)state;
    world w;
    world_make(&w);
    loopback *server = loopback_open(".");
    assert_int_equal(ask(&w, loopback_url(server), 3, 50, 100, NULL), AMBIT_OK);
    assert_int_equal(ask(&w, loopback_url(server), 3, PLACES, 100, NULL), AMBIT_OK);
    check_hours(&w, 3, PLACES);
    assert_int_equal(w.effort.asked, 3 * 10);
    assert_int_equal(ask(&w, loopback_url(server), HOMES, PLACES, 6, NULL), AMBIT_OK);
    check_hours(&w, HOMES, PLACES);
    assert_int_equal(w.effort.asked, (HOMES - 3) * (PLACES - 1));
    loopback_close(server);
    scratch_remove(&w.folder);
}

/* The profile is part of the name under which answers are kept. */
static void other_services_have_other_hours(void **state)
{
    (void)state;
    world w;
    char url[100];
    world_make(&w);
    loopback *server = loopback_open(".");
    assert_int_equal(ask(&w, loopback_url(server), 2, 5, 100, NULL), AMBIT_OK);
    snprintf(url, sizeof url, "%s/table/v1/driving/", loopback_url(server));
    assert_int_equal(ask(&w, url, 2, 5, 100, NULL), AMBIT_OK); /* the same, said at length */
    assert_int_equal(w.effort.questions, 0);
    snprintf(url, sizeof url, "%s/table/v1/foot", loopback_url(server));
    ambit_error err;
    assert_int_equal(ask(&w, url, 2, 5, 100, &err), AMBIT_E_FILE); /* which this one does not serve */
    assert_non_null(strstr(err.text, "/table/v1/foot: it answers with code InvalidQuery, not Ok: \"Query string"));
    loopback_close(server);
    scratch_remove(&w.folder);
}

static void several_processes_share_the_file(void **state)
{
    (void)state;
    enum { CHILDREN = 3 };
    world w;
    pid_t child[CHILDREN];
    world_make(&w);
    loopback *server = loopback_open(".");
    for (int c = 0; c < CHILDREN; c++)
        if (!(child[c] = fork())) _exit(ask(&w, loopback_url(server), HOMES, PLACES, 4, NULL) != AMBIT_OK);
    for (int c = 0; c < CHILDREN; c++) {
        int status;
        assert_int_equal(waitpid(child[c], &status, 0), child[c]);
        assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 0);
    }
    uint32_t n = loopback_n_requests(server);
    assert_int_equal(ask(&w, loopback_url(server), HOMES, PLACES, 4, NULL), AMBIT_OK);
    check_hours(&w, HOMES, PLACES);
    assert_int_equal(loopback_n_requests(server), n);
    loopback_close(server);
    scratch_remove(&w.folder);
}

/* ---- What goes wrong -------------------------------------------------------------------------------------------- */

static const struct fault { const char *name, *fate, *said; uint32_t requests; } faults[] = {
    { "a server in trouble is asked three times", "5", ": it answers with HTTP status 500 (after 3 tries)", 3 },
    { "one that closes the connection", "c", "(after 3 tries)", 3 },
    { "one that ends too early", "t", "(after 3 tries)", 3 },
    { "one that is too slow", "s", "(after 3 tries)", 0 },
    { "OSRM's words are passed on", "4", ": it answers with code TooBig, not Ok: \"Too many table coordinates\"", 1 },
    { "no JSON", "g", ": it answers with HTTP status 200 and no JSON (byte 1: ", 1 },
    { "JSON without a code", "o", ": its answer has no code, as a table service's has", 1 },
    { "a row too few", "r", ": its table has 1 rows of durations where 2 were asked for", 1 },
    { "a duration too few", "w", ": its table has a row of 2 durations where 3 were asked for", 1 },
    { "negative durations", "n", ": its table has a duration that is no number of seconds", 1 },
    { "a redirection is not followed", "m", ": it answers with HTTP status 302 and no JSON", 1 },
    { "the way back fails after the way there", ".g", " and no JSON", 2 },
};

static void fails_with_words_and_keeps_no_half_answer(void **state)
{
    const struct fault *fault = *state;
    world w;
    ambit_error err = { AMBIT_OK, "" };
    world_make(&w);
    loopback *server = loopback_open(fault->fate);
    assert_int_equal(ask(&w, loopback_url(server), 2, 3, 100, &err), AMBIT_E_FILE);
    if (strncmp(err.text, loopback_url(server), strlen(loopback_url(server))) || !strstr(err.text, fault->said))
        fail_msg("said: %s", err.text);
    if (fault->requests) assert_int_equal(loopback_n_requests(server), fault->requests);
    assert_int_equal(ask(&w, "http://127.0.0.1:1", 2, 3, 100, NULL), AMBIT_E_FILE); /* nothing was kept */
    loopback_close(server);
    scratch_remove(&w.folder);
}

static void what_passes_is_tried_again(void **state)
{
    (void)state;
    world w;
    world_make(&w);
    loopback *server = loopback_open("5c.");
    assert_int_equal(ask(&w, loopback_url(server), 2, 3, 100, NULL), AMBIT_OK);
    check_hours(&w, 2, 3);
    assert_int_equal(loopback_n_requests(server), 4);
    loopback_close(server);
    scratch_remove(&w.folder);
}

static void what_was_answered_before_a_failure_is_kept(void **state)
{
    (void)state;
    world w;
    world_make(&w);
    loopback *server = loopback_open("..g.");
    assert_int_equal(ask(&w, loopback_url(server), 2, 40, 22, NULL), AMBIT_E_FILE);
    assert_int_equal(w.effort.asked, 2 * 20);
    assert_int_equal(ask(&w, loopback_url(server), 2, 40, 22, NULL), AMBIT_OK);
    check_hours(&w, 2, 40);
    assert_int_equal(w.effort.asked, 2 * 20);
    loopback_close(server);
    scratch_remove(&w.folder);
}

static void nobody_is_there(void **state)
{
    (void)state;
    world w;
    ambit_error err;
    world_make(&w);
    assert_int_equal(ask(&w, "http://127.0.0.1:1", 2, 3, 100, &err), AMBIT_E_FILE);
    assert_non_null(strstr(err.text, "http://127.0.0.1:1/table/v1/driving: "));
    assert_non_null(strstr(err.text, "(after 3 tries)"));
    assert_int_equal(ask(&w, "file:///etc/passwd", 2, 3, 100, &err), AMBIT_E_FILE);
    assert_string_equal(err.text, "file:///etc/passwd is no address such as http://127.0.0.1:5000");
    scratch_remove(&w.folder);
}

static void files_that_are_no_caches_are_refused(void **state)
{
    (void)state;
    world w;
    ambit_error err;
    char noise[2000];
    world_make(&w);
    memset(noise, 'x', sizeof noise);
    scratch_write_bytes(&w.folder, "travel.db", noise, sizeof noise);
    assert_int_equal(ask(&w, "http://127.0.0.1:1", 2, 3, 100, &err), AMBIT_E_FILE);
    assert_non_null(strstr(err.text, "travel.db cannot be read: file is not a database"));
    snprintf(w.cache, sizeof w.cache, "%s/no/travel.db", w.folder.path);
    assert_int_equal(ask(&w, "http://127.0.0.1:1", 2, 3, 100, &err), AMBIT_E_FILE);
    assert_non_null(strstr(err.text, "travel.db cannot be opened: unable to open database file"));
    scratch_remove(&w.folder);
}

int main(void)
{
    enum { N = sizeof faults / sizeof *faults, OWN = 8 };
    struct CMUnitTest tests[N + OWN] = { cmocka_unit_test(asks_in_batches_and_both_ways_and_only_once),
        cmocka_unit_test(asks_for_what_is_new_alone), cmocka_unit_test(other_services_have_other_hours),
        cmocka_unit_test(several_processes_share_the_file), cmocka_unit_test(what_passes_is_tried_again),
        cmocka_unit_test(what_was_answered_before_a_failure_is_kept), cmocka_unit_test(nobody_is_there),
        cmocka_unit_test(files_that_are_no_caches_are_refused) };
    for (size_t i = 0; i < N; i++)
        tests[i + OWN] = (struct CMUnitTest){ faults[i].name, fails_with_words_and_keeps_no_half_answer, NULL, NULL,
            (void *)&faults[i] };
    return cmocka_run_group_tests_name("geo/route", tests, NULL, NULL);
}
