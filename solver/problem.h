/* solver/problem.h - the problem as its builder was told it (see instances/ambit.h), nothing derived.
 *
 * This is the model that proofs are about: the verifier and the LP file read it and nothing else. The search works on a
 * compact form of it, solver/core.h.
 *
 * Two conventions that every reader of a problem keeps, each with its own code:
 * - A row (rule a, rep j) is held when lower - eps <= load <= upper + eps, where eps is 1e-9 of the row's share: its
 *   ideal, else its finite |upper|, else its finite |lower|. The cap on moves is held to 1e-9 of `moved_allowed`.
 * - A violation is counted in shares: (what is beyond the bound) / scale, where scale is the mean of the rule's finite
 *   |upper|, else the mean of its ideals, else the mean of its finite |lower| (the first of these that is positive),
 *   else 1. For the cap on moves it is `moved_allowed`, or 1 when that is 0.
 * Further caps on moves: `allowed` and most_gained are held to 1e-9 of themselves, most_lost to 1e-9 of what the rep
 * has today; the scale is what a rep has today on the mean, or 1 when that is 0. */
#ifndef AMBIT_PROBLEM_H
#define AMBIT_PROBLEM_H
#include "geo/earth/distance.h"
#include "instances/base/arena.h"
#include "instances/base/status.h"
#include <stdbool.h>

typedef struct {
    char *name;
    double *amount;            /* [n_units]; the part that is the same at every rep */
    double *per_hour;          /* [n_units] or NULL */
    double *pair_amount;       /* of each pair, in the order of pair_rep; NULL: none */
    double *lower, *upper;     /* [n_reps] */
    double *ideal;             /* [n_reps]; NULL when ideal_weight is 0 */
    double ideal_weight;
} ambit_problem_rule;

/* One more cap on moves, in all and of each rep. */
typedef struct {
    char *name;
    double *amount;            /* [n_units] */
    double allowed;            /* INFINITY: no cap */
    double *most_gained, *most_lost; /* [n_reps], INFINITY: no cap; NULL: none has one */
} ambit_problem_cap;

struct ambit_problem {
    uint32_t n_units, n_reps, n_rules;
    ambit_problem_rule *rule;
    const char **unit_name, **rep_name;     /* NULL: numbers */
    double *visits;                         /* [n_units] */
    ambit_direction *unit_at, *rep_at;      /* star travel; NULL: none */
    double *unit_lon_deg, *unit_lat_deg, *rep_lon_deg, *rep_lat_deg; /* the same places as they were given */
    double hours_per_km;                    /* 2 * circuity / speed */
    size_t *pair_first;                     /* [n_units + 1] matrix travel, pairs sorted by (unit, rep); NULL: none */
    uint32_t *pair_rep;
    double *pair_hours;
    size_t *pair_place;                     /* where the k-th given pair lies in that order; NULL: in its place */
    ambit_pair *forbidden; size_t n_forbidden, forbidden_room; /* as given, in order; hours unused */
    uint8_t *unit_class; uint64_t *rep_classes; double misfit_cost; /* NULL: no classes */
    uint32_t *locked, *current;             /* [n_units] or NULL */
    uint32_t *group;                        /* [n_units] or NULL; a group goes by the number of its first unit */
    double *move_cost, *move_amount;        /* [n_units] or NULL */
    double moved_allowed;                   /* INFINITY: no cap */
    ambit_problem_cap *cap; uint32_t n_caps; /* further ones */
    ambit_border *border; size_t n_borders; bool contiguous; /* a < b, sorted */
    ambit_border *priced_border; double *border_cost; size_t n_priced_borders; /* a < b, sorted; NULL: none */
    double *unit_x, *unit_y, *rep_x, *rep_y;  /* a plane instead of the globe; NULL: none */
    ambit_rounding rounding;
    ambit_travel travel;
    bool has_centres;                       /* some territories choose their centre */
    uint8_t *is_free;                       /* [n_reps], there when has_centres is */
    uint8_t *may_centre; double *capacity;  /* [n_units] or NULL */
    ambit_arena texts;
};

