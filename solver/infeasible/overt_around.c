/* solver/siting/overt_around.c - is there a territory around each unit at all?
 *
 * The connected sets with a unit are tried one by one, each once: a set grows by a unit of its rim, which is then left
 * out of all later sets (Wernicke 2006, doi:10.1109/TCBB.2006.51, without his order). Sets above a bound grow no
 * further, so around a unit that nearly fills a territory there are few. What is found serves all its units. */
#include "solver/infeasible/overt_parts.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum {
    STEPS = 30000000,        /* in all: units looked at */
    STEPS_EACH = 50000,      /* around one unit; and so many times its number of units */
    STEPS_EACH_UNIT = 20,
    DEEPEST = 400            /* units of a set that is still tried */
};

typedef struct {
    ambit_overt *o;
    const ambit_graph *graph;
    uint8_t *mark;               /* [n_units] 0: not seen, 1: on the rim, now or left out; 2: in the set */
    uint8_t *served;             /* [n_units] a territory with it is known */
    uint32_t *set, n_set;        /* [DEEPEST + 1] */
    uint32_t *rim;               /* stack of the rims of all levels */
    size_t room;
    double *load;                /* [2 * n_rules] of the set */
    double *other;               /* [2 * n_rules] of a part of the rest */
    uint32_t *queue, *part_of, stamp;  /* [n_units] */
    uint64_t steps, most_steps;
    bool limited, fitted;        /* some set was within the window, but the rest could not be divided */
    double needed;               /* the least deviation from the share of all sets that were tried */
    uint32_t needed_rule;
} search;

/* ---- One set ----------------------------------------------------------------------------------------------------- */

static void add(search *g, uint32_t u, double sign)
{
    const ambit_overt *o = g->o;
    for (uint32_t a = 0; a < o->s->n_rules; a++) {
        g->load[2 * a] += sign * o->least[(size_t)a * o->s->n_units + u];
        g->load[2 * a + 1] += sign * o->most[(size_t)a * o->s->n_units + u];
    }
}

/* -1: below some bound, 0: within all, 1: above some bound. Sums that went up and down again are not exact. */
static int compare(const search *g, const double *load)
{
    int place = 0;
    for (uint32_t a = 0; a < g->o->s->n_rules; a++) {
        if (load[2 * a] > g->o->high[a] * (1 + 1e-12)) return 1;
        if (load[2 * a + 1] < g->o->low[a] * (1 - 1e-12)) place = -1;
    }
    return place;
}

/* What tolerance would take the set in, where every bounded rule has a share. */
static void note_near(search *g)
{
    double worst = 0;
    uint32_t rule = 0;
    for (uint32_t a = 0; a < g->o->s->n_rules; a++) {
        double share = ambit_overt_share(g->o, a), off = 0;
        if (share > 0) off = fmax(1 - g->load[2 * a + 1] / share, g->load[2 * a] / share - 1);
        if (share > 0 && off * share <= (g->o->high[a] - g->o->low[a]) / 2) off = 0;
        if (off > worst) worst = off, rule = a;
    }
    if (worst < g->needed) g->needed = worst, g->needed_rule = rule;
}

/* The loads of the part of the rest that u lies in; returns its number of units. */
static uint32_t flood(search *g, uint32_t u)
{
    const ambit_siting *s = g->o->s;
    uint32_t n = 0;
    memset(g->other, 0, 2 * (size_t)s->n_rules * sizeof *g->other);
    g->queue[n++] = u, g->part_of[u] = g->stamp;
    for (uint32_t i = 0; i < n; i++) {
        uint32_t v = g->queue[i];
        for (uint32_t a = 0; a < s->n_rules; a++) {
            g->other[2 * a] += g->o->least[(size_t)a * s->n_units + v];
            g->other[2 * a + 1] += g->o->most[(size_t)a * s->n_units + v];
        }
        for (size_t k = g->graph->first[v]; k < g->graph->first[v + 1]; k++) {
            uint32_t w = g->graph->unit[k];
            if (g->mark[w] == 2 || g->part_of[w] == g->stamp) continue;
            g->part_of[w] = g->stamp, g->queue[n++] = w;
        }
    }
    return n;
}

/* Can the units outside the set be a whole number of territories, part by part? */
static bool rest_divides(search *g)
{
    const ambit_siting *s = g->o->s;
    uint32_t least = 1, most = 1;
    g->stamp++;
    g->steps += s->n_units;
    for (uint32_t u = 0; u < s->n_units; u++) {
        uint32_t from, to;
        if (g->mark[u] == 2 || g->part_of[u] == g->stamp) continue;
        uint32_t size = flood(g, u);
        ambit_overt_count(g->o, g->other, size, &from, &to);
        if (from > to) return false;
        least += from, most += to;
    }
    return least <= s->n_territories && most >= s->n_free;
}

/* ---- All sets ---------------------------------------------------------------------------------------------------- */

/* The rim of the grown set behind `to`: what is left of the old one, and what u adds. Returns its end. */
static size_t widen(search *g, size_t next, size_t to, uint32_t u)
{
    size_t end = to;
    if (to + (to - next) + (g->graph->first[u + 1] - g->graph->first[u]) > g->room) { g->limited = true; return to; }
    for (size_t i = next; i < to; i++) g->rim[end++] = g->rim[i];
    for (size_t k = g->graph->first[u]; k < g->graph->first[u + 1]; k++) {
        uint32_t v = g->graph->unit[k];
        if (g->mark[v] == 0) g->mark[v] = 1, g->rim[end++] = v;
    }
    g->steps += 1 + (end - to);
    return end;
}

