#include "geo/format/encoding.h"
#include "instances/base/text.h"

#include <ctype.h>
#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define NOT_OPEN ((iconv_t)-1)

/* Language drivers of the dBASE and FoxPro headers and their Windows or DOS code pages. 87 ("ANSI") is what writers put
 * that think of no encoding at all, so it is left to the guess. */
static const struct { unsigned char ldid; unsigned short page; } drivers[] = {
    { 0x01, 437 }, { 0x02, 850 }, { 0x03, 1252 }, { 0x08, 865 }, { 0x09, 437 }, { 0x0A, 850 }, { 0x0B, 437 },
    { 0x0D, 437 }, { 0x0E, 850 }, { 0x0F, 437 }, { 0x10, 850 }, { 0x11, 437 }, { 0x12, 850 }, { 0x13, 932 },
    { 0x14, 850 }, { 0x15, 437 }, { 0x16, 850 }, { 0x17, 865 }, { 0x18, 437 }, { 0x19, 437 }, { 0x1A, 850 },
    { 0x1B, 437 }, { 0x1C, 863 }, { 0x1D, 850 }, { 0x1F, 852 }, { 0x22, 852 }, { 0x23, 852 }, { 0x24, 860 },
    { 0x25, 850 }, { 0x26, 866 }, { 0x37, 850 }, { 0x40, 852 }, { 0x4D, 936 }, { 0x4E, 949 }, { 0x4F, 950 },
    { 0x50, 874 }, { 0x58, 1252 }, { 0x59, 1252 }, { 0x64, 852 }, { 0x65, 866 }, { 0x66, 865 }, { 0x67, 861 },
    { 0x6A, 737 }, { 0x6B, 857 }, { 0x6C, 863 }, { 0x78, 950 }, { 0x79, 949 }, { 0x7A, 936 }, { 0x7B, 932 },
    { 0x7C, 874 }, { 0x86, 737 }, { 0x87, 852 }, { 0x88, 857 }, { 0xC8, 1250 }, { 0xC9, 1251 }, { 0xCA, 1254 },
    { 0xCB, 1253 }, { 0xCC, 1257 },
};

/* The words of a .cpg in capitals and without spaces, so that "ISO 88591" and "utf-8" become names of iconv. */
static void tidy(char out[32], const char *cpg)
{
    size_t n = 0;
    for (; *cpg && *cpg != '\r' && *cpg != '\n' && n < 31; cpg++) {
        unsigned char c = (unsigned char)*cpg;
        if (isalnum(c) || c == '-' || c == '_' || c == '.') out[n++] = (char)toupper(c);
    }
    out[n] = '\0';
}

static void name_of_cpg(char out[32], const char *cpg)
{
    char word[32];
    tidy(word, cpg);
    const char *digits = word;
    if (!strncmp(word, "ANSI", 4)) digits += 4;
    else if (!strncmp(word, "OEM", 3)) digits += 3;
    size_t n = strlen(digits);
    if (n == 0) { /* "ANSI" alone: whichever it was on the machine that wrote it */
        out[0] = '\0';
        return;
    }
    int is_number = strspn(digits, "0123456789") == n;
    if (is_number && !strcmp(digits, "65001")) snprintf(out, 32, "UTF-8");
    else if (is_number && !strncmp(digits, "8859", 4) && n > 4) snprintf(out, 32, "ISO-8859-%.4s", digits + 4);
    else if (is_number) snprintf(out, 32, "CP%.24s", digits);
    else snprintf(out, 32, "%s", word);
}

int ambit_encoding_init(ambit_encoding *encoding, const char *cpg, unsigned ldid)
{
    *encoding = (ambit_encoding){ .name = "", .turn = NOT_OPEN };
    if (cpg) name_of_cpg(encoding->name, cpg);
    for (size_t i = 0; !encoding->name[0] && i < sizeof drivers / sizeof *drivers; i++)
        if (drivers[i].ldid == ldid) snprintf(encoding->name, sizeof encoding->name, "CP%d", drivers[i].page);
    encoding->turn = iconv_open("UTF-8", encoding->name[0] ? encoding->name : "CP1252");
    return encoding->turn == NOT_OPEN ? -1 : 0;
}

void ambit_encoding_reset(ambit_encoding *encoding)
{
    if (encoding->turn != NOT_OPEN) iconv_close(encoding->turn);
    encoding->turn = NOT_OPEN;
}

static int is_ascii(const char *text, size_t length)
{
    for (size_t i = 0; i < length; i++)
        if (text[i] & 0x80) return 0;
    return 1;
}

const char *ambit_encoding_turn(ambit_encoding *encoding, const char *text, size_t *length)
{
    if (is_ascii(text, *length)) return text;
    if (!encoding->name[0] && ambit_text_is_utf8(text, *length)) return text;
    char *from = (char *)(uintptr_t)text, *to = encoding->turned; /* iconv only reads through `from` */
    size_t left = *length, room = sizeof encoding->turned - 1;
    if (*length > sizeof encoding->turned / 4 - 1) return NULL;
    iconv(encoding->turn, NULL, NULL, NULL, NULL);
    size_t answer = iconv(encoding->turn, &from, &left, &to, &room);
    if (answer == (size_t)-1 && errno != EINVAL) return NULL;
    *to = '\0';
    *length = (size_t)(to - encoding->turned);
    return encoding->turned;
}

int ambit_encoding_text(ambit_encoding *encoding, const char **out, ambit_arena *arena, const char *text, size_t length)
{
    const char *turned = ambit_encoding_turn(encoding, text, &length);
    *out = NULL;
    if (!turned) return 1;
    *out = ambit_arena_copy(arena, turned, length);
    return *out ? 0 : -1;
}
