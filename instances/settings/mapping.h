/* instances/settings/mapping.h - what the section mapping of a plan says: what other systems call reps and units. */
#ifndef AMBIT_SETTINGS_MAPPING_H
#define AMBIT_SETTINGS_MAPPING_H

typedef struct {
    int is_there;               /* the plan has the section */
    char *account_id;           /* a column of the accounts: their id there; NULL: not said */
    char *association_id;       /* a column of the accounts: Salesforce's id of the association with their territory */
    char *user_id;              /* a column of the reps: the user who the rep is */
    char *territory_id;         /* a column of the reps: the id of their territory */
    char *territory_key;        /* instead of ids: Salesforce's external id field of Territory2; it holds ids of reps */
    char *manager_user_id;      /* a column of the managers */
    char *manager_territory_id; /* a column of the managers: the territory above those of their reps */
    char *territory_type_id;    /* the id of the Territory2Type of every territory */
    char *territory_model_id;   /* the id of the Territory2Model */
    char *parent_territory_id;  /* the id of the territory above all; NULL: there is none */
    char *role, *manager_role;  /* RoleInTerritory2; default "" */
} ambit_mapping_settings;

#endif
