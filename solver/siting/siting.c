/* The compact problem with centres: groups merged, sites listed, amounts and costs in dense rows. */
#include "solver/siting/siting.h"

#include "solver/groups.h"
#include "solver/problem_check.h"

#include <stdlib.h>
#include <string.h>

static const size_t MOST_COSTS = (size_t)400 << 20; /* bytes of the cost matrix */

/* ---- Sites ------------------------------------------------------------------------------------------------------- */

/* Candidate units first, then homes. Returns 0, or -1 without memory. */
static int list_sites(ambit_siting *s)
{
    const ambit_problem *p = s->problem;
    s->unit_at = malloc(((size_t)s->n_units + p->n_reps) * sizeof *s->unit_at);
    s->rep_at = malloc(((size_t)s->n_units + p->n_reps) * sizeof *s->rep_at);
    s->site_of = malloc(s->n_units * sizeof *s->site_of);
    s->home = malloc(p->n_reps * sizeof *s->home);
    if (!s->unit_at || !s->rep_at || !s->site_of || !s->home) return -1;
    for (uint32_t r = 0; r < p->n_reps; r++) s->n_free += ambit_problem_is_free(p, r);
    for (uint32_t u = 0; u < s->n_units; u++) {
        bool may = s->n_free && (!p->may_centre || p->may_centre[s->member[s->member_first[u]]]);
        s->site_of[u] = may ? s->n_sites : AMBIT_NOBODY;
        if (may) s->rep_at[s->n_sites] = AMBIT_NOBODY, s->unit_at[s->n_sites++] = u;
    }
    for (uint32_t r = 0; r < p->n_reps; r++) {
        bool fixed = !ambit_problem_is_free(p, r);
        s->home[r] = fixed ? s->n_sites : AMBIT_NOBODY;
        if (fixed) s->rep_at[s->n_sites] = r, s->unit_at[s->n_sites++] = AMBIT_NOBODY;
    }
    return 0;
}

/* Hours of the pair in the travel matrix; 0 for a pair that is not there (`extra` forbids it). */
static double matrix_hours(const ambit_problem *p, uint32_t i, uint32_t r)
{
    size_t pair = ambit_problem_find_pair(p, i, r);
    return pair == SIZE_MAX ? 0 : p->pair_hours[pair];
}

/* Km, or the plane's unit, from unit i of the problem to the place of another one, or of a rep. */
static double distance_to_unit(const ambit_problem *p, uint32_t i, uint32_t other)
{
    if (!p->unit_x) return ambit_distance_km(p->unit_at[i], p->unit_at[other]);
    double dx = p->unit_x[i] - p->unit_x[other], dy = p->unit_y[i] - p->unit_y[other];
    return sqrt(dx * dx + dy * dy);
}

static double distance_to_home(const ambit_problem *p, uint32_t i, uint32_t r)
{
    if (!ambit_problem_has_home(p, r)) return 0;
    if (!p->unit_x) return ambit_distance_km(p->unit_at[i], p->rep_at[r]);
    double dx = p->unit_x[i] - p->rep_x[r], dy = p->unit_y[i] - p->rep_y[r];
    return sqrt(dx * dx + dy * dy);
}

double ambit_siting_compute_cost(const ambit_siting *s, uint32_t site, uint32_t u)
{
    const ambit_problem *p = s->problem;
    double cost = 0;
    uint32_t at = s->unit_at[site], r = s->rep_at[site];
    for (size_t m = s->member_first[u]; m < s->member_first[u + 1]; m++) {
        uint32_t i = s->member[m];
        double visit = r == AMBIT_NOBODY
            ? ambit_problem_visit_cost(p, distance_to_unit(p, i, s->member[s->member_first[at]]))
            : p->pair_first ? matrix_hours(p, i, r) : ambit_problem_visit_cost(p, distance_to_home(p, i, r));
        cost += p->visits[i] * visit;
    }
    return cost;
}

