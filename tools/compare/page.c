/* tools/compare/page.c - see page.h. The page is a template: {{name}} stands for a part, the policy or a side. */
#include "tools/compare/page.h"

#include "instances/base/status.h"
#include "tools/report/data.h"

#include <string.h>

#define ASSET(symbol) extern const char ambit_asset_##symbol[], ambit_asset_##symbol##_end[]
ASSET(compare_html);
ASSET(compare_css);
ASSET(compare_js);
ASSET(compare_map_js);

int ambit_compare_part_at(ambit_part *out, size_t i)
{
#define SPAN(symbol) ambit_asset_##symbol, ambit_asset_##symbol##_end
    static const struct { const char *name; ambit_part_kind kind; const char *text, *end; } parts[] = {
        { "compare.html", AMBIT_PART_PAGE, SPAN(compare_html) },
        { "compare.css", AMBIT_PART_STYLE, SPAN(compare_css) },
        { "compare_map.js", AMBIT_PART_SCRIPT, SPAN(compare_map_js) },
        { "compare.js", AMBIT_PART_SCRIPT, SPAN(compare_js) },
    };
#undef SPAN
    if (i >= sizeof parts / sizeof *parts) return 0;
    *out = (ambit_part){ parts[i].name, parts[i].kind, parts[i].text, (size_t)(parts[i].end - parts[i].text) };
    return 1;
}

static ambit_status write_data(FILE *to, const ambit_compare_side *side, ambit_error *err)
{
    ambit_report_data *data;
    const ambit_summary *proof = side->finished.summary.status == AMBIT_PLAN_NONE ? NULL : &side->finished.summary;
    ambit_status status = ambit_report_data_build(&data, side->outcome, proof, NULL, err);
    if (!status) status = ambit_report_data_write(to, data, err);
    if (data) ambit_report_data_free(data);
    return status;
}

static ambit_status write_part(FILE *to, const char *name, size_t length, const ambit_compare_side *a,
        const ambit_compare_side *b, ambit_error *err)
{
    ambit_part part;
    if (length == 1) return write_data(to, *name == 'a' ? a : b, err);
    if (length == 6 && !memcmp(name, "policy", 6)) {
        ambit_policy_write_of(to, ambit_compare_part_at);
        return AMBIT_OK;
    }
    for (size_t i = 1; ambit_compare_part_at(&part, i); i++)
        if (strlen(part.name) == length && !memcmp(part.name, name, length)) {
            fwrite(part.text, 1, part.length, to);
            return AMBIT_OK;
        }
    return ambit_fail(err, AMBIT_E_INTERNAL, "compare.html asks for {{%.*s}}, which no part is called", (int)length,
            name);
}

ambit_status ambit_compare_page(FILE *to, const ambit_compare_side *a, const ambit_compare_side *b, ambit_error *err)
{
    ambit_part page;
    ambit_compare_part_at(&page, 0);
    const char *at = page.text, *end = page.text + page.length, *open, *close;
    while ((open = memmem(at, (size_t)(end - at), "{{", 2)) && (close = memmem(open, (size_t)(end - open), "}}", 2))) {
        fwrite(at, 1, (size_t)(open - at), to);
        ambit_status status = write_part(to, open + 2, (size_t)(close - open - 2), a, b, err);
        if (status) return status;
        at = close + 2;
    }
    fwrite(at, 1, (size_t)(end - at), to);
    return AMBIT_OK;
}
