/* instances/settings/size.h - what the section size of a plan says: how much work there is and what a rep costs. */
#ifndef AMBIT_SETTINGS_SIZE_H
#define AMBIT_SETTINGS_SIZE_H

typedef struct {
    int is_there;     /* the plan has the section */
    double margin;    /* of the opportunity, as a fraction; NaN: not said */
    double rep_cost;  /* of a full-time rep in the period; NaN: not said */
} ambit_size_settings;

#endif
