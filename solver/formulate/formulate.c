/* solver/formulate/formulate.c - the order of the steps, and the life of what they make. */
#include "solver/formulate/parts.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

ambit_status ambit_formulate_no_memory(ambit_formulating *w)
{
    return ambit_fail(w->err, AMBIT_E_MEMORY, "no memory to formulate a problem of %u units and %u reps", w->f->n_units,
            w->f->n_reps);
}

uint32_t ambit_formulate_list(char text[200], const char *const *id, uint32_t n,
        bool (*is_one)(const void *context, uint32_t i), const void *context)
{
    enum { SHOWN = 3, ROOM = 200 };
    uint32_t count = 0;
    size_t used = 0;
    *text = '\0';
    for (uint32_t i = 0; i < n; i++) {
        if (!is_one(context, i)) continue;
        if (count++ < SHOWN && used < ROOM - 60)
            used += (size_t)snprintf(text + used, ROOM - used, "%s%.40s", used ? ", " : "", id[i]);
    }
    if (count > SHOWN) snprintf(text + used, ROOM - used, " and %u more", count - SHOWN);
    return count;
}

/* What messages call a region: "Los Angeles (06037)", or the id where the layer has no name besides. */
static const char *call_region(ambit_formulating *w, uint32_t u)
{
    const char *id = w->regions->id[u], *name = w->regions->name[u];
    size_t room = strlen(name) + strlen(id) + 4;
    if (!strcmp(name, id)) return id;
    char *text = ambit_arena_alloc(&w->f->texts, room);
    if (text) snprintf(text, room, "%s (%s)", name, id);
    return text;
}

static ambit_status name_units(ambit_formulating *w)
{
    ambit_formulation *f = w->f;
    if (!w->by_region) return ambit_problem_name(f->problem, f->unit_id, f->rep_id, w->err);
    const char **called = malloc(((size_t)f->n_units + 1) * sizeof *called);
    ambit_status status = called ? AMBIT_OK : ambit_formulate_no_memory(w);
    for (uint32_t u = 0; status == AMBIT_OK && u < f->n_units; u++)
        if (!(called[u] = call_region(w, u))) status = ambit_formulate_no_memory(w);
    if (status == AMBIT_OK) status = ambit_problem_name(f->problem, called, f->rep_id, w->err);
    free(called);
    return status;
}

static ambit_status start(ambit_formulating *w)
{
    ambit_formulation *f = w->f;
    f->instance = w->instance;
    f->regions = w->regions;
    f->n_units = w->by_region ? w->regions->n : w->instance->accounts.n;
    f->n_reps = w->instance->reps.n;
    f->unit_id = w->by_region ? (const char *const *)w->regions->id : (const char *const *)w->instance->accounts.id;
    f->rep_id = (const char *const *)w->instance->reps.id;
    ambit_status status = ambit_problem_build(&f->problem, f->n_units, f->n_reps, w->err);
    return status == AMBIT_OK ? name_units(w) : status;
}

ambit_status ambit_formulate(ambit_formulation **out, const ambit_instance *instance, const ambit_layer *regions,
        ambit_diagnosis *diagnosis, ambit_error *err)
{
    *out = NULL;
    ambit_formulation *f = calloc(1, sizeof *f);
    if (!f) return ambit_fail(err, AMBIT_E_MEMORY, "no memory to formulate a problem");
    ambit_arena_init(&f->texts);
    ambit_formulating w = { .f = f, .instance = instance, .plan = instance->plan, .regions = regions,
        .by_region = regions && instance->plan->assign == AMBIT_ASSIGN_REGIONS, .diagnosis = diagnosis, .err = err };
    const char *slash = strrchr(instance->plan->path, '/');
    w.plan_shown = slash ? slash + 1 : instance->plan->path;
    const uint64_t before = ambit_diagnosis_n_errors(diagnosis);
    ambit_status status = start(&w);
    if (status == AMBIT_OK) status = ambit_formulate_places(&w);
    if (status == AMBIT_OK) status = ambit_formulate_units(&w);
    if (status == AMBIT_OK) status = ambit_formulate_centres(&w);
    if (status == AMBIT_OK) status = ambit_formulate_limits(&w);
    if (status == AMBIT_OK) status = ambit_formulate_borders(&w);
    if (status == AMBIT_OK) status = ambit_formulate_rules(&w);
    free(w.accounts_inside), free(w.locked), free(w.group);
    if (status == AMBIT_OK && ambit_diagnosis_n_errors(diagnosis) > before) status = ambit_diagnosis_status(diagnosis,
            err);
    if (status == AMBIT_OK) *out = f;
    else ambit_formulation_free(f);
    return status;
}

void ambit_formulation_free(ambit_formulation *f)
{
    if (!f) return;
    for (uint32_t a = 0; f->rule && a < f->n_rules; a++) free(f->rule[a].share), free((double *)f->rule[a].amount);
    free(f->rule);
    if (f->account_lon_deg != f->unit_lon_deg) free(f->account_lon_deg);
    if (f->account_lat_deg != f->unit_lat_deg) free(f->account_lat_deg);
    free(f->unit_lon_deg), free(f->unit_lat_deg), free(f->rep_lon_deg), free(f->rep_lat_deg);
    if (f->weight != f->visits) free(f->weight);
    free(f->region_of_account), free(f->outside), free(f->circuity), free(f->visits), free(f->current), free(f->shared);
    ambit_problem_free(f->problem);
    ambit_arena_reset(&f->texts);
    free(f);
}
