/* Every allocation of the closest region's index and of the routing client fails once: a status and words must follow,
 * no crash, and (under the address sanitizer) no leak. Those of libcurl, SQLite and jansson are not ours to fail. */
#include "geo/map/closest.h"
#include "geo/earth/nearest.h"
#include "geo/route/hours.h"
#include "tests/failing.h"
#include "tests/geo/shapes.h"
#include "tests/instances/scratch.h"
#include "tests/loopback.h"

static const double lon[] = { 1, 2, 3 }, lat[] = { 40, 41, 42 };

static ambit_status index_borders(const char *url, const char *cache, ambit_error *err)
{
    static const char *const square[] = { "0 0, 1 0, 1 1, 0 1" };
    ambit_closest *closest;
    (void)url, (void)cache;
    long held = atomic_exchange(&countdown, 0); /* the layer is no part of it */
    ambit_layer *layer = layer_of(square, 1);
    atomic_store(&countdown, held);
    ambit_status status = ambit_closest_build(&closest, layer, err);
    assert_int_equal(status == AMBIT_OK, closest != NULL);
    ambit_closest_free(closest);
    ambit_layer_free(layer);
    return status;
}

static ambit_status index_places(const char *url, const char *cache, ambit_error *err)
{
    const ambit_direction at[] = { ambit_direction_of(1, 2), ambit_direction_of(3, 4) };
    ambit_nearest *nearest;
    (void)url, (void)cache;
    ambit_status status = ambit_nearest_build(&nearest, at, 2, err);
    assert_int_equal(status == AMBIT_OK, nearest != NULL);
    ambit_nearest_free(nearest);
    return status;
}

static ambit_status ask(const char *url, const char *cache, ambit_error *err)
{
    double hours[6];
    const ambit_route_service service = { url, cache, { 5, 1, 0 }, 10 };
    unlink(cache);
    return ambit_route_hours(hours, &service, lon, lat, 2, lon, lat, 3, NULL, err);
}

static const struct step {
    const char *name;
    ambit_status (*run)(const char *url, const char *cache, ambit_error *err);
} steps[] = {
    { "the index of borders", index_borders }, { "the index of places", index_places }, { "questions", ask },
};

static void each_allocation_fails_once(void **state)
{
    const struct step *step = *state;
    scratch folder;
    char cache[400];
    long n = 1;
    scratch_make(&folder);
    snprintf(cache, sizeof cache, "%s/travel.db", folder.path);
    loopback *server = loopback_open(".");
    for (;; n++) {
        ambit_error err = { AMBIT_OK, "" };
        atomic_store(&has_failed, 0);
        atomic_store(&countdown, n);
        ambit_status status = step->run(loopback_url(server), cache, &err);
        atomic_store(&countdown, 0);
        if (!atomic_load(&has_failed)) {
            assert_int_equal(status, AMBIT_OK);
            break;
        }
        assert_int_equal(status, AMBIT_E_MEMORY);
        assert_true(*err.text);
    }
    print_message("%ld allocations failed, each once\n", n - 1);
    assert_true(n > 1);
    loopback_close(server);
    scratch_remove(&folder);
}

int main(void)
{
    enum { N = sizeof steps / sizeof *steps };
    struct CMUnitTest tests[N];
    for (size_t i = 0; i < N; i++)
        tests[i] = (struct CMUnitTest){ steps[i].name, each_allocation_fails_once, NULL, NULL, (void *)&steps[i] };
    return cmocka_run_group_tests_name("geo allocations of routes", tests, NULL, NULL);
}
