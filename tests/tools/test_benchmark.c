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

/* Two towns of three units, and two medians that may have 6 each. */
static const char towns[] = "6 2\n0 0 6 2\n3 4 6 2\n0 1 6 2\n50 50 6 1\n53 54 6 2\n50 51 6 3\n";
/* Only unit 1 may have much: it must be a median, though it lies apart. */
static const char apart[] = "4 1\n0 0 3 1\n9 9 4 1\n1 0 3 1\n0 1 3 1\n";
/* Unit 2 needs more than any median may have. */
static const char heavy[] = "3 2\n0 0 4 2\n1 1 4 2\n2 2 4 5\n";
/* A whole distance each, which floors see as less: 1.4 becomes 1. */
static const char slanted[] = "3 1\n0 0 9 1\n1 1 9 1\n2 2 9 1\n";

/* Six counties in two rows of three that touch along a horseshoe: what lies near across its gap may not go together. */
static const char counties[] = "{\"n\": 6, \"k\": 2, \"L\": 40, \"U\": 60, \"pop\": [10, 20, 20, 10, 30, 10],\n"
    "\"geoid\": [\"01\", \"02\", \"03\", \"04\", \"05\", \"06\"], \"name\": [\"Ash\", \"Birch\", \"Cedar\", \"Date\", "
    "\"Elm\", \"Fig\"],\n"
    "\"xy\": [[0, 0], [30000, 0], [60000, 0], [0, 10000], [30000, 10000], [60000, 10000]],\n"
    "\"edges\": [[0, 1], [1, 2], [3, 4], [4, 5], [2, 5]]}\n";
/* The window leaves no room for whole counties of 10 people. */
static const char narrow[] = "{\"n\": 4, \"k\": 2, \"L\": 14, \"U\": 16, \"pop\": [10, 10, 10, 0],\n"
    "\"xy\": [[0, 0], [1000, 0], [2000, 0], [3000, 0]], \"edges\": [[0, 1], [1, 2], [2, 3]]}\n";

static char text[ROOM];

static void put_all(void)
{
    put("in/tiny.txt", tiny);
    put("in/giant.gap.txt", giant);
    put("in/uncut", uncut);
    put("in/halves", halves);
    put("in/towns.txt", towns);
    put("in/apart.txt", apart);
    put("in/heavy.txt", heavy);
    put("in/cpmp01.txt", slanted);
    put("in/counties.json", counties);
    put("in/narrow.json", narrow);
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

static void medians_are_the_golden_ones(void **state)
{
    (void)state;
    const ran *r = ambit_ends(3, "benchmark cpmp in/towns.txt in/apart.txt in/cpmp01.txt in/heavy.txt");
    compare_golden("benchmark_cpmp.tsv", without_seconds(r->out));
    says(r->err, "heavy: infeasible (of the medians, here reps)\n");
    says(r->err, "unit 2");
}

static void distances_are_rounded_as_asked(void **state)
{
    (void)state;
    says(ambit_ends(0, "benchmark cpmp in/cpmp01.txt")->out, "cpmp01\t3\t1\t2\t2\t");
    says(ambit_ends(0, "benchmark cpmp --round none in/cpmp01.txt")->out, "cpmp01\t3\t1\t2.828427\t2.828427\t");
    says(ambit_ends(0, "benchmark cpmp --round nearest in/apart.txt")->out, "apart\t4\t1\t37\t37\t");
    says(ambit_ends(0, "benchmark cpmp --round=down in/towns.txt")->out, "towns\t6\t2\t10\t10\t");
}

static void districts_are_the_golden_ones(void **state)
{
    (void)state;
    const ran *r = ambit_ends(3, "benchmark hess in/counties.json in/narrow.json");
    compare_golden("benchmark_hess.tsv", without_seconds(r->out));
    says(r->err, "narrow: infeasible (of the districts, here reps)\n");
    r = ambit_ends(3, "benchmark hess --contiguous in/counties.json in/narrow.json");
    compare_golden("benchmark_hess_contiguous.tsv", without_seconds(r->out));
}

/* The centre of each unit, in the order of the units. */
static void centres_are_written(void **state)
{
    (void)state;
    ambit_ends(0, "benchmark cpmp in/towns.txt in/apart.txt --out out/medians --quiet");
    assert_string_equal(get(text, "out/medians/towns.assignment"), "2\n2\n2\n5\n5\n5\n");
    assert_string_equal(get(text, "out/medians/apart.assignment"), "1\n1\n1\n1\n");
    ambit_ends(0, "benchmark hess in/counties.json --out out/any --quiet");
    assert_string_equal(get(text, "out/any/counties.assignment"), "4\n2\n2\n4\n4\n2\n");
    ambit_ends(0, "benchmark hess --contiguous in/counties.json --out out/whole --quiet");
    assert_string_equal(get(text, "out/whole/counties.assignment"), "1\n1\n1\n4\n4\n4\n");
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
    { "help says which kind an option is for", "benchmark --help", 0, "  --contiguous         hess: ", "" },
    { "an option of another kind", "benchmark gap --contiguous in/tiny.txt", 2, "",
      "--contiguous is not for the kind \"gap\"; `ambit benchmark --help` says which kind takes it" },
    { "whole distances of districts", "benchmark hess --round none in/counties.json", 2, "",
      "--round is not for the kind \"hess\"" },
    { "a rounding that is none", "benchmark cpmp --round up in/towns.txt", 2, "",
      "--round: found \"up\", expected down, nearest or none" },
    { "more medians than units", "benchmark cpmp in/more", 2, "",
      "error: in/more:1: medians: found \"9\", expected at most 1, a unit each, correct it [E013]" },
    { "districts in rows of numbers", "benchmark hess in/towns.txt", 2, "", "error: in/towns.txt:1:1: found no JSON" },
    { "medians in JSON", "benchmark cpmp in/counties.json", 2, "",
      "error: in/counties.json:1: units: found \"{\"n\":\", expected a whole number" },
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
    put("in/more", "1 9\n0 0 1 1\n");
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
        cmocka_unit_test(medians_are_the_golden_ones), cmocka_unit_test(distances_are_rounded_as_asked),
        cmocka_unit_test(districts_are_the_golden_ones), cmocka_unit_test(centres_are_written),
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
