/* solver/core.h - the compact problem that bound and search work on.
 *
 * Presolve merges groups into one unit, applies locks, classes, forbidden pairs and the matrix, drops reps that a
 * unit can never have, and lists the candidate pairs of each unit in compressed rows. A rule is a set of rows: one a
 * rep, or (`shared`) one for the whole plan, such as the cap on what may move. Row a of rep r is
 * a * n_reps + (shared ? 0 : r). After the problem's own rules come those of caps on moves: all that moves is a shared
 * row; what a rep gains is a row of its own; that it loses at most so much means that it keeps the rest, another one.
 *
 *     minimise  sum_k cost_k x_k + sum_rows weight |load - ideal|
 *     load_row = sum of amount over the chosen pairs k that belong to the row,  lower <= load <= upper
 *
 * When not every eligible pair is a candidate (`complete` is false), the bound prices the others in. */
#ifndef AMBIT_CORE_H
#define AMBIT_CORE_H
#include "solver/problem.h"

/* What a rule's amounts are: of the problem's own rules; what moves, in all or to a rep; what stays with a rep. */
typedef enum { AMBIT_AMOUNT_OWN = 0, AMBIT_AMOUNT_MOVED, AMBIT_AMOUNT_GAINED, AMBIT_AMOUNT_KEPT } ambit_amount_kind;

typedef struct {
    bool shared;
    ambit_amount_kind kind;
    const char *name;        /* borrowed; NULL: the cap on moves that has none */
    const double *of_unit;   /* [problem's n_units] what counts when a unit moves; borrowed; NULL: 1 each */
    double *by_unit;         /* [n_units], NULL when by_pair is there */
    double *by_pair;         /* [n_pairs], NULL when the amount is the same at every rep */
    double *lower, *upper;   /* [n_reps]; [0] alone when shared */
    double *ideal;           /* [n_reps] or NULL: what deviation is measured from */
    double *weight;          /* [n_reps], there when ideal is: cost of one unit of amount away from it */
    double scale;            /* a typical share: violations are measured in it; > 0 */
} ambit_core_rule;

typedef struct {
    const ambit_problem *problem; /* borrowed */
    uint32_t n_units, n_reps, n_rules;
    size_t n_pairs;
    size_t *first;           /* [n_units + 1] */
    uint32_t *rep;           /* [n_pairs], ascending within a unit */
    double *cost;            /* [n_pairs]: travel, disruption and misfit */
    ambit_core_rule *rule;
    bool complete;           /* every eligible pair is a candidate */
    bool whole_costs;        /* every plan costs a whole number: its pairs do, and deviations cost nothing */
    uint64_t n_eligible;     /* pairs of the original units */
    uint32_t *unit_of;       /* [problem->n_units]: the core unit of each unit */
    size_t *member_first;    /* [n_units + 1] */
    uint32_t *member;        /* the units of each core unit, ascending */
    uint32_t *current;       /* [n_units]: the offset of the current rep's pair (k - first) or AMBIT_NOBODY */
    size_t *forbid_first;    /* [problem->n_units + 1] and the forbidden reps of each unit, ascending */
    uint32_t *forbid_rep;
} ambit_core;

static inline uint32_t ambit_core_row(const ambit_core *c, uint32_t rule, uint32_t rep)
{
    return rule * c->n_reps + (c->rule[rule].shared ? 0 : rep);
}

/* The amount of rule `a` that pair k of unit u brings to its row. O(1). */
static inline double ambit_core_amount(const ambit_core *c, uint32_t a, uint32_t u, size_t k)
{
    const ambit_core_rule *rule = &c->rule[a];
    return rule->by_pair ? rule->by_pair[k] : rule->by_unit[u];
}

/* No plan costs less than this when none costs less than `bound`: the next whole number, where costs are whole. What is
 * above one by less than a bound may err stays at it. O(1). */
static inline double ambit_core_lift(const ambit_core *c, double bound)
{
    return c->whole_costs && isfinite(bound) ? ceil(bound - 1e-6 - 1e-9 * fabs(bound)) : bound;
}

#define AMBIT_NO_PAIR SIZE_MAX

/* The pair of unit u with rep r, or AMBIT_NO_PAIR. O(1) when every rep is a candidate, else O(log). */
static inline size_t ambit_core_pair(const ambit_core *c, uint32_t u, uint32_t r)
{
    size_t low = c->first[u], end = c->first[u + 1], high = end;
    if (high - low == c->n_reps) return low + r;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (c->rep[middle] < r) low = middle + 1; else high = middle;
    }
    return low < end && c->rep[low] == r ? low : AMBIT_NO_PAIR;
}

/* Builds the compact problem. `most` candidates a unit are kept, the cheapest (0: all). AMBIT_E_INFEASIBLE when a unit
 * has no eligible rep at all (solver/infeasible/infeasible.h names it). The caller owns *out; `problem` must outlive
 * it. O(pairs log). */
ambit_status ambit_core_build(ambit_core **out, const ambit_problem *problem, uint32_t most, ambit_error *err);
void ambit_core_free(ambit_core *core); /* NULL is fine */

/* May every unit of core unit u go to rep r: locks, classes, forbidden pairs, matrix. O(members log). */
bool ambit_core_may(const ambit_core *core, uint32_t u, uint32_t r);

/* What core unit u costs at rep r, who may have it, and the amounts it brings, into amount[a * stride]. O(members *
 * rules). */
double ambit_core_price(const ambit_core *core, uint32_t u, uint32_t r, double *amount, size_t stride);

/* The eligible reps of one core unit, all of them, with cost and amounts (for pricing): fills rep[], cost[] and
 * amount[a * n_reps + i]; returns how many. Arrays have room for n_reps (times n_rules). Also what core_build uses. */
uint32_t ambit_core_eligible(const ambit_core *core, uint32_t u, uint32_t *rep, double *cost, double *amount);

/* plan[] of the problem's units from choice[] (offset of the chosen pair in each core unit's row). */
void ambit_core_expand(const ambit_core *core, const uint32_t *choice, uint32_t *plan);

#endif
