/* geo/format/draft.h - a layer while it is read, whatever the format of its file.
 *
 * A reader knows bytes and hands over what they say, record by record; here ids are compared, numbers judged, shapes
 * projected and mended, and every fault gets its place. So a layer is the same whether it comes as a shapefile, as
 * GeoJSON or as a table, and so are the words about what is wrong with it.
 *
 *     ambit_draft_crs(draft, "EPSG:4326", NULL);         what the file says of itself
 *     while (... && !ambit_draft_begin(draft, number)) { a record, counted from 1, or a line
 *         ambit_draft_id(draft, text, length);           in any order from here on
 *         ambit_draft_name(draft, text, length);
 *         ambit_draft_number_text(draft, k, text, length);
 *         ambit_draft_text(draft, k, text, length);
 *         ambit_draft_ring(draft, x, y, n, AMBIT_RING_EXTERIOR);   or ambit_draft_point(draft, x, y)
 *     }
 *
 * Nothing here stops at a fault: it is recorded, and reading goes on. When memory ends, the draft remembers: begin
 * returns -1, and so the layer fails; nothing else need be asked. Texts are UTF-8. */
#ifndef AMBIT_DRAFT_H
#define AMBIT_DRAFT_H
#include "geo/layer.h"

/* What a number of a record counts, and so how messages name it. */
typedef enum {
    AMBIT_DRAFT_RECORD,  /* "t.shp: record 17 (id 37001): ..." */
    AMBIT_DRAFT_FEATURE, /* "t.geojson: feature 17 (id 37001): ..." */
    AMBIT_DRAFT_LINE     /* "t.csv:18: ..." */
} ambit_draft_unit;

typedef enum {
    AMBIT_RING_BY_WINDING, /* as in shapefiles: clockwise encloses land, counter-clockwise is a hole */
    AMBIT_RING_EXTERIOR,   /* whatever the winding */
    AMBIT_RING_HOLE
} ambit_ring_role;

typedef struct ambit_draft ambit_draft;

/* The source is copied, its texts are borrowed. */
ambit_status ambit_draft_build(ambit_draft **out, const ambit_layer_source *source, ambit_draft_unit unit,
        ambit_diagnosis *diagnosis, ambit_error *err);
void ambit_draft_free(ambit_draft *draft); /* NULL is fine */

/* Messages about fields name this file instead of source->shown: the .dbf beside a .shp. Copied. */
void ambit_draft_name_table(ambit_draft *draft, const char *shown);

/* Says in which coordinate system the coordinates are, once, before finish: source->crs, else `found`, what the file
 * says of itself in `where` (NULL: the layer's file). With neither, or one that PROJ does not know, a fault is
 * recorded. Warns when the way to WGS 84 is known only coarsely. */
void ambit_draft_crs(ambit_draft *draft, const char *found, const char *where);

/* Room for n records and so many points of rings at once: for readers that know it. Never needed. */
void ambit_draft_expect(ambit_draft *draft, uint32_t n, size_t n_points);

/* A field kept as text beyond source->wanted_text (for every_field). Returns its number for ambit_draft_text; records
 * that came before have "". Without memory any number. O(records). */
uint32_t ambit_draft_add_text(ambit_draft *draft, const char *name);

/* Says what field k, kept as text, is in the file: AMBIT_FIELD_NUMBERS, or AMBIT_FIELD_WORDS, which prevails. */
void ambit_draft_text_type(ambit_draft *draft, uint32_t k, int type);

/* Records that the file lacks a field that the plan names, with those that it has. Values of it are not needed. */
void ambit_draft_missing(ambit_draft *draft, const char *name, const char *const *known, uint32_t n_known);

/* Starts a record. Returns 0, or -1 when memory has ended. Amortised O(fields). */
int ambit_draft_begin(ambit_draft *draft, uint64_t number);

/* An empty id and one that was there before are faults. A reader that has recorded why there is no id at all leaves
 * it out. A name that is empty, or left out, becomes the id. */
void ambit_draft_id(ambit_draft *draft, const char *text, size_t length);
void ambit_draft_name(ambit_draft *draft, const char *text, size_t length);

/* Field source->wanted[k]: NaN when it is left out. Of a text: "" is NaN, and what is no number is a fault. */
void ambit_draft_number(ambit_draft *draft, uint32_t k, double value);
void ambit_draft_number_text(ambit_draft *draft, uint32_t k, const char *text, size_t length);

/* Field source->wanted_text[k], or one that was added: "" when it is left out. */
void ambit_draft_text(ambit_draft *draft, uint32_t k, const char *text, size_t length);

/* The record's shape, in coordinates of the file: rings in any order, closed or not, or one point. A record without
 * either is a fault unless the reader has recorded one about it; so is a layer that mixes both. A record of several
 * points stands at its first one, with a warning. */
void ambit_draft_ring(ambit_draft *draft, const double *x, const double *y, size_t n, ambit_ring_role role);
void ambit_draft_point(ambit_draft *draft, double x, double y);

/* Records a fault of the record at hand, in this field (NULL: of its shape), for which nothing more is then said about
 * a missing shape. The words say found, expected, do. */
__attribute__((format(printf, 4, 5)))
void ambit_draft_fault(ambit_draft *draft, ambit_fault fault, const char *field, const char *format, ...);

/* Projects, judges, mends; *out is the layer, or NULL with AMBIT_E_INPUT when faults were recorded since the draft was
 * built. Once. Parallel over shapes; the same for any number of threads. */
ambit_status ambit_draft_finish(ambit_layer **out, ambit_draft *draft);

/* ---- The formats beside shapefiles, each in a file of its own ---------------------------------------------------- */

/* They fill the draft, which ambit_layer_read builds and finishes. Faults of the file are recorded and are no failure:
 * a failure is memory, or AMBIT_E_INPUT after a fault behind which nothing can be read. */

/* From an open file, which may lie in memory and stays the caller's. Units are features. */
ambit_status ambit_geojson_layer_read(ambit_draft *draft, const ambit_layer_source *source, FILE *file,
        ambit_diagnosis *diagnosis, ambit_error *err);

/* From source->path. Units are lines. */
ambit_status ambit_table_layer_read(ambit_draft *draft, const ambit_layer_source *source, ambit_diagnosis *diagnosis,
        ambit_error *err);

#endif
