#include "heuristics/polish.h"

#include "heuristics/state.h"
#include "heuristics/subproblem.h"

#include <math.h>
#include <stdlib.h>

enum {
    BATCH = 8 /* sets solved side by side; fixed, so that threads change nothing */,
    NEAR = 6 /* neighbours of a rep that it is solved with */,
    LEVELS = 3 /* of how many units are free */
};

/* A set of reps with the number of units that stay free, and the state of its reps when it was last solved. */
typedef struct { uint32_t rep[3], n_reps, n_free; uint64_t stamp; } rep_set;

struct ambit_polish {
    const ambit_core *core;
    const ambit_candidates *candidates;
    ambit_watch *watch;
    ambit_state state;
    ambit_contiguity contiguity;
    rep_set *set;
    size_t n_sets, at;
    uint64_t *version;      /* [n_reps] of the units that it has */
    char *busy;             /* [n_reps] in this batch */
};

/* ---- Which sets -------------------------------------------------------------------------------------------------- */

static uint32_t near_count(const ambit_neighbours *n, uint32_t a) { return n->count[a] < NEAR ? n->count[a] : NEAR; }

static bool is_near(const ambit_neighbours *n, uint32_t a, uint32_t b)
{
    for (uint32_t i = 0; i < near_count(n, a); i++)
        if (n->rep[(size_t)a * AMBIT_NEIGHBOURS + i] == b) return true;
    return false;
}

/* Pairs a-b with b near a (each once). With `add` NULL it only counts. */
static size_t list_pairs(rep_set *add, const ambit_neighbours *n, uint32_t n_free)
{
    size_t used = 0;
    for (uint32_t a = 0; a < n->n_reps; a++)
        for (uint32_t i = 0; i < near_count(n, a); i++) {
            uint32_t b = n->rep[(size_t)a * AMBIT_NEIGHBOURS + i];
            if (b < a && is_near(n, b, a)) continue; /* listed when it was b's turn */
            if (add) add[used] = (rep_set){ { a, b, 0 }, 2, n_free, UINT64_MAX };
            used++;
        }
    return used;
}

/* Triples of a rep and two of its near ones; those that another rep would list too are taken from the lowest rep. */
static size_t list_triples(rep_set *add, const ambit_neighbours *n, uint32_t n_free)
{
    size_t used = 0;
    for (uint32_t a = 0; a < n->n_reps; a++)
        for (uint32_t i = 0; i < near_count(n, a); i++)
            for (uint32_t j = i + 1; j < near_count(n, a); j++) {
                uint32_t b = n->rep[(size_t)a * AMBIT_NEIGHBOURS + i], c = n->rep[(size_t)a * AMBIT_NEIGHBOURS + j];
                if ((b < a && is_near(n, b, a) && is_near(n, b, c)) || (c < a && is_near(n, c, a) && is_near(n, c, b)))
                    continue;
                if (add) add[used] = (rep_set){ { a, b, c }, 3, n_free, UINT64_MAX };
                used++;
            }
    return used;
}

/* Small sets with few free units first: they cost least and fix most. */
static int list_sets(ambit_polish *p, const ambit_neighbours *n)
{
    size_t pairs = list_pairs(NULL, n, 0), triples = list_triples(NULL, n, 0);
    p->n_sets = LEVELS * (pairs + triples);
    if (!(p->set = malloc((p->n_sets + 1) * sizeof *p->set))) return -1;
    rep_set *next = p->set;
    for (uint32_t level = 0; level < LEVELS; level++) {
        next += list_pairs(next, n, 20 + 20 * level);
        next += list_triples(next, n, 24 + 12 * level);
    }
    return 0;
}

/* ---- Life -------------------------------------------------------------------------------------------------------- */

ambit_status ambit_polish_build(ambit_polish **out, const ambit_core *core, const ambit_candidates *candidates,
        const ambit_neighbours *neighbours, const ambit_graph *graph, ambit_watch *watch, ambit_error *err)
{
    *out = NULL;
    ambit_status status = AMBIT_E_MEMORY;
    ambit_polish *p = calloc(1, sizeof *p);
    if (!p || !(p->version = calloc(core->n_reps, sizeof *p->version)) || !(p->busy = calloc(core->n_reps, 1))
        || list_sets(p, neighbours)) {
        status = ambit_fail(err, status, "no memory for the sub-problems of %u reps", core->n_reps);
        goto fail;
    }
    p->core = core, p->candidates = candidates, p->watch = watch;
    if ((status = ambit_state_init(&p->state, core, err))) goto fail;
    if ((status = ambit_contiguity_init(&p->contiguity, graph, err))) goto fail;
    *out = p;
    return AMBIT_OK;
fail:
    ambit_polish_free(p);
    return status;
}

