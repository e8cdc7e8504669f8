/* tests/tools/paper_outcome.h - an outcome made by hand, of any size: reps are squares of a grid, each with its units.
 *
 * The square of rep 0 has a hole, that of rep 1 an island of its own; the last rep has no shape. Names are hostile. */
#ifndef AMBIT_TEST_PAPER_OUTCOME_H
#define AMBIT_TEST_PAPER_OUTCOME_H
#include "solver/problem.h"
#include "tools/report/report.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define HOSTILE_UNIT "</script><img src=x onerror=\"document.title='broken'\">"
#define HOSTILE_REP "<!--<script>document.title='broken'</script>\xe2\x80\xa8&amp;'\"\\ \xc3\xa9"
#define HOSTILE_PLAN "Plan <b>&lt;</b> ]]> </title> \xe6\x97\xa5"

typedef struct {
    uint32_t columns, rows, per_rep; /* reps = columns * rows; units = reps * per_rep */
    uint32_t steps;                  /* points on each side of a square */
} paper_size;

typedef struct {
    paper_size size;
    char (*text)[16];
    const char **unit_id, **unit_name, **rep_id, **rep_name, **manager;
    double *lon, *lat, *rep_lon, *rep_lat, *visits, *amount, *fte;
    uint32_t *plan, *before;
    ambit_planfile planfile;
    ambit_instance instance;
    ambit_problem problem;
    ambit_problem_rule problem_rule[2];
    ambit_formulated_rule formulated[2];
    ambit_formulation formulation;
    ambit_layer layer;
    ambit_compactness *compactness;
    ambit_contribution contribution[2];
    ambit_summary summary;
    ambit_outcome outcome;
} paper;

static inline void *paper_room(size_t n, size_t size)
{
    void *room = calloc(n + 1, size);
    if (!room) abort();
    return room;
}

/* ---- Names, places, plans ---- */

static inline void paper_texts(paper *p, uint32_t n_units, uint32_t n_reps)
{
    p->text = paper_room((size_t)n_units + n_reps, sizeof *p->text);
    p->unit_id = paper_room(n_units, sizeof *p->unit_id);
    p->unit_name = paper_room(n_units, sizeof *p->unit_name);
    p->rep_id = paper_room(n_reps, sizeof *p->rep_id);
    p->rep_name = paper_room(n_reps, sizeof *p->rep_name);
    p->manager = paper_room(n_reps, sizeof *p->manager);
    for (uint32_t u = 0; u < n_units; u++) {
        snprintf(p->text[u], sizeof *p->text, "A%06u", u);
        p->unit_id[u] = p->text[u];
        p->unit_name[u] = u ? "Springfield" : HOSTILE_UNIT;
    }
    for (uint32_t r = 0; r < n_reps; r++) {
        snprintf(p->text[n_units + r], sizeof *p->text, "R%03u", r);
        p->rep_id[r] = p->text[n_units + r];
        p->rep_name[r] = r == 1 ? HOSTILE_REP : p->rep_id[r];
        p->manager[r] = r ? "M1" : "";
    }
}

static inline void paper_places(paper *p, uint32_t n_units, uint32_t n_reps)
{
    p->lon = paper_room(n_units, sizeof *p->lon);
    p->lat = paper_room(n_units, sizeof *p->lat);
    p->visits = paper_room(n_units, sizeof *p->visits);
    p->amount = paper_room(n_units, sizeof *p->amount);
    p->plan = paper_room(n_units, sizeof *p->plan);
    p->before = paper_room(n_units, sizeof *p->before);
    p->rep_lon = paper_room(n_reps, sizeof *p->rep_lon);
    p->rep_lat = paper_room(n_reps, sizeof *p->rep_lat);
    p->fte = paper_room(n_reps, sizeof *p->fte);
    for (uint32_t r = 0; r < n_reps; r++) {
        p->rep_lon[r] = r % p->size.columns - 99.5;
        p->rep_lat[r] = r / p->size.columns + 35.5;
        p->fte[r] = r ? 1 : 0.5;
    }
    for (uint32_t u = 0; u < n_units; u++) {
        uint32_t r = u / p->size.per_rep, k = u % p->size.per_rep;
        p->lon[u] = p->rep_lon[r] - 0.45 + 0.9 * fmod(k * 0.618034, 1);
        p->lat[u] = p->rep_lat[r] - 0.45 + 0.9 * (k + 0.5) / p->size.per_rep;
        p->visits[u] = 1 + u % 5;
        p->amount[u] = 10 + u % 7;
        p->plan[u] = r;
        p->before[u] = u == 2 ? AMBIT_NOBODY : u % 4 == 1 ? (r + 1) % n_reps : r;
    }
}

/* ---- Shapes: a square of 4 * steps points, then what is special about reps 0 and 1 ---- */

