/* tools/cmd_frontier.c - `ambit frontier`: travel against balance against moves. */
#include "tools/session.h"

ambit_exit ambit_cmd_frontier(const ambit_request *request)
{
    (void)request;
    return AMBIT_EXIT_INTERNAL;
}
