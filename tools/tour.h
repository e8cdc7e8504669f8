/* tools/tour.h - how many km a rep drives when visits are made in tours, not each from home.
 *
 * The model's travel is a star: home, account, home, for each visit. Real days chain visits. The estimates assume tours
 * of AMBIT_TOUR_VISITS visits: one leg from home, one leg back, and between them hops from a stop to the next:
 *
 *     km = sum_u circuity_u * visits_u * ((v - 1) / v * hop_u + 2 / v * home_u),   v = AMBIT_TOUR_VISITS
 *
 * home_u is the great circle from u to the rep's home, or to the centre of a territory without one. The hop is taken in
 * two ways that know nothing of each other:
 *
 *   by neighbours   the mean great-circle km from u to its 3 nearest fellow stops of the rep (0 when it is alone);
 *   by area         0.7124 sqrt(A / n), for a tour through n stops spread evenly over an area A is 0.7124 sqrt(n A)
 *                   long when n is large (Beardwood, Halton and Hammersley 1959, doi:10.1017/S0305004100034095; the
 *                   constant is Johnson, McGeoch and Rothberg's of 1996). A is the area of the stops' convex hull, so
 *                   stops in clusters are nearer to each other than it says, and few stops further.
 *
 * Stops are units with visits. These are figures to believe hours by, not a schedule: no time windows, no road network,
 * no overnight stays. */
#ifndef AMBIT_TOUR_H
#define AMBIT_TOUR_H
#include "solver/formulate/formulate.h"

enum { AMBIT_TOUR_VISITS = 6, AMBIT_TOUR_NEAREST = 3 };
#define AMBIT_TOUR_CONSTANT 0.7124

typedef struct { double near_km, area_km; } ambit_tour;

/* tour[r] for every rep under `plan`, who sits at lon_deg[r], lat_deg[r]; NaN for one who sits nowhere, and for all
 * when units have no places or these are NULL. A k-d tree over each rep's stops: O(n log n), parallel over reps, the
 * same bits for any number of threads. */
ambit_status ambit_tour_estimate(ambit_tour *tour, const ambit_formulation *formulation, const uint32_t *plan,
        const double *lon_deg, const double *lat_deg, ambit_error *err);

/* The area in km2 of the convex hull of n of the places; 0 of fewer than three, -1 without memory. Drawn in Lambert's
 * cylinder about the first one, where areas are true; it is not for places all around the Earth. O(n log n). */
double ambit_tour_hull_km2(const double *lon_deg, const double *lat_deg, const uint32_t *unit, uint32_t n);

#endif
