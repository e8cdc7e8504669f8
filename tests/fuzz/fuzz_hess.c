/* tests/fuzz/fuzz_hess.c - any bytes as a districting instance.
 *
 * Either there is an instance, all of whose numbers are within their range, which becomes a problem; or there is a
 * fault that names the file. */
#include "instances/base/text.h"
#include "instances/benchmark/hess.h"
#include "solver/formulate/hess.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(int truth) { if (!truth) abort(); }

static void check(const ambit_hess *hess, size_t size)
{
    double people = 0;
    must(hess->n_districts >= 1 && hess->n_districts <= hess->n_units && hess->n_units < size);
    must(hess->lower >= 0 && hess->lower <= hess->upper && hess->upper <= 1e15 && 6 * hess->n_borders < size);
    for (uint32_t u = 0; u < hess->n_units; u++) {
        must(fabs(hess->x_m[u]) <= 1e9 && fabs(hess->y_m[u]) <= 1e9);
        must(hess->population[u] >= 0 && hess->population[u] <= 1e15);
        must(!hess->name || hess->name[u]);
        people += hess->population[u];
    }
    must(people > 0);
    for (size_t k = 0; k < hess->n_borders; k++)
        must(hess->border[k].a < hess->border[k].b && hess->border[k].b < hess->n_units);
}

/* The first territories get a unit each, the last one the rest: both judges must say the same of it. */
static void judge(const ambit_hess *hess)
{
    ambit_problem *problem = NULL;
    ambit_verdict verdict;
    double cost;
    char fault[AMBIT_HESS_FAULT];
    uint32_t n = hess->n_units, last = hess->n_districts - 1;
    uint32_t *plan = calloc(n, sizeof *plan), *centre = calloc(n, sizeof *centre), *answer = calloc(n, sizeof *answer);
    must(plan && centre && answer && ambit_formulate_hess(&problem, hess, NULL) == AMBIT_OK);
    for (uint32_t u = 0; u < n; u++) plan[u] = u < last ? u : last;
    must(ambit_evaluate(&verdict, problem, plan, NULL, NULL) == AMBIT_OK);
    must(ambit_problem_best_centres(problem, plan, centre, NULL) == AMBIT_OK);
    for (uint32_t u = 0; u < n; u++) answer[u] = centre[plan[u]];
    must(verdict.within_rules == ambit_hess_judge(hess, answer, &cost, fault));
    must((fault[0] == 0) == verdict.within_rules && fabs(verdict.cost.total - cost) <= 1e-9 * (1 + cost));
    ambit_problem_free(problem);
    free(plan), free(centre), free(answer);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char path[40];
    ambit_hess *hess;
    ambit_error err = { AMBIT_OK, "" };
    ambit_diagnosis *diagnosis = ambit_diagnosis_build();
    int fd = memfd_create("hess", MFD_CLOEXEC);
    must(diagnosis && fd >= 0 && write(fd, data, size) == (ssize_t)size);
    snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
    ambit_status status = ambit_hess_read(&hess, path, diagnosis, &err);
    uint64_t n_errors = ambit_diagnosis_n_errors(diagnosis);
    must(status == (n_errors ? AMBIT_E_INPUT : AMBIT_OK) && (hess != NULL) == (status == AMBIT_OK));
    for (int contiguous = 0; hess && contiguous < 2; contiguous++) {
        hess->contiguous = contiguous;
        check(hess, size), judge(hess);
    }
    for (uint32_t i = 0; i < n_errors && i < AMBIT_DIAGNOSIS_SHOWN; i++) {
        const char *text = ambit_diagnosis_error_text(diagnosis, i);
        must(!strncmp(text, path, strlen(path)) && strchr(text, '[') && ambit_text_is_utf8(text, strlen(text)));
    }
    ambit_hess_free(hess);
    ambit_diagnosis_free(diagnosis);
    close(fd);
    return 0;
}
