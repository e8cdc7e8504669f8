/* instances/ambit.h - the public face of libambit.
 *
 * A problem is built from arrays: units (accounts or regions), reps (territories), what travel costs, and the rules.
 * `ambit_solve` searches and proves; the result holds the plan, a lower bound that is valid for the whole model, and
 * words for a person. No file is touched, nothing is global: two problems can be solved in two threads at once.
 *
 *     minimise   sum_ij (visits_i hours_ij + move_cost_i [j != current_i] + misfit_ij) x_ij
 *              + sum_ja ideal_weight_a |load_ja - ideal_ja| / ideal_ja  +  cost of the borders between territories
 *     such that  sum_j x_ij = 1,   lower_ja <= load_ja = sum_i amount_ija x_ij <= upper_ja,
 *                x_ij = 0 where forbidden or out of reach, x_ij = 1 where locked, groups stay together,
 *                sum_i move_amount_i [j != current_i] x_ij <= allowed,   of each rep: so much gained, so much lost
 *
 * This is the only header that is installed. It lies on the lowest floor because every floor shares its words. */
#ifndef AMBIT_H
#define AMBIT_H
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define AMBIT_VERSION "0.1.0"
#if defined(__GNUC__)
#define AMBIT_API __attribute__((visibility("default")))
#else
#define AMBIT_API
#endif

/* ---- Errors: a status, and a sentence in the caller's own storage ------------------------------------------------ */

typedef enum {
    AMBIT_OK = 0,
    AMBIT_E_MEMORY,     /* an allocation failed */
    AMBIT_E_FILE,       /* a file could not be opened, read or written */
    AMBIT_E_INPUT,      /* the data contradict themselves or the documented format */
    AMBIT_E_INFEASIBLE, /* proven: no plan satisfies the rules */
    AMBIT_E_LIMIT,      /* a limit came first; results so far are valid */
    AMBIT_E_BACKEND,    /* GLPK, PROJ, GEOS or shapelib refused; the text holds their words */
    AMBIT_E_INTERNAL    /* our own promise was broken: a defect of ambit */
} ambit_status;

typedef struct {
    ambit_status status;
    char text[500]; /* what went wrong, where, and what to try; no newline */
} ambit_error;

/* The name of a status, such as "input". Static text. */
AMBIT_API const char *ambit_status_name(ambit_status status);

/* ---- The problem ------------------------------------------------------------------------------------------------- */

typedef struct ambit_problem ambit_problem;

#define AMBIT_NOBODY UINT32_MAX /* "no rep": a unit without a current rep, a unit that is not locked */

/* One balance rule, such as workload within 10 %. All arrays are borrowed during the call only (copied inside).
 * Amounts and bounds are in the measure's own unit. Unit i at rep j brings amount[i] + per_hour[i]*hours_ij +
 * pair_amount of the pair. The amounts of a generalised assignment problem are `pair_amount` alone. */
typedef struct {
    const char *name;       /* what the user calls it; shown in explanations */
    const double *amount;   /* [n_units], finite and >= 0; may be NULL, for 0, when there is pair_amount */
    const double *per_hour; /* [n_units] or NULL: the amount's part that grows with the travel hours of the rep */
    const double *pair_amount; /* [n_pairs] or NULL: finite and >= 0, in the order of ambit_problem_set_pairs */
    const double *lower;    /* [n_reps], may be -INFINITY */
    const double *upper;    /* [n_reps], may be INFINITY */
    const double *ideal;    /* [n_reps] or NULL: what deviation is measured from */
    double ideal_weight;    /* cost of a deviation of 100 % of one rep's ideal; 0: none */
} ambit_rule;

/* One eligible pair of a travel matrix: round-trip hours of one visit. */
typedef struct { uint32_t unit, rep; double hours; } ambit_pair;

/* Starts an empty problem: every rep may serve every unit, nothing is balanced, one visit a unit, no travel.
 * On AMBIT_OK the caller owns *out (free it with ambit_problem_free); otherwise *out is NULL. Both counts are >= 1. */
AMBIT_API ambit_status ambit_problem_build(ambit_problem **out, uint32_t n_units, uint32_t n_reps, ambit_error *err);
AMBIT_API void ambit_problem_free(ambit_problem *problem); /* NULL is fine */

/* Names for explanations; copied. Without them units and reps are called by their numbers. */
AMBIT_API ambit_status ambit_problem_name(ambit_problem *problem, const char *const *unit_name,
        const char *const *rep_name, ambit_error *err);

