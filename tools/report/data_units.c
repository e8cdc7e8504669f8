/* The units: columns with one entry an account, or a region. */
#include "solver/problem.h"
#include "tools/report/data_parts.h"

#include <string.h>

/* The amounts of a rule as the files say them; null where they depend on the rep or only repeat a rule before. */
static json_t *amounts(ambit_data_builder *b)
{
    const ambit_formulation *f = b->formulation;
    json_t *array = json_array();
    for (uint32_t a = 0; a < f->n_rules; a++) {
        const ambit_formulated_rule *rule = &f->rule[a];
        bool plain = !strcmp(rule->name, rule->measure) && strcmp(rule->measure, "accounts");
        bool fixed = f->problem && rule->rule < f->problem->n_rules && !f->problem->rule[rule->rule].per_hour;
        ambit_data_add(b, array, plain && fixed ? ambit_data_numbers(b, rule->amount, f->n_units) : json_null());
    }
    return array;
}

json_t *ambit_data_units(ambit_data_builder *b)
{
    const ambit_formulation *f = b->formulation;
    const ambit_instance *instance = f->instance;
    bool regions = instance->plan->assign == AMBIT_ASSIGN_REGIONS;
    const char *const *name = regions ? (f->regions ? (const char *const *)f->regions->name : NULL)
                                      : (const char *const *)instance->accounts.name;
    json_t *o = json_object();
    ambit_data_put(b, o, "id", ambit_data_texts(b, f->unit_id, f->n_units));
    ambit_data_put(b, o, "name", ambit_data_texts(b, name, f->n_units));
    ambit_data_put(b, o, "lon", ambit_data_places(b, f->unit_lon_deg, f->n_units));
    ambit_data_put(b, o, "lat", ambit_data_places(b, f->unit_lat_deg, f->n_units));
    ambit_data_put(b, o, "rep", ambit_data_indices(b, b->outcome->plan, f->n_units));
    ambit_data_put(b, o, "before", ambit_data_indices(b, b->outcome->before, f->n_units));
    ambit_data_put(b, o, "visits", ambit_data_numbers(b, f->visits, f->n_units));
    ambit_data_put(b, o, "amount", amounts(b));
    return o;
}

json_t *ambit_data_accounts(ambit_data_builder *b)
{
    const ambit_formulation *f = b->formulation;
    const ambit_accounts *accounts = &f->instance->accounts;
    if (f->instance->plan->assign != AMBIT_ASSIGN_REGIONS || !f->region_of_account) return json_null();
    json_t *o = json_object();
    ambit_data_put(b, o, "id", ambit_data_texts(b, (const char *const *)accounts->id, accounts->n));
    ambit_data_put(b, o, "name", ambit_data_texts(b, (const char *const *)accounts->name, accounts->n));
    ambit_data_put(b, o, "lon", ambit_data_places(b, f->account_lon_deg, accounts->n));
    ambit_data_put(b, o, "lat", ambit_data_places(b, f->account_lat_deg, accounts->n));
    ambit_data_put(b, o, "unit", ambit_data_indices(b, f->region_of_account, accounts->n));
    return o;
}
