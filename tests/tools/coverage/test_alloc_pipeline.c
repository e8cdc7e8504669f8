/* Every allocation of the pipeline fails once: each time the answer is AMBIT_E_MEMORY, unless the failure could be
 * borne, and nothing leaks (the address sanitizer would say so). Linked with --wrap for malloc and its kin. */
#include "tests/tools/coverage/deals.h"
#include "tests/failing.h"

static const uint32_t plan[] = { 0, 0, 1, AMBIT_NOBODY };

/* Returns whether some allocation was there to fail. */
static int fails_at(long n, const ambit_workspace *w, const char *folder)
{
    ambit_error err = { AMBIT_OK, "" };
    ambit_pipeline *p = NULL;
    has_failed = 0;
    countdown = n;
    ambit_status status = ambit_pipeline_build(&p, w, plan, folder, &err);
    countdown = 0;
    assert_int_equal(status == AMBIT_OK, p != NULL);
    if (status != AMBIT_OK) assert_int_equal(status, AMBIT_E_MEMORY);
    if (!has_failed) assert_int_equal(status, AMBIT_OK);
    int failed = has_failed;
    if (p) { /* the same as ever, although an allocation may have failed */
        deals d = { .pipeline = p };
        assert_non_null(strstr(written(&d, ambit_pipeline_csv), "\ncompany,,,,240,"));
        free(d.text);
    }
    ambit_pipeline_free(p);
    return failed;
}

/* Many deals, so that the arrays, the dictionary and the arena grow. */
static void put_many(void)
{
    static char text[40000];
    size_t n = (size_t)snprintf(text, sizeof text, DEALS_HEADER);
    for (int i = 0; i < 300; i++)
        n += (size_t)snprintf(text + n, sizeof text - n, "O%d,%c,%d,%s,2026-01-01,20%d-%02d-01,R%d\n", i, "ABCD"[i % 4],
                              i, i % 5 ? "Commit" : "Won", 26 + i / 12, 1 + i % 12, i % 90);
    put_deals("pipeline: {quota: target, actuals: actuals.csv}\n", NULL, text);
    put("d/actuals.csv", "rep_id,period,forecast,actual\nR1,2026-10,110,100\nR7,2026-11,90,100\n");
}

static void every_allocation_may_fail(void **state)
{
    char folder[4096], beside[4096];
    ambit_error err = { AMBIT_OK, "" };
    ambit_workspace *w;
    long n = 1;
    (void)state;
    put_many();
    assert_int_equal(ambit_workspace_build(&w, in_scratch(folder, "d"), &err), AMBIT_OK);
    in_scratch(beside, "d/out");
    while (fails_at(n, w, beside)) n++;
    print_message("# %ld allocations\n", n - 1);
    assert_true(n > 60);
    assert_int_equal(ambit_diagnosis_n_errors(w->diagnosis), 0);
    ambit_workspace_free(w);
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(every_allocation_may_fail) };
    return cmocka_run_group_tests_name("tools/coverage/allocations", tests, make_scratch, remove_scratch);
}
