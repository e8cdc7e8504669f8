/* solver/infeasible/flow.c - Dinic's algorithm: levels by breadth, then flow along level edges with a current edge for
 * each node.
 * */
#include "solver/infeasible/flow.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

typedef struct {
    const ambit_flow_network *net;
    double *flow;                     /* of each edge */
    size_t *back_first, *back_edge;   /* the edges into each right node */
    uint32_t *edge_left;              /* [n_edges] */
    double *excess, *space;           /* what is left of supply and room */
    uint32_t *left_level, *right_level, *queue;
    size_t *left_at, *right_at;       /* the current edge of each node */
    double tiny;
} dinic;

static const uint32_t FAR = UINT32_MAX;

/* Queue entries below n_left are left nodes, the others right ones. */
static bool find_levels(dinic *d)
{
    const ambit_flow_network *net = d->net;
    uint32_t head = 0, tail = 0;
    bool open = false;
    for (uint32_t r = 0; r < net->n_right; r++) d->right_level[r] = FAR;
    for (uint32_t l = 0; l < net->n_left; l++) {
        d->left_level[l] = d->excess[l] > d->tiny ? 0 : FAR;
        if (d->left_level[l] == 0) d->queue[tail++] = l;
    }
    while (head < tail) {
        uint32_t node = d->queue[head++];
        if (node < net->n_left) {
            for (size_t e = net->first[node]; e < net->first[node + 1]; e++) {
                uint32_t r = net->right[e];
                if (d->right_level[r] != FAR) continue;
                d->right_level[r] = d->left_level[node] + 1;
                d->queue[tail++] = net->n_left + r;
                open = open || d->space[r] > d->tiny;
            }
            continue;
        }
        uint32_t r = node - net->n_left;
        for (size_t b = d->back_first[r]; b < d->back_first[r + 1]; b++) {
            uint32_t l = d->edge_left[d->back_edge[b]];
            if (d->left_level[l] != FAR || !(d->flow[d->back_edge[b]] > d->tiny)) continue;
            d->left_level[l] = d->right_level[r] + 1;
            d->queue[tail++] = l;
        }
    }
    return open;
}

static double push_right(dinic *d, uint32_t r, double amount);

/* Sends up to `amount` onwards from a left node; returns what went. */
static double push_left(dinic *d, uint32_t l, double amount)
{
    double sent = 0;
    for (; d->left_at[l] < d->net->first[l + 1]; d->left_at[l]++) {
        size_t e = d->left_at[l];
        if (d->right_level[d->net->right[e]] != d->left_level[l] + 1) continue;
        double went = push_right(d, d->net->right[e], amount - sent);
        d->flow[e] += went, sent += went;
        if (!(amount - sent > d->tiny)) break;
    }
    return sent;
}

/* Takes it in while there is room, else sends back what others brought. */
static double push_right(dinic *d, uint32_t r, double amount)
{
    double sent = fmin(amount, d->space[r]);
    d->space[r] -= sent;
    for (; amount - sent > d->tiny && d->right_at[r] < d->back_first[r + 1]; d->right_at[r]++) {
        size_t e = d->back_edge[d->right_at[r]];
        uint32_t l = d->edge_left[e];
        if (d->left_level[l] != d->right_level[r] + 1 || !(d->flow[e] > d->tiny)) continue;
        double went = push_left(d, l, fmin(amount - sent, d->flow[e]));
        d->flow[e] -= went, sent += went;
        if (!(amount - sent > d->tiny)) break;
    }
    return sent;
}

static void run(dinic *d)
{
    const ambit_flow_network *net = d->net;
    while (find_levels(d)) {
        double moved = 0;
        memcpy(d->left_at, net->first, net->n_left * sizeof *d->left_at);
        memcpy(d->right_at, d->back_first, net->n_right * sizeof *d->right_at);
        for (uint32_t l = 0; l < net->n_left; l++) {
            if (d->left_level[l] != 0) continue;
            double went = push_left(d, l, d->excess[l]);
            d->excess[l] -= went, moved += went;
        }
        if (!(moved > 0)) break; /* rounding alone is left */
    }
}

static int init(dinic *d, const ambit_flow_network *net)
{
    size_t n_edges = net->first[net->n_left], nodes = (size_t)net->n_left + net->n_right + 1;
    double sum = 0;
    *d = (dinic){ .net = net };
    d->flow = calloc(n_edges + 1, sizeof *d->flow);
    d->back_first = calloc((size_t)net->n_right + 2, sizeof *d->back_first);
    d->back_edge = malloc((n_edges + 1) * sizeof *d->back_edge);
    d->edge_left = malloc((n_edges + 1) * sizeof *d->edge_left);
    d->excess = malloc(nodes * sizeof *d->excess), d->space = malloc(nodes * sizeof *d->space);
    d->left_level = malloc(nodes * sizeof *d->left_level), d->right_level = malloc(nodes * sizeof *d->right_level);
    d->queue = malloc(nodes * sizeof *d->queue);
    d->left_at = malloc(nodes * sizeof *d->left_at), d->right_at = malloc(nodes * sizeof *d->right_at);
    if (!d->flow || !d->back_first || !d->back_edge || !d->edge_left || !d->excess || !d->space || !d->left_level
        || !d->right_level || !d->queue || !d->left_at || !d->right_at) return -1;
    for (size_t e = 0; e < n_edges; e++) d->back_first[net->right[e] + 2]++;
    for (uint32_t r = 0; r < net->n_right; r++) d->back_first[r + 1] += d->back_first[r];
    for (uint32_t l = 0; l < net->n_left; l++)
        for (size_t e = net->first[l]; e < net->first[l + 1]; e++) {
            d->edge_left[e] = l;
            d->back_edge[d->back_first[net->right[e] + 1]++] = e;
        }
    for (uint32_t l = 0; l < net->n_left; l++) sum += d->excess[l] = net->supply[l];
    for (uint32_t r = 0; r < net->n_right; r++) d->space[r] = fmin(net->room[r], 2 * sum);
    d->tiny = 1e-13 * sum;
    return 0;
}

static void reset(dinic *d)
{
    free(d->flow), free(d->back_first), free(d->back_edge), free(d->edge_left), free(d->excess), free(d->space);
    free(d->left_level), free(d->right_level), free(d->queue), free(d->left_at), free(d->right_at);
}

ambit_status ambit_flow_place(double *shortage, bool *left_cut, bool *right_cut, const ambit_flow_network *net,
        ambit_error *err)
{
    dinic d;
    double supply = 0;
    *shortage = 0;
    if (init(&d, net)) {
        reset(&d);
        return ambit_fail(err, AMBIT_E_MEMORY, "no memory for a network of %u and %u nodes", net->n_left, net->n_right);
    }
    run(&d);
    for (uint32_t l = 0; l < net->n_left; l++) {
        *shortage += d.excess[l] > d.tiny ? d.excess[l] : 0;
        supply += net->supply[l];
        left_cut[l] = d.left_level[l] != FAR;
    }
    for (uint32_t r = 0; r < net->n_right; r++) right_cut[r] = d.right_level[r] != FAR;
    if (*shortage <= 1e-12 * supply) *shortage = 0;
    reset(&d);
    return AMBIT_OK;
}
