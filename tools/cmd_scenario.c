/* tools/cmd_scenario.c - `ambit scenario`: what-if runs in the store of a plan. */
#include "tools/session.h"

ambit_exit ambit_cmd_scenario(const ambit_request *request)
{
    (void)request;
    return AMBIT_EXIT_INTERNAL;
}
