/* tools/explain/chain.c - the cheapest way to let a block go where it is asked to, within the rules.
 *
 * All chains of up to three moves are looked at: the block goes to rep j; then one of j's blocks may leave to make
 * room, to whoever is near or back to where the first came from (a swap); then one of that rep's blocks may close the
 * circle. Costs add up and rows are checked in passing; the cheapest candidates are then judged as whole plans, because
 * contiguity, borders and ideals are not sums. */
#include "tools/explain/moves.h"

#include "solver/problem.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { KEPT = 48, NEAR = 24 }; /* candidates that are judged; reps that a later move may go to */

typedef struct {
    const ambit_moves *m;
    uint32_t block, from, to;
    uint32_t n_near, *near;   /* reps, by what the block costs there */
    double base;              /* cost of the first move */
    double *saving;           /* [n_reps] the least that a block of that rep costs more at `from`; NaN: not known yet */
    uint32_t n_kept;
    ambit_chain kept[KEPT];   /* ascending by cost */
    uint32_t n_moves;         /* the chain at hand */
    struct { uint32_t block, from, to; } move[AMBIT_CHAIN_MOST];
} hunt;

/* The load of row (a, r) after the moves at hand. */
static double load_after(const hunt *h, uint32_t a, uint32_t r)
{
    double load = h->m->load[(size_t)a * h->m->formulation->n_reps + r];
    for (uint32_t k = 0; k < h->n_moves; k++) {
        if (h->move[k].from == r) load -= ambit_moves_amount(h->m, a, h->move[k].block, r);
        if (h->move[k].to == r) load += ambit_moves_amount(h->m, a, h->move[k].block, r);
    }
    return load;
}

/* Are all rows of rep r within their bounds, or at least no worse than they are in the plan itself? */
static bool keeps_rows(const hunt *h, uint32_t r)
{
    const ambit_problem *p = h->m->problem;
    for (uint32_t a = 0; a < p->n_rules; a++) {
        const ambit_problem_rule *rule = &p->rule[a];
        double before = h->m->load[(size_t)a * h->m->formulation->n_reps + r], after = load_after(h, a, r);
        double slack = 1e-9 * ambit_problem_row_share(rule->upper[r], rule->ideal ? &rule->ideal[r] : NULL,
                rule->lower[r]);
        if (after > fmax(rule->upper[r], before) + slack || after < fmin(rule->lower[r], before) - slack) return false;
    }
    return true;
}

static void keep(hunt *h, double cost)
{
    if (h->n_kept == KEPT && !(cost < h->kept[KEPT - 1].cost)) return;
    uint32_t at = h->n_kept < KEPT ? h->n_kept++ : KEPT - 1;
    for (; at && h->kept[at - 1].cost > cost; at--) h->kept[at] = h->kept[at - 1];
    h->kept[at] = (ambit_chain){ .n = h->n_moves, .cost = cost };
    for (uint32_t k = 0; k < h->n_moves; k++) {
        h->kept[at].move[k].unit = h->m->unit[h->m->first[h->move[k].block]];
        h->kept[at].move[k].from = h->move[k].from;
        h->kept[at].move[k].to = h->move[k].to;
    }
}

/* No chain that costs so much is kept: nothing that follows need be looked at. */
static bool too_dear(const hunt *h, double cost)
{
    return !(cost < INFINITY) || (h->n_kept == KEPT && cost >= h->kept[KEPT - 1].cost);
}

static void push(hunt *h, uint32_t block, uint32_t from, uint32_t to)
{
    h->move[h->n_moves].block = block, h->move[h->n_moves].from = from, h->move[h->n_moves].to = to;
    h->n_moves++;
}

/* No circle through rep k can be cheaper than its cheapest block makes it. */
static double saving_of(hunt *h, uint32_t k)
{
    const ambit_moves *m = h->m;
    if (!isnan(h->saving[k])) return h->saving[k];
    h->saving[k] = INFINITY;
    for (uint32_t i = m->rep_first[k]; i < m->rep_first[k + 1]; i++) {
        uint32_t w = m->rep_block[i];
        h->saving[k] = fmin(h->saving[k], ambit_moves_cost(m, w, h->from) - ambit_moves_cost(m, w, k));
    }
    return h->saving[k];
}

