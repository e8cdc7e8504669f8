/* tools/size/worth.h - what one more rep is worth: covered potential x margin against the cost of a rep.
 *
 * So many reps can make so many calls (or hours, when calls per rep are not said). They are spent where an hour brings
 * most: accounts by potential over work, the last one in part. No other way to spend them covers more (Dantzig 1957,
 * doi:10.1287/opre.5.2.266, for the knapsack in fractions), so each rep brings at most what the one before did, and the
 * break-even is the last who brings what he costs. */
#ifndef AMBIT_SIZE_WORTH_H
#define AMBIT_SIZE_WORTH_H
#include "tools/size/workload.h"

typedef struct {
    uint32_t n;
    double *work, *potential;   /* [n + 1] of the first k accounts, best first */
    double capacity;            /* of one full-time rep, in the unit of work */
    double margin, rep_cost;    /* NaN: not said */
    uint32_t break_even;        /* reps; 0: not even the first; only when is_known */
    double last_benefit, next_benefit; /* of the break-even's last rep, and of the one after */
    int is_known;
} ambit_size_worth;

/* travel_h: hours of travel of all calls, spread evenly over them; only for work in hours. Without potential, or work
 * that is known, out->n is 0. The caller resets *out. O(n log n). */
ambit_status ambit_size_worth_find(ambit_size_worth *out, const ambit_size_workload *workload, double travel_h,
        double margin, double rep_cost, ambit_error *err);
void ambit_size_worth_reset(ambit_size_worth *worth);

/* Potential that `reps` full-time reps cover; NaN when it is not known. O(log n). */
double ambit_size_covered(const ambit_size_worth *worth, double reps);

#endif
