/* tools/command.h - the command line: which commands and options exist, what was asked for, and how it ended.
 *
 * One table lists the commands and one the options, each with the line that help prints, so that parsing and help
 * cannot disagree. stdout is data, stderr is talk. */
#ifndef AMBIT_COMMAND_H
#define AMBIT_COMMAND_H
#include "instances/generator.h"
#include "tools/benchmark/kinds.h"

/* How every command ends; scripts rely on the numbers. */
typedef enum {
    AMBIT_EXIT_OK = 0,         /* a plan within the rules, or nothing to complain about */
    AMBIT_EXIT_VIOLATED = 1,   /* ran, but a rule is violated */
    AMBIT_EXIT_USAGE = 2,      /* the command line or the input is wrong; nothing was written */
    AMBIT_EXIT_INFEASIBLE = 3, /* proven: no plan within the rules; explained */
    AMBIT_EXIT_STOPPED = 4,    /* stopped before there was a plan */
    AMBIT_EXIT_INTERNAL = 5    /* memory ended, a library refused, or ambit has a defect */
} ambit_exit;

/* Of `quota`; texts are NULL and numbers 0 when they are not said. */
typedef struct {
    double calibrate;          /* the share of reps at or above quota that is wanted */
    double factor;
    const char *from, *segment;
} ambit_quota_request;

/* Changes of a plan by name, `--set reps.R12.fte=0.5`, as often as wanted. */
enum { AMBIT_MOST_SETS = 256 };
typedef struct { uint32_t n; const char *text[AMBIT_MOST_SETS]; } ambit_set_request;

/* What the command line asked for. Texts are borrowed from argv. */
typedef struct {
    const char *plan;          /* PLAN, or the folder of `init` */
    const char *assignment;    /* of `evaluate` */
    char *const *operand;      /* all of them, as they came: KIND and the files of `benchmark` */
    int n_operands;
    const char *out;           /* --out; NULL: PLAN/out, of `benchmark` and `check` nowhere */
    const char *repair;        /* --repair; NULL: nothing is repaired */
    const char *export_lp;     /* --export-lp; NULL: none */
    int json, quiet, force;
    ambit_benchmark_choices choices; /* --contiguous --round */
    ambit_options solve;       /* --seed --threads --time --effort --gap --engine --without */
    ambit_quota_request quota; /* --calibrate --factor --from --segment */
    ambit_set_request set;     /* --set */
    const char *user, *reason; /* of the audit trail; NULL: the login name, none */
    const char *for_rep;       /* of `explain` */
    uint32_t points;           /* of `frontier`; 0: not said */
    int verify;                /* of `log` */
    int excel;                 /* of `export csv` */
    ambit_generator_options generate; /* --accounts --reps ...; the seed is in `solve` */
} ambit_request;

/* Runs the whole program. The exit code. */
int ambit_command_run(int argc, char **argv);

/* The exit code that fits a failure. */
ambit_exit ambit_command_exit(ambit_status status);

/* Prints `ambit: ` and the error's text on stderr; returns the exit code that fits. */
ambit_exit ambit_command_fail(const ambit_error *err);

/* The commands, one a file. */
ambit_exit ambit_cmd_init(const ambit_request *request);
ambit_exit ambit_cmd_check(const ambit_request *request);
ambit_exit ambit_cmd_solve(const ambit_request *request);
ambit_exit ambit_cmd_evaluate(const ambit_request *request);
ambit_exit ambit_cmd_generate(const ambit_request *request);
ambit_exit ambit_cmd_benchmark(const ambit_request *request);
ambit_exit ambit_cmd_quota(const ambit_request *request);
ambit_exit ambit_cmd_coverage(const ambit_request *request);
ambit_exit ambit_cmd_report(const ambit_request *request);
ambit_exit ambit_cmd_export(const ambit_request *request);
ambit_exit ambit_cmd_size(const ambit_request *request);
ambit_exit ambit_cmd_compare(const ambit_request *request);
ambit_exit ambit_cmd_explain(const ambit_request *request);
ambit_exit ambit_cmd_frontier(const ambit_request *request);
ambit_exit ambit_cmd_scenario(const ambit_request *request);
ambit_exit ambit_cmd_log(const ambit_request *request);

#endif
