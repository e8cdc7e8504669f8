/* instances/benchmark/cpmp.h - a capacitated p-median problem, as OR-Library and its successors publish it.
 *
 *     minimise sum_i distance(i, median of i)  such that  p units are medians, each its own;
 *     the demand of a median's units is at most its capacity
 *
 * The file: n units and p medians, then n lines `x y capacity demand` (Osman and Christofides 1994,
 * doi:10.1016/0969-6016(94)90032-9; Lorena and Senne 2004, doi:10.1016/S0305-0548(03)00039-X). Units are counted
 * from 0. */
#ifndef AMBIT_CPMP_H
#define AMBIT_CPMP_H
#include "instances/base/diagnosis.h"

typedef struct {
    uint32_t n_units, n_medians;
    double *x, *y;          /* [n_units] in the plane, within 1e15 */
    double *capacity;       /* [n_units] of the unit as a median, >= 0 */
    double *demand;         /* [n_units] 0 .. 1e15 */
    ambit_rounding rounding; /* of distances. Read: none, but down for cpmp01 .. cpmp20, whose authors count so; it does
                              * not stand in the file, so the caller may know better. */
} ambit_cpmp;

/* The caller owns *out. AMBIT_E_INPUT when faults were recorded, all of them in one pass; AMBIT_E_MEMORY. O(bytes). */
ambit_status ambit_cpmp_read(ambit_cpmp **out, const char *path, ambit_diagnosis *diagnosis, ambit_error *err);
void ambit_cpmp_free(ambit_cpmp *cpmp); /* NULL is fine */

enum { AMBIT_CPMP_FAULT = 160 };

/* Judges an assignment (median of each unit) by the instance's own numbers, as they were read. 1 and its cost when
 * there are p medians, each its own and within its capacity; else 0 and the first fault in words. O(units * p). */
int ambit_cpmp_judge(const ambit_cpmp *cpmp, const uint32_t *median, double *cost, char fault[AMBIT_CPMP_FAULT]);

#endif
