/* The order of units: each comes once; few stay as they came; of many, neighbours in the order are neighbours. */
#include "solver/order.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <cmocka.h>

#include "instances/base/rng.h"

/* Places all over the sphere. */
static ambit_direction *places(uint32_t n)
{
    ambit_direction *at = malloc(n * sizeof *at);
    ambit_rng rng = ambit_rng_of(3, 1);
    assert_non_null(at);
    for (uint32_t i = 0; i < n; i++) {
        double z = 2 * ambit_rng_unit(&rng) - 1, turn = 6.283185307179586 * ambit_rng_unit(&rng);
        at[i] = (ambit_direction){ sqrt(1 - z * z) * cos(turn), sqrt(1 - z * z) * sin(turn), z };
    }
    return at;
}

static double mean_step(const ambit_direction *at, const uint32_t *order, uint32_t n)
{
    double sum = 0;
    for (uint32_t i = 1; i < n; i++) sum += ambit_distance_km(at[order[i - 1]], at[order[i]]);
    return sum / n;
}

static void many_lie_along_a_curve(void **state)
{
    (void)state;
    enum { MANY = 60000 };
    ambit_direction *at = places(MANY);
    uint32_t *order = malloc(MANY * sizeof *order), *as_they_came = malloc(MANY * sizeof *as_they_came);
    char *seen = calloc(MANY, 1);
    const ambit_problem problem = { .n_units = MANY, .unit_at = at };
    assert_true(order && as_they_came && seen);
    assert_int_equal(ambit_order_units(order, &problem), 0);
    for (uint32_t i = 0; i < MANY; i++) seen[order[i]]++, as_they_came[i] = i;
    for (uint32_t i = 0; i < MANY; i++) assert_int_equal(seen[i], 1);
    assert_true(mean_step(at, order, MANY) < 0.03 * mean_step(at, as_they_came, MANY));
    free(at), free(order), free(as_they_came), free(seen);
}

static void the_others_stay_as_they_came(void **state)
{
    (void)state;
    enum { FEW = 1000, MANY = 60000 };
    ambit_direction *at = places(FEW);
    uint32_t *order = malloc(MANY * sizeof *order);
    const ambit_problem few = { .n_units = FEW, .unit_at = at }, nowhere = { .n_units = MANY };
    assert_non_null(order);
    assert_int_equal(ambit_order_units(order, &few), 0);
    for (uint32_t i = 0; i < FEW; i++) assert_int_equal(order[i], i);
    assert_int_equal(ambit_order_units(order, &nowhere), 0);
    for (uint32_t i = 0; i < MANY; i++) assert_int_equal(order[i], i);
    free(at), free(order);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        { "many units with places lie along a curve, each once", many_lie_along_a_curve, NULL, NULL, NULL },
        { "few units, and units without places, stay as they came", the_others_stay_as_they_came, NULL, NULL, NULL },
    };
    return cmocka_run_group_tests_name("solver/order", tests, NULL, NULL);
}
