/* instances/plan/schema.c - every key of a plan, and where its text goes. */
#include "instances/plan/schema.h"

#define TEXT(key, type, member) CYAML_FIELD_STRING_PTR(key, CYAML_FLAG_OPTIONAL, type, member, 0, CYAML_UNLIMITED)
#define MUST(key, type, member) CYAML_FIELD_STRING_PTR(key, CYAML_FLAG_DEFAULT, type, member, 0, CYAML_UNLIMITED)
#define PART(key, member, fields) CYAML_FIELD_MAPPING(key, CYAML_FLAG_OPTIONAL, ambit_raw_plan, member, fields)
#define ELSEWHERE(key) CYAML_FIELD_IGNORE(key, CYAML_FLAG_OPTIONAL) /* a section of another command */
#define OF(member) __typeof__(((ambit_raw_plan *)NULL)->member)

#define PLACES /* of accounts, reps or regions that are points */ \
    TEXT("lon", ambit_source, lon), TEXT("lat", ambit_source, lat), TEXT("x", ambit_source, x), \
    TEXT("y", ambit_source, y), TEXT("crs", ambit_source, crs)

static const cyaml_schema_field_t period_fields[] = {
    TEXT("start", OF(period), start), TEXT("months", OF(period), months), CYAML_FIELD_END };
static const cyaml_schema_field_t accounts_fields[] = {
    MUST("file", ambit_source, file), TEXT("id", ambit_source, id), PLACES, TEXT("name", ambit_source, name),
    TEXT("region", ambit_source, region), TEXT("crosswalk", ambit_source, crosswalk),
    TEXT("outside", ambit_source, outside), CYAML_FIELD_END };
static const cyaml_schema_field_t regions_fields[] = {
    MUST("file", ambit_source, file), TEXT("id", ambit_source, id), TEXT("name", ambit_source, name),
    PLACES, TEXT("wkt", ambit_source, wkt), TEXT("outline", ambit_source, outline),
    TEXT("member", ambit_source, member), CYAML_FIELD_END };
static const cyaml_schema_field_t reps_fields[] = {
    MUST("file", ambit_source, file), TEXT("id", ambit_source, id), PLACES, TEXT("name", ambit_source, name),
    CYAML_FIELD_END };
static const cyaml_schema_field_t managers_fields[] = {
    MUST("file", ambit_source, file), TEXT("id", ambit_source, id), TEXT("name", ambit_source, name),
    CYAML_FIELD_END };
static const cyaml_schema_field_t territories_fields[] = {
    TEXT("count", OF(territories), count), TEXT("objective", OF(territories), objective),
    TEXT("amount", OF(territories), amount), TEXT("candidates", OF(territories), candidates), CYAML_FIELD_END };
static const cyaml_schema_field_t contiguity_fields[] = {
    TEXT("rule", OF(contiguity), rule), TEXT("links", OF(contiguity), links),
    TEXT("islands", OF(contiguity), islands), TEXT("snap", OF(contiguity), snap), CYAML_FIELD_END };
static const cyaml_schema_field_t compactness_fields[] = {
    TEXT("border", OF(compactness), border), CYAML_FIELD_END };
static const cyaml_schema_field_t balance_fields[] = {
    MUST("measure", ambit_raw_balance, measure), TEXT("where", ambit_raw_balance, where),
    MUST("tolerance", ambit_raw_balance, tolerance), TEXT("ideal_weight", ambit_raw_balance, ideal_weight),
    TEXT("empty", ambit_raw_balance, empty), CYAML_FIELD_END };
static const cyaml_schema_value_t balance_entry = {
    CYAML_VALUE_MAPPING(CYAML_FLAG_DEFAULT, ambit_raw_balance, balance_fields) };
static const cyaml_schema_field_t limits_fields[] = {
    TEXT("max_accounts", OF(limits), max_accounts), CYAML_FIELD_END };
static const cyaml_schema_field_t travel_fields[] = {
    TEXT("speed_km_h", OF(travel), speed_km_h), TEXT("circuity", OF(travel), circuity),
    TEXT("matrix", OF(travel), matrix), TEXT("osrm", OF(travel), osrm),
    TEXT("circuity_field", OF(travel), circuity_field), TEXT("distance", OF(travel), distance),
    TEXT("weight", OF(travel), weight), CYAML_FIELD_END };
static const cyaml_schema_field_t output_fields[] = {
    TEXT("simplify", OF(output), simplify), TEXT("wkt", OF(output), wkt), CYAML_FIELD_END };
