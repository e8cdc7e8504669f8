#include "geo/format/json_stream.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

enum { FIRST_ROOM = 1 << 16, LONGEST_VALUE = 1 << 20, DEEPEST = 200 };

void ambit_stream_close(ambit_json_stream *stream)
{
    free(stream->bytes);
    stream->bytes = NULL;
}

/* ---- The window ------------------------------------------------------------------------------------------------- */

/* Lines, and characters of UTF-8, up to `at`. */
static void count(ambit_json_stream *stream)
{
    for (; stream->counted < stream->at; stream->counted++) {
        char c = stream->bytes[stream->counted];
        if (c == '\n') stream->line++, stream->column = 0;
        else stream->column += ((unsigned char)c & 0xC0) != 0x80;
    }
}

/* Moves what is left to the front and reads on; the window grows when that leaves no room. Returns 1 when bytes came,
 * 0 at the end of the file and when the window is as large as it may be. */
static int fill(ambit_json_stream *stream)
{
    if (stream->ended || stream->fault) return 0;
    count(stream);
    size_t left = stream->end - stream->at;
    memmove(stream->bytes, stream->bytes + stream->at, left);
    stream->counted = stream->at = 0;
    stream->end = left;
    if (left > stream->room / 2) {
        if (left > LONGEST_VALUE) return 0;
        char *grown = realloc(stream->bytes, 2 * stream->room);
        if (!grown) {
            stream->fault = AMBIT_JSON_MEMORY;
            return 0;
        }
        stream->bytes = grown;
        stream->room *= 2;
    }
    size_t n = fread(stream->bytes + left, 1, stream->room - left, stream->file);
    stream->end += n;
    stream->ended = n == 0;
    return n > 0;
}

int ambit_stream_open(ambit_json_stream *stream, FILE *file)
{
    *stream = (ambit_json_stream){ .file = file, .line = 1, .room = FIRST_ROOM };
    stream->bytes = malloc(stream->room);
    if (!stream->bytes) return -1;
    if (fill(stream) && stream->end >= 3 && !memcmp(stream->bytes, "\xEF\xBB\xBF", 3))
        stream->at = stream->counted = 3;
    return 0;
}

char ambit_stream_peek(ambit_json_stream *stream)
{
    if (stream->fault) return 0;
    do {
        for (; stream->at < stream->end; stream->at++) {
            char c = stream->bytes[stream->at];
            if (c == ' ' || c == '\n' || c == '\r' || c == '\t') continue;
            if (!c) ambit_stream_refuse(stream, "found a NUL byte, expected JSON text");
            return c;
        }
    } while (fill(stream));
    return 0;
}

/* ---- Faults ----------------------------------------------------------------------------------------------------- */

void ambit_stream_refuse(ambit_json_stream *stream, const char *format, ...)
{
    va_list args;
    if (stream->fault) return;
    count(stream);
    stream->column++;
    stream->fault = AMBIT_JSON_SYNTAX;
    va_start(args, format);
    vsnprintf(stream->words, sizeof stream->words, format, args);
    va_end(args);
}

static void refuse_length(ambit_json_stream *stream)
{
    ambit_stream_refuse(stream, "found a value of more than 1,048,576 bytes, expected a shorter one, remove it");
}

/* What jansson says of the value that begins at `at`. */
static void refuse_value(ambit_json_stream *stream, const json_error_t *error)
{
    enum json_error_code code = json_error_code(error);
    size_t left = stream->end - stream->at, n = error->position > 0 ? (size_t)error->position : 0;
    if (code == json_error_out_of_memory) {
        stream->fault = AMBIT_JSON_MEMORY;
        return;
    }
    if (!stream->ended && left > LONGEST_VALUE) {
        refuse_length(stream);
        return;
    }
    stream->at += n > left ? left : n;
    if (n && code != json_error_invalid_utf8) stream->at--; /* the last byte that was read is the wrong one */
    if (code == json_error_invalid_utf8) {
        ambit_stream_refuse(stream, "found bytes that are not UTF-8 (%s), expected UTF-8, save the file so",
                error->text);
        stream->fault = AMBIT_JSON_ENCODING;
    } else if (code == json_error_numeric_overflow) {
        ambit_stream_refuse(stream, "found a number that is too large (%s), expected one that a double or 64 bits hold",
                error->text);
        stream->fault = AMBIT_JSON_NUMBER;
    } else {
        ambit_stream_refuse(stream, "found what is not JSON (%s), correct it or save the layer again", error->text);
    }
}

