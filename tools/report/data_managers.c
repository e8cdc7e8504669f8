/* The figures of each manager, columns as those of the reps: a row a manager, from the top. */
#include "tools/report/data_parts.h"

#include "tools/rollup.h"

/* Of all managers, what a rep has. */
static json_t *figures(ambit_data_builder *b, const ambit_rollup *r, const ambit_outcome_rep *of)
{
    if (!of) return json_null();
    json_t *o = json_object(), *units = json_array(), *accounts = json_array(), *travel = json_array();
    json_t *visits = json_array(), *tour = json_array();
    for (uint32_t m = 0; m < r->n; m++) {
        ambit_data_add(b, units, json_integer(of[m].units));
        ambit_data_add(b, accounts, json_integer(of[m].accounts));
        ambit_data_add(b, travel, ambit_data_number(of[m].travel));
        ambit_data_add(b, visits, ambit_data_number(of[m].visits));
        ambit_data_add(b, tour, ambit_data_number(of[m].tour_km));
    }
    ambit_data_put(b, o, "units", units);
    ambit_data_put(b, o, "accounts", accounts);
    ambit_data_put(b, o, "travel", travel);
    ambit_data_put(b, o, "visits", visits);
    ambit_data_put(b, o, "tour_km", tour);
    return o;
}

static json_t *loads(ambit_data_builder *b, const ambit_rollup *r, const ambit_outcome_load *load, int deviation)
{
    if (!load) return json_null();
    json_t *array = json_array();
    for (uint32_t m = 0; m < r->n; m++)
        ambit_data_add(b, array, ambit_data_number(deviation ? load[m].deviation : load[m].load));
    return array;
}

/* In the order of the plan's rules. */
static json_t *rules(ambit_data_builder *b, const ambit_rollup *r)
{
    json_t *array = json_array();
    for (uint32_t a = 0; a < r->n_rules; a++) {
        json_t *o = json_object();
        const ambit_outcome_load *load = r->load + (size_t)a * r->n;
        const ambit_outcome_load *before = r->load_before ? r->load_before + (size_t)a * r->n : NULL;
        ambit_data_put(b, o, "load", loads(b, r, load, 0));
        ambit_data_put(b, o, "deviation", loads(b, r, load, 1));
        ambit_data_put(b, o, "deviation_before", loads(b, r, before, 1));
        ambit_data_add(b, array, o);
    }
    return array;
}

static json_t *managers(ambit_data_builder *b, const ambit_rollup *r)
{
    json_t *o = json_object(), *level = json_array(), *reps = json_array();
    for (uint32_t m = 0; m < r->n; m++) {
        ambit_data_add(b, level, json_integer(r->level[m]));
        ambit_data_add(b, reps, json_integer(r->reps[m]));
    }
    ambit_data_put(b, o, "id", ambit_data_texts(b, r->id, r->n));
    ambit_data_put(b, o, "name", ambit_data_texts(b, r->name, r->n));
    ambit_data_put(b, o, "above", ambit_data_indices(b, r->above, r->n));
    ambit_data_put(b, o, "level", level);
    ambit_data_put(b, o, "reps", reps);
    ambit_data_put(b, o, "of_rep", ambit_data_indices(b, r->of_rep, r->n_reps));
    ambit_data_put(b, o, "now", figures(b, r, r->figure));
    ambit_data_put(b, o, "before", figures(b, r, r->before));
    ambit_data_put(b, o, "rules", rules(b, r));
    return o;
}

ambit_status ambit_data_managers(ambit_data_builder *b, json_t *root, ambit_error *err)
{
    ambit_rollup rollup;
    ambit_status status = ambit_rollup_build(&rollup, b->outcome, err);
    if (!status) ambit_data_put(b, root, "managers", rollup.n ? managers(b, &rollup) : json_null());
    ambit_rollup_reset(&rollup);
    return status;
}
