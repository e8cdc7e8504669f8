/* solver/siting/separator.c - node v is two states, v's entry 2v and its exit 2v + 1, with capacity x_v between them.
 *
 * Borders carry any amount, out of one unit's exit into the other's entry. Only what a call visited is cleaned up after
 * it, so a call costs what it looked at. */
#include "solver/cut/separator.h"
#include "instances/base/status.h"
#include <math.h>
#include <stdlib.h>

struct ambit_separator {
    const ambit_graph *graph;
    size_t *mate;         /* [2 * borders] the same border seen from the other side */
    double *through;      /* [n_units] flow from v's entry to its exit */
    double *along;        /* [2 * borders] flow from the row's unit into the entry's */
    uint32_t *seen;       /* [2 * n_units] stamp of the walk that reached the state */
    uint32_t *from;       /* [2 * n_units] state before it */
    size_t *by;           /* [2 * n_units] border that was crossed, or NOWHERE within a unit */
    uint32_t *queue;      /* [2 * n_units] */
    uint32_t *touched;    /* [n_units] units whose flow may not be 0 */
    uint32_t n_touched, stamp, n_queue;
    uint8_t *in_set;      /* [n_units] */
};

static const size_t NOWHERE = SIZE_MAX;
static const double NOTHING = 1e-12; /* a capacity or a flow that counts as none */

static size_t position(const ambit_graph *g, uint32_t u, uint32_t v)
{
    size_t low = g->first[u], high = g->first[u + 1];
    while (low + 1 < high) {
        size_t mid = low + (high - low) / 2;
        if (g->unit[mid] <= v) low = mid;
        else high = mid;
    }
    return low;
}

ambit_status ambit_separator_build(ambit_separator **out, const ambit_graph *graph, ambit_error *err)
{
    size_t n = graph->n_units, m = graph->first[graph->n_units];
    ambit_separator *s = *out = calloc(1, sizeof *s);
    if (!s) return ambit_fail(err, AMBIT_E_MEMORY, "no memory for separators of %zu units", n);
    s->graph = graph;
    s->mate = malloc((m + 1) * sizeof *s->mate);
    s->along = calloc(m + 1, sizeof *s->along);
    s->through = calloc(n + 1, sizeof *s->through);
    s->seen = calloc(2 * n + 1, sizeof *s->seen);
    s->from = malloc((2 * n + 1) * sizeof *s->from);
    s->by = malloc((2 * n + 1) * sizeof *s->by);
    s->queue = malloc((2 * n + 1) * sizeof *s->queue);
    s->touched = malloc((n + 1) * sizeof *s->touched);
    s->in_set = calloc(n + 1, sizeof *s->in_set);
    if (!s->mate || !s->along || !s->through || !s->seen || !s->from || !s->by || !s->queue || !s->touched
        || !s->in_set) {
        ambit_separator_free(s);
        *out = NULL;
        return ambit_fail(err, AMBIT_E_MEMORY, "no memory for separators of %zu units", n);
    }
    for (uint32_t u = 0; u < n; u++)
        for (size_t e = graph->first[u]; e < graph->first[u + 1]; e++) s->mate[e] = position(graph, graph->unit[e], u);
    return AMBIT_OK;
}

void ambit_separator_free(ambit_separator *s)
{
    if (!s) return;
    free(s->mate), free(s->along), free(s->through), free(s->seen), free(s->from);
    free(s->by), free(s->queue), free(s->touched), free(s->in_set), free(s);
}

static uint32_t entry_of(uint32_t u) { return 2 * u; }
static uint32_t exit_of(uint32_t u) { return 2 * u + 1; }

static void reach(ambit_separator *s, uint32_t state, uint32_t from, size_t by)
{
    if (s->seen[state] == s->stamp) return;
    s->seen[state] = s->stamp;
    s->from[state] = from;
    s->by[state] = by;
    s->queue[s->n_queue++] = state;
}

static void start_walk(ambit_separator *s)
{
    if (++s->stamp == 0) {
        for (size_t i = 0; i < 2 * (size_t)s->graph->n_units; i++) s->seen[i] = 0;
        s->stamp = 1;
    }
    s->n_queue = 0;
}

/* ---- The flow from b to a -------------------------------------------------------------------------------------- */

