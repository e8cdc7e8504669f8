/* tools/size/curve.c - see curve.h. */
#include "tools/size/curve.h"

#include "instances/base/status.h"
#include "tools/interrupt.h"
#include "tools/outcome.h"
#include "tools/output/terminal.h"
#include "tools/size/drop.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { EITHER_SIDE = 2, CHANGE_ROOM = 32, OWN_CHANGES = 3 };
static const uint64_t MOST_FOR_NEW = 100000; /* units x reps: beyond, choosing where new ones sit takes minutes */
static const double EFFORT_OF_A_POINT = 0.2; /* of what one solve takes: five points are as much as one */

typedef struct {
    ambit_size_curve *out;
    const ambit_workspace *workspace;
    const ambit_formulation *formulation;
    const ambit_request *request;
    ambit_error *err;
} solving;

static ambit_status no_memory(const solving *s)
{
    return ambit_fail(s->err, AMBIT_E_MEMORY, "no memory for the curve over the number of reps");
}

/* ---- Which points ----------------------------------------------------------------------------------------------- */

/* Two fewer to two more, unless the plan says which. More than there are need places for them to sit; in large plans
 * they are tried only when they are asked for. */
static ambit_status choose_points(solving *s)
{
    const ambit_planfile *plan = s->workspace->instance->plan;
    const ambit_size_settings *size = &plan->size;
    const int may_grow = !plan->matrix && !plan->osrm && !plan->workload_travel;
    const uint32_t now = s->out->now;
    const int is_small = (uint64_t)s->formulation->n_units * now <= MOST_FOR_NEW;
    const uint32_t most = may_grow && is_small ? now + EITHER_SIDE : now;
    uint32_t first = now > EITHER_SIDE ? now - EITHER_SIDE : 1;
    uint32_t n = size->n_points ? size->n_points : most - first + 1;
    if (!(s->out->point = calloc((size_t)n + 1, sizeof *s->out->point))) return no_memory(s);
    s->out->n = n;
    for (uint32_t k = 0; k < n; k++) s->out->point[k].reps = size->n_points ? size->point[k] : first + k;
    if (!may_grow && s->out->point[n - 1].reps > now)
        return ambit_fail(s->err, AMBIT_E_INPUT, "%s: size.reps: found %u reps, expected at most the %u that are "
                          "there: travel from a file or a service is not known for new ones", plan->path,
                          s->out->point[n - 1].reps, now);
    return AMBIT_OK;
}

static ambit_status choose_drops(solving *s)
{
    ambit_size_curve *out = s->out;
    const uint32_t n_listed = s->workspace->instance->reps.n_listed, least = out->point[0].reps;
    const uint32_t wanted = n_listed > least ? n_listed - least : 0;
    if (!(out->drop_order = calloc((size_t)n_listed + 1, sizeof *out->drop_order))) return no_memory(s);
    if (out->is_free)
        for (uint32_t r = n_listed; out->n_drops < wanted; ) out->drop_order[out->n_drops++] = --r;
    ambit_status status = out->is_free || !wanted ? AMBIT_OK
            : ambit_size_drop_order(out->drop_order, &out->n_drops, s->formulation, wanted, s->err);
    if (status || out->n_drops == wanted) return status;
    return ambit_fail(s->err, AMBIT_E_INPUT, "%s: size.reps: found %u reps, expected at least %u: the others have "
                      "locked units", s->workspace->instance->plan->path, least, n_listed - out->n_drops);
}

/* ---- One point -------------------------------------------------------------------------------------------------- */

/* The lines that turn the plan into that of the point; `list` has room for them. */
static uint32_t list_changes(const solving *s, const char **list, char (*room)[CHANGE_ROOM], ambit_size_point *point)
{
    uint32_t n = 0, n_own = 0;
    const ambit_instance *instance = s->workspace->instance;
    const uint32_t n_listed = instance->reps.n_listed;
    point->n_dropped = n_listed > point->reps ? n_listed - point->reps : 0;
    point->n_new = point->reps > n_listed ? point->reps - n_listed : 0;
    for (uint32_t k = 0; k < s->request->set.n; k++) list[n++] = s->request->set.text[k];
    for (uint32_t k = 0; k < point->n_dropped; k++) {
        const char *id = instance->reps.id[s->out->drop_order[k]];
        char *line = ambit_arena_alloc(&s->out->texts, strlen(id) + 20);
        if (!line) return UINT32_MAX;
        sprintf(line, "reps.%s.remove=true", id);
        list[n++] = line;
        point->first_dropped = instance->reps.id[s->out->drop_order[0]];
    }
    if (point->n_new || instance->plan->has_territories || s->out->is_free) {
        snprintf(room[n_own], CHANGE_ROOM, "territories.count=%u", point->reps);
        list[n++] = room[n_own++];
    }
    if (s->out->is_free && instance->plan->reps.file) {
        list[n++] = "reps.*.lon=";
        list[n++] = "reps.*.lat=";
    }
    return n;
}

