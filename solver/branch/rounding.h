/* solver/branch/rounding.h - mixed-integer rounding cuts from the balance rows.
 *
 * A row says sum_j a_j x_j <= b with x_j in {0, 1}. Complement what is mostly chosen, divide by d, and round:
 *
 *     sum_j F(a_j / d) x_j <= floor(b / d),   F(t) = floor(t) + max(0, frac(t) - f) / (1 - f),   f = frac(b / d)
 *
 * holds for every plan and often not for a fractional solution (Marchand and Wolsey 2001,
 * doi:10.1287/opre.49.3.363.11211). Rows of one rep, and rows of two reps that compete for a unit added up: there x_j
 * is 1 when either of them has the unit. */
#ifndef AMBIT_BRANCH_ROUNDING_H
#define AMBIT_BRANCH_ROUNDING_H
#include "solver/branch/node.h"

typedef struct { uint32_t n, room; ambit_cut *cut; } ambit_cuts;

/* The most violated cuts at the node's shares, at most `most`, the most violated first. The relaxation's own rows are
 * used, so they hold for all of it. The caller resets *out, also after a failure. O(reps^2 * units * fractional
 * units). */
ambit_status ambit_rounding_separate(ambit_cuts *out, const ambit_node *node, uint32_t most, ambit_error *err);
void ambit_cuts_reset(ambit_cuts *cuts);

#endif
