/* Every allocation of the report fails once, those of the JSON too: each time the answer is AMBIT_E_MEMORY and nothing
 * leaks (the address sanitizer would say so). Linked with --wrap for malloc and its kin. */
#include "tests/tools/paper_outcome.h"
#include "tests/failing.h"

#include <jansson.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

/* Returns whether some allocation was there to fail. */
static int fails_at(long n, const paper *p)
{
    ambit_error err = { AMBIT_OK, "" };
    FILE *to = fopen("/dev/null", "w");
    assert_non_null(to);
    has_failed = 0;
    countdown = n;
    ambit_status status = ambit_report_write(to, &p->outcome, &p->summary, NULL, &err);
    countdown = 0;
    fclose(to);
    assert_int_equal(status, has_failed ? AMBIT_E_MEMORY : AMBIT_OK);
    return has_failed;
}

static void every_allocation_may_fail(void **state)
{
    const int *without_regions = *state;
    paper p;
    paper_init(&p, (paper_size){ 2, 2, 2, 1 });
    if (*without_regions) paper_drop_regions(&p);
    long n = 1, told = 0;
    for (; fails_at(n, &p); n++) told++;
    print_message("# %ld allocations\n", told);
    assert_true(told > 300);
    paper_reset(&p);
}

int main(void)
{
    static int with = 0, without = 1;
    json_set_alloc_funcs(__wrap_malloc, free); /* the library's own calls are not wrapped */
    const struct CMUnitTest tests[] = {
        { "a report with territories", every_allocation_may_fail, NULL, NULL, &with },
        { "a report of accounts and homes", every_allocation_may_fail, NULL, NULL, &without },
    };
    return cmocka_run_group_tests_name("tools/report/allocations", tests, NULL, NULL);
}
