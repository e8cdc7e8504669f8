/* solver/exact/backend.h - a safe place to call GLPK from: no word on the terminal, no abort, one environment a thread.
 *
 * GLPK keeps an environment per thread, prints to stdout unless told otherwise, and calls abort() when it is asked
 * something wrong or memory ends. Here its messages are swallowed, its failures become a status, and the environment
 * goes away again when it was made here (a program that uses GLPK itself keeps its own, but not its hooks). */
#ifndef AMBIT_BACKEND_H
#define AMBIT_BACKEND_H
#include "instances/base/status.h"

/* Runs work(context), which may call GLPK. When GLPK fails, `work` is left by a jump: what it allocated itself must
 * hang on the context, and every GLPK object is gone already (so the context must forget them, not delete them).
 * Returns AMBIT_E_BACKEND with GLPK's words then, else AMBIT_OK. Must not be nested. */
ambit_status ambit_backend_run(void (*work)(void *context), void *context, ambit_error *err);

#endif
