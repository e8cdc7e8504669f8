/* tools/scenario/assignment.h - an assignment as the store keeps it: a text that says by ids who serves what.
 *
 * A line a unit, its id, a tab, the id of its rep (nothing: nobody), in the order of the units. By ids, because the
 * files may have other rows tomorrow: a unit that is new has nobody, a rep who left leaves nobody behind. */
#ifndef AMBIT_SCENARIO_ASSIGNMENT_H
#define AMBIT_SCENARIO_ASSIGNMENT_H
#include "solver/formulate/formulate.h"

/* The text of a plan. The caller frees *out. O(units). */
ambit_status ambit_assignment_text(char **out, const ambit_formulation *formulation, const uint32_t *plan,
        ambit_error *err);

/* What a text says of the units that are there now. */
typedef struct {
    uint32_t n_left;      /* units whose rep is not there any more */
    char left_rep[100];   /* one of those, and its first unit; "" without any */
    char left_unit[100];
} ambit_assignment_lost;

/* Fills plan [n_units of the instance]; AMBIT_NOBODY where the text says nothing. O(length). */
ambit_status ambit_assignment_apply(uint32_t *plan, ambit_assignment_lost *lost, const ambit_instance *instance,
        const char *text, ambit_error *err);

/* The units that two texts give to different reps; ids are borrowed from `texts`, which the caller resets. */
typedef struct { const char *unit, *from, *to; } ambit_assignment_move;
ambit_status ambit_assignment_compare(ambit_assignment_move **out, uint32_t *n_out, ambit_arena *texts,
        const char *before, const char *after, ambit_error *err);

#endif
