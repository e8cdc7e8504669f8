/* solver/formulate/limits.c - who may serve whom, handed to the problem; what may move is in moves.c.
 *
 * A segment is a bit. What a unit asks for is the set of its segments (several when a region holds accounts of
 * several); equal sets make a class of the problem, and a rep may serve a class when the rep's list holds the whole
 * set. */
#include "solver/formulate/parts.h"
#include <stdlib.h>
#include <string.h>

enum { MOST_SEGMENTS = 63, MOST_CLASSES = 64 };

/* ---- Segments -------------------------------------------------------------------------------------------------- */

typedef struct {
    ambit_dictionary number; /* of each distinct segment */
    uint32_t n;
    uint64_t *unit;          /* [n_units] the set that each unit asks for */
    uint64_t *rep;           /* [n_reps] the set that each rep serves */
    uint64_t *set;           /* distinct sets of units, a class each */
    uint32_t n_sets;
} segments;

static int number_segments(ambit_formulating *w, segments *s)
{
    const ambit_accounts *a = &w->instance->accounts;
    for (uint32_t i = 0; i < a->n; i++) {
        if (!*a->segment[i]) continue;
        int put = ambit_dictionary_put(&s->number, a->segment[i], s->n);
        if (put < 0) return -1;
        if (put == 0) s->n++;
    }
    return 0;
}

static void gather_unit_sets(ambit_formulating *w, segments *s)
{
    const ambit_accounts *a = &w->instance->accounts;
    for (uint32_t i = 0; i < a->n; i++) {
        uint32_t u = ambit_formulating_unit(w, i);
        if (u == AMBIT_OUTSIDE || !*a->segment[i]) continue;
        s->unit[u] |= (uint64_t)1 << ambit_dictionary_get(&s->number, a->segment[i]);
    }
}

/* The set of a list such as "retail; hospital": names between semicolons, without the spaces around them. Names that no
 * account has serve nobody. An empty list serves all. */
static int read_list(const segments *s, const char *list, uint64_t *set)
{
    char *copy = strdup(list), *rest = copy;
    if (!copy) return -1;
    bool empty = true;
    *set = 0;
    for (char *name; (name = strsep(&rest, ";")) != NULL;) {
        name += strspn(name, " \t");
        size_t length = strlen(name);
        while (length && (name[length - 1] == ' ' || name[length - 1] == '\t')) name[--length] = '\0';
        if (!length) continue;
        empty = false;
        uint32_t number = ambit_dictionary_get(&s->number, name);
        if (number != AMBIT_NOT_FOUND) *set |= (uint64_t)1 << number;
    }
    if (empty) *set = UINT64_MAX;
    free(copy);
    return 0;
}

static int by_bits(const void *a, const void *b)
{
    const uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
    return (x > y) - (x < y);
}

/* Sorts the units' sets and keeps each once. */
static int distinct_sets(segments *s, uint32_t n_units)
{
    if (!(s->set = malloc(n_units * sizeof *s->set))) return -1;
    memcpy(s->set, s->unit, n_units * sizeof *s->set);
    qsort(s->set, n_units, sizeof *s->set, by_bits);
    for (uint32_t u = 0; u < n_units; u++)
        if (u == 0 || s->set[u] != s->set[s->n_sets - 1]) s->set[s->n_sets++] = s->set[u];
    return 0;
}

static ambit_status hand_classes(ambit_formulating *w, const segments *s)
{
    uint32_t n_units = w->f->n_units, n_reps = w->f->n_reps;
    uint8_t *of_unit = malloc(n_units);
    uint64_t *of_rep = calloc(n_reps, sizeof *of_rep);
    ambit_status status = AMBIT_E_MEMORY;
    if (of_unit && of_rep) {
        for (uint32_t u = 0; u < n_units; u++)
            of_unit[u] = (uint8_t)((uint64_t *)bsearch(&s->unit[u], s->set, s->n_sets, sizeof *s->set,
                    by_bits) - s->set);
        for (uint32_t r = 0; r < n_reps; r++)
            for (uint32_t c = 0; c < s->n_sets; c++)
                if (!(s->set[c] & ~s->rep[r])) of_rep[r] |= (uint64_t)1 << c;
        status = ambit_problem_set_classes(w->f->problem, of_unit, of_rep, w->plan->misfit_weight, w->err);
    }
    free(of_unit), free(of_rep);
    return status == AMBIT_E_MEMORY ? ambit_formulate_no_memory(w) : status;
}

/* Records when there are more segments, or sets of them, than the problem can tell apart. */
static bool few_enough(ambit_formulating *w, uint32_t n, uint32_t most, const char *what)
{
    ambit_place place = { w->plan->accounts.file, 0, 0, "segment" };
    if (n <= most) return true;
    ambit_diagnosis_error(w->diagnosis, AMBIT_FAULT_TOO_LARGE, place, "found %u %s, expected at most %u, merge some "
            "of them", n, what, most);
    return false;
}

static int fill_segments(ambit_formulating *w, segments *s, bool *usable)
{
    const char *const *list = (const char *const *)w->instance->reps.segments;
    s->unit = calloc(w->f->n_units, sizeof *s->unit);
    s->rep = calloc(w->f->n_reps, sizeof *s->rep);
    if (!s->unit || !s->rep || number_segments(w, s)) return -1;
    if (!(*usable = few_enough(w, s->n, MOST_SEGMENTS, "different segments"))) return 0;
    gather_unit_sets(w, s);
    for (uint32_t r = 0; r < w->f->n_reps; r++)
        if (read_list(s, list[r], &s->rep[r])) return -1;
    if (distinct_sets(s, w->f->n_units)) return -1;
    *usable = few_enough(w, s->n_sets, MOST_CLASSES, "different sets of segments among the regions");
    return 0;
}

static ambit_status set_segments(ambit_formulating *w)
{
    segments s = { .n = 0 };
    bool usable = false;
    if (!w->instance->accounts.segment || !w->instance->reps.segments) return AMBIT_OK;
    ambit_dictionary_init(&s.number);
    ambit_status status = fill_segments(w, &s, &usable) ? ambit_formulate_no_memory(w) : AMBIT_OK;
    if (status == AMBIT_OK && usable) status = hand_classes(w, &s);
    ambit_dictionary_reset(&s.number);
    free(s.unit), free(s.rep), free(s.set);
    return status;
}

/* ---- Locks, groups, forbidden pairs ---------------------------------------------------------------------------- */

static bool any(const uint32_t *rep, uint32_t n)
{
    for (uint32_t u = 0; u < n; u++)
        if (rep[u] != AMBIT_NOBODY) return true;
    return false;
}

static ambit_status set_fixed(ambit_formulating *w)
{
    ambit_status status = AMBIT_OK;
    ambit_problem *p = w->f->problem;
    if (any(w->locked, w->f->n_units)) status = ambit_problem_set_locks(p, w->locked, w->err);
    if (status == AMBIT_OK && any(w->group, w->f->n_units)) status = ambit_problem_set_groups(p, w->group, w->err);
    for (size_t k = 0; k < w->instance->n_forbidden && status == AMBIT_OK; k++)
        status = ambit_problem_forbid(p, w->instance->forbidden[k].unit, w->instance->forbidden[k].rep, w->err);
    return status;
}

ambit_status ambit_formulate_limits(ambit_formulating *w)
{
    ambit_status status = set_segments(w);
    if (status == AMBIT_OK) status = ambit_formulate_kept(w);
    if (status == AMBIT_OK) status = set_fixed(w);
    if (status == AMBIT_OK) status = ambit_formulate_moves(w);
    return status;
}
