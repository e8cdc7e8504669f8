/* tests/fuzz/fuzz_planfile.c - any bytes as a plan.yaml.
 *
 * Either there is a plan, and then every number in it is within its range, or there is a fault that names the file. */
#include "instances/planfile.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(int truth) { if (!truth) abort(); }

static int is_share(double x) { return (x >= 0 && x <= 1) || isinf(x); }

static void check_plan(const ambit_planfile *plan)
{
    must(plan->name && plan->folder && plan->path && plan->current);
    must(!plan->accounts.file == !plan->accounts.id && !plan->reps.file == !plan->reps.id);
    must(plan->period_months >= 1 && plan->period_months <= 120);
    must(plan->speed_km_h > 0 && isfinite(plan->speed_km_h) && plan->circuity > 0 && isfinite(plan->circuity));
    must(plan->stability_weight >= 0 && isfinite(plan->stability_weight) && plan->misfit_weight >= 0);
    must(is_share(plan->max_moved_accounts) && is_share(plan->max_moved_amount));
    must(plan->assign == AMBIT_ASSIGN_ACCOUNTS || (plan->assign == AMBIT_ASSIGN_REGIONS && plan->regions.file));
    for (uint32_t i = 0; i < plan->n_balance; i++) {
        const ambit_balance *rule = &plan->balance[i];
        must(rule->measure && *rule->measure && rule->line > 0);
        must(!rule->where || strchr(rule->where, '=') > rule->where);
        must(rule->tolerance >= 0 && rule->tolerance <= 10 && rule->ideal_weight >= 0);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char path[40];
    ambit_planfile *plan;
    ambit_error err = { AMBIT_OK, "" };
    ambit_diagnosis *diagnosis = ambit_diagnosis_build();
    int fd = memfd_create("plan", MFD_CLOEXEC);
    must(diagnosis && fd >= 0 && write(fd, data, size) == (ssize_t)size);
    snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
    ambit_status status = ambit_planfile_read(&plan, path, diagnosis, &err);
    uint64_t n_errors = ambit_diagnosis_n_errors(diagnosis);
    must(status == (n_errors ? AMBIT_E_INPUT : AMBIT_OK) && (plan != NULL) == (status == AMBIT_OK));
    if (plan) check_plan(plan);
    for (uint32_t i = 0; i < n_errors && i < AMBIT_DIAGNOSIS_SHOWN; i++) {
        const char *text = ambit_diagnosis_error_text(diagnosis, i);
        must(text[0] != ':' && strchr(text, '['));
    }
    ambit_planfile_free(plan);
    ambit_diagnosis_free(diagnosis);
    close(fd);
    return 0;
}
