/* The compact problem: one pass counts the candidates of every unit, a second one fills them in. Both run in parallel
 * over units, and each unit writes only its own row, so that threads change nothing. */
#include "solver/core.h"

#include "solver/groups.h"
#include "solver/pricing.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

/* ---- Who may serve whom ------------------------------------------------------------------------------------------ */

static int by_rep(const void *a, const void *b)
{
    const uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    return (x > y) - (x < y);
}

static int index_forbidden(ambit_core *core, const ambit_problem *p)
{
    core->forbid_first = calloc((size_t)p->n_units + 2, sizeof *core->forbid_first);
    core->forbid_rep = malloc((p->n_forbidden + 1) * sizeof *core->forbid_rep);
    if (!core->forbid_first || !core->forbid_rep) return -1;
    for (size_t f = 0; f < p->n_forbidden; f++) core->forbid_first[p->forbidden[f].unit + 2]++;
    for (uint32_t i = 1; i < p->n_units; i++) core->forbid_first[i + 1] += core->forbid_first[i];
    for (size_t f = 0; f < p->n_forbidden; f++)
        core->forbid_rep[core->forbid_first[p->forbidden[f].unit + 1]++] = p->forbidden[f].rep;
    for (uint32_t i = 0; i < p->n_units; i++)
        qsort(core->forbid_rep + core->forbid_first[i], core->forbid_first[i + 1] - core->forbid_first[i],
              sizeof *core->forbid_rep, by_rep);
    return 0;
}

static bool class_fits(const ambit_problem *p, uint32_t i, uint32_t r)
{
    return !p->unit_class || (p->rep_classes[r] >> p->unit_class[i] & 1);
}

static bool eligible(const ambit_core *core, uint32_t i, uint32_t r)
{
    const ambit_problem *p = core->problem;
    if (p->locked && p->locked[i] != AMBIT_NOBODY && p->locked[i] != r) return false;
    if (!class_fits(p, i, r) && !(p->misfit_cost > 0)) return false;
    size_t n = core->forbid_first[i + 1] - core->forbid_first[i];
    if (n && bsearch(&r, core->forbid_rep + core->forbid_first[i], n, sizeof r, by_rep)) return false;
    return !p->pair_first || ambit_problem_find_pair(p, i, r) != AMBIT_NO_PAIR;
}

bool ambit_core_may(const ambit_core *core, uint32_t u, uint32_t r)
{
    for (size_t m = core->member_first[u]; m < core->member_first[u + 1]; m++)
        if (!eligible(core, core->member[m], r)) return false;
    return true;
}

/* ---- What a pair costs and brings -------------------------------------------------------------------------------- */

static bool moves(const ambit_problem *p, uint32_t i, uint32_t r)
{
    return p->current && p->current[i] != AMBIT_NOBODY && p->current[i] != r;
}

/* Adds unit i at rep r to the pair's cost and to amount[a * stride] of each rule. */
static void add_member(const ambit_core *core, uint32_t i, uint32_t r, double *cost, double *amount, size_t stride)
{
    const ambit_problem *p = core->problem;
    size_t pair = p->pair_first ? ambit_problem_find_pair(p, i, r) : AMBIT_NO_PAIR;
    double hours = p->pair_first ? p->pair_hours[pair] : ambit_problem_star_hours(p, i, r);
    *cost += p->visits[i] * hours;
    if (!class_fits(p, i, r)) *cost += p->misfit_cost;
    bool moved = moves(p, i, r);
    if (moved && p->move_cost) *cost += p->move_cost[i];
    for (uint32_t a = 0; a < p->n_rules; a++) {
        const ambit_problem_rule *rule = &p->rule[a];
        amount[a * stride] += rule->amount[i] + (rule->per_hour ? rule->per_hour[i] * hours : 0);
        if (rule->pair_amount) amount[a * stride] += rule->pair_amount[pair];
    }
    bool here = p->current && p->current[i] == r;
    for (uint32_t a = p->n_rules; a < core->n_rules; a++)
        if (core->rule[a].kind == AMBIT_AMOUNT_KEPT ? here : moved)
            amount[a * stride] += core->rule[a].of_unit ? core->rule[a].of_unit[i] : 1;
}