static inline void paper_ring(ambit_layer *layer, double lon, double lat, double side, uint32_t steps, char is_hole)
{
    size_t at = layer->point_first[layer->n_parts];
    for (uint32_t k = 0; k <= 4 * steps; k++, at++) {
        double along = (double)(k % steps) / steps;
        const double x[5] = { along, 1, 1 - along, 0, 0 }, y[5] = { 0, along, 1, 1 - along, 0 };
        uint32_t edge = k / steps;
        layer->lon_deg[at] = lon + side * x[edge];
        layer->lat_deg[at] = lat + side * y[edge];
    }
    layer->is_hole[layer->n_parts] = is_hole;
    layer->point_first[++layer->n_parts] = at;
}

static inline void paper_shapes(paper *p, uint32_t n_reps)
{
    ambit_layer *layer = &p->layer;
    size_t points = (size_t)(n_reps + 2) * (4 * (size_t)p->size.steps + 1);
    layer->n = n_reps;
    layer->id = p->rep_id;
    layer->name = p->rep_name;
    layer->part_first = paper_room(n_reps + 1, sizeof *layer->part_first);
    layer->point_first = paper_room(n_reps + 3, sizeof *layer->point_first);
    layer->is_hole = paper_room(n_reps + 3, 1);
    layer->lon_deg = paper_room(points, sizeof *layer->lon_deg);
    layer->lat_deg = paper_room(points, sizeof *layer->lat_deg);
    for (uint32_t r = 0; r < n_reps; r++) {
        double lon = p->rep_lon[r] - 0.5, lat = p->rep_lat[r] - 0.5;
        layer->part_first[r] = layer->n_parts;
        if (r + 1 < n_reps) paper_ring(layer, lon, lat, 1, p->size.steps, 0);
        if (r == 0) paper_ring(layer, lon + 0.25, lat + 0.25, 0.125, p->size.steps, 1);
        if (r == 1) paper_ring(layer, lon, lat - 0.5, 0.25, p->size.steps, 0);
    }
    layer->part_first[n_reps] = layer->n_parts;
}

static inline void paper_neighbours(paper *p, uint32_t n_reps)
{
    ambit_border *pair = paper_room(2 * (size_t)n_reps, sizeof *pair);
    uint32_t n = 0;
    for (uint32_t r = 0; r < n_reps; r++) {
        if ((r + 1) % p->size.columns && r + 1 < n_reps) pair[n++] = (ambit_border){ r, r + 1 };
        if (r + p->size.columns < n_reps) pair[n++] = (ambit_border){ r, r + p->size.columns };
    }
    p->outcome.neighbours = pair;
    p->outcome.n_neighbours = n;
}

/* ---- Figures ---- */

static inline void paper_count(ambit_outcome_rep *rep, ambit_outcome_load *load, const paper *p, const uint32_t *plan)
{
    uint32_t n_reps = p->outcome.n_reps;
    for (uint32_t u = 0; u < p->formulation.n_units; u++) {
        if (plan[u] == AMBIT_NOBODY) continue;
        ambit_outcome_rep *of = &rep[plan[u]];
        of->units++;
        of->accounts++;
        of->visits += p->visits[u];
        of->travel += 0.25 * p->visits[u];
        of->tour_km += 7.5 * p->visits[u];
        of->tour_area_km += 8 * p->visits[u];
        load[plan[u]].load += p->amount[u];
        load[n_reps + plan[u]].load += p->visits[u];
    }
}

static inline double paper_judge(ambit_outcome_load *load, uint32_t n_reps, double tolerance)
{
    double total = 0, worst = 0;
    for (uint32_t r = 0; r < n_reps; r++) total += load[r].load;
    for (uint32_t r = 0; r < n_reps; r++) {
        ambit_outcome_load *l = &load[r];
        l->share = total / n_reps;
        l->lower = l->share * (1 - tolerance);
        l->upper = l->share * (1 + tolerance);
        l->deviation = (l->load - l->share) / l->share;
        worst = fmax(worst, fabs(l->deviation));
    }
    return worst;
}

static inline void paper_figures(paper *p, uint32_t n_reps)
{
    static const char *const name[2] = { "opportunity", "workload <where> tier=A" };
    static const char *const measure[2] = { "opportunity", "workload" };
    ambit_outcome *out = &p->outcome;
    out->n_rules = 2;
    out->n_reps = n_reps;
    out->rule = paper_room(2, sizeof *out->rule);
    out->load = paper_room(2 * (size_t)n_reps, sizeof *out->load);
    out->load_before = paper_room(2 * (size_t)n_reps, sizeof *out->load_before);
    out->rep = paper_room(n_reps, sizeof *out->rep);
    out->rep_before = paper_room(n_reps, sizeof *out->rep_before);
    paper_count(out->rep, out->load, p, p->plan);
    paper_count(out->rep_before, out->load_before, p, p->before);
    for (uint32_t a = 0; a < 2; a++) {
        double worst = paper_judge(out->load + (size_t)a * n_reps, n_reps, 0.1);
        double before = paper_judge(out->load_before + (size_t)a * n_reps, n_reps, 0.1);
        out->rule[a] = (ambit_outcome_rule){ name[a], measure[a], 1234.5, 0.1, worst, before };
        p->formulated[a] = (ambit_formulated_rule){
            .name = name[a], .measure = measure[a], .amount = p->amount, .rule = a };
    }
    for (uint32_t u = 0; u < p->formulation.n_units; u++)
        if (p->before[u] != AMBIT_NOBODY && p->before[u] != p->plan[u]) out->verdict.moved_units++;
    out->n_moves = out->verdict.moved_units + 1;
    out->moved_amount = out->verdict.moved_units;
}

