/* tools/workbook/listed.c - see parts.h. The only file here that speaks to jansson. */
#include "tools/workbook/parts.h"

#include <jansson.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_COLUMNS = 64, TITLE_ROOM = 80, CHART_GAP = 2, MOST_BARS = 400 };

typedef struct {
    uint32_t n;
    const char *key[MOST_COLUMNS];
    char title[MOST_COLUMNS][TITLE_ROOM];
    ambit_book_column column[MOST_COLUMNS];
} layout;

static int ends_with(const char *text, const char *end)
{
    size_t n = strlen(text), m = strlen(end);
    return n >= m && !strcmp(text + n - m, end);
}

/* Shares read best in per cent; counts of things have no decimals. */
static ambit_cell kind_of(const char *key, const json_t *value)
{
    static const char *const shares[] = { "coverage", "share", "attainment", "rate", "reach", "_gap" };
    if (!json_is_number(value)) return AMBIT_CELL_TEXT;
    for (size_t k = 0; k < sizeof shares / sizeof *shares; k++)
        if (ends_with(key, shares[k]) || !strncmp(key, "reach_", 6)) return AMBIT_CELL_PERCENT;
    return json_is_integer(value) ? AMBIT_CELL_COUNT : AMBIT_CELL_AMOUNT;
}

static int is_scalar(const json_t *value)
{
    return json_is_string(value) || json_is_number(value) || json_is_boolean(value) || json_is_null(value);
}

static void add_column(layout *l, const char *key, const json_t *value)
{
    uint32_t k = 0;
    while (k < l->n && strcmp(l->key[k], key)) k++;
    if (k == MOST_COLUMNS || !is_scalar(value)) return;
    if (k == l->n) {
        l->key[l->n++] = key;
        snprintf(l->title[k], TITLE_ROOM, "%s", key);
        for (char *c = l->title[k]; *c; c++)
            if (*c == '_') *c = ' ';
        l->column[k] = (ambit_book_column){ l->title[k], AMBIT_CELL_TEXT, 0 };
    }
    ambit_cell kind = kind_of(key, value);
    if (kind > l->column[k].kind || kind == AMBIT_CELL_PERCENT) l->column[k].kind = kind;
    l->column[k].has_bar = l->column[k].kind > AMBIT_CELL_COUNT;
}

static void find_columns(layout *l, const json_t *list)
{
    size_t i;
    const json_t *one, *value;
    const char *key;
    json_array_foreach(list, i, one) json_object_foreach((json_t *)(uintptr_t)one, key, value)
        add_column(l, key, value);
}

static void put_value(ambit_book *book, const json_t *value)
{
    if (json_is_string(value)) ambit_book_text(book, json_string_value(value));
    else if (json_is_boolean(value)) ambit_book_text(book, json_is_true(value) ? "yes" : "no");
    else ambit_book_number(book, json_is_number(value) ? json_number_value(value) : (double)NAN);
}

/* The first column with bars, over the first column: the rows' names. */
static void draw(ambit_book *book, const layout *l, const char *sheet, uint32_t n_rows)
{
    uint32_t series = 0;
    while (series < l->n && !l->column[series].has_bar) series++;
    if (series == l->n || n_rows > MOST_BARS) return;
    ambit_book_draw(book, &(ambit_book_chart){ l->title[series], sheet, n_rows, 0, 1, &series, 1, l->n + CHART_GAP });
}

/* Returns 0, or -1 without memory. */
static int write_list(ambit_book *book, const char *sheet, const json_t *list)
{
    size_t i;
    const json_t *one;
    layout *l = calloc(1, sizeof *l);
    if (!l) return -1;
    find_columns(l, list);
    ambit_book_sheet(book, sheet, l->column, l->n);
    json_array_foreach(list, i, one) {
        for (uint32_t c = 0; c < l->n; c++) put_value(book, json_object_get(one, l->key[c]));
        ambit_book_end_row(book);
    }
    draw(book, l, sheet, (uint32_t)json_array_size(list));
    ambit_book_finish(book);
    free(l);
    return 0;
}

ambit_status ambit_workbook_listed(ambit_book *book, const ambit_workbook_source *source, ambit_error *err)
{
    json_error_t fault;
    if (!source->text) return AMBIT_OK;
    json_t *root = json_loads(source->text, JSON_REJECT_DUPLICATES, &fault);
    if (!root)
        return ambit_fail(err, AMBIT_E_INPUT, "%s:%d: is no JSON: %s; run its command again with --force",
                          source->shown, fault.line, fault.text);
    const json_t *list = json_object_get(root, source->list);
    int failed = json_array_size(list) && write_list(book, source->sheet, list);
    json_decref(root);
    return failed ? ambit_fail(err, AMBIT_E_MEMORY, "no memory for the sheet %s", source->sheet) : AMBIT_OK;
}
