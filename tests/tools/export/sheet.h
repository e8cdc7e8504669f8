/* tests/tools/export/sheet.h - a CSV file as rows of cells, read without any of the code that is tested. */
#ifndef AMBIT_TEST_SHEET_H
#define AMBIT_TEST_SHEET_H
#include "tests/tools/program.h"

enum { SHEET_COLUMNS = 40, SHEET_ROWS = 4000 };

typedef struct { int n_rows, n_columns; const char *cell[SHEET_ROWS][SHEET_COLUMNS]; char room[ROOM]; } sheet;

/* RFC 4180 with \n or \r\n. Row 0 is the header; every row must have as many cells. */
static inline void sheet_read(sheet *s, const char *name)
{
    char *to = s->room;
    static char text[ROOM];
    const char *c = get(text, name);
    s->n_rows = 0;
    if (!*c) fail_msg("%s is empty, or is not there", name);
    while (*c) {
        int k = 0;
        for (int more = 1; more; k++) {
            assert_true(k < SHEET_COLUMNS && s->n_rows < SHEET_ROWS);
            s->cell[s->n_rows][k] = to;
            if (*c == '"') {
                for (c++; *c && (*c != '"' || c[1] == '"'); c++) *to++ = *(c += *c == '"');
                c++;
            } else {
                while (*c && *c != ',' && *c != '\n' && *c != '\r') *to++ = *c++;
            }
            *to++ = 0;
            more = *c == ',';
            if (more) c++;
        }
        c += *c == '\r';
        assert_true(*c == '\n');
        c++;
        if (s->n_rows && k != s->n_columns) fail_msg("%s: row %d has %d cells", name, s->n_rows, k);
        s->n_columns = k;
        s->n_rows++;
    }
}

static inline int sheet_column(const sheet *s, const char *title)
{
    for (int k = 0; k < s->n_columns; k++)
        if (!strcmp(s->cell[0][k], title)) return k;
    fail_msg("no column %s", title);
    return -1;
}

/* The first row from `from` on with that cell; 0: none. */
static inline int sheet_find(const sheet *s, int from, int column, const char *text)
{
    for (int i = from; i < s->n_rows; i++)
        if (!strcmp(s->cell[i][column], text)) return i;
    return 0;
}

#endif
