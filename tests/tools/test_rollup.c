/* What a roll-up must be for any hierarchy: every manager has the sum of all reps below, whatever the chain. */
#include "tests/tools/paper_outcome.h"
#include "instances/base/rng.h"
#include "tools/roster.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

static const paper_size small = { 3, 3, 3, 2 };

/* 1 when somebody of this id stands above rep r. Reps may manage reps, so the chain is walked by ids. */
static int is_below(const paper *p, uint32_t n, uint32_t r, const char *id)
{
    for (uint32_t steps = 0; *p->manager[r] && steps <= n; steps++) {
        const char *above = p->manager[r];
        if (!strcmp(above, id)) return 1;
        for (r = 0; r < n && strcmp(p->rep_id[r], above);) r++;
        if (r == n) return 0;
    }
    return 0;
}

/* The manager itself counts where it is a rep. */
static void check_row(const paper *p, const ambit_rollup *rollup, uint32_t m)
{
    uint32_t n = p->outcome.n_reps, reps = 0, units = 0;
    double travel = 0, load = 0, share = 0;
    for (uint32_t r = 0; r < n; r++) {
        if (!is_below(p, n, r, rollup->id[m]) && strcmp(p->rep_id[r], rollup->id[m])) continue;
        reps++;
        units += p->outcome.rep[r].units;
        travel += p->outcome.rep[r].travel;
        load += p->outcome.load[r].load;
        share += p->outcome.load[r].share;
    }
    assert_int_equal(rollup->reps[m], reps);
    assert_int_equal(rollup->figure[m].units, units);
    assert_true(fabs(rollup->figure[m].travel - travel) < 1e-6);
    assert_true(fabs(rollup->load[m].load - load) < 1e-6);
    assert_true(fabs(rollup->load[m].share - share) < 1e-6);
    if (share > 0) assert_true(fabs(rollup->load[m].deviation - (load - share) / share) < 1e-9);
}

/* Rep r reports to a rep before it, to a manager without a row, or to nobody: no circle can be. */
static void managers_add_up_all_below(void **state)
{
    (void)state;
    static const char *const outside[] = { "", "M1", "M2" };
    uint64_t seed = 20270101;
    print_message("# seed %llu\n", (unsigned long long)seed);
    ambit_rng rng = ambit_rng_of(seed, 0);
    paper p;
    paper_init(&p, small);
    for (int round = 0; round < 300; round++) {
        ambit_rollup rollup;
        ambit_error err = { AMBIT_OK, "" };
        for (uint32_t r = 0; r < p.outcome.n_reps; r++) {
            uint32_t k = (uint32_t)(ambit_rng_next(&rng) % (r + 3));
            p.manager[r] = k < 3 ? outside[k] : p.rep_id[k - 3];
        }
        assert_int_equal(ambit_rollup_build(&rollup, &p.outcome, &err), AMBIT_OK);
        for (uint32_t m = 0; m < rollup.n; m++) {
            check_row(&p, &rollup, m);
            assert_true(rollup.above[m] == AMBIT_NOBODY || rollup.above[m] < m);
            assert_int_equal(rollup.level[m], rollup.above[m] == AMBIT_NOBODY ? 1 : rollup.level[rollup.above[m]] + 1);
        }
        for (uint32_t r = 0; r < p.outcome.n_reps; r++) {
            uint32_t m = ambit_rollup_above(&rollup, r, 0);
            assert_string_equal(m == AMBIT_NOBODY ? "" : rollup.id[m], p.manager[r]);
        }
        ambit_rollup_reset(&rollup);
    }
    paper_reset(&p);
}

static char *table_of(const paper *p, void write(FILE *to, const ambit_roster *roster))
{
    char *text = NULL;
    size_t length;
    ambit_roster roster;
    ambit_error err = { AMBIT_OK, "" };
    FILE *to = open_memstream(&text, &length);
    assert_non_null(to);
    assert_int_equal(ambit_roster_init(&roster, &p->outcome, &err), AMBIT_OK);
    write(to, &roster);
    ambit_roster_reset(&roster);
    fclose(to);
    return text;
}

static void write_managers(FILE *to, const ambit_roster *roster) { ambit_roster_write_managers(to, roster, "h"); }

static void the_table_names_the_chain_and_stays_a_row_a_rep(void **state)
{
    (void)state;
    paper p;
    paper_init(&p, small);
    for (uint32_t r = 0; r < p.outcome.n_reps; r++) p.manager[r] = r ? p.rep_id[0] : "";
    p.manager[1] = "";
    p.manager[2] = p.rep_id[1];
    p.manager[0] = p.rep_id[1];
    char *text = table_of(&p, ambit_roster_write);
    assert_non_null(strstr(text, ",manager,manager_2,units,"));
    uint32_t lines = 0;
    for (const char *at = text; (at = strchr(at, '\n')); at++) lines++;
    assert_int_equal(lines, 1 + p.outcome.n_reps);
    free(text);
    text = table_of(&p, write_managers);
    assert_ptr_equal(strstr(text, "manager_id,name,level,manager,reps,units,accounts,visits,travel_h,tour_km,"), text);
    assert_non_null(strchr(text, '\n'));
    assert_int_equal(strncmp(strchr(text, '\n') + 1, p.rep_id[1], strlen(p.rep_id[1])), 0); /* the top comes first */
    free(text);
    paper_reset(&p);
}

static void without_managers_there_is_no_column(void **state)
{
    (void)state;
    paper p;
    paper_init(&p, small);
    for (uint32_t r = 0; r < p.outcome.n_reps; r++) p.manager[r] = "";
    char *text = table_of(&p, ambit_roster_write);
    assert_null(strstr(text, "manager"));
    free(text);
    paper_reset(&p);
}

/* The reader of the plan tells of a circle; here it only leaves the roll-up out. */
static void a_circle_leaves_no_rows(void **state)
{
    (void)state;
    paper p;
    ambit_rollup rollup;
    ambit_error err = { AMBIT_OK, "" };
    paper_init(&p, small);
    p.manager[0] = p.rep_id[1];
    p.manager[1] = p.rep_id[0];
    assert_int_equal(ambit_rollup_build(&rollup, &p.outcome, &err), AMBIT_OK);
    assert_int_equal(rollup.n, 0);
    assert_true(rollup.is_faulty);
    assert_int_equal(ambit_rollup_above(&rollup, 0, 0), AMBIT_NOBODY);
    ambit_rollup_reset(&rollup);
    paper_reset(&p);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(managers_add_up_all_below),
        cmocka_unit_test(the_table_names_the_chain_and_stays_a_row_a_rep),
        cmocka_unit_test(without_managers_there_is_no_column),
        cmocka_unit_test(a_circle_leaves_no_rows),
    };
    return cmocka_run_group_tests_name("tools/rollup", tests, NULL, NULL);
}
