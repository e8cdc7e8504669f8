/* tools/size/tables.h - how many reps the work needs, as files and words.
 *
 * size.json: plan; workload: calls, hours, travel_hours, calls_per_rep, hours_per_rep, year_hours, selling_share,
 * months, reps_by_calls, reps_by_hours, classes [{class, accounts, calls}]; curve: now, centres, travel_unit, points
 * [{reps, status, dropped, new, fte, cost, travel, bound, gap, hours_needed, hours_available, covered_potential,
 * benefit, marginal_benefit, net}]; break_even: reps, last_benefit, next_benefit, margin, rep_cost (null when it was
 * not asked).
 * What is not known is null, in size.csv empty. */
#ifndef AMBIT_SIZE_TABLES_H
#define AMBIT_SIZE_TABLES_H
#include "tools/size/curve.h"
#include "tools/size/worth.h"

typedef struct {
    const char *plan_name;
    const ambit_size_workload *workload;
    const ambit_size_curve *curve;
    const ambit_size_worth *worth;
    double travel_h; /* of all calls with the reps of today; NaN: not known */
} ambit_size_record;

/* Hours of travel of all calls at a point; NaN when travel is not in hours. The plan's travel is that of its visits. */
double ambit_size_travel_h(const ambit_size_workload *workload, const ambit_workspace *workspace,
        const ambit_size_point *point);

void ambit_size_csv(FILE *to, const ambit_size_record *record, const ambit_workspace *workspace);
void ambit_size_json(FILE *to, const ambit_size_record *record, const ambit_workspace *workspace);
void ambit_size_words(FILE *to, const ambit_size_record *record, const ambit_workspace *workspace);

#endif
