/* tools/quota/attainment.c - see attainment.h. */
#include "tools/quota/attainment.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

const double ambit_quota_band_from[AMBIT_QUOTA_BANDS] = { 0, 0.5, 0.8, 1, 1.2 };

/* Reps are taken in blocks of this size, and blocks added up in order, whatever the number of threads. */
enum { BLOCK = 32, MARKET_STREAM = 0, FIRST_GROUP_STREAM = 1 };
static const uint64_t first_rep_stream = (uint64_t)1 << 33;

/* ---- Drawing ---------------------------------------------------------------------------------------------------- */

/* All that years have in common, for reading. */
typedef struct {
    const ambit_quota_odds *odds;
    ambit_luck own;
    double *shock; /* [n_groups * draws] market and manager together */
} game;

static void multiply(double *to, const double *by, uint32_t n)
{
    for (uint32_t d = 0; d < n; d++) to[d] *= by[d];
}

/* Returns 0, or -1 without memory; the caller resets *g. */
static int game_init(game *g, const ambit_quota_odds *odds)
{
    ambit_luck market, group;
    size_t room = (size_t)odds->draws * odds->n_groups + 1;
    double *common = malloc((odds->draws + (size_t)1) * sizeof *common);
    int failed = ambit_luck_init(&market, AMBIT_LUCK_LOGNORMAL, odds->market_cv) | !common;
    failed |= ambit_luck_init(&group, AMBIT_LUCK_LOGNORMAL, odds->group_cv);
    *g = (game){ .odds = odds };
    failed |= ambit_luck_init(&g->own, odds->luck, odds->cv);
    failed |= !(g->shock = room <= SIZE_MAX / sizeof *g->shock ? malloc(room * sizeof *g->shock) : NULL);
    if (!failed) ambit_luck_draw(common, odds->draws, &market, odds->seed, MARKET_STREAM);
    for (uint32_t k = 0; !failed && k < odds->n_groups; k++) {
        double *shock = g->shock + (size_t)k * odds->draws;
        ambit_luck_draw(shock, odds->draws, &group, odds->seed, FIRST_GROUP_STREAM + k);
        multiply(shock, common, odds->draws);
    }
    ambit_luck_reset(&market);
    ambit_luck_reset(&group);
    free(common);
    return failed ? -1 : 0;
}

static void game_reset(game *g)
{
    ambit_luck_reset(&g->own);
    free(g->shock);
}

/* What rep i attains in each year. */
static void play(double *attained, const game *g, uint32_t i)
{
    const ambit_quota_odds *odds = g->odds;
    const double *shock = g->shock + (size_t)odds->group[i] * odds->draws, level = odds->mean[i] / odds->quota[i];
    ambit_luck_draw(attained, odds->draws, &g->own, odds->seed, first_rep_stream + i);
    for (uint32_t d = 0; d < odds->draws; d++) attained[d] *= level * shock[d];
}

/* ---- Looking at the years --------------------------------------------------------------------------------------- */

/* By linear interpolation between the two nearest ranks. */
static int find_fan(ambit_quota_fan *out, const double *value, uint32_t n)
{
    static const double share[] = { 0.1, 0.5, 0.9 };
    uint32_t rank[6];
    double at[6], found[3];
    for (int k = 0; k < 3; k++) {
        rank[2 * k] = (uint32_t)floor(share[k] * (n - 1));
        rank[2 * k + 1] = rank[2 * k] + (rank[2 * k] + 1 < n);
    }
    for (int k = 1; k < 6; k++) rank[k] = rank[k] > rank[k - 1] ? rank[k] : rank[k - 1]; /* few draws: ranks coincide */
    if (ambit_luck_ranks(at, value, n, rank, 6)) return -1;
    for (int k = 0; k < 3; k++)
        found[k] = at[2 * k] + (share[k] * (n - 1) - rank[2 * k]) * (at[2 * k + 1] - at[2 * k]);
    *out = (ambit_quota_fan){ found[0], found[1], found[2] };
    return 0;
}

/* What one block of reps adds; the sums are taken in the order of the reps. */
typedef struct {
    double payout, attainment;
    uint64_t band[AMBIT_QUOTA_BANDS];
    double *company; /* [draws] what the block sells */
} tally;

static void count_bands(tally *to, const double *attained, uint32_t draws)
{
    uint64_t from[AMBIT_QUOTA_BANDS + 1] = { draws };
    for (int b = 1; b < AMBIT_QUOTA_BANDS; b++)
        for (uint32_t d = 0; d < draws; d++) from[b] += attained[d] >= ambit_quota_band_from[b];
    for (int b = 0; b < AMBIT_QUOTA_BANDS; b++) to->band[b] += from[b] - from[b + 1];
}