static inline void paper_proof(paper *p)
{
    p->outcome.verdict.within_rules = 1;
    p->outcome.verdict.cost = (ambit_cost){ .total = 1000.5, .travel = 1000.5 };
    p->outcome.n_before = p->formulation.n_units - 1;
    p->outcome.travel_before = 1200;
    p->outcome.travel_same = 900;
    snprintf(p->outcome.verdict_before.first_fault, 100, "rep R001 has <too> much");
    p->contribution[0] = (ambit_contribution){ "bound", INFINITY, 990, 400, "steps", 1.25 };
    p->contribution[1] = (ambit_contribution){ "genetic algorithm", 1000.5, 996, 123456, "moves", 2.5 };
    p->summary = (ambit_summary){ .status = AMBIT_PLAN_FEASIBLE, .cost = p->outcome.verdict.cost, .bound = 996,
        .gap = 4.5 / 1000.5, .n_pairs = 24, .n_candidates = 24, .engine = "auto: small enough for both",
        .n_contributions = 2, .contribution = p->contribution };
}

/* Fills *p, which must stay where it is: its parts point to each other. */
static inline void paper_init(paper *p, paper_size size)
{
    uint32_t n_reps = size.columns * size.rows, n_units = n_reps * size.per_rep;
    *p = (paper){ .size = size };
    paper_texts(p, n_units, n_reps);
    paper_places(p, n_units, n_reps);
    p->planfile = (ambit_planfile){ .name = HOSTILE_PLAN, .period_start = "2027-01-01", .period_months = 12,
        .speed_km_h = 60, .circuity = 1.3 };
    p->instance.plan = &p->planfile;
    p->instance.accounts = (ambit_accounts){ .n = n_units, .id = p->unit_id, .name = p->unit_name, .has_places = 1 };
    p->instance.reps = (ambit_reps){ .n = n_reps, .id = p->rep_id, .name = p->rep_name, .manager = p->manager,
        .n_listed = n_reps, .fte = p->fte, .has_places = 1 };
    p->problem.n_rules = 2;
    p->problem.rule = p->problem_rule;
    p->formulation = (ambit_formulation){ .instance = &p->instance, .n_units = n_units, .n_reps = n_reps,
        .unit_id = p->unit_id, .rep_id = p->rep_id, .unit_lon_deg = p->lon, .unit_lat_deg = p->lat,
        .rep_lon_deg = p->rep_lon, .rep_lat_deg = p->rep_lat, .visits = p->visits, .current = p->before,
        .n_rules = 2, .rule = p->formulated, .problem = &p->problem };
    p->outcome.formulation = &p->formulation;
    p->outcome.plan = p->plan;
    p->outcome.before = p->before;
    paper_figures(p, n_reps);
    paper_shapes(p, n_reps);
    paper_neighbours(p, n_reps);
    paper_proof(p);
    p->outcome.territories = &p->layer;
    p->compactness = paper_room(n_reps, sizeof *p->compactness);
    if (ambit_compactness_measure(p->compactness, &p->layer, NULL) != AMBIT_OK) abort();
    p->outcome.compactness = p->compactness;
    p->formulation.weight = p->visits;
    p->outcome.seats = (ambit_outcome_seats){ NULL, p->rep_lon, p->rep_lat };
}

static inline void paper_drop_before(paper *p)
{
    free(p->outcome.load_before);
    free(p->outcome.rep_before);
    p->outcome.load_before = NULL;
    p->outcome.rep_before = NULL;
    p->outcome.before = NULL;
    p->outcome.n_before = 0;
    for (uint32_t a = 0; a < 2; a++) p->outcome.rule[a].worst_deviation_before = NAN;
}

static inline void paper_drop_regions(paper *p)
{
    p->outcome.territories = NULL;
    p->outcome.compactness = NULL;
    p->outcome.n_neighbours = 0;
}

static inline void paper_drop_places(paper *p)
{
    p->formulation.unit_lon_deg = p->formulation.unit_lat_deg = NULL;
    p->formulation.rep_lon_deg = p->formulation.rep_lat_deg = NULL;
    p->outcome.seats = (ambit_outcome_seats){ NULL, NULL, NULL };
    paper_drop_regions(p);
}

static inline void paper_reset(paper *p)
{
    void *const all[] = { p->text, p->unit_id, p->unit_name, p->rep_id, p->rep_name, p->manager, p->lon, p->lat,
        p->rep_lon, p->rep_lat, p->visits, p->amount, p->fte, p->plan, p->before, p->layer.part_first,
        p->layer.point_first, p->layer.is_hole, p->layer.lon_deg, p->layer.lat_deg, p->outcome.neighbours,
        p->outcome.rule, p->outcome.load, p->outcome.load_before, p->outcome.rep, p->outcome.rep_before,
        p->compactness };
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) free(all[i]);
}
#endif
