/* `ambit benchmark` from the outside: tiny instances of our own, their rows, their files, and what is refused. */
#include "tests/tools/golden.h"

#include "tools/benchmark/kinds.h"

#include <signal.h>

/* Two agents, three jobs: 4, with job 0 at agent 0 and the others at agent 1. */
static const char tiny[] = "2 3\n1 2 3\n4 1 2\n2 2 2\n3 1 2\n4 3\n";
/* Job 1 needs 8 or 9, where 6 or 7 is the most. */
static const char giant[] = "2 2\n1 1\n1 1\n5 9\n1 8\n6 7\n";
/* Each fits, and both fit by sum, but not without cutting one: only branching sees it. */
static const char uncut[] = "2 3\n1 1 1\n1 1 1\n4 4 4\n4 4 4\n7 7\n";
/* Halves: costs are no whole numbers, and the optimum is 2.75. */
static const char halves[] = "2 3\n0.5 1.25 9\n9 1.5 1\n2 2 2\n2 2 2\n4 4\n";

static char text[ROOM];

static void put_all(void)
{
    put("in/tiny.txt", tiny);
    put("in/giant.gap.txt", giant);
    put("in/uncut", uncut);
    put("in/halves", halves);
}

/* The seconds, which are no fact about the instance, become #. */
static const char *without_seconds(const char *out)
{
    char *to = text;
    int column = 0;
    for (; *out; out++) {
        column = *out == '\n' ? 0 : column + (*out == '\t');
        int seconds = column == 6 && *out != '\t' && strchr("0123456789.", *out);
        if (!seconds) *to++ = *out;
        else if (to[-1] != '#') *to++ = '#';
    }
    *to = 0;
    return text;
}

static void rows_are_the_golden_ones(void **state)
{
    (void)state;
    const ran *r = ambit_ends(3, "benchmark gap in/tiny.txt in/halves in/giant.gap.txt in/uncut");
    compare_golden("benchmark_gap.tsv", without_seconds(r->out));
    says(r->err, "giant.gap: infeasible (of the jobs, here units, and agents, here reps)\nunit 1 needs 8 of capacity");
    says(r->err, "uncut: infeasible");
}

static void assignments_are_written(void **state)
{
    (void)state;
    const ran *r = ambit_ends(0, "benchmark gap in/tiny.txt in/halves --out out/deep --seed 7 --threads 1 --quiet");
    assert_string_equal(r->err, "");
    assert_string_equal(get(text, "out/deep/tiny.assignment"), "0\n1\n1\n");
    assert_string_equal(get(text, "out/deep/halves.assignment"), "0\n0\n1\n");
    put("out/deep/kept.csv", "of somebody else\n");
    put("out/deep/tiny.assignment", "9\n");
    r = ambit_ends(2, "benchmark gap in/halves in/tiny.txt --out out/deep");
    assert_string_equal(r->out, "");
    says(r->err, "/out/deep/halves.assignment: exists already: name another folder with --out, or add --force");
    assert_string_equal(get(text, "out/deep/tiny.assignment"), "9\n");
    ambit_ends(0, "benchmark gap in/tiny.txt --out out/deep --force");
    assert_string_equal(get(text, "out/deep/tiny.assignment"), "0\n1\n1\n");
    assert_string_equal(get(text, "out/deep/halves.assignment"), "0\n0\n1\n");
    assert_string_equal(get(text, "out/deep/kept.csv"), "of somebody else\n");
}

static void without_a_plan_no_file(void **state)
{
    (void)state;
    ambit_ends(3, "benchmark gap in/uncut in/giant.gap.txt --out none --quiet");
    assert_false(exists("none/uncut.assignment") || exists("none/giant.gap.assignment") || exists("none"));
}

static void engines_agree(void **state)
{
    static const char *const engines[] = { "auto", "ilp", "ga" };
    (void)state;
    for (int i = 0; i < 3; i++) {
        char line[200];
        snprintf(line, sizeof line, "benchmark gap in/tiny.txt --engine %s --effort 0.5", engines[i]);
        says(ambit_ends(0, line)->out, "tiny\t3\t2\t4\t");
    }
}

