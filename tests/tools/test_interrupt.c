/* An interrupt at any moment: a whole plan that stands up to `ambit evaluate`, or nothing at all.
 *
 * The moments are random. The seed is printed; AMBIT_TEST_SEED=N draws the same ones again. */
#include "instances/base/rng.h"
#include "tests/tools/program.h"

#include <dirent.h>
#include <signal.h>
#include <stdbool.h>
#include <time.h>

enum { MOMENTS = 3, LATEST_MS = 1500, PATIENCE_S = 100 };

static char text[ROOM];

static double now_s(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static uint64_t announced_seed(void)
{
    const char *given = getenv("AMBIT_TEST_SEED");
    uint64_t seed = given ? strtoull(given, NULL, 10) : (uint64_t)time(NULL);
    print_message("AMBIT_TEST_SEED=%llu\n", (unsigned long long)seed);
    return seed;
}

/* The names in a folder below the scratch folder, sorted, each followed by a blank. */
static void list(char out[ROOM], const char *name)
{
    char path[4096];
    struct dirent **entry;
    int n = scandir(in_scratch(path, name), &entry, NULL, alphasort);
    size_t length = 0;
    *out = 0;
    for (int i = 0; i < n; i++) {
        if (strcmp(entry[i]->d_name, ".") && strcmp(entry[i]->d_name, ".."))
            length += (size_t)snprintf(out + length, ROOM - length, "%s ", entry[i]->d_name);
        free(entry[i]);
    }
    if (n >= 0) free(entry);
}

/* Runs the line and sends one SIGINT after so many milliseconds, also when the run is over by then. */
static const ran *interrupted(const char *line, uint32_t after_ms)
{
    pid_t child = start(line);
    usleep(after_ms * 1000);
    kill(child, SIGINT);
    double sent_s = now_s();
    const ran *r = finish(child);
    print_message("    interrupted after %u ms: %d, %.2f s later\n", after_ms, r->code, now_s() - sent_s);
    assert_true(now_s() - sent_s < PATIENCE_S); /* far from the 300 s that were asked for */
    return r;
}

/* Ended with a plan: out/ holds the files of a whole run, and the plan is what the exit code says. */
static void is_whole(const ran *r, const char *plan, const char *whole)
{
    char name[200], line[400];
    snprintf(name, sizeof name, "%s/out", plan);
    list(text, name);
    if (r->code != 0 && r->code != 1) fail_msg("ended with %d:\n%s%s", r->code, r->out, r->err);
    assert_string_equal(text, whole);
    snprintf(line, sizeof line, "evaluate %s %s/out/assignment.csv --effort 0.01", plan, plan);
    ambit_ends(r->code, line);
}

static const struct stop {
    const char *name, *options;
    int old; /* 1: an older plan is in the way, and --force given */
} stops[] = {
    { "a search that would go on for long", "--time 300", 0 },
    { "a search that ends about then, and writes", "--time 0.6", 0 },
    { "an older plan is replaced whole or stays", "--time 300 --force --seed 2", 1 },
};

/* A plan folder with an older plan in it, or without one; its plan.json goes to `old`. */
static void put_plan(const char *plan, int older, char old[ROOM])
{
    char line[200];
    snprintf(line, sizeof line, "generate --out %s --accounts 80 --reps 4 --quiet", plan);
    ambit_ends(0, line);
    snprintf(line, sizeof line, "solve %s --engine ga --effort 0.01 --quiet", plan);
    if (older) ambit_ends(0, line);
    snprintf(line, sizeof line, "%s/out/plan.json", plan);
    get(old, line);
}

/* 4: no plan yet; 128 + SIGINT: the program did not listen yet. Either leaves things as they were. */
static void one_moment(const struct stop *s, const char *plan, const char *whole, uint32_t after_ms)
{
    static char old[ROOM];
    char line[200];
    put_plan(plan, s->old, old);
    snprintf(line, sizeof line, "solve %s %s", plan, s->options);
    const ran *r = interrupted(line, after_ms);
    bool nothing = r->code == 4 || r->code == 128 + SIGINT;
    if (!nothing) is_whole(r, plan, whole);
    list(text, plan);
    assert_string_equal(text, nothing && !s->old ? "accounts.csv plan.yaml reps.csv "
                                                 : "accounts.csv out plan.yaml reps.csv ");
    snprintf(line, sizeof line, "%s/out/plan.json", plan);
    if (nothing) assert_string_equal(get(text, line), old);
}

/* Every other moment is in the start: reading, bound, first plans. */
static void leaves_a_plan_or_nothing(void **state)
{
    static char whole[ROOM], old[ROOM];
    const struct stop *s = *state;
    ambit_rng rng = ambit_rng_of(announced_seed(), (uint64_t)(s - stops));
    char plan[40];
    snprintf(plan, sizeof plan, "whole%d", (int)(s - stops));
    put_plan(plan, 1, old);
    strcat(plan, "/out");
    list(whole, plan);
    for (int k = 0; k < MOMENTS; k++) {
        snprintf(plan, sizeof plan, "plan%d%d", (int)(s - stops), k);
        one_moment(s, plan, whole, ambit_rng_below(&rng, k % 2 ? LATEST_MS : LATEST_MS / 10));
    }
}

int main(void)
{
    enum { N = sizeof stops / sizeof *stops };
    struct CMUnitTest tests[N];
    for (size_t i = 0; i < N; i++)
        tests[i] = (struct CMUnitTest){ stops[i].name, leaves_a_plan_or_nothing, NULL, NULL,
                                        (void *)(uintptr_t)&stops[i] };
    return cmocka_run_group_tests_name("tools/interrupt", tests, make_scratch, remove_scratch);
}
