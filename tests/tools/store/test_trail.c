/* The trail: a chain that holds, and every way of altering it that is seen. */
#include "tests/tools/program.h"
#include "tools/store/trail.h"

#include <sqlite3.h>

static ambit_error err;

static void put_entries(const char *folder, int n)
{
    char path[4096];
    ambit_store *store;
    put("x/.keep", "");
    snprintf(path, sizeof path, "%s/%s", scratch, folder);
    mkdir(path, 0777);
    assert_int_equal(ambit_store_open(&store, path, AMBIT_STORE_CREATE, &err), AMBIT_OK);
    assert_non_null(store);
    for (int k = 0; k < n; k++) {
        int64_t number = 0;
        const ambit_trail_figure figure = { "cost", 10.5 + k };
        assert_int_equal(ambit_store_begin(store, &err), AMBIT_OK);
        const ambit_trail_entry entry = { .user = "ann", .action = "solve", .subject = "s", .reason = "because",
            .inputs = "0  a.csv\n", .seed = 7, .n_after = 1, .after = &figure };
        assert_int_equal(ambit_trail_add(store, &entry, &number, &err), AMBIT_OK);
        assert_int_equal(number, k + 1);
        assert_int_equal(ambit_store_commit(store, &err), AMBIT_OK);
    }
    ambit_store_close(store);
}

/* What somebody with another program does to the file. */
static int meddle(const char *folder, const char *sql)
{
    char path[4096];
    sqlite3 *db;
    snprintf(path, sizeof path, "%s/%s/" AMBIT_STORE_FILE, scratch, folder);
    assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
    int code = sqlite3_exec(db, sql, NULL, NULL, NULL);
    sqlite3_close(db);
    return code;
}

static ambit_trail_verdict verify(const char *folder)
{
    char path[4096];
    ambit_store *store;
    ambit_trail_verdict verdict;
    snprintf(path, sizeof path, "%s/%s", scratch, folder);
    assert_int_equal(ambit_store_open(&store, path, AMBIT_STORE_READ, &err), AMBIT_OK);
    assert_int_equal(ambit_trail_verify(&verdict, store, &err), AMBIT_OK);
    ambit_store_close(store);
    return verdict;
}

static void a_chain_holds(void **state)
{
    (void)state;
    put_entries("holds", 5);
    ambit_trail_verdict v = verify("holds");
    assert_string_equal(v.fault, "");
    assert_int_equal(v.n_entries, 5);
    assert_int_equal(strlen(v.head), 64);
}

static void the_guards_refuse_changes(void **state)
{
    (void)state;
    put_entries("guarded", 2);
    assert_int_equal(meddle("guarded", "UPDATE trail SET user = 'bob'"), SQLITE_CONSTRAINT);
    assert_int_equal(meddle("guarded", "DELETE FROM trail WHERE entry = 2"), SQLITE_CONSTRAINT);
    assert_int_equal(meddle("guarded", "DELETE FROM head"), SQLITE_CONSTRAINT);
    assert_string_equal(verify("guarded").fault, "");
}

/* Each with the guards taken away first, as who wants to lie would. */
static const struct lie { const char *name, *sql, *fault; } lies[] = {
    { "another user", "UPDATE trail SET user = 'bob' WHERE entry = 2", "entry 2 (" },
    { "another reason", "UPDATE trail SET reason = '' WHERE entry = 3", "entry 3 (" },
    { "another time", "UPDATE trail SET time = '2001-01-01T00:00:00Z' WHERE entry = 1", "entry 1 (2001" },
    { "another figure", "UPDATE trail SET after = 'cost=1' WHERE entry = 5", "entry 5 (" },
    { "a letter that moves to the next field", "UPDATE trail SET action = 'solves', subject = '' WHERE entry = 4",
      "entry 4 (" },
    { "another seed", "UPDATE trail SET seed = 8 WHERE entry = 2", "entry 2 (" },
    { "another hash", "UPDATE trail SET sha256 = 'x' WHERE entry = 4", "entry 4 (" },
    { "an entry is cut out", "DELETE FROM trail WHERE entry = 3", "entry 3 is missing" },
    { "an entry is cut out and the rest renumbered",
      "DELETE FROM trail WHERE entry = 3; UPDATE trail SET entry = entry - 1 WHERE entry > 3", "entry 3 (" },
    { "the first one is cut off", "DELETE FROM trail WHERE entry = 1", "entry 1 is missing" },
    { "the last one is cut off", "DELETE FROM trail WHERE entry = 5", "entry 5 is missing: the head counts 5" },
    { "the last two are cut off", "DELETE FROM trail WHERE entry > 3", "entry 4 is missing: the head counts 5" },
    { "the last one is cut off and the head's count with it",
      "DELETE FROM trail WHERE entry = 5; UPDATE head SET entries = 4", "the head does not fit the last entry, 4" },
    { "all entries are gone", "DELETE FROM trail", "entry 1 is missing: the head counts 5" },
    { "an entry is put in at the end",
      "INSERT INTO trail SELECT 6, time, user, action, subject, reason, version, seed, inputs, before, after, was, "
      "became, plan, sha256, sha256 FROM trail WHERE entry = 5", "entry 6 (" },
    { "only the guards are gone", "SELECT 1", "a guard of the trail was removed" },
};

