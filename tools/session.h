/* tools/session.h - how every command that reads a plan begins: read it, say what is wrong, or go on. */
#ifndef AMBIT_SESSION_H
#define AMBIT_SESSION_H
#include "tools/command.h"
#include "tools/workspace.h"

/* Reads PLAN for a command that needs something to solve. On AMBIT_EXIT_OK *out is ready and the caller's; else the
 * faults have been said on stderr. Warnings are said unless --quiet. */
ambit_exit ambit_session_open(ambit_workspace **out, const ambit_request *request);

/* Writes the model to --export-lp, when asked. An existing file is only replaced with --force. */
ambit_exit ambit_session_export(const ambit_request *request, const ambit_workspace *workspace);

#endif
