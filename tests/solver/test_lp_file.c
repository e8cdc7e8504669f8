/* The LP file: its text for a tiny problem, and other solvers' optima against brute force. */
#include "tests/support.h"

#include <setjmp.h>
#include <stdarg.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>

static char folder[] = "/tmp/ambit-lp-XXXXXX";
static char lp_path[64], answer_path[64];

static int make_folder(void **state)
{
    (void)state;
    if (!mkdtemp(folder)) return -1;
    snprintf(lp_path, sizeof lp_path, "%s/model.lp", folder);
    snprintf(answer_path, sizeof answer_path, "%s/answer.txt", folder);
    return 0;
}

static int remove_folder(void **state)
{
    (void)state;
    unlink(lp_path), unlink(answer_path);
    return rmdir(folder);
}

static char *read_all(const char *path)
{
    static char text[1 << 20];
    FILE *from = fopen(path, "r");
    assert_non_null(from);
    size_t n = fread(text, 1, sizeof text - 1, from);
    fclose(from);
    text[n] = '\0';
    return text;
}

/* ---- Text ------------------------------------------------------------------------------------------------------ */

static const char *const expected =
    "\\ 3 units, 2 reps, 1 rules; u and r count from 0\n"
    "Minimize\n"
    " cost: + x_u0_r0 + 2.5 x_u0_r1 + 4.75 x_u1_r0 + 0.5 x_u2_r0 + 0.1 x_u2_r1 + 2 dp_a0_r0\n"
    "  + 2 dm_a0_r0 + 6 dp_a0_r1 + 6 dm_a0_r1\n"
    "Subject To\n"
    " unit_u0: + x_u0_r0 + x_u0_r1 = 1\n"
    " unit_u1: + x_u1_r0 = 1\n"
    " unit_u2: + x_u2_r0 + x_u2_r1 = 1\n"
    " lower_a0_r0: + 3 x_u0_r0 + 4 x_u1_r0 >= 2\n"
    " upper_a0_r0: + 3 x_u0_r0 + 4 x_u1_r0 <= 5\n"
    " ideal_a0_r0: + 3 x_u0_r0 + 4 x_u1_r0 - dp_a0_r0 + dm_a0_r0 = 3\n"
    " upper_a0_r1: + 3 x_u0_r1 <= 7\n"
    " ideal_a0_r1: + 3 x_u0_r1 - dp_a0_r1 + dm_a0_r1 = 1\n"
    " moved: + x_u1_r0 <= 2\n"
    "Bounds\n zero = 0\nBinary\n x_u0_r0\n x_u0_r1\n x_u1_r0\n x_u2_r0\n x_u2_r1\nEnd\n";

static void the_text_is_the_model(void **state)
{
    (void)state;
    ambit_error err;
    ambit_problem *p;
    const ambit_pair pair[5] = { { 0, 0, 1 }, { 0, 1, 2.5 }, { 1, 0, 4 }, { 2, 0, 0.5 }, { 2, 1, 0.1 } };
    const double amount[3] = { 3, 4, 0 }, lower[2] = { 2, -INFINITY }, upper[2] = { 5, 7 }, ideal[2] = { 3, 1 };
    const uint32_t current[3] = { AMBIT_NOBODY, 1, AMBIT_NOBODY };
    const double cost[3] = { 9, 0.75, 9 };
    const ambit_rule rule = { .name = "work", .amount = amount, .lower = lower, .upper = upper, .ideal = ideal,
        .ideal_weight = 6 };
    assert_int_equal(ambit_problem_build(&p, 3, 2, &err), AMBIT_OK);
    assert_int_equal(ambit_problem_set_pairs(p, pair, 5, &err), AMBIT_OK);
    assert_int_equal(ambit_problem_add_rule(p, &rule, &err), AMBIT_OK);
    assert_int_equal(ambit_problem_set_current(p, current, cost, NULL, 2, &err), AMBIT_OK);
    assert_int_equal(ambit_problem_write_lp(p, lp_path, &err), AMBIT_OK);
    assert_string_equal(read_all(lp_path), expected);
    ambit_problem_free(p);
}

