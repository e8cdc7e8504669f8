#include "tools/report/parts.h"

#include <string.h>

#define ASSET(symbol) extern const char ambit_asset_##symbol[], ambit_asset_##symbol##_end[]
ASSET(page_html);
ASSET(leaflet_css);
ASSET(page_css);
ASSET(map_css);
ASSET(figures_css);
ASSET(print_css);
ASSET(leaflet_js);
ASSET(chart_js);
ASSET(model_js);
ASSET(map_js);
ASSET(colour_coverage_js);
ASSET(colouring_js);
ASSET(places_js);
ASSET(net_js);
ASSET(list_js);
ASSET(chosen_js);
ASSET(search_js);
ASSET(points_js);
ASSET(charts_js);
ASSET(grid_js);
ASSET(managers_js);
ASSET(table_js);
ASSET(reps_js);
ASSET(proof_js);
ASSET(quota_js);
ASSET(coverage_js);
ASSET(pipeline_js);
ASSET(frontier_js);
ASSET(page_js);

#define SPAN(symbol) ambit_asset_##symbol, ambit_asset_##symbol##_end
static const struct {
    const char *name;
    ambit_part_kind kind;
    const char *text, *end;
} parts[] = {
    { "page.html",    AMBIT_PART_PAGE,   SPAN(page_html) },
    { "leaflet.css",  AMBIT_PART_STYLE,  SPAN(leaflet_css) },
    { "page.css",     AMBIT_PART_STYLE,  SPAN(page_css) },
    { "map.css",      AMBIT_PART_STYLE,  SPAN(map_css) },
    { "figures.css",  AMBIT_PART_STYLE,  SPAN(figures_css) },
    { "print.css",    AMBIT_PART_STYLE,  SPAN(print_css) },
    { "leaflet.js",   AMBIT_PART_SCRIPT, SPAN(leaflet_js) },
    { "chart.js",     AMBIT_PART_SCRIPT, SPAN(chart_js) },
    { "model.js",     AMBIT_PART_SCRIPT, SPAN(model_js) },
    { "map.js",       AMBIT_PART_SCRIPT, SPAN(map_js) },
    { "colour_coverage.js", AMBIT_PART_SCRIPT, SPAN(colour_coverage_js) },
    { "colouring.js", AMBIT_PART_SCRIPT, SPAN(colouring_js) },
    { "places.js",    AMBIT_PART_SCRIPT, SPAN(places_js) },
    { "net.js",       AMBIT_PART_SCRIPT, SPAN(net_js) },
    { "list.js",      AMBIT_PART_SCRIPT, SPAN(list_js) },
    { "chosen.js",    AMBIT_PART_SCRIPT, SPAN(chosen_js) },
    { "search.js",    AMBIT_PART_SCRIPT, SPAN(search_js) },
    { "points.js",    AMBIT_PART_SCRIPT, SPAN(points_js) },
    { "charts.js",    AMBIT_PART_SCRIPT, SPAN(charts_js) },
    { "grid.js",      AMBIT_PART_SCRIPT, SPAN(grid_js) },
    { "managers.js",  AMBIT_PART_SCRIPT, SPAN(managers_js) },
    { "table.js",     AMBIT_PART_SCRIPT, SPAN(table_js) },
    { "reps.js",      AMBIT_PART_SCRIPT, SPAN(reps_js) },
    { "proof.js",     AMBIT_PART_SCRIPT, SPAN(proof_js) },
    { "quota.js",     AMBIT_PART_SCRIPT, SPAN(quota_js) },
    { "coverage.js",  AMBIT_PART_SCRIPT, SPAN(coverage_js) },
    { "pipeline.js",  AMBIT_PART_SCRIPT, SPAN(pipeline_js) },
    { "frontier.js",  AMBIT_PART_SCRIPT, SPAN(frontier_js) },
    { "page.js",      AMBIT_PART_SCRIPT, SPAN(page_js) },
};

/* A minified library ends by naming its source map, a file that is not beside the report: that comment is left out. */
static size_t without_source_map(const char *text, size_t length)
{
    static const char mark[] = "# sourceMappingURL=";
    const char *found = memmem(text, length, mark, sizeof mark - 1);
    return found ? (size_t)(found - text) - strlen("//") : length; /* or the opening of a style's comment, as long */
}

int ambit_part_at(ambit_part *out, size_t i)
{
    if (i >= sizeof parts / sizeof *parts) return 0;
    size_t length = (size_t)(parts[i].end - parts[i].text);
    *out = (ambit_part){ parts[i].name, parts[i].kind, parts[i].text, without_source_map(parts[i].text, length) };
    return 1;
}
