/* Several territories merged and divided anew: nothing else changes, all hang together, the worth is as it is said; and
 * where parts of a map hang on single links each gets as many territories as it has amounts for. On graphs that are
 * trees all plans are looked at. */
#include "heuristics/construct/growth.h"
#include "heuristics/construct/level.h"
#include "tests/heuristics/construct/map.h"
#include "tests/heuristics/construct/rig.h"

#include <string.h>

enum { MOST = MAP_MOST };

typedef struct {
    construct_rig at;
    ambit_siting_level level;
} rig;

static void rig_of(rig *r, ambit_problem *problem)
{
    ambit_error err = { AMBIT_OK, "" };
    construct_rig_of(&r->at, problem);
    assert_int_equal(ambit_siting_level_init(&r->level, &r->at.ground, &err), AMBIT_OK);
}

static void rig_free(rig *r)
{
    ambit_siting_level_reset(&r->level);
    construct_rig_free(&r->at);
}

/* ---- Divisions --------------------------------------------------------------------------------------------------- */

static const struct { const char *name; unsigned features; } kinds[] = {
    { "homes",         AMBIT_TEST_CONTIGUOUS },
    { "free centres",  AMBIT_TEST_CONTIGUOUS | AMBIT_TEST_CENTRES | AMBIT_TEST_FEW_SITES },
    { "both, and who may be where", AMBIT_TEST_CONTIGUOUS | AMBIT_TEST_CENTRES | AMBIT_TEST_HOMES | AMBIT_TEST_FORBIDDEN
        | AMBIT_TEST_CURRENT },
    { "amounts that depend on homes", AMBIT_TEST_CONTIGUOUS | AMBIT_TEST_PER_HOUR | AMBIT_TEST_GROUPS },
};

/* Violation of a plan, contiguity apart, summed up here. */
static double violation_of(const ambit_siting *s, const uint32_t *owner)
{
    double violation = 0;
    for (uint32_t t = 0; t < s->n_territories; t++) {
        uint32_t candidates = 0;
        for (uint32_t u = 0; u < s->n_units; u++) {
            candidates += owner[u] == t && s->site_of[u] != AMBIT_NOBODY;
            violation += owner[u] == t && ambit_siting_extra(s, u, t) == INFINITY;
        }
        violation += s->home[t] == AMBIT_NOBODY && !candidates;
        for (uint32_t a = 0; a < s->n_rules; a++) {
            size_t row = (size_t)a * s->n_territories + t;
            double load = 0;
            for (uint32_t u = 0; u < s->n_units; u++)
                if (owner[u] == t) load += ambit_siting_amount(s, a, u, t);
            double over = fmax(load - s->upper[row], s->lower[row] - load);
            if (over > s->slack[row]) violation += over / s->scale[a];
        }
    }
    return violation;
}

static void divide(rig *r, uint32_t *owner, ambit_rng *rng, const char *name, uint64_t seed, uint32_t *applied)
{
    const ambit_siting *s = r->at.siting;
    ambit_division *d = &r->level.division;
    uint32_t before[MOST], region[MOST], n = 0;
    const uint32_t breaks = ambit_connected_breaks(&r->at.repair.connected, owner);
    for (uint32_t t = 0; t < s->n_territories; t++)
        if (ambit_rng_below(rng, 4)) region[n++] = t;
    memcpy(before, owner, s->n_units * sizeof *owner);
    ambit_division_worth was = ambit_division_weigh(d, owner, region, n);
    ambit_division_worth most = ambit_rng_below(rng, 2) ? was : (ambit_division_worth){ INFINITY, INFINITY };
    bool changed = ambit_division_try(d, owner, region, n, 4, most, rng);
    ambit_division_worth is = ambit_division_weigh(d, owner, region, n);
    for (uint32_t u = 0; u < s->n_units; u++) {
        bool in_region = false, goes_there = false;
        for (uint32_t i = 0; i < n; i++) in_region |= before[u] == region[i], goes_there |= owner[u] == region[i];
        assert_true(in_region ? goes_there && (changed || owner[u] == before[u]) : owner[u] == before[u]);
    }
    assert_true(ambit_connected_breaks(&r->at.repair.connected, owner) <= breaks);
    double grown = violation_of(s, owner) - violation_of(s, before), said = is.violation - was.violation;
    if (fabs(grown - said) > 1e-8 * (1 + was.violation + is.violation) || is.violation > most.violation
        || (is.violation == most.violation && is.inertia > most.inertia))
        fail_msg("%s, seed %llu: grew by %.12g, said %.12g", name, (unsigned long long)seed, grown, said);
    *applied += changed;
}

