#include "heuristics/exact/polish.h"

#include "heuristics/genetic/population.h"
#include "heuristics/exact/rep_sets.h"
#include "heuristics/exact/subproblem.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum {
    MOST_SIDE_BY_SIDE = 16,
    NEAR = 6,                  /* neighbours of a rep that it is solved with */
    MOST_FREE = 64,
    OVERHEAD = 1000,           /* nodes that take as long as setting a problem up */
    MOST_HEATS = 12,           /* times that penalties rise */
    MENDING = 2,               /* stages while a plan is beyond its bounds */
    HEATS_ALONE = 3,           /* times that they rise before all stages have to help */
    N_STAGES = 5
};

static const struct { uint32_t n_reps, n_free; uint64_t nodes; } stages[N_STAGES] = {
    { 2, 40, 4000 }, { 3, 50, 10000 }, { 4, 50, 10000 }, { 3, MOST_FREE, 100000 }, { 4, MOST_FREE, 100000 },
};

static const int stages_of[] = { [AMBIT_POLISH_PAIRS] = 1, [AMBIT_POLISH_TRIPLES] = 2, [AMBIT_POLISH_QUADS] = 3,
                                 [AMBIT_POLISH_DEEP] = N_STAGES };

struct ambit_polish {
    const ambit_core *core;
    const ambit_candidates *candidates;
    const double *price;
    ambit_watch *watch;
    ambit_state state;
    ambit_rep_sets sets;
    uint32_t side_by_side;
    ambit_subproblem *sub;     /* [side_by_side] */
    double *base, *penalty;    /* [n_rules * n_reps] at first, and now */
    uint64_t *content;         /* [n_reps] hash of the units that it has */
    uint64_t *known;           /* [n_known] sets on which nothing was found, by hash */
    size_t n_known;            /* a power of two */
    uint32_t *tried, round;    /* [sets] the pass in which it was looked at last */
    char *busy;                /* [n_reps] in this batch */
    uint64_t heat;             /* changes with the penalties */
    double enough;             /* of the effort */
};

/* ---- Life -------------------------------------------------------------------------------------------------------- */

/* Prices are what the last unit of room is worth, so with them as penalties being beyond a bound costs what it brings:
 * the cheapest way over the bounds stays open. Rows without a price have a small part of the dearest. */
static void set_base(ambit_polish *p)
{
    const ambit_core *core = p->core;
    double dearest = 1e-9;
    for (uint32_t a = 0; a < core->n_rules; a++)
        for (uint32_t r = 0; r < core->n_reps; r++)
            dearest = fmax(dearest, fabs(p->price[a * core->n_reps + r]) * core->rule[a].scale);
    for (uint32_t a = 0; a < core->n_rules; a++)
        for (uint32_t r = 0; r < core->n_reps; r++)
            p->base[a * core->n_reps + r] =
                    fabs(p->price[ambit_core_row(core, a, r)]) + 0.05 * dearest / core->rule[a].scale;
}

static int allocate(ambit_polish *p)
{
    size_t rows = (size_t)p->core->n_rules * p->core->n_reps + 1, n_sets = p->sets.first[AMBIT_SET_REPS + 1];
    for (p->n_known = 1 << 14; p->n_known < 8 * n_sets && p->n_known < 1 << 20;) p->n_known *= 2;
    p->sub = calloc(p->side_by_side, sizeof *p->sub);
    p->base = malloc(rows * sizeof *p->base), p->penalty = malloc(rows * sizeof *p->penalty);
    p->content = calloc(p->core->n_reps, sizeof *p->content), p->busy = calloc(p->core->n_reps, 1);
    p->known = calloc(p->n_known, sizeof *p->known), p->tried = calloc(n_sets + 1, sizeof *p->tried);
    return p->sub && p->base && p->penalty && p->content && p->busy && p->known && p->tried ? 0 : -1;
}

static uint64_t mixed(uint64_t x)
{
    x = (x ^ x >> 30) * 0xBF58476D1CE4E5B9u;
    x = (x ^ x >> 27) * 0x94D049BB133111EBu;
    return x ^ x >> 31;
}

static uint64_t mark_of(uint32_t u) { return mixed((u + 1) * 0x9E3779B97F4A7C15u); }

static ambit_status build_parts(ambit_polish *p, const ambit_neighbours *neighbours, ambit_error *err)
{
    ambit_status status = ambit_rep_sets_init(&p->sets, neighbours, AMBIT_SET_REPS, NEAR, err);
    if (!status && allocate(p))
        status = ambit_fail(err, AMBIT_E_MEMORY, "no memory to polish plans of %u reps", p->core->n_reps);
    for (uint32_t i = 0; !status && i < p->side_by_side; i++)
        status = ambit_subproblem_init(&p->sub[i], p->core, AMBIT_SET_REPS, MOST_FREE, err);
    return status ? status : ambit_state_init(&p->state, p->core, err);
}

