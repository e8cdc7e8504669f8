/* solver/infeasible/unreachable.c - proofs without amounts: who may serve whom, which parts of the map touch, who must
 * move.
 * */
#include "solver/infeasible/parts.h"
#include <stdlib.h>

/* ---- A unit that nobody may serve ------------------------------------------------------------------------------ */

static void tell_locked(ambit_disproof *d, uint32_t u)
{
    static const char *const why[] = { [AMBIT_REACH_FREE] = "who may serve it", [AMBIT_REACH_LOCK] = "another rep",
        [AMBIT_REACH_PAIR] = "a pair that the travel matrix does not have: add the pair or remove the lock",
        [AMBIT_REACH_FORBIDDEN] = "a pair that is forbidden: allow it or remove the lock",
        [AMBIT_REACH_CLASS] = "who does not serve its class: add the segment to the rep or remove the lock" };
    char unit[80], rep[80];
    uint32_t r = d->problem->locked[u];
    fprintf(d->page, "%s is locked to %s, %s\n", ambit_problem_unit_name(d->problem, u, unit),
            ambit_problem_rep_name(d->problem, r, rep), why[ambit_reach_barred(d->reach, u, r)]);
}

static bool is_locked(const ambit_problem *p, uint32_t u) { return p->locked && p->locked[u] != AMBIT_NOBODY; }

/* True when nobody may serve the single unit u; says what bars the reps. */
static bool tell_unserved(ambit_disproof *d, uint32_t u)
{
    const ambit_problem *p = d->problem;
    uint32_t count[5] = { 0 };
    char unit[80];
    for (uint32_t r = 0; r < p->n_reps; r++) count[ambit_reach_barred(d->reach, u, r)]++;
    if (count[AMBIT_REACH_FREE]) return false;
    if (is_locked(p, u)) return tell_locked(d, u), true;
    fprintf(d->page, "no rep may serve %s: ", ambit_problem_unit_name(p, u, unit));
    if (count[AMBIT_REACH_PAIR] == p->n_reps) fprintf(d->page, "the travel matrix has no pair of it, add one\n");
    else if (count[AMBIT_REACH_CLASS] == p->n_reps) fprintf(d->page, "nobody serves its class, add its segment to a "
            "rep\n");
    else if (count[AMBIT_REACH_FORBIDDEN] == p->n_reps) fprintf(d->page, "every pair of it is forbidden, allow one\n");
    else fprintf(d->page, "%u reps lack a pair in the travel matrix, %u are forbidden, %u do not serve its class; "
            "open one of these ways\n", count[AMBIT_REACH_PAIR], count[AMBIT_REACH_FORBIDDEN],
                    count[AMBIT_REACH_CLASS]);
    return true;
}

/* Two members locked to different reps. */
static bool tell_split_locks(ambit_disproof *d, uint32_t merged)
{
    const ambit_reach *reach = d->reach;
    const ambit_problem *p = d->problem;
    uint32_t one = AMBIT_NOBODY;
    char names[4][80];
    for (uint32_t m = reach->member_first[merged]; m < reach->member_first[merged + 1]; m++) {
        uint32_t u = reach->member[m];
        if (!is_locked(p, u)) continue;
        if (one == AMBIT_NOBODY) one = u;
        if (p->locked[u] == p->locked[one]) continue;
        fprintf(d->page, "%s is locked to %s and %s to %s, but they belong together: remove a lock or part the group\n",
                ambit_problem_unit_name(p, one, names[0]), ambit_problem_rep_name(p, p->locked[one], names[1]),
                ambit_problem_unit_name(p, u, names[2]), ambit_problem_rep_name(p, p->locked[u], names[3]));
        return true;
    }
    return false;
}

static void tell_unreached(ambit_disproof *d, uint32_t merged)
{
    char name[140];
    for (uint32_t m = d->reach->member_first[merged]; m < d->reach->member_first[merged + 1]; m++)
        if (tell_unserved(d, d->reach->member[m])) return;
    if (tell_split_locks(d, merged)) return;
    fprintf(d->page, "no rep may serve all of %s: each has somebody, but nobody has all, part the group or open a "
            "pair\n", ambit_disproof_unit(d, merged, name));
}

ambit_status ambit_disproof_reach(ambit_disproof *d)
{
    uint32_t count = 0;
    for (uint32_t u = 0; u < d->reach->n_units; u++) {
        uint32_t s = d->reach->set_of[u];
        if (d->reach->set_first[s + 1] > d->reach->set_first[s]) continue;
        if (count++ >= AMBIT_DISPROOF_LISTED) continue;
        tell_unreached(d, u);
        d->n_lines++;
    }
    if (count > AMBIT_DISPROOF_LISTED)
        fprintf(d->page, "and %u more that nobody may serve\n", count - AMBIT_DISPROOF_LISTED);
    return AMBIT_OK;
}

/* ---- Parts of the map that do not touch ------------------------------------------------------------------------ */

