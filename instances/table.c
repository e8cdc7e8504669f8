/* instances/table.c - libcsv finds fields and rows; this file knows their lines, and what is wrong with them.
 *
 * libcsv gives a field when it ends and forgets it, so the wanted fields of a row are gathered in one buffer and
 * handed out when the row ends. Every line end is reported (CSV_REPALL_NL), because otherwise blank lines would not
 * be counted. */
#include "instances/table.h"
#include "instances/base/text.h"

#include <csv.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

enum { CHUNK = 1 << 16, LONGEST_FIELD = 1 << 20, LONGEST_SHAPE = 1 << 28, NOT_WANTED = -1 };

typedef struct {
    const char *shown;
    const ambit_column *wanted;
    uint32_t n_wanted;
    ambit_row_fn *row; /* NULL: only the header is wanted */
    void *context;
    ambit_diagnosis *diagnosis;
    struct csv_parser parser;
    int has_parser;
    size_t longest;         /* field, in bytes */
    ambit_arena *texts;     /* of the header's names */
    ambit_columns header;
    uint32_t header_room;
    int32_t *wanted_at;     /* [header.n]: which wanted column a file's column is, or NOT_WANTED */
    ambit_span *field;      /* [n_wanted]; text is NULL where the file has no such column */
    size_t *offset;         /* [n_wanted]: where in `bytes` the field of this row starts */
    char *bytes;            /* the wanted fields of this row, each with its NUL */
    size_t n_bytes, room;
    uint64_t line, row_line; /* where we are, and where this row started */
    uint32_t n_fields;       /* of this row so far */
    int after_cr;            /* the last byte was a CR, so that a LF ends no further line */
    int has_header, row_is_bad, columns_lack, stop, out_of_memory;
    ambit_table_summary summary;
} reader;

static ambit_place place_of(const reader *r, uint64_t line, const char *field)
{
    return (ambit_place){ r->shown, line, 0, field };
}

/* The column that the row's next field belongs to, for messages; NULL in the header and beyond its end. */
static const char *field_name(const reader *r)
{
    return r->has_header && r->n_fields < r->header.n ? r->header.name[r->n_fields] : NULL;
}

/* Line ends inside quotes: LF, CR LF, CR. */
static uint64_t count_lines(const char *text, size_t length)
{
    uint64_t n = 0;
    for (size_t i = 0; i < length; i++) n += text[i] == '\n' ? i == 0 || text[i - 1] != '\r' : text[i] == '\r';
    return n;
}

/* ---- A field ---------------------------------------------------------------------------------------------------- */

/* One pass that the common field, of printable ASCII, leaves without any further look. */
static int is_plain(const char *text, size_t length)
{
    int odd = 0;
    for (size_t i = 0; i < length; i++) odd |= (unsigned char)text[i] < 0x20 || (unsigned char)text[i] >= 0x80;
    return !odd;
}

static void check_text(reader *r, const char *text, size_t length)
{
    char quoted[AMBIT_QUOTED];
    ambit_place place = place_of(r, r->line, field_name(r));
    r->line += count_lines(text, length);
    if (r->row_is_bad) return;
    if (memchr(text, '\0', length)) {
        r->row_is_bad = 1;
        ambit_diagnosis_error(r->diagnosis, AMBIT_FAULT_CSV_NUL, place, "found a NUL byte, expected text, save the "
                "file as \"CSV UTF-8\"");
    } else if (!ambit_text_is_utf8(text, length)) {
        r->row_is_bad = 1;
        ambit_diagnosis_error(r->diagnosis, AMBIT_FAULT_ENCODING, place, "found bytes that are not UTF-8 in %s, "
                "expected UTF-8, save the file as \"CSV UTF-8\"", ambit_text_quote(quoted, text, length));
    }
}

