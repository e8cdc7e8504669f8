/* tools/coverage/coverage.c - see coverage.h. */
#include "tools/coverage/coverage.h"

#include "instances/base/dictionary.h"
#include "tools/coverage/hours.h"

#include <stdlib.h>
#include <string.h>

static ambit_status no_memory(ambit_error *err)
{
    return ambit_fail(err, AMBIT_E_MEMORY, "no memory for the figures of coverage");
}

/* ---- Accounts --------------------------------------------------------------------------------------------------- */

/* The unit that an account is, or lies in. */
static uint32_t unit_of(const ambit_formulation *f, uint32_t account)
{
    if (f->instance->plan->assign != AMBIT_ASSIGN_REGIONS) return account;
    return f->region_of_account ? f->region_of_account[account] : AMBIT_OUTSIDE;
}

static void find_reps(ambit_coverage *c)
{
    const ambit_formulation *f = c->workspace->formulation;
    const ambit_accounts *accounts = &f->instance->accounts;
    for (uint32_t i = 0; i < accounts->n; i++) {
        uint32_t unit = unit_of(f, i);
        c->rep[i] = unit < f->n_units && c->plan[unit] < f->n_reps ? c->plan[unit] : AMBIT_NOBODY;
        c->n_changing += accounts->current[i] != AMBIT_NOBODY && c->rep[i] != AMBIT_NOBODY
                      && c->rep[i] != accounts->current[i];
    }
}

/* The segment of each account by number, in the order in which they come first. */
static int number_segments(ambit_coverage *c, uint32_t *of)
{
    const ambit_accounts *accounts = &c->workspace->instance->accounts;
    ambit_dictionary number;
    uint32_t room = 0;
    ambit_dictionary_init(&number);
    for (uint32_t i = 0; i < accounts->n; i++) {
        int put = ambit_dictionary_put(&number, accounts->segment[i], c->n_segments);
        if (!put && c->n_segments == room) {
            room = room ? 2 * room : 16;
            ambit_coverage_segment *grown = realloc(c->segment, room * sizeof *grown);
            if (grown) c->segment = grown;
            else put = -1;
        }
        if (put < 0) {
            ambit_dictionary_reset(&number);
            return -1;
        }
        if (!put) c->segment[c->n_segments++] = (ambit_coverage_segment){ .name = accounts->segment[i] };
        of[i] = ambit_dictionary_get(&number, accounts->segment[i]);
    }
    ambit_dictionary_reset(&number);
    return 0;
}

/* Hours of the visits to each account: the column workload where a rule has it read, else visits and minutes. */
typedef struct { const double *workload, *visits, *minutes; } visit_hours;

static visit_hours find_visit_hours(ambit_coverage *c)
{
    const ambit_accounts *accounts = &c->workspace->instance->accounts;
    visit_hours from = { NULL, accounts->visits, accounts->minutes };
    for (uint32_t k = 0; k < accounts->n_measures; k++)
        if (!strcmp(accounts->measure[k].name, "workload")) from.workload = accounts->measure[k].value;
    c->visit_hours_from = from.workload ? "workload" : from.minutes ? "minutes" : NULL;
    return from;
}

static double visit_hours_of(const visit_hours *from, uint32_t i)
{
    if (from->workload) return isnan(from->workload[i]) ? 0 : from->workload[i];
    return from->minutes ? from->visits[i] * from->minutes[i] / 60 : 0;
}

/* segment NULL: there are none. */
static void count_accounts(ambit_coverage *c, const double *round_trip_h, const uint32_t *segment)
{
    const ambit_formulation *f = c->workspace->formulation;
    const ambit_accounts *accounts = &f->instance->accounts;
    const visit_hours visits = find_visit_hours(c);
    for (uint32_t i = 0; i < accounts->n; i++) {
        const uint32_t unit = unit_of(f, i);
        const ambit_coverage_account one = { c->activity.is_active[i],
            c->activity.potential ? c->activity.potential[i] : 0, visit_hours_of(&visits, i),
            unit < f->n_units ? round_trip_h[unit] : (double)NAN, accounts->visits[i] };
        const uint32_t rep = c->rep[i];
        ambit_coverage_figures *to = rep == AMBIT_NOBODY ? &c->unassigned : &c->own[rep];
        ambit_coverage_figures_count(to, &one, c->settings);
        if (rep != AMBIT_NOBODY && segment)
            ambit_coverage_figures_count(&c->segment[segment[i]].figures, &one, c->settings);
    }
}

static ambit_status count(ambit_coverage *c, ambit_error *err)
{
    const ambit_formulation *f = c->workspace->formulation;
    const ambit_accounts *accounts = &f->instance->accounts;
    uint32_t *segment = accounts->segment ? malloc(((size_t)accounts->n + 1) * sizeof *segment) : NULL;
    double *round_trip_h = malloc(((size_t)f->n_units + 1) * sizeof *round_trip_h);
    int sound = round_trip_h && (!accounts->segment || segment) && (!segment || !number_segments(c, segment));
    ambit_status status = sound ? ambit_coverage_round_trips(round_trip_h, f, c->plan, err) : no_memory(err);
    if (!status) count_accounts(c, round_trip_h, segment);
    free(segment);
    free(round_trip_h);
    return status;
}

/* ---- Reps and managers ------------------------------------------------------------------------------------------ */

static int fill_available(ambit_coverage *c)
{
    const ambit_instance *instance = c->workspace->instance;
    double *hours = calloc((size_t)instance->reps.n + 1, sizeof *hours);
    if (!hours) return -1;
    ambit_coverage_available(hours, instance, &c->people);
    for (uint32_t i = 0; i < instance->reps.n; i++) c->own[i].available_h = hours[i];
    free(hours);
    return 0;
}

