/* tests/fuzz/fuzz_gap.c - any bytes as a generalised assignment instance.
 *
 * Either there is an instance, all of whose numbers are within their range, which becomes a problem; or there is a
 * fault that names the file. */
#include "instances/base/text.h"
#include "instances/benchmark/gap.h"
#include "solver/formulate/gap.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(int truth) { if (!truth) abort(); }

static void check(const ambit_gap *gap, size_t size)
{
    size_t n_pairs = (size_t)gap->n_agents * gap->n_jobs;
    must(gap->n_agents >= 1 && gap->n_jobs >= 1 && 4 * n_pairs + 2 * gap->n_agents < size + 2);
    for (size_t k = 0; k < n_pairs; k++)
        must(gap->cost[k] >= 0 && gap->cost[k] <= 1e15 && gap->amount[k] >= 0 && gap->amount[k] <= 1e15);
    for (uint32_t i = 0; i < gap->n_agents; i++) must(gap->capacity[i] >= 0 && isfinite(gap->capacity[i]));
}

/* The first agent gets everything: both judges must say the same of it. */
static void judge(const ambit_gap *gap)
{
    ambit_problem *problem = NULL;
    ambit_verdict verdict;
    double cost;
    char fault[AMBIT_GAP_FAULT];
    uint32_t *plan = calloc(gap->n_jobs, sizeof *plan);
    must(plan && ambit_formulate_gap(&problem, gap, NULL) == AMBIT_OK);
    must(ambit_evaluate(&verdict, problem, plan, NULL, NULL) == AMBIT_OK);
    must(verdict.within_rules == ambit_gap_judge(gap, plan, &cost, fault) && (fault[0] == 0) == verdict.within_rules);
    must(fabs(verdict.cost.total - cost) <= 1e-9 * (1 + cost));
    ambit_problem_free(problem);
    free(plan);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char path[40];
    ambit_gap *gap;
    ambit_error err = { AMBIT_OK, "" };
    ambit_diagnosis *diagnosis = ambit_diagnosis_build();
    int fd = memfd_create("gap", MFD_CLOEXEC);
    must(diagnosis && fd >= 0 && write(fd, data, size) == (ssize_t)size);
    snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
    ambit_status status = ambit_gap_read(&gap, path, diagnosis, &err);
    uint64_t n_errors = ambit_diagnosis_n_errors(diagnosis);
    must(status == (n_errors ? AMBIT_E_INPUT : AMBIT_OK) && (gap != NULL) == (status == AMBIT_OK));
    if (gap) check(gap, size), judge(gap);
    for (uint32_t i = 0; i < n_errors && i < AMBIT_DIAGNOSIS_SHOWN; i++) {
        const char *text = ambit_diagnosis_error_text(diagnosis, i);
        must(!strncmp(text, path, strlen(path)) && strchr(text, '[') && ambit_text_is_utf8(text, strlen(text)));
    }
    ambit_gap_free(gap);
    ambit_diagnosis_free(diagnosis);
    close(fd);
    return 0;
}
