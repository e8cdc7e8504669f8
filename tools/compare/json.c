/* tools/compare/json.c - the comparison as JSON, see tables.h. */
#include "tools/compare/tables.h"
#include "tools/output/json.h"
#include "tools/output/record.h"

#include <math.h>

/* What is known of the proof: nothing for an assignment without a plan.json. */
static void put_proof(ambit_json *json, const ambit_compare_side *s)
{
    const ambit_summary *summary = &s->finished.summary;
    const int is_known = summary->status != AMBIT_PLAN_NONE;
    if (is_known) ambit_json_text(json, "status", ambit_record_status(summary->status));
    else ambit_json_null(json, "status");
    ambit_json_number(json, "bound", is_known ? summary->bound : (double)NAN);
    ambit_json_number(json, "gap", is_known ? summary->gap : (double)NAN);
}

static void put_side(ambit_json *json, const char *key, const ambit_compare_side *s)
{
    const ambit_outcome *o = s->outcome;
    ambit_json_open(json, key, '{');
    ambit_json_text(json, "name", ambit_workspace_plan(s->workspace)->name);
    ambit_json_text(json, "given", s->given);
    put_proof(json, s);
    ambit_json_flag(json, "within_rules", o->verdict.within_rules);
    ambit_json_number(json, "violation", o->verdict.violation);
    ambit_json_number(json, "cost", o->verdict.cost.total);
    ambit_json_number(json, "travel", o->verdict.cost.travel);
    ambit_json_text(json, "travel_unit", ambit_outcome_travel_unit(o->formulation));
    ambit_json_count(json, "units", o->formulation->n_units);
    ambit_json_count(json, "reps", o->n_reps);
    ambit_json_close(json, '}');
}

static void put_rule(ambit_json *json, const ambit_compare *c, uint32_t k)
{
    const uint32_t a = c->rule[k].a, b = c->rule[k].b;
    const ambit_outcome_rule none = { .total = NAN, .tolerance = NAN, .worst_deviation = NAN };
    const ambit_outcome_rule *of_a = a == AMBIT_NOWHERE ? &none : &c->a->outcome->rule[a];
    const ambit_outcome_rule *of_b = b == AMBIT_NOWHERE ? &none : &c->b->outcome->rule[b];
    ambit_json_open(json, NULL, '{');
    ambit_json_text(json, "name", ambit_compare_rule_name(c, k));
    ambit_json_number(json, "total_a", of_a->total);
    ambit_json_number(json, "total_b", of_b->total);
    ambit_json_number(json, "tolerance_a", of_a->tolerance);
    ambit_json_number(json, "tolerance_b", of_b->tolerance);
    ambit_json_number(json, "worst_deviation_a", of_a->worst_deviation);
    ambit_json_number(json, "worst_deviation_b", of_b->worst_deviation);
    ambit_json_number(json, "moved", c->moved.amount[k]);
    ambit_json_close(json, '}');
}

/* ---- Reps -------------------------------------------------------------------------------------------------------- */

static void put_figures(ambit_json *json, const ambit_compare *c, uint32_t i, int of_b)
{
    const ambit_outcome_rep *rep = ambit_compare_rep_of(c, i, of_b);
    const char *key = of_b ? "b" : "a";
    if (!rep) {
        ambit_json_null(json, key);
        return;
    }
    ambit_json_open(json, key, '{');
    ambit_json_count(json, "units", rep->units);
    ambit_json_count(json, "accounts", rep->accounts);
    ambit_json_number(json, "travel", rep->travel);
    for (int deviation = 0; deviation < 2; deviation++) {
        ambit_json_open(json, deviation ? "deviations" : "loads", '[');
        for (uint32_t k = 0; k < c->n_rules; k++) {
            const ambit_outcome_load *load = ambit_compare_load_of(c, k, i, of_b);
            ambit_json_number(json, NULL, !load ? (double)NAN : deviation ? load->deviation : load->load);
        }
        ambit_json_close(json, ']');
    }
    ambit_json_close(json, '}');
}

