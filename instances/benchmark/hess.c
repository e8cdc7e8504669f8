/* instances/benchmark/hess.c - districting instances through jansson; the judge is in hess_judge.c.
 *
 * A JSON value does not know its line, so faults name the way to it: `edges[5][1]`. Every list is walked as long as it
 * is, and its length judged apart, so that one run names all faults. */
#include "instances/benchmark/hess.h"

#include "instances/base/dictionary.h"
#include "instances/base/text.h"
#include "instances/benchmark/numbers.h"

#include <jansson.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* A value takes up to 30 times the memory of its text. */
static const size_t MOST_BYTES = (size_t)64 << 20;
static const char *const SHAPE = "an object with n, k, L, U, pop, xy and edges";

typedef struct {
    const char *path;
    ambit_diagnosis *diagnosis;
    const json_t *root;
    ambit_hess *hess;
} reader;

static ambit_place place_of(const reader *r, const char *field) { return (ambit_place){ r->path, 0, 0, field }; }

/* ---- What was found ---------------------------------------------------------------------------------------------- */

enum { DESCRIBED = AMBIT_QUOTED };

static const char *describe(char out[DESCRIBED], const json_t *value)
{
    switch (value ? json_typeof(value) : JSON_NULL) {
    case JSON_OBJECT:  return "an object";
    case JSON_ARRAY:   return snprintf(out, DESCRIBED, "a list of %zu", json_array_size(value)), out;
    case JSON_STRING:  return ambit_text_quote(out, json_string_value(value), json_string_length(value));
    case JSON_INTEGER:
    case JSON_REAL:    return snprintf(out, DESCRIBED, "%.12g", json_number_value(value)), out;
    case JSON_TRUE:    return "true";
    case JSON_FALSE:   return "false";
    case JSON_NULL:    break;
    }
    return value ? "null" : "nothing";
}

static void refuse(const reader *r, const char *field, const json_t *found, const char *expected)
{
    char text[DESCRIBED];
    ambit_fault fault = !found ? AMBIT_FAULT_JSON_KEY
                      : json_is_number(found) ? AMBIT_FAULT_NUMBER_RANGE : AMBIT_FAULT_JSON_VALUE;
    ambit_diagnosis_error(r->diagnosis, fault, place_of(r, field), "found %s, expected %s, correct it",
            describe(text, found), expected);
}

/* ---- Numbers ----------------------------------------------------------------------------------------------------- */

static int is_number(double *out, const json_t *value, double least, double most)
{
    *out = json_number_value(value);
    return json_is_number(value) && *out >= least && *out <= most;
}

/* A whole number from 1 on; 0 after recording what is wrong. */
static uint32_t read_count(const reader *r, const char *key)
{
    const json_t *value = json_object_get(r->root, key);
    double number;
    if (is_number(&number, value, 1, UINT32_MAX - 1.0) && number == floor(number)) return (uint32_t)number;
    refuse(r, key, value, "a whole number from 1 to 4294967294");
    return 0;
}

/* NaN after recording what is wrong. */
static double read_bound(const reader *r, const char *key)
{
    const json_t *value = json_object_get(r->root, key);
    double number;
    if (is_number(&number, value, 0, 1e15)) return number;
    refuse(r, key, value, "a number from 0 to 1e15");
    return NAN;
}

static void read_sizes(const reader *r)
{
    ambit_hess *hess = r->hess;
    hess->n_units = read_count(r, "n"), hess->n_districts = read_count(r, "k");
    if (hess->n_units && hess->n_districts > hess->n_units)
        ambit_diagnosis_error(r->diagnosis, AMBIT_FAULT_RULE_CONFLICT, place_of(r, "k"), "found %u districts for %u "
                "units, expected at most a district a unit, correct k or n", hess->n_districts, hess->n_units);
    hess->lower = read_bound(r, "L"), hess->upper = read_bound(r, "U");
    if (hess->lower > hess->upper)
        ambit_diagnosis_error(r->diagnosis, AMBIT_FAULT_RULE_CONFLICT, place_of(r, "L"), "found L = %.12g above U = "
                "%.12g, expected at most U, correct one of them", hess->lower, hess->upper);
}

/* ---- Lists ------------------------------------------------------------------------------------------------------- */

/* The list of that key, n long unless n is unknown; NULL after recording what is wrong with it as a whole. */
static const json_t *list_of(const reader *r, const char *key, int counted)
{
    const json_t *list = json_object_get(r->root, key);
    uint32_t n = r->hess->n_units;
    if (!json_is_array(list)) {
        refuse(r, key, list, counted ? "a list, one entry a unit" : "a list of pairs of units");
        return NULL;
    }
    if (counted && n && json_array_size(list) != n)
        ambit_diagnosis_error(r->diagnosis, AMBIT_FAULT_JSON_VALUE, place_of(r, key), "found a list of %zu, expected "
                "one of %u, as n says, correct n or the list", json_array_size(list), n);
    return list;
}

