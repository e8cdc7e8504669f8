/* The problem of one site: its cheapest territory at the units' prices, units divisible.
 *
 * With a price q on the amount, units whose cost c - p + q a is below zero are taken. As q moves away from 0 they turn
 * one after the other, in the order of |c - p| / a; the load meets its bound at the one where enough amount has turned.
 * That one is found by selection, in O(units). With several rules each in turn is met exactly, the others' prices held:
 * a bound at any prices, and near the best ones since they start from where they were. */
#include "solver/hess/prices_parts.h"

#include <math.h>

enum { ROUNDS = 3 };

/* The least ratio at which the weights of all that have no larger one add up to `needed`. */
static double select_ratio(double *ratio, double *weight, uint32_t n, double needed)
{
    uint32_t begin = 0, end = n;
    for (;;) {
        double pivot = ratio[begin + (end - begin) / 2], below = 0, equal = 0;
        uint32_t low = begin, high = end, i = begin;
        while (i < high) {
            double r = ratio[i], w = weight[i];
            if (r < pivot) {
                ratio[i] = ratio[low], weight[i] = weight[low];
                ratio[low] = r, weight[low++] = w, below += w, i++;
            } else if (r > pivot) {
                ratio[i] = ratio[--high], weight[i] = weight[high];
                ratio[high] = r, weight[high] = w;
            } else equal += w, i++;
        }
        if (needed <= below && low > begin) end = low;
        else if (needed <= below + equal || high == end) return pivot;
        else needed -= below + equal, begin = high;
    }
}

/* What the units of a site bring to one rule. */
typedef struct { const ambit_siting_prices *p; uint32_t a, site; const double *row; } amounts;

static amounts amounts_of(const ambit_siting_prices *p, uint32_t a, uint32_t site)
{
    bool plain = !ambit_prices_is_home(p, site);
    return (amounts){ p, a, site, plain ? p->amount + (size_t)a * p->s->n_units : NULL };
}

static inline double amount_of(const amounts *m, uint32_t u)
{
    return m->row ? m->row[u] : ambit_prices_amount(m->p, m->a, m->site, u);
}

/* The rule's bounds less what the unit at the site brings. */
static void bounds_of(const ambit_siting_prices *p, uint32_t a, uint32_t site, double *low, double *high)
{
    uint32_t must = ambit_prices_must(p, site);
    double brought = must == AMBIT_NOBODY ? 0 : ambit_prices_amount(p, a, site, must);
    *low = p->low[(size_t)a * p->s->n_sites + site] - brought;
    *high = p->high[(size_t)a * p->s->n_sites + site] - brought;
}

/* The best multiplier of rule a for the costs in room->reduced; NAN when no load is within the bounds. */
static double balance(const ambit_siting_prices *p, ambit_prices_room *room, uint32_t a, uint32_t site)
{
    const uint32_t n = p->length[site], *unit = p->unit + p->first[site];
    amounts m = amounts_of(p, a, site);
    double low, high, load = 0, all = 0;
    bounds_of(p, a, site, &low, &high);
    for (uint32_t k = 0; k < n; k++) {
        double w = amount_of(&m, unit[k]);
        all += w, load += room->reduced[k] < 0 ? w : 0;
    }
    double hair = 1e-11 * (all + fabs(low == -INFINITY ? 0 : low));
    if (all < low - hair && p->beyond && p->margin[a] < INFINITY) return -p->margin[a];
    if (all < low - hair || high < -hair) return NAN;
    if (load >= low && load <= high) return 0;
    bool over = load > high;
    uint32_t found = 0;
    for (uint32_t k = 0; k < n; k++) {
        double r = room->reduced[k], w;
        if ((r < 0) != over || !((w = amount_of(&m, unit[k])) > 0)) continue;
        room->ratio[found] = fabs(r) / w, room->weight[found++] = w;
    }
    if (found == 0) return 0;
    double ratio = select_ratio(room->ratio, room->weight, found, over ? load - high : low - load);
    return over ? ratio : -ratio;
}

/* room->reduced: cost less price, plus the multipliers of all rules but one. */
static void reduce(const ambit_siting_prices *p, ambit_prices_room *room, uint32_t site, const double *q, uint32_t but)
{
    const uint32_t n = p->length[site], *unit = p->unit + p->first[site];
    const double *cost = p->cost + p->first[site], *price = p->now.price;
    for (uint32_t k = 0; k < n; k++) room->reduced[k] = cost[k] - price[unit[k]];
    for (uint32_t a = 0; a < p->s->n_rules; a++) {
        amounts m = amounts_of(p, a, site);
        if (a == but || q[a] == 0) continue;
        for (uint32_t k = 0; k < n; k++) room->reduced[k] += q[a] * amount_of(&m, unit[k]);
    }
}