/* Returns 0, or -1 without memory; too large a matrix is left out. */
static int fill_costs(ambit_siting *s)
{
    if (s->n_sites > MOST_COSTS / sizeof *s->cost / s->n_units) return 0;
    double *cost = malloc(((size_t)s->n_sites * s->n_units + 1) * sizeof *cost);
    if (!cost) return -1;
#pragma omp parallel for schedule(static)
    for (uint32_t site = 0; site < s->n_sites; site++)
        for (uint32_t u = 0; u < s->n_units; u++)
            cost[(size_t)site * s->n_units + u] = ambit_siting_compute_cost(s, site, u);
    s->cost = cost;
    return 0;
}

/* ---- Rules ------------------------------------------------------------------------------------------------------- */

static int allocate_rules(ambit_siting *s, bool with_ideals)
{
    size_t rows = (size_t)s->n_rules * s->n_territories + 1;
    s->amount = calloc((size_t)s->n_rules * s->n_units + 1, sizeof *s->amount);
    s->lower = malloc(rows * sizeof *s->lower), s->upper = malloc(rows * sizeof *s->upper);
    s->slack = malloc(rows * sizeof *s->slack), s->scale = malloc(((size_t)s->n_rules + 1) * sizeof *s->scale);
    s->ideal = with_ideals ? calloc(rows, sizeof *s->ideal) : NULL;
    s->weight = with_ideals ? calloc(rows, sizeof *s->weight) : NULL;
    bool all = s->amount && s->lower && s->upper && s->slack && s->scale;
    return all && (!with_ideals || (s->ideal && s->weight)) ? 0 : -1;
}

/* The rows of rule a: bounds, what they are held to, ideals. */
static void fill_rows(ambit_siting *s, uint32_t a)
{
    const ambit_problem_rule *rule = &s->problem->rule[a];
    for (uint32_t i = 0; i < s->problem->n_units; i++)
        s->amount[(size_t)a * s->n_units + s->unit_of[i]] += rule->amount[i];
    for (uint32_t t = 0; t < s->n_territories; t++) {
        size_t row = (size_t)a * s->n_territories + t;
        s->lower[row] = rule->lower[t], s->upper[row] = rule->upper[t];
        s->slack[row] = 1e-9 * ambit_problem_row_share(rule->upper[t], rule->ideal ? &rule->ideal[t] : NULL,
                                                       rule->lower[t]);
        if (!rule->ideal) continue;
        s->ideal[row] = rule->ideal[t];
        s->weight[row] = rule->ideal_weight / (rule->ideal[t] > 0 ? rule->ideal[t] : 1);
    }
    s->scale[a] = ambit_problem_typical_share(rule->upper, rule->ideal, rule->lower, s->n_territories);
}

/* What depends on the home: per_hour and pair_amount. Returns 0, or -1 without memory. */
static int fill_pair_amounts(ambit_siting *s)
{
    const ambit_problem *p = s->problem;
    bool any = false;
    for (uint32_t a = 0; a < s->n_rules; a++) any = any || p->rule[a].per_hour || p->rule[a].pair_amount;
    if (!any) return 0;
    size_t n = s->n_units, k = s->n_territories;
    if (!(s->pair_amount = calloc((size_t)s->n_rules * k * n + 1, sizeof *s->pair_amount))) return -1;
    for (uint32_t a = 0; a < s->n_rules; a++)
        for (uint32_t i = 0; i < p->n_units; i++) {
            double *amount = s->pair_amount + (size_t)a * k * n + s->unit_of[i];
            for (uint32_t t = 0; p->rule[a].per_hour && !p->pair_first && t < k; t++)
                amount[t * n] += p->rule[a].per_hour[i] * ambit_problem_star_hours(p, i, t);
            for (size_t pair = p->pair_first ? p->pair_first[i] : 0, end = p->pair_first ? p->pair_first[i + 1] : 0;
                 pair < end; pair++) {
                if (p->rule[a].per_hour) amount[p->pair_rep[pair] * n] += p->rule[a].per_hour[i] * p->pair_hours[pair];
                if (p->rule[a].pair_amount) amount[p->pair_rep[pair] * n] += p->rule[a].pair_amount[pair];
            }
        }
    return 0;
}

