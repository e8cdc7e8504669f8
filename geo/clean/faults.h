/* geo/clean/faults.h - where regions overlap, where they leave something out, and where their borders come apart.
 *
 * A layer is a map when every place belongs to one region. Overlaps are exact: what two or more regions cover. Gaps are
 * what no region covers and regions enclose, lakes and enclaves of others included; a sliver is a gap that is thin or
 * no wider than the tolerance, also one that is open to a side. Faults of less than 0.01 square metres do not count.
 * Shapes are compared where their longitudes lie: faults between neighbours on both sides of the antimeridian are not
 * seen. */
#ifndef AMBIT_FAULTS_H
#define AMBIT_FAULTS_H
#include "geo/layer.h"

enum { AMBIT_FLAW_REGIONS = 4 };

/* Borders that come nearer than this without touching are taken for a common one that was drawn twice. */
#define AMBIT_HAIR_M 1.0

typedef enum { AMBIT_FLAW_OVERLAP, AMBIT_FLAW_GAP, AMBIT_FLAW_SLIVER } ambit_flaw_kind;

typedef struct {
    ambit_flaw_kind kind;
    uint32_t n_regions;                  /* that cover the overlap, or lie around the gap */
    uint32_t region[AMBIT_FLAW_REGIONS]; /* the first of them: of gaps the ones with the longest borders */
    double area_km2, width_m;            /* mean width: twice the area by the perimeter */
} ambit_flaw;

typedef struct { uint32_t n; double area_km2; } ambit_flaw_sum;

typedef struct {
    uint32_t n;
    ambit_flaw *flaw;       /* overlaps, then gaps, then slivers, each by falling area; overlaps of the same regions are
                             * one */
    ambit_layer *shapes;    /* [n] of each flaw; NULL: not asked for */
    ambit_flaw_sum sum[3];  /* of each kind */
} ambit_faults;

/* `tolerance_m` 0 is AMBIT_HAIR_M. Parallel; the result does not depend on the number of threads. The caller resets
 * *out. O(n log n) in the points as a rule. */
ambit_status ambit_faults_find(ambit_faults *out, const ambit_layer *layer, double tolerance_m, int with_shapes,
        ambit_error *err);
void ambit_faults_reset(ambit_faults *faults);

const char *ambit_flaw_name(ambit_flaw_kind kind); /* "overlap", "gap", "sliver" */

#endif
