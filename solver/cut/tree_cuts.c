/* solver/siting/tree_cuts.c - each kind has its finder; those that cost most to find come last. */
#include "solver/cut/tree_cuts.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

static const double VIOLATED = 2e-2;  /* by more than this, or it is not worth a row: 1e-4 costs a fifth more time */
static const double HEAVY = 5e-2;     /* a cover's row is long */
static const double PRESENT = 1e-5;   /* an x below counts as 0 */
enum { PER_SITE = 4 };                /* separators of fractional points that one site adds at a time */

/* ---- The store ------------------------------------------------------------------------------------------------- */

void ambit_tree_cuts_reset(ambit_tree_cuts *c)
{
    free(c->first), free(c->column), free(c->value), free(c->rhs), free(c->hash), free(c->idle);
    *c = (ambit_tree_cuts){ .n = 0 };
}

static bool resize(void *array, size_t n, size_t size)
{
    void **at = array, *bigger = realloc(*at, n * size);
    if (bigger) *at = bigger;
    return bigger != NULL;
}

static bool make_room(ambit_tree_cuts *c, size_t n_terms)
{
    if (c->n + 2 > c->room) {
        size_t room = 2 * c->room + 64;
        if (!resize(&c->first, room, sizeof *c->first) || !resize(&c->rhs, room, sizeof *c->rhs)
            || !resize(&c->hash, room, sizeof *c->hash) || !resize(&c->idle, room, sizeof *c->idle))
            return false;
        if (c->room == 0) c->first[0] = 0;
        c->room = room;
    }
    if (c->n_terms + n_terms > c->room_terms) {
        size_t room = 2 * (c->room_terms + n_terms) + 256;
        if (!resize(&c->column, room, sizeof *c->column) || !resize(&c->value, room, sizeof *c->value)) return false;
        c->room_terms = room;
    }
    return true;
}

/* FNV-1a over the terms; terms are always made in the same order. */
static uint64_t hash_of(int n, const int *column, const double *value, double rhs)
{
    uint64_t h = 1469598103934665603u;
    for (int i = 0; i <= n; i++) {
        uint64_t bits;
        memcpy(&bits, i < n ? &value[i] : &rhs, sizeof bits);
        h = (h ^ bits) * 1099511628211u;
        h = (h ^ (uint64_t)(i < n ? column[i] : 0)) * 1099511628211u;
    }
    return h;
}

ambit_status ambit_tree_cuts_add(ambit_tree_cuts *c, int n, const int *column, const double *value, double rhs,
        ambit_error *err)
{
    if (!make_room(c, (size_t)n)) return ambit_fail(err, AMBIT_E_MEMORY, "no memory for %zu cuts", c->n + 1);
    uint64_t hash = hash_of(n, column, value, rhs);
    for (size_t k = 0; k < c->n; k++)
        if (c->hash[k] == hash) return AMBIT_OK;
    memcpy(c->column + c->n_terms, column, (size_t)n * sizeof *column);
    memcpy(c->value + c->n_terms, value, (size_t)n * sizeof *value);
    c->rhs[c->n] = rhs;
    c->hash[c->n] = hash;
    c->idle[c->n] = 0;
    c->n_terms += (size_t)n;
    c->first[++c->n] = c->n_terms;
    return AMBIT_OK;
}

ambit_status ambit_tree_cuts_merge(ambit_tree_cuts *c, const ambit_tree_cuts *from, size_t begin, const uint8_t *tight,
        size_t n_tight, ambit_error *err)
{
    ambit_status status = AMBIT_OK;
    for (size_t k = begin; k < from->n && status == AMBIT_OK; k++) {
        if (tight && (k >= n_tight || !tight[k])) continue;
        status = ambit_tree_cuts_add(c, (int)(from->first[k + 1] - from->first[k]), from->column + from->first[k],
                from->value + from->first[k], from->rhs[k], err);
    }
    return status;
}

