/* tests/fuzz/fuzz_cpmp.c - any bytes as a capacitated p-median instance.
 *
 * Either there is an instance, all of whose numbers are within their range, which becomes a problem; or there is a
 * fault that names the file. */
#include "instances/base/text.h"
#include "instances/benchmark/cpmp.h"
#include "solver/formulate/cpmp.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(int truth) { if (!truth) abort(); }

static void check(const ambit_cpmp *cpmp, size_t size)
{
    must(cpmp->n_medians >= 1 && cpmp->n_medians <= cpmp->n_units && 8 * (size_t)cpmp->n_units + 2 < size + 1);
    for (uint32_t u = 0; u < cpmp->n_units; u++) {
        must(fabs(cpmp->x[u]) <= 1e15 && fabs(cpmp->y[u]) <= 1e15);
        must(cpmp->capacity[u] >= 0 && cpmp->demand[u] >= 0 && cpmp->demand[u] <= 1e15);
    }
}

/* The first territories get a unit each, the last one the rest: both judges must say the same of it. */
static void judge(const ambit_cpmp *cpmp)
{
    ambit_problem *problem = NULL;
    ambit_verdict verdict;
    double cost;
    char fault[AMBIT_CPMP_FAULT];
    uint32_t n = cpmp->n_units, last = cpmp->n_medians - 1;
    uint32_t *plan = calloc(n, sizeof *plan), *centre = calloc(n, sizeof *centre), *answer = calloc(n, sizeof *answer);
    must(plan && centre && answer && ambit_formulate_cpmp(&problem, cpmp, NULL) == AMBIT_OK);
    for (uint32_t u = 0; u < n; u++) plan[u] = u < last ? u : last;
    must(ambit_evaluate(&verdict, problem, plan, NULL, NULL) == AMBIT_OK);
    must(ambit_problem_best_centres(problem, plan, centre, NULL) == AMBIT_OK);
    for (uint32_t u = 0; u < n; u++) answer[u] = centre[plan[u]];
    must(verdict.within_rules == ambit_cpmp_judge(cpmp, answer, &cost, fault));
    must((fault[0] == 0) == verdict.within_rules && fabs(verdict.cost.total - cost) <= 1e-9 * (1 + cost));
    ambit_problem_free(problem);
    free(plan), free(centre), free(answer);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char path[40];
    ambit_cpmp *cpmp;
    ambit_error err = { AMBIT_OK, "" };
    ambit_diagnosis *diagnosis = ambit_diagnosis_build();
    int fd = memfd_create("cpmp", MFD_CLOEXEC);
    must(diagnosis && fd >= 0 && write(fd, data, size) == (ssize_t)size);
    snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
    ambit_status status = ambit_cpmp_read(&cpmp, path, diagnosis, &err);
    uint64_t n_errors = ambit_diagnosis_n_errors(diagnosis);
    must(status == (n_errors ? AMBIT_E_INPUT : AMBIT_OK) && (cpmp != NULL) == (status == AMBIT_OK));
    if (cpmp) check(cpmp, size), judge(cpmp);
    for (uint32_t i = 0; i < n_errors && i < AMBIT_DIAGNOSIS_SHOWN; i++) {
        const char *text = ambit_diagnosis_error_text(diagnosis, i);
        must(!strncmp(text, path, strlen(path)) && strchr(text, '[') && ambit_text_is_utf8(text, strlen(text)));
    }
    ambit_cpmp_free(cpmp);
    ambit_diagnosis_free(diagnosis);
    close(fd);
    return 0;
}
