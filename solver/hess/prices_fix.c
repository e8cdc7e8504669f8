/* What no better plan has: a site or a pair that lifts the bound beyond the cutoff.
 *
 * When unit i goes to site j, no other site can have it. Those that counted on it lose what it was worth to them, and
 * others may come in for them; j itself pays its reduced cost. All of that is exact at given prices, so
 *
 *     L(x_ij = 1) >= sum p + v_j + max(0, r_ij) + (the other homes, and the cheapest n_free - 1 other sites)
 *                                                 of v_j' + max(0, -r_ij')
 *
 * which is far above L + max(0, r_ij) where a unit is contended for. A site is the pair of its own unit. */
#include "solver/hess/prices_parts.h"

#include "instances/base/status.h"

#include <omp.h>
#include <stdlib.h>
#include <string.h>

/* ---- The bits ---------------------------------------------------------------------------------------------------- */

ambit_status ambit_siting_fixing_init(ambit_siting_fixing *out, const ambit_siting *s, ambit_error *err)
{
    size_t pairs = (size_t)s->n_sites * s->n_units;
    *out = (ambit_siting_fixing){ .site = malloc(s->n_sites), .n_sites_open = s->n_sites, .n_pairs_open = pairs };
    if (s->cost) out->pair = malloc((pairs / 64 + 1) * sizeof *out->pair);
    if (!out->site || (s->cost && !out->pair)) {
        ambit_siting_fixing_reset(out);
        return ambit_fail(err, AMBIT_E_MEMORY, "no memory for %zu pairs", pairs);
    }
    memset(out->site, 1, s->n_sites);
    if (!out->pair) return AMBIT_OK;
    memset(out->pair, 0xff, (pairs / 64 + 1) * sizeof *out->pair);
    return AMBIT_OK;
}

void ambit_siting_fixing_reset(ambit_siting_fixing *fixing)
{
    free(fixing->site), free(fixing->pair);
    *fixing = (ambit_siting_fixing){ 0 };
}

static uint64_t close_pair(const ambit_siting *s, ambit_siting_fixing *f, uint32_t site, uint32_t u)
{
    size_t bit = (size_t)site * s->n_units + u;
    if (!f->pair || !(f->pair[bit / 64] >> (bit % 64) & 1)) return 0;
    f->pair[bit / 64] &= ~((uint64_t)1 << (bit % 64));
    f->n_pairs_open--;
    return 1;
}

static uint64_t close_site(const ambit_siting *s, ambit_siting_fixing *f, uint32_t site)
{
    uint64_t closed = 1;
    if (!f->site[site]) return 0;
    f->site[site] = 0, f->n_sites_open--;
    for (uint32_t u = 0; u < s->n_units; u++) closed += close_pair(s, f, site, u);
    return closed;
}

/* ---- Who else could have a unit's place -------------------------------------------------------------------------- */

typedef struct {
    const ambit_siting_prices *p;
    const ambit_siting_fixing *f;
    ambit_prices_ranking by;
    double prices;              /* sum of them */
} fixer;

/* What unit i pays at an open site beyond its price. */
static double reduced_of(const fixer *x, uint32_t site, uint32_t i)
{
    const ambit_siting *s = x->p->s;
    const double *q = x->p->now.multiplier + (size_t)site * s->n_rules;
    double reduced = ambit_prices_cost(x->p, site, i) - x->p->now.price[i];
    for (uint32_t a = 0; a < s->n_rules; a++)
        if (q[a] != 0) reduced += q[a] * ambit_prices_amount(x->p, a, site, i);
    return reduced;
}

/* v of the site when it has unit i for sure, which then costs `reduced` more or, negative, was worth so much; and when
 * it may not. */
static double with_unit(const fixer *x, uint32_t site, double reduced)
{
    return fmax(x->p->now.value[site], x->p->now.relaxed[site] + fmax(0, reduced));
}

static double without_unit(const fixer *x, uint32_t site, double reduced)
{
    return fmax(x->p->now.value[site], x->p->now.relaxed[site] + fmax(0, -reduced));
}

/* v of the site when it may not have unit i; INFINITY: it stands or falls with it. */
static double value_without(const fixer *x, uint32_t site, uint32_t i)
{
    if (ambit_prices_must(x->p, site) == i) return INFINITY;
    if (!ambit_siting_open(x->f, x->p->s, site, i)) return x->p->now.value[site];
    return without_unit(x, site, reduced_of(x, site, i));
}

/* raised[] holds the n values that were raised, plain[] the others in ascending order, as many as could matter. */
static void sum_least(ambit_prices_without *out, uint32_t n_chosen, double *raised, uint32_t n_raised,
        const double *plain, uint32_t n_plain)
{
    for (uint32_t k = 1; k < n_raised; k++) {
        double value = raised[k];
        uint32_t at = k;
        for (; at > 0 && raised[at - 1] > value; at--) raised[at] = raised[at - 1];
        raised[at] = value;
    }
    out->least = 0, out->next = INFINITY;
    for (uint32_t taken = 0, r = 0, q = 0; taken < n_chosen; taken++) {
        double value = r < n_raised && !(q < n_plain && plain[q] <= raised[r]) ? raised[r++]
                     : q < n_plain ? plain[q++] : INFINITY;
        if (taken + 1 < n_chosen) out->least += value;
        else out->next = value;
    }
}

