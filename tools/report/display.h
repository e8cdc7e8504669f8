/* tools/report/display.h - the territories with no more points than a screen needs.
 *
 * A layer of census blocks has millions of points along its borders; a page that holds them all opens slowly and shows
 * nothing more. Layers of counties are far below the limit and stay as they are. */
#ifndef AMBIT_REPORT_DISPLAY_H
#define AMBIT_REPORT_DISPLAY_H
#include "geo/layer.h"

enum { AMBIT_DISPLAY_POINTS = 60000 }; /* about 0.4 MB of the page */

/* *out is a thinner layer that the caller owns, or NULL when `layer` is thin enough as it is. The tolerance grows from
 * a sixteen-thousandth of the map's size until the points fit, but ends where it would show at first sight. */
ambit_status ambit_display_thin(ambit_layer **out, const ambit_layer *layer, ambit_error *err);

#endif
