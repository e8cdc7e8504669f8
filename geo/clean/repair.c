/* geo/clean/repair.c - see repair.h. */
#include "geo/clean/repair.h"
#include "geo/clean/survey.h"
#include "geo/mend.h"

#include <stdlib.h>
#include <string.h>

#define NONE UINT32_MAX

enum { MOST_PASSES = 4 }; /* what a mended shape or a moved vertex brings anew is settled by the next one */

static const double equal_share = 0.95; /* of the longest border */

/* A line that a region's border gains; its way back cancels one that it had. */
struct change { uint32_t region, from, to; };

struct work {
    const ambit_layer *layer;
    ambit_survey survey;
    ambit_repairs *what;
    struct change *change;
    uint32_t n_changes, changes_room;
    uint32_t *change_first;      /* [n + 1] of each region, once they are sorted */
    uint32_t *step_first, *step; /* [n + 1] the loose steps of each region */
    char *is_changed;            /* [n] the caller's: it has gained or lost area */
    char *is_touched;            /* [n] its border has to be put together anew */
    uint32_t *touched, n_touched;
    ambit_rings raw;             /* the new shapes of the touched */
    uint32_t *raw_first;
    char *is_broken;             /* [n_touched] its lines do not close: it stays as it was */
};

/* ---- Who gets what ---------------------------------------------------------------------------------------------- */

/* The region more than half of which lies in the patch, the one with most of it; the first of equals. NONE: none. */
static uint32_t held_by(const struct work *work, const ambit_patch *patch)
{
    uint32_t best = NONE;
    double most = 0.5;
    for (uint32_t k = 0; k < patch->n_regions; k++) {
        uint32_t r = work->survey.region[patch->first_region + k];
        double share = patch->area_km2 / ambit_shape_area_km2(ambit_layer_shape(work->layer, r));
        if (share > most * (best == NONE ? 1 : 1 + 1e-6)) best = r, most = share;
    }
    return best;
}

static uint32_t bordered_by(const struct work *work, const ambit_patch *patch)
{
    const uint32_t *region = work->survey.region + patch->first_region;
    const double *border_m = work->survey.border_m + patch->first_region;
    double longest = -1;
    uint32_t best = NONE;
    for (uint32_t k = 0; k < patch->n_regions; k++) longest = border_m[k] > longest ? border_m[k] : longest;
    for (uint32_t k = 0; k < patch->n_regions; k++) {
        if (border_m[k] < equal_share * longest) continue;
        int better = patch->kind == AMBIT_FLAW_OVERLAP ? region[k] < best : best == NONE || region[k] > best;
        if (better) best = region[k];
    }
    return best;
}

struct gift { struct work *work; uint32_t region; int taken; };

static int change_line(void *context, uint32_t from, uint32_t to, uint32_t half)
{
    const struct gift *gift = context;
    struct work *work = gift->work;
    (void)half;
    if (ambit_mesh_grow(&work->change, &work->changes_room, (size_t)work->n_changes + 1, sizeof *work->change))
        return -1;
    work->change[work->n_changes++] = (struct change){ gift->region, gift->taken ? to : from, gift->taken ? from : to };
    return 0;
}

static void count_in(ambit_flaw_sum *sum, const ambit_patch *patch)
{
    sum->n++;
    sum->area_km2 += patch->area_km2;
}

/* The overlap is taken from all but one. */
static int settle_overlap(struct work *work, const ambit_patch *patch)
{
    uint32_t face = work->survey.face_of_patch[patch->first_face], keeper = held_by(work, patch);
    if (patch->n_regions != (uint32_t)work->survey.faces.cover[face]) return 0;
    if (keeper == NONE) keeper = bordered_by(work, patch);
    for (uint32_t k = 0; k < patch->n_regions; k++) {
        struct gift gift = { work, work->survey.region[patch->first_region + k], 1 };
        if (gift.region != keeper && ambit_survey_border(&work->survey, patch, change_line, &gift)) return -1;
    }
    count_in(&work->what->overlaps, patch);
    return 0;
}

static int settle(struct work *work)
{
    for (uint32_t p = 0; p < work->survey.n_patches; p++) {
        const ambit_patch *patch = &work->survey.patch[p];
        if (patch->kind == AMBIT_FLAW_OVERLAP && settle_overlap(work, patch)) return -1;
        if (patch->kind != AMBIT_FLAW_SLIVER) continue;
        struct gift gift = { work, bordered_by(work, patch), 0 };
        if (gift.region == NONE) continue;
        if (ambit_survey_border(&work->survey, patch, change_line, &gift)) return -1;
        count_in(&work->what->slivers, patch);
    }
    return 0;
}

/* ---- Which regions are touched ---------------------------------------------------------------------------------- */

static int compare_changes(const void *a, const void *b)
{
    const struct change *x = a, *y = b;
    if (x->region != y->region) return x->region < y->region ? -1 : 1;
    if (x->from != y->from) return x->from < y->from ? -1 : 1;
    return x->to < y->to ? -1 : x->to > y->to;
}

