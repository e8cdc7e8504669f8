#include "geo/route/answer.h"
#include "instances/base/text.h"

#include <jansson.h>
#include <math.h>
#include <string.h>

/* The service's own words, such as InvalidQuery: "Query string malformed". */
static ambit_status refuse(const json_t *root, long status, ambit_error *err)
{
    char quoted[AMBIT_QUOTED];
    const char *code = json_string_value(json_object_get(root, "code"));
    const char *message = json_string_value(json_object_get(root, "message"));
    if (!code && !json_is_object(root))
        return ambit_fail(err, AMBIT_E_FILE, "it answers with HTTP status %ld and no JSON object", status);
    if (!code) return ambit_fail(err, AMBIT_E_FILE, "its answer has no code, as a table service's has");
    if (!message) message = "";
    ambit_text_quote(quoted, message, strlen(message));
    return ambit_fail(err, AMBIT_E_FILE, "it answers with code %.60s, not Ok: %s", code, quoted);
}

static ambit_status read_row(double *seconds, uint32_t n, const json_t *row, ambit_error *err)
{
    if (!json_is_array(row) || json_array_size(row) != n)
        return ambit_fail(err, AMBIT_E_FILE, "its table has a row of %zu durations where %u were asked for",
                json_array_size(row), n);
    for (uint32_t k = 0; k < n; k++) {
        const json_t *cell = json_array_get(row, k);
        double s = json_number_value(cell);
        if (!json_is_null(cell) && (!json_is_number(cell) || !(s >= 0) || s > 3.6e9))
            return ambit_fail(err, AMBIT_E_FILE, "its table has a duration that is no number of seconds");
        seconds[k] = json_is_null(cell) ? (double)NAN : s;
    }
    return AMBIT_OK;
}

static ambit_status read_table(double *seconds, uint32_t n_from, uint32_t n_to, const json_t *root, ambit_error *err)
{
    ambit_status status = AMBIT_OK;
    const json_t *rows = json_object_get(root, "durations");
    if (!json_is_array(rows) || json_array_size(rows) != n_from)
        return ambit_fail(err, AMBIT_E_FILE, "its table has %zu rows of durations where %u were asked for",
                json_array_size(rows), n_from);
    for (uint32_t k = 0; k < n_from && status == AMBIT_OK; k++)
        status = read_row(seconds + (size_t)k * n_to, n_to, json_array_get(rows, k), err);
    return status;
}

ambit_status ambit_route_parse(double *seconds, uint32_t n_from, uint32_t n_to, const ambit_http_answer *answer,
        ambit_error *err)
{
    json_error_t why;
    json_t *root = json_loadb(answer->body, answer->length, 0, &why);
    if (!root && json_error_code(&why) == json_error_out_of_memory)
        return ambit_fail(err, AMBIT_E_MEMORY, "no memory for the answer of a routing service");
    if (!root)
        return ambit_fail(err, AMBIT_E_FILE, "it answers with HTTP status %ld and no JSON (byte %d: %.100s)",
                answer->status, why.position, why.text);
    const char *code = json_string_value(json_object_get(root, "code"));
    ambit_status status = code && !strcmp(code, "Ok") && answer->status == 200
            ? read_table(seconds, n_from, n_to, root, err) : refuse(root, answer->status, err);
    json_decref(root);
    return status;
}
