/* solver/siting/overt.c - the proofs by counting: units against territories, amounts against windows, parts of the map.
 *
 * All rest on two sums: what any m territories hold together at least, and at most. Units that no border joins to
 * others must be a whole number of territories, so m has to lie between what the two sums say, for all rules. */
#include "solver/infeasible/overt_parts.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { LISTED = 5 };                  /* lines of one kind before the rest is counted */
static const double MOST_STEPS = 1e8; /* of a search for the nearest link, or words of a table of sums */

/* ---- Words ------------------------------------------------------------------------------------------------------- */

const char *ambit_overt_unit(const ambit_overt *o, uint32_t u, char buffer[static 140])
{
    char name[80];
    size_t others = o->s->member_first[u + 1] - o->s->member_first[u] - 1;
    ambit_problem_unit_name(o->s->problem, o->s->member[o->s->member_first[u]], name);
    if (others == 0) snprintf(buffer, 140, "%s", name);
    else if (others == 1) snprintf(buffer, 140, "%s with the other one of its group", name);
    else snprintf(buffer, 140, "%s with the %zu others of its group", name, others);
    return buffer;
}

const char *ambit_overt_rule(const ambit_overt *o, uint32_t a) { return o->s->problem->rule[a].name; }

double ambit_overt_share(const ambit_overt *o, uint32_t a)
{
    bool both = o->low[a] > 0 && isfinite(o->high[a]);
    return both ? (o->low[a] + o->high[a]) / 2 : 0;
}

void ambit_overt_relax(ambit_overt *o, uint32_t a, double needed, const char *or_else)
{
    if (ambit_overt_share(o, a) > 0 && isfinite(needed))
        fprintf(o->page, ": raise the tolerance of %s to %.1f %%, or %s\n", ambit_overt_rule(o, a),
                ceil(needed * 1000 - 1e-6) / 10, or_else);
    else fprintf(o->page, ": change the bounds of %s, or %s\n", ambit_overt_rule(o, a), or_else);
    o->n_lines++;
}

/* ---- Windows ----------------------------------------------------------------------------------------------------- */