static void only_the_region_changes_and_hangs_together(void **state)
{
    (void)state;
    for (size_t k = 0; k < sizeof kinds / sizeof *kinds; k++) {
        uint32_t applied = 0;
        for (uint64_t seed = 1; seed <= 20; seed++) {
            rig r;
            uint32_t owner[MOST];
            ambit_error err;
            ambit_rng rng = ambit_rng_of(seed, 21);
            rig_of(&r, ambit_test_random_problem(seed, 60, 6, 2, 0.3, kinds[k].features));
            assert_int_equal(ambit_construct_growth(owner, &r.at.repair, &rng, &err), AMBIT_OK);
            for (int n = 0; n < 30; n++) divide(&r, owner, &rng, kinds[k].name, seed, &applied);
            rig_free(&r);
        }
        assert_true(applied > 50);
    }
}

/* ---- Links ------------------------------------------------------------------------------------------------------- */

/* A plan that hangs together, with as many territories beyond the link as the seed says: by growth from any units. */
static void begin_anyhow(rig *r, uint32_t *owner, ambit_rng *rng)
{
    const ambit_siting *s = r->at.siting;
    for (uint32_t u = 0; u < s->n_units; u++) owner[u] = AMBIT_NOBODY;
    for (uint32_t t = 0; t < s->n_territories;) {
        uint32_t u = ambit_rng_below(rng, s->n_units);
        if (owner[u] == AMBIT_NOBODY) owner[u] = t++;
    }
    ambit_siting_repair_grow(&r->at.repair, owner);
}

static const struct { const char *name; uint32_t wide, high, k; double tolerance; uint32_t beyond; } links[] = {
    /* beyond the link lie `wide` x `high` of 200 + wide x high units for k territories */
    { "4.31 shares: four territories at most of what they may have", 7, 9, 18, 0.1, 4 },
    { "2.5 shares: one crosses the link",                            5, 8, 16, 0.06, AMBIT_NOBODY },
    { "0.6 of a share belongs to a territory on the other side",     3, 3, 14, 0.1, AMBIT_NOBODY },
    { "just one share",                                              4, 4, 14, 0.1, AMBIT_NOBODY },
};

/* Territories that have all they have beyond the link, and whether one has both. */
static uint32_t count_beyond(const ambit_siting *s, const uint32_t *owner, uint32_t first, bool *crossed)
{
    uint8_t side[MOST] = { 0 };
    uint32_t n = 0;
    for (uint32_t u = 0; u < s->n_units; u++) side[owner[u]] |= u < first ? 1 : 2;
    *crossed = false;
    for (uint32_t t = 0; t < s->n_territories; t++) n += side[t] == 2, *crossed |= side[t] == 3;
    return n;
}

static void what_hangs_on_a_link_gets_its_number_of_territories(void **state)
{
    (void)state;
    for (size_t c = 0; c < sizeof links / sizeof *links; c++)
        for (uint64_t seed = 1; seed <= 12; seed++) {
            rig r;
            uint32_t owner[MOST];
            bool crossed;
            ambit_rng rng = ambit_rng_of(seed, 22);
            map m = { 0 };
            map_add_block(&m, 20, 10, 0, 0, &rng);
            const uint32_t first = map_add_block(&m, links[c].wide, links[c].high, 60, 3, &rng);
            map_touch(&m, ambit_rng_below(&rng, first), first + ambit_rng_below(&rng, m.n - first));
            rig_of(&r, map_problem(&m, links[c].k, links[c].tolerance));
            begin_anyhow(&r, owner, &rng);
            double left = ambit_siting_level_plan(&r.level, owner, 1500, 6, &rng);
            uint32_t beyond = count_beyond(r.at.siting, owner, first, &crossed);
            if (left > 0 || (links[c].beyond != AMBIT_NOBODY && beyond != links[c].beyond))
                fail_msg("%s, seed %llu: %g beyond, %u territories there%s", links[c].name, (unsigned long long)seed,
                         left, beyond, crossed ? " and one across" : "");
            rig_free(&r);
        }
}

