/* solver/exact/ilp_model.c - columns, rows, reduced-cost fixing, and the exact judgement of what GLPK proposes. */
#include "solver/exact/ilp_model.h"
#include "solver/bound.h"
#include <stdlib.h>

/* A hair below the 1e-9 that the verifier grants: sums in another order must not tip the verdict. */
static const double HELD = 0.9e-9;

static uint32_t rows_of(const ambit_core *core, uint32_t a) { return core->rule[a].shared ? 1 : core->n_reps; }

static double row_share(const ambit_core_rule *rule, uint32_t r)
{
    if (rule->ideal) return fabs(rule->ideal[r]);
    if (isfinite(rule->upper[r])) return fabs(rule->upper[r]);
    return isfinite(rule->lower[r]) ? fabs(rule->lower[r]) : 0;
}

static void set_limits(ambit_ilp_model *m)
{
    const ambit_core *core = m->core;
    for (uint32_t a = 0; a < core->n_rules; a++) {
        for (uint32_t r = 0; r < core->n_reps; r++) m->low[a * core->n_reps + r] = -INFINITY;
        for (uint32_t r = 0; r < core->n_reps; r++) m->high[a * core->n_reps + r] = INFINITY;
        for (uint32_t r = 0; r < rows_of(core, a); r++) {
            double slack = HELD * row_share(&core->rule[a], r);
            m->low[a * core->n_reps + r] = core->rule[a].lower[r] - slack;
            m->high[a * core->n_reps + r] = core->rule[a].upper[r] + slack;
        }
    }
}

static void set_sizes(ambit_ilp_model *m)
{
    const ambit_core *core = m->core;
    for (uint32_t u = 0; u < core->n_units; u++)
        for (uint32_t a = 0; a < core->n_rules; a++)
            if (core->rule[a].kind == AMBIT_AMOUNT_OWN)
                m->size[u] += ambit_core_amount(core, a, u, core->first[u]) / core->rule[a].scale;
}

/* ---- Reduced-cost fixing --------------------------------------------------------------------------------------- */

static double least_priced(const ambit_core *core, const double *price, uint32_t u)
{
    double least = INFINITY;
    for (size_t k = core->first[u]; k < core->first[u + 1]; k++)
        least = fmin(least, ambit_bound_priced(core, price, u, k));
    return least;
}

/* A plan that uses pair k of unit u costs at least L(p) + (priced cost of k - least priced cost of u). When that is
 * more than the incumbent costs, no better plan uses k. Equal ones stay: rounding must not decide. */
static void fix_pairs(ambit_ilp_model *m)
{
    const ambit_core *core = m->core;
    const double *price = m->options->price;
    double bound = price ? ambit_bound_rows(core, price) : -INFINITY, cost = m->options->incumbent_cost;
    if (!m->options->incumbent || !isfinite(bound)) return;
    for (uint32_t u = 0; u < core->n_units; u++) bound += least_priced(core, price, u);
    double room = cost - bound + 1e-9 * (fabs(cost) + fabs(bound));
    for (uint32_t u = 0; u < core->n_units; u++) {
        double least = least_priced(core, price, u);
        uint64_t kept = core->first[u + 1] - core->first[u];
        for (size_t k = core->first[u]; k < core->first[u + 1]; k++)
            if (ambit_bound_priced(core, price, u, k) - least > room) m->column[k] = -1, m->n_fixed++, kept--;
        if (kept == 0) m->closed = true;
    }
}

/* ---- Memory ---------------------------------------------------------------------------------------------------- */

static void number_columns(ambit_ilp_model *m)
{
    const ambit_core *core = m->core;
    for (uint32_t u = 0; u < core->n_units; u++) {
        double least = INFINITY;
        for (size_t k = core->first[u]; k < core->first[u + 1]; k++) {
            least = fmin(least, core->cost[k]);
            if (m->column[k] < 0) { m->column[k] = 0; continue; }
            m->column[k] = ++m->n_columns;
            m->pair[m->n_columns] = k;
            m->unit[m->n_columns] = u;
        }
        m->least += least;
    }
}

/* Costs of everyday size stay as they are (whole costs then let GLPK round its bounds up). */
static double cost_unit(const ambit_core *core)
{
    double sum = 0;
    for (size_t k = 0; k < core->n_pairs; k++) sum += core->cost[k];
    double mean = core->n_pairs ? sum / (double)core->n_pairs : 0;
    return mean <= 0 || (mean >= 0.1 && mean <= 1e4) ? 1 : mean;
}

enum { MOST_GLPK = 100000000 }; /* rows or columns, GLPK's own limit */

