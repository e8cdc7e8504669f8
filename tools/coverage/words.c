/* tools/coverage/words.c - coverage in a dozen lines on the terminal. */
#include "tools/coverage/tables.h"

#include "tools/output/terminal.h"

#include <inttypes.h>

/* Reps with the least and the most of something; n 0: nobody has it. */
typedef struct { uint32_t n, low, high; double least, most; } spread;

static void spread_over(spread *s, uint32_t rep, double value)
{
    if (isnan(value)) return;
    if (!s->n || value < s->least) s->least = value, s->low = rep;
    if (!s->n || value > s->most) s->most = value, s->high = rep;
    s->n++;
}

static void print_spread(FILE *to, const ambit_coverage *c, const spread *s)
{
    char low[AMBIT_NUMBER_ROOM], high[AMBIT_NUMBER_ROOM];
    if (s->n < 2) return;
    fprintf(to, "; by rep from %s (%s) to %s (%s)", ambit_terminal_percent(low, s->least, 1, 0),
            ambit_coverage_rep_id(c, s->low), ambit_terminal_percent(high, s->most, 1, 0),
            ambit_coverage_rep_id(c, s->high));
}

/* "5,432 of 10,000 active (54.3 %)" */
static void print_share(FILE *to, const char *what, double part, double whole)
{
    char a[AMBIT_NUMBER_ROOM], b[AMBIT_NUMBER_ROOM], share[AMBIT_NUMBER_ROOM];
    fprintf(to, "%s of %s %s", ambit_terminal_number(a, part, 0), ambit_terminal_number(b, whole, 0), what);
    if (whole > 0) fprintf(to, " (%s)", ambit_terminal_percent(share, part / whole, 1, 0));
}

static void print_heading(FILE *to, const ambit_coverage *c)
{
    char never[AMBIT_NUMBER_ROOM];
    const ambit_planfile *plan = c->workspace->instance->plan;
    fprintf(to, "plan        %s: coverage of %u reps, %u months%s%s\n", plan->name, c->people.n_reps,
            plan->period_months, plan->period_start ? " from " : "", plan->period_start ? plan->period_start : "");
    fprintf(to, "active      since %s", c->settings->active_since);
    if (*c->activity.latest) fprintf(to, "; the last activity is of %s", c->activity.latest);
    if (c->activity.n_never)
        fprintf(to, "; accounts never seen: %s", ambit_terminal_number(never, c->activity.n_never, 0));
    putc('\n', to);
}

static void print_territories(FILE *to, const ambit_coverage *c)
{
    const ambit_coverage_figures *all = &c->company;
    spread accounts = { 0 }, potential = { 0 };
    for (uint32_t i = 0; i < c->people.n_reps; i++) {
        const ambit_coverage_figures *f = &c->own[i];
        spread_over(&accounts, i, ambit_coverage_share((double)f->active, (double)f->accounts));
        spread_over(&potential, i, ambit_coverage_share(f->active_potential, f->potential));
    }
    fputs("accounts    ", to);
    print_share(to, "active", (double)all->active, (double)all->accounts);
    print_spread(to, c, &accounts);
    if (c->regions.n) {
        fputs("\nregions     ", to);
        print_share(to, "held are engaged", all->engaged, all->regions);
    }
    if (!c->activity.potential_name) {
        fputs("\npotential   unknown: no column opportunity, and coverage.potential names none\n", to);
        return;
    }
    fprintf(to, "\npotential   %s: ", c->activity.potential_name);
    print_share(to, "active", all->active_potential, all->potential);
    print_spread(to, c, &potential);
    putc('\n', to);
}

static void print_white_space(FILE *to, const ambit_coverage *c)
{
    char total[AMBIT_NUMBER_ROOM], most[AMBIT_NUMBER_ROOM];
    uint32_t at = 0, untouched = 0;
    for (uint32_t i = 1; i < c->people.n_reps; i++)
        if (ambit_coverage_white_space(c, &c->own[i]) > ambit_coverage_white_space(c, &c->own[at])) at = i;
    for (uint32_t r = 0; r < c->regions.n; r++)
        untouched += c->regions.region[r].potential > 0 && !c->regions.region[r].active;
    if (!c->activity.potential_name) return;
    fprintf(to, "white space %s without activity, most of it at %s (%s)",
            ambit_terminal_number(total, ambit_coverage_white_space(c, &c->company), 0), ambit_coverage_rep_id(c, at),
            ambit_terminal_number(most, ambit_coverage_white_space(c, &c->own[at]), 0));
    if (c->regions.n) fprintf(to, "; %u regions with potential, but no active account", untouched);
    putc('\n', to);
}

