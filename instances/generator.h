/* instances/generator.h - random instances of any size that are known to have a plan within the rules.
 *
 * Accounts lie in towns of Zipf sizes over a country of 4,000 x 2,500 km, measures are heavy-tailed and correlated,
 * reps live where accounts are. A hidden plan is made along with them and thrown away when the folder is written: there
 * is always a plan within the rules. The same options give the same bytes on every machine. */
#ifndef AMBIT_GENERATOR_H
#define AMBIT_GENERATOR_H
#include "instances/base/status.h"

enum { AMBIT_GENERATOR_MEASURES = 4, AMBIT_GENERATOR_SEGMENTS = 60 };

typedef struct {
    uint32_t n_accounts, n_reps; /* 1 <= n_reps <= n_accounts */
    uint64_t seed;
    uint32_t n_measures;         /* 1 .. AMBIT_GENERATOR_MEASURES; default 2 */
    double tolerance;            /* fraction, 0.001 .. 1; default 0.05 */
    uint32_t n_segments;         /* 0: none; each rep then serves some of them */
    int fte_mix;                 /* 1: reps of 0.5 to 1.2 FTE; 0: all 1 */
    int giants;                  /* 1: in one territory of four an account holds 30 to 60 % of the opportunity */
} ambit_generator_options;

/* An instance in memory: accounts and reps in file order. */
typedef struct {
    ambit_generator_options options;
    double *lon_deg, *lat_deg;   /* [n_accounts] */
    double *visits;              /* [n_accounts] whole numbers >= 1 */
    double *amount[AMBIT_GENERATOR_MEASURES]; /* [n_measures][n_accounts] as the file will say them */
    uint8_t *segment;            /* [n_accounts]; NULL: none */
    uint32_t *hidden;            /* [n_accounts] rep of the hidden plan */
    uint32_t *home;              /* [n_reps] the account at whose place the rep lives */
    double *fte;                 /* [n_reps] */
    uint64_t *serves;            /* [n_reps] bit s: segment s; NULL: none */
} ambit_generated;

/* 100 accounts, 5 reps, seed 1, two measures, 5 %, nothing else. */
ambit_generator_options ambit_generator_default(void);

/* The name of measure k: workload, opportunity, potential, contracts. Static text. */
const char *ambit_generator_measure(uint32_t k);

/* Draws an instance. The caller owns *out. AMBIT_E_INPUT names an option out of range. O(accounts log reps)
 * time, 48 bytes an account with two measures. */
ambit_status ambit_generator_build(ambit_generated **out, const ambit_generator_options *options, ambit_error *err);
void ambit_generated_free(ambit_generated *generated); /* NULL is fine */

/* Writes plan.yaml, accounts.csv and reps.csv into `folder`, all or none; files that exist need `force`. */
ambit_status ambit_generated_write(const ambit_generated *generated, const char *folder, int force, ambit_error *err);

#endif
