/* One builder per section of the JSON; a failure is sticky, so that building reads as a list of what there is. */
#include "tools/report/data.h"

#include "solver/problem.h"
#include "tools/report/colours.h"
#include "tools/report/display.h"
#include <jansson.h>
#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#define PALETTE 7            /* colours in model.js */
#define NEAREST_HOMES 6      /* without territories: homes so near count as neighbours */
#define PLACE_SCALE 1e5      /* of a unit's coordinates: about a metre */
#define SHAPE_STEPS 3e4      /* a border is drawn on a grid of at least so many steps across the whole map */

struct ambit_report_data { json_t *root; };

typedef struct {
    const ambit_outcome *outcome;
    const ambit_formulation *formulation;
    bool failed;             /* out of memory, or a text that is not UTF-8 */
} builder;

static void put(builder *b, json_t *object, const char *key, json_t *value)
{
    if (json_object_set_new(object, key, value)) b->failed = true;
}

static void add(builder *b, json_t *array, json_t *value)
{
    if (json_array_append_new(array, value)) b->failed = true;
}

/* Whole numbers are written as such (2 bytes less each); what is not a finite number is null. */
static json_t *number(double value)
{
    if (!isfinite(value)) return json_null();
    if (fabs(value) < 1e15 && value == nearbyint(value)) return json_integer((json_int_t)value);
    return json_real(value);
}

static json_t *text_or_null(const char *text)
{
    return text && *text ? json_string(text) : json_null();
}

static json_t *numbers(builder *b, const double *value, size_t n)
{
    if (!value) return json_null();
    json_t *array = json_array();
    for (size_t i = 0; i < n; i++) add(b, array, number(value[i]));
    return array;
}

/* AMBIT_NOBODY becomes -1. */
static json_t *indices(builder *b, const uint32_t *value, size_t n)
{
    if (!value) return json_null();
    json_t *array = json_array();
    for (size_t i = 0; i < n; i++) add(b, array, json_integer(value[i] == AMBIT_NOBODY ? -1 : (json_int_t)value[i]));
    return array;
}

static json_t *texts(builder *b, const char *const *value, size_t n)
{
    if (!value) return json_null();
    json_t *array = json_array();
    for (size_t i = 0; i < n; i++) add(b, array, json_string(value[i]));
    return array;
}

static json_t *places(builder *b, const double *degrees, size_t n)
{
    if (!degrees) return json_null();
    json_t *array = json_array();
    for (size_t i = 0; i < n; i++) add(b, array, number(nearbyint(degrees[i] * PLACE_SCALE)));
    return array;
}

/* ---- The proof ------------------------------------------------------------------------------------------------- */

static const char *status_word(ambit_plan_status status)
{
    static const char *const words[] = {
        [AMBIT_PLAN_NONE] = "none", [AMBIT_PLAN_OPTIMAL] = "optimal", [AMBIT_PLAN_FEASIBLE] = "feasible",
        [AMBIT_PLAN_VIOLATED] = "violated", [AMBIT_PLAN_INFEASIBLE] = "infeasible",
    };
    return words[status];
}

static json_t *judged(builder *b, const ambit_verdict *verdict)
{
    json_t *o = json_object();
    put(b, o, "total", number(verdict->cost.total));
    put(b, o, "travel", number(verdict->cost.travel));
    put(b, o, "disruption", number(verdict->cost.disruption));
    put(b, o, "deviation", number(verdict->cost.deviation));
    put(b, o, "misfit", number(verdict->cost.misfit));
    put(b, o, "border", number(verdict->cost.border));
    put(b, o, "within_rules", json_boolean(verdict->within_rules));
    put(b, o, "first_fault", json_string(verdict->first_fault));
    return o;
}

