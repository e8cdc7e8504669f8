/* instances/table_text.c - what tables say and write beside their rows: missing columns, numbers, fields. */
#include "instances/base/text.h"
#include "instances/table.h"

#include <locale.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

int ambit_columns_have(const ambit_columns *columns, const char *name)
{
    for (uint32_t c = 0; c < columns->n; c++)
        if (!strcmp(columns->name[c], name)) return 1;
    return 0;
}

/* "a, b, c" of the first names, as many as a person reads. */
static void list_names(char *out, size_t size, const ambit_columns *columns)
{
    enum { SHOWN = 15 };
    size_t used = 0;
    for (uint32_t c = 0; c < columns->n && used < size; c++) {
        if (c == SHOWN) {
            snprintf(out + used, size - used, " and %u more", columns->n - c);
            return;
        }
        int n = snprintf(out + used, size - used, "%s%.40s", c ? ", " : "", columns->name[c]);
        used += n > 0 ? (size_t)n : 0;
    }
}

/* A file that was saved with another separator has one column with all names in it. */
static const char *other_separator(const ambit_columns *columns)
{
    if (columns->n != 1) return NULL;
    return strchr(columns->name[0], ';') ? "\";\"" : strchr(columns->name[0], '\t') ? "tabs" : NULL;
}

void ambit_columns_missing(const ambit_columns *columns, const char *shown, const char *name,
        ambit_diagnosis *diagnosis)
{
    char names[15 * 44 + 32] = "";
    list_names(names, sizeof names, columns);
    ambit_place place = { shown, 1, 0, name };
    const char *separator = other_separator(columns), *near = ambit_text_nearest(columns->name, columns->n, name);
    if (separator)
        ambit_diagnosis_error(diagnosis, AMBIT_FAULT_COLUMN_MISSING, place, "found a header that is separated by %s, "
                "expected commas, save the file as CSV with commas", separator);
    else if (near)
        ambit_diagnosis_error(diagnosis, AMBIT_FAULT_COLUMN_MISSING, place, "found no such column (the file has %s), "
                "expected one of that name, did you mean %s?", names, near);
    else
        ambit_diagnosis_error(diagnosis, AMBIT_FAULT_COLUMN_MISSING, place, "found no such column (the file has %s), "
                "expected one of that name, add it or rename another", names);
}

int ambit_span_number(double *out, ambit_span span)
{
    return span.text && ambit_text_number(out, span.text, span.length);
}

void ambit_csv_write(FILE *to, const char *text)
{
    size_t n = strlen(text);
    int plain = !n || (text[0] != ' ' && text[0] != '\t' && text[n - 1] != ' ' && text[n - 1] != '\t');
    if (plain && !text[strcspn(text, ",\"\r\n")]) {
        fwrite(text, 1, n, to);
        return;
    }
    putc('"', to);
    for (; *text; text++) {
        if (*text == '"') putc('"', to);
        putc(*text, to);
    }
    putc('"', to);
}

/* Whole numbers, which most amounts are, need no trial. -0 does, to keep its sign. */
void ambit_csv_write_number(FILE *to, double value)
{
    if (value == floor(value) && fabs(value) < 1e15 && !(value == 0 && signbit(value))) {
        fprintf(to, "%.0f", value);
        return;
    }
    char text[40] = "nan";
    locale_t plain = newlocale(LC_ALL_MASK, "C", (locale_t)0), before = plain ? uselocale(plain) : (locale_t)0;
    for (int digits = 15; digits <= 17; digits++) {
        snprintf(text, sizeof text, "%.*g", digits, value);
        if (strtod(text, NULL) == value) break;
    }
    if (plain) {
        uselocale(before);
        freelocale(plain);
    }
    fputs(text, to);
}
