/* tools/export/layers.c - territories as polygons and accounts as points, for geographic systems. */
#include "tools/export/export.h"

#include "geo/map/simplify.h"
#include "instances/base/status.h"
#include "instances/table.h"
#include "tools/roster.h"

#include <stdlib.h>
#include <string.h>

/* Accounts as a layer of points, with what is written of each. */
typedef struct {
    ambit_layer layer;
    const char **rep, **before;
    double *visits;
    ambit_attribute attribute[5];
    uint32_t n_attributes;
} points;

static uint32_t unit_of(const ambit_formulation *f, uint32_t account)
{
    if (f->instance->plan->assign != AMBIT_ASSIGN_REGIONS) return account;
    return f->region_of_account ? f->region_of_account[account] : AMBIT_OUTSIDE;
}

static const char *rep_of(const ambit_formulation *f, const uint32_t *plan, uint32_t account)
{
    uint32_t unit = unit_of(f, account);
    return plan && unit < f->n_units && plan[unit] < f->n_reps ? f->rep_id[plan[unit]] : "";
}

static int fill(points *p, const ambit_outcome *o)
{
    const ambit_formulation *f = o->formulation;
    const ambit_accounts *a = &f->instance->accounts;
    p->rep = calloc((size_t)a->n + 1, sizeof *p->rep);
    p->before = calloc((size_t)a->n + 1, sizeof *p->before);
    p->layer = (ambit_layer){ .n = a->n, .id = a->id, .name = a->name ? a->name : a->id, .is_points = 1,
        .part_first = calloc((size_t)a->n + 1, sizeof *p->layer.part_first),
        .centre_lon_deg = f->account_lon_deg, .centre_lat_deg = f->account_lat_deg };
    if (!p->rep || !p->before || !p->layer.part_first) return -1;
    for (uint32_t i = 0; i < a->n; i++) {
        p->rep[i] = rep_of(f, o->plan, i);
        p->before[i] = rep_of(f, o->before, i);
    }
    p->attribute[p->n_attributes++] = (ambit_attribute){ "account_id", a->id, NULL };
    p->attribute[p->n_attributes++] = (ambit_attribute){ "name", p->layer.name, NULL };
    p->attribute[p->n_attributes++] = (ambit_attribute){ "rep_id", p->rep, NULL };
    if (o->before) p->attribute[p->n_attributes++] = (ambit_attribute){ "before", p->before, NULL };
    p->attribute[p->n_attributes++] = (ambit_attribute){ "visits", NULL, a->visits };
    return 0;
}

static void reset(points *p)
{
    free(p->rep);
    free(p->before);
    free(p->layer.part_first);
}

typedef ambit_status write_fn(ambit_export *export, const char *base, const ambit_layer *layer,
        const ambit_attribute *attribute, uint32_t n, const char *what, ambit_error *err);

static ambit_status write_geojson(ambit_export *export, const char *base, const ambit_layer *layer,
        const ambit_attribute *attribute, uint32_t n, const char *what, ambit_error *err)
{
    const char *name = strstr(base, "accounts") ? "export_accounts.geojson" : "export_territories.geojson";
    FILE *to;
    ambit_status status = ambit_export_open(export, name, &to, err);
    if (status) return status;
    status = ambit_write_geojson(to, layer, attribute, n, err);
    ambit_status closed = ambit_export_close(export, to, name, layer->n, what, status ? NULL : err);
    return status ? status : closed;
}

static ambit_status write_shapefile(ambit_export *export, const char *base, const ambit_layer *layer,
        const ambit_attribute *attribute, uint32_t n, const char *what, ambit_error *err)
{
    ambit_status status = ambit_write_shapefile(ambit_folder_path(export->folder, base), layer, attribute, n, err);
    if (status) return status;
    return ambit_export_close(export, NULL, strstr(base, "accounts") ? "export_accounts.shp" : "export_territories.shp",
            layer->n, what, err);
}

static ambit_status write_fields(ambit_export *export, const ambit_roster *roster, ambit_error *err)
{
    static const char name[] = "export_territories.fields.csv";
    FILE *to;
    ambit_status status = ambit_export_open(export, name, &to, err);
    if (status) return status;
    fputs("field,name\n", to);
    for (uint32_t a = 0; a < roster->n; a++) {
        ambit_csv_write(to, roster->brief[a].name);
        putc(',', to);
        ambit_csv_write(to, roster->attribute[a].name);
        putc('\n', to);
    }
    return ambit_export_close(export, to, name, roster->n, "what the fields of the territories are short for", err);
}

/* With output.simplify, as in the files of the plan. */
static ambit_status write_territories(ambit_export *export, write_fn *write, int is_brief, ambit_error *err)
{
    ambit_roster roster;
    ambit_layer *thin = NULL;
    const ambit_outcome *o = export->outcome;
    const double simplify_m = o->formulation->instance->plan->simplify_m;
    if (!o->territories) return AMBIT_OK;
    ambit_status status = ambit_roster_init(&roster, o, err);
    if (status) return status;
    if (simplify_m > 0) status = ambit_simplify(&thin, o->territories, simplify_m, err);
    if (!status)
        status = write(export, "export_territories", thin ? thin : o->territories,
                       is_brief ? roster.brief : roster.attribute, roster.n, "territories with their figures", err);
    if (!status && is_brief) status = write_fields(export, &roster, err);
    ambit_layer_free(thin);
    ambit_roster_reset(&roster);
    return status;
}

static ambit_status write_accounts(ambit_export *export, write_fn *write, ambit_error *err)
{
    points p = { .n_attributes = 0 };
    const ambit_formulation *f = export->outcome->formulation;
    ambit_status status = AMBIT_OK;
    if (!f->instance->accounts.n || !f->account_lon_deg) return AMBIT_OK;
    if (fill(&p, export->outcome)) status = ambit_fail(err, AMBIT_E_MEMORY, "no memory for points of accounts");
    if (!status)
        status = write(export, "export_accounts", &p.layer, p.attribute, p.n_attributes,
                       "accounts with their reps", err);
    reset(&p);
    return status;
}

static ambit_status write_both(ambit_export *export, write_fn *write, int is_brief, ambit_error *err)
{
    ambit_status status = write_territories(export, write, is_brief, err);
    if (!status) status = write_accounts(export, write, err);
    if (status || export->n_files) return status;
    return ambit_fail(err, AMBIT_E_INPUT, "the plan has neither regions nor places, so there is nothing to draw");
}

ambit_status ambit_export_geojson(ambit_export *export, ambit_error *err)
{
    return write_both(export, write_geojson, 0, err);
}

ambit_status ambit_export_shapefile(ambit_export *export, ambit_error *err)
{
    return write_both(export, write_shapefile, 1, err);
}