/* What the plan in force costs is told of the units that have a rep today, and beside it what this plan costs them. */
static json_t *current(builder *b)
{
    const ambit_outcome *out = b->outcome;
    if (!out->before) return json_null();
    json_t *o = json_object();
    put(b, o, "units", json_integer(out->n_before));
    put(b, o, "travel", number(out->travel_before));
    put(b, o, "travel_now", number(out->travel_same));
    put(b, o, "within_rules", json_boolean(out->verdict_before.within_rules));
    put(b, o, "first_fault", json_string(out->verdict_before.first_fault));
    return o;
}

/* The seconds of each engine are left out: the same plan has the same bytes. */
static json_t *contributions(builder *b, const ambit_summary *summary)
{
    json_t *array = json_array();
    for (uint32_t i = 0; i < summary->n_contributions; i++) {
        const ambit_contribution *c = &summary->contribution[i];
        json_t *o = json_object();
        put(b, o, "name", json_string(c->name));
        put(b, o, "cost", number(c->cost));
        put(b, o, "bound", number(c->bound));
        put(b, o, "effort", json_integer((json_int_t)c->effort));
        put(b, o, "unit", json_string(c->unit));
        add(b, array, o);
    }
    return array;
}

static json_t *proof(builder *b, const ambit_summary *summary)
{
    if (!summary) return json_null();
    json_t *o = json_object();
    put(b, o, "status", json_string(status_word(summary->status)));
    put(b, o, "stopped", json_boolean(summary->stopped));
    put(b, o, "bound", number(summary->bound));
    put(b, o, "gap", number(summary->gap));
    put(b, o, "pairs", json_integer((json_int_t)summary->n_pairs));
    put(b, o, "candidates", json_integer((json_int_t)summary->n_candidates));
    put(b, o, "engine", text_or_null(summary->engine));
    put(b, o, "contributions", contributions(b, summary));
    return o;
}

/* ---- Rules and reps -------------------------------------------------------------------------------------------- */

/* One field of the loads of a rule, rep by rep. */
static json_t *load_column(builder *b, const ambit_outcome_load *load, size_t offset)
{
    if (!load) return json_null();
    json_t *array = json_array();
    for (uint32_t r = 0; r < b->outcome->n_reps; r++) {
        double value;
        memcpy(&value, (const char *)&load[r] + offset, sizeof value);
        add(b, array, number(value));
    }
    return array;
}

static json_t *rules(builder *b)
{
    const ambit_outcome *out = b->outcome;
    json_t *array = json_array();
    for (uint32_t a = 0; a < out->n_rules; a++) {
        const ambit_outcome_load *load = out->load + (size_t)a * out->n_reps;
        const ambit_outcome_load *before = out->load_before ? out->load_before + (size_t)a * out->n_reps : NULL;
        json_t *o = json_object();
        put(b, o, "name", json_string(out->rule[a].name));
        put(b, o, "measure", json_string(out->rule[a].measure));
        put(b, o, "total", number(out->rule[a].total));
        put(b, o, "tolerance", number(out->rule[a].tolerance));
        put(b, o, "worst", number(out->rule[a].worst_deviation));
        put(b, o, "worst_before", number(out->rule[a].worst_deviation_before));
        put(b, o, "load", load_column(b, load, offsetof(ambit_outcome_load, load)));
        put(b, o, "share", load_column(b, load, offsetof(ambit_outcome_load, share)));
        put(b, o, "lower", load_column(b, load, offsetof(ambit_outcome_load, lower)));
        put(b, o, "upper", load_column(b, load, offsetof(ambit_outcome_load, upper)));
        put(b, o, "deviation", load_column(b, load, offsetof(ambit_outcome_load, deviation)));
        put(b, o, "load_before", load_column(b, before, offsetof(ambit_outcome_load, load)));
        put(b, o, "deviation_before", load_column(b, before, offsetof(ambit_outcome_load, deviation)));
        add(b, array, o);
    }
    return array;
}

