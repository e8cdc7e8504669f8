/* tools/size/workload.h - how much work the accounts are, and how many reps it takes: the workload method (Talley
 * 1961, "How to design sales territories", Journal of Marketing 25).
 *
 *     reps by calls = sum over classes of accounts x calls / calls that a full-time rep makes
 *     reps by hours = (sum of calls x minutes / 60 + travel) / (hours a year x months / 12 x selling share)
 *
 * Without classes the calls of an account are its visits. */
#ifndef AMBIT_SIZE_WORKLOAD_H
#define AMBIT_SIZE_WORKLOAD_H
#include "tools/workspace.h"

typedef struct { const char *name; uint32_t n_accounts; double calls; } ambit_size_group; /* calls of each account */

typedef struct {
    uint32_t n;                /* accounts */
    double *calls, *hours;     /* [n] calls in the period and hours at the account; hours NaN: minutes are not known */
    double *potential;         /* [n]; NULL: not known */
    const char *potential_name;
    uint32_t n_groups;         /* 0: no classes */
    ambit_size_group *group;
    double all_calls, all_visits, all_hours;
    double calls_per_rep;      /* NaN: not said */
    double hours_per_rep;      /* that a full-time rep sells in the period */
    double year_hours, selling_share;
    uint32_t months;
    ambit_arena texts;
} ambit_size_workload;

/* Reads what the section size names of the accounts. Faults are recorded: AMBIT_E_INPUT. The caller resets *out in any
 * case. O(accounts). */
ambit_status ambit_size_workload_read(ambit_size_workload *out, const ambit_workspace *workspace, ambit_error *err);
void ambit_size_workload_reset(ambit_size_workload *workload);

/* Full-time reps that the calls need, NaN when calls_per_rep is not said; and that the hours need when so many of them
 * are travel, NaN when either is not known. */
double ambit_size_by_calls(const ambit_size_workload *workload);
double ambit_size_by_hours(const ambit_size_workload *workload, double travel_h);

#endif
