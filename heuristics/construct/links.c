#include "heuristics/construct/links.h"

#include <stdlib.h>

static const double LEAST = 0.5; /* mean shares on both sides of a link that counts */

/* ---- The search -------------------------------------------------------------------------------------------------- */

/* Work space of the depth-first search. */
typedef struct {
    uint32_t *above, *low, *stack; /* [n_units] unit it was reached from; least number that can be reached; the way */
    size_t *next;                  /* [n_units] border to be followed next */
    double *bulk;                  /* [n_units] of the units with lower numbers, and of the unit; by number */
    uint32_t n;                    /* units so far */
} search;

static void enter(ambit_links *l, search *w, uint32_t u, uint32_t above)
{
    const ambit_siting *s = l->ground->siting;
    const uint32_t i = w->n++;
    l->number[u] = w->low[u] = i, w->above[u] = above, w->next[u] = s->graph.first[u];
    w->bulk[i] = (i ? w->bulk[i - 1] : 0) + l->ground->bulk[u];
    for (uint32_t a = 0; a < s->n_rules; a++)
        l->before[(size_t)(i + 1) * s->n_rules + a] = l->before[(size_t)i * s->n_rules + a]
                                                      + ambit_siting_amount(s, a, u, 0);
}

/* All beyond u is known: does it hang on the unit before? */
static void leave(ambit_links *l, search *w, uint32_t u)
{
    const ambit_siting *s = l->ground->siting;
    const uint32_t at = w->above[u], first = l->number[u];
    if (at == AMBIT_NOBODY) return;
    if (w->low[u] < w->low[at]) w->low[at] = w->low[u];
    double bulk = w->bulk[w->n - 1] - (first ? w->bulk[first - 1] : 0), least = LEAST / s->n_territories * (1 - 1e-9);
    if (w->low[u] < l->number[at] || bulk < least || 1 - bulk < least) return;
    l->link[l->n_links++] = (ambit_link){ at, u, first, w->n - 1 };
}

static void search_from(ambit_links *l, search *w, uint32_t root)
{
    const ambit_graph *g = &l->ground->siting->graph;
    uint32_t depth = 0;
    enter(l, w, root, AMBIT_NOBODY);
    for (w->stack[depth++] = root; depth;) {
        const uint32_t u = w->stack[depth - 1];
        if (w->next[u] == g->first[u + 1]) {
            leave(l, w, u);
            depth--;
            continue;
        }
        const uint32_t v = g->unit[w->next[u]++];
        if (l->number[v] == AMBIT_NOBODY) enter(l, w, v, u), w->stack[depth++] = v;
        else if (v != w->above[u] && l->number[v] < w->low[u]) w->low[u] = l->number[v];
    }
}

static void search_all(ambit_links *l, search *w)
{
    const ambit_siting *s = l->ground->siting;
    for (uint32_t u = 0; u < s->n_units; u++) l->number[u] = AMBIT_NOBODY;
    for (uint32_t a = 0; a < s->n_rules; a++) l->before[a] = 0;
    for (uint32_t u = 0; u < s->n_units && s->graph.first; u++)
        if (l->number[u] == AMBIT_NOBODY) search_from(l, w, u);
}

/* ---- Life -------------------------------------------------------------------------------------------------------- */

ambit_status ambit_links_init(ambit_links *out, const ambit_ground *ground, ambit_error *err)
{
    const ambit_siting *s = ground->siting;
    const size_t n = s->n_units, k = s->n_territories;
    search w = { 0 };
    *out = (ambit_links){ .ground = ground };
    out->number = malloc(n * sizeof *out->number), out->link = malloc(n * sizeof *out->link);
    out->before = malloc(((n + 1) * s->n_rules + 1) * sizeof *out->before);
    out->some = malloc(k * sizeof *out->some);
    w.above = malloc(n * sizeof *w.above), w.low = malloc(n * sizeof *w.low), w.stack = malloc(n * sizeof *w.stack);
    w.next = malloc(n * sizeof *w.next), w.bulk = malloc(n * sizeof *w.bulk);
    bool all = out->number && out->link && out->before && out->some && w.above && w.low
        && w.stack && w.next && w.bulk;
    if (all) search_all(out, &w);
    else ambit_links_reset(out);
    free(w.above), free(w.low), free(w.stack), free(w.next), free(w.bulk);
    return all ? AMBIT_OK : ambit_fail(err, AMBIT_E_MEMORY, "no memory for the links of %u units", s->n_units);
}

