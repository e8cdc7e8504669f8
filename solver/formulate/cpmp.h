/* solver/formulate/cpmp.h - a capacitated p-median problem in ambit's words: p territories with free centres, travel is
 * the distance in the plane, demand is the one rule, and its upper bound is the capacity of the centre. */
#ifndef AMBIT_FORMULATE_CPMP_H
#define AMBIT_FORMULATE_CPMP_H
#include "instances/benchmark/cpmp.h"

/* The caller owns *out. Places, demands and capacities stand in it as they were read, to the last bit. O(units). */
ambit_status ambit_formulate_cpmp(ambit_problem **out, const ambit_cpmp *cpmp, ambit_error *err);

#endif
