/* tools/coverage/pipeline_choices.c - what sources define in different ways, and what was chosen here, in words. */
#include "tools/coverage/pipeline_figures.h"

#include "tools/output/terminal.h"

#include <math.h>

enum { DEFINITION, REP, CLOSES, QUALIFIED, QUOTA, REQUIRED, WIN_RATE, HISTORY, DEAL_SIZE, CYCLE, CASES, STALE, HEALTH,
       TARGETS, FORECAST, N_CHOICES };
static const char *const keys[N_CHOICES] = { "definition", "rep", "closes", "qualified_from", "quota_of", "multiple",
    "win_rate", "history_months", "deal_size", "cycle_of", "cases", "stale", "health", "health.win_rate_target",
    "actuals" };

static const char *words(char *value, const char *word, const char *meaning)
{
    snprintf(value, AMBIT_CHOICE_ROOM, "%s", word);
    return meaning;
}

/* ---- Which deals ------------------------------------------------------------------------------------------------- */

static const char *scope(const ambit_pipeline *p, uint32_t k, char *value)
{
    const ambit_pipeline_settings *s = p->settings;
    char share[AMBIT_NUMBER_ROOM];
    if (k == DEFINITION)
        return s->definition == AMBIT_PIPELINE_OPEN
                   ? words(value, "open", "all open pipeline over quota is held against the required multiple")
                   : words(value, "qualified", "qualified pipeline over quota is held against the required multiple");
    if (k == REP)
        return s->rep == AMBIT_PIPELINE_OF_PLAN
                   ? words(value, "plan", "a deal counts for the rep to whom the plan gives its account")
                   : words(value, "owner", "a deal counts for its owner, whoever has the account in the plan");
    if (k == CLOSES)
        return s->closes_in_period ? words(value, "period", "only deals expected to close in the plan's period count")
                                   : words(value, "any", "open deals count whenever they are expected to close");
    if (p->stages.has_qualified)
        return words(value, "column", "qualified are the open stages that stages.csv says so of");
    snprintf(value, AMBIT_CHOICE_ROOM, "from %s", ambit_terminal_percent(share, s->qualified_from, 1, 0));
    return "qualified are the open stages of at least this probability";
}

/* ---- Against what ------------------------------------------------------------------------------------------------ */

static const char *standard(const ambit_pipeline *p, uint32_t k, char *value)
{
    const ambit_pipeline_settings *s = p->settings;
    char share[AMBIT_NUMBER_ROOM];
    if (k == QUOTA) {
        snprintf(value, AMBIT_CHOICE_ROOM, "%s, %s", s->quota_remaining ? "remaining" : "full",
                 p->quota_source ? p->quota_source : "none");
        if (!p->quota_source) return "no quotas: run `ambit quota`, or name a column of the reps with quota: COLUMN";
        return s->quota_remaining ? "the quota of the plan's period less what was won in it so far"
                                  : "the whole quota of the plan's period, nothing taken off for what is won";
    }
    if (k == REQUIRED) {
        if (isnan(s->least_multiple)) {
            snprintf(value, AMBIT_CHOICE_ROOM, "formula, slippage %s",
                     ambit_terminal_percent(share, s->slippage, 1, 0));
            return "1 / win rate x (1 + slippage): 25 % wins need 4 times the quota";
        }
        snprintf(value, AMBIT_CHOICE_ROOM, s->least_multiple < s->most_multiple ? "%.2f-%.2f" : "%.2f",
                 s->least_multiple, s->most_multiple);
        return "the multiple, or the band, that the plan names";
    }
    if (k == WIN_RATE) {
        if (isnan(s->win_rate)) {
            snprintf(value, AMBIT_CHOICE_ROOM, "by %s, own from %u deals", s->win_rate_by_amount ? "amount" : "count",
                     s->own_from);
            return "won over won and lost; one's own when so many closed, else the company's";
        }
        snprintf(value, AMBIT_CHOICE_ROOM, "%s", ambit_terminal_percent(share, s->win_rate, 1, 0));
        return "the win rate that the plan names, for everybody";
    }
    snprintf(value, AMBIT_CHOICE_ROOM, "%u before %s", s->history_months, p->as_of);
    return "deals that closed in these months make win rate, deal size and cycle";
}