static const cyaml_schema_field_t workload_fields[] = { TEXT("travel", OF(workload), travel), CYAML_FIELD_END };
static const cyaml_schema_field_t misfit_fields[] = { TEXT("weight", OF(misfit), weight), CYAML_FIELD_END };
static const cyaml_schema_field_t move_share_fields[] = {
    MUST("measure", ambit_raw_move_share, measure), TEXT("share", ambit_raw_move_share, share),
    TEXT("per_rep", ambit_raw_move_share, per_rep), CYAML_FIELD_END };
static const cyaml_schema_value_t move_share_entry = {
    CYAML_VALUE_MAPPING(CYAML_FLAG_DEFAULT, ambit_raw_move_share, move_share_fields) };
static const cyaml_schema_field_t per_rep_fields[] = {
    TEXT("accounts", OF(stability.max_moved.per_rep), accounts),
    TEXT("amount", OF(stability.max_moved.per_rep), amount), CYAML_FIELD_END };
static const cyaml_schema_field_t max_moved_fields[] = {
    TEXT("accounts", OF(stability.max_moved), accounts), TEXT("amount", OF(stability.max_moved), amount),
    CYAML_FIELD_MAPPING("per_rep", CYAML_FLAG_OPTIONAL, OF(stability.max_moved), per_rep, per_rep_fields),
    CYAML_FIELD_SEQUENCE("measures", CYAML_FLAG_POINTER | CYAML_FLAG_OPTIONAL, OF(stability.max_moved), measures,
                         &move_share_entry, 0, 100),
    CYAML_FIELD_END };
static const cyaml_schema_field_t protect_fields[] = {
    TEXT("active_within", OF(stability.protect), active_within),
    TEXT("open_opportunities", OF(stability.protect), open_opportunities), TEXT("price", OF(stability.protect), price),
    CYAML_FIELD_END };
static const cyaml_schema_value_t rep_entry = { CYAML_VALUE_STRING(CYAML_FLAG_POINTER, char, 0, CYAML_UNLIMITED) };
static const cyaml_schema_field_t stability_fields[] = {
    TEXT("current", OF(stability), current), TEXT("weight", OF(stability), weight),
    TEXT("measure", OF(stability), measure), TEXT("price", OF(stability), price),
    CYAML_FIELD_MAPPING("max_moved", CYAML_FLAG_OPTIONAL, OF(stability), max_moved, max_moved_fields),
    CYAML_FIELD_MAPPING("protect", CYAML_FLAG_OPTIONAL, OF(stability), protect, protect_fields),
    CYAML_FIELD_SEQUENCE("frozen", CYAML_FLAG_POINTER | CYAML_FLAG_OPTIONAL, OF(stability), frozen, &rep_entry, 0,
                         CYAML_UNLIMITED),
    CYAML_FIELD_END };
#define QUOTA(key, member) TEXT(key, ambit_raw_quota, member)
#define QUOTA_PART(key, member, fields) \
    CYAML_FIELD_MAPPING(key, CYAML_FLAG_OPTIONAL, ambit_raw_quota, member, fields)
#define QUOTA_OF(member) __typeof__(((ambit_raw_quota *)NULL)->member)

static const cyaml_schema_field_t ramp_fields[] = {
    TEXT("months", QUOTA_OF(ramp), months), TEXT("share", QUOTA_OF(ramp), share),
    TEXT("profile", QUOTA_OF(ramp), profile), TEXT("above", QUOTA_OF(ramp), above), CYAML_FIELD_END };
static const cyaml_schema_field_t bounds_fields[] = {
    TEXT("last", QUOTA_OF(bounds), last), TEXT("change", QUOTA_OF(bounds), change),
    TEXT("least_of_potential", QUOTA_OF(bounds), least_of_potential),
    TEXT("most_of_potential", QUOTA_OF(bounds), most_of_potential), CYAML_FIELD_END };
static const cyaml_schema_field_t simulation_fields[] = {
    TEXT("law", QUOTA_OF(simulation), law), TEXT("cv", QUOTA_OF(simulation), cv),
    TEXT("market_cv", QUOTA_OF(simulation), market_cv), TEXT("manager_cv", QUOTA_OF(simulation), manager_cv),
    TEXT("draws", QUOTA_OF(simulation), draws), CYAML_FIELD_END };
static const cyaml_schema_field_t rate_fields[] = {
    TEXT("from", ambit_raw_rate, from), TEXT("to", ambit_raw_rate, to), MUST("rate", ambit_raw_rate, rate),
    CYAML_FIELD_END };
