/* tools/coverage/pipeline_words.c - the pipeline of the company in a few lines, and what its figures mean. */
#include "tools/coverage/pipeline_figures.h"

#include "tools/output/terminal.h"

#include <math.h>

enum { SHOWN_OWNERS = 5, SHOWN = 3 };

static const char *amount(char out[AMBIT_NUMBER_ROOM], double value) { return ambit_terminal_number(out, value, 0); }

static const char *deals(uint64_t n) { return n == 1 ? "deal" : "deals"; }

static void print_pipeline(FILE *to, const ambit_pipeline *p, const ambit_pipeline_figures *f)
{
    char a[AMBIT_NUMBER_ROOM], b[AMBIT_NUMBER_ROOM], c[AMBIT_NUMBER_ROOM];
    const ambit_deal_sum *s = &p->company;
    fprintf(to, "pipeline    on %s: %s%s%s in %s open %s", p->as_of, amount(a, f->open), *p->currency ? " " : "",
            p->currency, ambit_terminal_number(b, (double)s->n_open, 0), deals(s->n_open));
    fprintf(to, ", %s in %s qualified\n", amount(a, f->qualified),
            ambit_terminal_number(b, (double)s->n_qualified, 0));
    fprintf(to, "weighted    %s expected, %s at worst, %s at best\n", amount(a, f->weighted), amount(b, f->worst),
            amount(c, f->best));
}

static void print_coverage(FILE *to, const ambit_pipeline *p, const ambit_pipeline_figures *f)
{
    char a[AMBIT_NUMBER_ROOM], b[AMBIT_NUMBER_ROOM], c[AMBIT_NUMBER_ROOM], formula[AMBIT_FORMULA_ROOM];
    if (isnan(f->quota)) {
        fputs("coverage    unknown: no quotas; run `ambit quota`, or name a column of the reps with pipeline: {quota: "
              "COLUMN}\n", to);
    } else {
        fprintf(to, "coverage    %s times the quota of %s qualified, %s times all open: ",
                ambit_terminal_number(a, f->coverage_qualified, 2), amount(b, f->quota),
                ambit_terminal_number(c, f->coverage_open, 2));
        if (f->gap > 0) fprintf(to, "%s are missing\n", amount(a, f->gap));
        else fprintf(to, "%s\n", ambit_pipeline_verdict(f));
    }
    fprintf(to, "required    %s\n", ambit_pipeline_formula(formula, p, f));
}

static void print_speed(FILE *to, const ambit_pipeline *p, const ambit_pipeline_figures *f)
{
    char a[AMBIT_NUMBER_ROOM], b[AMBIT_NUMBER_ROOM], c[AMBIT_NUMBER_ROOM], d[AMBIT_NUMBER_ROOM];
    const ambit_deal_sum *s = &p->company;
    uint64_t n = p->settings->definition == AMBIT_PIPELINE_OPEN ? s->n_open : s->n_qualified;
    fprintf(to, "velocity    %s a day = %llu %s x %s x %s / %s days\n", amount(a, f->velocity), (unsigned long long)n,
            deals(n), amount(b, f->deal), ambit_terminal_percent(c, f->win_rate, 1, 0),
            ambit_terminal_number(d, f->cycle_days, 1));
    fprintf(to, "stale       %s in %s of %s open deals: %s past their expected close, %s open for more than %u days\n",
            amount(a, f->stale), ambit_terminal_number(b, (double)s->n_stale, 0),
            ambit_terminal_number(c, (double)s->n_open, 0), ambit_terminal_number(d, (double)s->n_past, 0),
            ambit_terminal_number((char[AMBIT_NUMBER_ROOM]){ 0 }, (double)s->n_old, 0), p->settings->stale_days);
    for (uint32_t k = 0; k < p->stale.n && k < SHOWN; k++) {
        char id[40], owner[40];
        const ambit_stale_deal *stale = &p->stale.deal[k];
        fprintf(to, "%s%s of %s (%s)%s", k ? ", " : "            the largest: ",
                ambit_terminal_cut(id, sizeof id, stale->id), ambit_terminal_cut(owner, sizeof owner, stale->owner),
                amount(a, (double)stale->amount / p->scale), k + 1 == p->stale.n || k + 1 == SHOWN ? "\n" : "");
    }
}

/* ---- Reps -------------------------------------------------------------------------------------------------------- */