void ambit_links_reset(ambit_links *l)
{
    free(l->number), free(l->before), free(l->link), free(l->some);
    *l = (ambit_links){ 0 };
}

/* ---- Plans ------------------------------------------------------------------------------------------------------- */

void ambit_links_look(ambit_links *l, const uint32_t *owner)
{
    const ambit_siting *s = l->ground->siting;
    for (uint32_t t = 0; t < s->n_territories; t++) l->some[t] = AMBIT_NOBODY;
    for (uint32_t u = 0; u < s->n_units; u++) l->some[owner[u]] = l->number[u];
}

typedef enum { HERE, BEYOND, ACROSS } where;

static bool hangs(const ambit_link *k, uint32_t number) { return number >= k->first && number <= k->last; }

/* Territories hang together: the one with the unit at the link is beyond when a neighbour of that unit is, and the
 * others are where any of their units is. */
static where where_is(const ambit_links *l, const uint32_t *owner, const ambit_link *k, uint32_t t)
{
    const ambit_graph *g = &l->ground->siting->graph;
    bool here = false, beyond = false;
    if (owner[k->at] != t) return l->some[t] != AMBIT_NOBODY && hangs(k, l->some[t]) ? BEYOND : HERE;
    for (size_t i = g->first[k->at]; i < g->first[k->at + 1]; i++) {
        const uint32_t v = g->unit[i];
        if (owner[v] == t) *(hangs(k, l->number[v]) ? &beyond : &here) = true;
    }
    return beyond ? here ? ACROSS : BEYOND : HERE;
}

double ambit_links_beyond(const ambit_links *l, const uint32_t *owner, uint32_t i, uint32_t *across)
{
    const ambit_siting *s = l->ground->siting;
    const ambit_link *k = &l->link[i];
    double violation = 0;
    *across = AMBIT_NOBODY;
    for (uint32_t a = 0; a < s->n_rules; a++) {
        double load = l->before[(size_t)(k->last + 1) * s->n_rules + a] - l->before[(size_t)k->first * s->n_rules + a];
        double low = 0, high = 0;
        for (uint32_t t = 0; t < s->n_territories; t++) {
            const size_t row = (size_t)a * s->n_territories + t;
            const where at = where_is(l, owner, k, t);
            if (at == HERE) continue;
            if (at == ACROSS) *across = t, high += s->upper[row];
            else low += fmax(0, s->lower[row]), high += s->upper[row];
            if (at == BEYOND && owner[k->at] == t) load += ambit_siting_amount(s, a, k->at, t);
        }
        double over = fmax(load - high, low - load);
        if (over > 1e-9 * s->n_territories * s->scale[a]) violation += over / s->scale[a];
    }
    return violation;
}

void ambit_links_mend(ambit_links *l, ambit_siting_level *level, uint32_t *owner, uint32_t tries, uint32_t trees,
        ambit_rng *rng)
{
    for (uint32_t i = 0; i < l->n_links; i++)
        for (uint32_t n = 0; n < tries && !ambit_ground_stops(l->ground); n++) {
            uint32_t across;
            ambit_links_look(l, owner);
            if (!(ambit_links_beyond(l, owner, i, &across) > 0) && across == AMBIT_NOBODY) break;
            const uint32_t t = owner[n % 2 ? l->link[i].at : l->link[i].root];
            const uint32_t most = 2 + ambit_rng_below(rng, AMBIT_MOST_REGION - 1);
            ambit_siting_level_redivide(level, owner, t, most, trees, rng);
        }
}
