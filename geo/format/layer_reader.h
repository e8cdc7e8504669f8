/* geo/format/layer_reader.h - what the parts of reading a layer share: layer_read.c opens, projects and mends,
 * layer_table.c reads ids, names and numbers. Not for others. */
#ifndef AMBIT_LAYER_READER_H
#define AMBIT_LAYER_READER_H
#include "geo/format/encoding.h"
#include "geo/layer.h"
#include "geo/project.h"
#include "geo/format/shapefile.h"
#include "instances/base/dictionary.h"

/* Records a fault of the .shp or of the .dbf (and the field). */
#define SHP_FAULT(reader, fault, ...) \
    ambit_diagnosis_error((reader)->diagnosis, AMBIT_FAULT_##fault, \
            (ambit_place){ .file = (reader)->shown }, __VA_ARGS__)
#define DBF_FAULT(reader, fault, in_field, ...) \
    ambit_diagnosis_error((reader)->diagnosis, AMBIT_FAULT_##fault, \
            (ambit_place){ .file = (reader)->shown_dbf, .field = (in_field) }, __VA_ARGS__)

enum { PATH_ROOM = 1024, LIST_ROOM = 400 };

/* What is being read, and what is known so far. */
struct ambit_layer_reader {
    const ambit_layer_files *files;
    const char *shown, *id_field, *name_field, *crs;
    const char *const *wanted;
    uint32_t n_wanted;
    ambit_diagnosis *diagnosis;
    ambit_error *err;
    char shown_dbf[PATH_ROOM];
    ambit_shapefile *file;
    ambit_projection *projection; /* NULL: a fault was recorded */
    ambit_encoding encoding;
    ambit_dictionary index;
    uint32_t id_at, name_at;      /* fields; UINT32_MAX: none */
    uint32_t *record;             /* [layer->n]: from 0, in the file */
    ambit_rings raw;
    uint32_t *raw_first;          /* [layer->n + 1] */
    ambit_layer *layer;
};

/* Says that memory ended. */
ambit_status ambit_reader_no_memory(const struct ambit_layer_reader *reader);

/* "record 17 (id 37001)", counted from 1 as people do. Returns out. */
const char *ambit_reader_record(char out[160], const struct ambit_layer_reader *reader, uint32_t r);

/* "A, B, C and 4 more" in at most LIST_ROOM bytes. */
typedef struct { char text[LIST_ROOM]; size_t used; uint32_t n, shown; } ambit_short_list;
void ambit_short_list_add(ambit_short_list *list, const char *text);
const char *ambit_short_list_end(ambit_short_list *list);

/* The text of a small file, without a BOM and the blanks around it. Returns 1, or 0 and "" when there is none. */
int ambit_reader_small(char *out, size_t size, FILE *file);

/* Ids, names and wanted numbers of the records that reader->record lists. */
ambit_status ambit_reader_table(struct ambit_layer_reader *reader);

#endif
