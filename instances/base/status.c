#include "instances/base/status.h"

#include <stdarg.h>
#include <stdio.h>

ambit_status ambit_fail(ambit_error *err, ambit_status status, const char *format, ...)
{
    if (err) {
        err->status = status;
        va_list args;
        va_start(args, format);
        vsnprintf(err->text, sizeof err->text, format, args);
        va_end(args);
    }
    return status;
}

const char *ambit_status_name(ambit_status status)
{
    static const char *const names[] = {
        [AMBIT_OK] = "ok", [AMBIT_E_MEMORY] = "memory", [AMBIT_E_FILE] = "file", [AMBIT_E_INPUT] = "input",
        [AMBIT_E_INFEASIBLE] = "infeasible", [AMBIT_E_LIMIT] = "limit", [AMBIT_E_BACKEND] = "backend",
        [AMBIT_E_INTERNAL] = "internal",
    };
    return (size_t)status < sizeof names / sizeof *names ? names[status] : "unknown";
}
