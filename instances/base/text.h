/* instances/base/text.h - small judgements about text that came from a user's file.
 *
 * A span is a piece of text with its length. Everything here is independent of the locale. */
#ifndef AMBIT_TEXT_H
#define AMBIT_TEXT_H
#include <stddef.h>
#include <stdint.h>

/* Enough for ambit_text_quote: 60 bytes of text, each escaped, the quotes and "...". */
enum { AMBIT_QUOTED = 256 };

/* 1 when all `length` bytes are UTF-8 as RFC 3629 has it (no surrogates, no overlong forms). */
int ambit_text_is_utf8(const char *text, size_t length);

/* A finite number from the whole text (spaces and tabs around it, a sign, digits, a decimal point, an exponent; no
 * thousands separators, no hexadecimal, no "inf"). Returns 1 and sets *out, or 0. Correctly rounded. */
int ambit_text_number(double *out, const char *text, size_t length);

/* 1 when the text is how a program prints a number that is none: nan, inf, infinity, #N/A and the like are told apart
 * from mere words, because the advice differs; numbers too large for a double belong here too. */
int ambit_text_is_not_finite(const char *text, size_t length);

/* 1 when the text is a date of the calendar as YYYY-MM-DD. */
int ambit_text_is_date(const char *text);

/* "text" in quotes for a message: at most 60 bytes of it, control characters and broken UTF-8 as \xNN. Returns out. */
const char *ambit_text_quote(char out[AMBIT_QUOTED], const char *text, size_t length);

/* The one of `known` that was most likely meant by `text` (edit distance, letter case apart), or NULL when none is
 * near. */
const char *ambit_text_nearest(const char *const *known, uint32_t n_known, const char *text);

#endif
