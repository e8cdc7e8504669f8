/* solver/siting/tree_lp.c - the only file of this room that sees GLPK. */
#include "solver/cut/tree_lp.h"
#include <glpk.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

struct ambit_tree_lp {
    const ambit_tree_model *m;
    glp_prob *lp;
    int *column;          /* [n_columns + 1] GLPK's number, 0: decided */
    uint8_t *value;       /* [n_columns + 1] of what is decided */
    int *ind;             /* [n_columns + 2] a row in the making */
    double *val, moved;   /* what the decided terms of the last row sum up to: it left its bounds */
    int *base_row;        /* GLPK's row of each row of the model, 0: nothing of it is undecided */
    size_t n_base;
    int *cut_row;         /* of each cut */
    size_t n_cuts, room_cuts;
    uint8_t *region;      /* [n_regions * n_sites] */
    int *region_row;
    double *region_moved;
    int n_regions, room_regions;
    bool shut, shut_here; /* what is decided breaks a row; breaks a region's row as it is bounded */
    uint64_t pivots;
};

/* ---- Rows and columns ------------------------------------------------------------------------------------------ */

static const double BROKEN = 1e-6; /* a row without terms: by more than this */

/* Moves the decided terms to the bounds. Returns how many are left. */
static int leave_out_decided(ambit_tree_lp *l, int n)
{
    int kept = 0;
    l->moved = 0;
    for (int i = 1; i <= n; i++) {
        int j = l->ind[i];
        if (!l->column[j]) {
            l->moved += l->value[j] ? l->val[i] : 0;
            continue;
        }
        l->ind[++kept] = l->column[j];
        l->val[kept] = l->val[i];
    }
    return kept;
}

static int add_row(ambit_tree_lp *l, int n, double low, double high)
{
    n = leave_out_decided(l, n);
    low -= l->moved, high -= l->moved;
    if (n == 0) {
        if (low > BROKEN || high < -BROKEN) l->shut = true;
        return 0;
    }
    int row = glp_add_rows(l->lp, 1);
    if (isinf(low) && isinf(high)) glp_set_row_bnds(l->lp, row, GLP_FR, 0, 0);
    else if (isinf(high)) glp_set_row_bnds(l->lp, row, GLP_LO, low, 0);
    else if (isinf(low)) glp_set_row_bnds(l->lp, row, GLP_UP, 0, high);
    else if (!(low < high)) glp_set_row_bnds(l->lp, row, GLP_FX, low, 0);
    else glp_set_row_bnds(l->lp, row, GLP_DB, low, high);
    glp_set_mat_row(l->lp, row, n, l->ind, l->val);
    return row;
}

static void add_base_row(ambit_tree_lp *l, int n, double low, double high)
{
    l->base_row[l->n_base++] = add_row(l, n, low, high);
}

static void put(ambit_tree_lp *l, int *n, int column, double value)
{
    l->ind[++*n] = column;
    l->val[*n] = value;
}

static void add_column(ambit_tree_lp *l, int j, double high, double cost)
{
    l->column[j] = glp_add_cols(l->lp, 1);
    glp_set_col_bnds(l->lp, l->column[j], isinf(high) ? GLP_LO : GLP_DB, 0, high);
    glp_set_obj_coef(l->lp, l->column[j], cost);
}

/* May column j be left out? A basis must stay one: a column that is in it goes only together with its unit's row, when
 * it is the row's only one. */
static bool may_leave_out(const ambit_tree_model *m, int j, const uint8_t *state, const uint8_t *basis)
{
    if (state[j] == AMBIT_TREE_OPEN || !basis || basis[j - 1] != GLP_BS) return state[j] != AMBIT_TREE_OPEN;
    if (state[j] != AMBIT_TREE_IN || basis[(uint32_t)m->n_columns + m->unit[j]] == GLP_BS) return false;
    for (uint32_t q = 0; q < m->n_sites; q++) {
        int other = m->at[(size_t)q * m->s->n_units + m->unit[j]];
        if (other && other != j && basis[other - 1] == GLP_BS) return false;
    }
    return true;
}