ambit_status ambit_ilp_model_init(ambit_ilp_model *m, const ambit_core *core, const ambit_ilp_options *options,
        ambit_error *err)
{
    *m = (ambit_ilp_model){ .core = core, .options = options, .unit_cost = cost_unit(core) };
    size_t n_rows = (size_t)core->n_rules * core->n_reps + 1, n_pairs = core->n_pairs + 1;
    if (core->n_pairs + 2 * n_rows > MOST_GLPK || core->n_units + 2 * n_rows > MOST_GLPK)
        return ambit_fail(err, AMBIT_E_LIMIT, "%zu pairs and %zu rows are more than GLPK can hold", core->n_pairs,
                n_rows);
    m->column = calloc(n_pairs, sizeof *m->column);
    m->pair = malloc(n_pairs * sizeof *m->pair);
    m->unit = malloc(n_pairs * sizeof *m->unit);
    m->size = calloc(core->n_units, sizeof *m->size);
    m->low = malloc(n_rows * sizeof *m->low);
    m->high = malloc(n_rows * sizeof *m->high);
    m->load = malloc(n_rows * sizeof *m->load);
    if (!m->column || !m->pair || !m->unit || !m->size || !m->low || !m->high || !m->load) {
        ambit_ilp_model_reset(m);
        return ambit_fail(err, AMBIT_E_MEMORY, "no memory for an integer programme of %zu pairs", core->n_pairs);
    }
    set_limits(m);
    set_sizes(m);
    fix_pairs(m);
    number_columns(m);
    return AMBIT_OK;
}

void ambit_ilp_model_reset(ambit_ilp_model *m)
{
    free(m->column), free(m->pair), free(m->unit), free(m->size), free(m->low), free(m->high), free(m->load);
    *m = (ambit_ilp_model){ .lp = NULL };
}

/* ---- Rows and columns ------------------------------------------------------------------------------------------ */

/* GLPK gets the bounds without their slack: its tolerance is wider anyway, and a point that uses the slack by a
 * fraction of a pair would be taken for integral at less than its plan costs. */
static void bound_row(glp_prob *lp, int row, double low, double high)
{
    if (isinf(low) && isinf(high)) glp_set_row_bnds(lp, row, GLP_FR, 0, 0);
    else if (isinf(high)) glp_set_row_bnds(lp, row, GLP_LO, low, 0);
    else if (isinf(low)) glp_set_row_bnds(lp, row, GLP_UP, 0, high);
    else if (!(low < high)) glp_set_row_bnds(lp, row, GLP_FX, low, 0);
    else glp_set_row_bnds(lp, row, GLP_DB, low, high);
}

/* Adds a row for each balance row that has bounds, and one for each that has a weight; row numbers, 0 where there is
 * none. */
static void add_rule_rows(ambit_ilp_model *m, int *bounded, int *weighed)
{
    const ambit_core *core = m->core;
    for (uint32_t a = 0; a < core->n_rules; a++) {
        const ambit_core_rule *rule = &core->rule[a];
        for (uint32_t r = 0; r < rows_of(core, a); r++) {
            uint32_t row = a * core->n_reps + r;
            if (isfinite(rule->lower[r]) || isfinite(rule->upper[r])) {
                bounded[row] = glp_add_rows(m->lp, 1);
                bound_row(m->lp, bounded[row], rule->lower[r] / rule->scale, rule->upper[r] / rule->scale);
            }
            if (rule->ideal) {
                weighed[row] = glp_add_rows(m->lp, 1);
                glp_set_row_bnds(m->lp, weighed[row], GLP_FX, rule->ideal[r] / rule->scale, 0);
            }
        }
    }
}

static void add_pair_columns(ambit_ilp_model *m, const int *bounded, const int *weighed, int *ind, double *val)
{
    const ambit_core *core = m->core;
    glp_add_cols(m->lp, m->n_columns);
    for (int j = 1; j <= m->n_columns; j++) {
        size_t k = m->pair[j];
        int n = 0;
        ind[++n] = (int)m->unit[j] + 1, val[n] = 1;
        for (uint32_t a = 0; a < core->n_rules; a++) {
            uint32_t row = ambit_core_row(core, a, core->rep[k]);
            double amount = ambit_core_amount(core, a, m->unit[j], k) / core->rule[a].scale;
            if (amount == 0) continue;
            if (bounded[row]) ind[++n] = bounded[row], val[n] = amount;
            if (weighed[row]) ind[++n] = weighed[row], val[n] = amount;
        }
        glp_set_mat_col(m->lp, j, n, ind, val);
        glp_set_col_bnds(m->lp, j, GLP_DB, 0, 1);
        glp_set_col_kind(m->lp, j, GLP_IV);
        glp_set_obj_coef(m->lp, j, core->cost[k] / m->unit_cost);
    }
}

