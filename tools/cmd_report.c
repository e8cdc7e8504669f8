/* tools/cmd_report.c - `ambit report`: report.html and report.xlsx of a finished plan. */
#include "tools/session.h"

ambit_exit ambit_cmd_report(const ambit_request *request)
{
    (void)request;
    return AMBIT_EXIT_INTERNAL;
}