/* Travel as a star: hours_ij = 2 * great-circle km * circuity / speed_km_h. Degrees, east and north positive. A rep
 * whose centre is free needs no place: NaN, or NULL when none has one. */
AMBIT_API ambit_status ambit_problem_set_places(ambit_problem *problem, const double *unit_lon_deg,
        const double *unit_lat_deg, const double *rep_lon_deg, const double *rep_lat_deg, double speed_km_h,
        double circuity, ambit_error *err);

/* Travel as a matrix, in any order; a pair that is missing is ineligible; a pair given twice is an error. Costs that
 * are plain numbers are hours of one visit: cost_ij is then exactly hours_ij. Comes before rules with `pair_amount`. */
AMBIT_API ambit_status ambit_problem_set_pairs(ambit_problem *problem, const ambit_pair *pair, size_t n_pairs,
        ambit_error *err);

/* Places in a plane instead of on the globe: the distance is Euclid's in the unit of x and y, rounded as asked (a half
 * goes up). Then travel is no longer in hours but what ambit_problem_set_travel says of that distance. rep_x and rep_y:
 * see above. */
typedef enum { AMBIT_ROUND_NOT = 0, AMBIT_ROUND_DOWN, AMBIT_ROUND_NEAREST } ambit_rounding;
AMBIT_API ambit_status ambit_problem_set_plane(ambit_problem *problem, const double *unit_x, const double *unit_y,
        const double *rep_x, const double *rep_y, ambit_rounding rounding, ambit_error *err);

/* What one visit costs: hours of the round trip; the distance d from the home or centre (km on the globe), as in the
 * p-median; or d * d, as in the moment of inertia of Hess' districts. travel_ij = visits[i] times that. */
typedef enum { AMBIT_TRAVEL_HOURS = 0, AMBIT_TRAVEL_DISTANCE, AMBIT_TRAVEL_MOMENT } ambit_travel;
AMBIT_API ambit_status ambit_problem_set_travel(ambit_problem *problem, ambit_travel travel, ambit_error *err);

/* Free centres: territories whose centre is chosen together with the plan, among the units of the territory itself.
 * After the places; a group is centred at its first unit. */
typedef struct {
    const uint8_t *is_free;    /* [n_reps] 1: the centre is to be chosen, 0: the rep's own place; NULL: all are free */
    const uint8_t *may_centre; /* [n_units] 1: the unit may be a centre; NULL: every one may */
    const double *capacity;    /* [n_units] or NULL: the most of the first rule that a territory centred there holds */
} ambit_centres;
AMBIT_API ambit_status ambit_problem_set_centres(ambit_problem *problem, const ambit_centres *centres,
        ambit_error *err);

/* Visits in the period: travel_ij = visits[i] * hours_ij. Finite and >= 0. */
AMBIT_API ambit_status ambit_problem_set_visits(ambit_problem *problem, const double *visits, ambit_error *err);

AMBIT_API ambit_status ambit_problem_add_rule(ambit_problem *problem, const ambit_rule *rule, ambit_error *err);

/* Who may not serve whom. `forbid` for single pairs; classes for segments: unit i may be served by rep j only when
 * rep_classes[j] has bit unit_class[i] (at most 64 classes); with misfit_cost > 0 it may, at that cost. */
AMBIT_API ambit_status ambit_problem_forbid(ambit_problem *problem, uint32_t unit, uint32_t rep, ambit_error *err);
AMBIT_API ambit_status ambit_problem_set_classes(ambit_problem *problem, const uint8_t *unit_class,
        const uint64_t *rep_classes, double misfit_cost, ambit_error *err);

/* locked[i] is the rep that unit i must stay with, or AMBIT_NOBODY. */
AMBIT_API ambit_status ambit_problem_set_locks(ambit_problem *problem, const uint32_t *locked, ambit_error *err);

/* Units of equal group[i] go to one rep; AMBIT_NOBODY: a unit on its own. */
AMBIT_API ambit_status ambit_problem_set_groups(ambit_problem *problem, const uint32_t *group, ambit_error *err);

/* The plan in force: current[i] or AMBIT_NOBODY. A unit that changes from a rep to another one costs move_cost[i]
 * (NULL: nothing) and counts move_amount[i] (NULL: 1) towards `allowed` (INFINITY: no cap). The current plan is
 * always a candidate: the answer is never worse than it, when it is within the rules. */
AMBIT_API ambit_status ambit_problem_set_current(ambit_problem *problem, const uint32_t *current,
        const double *move_cost, const double *move_amount, double allowed, ambit_error *err);

