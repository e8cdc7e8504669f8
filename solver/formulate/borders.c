/* solver/formulate/borders.c - which regions touch: shared borders, then links (bridges, ferries), then islands; and
 * what a border between two territories costs. */
#include "solver/formulate/borders.h"
#include "instances/table.h"
#include <stdlib.h>

void ambit_border_list_add(ambit_border_list *list, uint32_t one, uint32_t other)
{
    if (list->n == list->room) {
        size_t room = list->room ? 2 * list->room : 256;
        ambit_border *grown = realloc(list->border, room * sizeof *grown);
        if (!grown) {
            list->out_of_memory = true;
            return;
        }
        list->border = grown, list->room = room;
    }
    list->border[list->n++] = one < other ? (ambit_border){ one, other } : (ambit_border){ other, one };
}

static int by_ends(const void *a, const void *b)
{
    const ambit_border *x = a, *y = b;
    if (x->a != y->a) return x->a < y->a ? -1 : 1;
    return (x->b > y->b) - (x->b < y->b);
}

static void drop_doubles(ambit_border_list *list)
{
    size_t kept = 0;
    if (list->n) qsort(list->border, list->n, sizeof *list->border, by_ends);
    for (size_t k = 0; k < list->n; k++)
        if (k == 0 || by_ends(&list->border[k], &list->border[kept - 1]) != 0) list->border[kept++] = list->border[k];
    list->n = kept;
}

static void add_shared(ambit_formulating *w, ambit_border_list *list)
{
    const ambit_shared_border *shared = w->f->shared;
    for (size_t k = 0; k < w->f->n_shared; k++)
        if (shared[k].length_m > 0 || w->plan->contiguity == AMBIT_CONTIGUITY_QUEEN)
            ambit_border_list_add(list, shared[k].a, shared[k].b);
}

/* ---- Links ----------------------------------------------------------------------------------------------------- */

typedef struct { ambit_formulating *w; ambit_border_list *list; } link_reader;

static int read_link(void *context, uint64_t line, const ambit_span *field)
{
    const link_reader *r = context;
    uint32_t end[2];
    for (int k = 0; k < 2; k++) {
        ambit_place place = { r->w->plan->links, line, 0, k ? "other_id" : "unit_id" };
        end[k] = ambit_dictionary_get(&r->w->instance->unit_index, field[k].text);
        if (end[k] != AMBIT_NOT_FOUND) continue;
        ambit_diagnosis_error(r->w->diagnosis, AMBIT_FAULT_UNIT_UNKNOWN, place, "found \"%s\", expected the id of a "
                "region of %s, correct it", field[k].text, r->w->plan->regions.file);
        return 0;
    }
    if (end[0] != end[1]) ambit_border_list_add(r->list, end[0], end[1]);
    return 0;
}

static ambit_status add_links(ambit_formulating *w, ambit_border_list *list)
{
    char path[4096];
    const ambit_column wanted[2] = { { "unit_id", 1 }, { "other_id", 1 } };
    link_reader reader = { w, list };
    if (!w->plan->links) return AMBIT_OK;
    if (ambit_planfile_path(path, sizeof path, w->plan, w->plan->links))
        return ambit_fail(w->err, AMBIT_E_FILE, "%s: the path is too long", w->plan->links);
    return ambit_table_read(path, w->plan->links, wanted, 2, read_link, &reader, NULL, w->diagnosis, w->err);
}

/* ---- Contiguity, compactness ------------------------------------------------------------------------------------- */

static ambit_status set_adjacency(ambit_formulating *w)
{
    ambit_border_list list = { .n = 0 };
    add_shared(w, &list);
    ambit_status status = add_links(w, &list);
    if (status == AMBIT_OK && !list.out_of_memory)
        status = w->plan->islands_attach ? ambit_formulate_attach(w, &list) : ambit_formulate_name_islands(w, &list);
    if (status == AMBIT_OK && !list.out_of_memory) status = ambit_formulate_name_broken(w, &list);
    if (status == AMBIT_OK && list.out_of_memory) status = ambit_formulate_no_memory(w);
    drop_doubles(&list);
    if (status == AMBIT_OK) status = ambit_problem_set_adjacency(w->f->problem, list.border, list.n, w->err);
    free(list.border);
    return status;
}

/* Corners have no length and cost nothing. */
static ambit_status set_border_cost(ambit_formulating *w)
{
    size_t n = 0, n_shared = w->f->n_shared;
    ambit_border *border = malloc((n_shared + 1) * sizeof *border);
    double *cost = malloc((n_shared + 1) * sizeof *cost);
    ambit_status status = border && cost ? AMBIT_OK : ambit_formulate_no_memory(w);
    for (size_t k = 0; status == AMBIT_OK && k < n_shared; k++) {
        const ambit_shared_border *shared = &w->f->shared[k];
        if (!(shared->length_m > 0)) continue;
        border[n] = (ambit_border){ shared->a, shared->b };
        cost[n++] = w->plan->border_cost * shared->length_m / 1000;
    }
    if (status == AMBIT_OK) status = ambit_problem_set_border_cost(w->f->problem, border, cost, n, w->err);
    free(border), free(cost);
    return status;
}

ambit_status ambit_formulate_borders(ambit_formulating *w)
{
    const bool contiguous = w->plan->contiguity != AMBIT_CONTIGUITY_NONE, priced = w->plan->border_cost > 0;
    if (!w->by_region || (!contiguous && !priced)) return AMBIT_OK;
    ambit_status status = ambit_adjacency_find(&w->f->shared, &w->f->n_shared, w->regions,
            w->plan->snap_m, w->err);
    if (status == AMBIT_OK && contiguous) status = set_adjacency(w);
    if (status == AMBIT_OK && priced) status = set_border_cost(w);
    return status;
}