/* Round-trip hours of one visit of unit u by rep r under star travel, without any rule. O(1). */
static inline double ambit_problem_star_hours(const ambit_problem *p, uint32_t u, uint32_t r)
{
    return p->rep_at ? p->hours_per_km * ambit_distance_km(p->unit_at[u], p->rep_at[r]) : 0;
}

/* Where the pair of unit u and rep r lies in the travel matrix; SIZE_MAX: it is not there. O(log reps). */
static inline size_t ambit_problem_find_pair(const ambit_problem *p, uint32_t u, uint32_t r)
{
    size_t low = p->pair_first[u], end = p->pair_first[u + 1], high = end;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (p->pair_rep[middle] < r) low = middle + 1; else high = middle;
    }
    return low < end && p->pair_rep[low] == r ? low : SIZE_MAX;
}

/* Has rep r a place of its own, on the globe or in the plane? */
static inline bool ambit_problem_has_home(const ambit_problem *p, uint32_t r)
{
    return p->rep_x ? isfinite(p->rep_x[r]) : p->rep_lon_deg && isfinite(p->rep_lon_deg[r]);
}

/* Is the rep's centre to be chosen? */
static inline bool ambit_problem_is_free(const ambit_problem *p, uint32_t r) { return p->has_centres && p->is_free[r]; }

/* Does the core of solver/core.h say it all, but that territories hang together? It has no centres, no plane, no travel
 * that is not in hours, no borders that cost. Bounds of a core hold with contiguity, too. */
static inline bool ambit_problem_has_core(const ambit_problem *p)
{
    return !p->has_centres && !p->unit_x && p->travel == AMBIT_TRAVEL_HOURS && !p->priced_border;
}

/* Is the model that of solver/siting: all that a core has not, and contiguity? */
static inline bool ambit_problem_has_sites(const ambit_problem *p)
{
    return !ambit_problem_has_core(p) || p->contiguous;
}

/* What one visit costs over a distance (km, or the plane's unit before it is rounded). A half goes up, also when the
 * coordinates' last bits put it just below: every reading of a problem must see the same number. O(1). */
static inline double ambit_problem_visit_cost(const ambit_problem *p, double distance)
{
    if (p->rounding == AMBIT_ROUND_DOWN) distance = floor(distance);
    else if (p->rounding == AMBIT_ROUND_NEAREST) distance = floor(distance + 0.5 + 1e-9);
    if (p->travel == AMBIT_TRAVEL_MOMENT) return distance * distance;
    return p->travel == AMBIT_TRAVEL_DISTANCE || p->unit_x ? distance : p->hours_per_km * distance;
}

/* The scale of a rule as above, from its rows [n]; each array may be NULL. O(n). */
double ambit_problem_typical_share(const double *upper, const double *ideal, const double *lower, uint32_t n);

/* The share of one row as above; `ideal` may be NULL. O(1). */
static inline double ambit_problem_row_share(double upper, const double *ideal, double lower)
{
    if (ideal) return *ideal;
    return isfinite(upper) ? fabs(upper) : isfinite(lower) ? fabs(lower) : 0;
}

/* What each rep has today of what a cap counts, into of_rep [n_reps]; and the cap's scale as above. O(units). */
void ambit_problem_cap_held(const ambit_problem *p, const ambit_problem_cap *cap, double *of_rep);
double ambit_problem_cap_scale(const ambit_problem *p, const ambit_problem_cap *cap);

/* "unit A12", or "unit 12" (counted from 0) without names; into the caller's buffer, which is returned. A long name is
 * cut between characters and ends in "...". */
const char *ambit_problem_unit_name(const ambit_problem *p, uint32_t u, char buffer[static 80]);
const char *ambit_problem_rep_name(const ambit_problem *p, uint32_t r, char buffer[static 80]);

#endif