/* load - d+ + d- = ideal, in typical shares. */
static void add_deviation_columns(ambit_ilp_model *m, const int *weighed)
{
    const ambit_core *core = m->core;
    for (uint32_t a = 0; a < core->n_rules; a++)
        for (uint32_t r = 0; core->rule[a].ideal && r < rows_of(core, a); r++) {
            double cost = core->rule[a].weight[r] * core->rule[a].scale / m->unit_cost;
            for (int side = 0; side < 2; side++) {
                int j = glp_add_cols(m->lp, 1), ind[2] = { 0, weighed[a * core->n_reps + r] };
                double val[2] = { 0, side ? 1 : -1 };
                glp_set_mat_col(m->lp, j, 1, ind, val);
                glp_set_col_bnds(m->lp, j, GLP_LO, 0, 0);
                glp_set_obj_coef(m->lp, j, cost);
            }
        }
}

void ambit_ilp_model_load(ambit_ilp_model *m)
{
    const ambit_core *core = m->core;
    int n_rows = (int)(core->n_rules * core->n_reps) + 1;
    m->lp = glp_create_prob();
    glp_set_obj_dir(m->lp, GLP_MIN);
    glp_add_rows(m->lp, (int)core->n_units);
    for (int u = 1; u <= (int)core->n_units; u++) glp_set_row_bnds(m->lp, u, GLP_FX, 1, 0);
    int *bounded = glp_alloc(n_rows, sizeof(int)), *weighed = glp_alloc(n_rows, sizeof(int));
    int *ind = glp_alloc(2 * (int)core->n_rules + 2, sizeof(int));
    double *val = glp_alloc(2 * (int)core->n_rules + 2, sizeof(double));
    for (int row = 0; row < n_rows; row++) bounded[row] = weighed[row] = 0;
    add_rule_rows(m, bounded, weighed);
    add_pair_columns(m, bounded, weighed, ind, val);
    add_deviation_columns(m, weighed);
    m->stand_in = glp_add_cols(m->lp, 1);
    glp_set_col_bnds(m->lp, m->stand_in, GLP_FX, 0, 0);
    if (m->options->incumbent) glp_set_obj_coef(m->lp, m->stand_in, m->options->incumbent_cost / m->unit_cost);
    glp_free(bounded), glp_free(weighed), glp_free(ind), glp_free(val);
}

/* ---- Judging a proposal ---------------------------------------------------------------------------------------- */

int64_t ambit_ilp_model_broken(ambit_ilp_model *m, const uint32_t *choice)
{
    const ambit_core *core = m->core;
    uint32_t n_rows = core->n_rules * core->n_reps;
    for (uint32_t row = 0; row < n_rows; row++) m->load[row] = 0;
    for (uint32_t u = 0; u < core->n_units; u++) {
        size_t k = core->first[u] + choice[u];
        for (uint32_t a = 0; a < core->n_rules; a++)
            m->load[ambit_core_row(core, a, core->rep[k])] += ambit_core_amount(core, a, u, k);
    }
    for (uint32_t row = 0; row < n_rows; row++)
        if (m->load[row] < m->low[row] || m->load[row] > m->high[row]) return row;
    return -1;
}

double ambit_ilp_model_cost(const ambit_ilp_model *m, const uint32_t *choice)
{
    const ambit_core *core = m->core;
    double sum = 0;
    for (uint32_t u = 0; u < core->n_units; u++) sum += core->cost[core->first[u] + choice[u]];
    for (uint32_t a = 0; a < core->n_rules; a++)
        for (uint32_t r = 0; core->rule[a].ideal && r < rows_of(core, a); r++)
            sum += core->rule[a].weight[r] * fabs(m->load[a * core->n_reps + r] - core->rule[a].ideal[r]);
    return sum;
}

/* Above the upper bound: not all of these pairs together, sum x <= |S| - 1. Below the lower one: one pair more than
 * these must be there, sum over the row's other pairs >= 1. Amounts are never negative, so both hold for every true
 * plan. */
int ambit_ilp_model_cover(const ambit_ilp_model *m, const uint32_t *choice, int64_t row, int *ind, double *val,
        int *sense, double *rhs)
{
    const ambit_core *core = m->core;
    uint32_t a = (uint32_t)(row / core->n_reps);
    bool above = m->load[row] > m->high[row];
    int n = 0;
    for (int j = 1; j <= m->n_columns; j++) {
        size_t k = m->pair[j];
        bool chosen = core->first[m->unit[j]] + choice[m->unit[j]] == k;
        if (ambit_core_row(core, a, core->rep[k]) != row || chosen != above) continue;
        if (ambit_core_amount(core, a, m->unit[j], k) > 0) ind[++n] = j, val[n] = 1;
    }
    *sense = above ? GLP_UP : GLP_LO;
    *rhs = above ? n - 1 : 1;
    return n;
}
