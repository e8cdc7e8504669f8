/* heuristics/construct/split.h - a first plan by recursive splits along lines (Kalcsics, Nickel and Schroeder
 * 2005, doi:10.1007/BF02578982).
 *
 * A line divides the units of k territories into those of k1 and of k2, so that every rule's amounts are divided as the
 * targets ask; several directions are tried, and the one that cuts few borders at good balance is taken. Homes go to
 * the side where they lie. What is not connected or not eligible is mended at the end. */
#ifndef AMBIT_CONSTRUCT_SPLIT_H
#define AMBIT_CONSTRUCT_SPLIT_H
#include "heuristics/construct/repair.h"
#include "instances/base/rng.h"

/* Into owner[n_units]. Where units have no places it is growth instead. O(units log units log territories).
 * AMBIT_E_MEMORY. */
ambit_status ambit_construct_split(uint32_t *owner, ambit_siting_repair *repair, ambit_rng *rng, ambit_error *err);

#endif
