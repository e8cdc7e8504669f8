/* What hangs on single links: found as by taking each unit away, looked at as by counting, and put right in plans from
 * power diagrams, which know nothing of links. */
#include "heuristics/construct/growth.h"
#include "heuristics/construct/links.h"
#include "heuristics/construct/power.h"
#include "tests/heuristics/construct/map.h"
#include "tests/heuristics/construct/rig.h"

#include <string.h>

enum { MOST = MAP_MOST };

typedef struct {
    construct_rig at;
    ambit_links links;
} rig;

static void rig_of(rig *r, ambit_problem *problem)
{
    ambit_error err = { AMBIT_OK, "" };
    construct_rig_of(&r->at, problem);
    assert_int_equal(ambit_links_init(&r->links, &r->at.ground, &err), AMBIT_OK);
}

static void rig_free(rig *r)
{
    ambit_links_reset(&r->links);
    construct_rig_free(&r->at);
}

/* Marks what is reached from `from` when `gone` is taken away. */
static void flood(const ambit_graph *g, uint32_t from, uint32_t gone, bool *reached)
{
    uint32_t queue[MOST], n = 0;
    memset(reached, 0, g->n_units * sizeof *reached);
    reached[queue[n++] = from] = true;
    for (uint32_t i = 0; i < n; i++)
        for (size_t b = g->first[queue[i]]; b < g->first[queue[i] + 1]; b++)
            if (g->unit[b] != gone && !reached[g->unit[b]]) reached[queue[n++] = g->unit[b]] = true;
}

/* A random tree and a few borders more, each unit of the same amount; the search starts at unit 0. */
static void draw_sparse(map *m, uint32_t n, ambit_rng *rng)
{
    for (uint32_t u = 0; u < n; u++) {
        map_add_unit(m, ambit_rng_unit(rng), ambit_rng_unit(rng), 1, 1);
        if (u) map_touch(m, u, u < 4 ? 0 : u - 1 - ambit_rng_below(rng, 4));
    }
    for (uint32_t k = 0; k < 8; k++) {
        uint32_t u = ambit_rng_below(rng, n - 3);
        map_touch(m, u, u + 1 + ambit_rng_below(rng, 3));
    }
}

/* ---- Tests ------------------------------------------------------------------------------------------------------- */

enum { SPARSE = 60, PARTS = 5, LEAST = SPARSE / PARTS / 2 };

static bool is_known(const ambit_links *l, uint32_t at, const bool *hangs)
{
    for (uint32_t i = 0; i < l->n_links; i++) {
        bool same = l->link[i].at == at;
        for (uint32_t u = 0; u < SPARSE && same; u++)
            same = hangs[u] == (l->number[u] >= l->link[i].first && l->number[u] <= l->link[i].last);
        if (same) return true;
    }
    return false;
}

static void links_are_what_single_units_hold(void **state)
{
    (void)state;
    uint32_t found = 0;
    for (uint64_t seed = 1; seed <= 60; seed++) {
        rig r;
        map m = { 0 };
        ambit_rng rng = ambit_rng_of(seed, 31);
        draw_sparse(&m, SPARSE, &rng);
        rig_of(&r, map_problem(&m, PARTS, 0.3));
        uint32_t expected = 0;
        for (uint32_t at = 0; at < SPARSE; at++) {
            bool seen[SPARSE] = { false }, part[SPARSE];
            for (uint32_t u = 0; u < SPARSE; u++) {
                if (u == at || seen[u]) continue;
                uint32_t n = 0;
                flood(&r.at.siting->graph, u, at, part);
                for (uint32_t v = 0; v < SPARSE; v++) seen[v] |= part[v], n += part[v];
                if (part[0] || n < LEAST || SPARSE - n < LEAST) continue; /* from unit 0 the rest hangs there */
                expected++;
                if (!is_known(&r.links, at, part))
                    fail_msg("seed %llu: %u units hang on %u", (unsigned long long)seed, n, at);
            }
        }
        assert_int_equal(r.links.n_links, expected);
        found += expected;
        rig_free(&r);
    }
    assert_true(found > 200);
}

