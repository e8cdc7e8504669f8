/* solver/exact/lp_sites.c - the LP file of problems with free centres, in a plane, with borders that cost, or with
 * territories that hang together.
 *
 * A *seat* is a place for a territory: the home of a rep (r3), or a unit that may be the centre of a free one (c5).
 * Free reps that differ in nothing are one kind, whose seats are interchangeable; with several kinds a seat names its
 * own (c5_k1). x_u12_c5 gives unit 12 to the territory centred at unit 5, y_c5 opens that seat.
 *
 *     unit_u:        sum_s x = 1              group_u_s:     x of the unit = x of its group's first unit
 *     own_s:         x of the centre = y      open_u_s:      x <= y
 *     count_k:       sum_s y = reps of the kind
 *     lower_a_s, upper_a_s:  load within the bounds times y (and the centre's capacity)
 *     ideal_a_s:     load - dp + dm = ideal y      moved:  the cap on moves
 *     cut_b_s:       a priced border is cut, z >= x of one end - x of the other
 *
 * Contiguity is a flow from the centre, or from a chosen root w of a rep with a home (Shirabe 2009,
 * doi:10.1068/b34104). */
#include "solver/exact/lp_text.h"
#include "solver/graph.h"
#include "solver/problem_check.h"
#include <math.h>
#include <stdlib.h>

typedef struct {
    uint32_t unit;      /* the centre; AMBIT_NOBODY: a home */
    uint32_t rep;       /* whose terms hold: the rep, or the first one of the kind */
    uint32_t kind;
} seat;

typedef struct {
    ambit_lp_text *text;
    const ambit_problem *p;
    uint32_t n_seats, n_kinds, n_free_kinds;
    seat *seat;
    uint32_t *kind_of;  /* [n_reps] */
    ambit_graph graph;  /* of the borders that must hold territories together */
} writer;

/* ---- Kinds of free reps ------------------------------------------------------------------------------------------ */

/* Does anything tell the rep from others: a forbidden pair, a lock, or a plan in force that is not free to leave? */
static bool is_named(const ambit_problem *p, uint32_t r)
{
    bool counts = p->current && (p->move_cost || p->n_caps || isfinite(p->moved_allowed)), named = false;
    for (size_t f = 0; f < p->n_forbidden; f++) named = named || p->forbidden[f].rep == r;
    for (uint32_t u = 0; u < p->n_units && !named; u++)
        named = (p->locked && p->locked[u] == r) || (counts && p->current[u] == r);
    return named;
}

static bool are_alike(const ambit_problem *p, uint32_t r, uint32_t other)
{
    bool alike = !p->unit_class || p->rep_classes[r] == p->rep_classes[other];
    for (uint32_t a = 0; a < p->n_rules && alike; a++) {
        const ambit_problem_rule *rule = &p->rule[a];
        alike = rule->lower[r] == rule->lower[other] && rule->upper[r] == rule->upper[other]
            && (!rule->ideal || rule->ideal[r] == rule->ideal[other]);
    }
    return alike && !is_named(p, r) && !is_named(p, other);
}

static void find_kinds(writer *w)
{
    for (uint32_t r = 0; r < w->p->n_reps; r++) {
        bool is_free = ambit_problem_is_free(w->p, r);
        uint32_t same = 0;
        while (same < r && !(is_free && ambit_problem_is_free(w->p, same) && are_alike(w->p, r, same))) same++;
        w->kind_of[r] = same < r ? w->kind_of[same] : w->n_kinds++;
        w->n_free_kinds += is_free && same == r;
    }
}

/* ---- Seats ------------------------------------------------------------------------------------------------------- */

static bool may_centre(const ambit_problem *p, uint32_t u)
{
    return (!p->may_centre || p->may_centre[u]) && (!p->group || p->group[u] == AMBIT_NOBODY || p->group[u] == u);
}

