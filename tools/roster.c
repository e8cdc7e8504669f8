/* tools/roster.c - see roster.h. */
#include "tools/roster.h"

#include "instances/base/status.h"
#include "instances/table.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { FIXED = 9, COMPACT = 6, PER_RULE = 5, NAME_ROOM = 200, BRIEF = 10, BRIEF_STEM = 6 };

static ambit_status no_memory(ambit_error *err)
{
    return ambit_fail(err, AMBIT_E_MEMORY, "no memory for the table of territories");
}

void ambit_roster_reduce(char *out, size_t size, const char *name)
{
    size_t n = 0;
    for (; *name && n + 1 < size; name++) {
        unsigned char c = (unsigned char)*name;
        int keep = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c >= 0x80;
        if (keep) out[n++] = *name;
        else if (n && out[n - 1] != '_') out[n++] = '_';
    }
    while (n && (out[n - 1] == '_' || ((unsigned char)out[n - 1] >= 0x80 && *name))) n--;
    out[n] = 0;
    if (!n) snprintf(out, size, "rule");
}

static int is_taken(const ambit_attribute *attribute, uint32_t n, const char *name)
{
    for (uint32_t i = 0; i < n; i++)
        if (!strcmp(attribute[i].name, name)) return 1;
    return 0;
}

static int add_text(ambit_roster *c, const char *name, const char *const *text)
{
    c->brief[c->n] = c->attribute[c->n] = (ambit_attribute){ name, text, NULL };
    c->n++;
    return text ? 0 : -1;
}

/* A column of numbers, to be filled; NULL without memory. */
static double *add_number(ambit_roster *c, const char *name, const char *brief, int is_ratio)
{
    double *number = ambit_arena_alloc(&c->texts, ((size_t)c->n_rows + 1) * sizeof *number);
    char *copy = ambit_arena_copy(&c->texts, name, strlen(name));
    char *short_copy = ambit_arena_copy(&c->texts, brief, strlen(brief));
    if (!number || !copy || !short_copy) return NULL;
    c->is_ratio[c->n] = (char)is_ratio;
    c->attribute[c->n] = (ambit_attribute){ copy, NULL, number };
    c->brief[c->n++] = (ambit_attribute){ short_copy, NULL, number };
    return number;
}

static double *add_fixed(ambit_roster *c, const char *name) { return add_number(c, name, name, 0); }

/* The unit where each territory sits; nothing for a rep at home. */
static int add_centres(ambit_roster *c, const ambit_outcome *o)
{
    const char **id = ambit_arena_alloc(&c->texts, ((size_t)c->n_rows + 1) * sizeof *id);
    for (uint32_t r = 0; id && r < c->n_rows; r++)
        id[r] = o->seats.centre[r] == AMBIT_NOBODY ? "" : o->formulation->unit_id[o->seats.centre[r]];
    return add_text(c, "centre", id);
}

/* The managers above each rep, a column a level: whoever groups the table by one of them has the roll-up. */
static int add_managers(ambit_roster *c)
{
    int failed = 0;
    for (uint32_t k = 0; k < c->rollup.n_layers && !failed; k++) {
        char name[20];
        const char **id = ambit_arena_alloc(&c->texts, ((size_t)c->n_rows + 1) * sizeof *id);
        snprintf(name, sizeof name, k ? "manager_%u" : "manager", k + 1);
        const char *copy = ambit_arena_copy(&c->texts, name, strlen(name));
        for (uint32_t r = 0; id && r < c->n_rows; r++) {
            uint32_t m = ambit_rollup_above(&c->rollup, r, k);
            id[r] = m == AMBIT_NOBODY ? "" : c->rollup.id[m];
        }
        failed = !copy || add_text(c, copy, id);
    }
    return failed;
}

static int add_reps(ambit_roster *c, const ambit_outcome *o)
{
    const ambit_formulation *f = o->formulation;
    const char *const *name = (const char *const *)f->instance->reps.name;
    char travel_name[20];
    snprintf(travel_name, sizeof travel_name, "travel_%s", ambit_outcome_travel_unit(f));
    if (add_text(c, "rep_id", f->rep_id) || add_text(c, "name", name ? name : f->rep_id)) return -1;
    if (add_managers(c)) return -1;
    if (f->problem->has_centres && add_centres(c, o)) return -1;
    double *units = add_fixed(c, "units"), *accounts = add_fixed(c, "accounts"), *visits = add_fixed(c, "visits"),
           *travel = add_fixed(c, travel_name), *tour_km = add_fixed(c, "tour_km"),
           *tour_area_km = add_number(c, "tour_area_km", "tour_area", 0);
    if (!units || !accounts || !visits || !travel || !tour_km || !tour_area_km) return -1;
    for (uint32_t r = 0; r < o->n_reps; r++) {
        units[r] = o->rep[r].units;
        accounts[r] = o->rep[r].accounts;
        visits[r] = o->rep[r].visits;
        travel[r] = o->rep[r].travel;
        tour_km[r] = o->rep[r].tour_km;
        tour_area_km[r] = o->rep[r].tour_area_km;
    }
    return 0;
}

