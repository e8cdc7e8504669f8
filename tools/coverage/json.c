/* tools/coverage/json.c - coverage.json, which reports read. Shares are fractions; null is what cannot be told.
 *
 *     plan, period_start, period_months, active_since, latest_activity, accounts_never_seen
 *     potential                   the column, or null
 *     capacity                    hours_a_year, selling_share, ramp [share of the k-th month], visit_hours_from (the
 *                                 column: workload, or minutes of a visit; null: none)
 *     reach_hours                 [one way]
 *     formulas                    what each share is, in words
 *     company, unassigned         figures
 *     reps, managers, segments    [figures with id, name, manager]; managers have all below them
 *     regions                     [id, name, reps, accounts, active_accounts, potential, active_potential,
 *                                 white_space]: those with a rep or an account
 *     white_space                 total, unassigned, regions (with potential, but no active account), largest [regions]
 *     caps                        capped, over, near (reps), near_from
 *     overlaps                    by kind: count (null: cannot be told), meaning, first [100 of overlaps.csv]
 *     accounts_changing_rep       accounts whose current rep is another than the plan's
 *     pipeline                    pipeline_json.c; not there without deals
 *
 * Figures: accounts, active_accounts, account_coverage, regions, engaged_regions, region_coverage, potential,
 * active_potential, potential_coverage, white_space, without_potential, visit_hours, travel_hours, hours_needed,
 * hours_available, capacity_coverage, reach_accounts [], reach_potential [] (shares within reach_hours); of a rep also
 * max_accounts and cap_share. */
#include "tools/coverage/tables.h"

#include "tools/output/json.h"

#include <stdlib.h>

enum { MOST_FIRST = 100, LARGEST = 10 };

/* ---- Figures ---------------------------------------------------------------------------------------------------- */

static void write_potential(ambit_json *json, const ambit_coverage *c, const ambit_coverage_figures *f)
{
    const int known = c->activity.potential_name != NULL;
    ambit_json_number(json, "potential", known ? f->potential : (double)NAN);
    ambit_json_number(json, "active_potential", known ? f->active_potential : (double)NAN);
    ambit_json_number(json, "potential_coverage", ambit_coverage_share(f->active_potential, f->potential));
    ambit_json_number(json, "white_space", ambit_coverage_white_space(c, f));
    ambit_json_count(json, "without_potential", f->without_potential);
}

static void write_reach(ambit_json *json, const ambit_coverage *c, const ambit_coverage_figures *f)
{
    ambit_json_open(json, "reach_accounts", '[');
    for (uint32_t k = 0; k < c->settings->n_reach; k++)
        ambit_json_number(json, NULL, ambit_coverage_share(f->reach_accounts[k], (double)f->accounts));
    ambit_json_close(json, ']');
    ambit_json_open(json, "reach_potential", '[');
    for (uint32_t k = 0; k < c->settings->n_reach; k++)
        ambit_json_number(json, NULL, ambit_coverage_share(f->reach_potential[k], f->potential));
    ambit_json_close(json, ']');
}

/* has_people: it has regions and hours of its own, which a segment has not. */
static void write_figures(ambit_json *json, const ambit_coverage *c, const ambit_coverage_figures *f, int has_people)
{
    const int has_regions = has_people && c->regions.n;
    const double needed = f->visit_h + f->travel_h;
    ambit_json_count(json, "accounts", f->accounts);
    ambit_json_count(json, "active_accounts", f->active);
    ambit_json_number(json, "account_coverage", ambit_coverage_share((double)f->active, (double)f->accounts));
    ambit_json_number(json, "regions", has_regions ? f->regions : (double)NAN);
    ambit_json_number(json, "engaged_regions", has_regions ? f->engaged : (double)NAN);
    ambit_json_number(json, "region_coverage", ambit_coverage_share(f->engaged, has_regions ? f->regions : 0));
    write_potential(json, c, f);
    ambit_json_number(json, "visit_hours", f->visit_h);
    ambit_json_number(json, "travel_hours", f->travel_h);
    ambit_json_number(json, "hours_needed", needed);
    ambit_json_number(json, "hours_available", has_people ? f->available_h : (double)NAN);
    ambit_json_number(json, "capacity_coverage", ambit_coverage_share(needed, has_people ? f->available_h : 0));
    write_reach(json, c, f);
}