/* Shapes: a territory across the long link costs most of all, so it is drawn back where it may be. */
static void no_territory_stays_across_a_long_link(void **state)
{
    (void)state;
    uint32_t drawn_back = 0;
    for (uint64_t seed = 1; seed <= 12; seed++) {
        rig r;
        uint32_t owner[MOST], all[16];
        bool crossed;
        ambit_rng rng = ambit_rng_of(seed, 23);
        map m = { 0 };
        map_add_block(&m, 20, 10, 0, 0, &rng);
        const uint32_t first = map_add_block(&m, 5, 8, 60, 3, &rng);
        map_touch(&m, 59, first + 2);
        for (uint32_t t = 0; t < 16; t++) all[t] = t;
        rig_of(&r, map_problem(&m, 12, 0.1)); /* two shares lie beyond the link */
        begin_anyhow(&r, owner, &rng);
        ambit_siting_level_plan(&r.level, owner, 1500, 6, &rng);
        ambit_division_worth before = ambit_division_weigh(&r.level.division, owner, all, 12);
        for (uint32_t k = 0; k < 100; k++)
            ambit_siting_level_redivide(&r.level, owner, ambit_rng_below(&rng, 12), 2 + ambit_rng_below(&rng, 6), 6,
                    &rng);
        ambit_division_worth after = ambit_division_weigh(&r.level.division, owner, all, 12);
        assert_true(after.violation <= before.violation && after.inertia <= before.inertia * (1 + 1e-12));
        assert_int_equal(ambit_connected_breaks(&r.at.repair.connected, owner), 0);
        count_beyond(r.at.siting, owner, first, &crossed);
        drawn_back += !crossed;
        rig_free(&r);
    }
    assert_int_equal(drawn_back, 12);
}

/* ---- Trees ------------------------------------------------------------------------------------------------------- */

enum { LEAVES = 18, PARTS = 4 };

/* Of a plan that all borders but three leave over; the tree has no others. */
static bool is_plan_without(const rig *r, const map *m, const size_t cut[PARTS - 1])
{
    uint32_t owner[LEAVES], name[PARTS], n = 0;
    for (uint32_t u = 0; u < m->n; u++) owner[u] = u;
    for (uint32_t u = 1; u < m->n; u++) { /* border u - 1 leads from u to a lower unit, which is named already */
        bool is_cut = false;
        for (int c = 0; c < PARTS - 1; c++) is_cut |= cut[c] == u - 1;
        if (!is_cut) owner[u] = owner[m->border[u - 1].b];
    }
    for (uint32_t u = 0; u < m->n; u++)
        if (owner[u] == u) name[n++] = u;
    assert_int_equal(n, PARTS);
    for (uint32_t u = 0; u < m->n; u++)
        for (uint32_t t = 0; t < PARTS; t++)
            if (owner[u] == name[t]) { owner[u] = t; break; }
    return violation_of(r->at.siting, owner) == 0;
}

static bool has_plan(const rig *r, const map *m)
{
    size_t cut[3];
    for (cut[0] = 2; cut[0] < m->n_borders; cut[0]++)
        for (cut[1] = 1; cut[1] < cut[0]; cut[1]++)
            for (cut[2] = 0; cut[2] < cut[1]; cut[2]++)
                if (is_plan_without(r, m, cut)) return true;
    return false;
}

static void on_trees_a_plan_is_found_where_there_is_one(void **state)
{
    (void)state;
    uint32_t possible = 0, impossible = 0, missed = 0;
    for (uint64_t seed = 1; seed <= 100; seed++) {
        rig r;
        uint32_t owner[MOST];
        ambit_rng rng = ambit_rng_of(seed, 24);
        map m = { 0 };
        for (uint32_t u = 0; u < LEAVES; u++) {
            double amount = 10 + ambit_rng_below(&rng, 20);
            double x = ambit_rng_unit(&rng), y = ambit_rng_unit(&rng);
            map_add_unit(&m, x, y, amount, amount * (0.9 + 0.2 * ambit_rng_unit(&rng)));
            if (u) map_touch(&m, u, ambit_rng_below(&rng, u));
        }
        rig_of(&r, map_problem(&m, PARTS, 0.3));
        begin_anyhow(&r, owner, &rng);
        bool is_possible = has_plan(&r, &m);
        double left = ambit_siting_level_plan(&r.level, owner, 200, 4, &rng);
        if (left == 0 && !is_possible) fail_msg("seed %llu: there is no such plan", (unsigned long long)seed);
        possible += is_possible, impossible += !is_possible, missed += is_possible && left > 0;
        rig_free(&r);
    }
    print_message("%u possible, %u not, %u missed\n", possible, impossible, missed);
    assert_true(possible > 20 && impossible > 20 && missed == 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(only_the_region_changes_and_hangs_together),
        cmocka_unit_test(what_hangs_on_a_link_gets_its_number_of_territories),
        cmocka_unit_test(no_territory_stays_across_a_long_link),
        cmocka_unit_test(on_trees_a_plan_is_found_where_there_is_one),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
