/* tests/failing.h - makes the n-th allocation of a program fail: once, whichever thread asks for it.
 *
 * Included by exactly one file of a program that is linked with --wrap for malloc, calloc and realloc (the Makefile
 * does it for test_alloc_*). Set `countdown` to n; afterwards `has_failed` tells whether there were so many. */
#ifndef AMBIT_TEST_FAILING_H
#define AMBIT_TEST_FAILING_H
#include <stdatomic.h>
#include <stddef.h>

static atomic_long countdown; /* this allocation fails; 0: none does */
static atomic_int has_failed;

static int must_fail(void)
{
    long left = atomic_load(&countdown);
    while (left > 0 && !atomic_compare_exchange_weak(&countdown, &left, left - 1)) {}
    if (left != 1) return 0;
    return atomic_store(&has_failed, 1), 1;
}

void *__real_malloc(size_t size);
void *__real_calloc(size_t n, size_t size);
void *__real_realloc(void *old, size_t size);
void *__wrap_malloc(size_t size);
void *__wrap_calloc(size_t n, size_t size);
void *__wrap_realloc(void *old, size_t size);

void *__wrap_malloc(size_t size) { return must_fail() ? NULL : __real_malloc(size); }
void *__wrap_calloc(size_t n, size_t size) { return must_fail() ? NULL : __real_calloc(n, size); }
void *__wrap_realloc(void *old, size_t size) { return must_fail() ? NULL : __real_realloc(old, size); }

#endif
