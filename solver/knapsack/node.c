#include "solver/knapsack/node.h"

#include <stdlib.h>
#include <string.h>

/* ---- Life -------------------------------------------------------------------------------------------------------- */

static bool init_pack(ambit_pack *pack, size_t n, size_t n_cells)
{
    pack->item = malloc(n * sizeof *pack->item), pack->taken = malloc(n);
    pack->with = malloc(n * sizeof *pack->with), pack->without = malloc(n * sizeof *pack->without);
    pack->rank = malloc(n * sizeof *pack->rank), pack->core = malloc(n * sizeof *pack->core);
    pack->table = malloc((n_cells + 1) * sizeof *pack->table);
    return pack->item && pack->taken && pack->with && pack->without && pack->rank && pack->core && pack->table;
}

ambit_status ambit_packing_node_init(ambit_packing_node *n, const ambit_packing *p, ambit_error *err)
{
    const size_t units = p->n_units, pairs = (size_t)p->n_pairs + 1;
    *n = (ambit_packing_node){ .packing = p };
    n->chosen = malloc(units * sizeof *n->chosen), n->out = malloc(pairs);
    n->room = malloc(p->n_reps * sizeof *n->room), n->trail = malloc((units + pairs) * sizeof *n->trail);
    n->list = malloc(pairs * sizeof *n->list), n->at = malloc(pairs * sizeof *n->at);
    n->list_first = malloc(p->n_reps * sizeof *n->list_first), n->list_end = malloc(p->n_reps * sizeof *n->list_end);
    n->with = malloc(pairs * sizeof *n->with), n->without = malloc(pairs * sizeof *n->without);
    n->share = malloc(pairs * sizeof *n->share);
    n->price = malloc(units * sizeof *n->price), n->gradient = malloc(units * sizeof *n->gradient);
    n->direction = malloc(units * sizeof *n->direction), n->best_gradient = malloc(units * sizeof *n->best_gradient);
    bool packs = init_pack(&n->pack, units, p->most_cells);
    if (packs && n->chosen && n->out && n->room && n->trail && n->list_first && n->list_end && n->at && n->list
        && n->with && n->without && n->share && n->price && n->gradient && n->direction && n->best_gradient)
        return AMBIT_OK;
    return ambit_fail(err, AMBIT_E_MEMORY, "no memory for the knapsacks of %u pairs", p->n_pairs);
}

void ambit_packing_node_reset(ambit_packing_node *n)
{
    free(n->chosen), free(n->out), free(n->room), free(n->trail), free(n->list_first), free(n->list);
    free(n->list_end), free(n->at);
    free(n->with), free(n->without), free(n->share), free(n->price), free(n->gradient), free(n->direction);
    free(n->best_gradient), free(n->pack.item), free(n->pack.taken), free(n->pack.with), free(n->pack.without);
    free(n->pack.rank), free(n->pack.core), free(n->pack.table);
    *n = (ambit_packing_node){ .packing = NULL };
}

static void list_pairs(ambit_packing_node *n)
{
    const ambit_packing *p = n->packing;
    uint32_t used = 0;
    for (uint32_t r = 0; r < p->n_reps; r++) {
        n->list_first[r] = used;
        for (uint32_t i = p->rep_first[r]; i < p->rep_first[r + 1]; i++) {
            uint32_t k = p->rep_pair[i];
            if (n->out[k] || n->chosen[p->unit[k]] != AMBIT_UNDECIDED) continue;
            n->at[k] = used;
            n->list[used++] = (ambit_packing_entry){ p->core->cost[k], p->weight[k], p->unit[k], k };
        }
        n->list_end[r] = used;
    }
}

bool ambit_packing_load(ambit_packing_node *n, const uint32_t *chosen, const char *out)
{
    const ambit_packing *p = n->packing;
    bool holds = true;
    memcpy(n->room, p->room, p->n_reps * sizeof *n->room);
    n->given = 0, n->n_open = 0, n->n_trail = 0;
    for (uint32_t u = 0; u < p->n_units; u++) {
        uint32_t k = n->chosen[u] = chosen ? chosen[u] : AMBIT_UNDECIDED;
        if (k == AMBIT_UNDECIDED) { n->n_open++; continue; }
        uint32_t *room = &n->room[p->core->rep[k]];
        if (p->weight[k] > *room) holds = false;
        else *room -= p->weight[k];
        n->given += p->core->cost[k];
    }
    if (out) memcpy(n->out, out, p->n_pairs);
    else memset(n->out, 0, p->n_pairs);
    list_pairs(n);
    for (uint32_t k = 0; k < p->n_pairs; k++) n->share[k] = 0;
    n->share_weight = 1;
    return holds;
}

/* ---- Decisions --------------------------------------------------------------------------------------------------- */

/* The last one of the list takes its place. Taken back in reverse order, a list only grows again. */
static void take_off(ambit_packing_node *n, uint32_t k)
{
    uint32_t at = n->at[k], last = --n->list_end[n->packing->core->rep[k]];
    ambit_packing_entry entry = n->list[at];
    n->list[at] = n->list[last], n->list[last] = entry;
    n->at[n->list[at].pair] = at, n->at[k] = last;
}

