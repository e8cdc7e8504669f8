/* tools/output/summary.c - the summary of a plan on the terminal: cost, proof, balance, moves, in words of the trade.
 */
#include "tools/output/tables.h"
#include "tools/output/terminal.h"
#include "tools/tour.h"

#include <math.h>
#include <string.h>

enum { MOST_ENGINES = 6, MOST_VIOLATIONS = 2 };

static const char *noun(const ambit_formulation *f)
{
    return f->instance->plan->assign == AMBIT_ASSIGN_REGIONS ? "regions" : "accounts";
}

/* ---- Balance --------------------------------------------------------------------------------------------------- */

/* The deviation that is largest in size, with its sign and its rep: "+9.9 % R12". */
static void worst_of(char out[80], const ambit_outcome *o, const ambit_outcome_load *load)
{
    char percent[AMBIT_NUMBER_ROOM], rep[24];
    uint32_t worst = 0;
    if (!load) {
        snprintf(out, 80, "-");
        return;
    }
    for (uint32_t r = 1; r < o->n_reps; r++)
        if (fabs(load[r].deviation) > fabs(load[worst].deviation)) worst = r;
    snprintf(out, 80, "%s %s", ambit_terminal_percent(percent, load[worst].deviation, 1, 1),
             ambit_terminal_cut(rep, sizeof rep, o->formulation->rep_id[worst]));
}

void ambit_terminal_balance(FILE *to, const ambit_outcome *o, uint32_t most)
{
    if (!o->n_rules) return;
    fprintf(to, "balance     %-28s %10s  %-20s %s\n", "", "allowed", o->before ? "worst before" : "", "worst now");
    for (uint32_t a = 0; a < o->n_rules && a < most; a++) {
        char allowed[AMBIT_NUMBER_ROOM], before[80] = "", now[80], name[39];
        size_t row = (size_t)a * o->n_reps;
        if (o->before) worst_of(before, o, o->load_before + row);
        worst_of(now, o, o->load + row);
        fprintf(to, "  %-38s %10s  %-20s %s\n", ambit_terminal_cut(name, sizeof name, o->rule[a].name),
                ambit_terminal_percent(allowed, o->rule[a].tolerance, 1, 0), before, now);
    }
    if (o->n_rules > most) fprintf(to, "  and %u more in territories.csv\n", o->n_rules - most);
}

/* How far a load is beyond its bounds; 0 within 1e-9 of the share, as the verifier has it. */
static double beyond(const ambit_outcome_load *l)
{
    double excess = l->load > l->upper ? l->load - l->upper : l->load < l->lower ? l->lower - l->load : 0;
    return excess > 1e-9 * l->share ? excess : 0;
}

void ambit_terminal_violations(FILE *to, const ambit_outcome *o, uint32_t most)
{
    char load[AMBIT_NUMBER_ROOM], by[AMBIT_NUMBER_ROOM];
    uint32_t n = 0;
    for (uint32_t a = 0; a < o->n_rules; a++)
        for (uint32_t r = 0; r < o->n_reps; r++) {
            const ambit_outcome_load *l = &o->load[(size_t)a * o->n_reps + r];
            double excess = beyond(l);
            if (!(excess > 0) || n++ >= most) continue;
            int above = l->load > l->upper;
            fprintf(to, "violated    %s of %s is %s, %s by %s\n", o->rule[a].name, o->formulation->rep_id[r],
                    ambit_terminal_number(load, l->load, 1), above ? "above its upper bound" : "below its lower bound",
                    ambit_terminal_number(by, excess, 1));
        }
    if (n > most)
        fprintf(to, "            and %s more bounds, see territories.csv\n", ambit_terminal_number(by, n - most, 0));
    if (!n && o->verdict.first_fault[0]) fprintf(to, "violated    %s\n", o->verdict.first_fault);
}

/* ---- Proof and search ------------------------------------------------------------------------------------------ */

