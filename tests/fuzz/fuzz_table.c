/* tests/fuzz/fuzz_table.c - any bytes as a CSV file.
 *
 * Whatever comes, what is handed out keeps its word: lines grow and exist, fields are UTF-8 with a closing NUL, and a
 * field that is taken for a number is the number that the C library sees in it. Writing the rows and reading them again
 * gives the same rows. */
#include "instances/base/text.h"
#include "instances/table.h"

#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { COLUMNS = 3 };

typedef struct {
    uint64_t last_line, n_lines;
    FILE *again;
    uint64_t n_rows;
} reading;

static void must(int truth) { if (!truth) abort(); }

static void check_number(ambit_span field)
{
    double value;
    char *end;
    if (!ambit_span_number(&value, field)) return;
    must(value == strtod(field.text, &end) && strspn(end, " \t") == strlen(end));
}

static int on_row(void *context, uint64_t line, const ambit_span *field)
{
    reading *r = context;
    must(line > r->last_line && line <= r->n_lines);
    r->last_line = line;
    r->n_rows++;
    for (int k = 0; k < COLUMNS; k++) {
        if (!field[k].text) continue;
        must(strlen(field[k].text) == field[k].length && ambit_text_is_utf8(field[k].text, field[k].length));
        check_number(field[k]);
        if (r->again) ambit_csv_write(r->again, field[k].text);
        if (r->again) fputs(k + 1 < COLUMNS ? "," : ",x\n", r->again); /* x: no line is blank */
    }
    return 0;
}

/* A file in memory that has a path. */
static int file_of(char path[40], const void *data, size_t size)
{
    int fd = memfd_create("table", MFD_CLOEXEC);
    must(fd >= 0 && write(fd, data, size) == (ssize_t)size);
    snprintf(path, 40, "/proc/self/fd/%d", fd);
    return fd;
}

static uint64_t read_bytes(const void *data, size_t size, const ambit_column *wanted, FILE *again, uint64_t *n_faults)
{
    char path[40];
    int fd = file_of(path, data, size);
    reading r = { .n_lines = 1, .again = again };
    for (size_t i = 0; i < size; i++) r.n_lines += ((const char *)data)[i] == '\n' || ((const char *)data)[i] == '\r';
    ambit_diagnosis *diagnosis = ambit_diagnosis_build();
    must(diagnosis && ambit_table_read(path, "t.csv", wanted, COLUMNS, on_row, &r, NULL, diagnosis, NULL) == AMBIT_OK);
    *n_faults = ambit_diagnosis_n_errors(diagnosis);
    ambit_diagnosis_free(diagnosis);
    close(fd);
    return r.n_rows;
}

/* The first columns of the file, whatever their names are; double ones are left out. */
static uint32_t choose(ambit_column *wanted, const ambit_columns *columns)
{
    uint32_t n = 0;
    for (uint32_t c = 0; c < columns->n && n < COLUMNS; c++) {
        int known = 0;
        for (uint32_t k = 0; k < n; k++) known |= !strcmp(wanted[k].name, columns->name[c]);
        if (!known) wanted[n++] = (ambit_column){ columns->name[c], 1 };
    }
    for (uint32_t k = n; k < COLUMNS; k++) wanted[k] = (ambit_column){ "\xff", 0 }; /* no header has it: not UTF-8 */
    return n;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char path[40], *again = NULL;
    size_t n_again;
    uint64_t n_faults;
    ambit_arena texts;
    ambit_columns columns;
    ambit_column wanted[COLUMNS];
    ambit_diagnosis *diagnosis = ambit_diagnosis_build();
    ambit_arena_init(&texts);
    int fd = file_of(path, data, size);
    must(diagnosis && ambit_table_columns(&columns, &texts, path, "t.csv", diagnosis, NULL) == AMBIT_OK);
    must((columns.n == 0) == (ambit_diagnosis_n_errors(diagnosis) > 0));
    close(fd);
    if (choose(wanted, &columns) == COLUMNS) {
        FILE *to = open_memstream(&again, &n_again);
        fputs("a,b,c,x\n", to);
        uint64_t n_rows = read_bytes(data, size, wanted, to, &n_faults);
        fclose(to);
        for (int k = 0; k < COLUMNS; k++) wanted[k].name = (const char *const[]){ "a", "b", "c" }[k];
        must(read_bytes(again, n_again, wanted, NULL, &n_faults) == n_rows && n_faults == 0);
    } else {
        read_bytes(data, size, wanted, NULL, &n_faults);
    }
    free(again);
    ambit_diagnosis_free(diagnosis);
    ambit_arena_reset(&texts);
    return 0;
}
