/* tools/compare/tables.c - compare.csv and compare_moves.csv, see tables.h. */
#include "tools/compare/tables.h"

#include "instances/table.h"
#include "tools/roster.h"

#include <math.h>

enum { NAME_ROOM = 200 };

static void put_number(FILE *to, double value)
{
    putc(',', to);
    if (isfinite(value)) ambit_csv_write_number(to, value);
}

static void put_ratio(FILE *to, const ambit_outcome_load *load)
{
    putc(',', to);
    if (load) ambit_roster_write_ratio(to, load->deviation);
}

static void put_text(FILE *to, const char *text)
{
    putc(',', to);
    ambit_csv_write(to, text);
}

/* ---- Reps -------------------------------------------------------------------------------------------------------- */

static void put_head(FILE *to, const ambit_compare *c)
{
    static const char *const what[] = { "a", "b", "deviation_a", "deviation_b", "gained", "lost" };
    fputs("rep_id,name,in,units_a,units_b,accounts_a,accounts_b,travel_a,travel_b,gained_units,lost_units", to);
    for (uint32_t k = 0; k < c->n_rules; k++)
        for (size_t i = 0; i < sizeof what / sizeof *what; i++) {
            char name[NAME_ROOM];
            ambit_roster_reduce(name, sizeof name, ambit_compare_rule_name(c, k));
            fprintf(to, ",%s_%s", name, what[i]);
        }
    putc('\n', to);
}

static void put_rule(FILE *to, const ambit_compare *c, uint32_t k, uint32_t i)
{
    const ambit_outcome_load *a = ambit_compare_load_of(c, k, i, 0), *b = ambit_compare_load_of(c, k, i, 1);
    put_number(to, a ? a->load : (double)NAN);
    put_number(to, b ? b->load : (double)NAN);
    put_ratio(to, a);
    put_ratio(to, b);
    put_number(to, c->gained[i].amount[k]);
    put_number(to, c->lost[i].amount[k]);
}

void ambit_compare_csv(FILE *to, const ambit_compare *c)
{
    put_head(to, c);
    for (uint32_t i = 0; i < c->n_reps; i++) {
        const ambit_outcome_rep *a = ambit_compare_rep_of(c, i, 0), *b = ambit_compare_rep_of(c, i, 1);
        const double nan = (double)NAN;
        ambit_csv_write(to, ambit_compare_rep_id(c, i));
        put_text(to, ambit_compare_rep_name(c, i));
        put_text(to, a && b ? "both" : a ? "A" : "B");
        put_number(to, a ? a->units : nan);
        put_number(to, b ? b->units : nan);
        put_number(to, a ? a->accounts : nan);
        put_number(to, b ? b->accounts : nan);
        put_number(to, a ? a->travel : nan);
        put_number(to, b ? b->travel : nan);
        put_number(to, c->gained[i].units);
        put_number(to, c->lost[i].units);
        for (uint32_t k = 0; k < c->n_rules; k++) put_rule(to, c, k, i);
        putc('\n', to);
    }
}

/* ---- Units ------------------------------------------------------------------------------------------------------- */

static void put_unit(FILE *to, const ambit_compare *c, const ambit_compare_move *m, const char *change)
{
    const int of_b = m->unit.b != AMBIT_NOWHERE;
    const ambit_compare_side *side = of_b ? c->b : c->a;
    const uint32_t u = of_b ? m->unit.b : m->unit.a;
    ambit_csv_write(to, side->outcome->formulation->unit_id[u]);
    put_text(to, ambit_compare_unit_name(side, u));
    put_text(to, change);
    put_text(to, ambit_compare_rep_id(c, m->from));
    put_text(to, ambit_compare_rep_id(c, m->to));
    put_number(to, m->travel_a);
    put_number(to, m->travel_b);
    for (uint32_t k = 0; k < c->n_rules; k++) put_number(to, ambit_compare_amount(c, k, m->unit));
    putc('\n', to);
}

/* The place of unit u's rep in the common list. O(reps). */
static uint32_t rep_at(const ambit_compare *c, const ambit_compare_side *side, uint32_t u)
{
    for (uint32_t i = 0; i < c->n_reps; i++)
        if ((side == c->b ? c->rep[i].b : c->rep[i].a) == side->outcome->plan[u]) return i;
    return AMBIT_NOWHERE;
}

static double travel_of(const ambit_compare_side *side, uint32_t u)
{
    const ambit_outcome *o = side->outcome;
    return ambit_outcome_travel(o->formulation, &o->seats, u, o->plan[u]);
}

void ambit_compare_moves(FILE *to, const ambit_compare *c)
{
    fputs("unit_id,name,change,from,to,travel_a,travel_b", to);
    for (uint32_t k = 0; k < c->n_rules; k++) {
        char name[NAME_ROOM];
        ambit_roster_reduce(name, sizeof name, ambit_compare_rule_name(c, k));
        fprintf(to, ",%s", name);
    }
    putc('\n', to);
    for (uint32_t m = 0; m < c->n_moved; m++) put_unit(to, c, &c->move[m], "moved");
    for (uint32_t m = 0; m < c->n_new; m++) {
        const uint32_t u = c->new_unit[m];
        put_unit(to, c, &(ambit_compare_move){ { AMBIT_NOWHERE, u }, AMBIT_NOWHERE, rep_at(c, c->b, u), (double)NAN,
            travel_of(c->b, u) }, "new");
    }
    for (uint32_t m = 0; m < c->n_gone; m++) {
        const uint32_t u = c->gone[m];
        put_unit(to, c, &(ambit_compare_move){ { u, AMBIT_NOWHERE }, rep_at(c, c->a, u), AMBIT_NOWHERE,
            travel_of(c->a, u), (double)NAN }, "gone");
    }
}