static int build_rules(ambit_siting *s)
{
    const ambit_problem *p = s->problem;
    bool with_ideals = false;
    for (uint32_t a = 0; a < p->n_rules; a++) with_ideals = with_ideals || p->rule[a].ideal;
    s->n_rules = p->n_rules;
    if (allocate_rules(s, with_ideals)) return -1;
    for (uint32_t a = 0; a < s->n_rules; a++) fill_rows(s, a);
    if (!p->capacity || !p->n_rules) return fill_pair_amounts(s);
    if (!(s->capacity = malloc(((size_t)s->n_sites + 1) * sizeof *s->capacity))) return -1;
    for (uint32_t site = 0; site < s->n_sites; site++) {
        uint32_t u = s->unit_at[site];
        s->capacity[site] = u == AMBIT_NOBODY ? INFINITY : p->capacity[s->member[s->member_first[u]]];
    }
    return fill_pair_amounts(s);
}

void ambit_siting_window(const ambit_siting *s, uint32_t a, uint32_t site, double *low, double *high)
{
    *low = INFINITY, *high = -INFINITY;
    for (uint32_t t = 0; t < s->n_territories; t++) {
        if (s->unit_at[site] == AMBIT_NOBODY ? s->home[t] != site : s->home[t] != AMBIT_NOBODY) continue;
        size_t row = (size_t)a * s->n_territories + t;
        *low = fmin(*low, s->lower[row] - s->slack[row]);
        *high = fmax(*high, s->upper[row] + s->slack[row]);
    }
    if (a == 0 && s->capacity) *high = fmin(*high, s->capacity[site] * (1 + 1e-9));
}

/* ---- Who may be where -------------------------------------------------------------------------------------------- */

/* What unit i of the problem pays at rep r beside travel; INFINITY: it may not be there. */
static double extra_of(const ambit_problem *p, uint32_t i, uint32_t r)
{
    double extra = 0;
    if (p->locked && p->locked[i] != AMBIT_NOBODY && p->locked[i] != r) return INFINITY;
    if (p->unit_class && !(p->rep_classes[r] >> p->unit_class[i] & 1))
        extra += p->misfit_cost > 0 ? p->misfit_cost : INFINITY;
    bool moves = p->current && p->current[i] != AMBIT_NOBODY && p->current[i] != r;
    return moves && p->move_cost ? extra + p->move_cost[i] : extra;
}

static void forbid_missing_pairs(ambit_siting *s, uint32_t i)
{
    const ambit_problem *p = s->problem;
    double *row = s->extra + (size_t)s->unit_of[i] * s->n_territories;
    size_t pair = p->pair_first[i];
    for (uint32_t t = 0; t < s->n_territories; t++) {
        if (pair < p->pair_first[i + 1] && p->pair_rep[pair] == t) pair++;
        else row[t] = INFINITY;
    }
}

/* Returns 0, or -1 without memory. Nothing is kept when everybody may be everywhere for nothing. */
static int fill_extra(ambit_siting *s)
{
    const ambit_problem *p = s->problem;
    if (!p->locked && !p->unit_class && !p->n_forbidden && !p->pair_first && !(p->current && p->move_cost)) return 0;
    s->extra = calloc((size_t)s->n_units * s->n_territories, sizeof *s->extra);
    if (!s->extra) return -1;
    for (uint32_t i = 0; i < p->n_units; i++) {
        double *row = s->extra + (size_t)s->unit_of[i] * s->n_territories;
        for (uint32_t t = 0; t < s->n_territories; t++) row[t] += extra_of(p, i, t);
        if (p->pair_first) forbid_missing_pairs(s, i);
    }
    for (size_t f = 0; f < p->n_forbidden; f++)
        s->extra[(size_t)s->unit_of[p->forbidden[f].unit] * s->n_territories + p->forbidden[f].rep] = INFINITY;
    return 0;
}