/* Counts anew what ambit_links_beyond says. */
static double count_beyond(const ambit_siting *s, const ambit_links *l, const uint32_t *owner, uint32_t i,
        uint32_t *across)
{
    const ambit_link *k = &l->link[i];
    double load = 0, low = 0, high = 0;
    *across = AMBIT_NOBODY;
    for (uint32_t u = 0; u < s->n_units; u++) load += l->number[u] >= k->first && l->number[u] <= k->last;
    for (uint32_t t = 0; t < s->n_territories; t++) {
        uint32_t there = 0, here = 0;
        for (uint32_t u = 0; u < s->n_units; u++) {
            if (owner[u] != t || u == k->at) continue;
            *(l->number[u] >= k->first && l->number[u] <= k->last ? &there : &here) += 1;
        }
        if (!there) continue;
        high += s->upper[t];
        if (here) *across = t;
        else low += s->lower[t], load += owner[k->at] == t;
    }
    return fmax(0, fmax(load - high, low - load)) / s->scale[0] * 2; /* both rules say the same */
}

static void plans_are_looked_at_as_by_counting(void **state)
{
    (void)state;
    uint32_t wrong = 0, crossed = 0;
    for (uint64_t seed = 1; seed <= 60; seed++) {
        rig r;
        map m = { 0 };
        ambit_error err;
        uint32_t owner[SPARSE], across, counted;
        ambit_rng rng = ambit_rng_of(seed, 32);
        draw_sparse(&m, SPARSE, &rng);
        rig_of(&r, map_problem(&m, PARTS, 0.1));
        assert_int_equal(ambit_construct_growth(owner, &r.at.repair, &rng, &err), AMBIT_OK);
        ambit_links_look(&r.links, owner);
        for (uint32_t i = 0; i < r.links.n_links; i++) {
            double said = ambit_links_beyond(&r.links, owner, i, &across);
            double truth = count_beyond(r.at.siting, &r.links, owner, i, &counted);
            if (fabs(said - truth) > 1e-6 || across != counted)
                fail_msg("seed %llu, link %u: %g beyond and %d across, counted %g and %d", (unsigned long long)seed, i,
                         said, (int)across, truth, (int)counted);
            wrong += said > 0, crossed += across != AMBIT_NOBODY;
        }
        rig_free(&r);
    }
    assert_true(wrong > 20 && crossed > 20);
}

static const struct { const char *name; uint32_t wide, high, k; double tolerance; bool whole; } islands[] = {
    /* beside 20 x 10 units, far away: `wide` x `high` */
    { "one share",                         4, 5, 11, 0.1, true },
    { "two shares",                        5, 8, 12, 0.1, true },
    { "4.31 shares in four territories",   7, 9, 18, 0.1, true },
    { "2.5 shares, one is across",         5, 8, 15, 0.06, false },
};

static void diagrams_heed_links(void **state)
{
    (void)state;
    for (size_t c = 0; c < sizeof islands / sizeof *islands; c++)
        for (uint64_t seed = 1; seed <= 8; seed++) {
            rig r;
            map m = { 0 };
            ambit_error err;
            uint32_t owner[MOST], across;
            ambit_rng rng = ambit_rng_of(seed, 33);
            map_add_block(&m, 20, 10, 0, 0, &rng);
            const uint32_t first = map_add_block(&m, islands[c].wide, islands[c].high, 45, 20, &rng);
            map_touch(&m, 19, first + 2);
            rig_of(&r, map_problem(&m, islands[c].k, islands[c].tolerance));
            assert_int_equal(ambit_construct_power(owner, &r.at.repair, &rng, &err), AMBIT_OK);
            assert_int_equal(ambit_connected_breaks(&r.at.repair.connected, owner), 0);
            ambit_links_look(&r.links, owner);
            assert_true(r.links.n_links >= 1);
            for (uint32_t i = 0; i < r.links.n_links; i++) {
                double beyond = ambit_links_beyond(&r.links, owner, i, &across);
                if (r.links.link[i].at != 19 && r.links.link[i].at != first + 2) continue;
                if (beyond > 0 || (across != AMBIT_NOBODY) == islands[c].whole)
                    fail_msg("%s, seed %llu: %g beyond, %s across", islands[c].name, (unsigned long long)seed, beyond,
                             across == AMBIT_NOBODY ? "none" : "one");
            }
            rig_free(&r);
        }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(links_are_what_single_units_hold),
        cmocka_unit_test(plans_are_looked_at_as_by_counting),
        cmocka_unit_test(diagrams_heed_links),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