double ambit_core_price(const ambit_core *core, uint32_t u, uint32_t r, double *amount, size_t stride)
{
    double cost = 0;
    for (uint32_t a = 0; a < core->n_rules; a++) amount[a * stride] = 0;
    for (size_t m = core->member_first[u]; m < core->member_first[u + 1]; m++)
        add_member(core, core->member[m], r, &cost, amount, stride);
    return cost;
}

static uint32_t eligible_reps(const ambit_core *core, uint32_t u, uint32_t *rep)
{
    const ambit_problem *p = core->problem;
    uint32_t n = 0, first = core->member[core->member_first[u]];
    if (p->pair_first) {
        for (size_t k = p->pair_first[first]; k < p->pair_first[first + 1]; k++)
            if (ambit_core_may(core, u, p->pair_rep[k])) rep[n++] = p->pair_rep[k];
    } else {
        for (uint32_t r = 0; r < p->n_reps; r++)
            if (ambit_core_may(core, u, r)) rep[n++] = r;
    }
    return n;
}

uint32_t ambit_core_eligible(const ambit_core *core, uint32_t u, uint32_t *rep, double *cost, double *amount)
{
    uint32_t n = eligible_reps(core, u, rep);
    for (uint32_t i = 0; i < n; i++) cost[i] = ambit_core_price(core, u, rep[i], &amount[i], core->n_reps);
    return n;
}

/* ---- Candidates -------------------------------------------------------------------------------------------------- */

/* The `most` cheapest reps of unit u and its current one, in ascending order. */
static uint32_t cheapest_reps(const ambit_core *core, const ambit_pricing *pricing, uint32_t u, uint32_t most,
                              uint32_t *rep, ambit_offer *offer, double *amount)
{
    const ambit_problem *p = core->problem;
    uint32_t current = p->current ? p->current[core->member[core->member_first[u]]] : AMBIT_NOBODY;
    uint32_t n = ambit_pricing_cheapest(pricing, u, most, offer, amount);
    bool missing = current != AMBIT_NOBODY && n == most && ambit_core_may(core, u, current);
    for (uint32_t i = 0; i < n; i++) {
        rep[i] = offer[i].rep;
        if (rep[i] == current) missing = false;
    }
    if (missing) rep[n - 1] = current;
    qsort(rep, n, sizeof *rep, by_rep);
    return n;
}

static void fill_row(ambit_core *core, uint32_t u, const uint32_t *rep, uint32_t n, double *amount)
{
    uint32_t current =
            core->problem->current ? core->problem->current[core->member[core->member_first[u]]] : AMBIT_NOBODY;
    core->current[u] = AMBIT_NOBODY;
    for (uint32_t i = 0; i < n; i++) {
        size_t k = core->first[u] + i;
        core->rep[k] = rep[i];
        if (rep[i] == current) core->current[u] = i;
        core->cost[k] = ambit_core_price(core, u, rep[i], amount, 1);
        for (uint32_t a = 0; a < core->n_rules; a++) {
            if (core->rule[a].by_pair) core->rule[a].by_pair[k] = amount[a];
            else if (i == 0) core->rule[a].by_unit[u] = amount[a];
        }
    }
    for (size_t m = core->member_first[u]; core->problem->current && m < core->member_first[u + 1]; m++)
        if (core->problem->current[core->member[m]] != current) core->current[u] = AMBIT_NOBODY;
}

