/* tools/quota/fairness.c - see fairness.h. */
#include "tools/quota/fairness.h"

#include <math.h>
#include <stdlib.h>

static int ascending(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return x < y ? -1 : x > y;
}

/* Pearson's, of ratio and potential where there is a ratio. */
static double correlate(const double *ratio, const double *potential, uint32_t n, uint32_t n_there, double mean)
{
    double mean_potential = 0, xy = 0, xx = 0, yy = 0;
    for (uint32_t i = 0; i < n; i++)
        if (!isnan(ratio[i])) mean_potential += potential[i] / n_there;
    for (uint32_t i = 0; i < n; i++) {
        if (isnan(ratio[i])) continue;
        double x = ratio[i] - mean, y = potential[i] - mean_potential;
        xy += x * y, xx += x * x, yy += y * y;
    }
    /* What is alike but for rounding does not vary. */
    if (xx <= 1e-24 * mean * mean * n_there || yy <= 1e-24 * mean_potential * mean_potential * n_there) return NAN;
    return xy / sqrt(xx * yy);
}

static void describe(ambit_quota_fairness *out, const double *sorted)
{
    double sum = 0, squares = 0, ranked = 0, n = out->n;
    for (uint32_t k = 0; k < out->n; k++) sum += sorted[k];
    out->mean = sum / n;
    for (uint32_t k = 0; k < out->n; k++) {
        squares += (sorted[k] - out->mean) * (sorted[k] - out->mean);
        ranked += (2 * ((double)k + 1) - n - 1) * sorted[k];
    }
    out->least = sorted[0];
    out->most = sorted[out->n - 1];
    out->cv = sqrt(squares / n) / out->mean;
    out->gini = fmax(0, ranked / (n * sum));
}

int ambit_quota_fairness_of(ambit_quota_fairness *out, double *ratio, const double *quota, const double *potential,
        uint32_t n)
{
    double *sorted = malloc((n ? n : 1) * sizeof *sorted);
    if (!sorted) return -1;
    *out = (ambit_quota_fairness){ 0, NAN, NAN, NAN, NAN, NAN, NAN };
    for (uint32_t i = 0; i < n; i++) {
        ratio[i] = quota[i] > 0 && potential[i] > 0 ? quota[i] / potential[i] : NAN;
        if (!isnan(ratio[i])) sorted[out->n++] = ratio[i];
    }
    qsort(sorted, out->n, sizeof *sorted, ascending);
    if (out->n) {
        describe(out, sorted);
        out->correlation = correlate(ratio, potential, n, out->n, out->mean);
    }
    free(sorted);
    return 0;
}
