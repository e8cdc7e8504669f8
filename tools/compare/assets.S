/* tools/compare/assets.S - the page's parts as bytes inside the program; see tools/report/assets.S. */
#include "tools/asset.h"

    .section .rodata
    asset ambit_asset_compare_html, "tools/compare/compare.html"
    asset ambit_asset_compare_css, "tools/compare/compare.css"
    asset ambit_asset_compare_map_js, "tools/compare/compare_map.js"
    asset ambit_asset_compare_js, "tools/compare/compare.js"

    .section .note.GNU-stack, "", %progbits
