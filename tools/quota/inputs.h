/* tools/quota/inputs.h - what quotas are derived from: the plan that was found, and what the tables say of its reps.
 *
 * Amounts of accounts go to the rep who has the account in the plan, with `assign: regions` to the one who has its
 * region. Accounts that nobody has count nowhere, and are told. */
#ifndef AMBIT_QUOTA_INPUTS_H
#define AMBIT_QUOTA_INPUTS_H
#include "tools/quota/derive.h"
#include "tools/people.h"
#include "tools/workspace.h"

typedef struct {
    ambit_people people;
    ambit_quota_rep *rep;          /* [n reps] */
    ambit_quota_settings settings; /* the plan's, with what was estimated; borrowed texts */
    ambit_quota_case of;
    ambit_arena texts;
} ambit_quota_inputs;

/* `plan` [n_units] is the rep of each unit. Faults of all tables are recorded: AMBIT_E_INPUT. The caller resets *out in
 * any case. O(rows read). */
ambit_status ambit_quota_inputs_read(ambit_quota_inputs *out, const ambit_workspace *workspace, const uint32_t *plan,
        ambit_error *err);
void ambit_quota_inputs_reset(ambit_quota_inputs *inputs);

#endif
