/* tools/size/drop.h - who is dropped first when there are to be fewer reps. */
#ifndef AMBIT_SIZE_DROP_H
#define AMBIT_SIZE_DROP_H
#include "solver/formulate/formulate.h"

/* The reps of the file in the order in which they are dropped, as far as they may be: order [n_listed], *n of them.
 * Reps without a home go first, the last one first. O(units x reps) for each. */
ambit_status ambit_size_drop_order(uint32_t *order, uint32_t *n, const ambit_formulation *formulation, uint32_t most,
        ambit_error *err);

#endif
