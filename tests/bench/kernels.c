/* tests/bench/kernels.c - what the innermost steps cost, beside what the memory of the same machine can do.
 *
 * kernels [ACCOUNTS REPS]: a random problem of two measures. Prints a table separated by tabs: one evaluation of a
 * local-search move, one pair of the dual in a plain pass and in the bound's climb (which skips what is decided), one
 * "may this unit leave its territory?" on a map and how it was decided, all with one thread; then the dual and the
 * islands with two threads against one, which must give the same bits.
 * The yardstick is a triad over arrays that no cache holds, with as many threads as the row. */
#include "heuristics/genetic/islands.h"
#include "heuristics/plan/connected.h"
#include "heuristics/plan/state.h"
#include "instances/base/rng.h"
#include "solver/bound.h"
#include "tests/support.h"

#include <math.h>
#include <omp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { MOVES = 4096, TIMES = 1000, PASSES = 20, SEARCHED = 10 };
enum { WIDE = 120, TERRITORIES = 64, STEPS = 4000000, ASKED = 100000 /* of the map */ };

typedef struct {
    ambit_problem *problem;
    ambit_core *core;
    ambit_bound *bound;
    ambit_candidates candidates;
    ambit_neighbours neighbours;
    ambit_options options;
    ambit_watch watch;
    double rate[3]; /* bytes a second with one and with two threads */
} bench;

typedef struct { uint32_t u, to_u, v, to_v; } move;

