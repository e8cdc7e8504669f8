/* instances/settings/coverage.h - what the section coverage of a plan says, with every default. */
#ifndef AMBIT_SETTINGS_COVERAGE_H
#define AMBIT_SETTINGS_COVERAGE_H

typedef struct {
    int is_there;           /* the plan has the section */
    char *active_since;     /* ISO date: an account is active when its last_activity is on or after it; NULL: not said */
    char *potential;        /* a column of the accounts; default `opportunity` */
} ambit_coverage_settings;

#endif
