/* The store when things go wrong: kills at any moment, two at once, no room, no right to write, damage, newer versions.
 *
 * The moments are random. The seed is printed; AMBIT_TEST_SEED=N draws the same ones again. */
#include "instances/base/rng.h"
#include "tests/tools/program.h"
#include "tools/scenario/shelf.h"
#include "tools/store/schema.h"
#include "tools/store/trail.h"

#include <signal.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <time.h>

enum { MOMENTS = 200, NOBODY_ID = 65534 };

static char text[ROOM], before[ROOM];
static ambit_error err;

static uint64_t announced_seed(void)
{
    const char *given = getenv("AMBIT_TEST_SEED");
    uint64_t seed = given ? strtoull(given, NULL, 10) : (uint64_t)time(NULL);
    print_message("AMBIT_TEST_SEED=%llu\n", (unsigned long long)seed);
    return seed;
}

static double now_s(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

/* A plan with two scenarios, both solved. */
static void put_scenarios(const char *folder)
{
    char line[500];
    put_line(folder);
    for (const char *name = "ab"; *name; name++) {
        snprintf(line, sizeof line, "scenario new %s %c --set balance.opportunity.tolerance=%d%% --quiet", folder,
                 *name, *name == 'a' ? 20 : 30);
        ambit_ends(0, line);
    }
    snprintf(line, sizeof line, "scenario solve %s --quiet", folder);
    ambit_ends(0, line);
}

/* The store opens, the chain holds, the plan in force is whole. Returns the number of entries. */
static int64_t stands(const char *folder)
{
    char path[4096];
    int64_t current, n;
    ambit_store *store;
    ambit_trail_verdict verdict;
    if (ambit_store_open(&store, in_scratch(path, folder), AMBIT_STORE_READ, &err)) fail_msg("%s", err.text);
    assert_non_null(store);
    if (ambit_trail_verify(&verdict, store, &err)) fail_msg("%s", err.text);
    assert_string_equal(verdict.fault, "");
    assert_int_equal(ambit_trail_current(&current, &n, store, &err), AMBIT_OK);
    if (current) {
        ambit_scenario_result result;
        if (ambit_scenario_result_get(&result, store, current, &err)) fail_msg("%s", err.text);
        assert_true(result.id == current && *result.plan && result.n_figures > 0);
        ambit_scenario_result_reset(&result);
    }
    ambit_store_close(store);
    return n;
}

static void a_kill_at_any_moment_leaves_a_store_that_stands(void **state)
{
    static const char *const lines[] = {
        "scenario adopt k a --force --quiet", "scenario solve k --quiet", "scenario adopt k b --force --quiet",
        "solve k --force --quiet", "scenario revert k --quiet",
    };
    enum { N = sizeof lines / sizeof *lines };
    double takes_s[N];
    ambit_rng rng = ambit_rng_of(announced_seed(), 0);
    int n_killed = 0;
    (void)state;
    put_scenarios("k");
    for (int k = 0; k < N; k++) {
        double start_s = now_s();
        ambit_ends(0, lines[k]);
        takes_s[k] = now_s() - start_s;
    }
    int64_t n = stands("k");
    for (int m = 0; m < MOMENTS; m++) {
        pid_t child = start(lines[m % N]);
        usleep((useconds_t)(1.1e6 * takes_s[m % N] * ambit_rng_unit(&rng)));
        kill(child, SIGKILL);
        n_killed += finish(child)->code == 128 + SIGKILL;
        int64_t now = stands("k");
        assert_true(now >= n && now <= n + 2);
        n = now;
    }
    print_message("    %d of %d runs were killed, %lld entries\n", n_killed, MOMENTS, (long long)n);
    assert_true(n_killed > MOMENTS / 4);
    ambit_ends(0, "scenario solve k --quiet"); /* what is left of the killed does no harm */
    ambit_ends(0, "log k --verify --quiet");
}

static void the_first_scenario_may_be_killed(void **state)
{
    (void)state;
    ambit_rng rng = ambit_rng_of(announced_seed(), 1);
    char path[4096];
    put_line("first");
    for (int m = 0; m < 20; m++) {
        ambit_store *store;
        in_scratch(path, "first/ambit.db");
        unlink(path);
        pid_t child = start("scenario new first a --quiet");
        usleep((useconds_t)(40000 * ambit_rng_unit(&rng)));
        kill(child, SIGKILL);
        finish(child);
        if (ambit_store_open(&store, in_scratch(path, "first"), AMBIT_STORE_READ, &err)) fail_msg("%s", err.text);
        ambit_store_close(store);
        const ran *r = ambit("scenario new first b --quiet");
        if (r->code) fail_msg("%s", r->err);
        stands("first");
    }
}

/* Of two that adopt at once one wins; the other is told of it. */
static void of_two_at_once_one_adopts(void **state)
{
    (void)state;
    put_scenarios("two");
    for (int round = 0; round < 8; round++) {
        int64_t n = stands("two");
        pid_t one = start("scenario adopt two a --quiet"), other = start("scenario adopt two b --quiet");
        int first, second;
        assert_int_equal(waitpid(one, &first, 0), one);
        assert_int_equal(waitpid(other, &second, 0), other);
        assert_true(WIFEXITED(first) && WIFEXITED(second));
        assert_int_equal(WEXITSTATUS(first) + WEXITSTATUS(second), 2);
        assert_true(!WEXITSTATUS(first) || !WEXITSTATUS(second));
        assert_int_equal(stands("two"), n + 1);
        const ran *r = ambit(WEXITSTATUS(first) ? "scenario adopt two a" : "scenario adopt two b");
        assert_int_equal(r->code, 2);
        says(r->err, "the plan in force is not the one that ");
        says(r->err, "adopt by ");
        ambit_ends(0, "scenario revert two --quiet");
    }
}

static void many_writers_wait_for_each_other(void **state)
{
    enum { WRITERS = 6 };
    pid_t child[WRITERS];
    char line[100];
    (void)state;
    put_line("many");
    for (int k = 0; k < WRITERS; k++) {
        snprintf(line, sizeof line, "scenario new many s%d --quiet", k);
        child[k] = start(line);
    }
    for (int k = 0; k < WRITERS; k++) {
        int status;
        assert_int_equal(waitpid(child[k], &status, 0), child[k]);
        assert_true(WIFEXITED(status) && !WEXITSTATUS(status));
    }
    assert_int_equal(stands("many"), WRITERS);
}

/* ---- No room ----------------------------------------------------------------------------------------------------- */

/* The program, when no file may grow beyond so many bytes. */
static const ran *with_room(const char *line, rlim_t bytes)
{
    const struct rlimit most = { bytes, RLIM_INFINITY }, none = { RLIM_INFINITY, RLIM_INFINITY };
    signal(SIGXFSZ, SIG_IGN);
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &most), 0);
    pid_t child = start(line);
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &none), 0);
    signal(SIGXFSZ, SIG_DFL);
    return finish(child);
}

