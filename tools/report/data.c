/* One builder per section of the JSON, in data_*.c; here is the whole. */
#include "tools/report/data.h"

#include "tools/report/data_parts.h"
#include <stdlib.h>

struct ambit_report_data { json_t *root; };

static json_t *moved(ambit_data_builder *b)
{
    json_t *o = json_object();
    ambit_data_put(b, o, "units", json_integer(b->outcome->verdict.moved_units));
    ambit_data_put(b, o, "amount", ambit_data_number(b->outcome->moved_amount));
    return o;
}

static json_t *whole(ambit_data_builder *b, const ambit_summary *summary, const ambit_backdrop *backdrop)
{
    const ambit_planfile *plan = b->formulation->instance->plan;
    json_t *o = json_object();
    ambit_data_put(b, o, "ambit", json_string(AMBIT_VERSION));
    ambit_data_put(b, o, "name", ambit_data_text(plan->name));
    ambit_data_put(b, o, "start", ambit_data_text(plan->period_start));
    ambit_data_put(b, o, "months", json_integer(plan->period_months));
    ambit_data_put(b, o, "assign", json_string(plan->assign == AMBIT_ASSIGN_REGIONS ? "regions" : "accounts"));
    ambit_data_put(b, o, "matrix", json_boolean(plan->matrix != NULL));
    ambit_data_put(b, o, "osrm", ambit_data_text(plan->osrm));
    ambit_data_put(b, o, "travel_unit", json_string(ambit_outcome_travel_unit(b->formulation)));
    ambit_data_put(b, o, "travel_times", ambit_data_text(plan->territories_amount));
    ambit_data_put(b, o, "speed_km_h", ambit_data_number(plan->speed_km_h));
    ambit_data_put(b, o, "circuity", ambit_data_number(plan->circuity));
    ambit_data_put(b, o, "plan", ambit_data_verdict(b, &b->outcome->verdict));
    ambit_data_put(b, o, "current", ambit_data_current(b));
    ambit_data_put(b, o, "proof", ambit_data_proof(b, summary));
    ambit_data_put(b, o, "moved", moved(b));
    ambit_data_put(b, o, "rules", ambit_data_rules(b));
    ambit_data_put(b, o, "reps", ambit_data_reps(b));
    ambit_data_put(b, o, "units", ambit_data_units(b));
    ambit_data_put(b, o, "accounts", ambit_data_accounts(b));
    ambit_data_put(b, o, "shapes", ambit_data_shapes(b, backdrop, backdrop->territories));
    ambit_data_put(b, o, "shapes_before", ambit_data_shapes(b, backdrop, backdrop->before));
    ambit_data_put(b, o, "regions", ambit_data_regions(b, backdrop));
    return o;
}

ambit_status ambit_report_data_build(ambit_report_data **out, const ambit_outcome *outcome,
        const ambit_summary *summary, const ambit_report_beside *beside, ambit_error *err)
{
    ambit_data_builder b = { .outcome = outcome, .formulation = outcome->formulation };
    ambit_backdrop backdrop;
    *out = NULL;
    ambit_status status = ambit_backdrop_build(&backdrop, outcome, err);
    if (status) return status;
    b.backdrop = &backdrop;
    ambit_report_data *data = calloc(1, sizeof *data);
    if (data) data->root = whole(&b, summary, &backdrop);
    ambit_backdrop_reset(&backdrop);
    if (!data) return ambit_fail(err, AMBIT_E_MEMORY, "no memory for the report");
    status = ambit_data_managers(&b, data->root, err);
    if (!status) status = ambit_data_beside(&b, data->root, beside, err);
    if (!status && (b.failed || !data->root))
        status = ambit_fail(err, AMBIT_E_MEMORY, "no memory for the report's data (or a name in it is not UTF-8)");
    if (status) ambit_report_data_free(data);
    else *out = data;
    return status;
}

void ambit_report_data_free(ambit_report_data *data)
{
    if (!data) return;
    json_decref(data->root);
    free(data);
}

/* The JSON is ASCII here (JSON_ENSURE_ASCII), so bytes are characters. These three stand inside strings only. */
static int write_safely(const char *text, size_t length, void *context)
{
    FILE *to = context;
    size_t from = 0;
    for (size_t i = 0; i < length; i++) {
        if (text[i] != '<' && text[i] != '>' && text[i] != '&') continue;
        fwrite(text + from, 1, i - from, to);
        fprintf(to, "\\u%04x", (unsigned)text[i]);
        from = i + 1;
    }
    fwrite(text + from, 1, length - from, to);
    return ferror(to) ? -1 : 0;
}

ambit_status ambit_report_data_write(FILE *to, const ambit_report_data *data, ambit_error *err)
{
    size_t flags = JSON_COMPACT | JSON_ENSURE_ASCII | JSON_REAL_PRECISION(12);
    if (!json_dump_callback(data->root, write_safely, to, flags) || ferror(to)) return AMBIT_OK;
    return ambit_fail(err, AMBIT_E_MEMORY, "no memory to write the report's data");
}
