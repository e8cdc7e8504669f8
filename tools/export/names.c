/* tools/export/names.c - see names.h. */
#include "tools/export/names.h"

#include "instances/base/arena.h"
#include "instances/base/dictionary.h"
#include "instances/base/status.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int is_plain(unsigned char c) { return isascii(c) && isalnum(c); }

void ambit_export_developer_name(char out[AMBIT_DEVELOPER_NAME], const char *id)
{
    size_t n = 0;
    while (*id && !is_plain((unsigned char)*id)) id++;
    if (!isalpha((unsigned char)*id)) n = (size_t)snprintf(out, AMBIT_DEVELOPER_NAME, *id ? "T_" : "T");
    for (; *id && n + 1 < AMBIT_DEVELOPER_NAME; id++) {
        if (is_plain((unsigned char)*id)) out[n++] = *id;
        else if (out[n - 1] != '_') out[n++] = '_';
    }
    while (out[n - 1] == '_') n--;
    out[n] = 0;
}

/* Puts the name, or one with a number, under which nothing stands yet, into `seen` without its case. */
static int settle(char name[AMBIT_DEVELOPER_NAME], ambit_dictionary *seen, ambit_arena *texts)
{
    char stem[AMBIT_DEVELOPER_NAME];
    memcpy(stem, name, AMBIT_DEVELOPER_NAME);
    for (uint32_t k = 2;; k++) {
        char number[16];
        char *lower = ambit_arena_copy(texts, name, strlen(name));
        if (!lower) return -1;
        for (char *c = lower; *c; c++) *c = (char)tolower((unsigned char)*c);
        int is_taken = ambit_dictionary_put(seen, lower, k);
        if (is_taken <= 0) return is_taken;
        size_t n = (size_t)snprintf(number, sizeof number, "_%u", k), room = AMBIT_DEVELOPER_NAME - 1 - n;
        size_t kept = strlen(stem) < room ? strlen(stem) : room;
        while (kept && stem[kept - 1] == '_') kept--;
        snprintf(name, AMBIT_DEVELOPER_NAME, "%.*s%s", (int)kept, stem, number);
    }
}

ambit_status ambit_export_developer_names(char (**out)[AMBIT_DEVELOPER_NAME], const char *const *id, uint32_t n,
        ambit_error *err)
{
    ambit_dictionary seen;
    ambit_arena texts;
    ambit_dictionary_init(&seen);
    ambit_arena_init(&texts);
    char (*name)[AMBIT_DEVELOPER_NAME] = *out = calloc((size_t)n + 1, sizeof *name);
    int failed = !name;
    for (uint32_t i = 0; i < n && !failed; i++) {
        ambit_export_developer_name(name[i], id[i]);
        failed = settle(name[i], &seen, &texts);
    }
    ambit_dictionary_reset(&seen);
    ambit_arena_reset(&texts);
    return failed ? ambit_fail(err, AMBIT_E_MEMORY, "no memory for names of territories") : AMBIT_OK;
}

void ambit_export_write_name(FILE *to, const char *text, size_t most)
{
    size_t characters = 0;
    putc('"', to);
    for (; *text; text++) {
        unsigned char c = (unsigned char)*text;
        if ((c & 0xc0) != 0x80 && ++characters > most) break;
        if (c == '"') putc('"', to);
        putc(c < 0x20 || c == 0x7f ? ' ' : c, to);
    }
    putc('"', to);
}