/* The seats of every kind, by its first rep. Counts alone when there is no room for them yet. */
static void list_seats(writer *w)
{
    w->n_seats = 0;
    for (uint32_t r = 0, kind = 0; r < w->p->n_reps; r++) {
        if (w->kind_of[r] != kind) continue;
        kind++;
        if (!ambit_problem_is_free(w->p, r)) {
            if (w->seat) w->seat[w->n_seats] = (seat){ AMBIT_NOBODY, r, w->kind_of[r] };
            w->n_seats++;
        }
        for (uint32_t u = 0; ambit_problem_is_free(w->p, r) && u < w->p->n_units; u++) {
            if (!may_centre(w->p, u) || !ambit_lp_may_serve(w->text, u, r)) continue;
            if (w->seat) w->seat[w->n_seats] = (seat){ u, r, w->kind_of[r] };
            w->n_seats++;
        }
    }
}

static bool may_take(const writer *w, uint32_t u, const seat *s) { return ambit_lp_may_serve(w->text, u, s->rep); }

static double distance_between(const ambit_problem *p, uint32_t u, const seat *s)
{
    bool home = s->unit == AMBIT_NOBODY;
    if (home && !ambit_problem_has_home(p, s->rep)) return 0;
    if (!p->unit_x) return ambit_distance_km(p->unit_at[u], home ? p->rep_at[s->rep] : p->unit_at[s->unit]);
    double x = p->unit_x[u] - (home ? p->rep_x[s->rep] : p->unit_x[s->unit]);
    double y = p->unit_y[u] - (home ? p->rep_y[s->rep] : p->unit_y[s->unit]);
    return sqrt(x * x + y * y);
}

static double cost_of(const writer *w, uint32_t u, const seat *s)
{
    const ambit_problem *p = w->p;
    double visit = p->pair_first ? ambit_reach_hours(w->text->reach, u, s->rep)
                                 : ambit_problem_visit_cost(p, distance_between(p, u, s));
    return p->visits[u] * visit + ambit_lp_pair_extra(p, u, s->rep);
}

/* ---- Words ------------------------------------------------------------------------------------------------------- */

static void put_seat(const writer *w, const seat *s)
{
    if (s->unit == AMBIT_NOBODY) fprintf(w->text->to, "_r%u", s->rep);
    else fprintf(w->text->to, "_c%u", s->unit);
    if (s->unit != AMBIT_NOBODY && w->n_free_kinds > 1) fprintf(w->text->to, "_k%u", s->kind);
}

static void put_x(const writer *w, uint32_t u, const seat *s) { fprintf(w->text->to, "x_u%u", u), put_seat(w, s); }

static void term_x(const writer *w, double value, uint32_t u, const seat *s)
{
    if (value != 0) ambit_lp_term(w->text, value), put_x(w, u, s);
}

/* The seat's variable times a number, or for a home, which is always open, that number on the other side. */
static double term_y(const writer *w, double value, const seat *s)
{
    if (s->unit == AMBIT_NOBODY) return -value;
    if (value != 0) ambit_lp_term(w->text, value), fputs("y", w->text->to), put_seat(w, s);
    return 0;
}

/* Starts a row named `name`, an index and the seat (NULL: none). */
static void start_row(const writer *w, const char *name, uint64_t index, const seat *s)
{
    fprintf(w->text->to, " %s%llu", name, (unsigned long long)index);
    if (s) put_seat(w, s);
    fputc(':', w->text->to);
    ambit_lp_start(w->text);
}

static void term_deviation(const writer *w, double value, const char *side, uint32_t a, const seat *s)
{
    ambit_lp_term(w->text, value);
    fprintf(w->text->to, "%s_a%u", side, a), put_seat(w, s);
}

/* ---- Sections ---------------------------------------------------------------------------------------------------- */

static void write_objective(const writer *w)
{
    const ambit_problem *p = w->p;
    fputs("Minimize\n cost:", w->text->to);
    ambit_lp_start(w->text);
    for (uint32_t u = 0; u < p->n_units; u++)
        for (const seat *s = w->seat; s < w->seat + w->n_seats; s++)
            if (may_take(w, u, s)) term_x(w, cost_of(w, u, s), u, s);
    for (uint32_t a = 0; a < p->n_rules; a++)
        for (const seat *s = w->seat; p->rule[a].ideal && s < w->seat + w->n_seats; s++) {
            double ideal = p->rule[a].ideal[s->rep], weight = p->rule[a].ideal_weight / (ideal > 0 ? ideal : 1);
            term_deviation(w, weight, "dp", a, s), term_deviation(w, weight, "dm", a, s);
        }
    for (size_t b = 0; b < p->n_priced_borders; b++)
        if (p->border_cost[b] > 0) ambit_lp_term(w->text, p->border_cost[b]), fprintf(w->text->to, "z_b%zu", b);
    if (w->text->empty) fputs(" zero", w->text->to);
    fputs("\nSubject To\n", w->text->to);
}

