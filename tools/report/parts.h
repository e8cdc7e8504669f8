/* tools/report/parts.h - the parts of the page by name; assets.S puts their bytes into the program. */
#ifndef AMBIT_REPORT_PARTS_H
#define AMBIT_REPORT_PARTS_H
#include <stddef.h>

typedef enum { AMBIT_PART_PAGE, AMBIT_PART_STYLE, AMBIT_PART_SCRIPT } ambit_part_kind;

typedef struct {
    const char *name;       /* as page.html calls it: "leaflet.css" */
    ambit_part_kind kind;
    const char *text;       /* borrowed, static */
    size_t length;
} ambit_part;

/* The i-th part in the order of the page, the page itself first; returns 0 beyond the last. */
int ambit_part_at(ambit_part *out, size_t i);

#endif