/* The plan in force: a merged unit has a current territory when all its members have the same. */
static int fill_current(ambit_siting *s)
{
    const ambit_problem *p = s->problem;
    const double *amount = p->move_amount;
    s->moved_allowed = p->current ? p->moved_allowed : INFINITY;
    for (uint32_t c = 0; c < p->n_caps; c++)
        if (isfinite(p->cap[c].allowed)) s->moved_allowed = p->cap[c].allowed, amount = p->cap[c].amount;
    if (!p->current) return 0;
    s->current = malloc(s->n_units * sizeof *s->current);
    s->move_amount = calloc(s->n_units, sizeof *s->move_amount);
    if (!s->current || !s->move_amount) return -1;
    for (uint32_t u = 0; u < s->n_units; u++) {
        s->current[u] = p->current[s->member[s->member_first[u]]];
        for (size_t m = s->member_first[u]; m < s->member_first[u + 1]; m++) {
            if (p->current[s->member[m]] != s->current[u]) s->current[u] = AMBIT_NOBODY;
            s->move_amount[u] += amount ? amount[s->member[m]] : 1;
        }
    }
    return 0;
}

/* ---- What holds for the whole ------------------------------------------------------------------------------------ */

bool ambit_siting_same_terms(const ambit_siting *s, uint32_t one, uint32_t t)
{
    bool same = true;
    for (uint32_t a = 0; a < s->n_rules; a++) {
        size_t x = (size_t)a * s->n_territories + one, y = (size_t)a * s->n_territories + t;
        same = same && s->lower[x] == s->lower[y] && s->upper[x] == s->upper[y] && s->slack[x] == s->slack[y];
        if (s->ideal) same = same && s->ideal[x] == s->ideal[y] && s->weight[x] == s->weight[y];
    }
    for (uint32_t u = 0; same && s->extra && u < s->n_units; u++)
        same = ambit_siting_extra(s, u, one) == ambit_siting_extra(s, u, t);
    return same;
}

static bool are_alike(const ambit_siting *s)
{
    uint32_t one = AMBIT_NOBODY;
    bool capped = s->current && isfinite(s->moved_allowed); /* then it matters who is whose current one */
    for (uint32_t t = 0; t < s->n_territories; t++) {
        if (s->home[t] != AMBIT_NOBODY) continue;
        if (one == AMBIT_NOBODY) one = t;
        else if (capped || !ambit_siting_same_terms(s, one, t)) return false;
    }
    return true;
}

/* Seen, not asked: every number that a plan's cost is a sum of is whole, and the sums stay exact below 2^53. */
static bool has_whole_costs(const ambit_siting *s)
{
    const double most = 0x1p53 / s->n_units;
    size_t n_priced = s->priced.first ? s->priced.first[s->n_units] : 0;
    bool whole = s->cost && !s->ideal;
    for (size_t k = 0; whole && k < (size_t)s->n_sites * s->n_units; k++)
        whole = s->cost[k] == floor(s->cost[k]) && s->cost[k] < most;
    for (size_t k = 0; whole && s->extra && k < (size_t)s->n_units * s->n_territories; k++)
        whole = isinf(s->extra[k]) || s->extra[k] == floor(s->extra[k]);
    for (size_t k = 0; whole && k < n_priced; k++) whole = s->priced.cost[k] == floor(s->priced.cost[k]);
    return whole;
}

/* ---- Life -------------------------------------------------------------------------------------------------------- */

/* One cap on all that moves, whatever it counts. */
static ambit_status check_caps(const ambit_problem *p, ambit_error *err)
{
    uint32_t n_caps = p->current && isfinite(p->moved_allowed);
    for (uint32_t c = 0; c < p->n_caps; c++) {
        n_caps += isfinite(p->cap[c].allowed) != 0;
        if (p->cap[c].most_gained || p->cap[c].most_lost)
            return ambit_fail(err, AMBIT_E_INPUT, "cap on moves of %s: found caps by rep, expected one in all where "
                    "centres are free or territories must hang together", p->cap[c].name);
    }
    if (n_caps > 1)
        return ambit_fail(err, AMBIT_E_INPUT, "caps on moves: found %u, expected one where centres are free or "
                "territories must hang together", n_caps);
    return AMBIT_OK;
}

