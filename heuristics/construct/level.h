/* heuristics/construct/level.h - brings the amounts of a connected plan within their bounds, by recombination.
 *
 * A territory beyond its bounds and a neighbour are cut anew as long as some are beyond (heuristics/construct/recom.h).
 * The two may keep their violation, so that what is too much wanders from neighbour to neighbour until it meets what is
 * too little: single units could not carry it there without breaking bounds on the way. */
#ifndef AMBIT_SITING_LEVEL_H
#define AMBIT_SITING_LEVEL_H
#include "heuristics/construct/divide.h"
#include "heuristics/construct/recom.h"

enum { AMBIT_MOST_REGION = 16 /* territories of a region */ };

typedef struct {
    ambit_siting_recom recom;
    ambit_division division;
    double *load, *violation;    /* [n_territories * n_rules], [n_territories] */
    uint32_t *beyond;            /* [n_territories] those beyond their bounds */
    uint32_t *head, *next;       /* [n_territories], [n_units] the units of each territory, chained */
    uint32_t *border;            /* [borders, twice] the territories that touch a region, once for each border */
    uint8_t *is_in;              /* [n_territories] */
    uint32_t region[AMBIT_MOST_REGION], n_region; /* the last one drawn */
} ambit_siting_level;

ambit_status ambit_siting_level_init(ambit_siting_level *out, const ambit_ground *ground, ambit_error *err);
void ambit_siting_level_reset(ambit_siting_level *level);

/* Up to `tries` recombinations of `trees` trees each. Returns what is left beyond, in shares: of bounds, and 1 for each
 * unit that may not be where it is; it is never more than before. Where there is no graph nothing happens.
 * O(tries (units + trees * borders of two territories log)). */
double ambit_siting_level_plan(ambit_siting_level *level, uint32_t *owner, uint32_t tries, uint32_t trees,
        ambit_rng *rng);

/* Territory t and up to `most` - 1 around it, `most` at most AMBIT_MOST_REGION, are divided anew: applied, and true,
 * where they are less beyond their bounds then, or as much and not less compact. O(units + trees * borders log). */
bool ambit_siting_level_redivide(ambit_siting_level *level, uint32_t *owner, uint32_t t, uint32_t most, uint32_t trees,
        ambit_rng *rng);

#endif