static void write_one(ambit_json *json, const char *key, const ambit_coverage *c, const ambit_coverage_figures *f,
        int has_people)
{
    ambit_json_open(json, key, '{');
    write_figures(json, c, f, has_people);
    ambit_json_close(json, '}');
}

/* ---- People and segments ---------------------------------------------------------------------------------------- */

static void open_node(ambit_json *json, const ambit_ladder *ladder, uint32_t v)
{
    const uint32_t above = ladder->above[v];
    ambit_json_open(json, NULL, '{');
    ambit_json_text(json, "id", ladder->id[v]);
    ambit_json_text(json, "name", ladder->name[v]);
    ambit_json_text(json, "manager", above == AMBIT_LADDER_COMPANY ? "" : ladder->id[above]);
}

static void write_people(ambit_json *json, const ambit_coverage *c)
{
    const ambit_ladder *ladder = &c->people.ladder;
    ambit_json_open(json, "reps", '[');
    for (uint32_t v = 0; v < ladder->n_reps; v++) {
        open_node(json, ladder, v);
        ambit_json_number(json, "max_accounts", c->cap[v] ? c->cap[v] : (double)NAN);
        ambit_json_number(json, "cap_share", ambit_coverage_share((double)c->own[v].accounts, c->cap[v]));
        write_figures(json, c, &c->own[v], 1);
        ambit_json_close(json, '}');
    }
    ambit_json_close(json, ']');
    ambit_json_open(json, "managers", '[');
    for (uint32_t v = 0; v < ladder->n; v++) {
        if (!c->leads[v]) continue;
        open_node(json, ladder, v);
        write_figures(json, c, &c->node[v], 1);
        ambit_json_close(json, '}');
    }
    ambit_json_close(json, ']');
}

static void write_segments(ambit_json *json, const ambit_coverage *c)
{
    ambit_json_open(json, "segments", '[');
    for (uint32_t k = 0; k < c->n_segments; k++) {
        ambit_json_open(json, NULL, '{');
        ambit_json_text(json, "id", c->segment[k].name);
        write_figures(json, c, &c->segment[k].figures, 0);
        ambit_json_close(json, '}');
    }
    ambit_json_close(json, ']');
}

/* ---- Regions ---------------------------------------------------------------------------------------------------- */

static double white_space_of(const ambit_coverage_region *region)
{
    return region->potential - region->active_potential;
}

static void write_owners(ambit_json *json, const ambit_coverage *c, const ambit_coverage_region *region)
{
    ambit_json_open(json, "reps", '[');
    for (uint32_t k = 0; k < region->n_owners; k++)
        ambit_json_text(json, NULL, ambit_coverage_rep_id(c, c->regions.owner[region->first_owner + k].rep));
    ambit_json_close(json, ']');
}

static void write_region(ambit_json *json, const ambit_coverage *c, uint32_t r)
{
    const ambit_coverage_region *region = &c->regions.region[r];
    const int known = c->activity.potential_name != NULL;
    ambit_json_open(json, NULL, '{');
    ambit_json_text(json, "id", c->workspace->regions->id[r]);
    ambit_json_text(json, "name", c->workspace->regions->name[r]);
    write_owners(json, c, region);
    ambit_json_count(json, "accounts", region->accounts);
    ambit_json_count(json, "active_accounts", region->active);
    ambit_json_number(json, "potential", known ? region->potential : (double)NAN);
    ambit_json_number(json, "active_potential", known ? region->active_potential : (double)NAN);
    ambit_json_number(json, "white_space", known ? white_space_of(region) : (double)NAN);
    ambit_json_close(json, '}');
}

