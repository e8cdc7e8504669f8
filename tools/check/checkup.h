/* tools/check/checkup.h - everything that `ambit check` finds out, before it is printed. */
#ifndef AMBIT_CHECKUP_H
#define AMBIT_CHECKUP_H
#include "geo/clean/faults.h"
#include "geo/clean/repair.h"
#include "tools/command.h"
#include "tools/layer_facts.h"
#include "tools/output/json.h"
#include "tools/workspace.h"

enum { AMBIT_CHECKUP_SHOWN = 10 };

typedef struct {
    const ambit_request *request;
    ambit_workspace *workspace;
    ambit_layer_facts facts;
    ambit_faults faults;
    char crs[120], format[40];     /* of the regions' file */
    int has_accounts;              /* accounts were joined to regions */
    uint32_t n_without;            /* regions without an account */
    uint32_t without[AMBIT_CHECKUP_SHOWN];
    int has_repairs;
    ambit_repairs repairs;
    char *disproof;                /* NULL: no plan is disproved */
    int has_pairs;
    uint64_t n_pairs;              /* eligible */
} ambit_checkup;

/* Of a workspace without errors. `with_shapes`: the faults are wanted as shapes. */
ambit_status ambit_checkup_regions(ambit_checkup *c, int with_shapes, ambit_error *err);

/* Writes faults.geojson into the folder of --out. */
ambit_status ambit_checkup_write_faults(const ambit_checkup *c, ambit_error *err);

/* Looks whether --out and --repair could be written, before time is spent. AMBIT_E_FILE names what is in the way. */
ambit_status ambit_checkup_look(const ambit_request *request, ambit_error *err);

/* Reads the regions once more with all their fields, repairs them, and writes --repair. */
ambit_status ambit_checkup_repair(ambit_checkup *c, ambit_error *err);

void ambit_checkup_print_json(const ambit_checkup *c);
void ambit_checkup_print_words(const ambit_checkup *c);

/* The part of both that is about regions. */
void ambit_checkup_print_regions_json(ambit_json *json, const ambit_checkup *c);
void ambit_checkup_print_regions_words(const ambit_checkup *c);

#endif
