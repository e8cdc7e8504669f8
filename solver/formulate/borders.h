/* solver/formulate/borders.h - borders between regions while they are gathered, and what hangs apart all the same. */
#ifndef AMBIT_FORMULATE_BORDERS_H
#define AMBIT_FORMULATE_BORDERS_H
#include "solver/formulate/parts.h"

typedef struct {
    ambit_border *border; /* a < b; some may stand twice */
    size_t n, room;
    bool out_of_memory;
} ambit_border_list;

void ambit_border_list_add(ambit_border_list *list, uint32_t one, uint32_t other);

/* Ties every part that hangs together to its nearest region outside, until all of them hang together. */
ambit_status ambit_formulate_attach(ambit_formulating *w, ambit_border_list *list);

/* Warns of the parts beside the largest one, each with the nearest link that would join it, and of reps whose regions
 * of today do not hang together. */
ambit_status ambit_formulate_name_islands(ambit_formulating *w, const ambit_border_list *list);
ambit_status ambit_formulate_name_broken(ambit_formulating *w, const ambit_border_list *list);

#endif
