/* tools/frontier/tables.h - a frontier as files and words.
 *
 * frontier.json, and what --json prints (keys are stable):
 *   version, name, seed
 *   moved_measure    what moved_amount counts: "accounts", "regions" or a measure; null without a plan in force
 *   travel_unit      "h", "km" or "km2"
 *   exact            true: no plan that no other one betters is missing, at the tolerances of `levels`
 *   worse            points that were found, but dropped because another one is at least as good in all
 *   levels           [{tolerance, points, exact, status, why}]: status "found", "infeasible" (proven) or "unknown"
 *   points           [{tolerance, travel, imbalance, moved_units, moved_amount, cost, bound, proven}], by tolerance
 *                    from the widest, then by cost. cost is travel with what else the plan prices, but for moves; no
 *                    plan that keeps the tolerance and moves no more than the point costs less than bound. */
#ifndef AMBIT_FRONTIER_TABLES_H
#define AMBIT_FRONTIER_TABLES_H
#include "tools/frontier/inputs.h"
#include "tools/frontier/sweep.h"
#include <stdio.h>

typedef struct {
    const ambit_formulation *formulation;
    const ambit_frontier_inputs *inputs;
    const ambit_frontier *frontier;
    const char *name;
    uint64_t seed;
} ambit_frontier_record;

/* A header and a row a point, between tabs. */
void ambit_frontier_tsv(FILE *to, const ambit_frontier_record *record);

/* unit_id,point_1,...: the rep of each unit in each point, in the order of the points. */
void ambit_frontier_plans(FILE *to, const ambit_frontier_record *record);

void ambit_frontier_json(FILE *to, const ambit_frontier_record *record);

/* What there is to say beside the table: how exact it is, what is missing and why. */
void ambit_frontier_words(FILE *to, const ambit_frontier_record *record);

#endif
