/* tools/cmd_log.c - `ambit log`: the audit trail of a plan. */
#include "tools/session.h"

ambit_exit ambit_cmd_log(const ambit_request *request)
{
    (void)request;
    return AMBIT_EXIT_INTERNAL;
}
