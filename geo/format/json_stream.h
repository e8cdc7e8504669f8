/* geo/format/json_stream.h - a JSON file of any size, walked value by value.
 *
 * jansson parses every value, and as a tree the whole file would take thirty times its size. So only the lists and
 * objects that may be long are walked here, and what stands in them is handed to jansson piece by piece, each at most
 * a megabyte of text: memory does not depend on the size of the file. After a syntax error nothing can be read any
 * more; every question is then answered as at the end, and `fault` says what was wrong and where. */
#ifndef AMBIT_JSON_STREAM_H
#define AMBIT_JSON_STREAM_H
#include <jansson.h>
#include <stdint.h>
#include <stdio.h>

typedef enum {
    AMBIT_JSON_SOUND,
    AMBIT_JSON_SYNTAX,
    AMBIT_JSON_ENCODING, /* bytes that are not UTF-8 */
    AMBIT_JSON_NUMBER,   /* one that no double or no 64 bits hold */
    AMBIT_JSON_MEMORY
} ambit_json_fault;

typedef struct {
    FILE *file;
    char *bytes;              /* a window of the file */
    size_t at, end, room;     /* what was not read yet is at .. end - 1 */
    size_t counted;           /* up to here lines are counted */
    uint64_t line, column;    /* of `counted`: the line, and the characters before it on that line */
    int ended;                /* the file has no more bytes */
    ambit_json_fault fault;
    char words[240];          /* what is wrong at line and column */
} ambit_json_stream;

enum { AMBIT_JSON_KEY_ROOM = 32 };

/* The file is borrowed and read from where it stands; a BOM is passed over. Returns 0, or -1 without memory. */
int ambit_stream_open(ambit_json_stream *stream, FILE *file);
void ambit_stream_close(ambit_json_stream *stream);

/* The byte that the next value, or whatever follows, begins with; 0 at the end or after a fault. */
char ambit_stream_peek(ambit_json_stream *stream);

/* Records a fault at the next byte; later ones are not recorded. */
__attribute__((format(printf, 2, 3)))
void ambit_stream_refuse(ambit_json_stream *stream, const char *format, ...);

/* Walks a list or an object, whose opening bracket is the next byte:
 * for (int n = 0; ambit_stream_more(stream, '[', &n);) { one value is read }
 * n counts the values. In an object ambit_stream_key comes before each value. */
int ambit_stream_more(ambit_json_stream *stream, char open, int *n);

/* The key and its colon. "" for one that is longer than any that has a meaning. */
void ambit_stream_key(ambit_json_stream *stream, char key[AMBIT_JSON_KEY_ROOM]);

/* The next value as a tree, which the caller releases. Of a key that occurs twice the last value counts, and *doubled,
 * when it is not NULL, becomes 1. NULL after a fault. */
json_t *ambit_stream_value(ambit_json_stream *stream, int *doubled);

/* Passes over the next value, however long it is. */
void ambit_stream_skip(ambit_json_stream *stream);

#endif
