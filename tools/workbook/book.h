/* tools/workbook/book.h - a workbook as it is written: sheet after sheet, row after row, cell after cell.
 *
 * Rows go to disk as they come, so a hundred thousand of them cost no memory. A text is always a text: what looks like
 * a formula is kept as what it is, also when somebody edits the cell. Every sheet has a header that stays in sight,
 * filters, and columns as wide as what stands in them. Dates in the file are fixed: the same cells give the same bytes.
 * Not for other folders. */
#ifndef AMBIT_BOOK_H
#define AMBIT_BOOK_H
#include "instances/base/status.h"

typedef struct ambit_book ambit_book;

typedef enum { AMBIT_CELL_TEXT, AMBIT_CELL_COUNT, AMBIT_CELL_AMOUNT, AMBIT_CELL_RATIO, AMBIT_CELL_PERCENT } ambit_cell;
enum { AMBIT_CELL_KINDS = AMBIT_CELL_PERCENT + 1, AMBIT_BOOK_MOST_COLUMNS = 16384, AMBIT_BOOK_MOST_TEXT = 32767 };

typedef struct {
    const char *title;
    ambit_cell kind;
    int has_bar; /* a bar in each cell, as long as its number */
} ambit_book_column;

/* Begins a workbook that will lie at `path`. The caller owns *out. */
ambit_status ambit_book_open(ambit_book **out, const char *path, const char *title, ambit_error *err);

/* Begins a sheet; `column` is borrowed until it is finished, by a call or by the next sheet. More rows than a sheet can
 * hold go on in a second sheet of the same name and a number. */
void ambit_book_sheet(ambit_book *book, const char *name, const ambit_book_column *column, uint32_t n_columns);
void ambit_book_finish(ambit_book *book);

/* The next cell of the row; "" and what is not finite leave it empty. Texts of more than 32,767 characters are cut, and
 * what XML cannot hold becomes U+FFFD. */
void ambit_book_text(ambit_book *book, const char *text);
void ambit_book_number(ambit_book *book, double value);
void ambit_book_as(ambit_book *book, ambit_cell kind, double value); /* in another form than its column's */
void ambit_book_end_row(ambit_book *book);

/* A chart beside the cells of the sheet that is being written: columns of the sheet `of` over its first `n_rows`
 * rows. */
typedef struct {
    const char *title, *of;
    uint32_t n_rows, category, n_series;
    const uint32_t *series;
    uint32_t row, column; /* where it stands */
} ambit_book_chart;
void ambit_book_draw(ambit_book *book, const ambit_book_chart *chart);

/* Writes the file, counts its cells again and frees the book. On failure there is no file. */
ambit_status ambit_book_close(ambit_book *book, ambit_error *err);

/* Frees it without a file; NULL is fine. */
void ambit_book_drop(ambit_book *book);

#endif
