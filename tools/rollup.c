/* tools/rollup.c - see rollup.h. */
#include "tools/rollup.h"

#include "instances/base/status.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Room for sums over the nodes of the ladder, and which of its nodes are managers. */
typedef struct {
    ambit_rollup *out;
    const ambit_outcome *outcome;
    const ambit_ladder *ladder;
    uint32_t *row;   /* [nodes] of the roll-up; AMBIT_NOBODY: it manages nobody */
    double *value;   /* [nodes] of the reps */
    double *sum;     /* [nodes] */
} adding;

static int reserve(ambit_rollup *out, size_t n, size_t n_reps, size_t n_rules, int has_before)
{
    out->id = calloc(n + 1, sizeof *out->id);
    out->name = calloc(n + 1, sizeof *out->name);
    out->above = calloc(n + 1, sizeof *out->above);
    out->level = calloc(n + 1, sizeof *out->level);
    out->reps = calloc(n + 1, sizeof *out->reps);
    out->of_rep = calloc(n_reps + 1, sizeof *out->of_rep);
    out->figure = calloc(n + 1, sizeof *out->figure);
    out->load = calloc(n * n_rules + 1, sizeof *out->load);
    if (has_before) {
        out->before = calloc(n + 1, sizeof *out->before);
        out->load_before = calloc(n * n_rules + 1, sizeof *out->load_before);
    }
    return out->id && out->name && out->above && out->level && out->reps && out->of_rep && out->figure && out->load
        && (!has_before || (out->before && out->load_before));
}

/* ---- Who manages whom ------------------------------------------------------------------------------------------- */

/* Marks whoever somebody reports to, and numbers them layer by layer. Returns how many. */
static uint32_t number_managers(uint32_t *row, const ambit_ladder *ladder)
{
    uint32_t n = 0;
    for (uint32_t v = 0; v < ladder->n; v++) row[v] = v < ladder->n_reps ? AMBIT_NOBODY : 0;
    for (uint32_t v = 0; v < ladder->n; v++)
        if (ladder->above[v] != AMBIT_LADDER_COMPANY) row[ladder->above[v]] = 0;
    for (uint32_t k = 0; k < ladder->n; k++) {
        uint32_t v = ladder->order[k];
        if (row[v] != AMBIT_NOBODY) row[v] = n++;
    }
    return n;
}

static uint32_t row_above(const adding *a, uint32_t v)
{
    return a->ladder->above[v] == AMBIT_LADDER_COMPANY ? AMBIT_NOBODY : a->row[a->ladder->above[v]];
}

static void name_managers(const adding *a)
{
    const ambit_ladder *ladder = a->ladder;
    ambit_rollup *out = a->out;
    for (uint32_t v = 0; v < ladder->n; v++) {
        uint32_t m = a->row[v];
        if (v < out->n_reps) out->of_rep[v] = row_above(a, v);
        if (m == AMBIT_NOBODY) continue;
        out->id[m] = ladder->id[v];
        out->name[m] = ladder->name[v];
        out->above[m] = row_above(a, v);
        out->level[m] = ladder->depth[v] + 1;
        if (out->level[m] > out->n_layers) out->n_layers = out->level[m];
    }
}

/* ---- Sums ------------------------------------------------------------------------------------------------------- */

/* Adds up the doubles that lie `stride` apart from `from`, one a rep, into those from `to`, one a manager. */
static void add_up(const adding *a, void *to, const void *from, size_t stride)
{
    for (uint32_t r = 0; r < a->out->n_reps; r++) memcpy(&a->value[r], (const char *)from + r * stride, sizeof(double));
    ambit_ladder_sum(a->sum, a->ladder, a->value);
    for (uint32_t v = 0; v < a->ladder->n; v++)
        if (a->row[v] != AMBIT_NOBODY) memcpy((char *)to + a->row[v] * stride, &a->sum[v], sizeof(double));
}

static void add_counts(const adding *a, uint32_t *to, const uint32_t *from, size_t stride)
{
    for (uint32_t r = 0; r < a->out->n_reps; r++)
        a->value[r] = from ? *(const uint32_t *)(const void *)((const char *)from + r * stride) : 1;
    ambit_ladder_sum(a->sum, a->ladder, a->value);
    for (uint32_t v = 0; v < a->ladder->n; v++)
        if (a->row[v] != AMBIT_NOBODY)
            *(uint32_t *)(void *)((char *)to + a->row[v] * stride) = (uint32_t)llrint(a->sum[v]);
}

