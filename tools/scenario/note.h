/* tools/scenario/note.h - what commands other than `scenario` tell the trail. All do nothing without a store. */
#ifndef AMBIT_SCENARIO_NOTE_H
#define AMBIT_SCENARIO_NOTE_H
#include "tools/output/record.h"
#include "tools/store/trail.h"

/* A plan was solved and written: the folder, the inputs and changes, the figures, the hash of the assignment. */
ambit_status ambit_note_solve(const ambit_record *record, ambit_error *err);

/* Quotas were adjusted, from a sum to another one; the request says by what and why. */
ambit_status ambit_note_adjust(const ambit_request *request, const ambit_workspace *workspace, double before,
        double after, ambit_error *err);

#endif