/* A shortest path of what is left; true when it reached a's entry, else the states seen are b's side of a least cut. */
static bool find_path(ambit_separator *s, const double *x, uint32_t a, uint32_t b)
{
    const ambit_graph *g = s->graph;
    start_walk(s);
    reach(s, exit_of(b), exit_of(b), NOWHERE);
    for (uint32_t head = 0; head < s->n_queue; head++) {
        uint32_t state = s->queue[head], u = state / 2;
        if (state == entry_of(a)) return true;
        if (state == exit_of(u)) {
            for (size_t e = g->first[u]; e < g->first[u + 1]; e++)
                if (g->unit[e] != b) reach(s, entry_of(g->unit[e]), state, e);
            if (u != b && s->through[u] > NOTHING) reach(s, entry_of(u), state, NOWHERE);
            continue;
        }
        if (x[u] - s->through[u] > NOTHING) reach(s, exit_of(u), state, NOWHERE);
        for (size_t e = g->first[u]; s->through[u] > NOTHING && e < g->first[u + 1]; e++)
            if (s->along[s->mate[e]] > NOTHING) reach(s, exit_of(g->unit[e]), state, e);
    }
    return false;
}

/* What can still go over the step into `state`. */
static double room_into(const ambit_separator *s, const double *x, uint32_t state)
{
    size_t e = s->by[state];
    uint32_t u = state / 2;
    if (e == NOWHERE) return state == exit_of(u) ? x[u] - s->through[u] : s->through[u];
    return state == entry_of(u) ? INFINITY : s->along[s->mate[e]];
}

static void push_into(ambit_separator *s, uint32_t state, double amount)
{
    size_t e = s->by[state];
    uint32_t u = state / 2;
    if (e == NOWHERE) s->through[u] += state == exit_of(u) ? amount : -amount;
    else if (state == entry_of(u)) s->along[e] += amount;
    else s->along[s->mate[e]] -= amount;
    if (!s->in_set[u]) s->in_set[u] = 1, s->touched[s->n_touched++] = u;
}

static double augment(ambit_separator *s, const double *x, uint32_t a, uint32_t b)
{
    double room = INFINITY;
    for (uint32_t at = entry_of(a); at != exit_of(b); at = s->from[at]) room = fmin(room, room_into(s, x, at));
    for (uint32_t at = entry_of(a); at != exit_of(b); at = s->from[at]) push_into(s, at, room);
    return room;
}

static void clear_flow(ambit_separator *s, uint32_t b)
{
    const ambit_graph *g = s->graph;
    for (uint32_t i = 0; i < s->n_touched; i++) {
        uint32_t u = s->touched[i];
        s->through[u] = 0;
        s->in_set[u] = 0;
        for (size_t e = g->first[u]; e < g->first[u + 1]; e++) s->along[e] = s->along[s->mate[e]] = 0;
    }
    for (size_t e = g->first[b]; e < g->first[b + 1]; e++) s->along[e] = 0;
    s->n_touched = 0;
}

/* ---- The separator --------------------------------------------------------------------------------------------- */

/* Leaves of set[] those units that touch the part of the graph around `u` that the set closes off. */
static uint32_t keep_touching(ambit_separator *s, uint32_t u, uint32_t *set, uint32_t n)
{
    const ambit_graph *g = s->graph;
    for (uint32_t i = 0; i < n; i++) s->in_set[set[i]] = 1;
    start_walk(s);
    reach(s, exit_of(u), exit_of(u), NOWHERE);
    for (uint32_t head = 0; head < s->n_queue; head++) {
        uint32_t v = s->queue[head] / 2;
        if (s->in_set[v]) continue;
        for (size_t e = g->first[v]; e < g->first[v + 1]; e++) reach(s, exit_of(g->unit[e]), 0, NOWHERE);
    }
    uint32_t kept = 0;
    for (uint32_t i = 0; i < n; i++) {
        s->in_set[set[i]] = 0;
        if (s->seen[exit_of(set[i])] == s->stamp) set[kept++] = set[i];
    }
    return kept;
}

static int ascending(const void *a, const void *b)
{
    const uint32_t *x = a, *y = b;
    return (*x > *y) - (*x < *y);
}

double ambit_separator_find(ambit_separator *s, const double *x, uint32_t a, uint32_t b, double enough, uint32_t *set,
        uint32_t *n_set)
{
    double flow = 0;
    bool more = true;
    *n_set = 0;
    if (ambit_graph_touch(s->graph, a, b)) return INFINITY;
    while (flow < enough && (more = find_path(s, x, a, b))) flow += augment(s, x, a, b);
    clear_flow(s, b);
    if (more) return flow;
    uint32_t n = 0;
    for (uint32_t i = 0; i < s->n_queue; i++) {
        uint32_t state = s->queue[i], u = state / 2;
        if (state == entry_of(u) && s->seen[exit_of(u)] != s->stamp) set[n++] = u;
    }
    n = keep_touching(s, b, set, n);
    n = keep_touching(s, a, set, n);
    qsort(set, n, sizeof *set, ascending);
    double weight = 0;
    for (uint32_t i = 0; i < n; i++) weight += x[set[i]];
    *n_set = n;
    return weight;
}