static void put_figures(builder *b, json_t *o, const ambit_outcome_rep *rep)
{
    json_t *units = json_array(), *accounts = json_array(), *visits = json_array();
    json_t *travel = json_array(), *tour = json_array();
    for (uint32_t r = 0; r < b->outcome->n_reps; r++) {
        add(b, units, json_integer(rep[r].units));
        add(b, accounts, json_integer(rep[r].accounts));
        add(b, travel, number(rep[r].travel));
        add(b, visits, number(rep[r].visits));
        add(b, tour, number(rep[r].tour_km));
    }
    put(b, o, "units", units);
    put(b, o, "accounts", accounts);
    put(b, o, "travel", travel);
    put(b, o, "visits", visits);
    put(b, o, "tour_km", tour);
}

static json_t *figures_before(builder *b)
{
    if (!b->outcome->rep_before) return json_null();
    json_t *o = json_object();
    put_figures(b, o, b->outcome->rep_before);
    return o;
}

static json_t *colours(builder *b)
{
    const ambit_outcome *out = b->outcome;
    uint32_t *colour = calloc((size_t)out->n_reps + 1, sizeof *colour);
    ambit_border *near = NULL;
    const ambit_border *border = out->neighbours;
    size_t n = out->n_neighbours;
    ambit_status status = colour ? AMBIT_OK : AMBIT_E_MEMORY;
    if (!status && !out->territories && out->seats.lon_deg) {
        status = ambit_colours_near(&near, &n, out->n_reps, out->seats.lon_deg, out->seats.lat_deg, NEAREST_HOMES,
                NULL);
        border = near;
    }
    if (!status) status = ambit_colours_choose(colour, out->n_reps, border, n, PALETTE, NULL);
    json_t *array = status ? NULL : indices(b, colour, out->n_reps);
    free(near);
    free(colour);
    return array;
}

/* Both ratios of each territory; null without a map. */
static json_t *compactness(builder *b)
{
    const ambit_compactness *of = b->outcome->compactness;
    if (!of) return json_null();
    json_t *o = json_object(), *round = json_array(), *enclosed = json_array();
    for (uint32_t r = 0; r < b->outcome->n_reps; r++) {
        add(b, round, number(of[r].polsby_popper));
        add(b, enclosed, number(of[r].reock));
    }
    put(b, o, "polsby_popper", round);
    put(b, o, "reock", enclosed);
    return o;
}

static json_t *reps(builder *b)
{
    const ambit_formulation *f = b->formulation;
    const ambit_reps *of = &f->instance->reps;
    uint32_t n = b->outcome->n_reps;
    json_t *o = json_object();
    put(b, o, "id", texts(b, f->rep_id, n));
    put(b, o, "name", texts(b, of->name, of->name ? n : 0));
    put(b, o, "manager", texts(b, of->manager, of->manager ? n : 0));
    put(b, o, "fte", numbers(b, of->fte, n));
    put(b, o, "lon", places(b, b->outcome->seats.lon_deg, n));
    put(b, o, "lat", places(b, b->outcome->seats.lat_deg, n));
    put(b, o, "centre", ambit_outcome_n_centres(b->outcome) ? indices(b, b->outcome->seats.centre, n) : json_null());
    put(b, o, "compact", compactness(b));
    put(b, o, "colour", colours(b));
    put_figures(b, o, b->outcome->rep);
    put(b, o, "before", figures_before(b));
    return o;
}

/* ---- Units ----------------------------------------------------------------------------------------------------- */

/* The amounts of a rule as the files say them; null where they depend on the rep or only repeat a rule before. */
static json_t *amounts(builder *b)
{
    const ambit_formulation *f = b->formulation;
    json_t *array = json_array();
    for (uint32_t a = 0; a < f->n_rules; a++) {
        const ambit_formulated_rule *rule = &f->rule[a];
        bool plain = !strcmp(rule->name, rule->measure) && strcmp(rule->measure, "accounts");
        bool fixed = f->problem && rule->rule < f->problem->n_rules && !f->problem->rule[rule->rule].per_hour;
        add(b, array, plain && fixed ? numbers(b, rule->amount, f->n_units) : json_null());
    }
    return array;
}

