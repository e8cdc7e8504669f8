/* tools/scenario/words.h - scenarios, results and their comparison, for people and as JSON.
 *
 * {"results": [{"name", "status", "changes": [], "seed", "version", "stopped", "engine", "explanation": [],
 *   "inputs": [{"file", "sha256"}], "start": [], "assignment_sha256", "figures": {"cost" ...},
 *   "reps": [{"rep_id", "figures": {}}]}]}
 * Figures are those of shelf.h; one that is unknown is null. */
#ifndef AMBIT_SCENARIO_WORDS_H
#define AMBIT_SCENARIO_WORDS_H
#include "tools/output/json.h"
#include "tools/scenario/assignment.h"
#include "tools/scenario/shelf.h"

/* A table, one row a result. */
void ambit_scenario_words_results(FILE *to, const ambit_scenario_result *const *result, uint32_t n);
void ambit_scenario_json_results(FILE *to, const ambit_scenario_result *const *result, uint32_t n);

/* One scenario with everything that is known of it; the result may have id 0. */
void ambit_scenario_words_show(FILE *to, const ambit_scenario *scenario, const ambit_scenario_result *result);
void ambit_scenario_json_show(FILE *to, const ambit_scenario *scenario, const ambit_scenario_result *result);

/* Two results side by side, and the units that differ. */
typedef struct {
    const ambit_scenario_result *a, *b;  /* `scenario` is how each is called */
    uint32_t n_moves;
    const ambit_assignment_move *move;   /* from a to b */
} ambit_scenario_pair;
void ambit_scenario_words_pair(FILE *to, const ambit_scenario_pair *pair);
void ambit_scenario_json_pair(FILE *to, const ambit_scenario_pair *pair);

/* Parts that others share: an object of the figures of a rep ("": the whole plan), and the lines of changes. */
void ambit_scenario_json_figures(ambit_json *json, const char *key, const ambit_scenario_result *result,
        const char *rep);
void ambit_scenario_json_lines(ambit_json *json, const char *key, const char *text);
void ambit_scenario_json_inputs(ambit_json *json, const char *key, const char *inputs);

#endif