static void files_that_cannot_grow_lose_nothing(void **state)
{
    (void)state;
    int n_failed = 0;
    put_scenarios("full");
    int64_t n = stands("full");
    for (rlim_t bytes = 512; bytes <= 100000; bytes *= 2) {
        const ran *r = with_room("scenario adopt full a --force --quiet", bytes);
        assert_true(r->code == 0 || r->code == 2);
        if (r->code) says(r->err, "ambit.db: ");
        int64_t now = stands("full");
        assert_int_equal(now, n + !r->code);
        n_failed += r->code == 2;
        if (!r->code) ambit_ends(0, "scenario revert full --quiet");
        n = stands("full");
    }
    assert_true(n_failed > 0);
    ambit_ends(0, "scenario adopt full b --force --quiet");
}

/* A file system of 256 kB, filled to the brim. Only root may mount one. */
static void a_full_disk_is_said_and_loses_nothing(void **state)
{
    char path[4096];
    (void)state;
    put("disk/x", "");
    if (geteuid() || mount("none", in_scratch(path, "disk"), "tmpfs", 0, "size=256k")) skip();
    put_scenarios("disk/plan");
    int64_t n = stands("disk/plan");
    in_scratch(path, "disk/fill");
    FILE *fill = fopen(path, "wb");
    assert_non_null(fill);
    while (putc('x', fill) != EOF && !fflush(fill)) continue;
    fclose(fill);
    const ran *r = ambit("scenario adopt disk/plan a --quiet");
    assert_int_equal(r->code, 2);
    says(r->err, "ambit.db: ");
    assert_true(strstr(r->err, "the disk is full") || strstr(r->err, "No space left") || strstr(r->err, "cannot be"));
    unlink(path);
    assert_int_equal(stands("disk/plan"), n);
    ambit_ends(0, "scenario adopt disk/plan a --quiet");
    assert_int_equal(umount2(in_scratch(path, "disk"), MNT_DETACH), 0);
}

