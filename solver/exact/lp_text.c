#include "solver/exact/lp_text.h"

#include <math.h>
#include <stdlib.h>

/* Whole numbers, which most are, go without the search for digits. */
void ambit_lp_number(ambit_lp_text *w, double value)
{
    char text[40];
    if (value == floor(value) && fabs(value) < 1e15) {
        fprintf(w->to, "%.0f", value);
        return;
    }
    snprintf(text, sizeof text, "%.15g", value);
    if (strtod(text, NULL) != value) snprintf(text, sizeof text, "%.17g", value);
    fputs(text, w->to);
}

void ambit_lp_start(ambit_lp_text *w)
{
    w->on_line = 0;
    w->empty = true;
}

/* Lines stay short, as some readers want them. */
void ambit_lp_term(ambit_lp_text *w, double value)
{
    if (w->on_line++ == 6) fputs("\n ", w->to), w->on_line = 1;
    fputs(value < 0 ? " - " : " + ", w->to);
    if (fabs(value) != 1) ambit_lp_number(w, fabs(value)), fputc(' ', w->to);
    w->empty = false;
}

void ambit_lp_end(ambit_lp_text *w, const char *sense, double rhs)
{
    if (w->empty) fputs(" zero", w->to);
    fprintf(w->to, " %s ", sense);
    ambit_lp_number(w, rhs);
    fputc('\n', w->to);
}

bool ambit_lp_may_serve(const ambit_lp_text *w, uint32_t u, uint32_t r)
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

bool ambit_lp_moves(const ambit_problem *p, uint32_t u, uint32_t r)
{
    return p->current && p->current[u] != AMBIT_NOBODY && p->current[u] != r;
}

double ambit_lp_pair_extra(const ambit_problem *p, uint32_t u, uint32_t r)
{
    double cost = ambit_lp_moves(p, u, r) && p->move_cost ? p->move_cost[u] : 0;
    if (p->unit_class && !(p->rep_classes[r] >> p->unit_class[u] & 1)) cost += p->misfit_cost;
    return cost;
}