static ambit_status check_fits(const ambit_problem *p, ambit_error *err)
{
    ambit_status status = ambit_problem_check_whole(p, err);
    if (status != AMBIT_OK) return status;
    if (p->pair_first && p->has_centres)
        return ambit_fail(err, AMBIT_E_INPUT, "centres: found a travel matrix, expected places: a matrix does not say "
                "what a free centre costs");
    status = check_caps(p, err);
    if (status != AMBIT_OK) return status;
    for (uint32_t a = 0; a < p->n_rules; a++)
        if (p->rule[a].per_hour && (p->has_centres || p->unit_x))
            return ambit_fail(err, AMBIT_E_INPUT, "rule %s: found amounts per hour of travel, expected none where "
                    "centres are free or places lie in a plane", p->rule[a].name);
    return AMBIT_OK;
}

/* Keeps `apart` when groups have members that do not touch. */
static ambit_status find_bridges(ambit_siting *s, ambit_error *err)
{
    const ambit_problem *p = s->problem;
    if (s->n_units == p->n_units) return AMBIT_OK;
    ambit_status status = ambit_graph_build(&s->apart, p->n_units, NULL, p->border, NULL, p->n_borders, err);
    uint32_t *part = malloc(p->n_units * sizeof *part), *room = malloc(p->n_units * sizeof *room);
    if (status == AMBIT_OK && (!part || !room)) status = ambit_fail(err, AMBIT_E_MEMORY, "no memory for groups");
    if (status == AMBIT_OK && ambit_graph_parts_alike(&s->apart, s->unit_of, part, room) == s->n_units)
        ambit_graph_reset(&s->apart);
    free(part), free(room);
    return status;
}

static ambit_status build_graphs(ambit_siting *s, ambit_error *err)
{
    const ambit_problem *p = s->problem;
    ambit_status status = AMBIT_OK;
    s->contiguous = p->contiguous;
    if (p->contiguous)
        status = ambit_graph_build(&s->graph, s->n_units, s->unit_of, p->border, NULL, p->n_borders, err);
    if (status == AMBIT_OK && p->contiguous) status = find_bridges(s, err);
    if (status == AMBIT_OK && p->priced_border)
        status = ambit_graph_build(&s->priced, s->n_units, s->unit_of, p->priced_border, p->border_cost,
                                   p->n_priced_borders, err);
    return status;
}

ambit_status ambit_siting_build(ambit_siting **out, const ambit_problem *problem, ambit_error *err)
{
    *out = NULL;
    ambit_status status = check_fits(problem, err);
    if (status != AMBIT_OK) return status;
    ambit_siting *s = calloc(1, sizeof *s);
    if (!s) return ambit_fail(err, AMBIT_E_MEMORY, "no memory for a problem with centres");
    s->problem = problem;
    s->n_territories = problem->n_reps;
    if (ambit_groups_merge(&s->n_units, &s->unit_of, &s->member_first, &s->member, problem) || list_sites(s)
        || build_rules(s) || fill_extra(s) || fill_current(s) || fill_costs(s))
        status = ambit_fail(err, AMBIT_E_MEMORY, "no memory for %u units and %u sites", s->n_units, s->n_sites);
    if (status == AMBIT_OK) status = build_graphs(s, err);
    if (status != AMBIT_OK) {
        ambit_siting_free(s);
        return status;
    }
    s->alike = are_alike(s);
    s->whole_costs = has_whole_costs(s);
    *out = s;
    return AMBIT_OK;
}

void ambit_siting_free(ambit_siting *s)
{
    if (!s) return;
    free(s->unit_of), free(s->member_first), free(s->member), free(s->unit_at), free(s->rep_at), free(s->site_of);
    free(s->home);
    free(s->cost), free(s->amount), free(s->pair_amount), free(s->lower), free(s->upper), free(s->slack);
    free(s->ideal), free(s->weight), free(s->scale), free(s->capacity), free(s->extra), free(s->current);
    free(s->move_amount);
    ambit_graph_reset(&s->graph);
    ambit_graph_reset(&s->apart);
    ambit_graph_reset(&s->priced);
    free(s);
}

void ambit_siting_expand(const ambit_siting *s, const uint32_t *owner, uint32_t *plan)
{
    for (uint32_t i = 0; i < s->problem->n_units; i++) plan[i] = owner[s->unit_of[i]];
}
