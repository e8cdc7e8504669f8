/* instances/change/change.c - see change.h. */
#include "instances/change/change.h"

#include "instances/base/text.h"

#include <stdio.h>
#include <string.h>

static const struct { const char *name; ambit_change_kind kind; } tables[] = {
    { "accounts", AMBIT_CHANGE_ACCOUNTS }, { "reps", AMBIT_CHANGE_REPS }, { "managers", AMBIT_CHANGE_MANAGERS },
    { "regions", AMBIT_CHANGE_REGIONS },
};

ambit_place ambit_change_place(const char *field) { return (ambit_place){ "--set", 0, 0, field }; }

/* The table that the first `n` bytes name, when a row and a column follow; AMBIT_CHANGE_KEY otherwise. */
static ambit_change_kind kind_of(const char *path, size_t n)
{
    if (!strchr(path + n + 1, '.')) return AMBIT_CHANGE_KEY;
    for (size_t k = 0; k < sizeof tables / sizeof *tables; k++)
        if (strlen(tables[k].name) == n && !strncmp(tables[k].name, path, n)) return tables[k].kind;
    return AMBIT_CHANGE_KEY;
}

static void bad(const ambit_change *c, ambit_diagnosis *diagnosis)
{
    char quoted[AMBIT_QUOTED];
    ambit_diagnosis_error(diagnosis, AMBIT_FAULT_CHANGE, ambit_change_place(NULL),
            "found %s, expected a change such as "
            "reps.R12.fte=0.5 or balance.workload.tolerance=8%%, correct it",
            ambit_text_quote(quoted, c->said, strlen(c->said)));
}

/* Cuts a copy of the line apart: up to the first `=`, then at the first and the last dot, because ids have dots. */
static void cut(ambit_change *c, char *copy, ambit_diagnosis *diagnosis)
{
    char *value = strchr(copy, '='), *dot = strchr(copy, '.');
    if (!value || value == copy || copy[0] == '.' || value[-1] == '.') {
        bad(c, diagnosis);
        return;
    }
    *value++ = '\0';
    c->value = value;
    c->key = copy;
    c->kind = dot && dot < value ? kind_of(copy, (size_t)(dot - copy)) : AMBIT_CHANGE_KEY;
    if (c->kind == AMBIT_CHANGE_KEY) return;
    char *last = strrchr(copy, '.'), *colon = memchr(dot + 1, ':', (size_t)(last - dot - 1));
    *last = '\0';
    c->key = last + 1;
    c->row = dot + 1;
    if (colon && colon > dot + 1) {
        *colon = '\0';
        c->column = dot + 1;
        c->row = colon + 1;
    }
    int is_verb = !strcmp(c->key, "add") || !strcmp(c->key, "remove");
    if (last == dot + 1 || (is_verb && strcmp(c->value, "true"))) bad(c, diagnosis);
    if (c->kind == AMBIT_CHANGE_REGIONS && (strcmp(c->key, "segment") || c->column))
        ambit_diagnosis_error(diagnosis, AMBIT_FAULT_CHANGE, ambit_change_place(c->said), "found a change of regions' "
                "%s, expected segment of one region, such as regions.48201.segment=retail; change the accounts instead",
                c->key);
}

ambit_status ambit_changes_read(ambit_changes *out, uint32_t n, const char *const *line, ambit_diagnosis *diagnosis,
        ambit_error *err)
{
    *out = (ambit_changes){ .n = 0 };
    ambit_arena_init(&out->texts);
    out->change = ambit_arena_alloc(&out->texts, (n + (size_t)1) * sizeof *out->change);
    for (uint32_t k = 0; out->change && k < n; k++) {
        size_t length = strlen(line[k]);
        char *copy = ambit_arena_copy(&out->texts, line[k], length);
        const char *said = ambit_arena_copy(&out->texts, line[k], length);
        if (!copy || !said) return ambit_fail(err, AMBIT_E_MEMORY, "no memory for the changes of a plan");
        out->change[out->n] = (ambit_change){ .said = said };
        cut(&out->change[out->n++], copy, diagnosis);
    }
    if (!out->change) return ambit_fail(err, AMBIT_E_MEMORY, "no memory for the changes of a plan");
    return ambit_diagnosis_n_errors(diagnosis) ? ambit_diagnosis_status(diagnosis, err) : AMBIT_OK;
}

void ambit_changes_reset(ambit_changes *changes)
{
    ambit_arena_reset(&changes->texts);
    *changes = (ambit_changes){ .n = 0 };
}
