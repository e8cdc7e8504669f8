/* instances/plan/text.c - the YAML of a plan, by one schema.
 *
 * libcyaml fills the structs, but stops at its first complaint and knows lines only while it reads. So the same
 * schema is first held against libyaml's own document: that finds every unknown, doubled or missing key and every
 * value of the wrong kind in one pass, and remembers where each key stands. What is sound in a faulty plan is
 * gathered on the way, so that its values are judged in the same pass too. */
#include "instances/plan/document.h"
#include "instances/plan/schema.h"
#include "instances/base/text.h"

#include <stdlib.h>
#include <string.h>

/* ---- Places ----------------------------------------------------------------------------------------------------- */

ambit_place ambit_plan_place_of(const ambit_plan_places *places, const char *key)
{
    uint32_t i = ambit_dictionary_get(&places->index, key);
    return i == AMBIT_NOT_FOUND ? (ambit_place){ places->shown, 0, 0, key } : places->place[i];
}

static ambit_place place_at(const ambit_plan_places *places, yaml_mark_t mark, const char *field)
{
    if (mark.line == AMBIT_PLAN_CHANGED) return ambit_change_place(field);
    return (ambit_place){ places->shown, mark.line + 1, (uint32_t)mark.column + 1, field };
}

/* Remembers where a key's value stands. `key` lies in places->texts. */
static int keep_place(ambit_plan_places *places, yaml_mark_t mark, const char *key)
{
    if (places->n == places->room) {
        uint32_t room = places->room ? 2 * places->room : 64;
        ambit_place *grown = realloc(places->place, room * sizeof *grown);
        if (!grown) return 0;
        places->place = grown;
        places->room = room;
    }
    places->place[places->n] = place_at(places, mark, key);
    return ambit_dictionary_put(&places->index, key, places->n++) >= 0;
}

/* "parent.key", or "parent[n]" when key is NULL; NULL without memory. */
static const char *key_within(ambit_plan_places *places, const char *parent, const char *key, uint32_t n)
{
    size_t room = strlen(parent) + (key ? strlen(key) : 10) + 3;
    char *full = ambit_arena_alloc(&places->texts, room);
    if (full && key) snprintf(full, room, "%s%s%s", parent, *parent ? "." : "", key);
    if (full && !key) snprintf(full, room, "%s[%u]", parent, n);
    return full;
}

/* ---- The schema against the document ---------------------------------------------------------------------------- */

typedef struct {
    yaml_document_t *document;
    ambit_plan_places *places;
    ambit_diagnosis *diagnosis;
    const ambit_changes *changes;
    ambit_raw_plan sound; /* all values of the right kind: texts of the document, lists in places->texts */
    int out_of_memory;
} checker;

/* Checks what a key has. `at` is its member in the sound plan, `n_at` where a list's length goes. */
static void check_value(checker *c, yaml_node_t *node, const cyaml_schema_value_t *schema, const char *key, void *at,
        void *n_at);

static const char *scalar_text(const yaml_node_t *node)
{
    return (const char *)node->data.scalar.value;
}

/* A value that can be a C string and says something. */
static int is_text(const yaml_node_t *node)
{
    return node->type == YAML_SCALAR_NODE && node->data.scalar.length
            && strlen(scalar_text(node)) == node->data.scalar.length;
}

static const char *quote_scalar(char out[AMBIT_QUOTED], const yaml_node_t *node)
{
    return ambit_text_quote(out, scalar_text(node), node->data.scalar.length);
}

/* What a person sees in the file: a text, a list, keys, or nothing. */
static const char *describe(char out[AMBIT_QUOTED], const yaml_node_t *node)
{
    if (node->type == YAML_SEQUENCE_NODE) return "a list";
    if (node->type == YAML_MAPPING_NODE) return "keys";
    return node->data.scalar.length ? quote_scalar(out, node) : "nothing";
}

