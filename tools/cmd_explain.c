/* tools/cmd_explain.c - `ambit explain`: why a unit is where it is. */
#include "tools/session.h"

ambit_exit ambit_cmd_explain(const ambit_request *request)
{
    (void)request;
    return AMBIT_EXIT_INTERNAL;
}
