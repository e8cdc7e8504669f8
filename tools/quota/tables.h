/* tools/quota/tables.h - quotas as files: a row a rep and period, a row a node of the hierarchy, and JSON. */
#ifndef AMBIT_QUOTA_TABLES_H
#define AMBIT_QUOTA_TABLES_H
#include "tools/quota/forecast.h"

#include <stdio.h>

typedef struct {
    const ambit_quota_case *of;
    const ambit_quota_result *result;
    const ambit_quota_outlook *outlook;
    uint64_t seed;
    const char *plan_name;
} ambit_quota_record;

/* rep_id,manager,period,type,amount,full_year: leaves only. Metrics of a scorecard are further types. */
ambit_status ambit_quota_tables_leaves(FILE *to, const ambit_quota_record *record, ambit_error *err);

/* A row a rep and a manager, and the company last: what it carries, what those below it carry, how it was bounded. */
ambit_status ambit_quota_tables_summary(FILE *to, const ambit_quota_record *record, ambit_error *err);

ambit_status ambit_quota_tables_json(FILE *to, const ambit_quota_record *record, ambit_error *err);

/* A dozen lines for the terminal: target and hedge, who is bounded, odds, fairness. */
void ambit_quota_words(FILE *to, const ambit_quota_record *record);

/* Of an activity quota: calls a week, over the weeks in which rep i is there. */
double ambit_quota_calls_a_week(const ambit_quota_record *record, uint32_t i);

/* What all leaves of rep i make up, in currency. */
double ambit_quota_year(const ambit_quota_record *record, uint32_t i);

#endif
