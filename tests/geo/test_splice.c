/* Exchanging shapes in place gives what putting them together anew gives. */
#include "tests/geo/shapes.h"
#include "geo/rings.h"
#include "instances/base/rng.h"

/* A ring of three to eight points that no other ring has. */
static void add_random(ambit_rings *rings, ambit_rng *rng, double *serial)
{
    double x[8], y[8];
    size_t n = 3 + ambit_rng_below(rng, 6);
    for (size_t i = 0; i < n; i++) x[i] = (*serial)++, y[i] = -x[i];
    assert_int_equal(ambit_rings_add(rings, x, y, n, (int)ambit_rng_below(rng, 2)), 0);
}

static void must_be_equal(const ambit_rings *a, const ambit_rings *b)
{
    assert_int_equal(a->n_parts, b->n_parts);
    assert_int_equal(a->point_first[0], 0);
    if (!b->n_parts) return;
    size_t n = b->point_first[b->n_parts];
    assert_memory_equal(a->point_first, b->point_first, ((size_t)b->n_parts + 1) * sizeof *b->point_first);
    assert_memory_equal(a->is_hole, b->is_hole, b->n_parts);
    assert_memory_equal(a->x, b->x, n * sizeof *b->x);
    assert_memory_equal(a->y, b->y, n * sizeof *b->y);
}

static void splices_as_if_built_anew(void **state)
{
    enum { MOST = 12 };
    const uint64_t seed = 20270106;
    (void)state;
    print_message("seed %llu\n", (unsigned long long)seed);
    for (uint64_t round = 0; round < 3000; round++) {
        ambit_rng rng = ambit_rng_of(seed, round);
        ambit_rings rings, fresh, expected;
        uint32_t first[MOST + 1] = { 0 }, n_parts[MOST], n = ambit_rng_below(&rng, MOST + 1);
        char is_new[MOST];
        double serial = 1;
        ambit_rings_init(&rings), ambit_rings_init(&fresh), ambit_rings_init(&expected);
        for (uint32_t r = 0; r < n; r++) {
            for (uint32_t k = ambit_rng_below(&rng, 4); k > 0; k--) add_random(&rings, &rng, &serial);
            first[r + 1] = rings.n_parts;
            is_new[r] = ambit_rng_below(&rng, 1 + (uint32_t)round % 4) == 0;
            n_parts[r] = is_new[r] ? ambit_rng_below(&rng, 5) : 999;
            for (uint32_t k = 0; is_new[r] && k < n_parts[r]; k++) add_random(&fresh, &rng, &serial);
        }
        for (uint32_t r = 0, used = 0; r < n; r++) {
            ambit_shape shape = is_new[r] ? ambit_rings_view(&fresh, used, n_parts[r])
                : ambit_rings_view(&rings, first[r], first[r + 1] - first[r]);
            assert_int_equal(ambit_rings_add_shape(&expected, shape), 0);
            used += is_new[r] ? n_parts[r] : 0;
        }
        assert_int_equal(ambit_rings_splice(&rings, first, n, is_new, n_parts, &fresh), 0);
        must_be_equal(&rings, &expected);
        ambit_rings_reset(&rings), ambit_rings_reset(&fresh), ambit_rings_reset(&expected);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(splices_as_if_built_anew) };
    return cmocka_run_group_tests_name("geo/rings, splice", tests, NULL, NULL);
}
