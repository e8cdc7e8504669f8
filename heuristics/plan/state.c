#include "heuristics/plan/state.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Of the share: a hair below the 1e-9 that the verifier grants, above what the exact side uses. */
static const double HELD = 0.95e-9;

static double toll_of(const ambit_row *row, double load)
{
    double beyond = load > row->upper ? load - row->upper : load < row->lower ? row->lower - load : 0;
    return row->penalty * beyond + (row->weight > 0 ? row->weight * fabs(load - row->ideal) : 0);
}

/* ---- Life -------------------------------------------------------------------------------------------------------- */

/* What the verifier measures a row's tolerance in (solver/problem.h). */
static double share_of(const ambit_core_rule *rule, uint32_t r)
{
    double share = rule->ideal ? rule->ideal[r] : rule->upper[r] < INFINITY ? rule->upper[r] : rule->lower[r];
    return fabs(share) < INFINITY ? fabs(share) : 0;
}

static void set_limits(ambit_state *s)
{
    const ambit_core *core = s->core;
    for (uint32_t a = 0; a < core->n_rules; a++) {
        const ambit_core_rule *rule = &core->rule[a];
        for (uint32_t r = 0; r < (rule->shared ? 1 : core->n_reps); r++) {
            ambit_row *row = &s->row[ambit_state_row(s, a, r)];
            double slack = HELD * share_of(rule, r);
            *row = (ambit_row){ .lower = rule->lower[r] - slack, .upper = rule->upper[r] + slack,
                                .ideal = rule->ideal ? rule->ideal[r] : 0,
                                .weight = rule->ideal ? rule->weight[r] : 0,
                                .scale = rule->scale };
        }
    }
}

ambit_status ambit_state_init(ambit_state *s, const ambit_core *core, ambit_error *err)
{
    *s = (ambit_state){ .core = core, .n_rows = (core->n_reps + 1) * core->n_rules };
    s->choice = calloc(core->n_units, sizeof *s->choice), s->owner = calloc(core->n_units, sizeof *s->owner);
    s->next = calloc(core->n_units, sizeof *s->next), s->prev = calloc(core->n_units, sizeof *s->prev);
    s->some = calloc(core->n_reps, sizeof *s->some);
    s->row = calloc((size_t)s->n_rows + 1, sizeof *s->row);
    if (!s->choice || !s->owner || !s->next || !s->prev || !s->some || !s->row) {
        ambit_state_reset(s);
        return ambit_fail(err, AMBIT_E_MEMORY, "no memory for a plan of %u units", core->n_units);
    }
    for (uint32_t row = 0; row < s->n_rows; row++)
        s->row[row] = (ambit_row){ .lower = -INFINITY, .upper = INFINITY, .scale = 1 };
    set_limits(s);
    return AMBIT_OK;
}

void ambit_state_reset(ambit_state *s)
{
    free(s->choice), free(s->owner), free(s->next), free(s->prev), free(s->some), free(s->row);
    *s = (ambit_state){ 0 };
}

/* ---- Rings ------------------------------------------------------------------------------------------------------- */

static void link_unit(ambit_state *s, uint32_t u, uint32_t rep)
{
    uint32_t at = s->some[rep];
    if (at == AMBIT_NOBODY) { s->some[rep] = s->next[u] = s->prev[u] = u; return; }
    s->next[u] = at, s->prev[u] = s->prev[at];
    s->next[s->prev[at]] = u, s->prev[at] = u;
}

static void unlink_unit(ambit_state *s, uint32_t u, uint32_t rep)
{
    uint32_t after = s->next[u];
    s->next[s->prev[u]] = after, s->prev[after] = s->prev[u];
    if (s->some[rep] == u) s->some[rep] = after == u ? AMBIT_NOBODY : after;
}

/* ---- Whole plans ------------------------------------------------------------------------------------------------- */

void ambit_state_load(ambit_state *s, const uint32_t *choice)
{
    const ambit_core *core = s->core;
    if (choice != s->choice) memcpy(s->choice, choice, core->n_units * sizeof *choice);
    for (uint32_t r = 0; r < core->n_reps; r++) s->some[r] = AMBIT_NOBODY;
    for (uint32_t row = 0; row < s->n_rows; row++) s->row[row].load = 0;
    s->cost = s->toll = 0;
    for (uint32_t u = 0; u < core->n_units; u++) {
        size_t k = core->first[u] + s->choice[u];
        s->owner[u] = core->rep[k];
        link_unit(s, u, core->rep[k]);
        s->cost += core->cost[k];
        for (uint32_t a = 0; a < core->n_rules; a++)
            s->row[ambit_state_row(s, a, core->rep[k])].load += ambit_core_amount(core, a, u, k);
    }
    for (uint32_t row = 0; row < s->n_rows; row++)
        s->toll += s->row[row].toll = toll_of(&s->row[row], s->row[row].load);
}

