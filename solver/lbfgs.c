#include "solver/lbfgs.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { MEMORY = 12 };

/* A ring of the last MEMORY steps s = x' - x and gradient changes y = g - g' (positive curvature of -f). */
struct ambit_lbfgs {
    uint32_t n, n_pairs, next;
    double *s[MEMORY], *y[MEMORY], rho[MEMORY];
    double *gradient, *trial, *trial_gradient, *direction, *room;
};

ambit_lbfgs *ambit_lbfgs_build(uint32_t n)
{
    ambit_lbfgs *l = calloc(1, sizeof *l);
    size_t stride = (size_t)n + 1;
    if (!l || !(l->room = calloc((2 * MEMORY + 4) * stride, sizeof *l->room))) return free(l), NULL;
    l->n = n;
    for (int i = 0; i < MEMORY; i++) l->s[i] = l->room + (size_t)(2 * i) * stride, l->y[i] = l->s[i] + stride;
    l->gradient = l->room + 2 * MEMORY * stride;
    l->trial = l->gradient + stride, l->trial_gradient = l->trial + stride, l->direction = l->trial_gradient + stride;
    return l;
}

void ambit_lbfgs_free(ambit_lbfgs *lbfgs)
{
    if (lbfgs) free(lbfgs->room), free(lbfgs);
}

static double dot(const double *a, const double *b, uint32_t n)
{
    double sum = 0;
    for (uint32_t i = 0; i < n; i++) sum += a[i] * b[i];
    return sum;
}

static void add_scaled(double *to, double factor, const double *from, uint32_t n)
{
    for (uint32_t i = 0; i < n; i++) to[i] += factor * from[i];
}

/* direction = H gradient, by the two loops of the paper. */
static void set_direction(ambit_lbfgs *l)
{
    double alpha[MEMORY];
    memcpy(l->direction, l->gradient, l->n * sizeof *l->direction);
    for (uint32_t back = 0; back < l->n_pairs; back++) {
        uint32_t i = (l->next + MEMORY - 1 - back) % MEMORY;
        alpha[i] = l->rho[i] * dot(l->s[i], l->direction, l->n);
        add_scaled(l->direction, -alpha[i], l->y[i], l->n);
    }
    uint32_t newest = (l->next + MEMORY - 1) % MEMORY;
    double scale = l->n_pairs ? 1 / (l->rho[newest] * dot(l->y[newest], l->y[newest], l->n)) : 1;
    for (uint32_t k = 0; k < l->n; k++) l->direction[k] *= scale;
    for (uint32_t back = l->n_pairs; back-- > 0;) {
        uint32_t i = (l->next + MEMORY - 1 - back) % MEMORY;
        add_scaled(l->direction, alpha[i] - l->rho[i] * dot(l->y[i], l->direction, l->n), l->s[i], l->n);
    }
}

/* Remembers the step from (x, gradient) to (trial, trial_gradient) when it shows curvature. */
static void remember(ambit_lbfgs *l, const double *x)
{
    double *s = l->s[l->next], *y = l->y[l->next];
    for (uint32_t k = 0; k < l->n; k++) s[k] = l->trial[k] - x[k], y[k] = l->gradient[k] - l->trial_gradient[k];
    double curvature = dot(s, y, l->n);
    if (!(curvature > 1e-10 * sqrt(dot(s, s, l->n) * dot(y, y, l->n)))) return;
    l->rho[l->next] = 1 / curvature;
    l->next = (l->next + 1) % MEMORY;
    if (l->n_pairs < MEMORY) l->n_pairs++;
}

/* Backtracks along the direction until f grows enough (Armijo). Returns the evaluations used; *value is then f(trial),
 * or the old value when nothing grew. */
static uint32_t line_search(ambit_lbfgs *l, const double *x, double *value, uint32_t most, ambit_lbfgs_fn *f,
                            void *context)
{
    double slope = dot(l->gradient, l->direction, l->n), norm = sqrt(dot(l->direction, l->direction, l->n)),
           old = *value;
    double step = l->n_pairs ? 1 : 1e-3 * (1 + fabs(old)) / (norm * norm + 1e-300);
    uint32_t used = 0;
    while (used < most) {
        for (uint32_t k = 0; k < l->n; k++) l->trial[k] = x[k] + step * l->direction[k];
        double found = f(context, l->trial, l->trial_gradient);
        used++;
        if (found >= old + 1e-4 * step * slope) { *value = found; return used; }
        double bend = 2 * (old + step * slope - found); /* parabola through f, f' and f(trial) */
        double next = bend > 0 ? step * step * slope / bend : 0.25 * step;
        step = fmin(fmax(next, 0.05 * step), 0.5 * step);
    }
    return used;
}

double ambit_lbfgs_maximise(ambit_lbfgs *l, double *x, uint32_t evaluations, ambit_lbfgs_fn *f, void *context)
{
    double value = f(context, x, l->gradient);
    for (uint32_t used = 1; used < evaluations;) {
        set_direction(l);
        if (!(dot(l->direction, l->gradient, l->n) > 0)) {
            if (!l->n_pairs) break;
            l->n_pairs = 0;
            continue;
        }
        double before = value;
        used += line_search(l, x, &value, evaluations - used, f, context);
        if (!(value > before)) {
            if (!l->n_pairs) break;
            l->n_pairs = 0;
            continue;
        }
        remember(l, x);
        memcpy(x, l->trial, l->n * sizeof *x);
        memcpy(l->gradient, l->trial_gradient, l->n * sizeof *l->gradient);
    }
    return value;
}