void ambit_terminal_proof(char *out, size_t size, const ambit_summary *s, double total)
{
    char gap[AMBIT_NUMBER_ROOM], bound[AMBIT_NUMBER_ROOM];
    ambit_terminal_number(bound, s->bound, 1);
    /* Rounded up: what is claimed must hold. */
    double shown = ceil(s->gap * 10000 - 1e-6) / 10000;
    if (s->status == AMBIT_PLAN_OPTIMAL) snprintf(out, size, "no plan within the rules is better (bound %s)", bound);
    else if (s->bound > 0 && isinf(s->bound)) snprintf(out, size, "no plan can keep all rules");
    else if (!isfinite(s->bound)) snprintf(out, size, "nothing is known about better plans");
    else if (s->status == AMBIT_PLAN_VIOLATED)
        snprintf(out, size, "no plan within the rules costs less than %s", bound);
    else if (!(total > 0) || !isfinite(s->gap)) snprintf(out, size, "no plan costs less than %s", bound);
    else
        snprintf(out, size, "no plan can be more than %s better (bound %s)", ambit_terminal_percent(gap, shown, 2, 0),
                bound);
}

static void print_engines(FILE *to, const ambit_summary *s)
{
    char cost[AMBIT_NUMBER_ROOM], bound[AMBIT_NUMBER_ROOM], effort[AMBIT_NUMBER_ROOM];
    fprintf(to, "search      %s\n", s->engine ? s->engine : "");
    for (uint32_t i = 0; i < s->n_contributions && i < MOST_ENGINES; i++) {
        const ambit_contribution *c = &s->contribution[i];
        fprintf(to, "  %-26.26s cost %14s   bound %14s   %s %s, %.1f s\n", c->name,
                isfinite(c->cost) ? ambit_terminal_number(cost, c->cost, 1) : "-",
                isfinite(c->bound) ? ambit_terminal_number(bound, c->bound, 1) : "-",
                ambit_terminal_number(effort, (double)c->effort, 0), c->unit ? c->unit : "", c->seconds);
    }
    if (s->n_contributions > MOST_ENGINES)
        fprintf(to, "  and %u more in plan.json\n", s->n_contributions - MOST_ENGINES);
}

static uint64_t n_checks(const ambit_checks *c)
{
    return c->by_leaf + c->by_first_ring + c->by_second_ring + c->by_search;
}

/* How much of the search was spared by looking around a unit; rounded down: what is claimed must hold. */
static void print_checks(FILE *to, const ambit_checks *c)
{
    char share[AMBIT_NUMBER_ROOM], all[AMBIT_NUMBER_ROOM];
    double n = (double)n_checks(c), locally = floor((n - (double)c->by_search) / n * 1000) / 1000;
    if (!(n > 0)) return;
    fprintf(to, "connected   %s of %s checks decided around the unit, without a search\n",
            ambit_terminal_percent(share, locally, 1, 0), ambit_terminal_number(all, n, 0));
}

/* ---- The lines ------------------------------------------------------------------------------------------------- */

static void print_status(FILE *to, const ambit_record *record)
{
    const ambit_summary *s = record->summary;
    const char *words = s->status == AMBIT_PLAN_OPTIMAL
            ? "optimal: within every rule, verified, and proven to be the best"
            : s->status == AMBIT_PLAN_FEASIBLE ? "feasible: within every rule, verified"
                                               : "VIOLATED: no plan within the rules was found, none is disproved";
    fprintf(to, "status      %s%s\n", words, s->stopped ? "; the search was stopped" : "");
    if (s->status == AMBIT_PLAN_VIOLATED) ambit_terminal_violations(to, record->outcome, MOST_VIOLATIONS);
}

static void print_part(FILE *to, const char *name, double value)
{
    char number[AMBIT_NUMBER_ROOM];
    if (value > 0) fprintf(to, " + %s %s", name, ambit_terminal_number(number, value, 1));
}

const char *ambit_terminal_travel(char out[AMBIT_TRAVEL_ROOM], const ambit_outcome *o, double travel)
{
    char number[AMBIT_NUMBER_ROOM], amount[25] = "";
    const char *name = o->formulation->instance->plan->territories_amount;
    if (name) ambit_terminal_cut(amount, sizeof amount, name);
    snprintf(out, AMBIT_TRAVEL_ROOM, "%s %s%s%s", ambit_terminal_number(number, travel, 1),
            ambit_outcome_travel_unit(o->formulation), name ? " x " : "", amount);
    return out;
}

