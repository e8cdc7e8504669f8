/* instances/plan/alter.c - changes of keys, made to libyaml's document before anybody judges it. */
#include "instances/plan/document.h"

#include "instances/base/text.h"

#include <stdlib.h>
#include <string.h>

typedef struct {
    yaml_document_t *document;
    const ambit_change *change;
    ambit_diagnosis *diagnosis;
    int out_of_memory;
} altering;

/* Nodes go by number: adding one moves the others. */
static yaml_node_t *node_at(const altering *a, int number) { return yaml_document_get_node(a->document, number); }

static int is_name(const altering *a, int number, const char *name, size_t length)
{
    const yaml_node_t *node = node_at(a, number);
    return node->type == YAML_SCALAR_NODE && node->data.scalar.length == length
        && !memcmp(node->data.scalar.value, name, length);
}

static int mark_new(altering *a, int number)
{
    if (number) node_at(a, number)->start_mark.line = AMBIT_PLAN_CHANGED;
    else a->out_of_memory = 1;
    return number;
}

static int new_scalar(altering *a, const char *text, size_t length)
{
    return mark_new(a, yaml_document_add_scalar(a->document, NULL, (const yaml_char_t *)text, (int)length,
            YAML_PLAIN_SCALAR_STYLE));
}

/* ---- Steps down a path ------------------------------------------------------------------------------------------- */

/* The pair of a mapping whose key is that; -1: none. */
static long pair_of(const altering *a, int mapping, const char *name, size_t length)
{
    const yaml_node_t *node = node_at(a, mapping);
    for (const yaml_node_pair_t *pair = node->data.mapping.pairs.start; pair < node->data.mapping.pairs.top; pair++)
        if (is_name(a, pair->key, name, length)) return pair - node->data.mapping.pairs.start;
    return -1;
}

/* What stands behind a key, which is made when there is none: keys when more of the path follows, else the value. */
static int step_into(altering *a, int mapping, const char *name, size_t length, int is_last)
{
    long at = pair_of(a, mapping, name, length);
    if (at >= 0 && !is_last) return node_at(a, mapping)->data.mapping.pairs.start[at].value;
    int value = is_last ? new_scalar(a, a->change->value, strlen(a->change->value))
                        : mark_new(a, yaml_document_add_mapping(a->document, NULL, YAML_BLOCK_MAPPING_STYLE));
    if (value && at >= 0) {
        node_at(a, mapping)->data.mapping.pairs.start[at].value = value;
    } else if (value) {
        int key = new_scalar(a, name, length);
        if (!key || !yaml_document_append_mapping_pair(a->document, mapping, key, value)) a->out_of_memory = 1;
    }
    return value;
}

/* The entry of a list by its number from 1, or by the text of one of its keys (a measure); 0 when none or several
 * are. */
static int entry_of(const altering *a, int list, const char *name, size_t length)
{
    const yaml_node_t *node = node_at(a, list);
    const yaml_node_item_t *start = node->data.sequence.items.start;
    size_t n = (size_t)(node->data.sequence.items.top - start), n_found = 0;
    double number;
    int found = 0;
    if (ambit_text_number(&number, name, length)) {
        for (size_t k = 0; k < n; k++)
            if (number == (double)(k + 1)) return start[k];
        return 0;
    }
    for (size_t k = 0; k < n; k++) {
        const yaml_node_t *entry = node_at(a, start[k]);
        if (entry->type != YAML_MAPPING_NODE
                || entry->data.mapping.pairs.start == entry->data.mapping.pairs.top) continue;
        if (!is_name(a, entry->data.mapping.pairs.start[0].value, name, length)) continue;
        found = start[k];
        n_found++;
    }
    return n_found == 1 ? found : 0;
}

static void no_way(const altering *a, const char *at, size_t length, const char *expected)
{
    char quoted[AMBIT_QUOTED];
    ambit_diagnosis_error(a->diagnosis, AMBIT_FAULT_CHANGE, ambit_change_place(a->change->said),
            "found %s, expected %s, "
            "correct the change", ambit_text_quote(quoted, at, length), expected);
}

static void follow(altering *a)
{
    int node = 1; /* the root */
    for (const char *at = a->change->key; node && !a->out_of_memory; ) {
        size_t length = strcspn(at, ".");
        int is_last = !at[length];
        if (node_at(a, node)->type == YAML_SEQUENCE_NODE) {
            node = entry_of(a, node, at, length);
            if (!node || is_last) no_way(a, at, length, "one entry of the list, by its number or its measure, and a "
                    "key");
        } else if (node_at(a, node)->type == YAML_MAPPING_NODE) {
            node = step_into(a, node, at, length, is_last);
        } else {
            no_way(a, at, length, "nothing below a single value");
            return;
        }
        if (is_last || !node) return;
        at += length + 1;
    }
}

int ambit_plan_alter(yaml_document_t *document, const ambit_changes *changes, ambit_diagnosis *diagnosis)
{
    altering a = { .document = document, .diagnosis = diagnosis };
    const yaml_node_t *root = yaml_document_get_root_node(document);
    if (!root || root->type != YAML_MAPPING_NODE) return 1;
    for (uint32_t k = 0; changes && k < changes->n && !a.out_of_memory; k++) {
        if (changes->change[k].kind != AMBIT_CHANGE_KEY) continue;
        a.change = &changes->change[k];
        follow(&a);
    }
    return !a.out_of_memory;
}

/* ---- Back to text ------------------------------------------------------------------------------------------------ */

typedef struct { char *text; size_t length, room; } gathered;

static int gather(void *context, unsigned char *bytes, size_t n)
{
    gathered *g = context;
    if (g->room - g->length <= n) {
        size_t room = 2 * g->room + n + 1024;
        char *grown = realloc(g->text, room);
        if (!grown) return 0;
        g->text = grown;
        g->room = room;
    }
    memcpy(g->text + g->length, bytes, n);
    g->length += n;
    g->text[g->length] = '\0';
    return 1;
}

/* Emits the document, which is gone then. */
static int emit(gathered *out, yaml_document_t *document)
{
    yaml_emitter_t emitter;
    if (!yaml_emitter_initialize(&emitter)) {
        yaml_document_delete(document);
        return 0;
    }
    yaml_emitter_set_output(&emitter, gather, out);
    yaml_emitter_set_unicode(&emitter, 1);
    yaml_emitter_set_width(&emitter, -1);
    int done = yaml_emitter_open(&emitter) && yaml_emitter_dump(&emitter, document) && yaml_emitter_close(&emitter);
    yaml_emitter_delete(&emitter);
    return done;
}

char *ambit_plan_altered_text(size_t *out_length, const char *text, size_t length, const ambit_changes *changes,
        ambit_diagnosis *diagnosis)
{
    yaml_parser_t parser;
    yaml_document_t document;
    gathered out = { NULL, 0, 0 };
    int done = 0;
    if (!yaml_parser_initialize(&parser)) return NULL;
    yaml_parser_set_input_string(&parser, (const unsigned char *)text, length);
    if (yaml_parser_load(&parser, &document)) {
        done = ambit_plan_alter(&document, changes, diagnosis);
        if (done) done = emit(&out, &document);
        else yaml_document_delete(&document);
    }
    yaml_parser_delete(&parser);
    if (done) *out_length = out.length;
    else free(out.text);
    return done ? out.text : NULL;
}
