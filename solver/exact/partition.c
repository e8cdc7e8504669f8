/* solver/exact/partition.c - merge rows, solve the LP, fix columns, again while it pays; then branch and bound. */
#include "solver/exact/partition.h"
#include "solver/exact/backend.h"
#include <glpk.h>
#include <stdlib.h>
#include <string.h>

enum {
    PIECE = 100000,              /* iterations times rows of the root between two looks at the limits */
    ROUNDS = 3                   /* LPs at most, each with the columns that the one before left */
};
static const double PAYS = 0.8;  /* of the columns are left at most: the LP is built anew without the others */
static const double EVEN = 1e-7; /* of the cutoff: GLPK's LPs are not exact, so a column needs so much more to go */

typedef struct {
    const ambit_core *core;
    const ambit_column *column;
    const ambit_partition_options *options;
    ambit_partition_result *out;
    uint32_t *pick;              /* the caller's */
    uint32_t *live, n_live;      /* the columns of the model, ascending */
    uint32_t n_elements;         /* units, then reps: what has to be covered once */
    uint32_t *row, n_rows;       /* [n_elements] the row of each, from 0 */
    uint32_t *size;              /* [n_elements] how many elements a row stands for */
    uint32_t *met, *split;       /* [n_elements] of a row, while one column is looked at; 0 in between */
    uint32_t *list;              /* [n_elements] */
    glp_prob *lp;
    int *ind;                    /* [n_elements + n_rules + 1] of one column */
    double *val;                 /* the same, or [n_columns + 2]: a point */
    int stand_in;                /* a column fixed at 0 that costs the cutoff: it hands GLPK the cutoff */
    bool handed_over, limited;
    double root;
    int root_status;
    uint64_t iterations;         /* of the LPs that are gone */
} search;

/* ---- Rows -------------------------------------------------------------------------------------------------------- */

/* Element i of a column: its units, and last its rep. */
static uint32_t element(const search *s, const ambit_column *c, uint32_t i)
{
    return i < c->n_units ? c->unit[i] : s->core->n_units + c->rep;
}

/* What a column has of a row leaves it, unless it has all of it. */
static void split_rows(search *s, const ambit_column *c)
{
    uint32_t n_met = 0;
    for (uint32_t i = 0; i <= c->n_units; i++) {
        uint32_t row = s->row[element(s, c, i)];
        if (!s->met[row]++) s->list[n_met++] = row;
    }
    for (uint32_t i = 0; i < n_met; i++) {
        uint32_t row = s->list[i];
        if (s->met[row] == s->size[row]) continue;
        s->split[row] = s->n_rows;
        s->size[s->n_rows++] = s->met[row], s->size[row] -= s->met[row];
    }
    for (uint32_t i = 0; i <= c->n_units; i++) {
        uint32_t *row = &s->row[element(s, c, i)];
        if (s->split[*row]) *row = s->split[*row];
    }
    for (uint32_t i = 0; i < n_met; i++) s->met[s->list[i]] = s->split[s->list[i]] = 0;
}

/* Partition refinement: all elements are one row until a column tells them apart. O(sum of the columns' units). */
static void merge_rows(search *s)
{
    memset(s->row, 0, s->n_elements * sizeof *s->row);
    s->n_rows = 1, s->size[0] = s->n_elements;
    for (uint32_t i = 0; i < s->n_live; i++) split_rows(s, &s->column[s->live[i]]);
}

/* ---- The model --------------------------------------------------------------------------------------------------- */

/* Shared rows come after the others, divided by their scale. */
static int add_shared(search *s, const ambit_column *c, int length)
{
    const ambit_core *core = s->core;
    for (uint32_t a = 0, at = s->n_rows; a < core->n_rules; a++) {
        if (!core->rule[a].shared) continue;
        double load = 0;
        at++;
        for (uint32_t i = 0; i < c->n_units; i++)
            load += ambit_core_amount(core, a, c->unit[i], ambit_core_pair(core, c->unit[i], c->rep));
        if (load != 0) s->ind[++length] = (int)at, s->val[length] = load / core->rule[a].scale;
    }
    return length;
}

static void add_column(search *s, int j, const ambit_column *c)
{
    int length = 0;
    for (uint32_t i = 0; i <= c->n_units; i++) {
        uint32_t row = s->row[element(s, c, i)];
        if (s->met[row]++) continue;
        s->ind[++length] = (int)row + 1, s->val[length] = 1;
    }
    for (int i = 1; i <= length; i++) s->met[s->ind[i] - 1] = 0;
    glp_set_mat_col(s->lp, j, add_shared(s, c, length), s->ind, s->val);
    glp_set_obj_coef(s->lp, j, c->cost);
    glp_set_col_kind(s->lp, j, GLP_IV);
    glp_set_col_bnds(s->lp, j, GLP_LO, 0, 0); /* at most 1 by its rep's row */
}