/* ---- How fast, how likely ---------------------------------------------------------------------------------------- */

static const char *speed(const ambit_pipeline *p, uint32_t k, char *value)
{
    const ambit_pipeline_settings *s = p->settings;
    if (k == DEAL_SIZE)
        return s->deal_size_won ? words(value, "won", "velocity takes the mean amount of deals that were won")
                                : words(value, "open", "velocity takes the mean amount of the deals that it counts");
    if (k == CYCLE) {
        if (!isnan(s->cycle_days)) {
            snprintf(value, AMBIT_CHOICE_ROOM, "%.1f days", s->cycle_days);
            return "the length of the cycle that the plan names, for everybody";
        }
        return s->cycle_of_closed ? words(value, "closed", "mean days from opening to closing of deals won or lost")
                                  : words(value, "won", "mean days from opening to closing of deals that were won");
    }
    if (k == CASES) {
        char share[AMBIT_NUMBER_ROOM];
        if (p->cases == AMBIT_PIPELINE_CASES_STAGES)
            return words(value, "stages", "worst and best take the probabilities of those columns of stages.csv");
        if (p->cases == AMBIT_PIPELINE_CASES_SPREAD)
            return words(value, "spread", "one year in ten is below worst, one above best, if deals are independent");
        snprintf(value, AMBIT_CHOICE_ROOM, "committed from %s", ambit_terminal_percent(share, s->committed_from, 1, 0));
        return "worst weighs only stages of at least this probability; best is all open pipeline";
    }
    if (s->stale == AMBIT_PIPELINE_STALE_PAST)
        return words(value, "past_close", "stale are open deals that were expected to have closed by now");
    snprintf(value, AMBIT_CHOICE_ROOM, s->stale == AMBIT_PIPELINE_STALE_AGE ? "age above %u days"
                                                                           : "either, age above %u days",
             s->stale_days);
    return s->stale == AMBIT_PIPELINE_STALE_AGE ? "stale are deals that have been open for longer than this"
                                                : "stale are deals past their expected close, or open for longer";
}

static const char *score(const ambit_pipeline *p, uint32_t k, char *value)
{
    const ambit_pipeline_health *h = &p->settings->health;
    char share[3][AMBIT_NUMBER_ROOM];
    if (k == FORECAST)
        return words(value, p->settings->actuals ? "file" : "columns", "accuracy and bias are of the sums; MAPE is the "
                     "mean over reps and periods with an actual above 0");
    ambit_terminal_percent(share[0], h->coverage, 1, 0);
    if (k == HEALTH) {
        snprintf(value, AMBIT_CHOICE_ROOM, "%s coverage, %s velocity, %s win rate", share[0],
                 ambit_terminal_percent(share[1], h->velocity, 1, 0),
                 ambit_terminal_percent(share[2], h->win_rate, 1, 0));
        return "weights of the score of 0 to 100: each part over its target, at most 1";
    }
    ambit_terminal_percent(share[1], h->win_rate_target, 1, 0);
    if (isnan(h->velocity_target)) snprintf(value, AMBIT_CHOICE_ROOM, "win rate %s, velocity quota/days", share[1]);
    else snprintf(value, AMBIT_CHOICE_ROOM, "win rate %s, velocity %.2f a day", share[1], h->velocity_target);
    return "full marks of each part; that of coverage is the required multiple";
}

const char *ambit_pipeline_choice(const ambit_pipeline *p, uint32_t k, char value[AMBIT_CHOICE_ROOM],
        const char **meaning)
{
    if (k == FORECAST && !p->has_forecasts) return NULL;
    if (k >= N_CHOICES) return NULL;
    *meaning = k <= QUALIFIED ? scope(p, k, value) : k <= HISTORY ? standard(p, k, value)
        : k <= STALE ? speed(p, k, value) : score(p, k, value);
    return keys[k];
}
