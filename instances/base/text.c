#include "instances/base/text.h"

#include <locale.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* The length of the UTF-8 character at `at`, or 0 when there is none. */
static size_t utf8_length(const unsigned char *at, size_t left)
{
    unsigned char c = at[0];
    if (c < 0x80) return 1;
    size_t n = c >= 0xC2 && c <= 0xDF ? 2 : (c & 0xF0) == 0xE0 ? 3 : c >= 0xF0 && c <= 0xF4 ? 4 : 0;
    if (!n || n > left) return 0;
    for (size_t i = 1; i < n; i++)
        if ((at[i] & 0xC0) != 0x80) return 0;
    if ((c == 0xE0 && at[1] < 0xA0) || (c == 0xED && at[1] > 0x9F)) return 0; /* overlong; surrogate */
    if ((c == 0xF0 && at[1] < 0x90) || (c == 0xF4 && at[1] > 0x8F)) return 0; /* overlong; beyond U+10FFFF */
    return n;
}

int ambit_text_is_utf8(const char *text, size_t length)
{
    const unsigned char *at = (const unsigned char *)text;
    for (size_t n; length; at += n, length -= n)
        if (!(n = utf8_length(at, length))) return 0;
    return 1;
}

static void trim(const char **text, size_t *length)
{
    while (*length && (**text == ' ' || **text == '\t')) (*text)++, (*length)--;
    while (*length && ((*text)[*length - 1] == ' ' || (*text)[*length - 1] == '\t')) (*length)--;
}

/* A decimal number taken apart: mantissa * 10^exponent, as far as 19 digits go. */
typedef struct { uint64_t mantissa; int exponent, n_digits, cut, negative; } decimal;

/* Reads [sign] digits [. digits] [e [sign] digits]; 1 when that is the whole text and there is a digit. */
static int take_apart(decimal *d, const char *s, const char *end)
{
    *d = (decimal){ 0, 0, 0, 0, 0 };
    if (s < end && (*s == '-' || *s == '+')) d->negative = *s++ == '-';
    int seen = 0, after_point = 0;
    for (; s < end; s++) {
        if (*s == '.' && !after_point) { after_point = 1; continue; }
        unsigned digit = (unsigned)*s - '0';
        if (digit > 9) break;
        seen = 1;
        if (d->n_digits < 19) {
            d->mantissa = d->mantissa * 10 + digit;
            d->n_digits += d->mantissa != 0;
            d->exponent -= after_point;
        } else {
            d->cut = 1;
        }
    }
    if (!seen) return 0;
    if (s == end) return 1;
    if (*s != 'e' && *s != 'E') return 0;
    s++;
    int sign = 1, power = 0;
    if (s < end && (*s == '-' || *s == '+')) sign = *s++ == '-' ? -1 : 1;
    if (s == end) return 0;
    for (; s < end; s++) {
        if (*s < '0' || *s > '9') return 0;
        if (power < 100000) power = power * 10 + (*s - '0');
    }
    d->exponent += sign * power;
    return 1;
}

/* What the short way cannot round correctly goes to the C library, in the C locale whatever the program's is. */
static int number_slowly(double *out, const char *text, size_t length)
{
    char small[64], *copy = length < sizeof small ? small : malloc(length + 1);
    if (!copy) return 0;
    memcpy(copy, text, length);
    copy[length] = '\0';
    locale_t plain = newlocale(LC_ALL_MASK, "C", (locale_t)0);
    if (plain) {
        *out = strtod_l(copy, NULL, plain);
        freelocale(plain);
    }
    if (copy != small) free(copy);
    return plain && isfinite(*out);
}

/* A mantissa below 2^53 and a power of ten up to 10^22 are exact doubles, so one multiplication or division rounds
 * correctly (Clinger 1990, doi:10.1145/93548.93557): that is every number that a person types. */