void ambit_packing_give(ambit_packing_node *n, uint32_t k)
{
    const ambit_packing *p = n->packing;
    const uint32_t u = p->unit[k];
    for (uint32_t l = (uint32_t)p->core->first[u]; l < p->core->first[u + 1]; l++)
        if (!n->out[l]) take_off(n, l), n->trail[n->n_trail++] = l;
    n->chosen[u] = k;
    n->room[p->core->rep[k]] -= p->weight[k];
    n->given += p->core->cost[k];
    n->n_open--;
    n->trail[n->n_trail++] = 2 * p->n_pairs + k;
}

void ambit_packing_bar(ambit_packing_node *n, uint32_t k)
{
    take_off(n, k);
    n->out[k] = 1;
    n->trail[n->n_trail++] = n->packing->n_pairs + k;
}

static void take_back(ambit_packing_node *n, uint32_t k)
{
    const ambit_packing *p = n->packing;
    n->chosen[p->unit[k]] = AMBIT_UNDECIDED;
    n->room[p->core->rep[k]] += p->weight[k];
    n->given -= p->core->cost[k];
    n->n_open++;
}

void ambit_packing_undo(ambit_packing_node *n, size_t n_trail)
{
    const uint32_t pairs = n->packing->n_pairs;
    while (n->n_trail > n_trail) {
        uint32_t step = n->trail[--n->n_trail], k = step % pairs;
        if (step >= 2 * pairs) { take_back(n, k); continue; }
        n->list_end[n->packing->core->rep[k]]++;
        if (step >= pairs) n->out[k] = 0;
    }
}

/* ---- One evaluation ---------------------------------------------------------------------------------------------- */

/* The open pairs of one rep become the items of the knapsack; of those that cost nothing or more only with `all`. */
static void lay_out(ambit_packing_node *n, uint32_t r, const double *price, bool all)
{
    ambit_pack *pack = &n->pack;
    pack->n = 0, pack->room = n->room[r];
    for (uint32_t i = n->list_first[r]; i < n->list_end[r]; i++) {
        const ambit_packing_entry *e = &n->list[i];
        double cost = e->cost - price[e->unit];
        if ((all || cost < 0) && e->weight <= pack->room)
            pack->item[pack->n++] = (ambit_pack_item){ cost, e->weight, e->pair };
    }
    n->work += n->list_end[r] - n->list_first[r];
}

static double fixed_part(const ambit_packing_node *n, const double *price)
{
    double sum = n->given;
    for (uint32_t u = 0; u < n->packing->n_units; u++)
        if (n->chosen[u] == AMBIT_UNDECIDED) sum += price[u];
    return sum;
}

/* Shares are sums with growing weights: the decay of all others is in the weight of the new. */
static void age_shares(ambit_packing_node *n)
{
    n->share_weight /= 0.95;
    if (n->share_weight < 1e100) return;
    for (uint32_t k = 0; k < n->packing->n_pairs; k++) n->share[k] /= n->share_weight;
    n->share_weight = 1;
}

static double evaluate(ambit_packing_node *n, const double *price)
{
    const ambit_packing *p = n->packing;
    double value = fixed_part(n, price);
    age_shares(n);
    for (uint32_t u = 0; u < p->n_units; u++) n->gradient[u] = n->chosen[u] == AMBIT_UNDECIDED;
    n->pack.work = 0;
    for (uint32_t r = 0; r < p->n_reps; r++) {
        lay_out(n, r, price, false);
        value += ambit_pack_fill(&n->pack);
        for (uint32_t i = 0; i < n->pack.n; i++) {
            if (!n->pack.taken[i]) continue;
            n->gradient[p->unit[n->pack.item[i].pair]] -= 1;
            n->share[n->pack.item[i].pair] += n->share_weight;
        }
    }
    n->work += n->pack.work;
    return value;
}

/* ---- The climb --------------------------------------------------------------------------------------------------- */

static double square(const double *x, uint32_t n)
{
    double sum = 0;
    for (uint32_t i = 0; i < n; i++) sum += x[i] * x[i];
    return sum;
}

/* What is left of an old direction at each step. 0.35 to 0.8 measured alike, a little better with more. */
static const double DEFLECTION = 0.8;

/* The unit of the first level: the bound, or where that is small beside what it is made of, a part of the prices. */
static double size_of(const ambit_packing_node *n, double value)
{
    double sum = 0;
    for (uint32_t u = 0; u < n->packing->n_units; u++) sum += fabs(n->price[u]);
    return fmax(fabs(value), 1e-3 * sum);
}

/* A step that would rise by `above` if the direction were straight; false at a maximum, where each unit is
 * taken once. */
static bool step(ambit_packing_node *n, double above)
{
    const uint32_t units = n->packing->n_units;
    double length = square(n->direction, units);
    if (!(length > 0)) {
        memcpy(n->direction, n->gradient, units * sizeof *n->direction);
        if (!((length = square(n->direction, units)) > 0)) return false;
    }
    for (uint32_t u = 0; u < units; u++) n->price[u] += above / length * n->direction[u];
    return true;
}

