/* tools/explain/explain.c - see explain.h. */
#include "tools/explain/explain.h"

#include "solver/problem.h"
#include "tools/output/terminal.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { NAMED = 2 }; /* rows that a sentence names */

/* ---- Figures ----------------------------------------------------------------------------------------------------- */

static double travel_of(const ambit_moves *m, uint32_t block, uint32_t rep)
{
    double sum = 0;
    for (uint32_t k = m->first[block]; k < m->first[block + 1]; k++)
        sum += ambit_outcome_travel(m->formulation, &m->outcome->seats, m->unit[k], rep);
    return sum;
}

static double price_of(const ambit_moves *m, uint32_t block, uint32_t rep, const double *price)
{
    const ambit_formulation *f = m->formulation;
    double sum = 0;
    if (!price) return NAN;
    for (uint32_t a = 0; a < f->n_rules; a++)
        sum += price[(size_t)a * f->n_reps + rep] * ambit_moves_amount(m, f->rule[a].rule, block, rep);
    return sum;
}

/* The rows that a changed plan breaks, or breaks further: "workload of R5 112.3, at most 110.0; and 1 more". */
static void say_breaks(char *out, size_t size, const ambit_moves *m, const double *load, const ambit_verdict *verdict)
{
    const ambit_problem *p = m->problem;
    size_t used = 0;
    uint32_t n_broken = 0;
    *out = '\0';
    for (uint32_t a = 0; a < p->n_rules; a++)
        for (uint32_t r = 0; r < p->n_reps && used < size; r++) {
            const double now = load[(size_t)a * p->n_reps + r], before = m->load[(size_t)a * p->n_reps + r];
            const double low = p->rule[a].lower[r], high = p->rule[a].upper[r];
            if (!(now > high && now > before) && !(now < low && now < before)) continue;
            char held[AMBIT_NUMBER_ROOM], bound[AMBIT_NUMBER_ROOM];
            if (++n_broken > NAMED) continue;
            int n = snprintf(out + used, size - used, "%s%s of %s %s, %s %s", used ? "; " : "", p->rule[a].name,
                    m->formulation->rep_id[r], ambit_terminal_number(held, now, 1), now > high ? "at most" : "at least",
                    ambit_terminal_number(bound, now > high ? high : low, 1));
            used += n > 0 ? (size_t)n : 0;
        }
    if (n_broken > NAMED && used < size) snprintf(out + used, size - used, "; and %u more", n_broken - NAMED);
    if (!*out) ambit_terminal_cut(out, size, verdict->first_fault);
}

/* The block at `rep`, and nothing else changed. */
static ambit_status judge_single(ambit_alternative *to, const ambit_moves *m, uint32_t block, double *load,
        ambit_error *err)
{
    ambit_verdict verdict;
    const ambit_verdict *plan = &m->outcome->verdict;
    ambit_chain one = { .n = 1 };
    one.move[0].unit = m->unit[m->first[block]];
    one.move[0].from = m->owner[block];
    one.move[0].to = to->rep;
    ambit_status status = ambit_moves_judge(&verdict, m, &one, load, err);
    if (status) return status;
    to->change = verdict.cost.total - plan->cost.total;
    to->keeps_rules = plan->within_rules ? verdict.within_rules : verdict.violation <= plan->violation;
    if (!to->keeps_rules) say_breaks(to->breaks, sizeof to->breaks, m, load, &verdict);
    return AMBIT_OK;
}

static ambit_status judge(ambit_alternative *to, const ambit_moves *m, uint32_t block, double *load, ambit_error *err)
{
    ambit_status status = judge_single(to, m, block, load, err);
    return status ? status : ambit_moves_chain(&to->chain, m, block, to->rep, err);
}

static ambit_alternative figures_of(const ambit_moves *m, uint32_t block, uint32_t rep, const double *price)
{
    return (ambit_alternative){ .rep = rep, .cost = ambit_moves_cost(m, block, rep), .travel = travel_of(m, block, rep),
        .price = price_of(m, block, rep, price), .change = NAN };
}

/* What counts when reps are put in order: cost, and the price of the room where it is known. */
static double rank_of(const ambit_alternative *a) { return a->cost + (isnan(a->price) ? 0 : a->price); }

static void put_in_order(ambit_explanation *out, const ambit_alternative *one)
{
    uint32_t at = out->n < AMBIT_ALTERNATIVES ? out->n++ : AMBIT_ALTERNATIVES;
    if (at == AMBIT_ALTERNATIVES && rank_of(one) >= rank_of(&out->other[--at])) return;
    for (; at && rank_of(&out->other[at - 1]) > rank_of(one); at--) out->other[at] = out->other[at - 1];
    out->other[at] = *one;
}

