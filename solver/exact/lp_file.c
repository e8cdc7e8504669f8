/* solver/exact/lp_file.c - the whole model as a CPLEX LP file: `ambit_problem_write_lp` of instances/ambit.h.
 *
 * Every eligible pair is a binary x_u12_r3 (numbers count from 0 in the order of the problem). Rows are written as they
 * are met, so ten million pairs need no more memory than the list of who may serve whom. It is its own reading of the
 * problem, like the verifier's, so that another solver's optimum is a check on ours.
 *
 *     unit_u:                sum_r x = 1                     group_u_r:  x of the unit = x of its group's first unit
 *     lower_a_r, upper_a_r:  bounds of rule a for rep r      ideal_a_r:  load - dp + dm = ideal
 *     moved:                 the cap on moves      moved_c, lost_c_r, gained_c_r:  further ones, in all and by rep
 *
 * Problems with free centres, in a plane, with priced borders or contiguity are written by lp_sites.c. */
#include "solver/exact/lp_text.h"
#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

typedef ambit_lp_text writer;

/* ---- The problem, pair by pair --------------------------------------------------------------------------------- */

static void term_x(writer *w, double value, uint32_t u, uint32_t r)
{
    if (value == 0) return;
    ambit_lp_term(w, value);
    fprintf(w->to, "x_u%u_r%u", u, r);
}

static double pair_cost(const writer *w, uint32_t u, uint32_t r)
{
    return w->p->visits[u] * ambit_reach_hours(w->reach, u, r) + ambit_lp_pair_extra(w->p, u, r);
}

/* ---- Sections -------------------------------------------------------------------------------------------------- */

static void write_objective(writer *w)
{
    const ambit_problem *p = w->p;
    fputs("Minimize\n cost:", w->to);
    ambit_lp_start(w);
    for (uint32_t u = 0; u < p->n_units; u++)
        for (uint32_t r = 0; r < p->n_reps; r++)
            if (ambit_lp_may_serve(w, u, r)) term_x(w, pair_cost(w, u, r), u, r);
    for (uint32_t a = 0; a < p->n_rules; a++)
        for (uint32_t r = 0; p->rule[a].ideal && r < p->n_reps; r++) {
            double ideal = p->rule[a].ideal[r], weight = p->rule[a].ideal_weight / (ideal > 0 ? ideal : 1);
            ambit_lp_term(w, weight), fprintf(w->to, "dp_a%u_r%u", a, r);
            ambit_lp_term(w, weight), fprintf(w->to, "dm_a%u_r%u", a, r);
        }
    if (w->empty) fputs(" zero", w->to);
    fputs("\nSubject To\n", w->to);
}

static void write_units(writer *w)
{
    const ambit_problem *p = w->p;
    for (uint32_t u = 0; u < p->n_units; u++) {
        fprintf(w->to, " unit_u%u:", u);
        ambit_lp_start(w);
        for (uint32_t r = 0; r < p->n_reps; r++)
            if (ambit_lp_may_serve(w, u, r)) term_x(w, 1, u, r);
        ambit_lp_end(w, "=", 1);
    }
    for (uint32_t u = 0; p->group && u < p->n_units; u++)
        for (uint32_t r = 0; p->group[u] != AMBIT_NOBODY && p->group[u] != u && r < p->n_reps; r++)
            if (ambit_lp_may_serve(w, u, r)) fprintf(w->to, " group_u%u_r%u: x_u%u_r%u - x_u%u_r%u = 0\n", u, r, u, r,
                    p->group[u], r);
}

static void write_load(writer *w, const char *kind, uint32_t a, uint32_t r)
{
    fprintf(w->to, " %s_a%u_r%u:", kind, a, r);
    ambit_lp_start(w);
    for (uint32_t u = 0; u < w->p->n_units; u++)
        if (ambit_lp_may_serve(w, u, r)) term_x(w, ambit_reach_amount(w->reach, &w->p->rule[a], u, r), u, r);
}