double ambit_packing_climb(ambit_packing_node *n, double *best_price, const ambit_packing_climb_options *options,
                           double limit)
{
    const size_t size = n->packing->n_units * sizeof *best_price;
    memcpy(n->price, best_price, size);
    double value = evaluate(n, n->price), best = value, level = options->level * size_of(n, best), least = 1e-6 * level;
    memcpy(n->direction, n->gradient, size), memcpy(n->best_gradient, n->gradient, size);
    for (uint32_t i = 0, idle = 0; i < options->steps && best <= limit && !ambit_packing_stopped(n); i++) {
        if (!step(n, fmax(best + level - value, least))) break;
        value = evaluate(n, n->price);
        idle = value > best + 0.1 * level ? 0 : idle + 1;
        if (value > best) {
            best = value;
            memcpy(best_price, n->price, size), memcpy(n->best_gradient, n->gradient, size);
        }
        for (uint32_t u = 0; u < n->packing->n_units; u++)
            n->direction[u] = n->gradient[u] + DEFLECTION * n->direction[u];
        if (idle < options->patience) continue;
        idle = 0, level *= 0.6, value = best;
        memcpy(n->price, best_price, size);
        memcpy(n->gradient, n->best_gradient, size), memcpy(n->direction, n->best_gradient, size);
    }
    return best;
}

/* ---- What it decides --------------------------------------------------------------------------------------------- */

double ambit_packing_weigh(ambit_packing_node *n, const double *price, double spare)
{
    const ambit_packing *p = n->packing;
    double value = fixed_part(n, price);
    n->pack.work = 0;
    for (uint32_t r = 0; r < p->n_reps; r++) {
        lay_out(n, r, price, true);
        value += ambit_pack_weigh(&n->pack, spare);
        for (uint32_t i = 0; i < n->pack.n; i++) {
            uint32_t k = n->pack.item[i].pair;
            n->with[k] = n->pack.with[i], n->without[k] = n->pack.without[i];
        }
    }
    n->work += n->pack.work;
    return n->weighed = value;
}

double ambit_packing_all_out(const ambit_packing_node *n, uint32_t u)
{
    const ambit_core *core = n->packing->core;
    double sum = 0;
    for (uint32_t k = (uint32_t)core->first[u]; k < core->first[u + 1]; k++)
        if (ambit_packing_open(n, k)) sum += n->without[k];
    return sum;
}

/* 0: nothing follows for the unit, 1: something, -1: no pair is left. */
static int reduce_unit(ambit_packing_node *n, uint32_t u, double spare)
{
    const ambit_core *core = n->packing->core;
    double all_out = ambit_packing_all_out(n, u);
    uint32_t left = 0, last = 0;
    int changed = 0;
    for (uint32_t k = (uint32_t)core->first[u]; k < core->first[u + 1]; k++) {
        if (n->out[k]) continue;
        if (ambit_packing_open(n, k) && ambit_packing_rise(n, k, all_out) <= spare) left++, last = k;
        else ambit_packing_bar(n, k), changed = 1;
    }
    if (left == 0) return -1;
    if (left == 1) ambit_packing_give(n, last), changed = 1;
    return changed;
}

/* Rises beyond this part of a mean unit's cost are not told apart: tables grow with what is to be known. Without a
 * limit they only rank. */
static const double WORTH_KNOWING = 0.5, WORTH_RANKING = 0.1;

bool ambit_packing_reduce(ambit_packing_node *n, const double *price, double *bound, double limit)
{
    for (;;) {
        double known = (limit < INFINITY ? WORTH_KNOWING : WORTH_RANKING) * fabs(*bound) / n->packing->n_units;
        double value = ambit_packing_weigh(n, price, fmin(fmax(limit - *bound, 0), known));
        uint32_t changed = 0;
        *bound = fmax(*bound, value);
        if (*bound > limit) return false;
        for (uint32_t u = 0; u < n->packing->n_units; u++) {
            if (n->chosen[u] != AMBIT_UNDECIDED) continue;
            int what = reduce_unit(n, u, limit - value);
            if (what < 0) return false;
            changed += (uint32_t)what;
        }
        if (!n->n_open) return n->given <= limit;
        if (changed <= n->n_open / 10 || ambit_packing_stopped(n)) return true;
    }
}

bool ambit_packing_process(ambit_packing_node *n, double *price, double *bound, double limit)
{
    ambit_packing_climb_options climb = { .steps = 20, .level = 1e-4, .patience = 6 };
    for (int turn = 0; turn < 4; turn++, climb.steps = 10) {
        uint32_t before = n->n_open;
        *bound = fmax(*bound, ambit_packing_climb(n, price, &climb, limit));
        if (ambit_packing_stopped(n)) return true;
        if (*bound > limit || !ambit_packing_reduce(n, price, bound, limit)) return false;
        if (!n->n_open || before - n->n_open < n->n_open / 20 + 2) return true;
    }
    return true;
}
