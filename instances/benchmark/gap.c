#include "instances/benchmark/gap.h"

#include "instances/benchmark/numbers.h"

#include <stdlib.h>

/* ---- Reading ----------------------------------------------------------------------------------------------------- */

/* The first line says how many numbers there must be, so a file that is too short or too long is named as a whole,
 * before anything is allocated by what it claims. */
static int has_all(const ambit_numbers *n, const ambit_gap *gap)
{
    double m = gap->n_agents, jobs = gap->n_jobs, wanted = 2 + 2 * m * jobs + m;
    if ((double)n->count == wanted) return 1;
    ambit_diagnosis_error(n->diagnosis, AMBIT_FAULT_NUMBERS_COUNT, (ambit_place){ n->path, n->word_line, 0, NULL },
            "found %llu numbers in the file, expected %.0f, which are 2 + 2 x %u x %u + %u for %u agents and %u jobs, "
            "correct these two or complete the file", (unsigned long long)n->count, wanted, gap->n_agents, gap->n_jobs,
            gap->n_agents, gap->n_agents, gap->n_jobs);
    return 0;
}

static const double MOST = 1e15; /* so that sums stay finite */

/* A row for each agent; wrong words are recorded and passed over, so that one run names them all. */
static void read_rows(ambit_numbers *n, const ambit_gap *gap, double *to, const char *what)
{
    char field[80];
    for (uint32_t i = 0; i < gap->n_agents; i++)
        for (uint32_t j = 0; j < gap->n_jobs; j++, to++) {
            if (ambit_numbers_next(n, to) && *to >= 0 && *to <= MOST) continue;
            snprintf(field, sizeof field, "%s of job %u at agent %u", what, j, i);
            ambit_numbers_refuse(n, field, "a number from 0 to 1e15");
        }
}

static void read_capacities(ambit_numbers *n, const ambit_gap *gap)
{
    char field[40];
    for (uint32_t i = 0; i < gap->n_agents; i++) {
        if (ambit_numbers_next(n, &gap->capacity[i]) && gap->capacity[i] >= 0) continue;
        snprintf(field, sizeof field, "capacity of agent %u", i);
        ambit_numbers_refuse(n, field, "a number of at least 0");
    }
}

static ambit_status read_gap(ambit_gap *gap, ambit_numbers *n, ambit_error *err)
{
    int counted = ambit_numbers_next_count(n, &gap->n_agents, "agents");
    if (!ambit_numbers_next_count(n, &gap->n_jobs, "jobs") || !counted || !has_all(n, gap)) return AMBIT_E_INPUT;
    size_t n_pairs = (size_t)gap->n_agents * gap->n_jobs; /* no overflow: the file holds so many words */
    gap->cost = calloc(n_pairs, sizeof *gap->cost), gap->amount = calloc(n_pairs, sizeof *gap->amount);
    gap->capacity = calloc(gap->n_agents, sizeof *gap->capacity);
    if (!gap->cost || !gap->amount || !gap->capacity)
        return ambit_fail(err, AMBIT_E_MEMORY, "no memory for %u agents and %u jobs", gap->n_agents, gap->n_jobs);
    uint64_t before = ambit_diagnosis_n_errors(n->diagnosis);
    read_rows(n, gap, gap->cost, "cost");
    read_rows(n, gap, gap->amount, "amount");
    read_capacities(n, gap);
    return ambit_diagnosis_n_errors(n->diagnosis) > before ? AMBIT_E_INPUT : AMBIT_OK;
}

ambit_status ambit_gap_read(ambit_gap **out, const char *path, ambit_diagnosis *diagnosis, ambit_error *err)
{
    *out = NULL;
    ambit_gap *gap = calloc(1, sizeof *gap);
    if (!gap) return ambit_fail(err, AMBIT_E_MEMORY, "no memory to read %s", path);
    ambit_numbers numbers;
    ambit_status status = ambit_numbers_open(&numbers, path, diagnosis, err);
    if (status == AMBIT_OK) status = read_gap(gap, &numbers, err);
    ambit_numbers_close(&numbers);
    if (status == AMBIT_OK) *out = gap;
    else ambit_gap_free(gap);
    return status;
}

void ambit_gap_free(ambit_gap *gap)
{
    if (gap) free(gap->cost), free(gap->amount), free(gap->capacity), free(gap);
}

/* ---- Judging ----------------------------------------------------------------------------------------------------- */

/* Decimal fractions add up with an error; so much of a capacity, as everywhere in ambit, is granted. */
static const double HELD = 1e-9;

int ambit_gap_judge(const ambit_gap *gap, const uint32_t *agent, double *cost, char fault[AMBIT_GAP_FAULT])
{
    *cost = 0;
    for (uint32_t j = 0; j < gap->n_jobs; j++) {
        if (agent[j] >= gap->n_agents) {
            snprintf(fault, AMBIT_GAP_FAULT, "job %u has no agent", j);
            return 0;
        }
        *cost += gap->cost[(size_t)agent[j] * gap->n_jobs + j];
    }
    for (uint32_t i = 0; i < gap->n_agents; i++) {
        double load = 0;
        for (uint32_t j = 0; j < gap->n_jobs; j++)
            if (agent[j] == i) load += gap->amount[(size_t)i * gap->n_jobs + j];
        if (load <= gap->capacity[i] * (1 + HELD)) continue;
        snprintf(fault, AMBIT_GAP_FAULT, "agent %u has %.12g of a capacity of %.12g", i, load, gap->capacity[i]);
        return 0;
    }
    fault[0] = 0;
    return 1;
}
