/* tools/scenario/adopt.c - `ambit scenario adopt` and `revert`: which plan is in force.
 *
 * Both change one number in the store, in one transaction with the entry that says who did it and why. Nothing is ever
 * erased: a plan that was in force is kept, and what was adopted can be put back.
 *
 * A scenario is judged against the plan that was in force when it was solved, and the files as they were. Somebody may
 * have adopted another one since, perhaps at this very moment: so it is looked at again inside the transaction, and who
 * comes second is told (optimistic concurrency: Kung, Robinson 1981, doi:10.1145/319566.319567). */
#include "tools/scenario/assignment.h"
#include "tools/scenario/call.h"
#include "tools/scenario/inputs.h"
#include "tools/scenario/run.h"

#include "instances/base/status.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct {
    const ambit_scenario_call *call;
    ambit_scenario_result result;   /* that is to be in force; id 0: what the files say */
    int64_t was;                    /* in force before */
    uint32_t n_before, n_after;
    ambit_trail_figure before[AMBIT_INPUTS_FIGURES], after[AMBIT_INPUTS_FIGURES];
    char *inputs;
} change;

static uint32_t figures_of(ambit_trail_figure out[AMBIT_INPUTS_FIGURES], const ambit_scenario_result *r)
{
    static const char *const names[] = { "cost", "bound", "travel", "violation", "moved_units", "moved_amount" };
    enum { N = sizeof names / sizeof *names };
    for (int k = 0; k < N; k++) out[k] = (ambit_trail_figure){ names[k], ambit_scenario_figure_of(r, "", names[k]) };
    return r->id ? N : 0;
}

/* ---- What stands in the way -------------------------------------------------------------------------------------- */

typedef struct { char text[300]; } last_change;

static ambit_status remember(void *context, const ambit_trail_row *row, ambit_error *err)
{
    last_change *last = context;
    (void)err;
    if (strcmp(row->action, "adopt") && strcmp(row->action, "revert")) return AMBIT_OK;
    snprintf(last->text, sizeof last->text, "entry %lld, %s by %s at %s", (long long)row->number, row->action,
             row->user, row->time);
    return AMBIT_OK;
}

/* Somebody was faster, or has been at work since the scenario was solved. */
static ambit_status fail_overtaken(ambit_store *store, const change *c, ambit_error *err)
{
    last_change last = { "" };
    ambit_status status = ambit_trail_read(store, remember, &last, err);
    if (status) return status;
    return ambit_fail(err, AMBIT_E_INPUT, "the plan in force is not the one that %s was solved against (%s); solve it "
            "again to see what it is worth now, or adopt it as it is with --force", c->result.scenario, last.text);
}

/* Inside the transaction: is all as it was looked at? */
static ambit_status check_again(ambit_store *store, const change *c, ambit_error *err)
{
    int64_t current, latest, ignored;
    ambit_status status = ambit_trail_current(&current, &ignored, store, err);
    if (!status)
        status = ambit_store_count_of(&latest, 0, store, err, "SELECT max(id) FROM result WHERE scenario = ?",
                c->result.scenario);
    if (status) return status;
    if (current == c->result.id)
        return ambit_fail(err, AMBIT_E_INPUT, "scenario %s is the plan in force already; nothing was changed",
                c->result.scenario);
    if (latest != c->result.id)
        return ambit_fail(err, AMBIT_E_INPUT, "scenario %s was solved anew at this moment; look at it, then adopt it",
                c->result.scenario);
    if (current != c->was || (current != c->result.against && !c->call->request->force))
        return fail_overtaken(store, c, err);
    return AMBIT_OK;
}