void ambit_tree_cuts_renumber(ambit_tree_cuts *c, const int *column)
{
    size_t kept = 0, terms = 0;
    for (size_t k = 0; k < c->n; k++) {
        size_t begin = terms, from = c->first[k], end = c->first[k + 1];
        bool bounds = false;
        for (size_t i = from; i < end; i++) {
            int j = column[c->column[i]];
            if (!j) continue;
            bounds |= c->value[i] > 0;
            c->column[terms] = j;
            c->value[terms++] = c->value[i];
        }
        if (!bounds || c->idle[k] > 0) {
            terms = begin;
            continue;
        }
        c->first[kept] = begin;
        c->rhs[kept] = c->rhs[k];
        c->hash[kept] = hash_of((int)(terms - begin), c->column + begin, c->value + begin, c->rhs[k]);
        c->idle[kept++] = 0;
    }
    if (c->n > 0) c->first[kept] = terms;
    c->n = kept;
    c->n_terms = terms;
}

/* ---- Work space ------------------------------------------------------------------------------------------------ */

ambit_status ambit_tree_finder_init(ambit_tree_finder *f, const ambit_tree_model *m, ambit_error *err)
{
    size_t n = m->s->n_units, columns = (size_t)m->n_columns + 2;
    *f = (ambit_tree_finder){ .m = m };
    f->weight = calloc(n, sizeof *f->weight);
    f->set = malloc(n * sizeof *f->set);
    f->order = malloc(n * sizeof *f->order);
    f->part = malloc(n * sizeof *f->part);
    f->column = malloc(columns * sizeof *f->column);
    f->value = malloc(columns * sizeof *f->value);
    if (!f->weight || !f->set || !f->order || !f->part || !f->column || !f->value)
        return ambit_fail(err, AMBIT_E_MEMORY, "no memory for cuts over %zu units", n);
    return m->s->contiguous ? ambit_separator_build(&f->separator, &m->s->graph, err) : AMBIT_OK;
}

void ambit_tree_finder_reset(ambit_tree_finder *f)
{
    ambit_separator_free(f->separator);
    free(f->weight), free(f->set), free(f->order), free(f->part), free(f->column), free(f->value);
    *f = (ambit_tree_finder){ .m = NULL };
}

static void put(ambit_tree_finder *f, int *n, int column, double value)
{
    f->column[*n] = column;
    f->value[(*n)++] = value;
}

static double y_of(const ambit_tree_model *m, const double *x, uint32_t q) { return m->own[q] ? x[m->own[q]] : 1; }

/* ---- x <= y ---------------------------------------------------------------------------------------------------- */

static ambit_status find_without_centre(ambit_tree_finder *f, const double *x, uint32_t q, ambit_tree_cuts *cuts,
        ambit_error *err)
{
    const ambit_tree_model *m = f->m;
    ambit_status status = AMBIT_OK;
    for (int j = m->first[q]; m->own[q] && j < m->first[q + 1] && status == AMBIT_OK; j++) {
        if (x[j] <= x[m->own[q]] + VIOLATED) continue;
        int n = 0;
        put(f, &n, j, 1);
        put(f, &n, m->own[q], -1);
        status = ambit_tree_cuts_add(cuts, n, f->column, f->value, 0, err);
    }
    return status;
}

/* ---- Separators ------------------------------------------------------------------------------------------------ */

/* Units of the site with x > 0 into order[], the greatest x first. */
static uint32_t rank_units(ambit_tree_finder *f, const double *x, uint32_t q)
{
    const ambit_tree_model *m = f->m;
    uint32_t n = 0;
    for (int j = m->first[q]; j < m->first[q + 1]; j++) {
        if (x[j] <= PRESENT) continue;
        uint32_t at = n++;
        for (; at > 0 && x[m->at[(size_t)q * m->s->n_units + f->order[at - 1]]] < x[j]; at--)
            f->order[at] = f->order[at - 1];
        f->order[at] = m->unit[j];
    }
    return n;
}