static int allocate_pairs(ambit_core *core)
{
    for (uint32_t u = 0; u < core->n_units; u++) core->first[u + 1] += core->first[u];
    core->n_pairs = core->first[core->n_units];
    core->rep = malloc((core->n_pairs + 1) * sizeof *core->rep);
    core->cost = malloc((core->n_pairs + 1) * sizeof *core->cost);
    core->current = malloc(core->n_units * sizeof *core->current);
    if (!core->rep || !core->cost || !core->current) return -1;
    const ambit_problem *p = core->problem;
    for (uint32_t a = 0; a < core->n_rules; a++) {
        bool per_pair = a >= p->n_rules || p->rule[a].per_hour || p->rule[a].pair_amount;
        double **room = per_pair ? &core->rule[a].by_pair : &core->rule[a].by_unit;
        if (!(*room = malloc((per_pair ? core->n_pairs + 1 : core->n_units) * sizeof **room))) return -1;
    }
    return 0;
}

/* Work space of one thread. */
typedef struct { uint32_t *rep; ambit_offer *offer; double *amount; } ambit_row_room;

static int row_room_init(ambit_row_room *room, const ambit_core *core, uint32_t most)
{
    room->rep = malloc(core->n_reps * sizeof *room->rep);
    room->offer = malloc(((size_t)most + 1) * sizeof *room->offer);
    room->amount = malloc((core->n_rules + 1) * sizeof *room->amount);
    return room->rep && room->offer && room->amount ? 0 : -1;
}

static void row_room_reset(ambit_row_room *room)
{
    free(room->rep), free(room->offer), free(room->amount);
}

/* How many reps may serve core unit u. A unit without lock, class, forbidden pair and matrix has them all. */
static uint32_t count_eligible(const ambit_core *core, uint32_t u, uint32_t *rep)
{
    const ambit_problem *p = core->problem;
    bool free_to_go = !p->pair_first && !p->unit_class;
    for (size_t m = core->member_first[u]; m < core->member_first[u + 1] && free_to_go; m++) {
        uint32_t i = core->member[m];
        free_to_go = core->forbid_first[i] == core->forbid_first[i + 1] && (!p->locked || p->locked[i] == AMBIT_NOBODY);
    }
    return free_to_go ? p->n_reps : eligible_reps(core, u, rep);
}

/* Counts the candidates into first[u + 1]. Returns 0, or -1 without memory. */
static int count_rows(ambit_core *core, uint32_t most)
{
    int failed = 0;
    uint64_t n_eligible = 0;
    bool cut = false;
#pragma omp parallel reduction(+:n_eligible) reduction(||:cut) reduction(|:failed)
    {
        uint32_t *rep = malloc(core->n_reps * sizeof *rep);
        failed |= !rep;
#pragma omp for schedule(static)
        for (uint32_t u = 0; u < core->n_units; u++) {
            uint32_t n = rep ? count_eligible(core, u, rep) : 0;
            n_eligible += n * (core->member_first[u + 1] - core->member_first[u]);
            cut = cut || (most && n > most);
            core->first[u + 1] = most && n > most ? most : n;
        }
        free(rep);
    }
    core->n_eligible = n_eligible;
    core->complete = !cut;
    return failed ? -1 : 0;
}

/* Fills the rows: all eligible reps, or as many of the cheapest as were counted. Returns 0, or -1 without memory. */
static int fill_rows(ambit_core *core, uint32_t most, const ambit_pricing *pricing)
{
    int failed = 0;
#pragma omp parallel reduction(|:failed)
    {
        ambit_row_room room;
        int without = row_room_init(&room, core, most) != 0;
        failed |= without;
#pragma omp for schedule(static)
        for (uint32_t u = 0; u < core->n_units; u++) {
            if (without) continue;
            bool cut = pricing && core->first[u + 1] - core->first[u] == most;
            uint32_t n = cut ? cheapest_reps(core, pricing, u, most, room.rep, room.offer, room.amount)
                             : eligible_reps(core, u, room.rep);
            fill_row(core, u, room.rep, n, room.amount);
        }
        row_room_reset(&room);
    }
    return failed ? -1 : 0;
}

