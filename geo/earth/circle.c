#include "geo/earth/circle.h"

#define TOLERANCE 1e-14           /* of a chord: what the rounding of unit vectors allows */
#define HALF_THE_EARTH 1.41421356 /* the chord of a quarter turn; beyond it the smallest circle is another problem */

enum { MOST = 4 }; /* three points support a circle; a fourth is the one that lay outside */

typedef struct { ambit_direction point[MOST]; int n; } support;

static double chord_between(ambit_direction a, ambit_direction b)
{
    double dx = a.x - b.x, dy = a.y - b.y, dz = a.z - b.z;
    return sqrt(dx * dx + dy * dy + dz * dz);
}

/* Returns 0 for a vector without a direction. */
static int make_unit(ambit_direction *v)
{
    double length = sqrt(v->x * v->x + v->y * v->y + v->z * v->z);
    if (!(length > 0)) return 0;
    v->x /= length, v->y /= length, v->z /= length;
    return 1;
}

static int centre_of_two(ambit_direction *out, ambit_direction a, ambit_direction b)
{
    *out = (ambit_direction){ a.x + b.x, a.y + b.y, a.z + b.z };
    return make_unit(out);
}

/* The pole of the plane through three points, on their side. */
static int centre_of_three(ambit_direction *out, ambit_direction a, ambit_direction b, ambit_direction c)
{
    ambit_direction u = { b.x - a.x, b.y - a.y, b.z - a.z }, v = { c.x - a.x, c.y - a.y, c.z - a.z };
    *out = (ambit_direction){ u.y * v.z - u.z * v.y, u.z * v.x - u.x * v.z, u.x * v.y - u.y * v.x };
    if (!make_unit(out)) return 0;
    if (out->x * a.x + out->y * a.y + out->z * a.z < 0) *out = (ambit_direction){ -out->x, -out->y, -out->z };
    return 1;
}

/* The points of `from` whose bits are set. */
static support chosen(const support *from, unsigned bits)
{
    support out = { .n = 0 };
    for (int i = 0; i < from->n; i++)
        if (bits >> i & 1) out.point[out.n++] = from->point[i];
    return out;
}

/* The smallest circle around the few points; those that hold it stay. The circle sought is that of two or three of
 * them, and no other circle around all of them is smaller: so there is nothing to compare but sizes. */
static ambit_circle circle_of(support *all)
{
    ambit_circle best = { { 0, 0, 0 }, INFINITY };
    support held = *all;
    for (unsigned bits = 1; bits < 1u << all->n; bits++) {
        support some = chosen(all, bits);
        ambit_circle circle = { { 0, 0, 0 }, 0 };
        int known = some.n == 2 ? centre_of_two(&circle.centre, some.point[0], some.point[1])
                  : some.n == 3 ? centre_of_three(&circle.centre, some.point[0], some.point[1], some.point[2]) : 0;
        if (!known) continue;
        for (int i = 0; i < all->n; i++) circle.chord = fmax(circle.chord, chord_between(circle.centre, all->point[i]));
        if (!(circle.chord < best.chord)) continue;
        best = circle;
        held = some;
    }
    *all = held;
    return best;
}

static size_t furthest(double *chord, ambit_direction centre, const ambit_direction *point, size_t n)
{
    size_t at = 0;
    *chord = -1;
    for (size_t i = 0; i < n; i++) {
        double c = chord_between(centre, point[i]);
        if (c > *chord) *chord = c, at = i;
    }
    return at;
}

ambit_circle ambit_circle_around(const ambit_direction *point, size_t n)
{
    if (!n) return (ambit_circle){ { 0, 0, 0 }, NAN };
    ambit_circle circle = { point[0], 0 };
    support held = { { point[0] }, 1 };
    for (;;) {
        double chord;
        size_t i = furthest(&chord, circle.centre, point, n);
        if (chord <= circle.chord + TOLERANCE) break;
        held.point[held.n++] = point[i];
        ambit_circle larger = circle_of(&held);
        if (larger.chord > HALF_THE_EARTH) return (ambit_circle){ larger.centre, NAN };
        if (!(larger.chord > circle.chord)) return (ambit_circle){ circle.centre, chord }; /* rounding stands still */
        circle = larger;
    }
    return circle;
}