static void write_rules(writer *w)
{
    for (uint32_t a = 0; a < w->p->n_rules; a++)
        for (uint32_t r = 0; r < w->p->n_reps; r++) {
            const ambit_problem_rule *rule = &w->p->rule[a];
            bool equal = rule->lower[r] == rule->upper[r];
            if (isfinite(rule->lower[r]))
                write_load(w, "lower", a, r), ambit_lp_end(w, equal ? "=" : ">=", rule->lower[r]);
            if (isfinite(rule->upper[r]) && !equal) write_load(w, "upper", a, r), ambit_lp_end(w, "<=", rule->upper[r]);
            if (!rule->ideal) continue;
            write_load(w, "ideal", a, r);
            ambit_lp_term(w, -1), fprintf(w->to, "dp_a%u_r%u", a, r);
            ambit_lp_term(w, 1), fprintf(w->to, "dm_a%u_r%u", a, r);
            ambit_lp_end(w, "=", rule->ideal[r]);
        }
}

static void write_moves(writer *w)
{
    const ambit_problem *p = w->p;
    if (!p->current || isinf(p->moved_allowed)) return;
    fputs(" moved:", w->to);
    ambit_lp_start(w);
    for (uint32_t u = 0; u < p->n_units; u++)
        for (uint32_t r = 0; r < p->n_reps; r++)
            if (ambit_lp_moves(p, u, r) && ambit_lp_may_serve(w, u, r))
                term_x(w, p->move_amount ? p->move_amount[u] : 1, u, r);
    ambit_lp_end(w, "<=", p->moved_allowed);
}

/* What goes from `from` to `to`, either AMBIT_NOBODY: any rep. */
static void write_cap(writer *w, const ambit_problem_cap *cap, uint32_t from, uint32_t to, double most)
{
    ambit_lp_start(w);
    for (uint32_t u = 0; u < w->p->n_units; u++) {
        if (from != AMBIT_NOBODY && w->p->current[u] != from) continue;
        for (uint32_t r = 0; r < w->p->n_reps; r++)
            if ((to == AMBIT_NOBODY || r == to) && ambit_lp_moves(w->p, u, r) && ambit_lp_may_serve(w, u, r))
                term_x(w, cap->amount[u], u, r);
    }
    ambit_lp_end(w, "<=", most);
}

static void write_caps(writer *w)
{
    for (uint32_t c = 0; c < w->p->n_caps; c++) {
        const ambit_problem_cap *cap = &w->p->cap[c];
        if (isfinite(cap->allowed))
            fprintf(w->to, " moved_%u:", c), write_cap(w, cap, AMBIT_NOBODY, AMBIT_NOBODY, cap->allowed);
        for (uint32_t r = 0; r < w->p->n_reps; r++) {
            if (cap->most_lost && isfinite(cap->most_lost[r]))
                fprintf(w->to, " lost_%u_r%u:", c, r), write_cap(w, cap, r, AMBIT_NOBODY, cap->most_lost[r]);
            if (cap->most_gained && isfinite(cap->most_gained[r]))
                fprintf(w->to, " gained_%u_r%u:", c, r), write_cap(w, cap, AMBIT_NOBODY, r, cap->most_gained[r]);
        }
    }
}

static void write_kinds(writer *w)
{
    fputs("Bounds\n zero = 0\nBinary\n", w->to);
    for (uint32_t u = 0; u < w->p->n_units; u++)
        for (uint32_t r = 0; r < w->p->n_reps; r++) {
            if (!ambit_lp_may_serve(w, u, r)) continue;
            fprintf(w->to, " x_u%u_r%u\n", u, r);
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
    write_caps(w);
    write_kinds(w);
}

static ambit_status write_file(writer *w, const char *path, ambit_error *err)
{
    errno = 0;
    if (!(w->to = fopen(path, "w"))) return ambit_fail(err, AMBIT_E_FILE, "%s: cannot be written: %s", path,
            strerror(errno));
    ambit_status status = AMBIT_OK;
    if (ambit_problem_has_sites(w->p)) status = ambit_lp_write_sites(w, err);
    else write_all(w);
    int broken = ferror(w->to);
    if ((fclose(w->to) || broken) && status == AMBIT_OK)
        status = ambit_fail(err, AMBIT_E_FILE, "%s: cannot be written: %s", path, strerror(errno));
    if (status != AMBIT_OK) remove(path);
    return status;
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
