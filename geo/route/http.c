#include "geo/route/http.h"

#include <curl/curl.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static const size_t most_bytes = (size_t)64 << 20; /* of an answer: far more than a table of 10,000 pairs takes */

struct ambit_http {
    ambit_http_manners manners;
    CURL *curl;
    char *body;
    size_t length, room;
    int out_of_memory, too_long;
    char words[CURL_ERROR_SIZE];
};

static size_t keep(char *bytes, size_t size, size_t n, void *context)
{
    ambit_http *http = context;
    n *= size;
    if (n > most_bytes - http->length) {
        http->too_long = 1;
        return 0;
    }
    if (http->length + n + 1 > http->room) {
        size_t room = 2 * (http->length + n) + 4096;
        char *grown = realloc(http->body, room);
        if (!grown) {
            http->out_of_memory = 1;
            return 0;
        }
        http->body = grown;
        http->room = room;
    }
    if (n) memcpy(http->body + http->length, bytes, n);
    http->length += n;
    http->body[http->length] = '\0';
    return n;
}

static int set_up(ambit_http *http)
{
    CURL *c = http->curl;
    long timeout_ms = (long)(1000 * http->manners.timeout_s), connect_ms = timeout_ms / 3 + 1;
    return curl_easy_setopt(c, CURLOPT_ERRORBUFFER, http->words) || curl_easy_setopt(c, CURLOPT_WRITEFUNCTION, keep)
        || curl_easy_setopt(c, CURLOPT_WRITEDATA, http) || curl_easy_setopt(c, CURLOPT_NOSIGNAL, 1L)
        || curl_easy_setopt(c, CURLOPT_PROTOCOLS_STR, "http,https") || curl_easy_setopt(c, CURLOPT_PROXY, "")
        || curl_easy_setopt(c, CURLOPT_FOLLOWLOCATION, 0L) || curl_easy_setopt(c, CURLOPT_TIMEOUT_MS, timeout_ms)
        || curl_easy_setopt(c, CURLOPT_CONNECTTIMEOUT_MS, connect_ms)
        || curl_easy_setopt(c, CURLOPT_USERAGENT, "ambit/" AMBIT_VERSION);
}

ambit_status ambit_http_build(ambit_http **out, ambit_http_manners manners, ambit_error *err)
{
    *out = NULL;
    ambit_http *http = calloc(1, sizeof *http);
    if (!http) return ambit_fail(err, AMBIT_E_MEMORY, "no memory for a connection");
    http->manners = manners;
    if (!(http->curl = curl_easy_init()) || set_up(http)) {
        ambit_http_free(http);
        return ambit_fail(err, AMBIT_E_MEMORY, "no memory for a connection");
    }
    *out = http;
    return AMBIT_OK;
}

void ambit_http_free(ambit_http *http)
{
    if (!http) return;
    curl_easy_cleanup(http->curl);
    free(http->body);
    free(http);
}

/* ---- Questions -------------------------------------------------------------------------------------------------- */

typedef enum { ANSWERED, TRY_AGAIN, GIVE_UP } ending;

static ending try_once(ambit_http_answer *out, ambit_http *http, const char *url, ambit_error *err)
{
    http->length = 0;
    http->words[0] = '\0';
    http->too_long = http->out_of_memory = 0;
    CURLcode code = keep(NULL, 0, 0, http) || http->out_of_memory ? CURLE_OUT_OF_MEMORY
            : curl_easy_setopt(http->curl, CURLOPT_URL, url);
    if (!code) code = curl_easy_perform(http->curl);
    if (code == CURLE_OUT_OF_MEMORY || http->out_of_memory) {
        (void)ambit_fail(err, AMBIT_E_MEMORY, "no memory for the answer of a routing service");
        return GIVE_UP;
    }
    if (code) {
        const char *words = http->words[0] ? http->words : curl_easy_strerror(code);
        (void)ambit_fail(err, AMBIT_E_FILE, "%s", http->too_long ? "the answer is longer than 64 MB" : words);
        int hopeless = http->too_long || code == CURLE_UNSUPPORTED_PROTOCOL || code == CURLE_URL_MALFORMAT;
        return hopeless ? GIVE_UP : TRY_AGAIN;
    }
    *out = (ambit_http_answer){ http->body, http->length, 0 };
    curl_easy_getinfo(http->curl, CURLINFO_RESPONSE_CODE, &out->status);
    if (out->status < 500 && out->status != 429) return ANSWERED;
    (void)ambit_fail(err, AMBIT_E_FILE, "it answers with HTTP status %ld", out->status);
    return TRY_AGAIN;
}

static void pause_for(double s)
{
    struct timespec rest = { (time_t)s, (long)(1e9 * (s - (double)(time_t)s)) };
    nanosleep(&rest, NULL);
}

ambit_status ambit_http_get(ambit_http_answer *out, ambit_http *http, const char *url, ambit_error *err)
{
    ambit_error why = { AMBIT_OK, "" };
    double pause_s = http->manners.pause_s;
    for (int t = 1;; t++, pause_s *= 2) {
        ending end = try_once(out, http, url, &why);
        if (end == ANSWERED) return AMBIT_OK;
        if (end == GIVE_UP) return ambit_fail(err, why.status, "%s", why.text);
        if (t >= http->manners.tries)
            return ambit_fail(err, why.status, "%s (after %d tr%s)", why.text, t, t == 1 ? "y" : "ies");
        pause_for(pause_s);
    }
}
