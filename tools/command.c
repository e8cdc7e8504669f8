/* tools/command.c - from argv to a request, and from a failure to an exit code. */
#include "tools/command.h"

#include "instances/base/text.h"
#include "tools/help.h"

#include <errno.h>
#include <getopt.h>
#include <omp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_OPTIONS = 40, MOST_THREADS = 1024, FIRST_VALUE = 256 };

ambit_exit ambit_command_exit(ambit_status status)
{
    switch (status) {
    case AMBIT_OK:           return AMBIT_EXIT_OK;
    case AMBIT_E_FILE:
    case AMBIT_E_INPUT:      return AMBIT_EXIT_USAGE;
    case AMBIT_E_INFEASIBLE: return AMBIT_EXIT_INFEASIBLE;
    case AMBIT_E_LIMIT:      return AMBIT_EXIT_STOPPED;
    case AMBIT_E_MEMORY:
    case AMBIT_E_BACKEND:
    case AMBIT_E_INTERNAL:   break;
    }
    return AMBIT_EXIT_INTERNAL;
}

ambit_exit ambit_command_fail(const ambit_error *err)
{
    fprintf(stderr, "ambit: %s\n", err->text[0] ? err->text : ambit_status_name(err->status));
    return ambit_command_exit(err->status);
}

/* ---- Values of options ----------------------------------------------------------------------------------------- */

static int bad_value(const char *option, const char *found, const char *expected)
{
    fprintf(stderr, "ambit: --%s: found \"%s\", expected %s\n", option, found, expected);
    return -1;
}

static int read_count(uint64_t *out, const char *text)
{
    char *end;
    errno = 0;
    unsigned long long value = strtoull(text, &end, 10);
    if (errno || *end || text[0] < '0' || text[0] > '9') return -1;
    *out = value;
    return 0;
}

/* A number from 0 on; with `percent` also such as 0.5%. */
static int read_number(double *out, const char *text, int percent)
{
    size_t length = strlen(text);
    double scale = 1;
    if (percent && length && text[length - 1] == '%') {
        length--;
        scale = 100;
    }
    if (!ambit_text_number(out, text, length) || *out < 0) return -1;
    *out /= scale;
    return 0;
}

static int read_engine(ambit_engine *out, const char *text)
{
    static const char *const names[] = { "auto", "ilp", "ga" };
    for (int i = 0; i < 3; i++)
        if (!strcmp(names[i], text)) {
            *out = (ambit_engine)i;
            return 0;
        }
    return -1;
}

/* --contiguous and --round. Returns 0, or -1 after a message. */
static int take_choice(ambit_benchmark_choices *choices, const char *name, const char *value)
{
    static const struct { const char *name; ambit_rounding rounding; } roundings[] = {
        { "down", AMBIT_ROUND_DOWN }, { "nearest", AMBIT_ROUND_NEAREST }, { "none", AMBIT_ROUND_NOT },
    };
    if (!strcmp(name, "contiguous")) {
        choices->given |= AMBIT_BENCHMARK_CONTIGUOUS;
        return 0;
    }
    choices->given |= AMBIT_BENCHMARK_ROUND;
    for (size_t k = 0; k < sizeof roundings / sizeof *roundings; k++)
        if (!strcmp(value, roundings[k].name)) {
            choices->rounding = roundings[k].rounding;
            return 0;
        }
    return bad_value(name, value, "down, nearest or none");
}

/* Names between commas, each one a part of the search. */
static int read_parts(unsigned *out, const char *text)
{
    static const struct { const char *name; unsigned bit; } parts[] = {
        { "branching", AMBIT_WITHOUT_BRANCHING }, { "sub-problems", AMBIT_WITHOUT_SUBPROBLEMS },
        { "genetic", AMBIT_WITHOUT_GENETIC }, { "pool", AMBIT_WITHOUT_POOL },
    };
    const size_t n = sizeof parts / sizeof *parts;
    for (const char *at = text;; at++) {
        size_t k = 0, length = strcspn(at, ",");
        while (k < n && (strlen(parts[k].name) != length || strncmp(parts[k].name, at, length))) k++;
        if (k == n) return -1;
        *out |= parts[k].bit;
        at += length;
        if (!*at) return 0;
    }
}