/* Returns 0, or -1 without memory. */
static int add_rep(tally *to, ambit_quota_fan *fan, double *attained, const game *g, uint32_t i)
{
    const ambit_quota_odds *odds = g->odds;
    play(attained, g, i);
    for (uint32_t d = 0; d < odds->draws; d++) {
        to->company[d] += attained[d] * odds->quota[i];
        to->attainment += attained[d];
    }
    count_bands(to, attained, odds->draws);
    for (uint32_t d = 0; odds->tiers && d < odds->draws; d++)
        to->payout += odds->quota[i] * ambit_quota_payout(odds->tiers, attained[d]);
    return fan ? find_fan(&fan[i], attained, odds->draws) : 0;
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
static int play_block(tally *all, ambit_quota_fan *fan, const game *g, uint32_t first)
{
    const ambit_quota_odds *odds = g->odds;
    tally block = { .company = calloc(odds->draws, sizeof *block.company) };
    double *attained = malloc(odds->draws * sizeof *attained);
    int sound = block.company && attained;
    for (uint32_t i = first; sound && i < odds->n && i < first + BLOCK; i++)
        sound = !add_rep(&block, fan, attained, g, i);
#pragma omp ordered
    if (sound) add_tally(all, &block, odds->draws);
    free(block.company);
    free(attained);
    return sound ? 0 : -1;
}

static ambit_status no_memory(const ambit_quota_odds *odds, ambit_error *err)
{
    return ambit_fail(err, AMBIT_E_MEMORY, "no memory to simulate %u years of %u reps", odds->draws, odds->n);
}

ambit_status ambit_quota_simulate(ambit_quota_forecast *out, ambit_quota_fan *fan, const ambit_quota_odds *odds,
        ambit_error *err)
{
    game g;
    tally all = { .company = calloc(odds->draws, sizeof *all.company) };
    int failed = game_init(&g, odds) || !all.company;
    const uint32_t n = failed ? 0 : odds->n; /* inside, each thread has a `failed` of its own */
    *out = (ambit_quota_forecast){ 0 };
#pragma omp parallel for ordered schedule(dynamic, 1) reduction(| : failed)
    for (uint32_t first = 0; first < n; first += BLOCK) failed |= play_block(&all, fan, &g, first) != 0;
    if (!failed && odds->n) conclude(out, &all, odds);
    game_reset(&g);
    free(all.company);
    return failed ? no_memory(odds, err) : AMBIT_OK;
}

/* ---- Calibrating ------------------------------------------------------------------------------------------------ */

/* The years are played twice: to count them in classes, and to look into the classes where the rank lies. */

/* Adds up how many attainments lie in each class. Returns 0, or -1 without memory. */
static int count_bins(uint64_t *count, const game *g)
{
    const ambit_quota_odds *odds = g->odds;
    int failed = 0;
#pragma omp parallel reduction(| : failed)
    {
        double *attained = malloc(odds->draws * sizeof *attained);
        uint32_t *own = calloc(AMBIT_LUCK_BINS, sizeof *own);
        failed |= !attained || !own;
#pragma omp for schedule(static)
        for (uint32_t i = 0; i < odds->n; i++) {
            if (failed) continue;
            play(attained, g, i);
            for (uint32_t d = 0; d < odds->draws; d++) own[ambit_luck_bin(attained[d])]++;
        }
#pragma omp critical
        for (uint32_t b = 0; own && b < AMBIT_LUCK_BINS; b++) count[b] += own[b];
        free(own);
        free(attained);
    }
    return failed ? -1 : 0;
}

/* The attainments in classes low .. high, ascending; NULL without memory. */
static double *collect(const game *g, uint32_t low, uint32_t high, uint64_t n_wanted)
{
    const ambit_quota_odds *odds = g->odds;
    double *found = malloc((n_wanted + 1) * sizeof *found), *attained = malloc(odds->draws * sizeof *attained);
    uint64_t n = 0;
    for (uint32_t i = 0; found && attained && i < odds->n; i++) {
        play(attained, g, i);
        for (uint32_t d = 0; d < odds->draws; d++) {
            uint32_t bin = ambit_luck_bin(attained[d]);
            if (bin >= low && bin <= high && n < n_wanted) found[n++] = attained[d];
        }
    }
    int sound = found && attained;
    free(attained);
    if (sound) ambit_luck_sort(found, n);
    else free(found);
    return sound ? found : NULL;
}

/* The class that rank k (from 0) lies in; *before becomes how many are in the classes below. */
static uint32_t bin_at(const uint64_t *count, uint64_t k, uint64_t *before)
{
    uint32_t b = 0;
    for (*before = 0; b + 1 < AMBIT_LUCK_BINS && *before + count[b] <= k; b++) *before += count[b];
    return b;
}

/* Half way between the attainments of ranks k - 1 and k: with a factor f the reps at or above 100 % are those that
 * attain f or more today. */
static int find_rank(double *factor, const game *g, const uint64_t *count, uint64_t k)
{
    uint64_t before, unused, n_wanted = 0;
    uint32_t low = bin_at(count, k ? k - 1 : 0, &before), high = bin_at(count, k, &unused);
    for (uint32_t b = low; b <= high; b++) n_wanted += count[b];
    double *found = collect(g, low, high, n_wanted);
    if (!found) return -1;
    *factor = k ? 0.5 * (found[k - 1 - before] + found[k - before]) : found[0];
    free(found);
    return 0;
}

ambit_status ambit_quota_calibrate(double *factor, double share, const ambit_quota_odds *odds, ambit_error *err)
{
    game g;
    double n = (double)odds->n * odds->draws;
    uint64_t *count = calloc(AMBIT_LUCK_BINS, sizeof *count);
    int failed = game_init(&g, odds) || !count;
    *factor = 1;
    if (!failed && n > 0) {
        failed = count_bins(count, &g);
        if (!failed) failed = find_rank(factor, &g, count, (uint64_t)fmin(n - 1, fmax(0, n - share * n)));
    }
    game_reset(&g);
    free(count);
    return failed ? no_memory(odds, err) : AMBIT_OK;
}
