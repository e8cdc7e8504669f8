/* tools/export/export.c - the kinds of exports, and what they share. */
#include "tools/export/export.h"

#include <inttypes.h>
#include <string.h>

static const char *const salesforce_files[] = { "salesforce_1_Territory2.csv",
    "salesforce_2_ObjectTerritory2Association_delete.csv", "salesforce_3_ObjectTerritory2Association_insert.csv",
    "salesforce_4_UserTerritory2Association.csv", "salesforce_order.txt", NULL };
static const char *const dynamics_files[] = { "dynamics_1_territories.csv", "dynamics_2_accounts.csv",
    "dynamics_order.txt", NULL };
static const char *const geojson_files[] = { "export_territories.geojson", "export_accounts.geojson", NULL };
static const char *const shapefile_files[] = { "export_territories.shp", "export_territories.shx",
    "export_territories.dbf", "export_territories.prj", "export_territories.cpg", "export_territories.fields.csv",
    "export_accounts.shp", "export_accounts.shx", "export_accounts.dbf", "export_accounts.prj", "export_accounts.cpg",
    NULL };
static const char *const baf_files[] = { "block_assignment.txt", NULL };
static const char *const csv_files[] = { "export_units.csv", "export_territories.csv", NULL };

static const ambit_export_kind kinds[] = {
    { "salesforce", AMBIT_EXPORT_SALESFORCE_IDS, 0, salesforce_files, ambit_export_salesforce },
    { "dynamics", AMBIT_EXPORT_GUIDS, 0, dynamics_files, ambit_export_dynamics },
    { "geojson", AMBIT_EXPORT_NO_IDS, 1, geojson_files, ambit_export_geojson },
    { "shapefile", AMBIT_EXPORT_NO_IDS, 1, shapefile_files, ambit_export_shapefile },
    { "baf", AMBIT_EXPORT_NO_IDS, 0, baf_files, ambit_export_baf },
    { "csv", AMBIT_EXPORT_NO_IDS, 0, csv_files, ambit_export_csv },
    { NULL, AMBIT_EXPORT_NO_IDS, 0, NULL, NULL },
};

const ambit_export_kind *ambit_export_kinds(void) { return kinds; }

const ambit_export_kind *ambit_export_find(const char *name)
{
    for (const ambit_export_kind *k = kinds; k->name; k++)
        if (!strcmp(k->name, name)) return k;
    return NULL;
}

/* ---- Files ------------------------------------------------------------------------------------------------------ */

ambit_status ambit_export_open(ambit_export *export, const char *name, FILE **out, ambit_error *err)
{
    return ambit_folder_create(export->folder, name, out, err);
}

ambit_status ambit_export_close(ambit_export *export, FILE *file, const char *name, uint64_t n_rows, const char *what,
        ambit_error *err)
{
    if (export->n_files < AMBIT_EXPORT_MOST_FILES)
        export->file[export->n_files++] = (ambit_export_file){ name, what, n_rows };
    return file ? ambit_folder_close_file(export->folder, file, name, err) : AMBIT_OK;
}

ambit_status ambit_export_tell(ambit_export *export, const char *name, const char *more, ambit_error *err)
{
    FILE *to;
    ambit_status status = ambit_export_open(export, name, &to, err);
    if (status) return status;
    fputs("Load these files in this order:\n\n", to);
    for (uint32_t k = 0; k < export->n_files; k++)
        fprintf(to, "%s (%" PRIu64 " rows)\n    %s\n", export->file[k].name, export->file[k].n_rows,
                export->file[k].what);
    fputs(more, to);
    return ambit_export_close(export, to, name, export->n_files, "what each file is for", err);
}
