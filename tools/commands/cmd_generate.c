/* tools/commands/cmd_generate.c - `ambit generate`: a random plan folder of any size. */
#include "tools/command.h"

#include <stdio.h>

ambit_exit ambit_cmd_generate(const ambit_request *request)
{
    if (!request->out || !request->out[0]) {
        fputs("ambit: `ambit generate` needs --out DIR, the folder to write\n", stderr);
        return AMBIT_EXIT_USAGE;
    }
    ambit_generator_options options = request->generate;
    options.seed = request->solve.seed;
    ambit_error err = { AMBIT_OK, "" };
    ambit_generated *generated;
    ambit_status status = ambit_generator_build(&generated, &options, &err);
    if (status == AMBIT_OK) status = ambit_generated_write(generated, request->out, request->force, &err);
    ambit_generated_free(generated);
    if (status != AMBIT_OK) return ambit_command_fail(&err);
    if (!request->quiet)
        fprintf(stderr, "%u accounts and %u reps written to %s\n", options.n_accounts, options.n_reps, request->out);
    return AMBIT_EXIT_OK;
}
