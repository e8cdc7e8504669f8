/* tools/quota/luck.c - see luck.h. */
#include "tools/quota/luck.h"

#include "instances/base/rng.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { CLASSES = 1 << 16, NEWTON_STEPS = 6 };

/* ---- Lognormal --------------------------------------------------------------------------------------------------- */

/* The quantiles of the normal distribution in the middles of the classes above the median, each found from the one
 * before by Newton's steps on the distribution function. */
static void find_quantiles(double quantile[CLASSES / 2])
{
    const double density = 1 / sqrt(2 * M_PI);
    double z = 0;
    for (int k = 0; k < CLASSES / 2; k++) {
        double beyond = 0.5 - (k + 0.5) / CLASSES; /* the probability above */
        for (int step = 0; step < NEWTON_STEPS; step++)
            z += (0.5 * erfc(z * M_SQRT1_2) - beyond) / (density * exp(-0.5 * z * z));
        quantile[k] = z;
    }
}

/* The classes' mean is made 1 exactly: it is what plans are compared by. */
static void fill_table(double table[CLASSES], double cv)
{
    const double spread = sqrt(log1p(cv * cv)); /* of the logarithm */
    double sum = 0;
    find_quantiles(table + CLASSES / 2);
    for (int k = 0; k < CLASSES / 2; k++) {
        double z = table[CLASSES / 2 + k];
        table[CLASSES / 2 + k] = exp(spread * z);
        table[CLASSES / 2 - 1 - k] = exp(-spread * z);
    }
    for (int k = 0; k < CLASSES; k++) sum += table[k];
    for (int k = 0; k < CLASSES; k++) table[k] *= CLASSES / sum;
}

int ambit_luck_init(ambit_luck *out, ambit_quota_luck kind, double cv)
{
    *out = (ambit_luck){ .kind = kind };
    if (!(cv > 0)) return 0;
    if (kind == AMBIT_LUCK_GAMMA) {
        out->shape = 1 / (cv * cv);
        return 0;
    }
    if (!(out->table = malloc(CLASSES * sizeof *out->table))) return -1;
    fill_table(out->table, cv);
    return 0;
}

void ambit_luck_reset(ambit_luck *luck)
{
    free(luck->table);
    luck->table = NULL;
}

static void draw_classes(double *value, uint32_t n, const double *table, ambit_rng *rng)
{
    uint32_t d = 0;
    for (; d + 4 <= n; d += 4) {
        uint64_t word = ambit_rng_next(rng);
        value[d] = table[word & 0xffff];
        value[d + 1] = table[word >> 16 & 0xffff];
        value[d + 2] = table[word >> 32 & 0xffff];
        value[d + 3] = table[word >> 48];
    }
    for (uint64_t word = ambit_rng_next(rng); d < n; d++, word >>= 16) value[d] = table[word & 0xffff];
}

/* ---- Gamma ------------------------------------------------------------------------------------------------------- */

/* Two normal numbers at a time (Marsaglia and Bray 1964, doi:10.1137/1006063); the second waits. */
typedef struct { ambit_rng rng; double spare; int has_spare; } source;

static double normal(source *s)
{
    double u, v, q;
    if (s->has_spare) {
        s->has_spare = 0;
        return s->spare;
    }
    do {
        u = 2 * ambit_rng_unit(&s->rng) - 1, v = 2 * ambit_rng_unit(&s->rng) - 1;
        q = u * u + v * v;
    } while (q >= 1 || q == 0);
    double scale = sqrt(-2 * log(q) / q);
    s->spare = v * scale, s->has_spare = 1;
    return u * scale;
}

/* Of the given shape and mean 1 (Marsaglia and Tsang 2000, doi:10.1145/358407.358414); a shape below 1 is lifted by
 * one and brought back by a power. */
static double gamma_unit(source *s, double shape)
{
    double lifted = shape < 1 ? shape + 1 : shape, d = lifted - 1.0 / 3, c = 1 / sqrt(9 * d), x, v;
    for (;;) {
        do x = normal(s), v = 1 + c * x;
        while (v <= 0);
        v = v * v * v;
        double u = 1 - ambit_rng_unit(&s->rng); /* above 0 */
        if (log(u) < 0.5 * x * x + d - d * v + d * log(v)) break;
    }
    double drawn = d * v;
    if (shape < 1) drawn *= pow(1 - ambit_rng_unit(&s->rng), 1 / shape);
    return drawn / shape;
}

void ambit_luck_draw(double *value, uint32_t n, const ambit_luck *luck, uint64_t seed, uint64_t stream)
{
    source s = { .rng = ambit_rng_of(seed, stream) };
    if (luck->table) draw_classes(value, n, luck->table, &s.rng);
    else for (uint32_t d = 0; d < n; d++) value[d] = luck->shape > 0 ? gamma_unit(&s, luck->shape) : 1;
}

/* ---- Ranks ------------------------------------------------------------------------------------------------------- */

/* Positive doubles are in the order of their bits, so the leading ones make a histogram whose classes are 0.4 % of
 * their value wide; 32 octaves above the least value are more than any year sees, and what is beyond shares the
 * last class. */
enum { SHIFT = 44, BINS = 1 << 13 };

uint32_t ambit_luck_bin(double value)
{
    uint64_t bits;
    memcpy(&bits, &value, sizeof bits);
    return (uint32_t)(bits >> SHIFT);
}

static int ascending(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return x < y ? -1 : x > y;
}

void ambit_luck_sort(double *value, uint64_t n) { qsort(value, n, sizeof *value, ascending); }

/* Sorts the values of class `bin` into `held`. */
static void gather(double *held, const double *value, const uint16_t *bin_of, uint32_t n, uint32_t bin)
{
    uint32_t n_held = 0;
    for (uint32_t d = 0; d < n; d++)
        if (bin_of[d] == bin) held[n_held++] = value[d];
    ambit_luck_sort(held, n_held);
}

int ambit_luck_ranks(double *out, const double *value, uint32_t n, const uint32_t *rank, uint32_t n_ranks)
{
    uint32_t count[BINS] = { 0 }, base = UINT32_MAX, bin = 0, before = 0, gathered = BINS;
    uint16_t *bin_of = malloc((n + (size_t)1) * sizeof *bin_of);
    double *held = malloc((n + (size_t)1) * sizeof *held);
    int sound = bin_of && held;
    double least = INFINITY;
    for (uint32_t d = 0; d < n; d++) least = fmin(least, value[d]);
    base = ambit_luck_bin(least);
    for (uint32_t d = 0; sound && d < n; d++) {
        uint32_t at = ambit_luck_bin(value[d]) - base;
        bin_of[d] = (uint16_t)(at < BINS ? at : BINS - 1);
        count[bin_of[d]]++;
    }
    for (uint32_t k = 0; sound && k < n_ranks; k++) {
        for (; bin + 1 < BINS && before + count[bin] <= rank[k]; bin++) before += count[bin];
        if (bin != gathered) gather(held, value, bin_of, n, gathered = bin);
        out[k] = held[rank[k] - before];
    }
    free(bin_of);
    free(held);
    return sound ? 0 : -1;
}
