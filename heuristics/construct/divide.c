#include "heuristics/construct/divide.h"

#include <stdlib.h>
#include <string.h>

static const double ROOM = 0.5;   /* of its window each side keeps for the cuts to come; */
static const double TIGHT = 4;    /* what is nearer to the bounds counts as so much less compact */
static const double CHANCE = 0.3; /* a cut may count as so much less compact, lest compact ones lead nowhere; */
static const double WILD = 100;   /* once in a while all that are possible are tried */
enum { WILD_EVERY = 8 };

/* Of a set of units: sums of bulk, bulk by place and by its square, candidates, units that may not be there; how many
 * territories have their seat there, and what part of everything these ask for. */
typedef struct ambit_division_sum {
    double bulk, moment[3], square, asked;
    uint32_t n, candidates, barred, seats;
} sum;

typedef ambit_division_range range;
typedef struct { uint32_t at, k; double violation, spread; } cut; /* what hangs there gets k territories */

/* ---- Life -------------------------------------------------------------------------------------------------------- */

/* What t asks for of all there is, the mean over the rules. */
static void find_weights(ambit_division *d)
{
    const ambit_siting *s = d->siting;
    for (uint32_t t = 0; t < s->n_territories; t++) d->weight[t] = s->n_rules ? 0 : 1.0 / s->n_territories;
    for (uint32_t a = 0; a < s->n_rules; a++) {
        const double *target = d->ground->target + (size_t)a * s->n_territories;
        double total = 0;
        for (uint32_t t = 0; t < s->n_territories; t++) total += target[t];
        for (uint32_t t = 0; t < s->n_territories; t++)
            d->weight[t] += (total > 0 ? target[t] / total : 1.0 / s->n_territories) / s->n_rules;
    }
}

ambit_status ambit_division_init(ambit_division *out, const ambit_ground *ground, ambit_error *err)
{
    const ambit_siting *s = ground->siting;
    const size_t n = s->n_units, k = s->n_territories, rules = s->n_rules, most = n > k ? n : k;
    *out = (ambit_division){ .ground = ground, .siting = s };
    ambit_status status = ambit_span_init(&out->span, &s->graph, err);
    if (status) return status;
    out->weight = malloc(k * sizeof *out->weight);
    out->unit = malloc(n * sizeof *out->unit), out->spare = malloc(most * sizeof *out->spare);
    out->label = malloc(n * sizeof *out->label), out->draft = malloc(n * sizeof *out->draft);
    out->territory = malloc(k * sizeof *out->territory), out->seat = malloc(k * sizeof *out->seat);
    out->place = malloc(n * sizeof *out->place), out->sum = malloc(most * sizeof *out->sum);
    out->load = malloc((3 * most * rules + 1) * sizeof *out->load);
    out->least = malloc((2 * rules + 1) * sizeof *out->least), out->reach = malloc((rules + 1) * sizeof *out->reach);
    out->is_in = calloc(k, 1), out->below = malloc(2 * n), out->open = malloc((k + 1) * sizeof *out->open);
    if (out->weight && out->unit && out->spare && out->label && out->draft && out->territory && out->seat
        && out->place && out->sum && out->load && out->least && out->reach && out->is_in && out->below && out->open) {
        find_weights(out);
        return AMBIT_OK;
    }
    ambit_division_reset(out);
    return ambit_fail(err, AMBIT_E_MEMORY, "no memory to divide %u units anew", s->n_units);
}

void ambit_division_reset(ambit_division *d)
{
    ambit_span_reset(&d->span);
    free(d->weight), free(d->unit), free(d->spare), free(d->label), free(d->draft), free(d->territory), free(d->seat);
    free(d->place), free(d->sum), free(d->load), free(d->least), free(d->reach), free(d->is_in), free(d->below);
    free(d->open);
    *d = (ambit_division){ 0 };
}

/* ---- Sums -------------------------------------------------------------------------------------------------------- */

static void add_unit(const ambit_division *d, sum *to, uint32_t u)
{
    const ambit_siting *s = d->siting;
    double bulk = d->ground->bulk[u] + 1e-3 / s->n_units;
    to->n++, to->bulk += bulk, to->candidates += s->site_of[u] != AMBIT_NOBODY;
    for (int c = 0; c < 3 && d->ground->place; c++) {
        double at = d->ground->place[u].at[c];
        to->moment[c] += bulk * at, to->square += bulk * at * at;
    }
}

static void add_sum(sum *to, const sum *from, double sign)
{
    to->bulk += sign * from->bulk, to->square += sign * from->square, to->asked += sign * from->asked;
    for (int c = 0; c < 3; c++) to->moment[c] += sign * from->moment[c];
    to->n += sign > 0 ? from->n : -from->n, to->seats += sign > 0 ? from->seats : -from->seats;
}