static const cyaml_schema_value_t rate_entry = {
    CYAML_VALUE_MAPPING(CYAML_FLAG_DEFAULT, ambit_raw_rate, rate_fields) };
static const cyaml_schema_field_t commission_fields[] = {
    TEXT("whole", QUOTA_OF(commission), whole),
    CYAML_FIELD_SEQUENCE("rates", CYAML_FLAG_POINTER, QUOTA_OF(commission), rates, &rate_entry, 0, 100),
    CYAML_FIELD_END };
static const cyaml_schema_field_t metric_fields[] = {
    MUST("metric", ambit_raw_metric, metric), MUST("weight", ambit_raw_metric, weight),
    TEXT("cap", ambit_raw_metric, cap), CYAML_FIELD_END };
static const cyaml_schema_value_t metric_entry = {
    CYAML_VALUE_MAPPING(CYAML_FLAG_DEFAULT, ambit_raw_metric, metric_fields) };
static const cyaml_schema_field_t quota_fields[] = {
    QUOTA("method", method), QUOTA("type", type), QUOTA("split", split), QUOTA("target", target),
    QUOTA("currency", currency), QUOTA("history", history), QUOTA("potential", potential),
    QUOTA("history_weight", history_weight), QUOTA("hedge", hedge), QUOTA("hedge_by_layer", hedge_by_layer),
    QUOTA("fiscal_start", fiscal_start), QUOTA("periods", periods), QUOTA("seasonality", seasonality),
    QUOTA("season_history", season_history), QUOTA("round_to", round_to), QUOTA("account_target", account_target),
    QUOTA("rep_input", rep_input), QUOTA("capacity", capacity),
    QUOTA_PART("ramp", ramp, ramp_fields), QUOTA_PART("bounds", bounds, bounds_fields),
    QUOTA_PART("simulation", simulation, simulation_fields),
    QUOTA_PART("commission", commission, commission_fields),
    CYAML_FIELD_SEQUENCE("scorecard", CYAML_FLAG_POINTER | CYAML_FLAG_OPTIONAL, ambit_raw_quota, scorecard,
                         &metric_entry, 0, 100),
    CYAML_FIELD_END };
static const cyaml_schema_field_t coverage_fields[] = {
    TEXT("active_since", ambit_raw_coverage, active_since), TEXT("potential", ambit_raw_coverage, potential),
    TEXT("hours", ambit_raw_coverage, hours), TEXT("selling_share", ambit_raw_coverage, selling_share),
    TEXT("near_cap", ambit_raw_coverage, near_cap), TEXT("reach", ambit_raw_coverage, reach),
    TEXT("opportunities", ambit_raw_coverage, opportunities), TEXT("stages", ambit_raw_coverage, stages),
    CYAML_FIELD_END };
#define DEAL(key, member) TEXT(key, ambit_raw_pipeline, member)
#define DEAL_PART(key, member, fields) \
    CYAML_FIELD_MAPPING(key, CYAML_FLAG_OPTIONAL, ambit_raw_pipeline, member, fields)
#define DEAL_OF(member) __typeof__(((ambit_raw_pipeline *)NULL)->member)

static const cyaml_schema_field_t health_fields[] = {
    TEXT("coverage", DEAL_OF(health), coverage), TEXT("velocity", DEAL_OF(health), velocity),
    TEXT("win_rate", DEAL_OF(health), win_rate), TEXT("healthy", DEAL_OF(health), healthy),
    TEXT("win_rate_target", DEAL_OF(health), win_rate_target),
    TEXT("velocity_target", DEAL_OF(health), velocity_target), CYAML_FIELD_END };
static const cyaml_schema_field_t deal_columns_fields[] = {
    TEXT("id", DEAL_OF(columns), id), TEXT("account", DEAL_OF(columns), account),
    TEXT("amount", DEAL_OF(columns), amount), TEXT("stage", DEAL_OF(columns), stage),
    TEXT("opened", DEAL_OF(columns), opened), TEXT("closes", DEAL_OF(columns), closes),
    TEXT("owner", DEAL_OF(columns), owner), TEXT("currency", DEAL_OF(columns), currency),
    TEXT("closed", DEAL_OF(columns), closed), TEXT("forecast", DEAL_OF(columns), forecast),
    TEXT("actual", DEAL_OF(columns), actual), CYAML_FIELD_END };