/* The files must be those that the scenario was solved with. Fills the figures of the plan in force, and the inputs. */
static ambit_status look_at_files(change *c, ambit_error *err)
{
    char file[300];
    ambit_workspace *w;
    ambit_outcome *outcome = NULL;
    ambit_scenario now = { .name = c->result.scenario, .changes = c->result.changes };
    ambit_arena_init(&now.texts);
    ambit_status status = ambit_scenario_cut(&now, err);
    if (!status) status = ambit_scenario_read(&w, c->call->plan, &now, err);
    if (status) {
        ambit_scenario_reset(&now);
        return status;
    }
    if (!(c->inputs = ambit_inputs_text(w))) status = ambit_fail(err, AMBIT_E_MEMORY, "no memory for the inputs");
    if (!status && !c->call->request->force && ambit_inputs_differ(file, sizeof file, c->result.inputs, c->inputs))
        status = ambit_fail(err, AMBIT_E_INPUT, "%s has changed since scenario %s was solved; solve it again, or adopt "
                "it as it is with --force", file, c->result.scenario);
    uint32_t *plan = malloc(((size_t)w->formulation->n_units + 1) * sizeof *plan);
    ambit_assignment_lost lost;
    if (!plan && !status) status = ambit_fail(err, AMBIT_E_MEMORY, "no memory for the plan");
    if (!status) status = ambit_assignment_apply(plan, &lost, w->instance, c->result.plan, err);
    if (!status) status = ambit_outcome_judge(&outcome, w->formulation, plan, err);
    if (!status) c->n_before = ambit_inputs_figures_before(c->before, outcome);
    ambit_outcome_free(outcome);
    free(plan);
    ambit_workspace_free(w);
    ambit_scenario_reset(&now);
    return status;
}

/* ---- The change -------------------------------------------------------------------------------------------------- */

/* In the transaction that is open: the number, and the entry. */
static ambit_status put_in_force(ambit_store *store, const change *c, const char *action, int64_t *entry,
        ambit_error *err)
{
    const ambit_scenario_result *r = &c->result;
    ambit_status status = r->id ? ambit_store_run(store, err, "UPDATE result SET is_kept = 1 WHERE id = ?", "i", r->id)
            : AMBIT_OK;
    if (!status) status = ambit_store_run(store, err, "UPDATE head SET current = nullif(?, 0)", "i", r->id);
    if (status) return status;
    return ambit_trail_add(store, &(ambit_trail_entry){ .user = c->call->request->user, .action = action,
            .subject = r->id ? r->scenario : "the plan's files", .reason = c->call->request->reason,
            .inputs = c->inputs, .plan = r->id ? r->sha256 : "", .seed = r->seed, .n_before = c->n_before,
            .before = c->before, .n_after = c->n_after, .after = c->after, .was = c->was, .became = r->id }, entry,
            err);
}

/* ---- Adopt ------------------------------------------------------------------------------------------------------- */

static ambit_status find_candidate(change *c, ambit_error *err)
{
    ambit_store *store;
    ambit_scenario scenario;
    int64_t ignored;
    ambit_status status = ambit_scenario_open(&store, c->call, AMBIT_STORE_WRITE, err);
    if (!status) status = ambit_scenario_find(&scenario, store, c->call->name[0], err);
    if (!status) {
        ambit_scenario_reset(&scenario);
        status = ambit_scenario_result_find(&c->result, store, c->call->name[0], err);
    }
    if (!status) status = ambit_trail_current(&c->was, &ignored, store, err);
    ambit_store_close(store);
    if (status) return status;
    if (!c->result.id || !*c->result.plan)
        return ambit_fail(err, AMBIT_E_INPUT, "scenario %s has no plan to adopt; \"ambit scenario solve\" looks for "
                "one", c->call->name[0]);
    if (!strcmp(c->result.status, "violated") && !c->call->request->force)
        return ambit_fail(err, AMBIT_E_INPUT, "the plan of scenario %s breaks a rule; \"ambit scenario show\" says "
                "more, --force adopts it as it is", c->call->name[0]);
    return AMBIT_OK;
}

static ambit_status adopt(change *c, int64_t *entry, ambit_error *err)
{
    ambit_store *store = NULL;
    ambit_status status = find_candidate(c, err);
    if (!status) status = look_at_files(c, err);
    if (!status) c->n_after = figures_of(c->after, &c->result);
    if (!status) status = ambit_scenario_open(&store, c->call, AMBIT_STORE_WRITE, err);
    if (!status) status = ambit_store_begin(store, err);
    if (!status) status = check_again(store, c, err);
    if (!status) status = put_in_force(store, c, "adopt", entry, err);
    if (!status) status = ambit_store_commit(store, err);
    ambit_store_close(store);
    return status;
}

static void tell_adopted(const change *c, int64_t entry)
{
    const char *plan = c->call->plan;
    printf("adopted     %s is the plan in force from now on (entry %lld)\n", c->result.scenario, (long long)entry);
    printf("files       \"ambit scenario export %s %s --out DIR\" writes its files\n", plan, c->result.scenario);
    if (!*c->result.changes) return;
    fputs("note        the files of the plan are as they were; what the scenario changed is not in them:\n", stdout);
    for (const char *at = c->result.changes; *at; at += strcspn(at, "\n"), at += *at == '\n')
        printf("            %.*s\n", (int)strcspn(at, "\n"), at);
}

