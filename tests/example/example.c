/* tests/example/example.c - a program that knows libambit only as it is installed: ambit.h and pkg-config.
 *
 * Two hundred accounts on two streets, four reps, two measures. The problem is built from arrays and solved twice at
 * the same time, in two threads; both must give the same plan, and the auditor must agree. A third solve, which would
 * take seconds, is stopped as soon as it tells of its progress. */
#include <ambit.h>
#include <math.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { UNITS = 200, REPS = 4 };

#define MUST(call) must((call), &err, #call)
static void must(ambit_status status, const ambit_error *err, const char *what)
{
    if (status == AMBIT_OK) return;
    fprintf(stderr, "%s: %s: %s\n", what, ambit_status_name(status), err->text);
    exit(1);
}

static void claim(int holds, const char *what)
{
    if (holds) return;
    fprintf(stderr, "not so: %s\n", what);
    exit(1);
}

static ambit_problem *make_problem(void)
{
    double lon[UNITS], lat[UNITS], hours[UNITS], value[UNITS], visits[UNITS], total_h = 0, total = 0;
    for (int i = 0; i < UNITS; i++) {
        lon[i] = -100 + 0.02 * (i % 100), lat[i] = 40 + 0.2 * (i / 100);
        visits[i] = 1 + i % 3;
        total_h += hours[i] = 2 * visits[i];
        total += value[i] = 100 + 37 * (i * i % 101) * (1 + i % 7 / 6);
    }
    double rep_lon[REPS] = { -99.9, -99.4, -98.9, -98.3 }, rep_lat[REPS] = { 40, 40.2, 40, 40.2 };
    double low_h[REPS], high_h[REPS], low[REPS], high[REPS];
    for (int r = 0; r < REPS; r++) {
        low_h[r] = 0.95 * total_h / REPS, high_h[r] = 1.05 * total_h / REPS;
        low[r] = 0.95 * total / REPS, high[r] = 1.05 * total / REPS;
    }
    ambit_error err = { AMBIT_OK, "" };
    ambit_problem *problem;
    MUST(ambit_problem_build(&problem, UNITS, REPS, &err));
    MUST(ambit_problem_set_places(problem, lon, lat, rep_lon, rep_lat, 60, 1.3, &err));
    MUST(ambit_problem_set_visits(problem, visits, &err));
    MUST(ambit_problem_add_rule(problem, &(ambit_rule){ .name = "workload", .amount = hours, .lower = low_h,
            .upper = high_h }, &err));
    MUST(ambit_problem_add_rule(problem, &(ambit_rule){ .name = "opportunity", .amount = value, .lower = low,
            .upper = high }, &err));
    return problem;
}

typedef struct { int worse; double cost, bound; } watch;

static int look(void *context, const ambit_progress *progress)
{
    watch *w = context;
    if (progress->bound > progress->cost * (1 + 1e-9) && progress->violation <= 0) w->worse = 1;
    w->cost = progress->cost, w->bound = progress->bound;
    return 0;
}

static int stop(void *context, const ambit_progress *progress)
{
    (void)progress;
    ++*(int *)context;
    return 1;
}

typedef struct { ambit_problem *problem; ambit_result *result; watch watch; } job;

static void *solve(void *argument)
{
    job *j = argument;
    ambit_error err = { AMBIT_OK, "" };
    ambit_options options = ambit_options_default();
    options.progress = look, options.context = &j->watch, options.threads = 1, options.gap = 0.02;
    j->problem = make_problem();
    MUST(ambit_solve(&j->result, j->problem, &options, &err));
    return NULL;
}

static void check_job(const job *j)
{
    const ambit_summary *s = ambit_result_summary(j->result);
    const uint32_t *plan = ambit_result_plan(j->result);
    ambit_error err = { AMBIT_OK, "" };
    ambit_verdict verdict;
    double load[2 * REPS];
    claim(s->status == AMBIT_PLAN_OPTIMAL || s->status == AMBIT_PLAN_FEASIBLE, "a plan within the rules");
    claim(plan != NULL, "a plan is there");
    MUST(ambit_evaluate(&verdict, j->problem, plan, load, &err));
    claim(verdict.within_rules, verdict.first_fault);
    claim(fabs(verdict.cost.total - s->cost.total) <= 1e-9 * verdict.cost.total, "the auditor finds the same cost");
    claim(s->bound <= s->cost.total * (1 + 1e-9), "the bound is below the cost");
    claim(s->gap >= 0 && s->gap < 0.05, "the gap is small");
    claim(!j->watch.worse, "the bound was never told to be above the cost");
    claim(s->n_pairs == UNITS * REPS && s->n_contributions > 0, "the run accounts for itself");
    claim(ambit_result_explanation(j->result)[0] == 0, "nothing to explain");
    printf("cost %.6f bound %.6f engine: %s\n", s->cost.total, s->bound, s->engine);
}

static void stop_at_once(void)
{
    ambit_error err = { AMBIT_OK, "" };
    ambit_options options = ambit_options_default();
    ambit_problem *problem = make_problem();
    ambit_result *result;
    int calls = 0;
    options.progress = stop, options.context = &calls;
    MUST(ambit_solve(&result, problem, &options, &err));
    claim(calls > 0, "the callback was asked");
    claim(ambit_result_summary(result)->stopped, "a run that was stopped says so");
    ambit_result_free(result);
    ambit_problem_free(problem);
}

int main(void)
{
    job jobs[2] = { { 0 } };
    pthread_t threads[2];
    for (int k = 0; k < 2; k++) claim(!pthread_create(&threads[k], NULL, solve, &jobs[k]), "a thread starts");
    for (int k = 0; k < 2; k++) pthread_join(threads[k], NULL);
    for (int k = 0; k < 2; k++) check_job(&jobs[k]);
    claim(!memcmp(ambit_result_plan(jobs[0].result), ambit_result_plan(jobs[1].result), UNITS * sizeof(uint32_t)),
          "two solves at the same time give the same plan");
    for (int k = 0; k < 2; k++) ambit_result_free(jobs[k].result), ambit_problem_free(jobs[k].problem);
    stop_at_once();
    return 0;
}
