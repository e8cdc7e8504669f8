/* solver/branch/node.h - the dual of the relaxation in which some more units have been given to reps.
 *
 * At temperature T the minimum over a unit's pairs is softened, so the dual is smooth and, with a few dozen prices q,
 * cheap to climb by Newton's method:
 *
 *     L_T(q) = given + sum_u -T_u log sum_k exp(-(cost_k + q a_k) / T_u) + the rows' part,        T_u = T size_u
 *     rows:    softened over the corners low, high and ideal;  a cut: -q high + T log q  (slack T/q, q > 0)
 *     gradient = E[load] - E[y],    -Hessian = sum_u Cov_u[a] / T_u + sum_rows Var[y] / T
 *
 * E, Cov and Var are over the soft shares, which tend to a solution of the LP. Each evaluation also gives the true,
 * hard L(q): the bound. Lowering T while Newton follows is an interior point method on the prices; a child starts from
 * its parent's and needs a few steps. */
#ifndef AMBIT_BRANCH_NODE_H
#define AMBIT_BRANCH_NODE_H
#include "solver/branch/relaxation.h"

#define AMBIT_NO_CHOICE UINT32_MAX

typedef struct {
    const ambit_relaxation *relaxation; /* borrowed; of ambit_node_load */
    uint32_t n;              /* units that are open here */
    uint32_t *unit;          /* [n] of the relaxation */
    uint32_t *first;         /* [n + 1] */
    uint32_t *pair;          /* of the relaxation */
    double *share;           /* of each of these pairs at the last evaluation */
    double *q, *best_q;      /* [n_rows] prices per share: where the climb is; of the best bound */
    double best;             /* the best hard value so far */
    double given;            /* cost of the units that are decided */
    ambit_relaxation_row *row; /* [n_rows] what is left of the rows */
    uint32_t *choice;        /* [n_units of the relaxation] the pair of each, AMBIT_NO_CHOICE of open ones */
    uint64_t work;           /* pairs priced so far */
    double ridge;            /* of the next Newton step: grows where the curvature promises too much */
    /* room */
    double *gradient, *curvature, *factor, *step, *trial, *priced, *least, *weight;
} ambit_node;

/* Room for `largest` and all relaxations that come of it by leaving out units and adding cuts, at most `most_rows` rows
 * in all. The caller resets it, also after a failure. */
ambit_status ambit_node_init(ambit_node *node, const ambit_relaxation *largest, uint32_t most_rows, ambit_error *err);
void ambit_node_reset(ambit_node *node);

/* Starts at prices q [n_rows] (may be node->q): prices all pairs and gives what reduced costs decide. Unit `unit` takes
 * its pair `pair`, unless it is AMBIT_NO_CHOICE. False when nothing cheaper than the cutoff is left. O(entries). */
bool ambit_node_load(ambit_node *node, const ambit_relaxation *relaxation, const double *q, uint32_t unit,
                     uint32_t pair, double cutoff);

/* keep[k] = 1 for the relaxation's pairs that are left, 0 for the others (ambit_relaxation_keep). */
void ambit_node_left(const ambit_node *node, char *keep);

typedef struct {
    double hot, fall;        /* the first temperature, in relaxation->temperature; what it is multiplied by */
    uint32_t stages, steps;  /* temperatures; Newton steps at each, at most */
} ambit_node_climb;

/* Climbs from node->q until the cutoff is reached or the stages are over. Ends with shares at the last temperature.
 * O(steps * (entries + rows^3)). */
void ambit_node_maximise(ambit_node *node, const ambit_node_climb *climb, double cutoff);

/* The pairs of open unit i priced at q, into priced[]; returns the least. */
double ambit_node_priced(const ambit_node *node, const double *q, uint32_t i, double *priced);

#endif
