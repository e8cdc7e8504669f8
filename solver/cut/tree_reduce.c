/* solver/siting/tree_reduce.c - rules are applied in one order until a round changes nothing. */
#include "solver/cut/tree_reduce.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

ambit_status ambit_tree_reducer_init(ambit_tree_reducer *r, const ambit_tree_model *m, ambit_error *err)
{
    size_t n = m->s->n_units, rows = (size_t)m->s->n_rules * m->n_sites + 1;
    *r = (ambit_tree_reducer){ .m = m };
    r->reached = malloc(n * sizeof *r->reached);
    r->queue = malloc(n * sizeof *r->queue);
    r->load = malloc(rows * sizeof *r->load);
    r->most = malloc(rows * sizeof *r->most);
    if (r->reached && r->queue && r->load && r->most) return AMBIT_OK;
    return ambit_fail(err, AMBIT_E_MEMORY, "no memory for a tree over %zu units", n);
}

void ambit_tree_reducer_reset(ambit_tree_reducer *r)
{
    free(r->reached), free(r->queue), free(r->load), free(r->most);
    *r = (ambit_tree_reducer){ .m = NULL };
}

typedef struct { uint8_t *state; bool changed, broken; } round_of;

static void decide(round_of *a, int j, uint8_t value)
{
    if (a->state[j] == value) return;
    if (a->state[j] != AMBIT_TREE_OPEN) a->broken = true;
    a->state[j] = value;
    a->changed = true;
}

/* The site has no territory, which a home always has, with units or without. */
static void give_up_site(const ambit_tree_model *m, round_of *a, uint32_t q)
{
    if (!m->own[q]) a->broken = true;
    else decide(a, m->own[q], AMBIT_TREE_OUT);
}

static bool is_in(const ambit_tree_model *m, const round_of *a, uint32_t q)
{
    return !m->own[q] || a->state[m->own[q]] == AMBIT_TREE_IN;
}

static bool is_out(const ambit_tree_model *m, const round_of *a, uint32_t q)
{
    return m->own[q] ? a->state[m->own[q]] == AMBIT_TREE_OUT : m->first[q] == m->first[q + 1];
}

/* ---- Units ----------------------------------------------------------------------------------------------------- */

static void settle_unit(const ambit_tree_model *m, round_of *a, uint32_t u)
{
    int n_open = 0, n_in = 0, last = 0;
    for (uint32_t q = 0; q < m->n_sites; q++) {
        int j = m->at[(size_t)q * m->s->n_units + u];
        if (!j || a->state[j] == AMBIT_TREE_OUT) continue;
        if (a->state[j] == AMBIT_TREE_IN) n_in++;
        n_open++;
        if (!n_in || a->state[j] == AMBIT_TREE_IN) last = j;
    }
    if (n_in > 1 || n_open == 0) a->broken = true;
    if (a->broken || (n_open == 1 && n_in == 1)) return;
    if (n_open == 1) decide(a, last, AMBIT_TREE_IN);
    for (uint32_t q = 0; n_in == 1 && q < m->n_sites; q++) {
        int j = m->at[(size_t)q * m->s->n_units + u];
        if (j && j != last) decide(a, j, AMBIT_TREE_OUT);
    }
}

/* ---- Sites ----------------------------------------------------------------------------------------------------- */

/* Units that hang together with the centre through open pairs; of a home, with a unit that is in. */
static void close_unreached(ambit_tree_reducer *r, round_of *a, uint32_t q)
{
    const ambit_tree_model *m = r->m;
    const ambit_graph *g = &m->s->graph;
    const int *at = m->at + (size_t)q * m->s->n_units;
    int start = m->own[q];
    for (int j = m->first[q]; !start && j < m->first[q + 1]; j++)
        if (a->state[j] == AMBIT_TREE_IN) start = j;
    if (!start) return;
    memset(r->reached, 0, m->s->n_units);
    uint32_t n = 0;
    r->queue[n++] = m->unit[start];
    r->reached[m->unit[start]] = 1;
    for (uint32_t head = 0; head < n; head++) {
        uint32_t u = r->queue[head];
        for (size_t e = g->first[u]; e < g->first[u + 1]; e++) {
            uint32_t v = g->unit[e];
            if (r->reached[v] || !at[v] || a->state[at[v]] == AMBIT_TREE_OUT) continue;
            r->reached[v] = 1;
            r->queue[n++] = v;
        }
    }
    for (int j = m->first[q]; j < m->first[q + 1]; j++) {
        if (r->reached[m->unit[j]] || a->state[j] == AMBIT_TREE_OUT) continue;
        if (a->state[j] == AMBIT_TREE_IN) give_up_site(m, a, q);
        if (!a->broken) decide(a, j, AMBIT_TREE_OUT);
    }
}