/* The same as `take` for the options of `generate`. */
static int take_generator(ambit_generator_options *g, const char *name, const char *value)
{
    const struct { const char *name; uint32_t *to; } counts[] = {
        { "accounts", &g->n_accounts }, { "reps", &g->n_reps }, { "measures", &g->n_measures },
        { "segments", &g->n_segments },
    };
    if (!strcmp(name, "fte-mix")) g->fte_mix = 1;
    if (!strcmp(name, "giants")) g->giants = 1;
    if (!strcmp(name, "tolerance") && read_number(&g->tolerance, value, 1))
        return bad_value(name, value, "a fraction such as 0.05 or 5%");
    for (size_t k = 0; k < sizeof counts / sizeof *counts; k++) {
        uint64_t count;
        if (strcmp(name, counts[k].name)) continue;
        if (read_count(&count, value) || count >= UINT32_MAX) return bad_value(name, value, "a whole number");
        *counts[k].to = (uint32_t)count;
    }
    return 0;
}

/* The same as `take` for the options of `quota`; 1: it is none of them. */
static int take_quota(ambit_quota_request *quota, const char *name, const char *value)
{
    if (!strcmp(name, "from")) quota->from = value;
    else if (!strcmp(name, "segment")) quota->segment = value;
    else if (!strcmp(name, "factor")) {
        if (read_number(&quota->factor, value, 1) || quota->factor <= 0)
            return bad_value(name, value, "a factor above 0, such as 0.9 or 90%");
    } else if (!strcmp(name, "calibrate")) {
        if (strncmp(value, "share=", 6) || read_number(&quota->calibrate, value + 6, 1) || quota->calibrate <= 0
            || quota->calibrate >= 1)
            return bad_value(name, value, "the share of reps who are to reach their quota, such as share=65%");
    } else {
        return 1;
    }
    return 0;
}

/* The same as `take` for what-if runs, the trail and exports; 1: it is none of them. */
static int take_what_if(ambit_request *request, const char *name, const char *value)
{
    uint64_t count;
    if (!strcmp(name, "verify")) request->verify = 1;
    else if (!strcmp(name, "excel")) request->excel = 1;
    else if (!strcmp(name, "user")) request->user = value;
    else if (!strcmp(name, "reason")) request->reason = value;
    else if (!strcmp(name, "for-rep")) request->for_rep = value;
    else if (!strcmp(name, "points")) {
        if (read_count(&count, value) || !count || count > 1000)
            return bad_value(name, value, "a whole number from 1 to 1000");
        request->points = (uint32_t)count;
    } else if (!strcmp(name, "set")) {
        if (!strchr(value, '=')) return bad_value(name, value, "a change such as reps.R12.fte=0.5");
        if (request->set.n == AMBIT_MOST_SETS) return bad_value(name, value, "at most 256 changes");
        request->set.text[request->set.n++] = value;
    } else {
        return 1;
    }
    return 0;
}

