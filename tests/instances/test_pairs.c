#include "instances/base/rng.h"
#include "tests/instances/small_instance.h"

/* ---- Forbidden pairs and the matrix: what goes wrong ------------------------------------------------------------- */

static const small_instance faults[] = {
    { "forbidden pairs of nobody", FORBIDDEN, NULL, NULL, "unit_id,rep_id\nA,R1\nC,R1\nB,R7\n,R1\nA,\n",
      "error: pairs.csv:3: unit_id: found \"C\", expected a unit of accounts.csv, correct it or remove the row [E018]\n"
      "error: pairs.csv:4: rep_id: found \"R7\", expected a rep of reps.csv, correct it or remove the row [E017]\n"
      "error: pairs.csv:5: unit_id: found an empty id, expected one in every row, fill the cell or remove the row "
      "[E010]\n"
      "error: pairs.csv:6: rep_id: found an empty id, expected one in every row, fill the cell or remove the row "
      "[E010]\n" },
    { "a matrix with faults", MATRIX, NULL, NULL,
      "unit_id,rep_id,hours\nA,R1,1\nA,R2,-1\nB,R2,\nC,R1,1\nA,R1,2\nB,R1,far\n",
      "error: pairs.csv:3: hours: found \"-1\", expected hours of a round trip, 0 or more, such as 1.25, correct it "
      "[E013]\n"
      "error: pairs.csv:4: hours: found nothing, expected hours of a round trip, 0 or more, such as 1.25, fill the "
      "cell or remove the row [E014]\n"
      "error: pairs.csv:5: unit_id: found \"C\", expected a unit of accounts.csv, correct it or remove the row [E018]\n"
      "error: pairs.csv:7: hours: found \"far\", expected hours of a round trip, 0 or more, such as 1.25, write digits "
      "with a decimal point and no other signs [E012]\n"
      "error: pairs.csv:6: found unit \"A\" and rep \"R1\" again, expected a pair once (it is on line 2 already), "
      "remove one [E027]\n" },
    { "a matrix without hours", MATRIX, NULL, NULL, "unit_id,rep_id,km\nA,R1,1\n",
      "error: pairs.csv:1: hours: found no such column (the file has unit_id, rep_id, km), expected one of that name, "
      "add it or rename another [E006]\n" },
};

static void pairs_are_numbers_of_units_and_reps(void **state)
{
    (void)state;
    scratch s;
    const small_instance f = { .said = "", .plan = MATRIX "forbidden: pairs.csv\n",
                      .pairs = "hours,unit_id,rep_id\n0.5,B,R1\n1.25, A , R2 \n0,A,R1\n" };
    ambit_instance *in = read_well(&s, &f);
    assert_int_equal(in->n_hours, 3);
    assert_int_equal(in->hours[0].unit, 1);
    assert_int_equal(in->hours[0].rep, 0);
    assert_true(in->hours[0].hours == 0.5 && in->hours[1].hours == 1.25);
    assert_int_equal(in->hours[1].unit, 0);
    assert_int_equal(in->hours[1].rep, 1);
    assert_int_equal(in->n_forbidden, 3);
    assert_int_equal(in->forbidden[1].unit, 0);
    assert_int_equal(in->forbidden[1].rep, 1);
    assert_int_equal(in->n_inputs, 5);
    ambit_instance_free(in);
    scratch_remove(&s);
}

/* Against a plain table of which pairs exist: random matrices, some with one pair twice. */
static void random_matrices_come_back(void **state)
{
    enum { UNITS = 12, REPS = 5, ROUNDS = 60 };
    (void)state;
    uint64_t seed = 29;
    ambit_rng rng = ambit_rng_of(seed, 0);
    print_message("seed %llu\n", (unsigned long long)seed);
    for (int round = 0; round < ROUNDS; round++) {
        char pairs[3000] = "unit_id,rep_id,hours\n", units[300] = "account_id\n", reps[100] = "rep_id\n";
        double hours[UNITS][REPS];
        uint32_t n = 0, again = ambit_rng_below(&rng, 2), unit = 0, rep = 0;
        for (uint32_t u = 0; u < UNITS; u++) snprintf(units + strlen(units), 20, "U%u\n", u);
        for (uint32_t r = 0; r < REPS; r++) snprintf(reps + strlen(reps), 20, "R%u\n", r);
        for (uint32_t u = 0; u < UNITS; u++)
            for (uint32_t r = 0; r < REPS; r++) {
                hours[u][r] = ambit_rng_below(&rng, 3) ? -1 : ambit_rng_below(&rng, 100) / 4.0;
                if (hours[u][r] < 0) continue;
                snprintf(pairs + strlen(pairs), 40, "U%u,R%u,%.2f\n", u, r, hours[u][r]);
                n++, unit = u, rep = r;
            }
        if (again && n) snprintf(pairs + strlen(pairs), 40, "U%u,R%u,1\n", unit, rep);
        const small_instance f = { "", MATRIX, units, reps, pairs, "" };
        scratch s;
        ambit_instance *in;
        ambit_diagnosis *diagnosis = ambit_diagnosis_build();
        write_files(&s, &f);
        ambit_status status = read_files(&in, &s, diagnosis);
        assert_int_equal(status, again && n ? AMBIT_E_INPUT : AMBIT_OK);
        if (status == AMBIT_OK) {
            assert_int_equal(in->n_hours, n);
            for (uint32_t k = 0; k < n; k++)
                assert_true(in->hours[k].hours == hours[in->hours[k].unit][in->hours[k].rep]);
        }
        ambit_instance_free(in);
        ambit_diagnosis_free(diagnosis);
        scratch_remove(&s);
    }
}