/* Two alike free territories on a line of three places, one of which holds less. */
static const char *const expected_of_centres =
    "\\ 3 units, 2 reps, 1 rules; u, c and r count from 0\n"
    "Minimize\n"
    " cost: + 3 x_u0_c1 + 5 x_u0_c2 + 6 x_u1_c0 + 4 x_u1_c2 + 5 x_u2_c0 + 2 x_u2_c1\n"
    "  + 7 z_b0\n"
    "Subject To\n"
    " unit_u0: + x_u0_c0 + x_u0_c1 + x_u0_c2 = 1\n"
    " unit_u1: + x_u1_c0 + x_u1_c1 + x_u1_c2 = 1\n"
    " unit_u2: + x_u2_c0 + x_u2_c1 + x_u2_c2 = 1\n"
    " own_u0_c0: + x_u0_c0 - y_c0 = 0\n"
    " open_u1_c0: + x_u1_c0 - y_c0 <= 0\n"
    " open_u2_c0: + x_u2_c0 - y_c0 <= 0\n"
    " open_u0_c1: + x_u0_c1 - y_c1 <= 0\n"
    " own_u1_c1: + x_u1_c1 - y_c1 = 0\n"
    " open_u2_c1: + x_u2_c1 - y_c1 <= 0\n"
    " open_u0_c2: + x_u0_c2 - y_c2 <= 0\n"
    " open_u1_c2: + x_u1_c2 - y_c2 <= 0\n"
    " own_u2_c2: + x_u2_c2 - y_c2 = 0\n"
    " count_k0: + y_c0 + y_c1 + y_c2 = 2\n"
    " lower_a0_c0: + 2 x_u0_c0 + 3 x_u1_c0 + 4 x_u2_c0 - y_c0 >= 0\n"
    " upper_a0_c0: + 2 x_u0_c0 + 3 x_u1_c0 + 4 x_u2_c0 - 6 y_c0 <= 0\n"
    " lower_a0_c1: + 2 x_u0_c1 + 3 x_u1_c1 + 4 x_u2_c1 - y_c1 >= 0\n"
    " upper_a0_c1: + 2 x_u0_c1 + 3 x_u1_c1 + 4 x_u2_c1 - 8 y_c1 <= 0\n"
    " lower_a0_c2: + 2 x_u0_c2 + 3 x_u1_c2 + 4 x_u2_c2 - y_c2 >= 0\n"
    " upper_a0_c2: + 2 x_u0_c2 + 3 x_u1_c2 + 4 x_u2_c2 - 8 y_c2 <= 0\n"
    " cut_b0_c0: + z_b0 - x_u0_c0 + x_u2_c0 >= 0\n"
    " cut_b0_c1: + z_b0 - x_u0_c1 + x_u2_c1 >= 0\n"
    " cut_b0_c2: + z_b0 - x_u0_c2 + x_u2_c2 >= 0\n"
    "Bounds\n zero = 0\nBinary\n"
    " y_c0\n x_u0_c0\n x_u1_c0\n x_u2_c0\n"
    " y_c1\n x_u0_c1\n x_u1_c1\n x_u2_c1\n"
    " y_c2\n x_u0_c2\n x_u1_c2\n x_u2_c2\nEnd\n";

static void the_text_is_the_model_of_centres(void **state)
{
    (void)state;
    ambit_error err;
    ambit_problem *p;
    const double x[3] = { 0, 3, 5 }, y[3] = { 0, 0, 0 }, visits[3] = { 1, 2, 1 }, amount[3] = { 2, 3, 4 };
    const double lower[2] = { 1, 1 }, upper[2] = { 8, 8 }, capacity[3] = { 6, 9, 9 }, price[1] = { 7 };
    const ambit_border border[1] = { { 2, 0 } };
    const ambit_rule rule = { .name = "work", .amount = amount, .lower = lower, .upper = upper };
    const ambit_centres centres = { .capacity = capacity };
    assert_int_equal(ambit_problem_build(&p, 3, 2, &err), AMBIT_OK);
    assert_int_equal(ambit_problem_set_plane(p, x, y, NULL, NULL, AMBIT_ROUND_NOT, &err), AMBIT_OK);
    assert_int_equal(ambit_problem_set_travel(p, AMBIT_TRAVEL_DISTANCE, &err), AMBIT_OK);
    assert_int_equal(ambit_problem_set_visits(p, visits, &err), AMBIT_OK);
    assert_int_equal(ambit_problem_add_rule(p, &rule, &err), AMBIT_OK);
    assert_int_equal(ambit_problem_set_centres(p, &centres, &err), AMBIT_OK);
    assert_int_equal(ambit_problem_set_border_cost(p, border, price, 1, &err), AMBIT_OK);
    assert_int_equal(ambit_problem_write_lp(p, lp_path, &err), AMBIT_OK);
    assert_string_equal(read_all(lp_path), expected_of_centres);
    ambit_problem_free(p);
}