/* Seen, not asked: whoever gives whole costs need not say so. Sums stay exact below 2^53. */
static bool has_whole_costs(const ambit_core *core)
{
    const double most = 0x1p53 / core->n_units;
    bool whole = core->complete;
    for (uint32_t a = 0; a < core->n_rules; a++) whole = whole && !core->rule[a].ideal;
    for (size_t k = 0; whole && k < core->n_pairs; k++)
        whole = core->cost[k] == floor(core->cost[k]) && core->cost[k] < most;
    return whole;
}

/* ---- Rules ------------------------------------------------------------------------------------------------------- */

static double *copy_of(const double *from, uint32_t n)
{
    double *to = malloc(n * sizeof *to);
    if (to) memcpy(to, from, n * sizeof *to);
    return to;
}

/* One of the problem's own rules. */
static int build_rule(ambit_core_rule *rule, const ambit_problem_rule *from, uint32_t n)
{
    rule->name = from->name;
    rule->lower = copy_of(from->lower, n), rule->upper = copy_of(from->upper, n);
    if (!rule->lower || !rule->upper) return -1;
    if (from->ideal && from->ideal_weight > 0) {
        rule->ideal = copy_of(from->ideal, n), rule->weight = copy_of(from->ideal, n);
        if (!rule->ideal || !rule->weight) return -1;
        for (uint32_t r = 0; r < n; r++)
            rule->weight[r] = from->ideal_weight / (rule->ideal[r] > 0 ? rule->ideal[r] : 1);
    }
    rule->scale = ambit_problem_typical_share(rule->upper, rule->ideal, rule->lower, n);
    return 0;
}

/* All that moves, at most `allowed`. */
static int build_moved(ambit_core_rule *rule, const char *name, const double *of_unit, double allowed, double scale)
{
    const double nothing = -INFINITY;
    *rule = (ambit_core_rule){ .shared = true, .kind = AMBIT_AMOUNT_MOVED, .name = name, .of_unit = of_unit,
                               .lower = copy_of(&nothing, 1), .upper = copy_of(&allowed, 1), .scale = scale };
    return rule->lower && rule->upper ? 0 : -1;
}

/* What each rep gains, or keeps of what it has: every row has an upper bound, if only what there is. */
static int build_by_rep(ambit_core_rule *rule, const ambit_problem_cap *cap, const double *held, const double *most,
                        const ambit_problem *p)
{
    const bool kept = most == cap->most_lost;
    const uint32_t n = p->n_reps;
    double all = 0;
    *rule = (ambit_core_rule){ .kind = kept ? AMBIT_AMOUNT_KEPT : AMBIT_AMOUNT_GAINED, .name = cap->name,
                               .of_unit = cap->amount, .scale = ambit_problem_cap_scale(p, cap),
                               .lower = malloc(n * sizeof *rule->lower), .upper = malloc(n * sizeof *rule->upper) };
    if (!rule->lower || !rule->upper) return -1;
    for (uint32_t r = 0; r < n; r++) all += held[r];
    for (uint32_t r = 0; r < n; r++) {
        rule->lower[r] = kept ? fmax(0, held[r] - most[r]) : -INFINITY;
        rule->upper[r] = kept ? held[r] : fmin(most[r], all);
    }
    return 0;
}

static int build_cap(ambit_core *core, uint32_t *a, const ambit_problem *p, const ambit_problem_cap *cap)
{
    double *held = malloc(p->n_reps * sizeof *held);
    int failed = held ? 0 : -1;
    if (held) ambit_problem_cap_held(p, cap, held);
    if (!failed && isfinite(cap->allowed))
        failed = build_moved(&core->rule[(*a)++], cap->name, cap->amount, cap->allowed,
                             ambit_problem_cap_scale(p, cap));
    if (!failed && cap->most_gained) failed = build_by_rep(&core->rule[(*a)++], cap, held, cap->most_gained, p);
    if (!failed && cap->most_lost) failed = build_by_rep(&core->rule[(*a)++], cap, held, cap->most_lost, p);
    free(held);
    return failed;
}