static int keep_name(reader *r, const char *text, size_t length)
{
    ambit_columns *header = &r->header;
    if (header->n == r->header_room) {
        uint32_t room = r->header_room ? 2 * r->header_room : 32;
        const char **grown = room > INT32_MAX ? NULL : ambit_arena_alloc(r->texts, room * sizeof *grown);
        if (!grown) return 0;
        if (header->n) memcpy(grown, header->name, header->n * sizeof *grown);
        header->name = grown;
        r->header_room = room;
    }
    return (header->name[header->n] = ambit_arena_copy(r->texts, text, length)) ? (header->n++, 1) : 0;
}

static int keep_field(reader *r, int32_t k, const char *text, size_t length)
{
    if (r->room - r->n_bytes <= length) {
        size_t room = 2 * r->room + length + 256;
        char *grown = room < r->room ? NULL : realloc(r->bytes, room);
        if (!grown) return 0;
        r->bytes = grown;
        r->room = room;
    }
    char *to = r->bytes + r->n_bytes;
    r->offset[k] = r->n_bytes;
    memcpy(to, text, length);
    to[length] = '\0';
    r->field[k].length = (uint32_t)length;
    r->n_bytes += length + 1;
    return 1;
}

/* libcsv drops the spaces around bare fields only; ids must not differ by how they were quoted. */
static void trim(const char **text, size_t *length)
{
    while (*length && (**text == ' ' || **text == '\t')) (*text)++, (*length)--;
    while (*length && ((*text)[*length - 1] == ' ' || (*text)[*length - 1] == '\t')) (*length)--;
}

static void on_field(void *bytes, size_t length, void *context)
{
    reader *r = context;
    const char *text = bytes ? bytes : "";
    if (r->stop) return;
    if (!r->n_fields) {
        r->row_line = r->line;
        r->row_is_bad = 0;
        r->n_bytes = 0;
    }
    if (!is_plain(text, length)) check_text(r, text, length);
    r->after_cr = 0;
    trim(&text, &length);
    int kept = 1;
    if (!r->has_header) {
        kept = keep_name(r, text, length);
    } else if (r->n_fields < r->header.n) {
        int32_t k = r->wanted_at[r->n_fields];
        kept = k == NOT_WANTED || keep_field(r, k, text, length);
    }
    r->n_fields++;
    if (!kept) r->out_of_memory = r->stop = 1;
}

/* ---- A row ------------------------------------------------------------------------------------------------------ */

static void find_column(reader *r, uint32_t k)
{
    const char *name = r->wanted[k].name;
    int found = 0;
    for (uint32_t c = 0; c < r->header.n; c++) {
        if (strcmp(r->header.name[c], name)) continue;
        if (!found) r->wanted_at[c] = (int32_t)k;
        found++;
    }
    r->summary.n_found += found > 0;
    r->field[k].text = found ? "" : NULL;
    if (found > 1)
        ambit_diagnosis_error(r->diagnosis, AMBIT_FAULT_COLUMN_DOUBLE, place_of(r, r->row_line, name), "found %d "
                "columns of this name, expected one, rename or remove the others", found);
    if (found || !(r->wanted[k].required & 1)) return;
    ambit_columns_missing(&r->header, r->shown, name, r->diagnosis);
    r->columns_lack = 1;
}

static void end_header(reader *r)
{
    r->has_header = 1;
    r->stop = r->row_is_bad || !r->row;
    if (r->row_is_bad) r->header.n = 0;
    if (r->stop) return;
    r->wanted_at = malloc((r->header.n + (size_t)1) * sizeof *r->wanted_at);
    if (!r->wanted_at) {
        r->out_of_memory = r->stop = 1;
        return;
    }
    for (uint32_t c = 0; c < r->header.n; c++) r->wanted_at[c] = NOT_WANTED;
    for (uint32_t k = 0; k < r->n_wanted; k++) find_column(r, k);
}

static void end_row(reader *r)
{
    if (r->n_fields != r->header.n) {
        ambit_diagnosis_error(r->diagnosis, AMBIT_FAULT_ROW_RAGGED, place_of(r, r->row_line, NULL), "found %u field%s, "
                "expected %u as in the header, add what is missing or quote the field that holds a comma", r->n_fields,
                r->n_fields == 1 ? "" : "s", r->header.n);
        return;
    }
    if (r->columns_lack) return;
    for (uint32_t k = 0; k < r->n_wanted; k++)
        if (r->field[k].text) r->field[k].text = r->bytes + r->offset[k];
    r->summary.n_rows++;
    r->stop = r->row(r->context, r->row_line, r->field) != 0;
}

