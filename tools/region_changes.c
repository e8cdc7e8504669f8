/* tools/region_changes.c - see region_changes.h. */
#include "tools/region_changes.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char prefix[] = "regions.";

static ambit_status no_memory(ambit_error *err) { return ambit_fail(err, AMBIT_E_MEMORY,
        "no memory for the changes of a plan"); }

ambit_status ambit_region_changes_split(ambit_region_changes *out, uint32_t n, const char *const *line,
        ambit_error *err)
{
    *out = (ambit_region_changes){ .n = 0 };
    ambit_arena_init(&out->texts);
    out->line = malloc((n + (size_t)1) * sizeof *out->line);
    out->region = malloc((n + (size_t)1) * sizeof *out->region);
    if (!out->line || !out->region) return no_memory(err);
    for (uint32_t k = 0; k < n; k++) {
        const char *dot = strncmp(line[k], prefix, sizeof prefix - 1) ? NULL : strchr(line[k] + sizeof prefix - 1, '.');
        if (dot && dot < line[k] + strcspn(line[k], "=")) out->region[out->n_regions++] = line[k];
        else out->line[out->n++] = line[k];
    }
    out->n_own = out->n;
    return AMBIT_OK;
}

/* What stands for a change of region `r`: a line an account. */
static ambit_status spell(ambit_region_changes *changes, const ambit_formulation *f, uint32_t r, const char *what,
        ambit_error *err)
{
    const ambit_accounts *accounts = &f->instance->accounts;
    for (uint32_t i = 0; i < accounts->n; i++) {
        if (f->region_of_account[i] != r) continue;
        size_t room = strlen(accounts->id[i]) + strlen(what) + sizeof "accounts.";
        char *line = ambit_arena_alloc(&changes->texts, room);
        const char **grown = realloc(changes->line, (changes->n + (size_t)2) * sizeof *grown);
        if (grown) changes->line = grown;
        if (!line || !grown) return no_memory(err);
        snprintf(line, room, "accounts.%s%s", accounts->id[i], what);
        changes->line[changes->n++] = line;
    }
    return AMBIT_OK;
}

ambit_status ambit_region_changes_spell(ambit_region_changes *changes, const ambit_formulation *f,
        ambit_diagnosis *diagnosis, ambit_error *err)
{
    ambit_changes read;
    ambit_status status = ambit_changes_read(&read, changes->n_regions, changes->region, diagnosis, err);
    for (uint32_t k = 0; k < read.n && !status; k++) {
        const ambit_change *change = &read.change[k];
        uint32_t r = 0, n = f->region_of_account && f->regions ? f->regions->n : 0;
        while (r < n && strcmp(f->regions->id[r], change->row)) r++;
        if (r < n) status = spell(changes, f, r, change->said + sizeof prefix - 1 + strlen(change->row), err);
        else ambit_diagnosis_error(diagnosis, AMBIT_FAULT_CHANGE, ambit_change_place(change->said),
                "found no region %s, "
                "expected one of the plan's regions, correct the change", change->row);
    }
    ambit_changes_reset(&read);
    return status == AMBIT_E_INPUT ? AMBIT_OK : status; /* recorded */
}

void ambit_region_changes_reset(ambit_region_changes *changes)
{
    free(changes->line);
    free(changes->region);
    ambit_arena_reset(&changes->texts);
}
