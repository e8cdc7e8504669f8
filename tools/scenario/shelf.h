/* tools/scenario/shelf.h - scenarios and their results, as rows of the store.
 *
 * A scenario is a name and a few lines of changes over the plan; the lines of another one that it stands on are copied
 * into it, so it never changes. A result is what solving it found; solving again makes another one, and the last one
 * counts. A result that was in force once is kept for good. */
#ifndef AMBIT_SCENARIO_SHELF_H
#define AMBIT_SCENARIO_SHELF_H
#include "instances/base/arena.h"
#include "tools/store/store.h"

typedef struct {
    const char *name, *base, *reason, *user, *made;  /* base: the scenario it stands on, or "" */
    const char *changes;     /* its lines, each closed by a line end */
    uint32_t n_lines;
    const char **line;       /* the same one by one */
    char sha256[65];         /* of name and changes */
    ambit_arena texts;
} ambit_scenario;

/* A figure of a result: of a rep, or of the whole plan (rep ""). Names: cost, travel, disruption, deviation, misfit,
 * border, bound, gap, violation, moved_units, moved_amount; of a rep units, accounts, travel; of both load:RULE,
 * deviation:RULE, and of reps share:RULE and price:RULE, what its bounds cost. */
typedef struct { const char *rep, *name; double value; } ambit_scenario_figure;

typedef struct {
    int64_t id;              /* 0: not stored */
    const char *scenario, *changes, *made, *version, *status, *engine, *explanation;
    const char *inputs, *start;    /* lines "SHA256  FILE"; `start`: of the plan that the search began with, or "" */
    const char *plan;        /* see assignment.h; "" when there is none */
    char sha256[65];         /* of `plan` */
    int64_t against;         /* the result in force when it was solved; 0: what the files say */
    uint64_t seed;
    int stopped;
    uint32_t n_figures;
    ambit_scenario_figure *figure;
    ambit_arena texts;       /* of everything above */
} ambit_scenario_result;

/* 1 when a scenario may be called so: letters, digits, `-`, `_` and `.`, at most 64; not `plan`, not `all`. */
int ambit_scenario_may_be_called(const char *name);

/* Cuts `changes` into lines: fills n_lines, line and sha256 of a scenario whose name and changes are there. */
ambit_status ambit_scenario_cut(ambit_scenario *scenario, ambit_error *err);
void ambit_scenario_reset(ambit_scenario *scenario);

/* AMBIT_E_INPUT when there is none of that name. The caller resets *out. */
ambit_status ambit_scenario_find(ambit_scenario *out, ambit_store *store, const char *name, ambit_error *err);

/* The names in the order in which they were made; texts are in the arena. */
ambit_status ambit_scenario_names(const char ***out, uint32_t *n, ambit_arena *texts, ambit_store *store,
        ambit_error *err);

/* Both inside a transaction. AMBIT_E_INPUT when the name is taken. */
ambit_status ambit_scenario_add(ambit_store *store, const ambit_scenario *scenario, ambit_error *err);
ambit_status ambit_scenario_remove(ambit_store *store, const char *name, ambit_error *err);

/* The last result of a scenario, with its figures; id 0 when it was never solved. The caller resets *out. */
ambit_status ambit_scenario_result_find(ambit_scenario_result *out, ambit_store *store, const char *name,
        ambit_error *err);
/* The one of that number. */
ambit_status ambit_scenario_result_get(ambit_scenario_result *out, ambit_store *store, int64_t id, ambit_error *err);
void ambit_scenario_result_reset(ambit_scenario_result *result);

/* Inside a transaction: stores a result; older ones of the scenario that were never in force go. result->id is set. */
ambit_status ambit_scenario_result_add(ambit_store *store, ambit_scenario_result *result, ambit_error *err);

/* A figure; NaN when it is not there. `rep` "": of the whole plan. */
double ambit_scenario_figure_of(const ambit_scenario_result *result, const char *rep, const char *name);

#endif
