#include "tools/report/policy.h"

#include <sha2.h>
#include <stdint.h>

/* Base64 of a SHA-256: 43 digits and one '='. */
static void write_base64(FILE *to, const uint8_t digest[static SHA256_DIGEST_LENGTH])
{
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    for (int i = 0; i < SHA256_DIGEST_LENGTH; i += 3) {
        uint32_t last = i + 2 < SHA256_DIGEST_LENGTH ? digest[i + 2] : 0;
        uint32_t three = (uint32_t)digest[i] << 16 | (uint32_t)digest[i + 1] << 8 | last;
        for (int shift = 18; shift > 0; shift -= 6) putc(digits[three >> shift & 63], to);
        putc(i + 2 < SHA256_DIGEST_LENGTH ? digits[three & 63] : '=', to);
    }
}

static void write_sources(FILE *to, ambit_part_fn *part_at, ambit_part_kind kind)
{
    ambit_part part;
    for (size_t i = 0; part_at(&part, i); i++) {
        if (part.kind != kind) continue;
        uint8_t digest[SHA256_DIGEST_LENGTH];
        SHA2_CTX context;
        SHA256Init(&context);
        SHA256Update(&context, (const uint8_t *)part.text, part.length);
        SHA256Final(digest, &context);
        fputs(" 'sha256-", to);
        write_base64(to, digest);
        putc('\'', to);
    }
}

void ambit_policy_write_of(FILE *to, ambit_part_fn *part_at)
{
    fputs("default-src 'none'; script-src", to);
    write_sources(to, part_at, AMBIT_PART_SCRIPT);
    fputs("; style-src", to);
    write_sources(to, part_at, AMBIT_PART_STYLE);
    fputs("; base-uri 'none'; form-action 'none'", to);
}

void ambit_policy_write(FILE *to) { ambit_policy_write_of(to, ambit_part_at); }
