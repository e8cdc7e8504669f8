/* instances/settings/mapping.h - what the section mapping of a plan says: what other systems call reps and units. */
#ifndef AMBIT_SETTINGS_MAPPING_H
#define AMBIT_SETTINGS_MAPPING_H

typedef struct {
    int is_there;      /* the plan has the section */
    char *account_id;  /* a column of the accounts: their id there; NULL: not said */
    char *user_id;     /* a column of the reps */
} ambit_mapping_settings;

#endif
