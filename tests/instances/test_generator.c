/* Random instances: the hidden plan is within the rules, the same seed gives the same bytes, size does not matter. */
#include "tests/generated.h"

#include <dirent.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>
#include <cmocka.h>

static const ambit_test_kind kinds[] = {
    { "one account and one rep",            1, 1, 1, 0.05, 0, 0, 0 },
    { "as many reps as accounts",           7, 7, 2, 0.05, 0, 0, 0 },
    { "two accounts a rep, all options",    60, 30, 4, 0.05, 3, 1, 1 },
    { "the size of a bench instance",       500, 10, 2, 0.05, 0, 0, 0 },
    { "part-time reps",                     1000, 20, 2, 0.05, 0, 1, 0 },
    { "segments",                           1000, 20, 2, 0.05, 8, 0, 0 },
    { "the most segments",                  400, 9, 2, 0.05, AMBIT_GENERATOR_SEGMENTS, 0, 0 },
    { "giants",                             1000, 20, 2, 0.05, 0, 0, 1 },
    { "the narrowest tolerance",            2000, 12, 4, 0.001, 0, 1, 1 },
    { "the widest tolerance",               50, 6, 2, 1, 0, 0, 0 },
};

static void the_hidden_plan_is_within_the_rules(void **state)
{
    for (uint64_t seed = 1; seed <= 20; seed++) {
        ambit_generator_options options = ambit_test_options_of(*state, seed);
        ambit_generated *g = ambit_test_draw(&options);
        ambit_problem *problem = ambit_test_formulate(g);
        ambit_verdict verdict;
        assert_int_equal(ambit_evaluate(&verdict, problem, g->hidden, NULL, NULL), AMBIT_OK);
        if (!verdict.within_rules) fail_msg("seed %u: %s", (unsigned)seed, verdict.first_fault);
        ambit_problem_free(problem);
        ambit_generated_free(g);
    }
}

/* Every territory is used, homes are inside their own, places inside the country, amounts and visits positive. */
static void what_is_drawn_makes_sense(void **state)
{
    ambit_generator_options options = ambit_test_options_of(*state, 5);
    ambit_generated *g = ambit_test_draw(&options);
    for (uint32_t r = 0; r < options.n_reps; r++) assert_int_equal(g->hidden[g->home[r]], r);
    for (uint32_t i = 0; i < options.n_accounts; i++) {
        assert_true(g->lon_deg[i] >= -122 && g->lon_deg[i] <= -77 && g->lat_deg[i] >= 26 && g->lat_deg[i] <= 48.5);
        assert_true(g->visits[i] >= 1 && g->visits[i] == floor(g->visits[i]));
        for (uint32_t a = 0; a < options.n_measures; a++) assert_true(g->amount[a][i] > 0 && isfinite(g->amount[a][i]));
    }
    ambit_generated_free(g);
}

static double correlation(const double *x, const double *y, uint32_t n)
{
    double sx = 0, sy = 0, xx = 0, yy = 0, xy = 0;
    for (uint32_t i = 0; i < n; i++) sx += log(x[i]), sy += log(y[i]);
    for (uint32_t i = 0; i < n; i++) {
        double dx = log(x[i]) - sx / n, dy = log(y[i]) - sy / n;
        xx += dx * dx, yy += dy * dy, xy += dx * dy;
    }
    return xy / sqrt(xx * yy);
}

static double sigma_of_log(const double *x, uint32_t n)
{
    double sum = 0, square = 0;
    for (uint32_t i = 0; i < n; i++) sum += log(x[i]), square += log(x[i]) * log(x[i]);
    return sqrt(square / n - sum / n * (sum / n));
}

static void amounts_are_as_heavy_tailed_as_promised(void **state)
{
    (void)state;
    ambit_generator_options options = ambit_generator_default();
    options.n_accounts = 100000;
    ambit_generated *g = ambit_test_draw(&options);
    assert_true(fabs(sigma_of_log(g->amount[0], options.n_accounts) - 0.6) < 0.02);
    assert_true(fabs(sigma_of_log(g->amount[1], options.n_accounts) - 1.2) < 0.04);
    assert_true(fabs(correlation(g->amount[0], g->amount[1], options.n_accounts) - 0.6) < 0.02);
    ambit_generated_free(g);
}

