/* geo/clean/faults.c - see faults.h. */
#include "geo/clean/faults.h"
#include "geo/clean/survey.h"
#include "geo/mend.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A hundredth of a square metre: what is smaller comes from the rounding of files, and no one would look for it. */
static const double least_km2 = 1e-8;

const char *ambit_flaw_name(ambit_flaw_kind kind)
{
    static const char *const names[] = { "overlap", "gap", "sliver" };
    return names[kind];
}

/* ---- Patches to flaws ------------------------------------------------------------------------------------------- */

/* A patch on its way to a flaw. */
struct entry { ambit_flaw flaw; const ambit_survey *survey; uint32_t patch; double length_m; };

static int compare_sets(const struct entry *x, const struct entry *y)
{
    const ambit_patch *p = &x->survey->patch[x->patch], *q = &y->survey->patch[y->patch];
    if (p->n_regions != q->n_regions) return p->n_regions < q->n_regions ? -1 : 1;
    for (uint32_t k = 0; k < p->n_regions; k++) {
        uint32_t a = x->survey->region[p->first_region + k], b = y->survey->region[q->first_region + k];
        if (a != b) return a < b ? -1 : 1;
    }
    return 0;
}

/* Overlaps first, those of the same regions together. */
static int compare_entries(const void *a, const void *b)
{
    const struct entry *x = a, *y = b;
    if (x->flaw.kind != y->flaw.kind) return x->flaw.kind < y->flaw.kind ? -1 : 1;
    int sets = x->flaw.kind == AMBIT_FLAW_OVERLAP ? compare_sets(x, y) : 0;
    if (sets) return sets;
    return x->patch < y->patch ? -1 : x->patch > y->patch;
}

static struct entry entry_of(const ambit_survey *survey, uint32_t p)
{
    const ambit_patch *patch = &survey->patch[p];
    struct entry entry = { .survey = survey, .patch = p, .length_m = patch->length_m,
        .flaw = { patch->kind, patch->n_regions, { 0 }, patch->area_km2, 0 } };
    for (uint32_t k = 0; k < patch->n_regions && k < AMBIT_FLAW_REGIONS; k++)
        entry.flaw.region[k] = survey->region[patch->first_region + k];
    return entry;
}

/* A flaw and the run of entries that it is made of. */
struct draft { ambit_flaw flaw; uint32_t first, n; };

static int compare_drafts(const void *a, const void *b)
{
    const struct draft *x = a, *y = b;
    if (x->flaw.kind != y->flaw.kind) return x->flaw.kind < y->flaw.kind ? -1 : 1;
    if (x->flaw.area_km2 != y->flaw.area_km2) return x->flaw.area_km2 > y->flaw.area_km2 ? -1 : 1;
    return x->first < y->first ? -1 : x->first > y->first;
}

static uint32_t draft_flaws(struct draft *draft, const struct entry *entry, uint32_t n)
{
    uint32_t n_drafts = 0;
    for (uint32_t i = 0, k; i < n; i = k) {
        struct draft *d = &draft[n_drafts++];
        double length_m = entry[i].length_m;
        *d = (struct draft){ entry[i].flaw, i, 1 };
        for (k = i + 1; k < n && d->flaw.kind == AMBIT_FLAW_OVERLAP && entry[k].flaw.kind == AMBIT_FLAW_OVERLAP
                && !compare_sets(&entry[i], &entry[k]); k++) {
            d->flaw.area_km2 += entry[k].flaw.area_km2;
            length_m += entry[k].length_m;
        }
        d->n = k - i;
        d->flaw.width_m = length_m > 0 ? 2e6 * d->flaw.area_km2 / length_m : 0;
    }
    qsort(draft, n_drafts, sizeof *draft, compare_drafts);
    return n_drafts;
}

/* ---- Shapes ----------------------------------------------------------------------------------------------------- */

static int add_line(void *context, uint32_t from, uint32_t to, uint32_t half)
{
    (void)half;
    return ambit_chain_add(context, from, to);
}

static int draw(ambit_rings *raw, uint32_t *first, const ambit_survey *survey, const struct draft *draft, uint32_t n,
        const struct entry *entry)
{
    ambit_chain chain;
    int failed = ambit_chain_init(&chain, &survey->mesh);
    for (uint32_t i = 0; !failed && i < n; i++) {
        for (uint32_t k = 0; !failed && k < draft[i].n; k++)
            failed = ambit_survey_border(survey, &survey->patch[entry[draft[i].first + k].patch], add_line, &chain);
        failed = failed || ambit_chain_rings(&chain, &survey->mesh, raw, NULL);
        first[i + 1] = raw->n_parts;
    }
    ambit_chain_reset(&chain);
    return failed ? -1 : 0;
}