/* Puts r among the largest so far, by insertion; of equal ones the first stays in front. */
static uint32_t keep_largest(uint32_t largest[LARGEST], uint32_t n, const ambit_coverage_region *region, uint32_t r)
{
    uint32_t at = n;
    while (at > 0 && white_space_of(&region[largest[at - 1]]) < white_space_of(&region[r])) at--;
    if (at == LARGEST) return n;
    if (n < LARGEST) n++;
    for (uint32_t k = n - 1; k > at; k--) largest[k] = largest[k - 1];
    largest[at] = r;
    return n;
}

static void write_white_space(ambit_json *json, const ambit_coverage *c)
{
    const ambit_coverage_region *region = c->regions.region;
    uint32_t largest[LARGEST], n = 0, untouched = 0;
    for (uint32_t r = 0; r < c->regions.n; r++) {
        untouched += region[r].potential > 0 && !region[r].active;
        if (white_space_of(&region[r]) > 0) n = keep_largest(largest, n, region, r);
    }
    ambit_json_open(json, "white_space", '{');
    ambit_json_number(json, "total", ambit_coverage_white_space(c, &c->company));
    ambit_json_number(json, "unassigned", c->activity.potential_name ? c->unassigned.potential : (double)NAN);
    ambit_json_number(json, "regions", c->regions.n && c->activity.potential_name ? untouched : (double)NAN);
    ambit_json_open(json, "largest", '[');
    for (uint32_t k = 0; k < n; k++) write_region(json, c, largest[k]);
    ambit_json_close(json, ']');
    ambit_json_close(json, '}');
}

static void write_regions(ambit_json *json, const ambit_coverage *c)
{
    ambit_json_open(json, "regions", '[');
    for (uint32_t r = 0; r < c->regions.n; r++)
        if (c->regions.region[r].n_owners || c->regions.region[r].accounts) write_region(json, c, r);
    ambit_json_close(json, ']');
    write_white_space(json, c);
}

/* ---- Overlaps and caps ------------------------------------------------------------------------------------------ */

static void write_overlap(ambit_json *json, const ambit_coverage *c, const ambit_overlap *o)
{
    const ambit_accounts *accounts = &c->workspace->instance->accounts;
    ambit_json_open(json, NULL, '{');
    if (o->kind == AMBIT_OVERLAP_SHARED_REGION || o->kind == AMBIT_OVERLAP_NO_REP_REGION) {
        ambit_json_text(json, "id", c->workspace->regions->id[o->item]);
        ambit_json_text(json, "name", c->workspace->regions->name[o->item]);
        write_owners(json, c, &c->regions.region[o->item]);
    } else {
        ambit_json_text(json, "id", accounts->id[o->item]);
        ambit_json_text(json, "name", accounts->name ? accounts->name[o->item] : NULL);
        ambit_json_open(json, "reps", '[');
        if (o->rep != AMBIT_NOBODY) ambit_json_text(json, NULL, ambit_coverage_rep_id(c, o->rep));
        if (o->other != AMBIT_NOBODY && o->other != o->rep)
            ambit_json_text(json, NULL, ambit_coverage_rep_id(c, o->other));
        ambit_json_close(json, ']');
        ambit_json_text(json, "duplicate_of", o->twin == AMBIT_NOBODY ? NULL : accounts->id[o->twin]);
    }
    ambit_json_close(json, '}');
}

static void write_overlaps(ambit_json *json, const ambit_coverage *c)
{
    size_t at = 0;
    ambit_json_open(json, "overlaps", '{');
    for (uint32_t kind = 0; kind < AMBIT_OVERLAP_KINDS; kind++) {
        const uint64_t n = c->overlaps.count[kind];
        ambit_json_open(json, ambit_overlap_name[kind], '{');
        ambit_json_number(json, "count", ambit_overlaps_knows(&c->overlaps, kind) ? (double)n : (double)NAN);
        ambit_json_text(json, "meaning", ambit_overlap_meaning[kind]);
        ambit_json_open(json, "first", '[');
        for (uint64_t k = 0; k < n && k < MOST_FIRST; k++) write_overlap(json, c, &c->overlaps.found[at + k]);
        ambit_json_close(json, ']');
        ambit_json_close(json, '}');
        at += (size_t)n;
    }
    ambit_json_close(json, '}');
    ambit_json_count(json, "accounts_changing_rep", c->n_changing);
}

