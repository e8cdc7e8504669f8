/* instances/plan/mapping.c - what the section mapping says. */
#include "instances/plan/judge.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

/* An API name: letters, digits and underscores, a letter first. */
static int is_field(const char *text)
{
    if (!isalpha((unsigned char)*text)) return 0;
    while (isalnum((unsigned char)*text) || *text == '_') text++;
    return !*text;
}

static void check(const ambit_judge *j, const ambit_mapping_settings *m)
{
    if (m->territory_key && !is_field(m->territory_key))
        ambit_judge_bad(j, "mapping.territory_key", m->territory_key,
                        "the API name of an external id field, such as Ambit_Key__c");
    if (m->territory_key && (m->territory_id || m->manager_territory_id))
        ambit_judge_conflict(j, "mapping.territory_key", "found territory_key beside territory_id, expected "
                             "territories to be known by one of them, remove the other");
}

int ambit_plan_convert_mapping(ambit_planfile *plan, const ambit_raw_mapping *raw, const ambit_plan_places *places,
        ambit_diagnosis *diagnosis)
{
    ambit_judge j = { places, diagnosis, 0 };
    ambit_mapping_settings *m = &plan->mapping;
    const struct { char **to; const char *from, *absent; } texts[] = {
        { &m->account_id, raw->account_id, NULL }, { &m->association_id, raw->association_id, NULL },
        { &m->user_id, raw->user_id, NULL }, { &m->territory_id, raw->territory_id, NULL },
        { &m->territory_key, raw->territory_key, NULL }, { &m->manager_user_id, raw->manager_user_id, NULL },
        { &m->manager_territory_id, raw->manager_territory_id, NULL },
        { &m->territory_type_id, raw->territory_type_id, NULL },
        { &m->territory_model_id, raw->territory_model_id, NULL },
        { &m->parent_territory_id, raw->parent_territory_id, NULL }, { &m->role, raw->role, "" },
        { &m->manager_role, raw->manager_role, "" } };
    m->is_there = ambit_judge_has(&j, "mapping");
    for (size_t k = 0; k < sizeof texts / sizeof *texts; k++)
        ambit_judge_copy(&j, texts[k].to, texts[k].from, texts[k].absent);
    check(&j, m);
    return !j.out_of_memory;
}

void ambit_plan_free_mapping(ambit_mapping_settings *m)
{
    char *const texts[] = { m->account_id, m->association_id, m->user_id, m->territory_id, m->territory_key,
        m->manager_user_id, m->manager_territory_id, m->territory_type_id, m->territory_model_id,
        m->parent_territory_id, m->role, m->manager_role };
    for (size_t k = 0; k < sizeof texts / sizeof *texts; k++) free(texts[k]);
}
