/* instances/benchmark/numbers.h - a file of numbers with blanks between them, as published instances come.
 *
 * Their line ends mean nothing (authors wrap rows where they like), so a file is one stream; but each number knows its
 * line, which is what a person who must correct it needs. The file is held in memory. */
#ifndef AMBIT_NUMBERS_H
#define AMBIT_NUMBERS_H
#include "instances/base/diagnosis.h"

typedef struct {
    const char *path;           /* borrowed; as messages show it */
    ambit_diagnosis *diagnosis; /* borrowed */
    char *text;
    size_t size, at;
    uint64_t line;              /* of `at` */
    uint64_t count;             /* of all words in the file, numbers or not */
    const char *word;           /* the last one that was taken */
    size_t length;
    uint64_t word_line;
    int is_number;
} ambit_numbers;

/* Reads the whole file. AMBIT_E_INPUT when it cannot be read or holds no word (recorded), AMBIT_E_MEMORY. Close it in
 * any case. O(bytes). */
ambit_status ambit_numbers_open(ambit_numbers *out, const char *path, ambit_diagnosis *diagnosis, ambit_error *err);
void ambit_numbers_close(ambit_numbers *numbers);

/* Takes the next word. 1 when it is a finite number, which goes to *out; else 0, also at the end. */
int ambit_numbers_next(ambit_numbers *numbers, double *out);

/* Records that the word taken last is not what `field` should be: "found "12e", expected ..., correct it". */
void ambit_numbers_refuse(const ambit_numbers *numbers, const char *field, const char *expected);

/* Takes the next word as a count: a whole number from 1 to 4294967294. 0 after recording what is wrong. */
int ambit_numbers_next_count(ambit_numbers *numbers, uint32_t *out, const char *field);

#endif
