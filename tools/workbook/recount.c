/* tools/workbook/recount.c - see recount.h. */
#include "tools/workbook/recount.h"

#include <string.h>
#include <zip.h>

enum { BLOCK = 1 << 16, TAIL = 16 };

static const char a_cell[] = "<c r="; /* how each cell of a sheet begins; texts have `<` escaped */

/* Reads one part: how many cells it has, and whether it ends with a tag. Returns 0, or -1 when it cannot be read. */
static int read_part(zip_t *zip, zip_uint64_t i, uint64_t *n_cells)
{
    static const size_t overlap = sizeof a_cell - 2; /* a cell may begin at the end of one block */
    char block[TAIL + BLOCK + 1], last = 0;
    size_t kept = 0;
    zip_int64_t n;
    zip_file_t *part = zip_fopen_index(zip, i, 0);
    if (!part) return -1;
    while ((n = zip_fread(part, block + kept, BLOCK)) > 0) {
        size_t there = kept + (size_t)n;
        block[there] = 0;
        for (char *at = block; (at = strstr(at, a_cell)); at++) ++*n_cells;
        for (const char *at = block; at < block + there; at++)
            if (*at != '\n' && *at != '\r') last = *at;
        kept = there < overlap ? there : overlap;
        memmove(block, block + there - kept, kept);
    }
    return zip_fclose(part) || n < 0 || last != '>' ? -1 : 0;
}

ambit_status ambit_workbook_recount(const char *path, uint64_t n_cells, ambit_error *err)
{
    uint64_t found = 0;
    int code, is_whole;
    zip_t *zip = zip_open(path, ZIP_RDONLY, &code);
    zip_int64_t n = zip ? zip_get_num_entries(zip, 0) : 0;
    is_whole = n > 0;
    for (zip_int64_t i = 0; is_whole && i < n; i++) {
        const char *name = zip_get_name(zip, (zip_uint64_t)i, 0);
        uint64_t others = 0;
        int is_sheet = name && !strncmp(name, "xl/worksheets/sheet", strlen("xl/worksheets/sheet"));
        is_whole = !read_part(zip, (zip_uint64_t)i, is_sheet ? &found : &others);
    }
    if (zip) zip_discard(zip);
    if (is_whole && found == n_cells) return AMBIT_OK;
    return ambit_fail(err, AMBIT_E_FILE, "report.xlsx: cannot be written: it is not whole; is the disk full?");
}