static json_t *units(builder *b)
{
    const ambit_formulation *f = b->formulation;
    const ambit_instance *instance = f->instance;
    bool regions = instance->plan->assign == AMBIT_ASSIGN_REGIONS;
    const char *const *name = regions ? (f->regions ? (const char *const *)f->regions->name : NULL)
                                      : (const char *const *)instance->accounts.name;
    json_t *o = json_object();
    put(b, o, "id", texts(b, f->unit_id, f->n_units));
    put(b, o, "name", texts(b, name, f->n_units));
    put(b, o, "lon", places(b, f->unit_lon_deg, f->n_units));
    put(b, o, "lat", places(b, f->unit_lat_deg, f->n_units));
    put(b, o, "rep", indices(b, b->outcome->plan, f->n_units));
    put(b, o, "before", indices(b, b->outcome->before, f->n_units));
    put(b, o, "visits", numbers(b, f->visits, f->n_units));
    put(b, o, "amount", amounts(b));
    return o;
}

/* ---- Shapes ---------------------------------------------------------------------------------------------------- */

/* 1e4 (some ten metres) suits a country; a town needs finer steps. */
static double shape_scale(const ambit_layer *layer)
{
    double low = INFINITY, high = -INFINITY, scale = 1e4;
    for (size_t i = 0; layer->n_parts && i < layer->point_first[layer->n_parts]; i++) {
        low = fmin(low, layer->lat_deg[i]);
        high = fmax(high, layer->lat_deg[i]);
    }
    while (scale < 1e7 && (high - low) * scale < SHAPE_STEPS) scale *= 10;
    return scale;
}

/* A ring as differences: x0, y0, dx1, dy1, ... in whole steps; the closing point and points on the same step are
 * left out. Returns an empty array for a ring that vanishes on the grid. */
static json_t *ring(builder *b, const ambit_layer *layer, uint32_t part, double scale)
{
    json_t *array = json_array();
    json_int_t last_x = 0, last_y = 0;
    size_t n = 0;
    for (size_t i = layer->point_first[part]; i + 1 < layer->point_first[part + 1]; i++) {
        json_int_t x = llrint(layer->lon_deg[i] * scale), y = llrint(layer->lat_deg[i] * scale);
        if (n++ && x == last_x && y == last_y) continue;
        add(b, array, json_integer(x - last_x));
        add(b, array, json_integer(y - last_y));
        last_x = x;
        last_y = y;
    }
    if (json_array_size(array) < 6) json_array_clear(array);
    return array;
}

/* One polygon, [exterior, hole, ...], from the exterior *part on, which becomes the next exterior. NULL when the
 * exterior vanishes, which takes its holes with it. */
static json_t *polygon(builder *b, const ambit_layer *layer, uint32_t *part, uint32_t end, double scale)
{
    json_t *rings = json_array();
    bool vanished = false;
    for (uint32_t first = *part; *part < end && (*part == first || layer->is_hole[*part]); (*part)++) {
        json_t *points = vanished ? NULL : ring(b, layer, *part, scale);
        if (json_array_size(points)) {
            add(b, rings, points);
            continue;
        }
        vanished = vanished || *part == first;
        json_decref(points);
    }
    if (!vanished) return rings;
    json_decref(rings);
    return NULL;
}

static json_t *shape(builder *b, const ambit_layer *layer, uint32_t t, double scale)
{
    json_t *polygons = json_array();
    for (uint32_t part = layer->part_first[t], end = layer->part_first[t + 1]; part < end;) {
        json_t *one = polygon(b, layer, &part, end, scale);
        if (one) add(b, polygons, one);
    }
    return polygons;
}

static json_t *shapes(builder *b, const ambit_layer *layer)
{
    if (!layer) return json_null();
    double scale = shape_scale(layer);
    json_t *o = json_object(), *of = json_array();
    for (uint32_t t = 0; t < layer->n; t++) add(b, of, shape(b, layer, t, scale));
    put(b, o, "scale", number(scale));
    put(b, o, "of", of);
    return o;
}