static double now_s(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static void must(ambit_status status, const ambit_error *err)
{
    if (status == AMBIT_OK) return;
    fprintf(stderr, "kernels: %s\n", err->text);
    exit(EXIT_FAILURE);
}

/* ---- The yardstick --------------------------------------------------------------------------------------------- */

/* Numbers in one of three arrays that together are twice the last cache, within what a small machine has. */
static size_t array_length(void)
{
    long cache = sysconf(_SC_LEVEL3_CACHE_SIZE);
    double bytes = fmin(fmax(2.0 * (double)cache, 192e6), 960e6);
    return (size_t)(bytes / 3 / sizeof(double));
}

/* a = b + 3 c, the best of three; 24 bytes a number, what a cache reads before it writes is not counted. */
static double triad_rate(int threads, size_t n)
{
    double *a = malloc(n * sizeof *a), *b = malloc(n * sizeof *b), *c = malloc(n * sizeof *c), best = INFINITY;
    if (!a || !b || !c) exit(EXIT_FAILURE);
    for (size_t i = 0; i < n; i++) a[i] = 0, b[i] = 1, c[i] = 2;
    for (int k = 0; k < 3; k++) {
        double started = now_s();
#pragma omp parallel for num_threads(threads) schedule(static)
        for (size_t i = 0; i < n; i++) a[i] = b[i] + 3 * c[i];
        best = fmin(best, now_s() - started);
    }
    if (a[n / 2] != 7) exit(EXIT_FAILURE);
    free(a), free(b), free(c);
    return 24 * (double)n / best;
}

/* ---- Rows of the table ----------------------------------------------------------------------------------------- */

static void print_cost(const bench *b, const char *kernel, double ns, double bytes)
{
    double memory = 1e9 * bytes / b->rate[1];
    printf("%s\t1\t%.3f\t%.0f\t%.3f\t%.2f\tns / ns at memory rate\n", kernel, ns, bytes, memory, ns / memory);
}

static void print_threads(const char *kernel, double one_s, double two_s, int same)
{
    printf("%s\t2\t\t\t\t%.2f\tspeed / one thread's (%.2f s)%s\n", kernel, one_s / two_s, one_s,
           same ? "" : ", OTHER BYTES");
}

/* ---- Moves ------------------------------------------------------------------------------------------------------- */

/* Random moves over candidates, as the local search draws them. */
static void draw_moves(const bench *b, const ambit_state *s, move list[MOVES])
{
    const ambit_candidates *c = &b->candidates;
    ambit_rng rng = ambit_rng_of(1, 0);
    for (int k = 0; k < MOVES;) {
        uint32_t u = ambit_rng_below(&rng, b->core->n_units), v = ambit_rng_below(&rng, b->core->n_units);
        uint32_t to = c->offset[c->first[u] + ambit_rng_below(&rng, (uint32_t)(c->first[u + 1] - c->first[u]))];
        uint32_t a = ambit_state_rep(s, u), z = ambit_state_rep(s, v);
        size_t to_u = ambit_core_pair(b->core, u, z), to_v = ambit_core_pair(b->core, v, a);
        if (a == z || to == s->choice[u] || to_u == AMBIT_NO_PAIR || to_v == AMBIT_NO_PAIR) continue;
        list[k] = (move){ u, (uint32_t)(to_u - b->core->first[u]), v, (uint32_t)(to_v - b->core->first[v]) };
        list[k + 1] = (move){ u, to, v, 0 };
        k += 2;
    }
}

static void measure_moves(const bench *b)
{
    static move list[MOVES];
    const ambit_core *core = b->core;
    ambit_error err;
    ambit_state s;
    double sum = 0;
    must(ambit_state_init(&s, core, &err), &err);
    uint32_t *choice = calloc(core->n_units, sizeof *choice);
    double *penalties = calloc((size_t)core->n_rules * core->n_reps, sizeof *penalties);
    if (!choice || !penalties) exit(EXIT_FAILURE);
    for (uint32_t u = 0; u < core->n_units; u++) choice[u] = b->candidates.offset[b->candidates.first[u]];
    for (uint32_t k = 0; k < core->n_rules * core->n_reps; k++) penalties[k] = 5;
    ambit_state_load(&s, choice);
    ambit_state_set_penalties(&s, penalties);
    draw_moves(b, &s, list);
    double unit = 4 + 8 + 2 * 12 + 8.0 * core->n_rules, rows = 2.0 * core->n_rules * sizeof(ambit_row);
    double started = now_s();
    for (int n = 0; n < TIMES; n++)
        for (int k = 1; k < MOVES; k += 2) sum += ambit_shift_evaluate(&s, list[k].u, list[k].to_u);
    print_cost(b, "shift evaluated", 2e9 * (now_s() - started) / MOVES / TIMES, unit + rows);
    started = now_s();
    for (int n = 0; n < TIMES; n++)
        for (int k = 0; k < MOVES; k += 2)
            sum += ambit_swap_evaluate(&s, list[k].u, list[k].to_u, list[k].v, list[k].to_v);
    print_cost(b, "swap evaluated", 2e9 * (now_s() - started) / MOVES / TIMES, 2 * unit + rows);
    if (!isfinite(sum)) exit(EXIT_FAILURE);
    ambit_state_reset(&s);
    free(choice), free(penalties);
}

/* ---- The dual ---------------------------------------------------------------------------------------------------- */

static double climb(const bench *b, ambit_bound **out, int threads)
{
    const ambit_bound_options options = { .smooth_steps = 400, .deflected_steps = 500, .target = INFINITY };
    ambit_error err;
    omp_set_num_threads(threads);
    double started = now_s();
    must(ambit_bound_build(out, b->core, &options, &err), &err);
    return now_s() - started;
}

static double pass(const bench *b, int threads, double *value)
{
    omp_set_num_threads(threads);
    double started = now_s();
    for (int k = 0; k < PASSES; k++) *value = ambit_bound_value(b->core, b->bound->price);
    return now_s() - started;
}

/* Cost and rep of a pair are 12 bytes; its unit's amounts are shared by all of the unit's pairs. */
static void measure_dual(bench *b)
{
    const ambit_core *core = b->core;
    const double pairs = (double)core->n_pairs;
    const double bytes = 12 + 8.0 * core->n_rules * core->n_units / pairs;
    ambit_bound *other;
    double value[2], one = climb(b, &b->bound, 1), two = climb(b, &other, 2);
    double plain = pass(b, 1, &value[0]), shared = pass(b, 2, &value[1]);
    int same = !memcmp(b->bound->price, other->price, other->n_prices * sizeof *other->price);
    print_cost(b, "dual, a pair in a plain pass", 1e9 * plain / PASSES / pairs, bytes);
    print_cost(b, "dual, a pair and step of the climb", 1e9 * one / (double)b->bound->steps / pairs, bytes);
    print_threads("dual, plain pass", plain, shared, value[0] == value[1]);
    print_threads("dual, climb", one, two, same);
    ambit_bound_free(other);
}

/* ---- The islands ------------------------------------------------------------------------------------------------- */

static double evolve(bench *b, int threads, uint32_t *best)
{
    const ambit_islands_options options = { .n_islands = 4, .first_moves = 200000, .child_moves = 50000, .seed = 1 };
    ambit_islands *islands;
    ambit_error err;
    double objective, violation;
    omp_set_num_threads(threads);
    must(ambit_islands_build(&islands, b->core, &b->candidates, &b->neighbours, b->bound->price, &options, &b->watch,
                             &err), &err);
    double started = now_s();
    ambit_islands_settle(islands);
    ambit_islands_evolve(islands, 8);
    double taken = now_s() - started;
    const uint32_t *choice = ambit_islands_best(islands, AMBIT_ALL_ISLANDS, &objective, &violation);
    memcpy(best, choice, b->core->n_units * sizeof *best);
    ambit_islands_free(islands);
    return taken;
}

static void measure_islands(bench *b)
{
    uint32_t *best[2];
    for (int k = 0; k < 2; k++)
        if (!(best[k] = calloc(b->core->n_units, sizeof **best))) exit(EXIT_FAILURE);
    double one = evolve(b, 1, best[0]), two = evolve(b, 2, best[1]);
    print_threads("islands", one, two, !memcmp(best[0], best[1], b->core->n_units * sizeof **best));
    free(best[0]), free(best[1]);
}

/* ---- Territories that hang together ------------------------------------------------------------------------------ */

/* A map of WIDE by WIDE regions, most corners of which three regions share, as on maps of counties. */
static void draw_map(ambit_graph *graph, ambit_rng *rng)
{
    ambit_border *border = malloc(3 * WIDE * WIDE * sizeof *border);
    ambit_error err;
    size_t n = 0;
    if (!border) exit(EXIT_FAILURE);
    for (uint32_t u = 0; u < WIDE * WIDE; u++) {
        const int right = u % WIDE < WIDE - 1, down = u / WIDE < WIDE - 1;
        const uint32_t kind = ambit_rng_below(rng, 8);
        if (right) border[n++] = (ambit_border){ u, u + 1 };
        if (down) border[n++] = (ambit_border){ u, u + WIDE };
        if (right && down && kind > 4) border[n++] = (ambit_border){ u + 1, u + WIDE };
        else if (right && down && kind > 0) border[n++] = (ambit_border){ u, u + WIDE + 1 };
    }
    must(ambit_graph_build(graph, WIDE * WIDE, NULL, border, NULL, n, &err), &err);
    free(border);
}

static double squared(uint32_t u, uint32_t v)
{
    double x = (double)(u % WIDE) - (double)(v % WIDE), y = (double)(u / WIDE) - (double)(v / WIDE);
    return x * x + y * y;
}

static uint32_t nearest(uint32_t u, const uint32_t seed[TERRITORIES])
{
    uint32_t best = 0;
    for (uint32_t t = 1; t < TERRITORIES; t++)
        if (squared(u, seed[t]) < squared(u, seed[best])) best = t;
    return best;
}

/* Territories around random seeds, then a walk that likes to stay near them; asked[] are the last units of which it
 * asked whether they may leave. */
static void walk_over(ambit_connected *c, uint32_t *owner, uint32_t asked[ASKED], ambit_rng *rng)
{
    const ambit_graph *g = c->graph;
    uint32_t seed[TERRITORIES], n = 0;
    for (uint32_t t = 0; t < TERRITORIES; t++) seed[t] = ambit_rng_below(rng, g->n_units);
    for (uint32_t u = 0; u < g->n_units; u++) owner[u] = nearest(u, seed);
    for (uint32_t step = 0; step < STEPS; step++) {
        uint32_t u = ambit_rng_below(rng, g->n_units), degree = (uint32_t)(g->first[u + 1] - g->first[u]);
        uint32_t to = owner[g->unit[g->first[u] + ambit_rng_below(rng, degree)]];
        if (to == owner[u] || squared(u, seed[to]) - squared(u, seed[owner[u]]) > 100 * ambit_rng_unit(rng)) continue;
        asked[n++ % ASKED] = u;
        if (ambit_connected_may_leave(c, owner, u)) owner[u] = to;
    }
    if (n < ASKED) exit(EXIT_FAILURE);
}

static void measure_leaving(const bench *b)
{
    static uint32_t owner[WIDE * WIDE], asked[ASKED];
    ambit_rng rng = ambit_rng_of(1, 0);
    ambit_graph graph;
    ambit_connected c;
    ambit_error err;
    uint32_t may = 0;
    draw_map(&graph, &rng);
    must(ambit_connected_init(&c, &graph, TERRITORIES, &err), &err);
    walk_over(&c, owner, asked, &rng);
    const uint64_t count[4] = { c.by_leaf, c.by_first_ring, c.by_second_ring, c.by_search };
    const char *const by[4] = { "leaf", "first ring", "second ring", "search" };
    const double all = (double)(count[0] + count[1] + count[2] + count[3]);
    const double degree = (double)graph.first[graph.n_units] / graph.n_units;
    double started = now_s();
    for (int n = 0; n < PASSES; n++)
        for (uint32_t k = 0; k < ASKED; k++) may += ambit_connected_may_leave(&c, owner, asked[k]);
    print_cost(b, "may a unit leave", 1e9 * (now_s() - started) / PASSES / ASKED, 16 + 16 * degree);
    for (int k = 0; k < 4; k++)
        printf("may a unit leave, by %s\t1\t\t\t\t%.3f\tof its decisions\n", by[k], (double)count[k] / all);
    if (!may || may == PASSES * ASKED) exit(EXIT_FAILURE);
    ambit_connected_reset(&c);
    ambit_graph_reset(&graph);
}

/* ---- The run ----------------------------------------------------------------------------------------------------- */

int main(int argc, char **argv)
{
    uint32_t n_units = argc > 2 ? (uint32_t)strtoul(argv[1], NULL, 10) : 10000;
    uint32_t n_reps = argc > 2 ? (uint32_t)strtoul(argv[2], NULL, 10) : 100;
    bench b = { .options = ambit_options_default() };
    ambit_error err;
    size_t length = array_length();
    if (!n_units || !n_reps) return 2;
    for (int threads = 1; threads <= 2; threads++) b.rate[threads] = triad_rate(threads, length);
    printf("kernel\tthreads\tns\tbytes\tns at memory rate\tratio\tratio of\n");
    for (int threads = 1; threads <= 2; threads++)
        printf("triad, three arrays of %.0f MB\t%d\t%.3f\t24\t\t\t%.1f GB/s\n", 8e-6 * (double)length, threads,
               24e9 / b.rate[threads], 1e-9 * b.rate[threads]);
    b.problem = ambit_test_random_problem(1, n_units, n_reps, 2, 0.05, AMBIT_TEST_HIDDEN);
    must(ambit_core_build(&b.core, b.problem, 0, &err), &err);
    measure_dual(&b);
    must(ambit_candidates_init(&b.candidates, b.core, b.bound->price, SEARCHED, &err), &err);
    must(ambit_neighbours_init(&b.neighbours, b.core, &b.candidates, &err), &err);
    ambit_watch_init(&b.watch, &b.options);
    measure_moves(&b);
    measure_leaving(&b);
    measure_islands(&b);
    ambit_neighbours_reset(&b.neighbours);
    ambit_candidates_reset(&b.candidates);
    ambit_bound_free(b.bound);
    ambit_core_free(b.core);
    ambit_problem_free(b.problem);
    return fflush(stdout) ? EXIT_FAILURE : EXIT_SUCCESS;
}
