#include "solver/branch/branch.h"

#include "solver/bound.h"
#include "solver/branch/bundle.h"
#include "solver/branch/rounding.h"
#include "solver/branch/tree.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum {
    BATCH = 16,              /* nodes solved side by side; fixed, so that threads change nothing */
    MOST_CUTS = 100,         /* rows of cuts at any time: a Newton step costs their cube ... */
    CUTS_A_ROW = 4,          /* ... and this many for each balance row */
    WORTH_THREADS = 200,     /* pairs: below, waking a thread costs more than a node */
    CUTS_A_ROUND = 40,
    ROOT_ROUNDS = 60,
    NODE_ROUNDS = 2,
    PATIENCE = 6,            /* rounds without 1 % of the gap */
    ROOT_STEPS = 200,        /* of the prices of units */
    NODE_STEPS = 12,
    ROOT_TREE = 1000000,     /* nodes of a territory's tree */
    NODE_TREE = 200000
};

static const double CUT_SHARE = 0.3;    /* of the effort may go into the root's cuts */
static const double UNIT_SHARE = 0.7;   /* ... and, what they left included, into the prices of units there */
static const double WORTH_A_STEP = 1e-3; /* of the gap: what the prices' model must promise */
static const ambit_node_climb CLIMB = { .hot = 32, .fall = 0.5, .stages = 4, .steps = 6 };
static const double IDLE = 40;          /* last temperatures: a cut whose price is below holds nothing */
static const double OPEN_MINDED = 1024; /* temperature at which a unit's second-best rep still counts */

/* One node at work: its relaxation grows cuts and loses units; what came of it waits until it is its turn. */
typedef struct {
    ambit_relaxation relaxation;
    ambit_node node;
    ambit_bundle bundle;     /* where units have prices */
    ambit_bundle_memory memory;
    double *q;               /* [n_rows] where the next climb starts */
    char *mark;              /* [pairs or rows] */
    double bound;
    ambit_status status;
    uint32_t at;             /* the open unit to branch on */
    double *child_bound;     /* of each of its pairs */
} desk;

typedef struct {
    const ambit_core *core;
    const ambit_branch_options *options;
    ambit_branch *result;
    ambit_tree tree;
    double cutoff;           /* nothing that reaches it is cheaper than the incumbent by more than rounding */
    double safety;           /* what rounding may have added to a bound */
    desk desk[BATCH];
    bool packs;              /* units have prices, too */
    double work;
} branching;

static bool over(const branching *b)
{
    return b->work >= b->options->effort || (b->options->stop && b->options->stop(b->options->context));
}

/* By how much a better plan is cheaper at least. */
static double worth(const ambit_core *core, double cost)
{
    return core->whole_costs ? 1 - 1e-6 - 1e-9 * fabs(cost) : 1e-10 * fabs(cost);
}

/* The parts of rows and units are some multiple of this in size: what rounding may add up to. */
static double safety_of(const ambit_core *core, const double *price, double value)
{
    double rows = 0;
    for (uint32_t a = 0; a < core->n_rules; a++)
        for (uint32_t r = 0; r < (core->rule[a].shared ? 1 : core->n_reps); r++) {
            double low = core->rule[a].lower[r], high = core->rule[a].upper[r];
            rows += fabs(price[a * core->n_reps + r])
                    * fmax(isfinite(low) ? fabs(low) : 0, isfinite(high) ? fabs(high) : 0);
        }
    return 1e-11 * (fabs(value) + rows) * (1 + log2(core->n_units + 1.0));
}

/* ---- What the caller learns -------------------------------------------------------------------------------------- */

static void mark_open(branching *b, const ambit_relaxation *x)
{
    for (uint32_t k = 0; k < x->n_pairs; k++) b->result->open[x->pair[k]] = 1;
    for (uint32_t u = 0; u < b->core->n_units; u++)
        if (x->given_pair[u] != AMBIT_NO_PAIR) b->result->open[x->given_pair[u]] = 1;
}

/* Prices of the balance rows. */
static void take_prices(branching *b, const ambit_relaxation *x, const double *q)
{
    const ambit_core *core = b->core;
    for (uint32_t a = 0; a < core->n_rules; a++)
        for (uint32_t r = 0; r < (core->rule[a].shared ? 1 : core->n_reps); r++)
            b->result->price[a * core->n_reps + r] = q[x->row_of[a * core->n_reps + r]] / core->rule[a].scale;
}

/* ---- Cuts -------------------------------------------------------------------------------------------------------- */

