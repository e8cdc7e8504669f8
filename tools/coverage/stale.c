/* tools/coverage/stale.c - see stale.h. */
#include "tools/coverage/stale.h"

#include <string.h>

static int comes_before(const ambit_stale_deal *a, const ambit_stale_deal *b)
{
    return a->amount != b->amount ? a->amount > b->amount : strcmp(a->id, b->id) < 0;
}

static const char *keep(ambit_arena *texts, const char *text) { return ambit_arena_copy(texts, text, strlen(text)); }

int ambit_stale_list_add(ambit_stale_list *list, ambit_arena *texts, const ambit_stale_deal *deal)
{
    uint32_t at = list->n;
    if (at == AMBIT_STALE_MOST && !comes_before(deal, &list->deal[--at])) return 0;
    ambit_stale_deal kept = *deal;
    kept.id = keep(texts, deal->id);
    kept.account = keep(texts, deal->account);
    kept.owner = keep(texts, deal->owner);
    if (!kept.id || !kept.account || !kept.owner) return -1;
    for (; at && comes_before(&kept, &list->deal[at - 1]); at--) list->deal[at] = list->deal[at - 1];
    list->deal[at] = kept;
    list->n += list->n < AMBIT_STALE_MOST;
    return 0;
}
