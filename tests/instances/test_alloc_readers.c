/* Every allocation of the readers and of the output folder fails once: each time the answer is AMBIT_E_MEMORY,
 * unless the failure could be borne; nothing leaks (the address sanitizer would say so) and nothing is left behind.
 * Linked with --wrap for malloc and its kin. */
#include "instances/base/digest.h"
#include "instances/base/files.h"
#include "instances/base/folder.h"
#include "instances/benchmark/cpmp.h"
#include "instances/benchmark/gap.h"
#include "instances/benchmark/hess.h"
#include "tests/instances/small_instance.h"
#include "tests/failing.h"

static const small_instance everything = {
    .plan = "name: x\naccounts: {file: accounts.csv, region: segment, crosswalk: pairs.csv}\n"
            "reps: {file: reps.csv}\nforbidden: pairs.csv\n"
            "travel: {matrix: pairs.csv}\nstability: {measure: load}\nscenario: {a: [b]}\n"
            "balance:\n  - {measure: workload, tolerance: 5%}\n  - {measure: load, where: tier=A, tolerance: 5%}\n",
    .accounts = "account_id,name,lon,lat,minutes,load,tier,segment,current_rep,locked_rep,group\n"
                "A,Ash,-98,40,5,1,A,x,R1,R2,g\nB,Birch,-98,40,5,1,B,y,R9,,g\n",
    .reps = "rep_id,name,lon,lat,segments,manager,start_date\nR1,Ann,-98,40,x;y,M,2027-01-01\nR2,Ben,-98,40,,M,\n",
    .pairs = "unit_id,rep_id,hours,key,region_id\nA,R1,1,x,1\nB,R2,2,y,2\n",
};

/* Many rows, so that the arrays, the dictionary and the arena grow. */
static void write_many(scratch *s)
{
    scratch_make(s);
    scratch_write(s, "plan.yaml", "accounts: {file: accounts.csv}\nbalance: [{measure: m, tolerance: 1%}]\n");
    FILE *file = fopen(scratch_file(s, "accounts.csv"), "w");
    assert_non_null(file);
    fputs("account_id,lon,lat,m,group\n", file);
    for (int i = 0; i < 3000; i++) fprintf(file, "A%d,-98,40,1,g%d\n", i, i % 100);
    fclose(file);
}

static ambit_status read_instance(scratch *s, ambit_error *err)
{
    ambit_planfile *plan = NULL;
    ambit_instance *instance = NULL;
    ambit_diagnosis *diagnosis = ambit_diagnosis_build();
    if (!diagnosis) return ambit_fail(err, AMBIT_E_MEMORY, "no memory");
    ambit_status status = ambit_planfile_read(&plan, s->path, diagnosis, err);
    if (status == AMBIT_OK) status = ambit_instance_read(&instance, plan, 0, NULL, diagnosis, err);
    assert_int_equal(status == AMBIT_OK, instance != NULL);
    uint32_t assigned[3000];
    if (status == AMBIT_OK && instance->n_units == 2)
        status = ambit_assignment_read(assigned, instance, scratch_file(s, "pairs.csv"), diagnosis, err);
    ambit_instance_free(instance);
    ambit_diagnosis_free(diagnosis);
    return status;
}

static ambit_status read_gap(scratch *s, ambit_error *err)
{
    ambit_gap *gap = NULL;
    ambit_diagnosis *diagnosis = ambit_diagnosis_build();
    if (!diagnosis) return ambit_fail(err, AMBIT_E_MEMORY, "no memory");
    ambit_status status = ambit_gap_read(&gap, scratch_file(s, "gap"), diagnosis, err);
    assert_int_equal(status == AMBIT_OK, gap != NULL);
    ambit_gap_free(gap);
    ambit_diagnosis_free(diagnosis);
    return status;
}

static ambit_status read_cpmp(scratch *s, ambit_error *err)
{
    ambit_cpmp *cpmp = NULL;
    ambit_diagnosis *diagnosis = ambit_diagnosis_build();
    if (!diagnosis) return ambit_fail(err, AMBIT_E_MEMORY, "no memory");
    ambit_status status = ambit_cpmp_read(&cpmp, scratch_file(s, "cpmp"), diagnosis, err);
    assert_int_equal(status == AMBIT_OK, cpmp != NULL);
    ambit_cpmp_free(cpmp);
    ambit_diagnosis_free(diagnosis);
    return status;
}

