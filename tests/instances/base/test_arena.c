#include "instances/base/arena.h"
#include "instances/base/rng.h"
#include "tests/instances/scratch.h"

#include <stdalign.h>
#include <stdint.h>

static void copies_stay_where_they_are(void **state)
{
    enum { N = 20000 };
    (void)state;
    uint64_t seed = 7;
    ambit_rng rng = ambit_rng_of(seed, 0);
    print_message("seed %llu\n", (unsigned long long)seed);
    ambit_arena arena;
    ambit_arena_init(&arena);
    static char *copy[N];
    static size_t length[N];
    static char text[5000];
    for (int i = 0; i < N; i++) {
        length[i] = ambit_rng_below(&rng, i % 100 ? 30 : sizeof text);
        memset(text, 'a' + i % 26, length[i]);
        assert_non_null(copy[i] = ambit_arena_copy(&arena, text, length[i]));
    }
    for (int i = 0; i < N; i++) {
        assert_int_equal(strlen(copy[i]), length[i]);
        for (size_t k = 0; k < length[i]; k++) assert_int_equal(copy[i][k], 'a' + i % 26);
    }
    ambit_arena_reset(&arena);
}

static void memory_is_aligned_also_behind_texts(void **state)
{
    (void)state;
    ambit_arena arena;
    ambit_arena_init(&arena);
    static const size_t sizes[] = { 1, 3, 8, 24, 4096, 100000, 3000000 };
    for (size_t i = 0; i < 7 * 50; i++) {
        assert_non_null(ambit_arena_copy(&arena, "odd", i % 4));
        unsigned char *at = ambit_arena_alloc(&arena, sizes[i % 7]);
        assert_non_null(at);
        assert_int_equal((uintptr_t)at % alignof(max_align_t), 0);
        memset(at, 0xA5, sizes[i % 7]); /* a sanitizer sees what is too short */
    }
    ambit_arena_reset(&arena);
    ambit_arena_reset(&arena);
    assert_string_equal(ambit_arena_copy(&arena, "again", 5), "again");
    ambit_arena_reset(&arena);
}

static void sizes_that_wrap_around_are_refused(void **state)
{
    (void)state;
    ambit_arena arena;
    ambit_arena_init(&arena);
    assert_null(ambit_arena_copy(&arena, "x", SIZE_MAX));
    assert_null(ambit_arena_alloc(&arena, SIZE_MAX));
    assert_null(ambit_arena_alloc(&arena, SIZE_MAX - 8));
    ambit_arena_reset(&arena);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(copies_stay_where_they_are),
        cmocka_unit_test(memory_is_aligned_also_behind_texts),
        cmocka_unit_test(sizes_that_wrap_around_are_refused),
    };
    return cmocka_run_group_tests_name("instances/base/arena", tests, NULL, NULL);
}
