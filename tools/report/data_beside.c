/* What other commands have written beside the plan, taken over as it is. */
#include "tools/report/data_parts.h"

#include "instances/base/status.h"

static ambit_status put_text(ambit_data_builder *b, json_t *root, const char *key, const char *text, ambit_error *err)
{
    json_error_t fault = { .line = 1 };
    json_t *value = text ? json_loads(text, JSON_REJECT_DUPLICATES, &fault) : json_null();
    if (!text || json_is_object(value)) {
        ambit_data_put(b, root, key, value);
        return AMBIT_OK;
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