ambit_status ambit_explain(ambit_explanation *out, const ambit_moves *m, uint32_t unit, const double *price,
        ambit_error *err)
{
    const ambit_problem *p = m->problem;
    const uint32_t n_reps = m->formulation->n_reps, block = m->block[unit], rep = m->owner[block];
    double *load = malloc(((size_t)p->n_rules * n_reps + 1) * sizeof *load);
    ambit_status status = load ? AMBIT_OK : ambit_fail(err, AMBIT_E_MEMORY, "no memory to explain a unit");
    *out = (ambit_explanation){ .unit = unit, .block = block, .rep = rep,
        .n_members = m->first[block + 1] - m->first[block], .current = p->current ? p->current[unit] : AMBIT_NOBODY };
    for (uint32_t k = m->first[block]; p->locked && k < m->first[block + 1]; k++)
        out->is_locked |= p->locked[m->unit[k]] != AMBIT_NOBODY;
    if (rep != AMBIT_NOBODY) out->here = figures_of(m, block, rep, price);
    for (uint32_t r = 0; r < n_reps; r++) {
        ambit_alternative one = figures_of(m, block, r, price);
        out->n_allowed += isfinite(one.cost);
        if (r != rep && isfinite(one.cost)) put_in_order(out, &one);
    }
    for (uint32_t k = 0; k < out->n && !status; k++) status = judge(&out->other[k], m, block, load, err);
    free(load);
    return status;
}

/* ---- Reasons ----------------------------------------------------------------------------------------------------- */

static const char *travel_text(char out[AMBIT_NUMBER_ROOM + 8], const ambit_outcome *o, double travel)
{
    char number[AMBIT_NUMBER_ROOM];
    snprintf(out, AMBIT_NUMBER_ROOM + 8, "%s %s", ambit_terminal_number(number, travel, 1),
             ambit_outcome_travel_unit(o->formulation));
    return out;
}

/* The alternative of the least travel. */
static const ambit_alternative *nearest(const ambit_explanation *of)
{
    const ambit_alternative *best = &of->other[0];
    for (uint32_t k = 1; k < of->n; k++)
        if (of->other[k].travel < best->travel) best = &of->other[k];
    return best;
}

const char *ambit_explain_why(char *out, size_t size, const ambit_moves *m, const ambit_explanation *of)
{
    char text[AMBIT_NUMBER_ROOM + 8];
    const char *const *id = m->formulation->rep_id;
    if (of->rep == AMBIT_NOBODY) {
        snprintf(out, size, "nobody has it in this plan");
    } else if (of->is_locked) {
        snprintf(out, size, "it is locked there%s", of->n_members > 1 ? ", or one of its group is" : "");
    } else if (!of->n) {
        snprintf(out, size, "no other rep may serve it");
    } else {
        const ambit_alternative *near = nearest(of);
        double nearer = of->here.travel - near->travel;
        const char *who = id[near->rep], *far = travel_text(text, m->outcome, fabs(nearer));
        if (!(nearer > 0)) snprintf(out, size, "nobody is nearer; %s, the next one, is %s farther", who, far);
        else if (!near->keeps_rules) snprintf(out, size, "%s is nearer by %s, but that breaks a rule: %s", who, far,
                near->breaks);
        else if (near->change > 0) snprintf(out, size, "%s is nearer by %s, but what else it costs is more: %s", who,
                far,
                of->current == of->rep ? "it would have to move" : "moves, misfit or balance");
        else snprintf(out, size, "%s is nearer by %s and would keep the rules: the search did not find that", who, far);
    }
    return out;
}

const char *ambit_explain_move(char *out, size_t size, const ambit_outcome *o, uint32_t unit, uint32_t from,
        uint32_t to)
{
    const ambit_formulation *f = o->formulation;
    char text[AMBIT_NUMBER_ROOM + 8], percent[AMBIT_NUMBER_ROOM];
    if (from == AMBIT_NOBODY) {
        snprintf(out, size, "it had no rep, or one who left");
        return out;
    }
    double saved = ambit_outcome_travel(f, &o->seats_before, unit, from) - ambit_outcome_travel(f, &o->seats, unit, to);
    for (uint32_t a = 0; a < o->n_rules && o->load_before; a++) {
        const ambit_outcome_load *giver = &o->load_before[(size_t)a * o->n_reps + from];
        const ambit_outcome_load *taker = &o->load_before[(size_t)a * o->n_reps + to];
        const char *rule = f->rule[a].name;
        if (giver->load > giver->upper) {
            snprintf(out, size, "%s had %s more %s than its share", f->rep_id[from],
                     ambit_terminal_percent(percent, giver->deviation, 0, 0), rule);
            return out;
        }
        if (taker->load < taker->lower) {
            snprintf(out, size, "%s had %s less %s than its share", f->rep_id[to],
                     ambit_terminal_percent(percent, -taker->deviation, 0, 0), rule);
            return out;
        }
    }
    if (saved > 0) snprintf(out, size, "%s is nearer by %s", f->rep_id[to], travel_text(text, o, saved));
    else snprintf(out, size, "it makes room for other moves");
    return out;
}
