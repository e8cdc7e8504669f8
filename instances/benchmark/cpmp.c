#include "instances/benchmark/cpmp.h"

#include "instances/benchmark/numbers.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* ---- Reading ----------------------------------------------------------------------------------------------------- */

/* As with every published instance: the first line must agree with the file before anything is allocated by it. */
static int has_all(const ambit_numbers *n, const ambit_cpmp *cpmp)
{
    double wanted = 2 + 4.0 * cpmp->n_units;
    if ((double)n->count == wanted) return 1;
    ambit_diagnosis_error(n->diagnosis, AMBIT_FAULT_NUMBERS_COUNT, (ambit_place){ n->path, n->word_line, 0, NULL },
            "found %llu numbers in the file, expected %.0f, which are 2 + 4 x %u for %u units, correct this or "
            "complete the file", (unsigned long long)n->count, wanted, cpmp->n_units, cpmp->n_units);
    return 0;
}

static int read_size(ambit_numbers *n, ambit_cpmp *cpmp)
{
    char expected[80];
    int counted = ambit_numbers_next_count(n, &cpmp->n_units, "units");
    if (!ambit_numbers_next_count(n, &cpmp->n_medians, "medians") || !counted) return 0;
    if (cpmp->n_medians > cpmp->n_units) {
        snprintf(expected, sizeof expected, "at most %u, a unit each", cpmp->n_units);
        ambit_numbers_refuse(n, "medians", expected);
        return 0;
    }
    return has_all(n, cpmp);
}

static int allocate(ambit_cpmp *cpmp)
{
    size_t n = cpmp->n_units; /* no overflow: the file holds four words for each */
    cpmp->x = calloc(n, sizeof *cpmp->x), cpmp->y = calloc(n, sizeof *cpmp->y);
    cpmp->capacity = calloc(n, sizeof *cpmp->capacity), cpmp->demand = calloc(n, sizeof *cpmp->demand);
    return cpmp->x && cpmp->y && cpmp->capacity && cpmp->demand;
}

/* Wrong words are recorded and passed over, so that one run names them all. */
static void read_number(ambit_numbers *n, double *to, double least, uint32_t u, const char *what)
{
    static const double MOST = 1e15; /* so that sums and squares stay finite */
    char field[40];
    if (ambit_numbers_next(n, to) && *to >= least && *to <= MOST) return;
    snprintf(field, sizeof field, "%s of unit %u", what, u);
    ambit_numbers_refuse(n, field, least < 0 ? "a number from -1e15 to 1e15" : "a number from 0 to 1e15");
}

static ambit_status read_cpmp(ambit_cpmp *cpmp, ambit_numbers *n, ambit_error *err)
{
    if (!read_size(n, cpmp)) return AMBIT_E_INPUT;
    if (!allocate(cpmp)) return ambit_fail(err, AMBIT_E_MEMORY, "no memory for %u units", cpmp->n_units);
    uint64_t before = ambit_diagnosis_n_errors(n->diagnosis);
    for (uint32_t u = 0; u < cpmp->n_units; u++) {
        read_number(n, &cpmp->x[u], -1e15, u, "x");
        read_number(n, &cpmp->y[u], -1e15, u, "y");
        read_number(n, &cpmp->capacity[u], 0, u, "capacity");
        read_number(n, &cpmp->demand[u], 0, u, "demand");
    }
    return ambit_diagnosis_n_errors(n->diagnosis) > before ? AMBIT_E_INPUT : AMBIT_OK;
}

/* The family that counts whole distances is known by its name alone: cpmp, two digits, and an extension or none. */
static ambit_rounding rounding_of(const char *path)
{
    const char *slash = strrchr(path, '/'), *base = slash ? slash + 1 : path;
    size_t digits = strncmp(base, "cpmp", 4) ? 0 : strspn(base + 4, "0123456789");
    return digits == 2 && (base[6] == 0 || base[6] == '.') ? AMBIT_ROUND_DOWN : AMBIT_ROUND_NOT;
}

ambit_status ambit_cpmp_read(ambit_cpmp **out, const char *path, ambit_diagnosis *diagnosis, ambit_error *err)
{
    *out = NULL;
    ambit_cpmp *cpmp = calloc(1, sizeof *cpmp);
    if (!cpmp) return ambit_fail(err, AMBIT_E_MEMORY, "no memory to read %s", path);
    cpmp->rounding = rounding_of(path);
    ambit_numbers numbers;
    ambit_status status = ambit_numbers_open(&numbers, path, diagnosis, err);
    if (status == AMBIT_OK) status = read_cpmp(cpmp, &numbers, err);
    ambit_numbers_close(&numbers);
    if (status == AMBIT_OK) *out = cpmp;
    else ambit_cpmp_free(cpmp);
    return status;
}

void ambit_cpmp_free(ambit_cpmp *cpmp)
{
    if (cpmp) free(cpmp->x), free(cpmp->y), free(cpmp->capacity), free(cpmp->demand), free(cpmp);
}

/* ---- Judging ----------------------------------------------------------------------------------------------------- */

/* Decimal fractions add up with an error; so much of a capacity, as everywhere in ambit, is granted. */
static const double HELD = 1e-9;

static double distance(const ambit_cpmp *cpmp, uint32_t a, uint32_t b)
{
    double x = cpmp->x[a] - cpmp->x[b], y = cpmp->y[a] - cpmp->y[b], d = sqrt(x * x + y * y);
    switch (cpmp->rounding) {
        case AMBIT_ROUND_DOWN: return floor(d);
        case AMBIT_ROUND_NEAREST: return floor(d + 0.5 + 1e-9); /* a half goes up, whatever its last bits */
        case AMBIT_ROUND_NOT: break;
    }
    return d;
}

/* The first unit that is with nobody, or with one that is no median; 0 after its fault. */
static int judge_units(const ambit_cpmp *cpmp, const uint32_t *median, double *cost, char fault[AMBIT_CPMP_FAULT])
{
    for (uint32_t u = 0; u < cpmp->n_units; u++) {
        uint32_t m = median[u];
        if (m >= cpmp->n_units) snprintf(fault, AMBIT_CPMP_FAULT, "unit %u has no median", u);
        else if (median[m] != m)
            snprintf(fault, AMBIT_CPMP_FAULT, "unit %u has the median %u, which is not its own", u, m);
        if (fault[0]) return 0;
        *cost += distance(cpmp, u, m);
    }
    return 1;
}

static int judge_loads(const ambit_cpmp *cpmp, const uint32_t *median, char fault[AMBIT_CPMP_FAULT])
{
    uint32_t n_medians = 0;
    for (uint32_t m = 0; m < cpmp->n_units; m++) {
        double load = 0;
        if (median[m] != m) continue;
        n_medians++;
        for (uint32_t u = 0; u < cpmp->n_units; u++)
            if (median[u] == m) load += cpmp->demand[u];
        if (load <= cpmp->capacity[m] * (1 + HELD)) continue;
        snprintf(fault, AMBIT_CPMP_FAULT, "median %u has %.12g of a capacity of %.12g", m, load, cpmp->capacity[m]);
        return 0;
    }
    if (n_medians == cpmp->n_medians) return 1;
    snprintf(fault, AMBIT_CPMP_FAULT, "there are %u medians, expected %u", n_medians, cpmp->n_medians);
    return 0;
}

int ambit_cpmp_judge(const ambit_cpmp *cpmp, const uint32_t *median, double *cost, char fault[AMBIT_CPMP_FAULT])
{
    *cost = 0, fault[0] = 0;
    return judge_units(cpmp, median, cost, fault) && judge_loads(cpmp, median, fault);
}
