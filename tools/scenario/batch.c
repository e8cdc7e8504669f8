/* tools/scenario/batch.c - `ambit scenario solve`: one scenario, or many at once.
 *
 * Several scenarios run in parallel, one thread each, because that is where all cores have work from the first second
 * to the last; a single one gets all threads. Each result depends on its own inputs and the seed alone. Results go into
 * the store as they come, each in one transaction and in the order of the names, so a batch that is killed has kept
 * what it found, and the trail reads the same however many threads there were. */
#include "tools/interrupt.h"
#include "tools/scenario/call.h"
#include "tools/scenario/inputs.h"
#include "tools/scenario/run.h"
#include "tools/scenario/words.h"

#include "instances/base/status.h"

#include <math.h>
#include <omp.h>
#include <stdlib.h>
#include <string.h>

/* A what-if is asked to be quick: it is done when it is proven to be this near the best, or after a tenth of the
 * counted effort of `solve`. --gap says another gap, --effort multiplies. */
static const double QUICK_GAP = 0.01, QUICK_EFFORT = 0.1;

typedef struct {
    ambit_scenario scenario;
    ambit_scenario_result result;
    ambit_status status;
    ambit_error err;
    int is_solved, is_kept;
} job;

typedef struct {
    const ambit_scenario_call *call;
    ambit_options options;
    ambit_scenario_start start;
    uint32_t n, n_stored;    /* jobs; those that have left the queue */
    job *job;
} batch;

/* ---- One job ----------------------------------------------------------------------------------------------------- */

static int is_interrupted(void *context, const ambit_progress *progress)
{
    (void)context, (void)progress;
    return ambit_interrupt_seen();
}

/* Reading one at a time: the libraries behind it are not asked to share anything, and no thread looks into the store
 * while another one writes (closing any file of a database gives up all locks of the process). */
static ambit_status read_one(ambit_workspace **out, batch *b, job *j)
{
    ambit_status status;
#pragma omp critical(ambit_scenario_store)
    status = ambit_scenario_read(out, b->call->plan, &j->scenario, &j->err);
    return status;
}

static void solve_one(batch *b, job *j)
{
    ambit_workspace *w = NULL;
    if (ambit_interrupt_seen()) j->status = ambit_fail(&j->err, AMBIT_E_LIMIT, "stopped before it was solved");
    if (!j->status) j->status = read_one(&w, b, j);
    if (!j->status) j->status = ambit_scenario_solve(&j->result, w, &j->scenario, &b->start, &b->options, &j->err);
    if (!j->status && ambit_interrupt_seen())
        j->status = ambit_fail(&j->err, AMBIT_E_LIMIT, "stopped; nothing of it is kept");
    ambit_workspace_free(w);
}

/* ---- Keeping results --------------------------------------------------------------------------------------------- */

static ambit_status write_trail(ambit_store *store, const ambit_scenario_call *call, const ambit_scenario_result *r,
        ambit_error *err)
{
    static const char *const names[] = { "cost", "bound", "travel", "violation", "moved_units", "moved_amount" };
    enum { N = sizeof names / sizeof *names };
    ambit_trail_figure after[N];
    for (int k = 0; k < N; k++) after[k] = (ambit_trail_figure){ names[k], ambit_scenario_figure_of(r, "", names[k]) };
    return ambit_trail_add(store, &(ambit_trail_entry){ .user = call->request->user, .action = "scenario solve",
            .subject = r->scenario, .reason = call->request->reason, .inputs = r->inputs, .plan = r->sha256,
            .seed = r->seed, .n_after = N, .after = after }, NULL, err);
}

/* A scenario that was taken away, or made anew under its name, while it was solved has no result. */
static ambit_status check_scenario(ambit_store *store, const job *j, ambit_error *err)
{
    ambit_scenario now;
    ambit_status status = ambit_scenario_find(&now, store, j->scenario.name, err);
    if (status) return status;
    if (strcmp(now.sha256, j->scenario.sha256))
        status = ambit_fail(err, AMBIT_E_INPUT, "was made anew while it was solved; solve it again");
    ambit_scenario_reset(&now);
    return status;
}

static ambit_status store_one(const ambit_scenario_call *call, job *j, ambit_error *err)
{
    char now[32];
    ambit_store *store;
    ambit_status status = ambit_scenario_open(&store, call, AMBIT_STORE_WRITE, err);
    j->result.made = ambit_trail_now(now);
    if (!status) status = ambit_store_begin(store, err);
    if (!status) status = check_scenario(store, j, err);
    if (!status) status = ambit_scenario_result_add(store, &j->result, err);
    if (!status) status = write_trail(store, call, &j->result, err);
    if (!status) status = ambit_store_commit(store, err);
    ambit_store_close(store);
    j->result.made = "";
    return status;
}

/* Stores what is solved, up to the first that is not. */
static void store_solved(batch *b)
{
    while (b->n_stored < b->n && b->job[b->n_stored].is_solved) {
        job *j = &b->job[b->n_stored++];
        if (!j->status) j->status = store_one(b->call, j, &j->err);
        j->is_kept = !j->status;
    }
}

