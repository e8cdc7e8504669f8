/* tools/frontier/sweep.h - which questions make up a frontier, and what their answers leave.
 *
 * A level is a tolerance. Where moves can be counted, each level is a frontier of cost against moves: first the
 * cheapest plan, then the cheapest that moves strictly less, and so on until it is proven that none moves less still.
 * While every step is proven, nothing lies between two steps, so that the frontier is exact, ties and all. Where steps
 * cannot be proven, or would be too many, both ends are sought (least cost, fewest moves), and plans at caps spread
 * evenly between them, in parallel. Without a plan in force the tolerance itself is walked or spread.
 *
 * Effort is counted, and no question depends on how fast another one was answered: more threads, the same points. */
#ifndef AMBIT_FRONTIER_SWEEP_H
#define AMBIT_FRONTIER_SWEEP_H
#include "tools/frontier/point.h"

typedef struct {
    uint32_t n_levels;         /* 0: the plan's own tolerance, a half and a quarter of it */
    const double *tolerance;   /* [n_levels] */
    uint32_t points;           /* at most so many; 0: all that are exact, else AMBIT_FRONTIER_POINTS */
    int threads;
    double time_s;             /* wall time of the whole; 0: no limit */
    ambit_options solve;       /* seed, effort, progress of each question */
} ambit_frontier_order;

enum { AMBIT_FRONTIER_POINTS = 20 };

typedef struct {
    double tolerance;
    int is_exact;              /* no point is missing, and each is proven */
    ambit_frontier_answer answer;
    char *why;                 /* when there is no plan at this tolerance: words for a person */
    ambit_frontier_points points; /* moved into the result's list at the end */
} ambit_frontier_level;

typedef struct {
    uint32_t n_levels;
    ambit_frontier_level *level;
    ambit_frontier_points points; /* of all levels, none worse than another */
    uint32_t n_questions, n_worse; /* asked; found, but dropped because another point is better */
    int has_moves, is_exact, stopped;
    int is_thinned;            /* exact points were left out, because fewer were wanted */
} ambit_frontier;

/* On AMBIT_OK the caller owns what is in *out and resets it; a level without a plan is an answer, not a failure. */
ambit_status ambit_frontier_sweep(ambit_frontier *out, const ambit_frontier_model *model,
        const ambit_frontier_order *order, ambit_error *err);
void ambit_frontier_reset(ambit_frontier *frontier);

#endif