/* One more cap on what may move, beside `allowed` above: in all, and of each rep. A unit that leaves its current rep
 * for another counts amount[i]: towards `allowed`, towards what its rep loses and what the other gains. Units without a
 * current rep count for nobody. */
typedef struct {
    const char *name;          /* what is counted, such as "accounts"; shown in explanations */
    const double *amount;      /* [n_units], finite and >= 0; NULL: 1 each */
    double allowed;            /* in all; INFINITY: no cap */
    const double *most_gained; /* [n_reps] what each may take over from others, INFINITY: no cap; NULL: none has one */
    const double *most_lost;   /* [n_reps] what each may give away to others; likewise */
} ambit_move_cap;

/* After ambit_problem_set_current, which says where units are today and may be set anew. */
AMBIT_API ambit_status ambit_problem_add_move_cap(ambit_problem *problem, const ambit_move_cap *cap, ambit_error *err);

/* Which units touch, each pair once. With it every rep's units must be connected. */
typedef struct { uint32_t a, b; } ambit_border;
AMBIT_API ambit_status ambit_problem_set_adjacency(ambit_problem *problem, const ambit_border *border, size_t n_borders,
        ambit_error *err);

/* Compactness as a cost: cost[k] is paid when the two units of border[k] lie in different territories, such as its
 * length times a weight. Each pair once; finite and >= 0. Independent of ambit_problem_set_adjacency. */
AMBIT_API ambit_status ambit_problem_set_border_cost(ambit_problem *problem, const ambit_border *border,
        const double *cost, size_t n_borders, ambit_error *err);

/* ---- Solving ----------------------------------------------------------------------------------------------------- */

typedef enum { AMBIT_ENGINE_AUTO = 0, AMBIT_ENGINE_ILP, AMBIT_ENGINE_GA } ambit_engine;

typedef struct {
    double cost;       /* of the best plan so far; INFINITY when there is none */
    double violation;  /* sum over rules of what is beyond the bounds, in shares; 0: within the rules */
    double bound;      /* proven so far; -INFINITY when there is none */
    double elapsed_s;
    const char *phase; /* "bound", "construct", "genetic", "polish", "prove" */
} ambit_progress;

/* Returns 0 to go on, anything else to stop with the best plan so far. Called at most ten times a
 * second, from one thread at a time; a run that ends sooner never calls it. */
typedef int ambit_progress_fn(void *context, const ambit_progress *progress);

/* Parts of the search that can be left out, to measure what each part gives: bits of ambit_options.without. */
enum { AMBIT_WITHOUT_BRANCHING = 1, AMBIT_WITHOUT_SUBPROBLEMS = 2, AMBIT_WITHOUT_GENETIC = 4, AMBIT_WITHOUT_POOL = 8 };

typedef struct {
    ambit_engine engine;
    unsigned without; /* AMBIT_WITHOUT_...; 0: everything takes part */
    uint64_t seed;
    double effort;   /* a multiple of the default counted effort; 0: the default, which is 1 */
    double time_s;   /* wall time; 0: counted effort alone decides, so that the answer does not depend on the machine */
    double gap;      /* stop when (cost - bound) / cost is at most this; 0: go on to the proof */
    int threads;     /* 0: what OpenMP offers */
    const uint32_t *start;     /* [n_units] a plan to start from, such as yesterday's, or NULL; AMBIT_NOBODY: none */
    const double *start_price; /* [n_rules * n_reps] what ambit_result_prices said of a problem much like this one, or
                                * NULL. Both steer only: the bound holds whatever they are. */
    ambit_progress_fn *progress; /* NULL: none */
    void *context;
} ambit_options;

/* The defaults: auto with all parts, seed 1, effort 1, no time limit, gap 0, all threads, no callback. */
AMBIT_API ambit_options ambit_options_default(void);

typedef enum {
    AMBIT_PLAN_NONE = 0,   /* stopped before there was a plan */
    AMBIT_PLAN_OPTIMAL,    /* within the rules, and proven to be the best: the gap is at most 1e-9 */
    AMBIT_PLAN_FEASIBLE,   /* within the rules */
    AMBIT_PLAN_VIOLATED,   /* no plan within the rules was found, and none is disproved: the least violating one */
    AMBIT_PLAN_INFEASIBLE  /* proven: there is no plan within the rules; see ambit_result_explanation */
} ambit_plan_status;

typedef struct ambit_result ambit_result;

