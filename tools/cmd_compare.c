/* tools/cmd_compare.c - `ambit compare`: two plans, rep by rep. */
#include "tools/session.h"

ambit_exit ambit_cmd_compare(const ambit_request *request)
{
    (void)request;
    return AMBIT_EXIT_INTERNAL;
}
