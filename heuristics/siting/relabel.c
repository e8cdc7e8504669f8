#include "heuristics/siting/relabel.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { MOST = 300 /* territories */, PRICES = 8 /* of moves that are tried */ };

/* ---- Life -------------------------------------------------------------------------------------------------------- */

bool ambit_siting_relabel_fits(const ambit_siting *s)
{
    return !s->alike && s->n_territories > 1 && s->n_territories <= MOST;
}

ambit_status ambit_siting_relabel_init(ambit_siting_relabel *r, const ambit_terrain *terrain, ambit_error *err)
{
    const ambit_siting *s = terrain->siting;
    const size_t k = (size_t)s->n_territories + 1;
    *r = (ambit_siting_relabel){ .terrain = terrain };
    if (!ambit_siting_relabel_fits(s)) return AMBIT_OK;
    r->first = calloc(k + 1, sizeof *r->first), r->unit = malloc(s->n_units * sizeof *r->unit);
    r->travel = malloc(k * sizeof *r->travel), r->load = malloc(((size_t)s->n_rules + 1) * sizeof *r->load);
    r->worth = malloc(k * k * sizeof *r->worth), r->moved = malloc(k * k * sizeof *r->moved);
    r->row = malloc(k * sizeof *r->row), r->column = malloc(k * sizeof *r->column);
    r->least = malloc(k * sizeof *r->least), r->set_of = malloc(k * sizeof *r->set_of);
    r->before = malloc(k * sizeof *r->before), r->name = malloc(k * sizeof *r->name), r->seen = malloc(k);
    r->tried = malloc(s->n_units * sizeof *r->tried);
    if (r->first && r->unit && r->travel && r->load && r->worth && r->moved && r->row && r->column && r->least
        && r->set_of && r->before && r->name && r->seen && r->tried) return AMBIT_OK;
    ambit_siting_relabel_reset(r);
    return ambit_fail(err, AMBIT_E_MEMORY, "no memory to name %u territories anew", s->n_territories);
}

void ambit_siting_relabel_reset(ambit_siting_relabel *r)
{
    free(r->first), free(r->unit), free(r->travel), free(r->load), free(r->worth), free(r->moved), free(r->row);
    free(r->column), free(r->least), free(r->set_of), free(r->before), free(r->name), free(r->seen), free(r->tried);
    *r = (ambit_siting_relabel){ 0 };
}

/* ---- What a set is worth as a territory -------------------------------------------------------------------------- */

static void sort_units(ambit_siting_relabel *r, const uint32_t *owner)
{
    const ambit_siting *s = r->terrain->siting;
    memset(r->first, 0, ((size_t)s->n_territories + 2) * sizeof *r->first);
    for (uint32_t u = 0; u < s->n_units; u++) r->first[owner[u] + 2]++;
    for (uint32_t t = 0; t < s->n_territories; t++) r->first[t + 2] += r->first[t + 1];
    for (uint32_t u = 0; u < s->n_units; u++) r->unit[r->first[owner[u] + 1]++] = u;
}

static double travel_to(const ambit_siting_relabel *r, uint32_t set, uint32_t site)
{
    double sum = 0;
    for (uint32_t i = r->first[set]; i < r->first[set + 1]; i++)
        sum += ambit_terrain_cost(r->terrain, site, r->unit[i]);
    return sum;
}

/* With the best of its units as centre; INFINITY: none may be one. */
static double travel_within(const ambit_siting_relabel *r, uint32_t set)
{
    double least = INFINITY;
    for (uint32_t i = r->first[set]; i < r->first[set + 1]; i++) {
        const uint32_t site = r->terrain->siting->site_of[r->unit[i]];
        if (site != AMBIT_NOBODY) least = fmin(least, travel_to(r, set, site));
    }
    return least;
}

/* Beyond the bounds of territory t, in shares; deviation costs are added to *cost. */
static double weigh(const ambit_siting_relabel *r, uint32_t t, double *cost)
{
    const ambit_siting *s = r->terrain->siting;
    double violation = 0;
    for (uint32_t a = 0; a < s->n_rules; a++) {
        const size_t row = (size_t)a * s->n_territories + t;
        const double load = r->load[a], high = r->terrain->upper[row], low = s->lower[row], slack = s->slack[row];
        if (load > high + slack) violation += (load - high) / s->scale[a];
        if (load < low - slack) violation += (low - load) / s->scale[a];
        if (s->ideal) *cost += s->weight[row] * fabs(load - s->ideal[row]);
    }
    return violation;
}