/* From `root` over units whose x is at least `least`: marks them in part[] with `mark`. */
static void walk(ambit_tree_finder *f, uint32_t root, double least, uint32_t mark)
{
    const ambit_graph *g = &f->m->s->graph;
    uint32_t n = 0;
    f->set[n++] = root;
    f->part[root] = mark;
    for (uint32_t head = 0; head < n; head++)
        for (size_t e = g->first[f->set[head]]; e < g->first[f->set[head] + 1]; e++) {
            uint32_t v = g->unit[e];
            if (f->part[v] == mark || f->weight[v] < least || f->weight[v] <= PRESENT) continue;
            f->part[v] = mark;
            f->set[n++] = v;
        }
}

static ambit_status add_separator(ambit_tree_finder *f, uint32_t q, uint32_t root, uint32_t u, uint32_t n_set,
        ambit_tree_cuts *cuts, ambit_error *err)
{
    const ambit_tree_model *m = f->m;
    const int *at = m->at + (size_t)q * m->s->n_units;
    int n = 0;
    put(f, &n, at[u], 1);
    if (!m->own[q]) put(f, &n, at[root], 1);
    for (uint32_t i = 0; i < n_set; i++)
        if (at[f->set[i]]) put(f, &n, at[f->set[i]], -1);
    return ambit_tree_cuts_add(cuts, n, f->column, f->value, m->own[q] ? 0 : 1, err);
}

/* A unit that units of at least its own x tie to the root needs no look at flows: as many flow through each of them. */
static ambit_status separate(ambit_tree_finder *f, const double *x, uint32_t q, bool thorough, ambit_tree_cuts *cuts,
        ambit_error *err)
{
    const ambit_tree_model *m = f->m;
    const int *at = m->at + (size_t)q * m->s->n_units;
    ambit_status status = AMBIT_OK;
    uint32_t n = rank_units(f, x, q), n_added = 0, n_set;
    if (n < 2) return AMBIT_OK;
    for (uint32_t i = 0; i < n; i++) f->weight[f->order[i]] = x[at[f->order[i]]];
    memset(f->part, 0, m->s->n_units * sizeof *f->part);
    uint32_t root = m->own[q] ? m->unit[m->own[q]] : f->order[0], mark = 0;
    const double given = m->own[q] ? 0 : 1 - f->weight[root];
    double least = INFINITY;
    for (uint32_t i = 0; i < n && n_added < PER_SITE && status == AMBIT_OK; i++) {
        uint32_t u = f->order[i];
        double wanted = f->weight[u] - given;
        if (u == root || wanted <= VIOLATED || (!thorough && f->weight[u] < 0.5)) continue;
        if (f->weight[u] < least) least = f->weight[u], walk(f, root, least, ++mark);
        if (f->part[u] == mark) continue;
        double cut = ambit_separator_find(f->separator, f->weight, root, u, wanted - VIOLATED, f->set, &n_set);
        if (cut >= wanted - VIOLATED) continue;
        status = add_separator(f, q, root, u, n_set, cuts, err);
        n_added++;
    }
    for (uint32_t i = 0; i < n; i++) f->weight[f->order[i]] = 0;
    return status;
}

/* ---- Covers ---------------------------------------------------------------------------------------------------- */

/* Units of greatest x until they are too heavy; then those go again that are not needed for that; then all that are at
 * least as heavy as the heaviest come in, at no cost. */
