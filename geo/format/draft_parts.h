/* geo/format/draft_parts.h - what the two files of a draft share: draft.c gathers records, draft_finish.c makes the
 * layer of them. Not for others. */
#ifndef AMBIT_DRAFT_PARTS_H
#define AMBIT_DRAFT_PARTS_H
#include "geo/format/draft.h"
#include "geo/format/draft_list.h"
#include "geo/earth/project.h"
#include "instances/base/dictionary.h"

enum { NAME_ROOM = 1024 };

/* What is known of a record's shape. */
enum { SHAPE_NONE, SHAPE_RINGS, SHAPE_POINT, SHAPE_POINTS /* more than one */, SHAPE_REFUSED /* by the reader */ };

struct ambit_draft {
    ambit_layer_source source;
    ambit_draft_unit unit;
    char shown_table[NAME_ROOM];
    ambit_diagnosis *diagnosis;
    ambit_error *err;
    uint64_t n_errors_before;
    int no_memory;
    ambit_projection *projection; /* NULL: not said, or a fault was recorded */
    int crs_was_said;
    ambit_dictionary index;       /* from id to record */
    uint32_t room;                /* records that the arrays below, and those of the layer, have room for */
    uint64_t *number;
    char *shape;
    uint32_t *raw_first;          /* [room + 1] */
    ambit_rings raw;              /* in coordinates of the file; is_hole holds an ambit_ring_role */
    ambit_layer *layer;           /* centres are the points, in coordinates of the file */
};

/* Records a fault of record r (from 0) of the draft. */
__attribute__((format(printf, 5, 6)))
void ambit_draft_fault_at(ambit_draft *draft, uint32_t r, ambit_fault fault, const char *field, const char *format,
        ...);

#endif