static void add_figures(const adding *a, ambit_outcome_rep *to, const ambit_outcome_rep *from)
{
    add_counts(a, &to->units, &from->units, sizeof *to);
    add_counts(a, &to->accounts, &from->accounts, sizeof *to);
    add_up(a, &to->travel, &from->travel, sizeof *to);
    add_up(a, &to->visits, &from->visits, sizeof *to);
    add_up(a, &to->tour_km, &from->tour_km, sizeof *to);
    add_up(a, &to->tour_area_km, &from->tour_area_km, sizeof *to);
}

static void add_loads(const adding *a, ambit_outcome_load *to, const ambit_outcome_load *from)
{
    add_up(a, &to->load, &from->load, sizeof *to);
    add_up(a, &to->share, &from->share, sizeof *to);
    for (uint32_t m = 0; m < a->out->n; m++) {
        to[m].lower = to[m].upper = NAN;
        to[m].deviation = to[m].share > 0 ? (to[m].load - to[m].share) / to[m].share : to[m].load > 0 ? INFINITY : 0;
    }
}

static void add_all(const adding *a)
{
    const ambit_outcome *o = a->outcome;
    ambit_rollup *out = a->out;
    add_counts(a, out->reps, NULL, sizeof *out->reps);
    add_figures(a, out->figure, o->rep);
    if (out->before) add_figures(a, out->before, o->rep_before);
    for (uint32_t k = 0; k < o->n_rules; k++) {
        size_t to = (size_t)k * out->n, from = (size_t)k * o->n_reps;
        add_loads(a, out->load + to, o->load + from);
        if (out->load_before) add_loads(a, out->load_before + to, o->load_before + from);
    }
}

/* ---- The whole -------------------------------------------------------------------------------------------------- */

static ambit_status roll_up(adding *a, ambit_error *err)
{
    const ambit_outcome *o = a->outcome;
    size_t n = a->ladder->n + (size_t)1;
    a->row = malloc(n * sizeof *a->row);
    a->value = malloc(n * sizeof *a->value);
    a->sum = malloc(n * sizeof *a->sum);
    if (!a->row || !a->value || !a->sum) return ambit_fail(err, AMBIT_E_MEMORY, "no memory for the roll-up");
    a->out->n = number_managers(a->row, a->ladder);
    if (!reserve(a->out, a->out->n, o->n_reps, o->n_rules, o->rep_before && o->load_before))
        return ambit_fail(err, AMBIT_E_MEMORY, "no memory for the roll-up");
    name_managers(a);
    add_all(a);
    return AMBIT_OK;
}

static int somebody_is_managed(const ambit_reps *reps)
{
    for (uint32_t r = 0; reps->manager && r < reps->n_listed; r++)
        if (*reps->manager[r]) return 1;
    return 0;
}

ambit_status ambit_rollup_build(ambit_rollup *out, const ambit_outcome *outcome, ambit_error *err)
{
    const ambit_instance *instance = outcome->formulation->instance;
    *out = (ambit_rollup){ .n_reps = outcome->n_reps, .n_rules = outcome->n_rules };
    ambit_diagnosis *aside = ambit_diagnosis_build();
    if (!aside) return ambit_fail(err, AMBIT_E_MEMORY, "no memory for the roll-up");
    adding a = { .out = out, .outcome = outcome, .ladder = &out->people.ladder };
    const int is_managed = somebody_is_managed(&instance->reps);
    ambit_status status = is_managed ? ambit_people_read(&out->people, instance, aside, err) : AMBIT_OK;
    if (!status && is_managed) status = roll_up(&a, err);
    else if (status != AMBIT_E_MEMORY) {
        out->is_faulty = status != AMBIT_OK;
        status = AMBIT_OK;
    }
    ambit_diagnosis_free(aside);
    free(a.row);
    free(a.value);
    free(a.sum);
    return status;
}

void ambit_rollup_reset(ambit_rollup *r)
{
    free(r->id);
    free(r->name);
    free(r->above);
    free(r->level);
    free(r->reps);
    free(r->of_rep);
    free(r->figure);
    free(r->before);
    free(r->load);
    free(r->load_before);
    ambit_people_reset(&r->people);
    *r = (ambit_rollup){ .n = 0 };
}

uint32_t ambit_rollup_above(const ambit_rollup *rollup, uint32_t r, uint32_t k)
{
    uint32_t m = rollup->n ? rollup->of_rep[r] : AMBIT_NOBODY;
    while (k-- && m != AMBIT_NOBODY) m = rollup->above[m];
    return m;
}