static void bound_shared(search *s)
{
    for (uint32_t a = 0; a < s->core->n_rules; a++) {
        const ambit_core_rule *rule = &s->core->rule[a];
        if (!rule->shared) continue;
        double low = rule->lower[0] / rule->scale, high = rule->upper[0] / rule->scale;
        int row = glp_add_rows(s->lp, 1);
        int sense = isinf(low) ? isinf(high) ? GLP_FR : GLP_UP : isinf(high) ? GLP_LO : low < high ? GLP_DB : GLP_FX;
        glp_set_row_bnds(s->lp, row, sense, low, high);
    }
}

static void load_model(search *s)
{
    merge_rows(s);
    s->lp = glp_create_prob();
    glp_add_rows(s->lp, (int)s->n_rows);
    for (int i = 1; i <= (int)s->n_rows; i++) glp_set_row_bnds(s->lp, i, GLP_FX, 1, 1);
    bound_shared(s);
    s->stand_in = glp_add_cols(s->lp, (int)s->n_live + 1) + (int)s->n_live;
    for (uint32_t i = 0; i < s->n_live; i++) add_column(s, (int)i + 1, &s->column[s->live[i]]);
    glp_set_obj_coef(s->lp, s->stand_in, isfinite(s->options->cutoff) ? s->options->cutoff : 0);
    glp_set_col_bnds(s->lp, s->stand_in, GLP_FX, 0, 0);
    s->out->n_rows = s->n_rows, s->out->n_columns = s->n_live;
}

/* ---- Root -------------------------------------------------------------------------------------------------------- */

static bool at_limit(search *s)
{
    const ambit_partition_options *o = s->options;
    s->out->iterations = s->iterations + (uint64_t)glp_get_it_cnt(s->lp);
    return (o->most_iterations && s->out->iterations >= o->most_iterations) || (o->stop && o->stop(o->context));
}

static void solve_root(search *s)
{
    glp_smcp parm;
    glp_init_smcp(&parm);
    parm.msg_lev = GLP_MSG_OFF;
    parm.meth = GLP_DUALP;
    parm.it_lim = 10 + PIECE / (int)s->n_rows;
    s->root_status = GLP_UNDEF;
    glp_std_basis(s->lp);
    for (;;) {
        int code = glp_simplex(s->lp, &parm);
        if (at_limit(s)) s->limited = true;
        if (code == GLP_EITLIM && !s->limited) continue;
        if (code == 0 && glp_get_status(s->lp) != GLP_UNDEF) s->root_status = glp_get_status(s->lp);
        break;
    }
    if (s->root_status == GLP_OPT) s->root = glp_get_obj_val(s->lp);
}

/* No choice below the cutoff has a column whose reduced cost is more than what lies between root and cutoff. Drops them
 * from the columns when so many go that a new LP pays. */
static bool fix_columns(search *s)
{
    double room = s->options->cutoff - s->root + EVEN * (1 + fabs(s->options->cutoff));
    uint32_t left = 0;
    for (uint32_t i = 0; i < s->n_live; i++) left += glp_get_col_dual(s->lp, (int)i + 1) <= room;
    if (left > PAYS * s->n_live) return false;
    left = 0;
    for (uint32_t i = 0; i < s->n_live; i++)
        if (glp_get_col_dual(s->lp, (int)i + 1) <= room) s->live[left++] = s->live[i];
    s->n_live = left;
    return true;
}

/* The LP, and again with the columns that it left; true when there is something to branch on. */
static bool close_in(search *s)
{
    for (int round = 1;; round++) {
        load_model(s);
        solve_root(s);
        s->out->complete = s->root_status == GLP_NOFEAS
                           || (s->root_status == GLP_OPT && s->root >= s->options->cutoff);
        if (s->root_status != GLP_OPT || s->out->complete || s->limited) return false;
        if (round == ROUNDS || !isfinite(s->options->cutoff) || !fix_columns(s)) return true;
        s->iterations = s->out->iterations;
        glp_delete_prob(s->lp);
    }
}

/* ---- Tree -------------------------------------------------------------------------------------------------------- */

static void look_at_limits(search *s, glp_tree *tree)
{
    int created = 0;
    glp_ios_tree_size(tree, NULL, NULL, &created);
    s->out->nodes = (uint64_t)created;
    if (!at_limit(s) && !(s->options->most_nodes && s->out->nodes > s->options->most_nodes)) return;
    s->limited = true;
    glp_ios_terminate(tree);
}

static void hand_over(search *s, glp_tree *tree)
{
    if (s->handed_over || !isfinite(s->options->cutoff)) return;
    s->handed_over = true;
    memset(s->val, 0, ((size_t)s->stand_in + 1) * sizeof *s->val);
    s->val[s->stand_in] = 1;
    glp_ios_heur_sol(tree, s->val);
}

