#include "instances/base/folder.h"
#include "instances/base/files.h"
#include "instances/base/rng.h"
#include "tests/instances/base/below.h"

#include <errno.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>

static const char *const own[] = { "a.csv", "b.csv", "plan.json", NULL };
static const char *const derived[] = { "report.html", NULL };

/* Stands before the C library's own, so that a test can take the exchange away. */
static int no_exchange;

int renameat2(int old_dir, const char *old, int new_dir, const char *new, unsigned flags)
{
    if (!no_exchange) return (int)syscall(SYS_renameat2, old_dir, old, new_dir, new, flags);
    errno = EINVAL;
    return -1;
}

static void put(ambit_folder *folder, const char *name, const char *text)
{
    FILE *file;
    ambit_error err = { AMBIT_OK, "" };
    assert_int_equal(ambit_folder_create(folder, name, &file, &err), AMBIT_OK);
    fputs(text, file);
    assert_int_equal(ambit_folder_close_file(folder, file, name, &err), AMBIT_OK);
}

static ambit_folder *open_folder(scratch *s, const char *name, int force)
{
    ambit_folder *folder;
    ambit_error err = { AMBIT_OK, "" };
    ambit_status status = ambit_folder_open(&folder, scratch_file(s, name), own, force, &err);
    assert_string_equal(err.text, "");
    assert_int_equal(status, AMBIT_OK);
    return folder;
}

static void publish(ambit_folder *folder)
{
    ambit_error err = { AMBIT_OK, "" };
    ambit_status status = ambit_folder_publish(folder, derived, &err);
    assert_string_equal(err.text, "");
    assert_int_equal(status, AMBIT_OK);
    ambit_folder_free(folder);
}

/* An output folder with files of an old run and one of the user's. */
static void make_old(scratch *s)
{
    assert_int_equal(mkdir(scratch_file(s, "out"), 0755), 0);
    scratch_write(s, "out/a.csv", "old");
    scratch_write(s, "out/b.csv", "old");
    scratch_write(s, "out/notes.txt", "mine");
    scratch_write(s, "out/report.html", "old");
}

static void a_new_folder_appears_whole(void **state)
{
    scratch *s = *state;
    ambit_folder *folder = open_folder(s, "x/y/out/", 0);
    put(folder, "a.csv", "1");
    FILE *by_path = fopen(ambit_folder_path(folder, "plan.json"), "w");
    assert_non_null(by_path);
    fputs("2", by_path);
    fclose(by_path);
    assert_false(ambit_files_is_folder(scratch_file(s, "x/y/out")));
    publish(folder);
    assert_below(s, "x/ x/y/ x/y/out/ x/y/out/a.csv=1 x/y/out/plan.json=2 ");
}

static void what_is_not_published_leaves_no_trace(void **state)
{
    scratch *s = *state;
    ambit_folder *folder = open_folder(s, "x/y/out", 0);
    put(folder, "a.csv", "1");
    ambit_folder_free(folder);
    assert_below(s, "");
    make_old(s);
    folder = open_folder(s, "out", 1);
    put(folder, "a.csv", "new");
    ambit_folder_free(folder);
    assert_below(s, "out/ out/a.csv=old out/b.csv=old out/notes.txt=mine out/report.html=old ");
    ambit_folder_free(NULL);
}

static void only_own_and_derived_files_are_replaced(void **state)
{
    scratch *s = *state;
    make_old(s);
    ambit_folder *folder = open_folder(s, "out", 1);
    put(folder, "a.csv", "new");
    put(folder, "plan.json", "new");
    publish(folder);
    assert_below(s, "out/ out/a.csv=new out/notes.txt=mine out/plan.json=new ");
}

static void nothing_is_overwritten_without_force(void **state)
{
    scratch *s = *state;
    ambit_folder *folder;
    ambit_error err = { AMBIT_OK, "" };
    make_old(s);
    char expected[600], *real = realpath(s->path, NULL);
    snprintf(expected, sizeof expected, "%s/out/a.csv: exists already: name another folder with --out, or add --force "
            "to replace it", real);
    assert_int_equal(ambit_folder_open(&folder, scratch_file(s, "out"), own, 0, &err), AMBIT_E_FILE);
    assert_null(folder);
    assert_string_equal(err.text, expected);
    assert_below(s, "out/ out/a.csv=old out/b.csv=old out/notes.txt=mine out/report.html=old ");
    free(real);
}