static void write_units(const writer *w)
{
    const ambit_problem *p = w->p;
    for (uint32_t u = 0; u < p->n_units; u++) {
        start_row(w, "unit_u", u, NULL);
        for (const seat *s = w->seat; s < w->seat + w->n_seats; s++)
            if (may_take(w, u, s)) term_x(w, 1, u, s);
        ambit_lp_end(w->text, "=", 1);
    }
    for (uint32_t u = 0; p->group && u < p->n_units; u++) {
        if (p->group[u] == AMBIT_NOBODY || p->group[u] == u) continue;
        for (const seat *s = w->seat; s < w->seat + w->n_seats; s++) {
            if (!may_take(w, u, s)) continue;
            start_row(w, "group_u", u, s);
            term_x(w, 1, u, s), term_x(w, -1, p->group[u], s);
            ambit_lp_end(w->text, "=", 0);
        }
    }
}

static void write_seats(const writer *w)
{
    for (const seat *s = w->seat; s < w->seat + w->n_seats; s++)
        for (uint32_t u = 0; s->unit != AMBIT_NOBODY && u < w->p->n_units; u++) {
            if (!may_take(w, u, s)) continue;
            start_row(w, u == s->unit ? "own_u" : "open_u", u, s);
            term_x(w, 1, u, s), term_y(w, -1, s);
            ambit_lp_end(w->text, u == s->unit ? "=" : "<=", 0);
        }
    for (uint32_t k = 0; k < w->n_kinds; k++) {
        uint32_t n = 0;
        for (uint32_t r = 0; r < w->p->n_reps; r++) n += w->kind_of[r] == k && ambit_problem_is_free(w->p, r);
        if (n == 0) continue;
        start_row(w, "count_k", k, NULL);
        for (const seat *s = w->seat; s < w->seat + w->n_seats; s++)
            if (s->kind == k) term_y(w, 1, s);
        ambit_lp_end(w->text, "=", n);
    }
}

/* One bound of a seat's load, or what its ideal asks, times y. */
static void write_bound(const writer *w, const char *name, uint32_t a, const seat *s, const char *sense, double bound)
{
    start_row(w, name, a, s);
    for (uint32_t u = 0; u < w->p->n_units; u++)
        if (may_take(w, u, s)) term_x(w, ambit_reach_amount(w->text->reach, &w->p->rule[a], u, s->rep), u, s);
    if (*name == 'i') term_deviation(w, -1, "dp", a, s), term_deviation(w, 1, "dm", a, s);
    double rhs = term_y(w, -bound, s);
    ambit_lp_end(w->text, sense, rhs);
}

static void write_rules(const writer *w)
{
    const ambit_problem *p = w->p;
    for (uint32_t a = 0; a < p->n_rules; a++)
        for (const seat *s = w->seat; s < w->seat + w->n_seats; s++) {
            const ambit_problem_rule *rule = &p->rule[a];
            double lower = rule->lower[s->rep], upper = rule->upper[s->rep];
            if (a == 0 && p->capacity && s->unit != AMBIT_NOBODY) upper = fmin(upper, p->capacity[s->unit]);
            bool equal = lower == upper;
            if (isfinite(lower)) write_bound(w, "lower_a", a, s, equal ? "=" : ">=", lower);
            if (isfinite(upper) && !equal) write_bound(w, "upper_a", a, s, "<=", upper);
            if (rule->ideal) write_bound(w, "ideal_a", a, s, "=", rule->ideal[s->rep]);
        }
}

