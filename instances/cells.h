/* instances/cells.h - what the readers of accounts, reps and pairs share: which columns they want, what a cell may say,
 * texts that repeat. Private to this floor. */
#ifndef AMBIT_CELLS_H
#define AMBIT_CELLS_H
#include "instances/base/arena.h"
#include "instances/base/dictionary.h"
#include "instances/table.h"

/* ---- Columns: a reader binds what it reads to the columns that the file has -------------------------------------- */

enum { AMBIT_NO_COLUMN = -1 };

typedef struct {
    const char *shown;     /* the file's name in messages */
    const char *path;
    ambit_arena *texts;
    ambit_diagnosis *diagnosis;
    ambit_columns columns; /* of the file */
    ambit_column *wanted;  /* [n]; a column that is bound twice is here once */
    uint32_t n;
} ambit_binding;

/* Reads the header. With a fault there, which is recorded, columns.n is 0 and nothing can be bound. */
ambit_status ambit_binding_open(ambit_binding *binding, ambit_error *err);
void ambit_binding_close(ambit_binding *binding);

/* The field number of a column in each row, or AMBIT_NO_COLUMN; `need` records that it is missing. `name` is
 * borrowed. */
int ambit_binding_want(ambit_binding *binding, const char *name);
int ambit_binding_need(ambit_binding *binding, const char *name);

/* ---- Cells ------------------------------------------------------------------------------------------------------ */

typedef struct {
    double least, most;
    int above_least;        /* 1: least itself is out of range */
    int may_be_empty;       /* 1: an empty cell is `absent`, otherwise a fault */
    double absent;
    ambit_fault range;      /* what a number outside is called: NUMBER_RANGE or COORDINATE_RANGE */
    const char *expected;   /* "an amount such as 1200.50" */
    const char *when_empty; /* what to do: "fill the cell" */
} ambit_cell_rule;

/* Sets *out and returns 1, or records what is wrong with the cell and returns 0. */
int ambit_cell_number(double *out, ambit_span cell, const ambit_cell_rule *rule, ambit_place place,
        ambit_diagnosis *diagnosis);

/* Records that an id is empty, or that it occurs again (first on line `first`). */
void ambit_cell_empty_id(ambit_place place, ambit_diagnosis *diagnosis);
void ambit_cell_double_id(ambit_span cell, uint64_t first, ambit_place place, ambit_diagnosis *diagnosis);

/* Records an id that is not among those of `source` (a file's name). */
void ambit_cell_unknown(ambit_fault fault, ambit_span cell, const char *what, const char *source, const char *advice,
        ambit_place place, ambit_diagnosis *diagnosis);

/* Both coordinates of a row; a pair that only makes sense the other way round is called swapped. Returns 1 when both
 * are sound. `projected`: x and y, which may be any number. */
typedef struct { double lon, lat; } ambit_position;
int ambit_cell_position(ambit_position *out, ambit_span lon, ambit_span lat, int projected, ambit_place place_of_lon,
        const char *lat_column, ambit_diagnosis *diagnosis);

/* ---- Texts that repeat, such as segments: each is kept once and has a number ------------------------------------- */

typedef struct {
    ambit_dictionary index;
    const char **text; /* [n], in the arena */
    uint32_t n, room;
} ambit_words;

/* The number of a text, new or not; AMBIT_NOT_FOUND without memory. */
uint32_t ambit_words_put(ambit_words *words, ambit_arena *texts, ambit_span cell);
void ambit_words_reset(ambit_words *words); /* the texts stay in the arena */

/* ---- Arrays that grow together ----------------------------------------------------------------------------------- */

/* `old` with room for n items of `size` bytes; NULL without memory, and then `old` is as it was. */
void *ambit_resized(void *old, size_t n, size_t size);

#endif
