/* Published instances whose optimum is known: it is found, proven, and judged by the instance's own numbers.
 *
 * The instances are not ours to copy: they are read from ../shared/benchmarks, with best_known.tsv beside them, and the
 * tests are skipped where that folder is missing. */
#include "tools/benchmark/kinds.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>

#define FOLDER "../shared/benchmarks/"

typedef struct {
    const char *name, *file;
    const char *kind, *objective; /* how the objective's column begins */
    unsigned given;               /* AMBIT_BENCHMARK_... */
} published;

#define MEDIANS(file) { file, "cpmp/" file, "cpmp", "sum of", 0 }
#define DISTRICTS(file) { file, "county/" file, "hess", "Hess, no contiguity", 0 }
#define WHOLE(file) { file ", contiguous", "county/" file, "hess", "Hess, contiguous", AMBIT_BENCHMARK_CONTIGUOUS }

static const published all[] = {
    MEDIANS("cpmp01.txt"), MEDIANS("cpmp02.txt"), MEDIANS("SJC1.txt"),
    DISTRICTS("ME.json"), WHOLE("ME.json"), DISTRICTS("NM.json"), WHOLE("NM.json"), DISTRICTS("ID.json"),
    WHOLE("ID.json"), DISTRICTS("NH.json"), WHOLE("NH.json"), WHOLE("MS.json"),
};

/* The best known value: INFINITY when it is known that there is none. */
static double look_up(const published *p)
{
    char line[500], best[40];
    double value = NAN;
    FILE *table = fopen(FOLDER "best_known.tsv", "r");
    assert_non_null(table);
    while (isnan(value) && fgets(line, sizeof line, table)) {
        const char *file = strchr(line, '\t'), *objective = file;
        for (int column = 1; objective && column < 4; column++) objective = strchr(objective + 1, '\t');
        if (!objective || strncmp(file + 1, p->file, strlen(p->file)) || file[1 + strlen(p->file)] != '\t') continue;
        if (strncmp(objective + 1, p->objective, strlen(p->objective))) continue;
        const char *end = strchr(objective + 1, '\t');
        assert_true(end && sscanf(end, " %39[^\t]", best) == 1);
        value = strcmp(best, "infeasible") ? strtod(best, NULL) : INFINITY;
    }
    fclose(table);
    if (isnan(value)) fail_msg("best_known.tsv has no row for %s", p->name);
    return value;
}

/* The plan's cost by the instance's own numbers. */
static double judge(const ambit_benchmark_kind *kind, const void *instance, const ambit_problem *problem,
        const uint32_t *plan)
{
    uint32_t n_units, n_reps;
    double cost;
    char fault[AMBIT_BENCHMARK_FAULT];
    kind->size(instance, &n_units, &n_reps);
    uint32_t *centre = malloc(n_reps * sizeof *centre), *answer = malloc(n_units * sizeof *answer);
    assert_true(centre && answer);
    assert_int_equal(ambit_problem_best_centres(problem, plan, centre, NULL), AMBIT_OK);
    for (uint32_t u = 0; u < n_units; u++) answer[u] = centre[plan[u]];
    if (kind->judge(instance, answer, &cost, fault) != 1) fail_msg("%s", fault);
    free(centre), free(answer);
    return cost;
}

static void compare(const published *p, const ambit_benchmark_kind *kind, const void *instance)
{
    ambit_problem *problem;
    ambit_result *result = NULL;
    ambit_error err = { AMBIT_OK, "" };
    const double best = look_up(p), printed = 0.005 * (1 + 1e-9); /* two decimals are published */
    ambit_options options = ambit_options_default();
    if (kind->formulate(&problem, instance, &err) || ambit_solve(&result, problem, &options, &err))
        fail_msg("%s", err.text);
    const ambit_summary *s = ambit_result_summary(result);
    print_message("%s: %.6f, bound %.6f, best known %.2f\n", p->name, s->cost.total, s->bound, best);
    if (isinf(best)) {
        assert_int_equal(s->status, AMBIT_PLAN_INFEASIBLE);
        assert_string_not_equal(ambit_result_explanation(result), "");
    } else {
        assert_int_equal(s->status, AMBIT_PLAN_OPTIMAL);
        assert_true(fabs(s->cost.total - best) <= printed);
        assert_true(fabs(judge(kind, instance, problem, ambit_result_plan(result)) - s->cost.total) <= 1e-6);
    }
    ambit_result_free(result);
    ambit_problem_free(problem);
}

static void is_proven(void **state)
{
    const published *p = *state;
    const ambit_benchmark_kind *kind = ambit_benchmark_find(p->kind);
    const ambit_benchmark_choices choices = { p->given, AMBIT_ROUND_NOT };
    char path[200];
    void *instance;
    if (access(FOLDER "best_known.tsv", R_OK)) {
        print_message("there is no %s\n", FOLDER);
        skip();
    }
    snprintf(path, sizeof path, "%s%s", FOLDER, p->file);
    ambit_diagnosis *diagnosis = ambit_diagnosis_build();
    assert_int_equal(kind->read(&instance, path, &choices, diagnosis, NULL), AMBIT_OK);
    compare(p, kind, instance);
    kind->free(instance);
    ambit_diagnosis_free(diagnosis);
}

int main(void)
{
    enum { N = sizeof all / sizeof *all };
    struct CMUnitTest tests[N];
    for (size_t i = 0; i < N; i++)
        tests[i] = (struct CMUnitTest){ all[i].name, is_proven, NULL, NULL, (void *)(uintptr_t)&all[i] };
    return cmocka_run_group_tests_name("heuristics/published", tests, NULL, NULL);
}
