#include "heuristics/watch.h"

#include <math.h>
#include <time.h>

double ambit_watch_now(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

void ambit_watch_init(ambit_watch *watch, const ambit_options *options)
{
    *watch = (ambit_watch){ .options = options, .started_s = ambit_watch_now() };
    watch->told_s = watch->started_s;
    watch->progress = (ambit_progress){ .cost = INFINITY, .violation = INFINITY, .bound = -INFINITY, .phase = "bound" };
    atomic_init(&watch->stopped, 0);
    atomic_flag_clear(&watch->telling);
}

double ambit_watch_elapsed(const ambit_watch *watch) { return ambit_watch_now() - watch->started_s; }

static void tell(ambit_watch *watch)
{
    double now = ambit_watch_now();
    if (now - watch->told_s < 0.1) return;
    watch->told_s = now;
    ambit_progress progress = watch->progress;
    progress.elapsed_s = now - watch->started_s;
    if (watch->options->progress(watch->options->context, &progress)) atomic_store(&watch->stopped, 1);
}

bool ambit_watch_stop(ambit_watch *watch)
{
    if (atomic_load(&watch->stopped)) return true;
    double limit = watch->options->time_s;
    if (limit > 0 && ambit_watch_elapsed(watch) >= limit) atomic_store(&watch->stopped, 1);
    if (watch->options->progress && !atomic_flag_test_and_set(&watch->telling)) {
        tell(watch);
        atomic_flag_clear(&watch->telling);
    }
    return atomic_load(&watch->stopped);
}

int ambit_watch_asked(void *watch) { return ambit_watch_stop(watch); }

bool ambit_watch_done(const ambit_watch *watch)
{
    const ambit_progress *p = &watch->progress;
    if (!(p->cost < INFINITY) || p->violation > 0) return false;
    return p->cost - p->bound <= fmax(watch->options->gap, 1e-9) * fabs(p->cost);
}
