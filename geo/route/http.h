/* geo/route/http.h - one question to a web service, through libcurl; no other file includes its header.
 *
 * Only the address that is named is asked: no proxy, no redirection, nothing but http and https. What may pass (no
 * connection, a timeout, a broken answer, 429, 5xx) is tried again after pauses that double. */
#ifndef AMBIT_ROUTE_HTTP_H
#define AMBIT_ROUTE_HTTP_H
#include "instances/base/status.h"

typedef struct {
    double timeout_s; /* of one try; connecting may take a third of it */
    int tries;        /* at least 1 */
    double pause_s;   /* before the second try, twice as long before each further one */
} ambit_http_manners;

typedef struct ambit_http ambit_http;

ambit_status ambit_http_build(ambit_http **out, ambit_http_manners manners, ambit_error *err);
void ambit_http_free(ambit_http *http); /* NULL is fine */

/* The body of the answer (NUL-terminated, the connection's, until the next question) and its HTTP status, which is
 * below 500 and not 429. Errors: AMBIT_E_FILE with what went wrong at last; AMBIT_E_MEMORY. */
typedef struct { const char *body; size_t length; long status; } ambit_http_answer;
ambit_status ambit_http_get(ambit_http_answer *out, ambit_http *http, const char *url, ambit_error *err);

#endif
