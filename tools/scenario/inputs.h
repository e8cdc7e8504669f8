/* tools/scenario/inputs.h - which files a result came from, as text: a line "SHA256  FILE" each, as sha256sum has
 * it. */
#ifndef AMBIT_SCENARIO_INPUTS_H
#define AMBIT_SCENARIO_INPUTS_H
#include "tools/outcome.h"
#include "tools/store/trail.h"
#include "tools/workspace.h"

/* Every input of a workspace; the caller frees it. NULL without memory. */
char *ambit_inputs_text(const ambit_workspace *workspace);

/* The first file that both texts name with different hashes, or that only one of them names, apart from the adopted
 * plan; 0 when there is none. `out` has room for its name. */
int ambit_inputs_differ(char *out, size_t size, const char *before, const char *after);

/* The figures by which the trail tells plans apart; returns how many. `worst` is the largest deviation of any rule. */
enum { AMBIT_INPUTS_FIGURES = 8 };
uint32_t ambit_inputs_figures(ambit_trail_figure out[AMBIT_INPUTS_FIGURES], const ambit_outcome *outcome,
        double bound);
/* The same of the plan in force; 0 without one. */
uint32_t ambit_inputs_figures_before(ambit_trail_figure out[AMBIT_INPUTS_FIGURES], const ambit_outcome *outcome);

#endif
