/* instances/benchmark/gap.h - a generalised assignment problem, as OR-Library and its successors publish it.
 *
 *     minimise sum_ij cost_ij x_ij  such that  each job j has one agent i,  sum_j amount_ij x_ij <= capacity_i
 *
 * The file: m agents and n jobs, m rows of n costs, m rows of n amounts, m capacities (Chu and Beasley 1997,
 * doi:10.1016/S0305-0548(96)00032-9). Agents and jobs are counted from 0, in messages as in assignments. */
#ifndef AMBIT_GAP_H
#define AMBIT_GAP_H
#include "instances/base/diagnosis.h"

typedef struct {
    uint32_t n_agents, n_jobs;
    double *cost, *amount;  /* [n_agents * n_jobs], an agent's jobs together; 0 .. 1e15 */
    double *capacity;       /* [n_agents] >= 0 */
} ambit_gap;

/* The caller owns *out. AMBIT_E_INPUT when faults were recorded, all of them in one pass; AMBIT_E_MEMORY. O(bytes). */
ambit_status ambit_gap_read(ambit_gap **out, const char *path, ambit_diagnosis *diagnosis, ambit_error *err);
void ambit_gap_free(ambit_gap *gap); /* NULL is fine */

enum { AMBIT_GAP_FAULT = 160 };

/* Judges an assignment (agent of each job) by the instance's own numbers, as they were read. 1 and its cost when it
 * keeps every capacity; else 0 and the first fault in words. O(jobs * agents). */
int ambit_gap_judge(const ambit_gap *gap, const uint32_t *agent, double *cost, char fault[AMBIT_GAP_FAULT]);

#endif
