/* solver/formulate/moves.c - what may move, and at what price: the plan in force, caps, protected accounts and frozen
 * reps.
 *
 * What never moves is a lock like any other. Caps are shares: in all of what all units have, by rep of what the rep has
 * today; a rep who has nothing today, such as a new one, may gain whatever the rules say. */
#include "solver/formulate/parts.h"

#include "instances/base/day.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Is there a plan in force? */
static bool any_current(const ambit_formulating *w)
{
    for (uint32_t u = 0; u < w->f->n_units; u++)
        if (w->f->current[u] != AMBIT_NOBODY) return true;
    return false;
}

/* ---- Protected accounts ---------------------------------------------------------------------------------------- */

static const double *column_of(const ambit_formulating *w, const char *name)
{
    const ambit_accounts *a = &w->instance->accounts;
    for (uint32_t k = 0; name && k < a->n_measures; k++)
        if (!strcmp(a->measure[k].name, name)) return a->measure[k].value;
    return NULL;
}

/* How many accounts of each unit are protected: worked lately, or with something open. */
static void count_protected(const ambit_formulating *w, uint32_t *count)
{
    const ambit_stability_settings *s = &w->plan->stability;
    const ambit_accounts *a = &w->instance->accounts;
    const double *open = column_of(w, s->open);
    const double since = a->active ? ambit_day_of(w->plan->period_start) - s->active_within : INFINITY;
    for (uint32_t u = 0; u < w->f->n_units; u++) count[u] = 0;
    for (uint32_t i = 0; i < a->n; i++) {
        uint32_t u = ambit_formulating_unit(w, i);
        if (u != AMBIT_OUTSIDE && ((a->active && a->active[i] >= since) || (open && open[i] > 0))) count[u]++;
    }
}

static bool protects(const ambit_formulating *w) { return w->instance->accounts.active || w->plan->stability.open; }

/* A unit whose rep has left is an orphan, whatever was worked: it has no current rep to stay with. */
static ambit_status lock_protected(ambit_formulating *w)
{
    if (!protects(w) || isfinite(w->plan->stability.protect_price)) return AMBIT_OK;
    uint32_t *count = malloc(w->f->n_units * sizeof *count);
    if (!count) return ambit_formulate_no_memory(w);
    count_protected(w, count);
    for (uint32_t u = 0; u < w->f->n_units; u++)
        if (count[u] && w->locked[u] == AMBIT_NOBODY) w->locked[u] = w->f->current[u];
    free(count);
    return AMBIT_OK;
}

/* ---- Frozen reps ----------------------------------------------------------------------------------------------- */

/* Those of the column and those of the key, into frozen [n_reps]. Returns how many. */
static uint32_t find_frozen(ambit_formulating *w, uint8_t *frozen)
{
    const ambit_stability_settings *s = &w->plan->stability;
    ambit_place place = { w->plan_shown, 0, 0, "stability.frozen" };
    uint32_t n = 0;
    memcpy(frozen, w->instance->reps.is_frozen, w->f->n_reps);
    for (uint32_t i = 0; i < s->n_frozen; i++) {
        uint32_t r = ambit_dictionary_get(&w->instance->rep_index, s->frozen[i]);
        if (r < w->f->n_reps) frozen[r] = 1;
        else
            ambit_diagnosis_error(w->diagnosis, AMBIT_FAULT_REP_UNKNOWN, place, "found %.60s, expected a rep of %s, "
                    "correct it", s->frozen[i], ambit_instance_reps_source(w->instance));
    }
    for (uint32_t r = 0; r < w->f->n_reps; r++) n += frozen[r];
    return n;
}

static void refuse_lock(ambit_formulating *w, uint32_t u, uint32_t rep)
{
    ambit_place place = { w->plan->accounts.file, 0, 0, "locked_rep" };
    ambit_diagnosis_error(w->diagnosis, AMBIT_FAULT_RULE_CONFLICT, place, "found %s locked to %s, expected no lock "
            "that changes the units of a frozen rep (%s), remove one of the two", w->f->unit_id[u],
            w->f->rep_id[w->locked[u]], w->f->rep_id[rep]);
}

/* The units of a frozen rep stay, and no other one comes. */
static ambit_status freeze(ambit_formulating *w, const uint8_t *frozen)
{
    ambit_status status = AMBIT_OK;
    for (uint32_t u = 0; u < w->f->n_units; u++) {
        uint32_t now = w->f->current[u], lock = w->locked[u];
        bool stays = now != AMBIT_NOBODY && frozen[now], comes = lock != AMBIT_NOBODY && lock != now && frozen[lock];
        if (comes || (stays && lock != AMBIT_NOBODY && lock != now)) refuse_lock(w, u, comes ? lock : now);
        else if (stays) w->locked[u] = now;
        for (uint32_t r = 0; r < w->f->n_reps && !status; r++)
            if (frozen[r] && w->locked[u] == AMBIT_NOBODY) status = ambit_problem_forbid(w->f->problem, u, r, w->err);
    }
    return status;
}

ambit_status ambit_formulate_kept(ambit_formulating *w)
{
    ambit_status status = lock_protected(w);
    uint8_t *frozen = malloc(w->f->n_reps);
    if (!frozen) status = ambit_formulate_no_memory(w);
    if (!status && find_frozen(w, frozen)) status = freeze(w, frozen);
    free(frozen);
    return status;
}

/* ---- What moving costs ----------------------------------------------------------------------------------------- */

