/* geo/format/write_parts.h - what the writers of all formats share. */
#ifndef AMBIT_WRITE_PARTS_H
#define AMBIT_WRITE_PARTS_H
#include "geo/earth/antimeridian.h"
#include "geo/layer.h"

/* The shape of region r as files have it, cut at the antimeridian; replaces what is in `cut`. */
ambit_status ambit_write_cut(ambit_rings *cut, ambit_geos *geos, const ambit_layer *layer, uint32_t r,
        ambit_error *err);

#endif