/* A row a file on stdout, whatever happens on stderr; nothing but the header when the input is wrong. */
static const struct usage { const char *name, *line; int code; const char *out, *err; } usages[] = {
    { "help lists the kinds", "benchmark --help", 0, "\nKinds:\n  gap ", "" },
    { "no kind", "benchmark", 2, "", "`ambit benchmark` takes KIND FILE..., found 0 arguments" },
    { "no file", "benchmark gap", 2, "", "takes KIND FILE..., found 1 argument;" },
    { "an unknown kind gets the nearest", "benchmark gpa in/tiny.txt", 2, "",
      "no kind of instances \"gpa\", did you mean \"gap\"?" },
    { "an unknown kind far from any", "benchmark xylophone in/tiny.txt", 2, "",
      "no kind of instances \"xylophone\"; `ambit benchmark --help` lists them" },
    { "a file that is not there, after one that is", "benchmark gap in/tiny.txt nowhere", 2, "",
      "error: nowhere: found no file that can be read (No such file or directory), expected a published instance" },
    { "a wrong file is named with its line", "benchmark gap in/tiny.txt in/bad", 2, "",
      "error: in/bad:2: cost of job 0 at agent 0: found \"x\", expected a number from 0 to 1e15, correct it [E012]\n"
      "error: in/bad:4: capacity of agent 0: found \"-3\"" },
    { "two files of one name", "benchmark gap in/tiny.txt in/deep/tiny.dat --out both", 2, "",
      "in/tiny.txt and in/deep/tiny.dat would both be written to both/tiny.assignment" },
    { "two files of one name without --out", "benchmark gap in/tiny.txt in/deep/tiny.dat", 0,
      "tiny\t3\t2\t4\t4\t0\t", "" },
    { "a folder that is a file", "benchmark gap in/tiny.txt --out in/halves", 2, "", "in/halves: is a file" },
    { "an option of another command", "benchmark gap in/tiny.txt --json", 2, "",
      "--json is not an option of `ambit benchmark`" },
    { "a time that is too short to matter", "benchmark gap in/tiny.txt --time 5", 0, "tiny\t3\t2\t4\t4\t0\t", "" },
};

static void answers(void **state)
{
    const struct usage *u = *state;
    put("in/bad", "1 1\nx\n1\n-3\n");
    put("in/deep/tiny.dat", tiny);
    const ran *r = ambit_ends(u->code, u->line);
    says(r->out, u->out);
    says(r->err, u->err);
    if (u->code == 2) assert_string_equal(r->out, "");
    assert_false(exists("both"));
}

/* Costs fall as amounts rise, so that cheap and small pull apart: the family that is hardest to prove. */
static void put_hard(const char *name)
{
    enum { M = 20, N = 100 };
    unsigned x = 1, amount[M * N];
    size_t n;
    char *hard = NULL;
    FILE *to = open_memstream(&hard, &n);
    assert_non_null(to);
    fprintf(to, "%d %d\n", M, N);
    for (int k = 0; k < M * N; k++) {
        x = x * 1103515245u + 12345u;
        amount[k] = 1 + (x >> 8) % 100;
        fprintf(to, "%u\n", 111 - amount[k] + (x >> 20) % 21);
    }
    for (int k = 0; k < M * N; k++) fprintf(to, "%u\n", amount[k]);
    for (int i = 0; i < M; i++) fputs("200\n", to);
    fclose(to);
    put(name, hard);
    free(hard);
}

/* Stopped between two instances, it says how many were left out. */
static void an_interrupt_leaves_the_rest_out(void **state)
{
    (void)state;
    put_hard("in/big");
    pid_t child = start("benchmark gap in/big in/tiny.txt --time 60 --threads 1");
    usleep(500000);
    kill(child, SIGINT);
    const ran *r = finish(child);
    assert_int_equal(r->code, 4);
    says(r->out, "big\t100\t20\t");
    says_not(r->out, "tiny");
    says(r->err, "ambit: stopped; 1 of 2 instances were left out\n");
}

static void every_kind_is_in_the_manual(void **state)
{
    (void)state;
    char line[100];
    FILE *from = fopen("tools/install/ambit.1", "r");
    assert_non_null(from);
    size_t n = fread(text, 1, sizeof text - 1, from);
    fclose(from);
    text[n] = 0;
    for (const ambit_benchmark_kind *k = ambit_benchmark_kinds(); k->name; k++) {
        snprintf(line, sizeof line, "\n.B %s\n", k->name);
        says(text, line);
        assert_ptr_equal(ambit_benchmark_find(k->name), k);
    }
    assert_null(ambit_benchmark_find("nothing"));
}

static int prepare(void **state)
{
    int failed = make_scratch(state);
    if (!failed) put_all();
    return failed;
}

int main(void)
{
    const struct CMUnitTest others[] = {
        cmocka_unit_test(rows_are_the_golden_ones), cmocka_unit_test(assignments_are_written),
        cmocka_unit_test(without_a_plan_no_file), cmocka_unit_test(engines_agree),
        cmocka_unit_test(an_interrupt_leaves_the_rest_out), cmocka_unit_test(every_kind_is_in_the_manual),
    };
    enum { N = sizeof usages / sizeof *usages, OTHERS = sizeof others / sizeof *others };
    struct CMUnitTest tests[N + OTHERS];
    for (size_t i = 0; i < N; i++)
        tests[i] = (struct CMUnitTest){ usages[i].name, answers, NULL, NULL, (void *)(uintptr_t)&usages[i] };
    memcpy(tests + N, others, sizeof others);
    return cmocka_run_group_tests_name("tools/benchmark", tests, prepare, remove_scratch);
}
