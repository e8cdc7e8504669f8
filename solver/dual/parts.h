/* solver/dual/parts.h - what the files of solver/dual share: the dual's room. */
#ifndef AMBIT_DUAL_PARTS_H
#define AMBIT_DUAL_PARTS_H
#include "solver/dual/dual.h"
#include "solver/dual/rows.h"

enum {
    AMBIT_DUAL_BLOCKS = 32,
    AMBIT_DUAL_TAIL = 16,              /* temperatures: shares below 1e-7 are not worth their exponential */
    AMBIT_DUAL_WORTH_THREADS = 50000   /* pairs: below, waking a thread costs more than the work */
};

/* A block of units. Its doubtful and its open units come first in the arrays, from `from` and pair `base` on. */
typedef struct {
    uint32_t from, to, n_doubtful, n_open;
    size_t base, n_open_pairs;
    double given, value;       /* cost of decided units; the sum of the minima of the others */
    double *load, *room;       /* [n_rows], [longest row of a unit] */
    double *amount;            /* [n_rules] */
} ambit_dual_block;

/* Units that are decided for all prices that are at most `reach` from `at`, up to the temperature `warmth`. */
typedef struct {
    double reach, warmth;      /* reach < 0: nothing was chosen yet */
    double *at, *load;         /* [n_rows]; the load that the decided units bring, and their cost */
    double given;
} ambit_dual_choice;

struct ambit_dual {
    const ambit_core *core;
    uint32_t n_units, n_rows;
    size_t n_pairs;
    bool by_pair;              /* some amounts differ by pair */
    double spread, mean_bulk;
    uint32_t *unit;            /* [n_units] of the core */
    double *weight, *factor;   /* of a sample, else NULL: [n_units] how many units it stands for; [n_units * n_rules] of
                                * its amounts */
    double *size, *bulk;       /* [n_units] mean 1, temperatures are in proportion to it; all amounts, in shares */
    ambit_row_range *range;    /* [n_rows] */
    double *scale, *price;     /* [n_rows]; prices of an amount, rep-major, so that one rep's are together */
    ambit_dual_block block[AMBIT_DUAL_BLOCKS];
    ambit_dual_choice wide, narrow;
    uint32_t asked;            /* evaluations since the narrow choice */
    size_t n_open_pairs;
    uint32_t *doubtful;        /* [n_units] not decided by the wide choice (as places in unit[]) */
    uint32_t *open, *length;   /* [n_units] nor by the narrow one; how many pairs each has */
    uint32_t *rep;             /* [n_pairs] of open units */
    double *cost, *amount;     /* [n_pairs], [n_rules * (by_pair ? n_pairs : n_units)] */
};

/* Fills unit, weight, factor, size and bulk. Not 0: no memory. */
int ambit_dual_sample(ambit_dual *dual, uint32_t stride);

/* Makes sure that the open units are chosen for prices q and this temperature. `price` is set. */
void ambit_dual_choose(ambit_dual *dual, const double *q, double temperature);

/* The amount of rule a that pair k of the core, of the i-th unit, brings. */
static inline double ambit_dual_amount(const ambit_dual *d, uint32_t a, uint32_t i, size_t k)
{
    double amount = ambit_core_amount(d->core, a, d->unit[i], k);
    return d->factor ? amount * d->factor[(size_t)i * d->core->n_rules + a] : amount;
}

static inline double ambit_dual_weight(const ambit_dual *d, uint32_t i) { return d->weight ? d->weight[i] : 1; }

#endif
