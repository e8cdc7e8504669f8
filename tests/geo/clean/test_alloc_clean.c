/* Every allocation of the search for faults and of the repair fails once: a status and words must follow, no crash, and
 * (under the address sanitizer) no leak. Linked with --wrap; allocations of GEOS are not ours to fail. */
#include "tests/geo/shapes.h"
#include "geo/clean/repair.h"
#include "tests/failing.h"

#include <omp.h>

/* An overlap that hides a common border, an enclosed region, a lake, and a slit that is open to a side. */
static const char *const dirty[] = { "0 0, 1 0, 1 1, 0 1; .2 .2, .2 .4, .4 .4, .4 .2", "1 0, 2 0, 2 1, 1 1",
    ".5 .6, 1.5 .6, 1.5 .8, .5 .8", "1.6 .1, 1.8 .1, 1.8 .3, 1.6 .3", "0 1.000001, 2 1.000001, 2 2, 0 2" };
enum { N = sizeof dirty / sizeof *dirty };

static ambit_status find(const ambit_layer *layer, ambit_error *err)
{
    ambit_faults faults;
    ambit_status status = ambit_faults_find(&faults, layer, 0, 1, err);
    if (!status) {
        assert_int_equal(faults.sum[AMBIT_FLAW_OVERLAP].n, 3);
        assert_int_equal(faults.sum[AMBIT_FLAW_GAP].n, 1);
        assert_true(faults.sum[AMBIT_FLAW_SLIVER].n >= 1);
    }
    ambit_faults_reset(&faults);
    return status;
}

static ambit_status repair(const ambit_layer *layer, ambit_error *err)
{
    ambit_layer *clean;
    ambit_repairs what;
    ambit_status status = ambit_repair(&clean, &what, layer, 0, 0, err);
    assert_int_equal(status == AMBIT_OK, clean != NULL);
    if (!status) assert_int_equal(what.n_left, 0);
    ambit_layer_free(clean);
    return status;
}

static void survives(void **state)
{
    ambit_status (*const step)(const ambit_layer *, ambit_error *) = *(ambit_status (*const *)(const ambit_layer *,
            ambit_error *))*state;
    ambit_layer *layer = layer_of(dirty, N);
    long n = 0;
    for (int more = 1; more;) {
        ambit_error err = { AMBIT_OK, "" };
        has_failed = 0;
        countdown = ++n;
        ambit_status status = step(layer, &err);
        countdown = 0;
        more = has_failed;
        if (!more) assert_int_equal(status, AMBIT_OK);
        else if (status) assert_true(err.text[0]);
    }
    assert_true(n > 20);
    ambit_layer_free(layer);
}

int main(void)
{
    static ambit_status (*const steps[])(const ambit_layer *, ambit_error *) = { find, repair };
    const struct CMUnitTest tests[] = {
        { "faults", survives, NULL, NULL, (void *)(uintptr_t)&steps[0] },
        { "repair", survives, NULL, NULL, (void *)(uintptr_t)&steps[1] },
    };
    omp_set_num_threads(1);
    return cmocka_run_group_tests_name("geo/clean, allocations", tests, NULL, NULL);
}
