/* tools/workbook/book.c - see book.h. The only file here that speaks to libxlsxwriter. */
#include "tools/workbook/book.h"
#include "tools/workbook/recount.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <xlsxwriter.h>

enum {
    HEADER_ROWS = 1, LEAST_WIDTH = 6, MOST_WIDTH = 60, FILTER_WIDTH = 3, SHEET_NAME = 31,
    BLUE = 0x9DC3E6, PALE = 0xE7EEF5,
    FIXED_DATE = 315532800 /* 1980-01-01, as in the zip's own dates */
};

struct ambit_book {
    char *path, *folder;
    lxw_workbook *workbook;
    lxw_worksheet *sheet;
    lxw_format *format[AMBIT_CELL_KINDS], *header, *quoted; /* quoted: stays a text when it is edited */
    char name[SHEET_NAME + 1];
    const ambit_book_column *column;
    uint32_t n_columns, at_row, at_column, n_continued;
    uint16_t *width;     /* [n_columns] characters */
    char *clean;         /* of a text that had to be changed */
    size_t clean_room;
    uint64_t n_cells;
    lxw_error fault;     /* the first one */
};

static ambit_status no_memory(ambit_error *err) { return ambit_fail(err, AMBIT_E_MEMORY, "no memory for report.xlsx"); }

static void note(ambit_book *book, lxw_error fault) { if (!book->fault) book->fault = fault; }

/* ---- Opening ---------------------------------------------------------------------------------------------------- */

static int add_formats(ambit_book *book)
{
    static const char *const form[AMBIT_CELL_KINDS] = { "General", "#,##0", "#,##0.00", "0.000", "0.0%" };
    for (int k = 0; k < AMBIT_CELL_KINDS; k++) {
        if (!(book->format[k] = workbook_add_format(book->workbook))) return -1;
        format_set_num_format(book->format[k], form[k]);
    }
    book->header = workbook_add_format(book->workbook);
    book->quoted = workbook_add_format(book->workbook);
    if (!book->header || !book->quoted) return -1;
    format_set_bold(book->header);
    format_set_bg_color(book->header, PALE);
    format_set_bottom(book->header, LXW_BORDER_THIN);
    format_set_num_format(book->quoted, "@");
    return 0;
}

static int begin(ambit_book *book, const char *path, const char *title)
{
    const char *slash = strrchr(path, '/');
    book->path = strdup(path);
    book->folder = slash ? strndup(path, slash == path ? 1 : (size_t)(slash - path)) : strdup(".");
    if (!book->path || !book->folder) return -1;
    lxw_workbook_options options = { .constant_memory = LXW_TRUE, .tmpdir = book->folder };
    if (!(book->workbook = workbook_new_opt(path, &options)) || add_formats(book)) return -1;
    lxw_doc_properties properties = { .title = (char *)(uintptr_t)title, .created = FIXED_DATE };
    note(book, workbook_set_properties(book->workbook, &properties));
    return 0;
}

ambit_status ambit_book_open(ambit_book **out, const char *path, const char *title, ambit_error *err)
{
    ambit_book *book = *out = calloc(1, sizeof *book);
    if (book && !begin(book, path, title)) return AMBIT_OK;
    ambit_book_drop(book);
    *out = NULL;
    return no_memory(err);
}

/* ---- Sheets ----------------------------------------------------------------------------------------------------- */

static void add_bar(ambit_book *book, uint32_t c, uint32_t last)
{
    lxw_conditional_format bar = { .type = LXW_CONDITIONAL_DATA_BAR, .bar_color = BLUE, .data_bar_2010 = LXW_TRUE,
        .bar_solid = LXW_TRUE };
    note(book, worksheet_conditional_format_range(book->sheet, HEADER_ROWS, (lxw_col_t)c, last, (lxw_col_t)c, &bar));
}