ambit_status ambit_polish_build(ambit_polish **out, const ambit_core *core, const ambit_candidates *candidates,
        const ambit_neighbours *neighbours, const double *price, uint32_t side_by_side, ambit_watch *watch,
        ambit_error *err)
{
    ambit_polish *p = *out = calloc(1, sizeof *p);
    if (!p) return ambit_fail(err, AMBIT_E_MEMORY, "no memory to polish plans of %u reps", core->n_reps);
    p->core = core, p->candidates = candidates, p->price = price, p->watch = watch;
    p->side_by_side = side_by_side < MOST_SIDE_BY_SIDE ? side_by_side : MOST_SIDE_BY_SIDE;
    ambit_status status = build_parts(p, neighbours, err);
    if (status) {
        ambit_polish_free(p);
        *out = NULL;
        return status;
    }
    set_base(p);
    for (uint32_t u = 0; u < core->n_units; u++) p->content[core->rep[core->first[u]]] ^= mark_of(u);
    return AMBIT_OK;
}

void ambit_polish_free(ambit_polish *p)
{
    if (!p) return;
    ambit_state_reset(&p->state);
    ambit_rep_sets_reset(&p->sets);
    for (uint32_t i = 0; p->sub && i < p->side_by_side; i++) ambit_subproblem_reset(&p->sub[i]);
    free(p->sub), free(p->base), free(p->penalty), free(p->content), free(p->known), free(p->tried), free(p->busy);
    free(p);
}

/* ---- What is known of a set -------------------------------------------------------------------------------------- */

static bool is_beyond(const ambit_row *row) { return row->load > row->upper || row->load < row->lower; }

static bool any_beyond(const ambit_polish *p, const ambit_rep_set *set, uint32_t n_reps)
{
    for (uint32_t i = 0; i < n_reps; i++)
        for (uint32_t a = 0; a < p->core->n_rules; a++)
            if (is_beyond(&p->state.row[ambit_state_row(&p->state, a, set->rep[i])])) return true;
    return false;
}

/* Which territories, looked at how closely, and under which penalties where they matter. */
static uint64_t key_of(const ambit_polish *p, const ambit_rep_set *set, int stage)
{
    uint32_t n_reps = stages[stage].n_reps;
    uint64_t key = (uint64_t)stage + 1;
    for (uint32_t i = 0; i < n_reps; i++) key = mixed(key + p->content[set->rep[i]] + set->rep[i]);
    return any_beyond(p, set, n_reps) ? mixed(key + p->heat) : key;
}

static uint64_t *place_of(ambit_polish *p, uint64_t key) { return &p->known[key & (p->n_known - 1)]; }

/* ---- Batches ----------------------------------------------------------------------------------------------------- */

static bool any_busy(const ambit_polish *p, const ambit_rep_set *set, uint32_t n_reps)
{
    for (uint32_t i = 0; i < n_reps; i++)
        if (p->busy[set->rep[i]]) return true;
    return false;
}

static void set_busy(ambit_polish *p, const ambit_rep_set *set, uint32_t n_reps, char busy)
{
    for (uint32_t i = 0; i < n_reps; i++) p->busy[set->rep[i]] = busy;
}

/* The next sets of this pass, from *at on around the list, that share no rep and are not known. Returns how many. */
static size_t next_batch(ambit_polish *p, int stage, size_t *at, const ambit_rep_set **batch)
{
    const uint32_t n_reps = stages[stage].n_reps;
    const size_t first = p->sets.first[n_reps], end = p->sets.first[n_reps + 1];
    size_t n = 0;
    for (size_t looked = first; looked < end && n < p->side_by_side; looked++, *at = *at + 1 < end ? *at + 1 : first) {
        const ambit_rep_set *set = &p->sets.set[*at];
        if (p->tried[*at] == p->round || any_busy(p, set, n_reps)) continue;
        p->tried[*at] = p->round;
        uint64_t key = key_of(p, set, stage);
        if (*place_of(p, key) == key) continue;
        set_busy(p, set, n_reps, 1);
        batch[n++] = set;
    }
    for (size_t i = 0; i < n; i++) set_busy(p, batch[i], n_reps, 0);
    return n;
}

/* Takes over the solution when the plan gets better by it. */
static bool adopt(ambit_polish *p, const ambit_subproblem *sub)
{
    if (!sub->result.improved) return false;
    for (uint32_t i = 0; i < sub->n_units; i++) {
        uint32_t u = sub->unit[i];
        if (p->state.choice[u] == sub->choice[i]) continue;
        p->content[ambit_state_rep(&p->state, u)] ^= mark_of(u);
        ambit_shift_apply(&p->state, u, sub->choice[i]);
        p->content[ambit_state_rep(&p->state, u)] ^= mark_of(u);
    }
    return true;
}

