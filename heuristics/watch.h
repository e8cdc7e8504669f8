/* heuristics/watch.h - when to stop, and whom to tell how it goes.
 *
 * The caller's callback and the wall clock can end a run; counted effort ends it otherwise. Only this module looks at
 * a clock, so without a time limit nothing depends on the machine. */
#ifndef AMBIT_WATCH_H
#define AMBIT_WATCH_H
#include "instances/ambit.h"
#include <stdatomic.h>
#include <stdbool.h>

typedef struct {
    const ambit_options *options;
    double started_s, told_s;
    ambit_progress progress;    /* what is known so far; changed only between parallel parts */
    atomic_int stopped;
    atomic_flag
            telling; /* a thread is at the callback: the others go on. Of this run alone, so that runs cannot meet */
} ambit_watch;

/* Seconds of a clock that never jumps. */
double ambit_watch_now(void);

void ambit_watch_init(ambit_watch *watch, const ambit_options *options);
double ambit_watch_elapsed(const ambit_watch *watch);

/* True when the run must end now. Asks the clock and, at most ten times a second, the callback. Thread-safe. */
bool ambit_watch_stop(ambit_watch *watch);

/* The same with the shape that solver/ wants. */
int ambit_watch_asked(void *watch);

/* True when the gap that was asked for is reached (or closed). */
bool ambit_watch_done(const ambit_watch *watch);

#endif
