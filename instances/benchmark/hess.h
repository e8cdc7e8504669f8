/* instances/benchmark/hess.h - a districting instance of Hess' model, as it is published with populations and borders.
 *
 *     minimise sum_i pop_i d(i, centre of i)^2 / 1e6  such that  k units are centres, each in its own district;
 *     each district's population is within L..U; on request each district hangs together
 *
 * where d is the distance in whole kilometres. The file is one JSON object: n units, k districts, the window L..U, and
 * the lists `pop`, `xy` (projected, in metres) and `edges` (pairs of units that touch); `name` and `geoid` are used in
 * messages where they are given; other keys are left alone. (Hess et al. 1965, doi:10.1287/opre.13.6.998; Validi,
 * Buchanan and Lykhovyd 2022, doi:10.1287/opre.2021.2141.) Units are counted from 0. */
#ifndef AMBIT_HESS_H
#define AMBIT_HESS_H
#include "instances/base/arena.h"
#include "instances/base/diagnosis.h"

typedef struct {
    uint32_t n_units, n_districts;
    double lower, upper;    /* L and U; 0 <= lower <= upper */
    double *population;     /* [n_units] 0 .. 1e15, not all 0 */
    double *x_m, *y_m;      /* [n_units] within 1e9 */
    ambit_border *border;   /* [n_borders], each pair of units once */
    size_t n_borders;
    const char **name;      /* [n_units] such as "Coos (33007)"; NULL: the file has none */
    int contiguous;         /* districts must hang together. Read: 0; it does not stand in the file. */
    ambit_arena texts;
} ambit_hess;

/* The caller owns *out. AMBIT_E_INPUT when faults were recorded, all of them in one pass (a file that is no JSON has
 * one); AMBIT_E_MEMORY. O(bytes + borders log borders). */
ambit_status ambit_hess_read(ambit_hess **out, const char *path, ambit_diagnosis *diagnosis, ambit_error *err);
void ambit_hess_free(ambit_hess *hess); /* NULL is fine */

enum { AMBIT_HESS_FAULT = 160 };

/* Judges an assignment (centre of each unit) by the instance's own numbers, as they were read. 1 and its cost when
 * there are k centres, each its own, every population is in the window, and, where asked for, every district hangs
 * together; else 0 and the first fault in words; -1 without memory. O(units * k + borders). */
int ambit_hess_judge(const ambit_hess *hess, const uint32_t *centre, double *cost, char fault[AMBIT_HESS_FAULT]);

#endif
