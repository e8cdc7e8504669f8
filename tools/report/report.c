/* The page is a template: {{name}} stands for a part, for the policy or for the data. */
#include "tools/report/report.h"

#include "tools/report/parts.h"
#include "tools/report/data.h"
#include "tools/report/policy.h"
#include <errno.h>
#include <string.h>

static int is_name(const char *name, size_t length, const char *wanted)
{
    return strlen(wanted) == length && !memcmp(name, wanted, length);
}

static ambit_status write_part(FILE *to, const char *name, size_t length, const ambit_report_data *data,
        ambit_error *err)
{
    if (is_name(name, length, "data")) return ambit_report_data_write(to, data, err);
    if (is_name(name, length, "policy")) {
        ambit_policy_write(to);
        return AMBIT_OK;
    }
    ambit_part part;
    for (size_t i = 1; ambit_part_at(&part, i); i++)
        if (is_name(name, length, part.name)) {
            fwrite(part.text, 1, part.length, to);
            return AMBIT_OK;
        }
    return ambit_fail(err, AMBIT_E_INTERNAL, "page.html asks for {{%.*s}}, which no part is called", (int)length, name);
}

static ambit_status write_page(FILE *to, const ambit_report_data *data, ambit_error *err)
{
    ambit_part page;
    ambit_part_at(&page, 0);
    const char *at = page.text, *end = page.text + page.length, *open, *close;
    while ((open = memmem(at, (size_t)(end - at), "{{", 2)) && (close = memmem(open, (size_t)(end - open), "}}", 2))) {
        fwrite(at, 1, (size_t)(open - at), to);
        ambit_status status = write_part(to, open + 2, (size_t)(close - open - 2), data, err);
        if (status) return status;
        at = close + 2;
    }
    fwrite(at, 1, (size_t)(end - at), to);
    return AMBIT_OK;
}

ambit_status ambit_report_write(FILE *to, const ambit_outcome *outcome, const ambit_summary *summary,
        const ambit_report_beside *beside, ambit_error *err)
{
    ambit_report_data *data;
    ambit_status status = ambit_report_data_build(&data, outcome, summary, beside, err);
    if (status) return status;
    errno = 0;
    status = write_page(to, data, err);
    if (!status && (fflush(to) || ferror(to)))
        status = ambit_fail(err, AMBIT_E_FILE, "report.html: could not be written: %s",
                errno ? strerror(errno) : "the output was closed");
    ambit_report_data_free(data);
    return status;
}