/* A cut holds nothing when its slack (temperature / price) is a good part of its largest coefficient. */
static ambit_status drop_idle(desk *d, ambit_error *err)
{
    ambit_relaxation *x = &d->relaxation;
    double last = CLIMB.hot * pow(CLIMB.fall, CLIMB.stages - 1) * x->temperature;
    for (uint32_t r = 0; r < x->n_rows; r++) {
        ambit_relaxation_row *row = &x->row[r];
        row->idle = row->cut && d->q[r] < IDLE * last ? row->idle + 1 : 0;
        d->mark[r] = row->idle > 1;
    }
    return ambit_relaxation_drop(x, d->mark, d->q, err);
}

static uint32_t most_cuts(const ambit_relaxation *x)
{
    uint32_t most = CUTS_A_ROW * (x->n_rows - x->n_cuts);
    return most < MOST_CUTS ? most : MOST_CUTS;
}

/* After a climb: when there are new cuts, idle ones go and they come. */
static ambit_status renew_cuts(desk *d, bool *more, ambit_error *err)
{
    ambit_relaxation *x = &d->relaxation;
    ambit_cuts cuts;
    ambit_status status = ambit_rounding_separate(&cuts, &d->node, CUTS_A_ROUND, err);
    if (status) return ambit_cuts_reset(&cuts), status;
    *more = cuts.n > 0;
    if (*more) {
        memcpy(d->q, d->node.q, x->n_rows * sizeof *d->q);
        status = drop_idle(d, err);
        uint32_t most = most_cuts(x), room = most > x->n_cuts ? most - x->n_cuts : 0;
        uint32_t n = cuts.n < room ? cuts.n : room;
        if (!status) status = ambit_relaxation_add(x, cuts.cut, n, err);
        for (uint32_t r = x->n_rows - (status ? 0 : n); r < x->n_rows; r++) d->q[r] = 0;
    }
    ambit_cuts_reset(&cuts);
    return status;
}

/* Leaves out of the relaxation what the node has decided. */
static void shrink(desk *d)
{
    ambit_node_left(&d->node, d->mark);
    ambit_relaxation_keep(&d->relaxation, d->mark);
}

/* Climbs and cuts by turns; d->bound rises. Stops at the cutoff, or when cuts gain little. */
static ambit_status climb_and_cut(desk *d, uint32_t rounds, double cutoff, double effort, ambit_error *err)
{
    double seen = -INFINITY;
    uint32_t idle = 0;
    for (uint32_t round = 0;; round++) {
        if (!ambit_node_load(&d->node, &d->relaxation, d->q, AMBIT_NO_CHOICE, 0, cutoff)) {
            d->bound = INFINITY;
            break;
        }
        if (d->node.n) ambit_node_maximise(&d->node, &CLIMB, cutoff);
        d->bound = fmax(d->bound, d->node.best);
        double gap = cutoff < INFINITY ? cutoff - d->bound : 1e-3 * fabs(d->bound);
        idle = d->bound > seen + 0.01 * gap ? 0 : idle + 1;
        if (!idle) seen = d->bound;
        bool more = d->bound < cutoff && d->node.n && round < rounds && idle < PATIENCE
                    && (double)d->node.work < effort;
        ambit_status status = more ? renew_cuts(d, &more, err) : AMBIT_OK;
        if (status) return status;
        if (!more) break;
    }
    return AMBIT_OK;
}

/* ---- One node ---------------------------------------------------------------------------------------------------- */

/* The undecided unit whose decision moves most: its size, and how near its other pairs are. */
static uint32_t unit_to_branch_on(ambit_node *node)
{
    const ambit_relaxation *x = node->relaxation;
    double best = -1, temperature = OPEN_MINDED * x->temperature;
    uint32_t at = 0;
    for (uint32_t i = 0; i < node->n; i++) {
        double size = x->size[node->unit[i]], least = ambit_node_priced(node, node->best_q, i, node->weight), sum = 0;
        for (uint32_t k = 0; k < node->first[i + 1] - node->first[i]; k++)
            sum += exp((least - node->weight[k]) / (temperature * size));
        double score = sqrt(size) * (1 - 1 / sum);
        if (score > best) best = score, at = i;
    }
    return at;
}

/* The same from the side of the reps. */
static uint32_t shared_unit(const desk *d)
{
    const ambit_relaxation *x = &d->relaxation;
    double best = -1;
    uint32_t at = 0;
    for (uint32_t i = 0; i < d->node.n; i++) {
        uint32_t u = d->node.unit[i];
        double most = 0;
        for (uint32_t k = x->first[u]; k < x->first[u + 1]; k++)
            most = fmax(most, ambit_bundle_share(&d->bundle, x->rep[k], x->unit[u]));
        double score = sqrt(x->size[u]) * (1 - most * most);
        if (score > best) best = score, at = i;
    }
    return at;
}