static int build_rules(ambit_core *core, const ambit_problem *p)
{
    const bool capped = p->current && p->moved_allowed < INFINITY;
    uint32_t a = p->n_rules;
    core->n_rules = p->n_rules + capped;
    for (uint32_t c = 0; c < p->n_caps; c++)
        core->n_rules += (uint32_t)(isfinite(p->cap[c].allowed) != 0) + (p->cap[c].most_gained != NULL)
                         + (p->cap[c].most_lost != NULL);
    core->rule = calloc(core->n_rules + (size_t)1, sizeof *core->rule);
    if (!core->rule) return -1;
    for (uint32_t own = 0; own < p->n_rules; own++)
        if (build_rule(&core->rule[own], &p->rule[own], p->n_reps)) return -1;
    if (capped && build_moved(&core->rule[a++], NULL, p->move_amount, p->moved_allowed,
                              ambit_problem_typical_share(&p->moved_allowed, NULL, NULL, 1))) return -1;
    for (uint32_t c = 0; c < p->n_caps; c++)
        if (build_cap(core, &a, p, &p->cap[c])) return -1;
    return 0;
}

/* ---- Life -------------------------------------------------------------------------------------------------------- */

static ambit_status check_reach(const ambit_core *core, ambit_error *err)
{
    char name[80];
    for (uint32_t u = 0; u < core->n_units; u++)
        if (core->first[u + 1] == core->first[u])
            return ambit_fail(err, AMBIT_E_INFEASIBLE,
                              "no rep may serve %s: see its segment, lock, group, forbidden pairs "
                              "and travel matrix",
                              ambit_problem_unit_name(core->problem, core->member[core->member_first[u]], name));
    return AMBIT_OK;
}

ambit_status ambit_core_build(ambit_core **out, const ambit_problem *problem, uint32_t most, ambit_error *err)
{
    *out = NULL;
    ambit_status status = AMBIT_E_MEMORY;
    ambit_pricing *pricing = NULL;
    ambit_core *core = calloc(1, sizeof *core);
    if (!core) goto fail;
    core->problem = problem;
    core->n_reps = problem->n_reps;
    if (ambit_groups_merge(&core->n_units, &core->unit_of, &core->member_first, &core->member, problem)
        || index_forbidden(core, problem) || build_rules(core, problem)) goto fail;
    core->first = calloc((size_t)core->n_units + 1, sizeof *core->first);
    if (!core->first || count_rows(core, most) || allocate_pairs(core)) goto fail;
    if (!core->complete && ambit_pricing_build(&pricing, core, NULL, err)) goto fail;
    if (fill_rows(core, most, pricing)) goto fail;
    ambit_pricing_free(pricing);
    core->whole_costs = has_whole_costs(core);
    if ((status = check_reach(core, err))) { ambit_core_free(core); return status; }
    *out = core;
    return AMBIT_OK;
fail:
    ambit_pricing_free(pricing);
    ambit_core_free(core);
    return ambit_fail(err, status, "no memory for the pairs of %u units and %u reps", problem->n_units,
                      problem->n_reps);
}

void ambit_core_free(ambit_core *core)
{
    if (!core) return;
    for (uint32_t a = 0; core->rule && a < core->n_rules; a++) {
        free(core->rule[a].by_unit), free(core->rule[a].by_pair), free(core->rule[a].lower);
        free(core->rule[a].upper), free(core->rule[a].ideal), free(core->rule[a].weight);
    }
    free(core->rule), free(core->first), free(core->rep), free(core->cost), free(core->unit_of),
            free(core->member_first);
    free(core->member), free(core->current), free(core->forbid_first), free(core->forbid_rep), free(core);
}

void ambit_core_expand(const ambit_core *core, const uint32_t *choice, uint32_t *plan)
{
    for (uint32_t i = 0; i < core->problem->n_units; i++) {
        uint32_t u = core->unit_of[i];
        assert(choice[u] < core->first[u + 1] - core->first[u]);
        plan[i] = core->rep[core->first[u] + choice[u]];
    }
}