static void print_capacity(FILE *to, const ambit_coverage *c)
{
    char a[AMBIT_NUMBER_ROOM], b[AMBIT_NUMBER_ROOM], share[AMBIT_NUMBER_ROOM], hours[AMBIT_NUMBER_ROOM];
    const ambit_coverage_figures *all = &c->company;
    const double needed = all->visit_h + all->travel_h;
    uint32_t over = 0;
    for (uint32_t i = 0; i < c->people.n_reps; i++)
        over += c->own[i].visit_h + c->own[i].travel_h > c->own[i].available_h;
    fprintf(to, "capacity    %s h needed (visits %s", ambit_terminal_number(a, needed, 0),
            c->visit_hours_from ? ambit_terminal_number(b, all->visit_h, 0) : "unknown: no column minutes");
    fprintf(to, ", travel %s) over %s available", ambit_terminal_number(a, all->travel_h, 0),
            ambit_terminal_number(b, all->available_h, 0));
    if (all->available_h > 0) fprintf(to, ": %s", ambit_terminal_percent(share, needed / all->available_h, 1, 0));
    fprintf(to, "; %u reps above 100 %%\n", over);
    fprintf(to, "            available is FTE x %s h a year x %s for visits and travel x time there%s\n",
            ambit_terminal_number(hours, c->settings->hours, 0),
            ambit_terminal_percent(share, c->settings->selling_share, 0, 0),
            c->workspace->instance->plan->quota.ramp.n ? ", ramped" : "");
}

static void print_reach(FILE *to, const ambit_coverage *c)
{
    char share[AMBIT_NUMBER_ROOM];
    const ambit_coverage_figures *all = &c->company;
    const int by_potential = c->activity.potential_name && all->potential > 0;
    if (all->without_way == all->accounts) return;
    fprintf(to, "reach       of the %s", by_potential ? "potential" : "accounts");
    for (uint32_t k = 0; k < c->settings->n_reach; k++)
        fprintf(to, "%s %s within %g h", k ? "," : "", ambit_terminal_percent(share,
                by_potential ? all->reach_potential[k] / all->potential
                             : all->reach_accounts[k] / (double)all->accounts, 1, 0), c->settings->reach_h[k]);
    fputs(" of its rep, one way\n", to);
}

static void print_caps(FILE *to, const ambit_coverage *c)
{
    char share[AMBIT_NUMBER_ROOM];
    if (!c->n_capped) return;
    fprintf(to, "caps        %u of %u reps with a cap on accounts are above it, %u from %s of it on\n", c->n_over,
            c->n_capped, c->n_near, ambit_terminal_percent(share, c->settings->near_cap, 0, 0));
}

static void print_count(FILE *to, const ambit_coverage *c, int *n_said, ambit_overlap_kind kind, const char *words)
{
    char count[AMBIT_NUMBER_ROOM];
    if (!ambit_overlaps_knows(&c->overlaps, kind)) return;
    fprintf(to, "%s%s: %s", (*n_said)++ ? ", " : "", words,
            ambit_terminal_number(count, (double)c->overlaps.count[kind], 0));
}

static void print_overlaps(FILE *to, const ambit_coverage *c)
{
    int n = 0;
    fputs("overlaps    ", to);
    print_count(to, c, &n, AMBIT_OVERLAP_SHARED_REGION, "regions with several reps");
    print_count(to, c, &n, AMBIT_OVERLAP_TWO_REPS, "accounts locked to another rep than today's");
    print_count(to, c, &n, AMBIT_OVERLAP_TWIN_TWO_REPS, "duplicates of two reps");
    print_count(to, c, &n, AMBIT_OVERLAP_TWIN, "of one");
    n = 0;
    fputs("\ngaps        ", to);
    print_count(to, c, &n, AMBIT_OVERLAP_NO_REP_REGION, "regions without a rep");
    print_count(to, c, &n, AMBIT_OVERLAP_OUTSIDE, "accounts outside every region");
    print_count(to, c, &n, AMBIT_OVERLAP_NO_REP, "accounts without a rep");
    putc('\n', to);
}

void ambit_coverage_words(FILE *to, const ambit_coverage *coverage)
{
    print_heading(to, coverage);
    print_territories(to, coverage);
    print_white_space(to, coverage);
    print_capacity(to, coverage);
    print_reach(to, coverage);
    print_caps(to, coverage);
    print_overlaps(to, coverage);
}
