/* instances/settings/coverage.h - what the section coverage of a plan says, with every default.
 *
 * Shares are fractions. What it says of deals is in pipeline.h. */
#ifndef AMBIT_SETTINGS_COVERAGE_H
#define AMBIT_SETTINGS_COVERAGE_H
#include <stdint.h>

enum { AMBIT_COVERAGE_MOST_REACH = 8 };

typedef struct {
    int is_there;           /* the plan has the section */
    char *active_since;     /* ISO date: an account is active when last_activity is on or after it; NULL: not said */
    char *potential;        /* a column of the accounts; NULL: `opportunity`, where there is one */
    double hours;           /* that a full-time rep works in a year; default 1,920: 48 weeks of 40 h */
    double selling_share;   /* of them, for visits and the way to them; default 35 % */
    double near_cap;        /* a rep is near the cap on accounts from this share of it on; default 90 % */
    uint32_t n_reach;       /* thresholds of reach, ascending; default 1, 2 and 3 hours one way */
    double reach_h[AMBIT_COVERAGE_MOST_REACH];
} ambit_coverage_settings;

#endif
