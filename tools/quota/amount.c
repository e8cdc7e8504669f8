/* tools/quota/amount.c - see amount.h. */
#include "tools/quota/amount.h"

#include <math.h>
#include <stdlib.h>

typedef struct { double cut; size_t at; } remainder_of;

static int by_cut(const void *a, const void *b)
{
    const remainder_of *x = a, *y = b;
    if (x->cut != y->cut) return x->cut > y->cut ? -1 : 1;
    return x->at < y->at ? -1 : x->at > y->at;
}

/* The whole part of every share. Returns how much of the total is left. */
static ambit_amount cut_off(ambit_amount *share, remainder_of *rest, ambit_amount total, const double *weight,
        double sum, size_t n)
{
    ambit_amount left = total;
    for (size_t i = 0; i < n; i++) {
        double exact = (double)total * (weight[i] / sum), whole = floor(exact);
        share[i] = (ambit_amount)whole;
        left -= share[i];
        rest[i] = (remainder_of){ weight[i] > 0 ? exact - whole : -1, i };
    }
    return left;
}

/* Rounding may have left a few units more or fewer than remainders: whoever has the largest gives or takes first. */
static void hand_out(ambit_amount *share, const remainder_of *rest, size_t n, ambit_amount left)
{
    for (size_t k = 0; left > 0; k = (k + 1) % n)
        if (rest[k].cut >= 0) share[rest[k].at]++, left--;
    for (size_t k = n; left < 0;) {
        k = k ? k - 1 : n - 1;
        if (share[rest[k].at] > 0) share[rest[k].at]--, left++;
    }
}

int ambit_amount_share(ambit_amount *share, ambit_amount total, const double *weight, size_t n)
{
    double sum = 0;
    remainder_of *rest = malloc((n ? n : 1) * sizeof *rest);
    if (!rest) return -1;
    for (size_t i = 0; i < n; i++) sum += weight[i];
    ambit_amount left = cut_off(share, rest, total, weight, sum, n);
    qsort(rest, n, sizeof *rest, by_cut);
    hand_out(share, rest, n, left);
    free(rest);
    return 0;
}
