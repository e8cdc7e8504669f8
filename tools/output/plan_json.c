/* tools/output/plan_json.c - see plan_json.h. */
#include "tools/output/plan_json.h"

#include "tools/output/tables.h"

#include <math.h>
#include <string.h>
#include <sys/resource.h>

const char *ambit_record_status(ambit_plan_status status)
{
    switch (status) {
    case AMBIT_PLAN_OPTIMAL:    return "optimal";
    case AMBIT_PLAN_FEASIBLE:   return "feasible";
    case AMBIT_PLAN_VIOLATED:   return "violated";
    case AMBIT_PLAN_INFEASIBLE: return "infeasible";
    case AMBIT_PLAN_NONE:       break;
    }
    return "none";
}

double ambit_record_peak_mb(void)
{
    struct rusage usage;
    return getrusage(RUSAGE_SELF, &usage) ? 0 : (double)usage.ru_maxrss / 1024;
}

/* ---- Parts ----------------------------------------------------------------------------------------------------- */

void ambit_plan_json_cost(ambit_json *json, const char *key, const ambit_cost *cost)
{
    ambit_json_open(json, key, '{');
    ambit_json_number(json, "total", cost->total);
    ambit_json_number(json, "travel", cost->travel);
    ambit_json_number(json, "disruption", cost->disruption);
    ambit_json_number(json, "deviation", cost->deviation);
    ambit_json_number(json, "misfit", cost->misfit);
    ambit_json_number(json, "border", cost->border);
    ambit_json_close(json, '}');
}

void ambit_plan_json_measures(ambit_json *json, const ambit_outcome *outcome)
{
    ambit_json_open(json, "measures", '[');
    for (uint32_t a = 0; a < outcome->n_rules; a++) {
        const ambit_outcome_rule *rule = &outcome->rule[a];
        ambit_json_open(json, NULL, '{');
        ambit_json_text(json, "name", rule->name);
        ambit_json_number(json, "total", rule->total);
        ambit_json_number(json, "tolerance", rule->tolerance);
        ambit_json_number(json, "worst_deviation", rule->worst_deviation);
        ambit_json_number(json, "worst_deviation_before", rule->worst_deviation_before);
        ambit_json_close(json, '}');
    }
    ambit_json_close(json, ']');
}

void ambit_plan_json_lines(ambit_json *json, const char *key, const char *text)
{
    char line[1000];
    ambit_json_open(json, key, '[');
    while (text && *text) {
        size_t length = strcspn(text, "\n"), kept = length < sizeof line ? length : sizeof line - 1;
        while (kept < length && kept && ((unsigned char)text[kept] & 0xc0) == 0x80) kept--; /* cut between characters */
        memcpy(line, text, kept);
        line[kept] = 0;
        if (kept) ambit_json_text(json, NULL, line);
        text += length + (text[length] == '\n');
    }
    ambit_json_close(json, ']');
}

void ambit_plan_json_inputs(ambit_json *json, const ambit_workspace *workspace)
{
    ambit_json_open(json, "inputs", '[');
    for (uint32_t i = 0; i < workspace->n_inputs; i++) {
        ambit_json_open(json, NULL, '{');
        ambit_json_text(json, "file", workspace->input[i].file);
        ambit_json_text(json, "sha256", workspace->input[i].sha256);
        ambit_json_close(json, '}');
    }
    ambit_json_close(json, ']');
}

/* What each engine reached, without its seconds: those are in run.json. */
static void write_contributions(ambit_json *json, const ambit_summary *summary)
{
    ambit_json_open(json, "contributions", '[');
    for (uint32_t i = 0; i < summary->n_contributions; i++) {
        const ambit_contribution *c = &summary->contribution[i];
        ambit_json_open(json, NULL, '{');
        ambit_json_text(json, "name", c->name);
        ambit_json_number(json, "cost", c->cost);
        ambit_json_number(json, "bound", c->bound);
        ambit_json_count(json, "effort", c->effort);
        ambit_json_text(json, "unit", c->unit);
        ambit_json_close(json, '}');
    }
    ambit_json_close(json, ']');
}