static ambit_status read_populations(const reader *r, ambit_error *err)
{
    const json_t *list = list_of(r, "pop", 1);
    size_t n = json_array_size(list);
    double most = 0;
    char field[40];
    if (!list) return AMBIT_OK;
    if (!(r->hess->population = calloc(n + 1, sizeof(double))))
        return ambit_fail(err, AMBIT_E_MEMORY, "no memory for %zu populations", n);
    for (size_t i = 0; i < n; i++) {
        double *to = &r->hess->population[i];
        if (!is_number(to, json_array_get(list, i), 0, 1e15)) {
            snprintf(field, sizeof field, "pop[%zu]", i);
            refuse(r, field, json_array_get(list, i), "a number from 0 to 1e15");
        }
        if (!(*to <= most)) most = *to;
    }
    if (n && most == 0)
        ambit_diagnosis_error(r->diagnosis, AMBIT_FAULT_NUMBER_RANGE, place_of(r, "pop"), "found 0 in all %zu units, "
                "expected people in some, correct the list", n);
    return AMBIT_OK;
}

/* An entry of two numbers; 0 after recording that it is no such thing. */
static int is_pair(const reader *r, const char *key, size_t i, const json_t *entry)
{
    char field[40];
    if (json_array_size(entry) == 2) return 1;
    snprintf(field, sizeof field, "%s[%zu]", key, i);
    refuse(r, field, entry, "a list of two numbers");
    return 0;
}

static ambit_status read_places(const reader *r, ambit_error *err)
{
    const json_t *list = list_of(r, "xy", 1);
    size_t n = json_array_size(list);
    char field[40];
    if (!list) return AMBIT_OK;
    r->hess->x_m = calloc(n + 1, sizeof(double)), r->hess->y_m = calloc(n + 1, sizeof(double));
    if (!r->hess->x_m || !r->hess->y_m) return ambit_fail(err, AMBIT_E_MEMORY, "no memory for %zu places", n);
    for (size_t i = 0; i < n; i++) {
        const json_t *entry = json_array_get(list, i);
        double *const to[2] = { &r->hess->x_m[i], &r->hess->y_m[i] };
        if (!is_pair(r, "xy", i, entry)) continue;
        for (size_t k = 0; k < 2; k++) {
            if (is_number(to[k], json_array_get(entry, k), -1e9, 1e9)) continue;
            snprintf(field, sizeof field, "xy[%zu][%zu]", i, k);
            refuse(r, field, json_array_get(entry, k), "metres from -1e9 to 1e9");
        }
    }
    return AMBIT_OK;
}

/* ---- Edges ------------------------------------------------------------------------------------------------------- */

/* An edge with its smaller unit first, and where in the list it stood. */
typedef struct { uint32_t a, b; size_t at; } edge;

static int compare_edges(const void *left, const void *right)
{
    const edge *l = left, *r = right;
    if (l->a != r->a) return l->a < r->a ? -1 : 1;
    if (l->b != r->b) return l->b < r->b ? -1 : 1;
    return l->at < r->at ? -1 : l->at > r->at;
}

/* 0 after recording what is wrong. */
static int read_edge(const reader *r, const json_t *entry, size_t i, edge *to)
{
    char field[48], expected[60];
    uint32_t n = r->hess->n_units, end[2];
    int right = 1;
    if (!is_pair(r, "edges", i, entry)) return 0;
    snprintf(expected, sizeof expected, "a unit from 0 to %u", n - 1);
    for (size_t k = 0; k < 2; k++) {
        double number;
        const json_t *value = json_array_get(entry, k);
        if (is_number(&number, value, 0, n - 1.0) && number == floor(number)) {
            end[k] = (uint32_t)number;
            continue;
        }
        snprintf(field, sizeof field, "edges[%zu][%zu]", i, k);
        refuse(r, field, value, expected);
        right = 0;
    }
    if (!right) return 0;
    if (end[0] == end[1]) {
        snprintf(field, sizeof field, "edges[%zu]", i);
        ambit_diagnosis_error(r->diagnosis, AMBIT_FAULT_NUMBER_RANGE, place_of(r, field), "found unit %u beside "
                "itself, expected two units, remove it", end[0]);
        return 0;
    }
    *to = (edge){ end[0] < end[1] ? end[0] : end[1], end[0] < end[1] ? end[1] : end[0], i };
    return 1;
}

