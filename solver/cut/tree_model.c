/* solver/cut/tree_model.c - from the fixing to numbered columns. */
#include "solver/cut/tree_model.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_PAIRS = 150000 }; /* what the simplex method on one core still gets through */

/* ---- Kinds ----------------------------------------------------------------------------------------------------- */

static bool has_own_today(const ambit_siting *s, uint32_t t)
{
    bool any = false;
    for (uint32_t u = 0; u < s->n_units && !any; u++) any = s->current[u] == t;
    return any;
}

static bool are_a_kind(const ambit_siting *s, uint32_t one, uint32_t t)
{
    bool capped = s->current && isfinite(s->moved_allowed);
    if (capped && (has_own_today(s, one) || has_own_today(s, t))) return false;
    return s->alike || ambit_siting_same_terms(s, one, t);
}

static void find_kinds(ambit_tree_model *m)
{
    const ambit_siting *s = m->s;
    for (uint32_t t = 0; t < s->n_territories; t++) {
        uint32_t k = 0;
        m->like[t] = t;
        if (s->home[t] != AMBIT_NOBODY) continue;
        while (k < m->n_kinds && !are_a_kind(s, m->kind[k], t)) k++;
        if (k == m->n_kinds) m->kind[m->n_kinds++] = t;
        m->like[t] = m->kind[k];
        m->n_of_kind[k]++;
    }
}

/* ---- Windows --------------------------------------------------------------------------------------------------- */

static bool all_whole(const ambit_siting *s, uint32_t a)
{
    if (s->pair_amount) return false;
    for (uint32_t u = 0; u < s->n_units; u++) {
        double amount = s->amount[(size_t)a * s->n_units + u];
        if (amount != floor(amount) || amount > 1e9) return false;
    }
    return true;
}

static void set_windows(ambit_tree_model *m)
{
    const ambit_siting *s = m->s;
    for (uint32_t a = 0; a < s->n_rules; a++) {
        bool whole = all_whole(s, a);
        for (uint32_t q = 0; q < m->n_sites; q++) {
            size_t k = (size_t)a * m->n_sites + q, row = (size_t)a * s->n_territories + m->territory[q];
            m->low[k] = s->lower[row] - s->slack[row], m->high[k] = s->upper[row] + s->slack[row];
            if (a == 0 && s->capacity) m->high[k] = fmin(m->high[k], s->capacity[m->site[q]] * (1 + 1e-9));
            if (whole) m->low[k] = ceil(m->low[k]), m->high[k] = floor(m->high[k]);
        }
    }
}

/* ---- Columns --------------------------------------------------------------------------------------------------- */

static bool fits_window(const ambit_tree_model *m, uint32_t q, uint32_t u)
{
    const ambit_siting *s = m->s;
    uint32_t centre = s->unit_at[m->site[q]], t = m->territory[q];
    for (uint32_t a = 0; a < s->n_rules; a++) {
        double load = ambit_siting_amount(s, a, u, t);
        if (centre != AMBIT_NOBODY && centre != u) load += ambit_siting_amount(s, a, centre, t);
        if (load > m->high[(size_t)a * m->n_sites + q]) return false;
    }
    return true;
}

static bool may_use(const ambit_tree_model *m, const ambit_siting_fixing *fixing, uint32_t q, uint32_t u)
{
    return ambit_siting_open(fixing, m->s, m->site[q], u) && isfinite(ambit_siting_extra(m->s, u, m->territory[q]))
        && isfinite(ambit_siting_cost(m->s, m->site[q], u)) && fits_window(m, q, u);
}

static int count_pairs(ambit_tree_model *m, const ambit_siting_fixing *fixing)
{
    int64_t n = 0;
    for (uint32_t q = 0; q < m->n_sites; q++)
        for (uint32_t u = 0; u < m->s->n_units && n <= MOST_PAIRS; u++) n += may_use(m, fixing, q, u);
    return (int)n;
}

/* A site whose own unit may not be there has no territory. */
static void drop_sites(ambit_tree_model *m, const ambit_siting_fixing *fixing)
{
    uint32_t kept = 0;
    for (uint32_t q = 0; q < m->n_sites; q++) {
        uint32_t centre = m->s->unit_at[m->site[q]];
        m->own[q] = centre == AMBIT_NOBODY || may_use(m, fixing, q, centre);
    }
    for (uint32_t q = 0; q < m->n_sites; q++) {
        if (!m->own[q]) continue;
        m->site[kept] = m->site[q];
        m->territory[kept++] = m->territory[q];
    }
    memset(m->own, 0, m->n_sites * sizeof *m->own);
    m->n_sites = kept;
    set_windows(m);
}

