#include "solver/branch/newton.h"

#include <math.h>
#include <stddef.h>

static double dot(const double *a, const double *b, uint32_t n)
{
    double sum[4] = { 0, 0, 0, 0 }; /* four chains: one alone would wait for each addition */
    uint32_t i = 0;
    for (; i + 4 <= n; i += 4)
        for (int j = 0; j < 4; j++) sum[j] += a[i + (uint32_t)j] * b[i + (uint32_t)j];
    for (; i < n; i++) sum[0] += a[i] * b[i];
    return (sum[0] + sum[1]) + (sum[2] + sum[3]);
}

static bool factorise(double *factor, const double *curvature, uint32_t n, double ridge)
{
    for (uint32_t j = 0; j < n; j++) {
        double *row = factor + (size_t)j * n;
        const double *from = curvature + (size_t)j * n;
        for (uint32_t k = 0; k < j; k++) {
            const double *other = factor + (size_t)k * n;
            row[k] = (from[k] - dot(row, other, k)) / other[k];
        }
        double left = from[j] * (1 + 1e-9) + ridge - dot(row, row, j);
        if (!(left > 0)) return false;
        row[j] = sqrt(left);
    }
    return true;
}

bool ambit_newton_step(double *step, const double *curvature, double *factor, const double *gradient, uint32_t n,
                       double ridge)
{
    if (!factorise(factor, curvature, n, ridge)) return false;
    for (uint32_t j = 0; j < n; j++) {
        const double *row = factor + (size_t)j * n;
        step[j] = (gradient[j] - dot(row, step, j)) / row[j];
    }
    for (uint32_t j = n; j-- > 0;) {
        double left = step[j];
        for (uint32_t i = j + 1; i < n; i++) left -= factor[(size_t)i * n + j] * step[i];
        step[j] = left / factor[(size_t)j * n + j];
    }
    return true;
}
