/* tools/compare/assets.S - the page's parts as bytes inside the program; see tools/report/assets.S. */
.macro asset name, file
    .globl \name
    .hidden \name
\name:
    .incbin "\file"
    .globl \name\()_end
    .hidden \name\()_end
\name\()_end:
    .byte 0
.endm

    .section .rodata
    asset ambit_asset_compare_html, "tools/compare/compare.html"
    asset ambit_asset_compare_css, "tools/compare/compare.css"
    asset ambit_asset_compare_map_js, "tools/compare/compare_map.js"
    asset ambit_asset_compare_js, "tools/compare/compare.js"

    .section .note.GNU-stack, "", %progbits