/* Sorts them, and records those that are given twice, in either order. */
static void refuse_doubles(const reader *r, edge *sorted, size_t n)
{
    char field[40];
    qsort(sorted, n, sizeof *sorted, compare_edges);
    for (size_t k = 1; k < n; k++) {
        if (sorted[k].a != sorted[k - 1].a || sorted[k].b != sorted[k - 1].b) continue;
        snprintf(field, sizeof field, "edges[%zu]", sorted[k].at);
        ambit_diagnosis_error(r->diagnosis, AMBIT_FAULT_PAIR_DOUBLE, place_of(r, field), "found units %u and %u, which "
                "edges[%zu] joins already, expected each pair once, remove one", sorted[k].a, sorted[k].b,
                sorted[k - 1].at);
    }
}

static ambit_status read_edges(const reader *r, ambit_error *err)
{
    ambit_hess *hess = r->hess;
    const json_t *list = list_of(r, "edges", 0);
    size_t n = json_array_size(list);
    if (!list || !hess->n_units) return AMBIT_OK;
    edge *sorted = calloc(n + 1, sizeof *sorted);
    hess->border = calloc(n + 1, sizeof *hess->border);
    if (!sorted || !hess->border) {
        free(sorted);
        return ambit_fail(err, AMBIT_E_MEMORY, "no memory for %zu edges", n);
    }
    for (size_t i = 0; i < n; i++) hess->n_borders += (size_t)read_edge(r, json_array_get(list, i), i,
            &sorted[hess->n_borders]);
    refuse_doubles(r, sorted, hess->n_borders);
    for (size_t k = 0; k < hess->n_borders; k++) hess->border[k] = (ambit_border){ sorted[k].a, sorted[k].b };
    free(sorted);
    return AMBIT_OK;
}

/* ---- Names ------------------------------------------------------------------------------------------------------- */

/* The texts of a key that may be missing. */
static const json_t *texts_of(const reader *r, const char *key)
{
    char field[40];
    const json_t *list = json_object_get(r->root, key) ? list_of(r, key, 1) : NULL;
    for (size_t i = 0; i < json_array_size(list); i++) {
        if (json_is_string(json_array_get(list, i))) continue;
        snprintf(field, sizeof field, "%s[%zu]", key, i);
        refuse(r, field, json_array_get(list, i), "a text");
    }
    return list;
}

/* Two units of one id are one unit given twice. */
static ambit_status check_ids(const reader *r, const json_t *ids, ambit_error *err)
{
    ambit_dictionary seen;
    char field[40], quoted[AMBIT_QUOTED];
    int put = 0;
    ambit_dictionary_init(&seen);
    for (uint32_t i = 0; put >= 0 && i < json_array_size(ids); i++) {
        const char *id = json_string_value(json_array_get(ids, i));
        put = id ? ambit_dictionary_put(&seen, id, i) : 0;
        if (put <= 0) continue;
        snprintf(field, sizeof field, "geoid[%u]", i);
        ambit_diagnosis_error(r->diagnosis, AMBIT_FAULT_ID_DOUBLE, place_of(r, field), "found %s, which is geoid[%u] "
                "already, expected an id once, remove one of the units", ambit_text_quote(quoted, id, strlen(id)),
                ambit_dictionary_get(&seen, id));
    }
    ambit_dictionary_reset(&seen);
    return put < 0 ? ambit_fail(err, AMBIT_E_MEMORY, "no memory for the ids of units") : AMBIT_OK;
}

/* "Coos (33007)", or what there is of it; NULL without memory. */
static const char *name_of(ambit_hess *hess, const char *name, const char *id)
{
    char *text = NULL;
    int length = name && id ? asprintf(&text, "%s (%s)", name, id) : asprintf(&text, "%s", name ? name : id);
    if (length < 0) return NULL;
    const char *kept = ambit_arena_copy(&hess->texts, text, (size_t)length);
    free(text);
    return kept;
}

static ambit_status read_names(const reader *r, ambit_error *err)
{
    ambit_hess *hess = r->hess;
    uint64_t before = ambit_diagnosis_n_errors(r->diagnosis);
    const json_t *ids = texts_of(r, "geoid"), *names = texts_of(r, "name");
    ambit_status status = check_ids(r, ids, err);
    if (status != AMBIT_OK || (!ids && !names) || ambit_diagnosis_n_errors(r->diagnosis) > before) return status;
    size_t n = json_array_size(ids ? ids : names);
    hess->name = calloc(n + 1, sizeof *hess->name);
    for (size_t i = 0; hess->name && i < n; i++) {
        hess->name[i] = name_of(hess, json_string_value(json_array_get(names, i)),
                json_string_value(json_array_get(ids, i)));
        if (!hess->name[i]) return ambit_fail(err, AMBIT_E_MEMORY, "no memory for the names of units");
    }
    return hess->name ? AMBIT_OK : ambit_fail(err, AMBIT_E_MEMORY, "no memory for %zu names of units", n);
}