/* The Lagrangian at the multipliers q. */
static double value_at(const ambit_siting_prices *p, ambit_prices_room *room, uint32_t site, const double *q)
{
    uint32_t must = ambit_prices_must(p, site);
    double sum = must == AMBIT_NOBODY ? 0 : ambit_prices_cost(p, site, must) - p->now.price[must];
    const bool one = p->s->n_rules == 1; /* then room->reduced holds all but that rule's part */
    if (!one) reduce(p, room, site, q, AMBIT_NOBODY);
    double by = one ? q[0] : 0;
    amounts m = { 0 };
    if (by != 0) m = amounts_of(p, 0, site);
    const uint32_t *unit = p->unit + p->first[site];
    for (uint32_t k = 0; k < p->length[site]; k++) {
        double reduced = room->reduced[k] + (by != 0 ? by * amount_of(&m, unit[k]) : 0);
        sum += reduced < 0 ? reduced : 0;
    }
    for (uint32_t a = 0; a < p->s->n_rules; a++) {
        double low, high;
        bounds_of(p, a, site, &low, &high);
        if (q[a] != 0) sum -= q[a] * (q[a] > 0 ? high : low);
    }
    return sum;
}

/* Multipliers below 0 stay where no unit beyond the near ones is worth taking. */
static void keep_margin(const ambit_siting_prices *p, uint32_t site, double *q)
{
    double used = 0;
    if (!p->beyond || ambit_prices_is_home(p, site)) return;
    for (uint32_t a = 0; a < p->s->n_rules; a++)
        if (q[a] < 0) used -= q[a] / p->margin[a];
    for (uint32_t a = 0; a < p->s->n_rules && used > 1; a++)
        if (q[a] < 0) q[a] /= used;
}

double ambit_prices_solve(ambit_siting_prices *p, ambit_prices_room *room, uint32_t site)
{
    const uint32_t n_rules = p->s->n_rules;
    double *q = p->now.multiplier + (size_t)site * n_rules;
    for (uint32_t round = 0; round < (n_rules > 1 ? ROUNDS : 1); round++) {
        bool moved = false;
        for (uint32_t a = 0; a < n_rules; a++) {
            reduce(p, room, site, q, a);
            double to = balance(p, room, a, site);
            if (isnan(to)) return q[a] = 0, INFINITY;
            moved |= to != q[a];
            q[a] = to;
        }
        if (!moved) break;
    }
    keep_margin(p, site, q);
    return value_at(p, room, site, q);
}

static void take(ambit_siting_prices *p, uint32_t site, uint32_t u, double share)
{
    p->slope[u] -= share;
    p->use[p->n_use++] = (size_t)site * p->s->n_units + u;
}

/* Units at the edge, whose reduced cost is 0, are taken in order until the bound of the last rule that has a price is
 * met. */
void ambit_prices_use(ambit_siting_prices *p, ambit_prices_room *room, uint32_t site)
{
    const uint32_t n = p->length[site], *unit = p->unit + p->first[site], must = ambit_prices_must(p, site);
    const double *q = p->now.multiplier + (size_t)site * p->s->n_rules;
    double left = 0, low, high;
    uint32_t edge = AMBIT_NOBODY;
    amounts m = { 0 };
    if (must != AMBIT_NOBODY) take(p, site, must, 1);
    if (p->whole && p->is_whole[site]) {
        for (uint32_t k = 0; k < n; k++)
            if (p->taken[p->first[site] + k]) take(p, site, unit[k], 1);
        return;
    }
    for (uint32_t a = 0; a < p->s->n_rules; a++)
        if (q[a] != 0) edge = a;
    if (edge != AMBIT_NOBODY) {
        bounds_of(p, edge, site, &low, &high);
        m = amounts_of(p, edge, site), left = q[edge] > 0 ? high : low;
    }
    reduce(p, room, site, q, AMBIT_NOBODY);
    for (uint32_t k = 0; k < n; k++) {
        double hair = 1e-12 * (p->cost[p->first[site] + k] + fabs(p->now.price[unit[k]]));
        room->weight[k] = fabs(room->reduced[k]) <= hair;
        if (room->weight[k] > 0 || room->reduced[k] > 0) continue;
        take(p, site, unit[k], 1);
        if (edge != AMBIT_NOBODY) left -= amount_of(&m, unit[k]);
    }
    for (uint32_t k = 0; k < n && edge != AMBIT_NOBODY && left > 0; k++) {
        double w = amount_of(&m, unit[k]);
        if (!(room->weight[k] > 0 && w > 0)) continue;
        take(p, site, unit[k], fmin(1, left / w));
        left -= w;
    }
}