/* ---- Assignments ------------------------------------------------------------------------------------------------- */

static const struct assignment { const char *name, *text; uint32_t rep[2]; const char *said; } assignments[] = {
    { "every unit once", "unit_id,rep_id\nB,R1\nA,R2\n", { 1, 0 }, "" },
    { "more columns, a BOM and CR LF", "\xEF\xBB\xBFrep_id,why,unit_id\r\nR2,x,A\r\nR2,y,B\r\n", { 1, 1 }, "" },
    { "a unit left out", "unit_id,rep_id\nB,R1\n", { AMBIT_NOBODY, 0 },
      "error: a.csv: unit_id: found no row for unit \"A\", expected one for each unit of accounts.csv, add it "
      "[E032]\n" },
    { "a unit twice", "unit_id,rep_id\nA,R1\nB,R1\nA,R2\n", { 0, 0 },
      "error: a.csv:4: unit_id: found \"A\" again, expected ids that occur once (it is on line 2 already), rename or "
      "remove one [E011]\n" },
    { "strangers", "unit_id,rep_id\nA,R9\nB,R1\nC,R1\n", { AMBIT_NOBODY, 0 },
      "error: a.csv:2: rep_id: found \"R9\", expected a rep of reps.csv, correct it or remove the row [E017]\n"
      "error: a.csv:4: unit_id: found \"C\", expected a unit of accounts.csv, correct it or remove the row [E018]\n" },
    { "another kind of file", "account,owner\nA,R1\n", { AMBIT_NOBODY, AMBIT_NOBODY },
      "error: a.csv:1: unit_id: found no such column (the file has account, owner), expected one of that name, add it "
      "or rename another [E006]\n"
      "error: a.csv:1: rep_id: found no such column (the file has account, owner), expected one of that name, add it "
      "or rename another [E006]\n" },
};

static void reads_an_assignment(void **state)
{
    const struct assignment *a = *state;
    const small_instance f = { .said = "" };
    scratch s;
    ambit_instance *in = read_well(&s, &f);
    ambit_diagnosis *diagnosis = ambit_diagnosis_build();
    uint32_t plan[2] = { 7, 7 };
    char *here = getcwd(NULL, 0);
    scratch_write(&s, "a.csv", a->text);
    assert_int_equal(chdir(s.path), 0);
    assert_int_equal(ambit_assignment_read(plan, in, "a.csv", diagnosis, NULL), *a->said ? AMBIT_E_INPUT : AMBIT_OK);
    assert_int_equal(chdir(here), 0);
    char *said = scratch_printed(diagnosis);
    assert_string_equal(said, a->said);
    assert_memory_equal(plan, a->rep, sizeof plan);
    free(said);
    free(here);
    ambit_instance_free(in);
    ambit_diagnosis_free(diagnosis);
    scratch_remove(&s);
}

#define ADD(cases, function) \
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) \
        tests[n++] = (struct CMUnitTest){ cases[i].name, function, NULL, NULL, (void *)&cases[i] };

int main(void)
{
    struct CMUnitTest tests[50];
    size_t n = 0;
    ADD(faults, says_what_is_wrong)
    ADD(assignments, reads_an_assignment)
    tests[n++] = (struct CMUnitTest)cmocka_unit_test(pairs_are_numbers_of_units_and_reps);
    tests[n++] = (struct CMUnitTest)cmocka_unit_test(random_matrices_come_back);
    return _cmocka_run_group_tests("instances/pairs", tests, n, NULL, NULL);
}
