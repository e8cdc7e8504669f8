/* tools/quota/attainment.c - see attainment.h. */
#include "tools/quota/attainment.h"

#include "instances/base/rng.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

const double ambit_quota_band_from[AMBIT_QUOTA_BANDS] = { 0, 0.5, 0.8, 1, 1.2 };

/* Reps are taken in blocks of this size, and blocks added up in order, whatever the number of threads. */
enum { BLOCK = 32, MARKET_STREAM = 0, FIRST_GROUP_STREAM = 1 };
static const uint64_t first_rep_stream = (uint64_t)1 << 33;

/* ---- Drawing ---------------------------------------------------------------------------------------------------- */

/* Two normal numbers at a time (Marsaglia and Bray 1964, doi:10.1137/1006063); the second waits. */
typedef struct { ambit_rng rng; double spare; int has_spare; } source;

static source source_of(uint64_t seed, uint64_t stream) { return (source){ ambit_rng_of(seed, stream), 0, 0 }; }

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

/* A positive number of mean 1 with the given coefficient of variation. */
typedef struct { ambit_quota_luck kind; double a, b; } law;

static law law_of(ambit_quota_luck kind, double cv)
{
    if (!(cv > 0)) return (law){ AMBIT_LUCK_LOGNORMAL, 0, 0 };
    if (kind == AMBIT_LUCK_GAMMA) return (law){ kind, 1 / (cv * cv), 0 };
    double variance = log1p(cv * cv); /* of the logarithm */
    return (law){ kind, -variance / 2, sqrt(variance) };
}

static double draw(source *s, law of)
{
    if (of.kind == AMBIT_LUCK_GAMMA) return gamma_unit(s, of.a);
    return of.b > 0 ? exp(of.a + of.b * normal(s)) : 1;
}

/* shock[draw * n_groups + g]: market and manager together; NULL without memory. */
static double *draw_shocks(const ambit_quota_odds *odds)
{
    double *shock = calloc((size_t)odds->draws * odds->n_groups + 1, sizeof *shock);
    if (!shock) return NULL;
    source market = source_of(odds->seed, MARKET_STREAM);
    law all = law_of(AMBIT_LUCK_LOGNORMAL, odds->market_cv), one = law_of(AMBIT_LUCK_LOGNORMAL, odds->group_cv);
    for (uint32_t d = 0; d < odds->draws; d++) {
        double common = draw(&market, all);
        for (uint32_t g = 0; g < odds->n_groups; g++) shock[(size_t)d * odds->n_groups + g] = common;
    }
    for (uint32_t g = 0; g < odds->n_groups; g++) {
        source own = source_of(odds->seed, FIRST_GROUP_STREAM + g);
        for (uint32_t d = 0; d < odds->draws; d++) shock[(size_t)d * odds->n_groups + g] *= draw(&own, one);
    }
    return shock;
}

/* What rep i sells in each year. */
static void play(double *sold, const ambit_quota_odds *odds, const double *shock, uint32_t i)
{
    source luck = source_of(odds->seed, first_rep_stream + i);
    law own = law_of(odds->luck, odds->cv);
    for (uint32_t d = 0; d < odds->draws; d++)
        sold[d] = odds->mean[i] * shock[(size_t)d * odds->n_groups + odds->group[i]] * draw(&luck, own);
}

/* ---- Looking at the years --------------------------------------------------------------------------------------- */

static int ascending(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return x < y ? -1 : x > y;
}

/* Of sorted values, by linear interpolation between the two nearest ranks. */
static double quantile(const double *sorted, uint32_t n, double p)
{
    double at = p * (n - 1), below = floor(at);
    uint32_t k = (uint32_t)below;
    return k + 1 < n ? sorted[k] + (at - below) * (sorted[k + 1] - sorted[k]) : sorted[n - 1];
}

/* What one block of reps adds; the sums are taken in the order of the reps. */
typedef struct {
    double payout, attainment;
    uint64_t band[AMBIT_QUOTA_BANDS];
    double *company; /* [draws] what the block sells */
} tally;

static void add_year(tally *to, const ambit_quota_odds *odds, uint32_t i, double attained)
{
    int band = AMBIT_QUOTA_BANDS - 1;
    while (attained < ambit_quota_band_from[band]) band--;
    to->band[band]++;
    to->attainment += attained;
    if (odds->tiers) to->payout += odds->quota[i] * ambit_quota_payout(odds->tiers, attained);
}

