/* geo/format/zip.h - a shapefile inside a .zip, as agencies hand them out, through libzip; no other file includes its
 * header.
 *
 * The parts are unpacked into memory, so nothing is left behind. What an archive claims of itself is not believed: a
 * member that would unpack to an absurd size is refused before a byte of it is. */
#ifndef AMBIT_ZIP_H
#define AMBIT_ZIP_H
#include "geo/layer.h"

typedef struct ambit_zip ambit_zip;

/* Opens source->path and unpacks the only shapefile inside, in whatever folder, or the one that source->member names
 * (with its folders or without, with .shp or without). Faults are recorded, and then it is AMBIT_E_INPUT: no zip,
 * damaged, encrypted, no shapefile inside, several and none chosen, too large. O(bytes). */
ambit_status ambit_zip_open(ambit_zip **out, const ambit_layer_source *source, ambit_diagnosis *diagnosis,
        ambit_error *err);

/* The parts, borrowed; messages show them as "counties.zip/folder/counties.shp". */
const ambit_layer_files *ambit_zip_files(const ambit_zip *zip);
void ambit_zip_close(ambit_zip *zip); /* NULL is fine */

#endif
