/* solver/siting/prices_parts.h - what the files of the bound of free centres share. */
#ifndef AMBIT_SITING_PRICES_PARTS_H
#define AMBIT_SITING_PRICES_PARTS_H
#include "solver/branch/territory.h"
#include "solver/hess/bundle.h"
#include "solver/hess/prices.h"

/* Work space of one thread, each [n_units + n_sites]. */
typedef struct { double *reduced, *ratio, *weight; } ambit_prices_room;

/* For a unit that no site counts on any longer: what the homes and the sites that must be open cost, the n_free - 1
 * cheapest of the others (less those that must be open), and the one after them. */
typedef struct { double fixed, least, next; } ambit_prices_without;

/* L at some prices, and the sites' own problems there. */
typedef struct {
    double *price;          /* [n_units] */
    double *multiplier;     /* [n_sites * n_rules] */
    double *value;          /* [n_sites] v; INFINITY: closed, or no territory fits */
    double *relaxed;        /* [n_sites] what the multipliers alone say of v: at most v */
    double bound;           /* L, INFINITY when too few sites are left */
} ambit_prices_point;

struct ambit_siting_prices {
    const ambit_siting *s;
    uint32_t *territory_at;     /* [n_sites] whose home it is, AMBIT_NOBODY: a site to be chosen */
    double *extra;              /* [n_units] the least over the free territories; NULL: 0 */
    double *amount;             /* [n_rules * n_units] what a unit brings at a free site at least */
    double *low, *high;         /* [n_rules * n_sites], a rule's row at a time */
    double *scale;              /* [n_units] a typical cost: what prices are measured in */
    size_t *near_first;         /* [n_sites + 1] of large problems: the units near each site, */
    uint32_t *near;             /* and what they cost there */
    double *near_cost;
    double *beyond, *margin;    /* [n_units] what a unit costs at least at other sites, NULL: there are none; [n_rules]
                                 * how far below 0 a multiplier may be */
    double least_margin;        /* of a unit that brings something: what it costs at least at a site beyond */
    size_t *first;              /* [n_sites + 1]: units that a site may take, without the one at it */
    uint32_t *length, *unit;    /* [n_sites], [sites * units] */
    double *cost;               /* [sites * units] travel and extra */
    uint32_t *n_at, *last_at;   /* [n_units] at how many sites the unit may be, and one of them */
    uint32_t *order;            /* [2 n_sites] work space: sites by value */
    ambit_prices_without *without; /* [n_units] work space */
    ambit_prices_point now, best;
    double *slope;              /* [n_units] of L at `now` */
    size_t *use, n_use, use_room; /* pairs (site * n_units + unit) of the territories behind L at `now` */
    ambit_siting_bundle *bundle;
    bool whole;                 /* units are not divided any more */
    uint8_t *is_whole;          /* [n_sites] taken[] holds the site's territory */
    char *taken;                /* as unit[] */
    ambit_territory_room *territory[8]; /* one for each site of a batch, and its items */
    ambit_territory_item *item;
    ambit_territory_habit *habit; /* [n_sites] */
    double warmth;
    ambit_prices_room *room;    /* [n_rooms] */
    uint32_t n_rooms;
    bool fresh;                 /* nothing was climbed yet */
    uint64_t effort;
    uint64_t looked_at;         /* pairs that the last run left open: a run that goes on need not look at ways again */
};

static inline bool ambit_prices_is_home(const ambit_siting_prices *p, uint32_t site)
{
    return p->territory_at[site] != AMBIT_NOBODY;
}

/* The unit that a site cannot be open without. */
static inline uint32_t ambit_prices_must(const ambit_siting_prices *p, uint32_t site)
{
    return p->s->unit_at[site];
}

/* What unit u brings to rule a at this site at least. */
static inline double ambit_prices_amount(const ambit_siting_prices *p, uint32_t a, uint32_t site, uint32_t u)
{
    uint32_t t = p->territory_at[site];
    return t == AMBIT_NOBODY ? p->amount[(size_t)a * p->s->n_units + u] : ambit_siting_amount(p->s, a, u, t);
}

/* Travel and the least extra; INFINITY: the unit may not go there. */
double ambit_prices_cost(const ambit_siting_prices *p, uint32_t site, uint32_t u);

void ambit_prices_copy(ambit_prices_point *to, const ambit_prices_point *from, const ambit_siting *s);

/* One for each thread of the team, which may have grown since. */
ambit_status ambit_prices_make_rooms(ambit_siting_prices *p, ambit_error *err);

/* How many sites are listed for each unit, 0: all; and lists so many. */
uint32_t ambit_prices_count_near(const ambit_siting_prices *p);
ambit_status ambit_prices_find_near(ambit_siting_prices *p, uint32_t k, ambit_error *err);

/* Keeps the present prices where no site beyond the near ones takes a unit, and sets the margin. */
void ambit_prices_clamp(ambit_siting_prices *p);

/* What a plan of the listed pairs costs at most, but for what L leaves out; INFINITY where not all are listed. */
double ambit_prices_dearest(ambit_siting_prices *p);

/* Lists what `fixing` leaves open. */
void ambit_prices_list(ambit_siting_prices *p, const ambit_siting_fixing *fixing);

/* v of a site at the present prices; its multipliers start from where they are. */
double ambit_prices_solve(ambit_siting_prices *p, ambit_prices_room *room, uint32_t site);

/* Takes the shares of the units in a site's cheapest territory off slope[], and notes the pairs in use[]. */
void ambit_prices_use(ambit_siting_prices *p, ambit_prices_room *room, uint32_t site);

/* From now on units are whole, where that can be solved. After ambit_prices_list; again after it lists more. */
bool ambit_prices_whole_fits(const ambit_siting_prices *p);
ambit_status ambit_prices_make_whole(ambit_siting_prices *p, ambit_error *err);
void ambit_prices_free_whole(ambit_siting_prices *p);

/* Raises v of the sites that could be chosen. */
void ambit_prices_solve_whole(ambit_siting_prices *p, const ambit_siting_fixing *fixing);

/* L at the present prices, its slope and what that rests on. Not 0: no memory. */
int ambit_prices_evaluate(ambit_siting_prices *p, const ambit_siting_fixing *fixing);

/* What rounding may have added to L. */
double ambit_prices_hair(const ambit_siting_prices *p);

/* Sites to choose from in order[], the cheapest first, and as second part the homes and those that must be open. */
typedef struct { uint32_t *order, *fixed, n_order, n_fixed, n_chosen; } ambit_prices_ranking;
ambit_prices_ranking ambit_prices_rank(const ambit_siting_prices *p, const ambit_siting_fixing *fixing);

/* Closes what no plan has whose territories hang together. After ambit_prices_list. */
ambit_status ambit_prices_reach(ambit_siting_prices *p, ambit_siting_fixing *fixing, ambit_error *err);

/* A site that a unit cannot do without must be open; when as many must be as there are free territories, no other is.
 * Returns how much was changed; then pairs are to be listed anew. After ambit_prices_list. */
uint64_t ambit_prices_settle(const ambit_siting_prices *p, ambit_siting_fixing *fixing);

/* Closes what no plan has that costs at most `most`, by the present prices. Returns how many pairs. */
uint64_t ambit_prices_fix(ambit_siting_prices *p, ambit_siting_fixing *fixing, double most);

#endif
