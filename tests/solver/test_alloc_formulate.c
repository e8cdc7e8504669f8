/* Each allocation of the formulation of regions fails once: borders, islands, free centres, accounts in no region,
 * keys. No fault is made of it. */
#include "solver/formulate/formulate.h"
#include "tests/failing.h"
#include "tests/geo/shapes.h"
#include "tests/instances/scratch.h"

/* Squares 0-1 touch, then a gap, then 2-3-4; R1 has 0 and 4 today, which hang together by a link alone. */
#define FOLDER FOLDER_OF("file: accounts.csv")
#define FOLDER_OF(accounts) "accounts: {" accounts "}\nreps: {file: reps.csv}\nregions: {file: squares.shp}\n" \
    "assign: regions\nterritories: {count: 3, objective: moment, amount: pop, candidates: candidates.csv}\n" \
    "compactness: {border: 1}\nbalance: [{measure: pop, tolerance: 50%}]\n"

static const struct plan { const char *name, *yaml; uint32_t n_warnings; } plans[] = {
    { "islands are named", FOLDER "contiguity: {rule: rook}\n", 2 },
    { "islands are attached", FOLDER "contiguity: {rule: queen, links: links.csv, islands: attach}\n", 0 },
    { "accounts lie outside, one of them exchanged", FOLDER_OF("file: outside.csv, outside: nearest within 5 km")
        "contiguity: {rule: rook}\ntravel: {distance: geodesic}\n", 5 },
    { "accounts have keys", FOLDER_OF("file: keys.csv, region: zip, crosswalk: crosswalk.csv")
        "contiguity: {rule: rook}\n", 4 },
};

static ambit_layer *squares(void)
{
    static const double east[5] = { 0, 1, 3, 4, 5 };
    char text[5][120];
    const char *each[5];
    for (uint32_t r = 0; r < 5; r++) {
        double e = east[r];
        snprintf(text[r], sizeof text[r], "%g 40, %g 40, %g 41, %g 41", e, e + 1, e + 1, e);
        each[r] = text[r];
    }
    return layer_of(each, 5);
}

static ambit_instance *read_folder(scratch *s, const char *yaml, const ambit_layer *layer)
{
    ambit_planfile *plan;
    ambit_instance *instance;
    ambit_diagnosis *diagnosis = ambit_diagnosis_build();
    scratch_make(s);
    scratch_write(s, "plan.yaml", yaml);
    scratch_write(s, "accounts.csv", "account_id,lon,lat,pop,current_rep\nA,0.5,40.5,3,R1\nB,1.5,40.5,3,\n"
            "C,3.5,40.5,3,T001\nD,4.5,40.5,4,\nE,5.5,40.5,4,R1\n");
    scratch_write(s, "outside.csv", "account_id,lon,lat,pop,current_rep\nA,0.5,40.5,3,R1\nB,40.5,1.5,3,\n"
            "C,3.5,41.01,3,T001\nD,4.5,40.5,4,\nE,5.5,40.5,4,R1\n");
    scratch_write(s, "keys.csv", "account_id,zip,pop,current_rep\nA,01,3,R1\nB,1,3,\nC,4,3,T001\nD,99,4,\n"
            "E,05,4,R1\n");
    scratch_write(s, "crosswalk.csv", "key,region_id\n01,0\n04,3\n05,4\n");
    scratch_write(s, "reps.csv", "rep_id,lon,lat\nR1,0.5,40.5\n");
    scratch_write(s, "candidates.csv", "unit_id\n2\n3\n4\n");
    scratch_write(s, "links.csv", "unit_id,other_id\n4,0\n");
    assert_int_equal(ambit_planfile_read(&plan, s->path, diagnosis, NULL), AMBIT_OK);
    const char *const *id = (const char *const *)layer->id;
    assert_int_equal(ambit_instance_read(&instance, plan, 5, id, diagnosis, NULL), AMBIT_OK);
    ambit_diagnosis_free(diagnosis);
    return instance;
}

static void every_allocation_may_fail(void **state)
{
    const struct plan *c = *state;
    scratch s;
    ambit_layer *layer = squares();
    ambit_instance *instance = read_folder(&s, c->yaml, layer);
    for (long n = 1;; n++) {
        ambit_formulation *f;
        ambit_error err = { AMBIT_OK, "" };
        ambit_diagnosis *diagnosis = ambit_diagnosis_build();
        has_failed = 0;
        countdown = n;
        ambit_status status = ambit_formulate(&f, instance, layer, diagnosis, &err);
        countdown = 0;
        assert_int_equal(f == NULL, status != AMBIT_OK);
        if (status != AMBIT_OK && !(has_failed && (status == AMBIT_E_MEMORY || status == AMBIT_E_BACKEND)))
            fail_msg("allocation %ld: status %s, \"%s\"", n, ambit_status_name(status), err.text);
        if (!has_failed) {
            assert_int_equal(ambit_diagnosis_n_warnings(diagnosis), c->n_warnings);
            assert_true(f->problem->contiguous && f->problem->has_centres && f->problem->n_priced_borders == 3);
            print_message("%ld allocations failed, each once\n", n - 1);
        }
        ambit_formulation_free(f);
        ambit_diagnosis_free(diagnosis);
        if (!has_failed) break;
    }
    ambit_instance_free(instance);
    ambit_layer_free(layer);
    scratch_remove(&s);
}

int main(void)
{
    enum { N = sizeof plans / sizeof *plans };
    struct CMUnitTest tests[N];
    for (size_t i = 0; i < N; i++)
        tests[i] = (struct CMUnitTest){ plans[i].name, every_allocation_may_fail, NULL, NULL, (void *)&plans[i] };
    return cmocka_run_group_tests_name("solver/alloc_formulate", tests, NULL, NULL);
}
