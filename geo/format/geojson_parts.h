/* geo/format/geojson_parts.h - what the two files that read features share: geojson_read.c walks the file,
 * geojson_fields.c hands over what a feature says. Not for others. */
#ifndef AMBIT_GEOJSON_PARTS_H
#define AMBIT_GEOJSON_PARTS_H
#include "geo/format/draft.h"
#include "geo/format/geojson_shape.h"
#include "instances/base/dictionary.h"

/* What the members of an object at the top, or of a feature, said; its shape is in the reader. */
typedef struct {
    char type[32];           /* "": none that has a meaning */
    json_t *properties, *id;
    int doubled;             /* a property occurs twice */
    unsigned seen;           /* a bit for each member that is known */
    char fault[400];         /* "" or what is wrong with it */
} ambit_geojson_object;

typedef struct {
    ambit_draft *draft;
    const ambit_layer_source *source;
    ambit_diagnosis *diagnosis;
    const char *id_field;
    ambit_json_stream json;
    ambit_geojson_shape shape;
    int in_feature, is_over, no_memory;
    char crs[240];           /* what the file says of itself; "": nothing */
    int crs_refused;
    uint64_t n_features, n_heights, n_left_out;
    /* fields */
    uint64_t n_without_id, first_without_id;
    int has_id, has_name, has_own_id;
    char *has_wanted, *has_text; /* [source->n_wanted], [source->n_wanted_text] */
    ambit_arena texts;
    ambit_dictionary names;      /* of the properties seen: to their number in `name` */
    const char **name;
    uint32_t *text;              /* [n_names]: the text field that it is */
    uint32_t n_names;
} ambit_geojson_reader;

/* Returns 0, or -1 without memory. */
int ambit_geojson_fields_init(ambit_geojson_reader *reader);
void ambit_geojson_fields_reset(ambit_geojson_reader *reader);

/* A feature, with the shape at hand, becomes a record. */
void ambit_geojson_take(ambit_geojson_reader *reader, const ambit_geojson_object *feature);

/* Records which fields no feature had, and what was left out. */
void ambit_geojson_fields_end(ambit_geojson_reader *reader);

#endif
