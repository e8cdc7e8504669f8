/* instances/crosswalk.c - a table `key,region_id`, with `share` or `weight` where keys lie in several regions.
 *
 * ZIP codes are no regions of a county layer, and which county a ZIP belongs to is for this table to say, not for us to
 * guess. A key of several regions is an error unless shares decide: then the largest wins, the first of equal ones. */
#include "instances/base/text.h"
#include "instances/cells.h"
#include "instances/instance_internal.h"

#include <stdlib.h>
#include <string.h>

enum { KEY, REGION, SHARE, WEIGHT, COLUMNS, NAMED = 3 };

typedef struct {
    const char *shown;
    ambit_instance *instance;
    ambit_diagnosis *diagnosis;
    ambit_dictionary index; /* of keys */
    double *share;          /* [room] the largest so far */
    uint8_t *is_split;      /* [room] */
    uint32_t room;
    int out_of_memory;
} reader;

static ambit_place place_of(const reader *r, uint64_t line, const char *field)
{
    return (ambit_place){ r->shown, line, 0, field };
}

/* ---- Rows ------------------------------------------------------------------------------------------------------- */

#define RESIZE(array) ((grown = ambit_resized((array), room, sizeof *(array))) ? ((array) = grown, 1) : 0)

static int make_room(reader *r)
{
    ambit_crosswalk *c = &r->instance->crosswalk;
    if (c->n < r->room) return 1;
    if (r->room >= INT32_MAX) return 0;
    void *grown;
    size_t room = r->room ? 2 * (size_t)r->room : 256;
    int done = RESIZE(c->key) && RESIZE(c->region) && RESIZE(c->line) && RESIZE(r->share) && RESIZE(r->is_split);
    if (done) r->room = (uint32_t)room;
    return done;
}

static void put_region(reader *r, uint32_t k, uint64_t line, ambit_span region, double share)
{
    ambit_crosswalk *c = &r->instance->crosswalk;
    if (!(c->region[k] = ambit_arena_copy(&r->instance->texts, region.text, region.length))) r->out_of_memory = 1;
    c->line[k] = line;
    r->share[k] = share;
}

static void add_key(reader *r, uint64_t line, ambit_span key, ambit_span region, double share)
{
    ambit_crosswalk *c = &r->instance->crosswalk;
    char *copy = make_room(r) ? ambit_arena_copy(&r->instance->texts, key.text, key.length) : NULL;
    if (!copy || ambit_dictionary_put(&r->index, copy, c->n) < 0) {
        r->out_of_memory = 1;
        return;
    }
    c->key[c->n] = copy;
    r->is_split[c->n] = 0;
    put_region(r, c->n, line, region, share);
    c->n++;
}

/* A key again: the same region twice is a slip, another one needs shares to decide. */
static void meet_again(reader *r, uint32_t k, uint64_t line, ambit_span region, double share, int has_share)
{
    const ambit_crosswalk *c = &r->instance->crosswalk;
    char key[AMBIT_QUOTED], here[AMBIT_QUOTED], there[AMBIT_QUOTED];
    ambit_text_quote(key, c->key[k], strlen(c->key[k]));
    ambit_text_quote(here, region.text, region.length);
    if (!strcmp(c->region[k], region.text)) {
        ambit_diagnosis_error(r->diagnosis, AMBIT_FAULT_PAIR_DOUBLE, place_of(r, line, NULL), "found key %s and region "
                "%s again, expected a pair once (it is on line %llu already), remove one", key, here,
                (unsigned long long)c->line[k]);
    } else if (!has_share) {
        ambit_diagnosis_error(r->diagnosis, AMBIT_FAULT_KEY_SPLIT, place_of(r, line, "key"), "found key %s in region "
                "%s, expected one region of each key (line %llu has it in %s), remove one row or add a column share, "
                "and the largest decides", key, here, (unsigned long long)c->line[k],
                ambit_text_quote(there, c->region[k], strlen(c->region[k])));
    } else {
        r->is_split[k] = 1;
        if (share > r->share[k]) put_region(r, k, line, region, share);
    }
}

static int on_row(void *context, uint64_t line, const ambit_span *field)
{
    static const ambit_cell_rule rule = { 0, 1e15, 0, 0, 0, AMBIT_FAULT_NUMBER_RANGE, "a share of 0 or more such as "
        "0.85", "fill the cell" };
    reader *r = context;
    const int k = field[SHARE].text ? SHARE : WEIGHT, has_share = field[k].text != NULL;
    double share = 1;
    if (!field[KEY].length) ambit_cell_empty_id(place_of(r, line, "key"), r->diagnosis);
    if (!field[REGION].length) ambit_cell_empty_id(place_of(r, line, "region_id"), r->diagnosis);
    int sound = !has_share || ambit_cell_number(&share, field[k], &rule, place_of(r, line, k == SHARE ? "share"
            : "weight"), r->diagnosis);
    if (!sound || !field[KEY].length || !field[REGION].length) return 0;
    uint32_t known = ambit_dictionary_get(&r->index, field[KEY].text);
    if (known == AMBIT_NOT_FOUND) add_key(r, line, field[KEY], field[REGION], share);
    else meet_again(r, known, line, field[REGION], share, has_share);
    return r->out_of_memory;
}

/* ---- The file --------------------------------------------------------------------------------------------------- */

static void warn_of_split(const reader *r)
{
    const ambit_crosswalk *c = &r->instance->crosswalk;
    uint32_t n = 0;
    char list[200] = "";
    size_t used = 0;
    for (uint32_t k = 0; k < c->n; k++) {
        if (!r->is_split[k] || n++ >= NAMED) continue;
        used += (size_t)snprintf(list + used, sizeof list - used, "%s%.40s in %.40s", used ? ", " : "", c->key[k],
                c->region[k]);
        if (used >= sizeof list) used = sizeof list - 1;
    }
    if (n)
        ambit_diagnosis_warning(r->diagnosis, AMBIT_FAULT_KEY_SPLIT, place_of(r, 0, "key"), "found %u key%s of several "
                "regions (%s%s), expected one region each; that of the largest share has them", n, n == 1 ? "" : "s",
                list, n > NAMED ? ", ..." : "");
}

ambit_status ambit_crosswalk_read(ambit_instance *instance, ambit_diagnosis *diagnosis, ambit_error *err)
{
    static const ambit_column columns[COLUMNS] = { { "key", 1 }, { "region_id", 1 }, { "share", 0 }, { "weight", 0 } };
    char path[AMBIT_PATH];
    const ambit_source *source = &instance->plan->accounts;
    if (!source->crosswalk || !ambit_instance_path(path, instance, source->crosswalk, diagnosis)) return AMBIT_OK;
    reader r = { .shown = source->crosswalk, .instance = instance, .diagnosis = diagnosis };
    ambit_dictionary_init(&r.index);
    ambit_status status = ambit_instance_add_input(instance, source->crosswalk, err);
    if (status == AMBIT_OK)
        status = ambit_table_read(path, source->crosswalk, columns, COLUMNS, on_row, &r, NULL, diagnosis, err);
    if (status == AMBIT_OK && r.out_of_memory)
        status = ambit_fail(err, AMBIT_E_MEMORY, "no memory for the keys of %s", source->crosswalk);
    if (status == AMBIT_OK) warn_of_split(&r);
    ambit_dictionary_reset(&r.index);
    free(r.share);
    free(r.is_split);
    return status;
}

void ambit_crosswalk_free(ambit_crosswalk *crosswalk)
{
    free(crosswalk->key);
    free(crosswalk->region);
    free(crosswalk->line);
}