static void add_columns(ambit_tree_lp *l, const uint8_t *state, const uint8_t *basis)
{
    const ambit_tree_model *m = l->m;
    double decided = 0;
    for (int j = 1; j <= m->n_pairs; j++) {
        l->value[j] = state[j] == AMBIT_TREE_IN;
        if (!may_leave_out(m, j, state, basis)) add_column(l, j, 1, m->cost[j]);
        else if (l->value[j]) decided += m->cost[j];
    }
    glp_set_obj_coef(l->lp, 0, decided);
    for (uint32_t a = 0; a < m->n_weighed; a++)
        for (uint32_t q = 0; q < m->n_sites; q++)
            for (int side = 0; side < 2; side++) {
                double weight = m->s->weight[(size_t)a * m->s->n_territories + m->territory[q]];
                add_column(l, ambit_tree_deviation(m, a, q) + side, INFINITY, weight * m->s->scale[a] / m->unit_cost);
            }
    for (uint32_t e = 0; e < m->n_borders; e++) add_column(l, ambit_tree_border(m, e), 1, m->border_cost[e]);
}

/* Terms of the load of rule a at q, in typical shares; `at_centre` is taken off y's. */
static int put_load(ambit_tree_lp *l, uint32_t a, uint32_t q, double at_centre)
{
    const ambit_tree_model *m = l->m;
    int n = 0;
    for (int j = m->first[q]; j < m->first[q + 1]; j++) {
        double value = (ambit_tree_amount(m, a, j) - (j == m->own[q] ? at_centre : 0)) / m->s->scale[a];
        if (value != 0) put(l, &n, j, value);
    }
    return n;
}

static void add_window(ambit_tree_lp *l, uint32_t a, uint32_t q)
{
    const ambit_tree_model *m = l->m;
    const double scale = m->s->scale[a];
    double low = m->low[(size_t)a * m->n_sites + q], high = m->high[(size_t)a * m->n_sites + q];
    if (!m->own[q]) {
        if (isfinite(low) || isfinite(high)) add_base_row(l, put_load(l, a, q, 0), low / scale, high / scale);
        return;
    }
    if (isfinite(low) && low > 0) add_base_row(l, put_load(l, a, q, low), 0, INFINITY);
    if (isfinite(high)) add_base_row(l, put_load(l, a, q, high), -INFINITY, 0);
}

static void add_deviation(ambit_tree_lp *l, uint32_t a, uint32_t q)
{
    const ambit_tree_model *m = l->m;
    size_t k = (size_t)a * m->s->n_territories + m->territory[q];
    double ideal = m->s->ideal[k];
    if (!(m->s->weight[k] > 0)) return;
    int n = put_load(l, a, q, m->own[q] ? ideal : 0);
    put(l, &n, ambit_tree_deviation(m, a, q), -1);
    put(l, &n, ambit_tree_deviation(m, a, q) + 1, 1);
    double share = m->own[q] ? 0 : ideal / m->s->scale[a];
    add_base_row(l, n, share, share);
}

static void add_counts(ambit_tree_lp *l)
{
    const ambit_tree_model *m = l->m;
    for (uint32_t u = 0; u < m->s->n_units; u++) {
        int n = 0;
        for (uint32_t q = 0; q < m->n_sites; q++)
            if (m->at[(size_t)q * m->s->n_units + u]) put(l, &n, m->at[(size_t)q * m->s->n_units + u], 1);
        add_base_row(l, n, 1, 1);
    }
    for (uint32_t k = 0; k < m->n_kinds; k++) {
        int n = 0;
        for (uint32_t q = 0; q < m->n_sites; q++)
            if (m->own[q] && m->territory[q] == m->kind[k]) put(l, &n, m->own[q], 1);
        add_base_row(l, n, m->n_of_kind[k], m->n_of_kind[k]);
    }
}