static void run_all(batch *b)
{
    int threads = b->options.threads > 0 ? b->options.threads : omp_get_max_threads();
    if ((uint32_t)threads > b->n) threads = (int)b->n;
    if (b->n > 1) b->options.threads = 1;
#pragma omp parallel for schedule(dynamic, 1) num_threads(threads) if (b->n > 1)
    for (uint32_t k = 0; k < b->n; k++) {
        solve_one(b, &b->job[k]);
#pragma omp critical(ambit_scenario_store)
        {
            b->job[k].is_solved = 1;
            store_solved(b);
        }
    }
}

/* ---- The command ------------------------------------------------------------------------------------------------- */

/* The scenarios that are named; all without names, or with `all`. */
static ambit_status list_jobs(batch *b, ambit_error *err)
{
    ambit_store *store;
    ambit_arena texts;
    const ambit_scenario_call *call = b->call;
    const char *const *name = (const char *const *)call->name;
    const char **every = NULL;
    uint32_t n = (uint32_t)call->n_names;
    ambit_arena_init(&texts);
    ambit_status status = ambit_scenario_open(&store, call, AMBIT_STORE_WRITE, err);
    if (!status && (!n || (n == 1 && !strcmp(name[0], "all")))) {
        status = ambit_scenario_names(&every, &n, &texts, store, err);
        name = every;
    }
    if (!status && !n)
        status = ambit_fail(err, AMBIT_E_INPUT, "there are no scenarios; \"ambit scenario new\" makes one");
    if (!status && !(b->job = calloc(n, sizeof *b->job)))
        status = ambit_fail(err, AMBIT_E_MEMORY, "no memory for %u scenarios", n);
    for (; !status && b->n < n; b->n++) {
        for (uint32_t k = 0; k < b->n && !status; k++)
            if (!strcmp(b->job[k].scenario.name, name[b->n]))
                status = ambit_fail(err, AMBIT_E_INPUT, "scenario %s is named twice", name[b->n]);
        if (!status) status = ambit_scenario_find(&b->job[b->n].scenario, store, name[b->n], err);
        if (status) break;
    }
    ambit_store_close(store);
    ambit_arena_reset(&texts);
    return status;
}

/* The plan itself, once: where the search begins. */
static ambit_exit read_start(batch *b)
{
    ambit_error err = { AMBIT_OK, "" };
    ambit_workspace *w;
    ambit_scenario nothing = { .name = "plan" };
    ambit_status status = ambit_scenario_read(&w, b->call->plan, &nothing, &err);
    if (!status) status = ambit_scenario_start_read(&b->start, b->call->request, w, &err);
    ambit_workspace_free(w);
    return status ? ambit_command_fail(&err) : AMBIT_EXIT_OK;
}

/* The worst that any of them came to. */
static ambit_exit tell(const batch *b)
{
    ambit_exit worst = AMBIT_EXIT_OK;
    for (uint32_t k = 0; k < b->n; k++) {
        const job *j = &b->job[k];
        ambit_exit code = AMBIT_EXIT_OK;
        if (!j->is_kept) {
            fprintf(stderr, "ambit: scenario %s: %s\n", j->scenario.name, j->err.text);
            code = ambit_command_exit(j->status);
        } else if (!strcmp(j->result.status, "violated")) code = AMBIT_EXIT_VIOLATED;
        else if (!strcmp(j->result.status, "infeasible")) code = AMBIT_EXIT_INFEASIBLE;
        else if (!strcmp(j->result.status, "none")) code = AMBIT_EXIT_STOPPED;
        if (code > worst) worst = code;
    }
    return worst;
}

static ambit_exit show(const batch *b)
{
    const ambit_request *asked = b->call->request;
    const ambit_scenario_result **kept = calloc((size_t)b->n + 1, sizeof *kept);
    uint32_t n = 0;
    for (uint32_t k = 0; kept && k < b->n; k++)
        if (b->job[k].is_kept) kept[n++] = &b->job[k].result;
    if (kept && asked->json) ambit_scenario_json_results(stdout, kept, n);
    else if (kept && !asked->quiet) ambit_scenario_words_results(stdout, kept, n);
    ambit_exit code = kept ? AMBIT_EXIT_OK : AMBIT_EXIT_INTERNAL;
    free(kept);
    return code;
}

ambit_exit ambit_scenario_cmd_solve(const ambit_scenario_call *call)
{
    ambit_error err = { AMBIT_OK, "" };
    batch b = { .call = call, .options = call->request->solve };
    if (!(b.options.gap > 0)) b.options.gap = QUICK_GAP;
    b.options.effort = QUICK_EFFORT * (b.options.effort > 0 ? b.options.effort : 1);
    b.options.progress = is_interrupted;
    ambit_interrupt_listen();
    ambit_exit code = list_jobs(&b, &err) ? ambit_command_fail(&err) : read_start(&b);
    if (!code) {
        run_all(&b);
        ambit_exit shown = show(&b);
        code = tell(&b);
        if (shown > code) code = shown;
    }
    for (uint32_t k = 0; k < b.n; k++) {
        ambit_scenario_reset(&b.job[k].scenario);
        ambit_scenario_result_reset(&b.job[k].result);
    }
    free(b.job);
    ambit_scenario_start_reset(&b.start);
    return code;
}
