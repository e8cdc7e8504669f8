/* solver/infeasible/capacity.c - one rule at a time: does each unit fit somewhere, and do all fit together?
 *
 * Units that the same reps may serve are poured together, so the question "do all fit" is a flow from sets to reps:
 * exact for the rule alone when units may be cut, whatever their number. A flow that fails shows a set of reps with too
 * little room (or, the other way round, with too little to reach). Tolerances are then raised to the least that the
 * flow needs, cut by cut. Where amounts depend on the rep, a unit counts with its least (for the upper bounds) or its
 * most, if there are not too many pairs to look at. */
#include "solver/infeasible/flow.h"
#include "solver/infeasible/parts.h"
#include <stdlib.h>

/* Beyond it, of amounts that depend on the rep only the common part counts, and flows are left out. */
static const double MOST_WORK = 5e7;

/* What a claim must exceed: twice the slack that every judge grants, of the amounts at stake. */
static const double SURE = 2e-9;

typedef struct {
    ambit_disproof *d;
    uint32_t rule;
    const ambit_problem_rule *r;
    double *least, *most;        /* [n_units] over the reps who may serve it */
    double *supply;              /* [max(n_sets, n_reps)] */
    double *low, *high, *share;  /* [n_reps] */
    bool *set_cut, *rep_cut;
    size_t *back_first;          /* the network turned round: reps on the left */
    uint32_t *back_set;
    double tolerance;            /* of the rule; -1: its rows have none in common */
    bool giants;                 /* some unit fits nowhere */
} bench;

static double amount_at(const bench *b, uint32_t unit, uint32_t rep)
{
    const ambit_reach *reach = b->d->reach;
    double sum = 0;
    for (uint32_t m = reach->member_first[unit]; m < reach->member_first[unit + 1]; m++)
        sum += ambit_reach_amount(reach, b->r, reach->member[m], rep);
    return sum;
}

static double base_amount(const bench *b, uint32_t unit)
{
    const ambit_reach *reach = b->d->reach;
    double sum = 0;
    for (uint32_t m = reach->member_first[unit]; m < reach->member_first[unit + 1]; m++)
        sum += b->r->amount[reach->member[m]];
    return sum;
}

static bool depends_on_rep(const ambit_problem_rule *rule) { return rule->per_hour || rule->pair_amount; }

static void find_amounts(bench *b)
{
    const ambit_reach *reach = b->d->reach;
    bool exact = (double)b->d->problem->n_units * b->d->problem->n_reps <= MOST_WORK;
    for (uint32_t u = 0; u < reach->n_units; u++) {
        b->least[u] = b->most[u] = base_amount(b, u);
        if (!depends_on_rep(b->r)) continue;
        if (!exact) { b->most[u] = INFINITY; continue; }
        b->least[u] = INFINITY, b->most[u] = 0;
        uint32_t s = reach->set_of[u];
        for (size_t k = reach->set_first[s]; k < reach->set_first[s + 1]; k++) {
            double amount = amount_at(b, u, reach->set_rep[k]);
            b->least[u] = fmin(b->least[u], amount), b->most[u] = fmax(b->most[u], amount);
        }
    }
}

/* ---- One unit -------------------------------------------------------------------------------------------------- */

/* The rep at whom the unit is least above its bound, and by what tolerance it would fit; false when it fits somewhere.
 * */
static bool fits_nowhere(const bench *b, uint32_t unit, uint32_t *rep, double *needed)
{
    const ambit_reach *reach = b->d->reach;
    uint32_t s = reach->set_of[unit];
    double best = INFINITY;
    *needed = INFINITY;
    for (size_t k = reach->set_first[s]; k < reach->set_first[s + 1]; k++) {
        uint32_t r = reach->set_rep[k];
        double amount = depends_on_rep(b->r) && isfinite(b->most[unit]) ? amount_at(b, unit, r) : b->least[unit];
        double over = amount - b->r->upper[r];
        if (over <= SURE * amount) return false;
        if (over < best) best = over, *rep = r;
        if (b->share[r] > 0) *needed = fmin(*needed, amount / b->share[r] - 1);
    }
    return true;
}

