/* instances/benchmark/hess_judge.c - districts by the instance's own numbers. Do they hang together? Edges within a
 * district join its units into sets; then every unit must be in the set of its centre. */
#include "instances/benchmark/hess.h"

#include <math.h>
#include <stdlib.h>

/* Decimal fractions add up with an error; so much of a bound, as everywhere in ambit, is granted. */
static const double HELD = 1e-9;

/* The first unit that is with nobody, or with one that is no centre; 0 after its fault. */
static int judge_units(const ambit_hess *hess, const uint32_t *centre, double *cost, char fault[AMBIT_HESS_FAULT])
{
    double sum = 0;
    for (uint32_t u = 0; u < hess->n_units; u++) {
        uint32_t c = centre[u];
        if (c >= hess->n_units) snprintf(fault, AMBIT_HESS_FAULT, "unit %u has no centre", u);
        else if (centre[c] != c)
            snprintf(fault, AMBIT_HESS_FAULT, "unit %u has the centre %u, which is not in its own district", u, c);
        if (fault[0]) return 0;
        double x = hess->x_m[u] - hess->x_m[c], y = hess->y_m[u] - hess->y_m[c];
        double d = floor(sqrt(x * x + y * y) / 1000 + 0.5 + 1e-9); /* a half goes up, whatever its last bits */
        sum += hess->population[u] * d * d;
    }
    *cost = sum / 1e6;
    return 1;
}

static int judge_populations(const ambit_hess *hess, const uint32_t *centre, char fault[AMBIT_HESS_FAULT])
{
    uint32_t n_centres = 0;
    for (uint32_t c = 0; c < hess->n_units; c++) {
        double people = 0;
        if (centre[c] != c) continue;
        n_centres++;
        for (uint32_t u = 0; u < hess->n_units; u++)
            if (centre[u] == c) people += hess->population[u];
        if (people >= hess->lower * (1 - HELD) && people <= hess->upper * (1 + HELD)) continue;
        snprintf(fault, AMBIT_HESS_FAULT, "the district of centre %u has %.12g people, expected %.12g to %.12g", c,
                people, hess->lower, hess->upper);
        return 0;
    }
    if (n_centres == hess->n_districts) return 1;
    snprintf(fault, AMBIT_HESS_FAULT, "there are %u districts, expected %u", n_centres, hess->n_districts);
    return 0;
}

/* The head of u's set; the way to it is halved for the next one who asks. */
static uint32_t head_of(uint32_t *head, uint32_t u)
{
    for (; head[u] != u; u = head[u]) head[u] = head[head[u]];
    return u;
}

static int judge_contiguity(const ambit_hess *hess, const uint32_t *centre, char fault[AMBIT_HESS_FAULT])
{
    uint32_t u = 0, *head = malloc(hess->n_units * sizeof *head);
    if (!head) return -1;
    for (uint32_t v = 0; v < hess->n_units; v++) head[v] = v;
    for (size_t k = 0; k < hess->n_borders; k++) {
        ambit_border b = hess->border[k];
        if (centre[b.a] == centre[b.b]) head[head_of(head, b.a)] = head_of(head, b.b);
    }
    while (u < hess->n_units && head_of(head, u) == head_of(head, centre[u])) u++;
    free(head);
    if (u == hess->n_units) return 1;
    snprintf(fault, AMBIT_HESS_FAULT, "unit %u does not hang together with its centre %u", u, centre[u]);
    return 0;
}

int ambit_hess_judge(const ambit_hess *hess, const uint32_t *centre, double *cost, char fault[AMBIT_HESS_FAULT])
{
    *cost = 0, fault[0] = 0;
    if (!judge_units(hess, centre, cost, fault) || !judge_populations(hess, centre, fault)) return 0;
    return hess->contiguous ? judge_contiguity(hess, centre, fault) : 1;
}