/* ---- No right ---------------------------------------------------------------------------------------------------- */

static void a_folder_that_may_not_be_written_is_said_but_can_be_read(void **state)
{
    char path[4096];
    (void)state;
    put_scenarios("shut");
    ambit_ends(0, "scenario adopt shut a --quiet");
    chmod(scratch, 0777);
    chmod(in_scratch(path, "shut"), 0555);
    const ran *r = finish(start_as("scenario adopt shut b --quiet", NOBODY_ID));
    assert_int_equal(r->code, 2);
    says(r->err, "ambit.db: cannot be written: ");
    r = finish(start_as("scenario new shut c --quiet", NOBODY_ID));
    assert_int_equal(r->code, 2);
    says(r->err, "which must be writable");
    r = finish(start_as("scenario list shut", NOBODY_ID));
    assert_int_equal(r->code, 0);
    says(r->out, "in force    a");
    r = finish(start_as("log shut --verify", NOBODY_ID));
    assert_int_equal(r->code, 0);
    chmod(in_scratch(path, "shut"), 0755);
    assert_true(stands("shut") > 0);
}

/* ---- Another file ------------------------------------------------------------------------------------------------ */

static void read_store(char out[ROOM], size_t *n, const char *name)
{
    char path[4096];
    FILE *from = fopen(in_scratch(path, name), "rb");
    assert_non_null(from);
    *n = fread(out, 1, ROOM, from);
    fclose(from);
}

static void write_store(const char *name, const char *bytes, size_t n)
{
    char path[4096];
    FILE *to = fopen(in_scratch(path, name), "wb");
    assert_non_null(to);
    assert_int_equal(fwrite(bytes, 1, n, to), n);
    assert_int_equal(fclose(to), 0);
}

static const char *const commands[] = {
    "solve %s --force --quiet --out %s/elsewhere", "scenario new %s c --quiet", "scenario solve %s --quiet",
    "scenario adopt %s b --quiet", "scenario list %s", "log %s --verify",
};
enum { N_COMMANDS = sizeof commands / sizeof *commands };

/* Every command says so, and the file keeps its bytes. */
static void all_refuse(const char *folder, const char *words)
{
    char name[200], line[500];
    size_t n, now;
    snprintf(name, sizeof name, "%s/ambit.db", folder);
    read_store(before, &n, name);
    for (int k = 0; k < N_COMMANDS; k++) {
        snprintf(line, sizeof line, commands[k], folder, folder);
        const ran *r = ambit(line);
        if (r->code != 2) fail_msg("%s: ended with %d: %s%s", line, r->code, r->out, r->err);
        says(r->err, words);
        read_store(text, &now, name);
        assert_true(n == now && !memcmp(before, text, n));
    }
    snprintf(name, sizeof name, "%s/ambit.db-wal", folder);
    assert_false(exists(name));
}

