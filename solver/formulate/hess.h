/* solver/formulate/hess.h - a districting instance in ambit's words: k territories with free centres in a plane of
 * kilometres, travel is the moment of inertia in millions of people times km^2, population is the one rule. */
#ifndef AMBIT_FORMULATE_HESS_H
#define AMBIT_FORMULATE_HESS_H
#include "instances/benchmark/hess.h"

/* The caller owns *out. Territories must hang together when hess->contiguous says so. O(units + borders log borders).
 * Units have their names. */
ambit_status ambit_formulate_hess(ambit_problem **out, const ambit_hess *hess, ambit_error *err);

#endif
