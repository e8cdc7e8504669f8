/* tools/report/backdrop.h - what lies under the accounts on the map: regions, and territories now and today.
 *
 * Regions are thinned first and united afterwards, so that their borders and those of the territories stay the same
 * lines at every zoom. Regions that are too many for a page (census tracts of a country) are left out; the territories
 * are thinned alone then. */
#ifndef AMBIT_REPORT_BACKDROP_H
#define AMBIT_REPORT_BACKDROP_H
#include "tools/outcome.h"

typedef struct {
    const ambit_layer *territories;  /* a shape for each rep; NULL: none */
    const ambit_layer *before;       /* the same of the current plan; NULL: none, or there is no current plan */
    const ambit_layer *regions;      /* thin; NULL: none, or too many */
    uint32_t *rep, *rep_before;      /* [regions->n] whose each is (of accounts: who has most of them there) */
    size_t n_neighbours;             /* pairs of reps whose territories touch, now or before: a rep keeps its colour */
    ambit_border *neighbours;
    ambit_layer *made[3];            /* the layers above that are not the outcome's */
} ambit_backdrop;

/* On AMBIT_OK the caller resets *out, which borrows from the outcome; else there is nothing to reset. Takes as long as
 * uniting the regions, for two plans. */
ambit_status ambit_backdrop_build(ambit_backdrop *out, const ambit_outcome *outcome, ambit_error *err);
void ambit_backdrop_reset(ambit_backdrop *backdrop);

#endif