static void a_newer_version_is_left_alone(void **state)
{
    size_t n;
    (void)state;
    put_scenarios("newer");
    read_store(text, &n, "newer/ambit.db");
    text[63] = AMBIT_STORE_VERSION + 6;
    write_store("newer/ambit.db", text, n);
    all_refuse("newer", "has version 7 of the store, this ambit (" AMBIT_VERSION ") knows those up to 1");
}

static void what_is_no_store_is_left_alone(void **state)
{
    (void)state;
    put_line("alien");
    put("alien/ambit.db", "unit_id,rep_id\nA,R1\n");
    all_refuse("alien", "is no store of ambit");
    put("alien/ambit.db", "This is a text of more than a hundred bytes, which somebody has put here under a name that "
        "was not his to take.\n");
    all_refuse("alien", "is no store of ambit");
}

/* Each page in turn is overwritten with rubbish. Either all still stands, because nothing lay there, or it is said. */
static void a_damaged_page_is_seen(void **state)
{
    enum { PAGE = 4096, LEAST = 8 };
    static char whole[ROOM];
    size_t n;
    int n_seen = 0;
    (void)state;
    put_scenarios("torn");
    ambit_ends(0, "scenario adopt torn a --quiet");
    read_store(whole, &n, "torn/ambit.db");
    assert_true(n >= LEAST * PAGE && n < ROOM);
    for (size_t page = 1; page < n / PAGE; page++) {
        memcpy(text, whole, n);
        memset(text + page * PAGE, 0xa5, PAGE);
        write_store("torn/ambit.db", text, n);
        const ran *r = ambit("log torn --verify");
        n_seen += r->code == 2 && strstr(r->err, "is damaged") != NULL;
        if (r->code == 2) says(r->err, "ambit.db: ");
        r = ambit("scenario adopt torn b --force --quiet");
        if (r->code) says(r->err, "ambit.db: is damaged");
        if (r->code) {
            size_t now;
            read_store(before, &now, "torn/ambit.db");
            assert_true(now == n && !memcmp(before, text, n));
        }
    }
    assert_true(n_seen >= LEAST - 1);
    write_store("torn/ambit.db", whole, n);
    assert_true(stands("torn") > 0);
}

/* A letter of the adopted plan, which no page check can see. */
static void a_changed_letter_is_seen(void **state)
{
    size_t n;
    (void)state;
    put_scenarios("letter");
    ambit_ends(0, "scenario adopt letter a --quiet");
    read_store(text, &n, "letter/ambit.db");
    int n_changed = 0;
    for (size_t k = 0; k + 9 < n; k++)
        if (!memcmp(text + k, "A\tR1\nB\tR1", 9)) text[k + 3] = '2', n_changed++;
    assert_true(n_changed > 0);
    write_store("letter/ambit.db", text, n);
    const ran *r = ambit("log letter --verify");
    assert_int_equal(r->code, 1);
    says(r->out, "was altered");
    r = ambit("solve letter --quiet");
    assert_int_equal(r->code, 2);
    says(r->err, "the adopted plan a was altered");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_kill_at_any_moment_leaves_a_store_that_stands),
        cmocka_unit_test(the_first_scenario_may_be_killed),
        cmocka_unit_test(of_two_at_once_one_adopts),
        cmocka_unit_test(many_writers_wait_for_each_other),
        cmocka_unit_test(files_that_cannot_grow_lose_nothing),
        cmocka_unit_test(a_full_disk_is_said_and_loses_nothing),
        cmocka_unit_test(a_folder_that_may_not_be_written_is_said_but_can_be_read),
        cmocka_unit_test(a_newer_version_is_left_alone),
        cmocka_unit_test(what_is_no_store_is_left_alone),
        cmocka_unit_test(a_damaged_page_is_seen),
        cmocka_unit_test(a_changed_letter_is_seen),
    };
    return cmocka_run_group_tests_name("tools/store/faults", tests, make_scratch, remove_scratch);
}