static void unknown_key(checker *c, const yaml_node_t *node, const cyaml_schema_field_t *fields, const char *parent)
{
    const char *known[40];
    char quoted[AMBIT_QUOTED], list[600] = "";
    uint32_t n = 0;
    for (; fields[n].key && n < sizeof known / sizeof *known; n++) known[n] = fields[n].key;
    const char *near = ambit_text_nearest(known, n, scalar_text(node));
    for (size_t i = 0, used = 0; i < n && used < sizeof list; i++)
        used += (size_t)snprintf(list + used, sizeof list - used, "%s%s", i ? ", " : "", known[i]);
    ambit_place place = place_at(c->places, node->start_mark, *parent ? parent : NULL);
    if (near)
        ambit_diagnosis_error(c->diagnosis, AMBIT_FAULT_YAML_KEY, place, "found the unknown key %s, expected %s, "
                "correct or remove it", quote_scalar(quoted, node), near);
    else
        ambit_diagnosis_error(c->diagnosis, AMBIT_FAULT_YAML_KEY, place, "found the unknown key %s, expected one of "
                "%s, correct or remove it", quote_scalar(quoted, node), list);
}

/* Checks one pair of a mapping; seen[f] is the line where field f was met first. */
static void check_pair(checker *c, const yaml_node_pair_t *pair, const cyaml_schema_field_t *fields, uint64_t *seen,
        const char *parent, char *base)
{
    yaml_node_t *key = yaml_document_get_node(c->document, pair->key);
    if (key->type != YAML_SCALAR_NODE) {
        ambit_diagnosis_error(c->diagnosis, AMBIT_FAULT_YAML_KEY, place_at(c->places, key->start_mark, NULL), "found a "
                "key that is no text, expected a name such as %s, correct it", fields[0].key);
        return;
    }
    uint32_t f = 0;
    while (fields[f].key && strcmp(fields[f].key, scalar_text(key))) f++;
    if (!fields[f].key) {
        unknown_key(c, key, fields, parent);
        return;
    }
    const char *full = key_within(c->places, parent, fields[f].key, 0);
    if (!full) {
        c->out_of_memory = 1;
    } else if (seen[f]) {
        ambit_diagnosis_error(c->diagnosis, AMBIT_FAULT_YAML_KEY, place_at(c->places, key->start_mark, full), "found "
                "the key again, expected it once (it is on line %llu already), remove one",
                (unsigned long long)seen[f]);
    } else {
        seen[f] = key->start_mark.line + 1;
        check_value(c, yaml_document_get_node(c->document, pair->value), &fields[f].value, full,
                base + fields[f].data_offset, base + fields[f].count_offset);
    }
}

static void check_mapping(checker *c, yaml_node_t *node, const cyaml_schema_field_t *fields, const char *parent,
        void *base)
{
    uint64_t seen[40] = { 0 };
    for (yaml_node_pair_t *pair = node->data.mapping.pairs.start; pair < node->data.mapping.pairs.top; pair++)
        check_pair(c, pair, fields, seen, parent, base);
    for (uint32_t f = 0; fields[f].key; f++) {
        if (seen[f] || (fields[f].value.flags & CYAML_FLAG_OPTIONAL)) continue;
        ambit_diagnosis_error(c->diagnosis, AMBIT_FAULT_YAML_KEY, place_at(c->places, node->start_mark, parent),
                "found no key \"%s\", expected one, add it", fields[f].key);
    }
}

/* A list of structs; *n_at counts only when there is memory for all of them. */
static void check_list(checker *c, yaml_node_t *node, const cyaml_schema_value_t *entry, const char *parent, void **at,
        uint32_t *n_at)
{
    const size_t step = entry->flags & CYAML_FLAG_POINTER ? sizeof(void *) : entry->data_size; /* texts, or structs */
    size_t n = (size_t)(node->data.sequence.items.top - node->data.sequence.items.start);
    char *items = n > UINT32_MAX ? NULL : ambit_arena_alloc(&c->places->texts, n * step + 1);
    if (!items) {
        c->out_of_memory = 1;
        return;
    }
    memset(items, 0, n * step);
    *at = items;
    *n_at = (uint32_t)n;
    for (uint32_t i = 0; i < n; i++) {
        const char *full = key_within(c->places, parent, NULL, i + 1);
        yaml_node_t *item = yaml_document_get_node(c->document, node->data.sequence.items.start[i]);
        if (full) check_value(c, item, entry, full, items + i * step, NULL);
        else c->out_of_memory = 1;
    }
}

