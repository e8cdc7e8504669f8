/* tools/compare/match.h - two plans side by side: reps, rules and units matched by their ids and names.
 *
 * Whatever both have is compared, what only one has is listed. A unit has moved when both have it and its reps have
 * different ids. Amounts of what moved are those of B; gained and lost is what moved, so new and vanished units are in
 * neither. */
#ifndef AMBIT_COMPARE_MATCH_H
#define AMBIT_COMPARE_MATCH_H
#include "tools/compare/side.h"

#define AMBIT_NOWHERE UINT32_MAX /* not on this side */

typedef struct { uint32_t a, b; } ambit_compare_pair; /* numbers on each side */

typedef struct {
    ambit_compare_pair unit;
    uint32_t from, to;           /* numbers in `rep`; AMBIT_NOWHERE: nobody */
    double travel_a, travel_b;   /* NaN: not known */
} ambit_compare_move;

typedef struct { uint32_t units; double *amount; } ambit_compare_flow; /* amount[n_rules] */

typedef struct {
    const ambit_compare_side *a, *b;
    uint32_t n_reps, n_rules, n_both, n_moved, n_new, n_gone;
    ambit_compare_pair *rep;     /* those of A in their order, then those of B alone */
    ambit_compare_pair *rule;    /* balance rules likewise */
    ambit_compare_move *move;    /* in the order of B's units */
    uint32_t *new_unit, *gone;   /* numbers on the side that has them: B, A */
    ambit_compare_flow *gained, *lost; /* [n_reps] */
    ambit_compare_flow moved;    /* in all */
    double *amounts;             /* of the flows */
} ambit_compare;

ambit_status ambit_compare_build(ambit_compare *out, const ambit_compare_side *a, const ambit_compare_side *b,
        ambit_error *err); /* on AMBIT_OK the caller resets it; else it is reset. O(units * rules + reps) */
void ambit_compare_reset(ambit_compare *compare);

/* What a rep or a rule is called, by the side that has it. Borrowed. */
const char *ambit_compare_rep_id(const ambit_compare *compare, uint32_t i);
const char *ambit_compare_rep_name(const ambit_compare *compare, uint32_t i); /* "" without names */
const char *ambit_compare_rule_name(const ambit_compare *compare, uint32_t k);

/* Figures of rep i on a side; NULL when it is not there. */
const ambit_outcome_rep *ambit_compare_rep_of(const ambit_compare *compare, uint32_t i, int of_b);
const ambit_outcome_load *ambit_compare_load_of(const ambit_compare *compare, uint32_t k, uint32_t i, int of_b);

/* What moving unit pair u brings of rule k: B's amount, or A's where B has no such rule. */
double ambit_compare_amount(const ambit_compare *compare, uint32_t k, ambit_compare_pair unit);

/* A unit's name on one side, "" without. */
const char *ambit_compare_unit_name(const ambit_compare_side *side, uint32_t u);

/* "accounts" or "regions", of B. */
const char *ambit_compare_noun(const ambit_compare *compare);

#endif
