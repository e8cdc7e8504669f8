/* solver/infeasible/jointly.c - all rules at once: the relaxation of the whole model with bounds that stretch at a
 * price.
 *
 *     min  sum_rows (over_row + under_row)                                     in shares (the rule's scale)
 *     s.t. sum_{k of u} x_k = 1,  x >= 0                                       units may be cut
 *          lower <= sum_{k in row} amount_k x_k / scale - over + under <= upper
 *
 * When the least stretch is above zero there is no plan, and the rows that stretch say where the least of it helps. */
#include "solver/exact/backend.h"
#include "solver/core.h"
#include "solver/infeasible/parts.h"
#include <glpk.h>
#include <stdlib.h>

/* GLPK's tolerance is 1e-7 a row: less than this in all proves nothing. */
static const double SURE = 1e-5;

typedef struct {
    const ambit_core *core;
    double *over, *under;  /* [n_rules * n_reps] in shares */
    double total;          /* INFINITY: GLPK did not finish, or found no answer */
    bool caps_alone;       /* only caps on moves stretch */
} elastic;

static void bound_row(glp_prob *lp, int row, double low, double high)
{
    if (isinf(high)) glp_set_row_bnds(lp, row, GLP_LO, low, 0);
    else if (isinf(low)) glp_set_row_bnds(lp, row, GLP_UP, 0, high);
    else glp_set_row_bnds(lp, row, low < high ? GLP_DB : GLP_FX, low, high);
}

/* Row numbers by core row; 0 where a rule has no bounds. Each gets its two stretching columns. */
static void add_rows(const elastic *e, glp_prob *lp, int *row_of)
{
    const ambit_core *core = e->core;
    for (uint32_t a = 0; a < core->n_rules; a++) {
        const ambit_core_rule *rule = &core->rule[a];
        for (uint32_t r = 0; r < (rule->shared ? 1 : core->n_reps); r++) {
            if (isinf(rule->lower[r]) && isinf(rule->upper[r])) continue;
            int row = row_of[ambit_core_row(core, a, r)] = glp_add_rows(lp, 1), ind[2] = { 0, row };
            bound_row(lp, row, rule->lower[r] / rule->scale, rule->upper[r] / rule->scale);
            for (int side = 0; side < 2 && !(e->caps_alone && rule->kind == AMBIT_AMOUNT_OWN); side++) {
                const double val[2] = { 0, side ? 1 : -1 };
                int j = glp_add_cols(lp, 1);
                glp_set_col_bnds(lp, j, GLP_LO, 0, 0);
                glp_set_obj_coef(lp, j, 1);
                glp_set_mat_col(lp, j, 1, ind, val);
            }
        }
    }
}

static void add_pairs(const elastic *e, glp_prob *lp, const int *row_of, int *ind, double *val)
{
    const ambit_core *core = e->core;
    for (uint32_t u = 0; u < core->n_units; u++)
        for (size_t k = core->first[u]; k < core->first[u + 1]; k++) {
            int n = 0, j = glp_add_cols(lp, 1);
            ind[++n] = (int)u + 1, val[n] = 1;
            for (uint32_t a = 0; a < core->n_rules; a++) {
                int row = row_of[ambit_core_row(core, a, core->rep[k])];
                double amount = ambit_core_amount(core, a, u, k) / core->rule[a].scale;
                if (row && amount > 0) ind[++n] = row, val[n] = amount;
            }
            glp_set_col_bnds(lp, j, GLP_LO, 0, 0);
            glp_set_mat_col(lp, j, n, ind, val);
        }
}

static void read_stretches(elastic *e, glp_prob *lp, const int *row_of)
{
    int j = 1;
    for (uint32_t row = 0; row < e->core->n_rules * e->core->n_reps; row++) {
        const ambit_core_rule *rule = &e->core->rule[row / e->core->n_reps];
        e->over[row] = e->under[row] = 0;
        if (!row_of[row] || (e->caps_alone && rule->kind == AMBIT_AMOUNT_OWN)) continue;
        e->over[row] = glp_get_col_prim(lp, j++);
        e->under[row] = glp_get_col_prim(lp, j++);
    }
}