static const cyaml_schema_field_t pipeline_fields[] = {
    DEAL("as_of", as_of), DEAL("currency", currency), DEAL("decimals", decimals), DEAL("rep", rep),
    DEAL("definition", definition), DEAL("closes", closes), DEAL("qualified_from", qualified_from),
    DEAL("win_rate", win_rate), DEAL("win_rate_by", win_rate_by), DEAL("history_months", history_months),
    DEAL("own_from", own_from), DEAL("slippage", slippage), DEAL("multiple", multiple),
    DEAL("cycle_days", cycle_days), DEAL("cycle_of", cycle_of), DEAL("deal_size", deal_size), DEAL("cases", cases),
    DEAL("committed_from", committed_from), DEAL("stale", stale), DEAL("stale_days", stale_days),
    DEAL("quota", quota), DEAL("quota_of", quota_of), DEAL("actuals", actuals),
    DEAL_PART("health", health, health_fields), DEAL_PART("columns", columns, deal_columns_fields), CYAML_FIELD_END };
#define SIZE(key, member) TEXT(key, ambit_raw_size, member)
static const cyaml_schema_field_t class_fields[] = {
    MUST("class", ambit_raw_class, name), MUST("calls", ambit_raw_class, calls),
    TEXT("minutes", ambit_raw_class, minutes), CYAML_FIELD_END };
static const cyaml_schema_value_t class_entry = {
    CYAML_VALUE_MAPPING(CYAML_FLAG_DEFAULT, ambit_raw_class, class_fields) };
static const cyaml_schema_field_t size_fields[] = {
    SIZE("class", class_column), SIZE("calls_per_rep", calls_per_rep), SIZE("week_hours", week_hours),
    SIZE("weeks", weeks), SIZE("selling_share", selling_share), SIZE("potential", potential),
    SIZE("margin", margin), SIZE("rep_cost", rep_cost), SIZE("reps", reps), SIZE("centres", centres),
    CYAML_FIELD_SEQUENCE("classes", CYAML_FLAG_POINTER | CYAML_FLAG_OPTIONAL, ambit_raw_size, classes,
                         &class_entry, 0, 100),
    CYAML_FIELD_END };
#define MAPPING(key) TEXT(#key, ambit_raw_mapping, key)
static const cyaml_schema_field_t mapping_fields[] = {
    MAPPING(account_id), MAPPING(association_id), MAPPING(user_id), MAPPING(territory_id), MAPPING(territory_key),
    MAPPING(manager_user_id), MAPPING(manager_territory_id), MAPPING(territory_type_id), MAPPING(territory_model_id),
    MAPPING(parent_territory_id), MAPPING(role), MAPPING(manager_role), CYAML_FIELD_END };
static const cyaml_schema_field_t frontier_fields[] = {
    TEXT("points", ambit_raw_frontier, points), TEXT("tolerances", ambit_raw_frontier, tolerances),
    CYAML_FIELD_END };
static const cyaml_schema_field_t plan_fields[] = {
    TEXT("name", ambit_raw_plan, name),
    PART("period", period, period_fields),
    PART("accounts", accounts, accounts_fields),
    PART("regions", regions, regions_fields),
    PART("reps", reps, reps_fields),
    PART("managers", managers, managers_fields),
    TEXT("assign", ambit_raw_plan, assign),
    PART("territories", territories, territories_fields),
    PART("contiguity", contiguity, contiguity_fields),
    PART("compactness", compactness, compactness_fields),
    CYAML_FIELD_SEQUENCE("balance", CYAML_FLAG_POINTER | CYAML_FLAG_OPTIONAL, ambit_raw_plan, balance,
                         &balance_entry, 0, 1000),
    PART("limits", limits, limits_fields),
    TEXT("forbidden", ambit_raw_plan, forbidden),
    PART("travel", travel, travel_fields),
    PART("output", output, output_fields),
    PART("workload", workload, workload_fields),
    PART("misfit", misfit, misfit_fields),
    PART("stability", stability, stability_fields),
    PART("quota", quota, quota_fields), PART("coverage", coverage, coverage_fields),
    PART("pipeline", pipeline, pipeline_fields),
    PART("size", size, size_fields), PART("mapping", mapping, mapping_fields),
    PART("frontier", frontier, frontier_fields), ELSEWHERE("report"), ELSEWHERE("export"), ELSEWHERE("scenario"),
    CYAML_FIELD_END };
const cyaml_schema_value_t ambit_plan_schema = {
    CYAML_VALUE_MAPPING(CYAML_FLAG_POINTER, ambit_raw_plan, plan_fields) };
