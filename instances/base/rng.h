/* instances/base/rng.h - random numbers that are the same on every machine.
 *
 * xoshiro256** (Blackman and Vigna 2021, doi:10.1145/3460772), seeded by SplitMix64. The state is passed, never
 * global: stream s of seed k is independent of every other stream, so island i draws from (seed, i). */
#ifndef AMBIT_RNG_H
#define AMBIT_RNG_H
#include <stdint.h>

typedef struct { uint64_t s[4]; } ambit_rng;

/* The generator of one stream of one seed. */
static inline ambit_rng ambit_rng_of(uint64_t seed, uint64_t stream)
{
    ambit_rng rng;
    uint64_t x = seed * 0x9E3779B97F4A7C15u + stream * 0xD1B54A32D192ED03u + 0x632BE59BD9B4E019u;
    for (int i = 0; i < 4; i++) {
        uint64_t z = (x += 0x9E3779B97F4A7C15u);
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
        rng.s[i] = z ^ (z >> 31);
    }
    return rng;
}

static inline uint64_t ambit_rng_next(ambit_rng *rng)
{
    uint64_t *s = rng->s, x = s[1] * 5, result = ((x << 7) | (x >> 57)) * 9, t = s[1] << 17;
    s[2] ^= s[0]; s[3] ^= s[1]; s[1] ^= s[2]; s[0] ^= s[3]; s[2] ^= t;
    s[3] = (s[3] << 45) | (s[3] >> 19);
    return result;
}

/* Uniform in 0 .. n-1, n >= 1. The bias of the multiply-shift is below n / 2^32. */
static inline uint32_t ambit_rng_below(ambit_rng *rng, uint32_t n)
{
    return (uint32_t)(((ambit_rng_next(rng) >> 32) * n) >> 32);
}

/* Uniform in [0, 1). */
static inline double ambit_rng_unit(ambit_rng *rng) { return (double)(ambit_rng_next(rng) >> 11) * 0x1p-53; }

#endif
