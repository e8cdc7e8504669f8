/* tools/people.h - who works: the reps and managers of a plan as their tables say, when each is there, and who reports
 * to whom. Quotas, coverage and reports all count by this hierarchy. */
#ifndef AMBIT_PEOPLE_H
#define AMBIT_PEOPLE_H
#include "instances/instance.h"
#include "tools/ladder.h"
#include "tools/quota/calendar.h"

typedef struct {
    uint32_t n_reps, n_managers, room_managers;
    ambit_person *rep;              /* [n_reps] */
    ambit_quota_presence *presence; /* [n_reps] by start_date, leave_from and leave_to */
    ambit_person *manager;          /* [n_managers] rows of the managers' file */
    ambit_ladder ladder;            /* its first nodes are the reps */
    ambit_arena texts;
} ambit_people;

/* Reads the managers' table, and from that of the reps what the instance does not keep. Managers without an id, unknown
 * ones and circles are recorded: AMBIT_E_INPUT, and the reps are there all the same. The caller resets *out in any
 * case. Texts live as long as the instance. O(rows). */
ambit_status ambit_people_read(ambit_people *out, const ambit_instance *instance, ambit_diagnosis *diagnosis,
        ambit_error *err);
void ambit_people_reset(ambit_people *people);

#endif
