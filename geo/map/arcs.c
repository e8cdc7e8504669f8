#include "geo/map/arcs.h"
#include "geo/bits.h"

#include <stdlib.h>
#include <string.h>

#define NONE UINT32_MAX

/* While the net is built: points that lie in the same place are one vertex, the first of them. */
struct net {
    const ambit_layer *layer;
    uint32_t n_points;
    uint32_t *vertex;            /* [n_points] */
    double *lon_deg;             /* [n_points] of the layer; when it crosses, within -180 (without) and 180 */
    uint32_t *turn;              /* the points of all parts without repetitions, part after part */
    uint32_t *own;               /* [n_points] the point of the part itself at each place of `turn` */
    uint32_t *turn_first;        /* [n_parts + 1] */
    uint32_t *low, *high;        /* [n_points] of a vertex: its neighbours when it was passed first */
    char *is_node;               /* [n_points] of a vertex */
    uint32_t *slot, n_slots;     /* hash table: of vertices first, of arcs later */
    uint32_t n_in, n_uses;       /* how much of arcs->point and arcs->use is filled */
};

/* Whole turns are exact: what was equal stays equal. */
static void bring_home(ambit_arcs *arcs, struct net *net)
{
    const double *lon = net->layer->lon_deg;
    for (uint32_t i = 0; i < net->n_points; i++) arcs->crosses |= lon[i] > 180 || lon[i] < -180;
    for (uint32_t i = 0; i < net->n_points; i++) {
        net->lon_deg[i] = lon[i];
        while (arcs->crosses && net->lon_deg[i] > 180) net->lon_deg[i] -= 360;
        while (arcs->crosses && net->lon_deg[i] <= -180) net->lon_deg[i] += 360;
    }
}

/* Gives each point its vertex. */
static void number_vertices(struct net *net)
{
    const double *x = net->lon_deg, *y = net->layer->lat_deg;
    memset(net->slot, 0xFF, net->n_slots * sizeof *net->slot);
    for (uint32_t i = 0; i < net->n_points; i++) {
        uint32_t s = ambit_bits_place(x[i], y[i]) & (net->n_slots - 1), v;
        while ((v = net->slot[s]) != NONE && (x[v] != x[i] || y[v] != y[i])) s = (s + 1) & (net->n_slots - 1);
        if (v == NONE) net->slot[s] = i;
        net->vertex[i] = net->slot[s];
    }
}

/* The vertices of each part in order, without repetitions and without the closing one. */
static void list_turns(struct net *net)
{
    uint32_t n = 0;
    for (uint32_t p = 0; p < net->layer->n_parts; p++) {
        uint32_t start = n;
        net->turn_first[p] = n;
        for (size_t i = net->layer->point_first[p]; i < net->layer->point_first[p + 1]; i++)
            if (n == start || net->turn[n - 1] != net->vertex[i]) {
                net->own[n] = (uint32_t)i;
                net->turn[n++] = net->vertex[i];
            }
        while (n > start + 1 && net->turn[n - 1] == net->turn[start]) n--;
        if (n < start + 3) n = start;
    }
    net->turn_first[net->layer->n_parts] = n;
}

/* A vertex is a node when two rings pass it between different neighbours. */
static void find_nodes(struct net *net)
{
    memset(net->low, 0xFF, net->n_points * sizeof *net->low);
    for (uint32_t p = 0; p < net->layer->n_parts; p++) {
        uint32_t at = net->turn_first[p], n = net->turn_first[p + 1] - at;
        for (uint32_t k = 0; k < n; k++) {
            uint32_t v = net->turn[at + k];
            uint32_t before = net->turn[at + (k + n - 1) % n], behind = net->turn[at + (k + 1) % n];
            uint32_t low = before < behind ? before : behind, high = before < behind ? behind : before;
            if (net->low[v] == NONE) net->low[v] = low, net->high[v] = high;
            else if (net->low[v] != low || net->high[v] != high) net->is_node[v] = 1;
        }
    }
}

/* A run of a ring: `n` vertices from position `from`, going round; step is 1 or -1. */
struct run { const uint32_t *turn; uint32_t n_turn, from, n; int step; };

static uint32_t run_at(const struct run *run, uint32_t k)
{
    uint32_t i = run->step > 0 ? run->from + k : run->from + run->n_turn - k % run->n_turn;
    return run->turn[i % run->n_turn];
}

static struct run reversed(const struct run *run)
{
    struct run back = *run;
    back.from = (run->from + run->n - 1) % run->n_turn;
    back.step = -run->step;
    return back;
}

/* An arc is known by its first two vertices, as no border forks between nodes. Finds it or adds it. */
static uint32_t arc_of(ambit_arcs *arcs, struct net *net, const struct run *run)
{
    uint32_t first = run_at(run, 0), second = run_at(run, 1);
    uint32_t s = (uint32_t)ambit_bits_mix((uint64_t)first << 32 | second) & (net->n_slots - 1);
    for (; net->slot[s] != NONE; s = (s + 1) & (net->n_slots - 1)) {
        const uint32_t *point = arcs->point + arcs->first[net->slot[s]];
        if (point[0] == first && point[1] == second) return net->slot[s];
    }
    net->slot[s] = arcs->n_arcs;
    double last = net->lon_deg[first];
    for (uint32_t k = 0; k < run->n; k++) {
        uint32_t v = run_at(run, k);
        arcs->point[net->n_in] = v;
        arcs->lon_deg[net->n_in++] = last = ambit_arcs_near(arcs, net->lon_deg[v], last);
    }
    arcs->first[arcs->n_arcs + 1] = net->n_in;
    return arcs->n_arcs++;
}

