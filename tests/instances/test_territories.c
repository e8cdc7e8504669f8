/* Territories without a home: their names, what does not go with them, and the units where centres may be. */
#include "tests/instances/small_instance.h"

#include <math.h>

#define FREE(section) "accounts: {file: accounts.csv}\n" section "\n"
#define MIXED(section) "accounts: {file: accounts.csv}\nreps: {file: reps.csv}\n" section "\n"

static const small_instance faults[] = {
    { "a rep without a home", NULL, NULL, "rep_id,lon,lat\nR1,-98,40\nR2,,\n", NULL,
      "error: reps.csv:3: lon: found no home, expected lon and lat, fill the cells, or say territories: {count: ...} "
      "in plan.yaml so that the plan chooses where the territory sits [E014]\n" },
    { "half a home is no free centre", MIXED("territories: {count: 2}"), NULL, "rep_id,lon,lat\nR1,-98,40\nR2,-97,\n",
      NULL, "error: reps.csv:3: lat: found nothing, expected degrees north from -90 to 90, fill the cell [E014]\n" },
    { "fewer territories than reps", MIXED("territories: {count: 1}"), NULL, NULL, NULL,
      "error: plan.yaml: territories.count: found 1 territory for the 2 reps of reps.csv, expected one for each at "
      "least, raise the count or remove reps [E026]\n" },
    { "more territories than units", FREE("territories: {count: 3}"), NULL, NULL, NULL,
      "error: plan.yaml: territories.count: found 3 territories without a home but 2 units, expected a place for the "
      "centre of each, lower the count [E026]\n" },
    { "more territories than candidates", FREE("territories: {count: 2, candidates: pairs.csv}"), NULL, NULL,
      "unit_id\nB\n",
      "error: plan.yaml: territories.count: found 2 territories without a home but 1 candidate, expected a place for "
      "the centre of each, lower the count [E026]\n" },
    { "candidates that are no units", FREE("territories: {count: 1, candidates: pairs.csv}"), NULL, NULL,
      "unit_id\nB\nZ\n\"\"\nB\n",
      "error: pairs.csv:3: unit_id: found \"Z\", expected a unit of accounts.csv, correct it or remove the row [E018]\n"
      "error: pairs.csv:4: unit_id: found an empty id, expected one in every row, fill the cell or remove the row "
      "[E010]\n"
      "error: pairs.csv:5: unit_id: found \"B\" again, expected ids that occur once (it is on line 2 already), rename "
      "or remove one [E011]\n" },
    { "no candidates", FREE("territories: {count: 1, candidates: pairs.csv}"), NULL, NULL, "unit_id\n",
      "error: pairs.csv: found no rows, expected a unit in each that may be a centre, add them or remove "
      "territories.candidates [E002]\n" },
    { "a matrix without homes", FREE("territories: {count: 2}\ntravel: {matrix: pairs.csv}"), NULL, NULL,
      "unit_id,rep_id,hours\nA,T001,1\n",
      "error: plan.yaml: travel.matrix: found a travel matrix beside 2 territories without a home, expected distances "
      "from places, remove the matrix or give every rep a home [E026]\n" },
    { "a matrix of hours, an objective in km", MIXED("territories: {objective: distance}\ntravel: {matrix: pairs.csv}"),
      NULL, NULL, "unit_id,rep_id,hours\nA,R1,1\n",
      "error: plan.yaml: travel.matrix: found a travel matrix, which is in hours, beside an objective in km, expected "
      "objective: hours, remove one of them [E026]\n" },
    { "work that grows with travel from nowhere", FREE("territories: {count: 1}\nworkload: {travel: true}"), NULL,
      NULL, NULL,
      "error: plan.yaml: workload.travel: found workload that depends on travel beside 1 territory without a home, "
      "expected workload that is known before the centres are, remove the key or give every rep a home [E026]\n" },
    { "a lock on a territory that there is not", FREE("territories: {count: 2}"),
      WITH("locked_rep", "A,-98,40,10,T001\nB,-97,41,20,T003\n"), NULL, NULL,
      "error: accounts.csv:3: locked_rep: found \"T003\", expected a rep of the territories (T001, T002, ...), correct "
      "it or leave the cell empty [E017]\n" },
};

/* ---- Names ------------------------------------------------------------------------------------------------------- */

static void territories_without_reps_are_numbered(void **state)
{
    (void)state;
    scratch s;
    const small_instance f = { .said = "", .plan = FREE("territories: {count: 2}"),
        .accounts = WITH("current_rep,locked_rep", "A,-98,40,10,T002,\nB,-97,41,20,,T001\n") };
    ambit_instance *in = read_well(&s, &f);
    assert_int_equal(in->reps.n, 2);
    assert_int_equal(in->reps.n_listed, 0);
    assert_int_equal(in->reps.n_free, 2);
    assert_int_equal(in->reps.has_places, 0);
    assert_string_equal(in->reps.id[0], "T001");
    assert_string_equal(in->reps.id[1], "T002");
    assert_null(in->reps.name);
    assert_true(in->reps.fte[1] == 1 && in->reps.is_free[1] == 1 && isnan(in->reps.lon_deg[1]));
    assert_true(in->accounts.current[0] == 1 && in->accounts.current[1] == AMBIT_NOBODY);
    assert_int_equal(in->accounts.locked[1], 0);
    assert_null(in->may_centre);
    ambit_instance_free(in);
    scratch_remove(&s);
}