static void wrong_kind(checker *c, const yaml_node_t *node, const cyaml_schema_value_t *schema, const char *key)
{
    char quoted[AMBIT_QUOTED];
    ambit_place place = place_at(c->places, node->start_mark, key);
    const char *found = describe(quoted, node);
    if (schema->type == CYAML_STRING)
        ambit_diagnosis_error(c->diagnosis, AMBIT_FAULT_YAML_VALUE, place, "found %s, expected a single value, write "
                "it behind the key or remove the key", found);
    else if (schema->type == CYAML_MAPPING)
        ambit_diagnosis_error(c->diagnosis, AMBIT_FAULT_YAML_VALUE, place, "found %s, expected keys, write them as "
                "{%s: ...}", found, schema->mapping.fields[0].key);
    else
        ambit_diagnosis_error(c->diagnosis, AMBIT_FAULT_YAML_VALUE, place, "found %s, expected a list, start each "
                "entry with \"- \"", found);
}

static void check_value(checker *c, yaml_node_t *node, const cyaml_schema_value_t *schema, const char *key, void *at,
        void *n_at)
{
    if (!keep_place(c->places, node->start_mark, key)) c->out_of_memory = 1;
    if (schema->type == CYAML_IGNORE) return;
    if (schema->type == CYAML_STRING && is_text(node))
        *(char **)at = (char *)node->data.scalar.value;
    else if (schema->type == CYAML_MAPPING && node->type == YAML_MAPPING_NODE)
        check_mapping(c, node, schema->mapping.fields, key, at);
    else if (schema->type == CYAML_SEQUENCE && node->type == YAML_SEQUENCE_NODE)
        check_list(c, node, schema->sequence.entry, key, at, n_at);
    else
        wrong_kind(c, node, schema, key);
}

/* ---- The two readings ------------------------------------------------------------------------------------------- */

static void syntax_fault(const checker *c, const yaml_parser_t *parser)
{
    char since[64] = "";
    if (parser->context && parser->context_mark.line < parser->problem_mark.line)
        snprintf(since, sizeof since, " for what starts on line %zu", parser->context_mark.line + 1);
    ambit_diagnosis_error(c->diagnosis, AMBIT_FAULT_YAML_SYNTAX, place_at(c->places, parser->problem_mark, NULL),
            "found text that is not YAML (%s%s), expected \"key: value\", check quotes, brackets and the indentation "
            "(spaces, no tabs)", parser->problem ? parser->problem : "unreadable", since);
}

/* One document with keys, nothing behind it. */
static void check_root(checker *c)
{
    yaml_node_t *root = yaml_document_get_root_node(c->document);
    ambit_place place = { c->places->shown, 0, 0, NULL };
    if (!root || (root->type == YAML_MAPPING_NODE && root->data.mapping.pairs.start == root->data.mapping.pairs.top)
            || (root->type == YAML_SCALAR_NODE && !root->data.scalar.length))
        ambit_diagnosis_error(c->diagnosis, AMBIT_FAULT_FILE_EMPTY, place, "found no keys, expected sections such as "
                "accounts, reps and balance, write them or start with \"ambit init\"");
    else if (root->type != YAML_MAPPING_NODE)
        ambit_diagnosis_error(c->diagnosis, AMBIT_FAULT_YAML_VALUE, place_at(c->places, root->start_mark, NULL),
                "found a list or a text, expected sections such as accounts, reps and balance, write them as \"key: "
                "value\"");
    else
        check_mapping(c, root, ambit_plan_schema.mapping.fields, "", &c->sound);
}

static void check_end(const checker *c, yaml_parser_t *parser)
{
    yaml_document_t next;
    if (!yaml_parser_load(parser, &next)) {
        syntax_fault(c, parser);
        return;
    }
    if (yaml_document_get_root_node(&next))
        ambit_diagnosis_error(c->diagnosis, AMBIT_FAULT_YAML_SYNTAX, place_at(c->places, next.start_mark, NULL),
                "found a second document, expected one, remove the line \"---\"");
    yaml_document_delete(&next);
}

