/* solver/siting/master.c - GLPK's primal simplex method, from the basis that it had before the new columns. */
#include "solver/districts/master.h"
#include "solver/exact/backend.h"
#include <glpk.h>
#include <math.h>
#include <stdlib.h>

typedef struct {
    const ambit_siting *s;
    double dear, unit;           /* costs in the LP are in units of this: its tolerances are made for a thousand */
    ambit_siting_more *more;
    void *context;
    glp_prob *lp;
    ambit_districts add;
    double *price, *val;         /* [n_units], [n_units + 2] */
    int *ind;                    /* [n_units + 2] */
    bool failed;
} master;

/* Rows, and for each of them a column that stands in; for the number of districts one each way. */
static void start(master *m)
{
    const int n = (int)m->s->n_units;
    m->lp = glp_create_prob();
    glp_add_rows(m->lp, n + 1);
    for (int i = 1; i <= n; i++) glp_set_row_bnds(m->lp, i, GLP_FX, 1, 1);
    glp_set_row_bnds(m->lp, n + 1, GLP_FX, m->s->n_territories, m->s->n_territories);
    glp_add_cols(m->lp, n + 2);
    for (int j = 1; j <= n + 2; j++) {
        m->ind[1] = j <= n ? j : n + 1, m->val[1] = j <= n + 1 ? 1 : -1;
        glp_set_mat_col(m->lp, j, 1, m->ind, m->val);
        glp_set_col_bnds(m->lp, j, GLP_LO, 0, 0);
        glp_set_obj_coef(m->lp, j, m->dear / m->unit);
    }
}

static void add_columns(master *m)
{
    const ambit_districts *d = &m->add;
    int first = d->n ? glp_add_cols(m->lp, (int)d->n) : 0;
    for (size_t c = 0; c < d->n; c++) {
        int length = 0, column = first + (int)c;
        for (uint32_t u = 0; u < m->s->n_units; u++)
            if (d->set[c * d->n_words + u / 64] >> (u % 64) & 1) m->ind[++length] = (int)u + 1, m->val[length] = 1;
        m->ind[++length] = (int)m->s->n_units + 1, m->val[length] = 1;
        glp_set_mat_col(m->lp, column, length, m->ind, m->val);
        glp_set_col_bnds(m->lp, column, GLP_LO, 0, 0);
        glp_set_obj_coef(m->lp, column, d->cost[c] / m->unit);
        glp_set_col_stat(m->lp, column, GLP_NL);
    }
    m->add.n = 0;
}

static ambit_siting_duals read_duals(master *m)
{
    const int n = (int)m->s->n_units;
    ambit_siting_duals duals = { .price = m->price, .each = m->unit * glp_get_row_dual(m->lp, n + 1),
        .value = m->unit * glp_get_obj_val(m->lp), .whole = true, .iterations = (uint64_t)glp_get_it_cnt(m->lp) };
    for (int i = 1; i <= n; i++) m->price[i - 1] = m->unit * glp_get_row_dual(m->lp, i);
    for (int j = 1; j <= n + 2; j++) duals.whole = duals.whole && glp_get_col_prim(m->lp, j) < 1e-7;
    return duals;
}

static void work(void *context)
{
    master *m = context;
    glp_smcp parm;
    glp_init_smcp(&parm);
    parm.msg_lev = GLP_MSG_OFF;
    start(m);
    glp_std_basis(m->lp);
    do {
        m->failed = glp_simplex(m->lp, &parm) != 0 || glp_get_status(m->lp) != GLP_OPT;
        if (m->failed) break;
        ambit_siting_duals duals = read_duals(m);
        m->more(m->context, &duals, &m->add);
        if (m->add.n == 0) break;
        add_columns(m);
    } while (true);
    glp_delete_prob(m->lp);
}

ambit_status ambit_siting_master_run(const ambit_siting *s, double dear, ambit_siting_more *more, void *context,
        ambit_error *err)
{
    const size_t n = s->n_units;
    master m = { .s = s, .dear = dear, .unit = dear / 1e4, .more = more, .context = context };
    m.add.n_words = (uint32_t)((n + 63) / 64);
    m.price = malloc(n * sizeof *m.price), m.val = malloc((n + 2) * sizeof *m.val);
    m.ind = malloc((n + 2) * sizeof *m.ind);
    ambit_status status = AMBIT_OK;
    if (!m.price || !m.val || !m.ind) status = ambit_fail(err, AMBIT_E_MEMORY, "no memory for an LP over territories");
    if (!status) status = ambit_backend_run(work, &m, err);
    if (!status && m.failed) status = ambit_fail(err, AMBIT_E_BACKEND, "the LP over territories was not solved");
    ambit_districts_reset(&m.add);
    free(m.price), free(m.val), free(m.ind);
    return status;
}