static void add_moves(ambit_tree_lp *l)
{
    const ambit_tree_model *m = l->m;
    int n = 0;
    if (!m->s->current || isinf(m->s->moved_allowed)) return;
    double scale = fmax(m->s->moved_allowed, 1);
    for (int j = 1; j <= m->n_pairs; j++)
        if (ambit_tree_move(m, j) > 0) put(l, &n, j, ambit_tree_move(m, j) / scale);
    add_base_row(l, n, -INFINITY, m->s->moved_allowed * (1 + 1e-9) / scale);
}

ambit_tree_lp *ambit_tree_lp_build(const ambit_tree_model *m, const uint8_t *state, const uint8_t *basis)
{
    ambit_tree_lp *l = calloc(1, sizeof *l);
    if (!l) return NULL;
    l->m = m;
    l->ind = malloc(((size_t)m->n_columns + 2) * sizeof *l->ind);
    l->val = malloc(((size_t)m->n_columns + 2) * sizeof *l->val);
    l->column = calloc((size_t)m->n_columns + 1, sizeof *l->column);
    l->value = calloc((size_t)m->n_columns + 1, 1);
    size_t n_rows = m->s->n_units + m->n_kinds + (size_t)m->n_sites * (3 * m->s->n_rules + 1) + 2;
    l->base_row = malloc(n_rows * sizeof *l->base_row);
    if (!l->ind || !l->val || !l->column || !l->value || !l->base_row) {
        ambit_tree_lp_forget(l);
        return NULL;
    }
    l->lp = glp_create_prob();
    glp_set_obj_dir(l->lp, GLP_MIN);
    add_columns(l, state, basis);
    add_counts(l);
    for (uint32_t q = 0; q < m->n_sites; q++) {
        for (uint32_t a = 0; a < m->s->n_rules; a++) add_window(l, a, q);
        for (uint32_t a = 0; a < m->n_weighed; a++) add_deviation(l, a, q);
    }
    add_moves(l);
    glp_std_basis(l->lp);
    return l;
}

void ambit_tree_lp_forget(ambit_tree_lp *l)
{
    if (!l) return;
    free(l->column), free(l->value), free(l->ind), free(l->val), free(l->base_row), free(l->cut_row);
    free(l->region), free(l->region_row), free(l->region_moved), free(l);
}

void ambit_tree_lp_free(ambit_tree_lp *l)
{
    if (l && l->lp) glp_delete_prob(l->lp);
    ambit_tree_lp_forget(l);
}

void ambit_tree_lp_add(ambit_tree_lp *l, const ambit_tree_cuts *cuts, size_t begin)
{
    if (cuts->n > l->room_cuts) {
        int *bigger = realloc(l->cut_row, 2 * cuts->n * sizeof *bigger);
        if (!bigger) return; /* the bound is only weaker without, and an integral point is judged */
        l->cut_row = bigger;
        l->room_cuts = 2 * cuts->n;
    }
    for (size_t k = begin; k < cuts->n; k++) {
        int n = (int)(cuts->first[k + 1] - cuts->first[k]);
        memcpy(l->ind + 1, cuts->column + cuts->first[k], (size_t)n * sizeof *l->ind);
        memcpy(l->val + 1, cuts->value + cuts->first[k], (size_t)n * sizeof *l->val);
        l->cut_row[l->n_cuts++] = add_row(l, n, -INFINITY, cuts->rhs[k]);
    }
}

void ambit_tree_lp_set(ambit_tree_lp *l, const uint8_t *state)
{
    for (int j = 1; j <= l->m->n_pairs; j++) {
        const int k = l->column[j];
        double low = state[j] == AMBIT_TREE_IN, high = state[j] != AMBIT_TREE_OUT;
        if (!k || (glp_get_col_lb(l->lp, k) == low && glp_get_col_ub(l->lp, k) == high)) continue;
        glp_set_col_bnds(l->lp, k, low < high ? GLP_DB : GLP_FX, low, high);
    }
}

