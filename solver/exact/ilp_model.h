/* solver/exact/ilp_model.h - the core problem as a GLPK object: which column is which pair, and what is left out.
 *
 * Each rule row is divided by the rule's scale, and costs by `unit_cost`, so that GLPK's absolute tolerances (1e-7)
 * mean the same for hours and for dollars. What GLPK accepts within them is only a proposal: `ambit_ilp_model_broken`
 * judges the rounded plan with exact amounts and the rows' own slack, and a plan that fails is cut off by a cover
 * inequality, which no plan within the rules violates. */
#ifndef AMBIT_ILP_MODEL_H
#define AMBIT_ILP_MODEL_H
#include "solver/exact/ilp.h"
#include <glpk.h>

typedef struct {
    const ambit_core *core;
    const ambit_ilp_options *options;
    glp_prob *lp;
    int n_columns;          /* of pairs; then come the deviations, and last the stand-in */
    int *column;            /* [n_pairs]: 0 when left out */
    size_t *pair;           /* [n_columns + 1]: of column 1 .. */
    uint32_t *unit;         /* [n_columns + 1]: core unit of the column */
    double *size;           /* [n_units]: the unit's amounts in typical shares, what branching goes by */
    int stand_in;           /* a column fixed at 0 that costs what the incumbent does: it hands GLPK the cut-off */
    double unit_cost;
    double *low, *high;     /* [n_rules * n_reps]: the rows' bounds with their slack; infinite where there is no row */
    double *load;           /* [n_rules * n_reps] work space of `broken` */
    uint64_t n_fixed;
    bool closed;            /* some unit lost all pairs: nothing beats the incumbent */
    double least;           /* sum of each unit's cheapest pair: no plan costs less */
} ambit_ilp_model;

/* Allocates the arrays and fixes pairs by reduced costs; touches no GLPK. AMBIT_E_LIMIT when it is too large for GLPK.
 * */
ambit_status ambit_ilp_model_init(ambit_ilp_model *m, const ambit_core *core, const ambit_ilp_options *options,
        ambit_error *err);
void ambit_ilp_model_reset(ambit_ilp_model *m); /* frees the arrays; the GLPK object is not ours to free */

/* Builds m->lp. Must run inside ambit_backend_run. O(pairs * rules). */
void ambit_ilp_model_load(ambit_ilp_model *m);

/* The first row that the plan breaks, or -1. Leaves the plan's loads in m->load. */
int64_t ambit_ilp_model_broken(ambit_ilp_model *m, const uint32_t *choice);

/* What the plan costs, summed exactly as the objective is defined; m->load must hold its loads. */
double ambit_ilp_model_cost(const ambit_ilp_model *m, const uint32_t *choice);

/* Fills ind[], val[] (from 1, room for n_columns) with a cover inequality that the plan violates at `row`; returns its
 * length, with its sense (GLP_UP or GLP_LO) and right-hand side. */
int ambit_ilp_model_cover(const ambit_ilp_model *m, const uint32_t *choice, int64_t row, int *ind, double *val,
        int *sense, double *rhs);

#endif
