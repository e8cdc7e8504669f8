/* instances/change/tables.h - changes of rows and cells, laid over the tables of a plan.
 *
 * A changed table is written once, as it would be if somebody had edited it, into memory that has a name: every reader
 * opens it in place of the file (ambit_planfile_path) and finds each row on the line where it was. */
#ifndef AMBIT_CHANGE_TABLES_H
#define AMBIT_CHANGE_TABLES_H
#include "instances/planfile.h"

/* Lays the changes of accounts, reps and managers over `plan`. Pairs and travel of a rep or an account that is removed
 * go with it. Changes that find no row or no column, and rows that are no rows, are recorded: AMBIT_E_INPUT. O(bytes
 * of the tables that change x changes of each). */
ambit_status ambit_changes_lay(ambit_planfile *plan, const ambit_changes *changes, ambit_diagnosis *diagnosis,
        ambit_error *err);

#endif