/* Prices on the units: d->bound rises, pairs go. */
static ambit_status price_units(branching *b, desk *d, ambit_bundle *bundle, const ambit_bundle_memory *memory,
                                const ambit_bundle_climb *climb)
{
    ambit_bundle_load(bundle, &d->relaxation, memory, d->q);
    ambit_bundle_maximise(bundle, climb);
    d->bound = fmax(d->bound, bundle->best);
    if (!(d->bound < b->cutoff) || !ambit_bundle_left(bundle, b->cutoff, d->mark)) {
        d->bound = INFINITY;
        return AMBIT_OK;
    }
    if (ambit_bundle_save(bundle, &d->memory)) return AMBIT_E_MEMORY;
    ambit_relaxation_keep(&d->relaxation, d->mark);
    if (!ambit_node_load(&d->node, &d->relaxation, d->q, AMBIT_NO_CHOICE, 0, b->cutoff)) d->bound = INFINITY;
    return AMBIT_OK;
}

static ambit_bundle_climb climb_of(const branching *b, uint32_t steps, uint64_t nodes, double bound)
{
    double gap = b->cutoff < INFINITY ? b->cutoff - bound : 1e-3 * fabs(bound);
    return (ambit_bundle_climb){ .steps = steps, .nodes = nodes, .cutoff = b->cutoff, .patience = WORTH_A_STEP * gap,
                                 .work = INFINITY, .stop = b->options->stop, .context = b->options->context };
}

static void solve_packed(branching *b, desk *d, const ambit_tree_inner *parent)
{
    const ambit_bundle_climb climb = climb_of(b, NODE_STEPS, NODE_TREE, d->bound);
    d->status = price_units(b, d, &d->bundle, &parent->memory, &climb);
    if (d->status || !(d->bound < b->cutoff) || !d->node.n) return;
    d->at = shared_unit(d);
    for (uint32_t k = d->node.first[d->at]; k < d->node.first[d->at + 1]; k++)
        d->child_bound[k - d->node.first[d->at]] =
                fmax(d->bound, d->bundle.best + ambit_bundle_rise_of(&d->bundle, &d->relaxation,
                                                                     d->node.unit[d->at], d->node.pair[k]));
}

static void solve_node(branching *b, desk *d, const ambit_tree_leaf *leaf, ambit_error *err)
{
    const ambit_tree_inner *parent = &b->tree.inner[leaf->parent];
    ambit_node *node = &d->node;
    d->bound = leaf->bound, d->status = AMBIT_OK;
    if (ambit_relaxation_copy(&d->relaxation, &parent->relaxation)) { d->status = AMBIT_E_MEMORY; return; }
    if (!ambit_node_load(node, &d->relaxation, parent->q, leaf->unit, leaf->pair, b->cutoff)) {
        d->bound = INFINITY;
        return;
    }
    memcpy(d->q, node->q, d->relaxation.n_rows * sizeof *d->q);
    shrink(d);
    if (b->packs) { solve_packed(b, d, parent); return; }
    d->status = climb_and_cut(d, NODE_ROUNDS, b->cutoff, INFINITY, err);
    if (d->status || !(d->bound < b->cutoff) || !node->n) return;
    d->at = unit_to_branch_on(node);
    double least = ambit_node_priced(node, node->best_q, d->at, node->weight);
    for (uint32_t k = 0; k < node->first[d->at + 1] - node->first[d->at]; k++)
        d->child_bound[k] = fmax(d->bound, node->best + node->weight[k] - least);
}

/* ---- The tree ---------------------------------------------------------------------------------------------------- */

/* All units are decided and the balance rows hold (cuts hold for every plan): a better plan. */
static ambit_status take_plan(branching *b, const desk *d, ambit_error *err)
{
    const ambit_relaxation *x = &d->relaxation;
    ambit_branch *result = b->result;
    const size_t *first = b->core->first;
    double cost = d->node.given;
    for (uint32_t r = 0; r < x->n_rows; r++)
        if (!x->row[r].cut) cost += d->node.row[r].weight * fabs(d->node.row[r].ideal);
    if (cost >= b->cutoff) return AMBIT_OK;
    if (!result->choice && !(result->choice = malloc(b->core->n_units * sizeof *result->choice)))
        return ambit_fail(err, AMBIT_E_MEMORY, "no memory for a plan of %u units", b->core->n_units);
    for (uint32_t u = 0; u < b->core->n_units; u++)
        if (x->given_pair[u] != AMBIT_NO_PAIR) result->choice[u] = (uint32_t)(x->given_pair[u] - first[u]);
    for (uint32_t i = 0; i < x->n_units; i++)
        result->choice[x->unit[i]] = (uint32_t)(x->pair[d->node.choice[i]] - first[x->unit[i]]);
    result->cost = cost;
    b->cutoff = cost - worth(b->core, cost);
    return AMBIT_OK;
}

