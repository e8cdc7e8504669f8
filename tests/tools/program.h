/* tests/tools/program.h - runs the built program on tiny plan folders, as a person would.
 *
 * Everything happens below a folder of the test's own, which is removed afterwards. */
#ifndef AMBIT_TEST_PROGRAM_H
#define AMBIT_TEST_PROGRAM_H
#include <fcntl.h>
#include <ftw.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>
#include <cmocka.h>

enum { ROOM = 1 << 20, MOST_ARGUMENTS = 24 };

static char scratch[200]; /* the folder of this test program */

/* What a run of the program left: its exit code (128 + signal when killed) and its words. */
typedef struct { int code; char out[ROOM], err[ROOM]; } ran;

/* The program under test as an absolute path: the tests change folders. */
static inline const char *program(void)
{
    static char path[4096];
    static const char *const usual[] = { "build/debug/ambit", "build/release/ambit", NULL };
    const char *given = getenv("AMBIT");
    if (given) return given;
    for (int i = 0; usual[i] && !*path; i++)
        if (!realpath(usual[i], path)) *path = 0;
    return path;
}

static inline const char *in_scratch(char out[4096], const char *name)
{
    snprintf(out, 4096, "%s/%s", scratch, name);
    return out;
}

static inline void read_whole(char out[ROOM], const char *path)
{
    FILE *from = fopen(path, "rb");
    size_t n = 0;
    if (from) {
        n = fread(out, 1, ROOM - 1, from);
        fclose(from);
    }
    out[n] = 0;
}

static inline int exists(const char *name)
{
    char path[4096];
    return access(in_scratch(path, name), F_OK) == 0;
}

/* Writes a file below the scratch folder; its folders are made. */
static inline void put(const char *name, const char *text)
{
    char path[4096];
    in_scratch(path, name);
    for (char *slash = strchr(path + strlen(scratch) + 1, '/'); slash; slash = strchr(slash + 1, '/')) {
        *slash = 0;
        mkdir(path, 0777);
        *slash = '/';
    }
    FILE *to = fopen(path, "wb");
    assert_non_null(to);
    fputs(text, to);
    assert_int_equal(fclose(to), 0);
}

static inline const char *get(char out[ROOM], const char *name)
{
    char path[4096];
    read_whole(out, in_scratch(path, name));
    return out;
}

/* Copies a file of the checkout below the scratch folder. */
static inline void copy(const char *from, const char *name)
{
    static char text[ROOM];
    read_whole(text, from);
    assert_true(*text != 0);
    put(name, text);
}

/* Starts the program in the scratch folder with the words of `line` (split at blanks; `~` stands for a blank inside a
 * word). Its words go to files. When we are root it runs as `user`; 0: as ourselves. */
static inline pid_t start_as(const char *line, uid_t user)
{
    static char words[8192];
    char *argument[MOST_ARGUMENTS] = { (char *)(uintptr_t)program() };
    int n = 1;
    snprintf(words, sizeof words, "%s", line);
    for (char *word = strtok(words, " "); word && n < MOST_ARGUMENTS - 1; word = strtok(NULL, " ")) {
        for (char *c = word; *c; c++)
            if (*c == '~') *c = ' ';
        argument[n++] = word;
    }
    argument[n] = NULL;
    pid_t child = fork();
    if (child) return child;
    if (chdir(scratch) || !freopen(".out", "wb", stdout) || !freopen(".err", "wb", stderr)) _exit(126);
    if (user && geteuid() == 0 && (setgid(user) || setuid(user))) _exit(126);
    execv(program(), argument);
    _exit(127);
}

static inline pid_t start(const char *line) { return start_as(line, 0); }

/* Waits for a started program. The answer lives until the next call. */
static inline const ran *finish(pid_t child)
{
    static ran answer;
    int status;
    assert_int_equal(waitpid(child, &status, 0), child);
    answer.code = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
    get(answer.out, ".out");
    get(answer.err, ".err");
    return &answer;
}

static inline const ran *ambit(const char *line) { return finish(start(line)); }

/* Fails with the program's own words when it ended in another way. */
static inline const ran *ambit_ends(int code, const char *line)
{
    const ran *r = ambit(line);
    if (r->code != code) fail_msg("`ambit %s` ended with %d, not %d:\n%s%s", line, r->code, code, r->out, r->err);
    return r;
}

static inline void says(const char *text, const char *part)
{
    if (!strstr(text, part)) fail_msg("expected \"%s\" in:\n%s", part, text);
}

static inline void says_not(const char *text, const char *part)
{
    if (strstr(text, part)) fail_msg("did not expect \"%s\" in:\n%s", part, text);
}

static inline int remove_entry(const char *path, const struct stat *info, int kind, struct FTW *where)
{
    (void)info;
    (void)where;
    if (kind == FTW_DNR) chmod(path, 0700);
    return remove(path);
}

/* Group fixtures. */
static inline int make_scratch(void **state)
{
    const char *where = getenv("TMPDIR");
    (void)state;
    snprintf(scratch, sizeof scratch, "%s/ambit-test-XXXXXX", where ? where : "/tmp");
    return mkdtemp(scratch) ? 0 : -1;
}

static inline int remove_scratch(void **state)
{
    (void)state;
    return nftw(scratch, remove_entry, 16, FTW_DEPTH | FTW_PHYS);
}

/* ---- Tiny plans ------------------------------------------------------------------------------------------------ */

/* Four accounts on a line, a rep at each end: the best plan is A B to R1, C D to R2. */
static const char line_accounts[] =
    "account_id,name,lon,lat,opportunity\nA,Ash,0,0,10\nB,Birch,1,0,10\nC,Cedar,2,0,10\nD,Date,3,0,10\n";
static const char line_reps[] = "rep_id,name,lon,lat\nR1,Ann,0,0\nR2,Ben,3,0\n";
static const char line_plan[] =
    "name: Line\naccounts: {file: accounts.csv, id: account_id, lon: lon, lat: lat}\n"
    "reps: {file: reps.csv, id: rep_id, lon: lon, lat: lat}\nbalance:\n  - {measure: opportunity, tolerance: 10%}\n";

static inline void put_line(const char *folder)
{
    char name[500];
    snprintf(name, sizeof name, "%s/plan.yaml", folder);
    put(name, line_plan);
    snprintf(name, sizeof name, "%s/accounts.csv", folder);
    put(name, line_accounts);
    snprintf(name, sizeof name, "%s/reps.csv", folder);
    put(name, line_reps);
}

/* The instance of twelve accounts from the checkout. */
static inline void copy_twelve(const char *folder)
{
    static const char *const files[] = { "plan.yaml", "accounts.csv", "reps.csv", "hours.csv" };
    char from[200], name[500];
    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        snprintf(from, sizeof from, "instances/data/twelve/%s", files[i]);
        snprintf(name, sizeof name, "%s/%s", folder, files[i]);
        copy(from, name);
    }
}

#endif
