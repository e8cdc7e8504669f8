/* tests/bench/read_accounts.c - how fast a plan's files are read, beside plain fread of the same accounts file.
 *
 * read_accounts PLAN: reads the plan with all its files but the regions, as `ambit solve` does, and prints rows and
 * megabytes a second. The ratio says what judging every cell costs over merely touching every byte. */
#include "instances/instance.h"

#include <stdlib.h>
#include <time.h>

static double now_s(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

/* Megabytes of the file, and in *seconds how long fread takes for them; 0 when it cannot be read. */
static double touch_file(const char *path, double *seconds)
{
    static char buffer[1 << 16];
    FILE *file = fopen(path, "rb");
    size_t total = 0;
    double start = now_s();
    if (!file) return 0;
    for (size_t n; (n = fread(buffer, 1, sizeof buffer, file)) > 0;) total += n;
    fclose(file);
    *seconds = now_s() - start;
    return (double)total * 1e-6;
}

int main(int argc, char **argv)
{
    ambit_error err = { AMBIT_OK, "" };
    ambit_diagnosis *diagnosis = ambit_diagnosis_build();
    ambit_planfile *plan = NULL;
    ambit_instance *instance = NULL;
    if (argc != 2 || !diagnosis) return 2;
    double start = now_s();
    ambit_status status = ambit_planfile_read(&plan, argv[1], diagnosis, &err);
    if (status == AMBIT_OK) status = ambit_instance_read(&instance, plan, 0, NULL, diagnosis, &err);
    double taken = now_s() - start, fread_s = 0;
    ambit_diagnosis_print(diagnosis, stderr);
    char path[4096];
    if (status == AMBIT_OK && instance->plan->accounts.file
            && ambit_planfile_path(path, sizeof path, instance->plan, instance->plan->accounts.file) == 0) {
        double megabytes = touch_file(path, &fread_s);
        printf("accounts\tMB\tseconds\trows/s\tMB/s\tratio to fread\n%u\t%.1f\t%.3f\t%.0f\t%.1f\t%.0f\n",
                instance->accounts.n, megabytes, taken, instance->accounts.n / taken, megabytes / taken,
                taken / fread_s);
    } else {
        fprintf(stderr, "read_accounts: %s\n", err.text);
    }
    ambit_instance_free(instance);
    ambit_diagnosis_free(diagnosis);
    return status == AMBIT_OK ? EXIT_SUCCESS : EXIT_FAILURE;
}