/* The stem of a rule's columns, unlike any column before it. */
static void name_rule(char stem[NAME_ROOM], const ambit_roster *c, const char *name)
{
    char plain[NAME_ROOM - 16];
    ambit_roster_reduce(plain, sizeof plain, name);
    snprintf(stem, NAME_ROOM, "%s", plain);
    for (unsigned i = 2; is_taken(c->attribute, c->n, stem); i++) snprintf(stem, NAME_ROOM, "%s_%u", plain, i);
}

/* The bytes of `text` that fit into `room`, without half a character. */
static size_t fitting(const char *text, size_t room)
{
    size_t length = strlen(text);
    if (length <= room) return length;
    while (room && ((unsigned char)text[room] & 0xc0) == 0x80) room--;
    return room;
}

/* The same in six bytes: "opport", and "oppor2" for the second that begins so. */
static void name_briefly(char brief[BRIEF_STEM + 1], const ambit_roster *c, const char *stem)
{
    char number[12] = "", first_suffixed[BRIEF + 1]; /* the load may go by a longer name, the share never does */
    for (unsigned i = 2;; i++) {
        size_t length = fitting(stem, BRIEF_STEM - strlen(number));
        memcpy(brief, stem, length);
        memcpy(brief + length, number, strlen(number) + 1);
        snprintf(first_suffixed, sizeof first_suffixed, "%s_shr", brief);
        if (!is_taken(c->brief, c->n, brief) && !is_taken(c->brief, c->n, first_suffixed)) return;
        snprintf(number, sizeof number, "%u", i % 1000000);
    }
}

/* The load itself goes by ten bytes of its name, when they are free. */
static void use_whole_name(char brief[BRIEF + 2], const ambit_roster *c, const char *stem)
{
    char whole[BRIEF + 1];
    size_t length = fitting(stem, BRIEF);
    memcpy(whole, stem, length);
    whole[length] = 0;
    if (!is_taken(c->brief, c->n, whole)) memcpy(brief, whole, length + 1);
}

static int add_rule(ambit_roster *c, const ambit_outcome *o, uint32_t a)
{
    static const char *const suffix[PER_RULE] = { "", "_share", "_deviation", "_lower", "_upper" };
    static const char *const short_suffix[PER_RULE] = { "", "_shr", "_dev", "_min", "_max" };
    char stem[NAME_ROOM], name[NAME_ROOM + 16], brief_stem[BRIEF_STEM + 1], brief[BRIEF + 2];
    double *column[PER_RULE];
    name_rule(stem, c, o->rule[a].name);
    name_briefly(brief_stem, c, stem);
    for (int k = 0; k < PER_RULE; k++) {
        snprintf(name, sizeof name, "%s%s", stem, suffix[k]);
        snprintf(brief, sizeof brief, "%s%s", brief_stem, short_suffix[k]);
        if (!k) use_whole_name(brief, c, stem);
        if (!(column[k] = add_number(c, name, brief, k == 2))) return -1;
    }
    for (uint32_t r = 0; r < o->n_reps; r++) {
        const ambit_outcome_load *l = &o->load[(size_t)a * o->n_reps + r];
        const double value[PER_RULE] = { l->load, l->share, l->deviation, l->lower, l->upper };
        for (int k = 0; k < PER_RULE; k++) column[k][r] = isfinite(value[k]) ? value[k] : (double)NAN;
    }
    return 0;
}

/* Of the territories on the map; the two ratios are empty for one without area. A rule may have taken a name before. */
static int add_compactness(ambit_roster *c, const ambit_outcome *o)
{
    static const struct { const char *name, *brief; int is_ratio; } figure[COMPACT] = {
        { "area_km2", "area_km2", 0 }, { "perimeter_km", "perim_km", 0 }, { "polsby_popper", "polsby", 1 },
        { "reock", "reock", 1 }, { "border_km", "border_km", 0 }, { "moment_km2", "moment_km2", 0 } };
    double *column[COMPACT];
    for (int k = 0; k < COMPACT; k++) {
        char name[NAME_ROOM], brief[BRIEF_STEM + 1];
        name_rule(name, c, figure[k].name);
        name_briefly(brief, c, name);
        const char *shown = is_taken(c->brief, c->n, figure[k].brief) ? brief : figure[k].brief;
        if (!(column[k] = add_number(c, name, shown, figure[k].is_ratio))) return -1;
    }
    for (uint32_t r = 0; r < o->n_reps; r++) {
        const ambit_compactness *m = &o->compactness[r];
        const double value[COMPACT] = { m->area_km2, m->perimeter_km, m->polsby_popper, m->reock, m->border_km,
            m->moment };
        for (int k = 0; k < COMPACT; k++) column[k][r] = value[k];
    }
    return 0;
}