static void tell_giants(bench *b)
{
    uint32_t count = 0, rep = 0;
    double needed;
    char name[140], who[80];
    for (uint32_t u = 0; u < b->d->reach->n_units; u++) {
        if (!fits_nowhere(b, u, &rep, &needed) || count++ >= AMBIT_DISPROOF_LISTED) continue;
        double amount = depends_on_rep(b->r) && isfinite(b->most[u]) ? amount_at(b, u, rep) : b->least[u];
        fprintf(b->d->page, "%s needs %.8g of %s, more than any rep who may serve it can have (largest upper bound "
                "%.8g, %s)", ambit_disproof_unit(b->d, u, name), amount, b->r->name, b->r->upper[rep],
                ambit_problem_rep_name(b->d->problem, rep, who));
        if (b->tolerance >= 0 && isfinite(needed)) {
            ambit_disproof_relax(b->d, b->rule, needed, "split it");
            continue;
        }
        fprintf(b->d->page, ": raise that bound, or split it\n");
        b->d->n_lines++;
    }
    b->giants = count > 0;
    if (count > AMBIT_DISPROOF_LISTED)
        fprintf(b->d->page, "and %u more units that are too large in %s\n", count - AMBIT_DISPROOF_LISTED, b->r->name);
}

/* ---- Sets of units against the upper bounds -------------------------------------------------------------------- */

static void pour(bench *b, const double *amount)
{
    const ambit_reach *reach = b->d->reach;
    for (uint32_t s = 0; s < reach->n_sets; s++) b->supply[s] = 0;
    for (uint32_t u = 0; u < reach->n_units; u++) b->supply[reach->set_of[u]] += amount[u];
}

/* What the cut says, added up anew: the proof does not rest on the flow. */
typedef struct { double need, room, share; uint32_t n_reps; } verdict;

static verdict weigh(const bench *b, const double *need, const bool *need_cut, uint32_t n_need, const double *room,
        const bool *room_cut, uint32_t n_room, const bool *rep_cut)
{
    verdict v = { 0, 0, 0, 0 };
    for (uint32_t i = 0; i < n_need; i++) v.need += need_cut[i] ? need[i] : 0;
    for (uint32_t i = 0; i < n_room; i++) v.room += room_cut[i] ? room[i] : 0;
    for (uint32_t r = 0; r < b->d->problem->n_reps; r++)
        if (rep_cut[r]) v.share += b->share[r], v.n_reps++;
    return v;
}

/* Units in the cut; groups count as one. */
static uint32_t count_units(const bench *b, uint32_t *first)
{
    uint32_t n = 0;
    for (uint32_t u = 0; u < b->d->reach->n_units; u++) {
        if (!b->set_cut[b->d->reach->set_of[u]]) continue;
        if (n == 0) *first = u;
        n++;
    }
    return n;
}

static void tell_full(bench *b, verdict v)
{
    uint32_t first = 0, n = count_units(b, &first);
    char reps[400], name[140];
    if (v.n_reps == b->d->problem->n_reps)
        fprintf(b->d->page, "all units together have %.8g of %s, but the reps may have at most %.8g", v.need,
                b->r->name, v.room);
    else if (n == 1)
        fprintf(b->d->page, "%s, which only %s may serve, has %.8g of %s, but at most %.8g is allowed there",
                ambit_disproof_unit(b->d, first, name), ambit_disproof_reps(b->d, b->rep_cut, reps), v.need, b->r->name,
                v.room);
    else
        fprintf(b->d->page, "the %u units%s (such as %s) that only %s may serve have %.8g of %s, but at most %.8g is "
                "allowed there", n, b->d->problem->group ? " or groups" : "", ambit_disproof_unit(b->d, first, name),
                ambit_disproof_reps(b->d, b->rep_cut, reps), v.need, b->r->name, v.room);
}

/* The least tolerance at which the flow places all: each cut names the tolerance that it needs, which never passes the
 * least one of all (Dinkelbach 1967, doi:10.1287/mnsc.13.7.492). */
