/* tools/scenario/inputs.c - see inputs.h. */
#include "tools/scenario/inputs.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { HASH = 64 };

char *ambit_inputs_text(const ambit_workspace *w)
{
    char *text = NULL;
    size_t size = 0;
    FILE *to = open_memstream(&text, &size);
    if (!to) return NULL;
    for (uint32_t i = 0; i < w->n_inputs; i++) fprintf(to, "%s  %s\n", w->input[i].sha256, w->input[i].file);
    if (!fclose(to)) return text;
    free(text);
    return NULL;
}

/* The line of the same file in `text`; NULL when it is not there. Names have no line ends in them but by malice. */
static const char *find(const char *text, const char *name, size_t length)
{
    for (const char *at = text; *at; at += strcspn(at, "\n"), at += *at == '\n') {
        size_t n = strcspn(at, "\n");
        if (n == HASH + 2 + length && !strncmp(at + HASH + 2, name, length)) return at;
    }
    return NULL;
}

/* The first line of `one` that `other` does not have. */
static int missing(char *out, size_t size, const char *one, const char *other)
{
    static const char adopted[] = "adopted scenario ";
    for (const char *at = one; *at; at += strcspn(at, "\n"), at += *at == '\n') {
        size_t n = strcspn(at, "\n");
        const char *name = at + HASH + 2;
        if (n <= HASH + 2 || !strncmp(name, adopted, sizeof adopted - 1)) continue;
        const char *same = find(other, name, n - HASH - 2);
        if (same && !strncmp(same, at, HASH)) continue;
        snprintf(out, size, "%.*s", (int)(n - HASH - 2), name);
        return 1;
    }
    return 0;
}

int ambit_inputs_differ(char *out, size_t size, const char *before, const char *after)
{
    return missing(out, size, before, after) || missing(out, size, after, before);
}

static double worst_of(const ambit_outcome *o, int before)
{
    double worst = 0;
    for (uint32_t a = 0; a < o->n_rules; a++)
        worst = fmax(worst, before ? o->rule[a].worst_deviation_before : o->rule[a].worst_deviation);
    return worst;
}

uint32_t ambit_inputs_figures(ambit_trail_figure out[AMBIT_INPUTS_FIGURES], const ambit_outcome *o, double bound)
{
    const ambit_verdict *v = &o->verdict;
    const ambit_trail_figure all[] = { { "cost", v->cost.total }, { "bound", bound }, { "travel", v->cost.travel },
        { "worst_deviation", worst_of(o, 0) }, { "violation", v->violation }, { "moved_units", v->moved_units },
        { "moved_amount", v->moved_amount } };
    memcpy(out, all, sizeof all);
    return sizeof all / sizeof *all;
}

uint32_t ambit_inputs_figures_before(ambit_trail_figure out[AMBIT_INPUTS_FIGURES], const ambit_outcome *o)
{
    const ambit_verdict *v = &o->verdict_before;
    if (!o->before) return 0;
    const ambit_trail_figure all[] = { { "cost", v->cost.total }, { "travel", v->cost.travel },
        { "worst_deviation", worst_of(o, 1) }, { "violation", v->violation } };
    memcpy(out, all, sizeof all);
    return sizeof all / sizeof *all;
}
