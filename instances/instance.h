/* instances/instance.h - what an instance is: accounts, reps, pairs and rules as the files say them.
 *
 * Plain arrays, one entry an account or a rep, in file order. Nothing is derived here: shares, bounds and the join with
 * regions come later. Read in one pass over each file; all faults end up in the diagnosis. */
#ifndef AMBIT_INSTANCE_H
#define AMBIT_INSTANCE_H
#include "instances/base/arena.h"
#include "instances/base/dictionary.h"
#include "instances/planfile.h"

/* A numeric column that the plan's rules name ("opportunity"), read per account. */
typedef struct {
    const char *name;
    double *value; /* [n_accounts] */
} ambit_amounts;

/* A text column used by a `where:` class, coded: value[i] is an index into the distinct texts. */
typedef struct {
    const char *name;
    uint32_t *code;     /* [n_accounts] */
    uint32_t n_texts;
    const char **text;  /* [n_texts] */
} ambit_classes;

typedef struct {
    uint32_t n;
    const char **id;
    const char **name;          /* NULL: the file has no such column */
    int has_places;             /* 0: no coordinates; then a matrix is there */
    double *lon_deg, *lat_deg;  /* as read when the source has lon/lat; else x and y in the source's crs */
    double *visits;             /* default 1 */
    double *minutes;            /* NULL: no such column */
    const char **segment;       /* NULL: no such column; "" is none */
    uint32_t *current;          /* rep index; AMBIT_NOBODY: empty, or one who left */
    uint32_t *locked;           /* rep index or AMBIT_NOBODY */
    uint32_t *group;            /* group number or AMBIT_NOBODY */
    uint32_t n_groups;
    int32_t *active;            /* day of the last activity (instances/base/day.h), INT32_MIN: none; NULL: not asked */
    const char **region;        /* NULL: joined by place */
    uint32_t n_measures;
    ambit_amounts *measure;     /* "workload" and "accounts" are derived when no such column exists, so not here then */
    uint32_t n_classes;
    ambit_classes *classes;
} ambit_accounts;

typedef struct {
    uint32_t n;
    const char **id, **name;
    uint32_t n_listed;          /* the first ones, of the file; the others are named T001, T002, ... */
    int has_places;             /* 1: some have a home */
    double *lon_deg, *lat_deg;  /* NaN where is_free */
    uint8_t *is_free;           /* 1: no home, the plan chooses where the territory sits */
    uint32_t n_free;
    double *fte;                /* default 1 */
    const char **start_date;    /* "" is none */
    const char **segments;      /* a ';' list; "" serves all */
    uint32_t *max_accounts;     /* 0: none */
    const char **manager;       /* "" is none */
    double *presence;           /* share of the period that the rep is not on leave */
    uint8_t *is_frozen;         /* 1: keeps exactly the units of today */
} ambit_reps;

typedef struct { uint32_t unit, rep; } ambit_forbidden;

/* Keys of accounts and the regions that they lead to, each key once. n 0: there is none. */
typedef struct {
    uint32_t n;
    const char **key, **region;
    uint64_t *line; /* of the file */
} ambit_crosswalk;

/* Regions hold geometry, so geo/ reads them; here is only what the plan needs by name when regions are the units. */
typedef struct {
    ambit_planfile *plan;
    ambit_accounts accounts;
    ambit_reps reps;
    ambit_crosswalk crosswalk;
    size_t n_forbidden;
    ambit_forbidden *forbidden;  /* units are accounts, or regions when `assign: regions` */
    uint8_t *may_centre;         /* [n_units] of `candidates`; NULL: every unit may be a centre */
    size_t n_hours;
    ambit_pair *hours;           /* the travel matrix; NULL: none */
    const char *const *unit_id;  /* borrowed: of accounts, or of the regions given to the reader */
    uint32_t n_units;
    uint32_t *adopted;           /* [n_units] the plan in force when it is not the one of the files; NULL: it is */
    char *has_current;           /* "" or the name of the column that was there */
    uint32_t n_inputs;
    char **input;                /* files read, as named in the plan, for the hashes: plan.yaml first */
    ambit_dictionary rep_index, unit_index;
    ambit_arena texts;
} ambit_instance;

/* Reads every file of the plan but the regions. With `assign: regions` the caller reads the layer first and gives
 * the regions' ids (borrowed, must outlive the instance), so that pairs and matrix can name them; otherwise
 * region_id is NULL. Takes ownership of `plan` (also when it fails). Returns AMBIT_E_INPUT when the diagnosis has
 * errors; *out is then NULL. O(bytes read). Errors: every fault of the accounts, reps, pairs and matrix files. */
ambit_status ambit_instance_read(ambit_instance **out, ambit_planfile *plan, uint32_t n_regions,
        const char *const *region_id, ambit_diagnosis *diagnosis, ambit_error *err);
void ambit_instance_free(ambit_instance *instance); /* NULL is fine */

/* Where the reps come from, in messages: the file, or the names of territories that the plan made up. Static or the
 * plan's. */
const char *ambit_instance_reps_source(const ambit_instance *instance);

/* Reads `unit_id,rep_id` (an assignment.csv, ours or anybody's): plan[i] is the rep of unit i or AMBIT_NOBODY.
 * Unknown units or reps, units given twice or left out are recorded. `plan` is [n_units], the caller's. */
ambit_status ambit_assignment_read(uint32_t *plan, const ambit_instance *instance, const char *path,
        ambit_diagnosis *diagnosis, ambit_error *err);

#endif
