/* solver/problem_check.c - judging and copying arrays: the first wrong entry is named, nothing is repaired silently. */
#include "solver/problem_check.h"
#include <float.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *const AMOUNT = "a finite number of at least 0";

const char *ambit_problem_number_text(double value, char buffer[static 32])
{
    snprintf(buffer, 32, "%.10g", value);
    return isnan(value) ? "nan" : buffer;
}

ambit_status ambit_problem_check_range(const ambit_problem *p, const double *value, uint32_t n, double low, double high,
        const char *array, ambit_problem_namer *whose, const char *expected, ambit_error *err)
{
    char name[80], text[32];
    if (!value) return ambit_fail(err, AMBIT_E_INPUT, "%s: found NULL, expected an array of %u", array, n);
    for (uint32_t i = 0; i < n; i++)
        if (!(value[i] >= low && value[i] <= high)) /* a NaN lies nowhere */
            return ambit_fail(err, AMBIT_E_INPUT, "%s[%u] of %s: found %s, expected %s", array, i, whose(p, i, name),
                    ambit_problem_number_text(value[i], text), expected);
    return AMBIT_OK;
}

ambit_status ambit_problem_check_homes(const ambit_problem *p, ambit_problem_axis x, ambit_problem_axis y,
        ambit_error *err)
{
    char name[80], text[32];
    for (uint32_t r = 0; r < p->n_reps; r++) {
        bool wrong_x = !(fabs(x.value[r]) <= x.most), wrong_y = !(fabs(y.value[r]) <= y.most);
        if ((!wrong_x && !wrong_y) || (isnan(x.value[r]) && isnan(y.value[r]))) continue;
        const ambit_problem_axis wrong = wrong_x ? x : y;
        return ambit_fail(err, AMBIT_E_INPUT, "%s[%u] of %s: found %s, expected %s", wrong.array, r,
                ambit_problem_rep_name(p, r, name), ambit_problem_number_text(wrong.value[r], text), wrong.expected);
    }
    return AMBIT_OK;
}

ambit_status ambit_problem_check_whole(const ambit_problem *p, ambit_error *err)
{
    char name[80];
    for (uint32_t r = 0; (p->unit_at || p->unit_x) && !p->pair_first && r < p->n_reps; r++)
        if (!ambit_problem_has_home(p, r) && !ambit_problem_is_free(p, r))
            return ambit_fail(err, AMBIT_E_INPUT, "%s has no place, expected one, or a free centre "
                    "(ambit_problem_set_centres)", ambit_problem_rep_name(p, r, name));
    return AMBIT_OK;
}

ambit_status ambit_problem_check_amounts(const ambit_problem *p, const double *value, uint32_t n, const char *array,
        ambit_problem_namer *whose, ambit_error *err)
{
    return ambit_problem_check_range(p, value, n, 0, DBL_MAX, array, whose, AMOUNT, err);
}

ambit_status ambit_problem_check_number(double value, double low, bool open, const char *name, ambit_error *err)
{
    char text[32];
    if (isfinite(value) && (open ? value > low : value >= low)) return AMBIT_OK;
    return ambit_fail(err, AMBIT_E_INPUT, "%s: found %s, expected a finite number %s %g", name,
            ambit_problem_number_text(value, text), open ? "above" : "of at least", low);
}

ambit_status ambit_problem_check_reps(const ambit_problem *p, const uint32_t *rep, const char *array, ambit_error *err)
{
    char name[80];
    if (!rep) return ambit_fail(err, AMBIT_E_INPUT, "%s: found NULL, expected an array of %u", array, p->n_units);
    for (uint32_t u = 0; u < p->n_units; u++)
        if (rep[u] >= p->n_reps && rep[u] != AMBIT_NOBODY)
            return ambit_fail(err, AMBIT_E_INPUT, "%s[%u] of %s: found rep %u, expected one below %u or AMBIT_NOBODY",
                    array, u, ambit_problem_unit_name(p, u, name), rep[u], p->n_reps);
    return AMBIT_OK;
}

void *ambit_problem_copy(const void *from, size_t n, size_t size)
{
    if (n > SIZE_MAX / size) return NULL;
    void *copy = malloc(n ? n * size : 1);
    if (copy && n) memcpy(copy, from, n * size);
    return copy;
}

ambit_status ambit_problem_no_memory(const char *what, ambit_error *err)
{
    return ambit_fail(err, AMBIT_E_MEMORY, "no memory for the %s", what);
}
