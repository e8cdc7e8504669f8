/* solver/exact/lp_file.c - the whole model as a CPLEX LP file: `ambit_problem_write_lp` of instances/ambit.h.
 *
 * Every eligible pair is a binary x_u12_r3 (numbers count from 0 in the order of the problem). Rows are written as they
 * are met, so ten million pairs need no more memory than the list of who may serve whom. It is its own reading of the
 * problem, like the verifier's, so that another solver's optimum is a check on ours.
 *
 *     unit_u:                sum_r x = 1                     group_u_r:  x of the unit = x of its group's first unit
 *     lower_a_r, upper_a_r:  bounds of rule a for rep r      ideal_a_r:  load - dp + dm = ideal
 *     moved:                 the cap on moves
 *
 * Contiguity is a flow for each rep (Shirabe 2009, doi:10.1068/b34104): a root w sends a unit of flow f to each other
 * unit. */
#include "solver/infeasible/reach.h"
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct {
    FILE *to;
    const ambit_problem *p;
    const ambit_reach *reach;
    uint32_t *merged;   /* [n_units] the reach's unit of each unit */
    int on_line;        /* terms on the current line */
    bool empty;         /* the current row has no term */
} writer;

/* ---- Terms ----------------------------------------------------------------------------------------------------- */

/* Reads back as the same double; whole numbers, which most are, without the search for digits. */
static void write_number(FILE *to, double value)
{
    char text[40];
    if (value == floor(value) && fabs(value) < 1e15) {
        fprintf(to, "%.0f", value);
        return;
    }
    snprintf(text, sizeof text, "%.15g", value);
    if (strtod(text, NULL) != value) snprintf(text, sizeof text, "%.17g", value);
    fputs(text, to);
}

static void start_row(writer *w)
{
    w->on_line = 0;
    w->empty = true;
}

/* Sign and coefficient of the next term; lines stay short, as some readers want them. */
static void coefficient(writer *w, double value)
{
    if (w->on_line++ == 6) fputs("\n ", w->to), w->on_line = 1;
    fputs(value < 0 ? " - " : " + ", w->to);
    if (fabs(value) != 1) write_number(w->to, fabs(value)), fputc(' ', w->to);
    w->empty = false;
}

static void term_x(writer *w, double value, uint32_t u, uint32_t r)
{
    if (value == 0) return;
    coefficient(w, value);
    fprintf(w->to, "x_u%u_r%u", u, r);
}

/* `zero` is a variable fixed at 0: a row without terms is not LP syntax. */
static void end_row(writer *w, const char *sense, double rhs)
{
    if (w->empty) fputs(" zero", w->to);
    fprintf(w->to, " %s ", sense);
    write_number(w->to, rhs);
    fputc('\n', w->to);
}

/* ---- The problem, pair by pair --------------------------------------------------------------------------------- */

static bool may_serve(const writer *w, uint32_t u, uint32_t r)
{
    const ambit_reach *reach = w->reach;
    uint32_t s = reach->set_of[w->merged[u]];
    size_t low = reach->set_first[s], high = reach->set_first[s + 1];
    if (high - low == w->p->n_reps) return true;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (reach->set_rep[middle] == r) return true;
        if (reach->set_rep[middle] < r) low = middle + 1; else high = middle;
    }
    return false;
}

static bool moves(const ambit_problem *p, uint32_t u, uint32_t r)
{
    return p->current && p->current[u] != AMBIT_NOBODY && p->current[u] != r;
}

static double pair_cost(const writer *w, uint32_t u, uint32_t r)
{
    const ambit_problem *p = w->p;
    double cost = p->visits[u] * ambit_reach_hours(w->reach, u, r);
    if (moves(p, u, r) && p->move_cost) cost += p->move_cost[u];
    if (p->unit_class && !(p->rep_classes[r] >> p->unit_class[u] & 1)) cost += p->misfit_cost;
    return cost;
}

/* ---- Sections -------------------------------------------------------------------------------------------------- */