void ambit_polish_free(ambit_polish *p)
{
    if (!p) return;
    ambit_state_reset(&p->state);
    ambit_contiguity_reset(&p->contiguity);
    free(p->set), free(p->version), free(p->busy), free(p);
}

/* ---- Batches ----------------------------------------------------------------------------------------------------- */

static uint64_t stamp_of(const ambit_polish *p, const rep_set *set)
{
    uint64_t stamp = 0;
    for (uint32_t i = 0; i < set->n_reps; i++) stamp = stamp * 0x9E3779B97F4A7C15u + p->version[set->rep[i]] + 1;
    return stamp;
}

static bool any_busy(const ambit_polish *p, const rep_set *set)
{
    for (uint32_t i = 0; i < set->n_reps; i++)
        if (p->busy[set->rep[i]]) return true;
    return false;
}

static void set_busy(ambit_polish *p, const rep_set *set, char busy)
{
    for (uint32_t i = 0; i < set->n_reps; i++) p->busy[set->rep[i]] = busy;
}

/* The next sets, in the order of the list, that have changed reps and share none. Returns how many. */
static size_t next_batch(ambit_polish *p, rep_set **batch, size_t most)
{
    size_t n = 0;
    for (size_t looked = 0; looked < p->n_sets && n < most; looked++, p->at = (p->at + 1) % p->n_sets) {
        rep_set *set = &p->set[p->at];
        if (set->stamp == stamp_of(p, set) || any_busy(p, set)) continue;
        set_busy(p, set, 1);
        batch[n++] = set;
    }
    for (size_t i = 0; i < n; i++) set_busy(p, batch[i], 0);
    return n;
}

/* The solution's choices into the plan, and the plan's into the solution: twice is nothing. */
static void exchange(ambit_polish *p, const ambit_subproblem *sub)
{
    for (uint32_t i = 0; i < sub->n_units; i++) {
        uint32_t was = p->state.choice[sub->unit[i]];
        if (was != sub->choice[i]) ambit_shift_apply(&p->state, sub->unit[i], sub->choice[i]);
        sub->choice[i] = was;
    }
}

/* Takes over the solution when the plan gets better by it. */
static bool adopt(ambit_polish *p, const rep_set *set, const ambit_subproblem *sub)
{
    if (!sub->improved) return false;
    uint32_t breaks = ambit_contiguity_breaks(&p->contiguity, &p->state);
    exchange(p, sub);
    if (ambit_contiguity_breaks(&p->contiguity, &p->state) > breaks) return exchange(p, sub), false;
    for (uint32_t i = 0; i < set->n_reps; i++) p->version[set->rep[i]]++;
    return true;
}

static ambit_status solve_batch(ambit_polish *p, rep_set **batch, size_t n, ambit_polish_report *report,
                                ambit_error *err)
{
    ambit_subproblem sub[BATCH] = { 0 };
    ambit_error why[BATCH] = { 0 };
    ambit_status status = AMBIT_OK;
#pragma omp parallel for schedule(dynamic, 1)
    for (size_t i = 0; i < n; i++)
        why[i].status = ambit_subproblem_solve(&sub[i], &p->state, p->candidates, batch[i]->rep, batch[i]->n_reps,
                                               batch[i]->n_free, (uint32_t)n, p->watch, &why[i]);
    for (size_t i = 0; i < n; i++) {
        if (why[i].status == AMBIT_E_BACKEND) why[i].status = AMBIT_OK; /* GLPK gave up on it: nothing is gained */
        if (why[i].status && !status) status = ambit_fail(err, why[i].status, "%s", why[i].text);
        batch[i]->stamp = stamp_of(p, batch[i]);
        if (!why[i].status && adopt(p, batch[i], &sub[i])) report->improved++;
        ambit_subproblem_reset(&sub[i]);
    }
    report->problems += n;
    return status;
}

ambit_status ambit_polish_run(ambit_polish *p, uint32_t *choice, uint64_t problems, ambit_polish_report *report,
        ambit_error *err)
{
    *report = (ambit_polish_report){ 0 };
    const ambit_core *core = p->core;
    for (uint32_t u = 0; u < core->n_units; u++) { /* reps of which the plan differs from the last one are new */
        uint32_t was = core->rep[core->first[u] + p->state.choice[u]], is = core->rep[core->first[u] + choice[u]];
        if (was != is) p->version[was]++, p->version[is]++;
    }
    ambit_state_load(&p->state, choice);
    ambit_status status = AMBIT_OK;
    while (!status && report->problems < problems && !ambit_watch_stop(p->watch)) {
        rep_set *batch[BATCH];
        uint64_t left = problems - report->problems;
        size_t n = next_batch(p, batch, left < BATCH ? (size_t)left : BATCH);
        if (!n) { report->exhausted = true; break; }
        status = solve_batch(p, batch, n, report, err);
    }
    for (uint32_t u = 0; u < core->n_units; u++) choice[u] = p->state.choice[u];
    return status;
}