static void write_moves(const writer *w)
{
    const ambit_problem *p = w->p;
    if (!p->current || isinf(p->moved_allowed)) return;
    fputs(" moved:", w->text->to);
    ambit_lp_start(w->text);
    for (uint32_t u = 0; u < p->n_units; u++)
        for (const seat *s = w->seat; s < w->seat + w->n_seats; s++)
            if (ambit_lp_moves(p, u, s->rep) && may_take(w, u, s))
                term_x(w, p->move_amount ? p->move_amount[u] : 1, u, s);
    ambit_lp_end(w->text, "<=", p->moved_allowed);
}

/* What goes from `from` to `to`, either AMBIT_NOBODY: any rep. */
static void write_cap(const writer *w, const ambit_problem_cap *cap, uint32_t from, uint32_t to, double most)
{
    ambit_lp_start(w->text);
    for (uint32_t u = 0; u < w->p->n_units; u++) {
        if (from != AMBIT_NOBODY && w->p->current[u] != from) continue;
        for (const seat *s = w->seat; s < w->seat + w->n_seats; s++)
            if ((to == AMBIT_NOBODY || s->rep == to) && ambit_lp_moves(w->p, u, s->rep) && may_take(w, u, s))
                term_x(w, cap->amount[u], u, s);
    }
    ambit_lp_end(w->text, "<=", most);
}

static void write_caps(const writer *w)
{
    for (uint32_t c = 0; c < w->p->n_caps; c++) {
        const ambit_problem_cap *cap = &w->p->cap[c];
        if (isfinite(cap->allowed)) {
            fprintf(w->text->to, " moved_%u:", c);
            write_cap(w, cap, AMBIT_NOBODY, AMBIT_NOBODY, cap->allowed);
        }
        for (uint32_t r = 0; r < w->p->n_reps; r++) {
            if (cap->most_lost && isfinite(cap->most_lost[r]))
                fprintf(w->text->to, " lost_%u_r%u:", c, r), write_cap(w, cap, r, AMBIT_NOBODY, cap->most_lost[r]);
            if (cap->most_gained && isfinite(cap->most_gained[r]))
                fprintf(w->text->to, " gained_%u_r%u:", c, r), write_cap(w, cap, AMBIT_NOBODY, r, cap->most_gained[r]);
        }
    }
}

static void write_borders(const writer *w)
{
    const ambit_problem *p = w->p;
    for (size_t b = 0; b < p->n_priced_borders; b++)
        for (const seat *s = w->seat; p->border_cost[b] > 0 && s < w->seat + w->n_seats; s++) {
            ambit_border border = p->priced_border[b];
            if (!may_take(w, border.a, s)) continue;
            start_row(w, "cut_b", b, s);
            ambit_lp_term(w->text, 1), fprintf(w->text->to, "z_b%zu", b);
            term_x(w, -1, border.a, s);
            if (may_take(w, border.b, s)) term_x(w, 1, border.b, s);
            ambit_lp_end(w->text, ">=", 0);
        }
}

/* ---- Contiguity -------------------------------------------------------------------------------------------------- */

/* Flow into unit u and, with `out`, flow out of it, along every border whose both ends the seat may take. */
static void write_flows(const writer *w, uint32_t u, const seat *s, bool out)
{
    for (size_t k = w->graph.first[u]; k < w->graph.first[u + 1]; k++) {
        uint32_t other = w->graph.unit[k];
        if (!may_take(w, other, s)) continue;
        ambit_lp_term(w->text, 1), fprintf(w->text->to, "f_u%u_u%u", other, u), put_seat(w, s);
        if (out) ambit_lp_term(w->text, -1), fprintf(w->text->to, "f_u%u_u%u", u, other), put_seat(w, s);
    }
}

static void term_root(const writer *w, double value, uint32_t u, const seat *s)
{
    ambit_lp_term(w->text, value), fprintf(w->text->to, "w_u%u", u), put_seat(w, s);
}