static void work(void *context)
{
    elastic *e = context;
    const ambit_core *core = e->core;
    glp_prob *lp = glp_create_prob();
    glp_smcp parm;
    int n_rows = (int)(core->n_rules * core->n_reps) + 1, width = (int)core->n_rules + 2;
    int *row_of = glp_alloc(n_rows, sizeof(int)), *ind = glp_alloc(width, sizeof(int));
    double *val = glp_alloc(width, sizeof(double));
    for (int row = 0; row < n_rows; row++) row_of[row] = 0;
    glp_add_rows(lp, (int)core->n_units);
    for (int u = 1; u <= (int)core->n_units; u++) glp_set_row_bnds(lp, u, GLP_FX, 1, 1);
    add_rows(e, lp, row_of);
    add_pairs(e, lp, row_of, ind, val);
    glp_init_smcp(&parm);
    parm.msg_lev = GLP_MSG_OFF;
    parm.meth = GLP_DUALP;
    glp_std_basis(lp);
    bool solved = glp_simplex(lp, &parm) == 0 && glp_get_status(lp) == GLP_OPT;
    e->total = solved ? glp_get_obj_val(lp) : INFINITY;
    if (solved) read_stretches(e, lp, row_of);
    glp_free(row_of), glp_free(ind), glp_free(val);
    glp_delete_prob(lp);
}

/* ---- In words -------------------------------------------------------------------------------------------------- */

static void tell_row(ambit_disproof *d, const elastic *e, uint32_t a, uint32_t r)
{
    const ambit_core_rule *rule = &e->core->rule[a];
    uint32_t row = ambit_core_row(e->core, a, r);
    double over = e->over[row] * rule->scale, under = e->under[row] * rule->scale;
    char rep[80];
    d->n_lines++;
    ambit_problem_rep_name(d->problem, r, rep);
    if (rule->kind == AMBIT_AMOUNT_KEPT) { /* what it keeps is what it does not lose */
        double most = rule->upper[r] - rule->lower[r];
        fprintf(d->page, "  what %s may lose of %s up to %.6g (now at most %.6g)\n", rep, rule->name, most + under,
                most);
        return;
    }
    if (rule->shared) fprintf(d->page, "  what may move%s%s", rule->name ? " of " : "", rule->name ? rule->name : "");
    else if (rule->kind == AMBIT_AMOUNT_OWN) fprintf(d->page, "  %s of %s", rule->name, rep);
    else fprintf(d->page, "  what %s may gain of %s", rep, rule->name);
    if (over > under) fprintf(d->page, " up to %.6g (now at most %.6g)\n", rule->upper[r] + over, rule->upper[r]);
    else fprintf(d->page, " down to %.6g (now at least %.6g)\n", rule->lower[r] - under, rule->lower[r]);
}

static void tell(ambit_disproof *d, const elastic *e)
{
    enum { SHOWN = 10 };
    uint32_t count = 0;
    if (e->caps_alone)
        fprintf(d->page, "the caps on moves leave no plan: even if units could be cut, they would have to give way, "
                "for example\n");
    else
        fprintf(d->page, "the rules cannot all be kept at once: even if units could be cut, bounds would have to give "
                "way by %.2f %% of a share in all, for example\n", ceil(e->total * 1e4) / 100);
    for (uint32_t a = 0; a < e->core->n_rules; a++)
        for (uint32_t r = 0; r < (e->core->rule[a].shared ? 1 : e->core->n_reps); r++) {
            uint32_t row = ambit_core_row(e->core, a, r);
            if (fmax(e->over[row], e->under[row]) > 1e-6 && count++ < SHOWN) tell_row(d, e, a, r);
        }
    if (count > SHOWN) fprintf(d->page, "  and %u more bounds\n", count - SHOWN);
    d->n_lines++;
}

/* Stretches as little as it must; writes the lines when that is more than nothing. */
static ambit_status stretch(ambit_disproof *d, const ambit_core *core, bool caps_alone)
{
    size_t n_rows = (size_t)core->n_rules * core->n_reps + 1;
    elastic e = { core, calloc(n_rows, sizeof(double)), calloc(n_rows, sizeof(double)), INFINITY, caps_alone };
    ambit_status status = AMBIT_OK;
    if (!e.over || !e.under) status = ambit_fail(d->err, AMBIT_E_MEMORY, "no memory to relax %zu rows", n_rows);
    if (status == AMBIT_OK) status = ambit_backend_run(work, &e, d->err);
    if (status == AMBIT_OK && isfinite(e.total) && e.total > SURE) tell(d, &e);
    free(e.over), free(e.under);
    return status;
}

/* Caps on moves are what a person would rather raise than a tolerance: whether they alone are to blame comes first. */
ambit_status ambit_disproof_jointly(ambit_disproof *d)
{
    ambit_core *core;
    ambit_status status = ambit_core_build(&core, d->problem, 0, d->err);
    if (status != AMBIT_OK) return status;
    if (core->n_rules > d->problem->n_rules) status = stretch(d, core, true);
    if (status == AMBIT_OK && core->n_rules && !d->n_lines) status = stretch(d, core, false);
    ambit_core_free(core);
    return status;
}