static void a_giant_holds_its_part(void **state)
{
    (void)state;
    ambit_generator_options options = ambit_generator_default();
    options.n_accounts = 4000, options.n_reps = 8, options.giants = 1;
    ambit_generated *g = ambit_test_draw(&options);
    double load[8] = { 0 }, most[8] = { 0 };
    for (uint32_t i = 0; i < options.n_accounts; i++) {
        load[g->hidden[i]] += g->amount[1][i];
        if (g->amount[1][i] > most[g->hidden[i]]) most[g->hidden[i]] = g->amount[1][i];
    }
    for (int r = 0; r < 8; r++) assert_int_equal(most[r] / load[r] > 0.29 && most[r] / load[r] < 0.61, r % 4 == 0);
    ambit_generated_free(g);
}

/* ---- Files ------------------------------------------------------------------------------------------------------ */

static const char *const files[] = { "plan.yaml", "accounts.csv", "reps.csv" };

static char *read_all(const char *folder, const char *name, size_t *size)
{
    char path[512];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    FILE *file = fopen(path, "rb");
    if (!file) fail_msg("%s is not there", name);
    fseek(file, 0, SEEK_END);
    *size = (size_t)ftell(file);
    rewind(file);
    char *text = calloc(1, *size + 1);
    assert_non_null(text);
    assert_int_equal(fread(text, 1, *size, file), *size);
    fclose(file);
    return text;
}

static void remove_folder(const char *folder)
{
    char path[512];
    for (size_t k = 0; k < sizeof files / sizeof *files; k++) {
        snprintf(path, sizeof path, "%s/%s", folder, files[k]);
        unlink(path);
    }
    if (rmdir(folder)) fail_msg("%s holds more than was asked for", folder);
}

static ambit_status write_instance(const char *folder, const ambit_generator_options *options, int force,
        ambit_error *err)
{
    ambit_generated *g = ambit_test_draw(options);
    ambit_status status = ambit_generated_write(g, folder, force, err);
    ambit_generated_free(g);
    return status;
}

static void the_same_seed_gives_the_same_bytes(void **state)
{
    char base[] = "/tmp/ambit-generator-XXXXXX", folder[3][64];
    assert_non_null(mkdtemp(base));
    for (int k = 0; k < 3; k++) {
        ambit_generator_options options = ambit_test_options_of(*state, k < 2 ? 7 : 8);
        snprintf(folder[k], sizeof folder[k], "%s/%d", base, k);
        assert_int_equal(write_instance(folder[k], &options, 0, NULL), AMBIT_OK);
    }
    for (size_t f = 0; f < 3; f++) {
        size_t size[3];
        char *text[3];
        for (int k = 0; k < 3; k++) text[k] = read_all(folder[k], files[f], &size[k]);
        assert_string_equal(text[0], text[1]);
        assert_string_not_equal(text[0], text[2]);
        for (int k = 0; k < 3; k++) free(text[k]);
    }
    for (int k = 0; k < 3; k++) remove_folder(folder[k]);
    assert_int_equal(rmdir(base), 0);
}

/* The numbers in the file are the numbers in memory, so what is proven of one holds for the other. */
static void a_file_says_what_memory_holds(void **state)
{
    (void)state;
    char base[] = "/tmp/ambit-generator-XXXXXX", folder[64];
    assert_non_null(mkdtemp(base));
    snprintf(folder, sizeof folder, "%s/plan", base);
    ambit_generator_options options = ambit_generator_default();
    options.n_measures = 4, options.n_accounts = 1000;
    ambit_generated *g = ambit_test_draw(&options);
    assert_int_equal(ambit_generated_write(g, folder, 0, NULL), AMBIT_OK);
    size_t size;
    char *text = read_all(folder, "accounts.csv", &size), *at = strchr(text, '\n');
    for (uint32_t i = 0; i < options.n_accounts; i++) {
        at = strchr(at + 1, ',');
        double expected[7] = { g->lon_deg[i], g->lat_deg[i], g->visits[i], g->amount[0][i], g->amount[1][i],
            g->amount[2][i], g->amount[3][i] };
        for (int k = 0; k < 7; k++) assert_true(strtod(at + 1, &at) == expected[k]);
        assert_int_equal(*at, '\n');
    }
    assert_int_equal(at - text, size - 1);
    free(text);
    ambit_generated_free(g);
    remove_folder(folder);
    assert_int_equal(rmdir(base), 0);
}

