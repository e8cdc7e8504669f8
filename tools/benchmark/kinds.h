/* tools/benchmark/kinds.h - the families of published instances that `ambit benchmark` runs: a table, one row a family.
 *
 * A kind reads a file, puts it into ambit's words, and judges an assignment by the file's own numbers: what is printed
 * and written rests on that judgement, not on the search. */
#ifndef AMBIT_BENCHMARK_KINDS_H
#define AMBIT_BENCHMARK_KINDS_H
#include "instances/base/diagnosis.h"

enum { AMBIT_BENCHMARK_FAULT = 200 };

/* What does not stand in a file, and the command line may say; a kind takes some of it. */
enum { AMBIT_BENCHMARK_CONTIGUOUS = 1, AMBIT_BENCHMARK_ROUND = 2 };
typedef struct {
    unsigned given;             /* AMBIT_BENCHMARK_... */
    ambit_rounding rounding;
} ambit_benchmark_choices;

typedef struct {
    const char *name;           /* KIND on the command line */
    const char *units, *reps;   /* what the family calls them, as column names */
    const char *meaning;        /* one line of help */
    unsigned takes;             /* AMBIT_BENCHMARK_... */
    /* The caller owns *out. AMBIT_E_INPUT when faults were recorded. */
    ambit_status (*read)(void **out, const char *path, const ambit_benchmark_choices *choices,
            ambit_diagnosis *diagnosis, ambit_error *err);
    void (*free)(void *instance);
    void (*size)(const void *instance, uint32_t *n_units, uint32_t *n_reps);
    ambit_status (*formulate)(ambit_problem **out, const void *instance, ambit_error *err);
    /* 1 and the cost when answer [n_units] keeps the instance's rules, else 0 and the first fault; -1 without memory.
     * The answer is the rep of each unit, or, where centres are free, the unit that is its centre. */
    int (*judge)(const void *instance, const uint32_t *answer, double *cost, char fault[AMBIT_BENCHMARK_FAULT]);
} ambit_benchmark_kind;

/* All kinds; the last one has the name NULL. */
const ambit_benchmark_kind *ambit_benchmark_kinds(void);

/* The kind of that name, or NULL. */
const ambit_benchmark_kind *ambit_benchmark_find(const char *name);

#endif
