/* tests/instances/small_instance.h - two accounts and two reps, of which a test changes what it is about. */
#ifndef AMBIT_TEST_SMALL_INSTANCE_H
#define AMBIT_TEST_SMALL_INSTANCE_H
#include "instances/instance.h"
#include "tests/instances/scratch.h"

#define ACCOUNTS(rows) "account_id,lon,lat,opportunity\n" rows
#define WITH(column, rows) "account_id,lon,lat,opportunity," column "\n" rows
#define MATRIX "accounts: {file: accounts.csv}\nreps: {file: reps.csv}\ntravel: {matrix: pairs.csv}\n"
#define FORBIDDEN "accounts: {file: accounts.csv}\nreps: {file: reps.csv}\nforbidden: pairs.csv\n"

/* Files, NULL where they are the plain ones, and everything that is said of them. */
typedef struct { const char *name, *plan, *accounts, *reps, *pairs, *said; } small_instance;

static inline void write_files(scratch *s, const small_instance *f)
{
    scratch_make(s);
    scratch_write(s, "plan.yaml", f->plan ? f->plan : "accounts: {file: accounts.csv}\nreps: {file: "
            "reps.csv}\nbalance:\n  - {measure: opportunity, tolerance: 10%}\n");
    scratch_write(s, "accounts.csv", f->accounts ? f->accounts : ACCOUNTS("A,-98,40,10\nB,-97,41,20\n"));
    scratch_write(s, "reps.csv", f->reps ? f->reps : "rep_id,lon,lat\nR1,-98,40\nR2,-97,41\n");
    if (f->pairs) scratch_write(s, "pairs.csv", f->pairs);
}

/* The plan is sound; what the other files are is the caller's to judge. */
static inline ambit_status read_files(ambit_instance **out, scratch *s, ambit_diagnosis *diagnosis)
{
    ambit_error err = { AMBIT_OK, "" };
    ambit_planfile *plan;
    ambit_status status = ambit_planfile_read(&plan, s->path, diagnosis, &err);
    assert_string_equal(err.text, "");
    assert_int_equal(status, AMBIT_OK);
    return ambit_instance_read(out, plan, 0, NULL, diagnosis, &err);
}

/* Reads an instance in which nothing is wrong; what is said must be f->said. */
static inline ambit_instance *read_well(scratch *s, const small_instance *f)
{
    ambit_instance *instance;
    ambit_diagnosis *diagnosis = ambit_diagnosis_build();
    write_files(s, f);
    ambit_status status = read_files(&instance, s, diagnosis);
    char *said = scratch_printed(diagnosis);
    assert_string_equal(said, f->said);
    assert_int_equal(status, AMBIT_OK);
    free(said);
    ambit_diagnosis_free(diagnosis);
    return instance;
}

/* A case of a table: the files are refused, and what is printed is what the case says, to the letter. */
static inline void says_what_is_wrong(void **state)
{
    const small_instance *f = *state;
    scratch s;
    ambit_instance *instance;
    ambit_diagnosis *diagnosis = ambit_diagnosis_build();
    write_files(&s, f);
    assert_int_equal(read_files(&instance, &s, diagnosis), AMBIT_E_INPUT);
    assert_null(instance);
    char *said = scratch_printed(diagnosis);
    assert_string_equal(said, f->said);
    free(said);
    ambit_diagnosis_free(diagnosis);
    scratch_remove(&s);
}

#endif