static double inertia_of(const sum *it)
{
    double square = 0;
    for (int c = 0; c < 3; c++) square += it->moment[c] * it->moment[c];
    return it->bulk > 0 ? fmax(0, it->square - square / it->bulk) : 0;
}

/* Around its home, where t has one. */
static double inertia_in(const ambit_division *d, uint32_t t, const sum *it)
{
    double around = it->square;
    if (!d->ground->place || !ambit_ground_is_anchored(d->ground, t)) return inertia_of(it);
    for (int c = 0; c < 3; c++) {
        double home = d->ground->home[t].at[c];
        around += it->bulk * home * home - 2 * home * it->moment[c];
    }
    return fmax(0, around);
}

/* The territories' sums, from the units of the region that lie in unit[0 .. n_units - 1]. */
static ambit_division_worth weigh(ambit_division *d, const uint32_t *owner, uint32_t n_units,
        const uint32_t *territory, uint32_t n)
{
    const ambit_siting *s = d->siting;
    ambit_division_worth worth = { 0, 0 };
    for (uint32_t i = 0; i < n; i++) {
        d->sum[territory[i]] = (sum){ 0 };
        memset(d->load + (size_t)territory[i] * s->n_rules, 0, s->n_rules * sizeof *d->load);
    }
    for (uint32_t i = 0; i < n_units; i++) {
        const uint32_t u = d->unit[i], t = owner[u];
        add_unit(d, &d->sum[t], u);
        d->sum[t].barred += !ambit_ground_may(s, u, t);
        for (uint32_t a = 0; a < s->n_rules; a++)
            d->load[(size_t)t * s->n_rules + a] += ambit_siting_amount(s, a, u, t);
    }
    for (uint32_t i = 0; i < n; i++) {
        const uint32_t t = territory[i];
        worth.violation += ambit_ground_beyond(s, t, d->load + (size_t)t * s->n_rules) + d->sum[t].barred
                           + (s->home[t] == AMBIT_NOBODY && !d->sum[t].candidates);
        worth.inertia += inertia_in(d, t, &d->sum[t]);
    }
    return worth;
}

/* Lists the units of the region; returns how many. */
static uint32_t gather(ambit_division *d, const uint32_t *owner, const uint32_t *territory, uint32_t n)
{
    uint32_t n_units = 0;
    for (uint32_t i = 0; i < n; i++) d->is_in[territory[i]] = 1;
    for (uint32_t u = 0; u < d->siting->n_units; u++)
        if (d->is_in[owner[u]]) d->unit[n_units++] = u;
    for (uint32_t i = 0; i < n; i++) d->is_in[territory[i]] = 0;
    return n_units;
}

ambit_division_worth ambit_division_weigh(ambit_division *d, const uint32_t *owner, const uint32_t *territory,
        uint32_t n)
{
    return weigh(d, owner, gather(d, owner, territory, n), territory, n);
}

/* ---- Who goes where ---------------------------------------------------------------------------------------------- */

/* Territories that are all the same go where there is room; the others where most of them was: with the unit nearest to
 * the home, or to the middle. */
static void seat_territories(ambit_division *d, const uint32_t *owner, uint32_t n_units)
{
    const ambit_siting *s = d->siting;
    for (uint32_t t = 0; t < s->n_territories; t++) d->seat[t] = AMBIT_NOBODY;
    for (uint32_t i = 0; i < n_units; i++) {
        const uint32_t u = d->unit[i], t = owner[u];
        if (s->alike && s->home[t] == AMBIT_NOBODY) continue;
        if (d->seat[t] == AMBIT_NOBODY) d->seat[t] = u;
        if (!d->ground->place) continue;
        ambit_point middle = d->ground->home[t];
        for (int c = 0; c < 3 && !ambit_ground_is_anchored(d->ground, t); c++)
            middle.at[c] = d->sum[t].moment[c] / d->sum[t].bulk;
        if (ambit_ground_squared(d->ground->place[u], middle)
            < ambit_ground_squared(d->ground->place[d->seat[t]], middle)) d->seat[t] = u;
    }
}

static double lower_of(const ambit_siting *s, uint32_t a, uint32_t t)
{
    return fmax(0, s->lower[(size_t)a * s->n_territories + t]);
}

/* Finite, so that sums of bounds can be subtracted. */
static double upper_of(const ambit_division *d, uint32_t a, uint32_t t)
{
    return fmin(d->reach[a], d->siting->upper[(size_t)a * d->siting->n_territories + t]);
}

static void find_reach(ambit_division *d, const uint32_t *owner, uint32_t n_units)
{
    const ambit_siting *s = d->siting;
    for (uint32_t a = 0; a < s->n_rules; a++) {
        d->reach[a] = 0;
        for (uint32_t i = 0; i < n_units; i++) d->reach[a] += ambit_siting_amount(s, a, d->unit[i], owner[d->unit[i]]);
    }
}

