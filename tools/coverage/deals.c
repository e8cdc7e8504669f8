/* tools/coverage/deals.c - see deals.h. */
#include "tools/coverage/deals.h"

#include "instances/base/text.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* ---- Sums -------------------------------------------------------------------------------------------------------- */

static ambit_deal_sum *make(ambit_deal_sums *sums, ambit_pipeline *p, const char *id, size_t length)
{
    if (sums->n == sums->room) {
        uint32_t room = sums->room ? 2 * sums->room : 64;
        ambit_deal_sum **grown = realloc(sums->at, room * sizeof *grown);
        if (!grown) return NULL;
        sums->at = grown;
        sums->room = room;
    }
    size_t n_stages = p->stages.n + (size_t)1;
    ambit_deal_sum *sum = ambit_arena_alloc(&p->texts, sizeof *sum);
    ambit_deal_stage *stage = ambit_arena_alloc(&p->texts, n_stages * sizeof *stage);
    const char *copy = ambit_arena_copy(&p->texts, id, length);
    if (!sum || !stage || !copy || ambit_dictionary_put(&sums->index, copy, sums->n) < 0) return NULL;
    memset(stage, 0, n_stages * sizeof *stage);
    memset(sum, 0, sizeof *sum);
    sum->id = copy;
    sum->name = sum->manager = "";
    sum->stage = stage;
    return sums->at[sums->n++] = sum;
}

ambit_deal_sum *ambit_deal_sums_of(ambit_deal_sums *sums, ambit_pipeline *p, const char *id, size_t length)
{
    uint32_t found = ambit_dictionary_get(&sums->index, id);
    return found != AMBIT_NOT_FOUND ? sums->at[found] : make(sums, p, id, length);
}

static void add_quota(ambit_deal_sum *to, const ambit_deal_sum *from)
{
    to->has_quota |= from->has_quota;
    to->quota += from->quota;
    to->n_forecasts += from->n_forecasts;
    to->n_without += from->n_without;
    to->forecast += from->forecast;
    to->actual += from->actual;
    to->error_shares += from->error_shares;
}

void ambit_deal_sum_add(ambit_deal_sum *to, const ambit_deal_sum *from, uint32_t n_stages)
{
    for (uint32_t k = 0; k < n_stages; k++) {
        to->stage[k].n += from->stage[k].n;
        to->stage[k].amount += from->stage[k].amount;
        to->stage[k].squares += from->stage[k].squares;
    }
    to->n_open += from->n_open, to->open += from->open;
    to->n_qualified += from->n_qualified, to->qualified += from->qualified;
    to->n_won += from->n_won, to->won += from->won;
    to->n_lost += from->n_lost, to->lost += from->lost;
    to->n_stale += from->n_stale, to->stale += from->stale;
    to->n_past += from->n_past, to->n_old += from->n_old;
    to->n_cycles += from->n_cycles, to->cycle_days += from->cycle_days;
    to->won_in_period += from->won_in_period;
    to->n_outgoing += from->n_outgoing, to->outgoing += from->outgoing;
    to->n_incoming += from->n_incoming, to->incoming += from->incoming;
    to->n_unserved += from->n_unserved, to->unserved += from->unserved;
    add_quota(to, from);
}

/* ---- Amounts ----------------------------------------------------------------------------------------------------- */

/* Below this many units the digits that a person typed can be told from the nearest double. */
static const double most_units = 1e14;

static int count(ambit_pipeline *p, ambit_amount units, ambit_place place)
{
    if (!__builtin_add_overflow(p->total, units, &p->total)) return 1;
    p->total = INT64_MAX;
    ambit_diagnosis_error(p->workspace->diagnosis, AMBIT_FAULT_TOO_LARGE, place, "found more than can be summed up, "
            "expected amounts whose sum is below 2^63 of the smallest unit, set pipeline: {decimals: 0}");
    return 0;
}

int ambit_deal_amount(ambit_amount *out, ambit_pipeline *p, ambit_span cell, ambit_place place)
{
    char quoted[AMBIT_QUOTED];
    ambit_diagnosis *d = p->workspace->diagnosis;
    double value, units = 0, whole = 0;
    int is_number = ambit_span_number(&value, cell);
    if (is_number) units = value * p->scale, whole = floor(units + 0.5);
    if (is_number && value >= 0 && units <= most_units && fabs(units - whole) < 0.05) {
        *out = (ambit_amount)whole;
        return count(p, *out, place);
    }
    ambit_text_quote(quoted, cell.text, cell.length);
    if (!cell.length)
        ambit_diagnosis_error(d, AMBIT_FAULT_NUMBER_EMPTY, place, "found nothing, expected an amount, fill the cell");
    else if (!is_number)
        ambit_diagnosis_error(d, AMBIT_FAULT_NUMBER_BAD, place, "found %s, expected an amount such as 1200.50, correct "
                "it", quoted);
    else if (value < 0 || units > most_units)
        ambit_diagnosis_error(d, AMBIT_FAULT_NUMBER_RANGE, place, "found %s, expected an amount from 0 to %.0f, "
                "correct it", quoted, most_units / p->scale);
    else
        ambit_diagnosis_error(d, AMBIT_FAULT_NUMBER_RANGE, place, "found %s, expected at most %u decimals, round it or "
                "set pipeline: {decimals: ...}", quoted, p->settings->decimals);
    return 0;
}

/* ---- Forecasts --------------------------------------------------------------------------------------------------- */

ambit_deal_forecast *ambit_deal_forecasts_of(ambit_pipeline *p, uint32_t period)
{
    if (period >= p->forecast_room) {
        uint32_t room = 2 * (period + 32);
        ambit_deal_forecast **grown = realloc(p->forecast, room * sizeof *grown);
        if (!grown) return NULL;
        memset(grown + p->forecast_room, 0, (room - p->forecast_room) * sizeof *grown);
        p->forecast = grown;
        p->forecast_room = room;
    }
    if (!p->forecast[period]) p->forecast[period] = calloc(p->reps.n + (size_t)1, sizeof **p->forecast);
    p->has_forecasts = 1;
    return p->forecast[period];
}

/* One rep in one period: what was said before against what came. */
static void add_forecast(ambit_deal_sum *to, const ambit_deal_forecast *one)
{
    to->forecast += one->forecast;
    to->actual += one->actual;
    if (one->actual > 0) {
        to->n_forecasts++;
        to->error_shares += fabs((double)(one->actual - one->forecast)) / (double)one->actual;
    } else {
        to->n_without++;
    }
}

void ambit_pipeline_sum_forecasts(ambit_pipeline *p)
{
    for (uint32_t k = 0; k < p->forecast_room && k < p->periods.n; k++)
        for (uint32_t i = 0; p->forecast[k] && i < p->reps.n; i++) {
            if (!p->forecast[k][i].is_there) continue;
            add_forecast(p->reps.at[i], &p->forecast[k][i]);
            add_forecast(p->periods.at[k], &p->forecast[k][i]);
        }
}