static void sort_changes(struct work *work)
{
    if (work->n_changes) qsort(work->change, work->n_changes, sizeof *work->change, compare_changes);
    for (uint32_t k = 0; k < work->n_changes; k++) work->change_first[work->change[k].region + 1]++;
    for (uint32_t r = 0; r < work->layer->n; r++) {
        if (work->change_first[r + 1]) work->is_changed[r] = work->is_touched[r] = 1;
        work->change_first[r + 1] += work->change_first[r];
    }
}

static void sort_steps(struct work *work)
{
    const ambit_mesh *mesh = &work->survey.mesh;
    uint32_t *next = work->step_first + 1;
    for (uint32_t s = 0; s < mesh->n_steps; s++)
        if (mesh->step[s].region != AMBIT_BRIDGE) next[mesh->step[s].region + 1]++;
    for (uint32_t r = 1; r <= work->layer->n; r++) next[r] += next[r - 1];
    for (uint32_t s = 0; s < mesh->n_steps; s++)
        if (mesh->step[s].region != AMBIT_BRIDGE) work->step[next[mesh->step[s].region]++] = s;
}

/* A region whose vertices have moved, or whose steps were cut, even when it keeps its area. */
static void find_moved(struct work *work)
{
    ambit_mesh *mesh = &work->survey.mesh;
    const ambit_layer *layer = work->layer;
    for (uint32_t r = 0; r < layer->n; r++) {
        work->is_touched[r] |= mesh->is_cut[r];
        for (uint32_t p = layer->part_first[r]; p < layer->part_first[r + 1]; p++)
            for (size_t i = layer->point_first[p]; i < layer->point_first[p + 1]; i++) {
                uint32_t v = ambit_mesh_root(mesh, mesh->vertex[i]);
                if (mesh->x[v] != layer->lon_deg[i] || mesh->y[v] != layer->lat_deg[i]) work->is_touched[r] = 1;
            }
        if (work->is_touched[r]) work->touched[work->n_touched++] = r;
    }
}

/* ---- New shapes ------------------------------------------------------------------------------------------------- */

static int add_sound_steps(struct work *work, ambit_chain *chain, uint32_t r)
{
    ambit_mesh *mesh = &work->survey.mesh;
    const ambit_layer *layer = work->layer;
    for (uint32_t p = layer->part_first[r]; p < layer->part_first[r + 1]; p++) {
        int left = ambit_mesh_runs_left(layer, p);
        for (size_t i = layer->point_first[p]; i + 1 < layer->point_first[p + 1]; i++) {
            if (mesh->is_loose[i]) continue;
            uint32_t a = ambit_mesh_root(mesh, mesh->vertex[i]), b = ambit_mesh_root(mesh, mesh->vertex[i + 1]);
            if (ambit_chain_add(chain, left ? a : b, left ? b : a)) return -1;
        }
    }
    return 0;
}

static int redraw(struct work *work, ambit_chain *chain, uint32_t t)
{
    const ambit_mesh *mesh = &work->survey.mesh;
    uint32_t r = work->touched[t], n_left = 0, n_parts = work->raw.n_parts;
    ambit_chain_clear(chain);
    int failed = add_sound_steps(work, chain, r);
    for (uint32_t k = work->step_first[r]; !failed && k < work->step_first[r + 1]; k++)
        failed = ambit_chain_add(chain, mesh->step[work->step[k]].from, mesh->step[work->step[k]].to);
    for (uint32_t k = work->change_first[r]; !failed && k < work->change_first[r + 1]; k++)
        failed = ambit_chain_add(chain, work->change[k].from, work->change[k].to);
    failed = failed || ambit_chain_rings(chain, mesh, &work->raw, &n_left);
    work->is_broken[t] = n_left > 0;
    if (n_left) work->raw.n_parts = n_parts;
    work->raw_first[t + 1] = work->raw.n_parts;
    return failed;
}

static int redraw_all(struct work *work)
{
    ambit_chain chain;
    int failed = ambit_chain_init(&chain, &work->survey.mesh);
    for (uint32_t t = 0; !failed && t < work->n_touched; t++) failed = redraw(work, &chain, t);
    ambit_chain_reset(&chain);
    return failed;
}

/* The touched regions' new shapes among the others' old ones. */
static int put_together(struct work *work, ambit_rings *rings, uint32_t *first, const ambit_rings *fresh,
        const uint32_t *fresh_first, const char *state)
{
    uint32_t t = 0;
    for (uint32_t r = 0; r < work->layer->n; r++) {
        ambit_shape shape = ambit_layer_shape(work->layer, r);
        int had_parts = shape.n_parts > 0;
        if (t < work->n_touched && work->touched[t] == r) {
            int broken = work->is_broken[t] || state[t] == AMBIT_SHAPE_REFUSED;
            if (!broken) shape = ambit_rings_view(fresh, fresh_first[t], fresh_first[t + 1] - fresh_first[t]);
            t++;
        }
        if (had_parts && !shape.n_parts && !work->what->n_emptied++) work->what->first_emptied = r;
        if (ambit_rings_add_shape(rings, shape)) return -1;
        first[r + 1] = rings->n_parts;
    }
    return 0;
}

