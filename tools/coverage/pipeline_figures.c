/* tools/coverage/pipeline_figures.c - see pipeline_figures.h. */
#include "tools/coverage/pipeline_figures.h"

#include "tools/output/terminal.h"

#include <math.h>

static const double normal_decile = 1.2815515655446004; /* one year in ten lies below, one above */

static double over(double part, double whole) { return whole > 0 ? part / whole : (double)NAN; }

/* ---- What is likely ---------------------------------------------------------------------------------------------- */

/* Deals are taken to be won independently of each other: a variance of amount^2 p (1 - p) each, and for many of them a
 * normal sum. */
static void spread(ambit_pipeline_figures *f, const ambit_pipeline *p, const ambit_deal_sum *sum)
{
    double variance = 0;
    for (uint32_t k = 0; k < p->stages.n; k++) {
        double probability = p->stages.stage[k].probability;
        variance += sum->stage[k].squares * probability * (1 - probability);
    }
    double half = normal_decile * sqrt(variance) / p->scale;
    f->worst = fmax(0, f->weighted - half);
    f->best = fmin(f->open, f->weighted + half);
}

static void find_cases(ambit_pipeline_figures *f, const ambit_pipeline *p, const ambit_deal_sum *sum)
{
    double weighted = 0, worst = 0, best = 0;
    for (uint32_t k = 0; k < p->stages.n; k++) {
        const ambit_stage *stage = &p->stages.stage[k];
        double amount = (double)sum->stage[k].amount;
        weighted += amount * stage->probability;
        if (p->cases == AMBIT_PIPELINE_CASES_STAGES) worst += amount * stage->worst, best += amount * stage->best;
        else if (stage->probability >= p->settings->committed_from) worst += amount * stage->probability;
    }
    f->weighted = weighted / p->scale;
    f->worst = worst / p->scale;
    f->best = p->cases == AMBIT_PIPELINE_CASES_STAGES ? best / p->scale : f->open;
    if (p->cases == AMBIT_PIPELINE_CASES_SPREAD) spread(f, p, sum);
}

/* ---- How it moves ------------------------------------------------------------------------------------------------ */

static double win_rate_of(const ambit_pipeline *p, const ambit_deal_sum *sum)
{
    return p->settings->win_rate_by_amount ? over((double)sum->won, (double)sum->won + (double)sum->lost)
                                           : over((double)sum->n_won, (double)(sum->n_won + sum->n_lost));
}

/* The plan's, else one's own when there is enough history, else the company's. */
static void find_history(ambit_pipeline_figures *f, const ambit_pipeline *p, const ambit_deal_sum *sum)
{
    const ambit_pipeline_settings *s = p->settings;
    int own = sum == &p->company || (!sum->has_no_history && sum->n_won + sum->n_lost >= s->own_from);
    int own_cycle = sum == &p->company || (!sum->has_no_history && sum->n_cycles >= s->own_from);
    const ambit_deal_sum *of = own ? sum : &p->company, *cycle = own_cycle ? sum : &p->company;
    f->win_rate = isnan(s->win_rate) ? win_rate_of(p, of) : s->win_rate;
    f->win_rate_from = isnan(f->win_rate) ? AMBIT_BASIS_NONE : !isnan(s->win_rate) ? AMBIT_BASIS_PLAN
        : own && sum != &p->company ? AMBIT_BASIS_OWN : AMBIT_BASIS_COMPANY;
    f->cycle_days = isnan(s->cycle_days) ? over((double)cycle->cycle_days, (double)cycle->n_cycles) : s->cycle_days;
    f->cycle_from = isnan(f->cycle_days) ? AMBIT_BASIS_NONE : !isnan(s->cycle_days) ? AMBIT_BASIS_PLAN
        : own_cycle && sum != &p->company ? AMBIT_BASIS_OWN : AMBIT_BASIS_COMPANY;
}

static void find_velocity(ambit_pipeline_figures *f, const ambit_pipeline *p, const ambit_deal_sum *sum)
{
    int all = p->settings->definition == AMBIT_PIPELINE_OPEN;
    double n = (double)(all ? sum->n_open : sum->n_qualified), amount = all ? f->open : f->qualified;
    f->deal = p->settings->deal_size_won ? over(f->won, (double)sum->n_won) : over(amount, n);
    if (p->settings->deal_size_won && isnan(f->deal))
        f->deal = over((double)p->company.won / p->scale, (double)p->company.n_won);
    f->velocity = n > 0 ? n * f->deal * over(f->win_rate, f->cycle_days) : 0 * over(f->win_rate, f->cycle_days);
}

/* ---- Whether it is enough ---------------------------------------------------------------------------------------- */

