/* solver/siting/siting.h - the compact problem with centres: choose where territories sit, and give each unit to one.
 *
 *     minimise   sum_it cost(centre_t, i) x_it + extra_it x_it + sum_ta weight_a |load - ideal|  + cut borders
 *     such that  sum_t x_it = 1,  lower_at <= load_at <= upper_at,  centre_t is a unit of t (or t's home),
 *                territories hang together,  few units move
 *
 * A *site* is where a centre may be: the candidate units first, then the homes of the territories that have one. A
 * territory without a home chooses its site. This is the Hess model (x_ij <= x_jj), the capacitated p-median, and, when
 * every territory has a home, assignment with contiguity. Costs between sites and units come from places; they are
 * kept as a matrix where that fits. Groups are merged into one unit, which sits at its first member. Read-only. */
#ifndef AMBIT_SITING_H
#define AMBIT_SITING_H
#include "solver/graph.h"
#include "solver/problem.h"

typedef struct {
    const ambit_problem *problem;  /* borrowed */
    uint32_t n_units, n_sites, n_territories, n_free, n_rules;
    uint32_t *unit_of;             /* [problem->n_units]: the unit here of each unit there */
    size_t *member_first;          /* [n_units + 1] */
    uint32_t *member;              /* the problem's units of each unit, ascending */

    uint32_t *unit_at;             /* [n_sites]: the unit whose place it is, AMBIT_NOBODY: a home */
    uint32_t *rep_at;              /* [n_sites]: whose home it is, AMBIT_NOBODY: a unit's place */
    uint32_t *site_of;             /* [n_units]: its site, AMBIT_NOBODY: it may not be a centre */
    uint32_t *home;                /* [n_territories]: its site, AMBIT_NOBODY: to be chosen */
    double *cost;                  /* [n_sites * n_units], a site's row at a time; NULL: too large, found on the fly */

    double *amount;                /* [n_rules * n_units], a rule's row at a time; >= 0 */
    double *pair_amount;           /* [n_rules * n_territories * n_units] beside it, where amounts depend on a home;
                                    * NULL: none do */
    double *lower, *upper;         /* [n_rules * n_territories]; infinite: none. Held to 1e-9 of the share. */
    double *slack;                 /* [n_rules * n_territories]: that 1e-9 of the share */
    double *ideal, *weight;        /* [n_rules * n_territories]: weight is what one unit of amount away from the ideal
                                    * costs; NULL: no rule has one */
    double *scale;                 /* [n_rules]: a typical share: violations are measured in it; > 0 */
    double *capacity;              /* [n_sites] more of an upper bound of rule 0, INFINITY at homes; NULL: none */

    double *extra;                 /* [n_units * n_territories], a unit's row at a time: disruption, misfit; INFINITY:
                                    * may not (locks, forbidden pairs, classes, matrix); NULL: 0 everywhere */
    uint32_t *current;             /* [n_units] territory in force or AMBIT_NOBODY; NULL: none */
    double *move_amount;           /* [n_units]; there when current is */
    double moved_allowed;          /* INFINITY: no cap */

    bool contiguous;               /* territories must hang together, by `graph` */
    ambit_graph graph;             /* units that touch; first NULL: not contiguous */
    ambit_graph apart;             /* the problem's units that touch, where the members of some unit do not hang
                                    * together: `graph` takes it for a bridge, which the judge does not; first NULL:
                                    * there is no such unit */
    ambit_graph priced;            /* borders that cost when they separate territories; first NULL: none do */
    bool whole_costs;              /* every plan costs a whole number */
    bool alike;                    /* all free territories have the same bounds, ideals and extra costs */
} ambit_siting;

/* AMBIT_E_INPUT when the problem has parts that this model lacks: amounts that depend on a free centre, caps on moves
 * by rep or more than one. The caller owns *out; `problem` must outlive it. O(sites * units) where the matrix fits
 * (400 MB), else O(units * rules + borders). */
ambit_status ambit_siting_build(ambit_siting **out, const ambit_problem *problem, ambit_error *err);
void ambit_siting_free(ambit_siting *siting); /* NULL is fine */

/* What unit u costs with its centre at `site`, from the places. O(members). */
double ambit_siting_compute_cost(const ambit_siting *s, uint32_t site, uint32_t u);

/* The same, from the matrix where there is one: the same bits. */
static inline double ambit_siting_cost(const ambit_siting *s, uint32_t site, uint32_t u)
{
    return s->cost ? s->cost[(size_t)site * s->n_units + u] : ambit_siting_compute_cost(s, site, u);
}

/* What is paid for unit u in territory t beside travel; INFINITY: it may not be there. O(1). */
static inline double ambit_siting_extra(const ambit_siting *s, uint32_t u, uint32_t t)
{
    return s->extra ? s->extra[(size_t)u * s->n_territories + t] : 0;
}

/* What unit u brings to rule a of territory t. O(1). */
static inline double ambit_siting_amount(const ambit_siting *s, uint32_t a, uint32_t u, uint32_t t)
{
    double amount = s->amount[(size_t)a * s->n_units + u];
    return s->pair_amount ? amount + s->pair_amount[((size_t)a * s->n_territories + t) * s->n_units + u] : amount;
}

/* The widest bounds of rule a that a territory with its centre at `site` can have (the slack included): of the
 * territory whose home it is, or over all free ones, and within the capacity. O(territories). */
void ambit_siting_window(const ambit_siting *s, uint32_t a, uint32_t site, double *low, double *high);

/* Do free territories `one` and `t` have the same bounds, ideals and extra costs? O(rules + units). */
bool ambit_siting_same_terms(const ambit_siting *s, uint32_t one, uint32_t t);

typedef struct {
    double cost;        /* with the best centre of each territory; INFINITY when a territory has no possible centre */
    double violation;   /* in shares: bounds and capacities, the cap on moves, 1 for each part too many, each empty
                         * territory and each unit that may not be where it is; 0: within the rules */
} ambit_siting_value;

/* Judges a plan: owner[n_units] is a territory each. `centre` [n_territories] receives the sites (AMBIT_NOBODY: none);
 * may be NULL. O(sum of squares of the territories' sizes + units * rules + borders). AMBIT_E_MEMORY. */
ambit_status ambit_siting_judge(ambit_siting_value *out, const ambit_siting *s, const uint32_t *owner, uint32_t *centre,
        ambit_error *err);

/* plan[] of the problem's units from owner[]. */
void ambit_siting_expand(const ambit_siting *s, const uint32_t *owner, uint32_t *plan);

#endif
