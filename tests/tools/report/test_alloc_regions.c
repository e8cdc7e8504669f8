/* Every allocation of a report with regions and two plans fails once, those of the net and of uniting too: each time
 * the answer is AMBIT_E_MEMORY, or it was not needed and the page is the same; and nothing leaks (the address sanitizer
 * would say so). Linked with --wrap for malloc and its kin. */
#include "tests/failing.h"
#include "tests/tools/report/squares.h"

#include <jansson.h>
#include <omp.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

static char page[1 << 20], wanted[1 << 20];

static ambit_status write_page(char *text, size_t room, const world *w, long n)
{
    ambit_error err = { AMBIT_OK, "" };
    memset(text, 0, room);
    FILE *to = fmemopen(text, room, "w");
    assert_non_null(to);
    has_failed = 0;
    countdown = n;
    ambit_status status = ambit_report_write(to, &w->p.outcome, &w->p.summary, NULL, &err);
    countdown = 0;
    fclose(to);
    return status;
}

/* Returns whether some allocation was there to fail. */
static int fails_at(long n, const world *w)
{
    ambit_status status = write_page(page, sizeof page, w, n);
    if (status) assert_true(has_failed && status == AMBIT_E_MEMORY);
    else assert_memory_equal(page, wanted, sizeof page);
    return has_failed;
}

static void every_allocation_may_fail(void **state)
{
    (void)state;
    world w;
    world_init(&w);
    assert_int_equal(write_page(wanted, sizeof wanted, &w, 0), AMBIT_OK);
    assert_non_null(strstr(wanted, "</html>"));
    long n = 1, told = 0;
    for (; fails_at(n, &w); n++) told++;
    print_message("# %ld allocations\n", told);
    assert_true(told > 500);
    world_reset(&w);
}

int main(void)
{
    omp_set_num_threads(1); /* the countdown is one thread's */
    json_set_alloc_funcs(__wrap_malloc, free); /* the library's own calls are not wrapped */
    const struct CMUnitTest tests[] = { cmocka_unit_test(every_allocation_may_fail) };
    return cmocka_run_group_tests_name("tools/report/regions/allocations", tests, NULL, NULL);
}
