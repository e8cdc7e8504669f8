/* solver/branch/bundle.h - prices on the units, so that each rep's territory is a problem of its own.
 *
 * The other way round than solver/bound.h: there the rows have prices and each unit chooses a rep; here the units have
 * prices p (and the cuts, q) and each rep chooses its cheapest territory, within its own rows and whole:
 *
 *     L(p, q) = given + sum_u p_u - sum_cuts q_c high_c + sum_r min over territories T of rep r
 *                                                            sum_{u in T} (cost_ur - p_u + sum_cuts q_c a_cur)
 *
 * Its maximum is the bound of Dantzig and Wolfe's columns, far above the LP's where rows bind. Territories met before
 * are a model of L from above; the next prices maximise the model less |prices - best prices|^2 / (2 stride), a
 * quadratic problem in the territories' weights, which also are the fractional plan that cuts are looked for in. A
 * proximal bundle method with one bundle a rep (Lemarechal 1975; Kiwiel 1990, doi:10.1007/BF01585731). */
#ifndef AMBIT_BUNDLE_H
#define AMBIT_BUNDLE_H
#include "solver/branch/relaxation.h"
#include "solver/branch/territory.h"

/* One territory: who has which units is kept by the core's units, since a relaxation renumbers its own. */
typedef struct { uint32_t rep; double cost, weight, value; } ambit_bundle_column;

/* What a child starts from. */
typedef struct {
    uint32_t n, n_prices;
    ambit_bundle_column *column;   /* [n] */
    uint64_t *bits;                /* [n * words] */
    double *price;                 /* [n_prices]: of the core's units, then of the cuts */
    ambit_territory_habit *habit;  /* [n_reps] */
    double stride;
} ambit_bundle_memory;

typedef struct { double in, out; } ambit_bundle_rise; /* of the bound, when a pair is in the plan; is not */

typedef struct {
    const ambit_relaxation *relaxation; /* borrowed, of ambit_bundle_load */
    const ambit_core *core;
    uint32_t most, most_cuts, words;    /* columns a rep */
    uint32_t n_cuts, *cut_row, *cut_of; /* cuts that see several reps; of [n_rows], UINT32_MAX: none of them */
    uint32_t *first, *pair, *unit;      /* [n_reps + 1], [pairs] of each rep, [relaxation pairs] its core unit */
    ambit_territory_item *item;         /* [pairs] in the order of pair */
    char *taken;                        /* [pairs] */
    uint64_t *bits, *must, *may, *open; /* [columns * words], [n_reps * words] twice, [words] */
    ambit_bundle_column *column;        /* [n_reps * most] */
    uint32_t *n_columns;                /* [n_reps] */
    double *load, *product;             /* [columns * most_cuts], [columns * columns] */
    double *price, *centre, *slope, *slack; /* [n_units + most_cuts] each */
    ambit_territory_habit *habit;       /* [n_reps] */
    ambit_territory_result *result;     /* [n_reps] */
    ambit_bundle_rise *rise, *best_rise; /* [core->n_pairs]: at the last prices, at the centre */
    ambit_territory_room **worker;      /* [n_workers]: one, or one a rep */
    uint32_t n_workers;
    double best, stride, predicted;     /* the bound at the centre; of the model's maximum, above it */
    double work;                        /* in pairs priced */
} ambit_bundle;

/* Has every rep rows of its own and few of them, and do the amounts alone matter. */
bool ambit_bundle_fits(const ambit_core *core);

/* Room for all relaxations that come of the largest one by leaving out pairs and adding cuts, at most so many in all;
 * `side_by_side`: reps may be solved in parallel. The caller resets it, also after a failure. */
ambit_status ambit_bundle_init(ambit_bundle *bundle, const ambit_relaxation *largest, uint32_t most_cuts,
                               bool side_by_side, ambit_error *err);
void ambit_bundle_reset(ambit_bundle *bundle);

/* Starts from the memory, or without one from the prices q [n_rows] of the relaxation's rows, where the bound is not
 * below theirs. Cuts that the memory does not know cost nothing at first. */
void ambit_bundle_load(ambit_bundle *bundle, const ambit_relaxation *relaxation, const ambit_bundle_memory *memory,
                       const double *q);

typedef struct {
    uint32_t steps;                     /* at most */
    uint64_t nodes;                     /* of one territory's tree, at most */
    double cutoff;                      /* INFINITY, or where the climb may end */
    double patience;                    /* it also ends when the model promises less, in cost */
    double work;                        /* ... and when bundle->work reaches this */
    int (*stop)(void *context);         /* NULL: never */
    void *context;
} ambit_bundle_climb;

/* bundle->best rises; INFINITY when some rep has no territory at all. */
void ambit_bundle_maximise(ambit_bundle *bundle, const ambit_bundle_climb *climb);

/* What the fractional plan behind the bound gives to the rep of that unit of the core. */
double ambit_bundle_share(const ambit_bundle *bundle, uint32_t rep, uint32_t unit);

/* By how much the bound rises at least when unit i of the relaxation takes its pair k. */
double ambit_bundle_rise_of(const ambit_bundle *bundle, const ambit_relaxation *relaxation, uint32_t i, uint32_t k);

/* keep[k] = 1 for pairs that a plan below the cutoff may have, 0 for the others. False when some unit has none left. */
bool ambit_bundle_left(const ambit_bundle *bundle, double cutoff, char *keep);

/* -1 without memory. The caller resets it, also then. */
int ambit_bundle_save(const ambit_bundle *bundle, ambit_bundle_memory *memory);
void ambit_bundle_memory_reset(ambit_bundle_memory *memory);

#endif