/* Searches for the best plan and proves a bound. `problem` is only read. On AMBIT_OK (also for an infeasible or a
 * violated problem, which are answers) the caller owns *out. The same problem, options (time_s 0) give the same result
 * for any number of threads. */
AMBIT_API ambit_status ambit_solve(ambit_result **out, const ambit_problem *problem, const ambit_options *options,
        ambit_error *err);
AMBIT_API void ambit_result_free(ambit_result *result); /* NULL is fine */

typedef struct { double total, travel, disruption, deviation, misfit, border; } ambit_cost;

typedef struct {
    const char *name;    /* such as "bound", "genetic algorithm", "GLPK branch and bound" */
    double cost, bound;  /* what stood after it: best cost (INFINITY: none), best bound */
    uint64_t effort;     /* counted: steps, moves, nodes */
    const char *unit;    /* of the effort: "steps", "moves" ... */
    double seconds;      /* wall time; not deterministic: keep it out of files that must be */
} ambit_contribution;

/* How often the search asked whether a territory hangs together without a unit, by what decided it: the unit's only
 * neighbour, its neighbours, those around them, or a search through the territory. */
typedef struct { uint64_t by_leaf, by_first_ring, by_second_ring, by_search; } ambit_checks;

typedef struct {
    ambit_plan_status status;
    ambit_cost cost;           /* of the plan; all 0 when there is none */
    double bound;              /* no plan costs less; -INFINITY when unknown */
    double gap;                /* (total - bound) / total, at least 0; INFINITY when unknown, 0 when both are 0 */
    double violation;          /* 0 when within the rules */
    int stopped;               /* 1: the callback, an interrupt or the time ended the search */
    uint64_t n_pairs;          /* eligible pairs */
    uint64_t n_candidates;     /* of them, those that the search looked at */
    const char *engine;        /* what auto decided, in words */
    uint32_t n_contributions;
    const ambit_contribution *contribution; /* in the order of the run */
    ambit_checks checks;       /* all 0 where nothing has to hang together */
} ambit_summary;

/* All borrowed: they live as long as the result. */
AMBIT_API const ambit_summary *ambit_result_summary(const ambit_result *result);
AMBIT_API const uint32_t *ambit_result_plan(const ambit_result *result); /* rep of each unit; NULL without a plan */
AMBIT_API const uint32_t *ambit_result_centres(const ambit_result *result); /* [n_reps] unit, AMBIT_NOBODY: its home;
                                                                              * NULL without free centres or plan */
AMBIT_API const double *ambit_result_prices(const ambit_result *result, uint32_t rule); /* [n_reps], NULL: none */

/* Why there is no plan, what would help, or that the plan in force stays: lines of text for a person, "" when there is
 * nothing to explain. */
AMBIT_API const char *ambit_result_explanation(const ambit_result *result);

/* ---- Judging any plan -------------------------------------------------------------------------------------------- */

typedef struct {
    int within_rules;          /* 1: complete, eligible, locks and groups kept, every bound held to 1e-9 of the share */
    ambit_cost cost;
    double violation;
    uint32_t moved_units;
    double moved_amount;
    char first_fault[240];     /* "" when within the rules */
} ambit_verdict;

/* Recomputes everything from the problem's arrays and the assignment alone; shares no code with the search.
 * plan[i] may be AMBIT_NOBODY (then it is incomplete). load may be NULL, else [n_rules * n_reps] is filled. */
AMBIT_API ambit_status ambit_evaluate(ambit_verdict *out, const ambit_problem *problem, const uint32_t *plan,
                                      double *load, ambit_error *err);

/* The best centre of each territory of a plan: the candidate among its units from which it costs least (the first of
 * equals), within its capacity when one is. AMBIT_NOBODY: a fixed home, or a territory without any candidate. */
AMBIT_API ambit_status ambit_problem_best_centres(const ambit_problem *problem, const uint32_t *plan, uint32_t *centre,
        ambit_error *err);

/* A lower bound alone, without a search: no plan within the rules costs less than *out, which is INFINITY when it turns
 * out that there is none. `known` is the cost of such a plan, or INFINITY; it steers, the bound is valid for any value.
 * `effort` multiplies the counted default effort. The same for any number of threads. */
AMBIT_API ambit_status ambit_problem_bound(double *out, const ambit_problem *problem, double known, double effort,
        ambit_error *err);

/* Writes the whole model as a CPLEX LP file, for other solvers. */
AMBIT_API ambit_status ambit_problem_write_lp(const ambit_problem *problem, const char *path, ambit_error *err);

#ifdef __cplusplus
}
#endif
#endif