/* Slack of the comparisons: sums in another order must not tip them. */
static double hair(double bound) { return 1e-9 * fabs(bound) + 1e-12; }

static void weigh_site(ambit_tree_reducer *r, round_of *a, uint32_t q)
{
    const ambit_tree_model *m = r->m;
    uint32_t n_rules = m->s->n_rules;
    double *load = r->load + (size_t)q * n_rules, *most = r->most + (size_t)q * n_rules;
    for (uint32_t k = 0; k < n_rules; k++) {
        const double low = m->low[(size_t)k * m->n_sites + q], high = m->high[(size_t)k * m->n_sites + q];
        load[k] = most[k] = 0;
        for (int j = m->first[q]; j < m->first[q + 1]; j++) {
            if (a->state[j] == AMBIT_TREE_OUT) continue;
            double amount = ambit_tree_amount(m, k, j);
            most[k] += amount;
            if (a->state[j] == AMBIT_TREE_IN || j == m->own[q]) load[k] += amount;
        }
        if (most[k] < low - hair(low) || load[k] > high + hair(high)) {
            give_up_site(m, a, q);
            return;
        }
        if (load[k] <= high + hair(high) && most[k] <= high) continue;
        for (int j = m->first[q]; j < m->first[q + 1]; j++)
            if (a->state[j] == AMBIT_TREE_OPEN && j != m->own[q]
                && load[k] + ambit_tree_amount(m, k, j) > high + hair(high))
                decide(a, j, AMBIT_TREE_OUT);
    }
}

static void settle_site(ambit_tree_reducer *r, round_of *a, uint32_t q)
{
    const ambit_tree_model *m = r->m;
    for (int j = m->first[q]; m->own[q] && j < m->first[q + 1]; j++)
        if (a->state[j] == AMBIT_TREE_IN) decide(a, m->own[q], AMBIT_TREE_IN);
    if (!a->broken && !is_out(m, a, q)) weigh_site(r, a, q);
    if (!a->broken && !is_out(m, a, q) && m->s->contiguous) close_unreached(r, a, q);
    if (a->broken || !is_out(m, a, q)) return;
    for (int j = m->first[q]; j < m->first[q + 1]; j++) decide(a, j, AMBIT_TREE_OUT);
}

static void count_seats(const ambit_tree_model *m, round_of *a, uint32_t kind)
{
    const uint32_t t = m->kind[kind], wanted = m->n_of_kind[kind];
    uint32_t n_in = 0, n_open = 0;
    for (uint32_t q = 0; q < m->n_sites; q++) {
        if (!m->own[q] || m->territory[q] != t) continue;
        n_in += is_in(m, a, q);
        n_open += !is_out(m, a, q);
    }
    if (n_in > wanted || n_open < wanted) a->broken = true;
    if (a->broken || n_in == n_open) return;
    for (uint32_t q = 0; q < m->n_sites; q++) {
        if (!m->own[q] || m->territory[q] != t || a->state[m->own[q]] != AMBIT_TREE_OPEN) continue;
        if (n_in == wanted) decide(a, m->own[q], AMBIT_TREE_OUT);
        else if (n_open == wanted) decide(a, m->own[q], AMBIT_TREE_IN);
    }
}

bool ambit_tree_reduce(ambit_tree_reducer *r, uint8_t *state)
{
    const ambit_tree_model *m = r->m;
    round_of a = { .state = state, .changed = true };
    while (a.changed && !a.broken) {
        a.changed = false;
        for (uint32_t k = 0; k < m->n_kinds && !a.broken; k++) count_seats(m, &a, k);
        for (uint32_t q = 0; q < m->n_sites && !a.broken; q++) settle_site(r, &a, q);
        for (uint32_t u = 0; u < m->s->n_units && !a.broken; u++) settle_unit(m, &a, u);
    }
    return !a.broken;
}
