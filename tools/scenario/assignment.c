/* tools/scenario/assignment.c - see assignment.h. */
#include "tools/scenario/assignment.h"

#include "instances/base/status.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- Writing ----------------------------------------------------------------------------------------------------- */

/* Ids may hold tabs and line ends, because quoted fields may. */
static void write_id(FILE *to, const char *id)
{
    for (; *id; id++) {
        const char *at = strchr("\tt\nn\rr\\\\", *id);
        if (at && (*id == '\t' || *id == '\n' || *id == '\r' || *id == '\\')) fprintf(to, "\\%c", at[1]);
        else putc(*id, to);
    }
}

ambit_status ambit_assignment_text(char **out, const ambit_formulation *f, const uint32_t *plan, ambit_error *err)
{
    size_t size = 0;
    *out = NULL;
    FILE *to = open_memstream(out, &size);
    for (uint32_t u = 0; to && u < f->n_units; u++) {
        write_id(to, f->unit_id[u]);
        putc('\t', to);
        if (plan[u] < f->n_reps) write_id(to, f->rep_id[plan[u]]);
        putc('\n', to);
    }
    if (to && !fclose(to)) return AMBIT_OK;
    free(*out);
    *out = NULL;
    return ambit_fail(err, AMBIT_E_MEMORY, "no memory for the assignment of %u units", f->n_units);
}

/* ---- Reading ----------------------------------------------------------------------------------------------------- */

/* Cuts the next line of *at into a unit and a rep, in place; 0 at the end. */
static int next_line(char **at, char **unit, char **rep)
{
    char *from = *at, *to = *at;
    if (!*from) return 0;
    *unit = to;
    *rep = NULL;
    for (; *from && *from != '\n'; from++) {
        char c = *from;
        if (c == '\t' && !*rep) {
            *to++ = 0;
            *rep = to;
            continue;
        }
        if (c == '\\' && from[1]) {
            from++;
            c = *from == 't' ? '\t' : *from == 'n' ? '\n' : *from == 'r' ? '\r' : *from;
        }
        *to++ = c;
    }
    *at = from + (*from == '\n');
    *to = 0;
    if (!*rep) *rep = to;
    return 1;
}

static void lose(ambit_assignment_lost *lost, const char *unit, const char *rep)
{
    if (lost->n_left++) return;
    snprintf(lost->left_rep, sizeof lost->left_rep, "%s", rep);
    snprintf(lost->left_unit, sizeof lost->left_unit, "%s", unit);
}

ambit_status ambit_assignment_apply(uint32_t *plan, ambit_assignment_lost *lost, const ambit_instance *instance,
        const char *text, ambit_error *err)
{
    char *copy = strdup(text), *at = copy, *unit, *rep;
    *lost = (ambit_assignment_lost){ .n_left = 0 };
    if (!copy) return ambit_fail(err, AMBIT_E_MEMORY, "no memory for an assignment");
    for (uint32_t u = 0; u < instance->n_units; u++) plan[u] = AMBIT_NOBODY;
    while (next_line(&at, &unit, &rep)) {
        uint32_t u = ambit_dictionary_get(&instance->unit_index, unit);
        if (u == AMBIT_NOT_FOUND || !*rep) continue;
        uint32_t r = ambit_dictionary_get(&instance->rep_index, rep);
        if (r == AMBIT_NOT_FOUND) lose(lost, unit, rep);
        else plan[u] = r;
    }
    free(copy);
    return AMBIT_OK;
}

/* ---- Comparing --------------------------------------------------------------------------------------------------- */

static uint32_t count_lines(const char *text)
{
    uint32_t n = 0;
    for (; *text; text++) n += *text == '\n';
    return n;
}

/* Who has each unit of `before`, by its number in `index`. */
static int index_lines(ambit_dictionary *index, const char **rep, char *text)
{
    char *unit, *of;
    uint32_t n = 0;
    while (next_line(&text, &unit, &of)) {
        if (ambit_dictionary_put(index, unit, n) < 0) return 0;
        rep[n++] = of;
    }
    return 1;
}

ambit_status ambit_assignment_compare(ambit_assignment_move **out, uint32_t *n_out, ambit_arena *texts,
        const char *before, const char *after, ambit_error *err)
{
    ambit_dictionary index;
    uint32_t n_before = count_lines(before), n_after = count_lines(after), n = 0;
    char *was = ambit_arena_copy(texts, before, strlen(before)), *is = ambit_arena_copy(texts, after, strlen(after));
    const char **rep = ambit_arena_alloc(texts, ((size_t)n_before + 2) * sizeof *rep);
    ambit_assignment_move *move = ambit_arena_alloc(texts, ((size_t)n_after + 2) * sizeof *move);
    ambit_dictionary_init(&index);
    *out = move, *n_out = 0;
    if (!was || !is || !rep || !move || !index_lines(&index, rep, was)) {
        ambit_dictionary_reset(&index);
        return ambit_fail(err, AMBIT_E_MEMORY, "no memory to compare two assignments");
    }
    for (char *unit, *to; next_line(&is, &unit, &to);) {
        uint32_t k = ambit_dictionary_get(&index, unit);
        const char *from = k == AMBIT_NOT_FOUND ? "" : rep[k];
        if (strcmp(from, to)) move[n++] = (ambit_assignment_move){ unit, from, to };
    }
    ambit_dictionary_reset(&index);
    *n_out = n;
    return AMBIT_OK;
}
