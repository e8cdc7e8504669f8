/* tools/output/tables.c - see tables.h. */
#include "tools/output/tables.h"

#include "geo/map/join.h"
#include "instances/table.h"

#include <math.h>

static int by_region(const ambit_formulation *f) { return f->instance->plan->assign == AMBIT_ASSIGN_REGIONS; }

const char *ambit_tables_unit_name(const ambit_formulation *f, uint32_t unit)
{
    if (by_region(f)) return f->regions->name[unit];
    const char *const *name = (const char *const *)f->instance->accounts.name;
    return name && name[unit] ? name[unit] : "";
}

static const char *rep_of(const ambit_formulation *f, uint32_t rep) { return rep < f->n_reps ? f->rep_id[rep] : ""; }

void ambit_tables_assignment(FILE *to, const ambit_outcome *o)
{
    const ambit_formulation *f = o->formulation;
    fputs("unit_id,rep_id\n", to);
    for (uint32_t u = 0; u < f->n_units; u++) {
        ambit_csv_write(to, f->unit_id[u]);
        putc(',', to);
        ambit_csv_write(to, rep_of(f, o->plan[u]));
        putc('\n', to);
    }
}

/* ---- Moves ----------------------------------------------------------------------------------------------------- */

static void write_number(FILE *to, double value)
{
    putc(',', to);
    if (isfinite(value)) ambit_csv_write_number(to, value);
}

static void write_move(FILE *to, const ambit_outcome *o, const ambit_outcome_move *move)
{
    const ambit_formulation *f = o->formulation;
    ambit_csv_write(to, f->unit_id[move->unit]);
    putc(',', to);
    ambit_csv_write(to, ambit_tables_unit_name(f, move->unit));
    putc(',', to);
    ambit_csv_write(to, rep_of(f, move->from));
    putc(',', to);
    ambit_csv_write(to, rep_of(f, move->to));
    write_number(to, ambit_outcome_travel(f, &o->seats_before, move->unit, move->from));
    write_number(to, ambit_outcome_travel(f, &o->seats, move->unit, move->to));
    for (uint32_t a = 0; a < f->n_rules; a++) write_number(to, f->rule[a].amount[move->unit]);
    putc('\n', to);
}

void ambit_tables_moves(FILE *to, const ambit_outcome *o, const ambit_roster *roster)
{
    const char *unit = ambit_outcome_travel_unit(o->formulation);
    fprintf(to, "unit_id,name,from,to,travel_%s_before,travel_%s_after", unit, unit);
    for (uint32_t a = 0; a < o->n_rules; a++) {
        putc(',', to);
        ambit_csv_write(to, ambit_roster_rule(roster, a));
    }
    putc('\n', to);
    for (uint32_t m = 0; m < o->n_moves; m++) write_move(to, o, &o->move[m]);
}

/* ---- Rows without a territory ---------------------------------------------------------------------------------- */

uint32_t ambit_tables_n_rejects(const ambit_outcome *o)
{
    const ambit_formulation *f = o->formulation;
    uint32_t n = 0;
    for (uint32_t k = 0; by_region(f) && k < f->n_outside; k++) n += !f->outside[k].is_taken;
    return n;
}

void ambit_tables_rejects(FILE *to, const ambit_outcome *o)
{
    const ambit_formulation *f = o->formulation;
    const ambit_instance *instance = f->instance;
    fputs("file,id,reason,nearest_region,km\n", to);
    for (uint32_t k = 0; by_region(f) && k < f->n_outside; k++) {
        const ambit_outside *row = &f->outside[k];
        if (row->is_taken) continue;
        ambit_csv_write(to, instance->plan->accounts.file);
        putc(',', to);
        ambit_csv_write(to, instance->accounts.id[row->account]);
        fprintf(to, ",%s,", row->reason);
        if (row->region != AMBIT_OUTSIDE) ambit_csv_write(to, f->regions->id[row->region]);
        if (isfinite(row->km)) fprintf(to, ",%.3f\n", row->km);
        else fputs(",\n", to);
    }
}

uint32_t ambit_tables_n_unassigned(const ambit_outcome *o)
{
    uint32_t n = 0;
    for (uint32_t u = 0; u < o->formulation->n_units; u++) n += o->plan[u] >= o->n_reps;
    return n;
}

void ambit_tables_unassigned(FILE *to, const ambit_outcome *o)
{
    const ambit_formulation *f = o->formulation;
    fputs("unit_id,name,reason\n", to);
    for (uint32_t u = 0; u < f->n_units; u++) {
        if (o->plan[u] < o->n_reps) continue;
        ambit_csv_write(to, f->unit_id[u]);
        putc(',', to);
        ambit_csv_write(to, ambit_tables_unit_name(f, u));
        fputs(",the plan leaves it without a rep\n", to);
    }
}