static void refuse_byte(ambit_json_stream *stream, const char *expected)
{
    unsigned char c = (unsigned char)ambit_stream_peek(stream);
    if (!c) ambit_stream_refuse(stream, "found the end of the file, expected %s, copy the file again", expected);
    else if (c > ' ' && c < 0x7F) ambit_stream_refuse(stream, "found '%c', expected %s", c, expected);
    else ambit_stream_refuse(stream, "found the byte 0x%02X, expected %s", c, expected);
}

/* ---- Walking ---------------------------------------------------------------------------------------------------- */

int ambit_stream_more(ambit_json_stream *stream, char open, int *n)
{
    char close = open == '[' ? ']' : '}', c = ambit_stream_peek(stream);
    if (stream->fault) return 0;
    if (*n == 0) { /* the caller has seen the bracket */
        stream->at++;
        c = ambit_stream_peek(stream);
    }
    if (c == close) {
        stream->at++;
        return 0;
    }
    if (*n > 0) {
        if (c != ',') {
            refuse_byte(stream, open == '[' ? "',' or ']'" : "',' or '}'");
            return 0;
        }
        stream->at++;
    }
    if (*n < INT32_MAX) ++*n;
    return !stream->fault;
}

json_t *ambit_stream_value(ambit_json_stream *stream, int *doubled)
{
    const size_t flags = JSON_DISABLE_EOF_CHECK | JSON_DECODE_ANY;
    json_error_t error;
    if (!ambit_stream_peek(stream)) {
        if (!stream->fault) refuse_byte(stream, "a value");
        return NULL;
    }
    for (;;) {
        const char *bytes = stream->bytes + stream->at;
        size_t left = stream->end - stream->at;
        json_t *value = json_loadb(bytes, left, flags | JSON_REJECT_DUPLICATES, &error);
        if (!value && json_error_code(&error) == json_error_duplicate_key) {
            if (doubled) *doubled = 1;
            value = json_loadb(bytes, left, flags, &error);
        }
        /* at the window's end a number may go on, and an error may be none */
        int is_whole = value && ((size_t)error.position < left || stream->ended);
        if (is_whole && error.position <= LONGEST_VALUE) {
            stream->at += (size_t)error.position;
            return value;
        }
        int more = !is_whole && fill(stream), again = more || (value && !is_whole && stream->ended);
        json_decref(value);
        if (again) continue;
        if (is_whole) refuse_length(stream);
        else if (!stream->fault) refuse_value(stream, &error);
        return NULL;
    }
}

void ambit_stream_key(ambit_json_stream *stream, char key[AMBIT_JSON_KEY_ROOM])
{
    key[0] = '\0';
    if (ambit_stream_peek(stream) != '"') {
        refuse_byte(stream, "a key in quotes");
        return;
    }
    json_t *text = ambit_stream_value(stream, NULL);
    if (text && json_string_length(text) < AMBIT_JSON_KEY_ROOM)
        memcpy(key, json_string_value(text), json_string_length(text) + 1);
    json_decref(text);
    if (ambit_stream_peek(stream) == ':') stream->at++;
    else refuse_byte(stream, "':' behind a key");
}

static void skip(ambit_json_stream *stream, int depth)
{
    char open = ambit_stream_peek(stream), key[AMBIT_JSON_KEY_ROOM];
    if (open != '[' && open != '{') {
        json_decref(ambit_stream_value(stream, NULL));
        return;
    }
    if (depth == DEEPEST) ambit_stream_refuse(stream, "found lists nested %d deep, expected GeoJSON", DEEPEST);
    for (int n = 0; ambit_stream_more(stream, open, &n);) {
        if (open == '{') ambit_stream_key(stream, key);
        skip(stream, depth + 1);
    }
}

void ambit_stream_skip(ambit_json_stream *stream) { skip(stream, 0); }
