/* tools/coverage/tables.c - see tables.h. */
#include "tools/coverage/tables.h"

#include "instances/table.h"
#include "tools/roster.h"

#include <inttypes.h>
#include <string.h>

const char *ambit_coverage_rep_id(const ambit_coverage *c, uint32_t rep)
{
    return rep < c->people.n_reps ? c->people.rep[rep].id : "";
}

double ambit_coverage_white_space(const ambit_coverage *c, const ambit_coverage_figures *f)
{
    return c->activity.potential_name ? f->potential - f->active_potential : (double)NAN;
}

/* ---- Cells ------------------------------------------------------------------------------------------------------ */

/* Nothing where the number is none. */
static void number(FILE *to, double value)
{
    putc(',', to);
    if (isfinite(value)) ambit_csv_write_number(to, value);
}

static void ratio(FILE *to, double part, double whole)
{
    putc(',', to);
    ambit_roster_write_ratio(to, ambit_coverage_share(part, whole));
}

static void accounts(FILE *to, const ambit_coverage_figures *f)
{
    fprintf(to, ",%" PRIu64 ",%" PRIu64, f->accounts, f->active);
    ratio(to, (double)f->active, (double)f->accounts);
}

static void potential(FILE *to, const ambit_coverage *c, double whole, double active)
{
    if (!c->activity.potential_name) {
        fputs(",,,", to);
        return;
    }
    number(to, whole);
    number(to, active);
    ratio(to, active, whole);
}

/* ---- coverage.csv ----------------------------------------------------------------------------------------------- */

void ambit_coverage_write_reps(FILE *to, const ambit_coverage *c)
{
    fputs("rep_id,accounts,active_accounts,account_coverage,potential,active_potential,potential_coverage,"
          "hours_needed,hours_available,capacity_coverage\n", to);
    for (uint32_t i = 0; i < c->people.n_reps; i++) {
        const ambit_coverage_figures *f = &c->own[i];
        ambit_csv_write(to, c->people.rep[i].id);
        accounts(to, f);
        potential(to, c, f->potential, f->active_potential);
        number(to, f->visit_h + f->travel_h);
        number(to, f->available_h);
        ratio(to, f->visit_h + f->travel_h, f->available_h);
        putc('\n', to);
    }
}

/* ---- coverage_summary.csv --------------------------------------------------------------------------------------- */

/* Who or what a row is about. */
typedef struct { const char *id, *name, *role, *manager; uint32_t cap; int has_regions, has_hours; } subject;

static void write_reach(FILE *to, const ambit_coverage *c, const ambit_coverage_figures *f)
{
    for (uint32_t k = 0; k < c->settings->n_reach; k++) {
        if (c->activity.potential_name) ratio(to, f->reach_potential[k], f->potential);
        else ratio(to, f->reach_accounts[k], (double)f->accounts);
    }
}

static void write_row(FILE *to, const ambit_coverage *c, const subject *s, const ambit_coverage_figures *f)
{
    ambit_csv_write(to, s->id);
    putc(',', to);
    ambit_csv_write(to, s->name);
    fprintf(to, ",%s,", s->role);
    ambit_csv_write(to, s->manager);
    accounts(to, f);
    if (c->regions.n && s->has_regions) {
        fprintf(to, ",%u,%u", f->regions, f->engaged);
        ratio(to, f->engaged, f->regions);
    } else {
        fputs(",,,", to);
    }
    potential(to, c, f->potential, f->active_potential);
    number(to, ambit_coverage_white_space(c, f));
    number(to, f->visit_h);
    number(to, f->travel_h);
    number(to, f->visit_h + f->travel_h);
    number(to, s->has_hours ? f->available_h : (double)NAN);
    ratio(to, f->visit_h + f->travel_h, s->has_hours ? f->available_h : 0);
    number(to, s->cap ? s->cap : (double)NAN);
    write_reach(to, c, f);
    putc('\n', to);
}

void ambit_coverage_write_summary(FILE *to, const ambit_coverage *c)
{
    const ambit_ladder *ladder = &c->people.ladder;
    fputs("id,name,role,manager,accounts,active_accounts,account_coverage,regions,engaged_regions,region_coverage,"
          "potential,active_potential,potential_coverage,white_space,visit_hours,travel_hours,hours_needed,"
          "hours_available,capacity_coverage,max_accounts", to);
    for (uint32_t k = 0; k < c->settings->n_reach; k++) fprintf(to, ",reach_%gh", c->settings->reach_h[k]);
    putc('\n', to);
    for (uint32_t pass = 0; pass < 2; pass++) {
        for (uint32_t v = 0; v < ladder->n; v++) {
            if (pass ? !c->leads[v] : v >= ladder->n_reps) continue;
            const uint32_t above = ladder->above[v];
            const char *manager = above == AMBIT_LADDER_COMPANY ? "" : ladder->id[above];
            write_row(to, c, &(subject){ ladder->id[v], ladder->name[v], pass ? "manager" : "rep", manager,
                    pass ? 0 : c->cap[v], 1, 1 }, pass ? &c->node[v] : &c->own[v]);
        }
    }
    for (uint32_t k = 0; k < c->n_segments; k++)
        write_row(to, c, &(subject){ c->segment[k].name, "", "segment", "", 0, 0, 0 }, &c->segment[k].figures);
    write_row(to, c, &(subject){ "UNASSIGNED", "", "nobody", "", 0, 0, 0 }, &c->unassigned);
    write_row(to, c, &(subject){ "TOTAL", "", "company", "", 0, 1, 1 }, &c->company);
}

