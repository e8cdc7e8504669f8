/* instances/base/status.h - how every module says that it could not do its work.
 *
 * A function that can fail returns a status and explains itself in the caller's `ambit_error`. The explanation
 * travels in an argument, not in a global, so that islands running under OpenMP cannot overwrite each other's. */
#ifndef AMBIT_STATUS_H
#define AMBIT_STATUS_H
#include "instances/ambit.h"

/* Records the failure in `err` (NULL is fine) and returns `status`, so that
 * `return ambit_fail(err, AMBIT_E_INPUT, "...", ...)` reads as one thought. */
__attribute__((format(printf, 3, 4)))
ambit_status ambit_fail(ambit_error *err, ambit_status status, const char *format, ...);

#endif