static void price_pair(ambit_siting_relabel *r, uint32_t set, uint32_t t, double share_price)
{
    const ambit_siting *s = r->terrain->siting;
    double cost = s->home[t] == AMBIT_NOBODY ? r->travel[set] : travel_to(r, set, s->home[t]), violation = 0, moved = 0;
    for (uint32_t a = 0; a < s->n_rules; a++) r->load[a] = 0;
    for (uint32_t i = r->first[set]; i < r->first[set + 1]; i++) {
        const uint32_t u = r->unit[i];
        const double extra = ambit_siting_extra(s, u, t);
        if (isinf(extra)) violation++;
        else cost += extra;
        if (s->current && s->current[u] != AMBIT_NOBODY && s->current[u] != t) moved += s->move_amount[u];
        for (uint32_t a = 0; a < s->n_rules; a++) r->load[a] += ambit_siting_amount(s, a, u, t);
    }
    violation += weigh(r, t, &cost);
    if (isinf(cost)) cost = 0, violation++;
    r->worth[(size_t)set * s->n_territories + t] = cost + share_price * violation;
    r->moved[(size_t)set * s->n_territories + t] = moved;
}

/* ---- The cheapest names ------------------------------------------------------------------------------------------ */

/* Set i, and those that must give way to it: a shortest path to a territory without a set. Sets and territories are
 * counted from 1 here; 0 is the root. */
static void augment(ambit_siting_relabel *r, uint32_t i, double move_price)
{
    const uint32_t k = r->terrain->siting->n_territories;
    uint32_t at = 0;
    r->set_of[0] = i;
    for (uint32_t t = 0; t <= k; t++) r->least[t] = INFINITY, r->seen[t] = 0;
    do {
        const uint32_t set = r->set_of[at];
        uint32_t next = 0;
        double least = INFINITY;
        r->seen[at] = 1;
        for (uint32_t t = 1; t <= k; t++) {
            if (r->seen[t]) continue;
            const size_t pair = (size_t)(set - 1) * k + t - 1;
            double reduced = r->worth[pair] + move_price * r->moved[pair] - r->row[set] - r->column[t];
            if (reduced < r->least[t]) r->least[t] = reduced, r->before[t] = at;
            if (r->least[t] < least) least = r->least[t], next = t;
        }
        for (uint32_t t = 0; t <= k; t++)
            if (r->seen[t]) r->row[r->set_of[t]] += least, r->column[t] -= least;
            else r->least[t] -= least;
        at = next;
    } while (r->set_of[at] != 0);
    for (; at != 0; at = r->before[at]) r->set_of[at] = r->set_of[r->before[at]];
}

static void assign(ambit_siting_relabel *r, double move_price)
{
    const uint32_t k = r->terrain->siting->n_territories;
    for (uint32_t t = 0; t <= k; t++) r->row[t] = r->column[t] = 0, r->set_of[t] = 0;
    for (uint32_t i = 1; i <= k; i++) augment(r, i, move_price);
    for (uint32_t t = 1; t <= k; t++) r->name[r->set_of[t] - 1] = t - 1;
}

/* ---- Plans ------------------------------------------------------------------------------------------------------- */

static bool is_better(const ambit_siting_value *a, const ambit_siting_value *b)
{
    if (a->violation < b->violation - 1e-12) return true;
    return a->violation <= b->violation + 1e-12 && a->cost < b->cost - 1e-12 * fabs(b->cost);
}

static double moved_with(const ambit_siting_relabel *r)
{
    const uint32_t k = r->terrain->siting->n_territories;
    double sum = 0;
    for (uint32_t set = 0; set < k; set++) sum += r->moved[(size_t)set * k + r->name[set]];
    return sum;
}

static double typical_move(const ambit_siting *s)
{
    double sum = 0;
    for (uint32_t u = 0; u < s->n_units; u++) sum += s->current ? s->move_amount[u] : 0;
    return sum > 0 ? sum / s->n_units : 1;
}

ambit_status ambit_siting_relabel_run(ambit_siting_relabel *r, uint32_t *owner, double share_price, bool *changed,
        ambit_error *err)
{
    const ambit_siting *s = r->terrain->siting;
    ambit_siting_value best, found;
    *changed = false;
    if (!ambit_siting_relabel_fits(s)) return AMBIT_OK;
    ambit_status status = ambit_siting_judge(&best, s, owner, NULL, err);
    sort_units(r, owner);
    for (uint32_t set = 0; set < s->n_territories; set++) {
        r->travel[set] = travel_within(r, set);
        for (uint32_t t = 0; t < s->n_territories; t++) price_pair(r, set, t, share_price);
    }
    double move_price = 0;
    for (int i = 0; i < PRICES && !status; i++) {
        assign(r, move_price);
        for (uint32_t set = 0; set < s->n_territories; set++)
            for (uint32_t k = r->first[set]; k < r->first[set + 1]; k++) r->tried[r->unit[k]] = r->name[set];
        status = ambit_siting_judge(&found, s, r->tried, NULL, err);
        if (!status && is_better(&found, &best)) {
            memcpy(owner, r->tried, s->n_units * sizeof *owner);
            best = found, *changed = true;
        }
        if (!s->current || !(moved_with(r) > s->moved_allowed)) break;
        move_price = move_price > 0 ? 4 * move_price : r->terrain->share * share_price / typical_move(s) / 16;
    }
    return status;
}