/* Both rings of a border must come to the same arc: it runs from its lower end, or along its lower first step. */
static void add_use(ambit_arcs *arcs, struct net *net, struct run run)
{
    struct run back = reversed(&run);
    uint32_t a = run_at(&run, 0), b = run_at(&back, 0);
    int backwards = a != b ? b < a : run_at(&back, 1) < run_at(&run, 1);
    uint32_t arc = arc_of(arcs, net, backwards ? &back : &run);
    arcs->use[net->n_uses++] = (ambit_arc_use){ arc, (char)backwards };
}

static void cut_part(ambit_arcs *arcs, struct net *net, uint32_t p)
{
    const uint32_t *turn = net->turn + net->turn_first[p];
    uint32_t n = net->turn_first[p + 1] - net->turn_first[p], start = 0, lowest = 0;
    if (!n) return;
    while (start < n && !net->is_node[turn[start]]) start++;
    for (uint32_t k = 1; k < n; k++)
        if (turn[k] < turn[lowest]) lowest = k;
    arcs->start_deg[p] = net->layer->lon_deg[net->own[net->turn_first[p] + (start == n ? lowest : start)]];
    if (start == n) { /* an island or a lake */
        add_use(arcs, net, (struct run){ turn, n, lowest, n + 1, 1 });
        return;
    }
    for (uint32_t from = start; from < start + n;) {
        uint32_t to = from + 1;
        while (!net->is_node[turn[to % n]]) to++;
        add_use(arcs, net, (struct run){ turn, n, from % n, to - from + 1, 1 });
        from = to;
    }
}

static void cut_all(ambit_arcs *arcs, struct net *net)
{
    memset(net->slot, 0xFF, net->n_slots * sizeof *net->slot);
    arcs->first[0] = 0;
    for (uint32_t p = 0; p < net->layer->n_parts; p++) {
        arcs->use_first[p] = net->n_uses;
        cut_part(arcs, net, p);
    }
    arcs->use_first[net->layer->n_parts] = net->n_uses;
}

static int make_room(ambit_arcs *arcs, struct net *net)
{
    size_t n = (size_t)net->n_points + 1, parts = (size_t)net->layer->n_parts + 1;
    for (net->n_slots = 64; net->n_slots < 2 * n; net->n_slots *= 2) continue;
    return (net->vertex = calloc(n, sizeof *net->vertex)) && (net->turn = calloc(n, sizeof *net->turn))
        && (net->own = calloc(n, sizeof *net->own)) && (net->lon_deg = calloc(n, sizeof *net->lon_deg))
        && (arcs->start_deg = calloc(parts, sizeof *arcs->start_deg))
        && (net->turn_first = calloc(parts, sizeof *net->turn_first)) && (net->low = calloc(n, sizeof *net->low))
        && (net->high = calloc(n, sizeof *net->high)) && (net->is_node = calloc(n, 1))
        && (net->slot = calloc(net->n_slots, sizeof *net->slot)) && (arcs->first = calloc(n + 1, sizeof *arcs->first))
        && (arcs->point = calloc(2 * n, sizeof *arcs->point))
        && (arcs->lon_deg = calloc(2 * n, sizeof *arcs->lon_deg))
        && (arcs->use_first = calloc(parts, sizeof *arcs->use_first))
        && (arcs->use = calloc(n, sizeof *arcs->use)) ? 0 : -1;
}

ambit_status ambit_arcs_build(ambit_arcs *out, const ambit_layer *layer, ambit_error *err)
{
    size_t n_points = layer->point_first[layer->n_parts];
    struct net net = { .layer = layer, .n_points = (uint32_t)n_points };
    *out = (ambit_arcs){ 0 };
    if (n_points >= UINT32_MAX / 2)
        return ambit_fail(err, AMBIT_E_LIMIT, "%zu points are too many for a net of borders", n_points);
    int failed = make_room(out, &net);
    if (!failed) {
        bring_home(out, &net);
        number_vertices(&net);
        list_turns(&net);
        find_nodes(&net);
        cut_all(out, &net);
    }
    free(net.vertex);
    free(net.turn);
    free(net.own);
    free(net.lon_deg);
    free(net.turn_first);
    free(net.low);
    free(net.high);
    free(net.is_node);
    free(net.slot);
    if (failed) ambit_arcs_reset(out);
    return failed ? ambit_fail(err, AMBIT_E_MEMORY, "no memory for a net of %zu points", n_points) : AMBIT_OK;
}

void ambit_arcs_reset(ambit_arcs *arcs)
{
    free(arcs->first);
    free(arcs->point);
    free(arcs->lon_deg);
    free(arcs->start_deg);
    free(arcs->use_first);
    free(arcs->use);
    *arcs = (ambit_arcs){ 0 };
}