/* Checks everything that a plan can be checked for before it is loaded; `plan` only serves to judge the values of one
 * that has faults already. Returns 0 without memory. */
static int check_document(checker *c, ambit_planfile *plan, const char *text, size_t length)
{
    yaml_parser_t parser;
    yaml_document_t document;
    uint64_t before = ambit_diagnosis_n_errors(c->diagnosis);
    if (!yaml_parser_initialize(&parser)) return 0;
    yaml_parser_set_input_string(&parser, (const unsigned char *)text, length);
    c->document = &document;
    if (yaml_parser_load(&parser, &document)) {
        if (!ambit_plan_alter(&document, c->changes, c->diagnosis)) c->out_of_memory = 1;
        check_root(c);
        check_end(c, &parser);
        if (ambit_diagnosis_n_errors(c->diagnosis) > before && !c->out_of_memory)
            c->out_of_memory = !ambit_plan_convert(plan, &c->sound, c->places, c->diagnosis);
        yaml_document_delete(&document);
    } else if (parser.error == YAML_MEMORY_ERROR) {
        c->out_of_memory = 1;
    } else {
        syntax_fault(c, &parser);
    }
    yaml_parser_delete(&parser);
    return !c->out_of_memory;
}

static void *reallocate(void *context, void *block, size_t size)
{
    (void)context;
    if (size) return realloc(block, size);
    free(block);
    return NULL;
}

/* The first place that libcyaml's back trace names: "... (line: 12, column: 3)". */
static void catch_place(cyaml_log_t level, void *context, const char *format, va_list args)
{
    ambit_place *place = context;
    char text[300];
    unsigned line, column;
    (void)level;
    if (place->line || vsnprintf(text, sizeof text, format, args) < 0) return;
    const char *at = strstr(text, "(line: ");
    if (!at || sscanf(at, "(line: %u, column: %u", &line, &column) != 2) return;
    place->line = line;
    place->column = column;
}

static const cyaml_config_t loading = { .mem_fn = reallocate, .log_level = CYAML_LOG_ERROR,
        .flags = CYAML_CFG_NO_ALIAS };

/* What the schema allows and libcyaml refuses all the same: an alias, in the main. Returns 0 without memory. */
static int load(ambit_raw_plan **raw, const checker *c, const char *text, size_t length)
{
    ambit_place place = { c->places->shown, 0, 0, NULL };
    cyaml_config_t config = loading;
    config.log_fn = catch_place;
    config.log_ctx = &place;
    cyaml_err_t failed = cyaml_load_data((const uint8_t *)text, length, &config, &ambit_plan_schema,
    (cyaml_data_t **)raw,
            NULL);
    if (failed == CYAML_ERR_OOM) return 0;
    if (failed == CYAML_ERR_ALIAS)
        ambit_diagnosis_error(c->diagnosis, AMBIT_FAULT_YAML_SYNTAX, place, "found an alias (*name), expected the "
                "value itself, write it out");
    else if (failed != CYAML_OK)
        ambit_diagnosis_error(c->diagnosis, AMBIT_FAULT_YAML_SYNTAX, place, "found what is not a plan (%s), expected "
                "keys and values, compare it with \"ambit init\"", cyaml_strerror(failed));
    return 1;
}

int ambit_plan_read_text(ambit_planfile *plan, ambit_plan_places *places, const char *text, size_t length,
        const ambit_changes *changes, ambit_diagnosis *diagnosis)
{
    checker c = { .places = places, .diagnosis = diagnosis, .changes = changes };
    uint64_t before = ambit_diagnosis_n_errors(diagnosis);
    if (!check_document(&c, plan, text, length)) return 0;
    if (ambit_diagnosis_n_errors(diagnosis) > before) return 1;
    ambit_raw_plan *raw = NULL;
    char *altered = changes && changes->n ? ambit_plan_altered_text(&length, text, length, changes, diagnosis) : NULL;
    if (changes && changes->n && !altered) return 0;
    int done = load(&raw, &c, altered ? altered : text, length);
    free(altered);
    if (raw) done = ambit_plan_convert(plan, raw, places, diagnosis);
    if (raw) cyaml_free(&loading, &ambit_plan_schema, raw, 0);
    return done;
}
