/* tools/frontier/tables.c - see tables.h. */
#include "tools/frontier/tables.h"

#include "instances/table.h"
#include "tools/outcome.h"
#include "tools/output/json.h"
#include "tools/output/terminal.h"

#include <math.h>
#include <string.h>

enum { MOST_LEVELS_SAID = 2 };

/* ---- Tables ------------------------------------------------------------------------------------------------------ */

/* NaN, which is written as nothing, when there is no rule to tolerate anything. */
static double tolerance_of(const ambit_frontier_record *r, double tolerance)
{
    return r->inputs->model.n_balance ? tolerance : (double)NAN;
}

static double gap_of(const ambit_frontier_point *p)
{
    return p->cost > 0 ? fmax(0, p->cost - p->bound) / p->cost : 0;
}

void ambit_frontier_tsv(FILE *to, const ambit_frontier_record *r)
{
    fputs("point\ttolerance\ttravel\timbalance\tmoved_units\tmoved_amount\tcost\tbound\tgap\tproven\n", to);
    for (uint32_t k = 0; k < r->frontier->points.n; k++) {
        const ambit_frontier_point *p = &r->frontier->points.item[k];
        const double figure[] = { tolerance_of(r, p->asked.tolerance), p->travel, p->imbalance, p->moved_units,
            p->moved_amount, p->cost, p->bound, gap_of(p) };
        fprintf(to, "%u", k + 1);
        for (size_t i = 0; i < sizeof figure / sizeof *figure; i++) {
            putc('\t', to);
            if (isfinite(figure[i])) ambit_csv_write_number(to, figure[i]);
        }
        fprintf(to, "\t%s\n", p->proven ? "yes" : "no");
    }
}

void ambit_frontier_plans(FILE *to, const ambit_frontier_record *r)
{
    const ambit_frontier_points *points = &r->frontier->points;
    fputs("unit_id", to);
    for (uint32_t k = 0; k < points->n; k++) fprintf(to, ",point_%u", k + 1);
    putc('\n', to);
    for (uint32_t u = 0; u < r->formulation->n_units; u++) {
        ambit_csv_write(to, r->formulation->unit_id[u]);
        for (uint32_t k = 0; k < points->n; k++) {
            putc(',', to);
            ambit_csv_write(to, r->formulation->rep_id[points->item[k].plan[u]]);
        }
        putc('\n', to);
    }
}

/* ---- JSON -------------------------------------------------------------------------------------------------------- */

static uint32_t n_at(const ambit_frontier *f, double tolerance)
{
    uint32_t n = 0;
    for (uint32_t k = 0; k < f->points.n; k++) n += f->points.item[k].asked.tolerance == tolerance;
    return n;
}

static void put_levels(ambit_json *json, const ambit_frontier_record *r)
{
    const ambit_frontier *f = r->frontier;
    static const char *const status[] = { [AMBIT_FRONTIER_FOUND] = "found", [AMBIT_FRONTIER_IMPOSSIBLE] = "infeasible",
        [AMBIT_FRONTIER_UNKNOWN] = "unknown" };
    ambit_json_open(json, "levels", '[');
    for (uint32_t k = 0; k < f->n_levels; k++) {
        const ambit_frontier_level *level = &f->level[k];
        ambit_json_open(json, NULL, '{');
        ambit_json_number(json, "tolerance", tolerance_of(r, level->tolerance));
        ambit_json_count(json, "points", n_at(f, level->tolerance));
        ambit_json_flag(json, "exact", level->is_exact);
        ambit_json_text(json, "status", status[level->answer]);
        ambit_json_text(json, "why", level->why && *level->why ? level->why : NULL);
        ambit_json_close(json, '}');
    }
    ambit_json_close(json, ']');
}

static void put_point(ambit_json *json, const ambit_frontier_record *r, const ambit_frontier_point *p)
{
    ambit_json_open(json, NULL, '{');
    ambit_json_number(json, "tolerance", tolerance_of(r, p->asked.tolerance));
    ambit_json_number(json, "travel", p->travel);
    ambit_json_number(json, "imbalance", p->imbalance);
    ambit_json_count(json, "moved_units", p->moved_units);
    ambit_json_number(json, "moved_amount", p->moved_amount);
    ambit_json_number(json, "cost", p->cost);
    ambit_json_number(json, "bound", p->bound);
    ambit_json_flag(json, "proven", p->proven);
    ambit_json_close(json, '}');
}