static void find_coverage(ambit_pipeline_figures *f, const ambit_pipeline *p, const ambit_deal_sum *sum)
{
    const ambit_pipeline_settings *s = p->settings;
    double judged = s->definition == AMBIT_PIPELINE_OPEN ? f->open : f->qualified;
    f->quota = sum->has_quota ? (double)sum->quota / p->scale : (double)NAN;
    if (s->quota_remaining) f->quota = fmax(0, f->quota - (double)sum->won_in_period / p->scale);
    if (!sum->has_quota) f->quota = NAN;
    f->least_required = isnan(s->least_multiple) ? over(1 + s->slippage, f->win_rate) : s->least_multiple;
    f->most_required = isnan(s->least_multiple) ? f->least_required : s->most_multiple;
    f->coverage_qualified = over(f->qualified, f->quota);
    f->coverage_open = over(f->open, f->quota);
    f->coverage = s->definition == AMBIT_PIPELINE_OPEN ? f->coverage_open : f->coverage_qualified;
    double missing = f->least_required * f->quota - judged;
    f->gap = isnan(missing) ? missing : fmax(0, missing);
}

static void find_health(ambit_pipeline_figures *f, const ambit_pipeline *p)
{
    const ambit_pipeline_health *h = &p->settings->health;
    double days = (double)(p->period_to - p->period_from);
    f->velocity_target = isnan(h->velocity_target) ? over(f->quota, days) : h->velocity_target;
    /* With nothing left to sell there is enough of everything. */
    double coverage = f->quota > 0 ? f->coverage / f->least_required : f->quota * 0 + 1;
    double velocity = f->velocity_target > 0 ? f->velocity / f->velocity_target : f->velocity_target * 0 + 1;
    double win_rate = f->win_rate / h->win_rate_target;
    f->of_coverage = coverage < 1 || isnan(coverage) ? coverage : 1;
    f->of_velocity = velocity < 1 || isnan(velocity) ? velocity : 1;
    f->of_win_rate = win_rate < 1 || isnan(win_rate) ? win_rate : 1;
    f->health = 100 * (h->coverage * f->of_coverage + h->velocity * f->of_velocity + h->win_rate * f->of_win_rate);
}

static void find_accuracy(ambit_pipeline_figures *f, const ambit_pipeline *p, const ambit_deal_sum *sum)
{
    int is_there = sum->n_forecasts + sum->n_without > 0;
    f->forecast = is_there ? (double)sum->forecast / p->scale : (double)NAN;
    f->actual = is_there ? (double)sum->actual / p->scale : (double)NAN;
    f->accuracy = 1 - over(fabs((double)(sum->actual - sum->forecast)), (double)sum->actual);
    f->bias = over((double)(sum->forecast - sum->actual), (double)sum->actual);
    f->mape = over(sum->error_shares, (double)sum->n_forecasts);
}

ambit_pipeline_figures ambit_pipeline_figures_of(const ambit_pipeline *p, const ambit_deal_sum *sum)
{
    ambit_pipeline_figures f = { .open = (double)sum->open / p->scale, .qualified = (double)sum->qualified / p->scale,
        .won = (double)sum->won / p->scale, .lost = (double)sum->lost / p->scale,
        .stale = (double)sum->stale / p->scale, .outgoing = (double)sum->outgoing / p->scale,
        .incoming = (double)sum->incoming / p->scale, .unserved = (double)sum->unserved / p->scale };
    find_cases(&f, p, sum);
    find_history(&f, p, sum);
    find_velocity(&f, p, sum);
    find_coverage(&f, p, sum);
    find_health(&f, p);
    find_accuracy(&f, p, sum);
    return f;
}

/* ---- In words ---------------------------------------------------------------------------------------------------- */

const char *ambit_pipeline_verdict(const ambit_pipeline_figures *f)
{
    if (isnan(f->gap)) return "unknown";
    if (f->gap > 0) return "short";
    return f->most_required > f->least_required && f->coverage > f->most_required ? "above the band" : "enough";
}

const char *ambit_pipeline_basis_name(ambit_pipeline_basis basis)
{
    static const char *const names[] = { "unknown", "plan", "own", "company" };
    return names[basis];
}

const char *ambit_pipeline_formula(char out[AMBIT_FORMULA_ROOM], const ambit_pipeline *p,
        const ambit_pipeline_figures *f)
{
    char rate[AMBIT_NUMBER_ROOM], slip[AMBIT_NUMBER_ROOM];
    const ambit_pipeline_settings *s = p->settings;
    if (!isnan(s->least_multiple) && s->least_multiple < s->most_multiple)
        snprintf(out, AMBIT_FORMULA_ROOM, "the band %.2f-%.2f that the plan names", s->least_multiple,
                 s->most_multiple);
    else if (!isnan(s->least_multiple))
        snprintf(out, AMBIT_FORMULA_ROOM, "the multiple %.2f that the plan names", s->least_multiple);
    else if (isnan(f->least_required))
        snprintf(out, AMBIT_FORMULA_ROOM, "1 / win rate x (1 + slippage), unknown: no deal was won, and the plan names "
                 "no win_rate");
    else
        snprintf(out, AMBIT_FORMULA_ROOM, "1 / win rate x (1 + slippage) = 1 / %s x (1 + %s) = %.2f",
                 ambit_terminal_percent(rate, f->win_rate, 1, 0), ambit_terminal_percent(slip, s->slippage, 1, 0),
                 f->least_required);
    return out;
}
