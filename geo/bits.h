/* geo/bits.h - coordinates as keys of hash tables: equal places have equal bits. */
#ifndef AMBIT_BITS_H
#define AMBIT_BITS_H
#include <stdint.h>
#include <string.h>

/* The finaliser of MurmurHash3 (Appleby 2011): every bit of h changes half of the bits. */
static inline uint64_t ambit_bits_mix(uint64_t h)
{
    h = (h ^ (h >> 33)) * 0xFF51AFD7ED558CCDu;
    h = (h ^ (h >> 33)) * 0xC4CEB9FE1A85EC53u;
    return h ^ (h >> 33);
}

/* The bits of x; -0 lies where 0 lies. */
static inline uint64_t ambit_bits_of(double x)
{
    uint64_t bits;
    x += 0.0;
    memcpy(&bits, &x, sizeof bits);
    return bits;
}

/* A hash of a place. */
static inline uint32_t ambit_bits_place(double x, double y)
{
    return (uint32_t)ambit_bits_mix(ambit_bits_of(x) * 31 + ambit_bits_mix(ambit_bits_of(y)));
}

#endif
