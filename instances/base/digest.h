/* instances/base/digest.h - SHA-256 of a file (libmd), as proof of which inputs a plan came from. */
#ifndef AMBIT_DIGEST_H
#define AMBIT_DIGEST_H
#include "instances/base/status.h"

/* Writes 64 hexadecimal digits and a NUL. O(size). */
ambit_status ambit_digest_file(char out[65], const char *path, ambit_error *err);

#endif