static void write_before(ambit_json *json, const ambit_outcome *outcome)
{
    const ambit_verdict *v = &outcome->verdict_before;
    if (!outcome->before) {
        ambit_json_null(json, "before");
        return;
    }
    ambit_json_open(json, "before", '{');
    ambit_json_flag(json, "within_rules", v->within_rules);
    ambit_json_number(json, "violation", v->violation);
    ambit_json_count(json, "units", outcome->n_before);
    ambit_json_number(json, "travel", outcome->travel_before);
    ambit_json_number(json, "travel_now", outcome->travel_same); /* of the same units */
    ambit_json_close(json, '}');
}

void ambit_plan_json_travel(ambit_json *json, const ambit_outcome *outcome)
{
    const ambit_planfile *plan = outcome->formulation->instance->plan;
    ambit_json_open(json, "travel", '{');
    ambit_json_text(json, "unit", ambit_outcome_travel_unit(outcome->formulation));
    ambit_json_text(json, "times", plan->territories_amount ? plan->territories_amount
            : plan->territories_objective == AMBIT_TRAVEL_HOURS ? "visits" : NULL);
    ambit_json_text(json, "distances", outcome->formulation->distances);
    if (outcome->formulation->globe.radius_km > 0)
        ambit_json_number(json, "off_geodesics", outcome->formulation->globe.off);
    else ambit_json_null(json, "off_geodesics"); /* hours that were given */
    ambit_json_close(json, '}');
}

void ambit_plan_json_centres(ambit_json *json, const ambit_outcome *outcome)
{
    const ambit_formulation *f = outcome->formulation;
    ambit_json_open(json, "centres", '[');
    for (uint32_t r = 0; r < outcome->n_reps; r++) {
        if (outcome->seats.centre[r] == AMBIT_NOBODY) continue;
        ambit_json_open(json, NULL, '{');
        ambit_json_text(json, "rep", f->rep_id[r]);
        ambit_json_text(json, "unit", f->unit_id[outcome->seats.centre[r]]);
        ambit_json_close(json, '}');
    }
    ambit_json_close(json, ']');
}

static void write_compactness(ambit_json *json, const ambit_outcome *outcome)
{
    const ambit_compactness all = ambit_outcome_compactness(outcome);
    if (!outcome->compactness) {
        ambit_json_null(json, "compactness");
        return;
    }
    ambit_json_open(json, "compactness", '{');
    ambit_json_number(json, "polsby_popper", all.polsby_popper); /* means over the territories */
    ambit_json_number(json, "reock", all.reock);
    ambit_json_number(json, "border_km", all.border_km);
    ambit_json_number(json, "moment_km2", all.moment);
    ambit_json_close(json, '}');
}

/* How it was seen that territories hang together: the share decided locally is all but `search`. */
static void write_checks(ambit_json *json, const ambit_record *record)
{
    const ambit_checks *c = &record->summary->checks;
    if (!record->outcome->formulation->problem->contiguous) {
        ambit_json_null(json, "contiguity_checks");
        return;
    }
    ambit_json_open(json, "contiguity_checks", '{');
    ambit_json_count(json, "leaf", c->by_leaf);
    ambit_json_count(json, "first_ring", c->by_first_ring);
    ambit_json_count(json, "second_ring", c->by_second_ring);
    ambit_json_count(json, "search", c->by_search);
    ambit_json_close(json, '}');
}

/* What the rules' bounds cost, one list of reps a balance rule: a next run starts from them. They steer, so a millionth
 * of the plan's cost over all of a measure is exact enough; the rest is noise of the climb. */
static void write_prices(ambit_json *json, const ambit_record *record)
{
    const ambit_formulation *f = record->outcome->formulation;
    const double cost = fabs(record->outcome->verdict.cost.total);
    ambit_json_open(json, "prices", '[');
    for (uint32_t a = 0; a < f->n_rules; a++) {
        const double *kept = record->price ? record->price + (size_t)a * f->n_reps : NULL;
        const double *price = record->result ? ambit_result_prices(record->result, f->rule[a].rule) : kept;
        const double scale = cost > 0 ? pow(10, ceil(log10(1e6 * f->rule[a].total / cost))) : 1;
        if (!price) continue;
        ambit_json_open(json, NULL, '[');
        for (uint32_t r = 0; r < f->n_reps; r++) ambit_json_number(json, NULL, round(price[r] * scale) / scale + 0.0);
        ambit_json_close(json, ']');
    }
    ambit_json_close(json, ']');
}