/* `c` is the byte that ended the row, or -1 at the end of the file. */
static void on_line_end(int c, void *context)
{
    reader *r = context;
    if (!r->stop && r->n_fields) {
        if (!r->has_header) end_header(r);
        else if (!r->row_is_bad) end_row(r);
    }
    if (c == '\r' || (c == '\n' && (r->n_fields || !r->after_cr))) r->line++;
    r->after_cr = c == '\r';
    r->n_fields = 0;
}

/* ---- The file --------------------------------------------------------------------------------------------------- */

static int start_parser(reader *r)
{
    if (r->has_parser) csv_free(&r->parser);
    r->has_parser = csv_init(&r->parser, CSV_STRICT | CSV_STRICT_FINI | CSV_REPALL_NL) == 0;
    if (r->has_parser) csv_set_realloc_func(&r->parser, realloc); /* ours, so that tests can make it fail */
    if (r->has_parser && r->longest > LONGEST_FIELD) csv_set_blk_size(&r->parser, CHUNK);
    return r->has_parser;
}

static void quote_fault(reader *r, const char *found)
{
    uint64_t line = r->n_fields ? r->row_line : r->line;
    ambit_diagnosis_error(r->diagnosis, AMBIT_FAULT_CSV_SYNTAX, place_of(r, line, field_name(r)), "found %s, expected "
            "fields that are quoted as a whole, put \"\" for a quote inside and close every quote", found);
}

/* After a misplaced quote reading goes on with the next line: the text up to there belongs to nobody. Returns how
 * many of the n bytes that follow the fault are done with; *skipping stays 1 while no line end came. */
static size_t skip_line(reader *r, const char *text, size_t n, int *skipping)
{
    for (size_t i = 0; i < n; i++) {
        if (text[i] != '\n' && text[i] != '\r') continue;
        *skipping = 0;
        r->n_fields = 1; /* so that this line end is counted */
        r->row_is_bad = 1;
        if (!r->has_header) r->stop = 1;
        on_line_end(text[i], r);
        return i + 1;
    }
    return n;
}

static void parse(reader *r, const char *text, size_t n, int *skipping)
{
    for (size_t at = 0; at < n && !r->stop;) {
        if (*skipping) {
            at += skip_line(r, text + at, n - at, skipping);
            continue;
        }
        at += csv_parse(&r->parser, text + at, n - at, on_field, on_line_end, r);
        if (r->stop) return; /* what is wrong behind that is nobody's */
        if (at == n && csv_error(&r->parser) == CSV_SUCCESS) break;
        if (csv_error(&r->parser) != CSV_EPARSE) {
            r->out_of_memory = r->stop = 1;
            return;
        }
        quote_fault(r, "a quote inside a bare field or text behind a closing quote");
        r->line += count_lines((const char *)r->parser.entry_buf, r->parser.entry_pos);
        *skipping = 1;
        if (!start_parser(r)) r->out_of_memory = r->stop = 1;
    }
    if (!r->stop && csv_get_buffer_size(&r->parser) > r->longest) {
        quote_fault(r, r->longest == LONGEST_FIELD
                ? "a field of more than 1,048,576 bytes, so probably a quote that is never closed"
                : "a field of more than 268,435,456 bytes, so probably a quote that is never closed");
        r->stop = 1;
    }
}

/* What people save by mistake, told by the first bytes. */
static int is_other_format(reader *r, const char *text, size_t n)
{
    const char *found = NULL;
    if (n >= 2 && (!memcmp(text, "\xFF\xFE", 2) || !memcmp(text, "\xFE\xFF", 2))) found = "UTF-16 text";
    if (n >= 4 && !memcmp(text, "PK\x03\x04", 4)) found = "a workbook or an archive";
    if (!found) return 0;
    ambit_diagnosis_error(r->diagnosis, AMBIT_FAULT_ENCODING, place_of(r, 0, NULL), "found %s, expected CSV text in "
            "UTF-8, save the file as \"CSV UTF-8\"", found);
    return 1;
}