static void write_objective(writer *w)
{
    const ambit_problem *p = w->p;
    fputs("Minimize\n cost:", w->to);
    start_row(w);
    for (uint32_t u = 0; u < p->n_units; u++)
        for (uint32_t r = 0; r < p->n_reps; r++)
            if (may_serve(w, u, r)) term_x(w, pair_cost(w, u, r), u, r);
    for (uint32_t a = 0; a < p->n_rules; a++)
        for (uint32_t r = 0; p->rule[a].ideal && r < p->n_reps; r++) {
            double ideal = p->rule[a].ideal[r], weight = p->rule[a].ideal_weight / (ideal > 0 ? ideal : 1);
            coefficient(w, weight), fprintf(w->to, "dp_a%u_r%u", a, r);
            coefficient(w, weight), fprintf(w->to, "dm_a%u_r%u", a, r);
        }
    if (w->empty) fputs(" zero", w->to);
    fputs("\nSubject To\n", w->to);
}

static void write_units(writer *w)
{
    const ambit_problem *p = w->p;
    for (uint32_t u = 0; u < p->n_units; u++) {
        fprintf(w->to, " unit_u%u:", u);
        start_row(w);
        for (uint32_t r = 0; r < p->n_reps; r++)
            if (may_serve(w, u, r)) term_x(w, 1, u, r);
        end_row(w, "=", 1);
    }
    for (uint32_t u = 0; p->group && u < p->n_units; u++)
        for (uint32_t r = 0; p->group[u] != AMBIT_NOBODY && p->group[u] != u && r < p->n_reps; r++)
            if (may_serve(w, u, r)) fprintf(w->to, " group_u%u_r%u: x_u%u_r%u - x_u%u_r%u = 0\n", u, r, u, r,
                    p->group[u], r);
}

static void write_load(writer *w, const char *kind, uint32_t a, uint32_t r)
{
    fprintf(w->to, " %s_a%u_r%u:", kind, a, r);
    start_row(w);
    for (uint32_t u = 0; u < w->p->n_units; u++)
        if (may_serve(w, u, r)) term_x(w, ambit_reach_amount(w->reach, &w->p->rule[a], u, r), u, r);
}

static void write_rules(writer *w)
{
    for (uint32_t a = 0; a < w->p->n_rules; a++)
        for (uint32_t r = 0; r < w->p->n_reps; r++) {
            const ambit_problem_rule *rule = &w->p->rule[a];
            bool equal = rule->lower[r] == rule->upper[r];
            if (isfinite(rule->lower[r])) write_load(w, "lower", a, r), end_row(w, equal ? "=" : ">=", rule->lower[r]);
            if (isfinite(rule->upper[r]) && !equal) write_load(w, "upper", a, r), end_row(w, "<=", rule->upper[r]);
            if (!rule->ideal) continue;
            write_load(w, "ideal", a, r);
            coefficient(w, -1), fprintf(w->to, "dp_a%u_r%u", a, r);
            coefficient(w, 1), fprintf(w->to, "dm_a%u_r%u", a, r);
            end_row(w, "=", rule->ideal[r]);
        }
}

static void write_moves(writer *w)
{
    const ambit_problem *p = w->p;
    if (!p->current || isinf(p->moved_allowed)) return;
    fputs(" moved:", w->to);
    start_row(w);
    for (uint32_t u = 0; u < p->n_units; u++)
        for (uint32_t r = 0; r < p->n_reps; r++)
            if (moves(p, u, r) && may_serve(w, u, r)) term_x(w, p->move_amount ? p->move_amount[u] : 1, u, r);
    end_row(w, "<=", p->moved_allowed);
}

/* ---- Contiguity ------------------------------------------------------------------------------------------------ */

/* The flow of arc `from` - `to` of one rep enters the row with this coefficient. */
static void term_f(writer *w, double value, uint32_t from, uint32_t to, uint32_t r)
{
    coefficient(w, value);
    fprintf(w->to, "f_u%u_u%u_r%u", from, to, r);
}

