/* tools/cmd_size.c - `ambit size`: how many reps the work needs. */
#include "tools/session.h"

ambit_exit ambit_cmd_size(const ambit_request *request)
{
    (void)request;
    return AMBIT_EXIT_INTERNAL;
}
