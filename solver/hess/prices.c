#include "solver/hess/prices_parts.h"

#include <math.h>
#include <omp.h>
#include <stdlib.h>
#include <string.h>

/* ---- Life -------------------------------------------------------------------------------------------------------- */

static int point_init(ambit_prices_point *point, const ambit_siting *s)
{
    point->price = calloc(s->n_units, sizeof(double));
    point->multiplier = calloc((size_t)s->n_sites * s->n_rules + 1, sizeof(double));
    point->value = calloc(s->n_sites, sizeof(double)), point->relaxed = calloc(s->n_sites, sizeof(double));
    point->bound = -INFINITY;
    return point->price && point->multiplier && point->value && point->relaxed ? 0 : -1;
}

static void point_reset(ambit_prices_point *point)
{
    free(point->price), free(point->multiplier), free(point->value), free(point->relaxed);
}

void ambit_prices_copy(ambit_prices_point *to, const ambit_prices_point *from, const ambit_siting *s)
{
    memcpy(to->price, from->price, s->n_units * sizeof(double));
    memcpy(to->multiplier, from->multiplier, (size_t)s->n_sites * s->n_rules * sizeof(double));
    memcpy(to->value, from->value, s->n_sites * sizeof(double));
    memcpy(to->relaxed, from->relaxed, s->n_sites * sizeof(double));
    to->bound = from->bound;
}

static int build_room(ambit_siting_prices *p)
{
    const ambit_siting *s = p->s;
    size_t sites = s->n_sites, units = s->n_units, rules = s->n_rules;
    p->territory_at = malloc(sites * sizeof(uint32_t));
    p->extra = s->extra ? malloc(units * sizeof(double)) : NULL;
    p->amount = malloc((rules * units + 1) * sizeof(double));
    p->low = malloc((rules * sites + 1) * sizeof(double)), p->high = malloc((rules * sites + 1) * sizeof(double));
    p->scale = malloc(units * sizeof(double)), p->slope = malloc(units * sizeof(double));
    p->first = calloc(sites + 1, sizeof *p->first), p->length = calloc(sites, sizeof *p->length);
    p->is_whole = calloc(sites, 1), p->margin = malloc((rules + 1) * sizeof *p->margin);
    p->n_at = calloc(units, sizeof *p->n_at), p->last_at = calloc(units, sizeof *p->last_at);
    p->order = malloc(2 * sites * sizeof *p->order), p->without = malloc(units * sizeof *p->without);
    return p->territory_at && (p->extra || !s->extra) && p->amount && p->low && p->high && p->scale && p->slope
        && p->first && p->length && p->is_whole && p->margin && p->n_at && p->last_at && p->order && p->without
        && !point_init(&p->now, s) && !point_init(&p->best, s) ? 0 : -1;
}

/* Over the free territories: the least extra, and the least amount; where they differ no lower bound can be asked. */
static void look_at_territories(ambit_siting_prices *p)
{
    const ambit_siting *s = p->s;
    for (uint32_t j = 0; j < s->n_sites; j++) p->territory_at[j] = AMBIT_NOBODY;
    for (uint32_t t = 0; t < s->n_territories; t++)
        if (s->home[t] != AMBIT_NOBODY) p->territory_at[s->home[t]] = t;
    for (uint32_t a = 0; a < s->n_rules; a++)
        for (uint32_t j = 0; j < s->n_sites; j++)
            ambit_siting_window(s, a, j, &p->low[(size_t)a * s->n_sites + j], &p->high[(size_t)a * s->n_sites + j]);
    for (uint32_t u = 0; u < s->n_units; u++) {
        double least = INFINITY;
        for (uint32_t t = 0; t < s->n_territories; t++)
            if (s->home[t] == AMBIT_NOBODY) least = fmin(least, ambit_siting_extra(s, u, t));
        if (p->extra) p->extra[u] = least;
        for (uint32_t a = 0; a < s->n_rules; a++) {
            double low = INFINITY, high = -INFINITY;
            for (uint32_t t = 0; t < s->n_territories; t++) {
                double amount = ambit_siting_amount(s, a, u, t);
                if (s->home[t] == AMBIT_NOBODY) low = fmin(low, amount), high = fmax(high, amount);
            }
            p->amount[(size_t)a * s->n_units + u] = low;
            for (uint32_t j = 0; j < s->n_sites && low < high; j++)
                if (!ambit_prices_is_home(p, j)) p->low[(size_t)a * s->n_sites + j] = -INFINITY;
        }
    }
}

double ambit_prices_cost(const ambit_siting_prices *p, uint32_t site, uint32_t u)
{
    uint32_t t = p->territory_at[site];
    double cost = ambit_siting_cost(p->s, site, u);
    if (!p->extra) return cost;
    return cost + (t == AMBIT_NOBODY ? p->extra[u] : ambit_siting_extra(p->s, u, t));
}

/* The k-th least of n values, which are moved about. */
static double select_value(double *value, size_t n, size_t k)
{
    for (size_t begin = 0, end = n; end - begin > 1;) {
        double pivot = value[begin + (end - begin - 1) / 2];
        size_t low = begin, high = end - 1;
        for (;; low++, high--) {
            while (value[low] < pivot) low++;
            while (value[high] > pivot) high--;
            if (low >= high) break;
            double other = value[low];
            value[low] = value[high], value[high] = other;
        }
        if (k <= high) end = high + 1; else begin = high + 1;
    }
    return value[k];
}