/* ---- The file ---------------------------------------------------------------------------------------------------- */

/* jansson's words about a file that it does not take. */
static ambit_status refuse_text(const reader *r, const json_error_t *why, ambit_error *err)
{
    char words[AMBIT_QUOTED];
    const ambit_place place = { r->path, why->line > 0 ? (uint64_t)why->line : 1,
                                why->column > 0 ? (uint32_t)why->column : 0, NULL };
    ambit_text_quote(words, why->text, strlen(why->text));
    switch (json_error_code(why)) {
    case json_error_unknown: /* what jansson leaves when an allocation of its own fails */
    case json_error_out_of_memory:
        return ambit_fail(err, AMBIT_E_MEMORY, "no memory to read %s", r->path);
    case json_error_premature_end_of_input:
        ambit_diagnosis_error(r->diagnosis, AMBIT_FAULT_JSON_SYNTAX, place, "found the end of the file, expected the "
                "rest of the JSON, complete it");
        break;
    case json_error_duplicate_key:
        ambit_diagnosis_error(r->diagnosis, AMBIT_FAULT_JSON_KEY, place, "found %s, expected each key once, remove one",
                words);
        break;
    case json_error_numeric_overflow:
        ambit_diagnosis_error(r->diagnosis, AMBIT_FAULT_NUMBER_RANGE, place, "found %s, expected a number below 1e15, "
                "correct it", words);
        break;
    case json_error_invalid_utf8:
        ambit_diagnosis_error(r->diagnosis, AMBIT_FAULT_ENCODING, place, "found %s, expected UTF-8, save the file "
                "as UTF-8", words);
        break;
    default:
        ambit_diagnosis_error(r->diagnosis, AMBIT_FAULT_JSON_SYNTAX, place, "found no JSON (%s), expected %s, correct "
                "it", words, SHAPE);
        break;
    }
    return AMBIT_E_INPUT;
}

static ambit_status read_hess(reader *r, const ambit_numbers *text, ambit_error *err)
{
    json_error_t why = { .line = 0 }; /* jansson leaves the code as it is when its first allocation fails */
    if (text->size > MOST_BYTES) {
        ambit_diagnosis_error(r->diagnosis, AMBIT_FAULT_TOO_LARGE, place_of(r, NULL), "found %zu bytes, expected at "
                "most %zu, name another file", text->size, MOST_BYTES);
        return AMBIT_E_INPUT;
    }
    json_t *root = json_loadb(text->text + text->at, text->size - text->at,
            JSON_REJECT_DUPLICATES | JSON_DECODE_INT_AS_REAL, &why);
    if (!root) return refuse_text(r, &why, err);
    uint64_t before = ambit_diagnosis_n_errors(r->diagnosis);
    r->root = root;
    ambit_status status = AMBIT_OK;
    if (!json_is_object(root)) refuse(r, NULL, root, SHAPE);
    else {
        read_sizes(r);
        status = read_populations(r, err);
        if (status == AMBIT_OK) status = read_places(r, err);
        if (status == AMBIT_OK) status = read_edges(r, err);
        if (status == AMBIT_OK) status = read_names(r, err);
    }
    json_decref(root);
    if (status != AMBIT_OK) return status;
    return ambit_diagnosis_n_errors(r->diagnosis) > before ? AMBIT_E_INPUT : AMBIT_OK;
}

ambit_status ambit_hess_read(ambit_hess **out, const char *path, ambit_diagnosis *diagnosis, ambit_error *err)
{
    *out = NULL;
    ambit_numbers text;
    reader r = { path, diagnosis, NULL, calloc(1, sizeof *r.hess) };
    if (!r.hess) return ambit_fail(err, AMBIT_E_MEMORY, "no memory to read %s", path);
    ambit_arena_init(&r.hess->texts);
    ambit_status status = ambit_numbers_open(&text, path, diagnosis, err);
    if (status == AMBIT_OK) status = read_hess(&r, &text, err);
    ambit_numbers_close(&text);
    if (status == AMBIT_OK) *out = r.hess;
    else ambit_hess_free(r.hess);
    return status;
}

void ambit_hess_free(ambit_hess *hess)
{
    if (!hess) return;
    free(hess->population), free(hess->x_m), free(hess->y_m), free(hess->border), free(hess->name);
    ambit_arena_reset(&hess->texts);
    free(hess);
}