static void solve_batch(ambit_polish *p, int stage, const ambit_rep_set **batch, size_t n, ambit_polish_report *report)
{
#pragma omp parallel for schedule(dynamic, 1) if (n > 1)
    for (size_t i = 0; i < n; i++) {
        const ambit_subproblem_options options = { .rep = batch[i]->rep, .n_reps = stages[stage].n_reps,
                                                   .n_free = stages[stage].n_free, .sharers = (uint32_t)n,
                                                   .most_nodes = stages[stage].nodes };
        ambit_subproblem_solve(&p->sub[i], &p->state, p->candidates, p->price, &options);
    }
    for (size_t i = 0; i < n; i++) {
        uint64_t key = key_of(p, batch[i], stage);
        if (adopt(p, &p->sub[i])) report->improved++;
        else *place_of(p, key) = key;
        report->work += p->sub[i].result.nodes + OVERHEAD;
    }
    report->problems += n;
}

/* Nobody asks for a better plan than this one. O(rows), where somebody said so. */
static bool is_enough(const ambit_polish *p)
{
    return p->enough > 0 && ambit_state_objective(&p->state) <= p->enough && !(ambit_state_violation(&p->state) > 0);
}

/* Looks at every set of the stage once. Returns whether the plan got better. */
static bool pass(ambit_polish *p, int stage, uint64_t work, ambit_polish_report *report)
{
    const ambit_rep_set *batch[MOST_SIDE_BY_SIDE];
    uint64_t improved = report->improved;
    size_t at = p->sets.first[stages[stage].n_reps], n;
    p->round++;
    while (report->work < work && (n = next_batch(p, stage, &at, batch))) {
        solve_batch(p, stage, batch, n, report);
        if (ambit_watch_stop(p->watch) || is_enough(p)) break;
    }
    return report->improved > improved;
}

/* ---- The run ----------------------------------------------------------------------------------------------------- */

static void load(ambit_polish *p, const uint32_t *choice, double pressure)
{
    const ambit_core *core = p->core;
    uint32_t n_rows = core->n_rules * core->n_reps;
    for (uint32_t u = 0; u < core->n_units; u++) {
        uint32_t was = core->rep[core->first[u] + p->state.choice[u]], is = core->rep[core->first[u] + choice[u]];
        if (was != is) p->content[was] ^= mark_of(u), p->content[is] ^= mark_of(u);
    }
    ambit_state_load(&p->state, choice);
    for (uint32_t row = 0; row < n_rows; row++) p->penalty[row] = pressure * p->base[row];
    ambit_state_set_penalties(&p->state, p->penalty);
    p->heat++;
}

/* Rows that nothing brings within their bounds get dearer. False when there is none. */
static bool heat_up(ambit_polish *p)
{
    const ambit_core *core = p->core;
    bool any = false;
    for (uint32_t a = 0; a < core->n_rules; a++)
        for (uint32_t r = 0; r < (core->rule[a].shared ? 1 : core->n_reps); r++)
            if (is_beyond(&p->state.row[ambit_state_row(&p->state, a, r)]))
                p->penalty[ambit_core_row(core, a, r)] *= 3, any = true;
    ambit_state_set_penalties(&p->state, p->penalty);
    p->heat++;
    return any;
}

static bool over(const ambit_polish *p, const ambit_polish_effort *effort, const ambit_polish_report *report)
{
    return report->work >= effort->work || ambit_watch_stop(p->watch) || is_enough(p);
}

/* Stage by stage; back to the first one whenever a later one has found something. */
static void climb(ambit_polish *p, int n_stages, const ambit_polish_effort *effort, ambit_polish_report *report)
{
    for (int stage = 0; stage < n_stages && !over(p, effort, report);) {
        bool better = pass(p, stage, effort->work, report);
        stage = better && stage > 0 ? 0 : stage + 1;
    }
}

/* Into the rules by small sets at first: large ones, which take most of the time, would be solved again at each heat.
 */
static void mend(ambit_polish *p, int n_stages, const ambit_polish_effort *effort, ambit_polish_report *report)
{
    for (int heat = 0; heat <= MOST_HEATS && !over(p, effort, report); heat++) {
        climb(p, heat > HEATS_ALONE || n_stages < MENDING ? n_stages : MENDING, effort, report);
        if (!heat_up(p)) break;
    }
}

ambit_polish_report ambit_polish_run(ambit_polish *p, uint32_t *choice, const ambit_polish_effort *effort)
{
    ambit_polish_report report = { 0 };
    load(p, choice, effort->pressure);
    p->enough = effort->enough;
    double objective = ambit_state_objective(&p->state), violation = ambit_state_violation(&p->state);
    mend(p, stages_of[effort->depth], effort, &report);
    climb(p, stages_of[effort->depth], effort, &report);
    report.exhausted = !over(p, effort, &report);
    if (ambit_individual_beats(ambit_state_objective(&p->state), ambit_state_violation(&p->state), objective,
                               violation))
        memcpy(choice, p->state.choice, p->core->n_units * sizeof *choice);
    return report;
}