static void a_lie_is_seen(void **state)
{
    const struct lie *lie = *state;
    char folder[20];
    snprintf(folder, sizeof folder, "lie%d", (int)(lie - lies));
    put_entries(folder, 5);
    assert_int_equal(meddle(folder, "DROP TRIGGER trail_keeps_words; DROP TRIGGER trail_keeps_entries; "
            "DROP TRIGGER head_stays"), SQLITE_OK);
    assert_int_equal(meddle(folder, lie->sql), SQLITE_OK);
    ambit_trail_verdict v = verify(folder);
    if (strncmp(v.fault, lie->fault, strlen(lie->fault)))
        fail_msg("expected \"%s\", found \"%s\"", lie->fault, v.fault);
}

static void what_is_not_committed_is_gone(void **state)
{
    (void)state;
    char path[4096];
    ambit_store *store;
    put_entries("undone", 2);
    snprintf(path, sizeof path, "%s/undone", scratch);
    assert_int_equal(ambit_store_open(&store, path, AMBIT_STORE_WRITE, &err), AMBIT_OK);
    assert_int_equal(ambit_store_begin(store, &err), AMBIT_OK);
    assert_int_equal(ambit_trail_add(store, &(ambit_trail_entry){ .action = "solve" }, NULL, &err), AMBIT_OK);
    ambit_store_close(store);
    assert_int_equal(verify("undone").n_entries, 2);
}

static void without_a_store_nothing_is_made(void **state)
{
    (void)state;
    char path[4096];
    ambit_store *store;
    put("none/x", "");
    snprintf(path, sizeof path, "%s/none", scratch);
    assert_int_equal(ambit_trail_append(path, &(ambit_trail_entry){ .action = "solve" }, &err), AMBIT_OK);
    assert_int_equal(ambit_trail_look(path, &err), AMBIT_OK);
    assert_int_equal(ambit_store_open(&store, path, AMBIT_STORE_WRITE, &err), AMBIT_OK);
    assert_null(store);
    assert_false(exists("none/ambit.db"));
}

static void a_file_of_no_bytes_is_no_store(void **state)
{
    (void)state;
    char path[4096];
    ambit_store *store;
    put("empty/ambit.db", "");
    snprintf(path, sizeof path, "%s/empty", scratch);
    assert_int_equal(ambit_store_open(&store, path, AMBIT_STORE_READ, &err), AMBIT_OK);
    assert_null(store);
    put_entries("empty", 1);
    assert_string_equal(verify("empty").fault, "");
}

int main(void)
{
    enum { N = sizeof lies / sizeof *lies, M = 5 };
    struct CMUnitTest tests[N + M] = {
        cmocka_unit_test(a_chain_holds), cmocka_unit_test(the_guards_refuse_changes),
        cmocka_unit_test(what_is_not_committed_is_gone), cmocka_unit_test(without_a_store_nothing_is_made),
        cmocka_unit_test(a_file_of_no_bytes_is_no_store),
    };
    for (size_t k = 0; k < N; k++)
        tests[M + k] = (struct CMUnitTest){ lies[k].name, a_lie_is_seen, NULL, NULL, (void *)(uintptr_t)&lies[k] };
    return cmocka_run_group_tests_name("tools/store/trail", tests, make_scratch, remove_scratch);
}
