/* solver/knapsack/node.h - a packing in which some units have a rep and some pairs are out: its bound, and what that
 * decides.
 *
 * Decisions lie on a trail, so that a search can take them back. The bound climbs over the prices of the open units by
 * deflected subgradient steps towards a level above the best so far; where they get no further, the level comes nearer
 * and the walk starts anew from the best prices. */
#ifndef AMBIT_PACKING_NODE_H
#define AMBIT_PACKING_NODE_H
#include "solver/knapsack/pack.h"
#include "solver/knapsack/packing.h"

#define AMBIT_UNDECIDED UINT32_MAX

/* A pair in the list of its rep. */
typedef struct { double cost; uint32_t weight, unit, pair; } ambit_packing_entry;

typedef struct {
    const ambit_packing *packing;  /* borrowed */
    uint32_t *chosen;              /* [n_units] pair, or AMBIT_UNDECIDED */
    char *out;                     /* [n_pairs] */
    uint32_t *room;                /* [n_reps] that is left */
    double given;                  /* cost of the decided units */
    uint32_t n_open;
    uint32_t *trail;               /* pairs that left a list; with n_pairs added: that went out; with twice: chosen */
    size_t n_trail;
    ambit_packing_entry *list;     /* each rep's pairs of open units that are not out come first in its part, ... */
    uint32_t *list_first, *list_end, *at; /* ... up to list_end[r]; at[pair] where it is */
    double *with, *without;        /* [n_pairs] of ambit_packing_weigh ... */
    double weighed;                /* ... and the value at those prices, which they are above */
    double *share, share_weight;   /* [n_pairs] how often the relaxation took it, the last steps counting most */
    double *price, *gradient, *direction, *best_gradient; /* [n_units] room of the climb */
    ambit_pack pack;               /* one knapsack at a time */
    uint64_t work;                 /* of the knapsacks so far */
    int (*stop)(void *context);    /* ends climbs early; NULL: never */
    void *context;
} ambit_packing_node;

/* The caller resets it, also after a failure. */
ambit_status ambit_packing_node_init(ambit_packing_node *node, const ambit_packing *packing, ambit_error *err);
void ambit_packing_node_reset(ambit_packing_node *node);

/* Starts anew: chosen [n_units] with AMBIT_UNDECIDED for open units (NULL: all), out [n_pairs] (NULL: none). The trail
 * is empty then. False when the rooms cannot hold it. O(pairs). */
bool ambit_packing_load(ambit_packing_node *node, const uint32_t *chosen, const char *out);

static inline bool ambit_packing_stopped(const ambit_packing_node *n) { return n->stop && n->stop(n->context); }

/* May the pair still be chosen? */
static inline bool ambit_packing_open(const ambit_packing_node *n, uint32_t k)
{
    const ambit_packing *p = n->packing;
    return !n->out[k] && n->chosen[p->unit[k]] == AMBIT_UNDECIDED && p->weight[k] <= n->room[p->core->rep[k]];
}

/* Decisions, and back to an earlier length of the trail. O(1) a pair that leaves a list. */
void ambit_packing_give(ambit_packing_node *node, uint32_t pair);
void ambit_packing_bar(ambit_packing_node *node, uint32_t pair);
void ambit_packing_undo(ambit_packing_node *node, size_t n_trail);

typedef struct {
    uint32_t steps;          /* at most */
    double level;            /* how far above the best the first target lies, as a fraction of it */
    uint32_t patience;       /* steps without much gain before the level comes nearer */
} ambit_packing_climb_options;

/* Climbs from prices [n_units], which become the best found; returns their bound. Ends early above `limit`. O(steps *
 * (pairs + cells)). */
double ambit_packing_climb(ambit_packing_node *node, double *price, const ambit_packing_climb_options *options,
                           double limit);

/* The bound at given prices; and for each open pair how far it rises when the pair is chosen (`with`, of its own rep's
 * knapsack alone) or is not (`without`): exactly up to `spare`, beyond at least so far. */
double ambit_packing_weigh(ambit_packing_node *node, const double *price, double spare);

/* How far above the weighed value every plan is in which open unit u takes its pair k: k comes in, and whatever else
 * the relaxation took of the unit goes out. `all_out` is the sum of `without` over the unit's open pairs
 * (ambit_packing_all_out). Holds, with the weighed value, also after more decisions. */
static inline double ambit_packing_rise(const ambit_packing_node *n, uint32_t k, double all_out)
{
    return n->with[k] + all_out - n->without[k];
}
double ambit_packing_all_out(const ambit_packing_node *node, uint32_t u);

/* Decides what follows from `limit` at these prices: pairs that would lift the bound above it go out, units with one
 * pair left take it, until little follows any more. *bound is raised. False when no plan is left. Ends weighed. */
bool ambit_packing_reduce(ambit_packing_node *node, const double *price, double *bound, double limit);

/* Climbs and reduces by turns while much is decided. False when no plan is left below the limit; else, unless all units
 * are decided or it was stopped, it ends weighed. */
bool ambit_packing_process(ambit_packing_node *node, double *price, double *bound, double limit);

#endif