static void add_rep(tally *to, ambit_quota_fan *fan, double *sold, const ambit_quota_odds *odds, const double *shock,
        uint32_t i)
{
    play(sold, odds, shock, i);
    for (uint32_t d = 0; d < odds->draws; d++) {
        to->company[d] += sold[d];
        add_year(to, odds, i, sold[d] /= odds->quota[i]);
    }
    if (!fan) return;
    qsort(sold, odds->draws, sizeof *sold, ascending);
    fan[i] = (ambit_quota_fan){ quantile(sold, odds->draws, 0.1), quantile(sold, odds->draws, 0.5),
                                quantile(sold, odds->draws, 0.9) };
}

static void conclude(ambit_quota_forecast *out, const tally *all, const ambit_quota_odds *odds)
{
    double years = odds->draws, plays = years * odds->n;
    uint32_t met = 0;
    for (uint32_t d = 0; d < odds->draws; d++) met += all->company[d] >= odds->target;
    out->company = met / years;
    out->attainment = all->attainment / plays;
    out->payout = all->payout / years;
    for (int b = 0; b < AMBIT_QUOTA_BANDS; b++) {
        out->band[b] = (double)all->band[b] / plays;
        if (ambit_quota_band_from[b] >= 1) out->at_quota += out->band[b];
    }
}

static void add_tally(tally *all, const tally *block, uint32_t draws)
{
    all->payout += block->payout;
    all->attainment += block->attainment;
    for (int b = 0; b < AMBIT_QUOTA_BANDS; b++) all->band[b] += block->band[b];
    for (uint32_t d = 0; d < draws; d++) all->company[d] += block->company[d];
}

/* One block of reps, from first on. Returns 0, or -1 without memory. */
static int play_block(tally *all, ambit_quota_fan *fan, const ambit_quota_odds *odds, const double *shock,
        uint32_t first)
{
    tally block = { .company = calloc(odds->draws, sizeof *block.company) };
    double *sold = malloc(odds->draws * sizeof *sold);
    int sound = block.company && sold;
    for (uint32_t i = first; sound && i < odds->n && i < first + BLOCK; i++)
        add_rep(&block, fan, sold, odds, shock, i);
#pragma omp ordered
    if (sound) add_tally(all, &block, odds->draws);
    free(block.company);
    free(sold);
    return sound ? 0 : -1;
}

static ambit_status no_memory(const ambit_quota_odds *odds, ambit_error *err)
{
    return ambit_fail(err, AMBIT_E_MEMORY, "no memory to simulate %u years of %u reps", odds->draws, odds->n);
}

ambit_status ambit_quota_simulate(ambit_quota_forecast *out, ambit_quota_fan *fan, const ambit_quota_odds *odds,
        ambit_error *err)
{
    tally all = { .company = calloc(odds->draws, sizeof *all.company) };
    double *shock = draw_shocks(odds);
    int failed = !shock || !all.company;
    *out = (ambit_quota_forecast){ 0 };
#pragma omp parallel for ordered schedule(dynamic, 1) reduction(| : failed) if (!failed)
    for (uint32_t first = 0; first < odds->n; first += BLOCK)
        if (!failed) failed |= play_block(&all, fan, odds, shock, first) != 0;
    if (!failed && odds->n) conclude(out, &all, odds);
    free(shock);
    free(all.company);
    return failed ? no_memory(odds, err) : AMBIT_OK;
}

ambit_status ambit_quota_calibrate(double *factor, double share, const ambit_quota_odds *odds, ambit_error *err)
{
    size_t n = (size_t)odds->n * odds->draws;
    double *attained = malloc((n ? n : 1) * sizeof *attained), *shock = draw_shocks(odds);
    int sound = attained && shock && n > 0;
    *factor = 1;
#pragma omp parallel for schedule(static) if (sound)
    for (uint32_t i = 0; i < odds->n; i++) {
        if (!sound) continue;
        play(attained + (size_t)i * odds->draws, odds, shock, i);
        for (uint32_t d = 0; d < odds->draws; d++) attained[(size_t)i * odds->draws + d] /= odds->quota[i];
    }
    if (sound) {
        /* With a factor f the reps at or above 100 % are those that attain f or more today. */
        qsort(attained, n, sizeof *attained, ascending);
        double from_above = share * (double)n;
        size_t k = (size_t)fmin((double)(n - 1), fmax(0, (double)n - from_above));
        *factor = k ? 0.5 * (attained[k - 1] + attained[k]) : attained[0];
    }
    free(attained);
    free(shock);
    return sound || !n ? AMBIT_OK : no_memory(odds, err);
}