static void a_matrix_does_not_say_what_a_free_centre_costs(void **state)
{
    (void)state;
    ambit_error err;
    ambit_problem *p = ambit_test_random_problem(1, 4, 2, 1, 0.5, AMBIT_TEST_CENTRES | AMBIT_TEST_MATRIX);
    assert_int_equal(ambit_problem_write_lp(p, lp_path, &err), AMBIT_E_INPUT);
    assert_string_equal(err.text, "LP file: found free centres and a travel matrix, expected one of them");
    assert_int_equal(access(lp_path, F_OK), -1);
    ambit_problem_free(p);
    p = ambit_test_random_problem(1, 4, 2, 1, 0.5, AMBIT_TEST_CENTRES | AMBIT_TEST_PER_HOUR);
    assert_int_equal(ambit_problem_write_lp(p, lp_path, &err), AMBIT_E_INPUT);
    assert_non_null(strstr(err.text, "LP file: found amounts per hour of travel"));
    ambit_problem_free(p);
}

static void a_path_that_cannot_be_is_named(void **state)
{
    (void)state;
    ambit_error err = { AMBIT_OK, "" };
    ambit_problem *p = ambit_test_random_problem(1, 3, 2, 1, 0.5, 0);
    assert_int_equal(ambit_problem_write_lp(p, "/nowhere/at/all.lp", &err), AMBIT_E_FILE);
    assert_string_equal(err.text, "/nowhere/at/all.lp: cannot be written: No such file or directory");
    ambit_problem_free(p);
}

/* ---- Other solvers --------------------------------------------------------------------------------------------- */

static int has_program(const char *name)
{
    char command[80];
    snprintf(command, sizeof command, "command -v %s >/dev/null 2>&1", name);
    return system(command) == 0;
}

/* glpsol writes "s mip ROWS COLUMNS STATUS VALUE", STATUS o or n. */
static int ask_glpsol(double *value)
{
    char command[200], status;
    snprintf(command, sizeof command, "glpsol --lp %s -w %s >/dev/null 2>&1", lp_path, answer_path);
    assert_int_equal(system(command), 0);
    char *line = strstr(read_all(answer_path), "\ns mip ");
    assert_non_null(line);
    assert_int_equal(sscanf(line, "\ns mip %*d %*d %c %lf", &status, value), 2);
    return status == 'o';
}

/* cbc writes "Optimal - objective value VALUE" or "Infeasible ..." / "Integer infeasible ...". */
static int ask_cbc(double *value)
{
    char command[200];
    snprintf(command, sizeof command, "cbc %s solve solution %s >/dev/null 2>&1", lp_path, answer_path);
    assert_int_equal(system(command), 0);
    return sscanf(read_all(answer_path), "Optimal - objective value %lf", value) == 1;
}

static const struct other {
    const char *program;
    int (*ask)(double *value);
} others[] = { { "glpsol", ask_glpsol }, { "cbc", ask_cbc } };

/* One problem: the other solver must say of its file what trying everything says of the problem. */
static void compare(const struct other *other, uint64_t seed, uint32_t n_units, unsigned features)
{
    enum { MOST_UNITS = 6, REPS = 3 };
    ambit_error err;
    uint32_t plan[MOST_UNITS];
    double best, value = 0;
    print_message("seed %llu\n", (unsigned long long)seed);
    ambit_problem *p = ambit_test_random_problem(seed, n_units, REPS, 2, 0.45, features);
    int feasible = ambit_test_brute_force(p, n_units, REPS, plan, &best);
    assert_int_equal(ambit_problem_write_lp(p, lp_path, &err), AMBIT_OK);
    assert_int_equal(other->ask(&value), feasible);
    if (feasible) assert_true(fabs(value - best) <= 1e-6 * (1 + best));
    ambit_problem_free(p);
}

