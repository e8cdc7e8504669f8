#include "heuristics/exact/rep_sets.h"

#include <stdlib.h>
#include <string.h>

enum { MOST_REACH = AMBIT_SET_REPS * 2 * AMBIT_NEIGHBOURS * 8 };

/* Links in compressed rows, and the sets that have been found (counted only while there is no room for them). */
typedef struct {
    uint32_t n_reps, n_goal;
    size_t *first;
    uint32_t *link;
    char *seen;                  /* [n_reps] a member, or within reach of one */
    uint32_t member[AMBIT_SET_REPS];
    ambit_rep_set *set;
    size_t n_sets;
} growth;

/* ---- Links ------------------------------------------------------------------------------------------------------- */

static bool is_near(const ambit_neighbours *n, uint32_t a, uint32_t b, uint32_t n_near)
{
    for (uint32_t i = 0; i < n->count[a] && i < n_near; i++)
        if (n->rep[(size_t)a * AMBIT_NEIGHBOURS + i] == b) return true;
    return false;
}

/* a's near ones, and those that have a among theirs. With `link` NULL it only counts, into first[a + 1]. */
static void link_reps(growth *g, const ambit_neighbours *n, uint32_t n_near, size_t *used)
{
    for (uint32_t a = 0; a < g->n_reps; a++)
        for (uint32_t i = 0; i < n->count[a] && i < n_near; i++) {
            uint32_t b = n->rep[(size_t)a * AMBIT_NEIGHBOURS + i];
            if (b < a && is_near(n, b, a, n_near)) continue; /* b has linked the two */
            if (g->link) g->link[g->first[a] + used[a]] = b, g->link[g->first[b] + used[b]] = a;
            used[a]++, used[b]++;
        }
}

static int list_links(growth *g, const ambit_neighbours *n, uint32_t n_near)
{
    size_t *used = calloc((size_t)g->n_reps + 1, sizeof *used);
    g->first = calloc((size_t)g->n_reps + 1, sizeof *g->first);
    g->seen = calloc((size_t)g->n_reps + 1, 1);
    if (!used || !g->first || !g->seen) return free(used), -1;
    link_reps(g, n, n_near, used);
    for (uint32_t a = 0; a < g->n_reps; a++) g->first[a + 1] = g->first[a] + used[a], used[a] = 0;
    g->link = malloc((g->first[g->n_reps] + 1) * sizeof *g->link);
    if (g->link) link_reps(g, n, n_near, used);
    free(used);
    return g->link ? 0 : -1;
}

/* ---- Growth ------------------------------------------------------------------------------------------------------ */

static void add_set(growth *g)
{
    if (g->set) {
        ambit_rep_set *set = &g->set[g->n_sets];
        *set = (ambit_rep_set){ { 0 } };
        for (uint32_t i = 0; i < g->n_goal; i++) {
            uint32_t at = i;
            for (; at > 0 && set->rep[at - 1] > g->member[i]; at--) set->rep[at] = set->rep[at - 1];
            set->rep[at] = g->member[i];
        }
    }
    g->n_sets++;
}

static void grow(growth *g, uint32_t n, const uint32_t *reach, uint32_t n_reach);

/* Takes rep r in, with what it brings within reach beside `rest`. */
static void grow_by(growth *g, uint32_t n, uint32_t r, const uint32_t *rest, uint32_t n_rest)
{
    uint32_t reach[MOST_REACH], n_reach = n_rest;
    if (n_rest) memcpy(reach, rest, n_rest * sizeof *rest);
    g->member[n] = r;
    for (size_t i = g->first[r]; i < g->first[r + 1] && n_reach < MOST_REACH; i++) {
        uint32_t to = g->link[i];
        if (to > g->member[0] && !g->seen[to]) g->seen[to] = 1, reach[n_reach++] = to;
    }
    grow(g, n + 1, reach, n_reach);
    for (uint32_t i = n_rest; i < n_reach; i++) g->seen[reach[i]] = 0;
}

static void grow(growth *g, uint32_t n, const uint32_t *reach, uint32_t n_reach)
{
    if (n == g->n_goal) { add_set(g); return; }
    for (uint32_t i = 0; i < n_reach; i++) grow_by(g, n, reach[i], reach + i + 1, n_reach - i - 1);
}

static void grow_all(growth *g, ambit_rep_sets *out, uint32_t most)
{
    g->n_sets = 0;
    for (uint32_t n = 0; n <= AMBIT_SET_REPS; n++) {
        out->first[n] = g->n_sets;
        g->n_goal = n;
        for (uint32_t r = 0; n >= 2 && n <= most && r < g->n_reps; r++) {
            g->seen[r] = 1;
            grow_by(g, 0, r, NULL, 0);
            g->seen[r] = 0;
        }
    }
    out->first[AMBIT_SET_REPS + 1] = g->n_sets;
}

ambit_status ambit_rep_sets_init(ambit_rep_sets *out, const ambit_neighbours *neighbours, uint32_t most,
        uint32_t n_near, ambit_error *err)
{
    growth g = { .n_reps = neighbours->n_reps };
    *out = (ambit_rep_sets){ .set = NULL };
    bool listed = !list_links(&g, neighbours, n_near);
    if (listed) grow_all(&g, out, most);
    if (listed && (g.set = malloc((g.n_sets + 1) * sizeof *g.set))) grow_all(&g, out, most);
    free(g.first), free(g.link), free(g.seen);
    out->set = g.set;
    return g.set ? AMBIT_OK
                 : ambit_fail(err, AMBIT_E_MEMORY, "no memory for the neighbouring sets of %u reps", g.n_reps);
}

void ambit_rep_sets_reset(ambit_rep_sets *sets)
{
    free(sets->set);
    *sets = (ambit_rep_sets){ .set = NULL };
}
