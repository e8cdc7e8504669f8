#include "tools/report/display.h"

#include "geo/earth/distance.h"
#include "geo/map/simplify.h"

#define FINEST 16000.0 /* of the map's size: a quarter of a pixel when all of it is seen */
#define COARSEST 1000.0

static size_t points_of(const ambit_layer *layer)
{
    return layer->n_parts ? layer->point_first[layer->n_parts] : 0;
}

/* How large the map is: the diagonal of the box around all points, or its height where the box goes round the globe. */
static double size_m(const ambit_layer *layer)
{
    double west = INFINITY, east = -INFINITY, south = INFINITY, north = -INFINITY;
    for (size_t i = 0; i < points_of(layer); i++) {
        west = fmin(west, layer->lon_deg[i]);
        east = fmax(east, layer->lon_deg[i]);
        south = fmin(south, layer->lat_deg[i]);
        north = fmax(north, layer->lat_deg[i]);
    }
    ambit_direction a = ambit_direction_of(west, south), b = ambit_direction_of(east, north);
    double high = (north - south) * AMBIT_EARTH_KM * 3.14159265358979323846 / 180;
    return 1000 * fmax(high, ambit_distance_km(a, b));
}

ambit_status ambit_display_thin(ambit_layer **out, const ambit_layer *layer, ambit_error *err)
{
    *out = NULL;
    if (points_of(layer) <= AMBIT_DISPLAY_POINTS) return AMBIT_OK;
    double size = size_m(layer), tolerance_m = size / FINEST;
    for (;;) {
        ambit_layer *thin;
        ambit_status status = ambit_simplify(&thin, layer, tolerance_m, err);
        if (status) return status;
        size_t n = points_of(thin);
        if (n <= AMBIT_DISPLAY_POINTS || tolerance_m >= size / COARSEST) {
            *out = thin;
            return AMBIT_OK;
        }
        ambit_layer_free(thin);
        tolerance_m = fmin(tolerance_m * fmin(8, fmax(2, (double)n / AMBIT_DISPLAY_POINTS)), size / COARSEST);
    }
}