static void skip_without(const char *program)
{
    if (has_program(program)) return;
    print_message("%s is not installed\n", program);
    skip();
}

/* Free centres alike and of many kinds, beside homes, in all that a problem may have. */
static void finds_the_best_centres(void **state)
{
    enum { FREE = AMBIT_TEST_CENTRES, HESS = FREE | AMBIT_TEST_PLANE | AMBIT_TEST_MOMENT | AMBIT_TEST_INTEGER };
    static const unsigned features[] = { FREE | AMBIT_TEST_PLANE | AMBIT_TEST_ONE_SIDED | AMBIT_TEST_CAPACITY,
        HESS, HESS | AMBIT_TEST_CONTIGUOUS, FREE | AMBIT_TEST_HOMES | AMBIT_TEST_CONTIGUOUS | AMBIT_TEST_HIDDEN,
        FREE | AMBIT_TEST_FEW_SITES | AMBIT_TEST_PRICED | AMBIT_TEST_IDEAL,
        FREE | AMBIT_TEST_GROUPS | AMBIT_TEST_LOCKS | AMBIT_TEST_CLASSES | AMBIT_TEST_FORBIDDEN | AMBIT_TEST_HIDDEN,
        FREE | AMBIT_TEST_HOMES | AMBIT_TEST_CURRENT | AMBIT_TEST_MOVE_CAP | AMBIT_TEST_HIDDEN | AMBIT_TEST_MISFIT,
        AMBIT_TEST_PLANE | AMBIT_TEST_PRICED | AMBIT_TEST_MOMENT | AMBIT_TEST_CONTIGUOUS,
        FREE | AMBIT_TEST_HOMES | AMBIT_TEST_CURRENT | AMBIT_TEST_CAPS | AMBIT_TEST_HIDDEN };
    const struct other *other = *state;
    skip_without(other->program);
    for (uint64_t seed = 1; seed <= 36; seed++) compare(other, seed, 5, features[seed % 9]);
}

static void finds_what_brute_force_finds(void **state)
{
    const struct other *other = *state;
    static const unsigned features[] = { 0,
        AMBIT_TEST_HIDDEN | AMBIT_TEST_MATRIX | AMBIT_TEST_PER_HOUR | AMBIT_TEST_IDEAL,
                AMBIT_TEST_HIDDEN | AMBIT_TEST_GROUPS | AMBIT_TEST_LOCKS | AMBIT_TEST_CLASSES | AMBIT_TEST_FORBIDDEN,
        AMBIT_TEST_INTEGER | AMBIT_TEST_CURRENT | AMBIT_TEST_MOVE_CAP, AMBIT_TEST_CONTIGUOUS, AMBIT_TEST_ALL,
        AMBIT_TEST_GAP, AMBIT_TEST_ALL | AMBIT_TEST_PAIR_AMOUNT,
        AMBIT_TEST_HIDDEN | AMBIT_TEST_CURRENT | AMBIT_TEST_CAPS | AMBIT_TEST_GROUPS };
    skip_without(other->program);
    for (uint64_t seed = 1; seed <= 54; seed++) compare(other, seed, 6, features[seed % 9]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_text_is_the_model), cmocka_unit_test(the_text_is_the_model_of_centres),
        cmocka_unit_test(a_matrix_does_not_say_what_a_free_centre_costs),
        cmocka_unit_test(a_path_that_cannot_be_is_named),
        { "glpsol finds what brute force finds", finds_what_brute_force_finds, NULL, NULL, (void *)&others[0] },
        { "cbc finds what brute force finds", finds_what_brute_force_finds, NULL, NULL, (void *)&others[1] },
        { "glpsol finds the best centres", finds_the_best_centres, NULL, NULL, (void *)&others[0] },
        { "cbc finds the best centres", finds_the_best_centres, NULL, NULL, (void *)&others[1] },
    };
    return cmocka_run_group_tests_name("solver/lp_file", tests, make_folder, remove_folder);
}
