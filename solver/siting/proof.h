/* solver/siting/proof.h - what the exact methods of this room say: one form for all of them.
 *
 * A *better* plan costs less than the cutoff (at most cutoff - 1e-9 of it, or the next lower whole number where costs
 * are whole) and is within the rules. */
#ifndef AMBIT_SITING_PROOF_H
#define AMBIT_SITING_PROOF_H
#include "solver/siting/siting.h"

#include <math.h>

/* The most that a better plan may cost. */
static inline double ambit_siting_better(const ambit_siting *s, double cutoff)
{
    if (cutoff == INFINITY) return cutoff;
    return s->whole_costs ? ceil(cutoff - 1e-6) - 1 : cutoff - 1e-9 * fabs(cutoff);
}

/* What a better plan may use; everything at first. */
typedef struct {
    uint8_t *site;      /* [n_sites] 0: no better plan has a centre there; 1: open; 2: every better plan has one */
    uint64_t *pair;     /* bit site * n_units + unit: 1 when a better plan may give the unit to a centre there; NULL:
                         * there are too many pairs to keep (siting->cost is NULL then too) */
    uint32_t n_sites_open;
    uint64_t n_pairs_open;
} ambit_siting_fixing;

ambit_status ambit_siting_fixing_init(ambit_siting_fixing *out, const ambit_siting *s, ambit_error *err);
void ambit_siting_fixing_reset(ambit_siting_fixing *fixing);

static inline bool ambit_siting_open(const ambit_siting_fixing *f, const ambit_siting *s, uint32_t site, uint32_t u)
{
    size_t bit = (size_t)site * s->n_units + u;
    return f->site[site] && (!f->pair || (f->pair[bit / 64] >> (bit % 64) & 1));
}

typedef struct {
    double cutoff;             /* of the best plan known, INFINITY: none */
    uint64_t most_effort;      /* counted in what the method counts (its header says); 0: no limit */
    int (*stop)(void *context); /* NULL: never */
    void *context;
} ambit_siting_limits;

typedef struct {
    double bound;        /* no plan costs less; never above the cutoff unless closed */
    bool closed;         /* all of the tree, or of the enumeration, was seen: nothing beats `cost`, else the cutoff */
    bool found;          /* owner[] holds a better plan, of cost `cost` */
    double cost;
    uint64_t effort;
    const char *by;      /* in words, static: "branch and cut", "all connected territories and an exact cover" ... */
} ambit_siting_outcome;

#endif
