/* geo/format/encoding.h - the letters of a .dbf as UTF-8, through iconv.
 *
 * A .cpg file names the encoding, or the header's language driver (LDID) does, or nobody: then text that is UTF-8 is
 * taken as it is and the rest as Windows-1252, which Latin-1 is a part of. */
#ifndef AMBIT_ENCODING_H
#define AMBIT_ENCODING_H
#include "instances/base/arena.h"
#include <iconv.h>

typedef struct {
    char name[32];  /* as iconv knows it; "" means: guess */
    iconv_t turn;   /* into UTF-8 */
    char turned[1024]; /* no field of a .dbf is wider than 255 bytes */
} ambit_encoding;

/* `cpg` is the text of the .cpg file or NULL. Returns 0, or -1 when iconv does not know the encoding (name says
 * which). */
int ambit_encoding_init(ambit_encoding *encoding, const char *cpg, unsigned ldid);
void ambit_encoding_reset(ambit_encoding *encoding);

/* The text as UTF-8, with *length its new length; borrowed until the next call (or the text itself, if nothing need
 * be done). NULL when the bytes are not of this encoding. A last letter that a field's width has cut in two is dropped.
 * O(length). */
const char *ambit_encoding_turn(ambit_encoding *encoding, const char *text, size_t *length);

/* *out becomes a copy as UTF-8 in the arena. Returns 0; 1 when the bytes are of another encoding; -1 without memory. */
int ambit_encoding_text(ambit_encoding *encoding, const char **out, ambit_arena *arena, const char *text,
        size_t length);

#endif
