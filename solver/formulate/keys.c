/* solver/formulate/keys.c - the region of each account by the key of a column: the region's id itself, or what a
 * crosswalk leads to.
 *
 * Spreadsheets read 01234 as a number and write 1234. So an id made of digits alone that is not found is looked up
 * without its leading zeros, on either side; when exactly one id has these digits it is meant, and people are told. */
#include "solver/formulate/join.h"
#include <stdlib.h>
#include <string.h>

typedef struct {
    ambit_dictionary exact, digits; /* digits: without leading zeros */
    uint8_t *is_ambiguous;          /* [n]: another id has the same digits */
} ids;

/* The digits that count, of an id that is all digits; NULL of another one. */
static const char *without_zeros(const char *id)
{
    size_t n = strlen(id), zeros = strspn(id, "0");
    if (!n || strspn(id, "0123456789") != n) return NULL;
    return id + (zeros < n ? zeros : n - 1);
}

/* 0 without memory. */
static bool ids_init(ids *to, const char *const *id, uint32_t n)
{
    ambit_dictionary_init(&to->exact);
    ambit_dictionary_init(&to->digits);
    if (!(to->is_ambiguous = calloc((size_t)n + 1, 1))) return false;
    for (uint32_t i = 0; i < n; i++) {
        const char *digits = without_zeros(id[i]);
        if (ambit_dictionary_put(&to->exact, id[i], i) < 0) return false;
        int there = digits ? ambit_dictionary_put(&to->digits, digits, i) : 0;
        if (there < 0) return false;
        if (there) to->is_ambiguous[ambit_dictionary_get(&to->digits, digits)] = 1;
    }
    return true;
}

static void ids_reset(ids *of)
{
    ambit_dictionary_reset(&of->exact);
    ambit_dictionary_reset(&of->digits);
    free(of->is_ambiguous);
}

static uint32_t find(const ids *in, const char *id, uint8_t *found)
{
    uint32_t i = ambit_dictionary_get(&in->exact, id);
    if (i != AMBIT_NOT_FOUND) return i;
    const char *digits = without_zeros(id);
    i = digits ? ambit_dictionary_get(&in->digits, digits) : AMBIT_NOT_FOUND;
    if (i == AMBIT_NOT_FOUND) return i;
    *found = in->is_ambiguous[i] ? AMBIT_FOUND_AMBIGUOUS : AMBIT_FOUND_BY_DIGITS;
    return in->is_ambiguous[i] ? AMBIT_NOT_FOUND : i;
}

/* The region of account i, and how it was found. */
static uint32_t region_of(const ambit_formulating *w, const ids *regions, const ids *keys, uint32_t i, uint8_t *found)
{
    const ambit_crosswalk *c = &w->instance->crosswalk;
    const char *id = w->instance->accounts.region[i];
    *found = AMBIT_FOUND;
    if (w->plan->accounts.crosswalk) {
        uint32_t k = find(keys, id, found);
        if (k == AMBIT_NOT_FOUND) {
            if (*found != AMBIT_FOUND_AMBIGUOUS) *found = *id ? AMBIT_FOUND_NO_KEY : AMBIT_FOUND_EMPTY;
            return AMBIT_OUTSIDE;
        }
        id = c->region[k];
    }
    uint32_t r = find(regions, id, found);
    if (r == AMBIT_NOT_FOUND && *found != AMBIT_FOUND_AMBIGUOUS)
        *found = *id ? AMBIT_FOUND_NO_REGION : AMBIT_FOUND_EMPTY;
    return r == AMBIT_NOT_FOUND ? AMBIT_OUTSIDE : r;
}

/* ---- What people are told ---------------------------------------------------------------------------------------- */

static bool is_by_digits(const void *found, uint32_t i) { return ((const uint8_t *)found)[i] == AMBIT_FOUND_BY_DIGITS; }
static bool is_ambiguous(const void *found, uint32_t i) { return ((const uint8_t *)found)[i] == AMBIT_FOUND_AMBIGUOUS; }

static void tell_of_zeros(ambit_formulating *w, const uint8_t *found)
{
    char list[200];
    const ambit_accounts *a = &w->instance->accounts;
    const ambit_source *source = &w->plan->accounts;
    const char *where = source->crosswalk ? source->crosswalk : w->plan->regions.file;
    ambit_place place = { source->file, 0, 0, source->region };
    uint32_t n = ambit_formulate_list(list, (const char *const *)a->id, a->n, is_by_digits, found);
    if (n)
        ambit_diagnosis_warning(w->diagnosis, AMBIT_FAULT_ZEROS_LOST, place, "found %u account%s (%s) whose ids differ "
                "from those of %s in leading zeros alone, expected the same texts, they were matched by their digits; "
                "store the ids as text", n, n == 1 ? "" : "s", list, where);
    n = ambit_formulate_list(list, (const char *const *)a->id, a->n, is_ambiguous, found);
    if (n)
        ambit_diagnosis_error(w->diagnosis, AMBIT_FAULT_ZEROS_LOST, place, "found %u account%s (%s) whose ids lost "
                "their leading zeros and fit several of %s, expected each as it is there, store the ids as text and "
                "write their zeros again", n, n == 1 ? "" : "s", list, where);
}

ambit_status ambit_formulate_keys(ambit_formulating *w, uint8_t *found)
{
    const ambit_crosswalk *c = &w->instance->crosswalk;
    ids regions = { .is_ambiguous = NULL }, keys = { .is_ambiguous = NULL };
    bool made = ids_init(&regions, (const char *const *)w->regions->id, w->regions->n);
    made = ids_init(&keys, c->key, c->n) && made;
    for (uint32_t i = 0; made && i < w->instance->accounts.n; i++)
        w->f->region_of_account[i] = region_of(w, &regions, &keys, i, &found[i]);
    ids_reset(&regions);
    ids_reset(&keys);
    if (!made) return ambit_formulate_no_memory(w);
    tell_of_zeros(w, found);
    return AMBIT_OK;
}
