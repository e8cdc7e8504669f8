/* instances/settings/size.h - what the section size of a plan says: how much work there is and what a rep costs. */
#ifndef AMBIT_SETTINGS_SIZE_H
#define AMBIT_SETTINGS_SIZE_H
#include <stdint.h>

/* Accounts whose column `class` says `name`: how often each is called upon in the period. */
typedef struct { char *name; double calls, minutes; /* of a call; NaN: as the accounts say */ } ambit_size_class;

enum { AMBIT_SIZE_MOST_POINTS = 100 };

typedef struct {
    int is_there;         /* the plan has the section */
    char *class_column;   /* a column of the accounts; NULL: their visits are the calls */
    uint32_t n_classes;
    ambit_size_class *one_class; /* [n_classes] */
    double calls_per_rep; /* what a full-time rep can make in the period; NaN: not said */
    double hours;         /* of a full-time rep in a year: week_hours x weeks; NaN: coverage.hours */
    double selling_share; /* of them, for calls and the way to them; NaN: coverage.selling_share */
    char *potential;      /* a column of the accounts; NULL: coverage.potential or `opportunity` */
    double margin;        /* of the potential, as a fraction; NaN: not said */
    double rep_cost;      /* of a full-time rep in the period; NaN: not said */
    uint32_t n_points;    /* of the curve; 0: two fewer to two more than now */
    uint32_t point[AMBIT_SIZE_MOST_POINTS]; /* numbers of reps */
    int free_centres;     /* 1: every territory of the curve chooses its centre; 0: homes are kept */
} ambit_size_settings;

#endif