/* What stays in a unit is at least 1, except in the source, and nothing enters a unit that is not the seat's. */
static void write_source(const writer *w, const seat *s)
{
    const double n = w->p->n_units;
    bool home = s->unit == AMBIT_NOBODY;
    if (home) {
        start_row(w, "root_r", s->rep, NULL);
        for (uint32_t u = 0; u < w->p->n_units; u++)
            if (may_take(w, u, s)) term_root(w, 1, u, s);
        ambit_lp_end(w->text, "<=", 1);
    }
    for (uint32_t u = 0; u < w->p->n_units; u++) {
        if (!may_take(w, u, s) || u == s->unit) continue;
        if (home) {
            start_row(w, "own_u", u, s);
            term_root(w, 1, u, s), term_x(w, -1, u, s);
            ambit_lp_end(w->text, "<=", 0);
        }
        start_row(w, "stays_u", u, s);
        write_flows(w, u, s, true), term_x(w, -1, u, s);
        if (home) term_root(w, n, u, s);
        ambit_lp_end(w->text, ">=", 0);
        start_row(w, "enters_u", u, s);
        write_flows(w, u, s, false), term_x(w, -n, u, s);
        ambit_lp_end(w->text, "<=", 0);
    }
}

/* ---- The file ---------------------------------------------------------------------------------------------------- */

static void write_kinds(const writer *w)
{
    fputs("Bounds\n zero = 0\nBinary\n", w->text->to);
    for (const seat *s = w->seat; s < w->seat + w->n_seats; s++) {
        if (s->unit != AMBIT_NOBODY) fputs(" y", w->text->to), put_seat(w, s), fputc('\n', w->text->to);
        for (uint32_t u = 0; u < w->p->n_units; u++) {
            if (!may_take(w, u, s)) continue;
            fputc(' ', w->text->to), put_x(w, u, s), fputc('\n', w->text->to);
            if (!w->p->contiguous || s->unit != AMBIT_NOBODY) continue;
            fprintf(w->text->to, " w_u%u", u), put_seat(w, s), fputc('\n', w->text->to);
        }
    }
    fputs("End\n", w->text->to);
}

static void write_all(const writer *w)
{
    fprintf(w->text->to, "\\ %u units, %u reps, %u rules; u, c and r count from 0\n", w->p->n_units, w->p->n_reps,
            w->p->n_rules);
    write_objective(w);
    write_units(w);
    write_seats(w);
    write_rules(w);
    write_moves(w);
    write_caps(w);
    write_borders(w);
    for (const seat *s = w->seat; w->p->contiguous && s < w->seat + w->n_seats; s++) write_source(w, s);
    write_kinds(w);
}

/* What a free centre costs is known from places alone. */
static ambit_status check_fits(const ambit_problem *p, ambit_error *err)
{
    bool by_hour = false;
    for (uint32_t a = 0; a < p->n_rules; a++) by_hour = by_hour || p->rule[a].per_hour;
    if (p->pair_first && p->has_centres)
        return ambit_fail(err, AMBIT_E_INPUT, "LP file: found free centres and a travel matrix, expected one of them");
    if (by_hour && (p->has_centres || p->unit_x))
        return ambit_fail(err, AMBIT_E_INPUT, "LP file: found amounts per hour of travel, expected none where centres "
                "are free or places lie in a plane");
    return ambit_problem_check_whole(p, err);
}

ambit_status ambit_lp_write_sites(ambit_lp_text *text, ambit_error *err)
{
    const ambit_problem *p = text->p;
    ambit_status status = check_fits(p, err);
    if (status != AMBIT_OK) return status;
    writer w = { .text = text, .p = p, .kind_of = malloc(p->n_reps * sizeof *w.kind_of) };
    if (w.kind_of) {
        find_kinds(&w);
        list_seats(&w);
        w.seat = malloc(((size_t)w.n_seats + 1) * sizeof *w.seat);
    }
    if (!w.kind_of || !w.seat) status = ambit_fail(err, AMBIT_E_MEMORY, "no memory for the seats of territories");
    if (status == AMBIT_OK && p->contiguous)
        status = ambit_graph_build(&w.graph, p->n_units, NULL, p->border, NULL, p->n_borders, err);
    if (status == AMBIT_OK) list_seats(&w), write_all(&w);
    free(w.kind_of), free(w.seat);
    ambit_graph_reset(&w.graph);
    return status;
}