static void sum_up(ambit_coverage *c)
{
    const ambit_ladder *ladder = &c->people.ladder;
    for (uint32_t v = 0; v < ladder->n; v++) {
        if (v < ladder->n_reps) c->node[v] = c->own[v];
        else c->leads[v] = 1;
    }
    for (uint32_t k = ladder->n; k-- > 0;) {
        uint32_t v = ladder->order[k], above = ladder->above[v];
        if (above != AMBIT_LADDER_COMPANY) c->leads[above] = 1;
        ambit_coverage_figures_add(above == AMBIT_LADDER_COMPANY ? &c->company : &c->node[above], &c->node[v]);
    }
}

/* A region counts once for everybody above its owners, and is engaged when one of them has an active account there. */
static int count_regions(ambit_coverage *c)
{
    const ambit_ladder *ladder = &c->people.ladder;
    uint32_t *held = calloc((size_t)ladder->n + 1, sizeof *held);
    uint32_t *engaged = calloc((size_t)ladder->n + 1, sizeof *engaged);
    for (uint32_t r = 0; held && engaged && r < c->regions.n; r++) {
        const ambit_coverage_region *region = &c->regions.region[r];
        int is_engaged = 0;
        for (uint32_t k = 0; k < region->n_owners; k++) {
            const ambit_coverage_owner *owner = &c->regions.owner[region->first_owner + k];
            is_engaged |= owner->active > 0;
            c->own[owner->rep].regions++;
            c->own[owner->rep].engaged += owner->active > 0;
            for (uint32_t v = owner->rep; v != AMBIT_LADDER_COMPANY; v = ladder->above[v]) {
                if (held[v] != r + 1) held[v] = r + 1, c->node[v].regions++;
                if (owner->active && engaged[v] != r + 1) engaged[v] = r + 1, c->node[v].engaged++;
            }
        }
        c->company.regions += region->n_owners > 0;
        c->company.engaged += (uint32_t)is_engaged;
    }
    int sound = held && engaged;
    free(held);
    free(engaged);
    return sound ? 0 : -1;
}

/* ---- Caps ------------------------------------------------------------------------------------------------------- */

/* At most the rep's own cap, and the plan's. */
static void judge_caps(ambit_coverage *c)
{
    const ambit_instance *instance = c->workspace->instance;
    for (uint32_t i = 0; i < instance->reps.n; i++) {
        const uint32_t of_all = instance->plan->max_accounts;
        const uint32_t own = instance->reps.max_accounts ? instance->reps.max_accounts[i] : 0;
        const uint32_t cap = own && (!of_all || own < of_all) ? own : of_all;
        const double accounts = (double)c->own[i].accounts;
        c->cap[i] = cap;
        c->n_capped += cap > 0;
        c->n_over += cap && accounts > cap;
        c->n_near += cap && accounts <= cap && accounts >= c->settings->near_cap * cap;
    }
}

/* ---- All of it -------------------------------------------------------------------------------------------------- */

static int make_room(ambit_coverage *c)
{
    const ambit_instance *instance = c->workspace->instance;
    c->own = calloc((size_t)instance->reps.n + 1, sizeof *c->own);
    c->node = calloc((size_t)c->people.ladder.n + 1, sizeof *c->node);
    c->leads = calloc((size_t)c->people.ladder.n + 1, sizeof *c->leads);
    c->rep = malloc(((size_t)instance->accounts.n + 1) * sizeof *c->rep);
    c->cap = calloc((size_t)instance->reps.n + 1, sizeof *c->cap);
    return c->own && c->node && c->leads && c->rep && c->cap;
}

static ambit_status compute(ambit_coverage *c, ambit_error *err)
{
    const ambit_formulation *f = c->workspace->formulation;
    if (!make_room(c)) return no_memory(err);
    find_reps(c);
    ambit_status status = count(c, err);
    if (!status && fill_available(c)) status = no_memory(err);
    if (!status) sum_up(c);
    if (!status) status = ambit_coverage_regions_find(&c->regions, f, c->plan, c->rep, &c->activity, err);
    if (!status && count_regions(c)) status = no_memory(err);
    if (!status) status = ambit_overlaps_find(&c->overlaps, f, c->rep, &c->regions, err);
    if (!status) judge_caps(c);
    return status;
}

ambit_status ambit_coverage_build(ambit_coverage **out, const ambit_workspace *workspace, const uint32_t *plan,
        ambit_error *err)
{
    ambit_coverage *c = calloc(1, sizeof *c);
    *out = NULL;
    if (!c) return no_memory(err);
    c->workspace = workspace;
    c->plan = plan;
    c->settings = &workspace->instance->plan->coverage;
    ambit_status people = ambit_people_read(&c->people, workspace->instance, workspace->diagnosis, err);
    ambit_status status = people == AMBIT_E_INPUT ? AMBIT_OK : people; /* the faults of both are told together */
    if (!status) status = ambit_activity_read(&c->activity, workspace, err);
    if (!status) status = people;
    if (!status) status = compute(c, err);
    if (status) ambit_coverage_free(c);
    else *out = c;
    return status;
}

void ambit_coverage_free(ambit_coverage *c)
{
    if (!c) return;
    ambit_people_reset(&c->people);
    ambit_activity_reset(&c->activity);
    ambit_coverage_regions_reset(&c->regions);
    ambit_overlaps_reset(&c->overlaps);
    free(c->rep);
    free(c->own);
    free(c->node);
    free(c->leads);
    free(c->segment);
    free(c->cap);
    free(c);
}