/* Takes the option `name` with its value into the request. Returns 0, or -1 after a message. */
static int take(ambit_request *request, const char *name, const char *value)
{
    ambit_options *o = &request->solve;
    uint64_t count;
    if (!strcmp(name, "json")) request->json = 1;
    else if (!strcmp(name, "quiet")) request->quiet = 1;
    else if (!strcmp(name, "force")) request->force = 1;
    else if (!strcmp(name, "out")) request->out = value;
    else if (!strcmp(name, "repair")) request->repair = value;
    else if (!strcmp(name, "export-lp")) request->export_lp = value;
    else if (!strcmp(name, "contiguous") || !strcmp(name, "round")) return take_choice(&request->choices, name, value);
    else if (!strcmp(name, "engine")) {
        if (read_engine(&o->engine, value)) return bad_value(name, value, "auto, ilp or ga");
    } else if (!strcmp(name, "without")) {
        if (read_parts(&o->without, value))
            return bad_value(name, value, "some of branching,sub-problems,genetic,pool");
    } else if (!strcmp(name, "seed")) {
        if (read_count(&o->seed, value)) return bad_value(name, value, "a whole number from 0 on");
    } else if (!strcmp(name, "threads")) {
        if (read_count(&count, value) || !count || count > MOST_THREADS)
            return bad_value(name, value, "a whole number from 1 to 1024");
        o->threads = (int)count;
    } else if (!strcmp(name, "effort")) {
        if (read_number(&o->effort, value, 0) || o->effort <= 0)
            return bad_value(name, value, "a number above 0, such as 2");
    } else if (!strcmp(name, "time")) {
        if (read_number(&o->time_s, value, 0) || o->time_s <= 0)
            return bad_value(name, value, "seconds above 0, such as 60");
    } else if (!strcmp(name, "gap")) {
        if (read_number(&o->gap, value, 1) || o->gap >= 1)
            return bad_value(name, value, "a fraction from 0 to below 1, such as 0.005 or 0.5%");
    } else {
        int taken = take_quota(&request->quota, name, value);
        if (taken > 0) taken = take_what_if(request, name, value);
        return taken <= 0 ? taken : take_generator(&request->generate, name, value);
    }
    return 0;
}

/* ---- Faults of usage ------------------------------------------------------------------------------------------- */

static int fail_command(const char *found)
{
    const char *known[MOST_OPTIONS];
    uint32_t n = 0;
    for (const ambit_command *c = ambit_help_commands(); c->name; c++) known[n++] = c->name;
    const char *near = ambit_text_nearest(known, n, found);
    fprintf(stderr, "ambit: no command \"%s\"%s%s%s; `ambit --help` lists them\n", found,
            near ? ", did you mean \"" : "", near ? near : "", near ? "\"?" : "");
    return AMBIT_EXIT_USAGE;
}

static int fail_option(const char *found, const ambit_command *command)
{
    const char *known[MOST_OPTIONS];
    char name[64];
    uint32_t n = 0;
    snprintf(name, sizeof name, "%.*s", (int)strcspn(found, "="), found);
    const char *bare = name + strspn(name, "-");
    for (const ambit_option *o = ambit_help_options(); o->name; o++) {
        if (o->commands & command->bit) known[n++] = o->name;
        else if (!strcmp(o->name, bare)) {
            fprintf(stderr, "ambit: --%s is not an option of `ambit %s`; `ambit %s --help` lists them\n", bare,
                    command->name, command->name);
            return -1;
        }
    }
    const char *near = ambit_text_nearest(known, n, bare);
    fprintf(stderr, "ambit: no option \"%s\"%s%s%s; `ambit %s --help` lists them\n", name,
            near ? ", did you mean \"--" : "", near ? near : "", near ? "\"?" : "", command->name);
    return -1;
}

static int fail_operands(const ambit_command *command, int found)
{
    fprintf(stderr, "ambit: `ambit %s` takes %s, found %d argument%s; usage: ambit %s [options] %s\n", command->name,
            command->operands, found, found == 1 ? "" : "s", command->name, command->operands);
    return AMBIT_EXIT_USAGE;
}

/* ---- Parsing --------------------------------------------------------------------------------------------------- */

/* The options of one command for getopt; value FIRST_VALUE + i is option i of the table. */
static void list_options(struct option out[MOST_OPTIONS], const ambit_command *command)
{
    const ambit_option *o = ambit_help_options();
    int n = 0;
    for (int i = 0; o[i].name && n < MOST_OPTIONS - 1; i++)
        if (o[i].commands & command->bit)
            out[n++] = (struct option){ o[i].name, o[i].argument ? required_argument : no_argument, NULL,
                                        FIRST_VALUE + i };
    out[n] = (struct option){ NULL, 0, NULL, 0 };
}

