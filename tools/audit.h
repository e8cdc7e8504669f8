/* tools/audit.h - the last gate before a plan is written: does the independent verifier agree with the search? */
#ifndef AMBIT_AUDIT_H
#define AMBIT_AUDIT_H
#include "tools/outcome.h"

/* AMBIT_E_INTERNAL when the plan is not what the search claims: within the rules or not, of that cost, not below its
 * own bound, not worse than the plan in force. Such a plan must not be written. */
ambit_status ambit_audit(const ambit_outcome *outcome, const ambit_summary *summary, ambit_error *err);

#endif