/* Widths, filters and bars are told when the rows are known. */
void ambit_book_finish(ambit_book *book)
{
    if (!book->sheet) return;
    uint32_t last = book->at_row ? book->at_row - 1 : 0;
    for (uint32_t c = 0; c < book->n_columns; c++) {
        uint16_t width = book->width[c] < LEAST_WIDTH ? LEAST_WIDTH : book->width[c];
        note(book, worksheet_set_column(book->sheet, (lxw_col_t)c, (lxw_col_t)c, width + FILTER_WIDTH, NULL));
        if (book->column[c].has_bar && last >= HEADER_ROWS) add_bar(book, c, last);
    }
    if (book->n_columns)
        note(book, worksheet_autofilter(book->sheet, 0, 0, last, (lxw_col_t)(book->n_columns - 1)));
    book->sheet = NULL;
}

static void begin_sheet(ambit_book *book, const char *name)
{
    book->sheet = workbook_add_worksheet(book->workbook, name);
    book->at_row = book->at_column = 0;
    free(book->width);
    book->width = calloc((size_t)book->n_columns + 1, sizeof *book->width);
    if (!book->sheet || !book->width) {
        note(book, LXW_ERROR_MEMORY_MALLOC_FAILED);
        book->sheet = NULL;
        return;
    }
    worksheet_freeze_panes(book->sheet, HEADER_ROWS, 0);
    for (uint32_t c = 0; c < book->n_columns; c++) ambit_book_text(book, book->column[c].title);
    ambit_book_end_row(book);
}

void ambit_book_sheet(ambit_book *book, const char *name, const ambit_book_column *column, uint32_t n_columns)
{
    ambit_book_finish(book);
    book->column = column;
    book->n_columns = n_columns < AMBIT_BOOK_MOST_COLUMNS ? n_columns : AMBIT_BOOK_MOST_COLUMNS;
    book->n_continued = 1;
    snprintf(book->name, sizeof book->name, "%s", name);
    begin_sheet(book, book->name);
}

void ambit_book_end_row(ambit_book *book)
{
    char name[SHEET_NAME + 1];
    book->at_column = 0;
    if (++book->at_row < LXW_ROW_MAX || !book->sheet) return;
    ambit_book_finish(book);
    snprintf(name, sizeof name, "%.20s %u", book->name, ++book->n_continued);
    begin_sheet(book, name);
}

/* ---- Cells ------------------------------------------------------------------------------------------------------ */

static void widen(ambit_book *book, size_t characters)
{
    uint16_t width = characters < MOST_WIDTH ? (uint16_t)characters : MOST_WIDTH;
    if (book->width[book->at_column] < width) book->width[book->at_column] = width;
}

/* The bytes at `c` that are one character which XML cannot hold; 0: it can. U+FFFE and U+FFFF are EF BF BE and BF. */
static size_t unfit(const unsigned char *c)
{
    if (*c < 0x20) return *c != '\t' && *c != '\n' && *c != '\r';
    return c[0] == 0xef && c[1] == 0xbf && (c[2] == 0xbe || c[2] == 0xbf) ? 3 : 0;
}

/* `text` as a cell can hold it; `characters` of it. NULL without memory. */
static const char *cleaned(ambit_book *book, const char *text, size_t *characters)
{
    size_t n = strlen(text), at = 0, units = 0;
    int is_clean = 1;
    for (const char *c = text; *c; c++) {
        units += ((unsigned char)*c & 0xc0) != 0x80;
        units += (unsigned char)*c >= 0xf0; /* two units of UTF-16 */
        is_clean &= !unfit((const unsigned char *)c);
    }
    *characters = units;
    if (is_clean && units <= AMBIT_BOOK_MOST_TEXT) return text;
    if (book->clean_room < 3 * n + 1) {
        free(book->clean);
        book->clean_room = (book->clean = malloc(3 * n + 1)) ? 3 * n + 1 : 0;
        if (!book->clean) return NULL;
    }
    units = 0;
    for (size_t i = 0; text[i];) {
        size_t bad = unfit((const unsigned char *)text + i), length = 1;
        while (!bad && ((unsigned char)text[i + length] & 0xc0) == 0x80) length++;
        units += length > 3 ? 2 : 1;
        if (units > AMBIT_BOOK_MOST_TEXT) break;
        memcpy(book->clean + at, bad ? "\xef\xbf\xbd" : text + i, bad ? 3 : length);
        at += bad ? 3 : length, i += bad ? bad : length;
    }
    book->clean[at] = 0;
    return book->clean;
}