/* 0: run the command; 1: all said already; -1: wrong usage, and said so. argv[0] is the command. */
static int parse(ambit_request *request, const ambit_command *command, int argc, char **argv)
{
    struct option list[MOST_OPTIONS];
    list_options(list, command);
    optind = 0; /* GNU: start anew, so that tests may parse twice */
    opterr = 0;
    for (int value; (value = getopt_long(argc, argv, ":h", list, NULL)) != -1;) {
        const char *name = value >= FIRST_VALUE ? ambit_help_options()[value - FIRST_VALUE].name : NULL;
        if (value == 'h' || (name && !strcmp(name, "help"))) {
            ambit_help_print_command(stdout, command);
            return 1;
        }
        if (name && !strcmp(name, "version")) {
            puts("ambit " AMBIT_VERSION);
            return 1;
        }
        if (value == ':') {
            fprintf(stderr, "ambit: %s: a value is missing; `ambit %s --help` says which\n", argv[optind - 1],
                    command->name);
            return -1;
        }
        if (value == '?' && optopt >= FIRST_VALUE) {
            fprintf(stderr, "ambit: --%s takes no value\n", ambit_help_options()[optopt - FIRST_VALUE].name);
            return -1;
        }
        if (value == '?') {
            char letter[3] = { '-', (char)optopt, 0 };
            return fail_option(optopt ? letter : argv[optind - 1], command);
        }
        if (take(request, name, optarg)) return -1;
    }
    return 0;
}

static int run_command(const ambit_command *command, int argc, char **argv)
{
    ambit_request request = { .solve = ambit_options_default(), .generate = ambit_generator_default() };
    int said = parse(&request, command, argc, argv);
    if (said) return said < 0 ? AMBIT_EXIT_USAGE : AMBIT_EXIT_OK;
    int found = argc - optind;
    if (found < command->n_operands || (found > command->n_operands && !command->or_more))
        return fail_operands(command, found);
    for (int i = optind; i < argc; i++)
        if (!argv[i][0]) {
            fprintf(stderr, "ambit: an argument is empty; usage: ambit %s [options] %s\n", command->name,
                    command->operands);
            return AMBIT_EXIT_USAGE;
        }
    request.operand = argv + optind, request.n_operands = found;
    request.plan = argv[optind];
    if (command->n_operands > 1) request.assignment = argv[optind + 1];
    if (request.solve.threads > 0) omp_set_num_threads(request.solve.threads);
    return (int)command->run(&request);
}

static int run(int argc, char **argv)
{
    if (argc < 2) {
        ambit_help_print(stderr);
        return AMBIT_EXIT_USAGE;
    }
    if (!strcmp(argv[1], "--help") || !strcmp(argv[1], "-h") || !strcmp(argv[1], "help")) {
        ambit_help_print(stdout);
        return AMBIT_EXIT_OK;
    }
    if (!strcmp(argv[1], "--version")) {
        puts("ambit " AMBIT_VERSION);
        return AMBIT_EXIT_OK;
    }
    const ambit_command *command = ambit_help_find(argv[1]);
    if (command) return run_command(command, argc - 1, argv + 1);
    if (argv[1][0] != '-') return fail_command(argv[1]);
    fprintf(stderr, "ambit: no option \"%s\" before a command; `ambit --help` lists the commands\n", argv[1]);
    return AMBIT_EXIT_USAGE;
}

/* What was printed is data: when it did not arrive, the run did not succeed. */
int ambit_command_run(int argc, char **argv)
{
    int code = run(argc, argv);
    if ((fflush(stdout) || ferror(stdout)) && (code == AMBIT_EXIT_OK || code == AMBIT_EXIT_VIOLATED)) {
        fprintf(stderr, "ambit: standard output cannot be written: %s\n", strerror(errno));
        return AMBIT_EXIT_USAGE;
    }
    return code;
}
