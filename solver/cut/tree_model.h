/* solver/cut/tree_model.h - the columns of branch and cut: the pairs that a better plan may use.
 *
 *     min  sum c_iq x_iq  +  sum weight_aq (over_aq + under_aq)  +  sum border_e z_e
 *     s.t. sum_q x_iq = 1                            for every unit i
 *          sum_{q of a kind} y_q = n_kind            y_q is x of the unit at the site: a centre is in its territory
 *          low_aq y_q <= sum_i amount_ai x_iq <= high_aq y_q
 *          sum_i amount_ai x_iq - over + under = ideal_aq y_q
 *          sum of move amounts <= allowed
 *     and, as they are violated (tree_cuts.h):  x_iq <= y_q, separators, covers, borders
 *
 * A site of a territory with a home has no y: it is 1. Free territories that are alike are a *kind*: bounds, ideals and
 * extra costs are the same, and, where moves are capped, nobody is theirs today. A site has a seat q for each kind,
 * which stands for whichever of the kind sits there, so that no symmetry is left. Costs are in units of `unit_cost`,
 * amounts in typical shares. */
#ifndef AMBIT_SITING_TREE_MODEL_H
#define AMBIT_SITING_TREE_MODEL_H
#include "solver/siting/proof.h"

typedef struct {
    const ambit_siting *s;
    uint32_t n_kinds;        /* of free territories */
    uint32_t *kind;          /* [n_kinds] the first territory of each, ascending */
    uint32_t *n_of_kind;     /* [n_kinds] */
    uint32_t *like;          /* [n_territories] the first of its kind; of a home itself */
    uint32_t n_sites;        /* seats that are open; q counts them */
    uint32_t *site;          /* [n_sites] the siting's number, ascending */
    uint32_t *territory;     /* [n_sites] whose home it is, else the first one of the kind; ascending at a site */
    int *own;                /* [n_sites] column of y, 0: a home */
    int n_pairs, n_columns;  /* columns are counted from 1; the pairs come first, then deviations, then borders */
    int *first;              /* [n_sites + 1] a site's columns, ascending by unit */
    uint32_t *unit, *of;     /* [n_pairs + 1] unit and q of a column */
    int *at;                 /* [n_sites * n_units] column of a pair, 0: closed */
    double *cost;            /* [n_pairs + 1] */
    double *size;            /* [n_pairs + 1] sum of its amounts in shares: the larger the more it decides */
    double *low, *high;      /* [n_rules * n_sites] windows, as amounts; narrowed to whole numbers where amounts are */
    uint32_t *border_a, *border_b; /* [n_borders] ends of the priced borders */
    double *border_cost;
    uint32_t n_borders;
    uint32_t n_weighed;      /* rules whose deviation costs */
    double unit_cost;
    bool closed;             /* a unit has no pair left, or there are too few sites: no better plan */
} ambit_tree_model;

/* Too many pairs are an AMBIT_E_LIMIT. Free with reset, also after a failure. O(sites * units). */
ambit_status ambit_tree_model_init(ambit_tree_model *m, const ambit_siting *s, const ambit_siting_fixing *fixing,
        double cutoff, ambit_error *err);
void ambit_tree_model_reset(ambit_tree_model *m);

static inline double ambit_tree_amount(const ambit_tree_model *m, uint32_t a, int column)
{
    return ambit_siting_amount(m->s, a, m->unit[column], m->territory[m->of[column]]);
}

static inline double ambit_tree_move(const ambit_tree_model *m, int column)
{
    const ambit_siting *s = m->s;
    uint32_t current = s->current ? s->current[m->unit[column]] : AMBIT_NOBODY;
    return current == AMBIT_NOBODY || current == m->territory[m->of[column]] ? 0 : s->move_amount[m->unit[column]];
}

/* Columns of the deviation of rule a at q (over, then under), and of border e. */
static inline int ambit_tree_deviation(const ambit_tree_model *m, uint32_t a, uint32_t q)
{
    return m->n_pairs + 1 + 2 * (int)(a * m->n_sites + q);
}
static inline int ambit_tree_border(const ambit_tree_model *m, uint32_t e)
{
    return m->n_columns - (int)m->n_borders + 1 + (int)e;
}

/* The plan of an integral point: owner[n_units]; the seats of a kind that are used get its territories in order. */
void ambit_tree_model_plan(const ambit_tree_model *m, const double *x, uint32_t *owner);

#endif