static void write_caps(ambit_json *json, const ambit_coverage *c)
{
    ambit_json_open(json, "caps", '{');
    ambit_json_count(json, "capped", c->n_capped);
    ambit_json_count(json, "over", c->n_over);
    ambit_json_count(json, "near", c->n_near);
    ambit_json_number(json, "near_from", c->settings->near_cap);
    ambit_json_close(json, '}');
}

/* ---- The whole -------------------------------------------------------------------------------------------------- */

static void write_formulas(ambit_json *json)
{
    static const struct { const char *key, *text; } formula[] = {
        { "account_coverage", "accounts with last_activity on or after active_since / accounts assigned" },
        { "region_coverage", "regions in which the rep has an active account / regions held" },
        { "potential_coverage", "potential of active accounts / potential assigned" },
        { "white_space", "potential assigned - potential of active accounts" },
        { "hours_needed", "sum of visits x (minutes / 60 + hours of the round trip); workload is the former" },
        { "hours_available", "FTE x hours_a_year x selling_share x months there, ramped / 12" },
        { "capacity_coverage", "hours_needed / hours_available: above 1 there is more work than time" },
        { "reach", "share within so many hours, one way, of the rep" },
    };
    ambit_json_open(json, "formulas", '{');
    for (size_t k = 0; k < sizeof formula / sizeof *formula; k++)
        ambit_json_text(json, formula[k].key, formula[k].text);
    ambit_json_close(json, '}');
}

static void write_settings(ambit_json *json, const ambit_coverage *c)
{
    const ambit_planfile *plan = c->workspace->instance->plan;
    ambit_json_text(json, "plan", plan->name);
    ambit_json_text(json, "period_start", plan->period_start);
    ambit_json_count(json, "period_months", plan->period_months);
    ambit_json_text(json, "active_since", c->settings->active_since);
    ambit_json_text(json, "latest_activity", *c->activity.latest ? c->activity.latest : NULL);
    ambit_json_count(json, "accounts_never_seen", c->activity.n_never);
    ambit_json_text(json, "potential", c->activity.potential_name);
    ambit_json_open(json, "capacity", '{');
    ambit_json_number(json, "hours_a_year", c->settings->hours);
    ambit_json_number(json, "selling_share", c->settings->selling_share);
    ambit_json_open(json, "ramp", '[');
    for (uint32_t k = 0; k < plan->quota.ramp.n; k++) ambit_json_number(json, NULL, plan->quota.ramp.share[k]);
    ambit_json_close(json, ']');
    ambit_json_text(json, "visit_hours_from", c->visit_hours_from);
    ambit_json_close(json, '}');
    ambit_json_open(json, "reach_hours", '[');
    for (uint32_t k = 0; k < c->settings->n_reach; k++) ambit_json_number(json, NULL, c->settings->reach_h[k]);
    ambit_json_close(json, ']');
    write_formulas(json);
}

void ambit_coverage_write_json(FILE *to, const ambit_coverage *c, const ambit_pipeline *pipeline)
{
    ambit_json json = ambit_json_of(to);
    ambit_json_open(&json, NULL, '{');
    write_settings(&json, c);
    write_one(&json, "company", c, &c->company, 1);
    write_one(&json, "unassigned", c, &c->unassigned, 0);
    write_people(&json, c);
    write_segments(&json, c);
    write_regions(&json, c);
    write_caps(&json, c);
    write_overlaps(&json, c);
    if (pipeline) ambit_pipeline_json(&json, pipeline);
    ambit_json_close(&json, '}');
}