static void number_site(ambit_tree_model *m, const ambit_siting_fixing *fixing, uint32_t q)
{
    const ambit_siting *s = m->s;
    uint32_t centre = s->unit_at[m->site[q]];
    m->first[q] = m->n_pairs + 1;
    for (uint32_t u = 0; u < s->n_units; u++) {
        if (!may_use(m, fixing, q, u)) continue;
        int j = ++m->n_pairs;
        m->unit[j] = u;
        m->of[j] = q;
        m->at[(size_t)q * s->n_units + u] = j;
        m->cost[j] = (ambit_siting_cost(s, m->site[q], u) + ambit_siting_extra(s, u, m->territory[q])) / m->unit_cost;
        for (uint32_t a = 0; a < s->n_rules; a++) m->size[j] += ambit_tree_amount(m, a, j) / s->scale[a];
        if (u == centre) m->own[q] = j;
    }
}

static void list_borders(ambit_tree_model *m)
{
    const ambit_graph *g = &m->s->priced;
    for (uint32_t u = 0; g->first && u < g->n_units; u++)
        for (size_t e = g->first[u]; e < g->first[u + 1]; e++) {
            if (g->unit[e] < u || !(g->cost[e] > 0)) continue;
            m->border_a[m->n_borders] = u;
            m->border_b[m->n_borders] = g->unit[e];
            m->border_cost[m->n_borders++] = g->cost[e] / m->unit_cost;
        }
}

/* Must the site's territory, which no unit can join, have something? */
static bool is_short(const ambit_tree_model *m, uint32_t q)
{
    bool wants = false;
    for (uint32_t a = 0; a < m->s->n_rules; a++) wants = wants || m->low[(size_t)a * m->n_sites + q] > 1e-12;
    return wants;
}

static bool lacks_seats(const ambit_tree_model *m)
{
    for (uint32_t k = 0; k < m->n_kinds; k++) {
        uint32_t n = 0;
        for (uint32_t q = 0; q < m->n_sites; q++) n += m->own[q] && m->territory[q] == m->kind[k];
        if (n < m->n_of_kind[k]) return true;
    }
    return false;
}

/* No plan when a unit has no column, the seats do not suffice, or a home stays below a bound. */
static bool is_closed(const ambit_tree_model *m)
{
    const ambit_siting *s = m->s;
    for (uint32_t q = 0; q < m->n_sites; q++) {
        if (s->unit_at[m->site[q]] == AMBIT_NOBODY && m->first[q] == m->first[q + 1] && is_short(m, q)) return true;
    }
    for (uint32_t u = 0; u < s->n_units; u++) {
        bool any = false;
        for (uint32_t q = 0; q < m->n_sites && !any; q++) any = m->at[(size_t)q * s->n_units + u] > 0;
        if (!any) return true;
    }
    return lacks_seats(m);
}

/* ---- Life ------------------------------------------------------------------------------------------------------ */

static void add_seat(ambit_tree_model *m, uint32_t site, uint32_t territory)
{
    m->site[m->n_sites] = site;
    m->territory[m->n_sites++] = territory;
}

static void list_sites(ambit_tree_model *m, const ambit_siting_fixing *fixing)
{
    const ambit_siting *s = m->s;
    for (uint32_t j = 0; j < s->n_sites; j++) {
        for (uint32_t k = 0; s->unit_at[j] != AMBIT_NOBODY && fixing->site[j] && k < m->n_kinds; k++)
            add_seat(m, j, m->kind[k]);
        for (uint32_t t = 0; s->unit_at[j] == AMBIT_NOBODY && t < s->n_territories; t++)
            if (s->home[t] == j) add_seat(m, j, t);
    }
}

/* So that a plan costs about a hundred per unit: GLPK's tolerances are made for everyday numbers. A power of two, so
 * that nothing is rounded. */
static double cost_unit(const ambit_siting *s, double cutoff)
{
    double sum = isfinite(cutoff) ? fabs(cutoff) : 0;
    for (uint32_t u = 0; !isfinite(cutoff) && u < s->n_units; u++)
        sum += ambit_siting_cost(s, s->n_sites / 2, u) / s->n_territories;
    return sum > 0 ? exp2(round(log2(sum / (100.0 * s->n_units)))) : 1;
}

static bool allocate_kinds(ambit_tree_model *m)
{
    m->kind = malloc(m->s->n_territories * sizeof *m->kind);
    m->n_of_kind = calloc(m->s->n_territories, sizeof *m->n_of_kind);
    m->like = malloc(m->s->n_territories * sizeof *m->like);
    return m->kind && m->n_of_kind && m->like;
}

