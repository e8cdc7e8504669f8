/* tools/ladder.c - see ladder.h. */
#include "tools/ladder.h"

#include <stdlib.h>
#include <string.h>

static ambit_status no_memory(ambit_error *err)
{
    return ambit_fail(err, AMBIT_E_MEMORY, "no memory for who reports to whom");
}

/* Room for `room` nodes. */
static int reserve(ambit_ladder *ladder, size_t room)
{
    ladder->id = calloc(room, sizeof *ladder->id);
    ladder->name = calloc(room, sizeof *ladder->name);
    ladder->above = malloc(room * sizeof *ladder->above);
    ladder->depth = malloc(room * sizeof *ladder->depth);
    ladder->order = malloc(room * sizeof *ladder->order);
    return ladder->id && ladder->name && ladder->above && ladder->depth && ladder->order;
}

/* A node of its own, unless one has the id already. Returns 0, or -1 without memory. */
static int add(ambit_ladder *ladder, const char *id, const char *name)
{
    int put = ambit_dictionary_put(&ladder->index, id, ladder->n);
    if (put) return put < 0 ? -1 : 0;
    ladder->id[ladder->n] = id;
    ladder->name[ladder->n] = name && *name ? name : id;
    ladder->above[ladder->n++] = AMBIT_LADDER_COMPANY;
    return 0;
}

typedef struct {
    const ambit_person *person;
    uint32_t n;
    const char *file;
} people;

/* The managers that have no row, in the order in which they are named. */
static int add_named(ambit_ladder *ladder, const people *of, int must_have_row, ambit_diagnosis *diagnosis)
{
    for (uint32_t i = 0; i < of->n; i++) {
        const char *manager = of->person[i].manager;
        if (!*manager || ambit_dictionary_get(&ladder->index, manager) != AMBIT_NOT_FOUND) continue;
        if (must_have_row) {
            ambit_diagnosis_error(diagnosis, AMBIT_FAULT_REP_UNKNOWN,
                    (ambit_place){ of->file, of->person[i].line, 0, "manager" }, "found the unknown manager \"%s\" of "
                    "\"%s\", expected one who has a row among the managers or the reps, add it or correct the id",
                    manager, of->person[i].id);
            continue;
        }
        if (add(ladder, manager, NULL)) return -1;
    }
    return 0;
}

static void tie(ambit_ladder *ladder, const people *of)
{
    for (uint32_t i = 0; i < of->n; i++) {
        uint32_t v = ambit_dictionary_get(&ladder->index, of->person[i].id);
        uint32_t above = *of->person[i].manager ? ambit_dictionary_get(&ladder->index, of->person[i].manager)
                                                : AMBIT_NOT_FOUND;
        if (v != AMBIT_NOT_FOUND && above != AMBIT_NOT_FOUND && ladder->above[v] == AMBIT_LADDER_COMPANY)
            ladder->above[v] = above;
    }
}

static ambit_place place_of(const ambit_ladder *ladder, uint32_t v, const people *reps, const people *managers)
{
    for (uint32_t k = 0; k < 2; k++) {
        const people *of = k ? managers : reps;
        for (uint32_t i = 0; i < of->n; i++)
            if (!strcmp(of->person[i].id, ladder->id[v]))
                return (ambit_place){ of->file, of->person[i].line, 0, "manager" };
    }
    return (ambit_place){ reps->file, 0, 0, "manager" };
}

/* Depths and order, layer by layer from those who report to the company. Who is not reached hangs on a cycle; it is
 * named once, by its node of least number. */
static void find_depths(ambit_ladder *ladder, const people *reps, const people *managers,
        ambit_diagnosis *diagnosis)
{
    uint32_t done = 0, before;
    for (uint32_t v = 0; v < ladder->n; v++) ladder->depth[v] = UINT32_MAX;
    for (uint32_t layer = 0; done < ladder->n; layer++) {
        before = done;
        for (uint32_t v = 0; v < ladder->n; v++) {
            uint32_t above = ladder->above[v];
            if (ladder->depth[v] != UINT32_MAX) continue;
            if (layer ? above == AMBIT_LADDER_COMPANY || ladder->depth[above] != layer - 1
                      : above != AMBIT_LADDER_COMPANY) continue;
            ladder->depth[v] = layer;
            ladder->order[done++] = v;
        }
        if (done == before) break;
        ladder->n_layers = layer + 1;
    }
    for (uint32_t v = 0; v < ladder->n; v++) {
        if (ladder->depth[v] != UINT32_MAX) continue;
        uint32_t w = v, steps = 0;
        do w = ladder->above[w], steps++;
        while (w != v && steps <= ladder->n);
        if (w != v) continue; /* it only leads to a cycle */
        ambit_diagnosis_error(diagnosis, AMBIT_FAULT_RULE_CONFLICT, place_of(ladder, v, reps, managers), "found that "
                "\"%s\" reports to itself in a circle of %u, expected a chain that ends, correct the manager of one of "
                "them", ladder->id[v], steps);
        return;
    }
}

ambit_status ambit_ladder_build(ambit_ladder *out, const ambit_person *rep, uint32_t n_reps,
        const char *reps_file, const ambit_person *manager, uint32_t n_managers, const char *managers_file,
        ambit_diagnosis *diagnosis, ambit_error *err)
{
    const people reps = { rep, n_reps, reps_file }, managers = { manager, n_managers, managers_file };
    uint64_t before = ambit_diagnosis_n_errors(diagnosis);
    memset(out, 0, sizeof *out);
    ambit_dictionary_init(&out->index);
    if (!reserve(out, 2 * ((size_t)n_reps + n_managers) + 1)) return no_memory(err);
    for (uint32_t i = 0; i < n_reps; i++)
        if (add(out, rep[i].id, rep[i].name)) return no_memory(err);
    out->n_reps = out->n;
    for (uint32_t i = 0; i < n_managers; i++)
        if (add(out, manager[i].id, manager[i].name)) return no_memory(err);
    if (add_named(out, &reps, n_managers > 0, diagnosis) || add_named(out, &managers, n_managers > 0, diagnosis))
        return no_memory(err);
    tie(out, &reps);
    tie(out, &managers);
    find_depths(out, &reps, &managers, diagnosis);
    return ambit_diagnosis_n_errors(diagnosis) > before ? AMBIT_E_INPUT : AMBIT_OK;
}

void ambit_ladder_reset(ambit_ladder *ladder)
{
    free(ladder->id);
    free(ladder->name);
    free(ladder->above);
    free(ladder->depth);
    free(ladder->order);
    ambit_dictionary_reset(&ladder->index);
}

void ambit_ladder_sum(double *sum, const ambit_ladder *ladder, const double *value)
{
    for (uint32_t v = 0; v < ladder->n; v++) sum[v] = v < ladder->n_reps ? value[v] : 0;
    for (uint32_t k = ladder->n; k-- > 0;) {
        uint32_t v = ladder->order[k];
        if (ladder->above[v] != AMBIT_LADDER_COMPANY) sum[ladder->above[v]] += sum[v];
    }
}
