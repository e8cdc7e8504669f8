/* tools/cmd_coverage.c - `ambit coverage`: coverage of accounts, capacity and pipeline. */
#include "tools/session.h"

ambit_exit ambit_cmd_coverage(const ambit_request *request)
{
    (void)request;
    return AMBIT_EXIT_INTERNAL;
}
