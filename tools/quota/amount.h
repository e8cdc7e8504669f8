/* tools/quota/amount.h - amounts in whole units, shared out so that nothing is lost.
 *
 * An amount counts the units that quotas are rounded to: cents, dollars, thousands. What is shared out adds up to the
 * last unit, because the shares are integers and the rest goes where the most was cut off. */
#ifndef AMBIT_AMOUNT_H
#define AMBIT_AMOUNT_H
#include <stddef.h>
#include <stdint.h>

typedef int64_t ambit_amount;

/* The greatest amount: beyond it a double no longer counts every unit. */
#define AMBIT_AMOUNT_MOST 9007199254740992.0

/* Shares `total` (0 or more) out in proportion to weight[n] (0 or more, finite, one above 0) by largest remainders
 * (Hamilton's method): each share is within one unit of the exact one, and they sum to `total`. Of equal remainders the
 * lower index has precedence; nothing goes to a weight of 0. Returns 0, or -1 without memory. O(n log n). */
int ambit_amount_share(ambit_amount *share, ambit_amount total, const double *weight, size_t n);

#endif