void ambit_state_set_penalties(ambit_state *s, const double *penalty)
{
    const ambit_core *core = s->core;
    for (uint32_t a = 0; a < core->n_rules; a++)
        for (uint32_t r = 0; r < (core->rule[a].shared ? 1 : core->n_reps); r++)
            s->row[ambit_state_row(s, a, r)].penalty = penalty[ambit_core_row(core, a, r)];
    s->toll = 0;
    for (uint32_t row = 0; row < s->n_rows; row++)
        s->toll += s->row[row].toll = toll_of(&s->row[row], s->row[row].load);
}

double ambit_state_violation(const ambit_state *s)
{
    double sum = 0;
    for (uint32_t i = 0; i < s->n_rows; i++) {
        const ambit_row *row = &s->row[i];
        double beyond = fmax(fmax(row->load - row->upper, row->lower - row->load), 0) / row->scale;
        if (beyond > 1e-10) sum += beyond;
    }
    return sum;
}

double ambit_state_objective(const ambit_state *s)
{
    double sum = s->cost;
    for (uint32_t i = 0; i < s->n_rows; i++)
        if (s->row[i].weight > 0) sum += s->row[i].weight * fabs(s->row[i].load - s->row[i].ideal);
    return sum;
}

ambit_status ambit_state_judge(double *objective, double *violation, const ambit_core *core, const uint32_t *choice,
        ambit_error *err)
{
    ambit_state state;
    ambit_status status = ambit_state_init(&state, core, err);
    if (status) return status;
    ambit_state_load(&state, choice);
    *objective = ambit_state_objective(&state);
    *violation = ambit_state_violation(&state);
    ambit_state_reset(&state);
    return AMBIT_OK;
}

/* ---- Moves ------------------------------------------------------------------------------------------------------- */

static inline double toll_change(const ambit_row *row, double amount)
{
    return toll_of(row, row->load + amount) - row->toll;
}

static inline void carry(ambit_state *s, ambit_row *row, double amount)
{
    row->load += amount;
    double toll = toll_of(row, row->load);
    s->toll += toll - row->toll;
    row->toll = toll;
}

double ambit_shift_evaluate(const ambit_state *s, uint32_t u, uint32_t to)
{
    const ambit_core *core = s->core;
    size_t k = core->first[u] + s->choice[u], l = core->first[u] + to;
    const ambit_row *from_row = s->row + (size_t)core->rep[k] * core->n_rules;
    const ambit_row *to_row = s->row + (size_t)core->rep[l] * core->n_rules;
    double change = core->cost[l] - core->cost[k];
    for (uint32_t a = 0; a < core->n_rules; a++) {
        double out = ambit_core_amount(core, a, u, k), in = ambit_core_amount(core, a, u, l);
        if (core->rule[a].shared) change += toll_change(&s->row[ambit_state_row(s, a, 0)], in - out);
        else change += toll_change(&from_row[a], -out) + toll_change(&to_row[a], in);
    }
    return change;
}

void ambit_shift_apply(ambit_state *s, uint32_t u, uint32_t to)
{
    const ambit_core *core = s->core;
    size_t k = core->first[u] + s->choice[u], l = core->first[u] + to;
    for (uint32_t a = 0; a < core->n_rules; a++) {
        carry(s, &s->row[ambit_state_row(s, a, core->rep[k])], -ambit_core_amount(core, a, u, k));
        carry(s, &s->row[ambit_state_row(s, a, core->rep[l])], ambit_core_amount(core, a, u, l));
    }
    s->cost += core->cost[l] - core->cost[k];
    unlink_unit(s, u, core->rep[k]);
    link_unit(s, u, core->rep[l]);
    s->choice[u] = to;
    s->owner[u] = core->rep[l];
}

double ambit_swap_evaluate(const ambit_state *s, uint32_t u, uint32_t to_u, uint32_t v, uint32_t to_v)
{
    const ambit_core *core = s->core;
    size_t k = core->first[u] + s->choice[u], l = core->first[u] + to_u;
    size_t p = core->first[v] + s->choice[v], q = core->first[v] + to_v;
    const ambit_row *u_row = s->row + (size_t)core->rep[k] * core->n_rules;
    const ambit_row *v_row = s->row + (size_t)core->rep[p] * core->n_rules;
    double change = core->cost[l] - core->cost[k] + core->cost[q] - core->cost[p];
    for (uint32_t a = 0; a < core->n_rules; a++) {
        double at_u = ambit_core_amount(core, a, v, q) - ambit_core_amount(core, a, u, k);
        double at_v = ambit_core_amount(core, a, u, l) - ambit_core_amount(core, a, v, p);
        if (core->rule[a].shared) change += toll_change(&s->row[ambit_state_row(s, a, 0)], at_u + at_v);
        else change += toll_change(&u_row[a], at_u) + toll_change(&v_row[a], at_v);
    }
    return change;
}

void ambit_swap_apply(ambit_state *s, uint32_t u, uint32_t to_u, uint32_t v, uint32_t to_v)
{
    ambit_shift_apply(s, u, to_u);
    ambit_shift_apply(s, v, to_v);
}
