/* tools/report/refresh.h - the report of a finished plan, made from its folder: for `report`, and for every command
 * that adds something to a plan whose report should show it. */
#ifndef AMBIT_REPORT_REFRESH_H
#define AMBIT_REPORT_REFRESH_H
#include "instances/base/folder.h"
#include "tools/finished.h"
#include "tools/report/report.h"

/* The plan as it lies in its folder, with every figure, and what lies beside it. */
typedef struct {
    ambit_outcome *outcome;
    const ambit_summary *summary; /* of `finished`; NULL where its proof is of another plan, or there is none */
    ambit_report_beside beside;
    char *text[3];                /* those of beside that were read here */
} ambit_report_source;

/* `fresh` (or NULL) are texts that are being written now and count instead of those in the folder. Borrows from
 * everything it is given. Reset it in any case. */
ambit_status ambit_report_source_read(ambit_report_source *out, const ambit_finished *finished,
        const ambit_formulation *formulation, const ambit_report_beside *fresh, ambit_error *err);
void ambit_report_source_reset(ambit_report_source *source);

/* 1 when the folder holds a report.html that ambit wrote, so that it may be written anew. */
int ambit_report_is_ours(const char *folder);

/* Stages report.html in `to`, which is open upon the plan's folder. */
ambit_status ambit_report_stage(ambit_folder *to, const ambit_report_source *source, ambit_error *err);

/* What `quota` or `coverage` calls before it publishes: stages report.html anew where the plan has one of ambit's and
 * at most AMBIT_REPORT_MOST_UNITS units, else does nothing. *out is 1 when it was staged. O(what the map takes). */
ambit_status ambit_report_refresh(int *out, ambit_folder *to, const ambit_finished *finished,
        const ambit_formulation *formulation, const ambit_report_beside *fresh, ambit_error *err);

#endif
