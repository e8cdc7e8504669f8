/* tools/scenario/note.c - see note.h. */
#include "tools/scenario/note.h"

#include "instances/base/digest.h"
#include "instances/base/status.h"
#include "tools/scenario/assignment.h"
#include "tools/scenario/inputs.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The inputs, and a line for each change that was laid over them. NULL without memory. */
static char *inputs_of(const ambit_request *request, const ambit_workspace *w)
{
    char *inputs = ambit_inputs_text(w), *text = NULL;
    size_t size = 0;
    FILE *to = inputs ? open_memstream(&text, &size) : NULL;
    if (to) fputs(inputs, to);
    for (uint32_t k = 0; to && k < request->set.n; k++) fprintf(to, "--set %s\n", request->set.text[k]);
    free(inputs);
    if (to && !fclose(to)) return text;
    free(text);
    return NULL;
}

ambit_status ambit_note_solve(const ambit_record *record, ambit_error *err)
{
    const ambit_outcome *o = record->outcome;
    if (!ambit_trail_is_kept(ambit_workspace_plan(record->workspace)->folder)) return AMBIT_OK;
    ambit_trail_figure before[AMBIT_INPUTS_FIGURES], after[AMBIT_INPUTS_FIGURES];
    char sha256[65], *plan, *inputs = inputs_of(record->request, record->workspace);
    ambit_status status = ambit_assignment_text(&plan, o->formulation, o->plan, err);
    if (!inputs && !status) status = ambit_fail(err, AMBIT_E_MEMORY, "no memory for an entry of the trail");
    if (!status) {
        ambit_digest_bytes(sha256, plan, strlen(plan));
        const ambit_trail_entry entry = { .user = record->request->user, .action = "solve", .subject = record->folder,
            .reason = record->request->reason, .inputs = inputs, .plan = sha256, .seed = record->request->solve.seed,
            .n_before = ambit_inputs_figures_before(before, o), .before = before,
            .n_after = ambit_inputs_figures(after, o, record->summary->bound), .after = after };
        status = ambit_trail_append(ambit_workspace_plan(record->workspace)->folder, &entry, err);
    }
    free(plan);
    free(inputs);
    return status;
}

ambit_status ambit_note_adjust(const ambit_request *request, const ambit_workspace *w, double before, double after,
        ambit_error *err)
{
    const ambit_quota_request *asked = &request->quota;
    if (!ambit_trail_is_kept(ambit_workspace_plan(w)->folder)) return AMBIT_OK;
    char subject[300], *inputs = inputs_of(request, w);
    if (!inputs) return ambit_fail(err, AMBIT_E_MEMORY, "no memory for an entry of the trail");
    snprintf(subject, sizeof subject, "times %.10g from %.20s%s%.200s", asked->factor, asked->from ? asked->from : "",
             asked->segment ? ", segment " : "", asked->segment ? asked->segment : "");
    const ambit_trail_figure was = { "quota", before }, is = { "quota", after };
    ambit_status status = ambit_trail_append(ambit_workspace_plan(w)->folder, &(ambit_trail_entry){
            .user = request->user, .action = "quota adjust", .subject = subject, .reason = request->reason,
            .inputs = inputs, .n_before = 1, .before = &was, .n_after = 1, .after = &is }, err);
    free(inputs);
    return status;
}