static void print_cost(FILE *to, const ambit_record *record)
{
    char total[AMBIT_NUMBER_ROOM], travel[AMBIT_TRAVEL_ROOM], proof[200];
    const ambit_cost *cost = &record->outcome->verdict.cost;
    fprintf(to, "cost        %s = travel %s", ambit_terminal_number(total, cost->total, 1),
            ambit_terminal_travel(travel, record->outcome, cost->travel));
    print_part(to, "disruption", cost->disruption);
    print_part(to, "deviation", cost->deviation);
    print_part(to, "misfit", cost->misfit);
    print_part(to, "borders", cost->border);
    ambit_terminal_proof(proof, sizeof proof, record->summary, cost->total);
    fprintf(to, "\nproof       %s\n", proof);
}

/* When nothing moves, the answer is the plan in force, and the reason is worth more than a zero. */
static void print_moved(FILE *to, const ambit_record *record)
{
    char moved[AMBIT_NUMBER_ROOM], all[AMBIT_NUMBER_ROOM], share[AMBIT_NUMBER_ROOM], had_none[AMBIT_NUMBER_ROOM];
    const ambit_outcome *o = record->outcome;
    const uint32_t n_moved = o->verdict.moved_units, n_new = o->formulation->n_units - o->n_before;
    const char *why = ambit_result_explanation(record->result);
    if (!n_moved && !n_new && o->verdict.within_rules && *why) {
        fprintf(to, "moved       nothing: %.*s\n", (int)strcspn(why, "\n"), why);
        return;
    }
    fprintf(to, "moved       %s of %s %s change their rep (%s)", ambit_terminal_number(moved, n_moved, 0),
            ambit_terminal_number(all, o->n_before, 0), noun(o->formulation),
            ambit_terminal_percent(share, (double)n_moved / o->n_before, 1, 0));
    if (n_new) fprintf(to, "; %s had none", ambit_terminal_number(had_none, n_new, 0));
    putc('\n', to);
}

static void print_changes(FILE *to, const ambit_record *record)
{
    char before[AMBIT_NUMBER_ROOM], now[AMBIT_NUMBER_ROOM], change[AMBIT_NUMBER_ROOM], all[AMBIT_NUMBER_ROOM];
    const ambit_outcome *o = record->outcome;
    const ambit_formulation *f = o->formulation;
    const char *unit = ambit_outcome_travel_unit(f);
    double old = o->travel_before, new = o->travel_same;
    uint32_t n_new = f->n_units - o->n_before;
    if (!o->before) return;
    ambit_terminal_number(all, o->n_before, 0);
    fprintf(to, "travel      %s %s before, %s %s now", ambit_terminal_number(before, old, 1), unit,
            ambit_terminal_number(now, new, 1), unit);
    if (n_new) fprintf(to, " for the %s %s that had a rep", all, noun(f));
    fprintf(to, " (%s)\n", ambit_terminal_percent(change, old > 0 ? (new - old) / old : (double)NAN, 1, 1));
    print_moved(to, record);
}

static void print_reps(FILE *to, const ambit_outcome *o)
{
    char least[AMBIT_NUMBER_ROOM], most[AMBIT_NUMBER_ROOM], reps[AMBIT_NUMBER_ROOM];
    ambit_outcome_rep low = o->rep[0], high = o->rep[0];
    for (uint32_t r = 1; r < o->n_reps; r++) {
        const ambit_outcome_rep *p = &o->rep[r];
        if (p->units < low.units) low.units = p->units;
        if (p->units > high.units) high.units = p->units;
    }
    fprintf(to, "reps        %s with %s%s%s %s each\n", ambit_terminal_number(reps, o->n_reps, 0),
            ambit_terminal_number(least, low.units, 0), low.units < high.units ? " to " : "",
            low.units < high.units ? ambit_terminal_number(most, high.units, 0) : "", noun(o->formulation));
}

/* How far distances can be trusted, and what reps drive when visits are strung into tours, by two estimates that know
 * nothing of each other (tools/tour.h). */
static void print_ways(FILE *to, const ambit_outcome *o)
{
    char text[4][AMBIT_NUMBER_ROOM];
    ambit_outcome_rep low = o->rep[0], high = o->rep[0];
    for (uint32_t r = 1; r < o->n_reps; r++) {
        low.tour_km = fmin(low.tour_km, o->rep[r].tour_km), high.tour_km = fmax(high.tour_km, o->rep[r].tour_km);
        low.tour_area_km = fmin(low.tour_area_km, o->rep[r].tour_area_km);
        high.tour_area_km = fmax(high.tour_area_km, o->rep[r].tour_area_km);
    }
    if (o->formulation->distances) fprintf(to, "distances   %s\n", o->formulation->distances);
    if (isfinite(low.tour_km) && o->formulation->instance->accounts.n) /* regions alone are not visited */
        fprintf(to, "tours       %d visits each: %s to %s km a rep by the nearest stops, %s to %s by 0.7124 sqrt(n "
                "A)\n",
                AMBIT_TOUR_VISITS, ambit_terminal_number(text[0], low.tour_km, 0),
                ambit_terminal_number(text[1], high.tour_km, 0), ambit_terminal_number(text[2], low.tour_area_km, 0),
                ambit_terminal_number(text[3], high.tour_area_km, 0));
}

