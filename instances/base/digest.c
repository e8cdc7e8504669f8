#include "instances/base/digest.h"

#include <errno.h>
#include <sha2.h>
#include <stdio.h>
#include <string.h>

static void write_sum(char out[65], SHA2_CTX *context)
{
    uint8_t sum[SHA256_DIGEST_LENGTH];
    SHA256Final(sum, context);
    for (size_t i = 0; i < sizeof sum; i++) snprintf(out + 2 * i, 3, "%02x", sum[i]);
}

void ambit_digest_bytes(char out[65], const void *bytes, size_t size)
{
    SHA2_CTX context;
    SHA256Init(&context);
    SHA256Update(&context, bytes, size);
    write_sum(out, &context);
}

/* Not SHA256File: it hides which of open and read failed, and why. */
ambit_status ambit_digest_file(char out[65], const char *path, ambit_error *err)
{
    out[0] = '\0';
    FILE *file = fopen(path, "rb");
    if (!file) return ambit_fail(err, AMBIT_E_FILE, "%s: cannot be opened: %s", path, strerror(errno));
    SHA2_CTX context;
    SHA256Init(&context);
    uint8_t buffer[1 << 14];
    for (size_t n; (n = fread(buffer, 1, sizeof buffer, file)) > 0;) SHA256Update(&context, buffer, n);
    int failed = ferror(file) ? errno : 0;
    fclose(file);
    if (failed) return ambit_fail(err, AMBIT_E_FILE, "%s: cannot be read: %s", path, strerror(failed));
    write_sum(out, &context);
    return AMBIT_OK;
}