/* Amounts of a measure, or 1 for each unit when it is NULL. */
static ambit_status weigh(ambit_formulating *w, const char *measure, const char *key, double *amount)
{
    ambit_place place = { w->plan_shown, 0, 0, key };
    bool travels;
    for (uint32_t u = 0; u < w->f->n_units; u++) amount[u] = 1;
    if (!measure) return AMBIT_OK;
    double *unused = malloc(w->f->n_units * sizeof *unused);
    if (!unused) return ambit_formulate_no_memory(w);
    ambit_status status = ambit_formulate_measure(w, measure, NULL, false, place, amount, unused, &travels);
    free(unused);
    return status;
}

/* The weight times what moves: an account's price, or the measure; protected accounts cost their price on top. */
static ambit_status price_moves(ambit_formulating *w, const double *amount, double *cost)
{
    const ambit_stability_settings *s = &w->plan->stability;
    uint32_t *count = calloc(w->f->n_units, sizeof *count);
    ambit_status status = count ? AMBIT_OK : ambit_formulate_no_memory(w);
    for (uint32_t u = 0; !status && u < w->f->n_units; u++) cost[u] = amount[u];
    if (!status && s->price) status = weigh(w, s->price, "stability.price", cost);
    if (!status && protects(w) && isfinite(s->protect_price)) count_protected(w, count);
    for (uint32_t u = 0; !status && u < w->f->n_units; u++) {
        cost[u] *= w->plan->stability_weight;
        if (count[u]) cost[u] += s->protect_price * count[u];
    }
    free(count);
    return status;
}

/* ---- Caps ------------------------------------------------------------------------------------------------------ */

static double sum_of(const double *amount, uint32_t n)
{
    double sum = 0;
    for (uint32_t u = 0; u < n; u++) sum += amount[u];
    return sum;
}

/* A cap by rep: the share of what each has, into most [n_reps] (lost), and the same or no cap behind it (gained). */
static void share_by_rep(const ambit_formulating *w, const double *amount, double share, double *most)
{
    const uint32_t n = w->f->n_reps;
    for (uint32_t r = 0; r < n; r++) most[r] = 0;
    for (uint32_t u = 0; u < w->f->n_units; u++)
        if (w->f->current[u] != AMBIT_NOBODY) most[w->f->current[u]] += share * amount[u];
    for (uint32_t r = 0; r < n; r++) most[n + r] = most[r] > 0 || !(share > 0) ? most[r] : INFINITY;
}

static ambit_status add_share(ambit_formulating *w, const ambit_move_share *share, double *amount, double *most)
{
    const uint32_t n = w->f->n_reps;
    const bool by_rep = isfinite(share->per_rep);
    ambit_status status = weigh(w, share->measure, "stability.max_moved", amount);
    if (status || ambit_diagnosis_n_errors(w->diagnosis)) return status;
    if (by_rep) share_by_rep(w, amount, share->per_rep, most);
    const ambit_move_cap cap = { .name = share->measure ? share->measure : w->by_region ? "regions" : "accounts",
        .amount = amount, .allowed = isfinite(share->in_all) ? share->in_all * sum_of(amount, w->f->n_units) : INFINITY,
        .most_lost = by_rep ? most : NULL, .most_gained = by_rep ? most + n : NULL };
    return ambit_problem_add_move_cap(w->f->problem, &cap, w->err);
}

/* The cap on units beside one on the measure, and all the others. */
static ambit_status add_shares(ambit_formulating *w, double *amount)
{
    const ambit_planfile *plan = w->plan;
    const ambit_move_share units = { NULL, plan->max_moved_accounts, INFINITY };
    double *most = malloc(2 * (size_t)w->f->n_reps * sizeof *most);
    ambit_status status = most ? AMBIT_OK : ambit_formulate_no_memory(w);
    if (!status && isfinite(plan->max_moved_accounts) && isfinite(plan->max_moved_amount))
        status = add_share(w, &units, amount, most);
    for (uint32_t i = 0; i < plan->stability.n_shares && !status; i++)
        status = add_share(w, &plan->stability.share[i], amount, most);
    free(most);
    return status;
}

/* The cap that goes with the plan in force is the one on the measure, else the one on units. */
static ambit_status hand_moves(ambit_formulating *w, double *amount, double *cost)
{
    const ambit_planfile *plan = w->plan;
    const uint32_t n = w->f->n_units;
    const bool by_measure = isfinite(plan->max_moved_amount);
    ambit_status status = weigh(w, plan->stability_measure, "stability.measure", amount);
    if (!status) status = price_moves(w, amount, cost);
    if (status || ambit_diagnosis_n_errors(w->diagnosis)) return status;
    double allowed = by_measure ? plan->max_moved_amount * sum_of(amount, n)
            : isfinite(plan->max_moved_accounts) ? plan->max_moved_accounts * n : INFINITY;
    status = ambit_problem_set_current(w->f->problem, w->f->current, cost, by_measure ? amount : NULL, allowed, w->err);
    return status ? status : add_shares(w, amount);
}

ambit_status ambit_formulate_moves(ambit_formulating *w)
{
    if (!any_current(w)) return AMBIT_OK;
    if (!w->plan->has_stability)
        return ambit_problem_set_current(w->f->problem, w->f->current, NULL, NULL, INFINITY, w->err);
    double *amount = malloc(w->f->n_units * sizeof *amount), *cost = malloc(w->f->n_units * sizeof *cost);
    ambit_status status = amount && cost ? hand_moves(w, amount, cost) : ambit_formulate_no_memory(w);
    free(amount), free(cost);
    return status;
}
