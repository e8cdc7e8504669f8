/* What other commands have written beside the plan, taken over as it is. */
#include "tools/report/data_parts.h"

#include "instances/base/status.h"

#include <string.h>

/* Figures of another plan that was in the folder before, or was copied there: what they are called gives them away. */
static ambit_status check_plan(const ambit_data_builder *b, const char *key, const json_t *value, ambit_error *err)
{
    const char *name = json_string_value(json_object_get(value, "plan"));
    const char *plan = b->formulation->instance->plan->name;
    if (!name) name = json_string_value(json_object_get(value, "name"));
    if (!name || !strcmp(name, plan)) return AMBIT_OK;
    return ambit_fail(err, AMBIT_E_INPUT, "%s.json: found figures of the plan \"%.100s\", expected \"%.100s\"; run "
            "\"ambit %s\" again with --force, or remove the file", key, name, plan, key);
}

static ambit_status put_text(ambit_data_builder *b, json_t *root, const char *key, const char *text, ambit_error *err)
{
    json_error_t fault = { .line = 1 };
    json_t *value = text ? json_loads(text, JSON_REJECT_DUPLICATES, &fault) : json_null();
    if (!text || json_is_object(value)) {
        ambit_status status = text ? check_plan(b, key, value, err) : AMBIT_OK;
        ambit_data_put(b, root, key, value);
        return status;
    }
    const int is_json = value != NULL;
    json_decref(value);
    if (!is_json && json_error_code(&fault) == json_error_out_of_memory)
        return ambit_fail(err, AMBIT_E_MEMORY, "no memory to read %s.json", key);
    return ambit_fail(err, AMBIT_E_INPUT, "%s.json:%d: found %s, expected an object as \"ambit %s\" writes it; run it "
            "again with --force, or remove the file", key, is_json ? 1 : fault.line,
            is_json ? "JSON of another kind" : fault.text, key);
}

ambit_status ambit_data_beside(ambit_data_builder *b, json_t *root, const ambit_report_beside *beside, ambit_error *err)
{
    static const ambit_report_beside nothing = { NULL, NULL, NULL };
    if (!beside) beside = &nothing;
    ambit_status status = put_text(b, root, "quota", beside->quota, err);
    if (!status) status = put_text(b, root, "coverage", beside->coverage, err);
    if (!status) status = put_text(b, root, "frontier", beside->frontier, err);
    return status;
}
