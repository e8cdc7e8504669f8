/* tools/coverage/hours.h - hours that territories ask for, and hours that reps have.
 *
 *     needed     sum over accounts of visits * (minutes / 60 + hours of the round trip from where the rep sits); a
 *                column workload that a rule names is visits * minutes / 60
 *     available  FTE * hours a year / 12 * selling share * sum over the period's months of (ramp * presence)
 *
 * The round trip is the one that the plan was judged by: from the home, or from the centre that was chosen, by the
 * matrix where there is one. */
#ifndef AMBIT_COVERAGE_HOURS_H
#define AMBIT_COVERAGE_HOURS_H
#include "tools/people.h"
#include "tools/workspace.h"

/* hours[n_units]: the round trip of one visit of each unit by its rep in the plan; NaN when nobody has it, or nothing
 * is known of the way. O(units), with free centres what ambit_problem_best_centres takes. */
ambit_status ambit_coverage_round_trips(double *hours, const ambit_formulation *formulation, const uint32_t *plan,
        ambit_error *err);

/* hours[n_reps] in the plan's period. Without period.start everybody is there in all of its months. */
void ambit_coverage_available(double *hours, const ambit_instance *instance, const ambit_people *people);

#endif
