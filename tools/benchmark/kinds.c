#include "tools/benchmark/kinds.h"

#include "solver/formulate/gap.h"

#include <string.h>

/* ---- gap --------------------------------------------------------------------------------------------------------- */

static ambit_status read_gap(void **out, const char *path, ambit_diagnosis *diagnosis, ambit_error *err)
{
    ambit_gap *gap;
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

static int judge_gap(const void *instance, const uint32_t *plan, double *cost, char fault[AMBIT_BENCHMARK_FAULT])
{
    _Static_assert((int)AMBIT_GAP_FAULT <= (int)AMBIT_BENCHMARK_FAULT, "a fault fits");
    return ambit_gap_judge(instance, plan, cost, fault);
}

/* ---- The table --------------------------------------------------------------------------------------------------- */

static const ambit_benchmark_kind kinds[] = {
    { "gap", "jobs", "agents",
      "generalised assignment: m agents and n jobs, m rows of n costs, m rows of n amounts, m capacities", read_gap,
      free_gap, size_gap, formulate_gap, judge_gap },
    { NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL },
};

const ambit_benchmark_kind *ambit_benchmark_kinds(void) { return kinds; }

const ambit_benchmark_kind *ambit_benchmark_find(const char *name)
{
    for (const ambit_benchmark_kind *k = kinds; k->name; k++)
        if (!strcmp(k->name, name)) return k;
    return NULL;
}