static ambit_status take_outcome(branching *b, desk *d, ambit_error *err)
{
    ambit_node *node = &d->node;
    if (d->status) return ambit_fail(err, d->status, "no memory for a node of branch and bound");
    if (!(d->bound < b->cutoff)) return AMBIT_OK;
    if (!node->n) return take_plan(b, d, err);
    uint32_t index, begin = node->first[d->at], n = node->first[d->at + 1] - begin, unit = node->unit[d->at];
    int failed = ambit_tree_grow(&b->tree, &d->relaxation, &d->memory, node->best_q, &index);
    for (uint32_t k = 0; !failed && k < n; k++) {
        const ambit_tree_leaf leaf = { d->child_bound[k], index, unit, node->pair[begin + k], 0 };
        if (leaf.bound < b->cutoff) failed = ambit_tree_put(&b->tree, leaf);
    }
    return failed ? ambit_fail(err, AMBIT_E_MEMORY, "no memory for a tree of %u nodes", b->tree.n_inner) : AMBIT_OK;
}

static ambit_status grow(branching *b, ambit_error *err)
{
    ambit_status status = AMBIT_OK;
    while (!status && b->tree.n_leaves && !over(b)) {
        ambit_tree_leaf leaf[BATCH];
        ambit_error why[BATCH] = { 0 };
        uint32_t n = 0;
        while (n < BATCH && b->tree.n_leaves && b->tree.leaf[0].bound < b->cutoff) leaf[n++] = ambit_tree_pop(&b->tree);
        if (!n) { b->tree.n_leaves = 0; break; } /* the least bound is not below the cutoff: none is */
#pragma omp parallel for schedule(dynamic, 1) if (b->core->n_pairs > WORTH_THREADS)
        for (uint32_t i = 0; i < n; i++) solve_node(b, &b->desk[i], &leaf[i], &why[i]);
        for (uint32_t i = 0; i < n; i++) {
            desk *d = &b->desk[i];
            if (!status) status = take_outcome(b, d, err);
            b->work += (double)d->node.work + d->bundle.work, d->node.work = 0, d->bundle.work = 0;
            ambit_relaxation_reset(&d->relaxation);
            ambit_bundle_memory_reset(&d->memory);
            ambit_tree_done(&b->tree, &leaf[i]);
        }
        b->result->nodes += n;
    }
    return status;
}

/* The reps are solved side by side here, the nodes below in batches. */
static ambit_status plant_packed(branching *b, desk *d, ambit_error *err)
{
    ambit_bundle root;
    ambit_bundle_climb climb = climb_of(b, ROOT_STEPS, ROOT_TREE, d->bound);
    climb.work = UNIT_SHARE * (b->options->effort - b->work);
    ambit_status status = ambit_bundle_init(&root, &d->relaxation, d->relaxation.n_cuts, true, err);
    memcpy(d->q, d->node.best_q, d->relaxation.n_rows * sizeof *d->q);
    if (!status && (status = price_units(b, d, &root, NULL, &climb)))
        ambit_fail(err, status, "no memory for the prices of %u units", b->core->n_units);
    b->work += root.work + (double)d->node.work, d->node.work = 0;
    ambit_bundle_reset(&root);
    for (uint32_t i = 0; i < BATCH && !status && d->bound < b->cutoff; i++)
        status = ambit_bundle_init(&b->desk[i].bundle, &d->relaxation, d->relaxation.n_cuts, false, err);
    return status;
}