/* Tries every set that grows from this one by units of rim[from..to); true when one is found, or the limit is. */
static bool grow(search *g, size_t from, size_t to)
{
    for (size_t i = from; i < to; i++) {
        uint32_t u = g->rim[i];
        bool found = false;
        add(g, u, 1);
        g->mark[u] = 2, g->set[g->n_set++] = u;
        g->steps++;
        note_near(g);
        int place = compare(g, g->load);
        if (place == 0 && rest_divides(g)) found = true;
        else if (g->steps > g->most_steps || g->n_set > DEEPEST) g->limited = true;
        else if (place <= 0) {
            size_t end = widen(g, i + 1, to, u);
            found = g->limited || grow(g, to, end);
            for (size_t k = to + (to - i - 1); k < end; k++) g->mark[g->rim[k]] = 0;
        }
        g->fitted |= place == 0;
        if (found || g->limited) return true;
        g->mark[u] = 1, g->n_set--;
        add(g, u, -1);
    }
    return false;
}

static void clear_marks(search *g)
{
    memset(g->mark, 0, g->o->s->n_units * sizeof *g->mark);
    memset(g->load, 0, 2 * (size_t)g->o->s->n_rules * sizeof *g->load);
    g->n_set = 0;
}

static void tell(search *g, uint32_t u)
{
    char name[140];
    ambit_overt *o = g->o;
    const uint32_t a = g->needed_rule;
    fprintf(o->page, "%s ", ambit_overt_unit(o, u, name));
    if (o->s->n_rules)
        fprintf(o->page, "(%.10g of %s) ", o->least[(size_t)a * o->s->n_units + u], ambit_overt_rule(o, a));
    if (g->fitted) {
        fprintf(o->page, "lies in no connected territory within the bounds that leaves others to the rest of the map: "
                "widen the bounds or add a link\n");
        o->n_lines++;
        return;
    }
    fprintf(o->page, "lies in no connected territory within the bounds: all are below %.8g or above %.8g", o->low[a],
            o->high[a]);
    ambit_overt_relax(o, a, g->needed, "add a link or split a neighbour");
}

static void look_around(search *g, uint32_t u)
{
    g->limited = g->fitted = false, g->needed = INFINITY, g->needed_rule = 0;
    g->most_steps = g->steps + STEPS_EACH + (uint64_t)STEPS_EACH_UNIT * g->o->s->n_units;
    g->rim[0] = u, g->mark[u] = 1;
    bool open = grow(g, 0, 1);
    for (uint32_t i = 0; open && !g->limited && i < g->n_set; i++) g->served[g->set[i]] = 1;
    clear_marks(g);
    if (!open) tell(g, u);
}

/* ---- Order ------------------------------------------------------------------------------------------------------- */

typedef struct { double fill; uint32_t unit; } giant;

static int fullest_first(const void *a, const void *b)
{
    const giant *x = a, *y = b;
    if (x->fill != y->fill) return x->fill > y->fill ? -1 : 1;
    return (x->unit > y->unit) - (x->unit < y->unit);
}

static void look_everywhere(search *g, giant *order)
{
    const ambit_overt *o = g->o;
    for (uint32_t u = 0; u < o->s->n_units; u++) {
        order[u] = (giant){ 0, u };
        for (uint32_t a = 0; a < o->s->n_rules; a++)
            if (isfinite(o->high[a]))
                order[u].fill = fmax(order[u].fill, o->least[(size_t)a * o->s->n_units + u] / o->high[a]);
    }
    qsort(order, o->s->n_units, sizeof *order, fullest_first);
    for (uint32_t i = 0; i < o->s->n_units && g->steps < STEPS && !o->n_lines; i++)
        if (!g->served[order[i].unit]) look_around(g, order[i].unit);
}

ambit_status ambit_overt_around(ambit_overt *o)
{
    const size_t n = o->s->n_units, rules = 2 * (size_t)o->s->n_rules + 1;
    search g = { .o = o, .graph = &o->s->graph };
    g.room = STEPS_EACH + (STEPS_EACH_UNIT + 2) * n;
    giant *order = malloc(n * sizeof *order);
    g.mark = calloc(n, 1), g.served = calloc(n, 1), g.set = malloc((DEEPEST + 2) * sizeof *g.set);
    g.rim = malloc(g.room * sizeof *g.rim), g.load = calloc(rules, sizeof *g.load);
    g.other = calloc(rules, sizeof *g.other);
    g.queue = malloc(n * sizeof *g.queue), g.part_of = calloc(n, sizeof *g.part_of);
    bool done = order && g.mark && g.served && g.set && g.rim && g.load && g.other && g.queue && g.part_of;
    if (done) look_everywhere(&g, order);
    free(order), free(g.mark), free(g.served), free(g.set), free(g.rim), free(g.load), free(g.other), free(g.queue);
    free(g.part_of);
    return done ? AMBIT_OK : ambit_fail(o->err, AMBIT_E_MEMORY, "no memory to look around units");
}