ambit_exit ambit_scenario_cmd_adopt(const ambit_scenario_call *call)
{
    ambit_error err = { AMBIT_OK, "" };
    change c = { .call = call };
    int64_t entry;
    if (call->n_names != 1) return ambit_scenario_usage("adopt takes PLAN NAME");
    ambit_arena_init(&c.result.texts);
    ambit_status status = adopt(&c, &entry, &err);
    if (!status && !call->request->quiet) tell_adopted(&c, entry);
    ambit_scenario_result_reset(&c.result);
    free(c.inputs);
    return status ? ambit_command_fail(&err) : AMBIT_EXIT_OK;
}

/* ---- Revert ------------------------------------------------------------------------------------------------------ */

typedef struct { int64_t wanted, found, was; } search;

/* The entry that is wanted; 0: the last one that changed the plan in force. */
static ambit_status look_at_entry(void *context, const ambit_trail_row *row, ambit_error *err)
{
    search *s = context;
    (void)err;
    int is_change = !strcmp(row->action, "adopt") || !strcmp(row->action, "revert");
    if (!is_change || (s->wanted && row->number != s->wanted)) return AMBIT_OK;
    s->found = row->number;
    s->was = row->was;
    return AMBIT_OK;
}

static ambit_status read_entry_number(int64_t *out, const ambit_scenario_call *call, ambit_error *err)
{
    char *end = NULL;
    *out = 0;
    if (!call->n_names) return AMBIT_OK;
    errno = 0;
    long long value = strtoll(call->name[0], &end, 10);
    if (errno || *end || value <= 0)
        return ambit_fail(err, AMBIT_E_INPUT, "revert: found \"%.60s\", expected the number of an entry of adopt or "
                "revert; \"ambit log\" lists them", call->name[0]);
    *out = value;
    return AMBIT_OK;
}

/* All inside one transaction: what is put back depends on the entries that are there. */
static ambit_status revert(change *c, int64_t *entry, ambit_error *err)
{
    ambit_store *store = NULL;
    search s = { 0, 0, 0 };
    int64_t ignored;
    ambit_scenario_result before = { .id = 0 };
    ambit_status status = read_entry_number(&s.wanted, c->call, err);
    if (!status) status = ambit_scenario_open(&store, c->call, AMBIT_STORE_WRITE, err);
    if (!status) status = ambit_store_begin(store, err);
    if (!status) status = ambit_trail_current(&c->was, &ignored, store, err);
    if (!status) status = ambit_trail_read(store, look_at_entry, &s, err);
    if (!status && !s.found)
        status = ambit_fail(err, AMBIT_E_INPUT, s.wanted ? "entry %lld is none of adopt or revert; \"ambit log\" lists "
                "them" : "nothing was adopted, so there is nothing to revert", (long long)s.wanted);
    if (!status && s.was == c->was)
        status = ambit_fail(err, AMBIT_E_INPUT, "what was in force before entry %lld is in force now; nothing was "
                "changed", (long long)s.found);
    if (!status && s.was) status = ambit_scenario_result_get(&c->result, store, s.was, err);
    if (!status && c->was) status = ambit_scenario_result_get(&before, store, c->was, err);
    if (!status) c->n_before = figures_of(c->before, &before), c->n_after = figures_of(c->after, &c->result);
    if (!status) status = put_in_force(store, c, "revert", entry, err);
    if (!status) status = ambit_store_commit(store, err);
    ambit_store_close(store);
    ambit_scenario_result_reset(&before);
    return status;
}

ambit_exit ambit_scenario_cmd_revert(const ambit_scenario_call *call)
{
    ambit_error err = { AMBIT_OK, "" };
    change c = { .call = call };
    int64_t entry;
    if (call->n_names > 1) return ambit_scenario_usage("revert takes PLAN, and the number of an entry");
    ambit_arena_init(&c.result.texts);
    ambit_status status = revert(&c, &entry, &err);
    if (!status && !call->request->quiet)
        printf("reverted    %s is in force again (entry %lld)\n", c.result.id ? c.result.scenario
               : "what the plan's files say", (long long)entry);
    ambit_scenario_result_reset(&c.result);
    return status ? ambit_command_fail(&err) : AMBIT_EXIT_OK;
}
