/* tools/quota/level.c - see level.h. */
#include "tools/quota/level.h"

#include <math.h>
#include <stdlib.h>

static double at(double q, double low, double high, double factor) { return fmin(high, fmax(low, q * factor)); }

static int ascending(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return x < y ? -1 : x > y;
}

typedef struct { const double *q, *low, *high; uint32_t n; } bounded;

static double sum_at(const bounded *b, double factor)
{
    double sum = 0;
    for (uint32_t i = 0; i < b->n; i++) sum += at(b->q[i], b->low[i], b->high[i], factor);
    return sum;
}

/* The factor with which the sum is `total`: between two neighbouring breaks, where the sum is a straight line. */
static double solve(const bounded *b, const double *breaks, uint32_t n_breaks, double total)
{
    uint32_t below = 0, above = n_breaks; /* sum(breaks[below]) <= total; above: beyond it */
    while (above - below > 1) {
        uint32_t middle = below + (above - below) / 2;
        if (sum_at(b, breaks[middle]) <= total) below = middle;
        else above = middle;
    }
    double from = breaks[below], slope = 0, sum = sum_at(b, from);
    for (uint32_t i = 0; i < b->n; i++)
        if (b->q[i] * from >= b->low[i] && b->q[i] * from < b->high[i]) slope += b->q[i];
    return slope > 0 ? from + (total - sum) / slope : from;
}

int ambit_quota_level(ambit_quota_leveling *out, double *x, const double *q, const double *low, const double *high,
        uint32_t n, double total)
{
    const bounded b = { q, low, high, n };
    double *breaks = malloc((2 * (size_t)n + 1) * sizeof *breaks);
    uint32_t n_breaks = 0;
    if (!breaks) return -1;
    *out = (ambit_quota_leveling){ 1, 0, 0, 0 };
    breaks[n_breaks++] = 0;
    for (uint32_t i = 0; i < n; i++) {
        double most = q[i] > 0 ? high[i] : low[i]; /* who has nothing to grow from stays */
        out->low += low[i], out->high += most;
        if (!(q[i] > 0)) continue;
        breaks[n_breaks++] = low[i] / q[i];
        if (isfinite(high[i])) breaks[n_breaks++] = high[i] / q[i];
    }
    qsort(breaks, n_breaks, sizeof *breaks, ascending);
    if (total < out->low) out->missing = total - out->low;
    if (total > out->high) out->missing = total - out->high;
    out->factor = total <= out->low ? 0 : total >= out->high ? INFINITY : solve(&b, breaks, n_breaks, total);
    for (uint32_t i = 0; i < n; i++)
        x[i] = !(q[i] > 0) ? low[i] : isinf(out->factor) ? high[i] : at(q[i], low[i], high[i], out->factor);
    free(breaks);
    return 0;
}
