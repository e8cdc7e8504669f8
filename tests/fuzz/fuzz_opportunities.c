/* tests/fuzz/fuzz_opportunities.c - the reader of deals: no bytes may crash it, and what it sums up must agree.
 *
 * An input is the file of opportunities and, behind a line of only `%`, that of the stages. The plan around them is
 * written once, to a folder of its own. */
#include "tools/coverage/deals.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const uint32_t plan[] = { 0, 0, 1, AMBIT_NOBODY };
static const char usual_stages[] = "stage,probability\nProspect,10%\nCommit,90%\nWon,1\nLost,0\n";

static void put(const char *folder, const char *name, const void *bytes, size_t n)
{
    char path[300];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    FILE *to = fopen(path, "wb");
    if (!to || fwrite(bytes, 1, n, to) != n || fclose(to)) abort();
}

static void put_text(const char *folder, const char *name, const char *text) { put(folder, name, text, strlen(text)); }

/* Read once; only the deals change. */
static ambit_workspace *make_plan(const char *folder)
{
    ambit_workspace *w;
    ambit_error err = { AMBIT_OK, "" };
    put_text(folder, "plan.yaml", "period: {start: 2027-01-01}\naccounts: {file: accounts.csv}\n"
             "reps: {file: reps.csv}\nbalance: [{measure: accounts, tolerance: 90%}]\n"
             "coverage: {opportunities: opportunities.csv, stages: stages.csv}\npipeline: {own_from: 1}\n");
    put_text(folder, "accounts.csv", "account_id,lon,lat,segment\nA,0,0,x\nB,1,0,\nC,2,0,y\nD,3,0,x\n");
    put_text(folder, "reps.csv", "rep_id,lon,lat,manager\nR1,0,0,M\nR2,3,0,\n");
    if (ambit_workspace_build(&w, folder, &err) || ambit_diagnosis_n_errors(w->diagnosis)) abort();
    return w;
}

static void remove_plan(const char *folder)
{
    static const char *const files[] = { "plan.yaml", "accounts.csv", "reps.csv", "opportunities.csv", "stages.csv" };
    char path[300];
    for (size_t k = 0; k < sizeof files / sizeof *files; k++) {
        snprintf(path, sizeof path, "%s/%s", folder, files[k]);
        unlink(path);
    }
    rmdir(folder);
}

static void agrees(const ambit_pipeline *p, const ambit_deal_sums *sums)
{
    uint64_t n = 0, closed = 0;
    ambit_amount open = 0, won = 0;
    for (uint32_t k = 0; k < sums->n; k++) {
        n += sums->at[k]->n_open, open += sums->at[k]->open;
        closed += sums->at[k]->n_won + sums->at[k]->n_lost, won += sums->at[k]->won;
    }
    if (n != p->company.n_open || open != p->company.open || won != p->company.won) abort();
    if (closed != p->company.n_won + p->company.n_lost) abort();
}

static void check(const ambit_pipeline *p)
{
    FILE *to = fopen("/dev/null", "wb");
    ambit_json json = ambit_json_of(to);
    if (!to) abort();
    agrees(p, &p->reps);
    agrees(p, &p->segments);
    agrees(p, &p->periods);
    agrees(p, &p->by_stage);
    ambit_pipeline_csv(to, p);
    ambit_pipeline_json(&json, p);
    ambit_pipeline_words(to, p);
    fclose(to);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char folder[] = "/tmp/ambit-fuzz-XXXXXX";
    const uint8_t *cut = memmem(data, size, "\n%\n", 3);
    size_t n = cut ? (size_t)(cut - data) + 1 : size;
    ambit_pipeline *p;
    ambit_error err = { AMBIT_OK, "" };
    if (!mkdtemp(folder)) abort();
    ambit_workspace *w = make_plan(folder);
    put(folder, "opportunities.csv", data, n);
    if (cut) put(folder, "stages.csv", data + n + 2, size - n - 2);
    else put_text(folder, "stages.csv", usual_stages);
    ambit_status status = ambit_pipeline_build(&p, w, plan, NULL, &err);
    if ((status == AMBIT_OK) != (p != NULL)) abort();
    if (status == AMBIT_E_INPUT && !ambit_diagnosis_n_errors(w->diagnosis)) abort();
    if (p) check(p);
    ambit_pipeline_free(p);
    ambit_workspace_free(w);
    remove_plan(folder);
    return 0;
}
