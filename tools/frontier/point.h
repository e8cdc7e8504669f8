/* tools/frontier/point.h - one plan on the frontier, and what is better than what.
 *
 * A point's bound holds for every plan that moves no more than the point and keeps the tolerance that was asked for:
 * such a plan costs at least that. Every figure is the verifier's (ambit_evaluate). */
#ifndef AMBIT_FRONTIER_POINT_H
#define AMBIT_FRONTIER_POINT_H
#include "tools/frontier/model.h"

typedef struct {
    ambit_frontier_epsilon asked;
    double cost, travel, imbalance, moved_amount;
    uint32_t moved_units;
    double bound;
    int proven;                /* no such plan costs less: the gap is at most 1e-9 */
    uint32_t *plan;            /* [n_units] */
    int is_worse;              /* while points are compared */
} ambit_frontier_point;

typedef enum {
    AMBIT_FRONTIER_UNKNOWN = 0, /* none was found, and none disproved */
    AMBIT_FRONTIER_FOUND,
    AMBIT_FRONTIER_IMPOSSIBLE   /* proven: there is no such plan */
} ambit_frontier_answer;

/* What one question takes, and what its answer hands on to the next ones. */
typedef struct {
    ambit_frontier_epsilon epsilon;
    ambit_frontier_aim aim;
    const uint32_t *start;     /* [n_units] a plan to begin with, or NULL */
    const double *start_price; /* [n_rules * n_reps] or NULL */
} ambit_frontier_question;

typedef struct {
    ambit_frontier_answer answer;
    ambit_frontier_point point; /* when found */
    double *price;             /* [n_rules * n_reps], or NULL */
    char *why;                 /* when impossible or unknown: words for a person */
    int stopped;               /* the callback or the time ended the search */
} ambit_frontier_reply;

/* Asks in one thread. On AMBIT_OK the caller resets *out; else it is reset. */
ambit_status ambit_frontier_ask(ambit_frontier_reply *out, const ambit_frontier_model *model,
        const ambit_frontier_question *question, const ambit_options *options, ambit_error *err);
void ambit_frontier_reply_reset(ambit_frontier_reply *reply);

/* A list that owns its plans. */
typedef struct { ambit_frontier_point *item; uint32_t n, room; } ambit_frontier_points;

/* Takes over the point's plan, whatever happens. */
ambit_status ambit_frontier_points_add(ambit_frontier_points *points, ambit_frontier_point *point, ambit_error *err);
void ambit_frontier_points_reset(ambit_frontier_points *points);

/* Which figures count when points are compared. */
typedef enum { AMBIT_FRONTIER_BY_MOVES = 1, AMBIT_FRONTIER_BY_IMBALANCE = 2 } ambit_frontier_by;

/* Sorts the points, the least balanced and cheapest first, and removes those that another one equals or betters in
 * cost and what is named in `by` (bits). Figures that agree to 1e-9 are equal. Returns how many were worse than another
 * one, apart from equal ones. O(n^2). */
uint32_t ambit_frontier_points_settle(ambit_frontier_points *points, unsigned by);

/* Leaves at most `most` points: both ends, and between them those next to evenly spread numbers. */
void ambit_frontier_points_thin(ambit_frontier_points *points, uint32_t most);

#endif