static ambit_status cover(ambit_tree_finder *f, const double *x, uint32_t q, uint32_t a, ambit_tree_cuts *cuts,
        ambit_error *err)
{
    const ambit_tree_model *m = f->m;
    const int *at = m->at + (size_t)q * m->s->n_units;
    const double y = y_of(m, x, q);
    double room = m->high[(size_t)a * m->n_sites + q], load = 0, sum = 0, heaviest = 0;
    if (!isfinite(room) || y <= VIOLATED) return AMBIT_OK;
    room += 1e-9 * fabs(room);
    if (m->own[q]) room -= ambit_tree_amount(m, a, m->own[q]);
    uint32_t n = rank_units(f, x, q), n_cover = 0, kept = 0;
    for (uint32_t i = 0; i < n && load <= room; i++) {
        int j = at[f->order[i]];
        if (j == m->own[q] || !(ambit_tree_amount(m, a, j) > 0)) continue;
        load += ambit_tree_amount(m, a, j);
        f->order[n_cover++] = f->order[i];
    }
    if (load <= room) return AMBIT_OK;
    for (uint32_t i = n_cover; i-- > 0;) {
        double amount = ambit_tree_amount(m, a, at[f->order[i]]);
        if (load - amount > room) load -= amount, f->order[i] = AMBIT_NOBODY;
    }
    for (uint32_t i = 0; i < n_cover; i++)
        if (f->order[i] != AMBIT_NOBODY) f->order[kept++] = f->order[i];
    for (uint32_t i = 0; i < kept; i++) heaviest = fmax(heaviest, ambit_tree_amount(m, a, at[f->order[i]]));
    int n_terms = 0;
    for (int j = m->first[q]; j < m->first[q + 1]; j++) {
        bool in = false;
        for (uint32_t i = 0; i < kept && !in; i++) in = f->order[i] == m->unit[j];
        if (j == m->own[q] || (!in && ambit_tree_amount(m, a, j) < heaviest)) continue;
        sum += x[j];
        put(f, &n_terms, j, 1);
    }
    if (kept < 2 || sum <= (kept - 1) * y + HEAVY) return AMBIT_OK;
    if (m->own[q]) put(f, &n_terms, m->own[q], 1.0 - kept);
    return ambit_tree_cuts_add(cuts, n_terms, f->column, f->value, m->own[q] ? 0 : kept - 1, err);
}

/* ---- Borders --------------------------------------------------------------------------------------------------- */

static ambit_status find_border(ambit_tree_finder *f, const double *x, uint32_t e, ambit_tree_cuts *cuts,
        ambit_error *err)
{
    const ambit_tree_model *m = f->m;
    double sum = 0;
    int n = 0;
    for (uint32_t q = 0; q < m->n_sites; q++) {
        const int *at = m->at + (size_t)q * m->s->n_units;
        int i = at[m->border_a[e]], j = at[m->border_b[e]];
        double apart = (i ? x[i] : 0) - (j ? x[j] : 0);
        if (!(apart > PRESENT)) continue;
        sum += apart;
        put(f, &n, i, 1);
        if (j) put(f, &n, j, -1);
    }
    if (sum <= x[ambit_tree_border(m, e)] + 10 * PRESENT) return AMBIT_OK;
    put(f, &n, ambit_tree_border(m, e), -1);
    return ambit_tree_cuts_add(cuts, n, f->column, f->value, 0, err);
}

ambit_status ambit_tree_find(ambit_tree_finder *f, const double *x, bool thorough, ambit_tree_cuts *cuts,
        ambit_error *err)
{
    const ambit_tree_model *m = f->m;
    ambit_status status = AMBIT_OK;
    size_t before = cuts->n;
    for (uint32_t q = 0; q < m->n_sites && status == AMBIT_OK; q++) status = find_without_centre(f, x, q, cuts, err);
    for (uint32_t e = 0; e < m->n_borders && status == AMBIT_OK; e++) status = find_border(f, x, e, cuts, err);
    if (cuts->n > before + m->s->n_units / 4) return status;
    for (uint32_t q = 0; m->s->contiguous && q < m->n_sites && status == AMBIT_OK; q++)
        if (y_of(m, x, q) > (thorough ? VIOLATED : 0.5)) status = separate(f, x, q, thorough, cuts, err);
    for (uint32_t q = 0; thorough && q < m->n_sites; q++)
        for (uint32_t a = 0; a < m->s->n_rules && status == AMBIT_OK; a++) status = cover(f, x, q, a, cuts, err);
    return status;
}
