/* tools/coverage/figures.h - the figures of coverage of whatever has accounts: a rep, a manager, a segment, all.
 *
 * Everything is a sum over accounts, so the figures of a manager are the sums of those below. Only regions are not: one
 * that two reps share counts once for each of them, and once for whoever is above both. */
#ifndef AMBIT_COVERAGE_FIGURES_H
#define AMBIT_COVERAGE_FIGURES_H
#include "instances/settings/coverage.h"
#include <math.h>
#include <stdint.h>

/* One account, as it counts. */
typedef struct {
    int is_active;
    double potential;    /* NaN: nobody has said */
    double visit_h;      /* hours of its visits in the period */
    double round_trip_h; /* of one visit; NaN: not known */
    double visits;
} ambit_coverage_account;

typedef struct {
    uint64_t accounts, active;
    uint64_t without_potential; /* accounts whose cell is empty */
    uint64_t without_way;       /* accounts that nothing is known of the way to */
    uint32_t regions, engaged;  /* held; held and with an active account of its own */
    double potential, active_potential;
    double visit_h, travel_h, available_h;
    double reach_accounts[AMBIT_COVERAGE_MOST_REACH], reach_potential[AMBIT_COVERAGE_MOST_REACH]; /* within each */
} ambit_coverage_figures;

static inline void ambit_coverage_figures_count(ambit_coverage_figures *to, const ambit_coverage_account *account,
        const ambit_coverage_settings *settings)
{
    const double potential = isnan(account->potential) ? 0 : account->potential;
    to->accounts++;
    to->active += account->is_active != 0;
    to->without_potential += isnan(account->potential) != 0;
    to->potential += potential;
    if (account->is_active) to->active_potential += potential;
    to->visit_h += account->visit_h;
    if (isnan(account->round_trip_h)) {
        to->without_way++;
        return;
    }
    to->travel_h += account->visits * account->round_trip_h;
    for (uint32_t k = settings->n_reach; k-- > 0 && account->round_trip_h / 2 <= settings->reach_h[k];) {
        to->reach_accounts[k]++;
        to->reach_potential[k] += potential;
    }
}

/* All but the regions. */
static inline void ambit_coverage_figures_add(ambit_coverage_figures *to, const ambit_coverage_figures *from)
{
    to->accounts += from->accounts;
    to->active += from->active;
    to->without_potential += from->without_potential;
    to->without_way += from->without_way;
    to->potential += from->potential;
    to->active_potential += from->active_potential;
    to->visit_h += from->visit_h;
    to->travel_h += from->travel_h;
    to->available_h += from->available_h;
    for (uint32_t k = 0; k < AMBIT_COVERAGE_MOST_REACH; k++) {
        to->reach_accounts[k] += from->reach_accounts[k];
        to->reach_potential[k] += from->reach_potential[k];
    }
}

/* A share of a whole; NaN of nothing. */
static inline double ambit_coverage_share(double part, double whole) { return whole > 0 ? part / whole : (double)NAN; }

#endif
