/* heuristics/genetic/pool.h - territories that good plans were made of, kept to be put together anew.
 *
 * At prices p every territory has an excess: what it costs more than its units and its rep do at least,
 *
 *     excess = cost + deviation + sum_shared p load  -  sum_{its units} least priced cost  -  its rows' least value
 *
 * No excess is below 0, and a plan costs at least L(p) (solver/bound.h) and the excesses of its territories. So one
 * whose excess alone takes it beyond the best plan is in no better plan, and goes; when room ends, those of greatest
 * excess go as well. What is left is a set partitioning problem (solver/exact/partition.h).
 *
 * A pool belongs to one island, or to the run, which takes in the islands' pools in their order: the same territories
 * for any number of threads. Room is reserved once. */
#ifndef AMBIT_POOL_H
#define AMBIT_POOL_H
#include "heuristics/plan/state.h"
#include "heuristics/watch.h"

/* What territories are measured by; read-only once built, for any number of pools. */
typedef struct {
    const ambit_core *core;
    const double *price;     /* [n_rules * n_reps], borrowed */
    double *least;           /* [n_units] least priced cost over its pairs */
    double *rows;            /* [n_reps] the least that the rep's own rows add */
    double sum, bound;       /* of both; and with what shared rows add, which is L(p) over the candidates */
} ambit_pool_prices;

ambit_status ambit_pool_prices_init(ambit_pool_prices *out, const ambit_core *core, const double *price,
        ambit_error *err);
void ambit_pool_prices_reset(ambit_pool_prices *prices);

typedef struct {
    uint32_t rep, n_units;
    size_t at;               /* of its first unit in pool->unit; ascending there */
    uint64_t mark;           /* hash of rep and units */
    double cost;             /* with deviation, less the least of its units and rows */
    double excess;
} ambit_pool_territory;

typedef struct {
    const ambit_pool_prices *prices;
    ambit_pool_territory *territory;
    uint32_t n, most;
    uint32_t *unit;
    size_t n_places, most_places;
    uint32_t *slot, n_slots; /* open hashing: territory + 1, or 0; n_slots a power of two */
    uint32_t n_new;          /* taken in since ambit_pool_recombine looked */
    uint32_t *member, *first; /* [n_units] of the plan at hand by rep, [n_reps + 1] */
} ambit_pool;

/* Room for `most` territories (at least two a rep) of the size that they have on average. */
ambit_status ambit_pool_init(ambit_pool *out, const ambit_pool_prices *prices, uint32_t most, ambit_error *err);
void ambit_pool_reset(ambit_pool *pool);

/* Takes in each territory of the state's plan that keeps its own rows, hangs together where it must, and may be part of
 * a plan that costs less than `cutoff`. Allocates nothing. O(units * rules). */
void ambit_pool_collect(ambit_pool *pool, const ambit_state *state, double cutoff);

/* Moves all of `from` into `pool`. Allocates nothing. */
void ambit_pool_merge(ambit_pool *pool, ambit_pool *from, double cutoff);

typedef struct {
    uint64_t most_nodes, most_iterations;
    ambit_watch *watch;
} ambit_pool_effort;

typedef struct {
    bool better;             /* choice has become a better plan */
    bool complete;           /* and no better one can be put together */
    double objective;        /* of choice */
    uint32_t n_columns;      /* territories that were looked at */
} ambit_pool_report;

/* The best plan within the rules that the pool's territories and those of choice [n_units] give, into choice when it
 * costs less than `objective`, which is choice's when it is within the rules, else INFINITY. */
ambit_status ambit_pool_recombine(ambit_pool_report *out, ambit_pool *pool, uint32_t *choice, double objective,
        const ambit_pool_effort *effort, ambit_error *err);

#endif