/* ---- The whole ------------------------------------------------------------------------------------------------- */

static json_t *moved(builder *b)
{
    json_t *o = json_object();
    put(b, o, "units", json_integer(b->outcome->verdict.moved_units));
    put(b, o, "amount", number(b->outcome->moved_amount));
    return o;
}

static json_t *whole(builder *b, const ambit_summary *summary, const ambit_layer *layer)
{
    const ambit_planfile *plan = b->formulation->instance->plan;
    json_t *o = json_object();
    put(b, o, "ambit", json_string(AMBIT_VERSION));
    put(b, o, "name", text_or_null(plan->name));
    put(b, o, "start", text_or_null(plan->period_start));
    put(b, o, "months", json_integer(plan->period_months));
    put(b, o, "assign", json_string(plan->assign == AMBIT_ASSIGN_REGIONS ? "regions" : "accounts"));
    put(b, o, "matrix", json_boolean(plan->matrix != NULL));
    put(b, o, "osrm", text_or_null(plan->osrm));
    put(b, o, "travel_unit", json_string(ambit_outcome_travel_unit(b->formulation)));
    put(b, o, "travel_times", text_or_null(plan->territories_amount));
    put(b, o, "speed_km_h", number(plan->speed_km_h));
    put(b, o, "circuity", number(plan->circuity));
    put(b, o, "plan", judged(b, &b->outcome->verdict));
    put(b, o, "current", current(b));
    put(b, o, "proof", proof(b, summary));
    put(b, o, "moved", moved(b));
    put(b, o, "rules", rules(b));
    put(b, o, "reps", reps(b));
    put(b, o, "units", units(b));
    put(b, o, "shapes", shapes(b, layer));
    return o;
}

ambit_status ambit_report_data_build(ambit_report_data **out, const ambit_outcome *outcome,
        const ambit_summary *summary, ambit_error *err)
{
    builder b = { .outcome = outcome, .formulation = outcome->formulation };
    const ambit_layer *layer = outcome->territories;
    ambit_layer *thin = NULL;
    *out = NULL;
    ambit_status status = layer ? ambit_display_thin(&thin, layer, err) : AMBIT_OK;
    if (status) return status;
    ambit_report_data *data = calloc(1, sizeof *data);
    if (data) data->root = whole(&b, summary, thin ? thin : layer);
    ambit_layer_free(thin);
    if (!data) return ambit_fail(err, AMBIT_E_MEMORY, "no memory for the report");
    if (b.failed || !data->root) {
        ambit_report_data_free(data);
        return ambit_fail(err, AMBIT_E_MEMORY, "no memory for the report's data (or a name in it is not UTF-8)");
    }
    *out = data;
    return AMBIT_OK;
}

void ambit_report_data_free(ambit_report_data *data)
{
    if (!data) return;
    json_decref(data->root);
    free(data);
}

/* The JSON is ASCII here (JSON_ENSURE_ASCII), so bytes are characters. These three stand inside strings only. */
static int write_safely(const char *text, size_t length, void *context)
{
    FILE *to = context;
    size_t from = 0;
    for (size_t i = 0; i < length; i++) {
        if (text[i] != '<' && text[i] != '>' && text[i] != '&') continue;
        fwrite(text + from, 1, i - from, to);
        fprintf(to, "\\u%04x", (unsigned)text[i]);
        from = i + 1;
    }
    fwrite(text + from, 1, length - from, to);
    return ferror(to) ? -1 : 0;
}

ambit_status ambit_report_data_write(FILE *to, const ambit_report_data *data, ambit_error *err)
{
    size_t flags = JSON_COMPACT | JSON_ENSURE_ASCII | JSON_REAL_PRECISION(12);
    if (!json_dump_callback(data->root, write_safely, to, flags) || ferror(to)) return AMBIT_OK;
    return ambit_fail(err, AMBIT_E_MEMORY, "no memory to write the report's data");
}