ambit_status ambit_roster_init(ambit_roster *roster, const ambit_outcome *outcome, ambit_error *err)
{
    *roster = (ambit_roster){ .n_rows = outcome->n_reps };
    ambit_arena_init(&roster->texts);
    ambit_status status = ambit_rollup_build(&roster->rollup, outcome, err);
    if (status) {
        ambit_roster_reset(roster);
        return status;
    }
    size_t most = FIXED + COMPACT + (size_t)roster->rollup.n_layers + (size_t)PER_RULE * outcome->n_rules;
    roster->attribute = calloc(most, sizeof *roster->attribute);
    roster->brief = calloc(most, sizeof *roster->brief);
    roster->is_ratio = calloc(most, 1);
    int failed = !roster->attribute || !roster->brief || !roster->is_ratio || add_reps(roster, outcome);
    roster->first_rule = roster->n;
    for (uint32_t a = 0; a < outcome->n_rules && !failed; a++) failed = add_rule(roster, outcome, a);
    if (!failed && outcome->compactness) failed = add_compactness(roster, outcome);
    if (!failed) return AMBIT_OK;
    ambit_roster_reset(roster);
    return no_memory(err);
}

void ambit_roster_reset(ambit_roster *roster)
{
    free(roster->attribute);
    free(roster->brief);
    free(roster->is_ratio);
    ambit_rollup_reset(&roster->rollup);
    ambit_arena_reset(&roster->texts);
    *roster = (ambit_roster){ 0 };
}

const char *ambit_roster_rule(const ambit_roster *roster, uint32_t a)
{
    return roster->attribute[roster->first_rule + (size_t)PER_RULE * a].name;
}

static void write_number(FILE *to, double value)
{
    putc(',', to);
    if (isfinite(value)) ambit_csv_write_number(to, value);
}

static void write_manager(FILE *to, const ambit_rollup *r, uint32_t m)
{
    const ambit_outcome_rep *figure = &r->figure[m];
    ambit_csv_write(to, r->id[m]);
    putc(',', to);
    ambit_csv_write(to, r->name[m]);
    fprintf(to, ",%u,", r->level[m]);
    ambit_csv_write(to, r->above[m] == AMBIT_NOBODY ? "" : r->id[r->above[m]]);
    fprintf(to, ",%u,%u,%u", r->reps[m], figure->units, figure->accounts);
    write_number(to, figure->visits);
    write_number(to, figure->travel);
    write_number(to, figure->tour_km);
    for (uint32_t a = 0; a < r->n_rules; a++) {
        const ambit_outcome_load *l = &r->load[(size_t)a * r->n + m];
        write_number(to, l->load);
        write_number(to, l->share);
        putc(',', to);
        ambit_roster_write_ratio(to, l->deviation);
    }
    putc('\n', to);
}

void ambit_roster_write_managers(FILE *to, const ambit_roster *roster, const char *travel_unit)
{
    const ambit_rollup *r = &roster->rollup;
    fprintf(to, "manager_id,name,level,manager,reps,units,accounts,visits,travel_%s,tour_km", travel_unit);
    for (uint32_t a = 0; a < r->n_rules; a++)
        for (int k = 0; k < 3; k++) {
            putc(',', to);
            ambit_csv_write(to, roster->attribute[roster->first_rule + (size_t)PER_RULE * a + (size_t)k].name);
        }
    putc('\n', to);
    for (uint32_t m = 0; m < r->n; m++) write_manager(to, r, m);
}

void ambit_roster_write_ratio(FILE *to, double ratio)
{
    if (isfinite(ratio)) fprintf(to, "%.9f", fabs(ratio) < 5e-10 ? 0.0 : ratio);
}

void ambit_roster_write(FILE *to, const ambit_roster *c)
{
    for (uint32_t i = 0; i < c->n; i++) {
        if (i) putc(',', to);
        ambit_csv_write(to, c->attribute[i].name);
    }
    putc('\n', to);
    for (uint32_t r = 0; r < c->n_rows; r++) {
        for (uint32_t i = 0; i < c->n; i++) {
            const ambit_attribute *a = &c->attribute[i];
            if (i) putc(',', to);
            if (a->text) ambit_csv_write(to, a->text[r]);
            else if (c->is_ratio[i]) ambit_roster_write_ratio(to, a->number[r]);
            else if (isfinite(a->number[r])) ambit_csv_write_number(to, a->number[r]);
        }
        putc('\n', to);
    }
}
