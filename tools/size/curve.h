/* tools/size/curve.h - what travel costs with fewer or more reps: the plan solved anew for each number.
 *
 * The plan in force is left out of account, at every point alike: disruption would hide what more reps save. With
 * `centres: homes` those who are there keep their homes. More reps than there are choose where to sit. Of fewer, those
 * are dropped, one after the other, whose accounts the others can take with least extra travel (Feldman, Lehrer, Ray
 * 1966, doi:10.1287/mnsc.12.9.670); reps who have a locked unit stay. A bound holds for the reps of its point: another
 * choice of whom to drop may cost less. With `centres: free` all choose where to sit, and a bound holds for all places.
 * Each point has a fifth of the effort of `solve`. */
#ifndef AMBIT_SIZE_CURVE_H
#define AMBIT_SIZE_CURVE_H
#include "tools/command.h"
#include "tools/workspace.h"

typedef struct {
    uint32_t reps;
    double fte;
    ambit_plan_status status;
    ambit_cost cost;
    double bound, gap, violation;
    uint32_t n_dropped, n_new; /* of the reps of the file; without a home of theirs */
    const char *first_dropped; /* NULL: nobody */
} ambit_size_point;

typedef struct {
    uint32_t n, now;         /* points; reps of the plan as it is */
    ambit_size_point *point; /* [n], ascending */
    const char *travel_unit;
    int is_free;
    uint32_t *drop_order, n_drops; /* listed reps: who goes first */
    ambit_arena texts;
} ambit_size_curve;

/* Solves every point. Faults of a point's plan are recorded in the workspace's diagnosis: AMBIT_E_INPUT. `set` changes
 * come first. The caller resets *out in any case. */
ambit_status ambit_size_curve_find(ambit_size_curve *out, const ambit_workspace *workspace,
        const ambit_request *request, ambit_error *err);
void ambit_size_curve_reset(ambit_size_curve *curve);

/* The point with so many reps; NULL: none. */
const ambit_size_point *ambit_size_curve_at(const ambit_size_curve *curve, uint32_t reps);

#endif