static ambit_status read_hess(scratch *s, ambit_error *err)
{
    ambit_hess *hess = NULL;
    ambit_diagnosis *diagnosis = ambit_diagnosis_build();
    if (!diagnosis) return ambit_fail(err, AMBIT_E_MEMORY, "no memory");
    ambit_status status = ambit_hess_read(&hess, scratch_file(s, "hess"), diagnosis, err);
    assert_int_equal(status == AMBIT_OK, hess != NULL);
    ambit_hess_free(hess);
    ambit_diagnosis_free(diagnosis);
    return status;
}

static ambit_status publish(scratch *s, ambit_error *err)
{
    static const char *const own[] = { "a.csv", NULL };
    ambit_folder *folder;
    FILE *file;
    ambit_status status = ambit_folder_open(&folder, scratch_file(s, "x/out"), own, 1, err);
    if (status != AMBIT_OK) return status;
    status = ambit_folder_create(folder, "a.csv", &file, err);
    if (status == AMBIT_OK) status = ambit_folder_close_file(folder, file, "a.csv", err);
    if (status == AMBIT_OK) status = ambit_folder_publish(folder, NULL, err);
    ambit_folder_free(folder);
    return status;
}

/* Fails the first, the second ... allocation until none is left to fail; returns how many there were. */
static long fail_each(ambit_status (*run)(scratch *, ambit_error *), scratch *s)
{
    for (long n = 1;; n++) {
        ambit_error err = { AMBIT_OK, "" };
        has_failed = 0;
        countdown = n;
        ambit_status status = run(s, &err);
        countdown = 0;
        if (!has_failed) {
            assert_int_equal(status, AMBIT_OK);
            print_message("%ld allocations failed, each once\n", n - 1);
            return n - 1;
        }
        if (status == AMBIT_OK) continue; /* libcsv asks for less, a folder that could not be swept is left */
        assert_int_equal(status, AMBIT_E_MEMORY);
        assert_int_equal(err.status, AMBIT_E_MEMORY);
        assert_string_not_equal(err.text, "");
    }
}

static void a_small_instance_with_everything(void **state)
{
    (void)state;
    scratch s;
    write_files(&s, &everything);
    assert_true(fail_each(read_instance, &s) > 60);
    scratch_remove(&s);
}

static void an_instance_that_makes_arrays_grow(void **state)
{
    (void)state;
    scratch s;
    write_many(&s);
    assert_true(fail_each(read_instance, &s) > 50);
    scratch_remove(&s);
}

static void published_instances(void **state)
{
    (void)state;
    scratch s;
    scratch_make(&s);
    scratch_write(&s, "gap", "1 2 3 4 5 6 11\n");
    scratch_write(&s, "cpmp", "2 1 0 0 9 1 1 1 9 1\n");
    scratch_write(&s, "hess", "{\"n\":2,\"k\":1,\"L\":0,\"U\":9,\"pop\":[1,2],\"xy\":[[0,0],[1,1]],"
            "\"edges\":[[0,1]],\"geoid\":[\"a\",\"b\"],\"name\":[\"A\",\"B\"]}\n");
    assert_true(fail_each(read_gap, &s) > 5);
    assert_true(fail_each(read_cpmp, &s) > 5);
    assert_true(fail_each(read_hess, &s) > 10); /* jansson's own are not counted */
    scratch_remove(&s);
}

static void an_output_folder(void **state)
{
    (void)state;
    scratch s;
    scratch_make(&s);
    assert_true(fail_each(publish, &s) > 2);
    ambit_names names;
    assert_int_equal(ambit_files_list(&names, scratch_file(&s, "x")), 0);
    assert_int_equal(names.n, 1);
    assert_string_equal(names.name[0], "out");
    ambit_files_reset(&names);
    scratch_remove(&s);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_small_instance_with_everything),
        cmocka_unit_test(an_instance_that_makes_arrays_grow),
        cmocka_unit_test(published_instances),
        cmocka_unit_test(an_output_folder),
    };
    return cmocka_run_group_tests_name("instances, without memory", tests, NULL, NULL);
}
