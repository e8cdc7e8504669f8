/* The balance rules and the reps: columns with one entry a rep. */
#include "tools/report/colours.h"
#include "tools/report/data_parts.h"

#include <stdlib.h>
#include <string.h>

#define PALETTE 7            /* colours in model.js */
#define NEAREST_HOMES 6      /* without territories: homes so near count as neighbours */

/* One field of the loads of a rule, rep by rep. */
static json_t *load_column(ambit_data_builder *b, const ambit_outcome_load *load, size_t offset)
{
    if (!load) return json_null();
    json_t *array = json_array();
    for (uint32_t r = 0; r < b->outcome->n_reps; r++) {
        double value;
        memcpy(&value, (const char *)&load[r] + offset, sizeof value);
        ambit_data_add(b, array, ambit_data_number(value));
    }
    return array;
}

json_t *ambit_data_rules(ambit_data_builder *b)
{
    const ambit_outcome *out = b->outcome;
    json_t *array = json_array();
    for (uint32_t a = 0; a < out->n_rules; a++) {
        const ambit_outcome_load *load = out->load + (size_t)a * out->n_reps;
        const ambit_outcome_load *before = out->load_before ? out->load_before + (size_t)a * out->n_reps : NULL;
        json_t *o = json_object();
        ambit_data_put(b, o, "name", json_string(out->rule[a].name));
        ambit_data_put(b, o, "measure", json_string(out->rule[a].measure));
        ambit_data_put(b, o, "total", ambit_data_number(out->rule[a].total));
        ambit_data_put(b, o, "tolerance", ambit_data_number(out->rule[a].tolerance));
        ambit_data_put(b, o, "worst", ambit_data_number(out->rule[a].worst_deviation));
        ambit_data_put(b, o, "worst_before", ambit_data_number(out->rule[a].worst_deviation_before));
        ambit_data_put(b, o, "load", load_column(b, load, offsetof(ambit_outcome_load, load)));
        ambit_data_put(b, o, "share", load_column(b, load, offsetof(ambit_outcome_load, share)));
        ambit_data_put(b, o, "lower", load_column(b, load, offsetof(ambit_outcome_load, lower)));
        ambit_data_put(b, o, "upper", load_column(b, load, offsetof(ambit_outcome_load, upper)));
        ambit_data_put(b, o, "deviation", load_column(b, load, offsetof(ambit_outcome_load, deviation)));
        ambit_data_put(b, o, "load_before", load_column(b, before, offsetof(ambit_outcome_load, load)));
        ambit_data_put(b, o, "deviation_before", load_column(b, before, offsetof(ambit_outcome_load, deviation)));
        ambit_data_add(b, array, o);
    }
    return array;
}

static void put_figures(ambit_data_builder *b, json_t *o, const ambit_outcome_rep *rep)
{
    json_t *units = json_array(), *accounts = json_array(), *visits = json_array();
    json_t *travel = json_array(), *tour = json_array();
    for (uint32_t r = 0; r < b->outcome->n_reps; r++) {
        ambit_data_add(b, units, json_integer(rep[r].units));
        ambit_data_add(b, accounts, json_integer(rep[r].accounts));
        ambit_data_add(b, travel, ambit_data_number(rep[r].travel));
        ambit_data_add(b, visits, ambit_data_number(rep[r].visits));
        ambit_data_add(b, tour, ambit_data_number(rep[r].tour_km));
    }
    ambit_data_put(b, o, "units", units);
    ambit_data_put(b, o, "accounts", accounts);
    ambit_data_put(b, o, "travel", travel);
    ambit_data_put(b, o, "visits", visits);
    ambit_data_put(b, o, "tour_km", tour);
}

static json_t *figures_before(ambit_data_builder *b)
{
    if (!b->outcome->rep_before) return json_null();
    json_t *o = json_object();
    put_figures(b, o, b->outcome->rep_before);
    return o;
}

static json_t *colours(ambit_data_builder *b)
{
    const ambit_outcome *out = b->outcome;
    uint32_t *colour = calloc((size_t)out->n_reps + 1, sizeof *colour);
    ambit_border *near = NULL;
    const ambit_border *border = b->backdrop->neighbours;
    size_t n = b->backdrop->n_neighbours;
    ambit_status status = colour ? AMBIT_OK : AMBIT_E_MEMORY;
    if (!status && !out->territories && out->seats.lon_deg) {
        status = ambit_colours_near(&near, &n, out->n_reps, out->seats.lon_deg, out->seats.lat_deg, NEAREST_HOMES,
                NULL);
        border = near;
    }
    if (!status) status = ambit_colours_choose(colour, out->n_reps, border, n, PALETTE, NULL);
    json_t *array = status ? NULL : ambit_data_indices(b, colour, out->n_reps);
    free(near);
    free(colour);
    return array;
}

/* Both ratios of each territory; null without a map. */
static json_t *compactness(ambit_data_builder *b)
{
    const ambit_compactness *of = b->outcome->compactness;
    if (!of) return json_null();
    json_t *o = json_object(), *round = json_array(), *enclosed = json_array();
    for (uint32_t r = 0; r < b->outcome->n_reps; r++) {
        ambit_data_add(b, round, ambit_data_number(of[r].polsby_popper));
        ambit_data_add(b, enclosed, ambit_data_number(of[r].reock));
    }
    ambit_data_put(b, o, "polsby_popper", round);
    ambit_data_put(b, o, "reock", enclosed);
    return o;
}

json_t *ambit_data_reps(ambit_data_builder *b)
{
    const ambit_formulation *f = b->formulation;
    const ambit_reps *of = &f->instance->reps;
    uint32_t n = b->outcome->n_reps;
    json_t *o = json_object();
    ambit_data_put(b, o, "id", ambit_data_texts(b, f->rep_id, n));
    ambit_data_put(b, o, "name", ambit_data_texts(b, of->name, of->name ? n : 0));
    ambit_data_put(b, o, "manager", ambit_data_texts(b, of->manager, of->manager ? n : 0));
    ambit_data_put(b, o, "fte", ambit_data_numbers(b, of->fte, n));
    ambit_data_put(b, o, "lon", ambit_data_places(b, b->outcome->seats.lon_deg, n));
    ambit_data_put(b, o, "lat", ambit_data_places(b, b->outcome->seats.lat_deg, n));
    const uint32_t *centre = ambit_outcome_n_centres(b->outcome) ? b->outcome->seats.centre : NULL;
    ambit_data_put(b, o, "centre", ambit_data_indices(b, centre, n));
    ambit_data_put(b, o, "compact", compactness(b));
    ambit_data_put(b, o, "colour", colours(b));
    put_figures(b, o, b->outcome->rep);
    ambit_data_put(b, o, "before", figures_before(b));
    return o;
}
