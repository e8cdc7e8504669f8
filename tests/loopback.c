#include "tests/loopback.h"
#include "geo/earth/distance.h"

#include <arpa/inet.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { MOST_PLACES = 400, ROOM = 1 << 20 };

struct loopback {
    const char *fate;
    int listener;
    pthread_t thread;
    char url[64];
    atomic_uint n_requests, most_places;
    atomic_int is_closing;
    char *answer; /* [ROOM] */
};

typedef struct {
    uint32_t n, n_from, n_to, from[MOST_PLACES], to[MOST_PLACES];
    double lon[MOST_PLACES], lat[MOST_PLACES];
} question;

double loopback_seconds(double lon1, double lat1, double lon2, double lat2)
{
    if (lat1 > 80 || lat2 > 80) return (double)NAN;
    double km = ambit_distance_km(ambit_direction_of(lon1, lat1), ambit_direction_of(lon2, lat2));
    return 60 * km + (lon2 > lon1 ? 60 : 0);
}

/* ---- Questions and answers -------------------------------------------------------------------------------------- */

static uint32_t read_list(uint32_t *list, const char *url, const char *key)
{
    uint32_t n = 0;
    const char *at = strstr(url, key);
    char *end = at ? (char *)(uintptr_t)at + strlen(key) : NULL;
    while (end && n < MOST_PLACES) {
        list[n++] = (uint32_t)strtoul(end, &end, 10);
        end = *end == ';' ? end + 1 : NULL;
    }
    return n;
}

/* 0 when it is no question of a table. */
static int read_question(question *q, const char *request)
{
    const char prefix[] = "GET /table/v1/driving/";
    if (strncmp(request, prefix, sizeof prefix - 1)) return 0;
    char *at = (char *)(uintptr_t)request + sizeof prefix - 1;
    for (q->n = 0; q->n < MOST_PLACES; q->n++, at++) {
        q->lon[q->n] = strtod(at, &at);
        if (*at++ != ',') return 0;
        q->lat[q->n] = strtod(at, &at);
        if (*at != ';') break;
    }
    q->n++;
    q->n_from = read_list(q->from, at, "sources=");
    q->n_to = read_list(q->to, at, "destinations=");
    return q->n_from && q->n_to;
}

static void write_table(FILE *to, const question *q, char fate)
{
    fputs("{\"code\":\"Ok\",\"durations\":[", to);
    for (uint32_t i = 0; i + (fate == 'r') < q->n_from; i++) {
        fputs(i ? ",[" : "[", to);
        for (uint32_t k = 0; k + (fate == 'w') < q->n_to; k++) {
            uint32_t a = q->from[i], b = q->to[k];
            double s = loopback_seconds(q->lon[a], q->lat[a], q->lon[b], q->lat[b]);
            if (k) putc(',', to);
            if (isnan(s)) fputs("null", to);
            else fprintf(to, "%.1f", fate == 'n' ? -s - 1 : s);
        }
        putc(']', to);
    }
    fputs("]}", to);
}

/* The body; returns the HTTP status. */
static int write_body(FILE *to, const question *q, int is_sound, char fate)
{
    if (fate == '5') fputs("oh dear", to);
    else if (fate == 'm') return 302;
    else if (fate == '4') fputs("{\"code\":\"TooBig\",\"message\":\"Too many table coordinates\"}", to);
    else if (fate == 'g') fputs("<html>no map here</html>", to);
    else if (fate == 'o') fputs("{\"durations\":[]}", to);
    else if (!is_sound) fputs("{\"code\":\"InvalidQuery\",\"message\":\"Query string malformed\"}", to);
    else write_table(to, q, fate);
    return fate == '5' ? 500 : fate == '4' || !is_sound ? 400 : 200;
}

static void send_all(int to, const char *bytes, size_t n)
{
    for (ssize_t sent; n && (sent = send(to, bytes, n, MSG_NOSIGNAL)) > 0; bytes += sent) n -= (size_t)sent;
}

static void answer(loopback *server, int client, const char *request)
{
    static const char *const moved = "Location: file:///etc/hostname\r\n";
    question q;
    char head[200], *body = server->answer;
    const uint32_t turn = server->n_requests, last = (uint32_t)strlen(server->fate) - 1;
    const char fate = server->fate[turn < last ? turn : last];
    int is_sound = read_question(&q, request);
    FILE *to = fmemopen(body, ROOM, "w");
    int status = write_body(to, &q, is_sound, fate);
    size_t n = (size_t)ftell(to);
    fclose(to);
    if (is_sound && q.n > server->most_places) server->most_places = q.n;
    server->n_requests++;
    if (fate == 's') nanosleep(&(struct timespec){ 0, 600000000 }, NULL);
    if (fate == 'c') return;
    snprintf(head, sizeof head, "HTTP/1.1 %d Word\r\nConnection: close\r\nContent-Length: %zu\r\n%s\r\n", status, n,
            status == 302 ? moved : "");
    send_all(client, head, strlen(head));
    send_all(client, body, fate == 't' ? n / 2 : n);
}

/* ---- The server ------------------------------------------------------------------------------------------------- */

static void serve(loopback *server, int client)
{
    static _Thread_local char request[1 << 16];
    size_t n = 0;
    for (ssize_t got; n < sizeof request - 1; n += (size_t)got) {
        if ((got = recv(client, request + n, sizeof request - 1 - n, 0)) <= 0) return;
        request[n + (size_t)got] = '\0';
        if (strstr(request, "\r\n\r\n")) break;
    }
    answer(server, client, request);
}

static void *run(void *context)
{
    loopback *server = context;
    while (!server->is_closing) {
        int client = accept(server->listener, NULL, NULL);
        if (client < 0) break;
        if (!server->is_closing) serve(server, client);
        close(client);
    }
    return NULL;
}

static void give_up(const char *what)
{
    perror(what);
    exit(1);
}

loopback *loopback_open(const char *fate)
{
    loopback *server = calloc(1, sizeof *server);
    struct sockaddr_in at = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
    socklen_t size = sizeof at;
    if (!server || !(server->answer = malloc(ROOM))) give_up("loopback");
    server->fate = fate;
    server->listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (server->listener < 0 || bind(server->listener, (struct sockaddr *)&at, size) || listen(server->listener, 8)
        || getsockname(server->listener, (struct sockaddr *)&at, &size)) give_up("loopback");
    snprintf(server->url, sizeof server->url, "http://127.0.0.1:%d", ntohs(at.sin_port));
    if (pthread_create(&server->thread, NULL, run, server)) give_up("loopback");
    return server;
}

void loopback_close(loopback *server)
{
    server->is_closing = 1;
    shutdown(server->listener, SHUT_RDWR); /* accept ends */
    pthread_join(server->thread, NULL);
    close(server->listener);
    free(server->answer);
    free(server);
}

const char *loopback_url(const loopback *server) { return server->url; }
uint32_t loopback_n_requests(const loopback *server) { return server->n_requests; }
uint32_t loopback_most_places(const loopback *server) { return server->most_places; }
