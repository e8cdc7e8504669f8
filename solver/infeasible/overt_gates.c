/* solver/siting/overt_gates.c - units that are the only way to others.
 *
 * What hangs on a cut unit and is too small to be a territory joins that unit's territory, all of it. Cut units and
 * what they part come out of one depth-first walk (Hopcroft & Tarjan 1973, doi:10.1145/362248.362272). */
#include "solver/infeasible/overt_parts.h"
#include <math.h>
#include <stdlib.h>

typedef struct {
    ambit_overt *o;
    const ambit_graph *graph;
    uint32_t *number, *low, *parent;  /* [n_units] of the walk; number 0: not reached */
    size_t *next;                     /* [n_units] the entry of its row that is walked next */
    double *under;                    /* [n_rules * n_units] least amounts of what the walk reached through a unit */
    double *most;                     /* the same, most */
    double *joined;                   /* [n_rules * n_units] least amounts that must join it, its own included */
    double *parted, *parted_most;     /* [n_rules * n_units] what its cut off children hold */
    uint32_t *n_joined, *example;     /* [n_units] sides that join, and a unit of one */
} walk;

/* Is a side with these amounts too small to hold a territory? Entries lie n_units apart. */
static bool too_small(const walk *w, const double *most, uint32_t u)
{
    for (uint32_t a = 0; a < w->o->s->n_rules; a++)
        if (most[(size_t)a * w->o->s->n_units + u] < w->o->low[a] * (1 - 1e-12)) return true;
    return false;
}

/* Child c of u cannot be reached without u. */
static void part(walk *w, uint32_t u, uint32_t c)
{
    const size_t n = w->o->s->n_units;
    bool joins = too_small(w, w->most, c);
    for (uint32_t a = 0; a < w->o->s->n_rules; a++) {
        w->parted[a * n + u] += w->under[a * n + c], w->parted_most[a * n + u] += w->most[a * n + c];
        if (joins) w->joined[a * n + u] += w->under[a * n + c];
    }
    if (joins) w->n_joined[u]++, w->example[u] = c;
}

static void leave(walk *w, uint32_t c)
{
    const size_t n = w->o->s->n_units;
    uint32_t u = w->parent[c];
    if (u == AMBIT_NOBODY) return;
    if (w->low[c] < w->low[u]) w->low[u] = w->low[c];
    for (uint32_t a = 0; a < w->o->s->n_rules; a++)
        w->under[a * n + u] += w->under[a * n + c], w->most[a * n + u] += w->most[a * n + c];
    if (w->low[c] >= w->number[u]) part(w, u, c);
}

static void walk_from(walk *w, uint32_t root, uint32_t *count)
{
    uint32_t u = root;
    w->parent[root] = AMBIT_NOBODY, w->number[root] = w->low[root] = ++*count;
    while (u != AMBIT_NOBODY) {
        if (w->next[u] == w->graph->first[u + 1]) {
            leave(w, u);
            u = w->parent[u];
            continue;
        }
        uint32_t v = w->graph->unit[w->next[u]++];
        if (!w->number[v]) {
            w->parent[v] = u, w->number[v] = w->low[v] = ++*count;
            u = v;
        } else if (v != w->parent[u] && w->number[v] < w->low[u]) w->low[u] = w->number[v];
    }
}

/* The side of the root: what is neither u nor cut off below it, when something of u's part is. */
static void add_upper_side(walk *w, uint32_t u, const double *total, const double *total_most)
{
    const size_t n = w->o->s->n_units;
    bool joins = false;
    if (w->parent[u] == AMBIT_NOBODY) return;
    for (uint32_t a = 0; a < w->o->s->n_rules; a++) {
        double most = total_most[a] - w->o->most[a * n + u] - w->parted_most[a * n + u];
        joins |= most + 1e-12 * total_most[a] < w->o->low[a];
    }
    for (uint32_t a = 0; joins && a < w->o->s->n_rules; a++)
        w->joined[a * n + u] += fmax(0, total[a] * (1 - 1e-12) - w->o->least[a * n + u] - w->parted[a * n + u]);
    if (joins) w->n_joined[u]++, w->example[u] = w->parent[u];
}

static void judge_gate(walk *w, uint32_t u)
{
    const size_t n = w->o->s->n_units;
    char name[2][140];
    for (uint32_t a = 0; a < w->o->s->n_rules && w->n_joined[u]; a++) {
        double all = w->joined[a * n + u];
        if (!(all > w->o->high[a] * (1 + 1e-9))) continue;
        fprintf(w->o->page, "%s is the only way to %s%s, too little to stand alone; together they have %.10g of %s, "
                "more than a territory may have (at most %.8g)", ambit_overt_unit(w->o, u, name[0]),
                ambit_overt_unit(w->o, w->example[u], name[1]),
                w->n_joined[u] > 1 ? " and others" : " and what is behind", all, ambit_overt_rule(w->o, a),
                w->o->high[a]);
        ambit_overt_relax(w->o, a, all / ambit_overt_share(w->o, a) - 1, "add a link");
        return;
    }
}

static void judge_part(walk *w, uint32_t root)
{
    const size_t n = w->o->s->n_units;
    const uint32_t rules = w->o->s->n_rules;
    double *total = w->o->load, *total_most = w->o->load + rules;
    for (uint32_t a = 0; a < rules; a++) total[a] = w->under[a * n + root], total_most[a] = w->most[a * n + root];
    for (uint32_t u = 0; u < n && !w->o->n_lines; u++) {
        if (w->o->part[u] != w->o->part[root]) continue;
        add_upper_side(w, u, total, total_most);
        judge_gate(w, u);
    }
}

static void walk_all(walk *w)
{
    const size_t n = w->o->s->n_units;
    uint32_t count = 0;
    for (size_t u = 0; u < n; u++) w->next[u] = w->graph->first[u];
    for (size_t i = 0; i < n * w->o->s->n_rules; i++)
        w->under[i] = w->joined[i] = w->o->least[i], w->most[i] = w->o->most[i];
    for (uint32_t u = 0; u < n; u++) {
        if (w->number[u]) continue;
        walk_from(w, u, &count);
        judge_part(w, u);
    }
}

ambit_status ambit_overt_gates(ambit_overt *o)
{
    const size_t n = o->s->n_units, all = n * o->s->n_rules + 1;
    walk w = { .o = o, .graph = &o->s->graph };
    w.number = calloc(n, sizeof *w.number), w.low = calloc(n, sizeof *w.low), w.parent = calloc(n, sizeof *w.parent);
    w.next = calloc(n, sizeof *w.next), w.n_joined = calloc(n, sizeof *w.n_joined);
    w.example = calloc(n, sizeof *w.example);
    w.under = calloc(all, sizeof *w.under), w.most = calloc(all, sizeof *w.most);
    w.joined = calloc(all, sizeof *w.joined), w.parted = calloc(all, sizeof *w.parted);
    w.parted_most = calloc(all, sizeof *w.parted_most);
    bool done = w.number && w.low && w.parent && w.next && w.n_joined && w.example && w.under && w.most && w.joined
                && w.parted && w.parted_most;
    if (done) walk_all(&w);
    free(w.number), free(w.low), free(w.parent), free(w.next), free(w.n_joined), free(w.example);
    free(w.under), free(w.most), free(w.joined), free(w.parted), free(w.parted_most);
    return done ? AMBIT_OK : ambit_fail(o->err, AMBIT_E_MEMORY, "no memory to look for cut units");
}
