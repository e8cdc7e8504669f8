/* solver/formulate/gap.h - a generalised assignment problem in ambit's words: a job is a unit, an agent a rep, a cost
 * the hours of one visit, and the capacities are one rule with amounts by pair and no lower bounds. Every pair is
 * eligible. */
#ifndef AMBIT_FORMULATE_GAP_H
#define AMBIT_FORMULATE_GAP_H
#include "instances/benchmark/gap.h"

/* The caller owns *out. Costs and amounts stand in it as they were read, to the last bit. O(agents * jobs). */
ambit_status ambit_formulate_gap(ambit_problem **out, const ambit_gap *gap, ambit_error *err);

#endif