static ambit_status raise_upper(bench *b, const ambit_flow_network *net, double *needed)
{
    double shortage = 1;
    for (int round = 0; round < 50 && shortage > 0; round++) {
        for (uint32_t r = 0; r < net->n_right; r++) b->high[r] = b->share[r] * (1 + *needed);
        ambit_status status = ambit_flow_place(&shortage, b->set_cut, b->rep_cut, net, b->d->err);
        if (status != AMBIT_OK) return status;
        verdict v = weigh(b, b->supply, b->set_cut, net->n_left, b->high, b->rep_cut, net->n_right, b->rep_cut);
        double next = v.share > 0 ? v.need / v.share - 1 : *needed;
        if (!(next > *needed * (1 + 1e-12))) break;
        *needed = next;
    }
    return AMBIT_OK;
}

static ambit_status check_upper(bench *b)
{
    const ambit_reach *reach = b->d->reach;
    double shortage, needed;
    for (uint32_t r = 0; r < b->d->problem->n_reps; r++) b->high[r] = fmax(0, b->r->upper[r]);
    pour(b, b->least);
    const ambit_flow_network net = { reach->n_sets, b->d->problem->n_reps, reach->set_first, reach->set_rep, b->supply,
        b->high };
    ambit_status status = ambit_flow_place(&shortage, b->set_cut, b->rep_cut, &net, b->d->err);
    if (status != AMBIT_OK || !(shortage > 0)) return status;
    verdict v = weigh(b, b->supply, b->set_cut, net.n_left, b->high, b->rep_cut, net.n_right, b->rep_cut);
    uint32_t unit;
    if (!(v.need - v.room > SURE * v.need)) return AMBIT_OK;
    if (b->giants && count_units(b, &unit) == 1) return AMBIT_OK; /* it was told already */
    tell_full(b, v);
    if (b->tolerance < 0 || !(v.share > 0)) {
        fprintf(b->d->page, ": raise those bounds by %.8g in all, or let more reps serve them\n", v.need - v.room);
        b->d->n_lines++;
        return AMBIT_OK;
    }
    needed = v.need / v.share - 1;
    status = raise_upper(b, &net, &needed);
    if (status == AMBIT_OK) ambit_disproof_relax(b->d, b->rule, needed, "let more reps serve them");
    return status;
}

/* ---- Reps against their lower bounds --------------------------------------------------------------------------- */

static void turn_round(bench *b)
{
    const ambit_reach *reach = b->d->reach;
    uint32_t n_reps = b->d->problem->n_reps;
    for (size_t k = 0; k < reach->set_first[reach->n_sets]; k++) b->back_first[reach->set_rep[k] + 2]++;
    for (uint32_t r = 0; r < n_reps; r++) b->back_first[r + 1] += b->back_first[r];
    for (uint32_t s = 0; s < reach->n_sets; s++)
        for (size_t k = reach->set_first[s]; k < reach->set_first[s + 1]; k++)
            b->back_set[b->back_first[reach->set_rep[k] + 1]++] = s;
}

static void tell_short(bench *b, verdict v)
{
    char reps[400];
    if (v.n_reps == b->d->problem->n_reps)
        fprintf(b->d->page, "the reps must have at least %.8g of %s together, but all units have only %.8g", v.need,
                b->r->name, v.room);
    else
        fprintf(b->d->page, "%s must have at least %.8g of %s%s, but all that may go there is %.8g",
                ambit_disproof_reps(b->d, b->rep_cut, reps), v.need, b->r->name, v.n_reps > 1 ? " together" : "",
                        v.room);
}

static ambit_status lower_lower(bench *b, const ambit_flow_network *net, double *needed)
{
    double shortage = 1;
    for (int round = 0; round < 50 && shortage > 0; round++) {
        for (uint32_t r = 0; r < net->n_left; r++) b->low[r] = b->share[r] * fmax(0, 1 - *needed);
        ambit_status status = ambit_flow_place(&shortage, b->rep_cut, b->set_cut, net, b->d->err);
        if (status != AMBIT_OK) return status;
        verdict v = weigh(b, b->low, b->rep_cut, net->n_left, b->supply, b->set_cut, net->n_right, b->rep_cut);
        double next = v.share > 0 ? 1 - v.room / v.share : *needed;
        if (!(next > *needed * (1 + 1e-12))) break;
        *needed = next;
    }
    return AMBIT_OK;
}

