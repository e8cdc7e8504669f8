/* solver/formulate/join.h - how the region of an account was found, or why it was not. */
#ifndef AMBIT_FORMULATE_JOIN_H
#define AMBIT_FORMULATE_JOIN_H
#include "solver/formulate/parts.h"

enum {
    AMBIT_FOUND,           /* it has a region, or lies outside all of them */
    AMBIT_FOUND_BY_DIGITS, /* it has one, by an id that lost its leading zeros */
    AMBIT_FOUND_AMBIGUOUS, /* several have its digits */
    AMBIT_FOUND_EMPTY,     /* its cell is empty */
    AMBIT_FOUND_NO_KEY,    /* the crosswalk does not know it */
    AMBIT_FOUND_NO_REGION  /* the layer does not have the region */
};

/* The regions by the accounts' keys, into f->region_of_account and found[n_accounts]. O(bytes of ids). */
ambit_status ambit_formulate_keys(ambit_formulating *w, uint8_t *found);

#endif
