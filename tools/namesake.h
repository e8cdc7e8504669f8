/* tools/namesake.h - which of several equal territories goes by which name.
 *
 * Territories without a home that have the same bounds and the same rights are the same to the model: T001 may as well
 * be T002. To people they are not, when units have a territory today. So each name goes to the territory that most of
 * its units of today are in, the largest claims first. */
#ifndef AMBIT_NAMESAKE_H
#define AMBIT_NAMESAKE_H
#include "solver/formulate/formulate.h"

/* Renames territories of `plan` [n_units] among equal ones. Cost and rules stay as they are; fewer units move, or as
 * many. Where moves cost something the search has seen to it, and nothing is done. O(n log n + territories^2). */
ambit_status ambit_namesake_settle(uint32_t *plan, const ambit_formulation *formulation, ambit_error *err);

#endif
