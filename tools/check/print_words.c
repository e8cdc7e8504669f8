/* tools/check/print_words.c - what `ambit check` prints for a person. */
#include "tools/check/checkup.h"
#include "tools/output/terminal.h"

#include <math.h>
#include <string.h>

static void print_count(const char *name, uint64_t n, const char *file)
{
    char number[AMBIT_NUMBER_ROOM];
    printf("%-11s %s%s%s%s\n", name, ambit_terminal_number(number, (double)n, 0), file ? " (" : "", file ? file : "",
           file ? ")" : "");
}

static void print_reps(const ambit_instance *instance)
{
    const ambit_reps *reps = &instance->reps;
    const uint32_t n_homes = reps->n - reps->n_free;
    if (instance->plan->reps.file) print_count("reps", reps->n_listed, instance->plan->reps.file);
    if (!reps->n_free) return;
    printf("territories %u: %u with a centre to be chosen", reps->n, reps->n_free);
    if (n_homes) printf(", %u with a home", n_homes);
    if (instance->may_centre) printf("; candidates in %s", instance->plan->territories_candidates);
    putchar('\n');
}

static void print_rule(const ambit_formulation *f, uint32_t a)
{
    char total[AMBIT_NUMBER_ROOM], low[AMBIT_NUMBER_ROOM], high[AMBIT_NUMBER_ROOM], tolerance[AMBIT_NUMBER_ROOM];
    const ambit_formulated_rule *rule = &f->rule[a];
    double least = rule->share[0], most = rule->share[0];
    for (uint32_t r = 1; r < f->n_reps; r++) {
        least = fmin(least, rule->share[r]);
        most = fmax(most, rule->share[r]);
    }
    printf("rule        %s: %s in all, %s%s%s for each rep, -/+ %s\n", rule->name,
            ambit_terminal_number(total, rule->total, 1), ambit_terminal_number(low, least, 1),
            most > least ? " to " : "", most > least ? ambit_terminal_number(high, most, 1) : "",
            ambit_terminal_percent(tolerance, rule->tolerance, 1, 0));
}

static void print_units(const ambit_checkup *c)
{
    char n[AMBIT_NUMBER_ROOM], all[AMBIT_NUMBER_ROOM];
    const ambit_formulation *f = c->workspace->formulation;
    uint32_t n_current = 0;
    for (uint32_t u = 0; f->current && u < f->n_units; u++) n_current += f->current[u] != AMBIT_NOBODY;
    if (n_current)
        printf("in force    %s of %s units have a rep now\n", ambit_terminal_number(n, n_current, 0),
               ambit_terminal_number(all, f->n_units, 0));
    if (f->distances) printf("distances   %s\n", f->distances);
    for (uint32_t a = 0; a < f->n_rules; a++) print_rule(f, a);
    if (!c->has_pairs && !c->disproof)
        printf("pairs       %s at most; too many to be counted here\n",
               ambit_terminal_number(all, (double)f->n_units * f->n_reps, 0));
    if (c->has_pairs)
        printf("pairs       %s of %s are eligible\n", ambit_terminal_number(n, (double)c->n_pairs, 0),
               ambit_terminal_number(all, (double)f->n_units * f->n_reps, 0));
}

void ambit_checkup_print_words(const ambit_checkup *c)
{
    const ambit_workspace *w = c->workspace;
    const ambit_planfile *plan = w->instance->plan;
    printf("plan        %s\n", plan->name);
    if (plan->accounts.file) print_count("accounts", w->instance->accounts.n, plan->accounts.file);
    if (w->regions) ambit_checkup_print_regions_words(c);
    print_reps(w->instance);
    if (w->formulation) print_units(c);
    if (c->disproof) {
        size_t length = strlen(c->disproof);
        printf("infeasible  no plan can keep these rules:\n%s%s", c->disproof,
               length && c->disproof[length - 1] == '\n' ? "" : "\n");
        return;
    }
    uint64_t n = ambit_diagnosis_n_warnings(w->diagnosis);
    printf("verdict     no error, %llu warning%s%s\n", (unsigned long long)n, n == 1 ? "" : "s",
           w->formulation ? "; nothing disproves that a plan exists" : "; there is nothing to assign yet");
}