static uint32_t root_of(uint32_t *parent, uint32_t u)
{
    while (parent[u] != u) u = parent[u] = parent[parent[u]];
    return u;
}

/* Each part needs a rep of its own, and a rep has units in one part only. */
static void tell_parts(ambit_disproof *d, uint32_t *parent, uint32_t *lock_of_rep)
{
    const ambit_problem *p = d->problem;
    uint32_t parts = 0, second = 0;
    char names[3][80];
    for (uint32_t u = 0; u < p->n_units; u++)
        if (root_of(parent, u) == u && ++parts == 2) second = u;
    if (parts > p->n_reps) {
        fprintf(d->page, "the units fall into %u parts that do not touch (such as those around %s and %s), more "
                "than there are reps (%u): add links between them or islands: attach\n", parts,
                        ambit_problem_unit_name(p, 0, names[0]),
                ambit_problem_unit_name(p, second, names[1]), p->n_reps);
        d->n_lines++;
    }
    for (uint32_t r = 0; r < p->n_reps; r++) lock_of_rep[r] = AMBIT_NOBODY;
    for (uint32_t u = 0; p->locked && u < p->n_units; u++) {
        if (!is_locked(p, u)) continue;
        uint32_t *one = &lock_of_rep[p->locked[u]];
        if (*one == AMBIT_NOBODY) *one = u;
        if (root_of(parent, *one) == root_of(parent, u)) continue;
        fprintf(d->page, "%s and %s are both locked to %s, but no chain of touching units joins them: add a link or "
                "remove a lock\n", ambit_problem_unit_name(p, *one, names[0]), ambit_problem_unit_name(p, u, names[1]),
                ambit_problem_rep_name(p, p->locked[u], names[2]));
        d->n_lines++;
        return;
    }
}

ambit_status ambit_disproof_connected(ambit_disproof *d)
{
    const ambit_problem *p = d->problem;
    if (!p->contiguous) return AMBIT_OK;
    uint32_t *parent = malloc(p->n_units * sizeof *parent), *lock_of_rep = malloc(p->n_reps * sizeof *lock_of_rep);
    bool done = parent && lock_of_rep;
    for (uint32_t u = 0; done && u < p->n_units; u++) parent[u] = u;
    for (size_t k = 0; done && k < p->n_borders; k++) {
        uint32_t one = root_of(parent, p->border[k].a), other = root_of(parent, p->border[k].b);
        parent[one > other ? one : other] = one < other ? one : other;
    }
    if (done) tell_parts(d, parent, lock_of_rep);
    free(parent), free(lock_of_rep);
    return done ? AMBIT_OK : ambit_fail(d->err, AMBIT_E_MEMORY, "no memory to see which units touch");
}

/* ---- Units that must move -------------------------------------------------------------------------------------- */

static bool holds(const ambit_reach *reach, uint32_t set, uint32_t rep)
{
    for (size_t k = reach->set_first[set]; k < reach->set_first[set + 1]; k++)
        if (reach->set_rep[k] == rep) return true;
    return false;
}

/* The least that group `merged` must move: with one rep for all, whoever is not there already moves. */
static double least_moved(const ambit_disproof *d, uint32_t merged)
{
    const ambit_problem *p = d->problem;
    double all = 0, best_kept = 0;
    uint32_t from = d->reach->member_first[merged], to = d->reach->member_first[merged + 1];
    for (uint32_t m = from; m < to; m++) {
        uint32_t u = d->reach->member[m], r = p->current[u];
        if (r == AMBIT_NOBODY) continue;
        all += p->move_amount ? p->move_amount[u] : 1;
        double kept = 0;
        for (uint32_t k = from; k < to; k++)
            if (p->current[d->reach->member[k]] == r) kept += p->move_amount ? p->move_amount[d->reach->member[k]] : 1;
        if (kept > best_kept && holds(d->reach, d->reach->set_of[merged], r)) best_kept = kept;
    }
    return all - best_kept;
}

ambit_status ambit_disproof_moves(ambit_disproof *d)
{
    const ambit_problem *p = d->problem;
    double sum = 0;
    uint32_t count = 0, first = 0;
    char name[140];
    if (!p->current || isinf(p->moved_allowed)) return AMBIT_OK;
    for (uint32_t u = 0; u < d->reach->n_units; u++) {
        double moved = least_moved(d, u);
        if (!(moved > 0)) continue;
        if (count++ == 0) first = u;
        sum += moved;
    }
    if (sum <= p->moved_allowed * (1 + 2e-9)) return AMBIT_OK;
    fprintf(d->page, "%u units or groups (such as %s) must leave their current rep, who may not serve them, which "
            "moves %.8g where at most %.8g may move: raise that cap\n", count, ambit_disproof_unit(d, first, name),
                    sum,
            p->moved_allowed);
    d->n_lines++;
    return AMBIT_OK;
}
