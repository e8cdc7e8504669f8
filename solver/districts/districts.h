/* solver/siting/districts.h - all connected territories that a better plan can have, each with its cost: a pool.
 *
 * A district is a connected set of units within the window. It costs what its best centre makes of it, its deviation
 * from ideals, and half of the priced borders around it (the other half is paid on their other side), so a plan costs
 * the sum of its districts. With prices p of the units, and m_j the least reduced cost of districts centred at j,
 *
 *     cost of a plan  >=  bound + sum of (reduced cost - m_j) over its districts,   reduced cost = cost - sum of p,
 *
 * so that with a cutoff only districts of small reduced cost matter: those are enumerated, centre by centre. Without
 * one, all are, each from its first unit. Districts are left out when what they leave of the map cannot be whole
 * territories. Asks for territories without homes that are all alike and connected, and no cap on moves. */
#ifndef AMBIT_DISTRICTS_H
#define AMBIT_DISTRICTS_H
#include "solver/siting/proof.h"

typedef struct {
    uint32_t n_words;            /* of a set of units */
    size_t n, room;
    uint64_t *set;               /* [n * n_words] bit u */
    double *cost;                /* [n] */
    uint32_t *site;              /* [n] of the best centre */
} ambit_districts;

/* Can districts say something about this problem? */
bool ambit_districts_fit(const ambit_siting *s);

typedef struct {
    const double *price;         /* [n_units]; NULL: none, and `most` is not read */
    const double *most;          /* [n_sites] reduced cost of wanted districts there is less */
    const ambit_siting_fixing *fixing; /* NULL: everything is open */
    uint64_t most_effort;        /* nodes; 0: no limit */
    size_t most_districts;       /* 0: no limit */
    int (*stop)(void *context);  /* NULL: never */
    void *context;
} ambit_districts_options;

/* Fills an empty pool; *complete when nothing is missing, *effort in nodes. The caller resets the pool in any case. */
ambit_status ambit_districts_list(ambit_districts *out, bool *complete, uint64_t *effort, const ambit_siting *s,
        const ambit_districts_options *options, ambit_error *err);
void ambit_districts_reset(ambit_districts *districts);

/* Puts one more into the pool; false without memory. */
bool ambit_districts_keep(ambit_districts *d, const uint64_t *set, double cost, uint32_t site);

/* Can the units outside the set be whole territories, part by part, as many as are asked for? left [n_words] and queue
 * [n_units] are work space. O(units + borders). */
bool ambit_districts_divide(const ambit_siting *s, const uint64_t *set, uint64_t *left, uint32_t *queue);

/* What a set costs as a district centred at this site. */
double ambit_districts_cost_at(const ambit_siting *s, uint32_t site, const uint32_t *unit, uint32_t n_units);

/* What a connected set costs as a district: its best open centre goes into *site (AMBIT_NOBODY and INFINITY: none).
 * O(n_units^2 + rules). */
double ambit_districts_cost(const ambit_siting *s, const ambit_siting_fixing *fixing, const uint32_t *unit,
        uint32_t n_units, uint32_t *site);

#endif
