/* solver/problem_check.h - how the builder judges and copies what it is given, with messages that name the entry. */
#ifndef AMBIT_PROBLEM_CHECK_H
#define AMBIT_PROBLEM_CHECK_H
#include "solver/problem.h"

/* Whose entry of an array is wrong: ambit_problem_unit_name or ambit_problem_rep_name. */
typedef const char *ambit_problem_namer(const ambit_problem *p, uint32_t i, char buffer[static 80]);

/* Each value finite and in low..high; otherwise AMBIT_E_INPUT, such as
 * `visits[3] of unit A4: found nan, expected a finite number of at least 0`. O(n). */
ambit_status ambit_problem_check_range(const ambit_problem *p, const double *value, uint32_t n, double low, double high,
        const char *array, ambit_problem_namer *whose, const char *expected, ambit_error *err);

/* Each value finite and >= 0. O(n). */
ambit_status ambit_problem_check_amounts(const ambit_problem *p, const double *value, uint32_t n, const char *array,
        ambit_problem_namer *whose, ambit_error *err);

/* Places of the reps: both numbers within +-most, or both NaN: a rep without a place. O(reps). */
typedef struct { const double *value; double most; const char *array, *expected; } ambit_problem_axis;
ambit_status ambit_problem_check_homes(const ambit_problem *p, ambit_problem_axis x, ambit_problem_axis y,
        ambit_error *err);

/* One number: finite and at least `low` (above it when `open`). */
ambit_status ambit_problem_check_number(double value, double low, bool open, const char *name, ambit_error *err);

/* [n_units] reps or AMBIT_NOBODY. O(n_units). */
ambit_status ambit_problem_check_reps(const ambit_problem *p, const uint32_t *rep, const char *array, ambit_error *err);

/* What a cap holds; the cap itself is not freed. */
void ambit_problem_free_cap(ambit_problem_cap *cap);

/* The borders as a sorted copy that the caller owns, a < b in each. AMBIT_E_INPUT: an end that is no unit, or a border
 * twice. */
ambit_status ambit_problem_copy_borders(ambit_border **out, const ambit_problem *p, const ambit_border *border,
        size_t n_borders, ambit_error *err);

/* Where a border lies among sorted ones, its ends in any order; SIZE_MAX: nowhere. O(log n). */
size_t ambit_problem_find_border(const ambit_border *sorted, size_t n, ambit_border one);

/* AMBIT_E_INPUT when the problem cannot be judged yet: a rep without a place that is not free either. O(reps). */
ambit_status ambit_problem_check_whole(const ambit_problem *p, ambit_error *err);

/* "12.5", "inf" or "nan", without the sign that printf may put before a NaN. */
const char *ambit_problem_number_text(double value, char buffer[static 32]);

/* A copy of n elements, or NULL without memory; also for n = 0 there is something to free. */
void *ambit_problem_copy(const void *from, size_t n, size_t size);

ambit_status ambit_problem_no_memory(const char *what, ambit_error *err);

#endif