static ambit_status mend_and_build(ambit_layer **out, struct work *work, ambit_error *err)
{
    const ambit_layer *layer = work->layer;
    ambit_rings fresh, rings;
    size_t room = (size_t)work->n_touched + 1;
    char words[240], *state = calloc(room, 1);
    uint32_t *fresh_first = calloc(room, sizeof *fresh_first), *first = calloc((size_t)layer->n + 1, sizeof *first);
    double *centre = calloc(2 * room, sizeof *centre);
    ambit_status status = AMBIT_OK;
    ambit_rings_init(&fresh);
    ambit_rings_init(&rings);
    if (!state || !fresh_first || !first || !centre)
        status = ambit_fail(err, AMBIT_E_MEMORY, "no memory to repair %u regions", layer->n);
    if (!status) status = ambit_mend(&fresh, fresh_first, state, centre, centre + room, &work->raw, work->raw_first,
            work->n_touched, words, err);
    if (!status && put_together(work, &rings, first, &fresh, fresh_first, state))
        status = ambit_fail(err, AMBIT_E_MEMORY, "no memory for %u repaired regions", layer->n);
    if (!status) status = ambit_layer_build(out, &rings, first, layer->n, layer->id, layer->name, err);
    ambit_rings_reset(&fresh);
    ambit_rings_reset(&rings);
    free(state), free(fresh_first), free(first), free(centre);
    return status;
}

/* ---- The whole -------------------------------------------------------------------------------------------------- */

static int make_room(struct work *work)
{
    size_t n = (size_t)work->layer->n + 2;
    return (work->change_first = calloc(n, sizeof *work->change_first))
        && (work->step_first = calloc(n, sizeof *work->step_first))
        && (work->step = calloc((size_t)work->survey.mesh.n_steps + 1, sizeof *work->step))
        && (work->is_touched = calloc(n, 1)) && (work->touched = calloc(n, sizeof *work->touched))
        && (work->raw_first = calloc(n, sizeof *work->raw_first)) && (work->is_broken = calloc(n, 1)) ? 0 : -1;
}

static void free_work(struct work *work)
{
    ambit_survey_reset(&work->survey);
    ambit_rings_reset(&work->raw);
    free(work->change), free(work->change_first), free(work->step_first), free(work->step);
    free(work->is_touched), free(work->touched), free(work->raw_first), free(work->is_broken);
}

/* One pass over a surveyed layer. *out stays NULL when there is nothing to do, unless this is the first pass. */
static ambit_status repair_once(ambit_layer **out, struct work *work, int pass, ambit_error *err)
{
    int failed = make_room(work) || settle(work);
    if (!failed) {
        sort_changes(work);
        sort_steps(work);
        find_moved(work);
        if (pass && !work->n_touched) return AMBIT_OK;
        failed = redraw_all(work);
    }
    return failed ? ambit_fail(err, AMBIT_E_MEMORY, "no memory to repair %u regions", work->layer->n)
                  : mend_and_build(out, work, err);
}

static uint32_t n_to_settle(const ambit_survey *survey)
{
    uint32_t n = 0;
    for (uint32_t p = 0; p < survey->n_patches; p++) n += survey->patch[p].kind != AMBIT_FLAW_GAP;
    return n;
}

/* Looks at `layer`, and makes *out of it unless there is nothing left to do or this is the last look. */
static ambit_status pass_over(ambit_layer **out, ambit_repairs *what, const ambit_layer *layer, double tolerance_m,
        double per_degree, int pass, char *is_changed, ambit_error *err)
{
    struct work work = { .layer = layer, .what = what, .is_changed = is_changed };
    ambit_rings_init(&work.raw);
    *out = NULL;
    ambit_status status = ambit_survey_build(&work.survey, layer, tolerance_m, per_degree, err);
    if (status) return status;
    what->n_left = n_to_settle(&work.survey);
    if (pass < MOST_PASSES) status = repair_once(out, &work, pass, err);
    free_work(&work);
    return status;
}

ambit_status ambit_repair(ambit_layer **out, ambit_repairs *what, const ambit_layer *layer, double tolerance_m,
        double per_degree, ambit_error *err)
{
    const ambit_layer *now = layer;
    ambit_layer *next = NULL;
    char *is_changed = calloc((size_t)layer->n + 1, 1);
    *out = NULL;
    *what = (ambit_repairs){ .first_emptied = NONE };
    if (!is_changed) return ambit_fail(err, AMBIT_E_MEMORY, "no memory to repair %u regions", layer->n);
    ambit_status status = AMBIT_OK;
    for (int pass = 0; pass <= MOST_PASSES && !status; pass++) {
        status = pass_over(&next, what, now, tolerance_m > 0 ? tolerance_m : AMBIT_HAIR_M, per_degree, pass, is_changed,
                err);
        if (!next) break;
        ambit_layer_free(*out);
        now = *out = next;
    }
    for (uint32_t r = 0; r < layer->n; r++) what->n_changed += is_changed[r] != 0;
    free(is_changed);
    if (!status) return AMBIT_OK;
    ambit_layer_free(*out);
    *out = NULL;
    return status;
}
