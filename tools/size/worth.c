/* tools/size/worth.c - see worth.h. */
#include "tools/size/worth.h"

#include "instances/base/status.h"

#include <math.h>
#include <stdlib.h>

typedef struct { double work, potential; uint32_t account; } chunk;

/* Most potential for the work first; accounts that need none before all. */
static int by_density(const void *a, const void *b)
{
    const chunk *x = a, *y = b;
    double left = x->potential * y->work, right = y->potential * x->work;
    if (left != right) return left > right ? -1 : 1;
    if (x->potential != y->potential) return x->potential > y->potential ? -1 : 1;
    return (x->account > y->account) - (x->account < y->account);
}

static void sum_up(ambit_size_worth *out, const chunk *list)
{
    out->work[0] = out->potential[0] = 0;
    for (uint32_t k = 0; k < out->n; k++) {
        out->work[k + 1] = out->work[k] + list[k].work;
        out->potential[k + 1] = out->potential[k] + list[k].potential;
    }
}

double ambit_size_covered(const ambit_size_worth *w, double reps)
{
    uint32_t low = 0, high = w->n;
    double room = reps * w->capacity;
    if (!w->n) return (double)NAN;
    while (low < high) { /* the most whole accounts that fit */
        uint32_t middle = high - (high - low) / 2;
        if (w->work[middle] <= room) low = middle;
        else high = middle - 1;
    }
    if (low == w->n) return w->potential[low];
    double part = (room - w->work[low]) / (w->work[low + 1] - w->work[low]);
    return w->potential[low] + part * (w->potential[low + 1] - w->potential[low]);
}

static double benefit_of(const ambit_size_worth *w, uint32_t rep)
{
    return (ambit_size_covered(w, rep) - ambit_size_covered(w, (double)rep - 1)) * w->margin;
}

/* Benefits never grow from one rep to the next, so the last who is worth it can be halved for. */
static void find_break_even(ambit_size_worth *w)
{
    w->is_known = w->n && !isnan(w->margin) && !isnan(w->rep_cost) && w->capacity > 0;
    if (!w->is_known) return;
    double enough = ceil(w->work[w->n] / w->capacity); /* beyond, nobody brings anything */
    uint32_t low = 0, high = enough < UINT32_MAX / 2 ? (uint32_t)enough : UINT32_MAX / 2;
    while (low < high) {
        uint32_t middle = high - (high - low) / 2;
        if (benefit_of(w, middle) >= w->rep_cost) low = middle;
        else high = middle - 1;
    }
    w->break_even = low;
    w->last_benefit = low ? benefit_of(w, low) : (double)NAN;
    w->next_benefit = benefit_of(w, low + 1);
}

static int fill(ambit_size_worth *out, const ambit_size_workload *w, double travel_h)
{
    const int by_calls = !isnan(w->calls_per_rep);
    const double way_h = w->all_calls > 0 && !isnan(travel_h) ? travel_h / w->all_calls : 0;
    chunk *list = malloc(((size_t)w->n + 1) * sizeof *list);
    out->work = malloc(((size_t)w->n + 1) * sizeof *out->work);
    out->potential = malloc(((size_t)w->n + 1) * sizeof *out->potential);
    int sound = list && out->work && out->potential;
    for (uint32_t a = 0; sound && a < w->n; a++)
        list[a] = (chunk){ by_calls ? w->calls[a] : w->hours[a] + w->calls[a] * way_h, w->potential[a], a };
    if (sound) {
        out->n = w->n;
        qsort(list, w->n, sizeof *list, by_density);
        sum_up(out, list);
    }
    free(list);
    return sound ? 0 : -1;
}

ambit_status ambit_size_worth_find(ambit_size_worth *out, const ambit_size_workload *w, double travel_h,
        double margin, double rep_cost, ambit_error *err)
{
    const int by_calls = !isnan(w->calls_per_rep);
    *out = (ambit_size_worth){ .margin = margin, .rep_cost = rep_cost,
        .capacity = by_calls ? w->calls_per_rep : w->hours_per_rep };
    if (!w->potential || (!by_calls && isnan(w->all_hours))) return AMBIT_OK;
    if (fill(out, w, travel_h)) return ambit_fail(err, AMBIT_E_MEMORY, "no memory for what reps are worth");
    find_break_even(out);
    return AMBIT_OK;
}

void ambit_size_worth_reset(ambit_size_worth *worth)
{
    free(worth->work);
    free(worth->potential);
    *worth = (ambit_size_worth){ .n = 0 };
}
