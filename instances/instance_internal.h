/* instances/instance_internal.h - the parts of the instance reader, one a kind of file.
 *
 * Each fills its part of the instance and records faults; what it returns other than AMBIT_OK is that memory ended. */
#ifndef AMBIT_INSTANCE_INTERNAL_H
#define AMBIT_INSTANCE_INTERNAL_H
#include "instances/instance.h"

/* Reps come first: accounts name them. */
ambit_status ambit_reps_read(ambit_instance *instance, ambit_diagnosis *diagnosis, ambit_error *err);
ambit_status ambit_accounts_read(ambit_instance *instance, ambit_diagnosis *diagnosis, ambit_error *err);

/* `crosswalk:` of the accounts, when the plan names it. */
ambit_status ambit_crosswalk_read(ambit_instance *instance, ambit_diagnosis *diagnosis, ambit_error *err);
void ambit_crosswalk_free(ambit_crosswalk *crosswalk);

/* After the reps: territories that no rep of the file has get a name, T001 and so on, until there are as many as the
 * plan asks for. A file of reps that could not be read is left alone. */
ambit_status ambit_territories_name(ambit_instance *instance, ambit_diagnosis *diagnosis, ambit_error *err);

/* After the units: which of them may be centres, and whether they are enough. */
ambit_status ambit_candidates_read(ambit_instance *instance, ambit_diagnosis *diagnosis, ambit_error *err);

void ambit_reps_free(ambit_reps *reps);
void ambit_accounts_free(ambit_accounts *accounts);

/* `forbidden:` and the travel matrix, when the plan names them. */
ambit_status ambit_pairs_read(ambit_instance *instance, ambit_diagnosis *diagnosis, ambit_error *err);

/* Notes that a file is an input. */
ambit_status ambit_instance_add_input(ambit_instance *instance, const char *file, ambit_error *err);

/* The path of a file of the plan; a fault is recorded and 0 returned when it is too long. */
enum { AMBIT_PATH = 4096 };
int ambit_instance_path(char out[AMBIT_PATH], const ambit_instance *instance, const char *file,
        ambit_diagnosis *diagnosis);

#endif
