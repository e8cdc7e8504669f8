#include "instances/base/dictionary.h"
#include "instances/base/rng.h"
#include "tests/instances/scratch.h"

static void an_empty_one_knows_nothing(void **state)
{
    (void)state;
    ambit_dictionary d;
    ambit_dictionary_init(&d);
    assert_int_equal(ambit_dictionary_get(&d, "A"), AMBIT_NOT_FOUND);
    ambit_dictionary_reset(&d);
}

static void a_key_is_put_once(void **state)
{
    (void)state;
    ambit_dictionary d;
    ambit_dictionary_init(&d);
    assert_int_equal(ambit_dictionary_put(&d, "A", 1), 0);
    assert_int_equal(ambit_dictionary_put(&d, "A", 2), 1);
    assert_int_equal(ambit_dictionary_get(&d, "A"), 1);
    assert_int_equal(ambit_dictionary_put(&d, "", 3), 0);
    assert_int_equal(ambit_dictionary_get(&d, ""), 3);
    assert_int_equal(ambit_dictionary_get(&d, "a"), AMBIT_NOT_FOUND);
    assert_int_equal(d.n_used, 2);
    ambit_dictionary_reset(&d);
}

/* Against a plain array: key i exists exactly when it was put. */
static void many_similar_keys_are_told_apart(void **state)
{
    enum { N = 100000 };
    (void)state;
    static char key[N][12];
    static char there[N];
    uint64_t seed = 11;
    ambit_rng rng = ambit_rng_of(seed, 0);
    print_message("seed %llu\n", (unsigned long long)seed);
    ambit_dictionary d;
    ambit_dictionary_init(&d);
    for (uint32_t i = 0; i < N; i++) snprintf(key[i], sizeof key[i], "%s%07u", i % 2 ? "A" : "", i);
    for (uint32_t k = 0; k < N; k++) {
        uint32_t i = ambit_rng_below(&rng, N);
        assert_int_equal(ambit_dictionary_put(&d, key[i], i), there[i]);
        there[i] = 1;
    }
    for (uint32_t i = 0; i < N; i++) assert_int_equal(ambit_dictionary_get(&d, key[i]), there[i] ? i : AMBIT_NOT_FOUND);
    ambit_dictionary_reset(&d);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_empty_one_knows_nothing),
        cmocka_unit_test(a_key_is_put_once),
        cmocka_unit_test(many_similar_keys_are_told_apart),
    };
    return cmocka_run_group_tests_name("instances/base/dictionary", tests, NULL, NULL);
}
