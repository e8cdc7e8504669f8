/* Open nodes: the least bound comes first, of equal ones the last made; a branching goes with its last leaf. */
#include "instances/base/rng.h"
#include "solver/knapsack/leaves.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

static ambit_branching *branching(uint32_t n_leaves)
{
    const uint32_t chosen[2] = { 4, UINT32_MAX };
    const double price[2] = { 1.5, 2.5 };
    ambit_branching *b = ambit_branching_build(chosen, price, 2);
    assert_non_null(b);
    assert_memory_equal(b->chosen, chosen, sizeof chosen);
    assert_memory_equal(b->price, price, sizeof price);
    b->n_leaves = n_leaves;
    return b;
}

static void they_come_in_order(void **state)
{
    (void)state;
    enum { N = 500 };
    ambit_rng rng = ambit_rng_of(4, 4);
    ambit_leaves l = { .leaf = NULL };
    ambit_branching *b = branching(N);
    for (uint32_t i = 0; i < N; i++)
        assert_int_equal(ambit_leaves_push(&l, (ambit_leaf){ ambit_rng_below(&rng, 40), b, i, 0 }), 0);
    double bound = -1;
    uint64_t number = 0;
    for (uint32_t i = 0; i < N; i++) {
        ambit_leaf leaf = ambit_leaves_pop(&l);
        assert_true(leaf.bound > bound || (leaf.bound == bound && leaf.number < number));
        assert_int_equal(leaf.number, leaf.pair);
        bound = leaf.bound, number = leaf.number;
        assert_int_equal(ambit_leaf_drop(&leaf), i + 1 == N);
    }
    assert_int_equal(l.n, 0);
    ambit_leaves_reset(&l);
}

static void what_is_left_is_freed(void **state)
{
    (void)state;
    ambit_leaves l = { .leaf = NULL };
    ambit_branching *one = branching(2), *other = branching(1);
    assert_int_equal(ambit_leaves_push(&l, (ambit_leaf){ 3, one, 0, 0 }), 0);
    assert_int_equal(ambit_leaves_push(&l, (ambit_leaf){ 1, other, 0, 0 }), 0);
    assert_int_equal(ambit_leaves_push(&l, (ambit_leaf){ 2, one, 1, 0 }), 0);
    ambit_leaves_reset(&l); /* a sanitizer sees what is not */
    assert_int_equal(l.n, 0);
    ambit_leaves_reset(&l);
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(they_come_in_order), cmocka_unit_test(what_is_left_is_freed) };
    return cmocka_run_group_tests_name("solver/knapsack/leaves", tests, NULL, NULL);
}