/* R2 has no home, T002 has a half post and none, and so T001 and T003 are what is left of five. */
static void homes_and_free_centres_go_together(void **state)
{
    (void)state;
    static const char *const ids[] = { "R1", "R2", "T002", "T001", "T003" };
    static const uint8_t is_free[] = { 0, 1, 1, 1, 1 };
    static const double fte[] = { 1, 1, 0.5, 1, 1 };
    scratch s;
    const small_instance f = { .said = "", .plan = MIXED("territories: {count: 5, candidates: pairs.csv}"),
        .accounts = ACCOUNTS("A,-98,40,10\nB,-97,41,20\nC,-97,41,20\nD,-97,41,20\nE,-97,41,20\n"),
        .reps = "rep_id,name,lon,lat,fte,max_accounts\nR1,Ada,-98,40,,7\nR2,Ben,,,,\nT002,East,,,0.5,\n",
        .pairs = "unit_id\nE\nB\nC\nD\n" };
    ambit_instance *in = read_well(&s, &f);
    assert_int_equal(in->reps.n, 5);
    assert_int_equal(in->reps.n_listed, 3);
    assert_int_equal(in->reps.n_free, 4);
    assert_int_equal(in->reps.has_places, 1);
    for (uint32_t r = 0; r < 5; r++) {
        assert_string_equal(in->reps.id[r], ids[r]);
        assert_int_equal(in->reps.is_free[r], is_free[r]);
        assert_true(in->reps.fte[r] == fte[r]);
        assert_int_equal(isnan(in->reps.lon_deg[r]) != 0, is_free[r]);
        assert_int_equal(ambit_dictionary_get(&in->rep_index, ids[r]), r);
    }
    assert_string_equal(in->reps.name[2], "East");
    assert_string_equal(in->reps.name[3], "T001");
    assert_memory_equal(in->may_centre, ((uint8_t[]){ 0, 1, 1, 1, 1 }), 5);
    assert_int_equal(in->n_inputs, 4);
    assert_string_equal(in->input[3], "pairs.csv");
    ambit_instance_free(in);
    scratch_remove(&s);
}

/* Without a count there are as many territories as reps, and columns of coordinates may be missing. */
static void reps_without_coordinates_are_free(void **state)
{
    (void)state;
    scratch s;
    const small_instance f = { .said = "", .plan = MIXED("territories: {objective: moment}"),
        .reps = "rep_id,fte\nR1,2\nR2,1\n" };
    ambit_instance *in = read_well(&s, &f);
    assert_int_equal(in->reps.n, 2);
    assert_int_equal(in->reps.n_free, 2);
    assert_int_equal(in->reps.has_places, 0);
    ambit_instance_free(in);
    scratch_remove(&s);
}

static void numbers_have_as_many_digits_as_the_last(void **state)
{
    (void)state;
    static const struct { uint32_t count; const char *first, *last; } cases[] = {
        { 999, "T001", "T999" }, { 1000, "T0001", "T1000" }, { 12345, "T00001", "T12345" } };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char plan[100];
        scratch s;
        snprintf(plan, sizeof plan, "regions: {file: r.shp}\nterritories: {count: %u}\n", cases[i].count);
        const small_instance f = { .said = "", .plan = plan };
        ambit_instance *in = read_well(&s, &f);
        assert_int_equal(in->reps.n, cases[i].count);
        assert_string_equal(in->reps.id[0], cases[i].first);
        assert_string_equal(in->reps.id[in->reps.n - 1], cases[i].last);
        ambit_instance_free(in);
        scratch_remove(&s);
    }
}

/* Candidates have no effect where every rep has a home; that is said. */
static void candidates_for_nobody_are_a_warning(void **state)
{
    (void)state;
    scratch s;
    const small_instance f = { .plan = MIXED("territories: {candidates: pairs.csv}"), .pairs = "unit_id\nA\n",
        .said = "warning: plan.yaml: territories.candidates: found candidates but no territory without a home, "
            "expected one at least, they have no effect here [W035]\n" };
    ambit_instance *in = read_well(&s, &f);
    assert_int_equal(in->reps.n_free, 0);
    assert_null(in->may_centre);
    ambit_instance_free(in);
    scratch_remove(&s);
}

int main(void)
{
    const struct CMUnitTest others[] = {
        cmocka_unit_test(territories_without_reps_are_numbered), cmocka_unit_test(homes_and_free_centres_go_together),
        cmocka_unit_test(reps_without_coordinates_are_free), cmocka_unit_test(numbers_have_as_many_digits_as_the_last),
        cmocka_unit_test(candidates_for_nobody_are_a_warning),
    };
    enum { N = sizeof faults / sizeof *faults, OTHERS = sizeof others / sizeof *others };
    struct CMUnitTest tests[N + OTHERS];
    for (size_t i = 0; i < N; i++)
        tests[i] = (struct CMUnitTest){ faults[i].name, says_what_is_wrong, NULL, NULL, (void *)&faults[i] };
    memcpy(tests + N, others, sizeof others);
    return cmocka_run_group_tests_name("instances/territories", tests, NULL, NULL);
}