/* Named by their numbers, from 1. */
static ambit_status build_layer(ambit_layer **out, ambit_rings *rings, const uint32_t *first, uint32_t n,
        ambit_error *err)
{
    char (*number)[12] = calloc((size_t)n + 1, sizeof *number);
    const char **id = calloc((size_t)n + 1, sizeof *id);
    ambit_status status = number && id ? AMBIT_OK : ambit_fail(err, AMBIT_E_MEMORY, "no memory for %u faults", n);
    for (uint32_t i = 0; !status && i < n; i++) {
        snprintf(number[i], sizeof number[i], "%u", i + 1);
        id[i] = number[i];
    }
    if (!status) status = ambit_layer_build(out, rings, first, n, id, NULL, err);
    free(number);
    free(id);
    return status;
}

static ambit_status draw_layer(ambit_layer **out, const ambit_survey *survey, const struct draft *draft, uint32_t n,
        const struct entry *entry, ambit_error *err)
{
    ambit_rings raw, rings;
    size_t room = (size_t)n + 1;
    char words[240], *state = calloc(room, 1);
    uint32_t *raw_first = calloc(room, sizeof *raw_first), *first = calloc(room, sizeof *first);
    double *centre = calloc(2 * room, sizeof *centre);
    ambit_status status = AMBIT_OK;
    ambit_rings_init(&raw);
    ambit_rings_init(&rings);
    if (!state || !raw_first || !first || !centre || draw(&raw, raw_first, survey, draft, n, entry))
        status = ambit_fail(err, AMBIT_E_MEMORY, "no memory for the shapes of %u faults", n);
    if (!status) status = ambit_mend(&rings, first, state, centre, centre + room, &raw, raw_first, n, words, err);
    if (!status) status = build_layer(out, &rings, first, n, err);
    ambit_rings_reset(&raw);
    ambit_rings_reset(&rings);
    free(state);
    free(raw_first);
    free(first);
    free(centre);
    return status;
}

/* ---- The whole -------------------------------------------------------------------------------------------------- */

static ambit_status list_flaws(ambit_faults *out, const ambit_survey *survey, int with_shapes, ambit_error *err)
{
    size_t room = (size_t)survey->n_patches + 1;
    struct entry *entry = calloc(room, sizeof *entry);
    struct draft *draft = calloc(room, sizeof *draft);
    out->flaw = calloc(room, sizeof *out->flaw);
    ambit_status status = entry && draft && out->flaw
        ? AMBIT_OK : ambit_fail(err, AMBIT_E_MEMORY, "no memory for %u faults", survey->n_patches);
    if (!status) {
        uint32_t n = 0;
        for (uint32_t p = 0; p < survey->n_patches; p++)
            if (survey->patch[p].area_km2 >= least_km2) entry[n++] = entry_of(survey, p);
        qsort(entry, n, sizeof *entry, compare_entries);
        out->n = draft_flaws(draft, entry, n);
        for (uint32_t i = 0; i < out->n; i++) {
            out->flaw[i] = draft[i].flaw;
            out->sum[out->flaw[i].kind].n++;
            out->sum[out->flaw[i].kind].area_km2 += out->flaw[i].area_km2;
        }
        if (with_shapes) status = draw_layer(&out->shapes, survey, draft, out->n, entry, err);
    }
    free(entry);
    free(draft);
    return status;
}

ambit_status ambit_faults_find(ambit_faults *out, const ambit_layer *layer, double tolerance_m, int with_shapes,
        ambit_error *err)
{
    ambit_survey survey;
    *out = (ambit_faults){ 0 };
    ambit_status status = ambit_survey_build(&survey, layer, tolerance_m > 0 ? tolerance_m : AMBIT_HAIR_M, 0, err);
    if (status) return status;
    status = list_flaws(out, &survey, with_shapes, err);
    ambit_survey_reset(&survey);
    if (status) ambit_faults_reset(out);
    return status;
}

void ambit_faults_reset(ambit_faults *faults)
{
    free(faults->flaw);
    ambit_layer_free(faults->shapes);
    *faults = (ambit_faults){ 0 };
}