static void a_file_that_came_meanwhile_is_not_overwritten(void **state)
{
    scratch *s = *state;
    ambit_error err = { AMBIT_OK, "" };
    ambit_folder *folder = open_folder(s, "out", 0);
    put(folder, "a.csv", "new");
    assert_int_equal(mkdir(scratch_file(s, "out"), 0755), 0);
    scratch_write(s, "out/a.csv", "came");
    assert_int_equal(ambit_folder_publish(folder, NULL, &err), AMBIT_E_FILE);
    assert_non_null(strstr(err.text, "out/a.csv: exists already"));
    ambit_folder_free(folder);
    assert_below(s, "out/ out/a.csv=came ");
}

static void other_files_join_own_ones_without_force(void **state)
{
    scratch *s = *state;
    assert_int_equal(mkdir(scratch_file(s, "out"), 0755), 0);
    scratch_write(s, "out/notes.txt", "mine");
    ambit_folder *folder = open_folder(s, "out", 0);
    put(folder, "a.csv", "new");
    publish(folder);
    assert_below(s, "out/ out/a.csv=new out/notes.txt=mine ");
}

static void a_file_of_the_user_is_never_in_the_way(void **state)
{
    scratch *s = *state;
    ambit_error err = { AMBIT_OK, "" };
    make_old(s);
    ambit_folder *folder = open_folder(s, "out", 1);
    put(folder, "notes.txt", "not mine to write");
    assert_int_equal(ambit_folder_publish(folder, derived, &err), AMBIT_E_FILE);
    assert_non_null(strstr(err.text, "out/notes.txt: is in the way and not a file of this command"));
    ambit_folder_free(folder);
    assert_below(s, "out/ out/a.csv=old out/b.csv=old out/notes.txt=mine out/report.html=old ");
}

static void a_folder_with_subfolders_stays_where_it_is(void **state)
{
    scratch *s = *state;
    struct stat before, after;
    make_old(s);
    assert_int_equal(mkdir(scratch_file(s, "out/maps"), 0755), 0);
    assert_int_equal(stat(scratch_file(s, "out"), &before), 0);
    ambit_folder *folder = open_folder(s, "out", 1);
    put(folder, "a.csv", "new");
    publish(folder);
    assert_below(s, "out/ out/a.csv=new out/maps/ out/notes.txt=mine ");
    assert_int_equal(stat(scratch_file(s, "out"), &after), 0);
    assert_true(before.st_ino == after.st_ino);
}

static void files_move_one_by_one_where_folders_cannot(void **state)
{
    scratch *s = *state;
    make_old(s);
    ambit_folder *folder = open_folder(s, "out", 1);
    put(folder, "b.csv", "new");
    put(folder, "more.csv", "new");
    no_exchange = 1;
    publish(folder);
    no_exchange = 0;
    assert_below(s, "out/ out/b.csv=new out/more.csv=new out/notes.txt=mine ");
}

static void a_folder_in_a_files_place_is_named(void **state)
{
    scratch *s = *state;
    ambit_error err = { AMBIT_OK, "" };
    assert_int_equal(mkdir(scratch_file(s, "out"), 0755), 0);
    assert_int_equal(mkdir(scratch_file(s, "out/a.csv"), 0755), 0);
    ambit_folder *folder = open_folder(s, "out", 1);
    put(folder, "a.csv", "new");
    assert_int_equal(ambit_folder_publish(folder, derived, &err), AMBIT_E_FILE);
    assert_non_null(strstr(err.text, "/out/a.csv: cannot be put in place: Is a directory"));
    ambit_folder_free(folder);
    assert_below(s, "out/ out/a.csv/ ");
}