/* Flow in and, with `out`, flow out of unit u along every border whose both ends rep r may serve. */
static void write_flows(writer *w, uint32_t u, uint32_t r, bool out)
{
    for (size_t k = 0; k < w->p->n_borders; k++) {
        ambit_border b = w->p->border[k];
        if ((b.a != u && b.b != u) || !may_serve(w, b.a, r) || !may_serve(w, b.b, r)) continue;
        uint32_t other = b.a == u ? b.b : b.a;
        term_f(w, 1, other, u, r);
        if (out) term_f(w, -1, u, other, r);
    }
}

/* What stays in a unit is at least 1, except in the root, which may send out n - 1; and nothing enters a unit that is
 * not the rep's. */
static void write_contiguity(writer *w)
{
    const double n = w->p->n_units;
    for (uint32_t r = 0; w->p->contiguous && r < w->p->n_reps; r++) {
        fprintf(w->to, " root_r%u:", r);
        start_row(w);
        for (uint32_t u = 0; u < w->p->n_units; u++)
            if (may_serve(w, u, r)) coefficient(w, 1), fprintf(w->to, "w_u%u_r%u", u, r);
        end_row(w, "<=", 1);
        for (uint32_t u = 0; u < w->p->n_units; u++) {
            if (!may_serve(w, u, r)) continue;
            fprintf(w->to, " own_u%u_r%u: w_u%u_r%u - x_u%u_r%u <= 0\n", u, r, u, r, u, r);
            fprintf(w->to, " stays_u%u_r%u:", u, r);
            start_row(w);
            write_flows(w, u, r, true);
            term_x(w, -1, u, r);
            coefficient(w, n), fprintf(w->to, "w_u%u_r%u", u, r);
            end_row(w, ">=", 0);
            fprintf(w->to, " enters_u%u_r%u:", u, r);
            start_row(w);
            write_flows(w, u, r, false);
            term_x(w, -n, u, r);
            end_row(w, "<=", 0);
        }
    }
}

static void write_kinds(writer *w)
{
    fputs("Bounds\n zero = 0\nBinary\n", w->to);
    for (uint32_t u = 0; u < w->p->n_units; u++)
        for (uint32_t r = 0; r < w->p->n_reps; r++) {
            if (!may_serve(w, u, r)) continue;
            fprintf(w->to, " x_u%u_r%u\n", u, r);
            if (w->p->contiguous) fprintf(w->to, " w_u%u_r%u\n", u, r);
        }
    fputs("End\n", w->to);
}

static void write_all(writer *w)
{
    fprintf(w->to, "\\ %u units, %u reps, %u rules; u and r count from 0\n", w->p->n_units, w->p->n_reps,
            w->p->n_rules);
    write_objective(w);
    write_units(w);
    write_rules(w);
    write_moves(w);
    write_contiguity(w);
    write_kinds(w);
}

static ambit_status write_file(writer *w, const char *path, ambit_error *err)
{
    errno = 0;
    if (!(w->to = fopen(path, "w"))) return ambit_fail(err, AMBIT_E_FILE, "%s: cannot be written: %s", path,
            strerror(errno));
    write_all(w);
    int broken = ferror(w->to);
    if (fclose(w->to) == 0 && !broken) return AMBIT_OK;
    (void)ambit_fail(err, AMBIT_E_FILE, "%s: cannot be written: %s", path, strerror(errno));
    remove(path);
    return AMBIT_E_FILE;
}

ambit_status ambit_problem_write_lp(const ambit_problem *p, const char *path, ambit_error *err)
{
    ambit_reach *reach;
    ambit_status status = ambit_reach_build(&reach, p, err);
    if (status != AMBIT_OK) return status;
    writer w = { .p = p, .reach = reach, .merged = malloc(p->n_units * sizeof *w.merged) };
    if (!w.merged) {
        ambit_reach_free(reach);
        return ambit_fail(err, AMBIT_E_MEMORY, "no memory to write %s", path);
    }
    for (uint32_t g = 0; g < reach->n_units; g++)
        for (uint32_t m = reach->member_first[g]; m < reach->member_first[g + 1]; m++) w.merged[reach->member[m]] = g;
    status = write_file(&w, path, err);
    free(w.merged);
    ambit_reach_free(reach);
    return status;
}
