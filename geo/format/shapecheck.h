/* geo/format/shapecheck.h - are the headers of a shapefile true? Byte by byte, before any library reads it. */
#ifndef AMBIT_SHAPECHECK_H
#define AMBIT_SHAPECHECK_H
#include "instances/base/diagnosis.h"

/* Where the records of a .shp lie, in the form of a .shx file: 100 bytes of header, 8 bytes a record. */
typedef struct {
    unsigned char *bytes; /* free it */
    size_t size;
    uint32_t n;
    uint64_t shp_bytes;
} ambit_record_index;

/* The name to show for another part of the shapefile: "a/counties.shp" and "dbf" give "a/counties.dbf". */
void ambit_shapecheck_name(char *out, size_t size, const char *shown, const char *extension);

/* What record i claims to hold, in bytes. */
uint64_t ambit_shapecheck_length(const ambit_record_index *index, uint32_t i);

/* Takes the index from the .shx when it has `expected` entries (UINT32_MAX: any number) that all lie within the .shp,
 * else (also with shx NULL) follows the records from the first one. Records the faults of the .shp: not a shapefile,
 * not polygons, cut off. O(records). */
ambit_status ambit_shapecheck_index(ambit_record_index *out, FILE *shp, FILE *shx, uint32_t expected, const char *shown,
        ambit_diagnosis *diagnosis, ambit_error *err);

typedef struct { uint32_t n_records, header_bytes, record_bytes; unsigned ldid; } ambit_dbf_header;

/* Returns 1 when the header agrees with itself and with the size of the file; else records why and returns 0. */
int ambit_shapecheck_dbf(ambit_dbf_header *out, FILE *dbf, const char *shown, ambit_diagnosis *diagnosis);

#endif