/* ---- Cuts -------------------------------------------------------------------------------------------------------- */

static double *load_of(const ambit_division *d, uint32_t i) { return d->load + 3 * (size_t)i * d->siting->n_rules; }

/* Sums of what hangs on each unit of the tree. */
static void sum_up(ambit_division *d, const uint32_t *owner, range r)
{
    const ambit_siting *s = d->siting;
    const uint32_t n_rules = s->n_rules;
    memset(load_of(d, 0), 0, 3 * (size_t)r.n * n_rules * sizeof *d->load);
    for (uint32_t i = 0; i < r.n; i++) {
        const uint32_t u = d->span.unit[i];
        d->place[u] = i, d->sum[i] = (sum){ 0 };
        add_unit(d, &d->sum[i], u);
        for (uint32_t a = 0; a < n_rules; a++) load_of(d, i)[a] = ambit_siting_amount(s, a, u, owner[u]);
    }
    for (uint32_t k = r.first_t; k < r.first_t + r.k; k++) {
        const uint32_t t = d->territory[k];
        if (d->seat[t] == AMBIT_NOBODY) continue;
        const uint32_t i = d->place[d->seat[t]];
        d->sum[i].seats++, d->sum[i].asked += d->weight[t];
        for (uint32_t a = 0; a < n_rules; a++)
            load_of(d, i)[n_rules + a] += lower_of(s, a, t), load_of(d, i)[2 * n_rules + a] += upper_of(d, a, t);
    }
    for (uint32_t i = r.n; i-- > 1;) {
        const uint32_t above = d->span.above[i];
        add_sum(&d->sum[above], &d->sum[i], 1);
        for (uint32_t a = 0; a < 3 * n_rules; a++) load_of(d, above)[a] += load_of(d, i)[a];
    }
}

/* What both sides are beyond the sums of their bounds, in shares, when what hangs on i has `loose` territories without
 * a seat, and the rest `others`. *tight: how far the worst amount is from the middle of its window, 1 at the bound. */
static double beyond(const ambit_division *d, uint32_t i, uint32_t loose, uint32_t others, double slack, double *tight)
{
    const uint32_t n_rules = d->siting->n_rules;
    double violation = 0;
    *tight = 0;
    for (uint32_t side = 0; side < 2; side++)
        for (uint32_t a = 0; a < n_rules; a++) {
            double part[3];
            for (uint32_t c = 0; c < 3; c++) {
                part[c] = load_of(d, i)[c * n_rules + a];
                if (side) part[c] = load_of(d, 0)[c * n_rules + a] - part[c];
            }
            const uint32_t free = side ? others : loose;
            double low = part[1] + free * d->least[a], high = part[2] + free * d->least[n_rules + a];
            double over = fmax(part[0] - high, low - part[0]), half = 0.5 * (high - low);
            if (over > slack * d->siting->scale[a]) violation += over / d->siting->scale[a];
            if (half > 0) *tight = fmax(*tight, fabs(part[0] - 0.5 * (high + low)) / half);
        }
    return violation;
}

static bool is_better(cut one, cut other)
{
    if (one.violation != other.violation) return one.violation < other.violation;
    return one.spread < other.spread;
}

/* The best number of territories for what hangs on i. */
static cut weigh_cut(const ambit_division *d, range r, uint32_t loose, uint32_t i)
{
    const sum *below = &d->sum[i];
    sum rest = d->sum[0];
    cut best = { 0, 0, INFINITY, INFINITY };
    add_sum(&rest, below, -1);
    const double asked = loose ? (d->sum[0].bulk - d->sum[0].asked) / loose : 1;
    const double want = floor(fmax(0, fmin(loose, (below->bulk - below->asked) / asked)));
    for (uint32_t j = (uint32_t)want; j <= (uint32_t)want + 1 && j <= loose; j++) {
        const uint32_t k = below->seats + j;
        double tight;
        if (k == 0 || k >= r.k || below->n < k || rest.n < r.k - k) continue;
        cut one = { i, k, beyond(d, i, j, loose - j, 1e-9 * r.k, &tight), 0 };
        one.spread = inertia_of(below) / k + inertia_of(&rest) / (r.k - k);
        if (r.k > 2) one.spread *= 1 + TIGHT * fmax(0, tight - ROOM);
        if (is_better(one, best)) best = one;
    }
    return best;
}

/* The best cut of `trees` trees, every other one along the territories as they are; what hangs there is marked in
 * below[]. One of no territories: there is none. */
