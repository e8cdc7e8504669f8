/* tests/tools/round_trip.h - a short round trip through places: the nearest next, then 2-opt and Or-opt until neither
 * helps (Croes 1958, doi:10.1287/opre.6.6.791; Or 1976; neighbour lists as Johnson and McGeoch 1997 have them).
 *
 * Within some 5 % of the best, which is what an estimate is held against. Places are rows of a table of distances. */
#ifndef AMBIT_TEST_ROUND_TRIP_H
#define AMBIT_TEST_ROUND_TRIP_H
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum { TRIP_NEAR = 10 };

typedef struct {
    uint32_t n;
    const double *km;  /* [n * n] */
    uint32_t *tour, *place_of, *near; /* near: [n * TRIP_NEAR] */
} trip;

static inline double leg(const trip *t, uint32_t a, uint32_t b) { return t->km[(size_t)a * t->n + b]; }
static inline uint32_t after(const trip *t, uint32_t a) { return t->tour[(t->place_of[a] + 1) % t->n]; }
static inline uint32_t before(const trip *t, uint32_t a) { return t->tour[(t->place_of[a] + t->n - 1) % t->n]; }

static inline void put_stop(trip *t, uint32_t at, uint32_t stop)
{
    t->tour[at % t->n] = stop;
    t->place_of[stop] = at % t->n;
}

/* Turns the stops from place i over `count` of them around. */
static inline void turn_around(trip *t, uint32_t i, uint32_t count)
{
    for (uint32_t k = 0; k < count / 2; k++) {
        uint32_t a = t->tour[(i + k) % t->n], b = t->tour[(i + count - 1 - k) % t->n];
        put_stop(t, i + k, b);
        put_stop(t, i + count - 1 - k, a);
    }
}

static inline void list_near(trip *t)
{
    for (uint32_t a = 0; a < t->n; a++) {
        uint32_t *list = t->near + (size_t)a * TRIP_NEAR, n = 0;
        for (uint32_t b = 0; b < t->n; b++) {
            if (b == a || (n == TRIP_NEAR && leg(t, a, b) >= leg(t, a, list[n - 1]))) continue;
            uint32_t k = n < TRIP_NEAR ? n++ : n - 1;
            for (; k > 0 && leg(t, a, list[k - 1]) > leg(t, a, b); k--) list[k] = list[k - 1];
            list[k] = b;
        }
        while (n < TRIP_NEAR) list[n++] = a;
    }
}

static inline void begin_nearest(trip *t)
{
    for (uint32_t k = 0; k < t->n; k++) put_stop(t, k, k);
    for (uint32_t k = 1; k < t->n; k++) {
        uint32_t best = k;
        for (uint32_t j = k + 1; j < t->n; j++)
            if (leg(t, t->tour[k - 1], t->tour[j]) < leg(t, t->tour[k - 1], t->tour[best])) best = j;
        uint32_t swap = t->tour[best];
        put_stop(t, best, t->tour[k]);
        put_stop(t, k, swap);
    }
}

/* Exchanges the legs after a and after b for a-b and those behind them. */
static inline int two_opt(trip *t, uint32_t a)
{
    uint32_t c = after(t, a);
    for (int k = 0; k < TRIP_NEAR; k++) {
        uint32_t b = t->near[(size_t)a * TRIP_NEAR + (size_t)k], d = after(t, b);
        if (leg(t, a, b) >= leg(t, a, c)) return 0;
        if (b == a || b == c || d == a || leg(t, a, b) + leg(t, c, d) >= leg(t, a, c) + leg(t, b, d) - 1e-9) continue;
        turn_around(t, t->place_of[c], (t->place_of[b] + t->n - t->place_of[c]) % t->n + 1);
        return 1;
    }
    return 0;
}

/* Moves `length` stops from a on between b and the stop after it, either way round. */
static inline int or_opt(trip *t, uint32_t a, uint32_t length)
{
    const uint32_t from = t->place_of[a], n = t->n;
    if (n < length + 3) return 0;
    uint32_t z = t->tour[(from + length - 1) % n], p = before(t, a), q = after(t, z);
    double gain = leg(t, p, a) + leg(t, z, q) - leg(t, p, q);
    for (int k = 0; k < 2 * TRIP_NEAR; k++) {
        uint32_t end = k % 2 ? z : a, b = t->near[(size_t)end * TRIP_NEAR + (size_t)k / 2];
        uint32_t ahead = (t->place_of[b] + n - from) % n; /* of a, along the tour */
        if (ahead < length || b == p) continue;
        uint32_t d = after(t, b);
        double forth = leg(t, b, a) + leg(t, z, d), back = leg(t, b, z) + leg(t, a, d);
        double cost = (forth < back ? forth : back) - leg(t, b, d);
        if (cost >= gain - 1e-9) continue;
        /* Three turns move it: all up to b, then both parts back as they were, the moved one as is cheaper. */
        turn_around(t, from, ahead + 1);
        turn_around(t, from, ahead + 1 - length);
        if (forth < back) turn_around(t, from + ahead + 1 - length, length);
        return 1;
    }
    return 0;
}

/* The length of a round trip through all n places; 0 without any. */
static inline double round_trip_km(const double *km, uint32_t n)
{
    trip t = { n, km, malloc((n + 1) * sizeof(uint32_t)), malloc((n + 1) * sizeof(uint32_t)),
        malloc(((size_t)n + 1) * TRIP_NEAR * sizeof(uint32_t)) };
    double sum = 0;
    list_near(&t);
    begin_nearest(&t);
    for (int better = n > 3; better;) {
        better = 0;
        for (uint32_t a = 0; a < n; a++) {
            better |= two_opt(&t, a);
            for (uint32_t length = 1; length <= 3; length++) better |= or_opt(&t, a, length);
        }
    }
    for (uint32_t k = 0; k < n; k++) sum += leg(&t, t.tour[k], t.tour[(k + 1) % n]);
    free(t.tour), free(t.place_of), free(t.near);
    return sum;
}

#endif
