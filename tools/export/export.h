/* tools/export/export.h - a finished plan in the form of another system.
 *
 * Each kind of export is a few files with names of their own beside the plan. Files that are loaded one after the other
 * are numbered in that order, and a text tells what each is for. What a kind needs is looked at before anything is
 * written: ids that are missing are told row by row, and then nothing is. */
#ifndef AMBIT_EXPORT_H
#define AMBIT_EXPORT_H
#include "instances/base/folder.h"
#include "tools/export/foreign.h"
#include "tools/outcome.h"
#include "tools/workspace.h"

enum { AMBIT_EXPORT_MOST_FILES = 16 };

/* A file that was written: how many rows, and what it is for. */
typedef struct { const char *name, *what; uint64_t n_rows; } ambit_export_file;

typedef struct {
    const ambit_workspace *workspace;
    ambit_outcome *outcome;        /* judged; drawn for kinds that need shapes */
    const ambit_foreign *foreign;  /* NULL: the kind needs none */
    int excel;                     /* --excel */
    ambit_folder *folder;          /* where files are staged */
    uint32_t n_files;
    ambit_export_file file[AMBIT_EXPORT_MOST_FILES];
} ambit_export;

typedef enum { AMBIT_EXPORT_NO_IDS, AMBIT_EXPORT_SALESFORCE_IDS, AMBIT_EXPORT_GUIDS } ambit_export_ids;

typedef struct {
    const char *name;
    ambit_export_ids ids;
    int needs_shapes;
    const char *const *own; /* NULL-terminated: its files */
    ambit_status (*write)(ambit_export *export, ambit_error *err);
} ambit_export_kind;

/* NULL when there is none of that name; ends with a kind without a name. */
const ambit_export_kind *ambit_export_find(const char *name);
const ambit_export_kind *ambit_export_kinds(void);

/* ---- For the kinds ---------------------------------------------------------------------------------------------- */

/* Opens a staged file of the export; close it with its rows. */
ambit_status ambit_export_open(ambit_export *export, const char *name, FILE **out, ambit_error *err);
ambit_status ambit_export_close(ambit_export *export, FILE *file, const char *name, uint64_t n_rows, const char *what,
        ambit_error *err);

/* Tells what was written in the order in which it is to be loaded, with what else there is to say. */
ambit_status ambit_export_tell(ambit_export *export, const char *name, const char *more, ambit_error *err);

ambit_status ambit_export_salesforce(ambit_export *export, ambit_error *err);
ambit_status ambit_export_dynamics(ambit_export *export, ambit_error *err);
ambit_status ambit_export_geojson(ambit_export *export, ambit_error *err);
ambit_status ambit_export_shapefile(ambit_export *export, ambit_error *err);
ambit_status ambit_export_baf(ambit_export *export, ambit_error *err);
ambit_status ambit_export_csv(ambit_export *export, ambit_error *err);

#endif