static bool allocate_sites(ambit_tree_model *m)
{
    const ambit_siting *s = m->s;
    size_t n_seats = (size_t)s->n_sites * (m->n_kinds ? m->n_kinds : 1);
    size_t n = n_seats + 1, rows = s->n_rules * n_seats + 1;
    size_t n_borders = s->priced.first ? s->priced.first[s->n_units] / 2 + 1 : 1;
    m->site = malloc(n * sizeof *m->site);
    m->territory = malloc(n * sizeof *m->territory);
    m->own = calloc(n, sizeof *m->own);
    m->first = calloc(n + 1, sizeof *m->first);
    m->low = malloc(rows * sizeof *m->low);
    m->high = malloc(rows * sizeof *m->high);
    m->border_a = malloc(n_borders * sizeof *m->border_a);
    m->border_b = malloc(n_borders * sizeof *m->border_b);
    m->border_cost = malloc(n_borders * sizeof *m->border_cost);
    return m->site && m->territory && m->own && m->first && m->low && m->high && m->border_a && m->border_b
        && m->border_cost;
}

static bool allocate_pairs(ambit_tree_model *m, size_t n)
{
    m->unit = malloc((n + 1) * sizeof *m->unit);
    m->of = malloc((n + 1) * sizeof *m->of);
    m->cost = malloc((n + 1) * sizeof *m->cost);
    m->size = calloc(n + 1, sizeof *m->size);
    m->at = calloc((size_t)m->n_sites * m->s->n_units + 1, sizeof *m->at);
    return m->unit && m->of && m->cost && m->size && m->at;
}

ambit_status ambit_tree_model_init(ambit_tree_model *m, const ambit_siting *s, const ambit_siting_fixing *fixing,
        double cutoff, ambit_error *err)
{
    *m = (ambit_tree_model){ .s = s, .unit_cost = cost_unit(s, cutoff) };
    if (!allocate_kinds(m)) return ambit_fail(err, AMBIT_E_MEMORY, "no memory for %u territories", s->n_territories);
    find_kinds(m);
    if (!allocate_sites(m)) return ambit_fail(err, AMBIT_E_MEMORY, "no memory for a tree over %u sites", s->n_sites);
    list_sites(m, fixing);
    set_windows(m);
    drop_sites(m, fixing);
    int n = count_pairs(m, fixing);
    if (n > MOST_PAIRS)
        return ambit_fail(err, AMBIT_E_LIMIT, "more than %d pairs are open: too many for branch and cut", MOST_PAIRS);
    if (!allocate_pairs(m, (size_t)n)) return ambit_fail(err, AMBIT_E_MEMORY, "no memory for a tree over %d pairs", n);
    for (uint32_t q = 0; q < m->n_sites; q++) number_site(m, fixing, q);
    m->first[m->n_sites] = m->n_pairs + 1;
    list_borders(m);
    m->n_weighed = s->weight ? s->n_rules : 0;
    m->n_columns = m->n_pairs + 2 * (int)(m->n_weighed * m->n_sites) + (int)m->n_borders;
    m->closed = is_closed(m);
    return AMBIT_OK;
}

void ambit_tree_model_reset(ambit_tree_model *m)
{
    free(m->kind), free(m->n_of_kind), free(m->like);
    free(m->site), free(m->territory), free(m->own), free(m->first), free(m->low), free(m->high);
    free(m->unit), free(m->of), free(m->cost), free(m->size), free(m->at);
    free(m->border_a), free(m->border_b), free(m->border_cost);
    *m = (ambit_tree_model){ .s = NULL };
}

void ambit_tree_model_plan(const ambit_tree_model *m, const double *x, uint32_t *owner)
{
    const uint32_t n_territories = m->s->n_territories;
    for (uint32_t q = 0; q < m->n_sites; q++)
        for (int j = m->first[q]; !m->own[q] && j < m->first[q + 1]; j++)
            if (x[j] > 0.5) owner[m->unit[j]] = m->territory[q];
    for (uint32_t k = 0; k < m->n_kinds; k++) {
        uint32_t t = m->kind[k];
        for (uint32_t q = 0; q < m->n_sites && t < n_territories; q++) {
            if (!m->own[q] || m->territory[q] != m->kind[k] || x[m->own[q]] < 0.5) continue;
            for (int j = m->first[q]; j < m->first[q + 1]; j++)
                if (x[j] > 0.5) owner[m->unit[j]] = t;
            do t++;
            while (t < n_territories && m->like[t] != m->kind[k]);
        }
    }
}
