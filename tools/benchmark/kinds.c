#include "tools/benchmark/kinds.h"

#include "solver/formulate/cpmp.h"
#include "solver/formulate/gap.h"
#include "solver/formulate/hess.h"

#include <string.h>

/* ---- gap --------------------------------------------------------------------------------------------------------- */

static ambit_status read_gap(void **out, const char *path, const ambit_benchmark_choices *choices,
        ambit_diagnosis *diagnosis, ambit_error *err)
{
    ambit_gap *gap;
    (void)choices; /* it takes none */
    ambit_status status = ambit_gap_read(&gap, path, diagnosis, err);
    *out = gap;
    return status;
}

static void free_gap(void *instance) { ambit_gap_free(instance); }

static void size_gap(const void *instance, uint32_t *n_units, uint32_t *n_reps)
{
    const ambit_gap *gap = instance;
    *n_units = gap->n_jobs, *n_reps = gap->n_agents;
}

static ambit_status formulate_gap(ambit_problem **out, const void *instance, ambit_error *err)
{
    return ambit_formulate_gap(out, instance, err);
}

static int judge_gap(const void *instance, const uint32_t *answer, double *cost, char fault[AMBIT_BENCHMARK_FAULT])
{
    _Static_assert((int)AMBIT_GAP_FAULT <= (int)AMBIT_BENCHMARK_FAULT, "a fault fits");
    return ambit_gap_judge(instance, answer, cost, fault);
}

/* ---- cpmp -------------------------------------------------------------------------------------------------------- */

static ambit_status read_cpmp(void **out, const char *path, const ambit_benchmark_choices *choices,
        ambit_diagnosis *diagnosis, ambit_error *err)
{
    ambit_cpmp *cpmp;
    ambit_status status = ambit_cpmp_read(&cpmp, path, diagnosis, err);
    if (cpmp && choices->given & AMBIT_BENCHMARK_ROUND) cpmp->rounding = choices->rounding;
    *out = cpmp;
    return status;
}

static void free_cpmp(void *instance) { ambit_cpmp_free(instance); }

static void size_cpmp(const void *instance, uint32_t *n_units, uint32_t *n_reps)
{
    const ambit_cpmp *cpmp = instance;
    *n_units = cpmp->n_units, *n_reps = cpmp->n_medians;
}

static ambit_status formulate_cpmp(ambit_problem **out, const void *instance, ambit_error *err)
{
    return ambit_formulate_cpmp(out, instance, err);
}

static int judge_cpmp(const void *instance, const uint32_t *answer, double *cost, char fault[AMBIT_BENCHMARK_FAULT])
{
    _Static_assert((int)AMBIT_CPMP_FAULT <= (int)AMBIT_BENCHMARK_FAULT, "a fault fits");
    return ambit_cpmp_judge(instance, answer, cost, fault);
}

/* ---- hess -------------------------------------------------------------------------------------------------------- */

static ambit_status read_hess(void **out, const char *path, const ambit_benchmark_choices *choices,
        ambit_diagnosis *diagnosis, ambit_error *err)
{
    ambit_hess *hess;
    ambit_status status = ambit_hess_read(&hess, path, diagnosis, err);
    if (hess) hess->contiguous = (choices->given & AMBIT_BENCHMARK_CONTIGUOUS) != 0;
    *out = hess;
    return status;
}

static void free_hess(void *instance) { ambit_hess_free(instance); }

static void size_hess(const void *instance, uint32_t *n_units, uint32_t *n_reps)
{
    const ambit_hess *hess = instance;
    *n_units = hess->n_units, *n_reps = hess->n_districts;
}

static ambit_status formulate_hess(ambit_problem **out, const void *instance, ambit_error *err)
{
    return ambit_formulate_hess(out, instance, err);
}

static int judge_hess(const void *instance, const uint32_t *answer, double *cost, char fault[AMBIT_BENCHMARK_FAULT])
{
    _Static_assert((int)AMBIT_HESS_FAULT <= (int)AMBIT_BENCHMARK_FAULT, "a fault fits");
    return ambit_hess_judge(instance, answer, cost, fault);
}

/* ---- The table --------------------------------------------------------------------------------------------------- */

static const ambit_benchmark_kind kinds[] = {
    { "gap", "jobs", "agents",
      "generalised assignment: m agents and n jobs, m rows of n costs, m rows of n amounts, m capacities", 0, read_gap,
      free_gap, size_gap, formulate_gap, judge_gap },
    { "cpmp", "units", "medians",
      "capacitated p-median: n units and p medians, n lines of x y capacity demand", AMBIT_BENCHMARK_ROUND, read_cpmp,
      free_cpmp, size_cpmp, formulate_cpmp, judge_cpmp },
    { "hess", "units", "districts",
      "districting, JSON: n units, k districts of L..U people, pop, xy in metres, edges", AMBIT_BENCHMARK_CONTIGUOUS,
      read_hess, free_hess, size_hess, formulate_hess, judge_hess },
    { NULL, NULL, NULL, NULL, 0, NULL, NULL, NULL, NULL, NULL },
};

const ambit_benchmark_kind *ambit_benchmark_kinds(void) { return kinds; }

const ambit_benchmark_kind *ambit_benchmark_find(const char *name)
{
    for (const ambit_benchmark_kind *k = kinds; k->name; k++)
        if (!strcmp(k->name, name)) return k;
    return NULL;
}
