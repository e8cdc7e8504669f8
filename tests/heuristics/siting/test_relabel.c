/* Naming territories anew against all permutations of their names. */
#include "heuristics/siting/relabel.h"
#include "tests/heuristics/siting/rig.h"

enum { UNITS = 14, REPS = 4, PERMUTATIONS = 24, SEEDS = 6 };
static const double SHARE_PRICE = 1e7;

/* Permutation number i of the names 0 .. REPS - 1 (Lehmer 1960). */
static void permute(uint32_t i, uint32_t *name)
{
    uint32_t left[REPS], n = REPS;
    for (uint32_t t = 0; t < REPS; t++) left[t] = t;
    for (uint32_t t = 0; t < REPS; t++, n--) {
        uint32_t at = i % n;
        i /= n;
        name[t] = left[at];
        for (; at + 1 < n; at++) left[at] = left[at + 1];
    }
}

static bool beats(const ambit_siting_value *a, const ambit_siting_value *b)
{
    if (a->violation < b->violation - 1e-9) return true;
    return a->violation <= b->violation + 1e-9 && a->cost < b->cost * (1 - 1e-9);
}

static ambit_siting_value value_of(const rig *r, const uint32_t *owner)
{
    ambit_siting_value value;
    ambit_error err;
    assert_int_equal(ambit_siting_judge(&value, r->siting, owner, NULL, &err), AMBIT_OK);
    return value;
}

static ambit_siting_value best_of_all(const rig *r, const uint32_t *owner)
{
    ambit_siting_value best = { INFINITY, INFINITY };
    for (uint32_t i = 0; i < PERMUTATIONS; i++) {
        uint32_t name[REPS], other[UNITS];
        permute(i, name);
        for (uint32_t u = 0; u < r->siting->n_units; u++) other[u] = name[owner[u]];
        ambit_siting_value this = value_of(r, other);
        if (beats(&this, &best)) best = this;
    }
    return best;
}

static void names_are_the_best_of_all(void **state)
{
    (void)state;
    int changes = 0;
    for (int kind = 0; kind < RIG_KINDS; kind++)
        for (uint64_t seed = 1; seed <= SEEDS; seed++) {
            rig r;
            ambit_siting_relabel relabel;
            ambit_rng rng = ambit_rng_of(seed, 6);
            uint32_t owner[UNITS], first[UNITS];
            bool changed;
            rig_build(&r, kind, seed, UNITS, REPS);
            assert_int_equal(ambit_siting_relabel_init(&relabel, r.terrain, &r.err), AMBIT_OK);
            rig_random_plan(&r, owner, &rng);
            memcpy(first, owner, sizeof first);
            assert_int_equal(ambit_siting_relabel_run(&relabel, owner, SHARE_PRICE, &changed, &r.err), AMBIT_OK);
            ambit_siting_value before = value_of(&r, first), after = value_of(&r, owner), best = best_of_all(&r, first);
            if (beats(&before, &after) || changed != beats(&after, &before))
                fail_msg("%s, seed %d: %.12g beyond %.12g became %.12g beyond %.12g", rig_kinds[kind].name, (int)seed,
                         before.cost, before.violation, after.cost, after.violation);
            bool capped = r.siting->current != NULL || r.siting->capacity != NULL; /* neither is a sum over sets */
            if (!capped && ambit_siting_relabel_fits(r.siting) && beats(&best, &after))
                fail_msg("%s, seed %d: %.12g beyond %.12g, the best is %.12g beyond %.12g", rig_kinds[kind].name,
                         (int)seed, after.cost, after.violation, best.cost, best.violation);
            changes += changed;
            ambit_siting_relabel_reset(&relabel);
            rig_free(&r);
        }
    assert_true(changes > SEEDS);
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(names_are_the_best_of_all) };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
