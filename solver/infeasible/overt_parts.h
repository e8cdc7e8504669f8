/* solver/siting/overt_parts.h - the overt proofs, one function each, and what they share: the widest windows. */
#ifndef AMBIT_OVERT_PARTS_H
#define AMBIT_OVERT_PARTS_H
#include "solver/infeasible/overt.h"
#include <stdio.h>

typedef struct {
    const ambit_siting *s;
    FILE *page;                  /* lines of text */
    uint32_t n_lines;
    double *least, *most;        /* [n_rules * n_units] over the territories */
    double *low, *high;          /* [n_rules] the widest window of one territory, twice the slack included */
    double *low_of, *high_of;    /* [n_rules * (n_territories + 1)] what any m territories hold at least, at most */
    double *load;                /* [2 * n_rules] least and most of some units */
    uint32_t *part, *size, *room, n_parts; /* [n_units] of the map; all is one part without contiguity */
    ambit_error *err;
} ambit_overt;

/* "unit A12", or "unit A12 with the 2 others of its group". */
const char *ambit_overt_unit(const ambit_overt *o, uint32_t u, char buffer[static 140]);

const char *ambit_overt_rule(const ambit_overt *o, uint32_t a);

/* How many territories units of this load (least, then most, per rule) can be: from..to, none when from > to. */
void ambit_overt_count(const ambit_overt *o, const double *load, uint32_t n_units, uint32_t *from, uint32_t *to);

/* The middle of the rule's widest window when it is bounded on both sides, else 0: what a tolerance is measured in. */
double ambit_overt_share(const ambit_overt *o, uint32_t a);

/* Writes ": raise the tolerance of NAME to 3.4 %, or ..." and ends the line; without a share ": change the bounds". */
void ambit_overt_relax(ambit_overt *o, uint32_t a, double needed, const char *or_else);

/* Both need contiguity, and that no part of the map is disproved. */
ambit_status ambit_overt_gates(ambit_overt *o);   /* units that are the only way to others */
ambit_status ambit_overt_around(ambit_overt *o);  /* units without a territory around them */

#endif
