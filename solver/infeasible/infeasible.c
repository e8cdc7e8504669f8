/* solver/infeasible/infeasible.c - the order of the proofs, and their common words. Cheap ones first; a unit that
 * nobody may serve makes the questions about capacity pointless, and the relaxation of everything is asked only when
 * nothing simpler spoke. */
#include "solver/infeasible/parts.h"
#include <stdlib.h>
#include <string.h>

const char *ambit_disproof_unit(const ambit_disproof *d, uint32_t merged, char buffer[static 140])
{
    char name[80];
    uint32_t first = d->reach->member_first[merged], others = d->reach->member_first[merged + 1] - first - 1;
    ambit_problem_unit_name(d->problem, d->reach->member[first], name);
    if (others == 0) snprintf(buffer, 140, "%s", name);
    else if (others == 1) snprintf(buffer, 140, "%s with the other one of its group", name);
    else snprintf(buffer, 140, "%s with the %u others of its group", name, others);
    return buffer;
}

const char *ambit_disproof_reps(const ambit_disproof *d, const bool *member, char buffer[static 400])
{
    enum { SHOWN = 3, ROOM = 400 };
    char name[80];
    uint32_t count = 0, written = 0;
    size_t used = 0;
    for (uint32_t r = 0; r < d->problem->n_reps; r++) count += member[r];
    uint32_t shown = count > SHOWN + 1 ? SHOWN : count;
    for (uint32_t r = 0; r < d->problem->n_reps && written < shown; r++) {
        if (!member[r]) continue;
        const char *before = written == 0 ? "" : written + 1 == count ? " and " : ", ";
        written++;
        used += (size_t)snprintf(buffer + used, ROOM - used, "%s%s", before, ambit_problem_rep_name(d->problem, r,
                name));
    }
    if (count > shown) snprintf(buffer + used, ROOM - used, " and %u others", count - shown);
    return buffer;
}

bool ambit_disproof_tolerance(const ambit_problem_rule *rule, uint32_t n_reps, double *tolerance, double *share)
{
    *tolerance = -1;
    for (uint32_t r = 0; r < n_reps; r++) {
        double low = rule->lower[r], high = rule->upper[r], sum = low + high;
        if (share) share[r] = sum / 2;
        if (low == 0 && high == 0) continue; /* a share of nothing fits any tolerance */
        if (!(low > 0) || !isfinite(high)) return false;
        if (*tolerance < 0) *tolerance = (high - low) / sum;
        if (fabs((high - low) / sum - *tolerance) > 1e-9) return false;
    }
    return *tolerance >= 0;
}

void ambit_disproof_relax(ambit_disproof *d, uint32_t rule, double needed, const char *or_else)
{
    fprintf(d->page, ": raise the tolerance of %s to %.1f %%, or %s\n", d->problem->rule[rule].name,
            ceil(needed * 1000 - 1e-6) / 10, or_else);
    d->needs[rule] = fmax(d->needs[rule], needed);
    d->n_asking[rule]++;
    d->n_lines++;
}

/* Several lines may ask for the same rule; then the most counts. */
static void sum_up(ambit_disproof *d)
{
    for (uint32_t a = 0; a < d->problem->n_rules; a++)
        if (d->n_asking[a] > 1)
            fprintf(d->page, "all that is named here for %s together needs a tolerance of %.1f %%\n",
                    d->problem->rule[a].name, ceil(d->needs[a] * 1000 - 1e-6) / 10);
}

/* Does anything limit all that moves? */
static bool has_caps(const ambit_problem *p)
{
    bool any = p->current && isfinite(p->moved_allowed);
    for (uint32_t c = 0; c < p->n_caps; c++) any = any || isfinite(p->cap[c].allowed);
    return any;
}

static ambit_status disprove(ambit_disproof *d, uint64_t lp_pairs)
{
    uint64_t n_pairs = 0;
    ambit_status status = ambit_disproof_reach(d);
    if (status != AMBIT_OK || d->n_lines) return status;
    if ((status = ambit_disproof_connected(d)) != AMBIT_OK) return status;
    if ((status = ambit_disproof_moves(d)) != AMBIT_OK) return status;
    if ((status = ambit_disproof_capacity(d)) != AMBIT_OK) return status;
    sum_up(d);
    for (uint32_t u = 0; u < d->reach->n_units; u++) {
        uint32_t s = d->reach->set_of[u];
        n_pairs += d->reach->set_first[s + 1] - d->reach->set_first[s];
    }
    if (d->n_lines || n_pairs > lp_pairs) return AMBIT_OK;
    if (has_caps(d->problem) && (status = ambit_disproof_needed(d)) != AMBIT_OK) return status;
    return d->n_lines ? AMBIT_OK : ambit_disproof_jointly(d);
}

static ambit_status disprove_caps(ambit_disproof *d, uint64_t unused)
{
    (void)unused;
    return has_caps(d->problem) ? ambit_disproof_needed(d) : AMBIT_OK;
}

typedef ambit_status disprove_fn(ambit_disproof *d, uint64_t lp_pairs);

/* Gives the proofs their page, and takes it when something is written on it. */
static ambit_status write_page(char **out, const ambit_problem *problem, disprove_fn *prove, uint64_t lp_pairs,
        ambit_error *err)
{
    size_t size;
    char *text = NULL;
    ambit_reach *reach = NULL;
    *out = NULL;
    ambit_disproof d = { .problem = problem, .err = err };
    ambit_status status = ambit_reach_build(&reach, problem, err);
    d.reach = reach;
    d.needs = calloc((size_t)problem->n_rules + 1, sizeof *d.needs);
    d.n_asking = calloc((size_t)problem->n_rules + 1, sizeof *d.n_asking);
    d.page = open_memstream(&text, &size);
    if (status == AMBIT_OK && (!d.needs || !d.n_asking || !d.page))
        status = ambit_fail(err, AMBIT_E_MEMORY, "no memory to explain what is infeasible");
    if (status == AMBIT_OK) status = prove(&d, lp_pairs);
    if (d.page && fclose(d.page) != 0 && status == AMBIT_OK)
        status = ambit_fail(err, AMBIT_E_MEMORY, "no memory to explain what is infeasible");
    if (status == AMBIT_OK && d.n_lines) *out = text;
    else free(text);
    ambit_reach_free(reach);
    free(d.needs), free(d.n_asking);
    return status;
}

ambit_status ambit_infeasible_find(char **out, const ambit_problem *problem, uint64_t lp_pairs, ambit_error *err)
{
    return write_page(out, problem, disprove, lp_pairs, err);
}

ambit_status ambit_infeasible_find_caps(char **out, const ambit_problem *problem, ambit_error *err)
{
    return write_page(out, problem, disprove_caps, 0, err);
}