static void print_health(FILE *to, const ambit_pipeline *p, const ambit_pipeline_figures *f)
{
    char a[AMBIT_NUMBER_ROOM], b[AMBIT_NUMBER_ROOM];
    uint32_t n_short = 0, n_known = 0, n_healthy = 0;
    for (uint32_t i = 0; i + 1 < p->reps.n; i++) {
        const ambit_pipeline_figures rep = ambit_pipeline_figures_of(p, p->reps.at[i]);
        n_known += (uint32_t)!isnan(rep.gap);
        n_short += (uint32_t)(rep.gap > 0);
        n_healthy += (uint32_t)(rep.health > p->settings->health.healthy);
    }
    if (isnan(f->health)) {
        fputs("health      unknown: it takes a quota, a win rate and a cycle\n", to);
        return;
    }
    fprintf(to, "health      %s of 100 (above %s is healthy); %u of %u reps are healthy, %u are short of pipeline\n",
            ambit_terminal_number(a, f->health, 1), ambit_terminal_number(b, p->settings->health.healthy, 0), n_healthy,
            n_known, n_short);
}

static void print_forecast(FILE *to, const ambit_pipeline *p, const ambit_pipeline_figures *f)
{
    char a[AMBIT_NUMBER_ROOM], b[AMBIT_NUMBER_ROOM], c[AMBIT_NUMBER_ROOM], d[AMBIT_NUMBER_ROOM];
    if (!p->has_forecasts) return;
    fprintf(to, "forecast    %s against %s that came: accuracy %s, bias %s", amount(a, f->forecast),
            amount(b, f->actual), ambit_terminal_percent(c, f->accuracy, 1, 0),
            ambit_terminal_percent(d, f->bias, 1, 1));
    fprintf(to, ", MAPE %s\n", ambit_terminal_percent(a, f->mape, 1, 0));
}

static void print_owners(FILE *to, const ambit_pipeline *p, const ambit_pipeline_figures *f)
{
    char a[AMBIT_NUMBER_ROOM], b[AMBIT_NUMBER_ROOM];
    const ambit_deal_sum *s = &p->company;
    if (s->n_outgoing)
        fprintf(to, "handed over %s in %s open %s whose owner is not the rep of the account in the plan\n",
                amount(a, f->outgoing), ambit_terminal_number(b, (double)s->n_outgoing, 0), deals(s->n_outgoing));
    if (s->n_unserved)
        fprintf(to, "unserved    %s in %s open %s of accounts that nobody has\n", amount(a, f->unserved),
                ambit_terminal_number(b, (double)s->n_unserved, 0), deals(s->n_unserved));
    if (!p->owners.n) return;
    fprintf(to, "owners      %u who %s no rep of the plan:", p->owners.n, p->owners.n == 1 ? "is" : "are");
    for (uint32_t k = 0; k < p->owners.n && k < SHOWN_OWNERS; k++) {
        char cut[40];
        const ambit_deal_sum *o = p->owners.at[k];
        fprintf(to, "%s %s (%s open)", k ? "," : "", *o->id ? ambit_terminal_cut(cut, sizeof cut, o->id) : "nobody",
                ambit_terminal_number(a, (double)o->n_open, 0));
    }
    fprintf(to, "%s\n", p->owners.n > SHOWN_OWNERS ? ", ...; pipeline.csv lists all" : "");
}

static void print_left_out(FILE *to, const ambit_pipeline *p)
{
    char a[AMBIT_NUMBER_ROOM], b[AMBIT_NUMBER_ROOM];
    if (!p->n_outside && !p->n_later) return;
    fprintf(to, "left out    %s open %s expected to close outside the period, %s that closed after %s\n",
            ambit_terminal_number(a, (double)p->n_outside, 0), deals(p->n_outside),
            ambit_terminal_number(b, (double)p->n_later, 0), p->as_of);
}

static void print_choices(FILE *to, const ambit_pipeline *p)
{
    char value[AMBIT_CHOICE_ROOM];
    const char *key, *meaning;
    fputs("where sources define it differently, this is meant (keys of the section pipeline):\n", to);
    for (uint32_t k = 0; (key = ambit_pipeline_choice(p, k, value, &meaning)); k++)
        fprintf(to, "  %s: %s - %s\n", key, value, meaning);
}

void ambit_pipeline_words(FILE *to, const ambit_pipeline *p)
{
    const ambit_pipeline_figures f = ambit_pipeline_figures_of(p, &p->company);
    print_pipeline(to, p, &f);
    print_coverage(to, p, &f);
    print_speed(to, p, &f);
    print_health(to, p, &f);
    print_forecast(to, p, &f);
    print_owners(to, p, &f);
    print_left_out(to, p);
    print_choices(to, p);
}