static void the_working_folder_stays_where_it_is(void **state)
{
    scratch *s = *state;
    make_old(s);
    char *here = getcwd(NULL, 0);
    assert_int_equal(chdir(scratch_file(s, "out")), 0);
    ambit_folder *folder;
    ambit_error err = { AMBIT_OK, "" };
    assert_int_equal(ambit_folder_open(&folder, ".", own, 1, &err), AMBIT_OK);
    put(folder, "a.csv", "new");
    publish(folder);
    FILE *seen_from_here = fopen("a.csv", "r");
    assert_non_null(seen_from_here);
    assert_int_equal(getc(seen_from_here), 'n');
    fclose(seen_from_here);
    assert_int_equal(chdir(here), 0);
    free(here);
    assert_below(s, "out/ out/a.csv=new out/notes.txt=mine ");
}

static void a_link_goes_on_pointing_to_its_folder(void **state)
{
    scratch *s = *state;
    struct stat link;
    make_old(s);
    char *name = strdup(scratch_file(s, "link"));
    assert_int_equal(symlink("out", name), 0);
    ambit_folder *folder = open_folder(s, "link", 1);
    put(folder, "a.csv", "new");
    publish(folder);
    assert_int_equal(lstat(name, &link), 0);
    assert_true(S_ISLNK(link.st_mode));
    assert_below(s, "link/ link/a.csv=new link/notes.txt=mine out/ out/a.csv=new out/notes.txt=mine ");
    free(name);
}

static void the_rights_of_the_old_folder_are_kept(void **state)
{
    scratch *s = *state;
    struct stat after;
    make_old(s);
    assert_int_equal(chmod(scratch_file(s, "out"), 0750), 0);
    ambit_folder *folder = open_folder(s, "out", 1);
    put(folder, "a.csv", "new");
    publish(folder);
    assert_int_equal(stat(scratch_file(s, "out"), &after), 0);
    assert_int_equal(after.st_mode & 07777, 0750);
}

/* Where nobody may make a folder beside the target, files are staged inside it. */
static void a_parent_that_may_not_be_written_is_left_alone(void **state)
{
    scratch *s = *state;
    make_old(s);
    uid_t me = geteuid();
    if (me == 0) assert_int_equal(chown(scratch_file(s, "out"), 65534, (gid_t)-1), 0);
    assert_int_equal(chmod(s->path, 0555), 0);
    if (me == 0) assert_int_equal(seteuid(65534), 0);
    ambit_folder *folder = open_folder(s, "out", 1);
    put(folder, "a.csv", "new");
    publish(folder);
    if (me == 0) assert_int_equal(seteuid(0), 0);
    assert_int_equal(chmod(s->path, 0755), 0);
    assert_below(s, "out/ out/a.csv=new out/notes.txt=mine ");
}

static const struct refusal { const char *name, *path, *says; } refusals[] = {
    { "a file in the folder's place",  "file", "file: is a file, not a folder: name another one" },
    { "a file in a parent's place",    "file/out", "file/out: its parent folder cannot be made: File exists" },
    { "a link to nothing",             "dangling", "dangling: cannot be an output folder: name another one" },
};

static void refuses_what_cannot_be_a_folder(void **state)
{
    static const char dangling[] = "dangling";
    const struct refusal *refusal = *state;
    scratch s;
    scratch_make(&s);
    scratch_write(&s, "file", "");
    assert_int_equal(symlink("nowhere", scratch_file(&s, dangling)), 0);
    ambit_folder *folder;
    ambit_error err = { AMBIT_OK, "" };
    assert_int_equal(ambit_folder_open(&folder, scratch_file(&s, refusal->path), own, 0, &err), AMBIT_E_FILE);
    assert_null(folder);
    assert_string_equal(err.text + strlen(s.path) + 1, refusal->says);
    scratch_remove(&s);
}

static void a_full_disk_is_noticed(void **state)
{
    scratch *s = *state;
    ambit_error err = { AMBIT_OK, "" };
    ambit_folder *folder = open_folder(s, "out", 0);
    FILE *full = fopen("/dev/full", "w");
    if (!full) skip();
    fputs("x", full);
    assert_int_equal(ambit_folder_close_file(folder, full, "a.csv", &err), AMBIT_E_FILE);
    assert_non_null(strstr(err.text, "out/a.csv: cannot be written: No space left on device"));
    ambit_folder_free(folder);
    assert_below(s, "");
}

