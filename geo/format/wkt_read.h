/* geo/format/wkt_read.h - a shape written as well-known text (OGC 06-103r4, section 7), as databases export it.
 *
 * GEOS parses it; here stands what it does not do: PostGIS' `SRID=4326;` before it, text behind it, numbers that are
 * none, and a limit to brackets in brackets, which it walks by recursion. */
#ifndef AMBIT_WKT_READ_H
#define AMBIT_WKT_READ_H
#include "geo/polygon.h"

typedef struct {
    ambit_rings rings;      /* polygons: exteriors, each followed by its holes */
    ambit_contents contents;
    uint32_t srid;          /* 0: not said */
    char fault[400];        /* found, expected, do; "" when the text is sound */
} ambit_wkt_shape;

/* Replaces what is in the shape, whose rings are initialised. The text ends with a NUL. Returns 0, or -1 without
 * memory. O(length). */
int ambit_wkt_read(ambit_wkt_shape *shape, ambit_geos *geos, const char *text, size_t length);

#endif