/* Cuts at the root; what is left of it becomes the first inner node with one leaf: itself. */
static ambit_status plant(branching *b, ambit_error *err)
{
    desk *d = &b->desk[0];
    ambit_status status = climb_and_cut(d, 0, b->cutoff, INFINITY, err);
    b->result->root = d->bound;
    if (!status) status = climb_and_cut(d, ROOT_ROUNDS, b->cutoff, CUT_SHARE * b->options->effort, err);
    b->result->cut = fmin(d->bound, b->options->cutoff);
    b->result->n_cuts = d->relaxation.n_cuts;
    b->work += (double)d->node.work, d->node.work = 0;
    if (status || !(d->bound < b->cutoff)) return status;
    take_prices(b, &d->relaxation, d->node.best_q);
    shrink(d);
    if (b->packs) status = plant_packed(b, d, err);
    if (status || !(d->bound < b->cutoff)) return status;
    mark_open(b, &d->relaxation);
    ambit_tree_leaf leaf = { .bound = d->bound, .unit = AMBIT_NO_CHOICE };
    if (ambit_tree_grow(&b->tree, &d->relaxation, &d->memory, d->node.q, &leaf.parent)
        || ambit_tree_put(&b->tree, leaf))
        return ambit_fail(err, AMBIT_E_MEMORY, "no memory for a tree over %u units", b->core->n_units);
    return AMBIT_OK;
}

/* ---- Life -------------------------------------------------------------------------------------------------------- */

static ambit_status desk_init(desk *d, const ambit_relaxation *x, ambit_error *err)
{
    size_t most_rows = (size_t)x->n_rows + MOST_CUTS + 1;
    ambit_status status = ambit_node_init(&d->node, x, (uint32_t)most_rows, err);
    d->q = calloc(most_rows, sizeof *d->q), d->mark = malloc(most_rows + x->n_pairs);
    d->child_bound = malloc(((size_t)x->longest + 1) * sizeof *d->child_bound);
    if (!status && (!d->q || !d->mark || !d->child_bound))
        status = ambit_fail(err, AMBIT_E_MEMORY, "no memory for a node of %u pairs", x->n_pairs);
    return status;
}

static void branching_reset(branching *b)
{
    for (uint32_t i = 0; i < BATCH; i++) {
        desk *d = &b->desk[i];
        ambit_relaxation_reset(&d->relaxation);
        ambit_node_reset(&d->node);
        ambit_bundle_reset(&d->bundle), ambit_bundle_memory_reset(&d->memory);
        free(d->q), free(d->mark), free(d->child_bound);
    }
    ambit_tree_reset(&b->tree);
}

static ambit_status run(branching *b, ambit_error *err)
{
    const ambit_core *core = b->core;
    ambit_relaxation *x = &b->desk[0].relaxation;
    ambit_status status = ambit_relaxation_init(x, core, b->options->price, b->cutoff, err);
    for (uint32_t i = 0; i < BATCH && !status; i++) status = desk_init(&b->desk[i], x, err);
    if (status) return status;
    for (uint32_t r = 0; r < core->n_reps; r++)
        for (uint32_t a = 0; a < core->n_rules; a++)
            b->desk[0].q[x->row_of[a * core->n_reps + r]] =
                    b->options->price[a * core->n_reps + (core->rule[a].shared ? 0 : r)] * core->rule[a].scale;
    status = plant(b, err);
    b->safety = safety_of(core, b->options->price, b->result->root);
    return status ? status : grow(b, err);
}

ambit_status ambit_branch_build(ambit_branch **out, const ambit_core *core, const ambit_branch_options *options,
                                ambit_error *err)
{
    branching b = { .core = core, .options = options, .packs = ambit_bundle_fits(core) };
    *out = NULL;
    ambit_branch *result = b.result = calloc(1, sizeof *result);
    if (!result || !(result->price = calloc((size_t)core->n_rules * core->n_reps + 1, sizeof *result->price))
        || !(result->open = calloc(core->n_pairs + 1, 1))) {
        ambit_branch_free(result);
        return ambit_fail(err, AMBIT_E_MEMORY, "no memory for branching on %zu pairs", core->n_pairs);
    }
    memcpy(result->price, options->price, (size_t)core->n_rules * core->n_reps * sizeof *result->price);
    result->cost = INFINITY;
    b.cutoff = options->cutoff < INFINITY ? options->cutoff - worth(core, options->cutoff) : INFINITY;
    ambit_status status = run(&b, err);
    if (!status) {
        double left = b.tree.n_leaves ? b.tree.leaf[0].bound : INFINITY, best = fmin(options->cutoff, result->cost);
        result->closed = !(left < b.cutoff);
        result->value = result->closed ? best : fmin(best, fmax(result->cut, left) - b.safety);
        if (b.tree.n_leaves) {
            const ambit_tree_inner *parent = &b.tree.inner[b.tree.leaf[0].parent];
            take_prices(&b, &parent->relaxation, parent->q);
        }
    }
    branching_reset(&b);
    if (status) { ambit_branch_free(result); return status; }
    *out = result;
    return AMBIT_OK;
}

void ambit_branch_free(ambit_branch *branch)
{
    if (branch) free(branch->price), free(branch->open), free(branch->choice), free(branch);
}