static void two_writers_do_not_meet(void **state)
{
    scratch *s = *state;
    ambit_folder *one = open_folder(s, "out", 1), *two = open_folder(s, "out", 1);
    put(one, "a.csv", "one");
    put(two, "b.csv", "two");
    publish(one);
    publish(two);
    assert_below(s, "out/ out/b.csv=two ");
}

/* ---- Being killed ------------------------------------------------------------------------------------------------ */

static void killed_before_publishing_leaves_the_old_files(void **state)
{
    scratch *s = *state;
    make_old(s);
    pid_t child = fork();
    assert_true(child >= 0);
    if (!child) {
        ambit_folder *folder;
        FILE *file;
        if (ambit_folder_open(&folder, scratch_file(s, "out"), own, 1, NULL) != AMBIT_OK) _exit(1);
        if (ambit_folder_create(folder, "a.csv", &file, NULL) != AMBIT_OK) _exit(2);
        fputs("half", file);
        raise(SIGKILL);
    }
    int status;
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
    assert_int_equal(access(scratch_file(s, "out/plan.json"), F_OK), -1);
    /* The next run finds the old files, and sweeps what the killed one left. */
    ambit_folder_free(open_folder(s, "out", 1));
    assert_below(s, "out/ out/a.csv=old out/b.csv=old out/notes.txt=mine out/report.html=old ");
}

/* Publishes generation after generation, the same number in both files. */
static void publish_for_ever(scratch *s)
{
    for (unsigned generation = 1;; generation++) {
        ambit_folder *folder;
        if (ambit_folder_open(&folder, scratch_file(s, "out"), own, 1, NULL) != AMBIT_OK) _exit(1);
        for (int i = 0; i < 2; i++) {
            FILE *file;
            if (ambit_folder_create(folder, own[i], &file, NULL) != AMBIT_OK) _exit(2);
            fprintf(file, "%u", generation);
            if (ambit_folder_close_file(folder, file, own[i], NULL) != AMBIT_OK) _exit(3);
        }
        if (ambit_folder_publish(folder, derived, NULL) != AMBIT_OK) _exit(4);
        ambit_folder_free(folder);
    }
}

static void read_text(scratch *s, const char *name, char *out, size_t size)
{
    FILE *file = fopen(scratch_file(s, name), "r");
    assert_non_null(file);
    out[fread(out, 1, size - 1, file)] = '\0';
    fclose(file);
}

/* 1 when this file system lets two folders change places; elsewhere files move one by one, and a kill may come
 * between. */
static int folders_can_change_places(scratch *s)
{
    struct stat before, after;
    assert_int_equal(stat(scratch_file(s, "out"), &before), 0);
    ambit_folder *folder = open_folder(s, "out", 1);
    put(folder, "a.csv", "0");
    put(folder, "b.csv", "0");
    publish(folder);
    assert_int_equal(stat(scratch_file(s, "out"), &after), 0);
    return before.st_ino != after.st_ino;
}

static void killed_at_any_moment_leaves_one_generation(void **state)
{
    scratch *s = *state;
    char a[40] = "", b[40], notes[40];
    uint64_t seed = 5;
    ambit_rng rng = ambit_rng_of(seed, 0);
    print_message("seed %llu\n", (unsigned long long)seed);
    make_old(s);
    if (!folders_can_change_places(s)) {
        print_message("skipped: this file system has no RENAME_EXCHANGE\n");
        skip();
    }
    /* A busy machine may need longer until anything is published at all. */
    long longest_ns = 10000000;
    for (int round = 0; round < 100 || !strcmp(a, "0"); round++) {
        if (round >= 100 && longest_ns < 1000000000 / 2) longest_ns *= 2;
        pid_t child = fork();
        assert_true(child >= 0);
        if (!child) publish_for_ever(s);
        struct timespec nap = { 0, (long)ambit_rng_below(&rng, (uint32_t)longest_ns) };
        nanosleep(&nap, NULL);
        assert_int_equal(kill(child, SIGKILL), 0);
        int status;
        assert_int_equal(waitpid(child, &status, 0), child);
        assert_true(WIFSIGNALED(status));
        read_text(s, "out/a.csv", a, sizeof a);
        read_text(s, "out/b.csv", b, sizeof b);
        read_text(s, "out/notes.txt", notes, sizeof notes);
        assert_string_equal(a, b);
        assert_string_equal(notes, "mine");
    }
    ambit_folder_free(open_folder(s, "out", 1));
    ambit_names names;
    assert_int_equal(ambit_files_list(&names, s->path), 0);
    assert_int_equal(names.n, 1);
    ambit_files_reset(&names);
}

