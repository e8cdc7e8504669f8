/* instances/settings/stability.h - what the section stability of a plan says beside the plan in force, its weight and
 * measure (instances/planfile.h): further caps on moves, accounts that are protected, reps that are frozen. */
#ifndef AMBIT_SETTINGS_STABILITY_H
#define AMBIT_SETTINGS_STABILITY_H
#include <stdint.h>

/* At most such a share of a measure moves, and of what each rep has today it loses and gains at most such a share. */
typedef struct {
    char *measure;    /* NULL: units, each once */
    double in_all;    /* fraction; INFINITY: no cap */
    double per_rep;   /* fraction; INFINITY: no cap */
} ambit_move_share;

typedef struct {
    char *price;              /* a column: what moving an account costs, in place of the measure; NULL: none */
    uint32_t n_shares;
    ambit_move_share *share;  /* beside the caps in all on units and on the measure */
    double active_within;     /* protect: days before the period that an account was worked in; < 0: not asked for */
    char *open;               /* protect: the column of open opportunities; NULL: not asked for */
    double protect_price;     /* what moving a protected account costs more; INFINITY: it never moves */
    uint32_t n_frozen;
    char **frozen;            /* rep ids, beside those that the column `frozen` of the reps names */
} ambit_stability_settings;

#endif