/* ---- Regions --------------------------------------------------------------------------------------------------- */

static bool make_region_room(ambit_tree_lp *l)
{
    if (l->n_regions < l->room_regions) return true;
    size_t room = 2 * (size_t)l->room_regions + 8;
    uint8_t *region = realloc(l->region, room * l->m->n_sites);
    if (region) l->region = region;
    int *row = realloc(l->region_row, room * sizeof *row);
    if (row) l->region_row = row;
    double *moved = realloc(l->region_moved, room * sizeof *moved);
    if (moved) l->region_moved = moved;
    if (region && row && moved) l->room_regions = (int)room;
    return region && row && moved;
}

int ambit_tree_lp_region(ambit_tree_lp *l, const uint8_t *in_set)
{
    const ambit_tree_model *m = l->m;
    for (int r = 0; r < l->n_regions; r++)
        if (!memcmp(l->region + (size_t)r * m->n_sites, in_set, m->n_sites)) return r;
    if (!make_region_room(l)) return -1;
    memcpy(l->region + (size_t)l->n_regions * m->n_sites, in_set, m->n_sites);
    int n = 0;
    for (uint32_t q = 0; q < m->n_sites; q++)
        if (in_set[q] && m->own[q]) put(l, &n, m->own[q], 1);
    l->region_row[l->n_regions] = add_row(l, n, 0, m->s->n_free);
    l->region_moved[l->n_regions] = l->moved;
    return l->n_regions++;
}

/* Always two bounds, so that the dual simplex method stays at home when they change. */
void ambit_tree_lp_bound_region(ambit_tree_lp *l, int region, int low, int high)
{
    if (region < 0) return;
    const double moved = l->region_moved[region];
    if (!l->region_row[region]) l->shut_here |= moved < low || moved > high;
    else glp_set_row_bnds(l->lp, l->region_row[region], low < high ? GLP_DB : GLP_FX, low - moved, high - moved);
}

void ambit_tree_lp_open_regions(ambit_tree_lp *l)
{
    l->shut_here = false;
    for (int r = 0; r < l->n_regions; r++) ambit_tree_lp_bound_region(l, r, 0, (int)l->m->s->n_free);
}

/* ---- Solving --------------------------------------------------------------------------------------------------- */

ambit_tree_lp_end ambit_tree_lp_solve(ambit_tree_lp *l, double beyond, int most_pivots)
{
    if (l->shut || l->shut_here) return AMBIT_TREE_LP_CLOSED;
    glp_smcp parm;
    glp_init_smcp(&parm);
    parm.msg_lev = GLP_MSG_OFF;
    parm.meth = GLP_DUALP;
    if (isfinite(beyond)) parm.obj_ul = beyond;
    if (most_pivots > 0) parm.it_lim = most_pivots;
    int before = glp_get_it_cnt(l->lp);
    int code = glp_simplex(l->lp, &parm);
    if (code != 0 && code != GLP_EOBJUL && code != GLP_EITLIM) { /* a spoilt basis: once more, from scratch */
        glp_adv_basis(l->lp, 0);
        code = glp_simplex(l->lp, &parm);
    }
    l->pivots += (uint64_t)(glp_get_it_cnt(l->lp) - before);
    if (code == GLP_EOBJUL) return AMBIT_TREE_LP_CLOSED;
    if (code == GLP_EITLIM) return AMBIT_TREE_LP_LIMIT;
    if (code != 0) return AMBIT_TREE_LP_FAILED;
    int status = glp_get_status(l->lp);
    if (status == GLP_NOFEAS) return AMBIT_TREE_LP_CLOSED;
    if (status != GLP_OPT) return AMBIT_TREE_LP_FAILED;
    return glp_get_obj_val(l->lp) >= beyond ? AMBIT_TREE_LP_CLOSED : AMBIT_TREE_LP_SOLVED;
}