/* A report that others own: replaced when it is staged, left when it is not, with and without the exchange. */
static void a_renewed_file_takes_the_place_of_an_older_one(void **state)
{
    scratch *s = *state;
    static const char *const quotas[] = { "quotas.csv", NULL };
    ambit_error err = { AMBIT_OK, "" };
    for (no_exchange = 0; no_exchange < 2; no_exchange++)
        for (int staged = 0; staged < 2; staged++) {
            char name[20], expected[200];
            ambit_folder *folder;
            snprintf(name, sizeof name, "out%d%d", no_exchange, staged);
            assert_int_equal(mkdir(scratch_file(s, name), 0755), 0);
            snprintf(expected, sizeof expected, "%s/report.html", name);
            scratch_write(s, expected, "old");
            assert_int_equal(ambit_folder_open(&folder, scratch_file(s, name), quotas, 0, &err), AMBIT_OK);
            ambit_folder_renew(folder, "report.html");
            put(folder, "quotas.csv", "q");
            if (staged) put(folder, "report.html", "new");
            assert_int_equal(ambit_folder_publish(folder, NULL, &err), AMBIT_OK);
            ambit_folder_free(folder);
            snprintf(expected, sizeof expected, "quotas.csv=q report.html=%s ", staged ? "new" : "old");
            char found[400] = "";
            list_below(scratch_file(s, name), "", found, sizeof found);
            assert_string_equal(found, expected);
        }
    no_exchange = 0;
}

int main(void)
{
#define IN_SCRATCH(test) cmocka_unit_test_setup_teardown(test, setup, teardown)
    static const struct CMUnitTest fixed[] = {
        IN_SCRATCH(a_new_folder_appears_whole),
        IN_SCRATCH(what_is_not_published_leaves_no_trace),
        IN_SCRATCH(only_own_and_derived_files_are_replaced),
        IN_SCRATCH(nothing_is_overwritten_without_force),
        IN_SCRATCH(a_file_that_came_meanwhile_is_not_overwritten),
        IN_SCRATCH(other_files_join_own_ones_without_force),
        IN_SCRATCH(a_file_of_the_user_is_never_in_the_way),
        IN_SCRATCH(a_folder_with_subfolders_stays_where_it_is),
        IN_SCRATCH(files_move_one_by_one_where_folders_cannot),
        IN_SCRATCH(a_folder_in_a_files_place_is_named),
        IN_SCRATCH(the_working_folder_stays_where_it_is),
        IN_SCRATCH(a_link_goes_on_pointing_to_its_folder),
        IN_SCRATCH(the_rights_of_the_old_folder_are_kept),
        IN_SCRATCH(a_parent_that_may_not_be_written_is_left_alone),
        IN_SCRATCH(a_renewed_file_takes_the_place_of_an_older_one),
        IN_SCRATCH(a_full_disk_is_noticed),
        IN_SCRATCH(two_writers_do_not_meet),
        IN_SCRATCH(killed_before_publishing_leaves_the_old_files),
        IN_SCRATCH(killed_at_any_moment_leaves_one_generation),
    };
    enum { N_FIXED = sizeof fixed / sizeof *fixed, N = sizeof refusals / sizeof *refusals };
    struct CMUnitTest tests[N_FIXED + N];
    memcpy(tests, fixed, sizeof fixed);
    for (size_t i = 0; i < N; i++)
        tests[N_FIXED + i] = (struct CMUnitTest){ refusals[i].name, refuses_what_cannot_be_a_folder, NULL, NULL,
                                                  (void *)&refusals[i] };
    return cmocka_run_group_tests_name("instances/base/folder", tests, NULL, NULL);
}
