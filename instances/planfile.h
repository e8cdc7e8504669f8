/* instances/planfile.h - plan.yaml as a struct, read through libcyaml with a schema.
 *
 * Every key of section "Files" of the manual (tools/manual.md) is here, with its default; sections that belong to
 * other commands (scenario ...) are accepted and kept out of the way. Text that is absent is NULL. Percentages (`10%`)
 * and fractions (`0.1`) are both read as fractions. */
#ifndef AMBIT_PLANFILE_H
#define AMBIT_PLANFILE_H
#include "instances/base/diagnosis.h"
#include "instances/change/change.h"
#include "instances/settings/coverage.h"
#include "instances/settings/frontier.h"
#include "instances/settings/mapping.h"
#include "instances/settings/pipeline.h"
#include "instances/settings/quota.h"
#include "instances/settings/size.h"
#include "instances/settings/stability.h"

/* Where accounts, regions or reps are read from; all NULL when the plan has no such section. What is not named is
 * NULL and has its usual name (lon, lat, name) where the file has it; only `id` has a default here: account_id,
 * GEOID, rep_id. */
typedef struct {
    char *file, *id, *lon, *lat, *x, *y, *crs, *name;
    char *region;    /* accounts: the column that names the region of each, instead of the join by place */
    char *crosswalk; /* accounts: a table that leads from that column to the regions' ids */
    char *outside;   /* accounts: what becomes of those in no region; outside_km says it as a number */
    char *wkt, *outline, *member; /* regions: a table's column of shapes; where points end; which layer of a zip */
} ambit_source;

typedef struct {
    char *measure;
    char *where;          /* "tier=A", or NULL: every unit */
    double tolerance;     /* fraction */
    double ideal_weight;  /* default 0 */
    int empty_is_zero;    /* `empty: 0` */
    uint32_t line;        /* of the rule in plan.yaml, 0 when unknown */
} ambit_balance;

typedef enum { AMBIT_ASSIGN_ACCOUNTS, AMBIT_ASSIGN_REGIONS } ambit_assign;
typedef enum { AMBIT_DISTANCE_SPHERE, AMBIT_DISTANCE_GEODESIC } ambit_distance_kind;
typedef enum { AMBIT_CONTIGUITY_NONE, AMBIT_CONTIGUITY_ROOK, AMBIT_CONTIGUITY_QUEEN } ambit_contiguity;

/* A table as changes leave it: it lies in memory, under a name that every reader can open. */
typedef struct { const char *file; char path[40]; int descriptor; } ambit_changed_table; /* `file` is the plan's */

enum { AMBIT_MOST_CHANGED = 8 };

typedef struct {
    char *folder;         /* where plan.yaml lies; files are named relative to it */
    char *path;           /* of plan.yaml itself */
    char *name;           /* default: the folder's name */
    char *period_start;   /* ISO date or NULL */
    uint32_t period_months;
    ambit_source accounts, regions, reps, managers;
    ambit_assign assign;
    uint32_t n_balance;
    ambit_balance *balance;
    uint32_t max_accounts;        /* limits: 0 is none */
    char *forbidden;              /* file of pairs, or NULL */
    double speed_km_h;            /* default 60 */
    double circuity;              /* default 1.3 */
    char *matrix;                 /* travel: {matrix: FILE}, or NULL */
    double travel_weight;         /* travel: {weight: W}: of travel in the objective; default 1 */
    char *osrm;                   /* travel: {osrm: http://...}, or NULL */
    char *circuity_field;         /* travel: a numeric field of the regions, or NULL: circuity everywhere */
    ambit_distance_kind distance; /* travel: {distance: sphere|geodesic}; default sphere */
    int workload_travel;          /* workload: {travel: true} */
    char *current;                /* stability: column; default current_rep */
    int is_adopted;               /* a plan was adopted: the column in `current` is not needed */
    int has_stability;
    double stability_weight;      /* default 0 without the section, 1 with it */
    char *stability_measure;      /* NULL: per unit */
    double max_moved_accounts;    /* fraction of the units; INFINITY: no cap */
    double max_moved_amount;      /* fraction of stability_measure's total; INFINITY: no cap */
    ambit_stability_settings stability; /* the rest of that section */
    double misfit_weight;         /* misfit: {weight: W}: segments become a cost; 0: they are hard */
    ambit_contiguity contiguity;
    char *links;
    int islands_attach;
    double snap_m;                /* contiguity: borders that are this close touch; default 0 */
    double outside_km;            /* accounts: {outside: nearest within 5 km}; 0, the default: they are rejected */
    double simplify_m;            /* output: {simplify: 100 m}; default 0, every point */
    int output_wkt;               /* output: {wkt: true}: the territories' shapes as CSV too */
    int has_territories;          /* the section is there: reps without a home have their centre chosen */
    uint32_t territories_count;   /* of all territories; 0: as many as reps */
    ambit_travel territories_objective; /* default hours */
    char *territories_amount, *territories_candidates; /* a measure, a file of units; NULL: none */
    ambit_quota_settings quota;
    ambit_coverage_settings coverage;
    ambit_pipeline_settings pipeline;
    ambit_size_settings size;
    ambit_mapping_settings mapping;
    ambit_frontier_settings frontier;
    uint32_t n_changed;
    ambit_changed_table changed[AMBIT_MOST_CHANGED];
    double border_cost;           /* compactness: {border: ...}: of a km between two territories; default 0 */
} ambit_planfile;

/* Reads the plan in `folder_or_file`. Faults are recorded with line, column and key; returns AMBIT_E_INPUT when there
 * were any, and *out is NULL then. The caller owns *out. */
ambit_status ambit_planfile_read(ambit_planfile **out, const char *folder_or_file, ambit_diagnosis *diagnosis,
        ambit_error *err);
/* The same with changes, of plan.yaml alone: ambit_changes_lay (change/tables.h) lays those of tables over it. */
ambit_status ambit_planfile_read_with(ambit_planfile **out, const char *folder_or_file, const ambit_changes *changes,
        ambit_diagnosis *diagnosis, ambit_error *err);
void ambit_planfile_free(ambit_planfile *plan);

/* `file` relative to the plan's folder, written into `out` (absolute paths stay), or where it lies as changes leave it.
 * Returns 0, or -1 when it is too long. */
int ambit_planfile_path(char *out, size_t size, const ambit_planfile *plan, const char *file);

#endif
