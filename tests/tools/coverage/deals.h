/* tests/tools/coverage/deals.h - tiny plans with deals: written to a folder, read back, and shown as the program does.
 *
 * Four accounts on a line. The plan gives A and B to R1, C to R2 and D to nobody. */
#ifndef AMBIT_TEST_DEALS_H
#define AMBIT_TEST_DEALS_H
#include "tests/tools/program.h"
#include "tools/coverage/pipeline.h"

#include <math.h>

static const char deals_accounts[] =
    "account_id,name,lon,lat,opportunity,segment\nA,Ash,0,0,10,retail\nB,Birch,1,0,10,industry\n"
    "C,Cedar,2,0,10,retail\nD,Date,3,0,10,\n";
static const char deals_reps[] =
    "rep_id,name,lon,lat,manager,target\nR1,Ann,0,0,M1,1000\nR2,Ben,3,0,M2,2000\n";
static const char deals_managers[] = "manager_id,name,manager\nM1,Mia,V\nM2,Max,V\nV,Vera,\n";
static const char deals_stages[] = "stage,probability\nProspect,10%\nProposal,50%\nCommit,90%\nWon,1\nLost,0\n";
#define DEALS_HEADER "opportunity_id,account_id,amount,stage,open_date,close_date,owner\n"

/* A workspace and its pipeline, or the words of what is wrong. */
typedef struct {
    ambit_workspace *workspace;
    ambit_pipeline *pipeline;
    ambit_status status;
    char *text; /* what was asked for last */
} deals;

/* Writes the plan d; `section` is what follows the usual keys, such as "pipeline: {slippage: 10%}\n". */
static inline void put_deals(const char *section, const char *stages, const char *opportunities)
{
    char plan[4000];
    snprintf(plan, sizeof plan, "%speriod: {start: 2027-01-01, months: 12}\nmanagers: {file: managers.csv}\n"
             "coverage: {opportunities: opportunities.csv, stages: stages.csv}\n%s", line_plan, section);
    put("d/plan.yaml", plan);
    put("d/accounts.csv", deals_accounts);
    put("d/reps.csv", deals_reps);
    put("d/managers.csv", deals_managers);
    put("d/stages.csv", stages ? stages : deals_stages);
    put("d/opportunities.csv", opportunities);
}

/* Reads the plan d; the pipeline is NULL when there are faults. */
static inline deals read_deals(void)
{
    static const uint32_t plan[] = { 0, 0, 1, AMBIT_NOBODY };
    char folder[4096], beside[4096];
    ambit_error err = { AMBIT_OK, "" };
    deals d = { .status = AMBIT_OK };
    assert_int_equal(ambit_workspace_build(&d.workspace, in_scratch(folder, "d"), &err), AMBIT_OK);
    if (ambit_diagnosis_n_errors(d.workspace->diagnosis)) d.status = AMBIT_E_INPUT;
    else d.status = ambit_pipeline_build(&d.pipeline, d.workspace, plan, in_scratch(beside, "d/out"), &err);
    assert_int_equal(d.status == AMBIT_OK, d.pipeline != NULL);
    return d;
}

static inline void free_deals(deals *d)
{
    ambit_pipeline_free(d->pipeline);
    ambit_workspace_free(d->workspace);
    free(d->text);
    *d = (deals){ .text = NULL };
}

/* Like read_deals, of a plan without faults. */
static inline deals sound_deals(void)
{
    deals d = read_deals();
    if (d.status) {
        ambit_diagnosis_print(d.workspace->diagnosis, stderr);
        fail_msg("the deals have faults");
    }
    return d;
}

typedef void deals_writer(FILE *to, const ambit_pipeline *p);

/* What a writer writes; lives until the next call. */
static inline const char *written(deals *d, deals_writer *write)
{
    size_t n;
    free(d->text);
    d->text = NULL;
    FILE *to = open_memstream(&d->text, &n);
    assert_non_null(to);
    write(to, d->pipeline);
    fclose(to);
    return d->text;
}

/* A cell of pipeline.csv as text, by the row's kind and id and the column's name. Copied. */
static inline const char *cell_of(deals *d, const char *kind, const char *id, const char *column)
{
    static char cell[200];
    char start[700];
    const char *text = written(d, ambit_pipeline_csv), *name = text;
    int k = 0;
    for (size_t n = strlen(column); strncmp(name, column, n) || (name[n] != ',' && name[n] != '\n'); k++) {
        name += strcspn(name, ",\n");
        if (*name++ != ',') fail_msg("no column %s", column);
    }
    snprintf(start, sizeof start, "\n%s,%s,", kind, id);
    const char *row = strstr(text, start);
    if (!row) fail_msg("no row of %s %s", kind, id);
    for (row++; k; k--) row = strchr(row, ',') + 1;
    snprintf(cell, sizeof cell, "%.*s", (int)strcspn(row, ",\n"), row);
    return cell;
}

static inline double figure_of(deals *d, const char *kind, const char *id, const char *column)
{
    const char *cell = cell_of(d, kind, id, column);
    return *cell ? strtod(cell, NULL) : (double)NAN;
}

/* The last digits of a ratio are the machine's. */
static inline void is_about(double seen, double expected)
{
    if (!(fabs(seen - expected) <= 1e-6 * fmax(1, fabs(expected)))) fail_msg("%.9f, not %.9f", seen, expected);
}

#endif
