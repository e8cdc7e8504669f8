#include "solver/dual/rows.h"

#include <math.h>

/* No visit of unit i of the problem takes longer, whoever makes it. */
static double longest_hours(const ambit_problem *p, uint32_t i)
{
    double most = 0;
    if (!p->pair_first) return p->unit_at ? p->hours_per_km * 3.15 * AMBIT_EARTH_KM : 0; /* half around the Earth */
    for (size_t k = p->pair_first[i]; k < p->pair_first[i + 1]; k++) most = fmax(most, p->pair_hours[k]);
    return most;
}

/* The largest amount that unit i of the problem has at any rep. */
static double most_of_member(const ambit_problem *p, const ambit_problem_rule *rule, uint32_t i)
{
    double most = 0;
    if (rule->pair_amount)
        for (size_t k = p->pair_first[i]; k < p->pair_first[i + 1]; k++) most = fmax(most, rule->pair_amount[k]);
    return most + rule->amount[i] + (rule->per_hour ? rule->per_hour[i] * longest_hours(p, i) : 0);
}

/* The most that unit u can bring to a row of rule a, also by a pair that is no candidate. */
static double most_of_unit(const ambit_core *core, uint32_t a, uint32_t u)
{
    const ambit_problem *p = core->problem;
    double most = 0;
    if (core->complete || !core->rule[a].by_pair) {
        for (size_t k = core->first[u]; k < core->first[u + 1]; k++)
            most = fmax(most, ambit_core_amount(core, a, u, k));
        return most;
    }
    for (size_t m = core->member_first[u]; m < core->member_first[u + 1]; m++)
        most += most_of_member(p, &p->rule[a], core->member[m]);
    return most;
}

/* Never asked of a shared rule beyond the model's own: its one row always has an upper bound. */
double ambit_rows_most(const ambit_core *core, uint32_t a)
{
    double sum = 0;
    for (uint32_t r = 0; r < (core->rule[a].shared ? 1 : core->n_reps); r++) {
        if (core->rule[a].upper[r] < INFINITY) continue;
        for (uint32_t u = 0; u < core->n_units; u++) sum += most_of_unit(core, a, u);
        break;
    }
    return sum;
}

ambit_row_range ambit_rows_range(const ambit_core_rule *rule, uint32_t r, double most, double held)
{
    double share = rule->ideal ? rule->ideal[r] : rule->upper[r] < INFINITY ? rule->upper[r]
                                                : rule->lower[r] > -INFINITY ? rule->lower[r] : 0;
    ambit_row_range y = { .low = fmax(rule->lower[r] - held * fabs(share), 0) };
    y.high = rule->upper[r] < INFINITY ? rule->upper[r] + held * fabs(share) : fmax(most, y.low);
    if (!rule->ideal) return y;
    y.ideal = fmin(fmax(rule->ideal[r], y.low), y.high);
    y.weight = rule->weight[r];
    y.aim = rule->ideal[r];
    return y;
}

/* The minimum of a piecewise linear function lies at a corner. */
double ambit_rows_minimum(const ambit_row_range *row, double price, double temperature, double *y)
{
    double corner[3] = { row->low, row->high, row->ideal }, value[3], least = INFINITY, sum = 0;
    int n = row->weight > 0 ? 3 : 2;
    *y = corner[0];
    for (int i = 0; i < n; i++) {
        value[i] = -price * corner[i] + (n == 3 ? row->weight * fabs(corner[i] - row->aim) : 0);
        if (value[i] < least) least = value[i], *y = corner[i];
    }
    if (!(temperature > 0)) return least;
    *y = 0;
    for (int i = 0; i < n; i++) value[i] = exp((least - value[i]) / temperature), sum += value[i];
    for (int i = 0; i < n; i++) *y += value[i] / sum * corner[i];
    return least - temperature * log(sum);
}
