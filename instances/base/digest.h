/* instances/base/digest.h - SHA-256 (libmd) of a file, as proof of which inputs a plan came from, and of bytes. */
#ifndef AMBIT_DIGEST_H
#define AMBIT_DIGEST_H
#include "instances/base/status.h"

/* Writes 64 hexadecimal digits and a NUL. O(size). */
ambit_status ambit_digest_file(char out[65], const char *path, ambit_error *err);

/* The same of `size` bytes. */
void ambit_digest_bytes(char out[65], const void *bytes, size_t size);

#endif
