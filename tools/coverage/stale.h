/* tools/coverage/stale.h - the stale deals that are worth the most: what a manager asks about first. */
#ifndef AMBIT_STALE_H
#define AMBIT_STALE_H
#include "instances/base/arena.h"
#include "tools/quota/amount.h"
#include "tools/quota/calendar.h"

enum { AMBIT_STALE_MOST = 20 };

typedef struct {
    const char *id, *account, *owner;
    ambit_amount amount;
    ambit_day opened, closes;
    int is_past, is_old;
} ambit_stale_deal;

/* By amount, the largest first; of equal ones the id that sorts first. So the order of rows is nothing. */
typedef struct { uint32_t n; ambit_stale_deal deal[AMBIT_STALE_MOST]; } ambit_stale_list;

/* Takes the deal in when it belongs to the largest; texts are copied then. Returns 0, or -1 without memory. */
int ambit_stale_list_add(ambit_stale_list *list, ambit_arena *texts, const ambit_stale_deal *deal);

#endif
