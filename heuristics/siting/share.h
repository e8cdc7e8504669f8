/* heuristics/siting/share.h - a few units are shared out among two or three territories, exactly.
 *
 *     minimise   sum_u cost(u, slot_u)
 *     such that  low_ta <= load_ta + sum_{u in t} amount(u, t, a) <= high_ta,   what moves is at most `most_moved`
 *
 * and whatever the caller says of whole answers: whether territories hang together, borders, deviations. Depth first,
 * the unit that matters most first, held back by a Lagrangian bound: prices on the rows are found by subgradient steps
 * (Held and Karp 1971, doi:10.1007/BF01584070) before the first branch. */
#ifndef AMBIT_SITING_SHARE_H
#define AMBIT_SITING_SHARE_H
#include "instances/base/status.h"
#include <stdbool.h>

enum { AMBIT_SHARE_SLOTS = 3, AMBIT_SHARE_UNITS = 64 };

/* What a whole answer costs more than `cost` says; INFINITY: it is none. `slot` [n_units]. */
typedef double ambit_share_judge(void *context, const uint8_t *slot);

typedef struct {
    uint32_t n_units, n_slots, n_rules;
    double *cost;        /* [n_units * SLOTS] INFINITY: may not */
    double *amount;      /* [(u * SLOTS + t) * n_rules + a] >= 0 */
    double *moved;       /* [n_units * SLOTS] >= 0 */
    double *load, *low, *high; /* [t * n_rules + a] of what stays; windows, the slack included */
    const double *unit;  /* [n_rules] typical units per amount, borrowed: the measure of steps */
    double regret;       /* the measure of prices per typical unit */
    double most_moved;
    double constant;     /* cost of what stays; answers and the cutoff include it */
    ambit_share_judge *judge;
    void *context;       /* of judge */

    double *price, *tried, *kept; /* [SLOTS * n_rules] best prices; those at hand, and before a step */
    double *reduced;     /* [n_units * SLOTS] */
    double *least_left;  /* [n_units + 1] of the reduced costs of units order[i] on */
    double *most_left;   /* [(n_units + 1) * SLOTS * n_rules] that they may bring */
    uint32_t *order;
    uint8_t *slot, *best; /* [n_units] the answer at hand, the best one */
    double cutoff;        /* what the best answer costs */
    uint64_t nodes, most_nodes;
    bool found;
} ambit_siting_share;

/* Room for `n_rules` rules and AMBIT_SHARE_UNITS units. */
ambit_status ambit_siting_share_init(ambit_siting_share *out, uint32_t n_rules, ambit_error *err);
void ambit_siting_share_reset(ambit_siting_share *share);

/* Finds the best answer below `cutoff`, within `most_nodes`; true: there is one, in best[], of cost share->cutoff. What
 * the nodes end is left at the best answer so far. share->nodes counts all of them, over all calls. */
bool ambit_siting_share_solve(ambit_siting_share *share, double cutoff, uint64_t most_nodes);

#endif