static void put_flow(ambit_json *json, const ambit_compare *c, const char *key, uint32_t i)
{
    const int is_gained = *key == 'g';
    const ambit_compare_flow *flow = is_gained ? &c->gained[i] : &c->lost[i];
    ambit_json_open(json, key, '{');
    ambit_json_count(json, "units", flow->units);
    ambit_json_open(json, "amounts", '[');
    for (uint32_t k = 0; k < c->n_rules; k++) ambit_json_number(json, NULL, flow->amount[k]);
    ambit_json_close(json, ']');
    ambit_json_open(json, "ids", '[');
    for (uint32_t m = 0; flow->units && m < c->n_moved; m++)
        if ((is_gained ? c->move[m].to : c->move[m].from) == i)
            ambit_json_text(json, NULL, c->b->outcome->formulation->unit_id[c->move[m].unit.b]);
    ambit_json_close(json, ']');
    ambit_json_close(json, '}');
}

static void put_reps(ambit_json *json, const ambit_compare *c)
{
    ambit_json_open(json, "reps", '[');
    for (uint32_t i = 0; i < c->n_reps; i++) {
        const char *name = ambit_compare_rep_name(c, i);
        ambit_json_open(json, NULL, '{');
        ambit_json_text(json, "id", ambit_compare_rep_id(c, i));
        ambit_json_text(json, "name", *name ? name : NULL);
        put_figures(json, c, i, 0);
        put_figures(json, c, i, 1);
        put_flow(json, c, "gained", i);
        put_flow(json, c, "lost", i);
        ambit_json_close(json, '}');
    }
    ambit_json_close(json, ']');
}

/* ---- Units ------------------------------------------------------------------------------------------------------- */

static void put_rep(ambit_json *json, const ambit_compare *c, const char *key, uint32_t i)
{
    ambit_json_text(json, key, i == AMBIT_NOWHERE ? NULL : ambit_compare_rep_id(c, i));
}

static void put_moves(ambit_json *json, const ambit_compare *c)
{
    ambit_json_open(json, "moves", '[');
    for (uint32_t m = 0; m < c->n_moved; m++) {
        const ambit_compare_move *move = &c->move[m];
        ambit_json_open(json, NULL, '{');
        ambit_json_text(json, "unit", c->b->outcome->formulation->unit_id[move->unit.b]);
        put_rep(json, c, "from", move->from);
        put_rep(json, c, "to", move->to);
        ambit_json_number(json, "travel_a", move->travel_a);
        ambit_json_number(json, "travel_b", move->travel_b);
        ambit_json_open(json, "amounts", '[');
        for (uint32_t k = 0; k < c->n_rules; k++)
            ambit_json_number(json, NULL, ambit_compare_amount(c, k, move->unit));
        ambit_json_close(json, ']');
        ambit_json_close(json, '}');
    }
    ambit_json_close(json, ']');
}

static void put_ids(ambit_json *json, const char *key, const ambit_compare_side *s, const uint32_t *unit, uint32_t n)
{
    ambit_json_open(json, key, '[');
    for (uint32_t k = 0; k < n; k++) ambit_json_text(json, NULL, s->outcome->formulation->unit_id[unit[k]]);
    ambit_json_close(json, ']');
}

void ambit_compare_json(FILE *to, const ambit_compare *c)
{
    ambit_json json = ambit_json_of(to);
    ambit_json_open(&json, NULL, '{');
    ambit_json_text(&json, "version", AMBIT_VERSION);
    put_side(&json, "a", c->a);
    put_side(&json, "b", c->b);
    ambit_json_open(&json, "units", '{');
    ambit_json_count(&json, "both", c->n_both);
    ambit_json_count(&json, "moved", c->n_moved);
    ambit_json_count(&json, "new", c->n_new);
    ambit_json_count(&json, "gone", c->n_gone);
    ambit_json_close(&json, '}');
    ambit_json_open(&json, "rules", '[');
    for (uint32_t k = 0; k < c->n_rules; k++) put_rule(&json, c, k);
    ambit_json_close(&json, ']');
    put_reps(&json, c);
    put_moves(&json, c);
    put_ids(&json, "new", c->b, c->new_unit, c->n_new);
    put_ids(&json, "gone", c->a, c->gone, c->n_gone);
    ambit_json_close(&json, '}');
}