double ambit_tree_lp_value(const ambit_tree_lp *l) { return glp_get_obj_val(l->lp); }

void ambit_tree_lp_point(const ambit_tree_lp *l, double *x)
{
    x[0] = 0;
    for (int j = 1; j <= l->m->n_columns; j++)
        x[j] = l->column[j] ? glp_get_col_prim(l->lp, l->column[j]) : l->value[j];
}

double ambit_tree_lp_reduced(const ambit_tree_lp *l, int column)
{
    return l->column[column] ? glp_get_col_dual(l->lp, l->column[column]) : 0;
}

uint64_t ambit_tree_lp_pivots(const ambit_tree_lp *l) { return l->pivots; }

/* ---- Bases ----------------------------------------------------------------------------------------------------- */

size_t ambit_tree_lp_basis_size(const ambit_tree_lp *l)
{
    return (size_t)l->m->n_columns + l->n_base + l->n_cuts + (size_t)l->n_regions;
}

/* GLPK's row of the i-th entry behind the columns; 0: there is none. */
static int row_of(const ambit_tree_lp *l, size_t i)
{
    if (i < l->n_base) return l->base_row[i];
    i -= l->n_base;
    return i < l->n_cuts ? l->cut_row[i] : l->region_row[i - l->n_cuts];
}

void ambit_tree_lp_save(const ambit_tree_lp *l, uint8_t *basis)
{
    const size_t n_rows = ambit_tree_lp_basis_size(l) - (size_t)l->m->n_columns;
    for (int j = 1; j <= l->m->n_columns; j++)
        *basis++ = l->column[j] ? (uint8_t)glp_get_col_stat(l->lp, l->column[j]) : GLP_NL;
    for (size_t i = 0; i < n_rows; i++)
        *basis++ = row_of(l, i) ? (uint8_t)glp_get_row_stat(l->lp, row_of(l, i)) : GLP_BS;
}

/* With other rows left out than when it was saved a basis may have too few or too many: slacks fill up, or give way.
 * GLPK starts anew when it is singular. */
static void balance(ambit_tree_lp *l)
{
    int rows = glp_get_num_rows(l->lp), more = rows;
    for (int i = 1; i <= rows; i++) more -= glp_get_row_stat(l->lp, i) == GLP_BS;
    for (int j = 1; j <= glp_get_num_cols(l->lp); j++) more -= glp_get_col_stat(l->lp, j) == GLP_BS;
    for (int i = rows; i >= 1 && more != 0; i--) {
        bool basic = glp_get_row_stat(l->lp, i) == GLP_BS;
        if (basic == (more > 0)) continue;
        glp_set_row_stat(l->lp, i, basic ? GLP_NU : GLP_BS);
        more += basic ? 1 : -1;
    }
}

/* Rows that came later are basic. */
void ambit_tree_lp_restore(ambit_tree_lp *l, const uint8_t *basis, size_t size)
{
    const size_t n_rows = ambit_tree_lp_basis_size(l) - (size_t)l->m->n_columns, known = size - (size_t)l->m->n_columns;
    for (int j = 1; j <= l->m->n_columns; j++, basis++)
        if (l->column[j]) glp_set_col_stat(l->lp, l->column[j], *basis);
    for (size_t i = 0; i < n_rows; i++)
        if (row_of(l, i)) glp_set_row_stat(l->lp, row_of(l, i), i < known ? basis[i] : GLP_BS);
    balance(l);
}

bool ambit_tree_lp_is_basic(uint8_t status) { return status == GLP_BS; }

bool ambit_tree_lp_is_tight(const ambit_tree_lp *l, size_t k)
{
    return k < l->n_cuts && l->cut_row[k] && glp_get_row_stat(l->lp, l->cut_row[k]) != GLP_BS;
}
