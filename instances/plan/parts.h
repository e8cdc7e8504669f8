/* instances/plan/parts.h - between the parts of the plan reader: folder.c finds the file, schema.c knows the keys,
 * text.c where each value stands, values.c (and quota.c, of its section) what the values mean.
 *
 * A raw plan has every value as text, exactly as it was written; NULL where the key is absent. */
#ifndef AMBIT_PLAN_PARTS_H
#define AMBIT_PLAN_PARTS_H
#include "instances/base/arena.h"
#include "instances/base/dictionary.h"
#include "instances/planfile.h"

typedef struct { char *measure, *where, *tolerance, *ideal_weight, *empty; } ambit_raw_balance;

typedef struct { char *from, *to, *rate; } ambit_raw_rate;
typedef struct { char *metric, *weight, *cap; } ambit_raw_metric;

typedef struct {
    char *method, *type, *split, *target, *currency, *history, *potential, *history_weight, *hedge, *hedge_by_layer;
    char *fiscal_start, *periods, *seasonality, *season_history, *round_to, *account_target, *rep_input, *capacity;
    struct { char *months, *share, *profile, *above; } ramp;
    struct { char *last, *change, *least_of_potential, *most_of_potential; } bounds;
    struct { char *law, *cv, *market_cv, *manager_cv, *draws; } simulation;
    struct { char *whole; ambit_raw_rate *rates; uint32_t rates_count; } commission;
    ambit_raw_metric *scorecard;
    uint32_t scorecard_count;
} ambit_raw_quota;

typedef struct {
    char *active_since, *potential, *hours, *selling_share, *near_cap, *reach, *opportunities, *stages;
} ambit_raw_coverage;
typedef struct {
    char *as_of, *currency, *decimals, *rep, *definition, *closes, *qualified_from, *win_rate, *win_rate_by;
    char *history_months, *own_from, *slippage, *multiple, *cycle_days, *cycle_of, *deal_size, *cases, *committed_from;
    char *stale, *stale_days, *quota, *quota_of, *actuals;
    struct { char *coverage, *velocity, *win_rate, *healthy, *win_rate_target, *velocity_target; } health;
    struct { char *id, *account, *amount, *stage, *opened, *closes, *owner, *currency, *closed, *forecast, *actual; }
        columns;
} ambit_raw_pipeline;
typedef struct { char *name, *calls, *minutes; } ambit_raw_class;
typedef struct {
    char *class_column, *calls_per_rep, *week_hours, *weeks, *selling_share, *potential, *margin, *rep_cost, *reps;
    char *centres;
    ambit_raw_class *classes;
    uint32_t classes_count;
} ambit_raw_size;
typedef struct {
    char *account_id, *association_id, *user_id, *territory_id, *territory_key, *manager_user_id;
    char *manager_territory_id, *territory_type_id, *territory_model_id, *parent_territory_id, *role, *manager_role;
} ambit_raw_mapping;
typedef struct { char *points, *tolerances; } ambit_raw_frontier;
typedef struct { char *measure, *share, *per_rep; } ambit_raw_move_share;
typedef struct {
    char *current, *weight, *measure, *price;
    struct {
        char *accounts, *amount;
        struct { char *accounts, *amount; } per_rep;
        ambit_raw_move_share *measures;
        uint32_t measures_count;
    } max_moved;
    struct { char *active_within, *open_opportunities, *price; } protect;
    char **frozen;
    uint32_t frozen_count;
} ambit_raw_stability;

typedef struct {
    char *name, *assign, *forbidden;
    struct { char *simplify, *wkt; } output;
    struct { char *start, *months; } period;
    ambit_source accounts, regions, reps, managers;
    struct { char *count, *objective, *amount, *candidates; } territories;
    struct { char *rule, *links, *islands, *snap; } contiguity;
    struct { char *border; } compactness;
    ambit_raw_balance *balance;
    uint32_t balance_count;
    struct { char *max_accounts; } limits;
    struct { char *speed_km_h, *circuity, *matrix, *osrm, *circuity_field, *distance, *weight; } travel;
    struct { char *travel; } workload;
    struct { char *weight; } misfit;
    ambit_raw_quota quota;
    ambit_raw_coverage coverage;
    ambit_raw_pipeline pipeline;
    ambit_raw_size size;
    ambit_raw_mapping mapping;
    ambit_raw_frontier frontier;
    ambit_raw_stability stability;
} ambit_raw_plan;

/* Where every key of the file stands: "travel", "travel.circuity", "balance[2].tolerance" (counted from 1). */
typedef struct {
    const char *shown;      /* the file's name in messages */
    ambit_arena texts;
    ambit_dictionary index; /* from key to its number in `place` */
    ambit_place *place;
    uint32_t n, room;
} ambit_plan_places;

/* The place of a key; that of the file when the key is absent. */
ambit_place ambit_plan_place_of(const ambit_plan_places *places, const char *key);

/* Reads a whole plan from memory into `plan`, whose folder, path and name are set, with the changes of its keys (NULL:
 * none). Faults are recorded. Returns 0 without memory. */
int ambit_plan_read_text(ambit_planfile *plan, ambit_plan_places *places, const char *text, size_t length,
        const ambit_changes *changes, ambit_diagnosis *diagnosis);

/* Gives every field of `plan` its value from `raw`, or its default. Texts are copied. Faults are recorded. Returns 0
 * without memory. */
int ambit_plan_convert(ambit_planfile *plan, const ambit_raw_plan *raw, const ambit_plan_places *places,
        ambit_diagnosis *diagnosis);

/* One section alone each, likewise; a file of its own name has them. */
int ambit_plan_convert_stability(ambit_planfile *plan, const ambit_raw_stability *raw, const ambit_plan_places *places,
        ambit_diagnosis *diagnosis);
void ambit_plan_free_stability(ambit_stability_settings *stability);
int ambit_plan_convert_quota(ambit_planfile *plan, const ambit_raw_quota *raw, const ambit_plan_places *places,
        ambit_diagnosis *diagnosis);
void ambit_plan_free_quota(ambit_quota_settings *quota);
int ambit_plan_convert_coverage(ambit_planfile *plan, const ambit_raw_coverage *raw, const ambit_plan_places *places,
        ambit_diagnosis *diagnosis);
void ambit_plan_free_coverage(ambit_coverage_settings *coverage);
int ambit_plan_convert_pipeline(ambit_planfile *plan, const ambit_raw_plan *raw, const ambit_plan_places *places,
        ambit_diagnosis *diagnosis); /* opportunities and stages stand in the section coverage */
void ambit_plan_free_pipeline(ambit_pipeline_settings *pipeline);
int ambit_plan_convert_size(ambit_planfile *plan, const ambit_raw_size *raw, const ambit_plan_places *places,
        ambit_diagnosis *diagnosis);
void ambit_plan_free_size(ambit_size_settings *size);
int ambit_plan_convert_mapping(ambit_planfile *plan, const ambit_raw_mapping *raw, const ambit_plan_places *places,
        ambit_diagnosis *diagnosis);
void ambit_plan_free_mapping(ambit_mapping_settings *mapping);
int ambit_plan_convert_frontier(ambit_planfile *plan, const ambit_raw_frontier *raw, const ambit_plan_places *places,
        ambit_diagnosis *diagnosis);

#endif
