/* tools/cmd_export.c - `ambit export`: a finished plan in the form of another system. */
#include "tools/session.h"

ambit_exit ambit_cmd_export(const ambit_request *request)
{
    (void)request;
    return AMBIT_EXIT_INTERNAL;
}
