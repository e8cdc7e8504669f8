/* heuristics/genetic/islands.h - the genetic algorithm: islands evolve alone and send their best plan around a ring.
 *
 * One generation of an island:  pick two parents - cross - educate (heuristics/genetic/education.h) - select. Every
 * island has its own stream of random numbers and its own room, so any number of threads gives the same plans. Nothing
 * is allocated in a generation. */
#ifndef AMBIT_ISLANDS_H
#define AMBIT_ISLANDS_H
#include "heuristics/plan/neighbours.h"
#include "heuristics/genetic/population.h"
#include "heuristics/watch.h"

typedef struct ambit_islands ambit_islands;

typedef struct {
    uint32_t n_islands;
    uint64_t first_moves;     /* local search on each of the first plans */
    uint64_t child_moves;     /* on each child */
    uint64_t seed;
} ambit_islands_options;

/* `price` steers the penalties (solver/bound.h). Everything is borrowed and must outlive the islands. */
ambit_status ambit_islands_build(ambit_islands **out, const ambit_core *core, const ambit_candidates *candidates,
        const ambit_neighbours *neighbours, const double *price, const ambit_islands_options *options,
        ambit_watch *watch, ambit_error *err);
void ambit_islands_free(ambit_islands *islands); /* NULL is fine */

/* First plans: constructed from prices with noise and educated. In parallel over islands. */
void ambit_islands_settle(ambit_islands *islands);

#define AMBIT_ALL_ISLANDS UINT32_MAX

/* A plan from elsewhere (the current one, GLPK's) into one island or into all; evaluated here. */
void ambit_islands_invite(ambit_islands *islands, uint32_t island, const uint32_t *choice);

/* `generations` children on each island. In parallel over islands. */
void ambit_islands_evolve(ambit_islands *islands, uint32_t generations);

/* Each island's best goes to the next one of the ring. */
void ambit_islands_migrate(ambit_islands *islands);

/* The best plan of one island or of all: choice [n_units], borrowed until the next call; NULL before there is one. */
const uint32_t *ambit_islands_best(const ambit_islands *islands, uint32_t island, double *objective, double *violation);

uint64_t ambit_islands_moves(const ambit_islands *islands);

#endif