/* Who sits where the plan says, and how compact the map is. */
static void print_map(FILE *to, const ambit_outcome *o)
{
    char border[AMBIT_NUMBER_ROOM];
    uint32_t n_centres = ambit_outcome_n_centres(o);
    const ambit_compactness all = ambit_outcome_compactness(o);
    if (n_centres == o->n_reps) fputs("centres     chosen for every territory, see territories.csv\n", to);
    else if (n_centres)
        fprintf(to, "centres     chosen for %u territor%s, the other %u have a home\n", n_centres,
                n_centres == 1 ? "y" : "ies", o->n_reps - n_centres);
    if (o->compactness && isfinite(all.polsby_popper))
        fprintf(to, "compact     Polsby-Popper %.2f, Reock %.2f on average; %s km of border between territories\n",
                all.polsby_popper, all.reock, ambit_terminal_number(border, all.border_km, 0));
}

static void print_ending(FILE *to, const ambit_record *record)
{
    const ambit_timing *t = &record->timing;
    uint32_t rejects = ambit_tables_n_rejects(record->outcome), unassigned = ambit_tables_n_unassigned(record->outcome);
    if (rejects || unassigned)
        fprintf(to, "left out    %u rows in rejects.csv, %u %s in unassigned.csv\n", rejects, unassigned,
                noun(record->outcome->formulation));
    fprintf(to, "time        %.1f s on %d thread%s, %.0f MB\n", t->total_s, t->threads, t->threads == 1 ? "" : "s",
            t->peak_mb);
    if (record->has_report) fprintf(to, "report      %s/report.html\n", record->folder);
    else fprintf(to, "written     %s\n", record->folder);
}

/* What is left of the page when everything else, at its longest, is on it; one row is for "and more". */
static uint32_t rows_for_rules(const ambit_record *record)
{
    const ambit_summary *s = record->summary;
    uint32_t n_engines = s->n_contributions <= MOST_ENGINES ? s->n_contributions : MOST_ENGINES + 1;
    const ambit_outcome *o = record->outcome;
    uint32_t n_ways = (o->formulation->distances ? 1U : 0U) + (isfinite(o->rep[0].tour_km) ? 1U : 0U);
    uint32_t n_fixed = 10 + n_ways + (o->before ? 2U : 0U) + (o->compactness ? 1U : 0U)
            + (o->formulation->problem->has_centres ? 1U : 0U) + (n_checks(&s->checks) ? 1U : 0U)
            + (s->status == AMBIT_PLAN_VIOLATED ? MOST_VIOLATIONS + 1U : 0U);
    uint32_t used = n_fixed + n_engines + 1;
    return used < AMBIT_TERMINAL_LINES ? AMBIT_TERMINAL_LINES - used : 1;
}

void ambit_terminal_summary(FILE *to, const ambit_record *record)
{
    char units[AMBIT_NUMBER_ROOM], reps[AMBIT_NUMBER_ROOM], name[61];
    const ambit_outcome *o = record->outcome;
    const ambit_formulation *f = o->formulation;
    fprintf(to, "plan        %s: %s %s, %s reps, %u balance rule%s\n",
            ambit_terminal_cut(name, sizeof name, f->instance->plan->name),
            ambit_terminal_number(units, f->n_units, 0), noun(f), ambit_terminal_number(reps, f->n_reps, 0), f->n_rules,
            f->n_rules == 1 ? "" : "s");
    print_status(to, record);
    print_cost(to, record);
    print_changes(to, record);
    print_reps(to, o);
    print_ways(to, o);
    print_map(to, o);
    ambit_terminal_balance(to, o, rows_for_rules(record));
    print_checks(to, &record->summary->checks);
    print_engines(to, record->summary);
    print_ending(to, record);
}
