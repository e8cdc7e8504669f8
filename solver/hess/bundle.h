/* solver/siting/bundle.h - how a concave function of many prices is climbed when only its value and a slope are known.
 *
 * Planes met before, value_b + slope_b (x - x_b), are a model of the function from above. The next point maximises the
 * lowest plane less |x - centre|^2 / (2 stride), x in units of `scale`; the centre moves where the function kept enough
 * of the promise. The quadratic problem is solved in the planes' weights, by exchanges of two of them.
 *
 * A proximal bundle method (Lemarechal 1975; Kiwiel 1990, doi:10.1007/BF01585731). solver/branch/bundle.h is its kin
 * with a bundle for each rep; here one is enough, and a hundred planes of thousands of prices stay cheap. */
#ifndef AMBIT_SITING_BUNDLE_H
#define AMBIT_SITING_BUNDLE_H
#include "instances/base/status.h"

#include <stdbool.h>

typedef struct ambit_siting_bundle ambit_siting_bundle;

/* What the function is at some x, a slope there, and what it rests on: numbers of things that must stay open. */
typedef struct { double value; const double *slope; const size_t *use; size_t n_use; } ambit_siting_plane;

/* n prices, each measured in scale[i] > 0. The caller owns *out. */
ambit_status ambit_siting_bundle_build(ambit_siting_bundle **out, uint32_t n, const double *scale, ambit_error *err);
void ambit_siting_bundle_free(ambit_siting_bundle *bundle); /* NULL is fine */

/* Forgets the planes and starts from x. */
void ambit_siting_bundle_start(ambit_siting_bundle *bundle, const double *x, const ambit_siting_plane *plane,
        double stride);

/* The function has risen because things were closed: what it is at the centre now. Planes that rest on something that
 * is not open say nothing any more and go. */
typedef bool ambit_siting_bundle_open(const void *context, size_t use);
void ambit_siting_bundle_raise(ambit_siting_bundle *bundle, const ambit_siting_plane *plane,
        ambit_siting_bundle_open *is_open, const void *context);

/* The next point to look at. Returns by how much the model rises there: the promise. */
double ambit_siting_bundle_next(ambit_siting_bundle *bundle, double *x);

/* What was found at x, which may be elsewhere. True: the centre has moved to x. */
bool ambit_siting_bundle_tell(ambit_siting_bundle *bundle, const double *x, const ambit_siting_plane *plane);

#endif
