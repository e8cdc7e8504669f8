/* When a run ends, and how often its caller hears of it. */
#include "heuristics/watch.h"

#include <math.h>
#include <omp.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <time.h>
#include <cmocka.h>

typedef struct { int calls, answer; double last_s; atomic_int inside, met; ambit_watch *other; } listener;

static int listen(void *context, const ambit_progress *progress)
{
    listener *l = context;
    if (atomic_fetch_add(&l->inside, 1)) atomic_store(&l->met, 1);
    l->calls++;
    l->last_s = progress->elapsed_s;
    if (l->other) ambit_watch_stop(l->other);
    atomic_fetch_sub(&l->inside, 1);
    return l->answer;
}

static void pause_ms(long ms)
{
    const struct timespec time = { ms / 1000, ms % 1000 * 1000000 };
    nanosleep(&time, NULL);
}

static void the_clock_goes_on(void **state)
{
    (void)state;
    const ambit_options options = { .time_s = 0 };
    ambit_watch watch;
    ambit_watch_init(&watch, &options);
    double before = ambit_watch_now();
    pause_ms(5);
    assert_true(ambit_watch_now() - before >= 0.004);
    assert_true(ambit_watch_elapsed(&watch) >= 0.004 && ambit_watch_elapsed(&watch) < 60);
    assert_false(ambit_watch_stop(&watch)); /* no limit, no callback: never */
    assert_int_equal(ambit_watch_asked(&watch), 0);
}

static void the_time_limit_ends_it(void **state)
{
    (void)state;
    const ambit_options options = { .time_s = 0.05 };
    ambit_watch watch;
    ambit_watch_init(&watch, &options);
    assert_false(ambit_watch_stop(&watch));
    pause_ms(60);
    assert_true(ambit_watch_stop(&watch));
    assert_int_equal(ambit_watch_asked(&watch), 1);
    assert_true(ambit_watch_stop(&watch)); /* and it stays ended */
}

/* At most ten times a second, and not at once. */
static void the_callback_is_not_pestered(void **state)
{
    (void)state;
    listener l = { 0 };
    const ambit_options options = { .progress = listen, .context = &l };
    ambit_watch watch;
    ambit_watch_init(&watch, &options);
    assert_false(ambit_watch_stop(&watch));
    assert_int_equal(l.calls, 0);
    while (ambit_watch_elapsed(&watch) < 0.35) assert_false(ambit_watch_stop(&watch)), pause_ms(1);
    assert_true(l.calls >= 1 && l.calls <= 3);
    assert_true(l.last_s >= 0.1 && l.last_s <= ambit_watch_elapsed(&watch));
}

static void the_callback_can_stop(void **state)
{
    (void)state;
    listener l = { .answer = 5 };
    const ambit_options options = { .progress = listen, .context = &l };
    ambit_watch watch;
    ambit_watch_init(&watch, &options);
    pause_ms(110);
    assert_true(ambit_watch_stop(&watch));
    pause_ms(110);
    assert_true(ambit_watch_stop(&watch));
    assert_int_equal(l.calls, 1); /* who has stopped is not asked again */
}

static void one_thread_at_a_time(void **state)
{
    (void)state;
    listener l = { 0 };
    const ambit_options options = { .progress = listen, .context = &l };
    ambit_watch watch;
    ambit_watch_init(&watch, &options);
#pragma omp parallel num_threads(4)
    while (ambit_watch_elapsed(&watch) < 0.25) ambit_watch_stop(&watch), pause_ms(1);
    assert_true(l.calls >= 1 && l.calls <= 2);
    assert_false(atomic_load(&l.met));
}

/* A callback may run something with a watch of its own. */
static void runs_do_not_meet(void **state)
{
    (void)state;
    listener inner = { 0 }, outer = { 0 };
    const ambit_options inner_options = { .progress = listen, .context = &inner };
    const ambit_options outer_options = { .progress = listen, .context = &outer };
    ambit_watch inside, outside;
    ambit_watch_init(&inside, &inner_options), ambit_watch_init(&outside, &outer_options);
    outer.other = &inside;
    pause_ms(110);
    assert_false(ambit_watch_stop(&outside));
    assert_true(outer.calls == 1 && inner.calls == 1);
}

static const struct done_case {
    const char *name;
    double cost, violation, bound, gap;
    bool done;
} done_cases[] = {
    { "nothing known is not done", INFINITY, INFINITY, -INFINITY, 0, false },
    { "a plan without a bound is not done", 100, 0, -INFINITY, 0.5, false },
    { "a closed gap is done", 100, 0, 100, 0, true },
    { "a bound that rounding put above is done", 100, 0, 100.0000001, 0, true },
    { "a millionth open is not done", 100, 0, 99.9999, 0, false },
    { "a gap that was asked for is done", 100, 0, 99, 0.01, true },
    { "a larger one is not", 100, 0, 98.9, 0.01, false },
    { "a plan outside the rules is never done", 100, 0.1, 100, 0.5, false },
    { "costs of nothing are done", 0, 0, 0, 0, true },
};

static void is_it_done(void **state)
{
    const struct done_case *c = *state;
    const ambit_options options = { .gap = c->gap };
    ambit_watch watch;
    ambit_watch_init(&watch, &options);
    assert_false(ambit_watch_done(&watch));
    watch.progress.cost = c->cost, watch.progress.violation = c->violation, watch.progress.bound = c->bound;
    assert_int_equal(ambit_watch_done(&watch), c->done);
}

int main(void)
{
    enum { CASES = sizeof done_cases / sizeof *done_cases, OTHERS = 6 };
    struct CMUnitTest tests[CASES + OTHERS] = {
        { "the clock goes on", the_clock_goes_on, NULL, NULL, NULL },
        { "the time limit ends a run", the_time_limit_ends_it, NULL, NULL, NULL },
        { "the callback is asked at most ten times a second", the_callback_is_not_pestered, NULL, NULL, NULL },
        { "the callback can stop a run", the_callback_can_stop, NULL, NULL, NULL },
        { "the callback is called from one thread at a time", one_thread_at_a_time, NULL, NULL, NULL },
        { "runs do not meet", runs_do_not_meet, NULL, NULL, NULL },
    };
    for (size_t i = 0; i < CASES; i++)
        tests[OTHERS + i] = (struct CMUnitTest){ done_cases[i].name, is_it_done, NULL, NULL, (void *)&done_cases[i] };
    return cmocka_run_group_tests_name("heuristics/watch", tests, NULL, NULL);
}