static void an_instance_that_exists_needs_force(void **state)
{
    (void)state;
    char base[] = "/tmp/ambit-generator-XXXXXX", folder[64];
    assert_non_null(mkdtemp(base));
    snprintf(folder, sizeof folder, "%s/plan", base);
    ambit_generator_options options = ambit_generator_default();
    ambit_error err = { AMBIT_OK, "" };
    assert_int_equal(write_instance(folder, &options, 0, NULL), AMBIT_OK);
    assert_int_equal(write_instance(folder, &options, 0, &err), AMBIT_E_FILE);
    assert_non_null(strstr(err.text, "--force"));
    assert_int_equal(write_instance(folder, &options, 1, NULL), AMBIT_OK);
    remove_folder(folder);
    assert_int_equal(rmdir(base), 0);
}

/* ---- Limits ----------------------------------------------------------------------------------------------------- */

static void options_out_of_range_are_named(void **state)
{
    (void)state;
    static const struct { ambit_generator_options options; const char *says; } cases[] = {
        { { 0, 0, 1, 2, 0.05, 0, 0, 0 }, "0 accounts for 0 reps" },
        { { 4, 5, 1, 2, 0.05, 0, 0, 0 }, "4 accounts for 5 reps" },
        { { 9, 5, 1, 0, 0.05, 0, 0, 0 }, "0 measures" },
        { { 9, 5, 1, 5, 0.05, 0, 0, 0 }, "5 measures" },
        { { 9, 5, 1, 2, 0.0009, 0, 0, 0 }, "tolerance 0.09 %" },
        { { 9, 5, 1, 2, 1.5, 0, 0, 0 }, "tolerance 150 %" },
        { { 9, 5, 1, 2, NAN, 0, 0, 0 }, "tolerance nan %" },
        { { 9, 5, 1, 2, 0.05, 61, 0, 0 }, "61 segments" },
    };
    for (size_t k = 0; k < sizeof cases / sizeof *cases; k++) {
        ambit_error err = { AMBIT_OK, "" };
        ambit_generated *g;
        assert_int_equal(ambit_generator_build(&g, &cases[k].options, &err), AMBIT_E_INPUT);
        assert_null(g);
        if (!strstr(err.text, cases[k].says)) fail_msg("\"%s\" does not say \"%s\"", err.text, cases[k].says);
    }
}

static void a_million_accounts_take_seconds(void **state)
{
    (void)state;
    ambit_generator_options options = { 1000000, 1000, 3, 2, 0.05, 0, 1, 1 };
    clock_t start = clock();
    ambit_generated *g = ambit_test_draw(&options);
    double seconds = (double)(clock() - start) / CLOCKS_PER_SEC;
    print_message("# 1,000,000 accounts, 1,000 reps: %.2f s\n", seconds);
    assert_true(seconds < 60); /* 1 s on a free machine; a sanitizer may take ten times that */
    ambit_problem *problem = ambit_test_formulate(g);
    ambit_verdict verdict;
    assert_int_equal(ambit_evaluate(&verdict, problem, g->hidden, NULL, NULL), AMBIT_OK);
    if (!verdict.within_rules) fail_msg("%s", verdict.first_fault);
    ambit_problem_free(problem);
    ambit_generated_free(g);
}

int main(void)
{
    enum { KINDS = sizeof kinds / sizeof *kinds };
    static void (*const of_each[])(void **) = { the_hidden_plan_is_within_the_rules, what_is_drawn_makes_sense,
        the_same_seed_gives_the_same_bytes };
    static const char *const words[] = { "the hidden plan is within the rules", "what is drawn makes sense",
        "the same seed gives the same bytes" };
    static const struct CMUnitTest others[] = {
        cmocka_unit_test(amounts_are_as_heavy_tailed_as_promised),
        cmocka_unit_test(a_giant_holds_its_part),
        cmocka_unit_test(a_file_says_what_memory_holds),
        cmocka_unit_test(an_instance_that_exists_needs_force),
        cmocka_unit_test(options_out_of_range_are_named),
        cmocka_unit_test(a_million_accounts_take_seconds),
    };
    struct CMUnitTest tests[KINDS];
    int failed = 0;
    for (int f = 0; f < 3; f++) {
        char name[KINDS][120];
        for (size_t k = 0; k < KINDS; k++) {
            snprintf(name[k], sizeof name[k], "%s: %s", kinds[k].name, words[f]);
            tests[k] = (struct CMUnitTest){ name[k], of_each[f], NULL, NULL, (void *)&kinds[k] };
        }
        failed += cmocka_run_group_tests_name("instances/generator", tests, NULL, NULL);
    }
    return failed + cmocka_run_group_tests_name("instances/generator", others, NULL, NULL);
}