void ambit_frontier_json(FILE *to, const ambit_frontier_record *r)
{
    ambit_json json = ambit_json_of(to);
    const ambit_frontier *f = r->frontier;
    ambit_json_open(&json, NULL, '{');
    ambit_json_text(&json, "version", AMBIT_VERSION);
    ambit_json_text(&json, "name", r->name);
    ambit_json_count(&json, "seed", r->seed);
    ambit_json_text(&json, "moved_measure", f->has_moves ? r->inputs->moved : NULL);
    ambit_json_text(&json, "travel_unit", ambit_outcome_travel_unit(r->formulation));
    ambit_json_flag(&json, "exact", f->is_exact);
    ambit_json_count(&json, "worse", f->n_worse);
    put_levels(&json, r);
    ambit_json_open(&json, "points", '[');
    for (uint32_t k = 0; k < f->points.n; k++) put_point(&json, r, &f->points.item[k]);
    ambit_json_close(&json, ']');
    ambit_json_close(&json, '}');
}

/* ---- Words ------------------------------------------------------------------------------------------------------- */

static void say_level(FILE *to, const ambit_frontier_level *level)
{
    char tolerance[AMBIT_NUMBER_ROOM];
    const char *why = level->why ? level->why : "";
    if (level->answer == AMBIT_FRONTIER_FOUND) return;
    fprintf(to, "note: at a tolerance of %s %s%s%.*s\n", ambit_terminal_percent(tolerance, level->tolerance, 2, 0),
            level->answer == AMBIT_FRONTIER_IMPOSSIBLE ? "there is no plan" : "no plan was found",
            *why ? ": " : "", (int)strcspn(why, "\n"), why);
}

/* Has a level that was not asked any more a plan all the same, found at another one? */
static int is_kept_by_some(const ambit_frontier *f, const ambit_frontier_level *level)
{
    int is_kept = 0;
    for (uint32_t k = 0; k < f->points.n; k++) is_kept |= f->points.item[k].imbalance <= level->tolerance;
    return is_kept;
}

/* The widest tolerances that have no plan; narrower ones are no news. */
static void say_levels(FILE *to, const ambit_frontier *f)
{
    uint32_t n = 0;
    for (uint32_t k = 0; k < f->n_levels; k++) {
        if (f->level[k].answer == AMBIT_FRONTIER_FOUND || is_kept_by_some(f, &f->level[k])) continue;
        if (n++ < MOST_LEVELS_SAID) say_level(to, &f->level[k]);
    }
    if (n > MOST_LEVELS_SAID) fprintf(to, "note: nor is there one at %u narrower ones\n", n - MOST_LEVELS_SAID);
}

static uint32_t n_proven(const ambit_frontier *f)
{
    uint32_t n = 0;
    for (uint32_t k = 0; k < f->points.n; k++) n += f->points.item[k].proven != 0;
    return n;
}

void ambit_frontier_words(FILE *to, const ambit_frontier_record *r)
{
    const ambit_frontier *f = r->frontier;
    if (!f->has_moves)
        fputs("note: no unit has a rep in force, so there are no moves to trade: travel against imbalance alone\n", to);
    say_levels(to, f);
    if (f->stopped) fputs("note: stopped early; the points are those that were there by then\n", to);
    if (!f->points.n) return;
    fprintf(to, "note: %u point%s, %u of them proven%s\n", f->points.n, f->points.n == 1 ? "" : "s", n_proven(f),
            !f->is_exact ? "" : f->is_thinned ? "; exact ones between them were left out, because fewer were wanted"
            : ": whatever plan keeps one of these tolerances, one of them costs and moves no more");
    if (f->n_worse)
        fprintf(to, "note: %u more %s dropped, because another point is at least as good in all and better in one\n",
                f->n_worse, f->n_worse == 1 ? "was" : "were");
    if (f->has_moves) fprintf(to, "note: moves are counted in %s\n", r->inputs->moved);
}
