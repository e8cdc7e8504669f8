/* What the plan costs, what the current one does, and the proof. */
#include "tools/report/data_parts.h"

static const char *status_word(ambit_plan_status status)
{
    static const char *const words[] = {
        [AMBIT_PLAN_NONE] = "none", [AMBIT_PLAN_OPTIMAL] = "optimal", [AMBIT_PLAN_FEASIBLE] = "feasible",
        [AMBIT_PLAN_VIOLATED] = "violated", [AMBIT_PLAN_INFEASIBLE] = "infeasible",
    };
    return words[status];
}

json_t *ambit_data_verdict(ambit_data_builder *b, const ambit_verdict *verdict)
{
    json_t *o = json_object();
    ambit_data_put(b, o, "total", ambit_data_number(verdict->cost.total));
    ambit_data_put(b, o, "travel", ambit_data_number(verdict->cost.travel));
    ambit_data_put(b, o, "disruption", ambit_data_number(verdict->cost.disruption));
    ambit_data_put(b, o, "deviation", ambit_data_number(verdict->cost.deviation));
    ambit_data_put(b, o, "misfit", ambit_data_number(verdict->cost.misfit));
    ambit_data_put(b, o, "border", ambit_data_number(verdict->cost.border));
    ambit_data_put(b, o, "within_rules", json_boolean(verdict->within_rules));
    ambit_data_put(b, o, "first_fault", json_string(verdict->first_fault));
    return o;
}

/* What the plan in force costs is told of the units that have a rep today, and beside it what this plan costs them. */
json_t *ambit_data_current(ambit_data_builder *b)
{
    const ambit_outcome *out = b->outcome;
    if (!out->before) return json_null();
    json_t *o = json_object();
    ambit_data_put(b, o, "units", json_integer(out->n_before));
    ambit_data_put(b, o, "travel", ambit_data_number(out->travel_before));
    ambit_data_put(b, o, "travel_now", ambit_data_number(out->travel_same));
    ambit_data_put(b, o, "within_rules", json_boolean(out->verdict_before.within_rules));
    ambit_data_put(b, o, "first_fault", json_string(out->verdict_before.first_fault));
    return o;
}

/* The seconds of each engine are left out: the same plan has the same bytes. */
static json_t *contributions(ambit_data_builder *b, const ambit_summary *summary)
{
    json_t *array = json_array();
    for (uint32_t i = 0; i < summary->n_contributions; i++) {
        const ambit_contribution *c = &summary->contribution[i];
        json_t *o = json_object();
        ambit_data_put(b, o, "name", json_string(c->name));
        ambit_data_put(b, o, "cost", ambit_data_number(c->cost));
        ambit_data_put(b, o, "bound", ambit_data_number(c->bound));
        ambit_data_put(b, o, "effort", json_integer((json_int_t)c->effort));
        ambit_data_put(b, o, "unit", json_string(c->unit));
        ambit_data_add(b, array, o);
    }
    return array;
}

json_t *ambit_data_proof(ambit_data_builder *b, const ambit_summary *summary)
{
    if (!summary) return json_null();
    json_t *o = json_object();
    ambit_data_put(b, o, "status", json_string(status_word(summary->status)));
    ambit_data_put(b, o, "stopped", json_boolean(summary->stopped));
    ambit_data_put(b, o, "bound", ambit_data_number(summary->bound));
    ambit_data_put(b, o, "gap", ambit_data_number(summary->gap));
    ambit_data_put(b, o, "pairs", json_integer((json_int_t)summary->n_pairs));
    ambit_data_put(b, o, "candidates", json_integer((json_int_t)summary->n_candidates));
    ambit_data_put(b, o, "engine", ambit_data_text(summary->engine));
    ambit_data_put(b, o, "contributions", contributions(b, summary));
    return o;
}