static void watch(glp_tree *tree, void *info)
{
    if (glp_ios_reason(tree) == GLP_IPREPRO) look_at_limits(info, tree);
    if (glp_ios_reason(tree) == GLP_IHEUR) hand_over(info, tree);
}

/* Is each element in just one of the columns of trial[]? */
static bool covers(search *s, const uint32_t *trial)
{
    uint32_t n = 0;
    for (uint32_t r = 0; r < s->core->n_reps; r++) n += s->column[trial[r]].n_units;
    if (n != s->core->n_units) return false;
    memset(s->met, 0, s->n_elements * sizeof *s->met);
    for (uint32_t r = 0; r < s->core->n_reps; r++)
        for (uint32_t i = 0; i < s->column[trial[r]].n_units; i++)
            if (s->met[s->column[trial[r]].unit[i]]++) return false;
    return true;
}

/* Takes GLPK's choice when it is one: a column for each rep, each unit once, below the cutoff. */
static bool take_choice(search *s)
{
    uint32_t *trial = s->list, n = 0;
    double cost = 0;
    if (glp_mip_col_val(s->lp, s->stand_in) > 0.5) return true;
    for (uint32_t r = 0; r < s->core->n_reps; r++) trial[r] = AMBIT_NOBODY;
    for (uint32_t i = 0; i < s->n_live; i++) {
        const ambit_column *c = &s->column[s->live[i]];
        if (glp_mip_col_val(s->lp, (int)i + 1) < 0.5) continue;
        if (trial[c->rep] != AMBIT_NOBODY) return false;
        trial[c->rep] = s->live[i], cost += c->cost, n++;
    }
    if (n != s->core->n_reps || !covers(s, trial) || !(cost < s->options->cutoff)) return false;
    memcpy(s->pick, trial, n * sizeof *trial);
    s->out->found = true, s->out->cost = cost;
    return true;
}

static void solve_tree(search *s)
{
    glp_iocp parm;
    glp_init_iocp(&parm);
    parm.msg_lev = GLP_MSG_OFF;
    parm.br_tech = GLP_BR_MFV; /* GLPK's own choice looks ahead by simplex iterations that it does not count */
    parm.tol_obj = 1e-9;
    parm.cb_func = watch;
    parm.cb_info = s;
    if (glp_intopt(s->lp, &parm) != 0) s->limited = true; /* stopped, or GLPK's numbers failed it */
    s->out->iterations = s->iterations + (uint64_t)glp_get_it_cnt(s->lp);
    int status = glp_mip_status(s->lp);
    bool sound = status == GLP_OPT || status == GLP_FEAS ? take_choice(s) : true;
    s->out->complete = sound && !s->limited;
}

static void work(void *context)
{
    search *s = context;
    if (close_in(s)) solve_tree(s);
    glp_delete_prob(s->lp);
}

/* ---- Public ------------------------------------------------------------------------------------------------------ */

static ambit_status search_init(search *s, uint32_t n_columns, ambit_error *err)
{
    const size_t elements = s->n_elements, length = elements + s->core->n_rules;
    s->live = malloc(((size_t)n_columns + 1) * sizeof *s->live);
    s->row = malloc(elements * sizeof *s->row), s->size = malloc((elements + 1) * sizeof *s->size);
    s->met = calloc(elements, sizeof *s->met), s->split = calloc(elements, sizeof *s->split);
    s->list = malloc(elements * sizeof *s->list);
    s->ind = malloc((length + 1) * sizeof *s->ind);
    s->val = malloc(((length > n_columns ? length : n_columns) + 2) * sizeof *s->val);
    if (!s->live || !s->row || !s->size || !s->met || !s->split || !s->list || !s->ind || !s->val)
        return ambit_fail(err, AMBIT_E_MEMORY, "no memory to put %u territories together", n_columns);
    for (uint32_t c = 0; c < n_columns; c++) s->live[c] = c;
    s->n_live = n_columns;
    return AMBIT_OK;
}

static void search_reset(search *s)
{
    free(s->live), free(s->row), free(s->size), free(s->met), free(s->split), free(s->list), free(s->ind);
    free(s->val);
}

ambit_status ambit_partition_solve(ambit_partition_result *out, uint32_t *pick, const ambit_core *core,
        const ambit_column *column, uint32_t n_columns, const ambit_partition_options *options, ambit_error *err)
{
    search s = { .core = core, .column = column, .options = options, .out = out, .pick = pick,
                 .n_elements = core->n_units + core->n_reps };
    *out = (ambit_partition_result){ .cost = INFINITY };
    ambit_status status = search_init(&s, n_columns, err);
    if (!status) status = ambit_backend_run(work, &s, err);
    search_reset(&s);
    return status;
}
