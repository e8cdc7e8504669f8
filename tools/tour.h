/* tools/tour.h - how many km a rep drives when visits are made in tours, not each from home.
 *
 * The model's travel is a star: home, account, home, for each visit. Real days chain visits. The estimate assumes tours
 * of AMBIT_TOUR_VISITS visits: one leg from home, one leg back, and between them hops from a stop to one of its nearest
 * neighbours:
 *
 *     km = circuity * sum_u visits_u * ((v - 1) / v * near_u + 2 / v * home_u),   v = AMBIT_TOUR_VISITS
 *
 * near_u: mean great-circle km from u to its 3 nearest fellow units of the rep (0 when it is alone); home_u: from u to
 * the rep's home, or to the centre of a territory without one. It is a figure to believe hours by, not a schedule: no
 * time windows, no road network, no overnight stays. */
#ifndef AMBIT_TOUR_H
#define AMBIT_TOUR_H
#include "solver/formulate/formulate.h"

enum { AMBIT_TOUR_VISITS = 6, AMBIT_TOUR_NEAREST = 3 };

/* km[r] for every rep under `plan`, who sits at lon_deg[r], lat_deg[r]; NaN for one who sits nowhere, and for all when
 * units have no places or these are NULL. A k-d tree over each rep's units: O(n log n), parallel over reps, the same
 * bits for any number of threads. */
ambit_status ambit_tour_estimate(double *km, const ambit_formulation *formulation, const uint32_t *plan,
        const double *lon_deg, const double *lat_deg, ambit_error *err);

#endif