static ambit_status check_lower(bench *b)
{
    const ambit_reach *reach = b->d->reach;
    double shortage, needed;
    bool any = false;
    for (uint32_t r = 0; r < b->d->problem->n_reps; r++) {
        b->low[r] = fmax(0, b->r->lower[r]);
        any = any || b->low[r] > 0;
    }
    if (!any) return AMBIT_OK;
    pour(b, b->most);
    for (uint32_t s = 0; s < reach->n_sets; s++)
        if (isinf(b->supply[s])) return AMBIT_OK; /* too large to know */
    const ambit_flow_network net = { b->d->problem->n_reps, reach->n_sets, b->back_first, b->back_set, b->low,
            b->supply };
    ambit_status status = ambit_flow_place(&shortage, b->rep_cut, b->set_cut, &net, b->d->err);
    if (status != AMBIT_OK || !(shortage > 0)) return status;
    verdict v = weigh(b, b->low, b->rep_cut, net.n_left, b->supply, b->set_cut, net.n_right, b->rep_cut);
    if (!(v.need - v.room > SURE * v.need)) return AMBIT_OK;
    tell_short(b, v);
    if (b->tolerance < 0 || !(v.share > 0)) {
        fprintf(b->d->page, ": lower those bounds by %.8g in all, or let them serve more units\n", v.need - v.room);
        b->d->n_lines++;
        return AMBIT_OK;
    }
    needed = 1 - v.room / v.share;
    status = lower_lower(b, &net, &needed);
    if (status == AMBIT_OK) ambit_disproof_relax(b->d, b->rule, needed, "let them serve more units");
    return status;
}

/* ---- All rules ------------------------------------------------------------------------------------------------- */

static int bench_init(bench *b, ambit_disproof *d)
{
    const ambit_reach *reach = d->reach;
    uint32_t n_reps = d->problem->n_reps, widest = reach->n_sets > n_reps ? reach->n_sets : n_reps;
    size_t n_edges = reach->set_first[reach->n_sets];
    *b = (bench){ .d = d };
    b->least = malloc(reach->n_units * sizeof *b->least), b->most = malloc(reach->n_units * sizeof *b->most);
    b->supply = malloc(widest * sizeof *b->supply), b->share = malloc(n_reps * sizeof *b->share);
    b->low = malloc(n_reps * sizeof *b->low), b->high = malloc(n_reps * sizeof *b->high);
    b->set_cut = malloc(widest * sizeof *b->set_cut), b->rep_cut = malloc(widest * sizeof *b->rep_cut);
    b->back_first = calloc((size_t)n_reps + 2, sizeof *b->back_first);
    b->back_set = malloc((n_edges + 1) * sizeof *b->back_set);
    if (!b->least || !b->most || !b->supply || !b->share || !b->low || !b->high || !b->set_cut || !b->rep_cut
        || !b->back_first || !b->back_set) return -1;
    turn_round(b);
    return 0;
}

static void bench_reset(bench *b)
{
    free(b->least), free(b->most), free(b->supply), free(b->share), free(b->low), free(b->high);
    free(b->set_cut), free(b->rep_cut), free(b->back_first), free(b->back_set);
}

static ambit_status check_rule(bench *b, uint32_t a)
{
    b->rule = a;
    b->r = &b->d->problem->rule[a];
    if (!ambit_disproof_tolerance(b->r, b->d->problem->n_reps, &b->tolerance, b->share)) {
        b->tolerance = -1;
        for (uint32_t r = 0; r < b->d->problem->n_reps; r++) b->share[r] = 0;
    }
    find_amounts(b);
    tell_giants(b);
    if ((double)b->d->reach->set_first[b->d->reach->n_sets] > MOST_WORK / 10) return AMBIT_OK;
    ambit_status status = check_upper(b);
    return status == AMBIT_OK ? check_lower(b) : status;
}

ambit_status ambit_disproof_capacity(ambit_disproof *d)
{
    bench b;
    ambit_status status = AMBIT_OK;
    if (bench_init(&b, d)) status = ambit_fail(d->err, AMBIT_E_MEMORY, "no memory to weigh what reps may have");
    for (uint32_t a = 0; a < d->problem->n_rules && status == AMBIT_OK; a++) status = check_rule(&b, a);
    bench_reset(&b);
    return status;
}