void ambit_book_text(ambit_book *book, const char *text)
{
    size_t characters;
    if (book->sheet && book->at_column < book->n_columns && *text) {
        const char *fit = cleaned(book, text, &characters);
        lxw_format *format = !book->at_row ? book->header : strchr("=+-@\t\r", *text) ? book->quoted : NULL;
        note(book, !fit ? LXW_ERROR_MEMORY_MALLOC_FAILED
                        : worksheet_write_string(book->sheet, book->at_row, (lxw_col_t)book->at_column, fit, format));
        widen(book, characters);
        book->n_cells++;
    }
    book->at_column++;
}

/* Characters of a number in its form, about. */
static size_t shown_width(ambit_cell kind, double value)
{
    size_t digits = fabs(value) >= 1 ? (size_t)log10(fabs(value)) + 1 : 1;
    size_t decimals[AMBIT_CELL_KINDS] = { 4, 0, 3, 4, 4 };
    return digits + digits / 3 + decimals[kind] + (value < 0);
}

void ambit_book_as(ambit_book *book, ambit_cell kind, double value)
{
    if (book->sheet && book->at_column < book->n_columns && isfinite(value)) {
        note(book, worksheet_write_number(book->sheet, book->at_row, (lxw_col_t)book->at_column, value,
                                          book->format[kind]));
        widen(book, shown_width(kind, value));
        book->n_cells++;
    }
    book->at_column++;
}

void ambit_book_number(ambit_book *book, double value)
{
    ambit_cell kind = book->at_column < book->n_columns ? book->column[book->at_column].kind : AMBIT_CELL_AMOUNT;
    ambit_book_as(book, kind, value);
}

/* ---- Charts ----------------------------------------------------------------------------------------------------- */

static void add_series(lxw_chart *chart, const ambit_book_chart *of, uint32_t column)
{
    lxw_chart_series *series = chart_add_series(chart, NULL, NULL);
    if (!series) return;
    chart_series_set_categories(series, of->of, HEADER_ROWS, (lxw_col_t)of->category, of->n_rows,
                                (lxw_col_t)of->category);
    chart_series_set_values(series, of->of, HEADER_ROWS, (lxw_col_t)column, of->n_rows, (lxw_col_t)column);
    chart_series_set_name_range(series, of->of, 0, (lxw_col_t)column);
}

void ambit_book_draw(ambit_book *book, const ambit_book_chart *of)
{
    lxw_chart_options size = { .x_scale = 1.8, .y_scale = 1.2 };
    if (!book->sheet || !of->n_rows || !of->n_series) return;
    lxw_chart *chart = workbook_add_chart(book->workbook, LXW_CHART_COLUMN);
    if (!chart) {
        note(book, LXW_ERROR_MEMORY_MALLOC_FAILED);
        return;
    }
    chart_title_set_name(chart, of->title);
    chart_legend_set_position(chart, of->n_series > 1 ? LXW_CHART_LEGEND_BOTTOM : LXW_CHART_LEGEND_NONE);
    for (uint32_t k = 0; k < of->n_series; k++) add_series(chart, of, of->series[k]);
    note(book, worksheet_insert_chart_opt(book->sheet, of->row, (lxw_col_t)of->column, chart, &size));
}

/* ---- Closing ---------------------------------------------------------------------------------------------------- */

static void release(ambit_book *book)
{
    free(book->path);
    free(book->folder);
    free(book->width);
    free(book->clean);
    free(book);
}

ambit_status ambit_book_close(ambit_book *book, ambit_error *err)
{
    ambit_status status = AMBIT_OK;
    ambit_book_finish(book);
    lxw_error fault = workbook_close(book->workbook);
    note(book, fault);
    if (book->fault == LXW_ERROR_MEMORY_MALLOC_FAILED) status = no_memory(err);
    else if (book->fault)
        status = ambit_fail(err, AMBIT_E_FILE, "report.xlsx: cannot be written: %s", lxw_strerror(book->fault));
    else status = ambit_workbook_recount(book->path, book->n_cells, err);
    if (status) unlink(book->path);
    release(book);
    return status;
}

void ambit_book_drop(ambit_book *book)
{
    if (!book) return;
    if (book->workbook) lxw_workbook_free(book->workbook);
    release(book);
}
