/* tools/help.h - the commands and the options, each with the words that help prints. */
#ifndef AMBIT_HELP_H
#define AMBIT_HELP_H
#include "tools/command.h"
#include <stdio.h>

/* Which commands an option belongs to. */
enum {
    AMBIT_FOR_INIT = 1, AMBIT_FOR_CHECK = 2, AMBIT_FOR_SOLVE = 4, AMBIT_FOR_EVALUATE = 8, AMBIT_FOR_GENERATE = 16,
    AMBIT_FOR_BENCHMARK = 32, AMBIT_FOR_QUOTA = 64, AMBIT_FOR_COVERAGE = 128, AMBIT_FOR_REPORT = 256,
    AMBIT_FOR_EXPORT = 512, AMBIT_FOR_SIZE = 1024, AMBIT_FOR_COMPARE = 2048, AMBIT_FOR_EXPLAIN = 4096,
    AMBIT_FOR_FRONTIER = 8192, AMBIT_FOR_SCENARIO = 16384, AMBIT_FOR_LOG = 32768, AMBIT_FOR_ALL = 65535
};

typedef struct {
    const char *name;
    const char *operands;     /* as help shows them: "PLAN ASSIGNMENT" */
    int n_operands;
    int or_more;              /* 1: the last one may be repeated */
    unsigned bit;             /* AMBIT_FOR_... */
    const char *meaning;      /* one line */
    const char *text;         /* the rest of its help */
    ambit_exit (*run)(const ambit_request *request);
} ambit_command;

typedef struct {
    const char *name;         /* without the dashes */
    const char *argument;     /* as help shows it; NULL: takes none */
    unsigned commands;        /* AMBIT_FOR_... */
    const char *meaning;      /* one line, with the default */
} ambit_option;

/* Both lists end with an entry whose name is NULL. */
const ambit_command *ambit_help_commands(void);
const ambit_option *ambit_help_options(void);

/* The command of that name, or NULL. */
const ambit_command *ambit_help_find(const char *name);

void ambit_help_print(FILE *to);                                        /* ambit --help */
void ambit_help_print_command(FILE *to, const ambit_command *command);  /* ambit CMD --help */

#endif