/* ---- plan.json ------------------------------------------------------------------------------------------------- */

static void write_figures(ambit_json *json, const ambit_record *record)
{
    const ambit_outcome *o = record->outcome;
    ambit_plan_json_cost(json, "objective", &o->verdict.cost);
    ambit_plan_json_travel(json, o);
    ambit_json_number(json, "bound", record->summary->bound);
    ambit_json_number(json, "gap", record->summary->gap);
    ambit_json_number(json, "violation", o->verdict.violation);
    ambit_json_text(json, "first_fault", o->verdict.first_fault[0] ? o->verdict.first_fault : NULL);
    ambit_plan_json_measures(json, o);
    ambit_plan_json_centres(json, o);
    write_compactness(json, o);
    write_checks(json, record);
    ambit_json_count(json, "units", o->formulation->n_units);
    ambit_json_count(json, "reps", o->n_reps);
    ambit_json_count(json, "pairs", record->summary->n_pairs);
    ambit_json_count(json, "candidates", record->summary->n_candidates);
    ambit_json_count(json, "unassigned", ambit_tables_n_unassigned(o));
    ambit_json_count(json, "rejects", ambit_tables_n_rejects(o));
    ambit_json_open(json, "moved", '{');
    ambit_json_count(json, "units", o->verdict.moved_units);
    ambit_json_number(json, "amount", o->verdict.moved_amount);
    ambit_json_close(json, '}');
    write_before(json, o);
    write_prices(json, record);
}

void ambit_plan_json_write(FILE *to, const ambit_record *record)
{
    ambit_json json = ambit_json_of(to);
    const ambit_outcome *o = record->outcome;
    ambit_json_open(&json, NULL, '{');
    ambit_json_text(&json, "version", AMBIT_VERSION);
    ambit_json_text(&json, "name", ambit_workspace_plan(record->workspace)->name);
    ambit_json_count(&json, "seed", record->request->solve.seed);
    ambit_json_text(&json, "engine", record->summary->engine);
    ambit_json_text(&json, "status", ambit_record_status(record->summary->status));
    ambit_json_flag(&json, "stopped", record->summary->stopped);
    if (o) write_figures(&json, record);
    write_contributions(&json, record->summary);
    ambit_plan_json_lines(&json, "explanation",
            record->result ? ambit_result_explanation(record->result) : record->explanation);
    ambit_plan_json_inputs(&json, record->workspace);
    ambit_json_flag(&json, "verified", o && o->verdict.within_rules);
    ambit_json_close(&json, '}');
}

/* Milliseconds are as fine as a person cares. */
static void write_seconds(ambit_json *json, const char *key, double seconds)
{
    ambit_json_number(json, key, round(seconds * 1000) / 1000);
}

/* ---- run.json -------------------------------------------------------------------------------------------------- */

void ambit_run_json_write(FILE *to, const ambit_record *record)
{
    ambit_json json = ambit_json_of(to);
    const ambit_timing *t = &record->timing;
    ambit_json_open(&json, NULL, '{');
    ambit_json_open(&json, "seconds", '{');
    write_seconds(&json, "read", t->read_s);
    write_seconds(&json, "formulate", t->formulate_s);
    write_seconds(&json, "solve", t->solve_s);
    write_seconds(&json, "write", t->write_s);
    write_seconds(&json, "total", t->total_s);
    ambit_json_close(&json, '}');
    ambit_json_open(&json, "contributions", '[');
    for (uint32_t i = 0; i < record->summary->n_contributions; i++) {
        ambit_json_open(&json, NULL, '{');
        ambit_json_text(&json, "name", record->summary->contribution[i].name);
        write_seconds(&json, "seconds", record->summary->contribution[i].seconds);
        ambit_json_close(&json, '}');
    }
    ambit_json_close(&json, ']');
    ambit_json_count(&json, "threads", (uint64_t)t->threads);
    ambit_json_number(&json, "peak_memory_mb", round(t->peak_mb));
    ambit_json_close(&json, '}');
}