/* One of rep k's blocks goes to where the first came from. */
static void close_circle(hunt *h, uint32_t k, double cost)
{
    const ambit_moves *m = h->m;
    if (too_dear(h, cost + saving_of(h, k))) return;
    for (uint32_t i = m->rep_first[k]; i < m->rep_first[k + 1]; i++) {
        uint32_t w = m->rep_block[i];
        double all = cost + ambit_moves_cost(m, w, h->from) - ambit_moves_cost(m, w, k);
        if (too_dear(h, all)) continue;
        push(h, w, k, h->from);
        if (keeps_rows(h, k) && keeps_rows(h, h->from)) keep(h, all);
        h->n_moves--;
    }
}

/* A block of rep j goes to rep k, where j was given too much. */
static void pass_on(hunt *h, uint32_t v, uint32_t k)
{
    double cost = h->base + ambit_moves_cost(h->m, v, k) - ambit_moves_cost(h->m, v, h->to);
    if (k == h->to || !(cost < INFINITY)) return;
    push(h, v, h->to, k);
    if (keeps_rows(h, h->to)) {
        if (!too_dear(h, cost) && keeps_rows(h, k) && keeps_rows(h, h->from)) keep(h, cost);
        if (k != h->from) close_circle(h, k, cost);
    }
    h->n_moves--;
}

static void look(hunt *h)
{
    const ambit_moves *m = h->m;
    const uint32_t j = h->to;
    push(h, h->block, h->from, j);
    if (keeps_rows(h, j) && (h->from == AMBIT_NOBODY || keeps_rows(h, h->from))) keep(h, h->base);
    for (uint32_t i = m->rep_first[j]; i < m->rep_first[j + 1] && h->from != AMBIT_NOBODY; i++) {
        pass_on(h, m->rep_block[i], h->from);
        for (uint32_t k = 0; k < h->n_near; k++)
            if (h->near[k] != h->from) pass_on(h, m->rep_block[i], h->near[k]);
    }
    h->n_moves--;
}

/* The cheapest of the kept ones that is as good as the plan in every other respect. */
static ambit_status choose(ambit_chain *out, const hunt *h, ambit_error *err)
{
    const ambit_verdict *plan = &h->m->outcome->verdict;
    *out = (ambit_chain){ .n = 0, .cost = INFINITY };
    for (uint32_t k = 0; k < h->n_kept; k++) {
        ambit_verdict verdict;
        ambit_status status = ambit_moves_judge(&verdict, h->m, &h->kept[k], NULL, err);
        if (status) return status;
        bool is_sound = plan->within_rules ? verdict.within_rules : verdict.violation <= plan->violation;
        double cost = verdict.cost.total - plan->cost.total;
        if (!is_sound || !(cost < out->cost)) continue;
        *out = h->kept[k];
        out->cost = cost;
    }
    return AMBIT_OK;
}

ambit_status ambit_moves_chain(ambit_chain *out, const ambit_moves *m, uint32_t block, uint32_t to, ambit_error *err)
{
    hunt *h = calloc(1, sizeof *h);
    const size_t room = (size_t)m->formulation->n_reps + 1;
    uint32_t *order = malloc(room * sizeof *order);
    double *saving = malloc(room * sizeof *saving);
    ambit_status status = h && order && saving ? ambit_moves_order(order, m, block, err)
                                     : ambit_fail(err, AMBIT_E_MEMORY, "no memory to look for a chain of moves");
    *out = (ambit_chain){ .n = 0, .cost = INFINITY };
    if (!status) {
        for (size_t r = 0; r < room; r++) saving[r] = NAN;
        h->m = m, h->saving = saving, h->block = block, h->from = m->owner[block], h->to = to, h->near = order;
        h->n_near = m->formulation->n_reps < NEAR ? m->formulation->n_reps : NEAR;
        double here = h->from == AMBIT_NOBODY ? 0 : ambit_moves_cost(m, block, h->from);
        h->base = ambit_moves_cost(m, block, to) - (isfinite(here) ? here : 0);
        if (isfinite(h->base)) look(h);
        status = choose(out, h, err);
    }
    free(order);
    free(saving);
    free(h);
    return status;
}
