/* The command line: what is understood, and what is said when it is not. */
#include "tests/tools/program.h"

static const struct usage {
    const char *name, *line;
    int code;
    const char *out, *err; /* parts of what must be said */
} usages[] = {
    { "no command at all shows the commands and is wrong", "", 2, "", "ambit solve PLAN" },
    { "help of the program", "--help", 0, "ambit evaluate PLAN ASSIGNMENT", "" },
    { "help shows where arguments may go on", "--help", 0, "ambit benchmark KIND FILE...", "" },
    { "help by a letter", "-h", 0, "ambit init DIR", "" },
    { "the version", "--version", 0, "ambit 0.1.0\n", "" },
    { "help of check", "check --help", 0, "usage: ambit check [options] PLAN", "" },
    { "help of solve names every option", "solve --help", 0, "--export-lp FILE", "" },
    { "help of evaluate", "evaluate -h", 0, "usage: ambit evaluate [options] PLAN ASSIGNMENT", "" },
    { "help of init", "init --help", 0, "never touched", "" },
    { "the version from a command", "solve --version", 0, "ambit 0.1.0\n", "" },
    { "an unknown command gets the nearest", "sovle plan", 2, "", "no command \"sovle\", did you mean \"solve\"?" },
    { "an unknown command far from any", "xylophone", 2, "", "no command \"xylophone\"; `ambit --help` lists them" },
    { "an option before the command", "--seed 3 solve x", 2, "", "no option \"--seed\" before a command" },
    { "an unknown option gets the nearest", "solve --tme 3 x", 2, "", "no option \"--tme\", did you mean \"--time\"?" },
    { "an unknown letter", "solve -q x", 2, "", "no option \"-q\"" },
    { "an option of another command", "check --engine ga x", 2, "", "--engine is not an option of `ambit check`" },
    { "a value is missing", "solve x --seed", 2, "", "--seed: a value is missing" },
    { "a flag with a value", "solve x --json=1", 2, "", "--json takes no value" },
    { "no operand", "solve", 2, "", "`ambit solve` takes PLAN, found 0 arguments" },
    { "one operand of two", "evaluate x", 2, "", "takes PLAN ASSIGNMENT, found 1 argument;" },
    { "too many operands", "check x y", 2, "", "found 2 arguments" },
    { "a seed that is no number", "solve x --seed 1e3", 2, "", "--seed: found \"1e3\", expected a whole number" },
    { "a negative seed", "solve x --seed -1", 2, "", "--seed: found \"-1\"" },
    { "a seed of 65 bits", "solve x --seed 18446744073709551616", 2, "", "--seed: found" },
    { "no threads", "solve x --threads 0", 2, "", "a whole number from 1 to 1024" },
    { "a time of zero", "solve x --time 0", 2, "", "--time: found \"0\", expected seconds above 0" },
    { "a time in words", "solve x --time 1min", 2, "", "--time: found \"1min\"" },
    { "an effort below zero", "solve x --effort -2", 2, "", "--effort: found \"-2\"" },
    { "a gap of everything", "solve x --gap 100%", 2, "", "--gap: found \"100%\", expected a fraction" },
    { "an engine that is none", "solve x --engine GA", 2, "", "--engine: found \"GA\", expected auto, ilp or ga" },
    { "a part that is none", "solve x --without tabu", 2, "", "--without: found \"tabu\", expected some of branching" },
    { "the start of a part", "solve x --without branch", 2, "", "--without: found \"branch\"" },
    { "nothing after a comma", "solve x --without genetic,", 2, "", "--without: found \"genetic,\"" },
    { "all parts left out, then no plan", "solve nowhere --without genetic,branching,pool,sub-problems", 2, "",
      "nowhere:" },
    { "parts of another command", "benchmark gap --without genetic x", 2, "", "--without is not an option of" },
    { "a plan that is not there", "check nowhere", 2, "", "nowhere" },
};

static void answers(void **state)
{
    const struct usage *u = *state;
    const ran *r = ambit_ends(u->code, u->line);
    says(r->out, u->out);
    says(r->err, u->err);
    if (u->code) assert_string_equal(r->out, "");
    else assert_string_equal(r->err, "");
}

int main(void)
{
    enum { N = sizeof usages / sizeof *usages };
    struct CMUnitTest tests[N];
    for (size_t i = 0; i < N; i++)
        tests[i] = (struct CMUnitTest){ usages[i].name, answers, NULL, NULL, (void *)(uintptr_t)&usages[i] };
    return cmocka_run_group_tests_name("tools/command", tests, make_scratch, remove_scratch);
}
