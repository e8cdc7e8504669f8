/* geo/map/compactness.h - how compact territories are, in the figures that the field compares.
 *
 * All is measured on the sphere of AMBIT_EARTH_KM, without a projection; an edge is a straight line in lon and lat, as
 * it is for ambit_shape_area_km2. Against the ellipsoid lengths are off by at most 0.56 %, areas by 0.9 % (at a pole;
 * 0.5 % at the equator), the two ratios, in which the size cancels, by 0.7 %.
 *
 *   Polsby-Popper   4 pi area / perimeter^2            1: a circle; falls with every bend (Polsby and Popper 1991)
 *   Reock           area / smallest enclosing circle   1: a circle; falls with length (Reock 1961, doi:10.2307/2109043)
 *   moment          sum of amount * km^2 to its centre  small: what counts lies together (Weaver and Hess 1963,
 *                                                       doi:10.2307/794769)
 *   border          km of border with other territories; half of the sum over all is what separates them */
#ifndef AMBIT_COMPACTNESS_H
#define AMBIT_COMPACTNESS_H
#include "geo/map/adjacency.h"
#include "geo/layer.h"

typedef struct {
    double area_km2, perimeter_km;          /* the perimeter goes around holes too; 0 without area */
    double polsby_popper, reock;            /* NaN without area; reock also when half of the Earth is too small */
    double border_km;
    double centre_lon_deg, centre_lat_deg;  /* of the amounts; NaN without any */
    double moment;
} ambit_compactness;

/* Fills area, perimeter and both ratios of each territory, out[territories->n]; the other figures become 0, the centre
 * NaN. A ring around a pole counts the meridian along which it was cut open. O(points); parallel over territories. */
ambit_status ambit_compactness_measure(ambit_compactness *out, const ambit_layer *territories, ambit_error *err);

/* Fills border_km from the borders of the regions (ambit_adjacency_find). territory[r] is 0 .. n_territories-1 or
 * UINT32_MAX (left out): a border with what is left out is a coast, and does not count. O(borders). */
void ambit_compactness_borders(ambit_compactness *out, uint32_t n_territories, const ambit_shared_border *border,
        size_t n_borders, const uint32_t *territory);

/* Fills centre and moment from n points, each with an amount (NULL: all 1) and a territory (as above). The centre is
 * the mean of the places, weighted by the amounts, and minimises the moment but for the Earth's curvature. Points
 * without a place (NaN) or amount count nothing. O(n). */
ambit_status ambit_compactness_moments(ambit_compactness *out, uint32_t n_territories, size_t n, const double *lon_deg,
        const double *lat_deg, const double *amount, const uint32_t *territory, ambit_error *err);

#endif