/* Nobody has anything in force, so nothing is disrupted and nothing capped. */
static ambit_status forget_today(const solving *s, ambit_formulation *f)
{
    uint32_t *nobody = malloc(((size_t)f->n_units + 1) * sizeof *nobody);
    if (!nobody) return no_memory(s);
    for (uint32_t u = 0; u < f->n_units; u++) nobody[u] = AMBIT_NOBODY;
    ambit_status status = f->problem->current
            ? ambit_problem_set_current(f->problem, nobody, NULL, NULL, INFINITY, s->err) : AMBIT_OK;
    free(nobody);
    return status;
}

static ambit_status solve(const solving *s, ambit_size_point *point, ambit_workspace *w)
{
    ambit_result *result = NULL;
    ambit_formulation *f = w->formulation;
    ambit_status status = forget_today(s, f);
    ambit_terminal terminal = ambit_terminal_of(s->request->quiet);
    ambit_options options = s->request->solve;
    options.effort = (options.effort > 0 ? options.effort : 1) * EFFORT_OF_A_POINT;
    options.progress = ambit_terminal_progress;
    options.context = &terminal;
    if (!status) status = ambit_solve(&result, f->problem, &options, s->err);
    ambit_terminal_erase(&terminal);
    if (!status && ambit_interrupt_seen()) status = ambit_fail(s->err, AMBIT_E_LIMIT, "stopped; nothing was written");
    if (status) {
        ambit_result_free(result);
        return status;
    }
    const ambit_summary *summary = ambit_result_summary(result);
    for (uint32_t r = 0; r < f->n_reps; r++) point->fte += w->instance->reps.fte[r];
    point->status = summary->status;
    point->cost = summary->cost;
    point->bound = summary->bound;
    point->gap = summary->gap;
    point->violation = summary->violation;
    ambit_result_free(result);
    return AMBIT_OK;
}

/* What is wrong with the plan of a point is said as the point's. */
static ambit_status check_point(const solving *s, const ambit_size_point *point, ambit_workspace *w)
{
    ambit_workspace_demand(w);
    if (!ambit_diagnosis_n_errors(w->diagnosis)) return AMBIT_OK;
    return ambit_fail(s->err, AMBIT_E_INPUT, "with %u reps: %s", point->reps,
                      ambit_diagnosis_error_text(w->diagnosis, 0));
}

static ambit_status solve_point(const solving *s, ambit_size_point *point)
{
    ambit_workspace *w = NULL;
    char room[OWN_CHANGES][CHANGE_ROOM];
    size_t most = s->request->set.n + (size_t)s->out->n_drops + OWN_CHANGES + 1;
    const char **list = calloc(most, sizeof *list);
    uint32_t n = list ? list_changes(s, list, room, point) : UINT32_MAX;
    ambit_status status = n == UINT32_MAX ? no_memory(s)
            : ambit_workspace_build_with(&w, s->request->plan, n, list, s->err);
    if (!status) status = check_point(s, point, w);
    if (!status) status = solve(s, point, w);
    ambit_workspace_free(w);
    free(list);
    return status;
}

/* ---- All of them ------------------------------------------------------------------------------------------------ */

ambit_status ambit_size_curve_find(ambit_size_curve *out, const ambit_workspace *workspace,
        const ambit_request *request, ambit_error *err)
{
    const ambit_planfile *plan = workspace->instance->plan;
    *out = (ambit_size_curve){ .now = workspace->formulation->n_reps, .is_free = plan->size.free_centres,
        .travel_unit = ambit_outcome_travel_unit(workspace->formulation) };
    ambit_arena_init(&out->texts);
    solving s = { out, workspace, workspace->formulation, request, err };
    if (out->is_free && (plan->matrix || plan->osrm || plan->workload_travel))
        return ambit_fail(err, AMBIT_E_INPUT, "%s: size.centres: found free, expected homes where travel comes from "
                          "a file or a service, or is part of the workload", plan->path);
    ambit_status status = choose_points(&s);
    if (!status) status = choose_drops(&s);
    for (uint32_t k = 0; k < out->n && !status; k++) status = solve_point(&s, &out->point[k]);
    return status;
}

void ambit_size_curve_reset(ambit_size_curve *curve)
{
    free(curve->point);
    free(curve->drop_order);
    ambit_arena_reset(&curve->texts);
    *curve = (ambit_size_curve){ .n = 0 };
}

const ambit_size_point *ambit_size_curve_at(const ambit_size_curve *curve, uint32_t reps)
{
    for (uint32_t k = 0; k < curve->n; k++)
        if (curve->point[k].reps == reps) return &curve->point[k];
    return NULL;
}