static int ascending(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* gcd of amounts that are all whole, 0: they are not. */
static double common_step(const ambit_overt *o, uint32_t a)
{
    uint64_t step = 0;
    for (uint32_t u = 0; u < o->s->n_units; u++) {
        double x = o->s->amount[(size_t)a * o->s->n_units + u];
        if (o->s->pair_amount || x != floor(x) || x > 1e15) return 0;
        for (uint64_t y = (uint64_t)x; y;) {
            uint64_t rest = step % y;
            step = y, y = rest;
        }
    }
    return (double)step;
}

static double largest_capacity(const ambit_siting *s)
{
    double most = s->capacity ? 0 : INFINITY;
    for (uint32_t j = 0; s->capacity && j < s->n_sites; j++)
        if (s->unit_at[j] != AMBIT_NOBODY) most = fmax(most, s->capacity[j]);
    return most;
}

/* The window of each territory into low_of and high_of, [1 + t], rounded inwards to whole steps. */
static void find_windows(ambit_overt *o, uint32_t a, double step)
{
    const ambit_siting *s = o->s;
    const size_t row = (size_t)a * (s->n_territories + 1);
    double *low = o->low_of + row, *high = o->high_of + row;
    const double room = a == 0 ? largest_capacity(s) * (1 + 2e-9) : INFINITY;
    o->low[a] = INFINITY, o->high[a] = -INFINITY, low[0] = high[0] = 0;
    for (uint32_t t = 0; t < s->n_territories; t++) {
        size_t at = (size_t)a * s->n_territories + t;
        low[t + 1] = fmax(0, s->lower[at] - 2 * s->slack[at]), high[t + 1] = s->upper[at] + 2 * s->slack[at];
        if (s->home[t] == AMBIT_NOBODY) high[t + 1] = fmin(high[t + 1], room);
        if (step > 0) low[t + 1] = step * ceil(low[t + 1] / step), high[t + 1] = step * floor(high[t + 1] / step);
        o->low[a] = fmin(o->low[a], low[t + 1]), o->high[a] = fmax(o->high[a], high[t + 1]);
    }
}

/* Sites with the largest capacities together, where they bound more than the territories do. */
static void add_capacities(ambit_overt *o, double *high)
{
    const ambit_siting *s = o->s;
    double *most = malloc(((size_t)s->n_sites + 1) * sizeof *most), sum = 0;
    uint32_t n = 0;
    for (uint32_t j = 0; most && j < s->n_sites; j++)
        if (s->unit_at[j] != AMBIT_NOBODY) most[n++] = s->capacity[j];
    if (most) qsort(most, n, sizeof *most, ascending);
    for (uint32_t m = 1; most && m <= s->n_territories && m <= n; m++)
        sum += most[n - m] * (1 + 2e-9), high[m] = fmin(high[m], sum);
    free(most);
}

static void add_up(ambit_overt *o, uint32_t a)
{
    const ambit_siting *s = o->s;
    const uint32_t k = s->n_territories;
    double *low = o->low_of + (size_t)a * (k + 1), *high = o->high_of + (size_t)a * (k + 1);
    qsort(low + 1, k, sizeof *low, ascending), qsort(high + 1, k, sizeof *high, ascending);
    for (uint32_t i = 1, j = k; i < j; i++, j--) {
        double swap = high[i];
        high[i] = high[j], high[j] = swap;
    }
    for (uint32_t m = 1; m <= k; m++) low[m] += low[m - 1], high[m] += high[m - 1];
    if (a == 0 && s->capacity && s->n_free == k) add_capacities(o, high);
}

static void find_amounts(ambit_overt *o, uint32_t a)
{
    const ambit_siting *s = o->s;
    for (uint32_t u = 0; u < s->n_units; u++) {
        size_t at = (size_t)a * s->n_units + u;
        o->least[at] = o->most[at] = s->amount[at];
        if (!s->pair_amount) continue;
        o->least[at] = INFINITY, o->most[at] = 0;
        for (uint32_t t = 0; t < s->n_territories; t++) {
            double x = ambit_siting_amount(s, a, u, t);
            o->least[at] = fmin(o->least[at], x), o->most[at] = fmax(o->most[at], x);
        }
    }
}

void ambit_overt_count(const ambit_overt *o, const double *load, uint32_t n_units, uint32_t *from, uint32_t *to)
{
    const uint32_t k = o->s->n_territories;
    *from = 1, *to = n_units < k ? n_units : k;
    for (uint32_t a = 0; a < o->s->n_rules; a++) {
        const double *low = o->low_of + (size_t)a * (k + 1), *high = o->high_of + (size_t)a * (k + 1);
        while (*from <= k && high[*from] < load[2 * a]) ++*from;
        while (*to > 0 && low[*to] > load[2 * a + 1]) --*to;
    }
}

/* ---- Counting units ---------------------------------------------------------------------------------------------- */

static void check_number(ambit_overt *o)
{
    const ambit_siting *s = o->s;
    uint32_t n_candidates = 0;
    for (uint32_t j = 0; j < s->n_sites; j++) n_candidates += s->unit_at[j] != AMBIT_NOBODY;
    if (s->n_free > s->n_units)
        fprintf(o->page, "%u territories are asked for, but there are only %u units%s: ask for at most %u\n", s->n_free,
                s->n_units, s->problem->group ? " or groups" : "", s->n_units), o->n_lines++;
    else if (s->n_free > n_candidates)
        fprintf(o->page, "%u territories choose their centre, but only %u units may be centres: ask for at most %u, or "
                "let more units be centres\n", s->n_free, n_candidates, n_candidates), o->n_lines++;
}

/* With how many territories of an equal share the largest unit fits; 0: the shares do not tell. */
static uint32_t number_that_fits(const ambit_overt *o, uint32_t a, double largest)
{
    double share = ambit_overt_share(o, a), total = 0;
    for (uint32_t u = 0; u < o->s->n_units; u++) total += o->least[(size_t)a * o->s->n_units + u];
    if (!(share > 0) || fabs(share * o->s->n_territories - total) > 1e-4 * total) return 0;
    double number = floor(total * o->high[a] / share / largest);
    return number >= 1 && number < o->s->n_territories ? (uint32_t)number : 0;
}

static void check_giants(ambit_overt *o, uint32_t a)
{
    char name[140], help[80];
    uint32_t count = 0;
    for (uint32_t u = 0; u < o->s->n_units; u++) {
        double x = o->least[(size_t)a * o->s->n_units + u];
        if (!(x > o->high[a]) || count++ >= LISTED) continue;
        uint32_t number = number_that_fits(o, a, x);
        if (number) snprintf(help, sizeof help, "ask for at most %u territor%s, or split it", number,
                             number == 1 ? "y" : "ies");
        fprintf(o->page, "%s has %.10g of %s, more than any territory may have (at most %.8g)",
                ambit_overt_unit(o, u, name), x, ambit_overt_rule(o, a), o->high[a]);
        ambit_overt_relax(o, a, x / ambit_overt_share(o, a) - 1, number ? help : "split it");
    }
    if (count > LISTED)
        fprintf(o->page, "and %u more units that are too large in %s\n", count - LISTED, ambit_overt_rule(o, a));
}

/* ---- Whole amounts ----------------------------------------------------------------------------------------------- */

/* Is the sum of some units, in steps, within from..to? Every sum that units can have is a bit. */
static bool some_sum(const ambit_overt *o, uint32_t a, double step, size_t from, size_t to)
{
    const size_t words = to / 64 + 1;
    uint64_t *sum = calloc(words, sizeof *sum);
    bool found = !sum;
    if (sum) sum[0] = 1;
    for (uint32_t u = 0; sum && u < o->s->n_units; u++) {
        size_t shift = (size_t)(o->least[(size_t)a * o->s->n_units + u] / step), by = shift / 64, bits = shift % 64;
        if (shift == 0 || shift > to) continue;
        for (size_t w = words; w-- > by;) {
            uint64_t high = sum[w - by] << bits;
            sum[w] |= bits && w > by ? high | sum[w - by - 1] >> (64 - bits) : high;
        }
    }
    for (size_t x = from; sum && x <= to && !found; x++) found = sum[x / 64] >> (x % 64) & 1;
    free(sum);
    return found;
}

static void tell_no_step(ambit_overt *o, uint32_t a, double step, double low, double high)
{
    double share = (low + high) / 2, down = share - step * floor(share / step), up = step * ceil(share / step) - share;
    fprintf(o->page, "every amount of %s is a multiple of %.10g, and there is none from %.8g to %.8g",
            ambit_overt_rule(o, a), step, low, high);
    ambit_overt_relax(o, a, fmax(down, up) / share, "round the bounds outwards");
}

/* Each window holds a whole step, and the widest of them the amounts of some units. */
static void check_whole(ambit_overt *o, uint32_t a, double step)
{
    const ambit_siting *s = o->s;
    double from = INFINITY, to = -INFINITY;
    for (uint32_t t = 0; t < s->n_territories; t++) {
        size_t at = (size_t)a * s->n_territories + t;
        double low = fmax(0, s->lower[at] - 2 * s->slack[at]), high = s->upper[at] + 2 * s->slack[at];
        if (ceil(low / step) > floor(high / step)) { tell_no_step(o, a, step, low, high); return; }
        from = fmin(from, ceil(low / step)), to = fmax(to, floor(high / step));
    }
    if (!(from > 0) || to > 1e15 || to / 64 * s->n_units > MOST_STEPS) return;
    if (some_sum(o, a, step, (size_t)from, (size_t)to)) return;
    fprintf(o->page, "no units together have %.10g to %.10g of %s", from * step, to * step, ambit_overt_rule(o, a));
    ambit_overt_relax(o, a, INFINITY, "split a unit");
}

/* ---- Parts of the map -------------------------------------------------------------------------------------------- */

static double distance(const ambit_problem *p, uint32_t a, uint32_t b)
{
    if (p->unit_x) return hypot(p->unit_x[a] - p->unit_x[b], p->unit_y[a] - p->unit_y[b]);
    return p->unit_at ? ambit_distance_km(p->unit_at[a], p->unit_at[b]) : 0;
}

/* "; the nearest link would be from unit A to unit B" for one part; nothing without places, or where that is much work.
 */
static void suggest_link(ambit_overt *o, uint32_t part)
{
    const ambit_siting *s = o->s;
    double best = INFINITY;
    uint32_t inner = 0, outer = 0;
    char name[2][80];
    if (!(s->problem->unit_x || s->problem->unit_at) || (double)o->size[part] * s->n_units > MOST_STEPS) return;
    for (uint32_t u = 0; u < s->n_units; u++) {
        if (o->part[u] != part) continue;
        for (uint32_t v = 0; v < s->n_units; v++) {
            if (o->part[v] == part) continue;
            double d = distance(s->problem, s->member[s->member_first[u]], s->member[s->member_first[v]]);
            if (d < best) best = d, inner = u, outer = v;
        }
    }
    if (isfinite(best))
        fprintf(o->page, "; the nearest link would be from %s to %s",
                ambit_problem_unit_name(s->problem, s->member[s->member_first[inner]], name[0]),
                ambit_problem_unit_name(s->problem, s->member[s->member_first[outer]], name[1]));
}

static uint32_t first_of(const ambit_overt *o, uint32_t part)
{
    uint32_t u = 0;
    while (o->part[u] != part) u++;
    return u;
}

/* "all 12 units", "unit A", "the 3 units around unit A, which touch no others,". */
static void name_part(ambit_overt *o, uint32_t part)
{
    char name[140];
    if (o->n_parts == 1) fprintf(o->page, "all %u units together", o->s->n_units);
    else if (o->size[part] == 1)
        fprintf(o->page, "%s, which touches no other,", ambit_overt_unit(o, first_of(o, part), name));
    else fprintf(o->page, "the %u units around %s, which touch no others, together", o->size[part],
                 ambit_overt_unit(o, first_of(o, part), name));
}

static void end_part(ambit_overt *o, uint32_t part, uint32_t a, double needed)
{
    if (o->n_parts > 1) suggest_link(o, part);
    ambit_overt_relax(o, a, needed, o->n_parts > 1 ? "link it (islands: attach does)" : "ask for another number");
}

/* The rule that alone shuts the part out, or else says that the rules do so together. */
static void tell_part(ambit_overt *o, uint32_t part)
{
    const uint32_t k = o->s->n_territories;
    for (uint32_t a = 0; a < o->s->n_rules; a++) {
        const double *low = o->low_of + (size_t)a * (k + 1), *high = o->high_of + (size_t)a * (k + 1);
        const double least = o->load[2 * a], most = o->load[2 * a + 1], share = ambit_overt_share(o, a);
        uint32_t from = o->n_parts == 1 ? k : 1, to = o->n_parts == 1 && o->s->n_free == k ? k : 1;
        if (o->n_parts > 1) {
            while (from <= k && high[from] < least) from++;
            for (to = k; to > 0 && low[to] > most;) to--;
        }
        if (from <= k && high[from] >= least && low[to] <= most && from <= to) continue;
        name_part(o, part);
        fprintf(o->page, " have %.10g of %s, ", least, ambit_overt_rule(o, a));
        if (o->n_parts == 1) fprintf(o->page, "but %u territories hold %.8g to %.8g", k, low[k], high[k]);
        else fprintf(o->page, "no whole number of territories of %.8g to %.8g", o->low[a], o->high[a]);
        double down = fmax(1, floor(least / share)), up = fmax(1, ceil(least / share));
        if (o->n_parts == 1) down = up = k;
        end_part(o, part, a, fmin(fabs(least / down / share - 1), fabs(least / up / share - 1)));
        return;
    }
    name_part(o, part);
    fprintf(o->page, " hold no number of territories that suits all rules, and each of its units one at most: change a "
            "rule or the number of territories\n");
    o->n_lines++;
}

static void weigh_part(ambit_overt *o, uint32_t part)
{
    const uint32_t n = o->s->n_units;
    for (uint32_t a = 0; a < o->s->n_rules; a++) {
        o->load[2 * a] = o->load[2 * a + 1] = 0;
        for (uint32_t u = 0; u < n; u++)
            if (o->part[u] == part)
                o->load[2 * a] += o->least[(size_t)a * n + u], o->load[2 * a + 1] += o->most[(size_t)a * n + u];
    }
}

static void tell_many_parts(ambit_overt *o)
{
    char name[140];
    uint32_t smallest = 0;
    fprintf(o->page, "the units fall into %u parts that do not touch (around", o->n_parts);
    for (uint32_t p = 0; p < o->n_parts; p++) {
        if (o->size[p] < o->size[smallest]) smallest = p;
        if (p < LISTED) fprintf(o->page, "%s %s", p ? "," : "", ambit_overt_unit(o, first_of(o, p), name));
    }
    fprintf(o->page, "%s), more than there are territories (%u)", o->n_parts > LISTED ? " ..." : "",
            o->s->n_territories);
    suggest_link(o, smallest);
    fprintf(o->page, ": link parts (islands: attach does), or ask for at least %u territories\n", o->n_parts);
    o->n_lines++;
}

/* Each part by itself, then their numbers together. */
static void check_parts(ambit_overt *o)
{
    const ambit_siting *s = o->s;
    uint32_t least = 0, most = 0, told = 0;
    if (o->n_parts > s->n_territories) { tell_many_parts(o); return; }
    for (uint32_t p = 0; p < o->n_parts; p++) {
        uint32_t from, to;
        weigh_part(o, p);
        ambit_overt_count(o, o->load, o->size[p], &from, &to);
        if (o->n_parts == 1) from = from > s->n_territories || to < s->n_free ? to + 1 : from;
        least += from, most += to;
        if (from > to && told++ < LISTED) tell_part(o, p);
    }
    if (told > LISTED) fprintf(o->page, "and %u more parts like that\n", told - LISTED);
    if (told || (least <= s->n_territories && most >= s->n_free)) return;
    fprintf(o->page, "the %u parts of the map that do not touch hold %s %u whole territories, but %u are asked for: "
            "link parts (islands: attach does), or ask for %u\n", o->n_parts, most < s->n_free ? "at most" : "at least",
            most < s->n_free ? most : least, s->n_territories, most < s->n_free ? most : least);
    o->n_lines++;
}

/* ---- Public ------------------------------------------------------------------------------------------------------ */

static ambit_status overt_init(ambit_overt *o)
{
    const size_t n = o->s->n_units, rules = o->s->n_rules, sums = rules * ((size_t)o->s->n_territories + 1);
    o->least = malloc((rules * n + 1) * sizeof *o->least), o->most = malloc((rules * n + 1) * sizeof *o->most);
    o->low = calloc(rules + 1, sizeof *o->low), o->high = calloc(rules + 1, sizeof *o->high);
    o->low_of = calloc(sums + 1, sizeof *o->low_of), o->high_of = calloc(sums + 1, sizeof *o->high_of);
    o->load = calloc(2 * rules + 1, sizeof *o->load);
    o->part = calloc(n, sizeof *o->part), o->size = calloc(n, sizeof *o->size), o->room = calloc(n, sizeof *o->room);
    if (!o->least || !o->most || !o->low || !o->high || !o->low_of || !o->high_of || !o->load || !o->part || !o->size
        || !o->room) return ambit_fail(o->err, AMBIT_E_MEMORY, "no memory to look for what is overtly infeasible");
    o->n_parts = o->s->contiguous ? ambit_graph_parts(&o->s->graph, o->part, o->room) : 1;
    for (size_t u = 0; u < n; u++) o->size[o->part[u]]++;
    return AMBIT_OK;
}

static void overt_reset(ambit_overt *o)
{
    free(o->least), free(o->most), free(o->low), free(o->high), free(o->low_of), free(o->high_of), free(o->load);
    free(o->part), free(o->size), free(o->room);
}

/* Simple words first: what a unit alone disproves needs no totals. */
static ambit_status disprove(ambit_overt *o)
{
    check_number(o);
    for (uint32_t a = 0; a < o->s->n_rules; a++) {
        double step = common_step(o, a);
        find_amounts(o, a);
        find_windows(o, a, 0);
        check_giants(o, a);
        if (step > 0 && !o->n_lines) check_whole(o, a, step);
        find_windows(o, a, o->n_lines ? 0 : step);
        add_up(o, a);
    }
    if (!o->n_lines) check_parts(o);
    if (o->n_lines || !o->s->contiguous) return AMBIT_OK;
    ambit_status status = ambit_overt_gates(o);
    return status || o->n_lines ? status : ambit_overt_around(o);
}

ambit_status ambit_overt_find(char **out, const ambit_siting *s, ambit_error *err)
{
    size_t size;
    char *text = NULL;
    *out = NULL;
    ambit_overt o = { .s = s, .err = err };
    ambit_status status = overt_init(&o);
    o.page = open_memstream(&text, &size);
    if (!status && !o.page) status = ambit_fail(err, AMBIT_E_MEMORY, "no memory to explain what is infeasible");
    if (!status) status = disprove(&o);
    if (o.page && fclose(o.page) != 0 && !status)
        status = ambit_fail(err, AMBIT_E_MEMORY, "no memory to explain what is infeasible");
    if (!status && o.n_lines) *out = text;
    else free(text);
    overt_reset(&o);
    return status;
}
