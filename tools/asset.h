/* tools/asset.h - for assembler files alone: `asset name, "file"` puts the bytes of a file into the program, from
 * `name` to `name_end`, with a NUL behind them. No build step, no copy, and the library does not export them. */
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