/* ---- white_space.csv -------------------------------------------------------------------------------------------- */

/* Does the text need no quotes, alone or between semicolons? */
static int is_plain(const char *text)
{
    size_t n = strlen(text);
    return (!n || (text[0] != ' ' && text[0] != '\t' && text[n - 1] != ' ' && text[n - 1] != '\t'))
        && !text[strcspn(text, ",\"\r\n")];
}

/* One cell such as R001;R007. */
static void write_owners(FILE *to, const ambit_coverage *c, const ambit_coverage_owner *owner, uint32_t n)
{
    int plain = 1;
    for (uint32_t k = 0; k < n; k++) plain &= is_plain(ambit_coverage_rep_id(c, owner[k].rep));
    if (!plain) putc('"', to);
    for (uint32_t k = 0; k < n; k++) {
        if (k) putc(';', to);
        for (const char *id = ambit_coverage_rep_id(c, owner[k].rep); *id; id++) {
            if (*id == '"') putc('"', to);
            putc(*id, to);
        }
    }
    if (!plain) putc('"', to);
}

void ambit_coverage_write_regions(FILE *to, const ambit_coverage *c)
{
    const ambit_layer *layer = c->workspace->regions;
    fputs("region_id,name,reps,rep_ids,accounts,active_accounts,account_coverage,potential,active_potential,"
          "potential_coverage,white_space\n", to);
    for (uint32_t r = 0; r < c->regions.n; r++) {
        const ambit_coverage_region *region = &c->regions.region[r];
        ambit_csv_write(to, layer->id[r]);
        putc(',', to);
        ambit_csv_write(to, layer->name ? layer->name[r] : "");
        fprintf(to, ",%u,", region->n_owners);
        write_owners(to, c, c->regions.owner + region->first_owner, region->n_owners);
        fprintf(to, ",%u,%u", region->accounts, region->active);
        ratio(to, region->active, region->accounts);
        potential(to, c, region->potential, region->active_potential);
        number(to, c->activity.potential_name ? region->potential - region->active_potential : (double)NAN);
        putc('\n', to);
    }
}

/* ---- overlaps.csv ----------------------------------------------------------------------------------------------- */

static void write_region_of(FILE *to, const ambit_coverage *c, const ambit_overlap *o)
{
    const ambit_layer *layer = c->workspace->regions;
    const ambit_coverage_region *region = &c->regions.region[o->item];
    ambit_csv_write(to, layer->id[o->item]);
    putc(',', to);
    ambit_csv_write(to, layer->name ? layer->name[o->item] : "");
    putc(',', to);
    write_owners(to, c, c->regions.owner + region->first_owner, region->n_owners);
    fprintf(to, ",,%u\n", region->accounts);
}

static void write_account_of(FILE *to, const ambit_coverage *c, const ambit_overlap *o)
{
    const ambit_accounts *of = &c->workspace->instance->accounts;
    ambit_csv_write(to, of->id[o->item]);
    putc(',', to);
    ambit_csv_write(to, of->name ? of->name[o->item] : "");
    putc(',', to);
    ambit_coverage_owner owner[2];
    uint32_t n = 0;
    if (o->rep != AMBIT_NOBODY) owner[n++].rep = o->rep;
    if (o->other != AMBIT_NOBODY && o->other != o->rep) owner[n++].rep = o->other;
    write_owners(to, c, owner, n);
    putc(',', to);
    if (o->twin != AMBIT_NOBODY) ambit_csv_write(to, of->id[o->twin]);
    fputs(",1\n", to);
}

void ambit_coverage_write_overlaps(FILE *to, const ambit_coverage *c)
{
    fputs("kind,id,name,rep_ids,duplicate_of,accounts\n", to);
    for (size_t k = 0; k < c->overlaps.n; k++) {
        const ambit_overlap *o = &c->overlaps.found[k];
        int is_region = o->kind == AMBIT_OVERLAP_SHARED_REGION || o->kind == AMBIT_OVERLAP_NO_REP_REGION;
        fprintf(to, "%s,", ambit_overlap_name[o->kind]);
        if (is_region) write_region_of(to, c, o);
        else write_account_of(to, c, o);
    }
}