/* What unit u costs from the site that is so many sites away as there are sites for each territory. room[n_sites] */
static double typical_cost(const ambit_siting_prices *p, uint32_t u, double *room)
{
    const ambit_siting *s = p->s;
    size_t n = 0;
    for (uint32_t j = 0; j < s->n_sites; j++) {
        double cost = ambit_prices_cost(p, j, u);
        if (cost < INFINITY) room[n++] = cost;
    }
    size_t k = n / s->n_territories;
    return n ? select_value(room, n, k < n ? k : n - 1) : 0;
}

/* Costs grow with the square of the distance or with the distance, and beyond[] is four or eight times as many sites
 * away. */
static void measure_scale(ambit_siting_prices *p, double *room)
{
    const ambit_siting *s = p->s;
    double sum = 0;
    for (uint32_t u = 0; u < s->n_units; u++) {
        bool square = s->problem->travel == AMBIT_TRAVEL_MOMENT;
        p->scale[u] = p->beyond ? p->beyond[u] / (square ? 4 : sqrt(8)) : typical_cost(p, u, room);
        sum += p->scale[u];
    }
    double least = sum > 0 ? 1e-3 * sum / s->n_units : 1;
    for (uint32_t u = 0; u < s->n_units; u++) {
        p->best.price[u] = p->scale[u];
        p->scale[u] = fmax(p->scale[u], least);
    }
}

/* Room for all pairs that are ever listed. */
static ambit_status make_lists(ambit_siting_prices *p, ambit_error *err)
{
    const ambit_siting *s = p->s;
    uint32_t k = ambit_prices_count_near(p);
    ambit_status status = k ? ambit_prices_find_near(p, k, err) : AMBIT_OK;
    if (status) return status;
    size_t pairs = p->beyond ? p->near_first[s->n_sites] : (size_t)s->n_sites * s->n_units;
    double *room = malloc(s->n_sites * sizeof *room);
    p->unit = malloc((pairs + 1) * sizeof *p->unit), p->cost = malloc((pairs + 1) * sizeof *p->cost);
    if (room && p->unit && p->cost) measure_scale(p, room);
    else status = ambit_fail(err, AMBIT_E_MEMORY, "no memory for %zu pairs", pairs);
    free(room);
    return status;
}

ambit_status ambit_siting_prices_build(ambit_siting_prices **out, const ambit_siting *s, ambit_error *err)
{
    ambit_siting_prices *p = *out = calloc(1, sizeof *p);
    if (!p) return ambit_fail(err, AMBIT_E_MEMORY, "no memory for prices");
    p->s = s, p->fresh = true;
    ambit_status status = AMBIT_OK;
    if (build_room(p))
        status = ambit_fail(err, AMBIT_E_MEMORY, "no memory for prices of %u units and %u sites", s->n_units,
                            s->n_sites);
    if (!status) look_at_territories(p), status = make_lists(p, err);
    if (!status) status = ambit_siting_bundle_build(&p->bundle, s->n_units, p->scale, err);
    if (status) ambit_siting_prices_free(p), *out = NULL;
    return status;
}

static void free_rooms(ambit_siting_prices *p)
{
    for (uint32_t i = 0; i < p->n_rooms; i++) free(p->room[i].reduced);
    free(p->room);
    p->room = NULL, p->n_rooms = 0;
}

void ambit_siting_prices_free(ambit_siting_prices *p)
{
    if (!p) return;
    free_rooms(p);
    ambit_prices_free_whole(p);
    free(p->is_whole);
    point_reset(&p->now), point_reset(&p->best);
    ambit_siting_bundle_free(p->bundle);
    free(p->territory_at), free(p->extra), free(p->amount), free(p->low), free(p->high), free(p->scale);
    free(p->slope), free(p->first), free(p->length), free(p->unit), free(p->cost), free(p->order);
    free(p->near_first), free(p->near), free(p->near_cost), free(p->beyond), free(p->margin);
    free(p->n_at), free(p->last_at), free(p->without), free(p->use), free(p);
}

ambit_status ambit_prices_make_rooms(ambit_siting_prices *p, ambit_error *err)
{
    uint32_t n = (uint32_t)omp_get_max_threads();
    size_t length = (size_t)p->s->n_units + p->s->n_sites;
    if (n <= p->n_rooms) return AMBIT_OK;
    free_rooms(p);
    if (!(p->room = calloc(n, sizeof *p->room))) return ambit_fail(err, AMBIT_E_MEMORY, "no memory for threads");
    for (p->n_rooms = 0; p->n_rooms < n; p->n_rooms++) {
        ambit_prices_room *room = &p->room[p->n_rooms];
        if (!(room->reduced = malloc(3 * length * sizeof *room->reduced)))
            return ambit_fail(err, AMBIT_E_MEMORY, "no memory for a thread's %zu units", length);
        room->ratio = room->reduced + length, room->weight = room->ratio + length;
    }
    return AMBIT_OK;
}

/* ---- What it says ------------------------------------------------------------------------------------------------ */

ambit_siting_prices_standing ambit_siting_prices_best(const ambit_siting_prices *p)
{
    return (ambit_siting_prices_standing){ .bound = p->best.bound, .unit_price = p->best.price,
                                           .site_value = p->best.value, .multiplier = p->best.multiplier };
}

double ambit_siting_prices_reduced(const ambit_siting_prices *p, uint32_t site, uint32_t u)
{
    const double *q = p->best.multiplier + (size_t)site * p->s->n_rules;
    double reduced = ambit_prices_cost(p, site, u) - p->best.price[u];
    for (uint32_t a = 0; a < p->s->n_rules; a++)
        if (q[a] != 0) reduced += q[a] * ambit_prices_amount(p, a, site, u);
    return reduced;
}