static ambit_prices_without look_without(const fixer *x, uint32_t i, ambit_prices_room *room)
{
    ambit_prices_without out = { 0 };
    uint32_t n_plain = 0, n_raised = 0;
    for (uint32_t k = 0; k < x->by.n_fixed; k++) out.fixed += value_without(x, x->by.fixed[k], i);
    for (uint32_t k = 0; k < x->by.n_order && n_plain < x->by.n_chosen; k++) {
        double value = value_without(x, x->by.order[k], i);
        if (value == x->p->now.value[x->by.order[k]]) room->reduced[n_plain++] = value;
        else if (value < INFINITY) room->ratio[n_raised++] = value;
    }
    sum_least(&out, x->by.n_chosen, room->ratio, n_raised, room->reduced, n_plain);
    return out;
}

/* L when unit i, as seen by `w`, goes to the site, where it pays `reduced` beyond its price. */
static double bound_with(const fixer *x, const ambit_prices_without *w, uint32_t site, double reduced, bool own)
{
    double here = own ? INFINITY : without_unit(x, site, reduced);
    double rest = x->prices + w->fixed + with_unit(x, site, own ? 0 : reduced);
    if (ambit_prices_is_home(x->p, site) || x->f->site[site] == 2)
        return rest - here + (x->by.n_chosen ? w->least + w->next : 0);
    return x->by.n_chosen ? rest + w->least + (here < w->next ? w->next - here : 0) : INFINITY;
}

/* ---- Closing ----------------------------------------------------------------------------------------------------- */

/* Sites without which L would be too high must be open. */
static uint64_t demand_sites(const fixer *x, ambit_siting_fixing *f, double most)
{
    uint64_t changed = 0;
    uint32_t n = x->by.n_chosen;
    double next = x->by.n_order > n ? x->p->now.value[x->by.order[n]] : INFINITY;
    for (uint32_t k = 0; k < n; k++) {
        uint32_t site = x->by.order[k];
        if (!(x->p->now.bound + (next - x->p->now.value[site]) > most)) continue;
        f->site[site] = 2, changed++;
        for (uint32_t j = 0; j < x->p->s->n_sites; j++)
            if (j != site) changed += close_pair(x->p->s, f, j, ambit_prices_must(x->p, site));
    }
    return changed;
}

static uint64_t close_site_pairs(const fixer *x, ambit_siting_fixing *f, uint32_t site, const ambit_prices_without *w,
        double most)
{
    const ambit_siting_prices *p = x->p;
    const uint32_t must = ambit_prices_must(p, site);
    uint64_t closed = 0;
    if (f->site[site] == 1 && must != AMBIT_NOBODY && bound_with(x, &w[must], site, 0, true) > most)
        return close_site(p->s, f, site);
    for (uint32_t u = 0; u < p->s->n_units && f->pair; u++)
        if (u != must && ambit_siting_open(f, p->s, site, u)
            && bound_with(x, &w[u], site, reduced_of(x, site, u), false) > most) closed += close_pair(p->s, f, site, u);
    return closed;
}

uint64_t ambit_prices_fix(ambit_siting_prices *p, ambit_siting_fixing *fixing, double most)
{
    const ambit_siting *s = p->s;
    fixer x = { .p = p, .f = fixing, .by = ambit_prices_rank(p, fixing) };
    uint64_t closed = 0;
    for (uint32_t u = 0; u < s->n_units; u++) x.prices += p->now.price[u];
    const double limit = most + ambit_prices_hair(p);
#pragma omp parallel for schedule(static) if (s->n_units > 500)
    for (uint32_t i = 0; i < s->n_units; i++)
        p->without[i] = look_without(&x, i, &p->room[omp_get_thread_num()]);
    for (uint32_t j = 0; j < s->n_sites; j++)
        if (fixing->site[j] && p->now.value[j] < INFINITY)
            closed += close_site_pairs(&x, fixing, j, p->without, limit);
        else closed += close_site(s, fixing, j);
    p->effort += fixing->pair ? fixing->n_pairs_open : fixing->n_sites_open;
    return closed + demand_sites(&x, fixing, limit);
}

uint64_t ambit_prices_settle(const ambit_siting_prices *p, ambit_siting_fixing *f)
{
    const ambit_siting *s = p->s;
    uint64_t changed = 0;
    uint32_t n_must = 0;
    for (uint32_t u = 0; u < s->n_units; u++) {
        uint32_t site = p->last_at[u];
        if (p->n_at[u] != 1 || ambit_prices_is_home(p, site) || f->site[site] == 2) continue;
        f->site[site] = 2, changed++;
        for (uint32_t j = 0; j < s->n_sites; j++)
            if (j != site) changed += close_pair(s, f, j, ambit_prices_must(p, site));
    }
    for (uint32_t j = 0; j < s->n_sites; j++) n_must += !ambit_prices_is_home(p, j) && f->site[j] == 2;
    for (uint32_t j = 0; j < s->n_sites && n_must >= s->n_free; j++)
        if (!ambit_prices_is_home(p, j) && f->site[j] == 1) changed += close_site(s, f, j);
    return changed;
}