int ambit_text_number(double *out, const char *text, size_t length)
{
    static const double power_of_10[] = { 1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13,
        1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22 };
    decimal d;
    trim(&text, &length);
    if (!take_apart(&d, text, text + length)) return 0;
    if (d.cut || d.mantissa > (uint64_t)1 << 53 || d.exponent < -22 || d.exponent > 22)
        return number_slowly(out, text, length);
    double value = (double)d.mantissa;
    value = d.exponent < 0 ? value / power_of_10[-d.exponent] : value * power_of_10[d.exponent];
    *out = d.negative ? -value : value;
    return 1;
}

int ambit_text_is_not_finite(const char *text, size_t length)
{
    static const char *const words[] = { "nan", "inf", "infinity", "#n/a", "#num!", "#value!", "#div/0!", "#ref!" };
    decimal d;
    trim(&text, &length);
    if (take_apart(&d, text, text + length)) {
        double value;
        return !ambit_text_number(&value, text, length);
    }
    if (length && (*text == '-' || *text == '+')) text++, length--;
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (strlen(words[i]) == length && !strncasecmp(words[i], text, length)) return 1;
    return 0;
}

int ambit_text_is_date(const char *text)
{
    static const char form[] = "dddd-dd-dd";
    static const int days[] = { 31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
    if (strlen(text) != sizeof form - 1) return 0;
    for (size_t i = 0; form[i]; i++)
        if (form[i] == 'd' ? text[i] < '0' || text[i] > '9' : text[i] != form[i]) return 0;
    int year = atoi(text), month = atoi(text + 5), day = atoi(text + 8);
    if (month < 1 || month > 12 || day < 1 || day > days[month - 1]) return 0;
    int leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    return month != 2 || day < 29 || leap;
}

const char *ambit_text_quote(char out[AMBIT_QUOTED], const char *text, size_t length)
{
    enum { SHOWN = 60 };
    const unsigned char *at = (const unsigned char *)text, *end = at + length;
    char *to = out;
    *to++ = '"';
    while (at < end && (at - (const unsigned char *)text) < SHOWN) {
        size_t n = utf8_length(at, (size_t)(end - at));
        if (!n || *at < 0x20 || *at == 0x7F) {
            to += snprintf(to, 5, "\\x%02x", *at++);
            continue;
        }
        memcpy(to, at, n);
        to += n;
        at += n;
    }
    if (at < end) to = stpcpy(to, "...");
    *to++ = '"';
    *to = '\0';
    return out;
}

enum { LONGEST_WORD = 40 };

static char lower(char c)
{
    return (char)(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
}

static unsigned least(unsigned a, unsigned b)
{
    return a < b ? a : b;
}

/* Letters to insert, drop, change or swap with their neighbour until a is b (optimal string alignment). */
static unsigned edits(const char *a, size_t n_a, const char *b, size_t n_b)
{
    unsigned row[3][LONGEST_WORD + 1], *before = row[0], *above = row[1], *now = row[2];
    for (unsigned j = 0; j <= n_b; j++) above[j] = j;
    for (unsigned i = 1; i <= n_a; i++) {
        now[0] = i;
        for (unsigned j = 1; j <= n_b; j++) {
            char x = lower(a[i - 1]), y = lower(b[j - 1]);
            now[j] = least(least(above[j], now[j - 1]) + 1, above[j - 1] + (x != y));
            if (i > 1 && j > 1 && x == lower(b[j - 2]) && lower(a[i - 2]) == y)
                now[j] = least(now[j], before[j - 2] + 1);
        }
        unsigned *free_row = before;
        before = above, above = now, now = free_row;
    }
    return above[n_b];
}

const char *ambit_text_nearest(const char *const *known, uint32_t n_known, const char *text)
{
    size_t length = strlen(text);
    if (!length || length > LONGEST_WORD) return NULL;
    const char *nearest = NULL;
    unsigned best = length <= 1 ? 1 : length <= 3 ? 2 : length <= 7 ? 3 : 4; /* beyond that it is another word */
    for (uint32_t i = 0; i < n_known; i++) {
        size_t n = strlen(known[i]);
        if (n > LONGEST_WORD) continue;
        unsigned distance = edits(text, length, known[i], n);
        if (distance < best) best = distance, nearest = known[i];
    }
    return nearest;
}
