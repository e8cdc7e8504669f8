/* tests/tools/report/squares.h - a plan of squares: regions in a grid, so that everything about them can be counted. */
#ifndef AMBIT_TEST_SQUARES_H
#define AMBIT_TEST_SQUARES_H
#include "tests/tools/paper_outcome.h"

enum { SIDE = 6, N = SIDE * SIDE, REPS = 4 };

/* A plan whose units are the squares: rep 0 has the west, 1 the middle, 2 the east; before it was cut the other way. */
typedef struct {
    paper p;
    ambit_layer *squares;
    char id[N][8];
    const char *ids[N];
    uint32_t plan[N], before[N];
} world;

static inline void build_squares(world *w)
{
    ambit_rings rings;
    uint32_t first[N + 1];
    ambit_error err = { AMBIT_OK, "" };
    ambit_rings_init(&rings);
    for (uint32_t k = 0; k < N; k++) {
        double x = k % SIDE - 100.0, y = k / SIDE + 35.0;
        const double lon[4] = { x, x + 1, x + 1, x }, lat[4] = { y, y, y + 1, y + 1 };
        first[k] = k;
        if (ambit_rings_add(&rings, lon, lat, 4, 0)) abort();
        snprintf(w->id[k], sizeof w->id[k], "S%02u", k);
        w->ids[k] = w->id[k];
    }
    first[N] = N;
    if (ambit_layer_build(&w->squares, &rings, first, N, w->ids, NULL, &err) != AMBIT_OK) abort();
}

static inline void world_init(world *w)
{
    paper_init(&w->p, (paper_size){ 2, 2, N / REPS, 2 });
    build_squares(w);
    for (uint32_t k = 0; k < N; k++) {
        w->plan[k] = k % SIDE / 2;
        w->before[k] = k / SIDE / 2;
    }
    w->p.formulation.regions = w->squares;
    w->p.formulation.unit_id = w->ids;
    w->p.outcome.plan = w->plan;
    w->p.outcome.before = w->before;
    w->p.outcome.n_neighbours = 0; /* those of the plan come from the outcome, which says none here */
    w->p.planfile.assign = AMBIT_ASSIGN_REGIONS;
}

static inline void world_reset(world *w)
{
    ambit_layer_free(w->squares);
    paper_reset(&w->p);
}

#endif
