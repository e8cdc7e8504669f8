/* tools/report/assets.S - the page's parts as bytes inside the program, so that a report needs nothing beside it.
 *
 * Leaflet and Chart.js come from Debian's packages (-I says where); the rest lies here. Each asset is the bytes from
 * its name to its name_end. An assembler's .incbin costs no build step and no copy of the libraries in the tree. */
#include "tools/asset.h"

    .section .rodata
    asset ambit_asset_page_html, "tools/report/page.html"
    asset ambit_asset_leaflet_css, "leaflet/leaflet.css"
    asset ambit_asset_page_css, "tools/report/page.css"
    asset ambit_asset_map_css, "tools/report/map.css"
    asset ambit_asset_figures_css, "tools/report/figures.css"
    asset ambit_asset_print_css, "tools/report/print.css"
    asset ambit_asset_leaflet_js, "leaflet/leaflet.min.js"
    asset ambit_asset_chart_js, "chart.js/chart.min.js"
    asset ambit_asset_model_js, "tools/report/model.js"
    asset ambit_asset_map_js, "tools/report/map.js"
    asset ambit_asset_colour_coverage_js, "tools/report/colour_coverage.js"
    asset ambit_asset_colouring_js, "tools/report/colouring.js"
    asset ambit_asset_places_js, "tools/report/places.js"
    asset ambit_asset_net_js, "tools/report/net.js"
    asset ambit_asset_list_js, "tools/report/list.js"
    asset ambit_asset_chosen_js, "tools/report/chosen.js"
    asset ambit_asset_search_js, "tools/report/search.js"
    asset ambit_asset_points_js, "tools/report/points.js"
    asset ambit_asset_charts_js, "tools/report/charts.js"
    asset ambit_asset_grid_js, "tools/report/grid.js"
    asset ambit_asset_managers_js, "tools/report/managers.js"
    asset ambit_asset_table_js, "tools/report/table.js"
    asset ambit_asset_reps_js, "tools/report/reps.js"
    asset ambit_asset_proof_js, "tools/report/proof.js"
    asset ambit_asset_quota_js, "tools/report/quota.js"
    asset ambit_asset_coverage_js, "tools/report/coverage.js"
    asset ambit_asset_pipeline_js, "tools/report/pipeline.js"
    asset ambit_asset_frontier_js, "tools/report/frontier.js"
    asset ambit_asset_page_js, "tools/report/page.js"

    .section .note.GNU-stack, "", %progbits
