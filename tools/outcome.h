/* tools/outcome.h - a finished plan with every figure that people are shown, computed once.
 *
 * The tables, plan.json, the summary on the terminal and report.html all read this and add nothing of their own, so no
 * two of them can disagree. The figures come from the verifier (ambit_evaluate), not from the search. */
#ifndef AMBIT_OUTCOME_H
#define AMBIT_OUTCOME_H
#include "geo/map/compactness.h"
#include "solver/formulate/formulate.h"

/* One balance rule for one rep. */
typedef struct {
    double load, share, lower, upper;
    double deviation;        /* (load - share) / share; 0 when the share is 0 and so is the load */
} ambit_outcome_load;

/* One rep under one plan. */
typedef struct {
    uint32_t units, accounts;
    double travel, visits; /* travel in the objective's unit, ambit_outcome_travel_unit */
    double tour_km; /* estimate of driving when visits are chained in tours (tools/tour.h); NaN without places */
    double tour_area_km; /* the same from the area that the stops spread over */
} ambit_outcome_rep;

/* Where the territories of one plan sit: at their home, or at the best unit of their own. */
typedef struct {
    uint32_t *centre;          /* [n_reps] unit; AMBIT_NOBODY: its home, or nowhere */
    double *lon_deg, *lat_deg; /* [n_reps] NaN: nowhere; NULL when no place is known */
} ambit_outcome_seats;

typedef struct {
    const char *name, *measure;
    double total, tolerance;
    double worst_deviation;         /* largest |deviation| over the reps, of the plan */
    double worst_deviation_before;  /* of the current plan; NaN without one */
} ambit_outcome_rule;

typedef struct {
    uint32_t unit, from, to;  /* from and to are reps; from may be AMBIT_NOBODY (a new or left rep's unit) */
} ambit_outcome_move;

typedef struct {
    const ambit_formulation *formulation;  /* borrowed */
    const uint32_t *plan;                  /* [n_units] borrowed */
    const uint32_t *before;                /* [n_units] the current plan, or NULL when no unit has a current rep */
    ambit_verdict verdict;                 /* of the plan */
    ambit_verdict verdict_before;          /* incomplete, when some units have no rep in force */
    uint32_t n_before;                     /* units that have a rep in force; 0 without a current plan */
    double travel_before, travel_same; /* of those units alone: under the plan in force, under this plan */
    uint32_t n_rules, n_reps;
    ambit_outcome_rule *rule;              /* [n_rules] */
    ambit_outcome_load *load;              /* [n_rules * n_reps] of the plan; row-major by rule */
    ambit_outcome_load *load_before;       /* the same of the current plan; NULL without one */
    ambit_outcome_rep *rep, *rep_before;   /* [n_reps] */
    ambit_outcome_seats seats, seats_before;
    uint32_t n_moves; /* units whose rep changes, in unit order; verdict.moved_units counts those */
                      /* that had a rep, so not the ones from AMBIT_NOBODY; 0 without a current plan */
    ambit_outcome_move *move;
    double moved_amount;
    ambit_layer *territories;              /* dissolved regions, or cells of accounts; NULL without places */
    uint32_t n_sketched;                   /* accounts whose cells the territories are made of; 0: regions */
    ambit_compactness *compactness;        /* [n_reps] of the territories; NULL without regions */
    uint32_t n_neighbours;                 /* pairs of reps whose territories touch, for colouring */
    ambit_border *neighbours;              /* a < b, sorted */
} ambit_outcome;

/* Judges the plan and computes every figure but the map. The caller owns *out. */
ambit_status ambit_outcome_judge(ambit_outcome **out, const ambit_formulation *formulation, const uint32_t *plan,
        ambit_error *err);

/* Adds the map: the territories as shapes, how compact they are, and which of them touch. Without regions the shapes
 * are what is nearest to their accounts, and only drawn. */
ambit_status ambit_outcome_draw(ambit_outcome *outcome, ambit_error *err);

/* Both together. */
ambit_status ambit_outcome_build(ambit_outcome **out, const ambit_formulation *formulation, const uint32_t *plan,
        ambit_error *err);
void ambit_outcome_free(ambit_outcome *outcome); /* NULL is fine */

/* What rep `rep` travels for unit `unit` in the period, from where the rep sits; NaN when the pair cannot be. */
double ambit_outcome_travel(const ambit_formulation *formulation, const ambit_outcome_seats *seats, uint32_t unit,
        uint32_t rep);

/* "h", "km" or "km2": what travel is in, apart from the amount that it is multiplied by. Static text. */
const char *ambit_outcome_travel_unit(const ambit_formulation *formulation);

/* Of all territories with an area: the mean of both ratios, the border between them (once), the moment. NaN and 0
 * without any. */
ambit_compactness ambit_outcome_compactness(const ambit_outcome *outcome);

/* How many territories have a centre that was chosen. */
uint32_t ambit_outcome_n_centres(const ambit_outcome *outcome);

#endif