static cut find_cut(ambit_division *d, const uint32_t *owner, range r, uint32_t trees, double chance, ambit_rng *rng)
{
    cut best = { 0, 0, INFINITY, INFINITY };
    uint32_t loose = 0;
    for (uint32_t i = r.first_t; i < r.first_t + r.k; i++) loose += d->seat[d->territory[i]] == AMBIT_NOBODY;
    for (uint32_t k = 0; k < trees; k++) {
        const uint32_t root = d->unit[r.first + ambit_rng_below(rng, r.n)], label = d->label[root];
        const uint32_t *follow = k % 2 ? owner : NULL;
        cut in_tree = { 0, 0, INFINITY, INFINITY };
        if (ambit_span_grow(&d->span, d->label, label, label, root, follow, ambit_rng_next(rng)) < r.n) break;
        sum_up(d, owner, r);
        for (uint32_t i = 1; i < r.n; i++) {
            cut one = weigh_cut(d, r, loose, i);
            if (r.k > 2) one.spread *= 1 + chance * ambit_rng_unit(rng);
            if (is_better(one, in_tree)) in_tree = one;
        }
        if (is_better(in_tree, best)) ambit_span_mark(&d->span, r.n, in_tree.at, d->below), best = in_tree;
    }
    return best;
}

/* ---- Divisions --------------------------------------------------------------------------------------------------- */

/* Units and territories of both sides side by side. */
static void part(ambit_division *d, range r, cut at, uint32_t label, range half[2])
{
    uint32_t n = 0, more = 0, k = 0, loose = at.k;
    for (uint32_t i = 0; i < r.n; i++) {
        const uint32_t u = d->unit[r.first + i];
        if (d->below[u]) d->unit[r.first + n++] = u, d->label[u] = label;
        else d->spare[more++] = u;
    }
    memcpy(d->unit + r.first + n, d->spare, more * sizeof *d->unit);
    for (uint32_t i = 0; i < r.k; i++) {
        const uint32_t seat = d->seat[d->territory[r.first_t + i]];
        loose -= seat != AMBIT_NOBODY && d->below[seat];
    }
    more = 0;
    for (uint32_t i = 0; i < r.k; i++) {
        const uint32_t t = d->territory[r.first_t + i];
        bool below = d->seat[t] != AMBIT_NOBODY ? d->below[d->seat[t]] : loose > 0 && loose--;
        if (below) d->territory[r.first_t + k++] = t;
        else d->spare[more++] = t;
    }
    memcpy(d->territory + r.first_t + k, d->spare, more * sizeof *d->territory);
    half[0] = (range){ r.first, n, r.first_t, k };
    half[1] = (range){ r.first + n, r.n - n, r.first_t + k, r.k - k };
}

static bool draw(ambit_division *d, const uint32_t *owner, range all, uint32_t trees, ambit_rng *rng)
{
    const double chance = ambit_rng_below(rng, WILD_EVERY) ? CHANCE : WILD;
    uint32_t n = 0, label = 1;
    d->open[n++] = all;
    while (n) {
        range r = d->open[--n];
        if (r.k == 1) {
            for (uint32_t i = r.first; i < r.first + r.n; i++) d->draft[d->unit[i]] = d->territory[r.first_t];
            continue;
        }
        cut at = find_cut(d, owner, r, trees, chance, rng);
        if (at.k == 0) return false;
        part(d, r, at, ++label, d->open + n);
        n += 2;
    }
    return true;
}

bool ambit_division_try(ambit_division *d, uint32_t *owner, const uint32_t *territory, uint32_t n, uint32_t trees,
        ambit_division_worth most, ambit_rng *rng)
{
    const ambit_siting *s = d->siting;
    if (!s->graph.first || n < 2) return false;
    const uint32_t n_units = gather(d, owner, territory, n);
    weigh(d, owner, n_units, territory, n);
    find_reach(d, owner, n_units);
    seat_territories(d, owner, n_units);
    memset(d->label, 0, s->n_units * sizeof *d->label);
    for (uint32_t i = 0; i < n_units; i++) d->label[d->unit[i]] = 1;
    for (uint32_t i = 0; i < n; i++) {
        d->territory[i] = territory[i];
        for (uint32_t a = 0; a < s->n_rules && d->seat[territory[i]] == AMBIT_NOBODY; a++)
            d->least[a] = lower_of(s, a, territory[i]), d->least[s->n_rules + a] = upper_of(d, a, territory[i]);
    }
    if (n_units < n || !draw(d, owner, (range){ 0, n_units, 0, n }, trees, rng)) return false;
    ambit_division_worth found = weigh(d, d->draft, n_units, territory, n);
    bool better = found.violation < most.violation
                  || (found.violation == most.violation && found.inertia <= most.inertia);
    for (uint32_t i = 0; i < n_units && better; i++) owner[d->unit[i]] = d->draft[d->unit[i]];
    return better;
}
