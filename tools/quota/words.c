/* tools/quota/words.c - derived quotas in a few lines on the terminal. */
#include "tools/output/terminal.h"
#include "tools/quota/tables.h"

#include <math.h>

enum { MOST_HELD = 5 };

static void print_hedge(FILE *to, const ambit_quota_record *record)
{
    char share[AMBIT_NUMBER_ROOM], target[AMBIT_NUMBER_ROOM], total[AMBIT_NUMBER_ROOM];
    const ambit_quota_shares *hedge = &record->of->settings->hedge;
    double sum = (double)record->result->total * record->of->settings->round_to;
    fprintf(to, "target      %s%s%s; quotas sum to %s", ambit_terminal_number(target, record->result->target, 0),
           *record->of->settings->currency ? " " : "", record->of->settings->currency,
           ambit_terminal_number(total, sum, 0));
    if (!hedge->n) fputs(", no hedge\n", to);
    for (uint32_t k = 0; k < hedge->n; k++)
        fprintf(to, "%s%s%s", k ? " x " : ", hedge ", ambit_terminal_percent(share, hedge->share[k], 1, 0),
               k + 1 == hedge->n ? "\n" : "");
}

static void print_odds(FILE *to, const ambit_quota_record *record)
{
    char a[AMBIT_NUMBER_ROOM], b[AMBIT_NUMBER_ROOM], c[AMBIT_NUMBER_ROOM];
    const ambit_quota_forecast *y = &record->outlook->years;
    const ambit_quota_settings *s = record->of->settings;
    if (!record->outlook->n) return;
    fprintf(to, "odds        %s that the target is met; %s of the reps at or above quota; mean attainment %s\n",
           ambit_terminal_percent(a, y->company, 0, 0), ambit_terminal_percent(b, y->at_quota, 0, 0),
           ambit_terminal_percent(c, y->attainment, 0, 0));
    fputs("bands      ", to);
    static const char *const names[AMBIT_QUOTA_BANDS] = { "below 50 %", "50-80", "80-100", "100-120", "above 120" };
    for (int k = 0; k < AMBIT_QUOTA_BANDS; k++)
        fprintf(to, "%s %s: %s", k ? "," : "", names[k], ambit_terminal_percent(a, y->band[k], 0, 0));
    fprintf(to, "\n            %u years drawn, %s, variation %s of a rep, %s of the market, %s of a manager's reps\n",
           s->draws, s->law == AMBIT_QUOTA_GAMMA ? "gamma" : "lognormal", ambit_terminal_percent(a, s->cv, 0, 0),
           ambit_terminal_percent(b, s->market_cv, 0, 0), ambit_terminal_percent(c, s->manager_cv, 0, 0));
    if (s->n_rates) fprintf(to, "commission  %s expected\n", ambit_terminal_number(a, y->payout, 0));
}

static void print_fairness(FILE *to, const ambit_quota_record *record)
{
    char a[AMBIT_NUMBER_ROOM], b[AMBIT_NUMBER_ROOM], c[AMBIT_NUMBER_ROOM];
    const ambit_quota_fairness *f = &record->outlook->fairness;
    if (!f->n || record->of->settings->type == AMBIT_QUOTA_ACTIVITY) return; /* calls over an amount say nothing */
    fprintf(to, "fairness    quota over potential %s, from %s to %s", ambit_terminal_percent(a, f->mean, 1, 0),
           ambit_terminal_percent(b, f->least, 1, 0), ambit_terminal_percent(c, f->most, 1, 0));
    fprintf(to, "; CV %.2f, Gini %.2f", f->cv, f->gini);
    if (!isnan(f->correlation)) fprintf(to, ", correlation with size %+.2f", f->correlation);
    putc('\n', to);
}

/* The first ones by name, with the reason; quota_summary.csv has all of them. */
static void print_held(FILE *to, const ambit_quota_record *record)
{
    char reason[200];
    uint32_t n = 0;
    for (uint32_t i = 0; i < record->of->n; i++) {
        ambit_quota_reason_text(reason, sizeof reason, record->result, record->of, i);
        if (!*reason) continue;
        if (n++ < MOST_HELD) fprintf(to, "            %s %s\n", record->of->ladder->id[i], reason);
    }
    if (n > MOST_HELD) fprintf(to, "            and %u more, see quota_summary.csv\n", n - MOST_HELD);
}

static void print_calls(FILE *to, const ambit_quota_record *record)
{
    char a[AMBIT_NUMBER_ROOM], b[AMBIT_NUMBER_ROOM], c[AMBIT_NUMBER_ROOM];
    double least = INFINITY, most = 0, sum = 0;
    uint32_t n = 0;
    for (uint32_t i = 0; i < record->of->n; i++) {
        double calls = ambit_quota_calls_a_week(record, i);
        if (!(calls > 0)) continue;
        least = fmin(least, calls);
        most = fmax(most, calls);
        sum += calls;
        n++;
    }
    if (n)
        fprintf(to, "calls       %s a week for each rep, from %s to %s\n", ambit_terminal_number(a, sum / n, 1),
                ambit_terminal_number(b, least, 1), ambit_terminal_number(c, most, 1));
}

void ambit_quota_words(FILE *to, const ambit_quota_record *record)
{
    const ambit_quota_case *of = record->of;
    uint32_t held[3] = { 0 }, ramping = 0;
    for (uint32_t i = 0; i < of->n; i++) {
        held[record->result->hold[i]]++;
        ramping += record->result->year_factor[i] < 1 - 1e-9;
    }
    fprintf(to, "plan        %s: quotas of %u reps, %u months, %s, %s\n", record->plan_name, of->n, of->calendar.n,
            ambit_quota_method_name(of->settings), ambit_quota_type_name(of->settings));
    print_hedge(to, record);
    fprintf(to, "reps        %u there for part of the year only, by ramp, start or leave\n", ramping);
    if (held[AMBIT_QUOTA_AT_LEAST] + held[AMBIT_QUOTA_AT_MOST]) {
        fprintf(to, "bounds      %u reps at their lower bound, %u at their upper one\n", held[AMBIT_QUOTA_AT_LEAST],
                held[AMBIT_QUOTA_AT_MOST]);
        print_held(to, record);
    }
    if (of->settings->type == AMBIT_QUOTA_ACTIVITY) print_calls(to, record);
    print_odds(to, record);
    print_fairness(to, record);
}
