/* solver/problem_moves.c - the builder's part about further caps on what may move, and what readers of them ask. */
#include "solver/problem_check.h"

#include <stdlib.h>
#include <string.h>

void ambit_problem_free_cap(ambit_problem_cap *cap)
{
    free(cap->name), free(cap->amount), free(cap->most_gained), free(cap->most_lost);
}

static ambit_status check_bounds(const ambit_problem *p, const double *most, const char *array, ambit_error *err)
{
    char rep[80], text[32];
    for (uint32_t r = 0; most && r < p->n_reps; r++)
        if (!(most[r] >= 0))
            return ambit_fail(err, AMBIT_E_INPUT, "%s[%u] of %s: found %s, expected a number of at least 0, or "
                    "INFINITY for no cap", array, r, ambit_problem_rep_name(p, r, rep),
                    ambit_problem_number_text(most[r], text));
    return AMBIT_OK;
}

static ambit_status check_cap(const ambit_problem *p, const ambit_move_cap *cap, ambit_error *err)
{
    char text[32];
    if (!p->current) return ambit_fail(err, AMBIT_E_INPUT, "a cap on moves: found no plan in force, expected "
            "ambit_problem_set_current before");
    if (!cap || !cap->name) return ambit_fail(err, AMBIT_E_INPUT, "a cap on moves: found no name, expected a text");
    if (!(cap->allowed >= 0))
        return ambit_fail(err, AMBIT_E_INPUT, "allowed of %s: found %s, expected a number of at least 0, or INFINITY "
                "for no cap", cap->name, ambit_problem_number_text(cap->allowed, text));
    ambit_status status = cap->amount ? ambit_problem_check_amounts(p, cap->amount, p->n_units, "amount",
            ambit_problem_unit_name, err) : AMBIT_OK;
    if (!status) status = check_bounds(p, cap->most_gained, "most_gained", err);
    return status ? status : check_bounds(p, cap->most_lost, "most_lost", err);
}

/* Returns 0, or -1 without memory. */
static int copy_cap(ambit_problem_cap *to, const ambit_problem *p, const ambit_move_cap *from)
{
    *to = (ambit_problem_cap){ .name = strdup(from->name), .allowed = from->allowed,
        .amount = from->amount ? ambit_problem_copy(from->amount, p->n_units, sizeof *to->amount)
                               : malloc(p->n_units * sizeof *to->amount) };
    for (uint32_t u = 0; to->amount && !from->amount && u < p->n_units; u++) to->amount[u] = 1;
    if (from->most_gained) to->most_gained = ambit_problem_copy(from->most_gained, p->n_reps, sizeof(double));
    if (from->most_lost) to->most_lost = ambit_problem_copy(from->most_lost, p->n_reps, sizeof(double));
    return to->name && to->amount && !to->most_gained == !from->most_gained && !to->most_lost == !from->most_lost
        ? 0 : -1;
}

ambit_status ambit_problem_add_move_cap(ambit_problem *p, const ambit_move_cap *cap, ambit_error *err)
{
    ambit_status status = check_cap(p, cap, err);
    if (status) return status;
    ambit_problem_cap made, *grown = NULL;
    int failed = copy_cap(&made, p, cap);
    if (!failed) grown = realloc(p->cap, ((size_t)p->n_caps + 1) * sizeof *grown);
    if (!grown) {
        ambit_problem_free_cap(&made);
        return ambit_problem_no_memory("caps on moves", err);
    }
    p->cap = grown;
    p->cap[p->n_caps++] = made;
    return AMBIT_OK;
}

void ambit_problem_cap_held(const ambit_problem *p, const ambit_problem_cap *cap, double *of_rep)
{
    for (uint32_t r = 0; r < p->n_reps; r++) of_rep[r] = 0;
    for (uint32_t u = 0; u < p->n_units; u++)
        if (p->current[u] != AMBIT_NOBODY) of_rep[p->current[u]] += cap->amount[u];
}

double ambit_problem_cap_scale(const ambit_problem *p, const ambit_problem_cap *cap)
{
    double sum = 0;
    for (uint32_t u = 0; u < p->n_units; u++)
        if (p->current[u] != AMBIT_NOBODY) sum += cap->amount[u];
    return sum > 0 ? sum / p->n_reps : 1;
}