static void end_file(reader *r, int skipping)
{
    if (!skipping && csv_fini(&r->parser, on_field, on_line_end, r) != 0) {
        if (csv_error(&r->parser) == CSV_EPARSE) quote_fault(r, "a quote that is never closed");
        else r->out_of_memory = 1;
        return;
    }
    if (!r->has_header && !r->out_of_memory && !skipping)
        ambit_diagnosis_error(r->diagnosis, AMBIT_FAULT_FILE_EMPTY, place_of(r, 0, NULL), "found an empty file, "
                "expected a header and rows, fill it or name another file");
}

static void cannot(reader *r, const char *verb, int why)
{
    ambit_diagnosis_error(r->diagnosis, AMBIT_FAULT_FILE_MISSING, place_of(r, 0, NULL), "found no file that can be %s "
            "(%s), expected a CSV file, correct the name or its rights", verb, strerror(why));
}

static void read_file(reader *r, FILE *file)
{
    char chunk[CHUNK];
    int skipping = 0, first = 1;
    for (size_t n; !r->stop && (n = fread(chunk, 1, sizeof chunk, file)) > 0; first = 0) {
        if (first && is_other_format(r, chunk, n)) return;
        size_t bom = first && n >= 3 && !memcmp(chunk, "\xEF\xBB\xBF", 3) ? 3 : 0;
        parse(r, chunk + bom, n - bom, &skipping);
    }
    if (r->stop) return;
    if (ferror(file)) cannot(r, "read", errno);
    else end_file(r, skipping);
}

static int prepare(reader *r)
{
    r->line = 1;
    r->longest = LONGEST_FIELD;
    for (uint32_t k = 0; k < r->n_wanted; k++)
        if (r->wanted[k].required & AMBIT_COLUMN_LONG) r->longest = LONGEST_SHAPE;
    r->field = calloc(r->n_wanted + (size_t)1, sizeof *r->field);
    r->offset = calloc(r->n_wanted + (size_t)1, sizeof *r->offset);
    return r->field && r->offset && start_parser(r);
}

static ambit_status run(reader *r, const char *path, ambit_error *err)
{
    FILE *file = fopen(path, "rbe");
    if (!file) cannot(r, "opened", errno);
    else if (prepare(r)) read_file(r, file);
    else r->out_of_memory = 1;
    if (file) fclose(file);
    if (r->has_parser) csv_free(&r->parser);
    free(r->wanted_at);
    free(r->field);
    free(r->offset);
    free(r->bytes);
    return r->out_of_memory ? ambit_fail(err, AMBIT_E_MEMORY, "no memory to read %s", r->shown) : AMBIT_OK;
}

ambit_status ambit_table_read(const char *path, const char *shown, const ambit_column *wanted, uint32_t n_wanted,
        ambit_row_fn *row, void *context, ambit_table_summary *summary, ambit_diagnosis *diagnosis, ambit_error *err)
{
    ambit_arena texts;
    ambit_arena_init(&texts);
    reader r = { .shown = shown, .wanted = wanted, .n_wanted = n_wanted, .row = row, .context = context,
                 .diagnosis = diagnosis, .texts = &texts };
    ambit_status status = run(&r, path, err);
    if (summary) *summary = r.summary;
    ambit_arena_reset(&texts);
    return status;
}

ambit_status ambit_table_columns(ambit_columns *out, ambit_arena *texts, const char *path, const char *shown,
        ambit_diagnosis *diagnosis, ambit_error *err)
{
    reader r = { .shown = shown, .diagnosis = diagnosis, .texts = texts };
    ambit_status status = run(&r, path, err);
    *out = r.has_header ? r.header : (ambit_columns){ 0, NULL };
    return status;
}
