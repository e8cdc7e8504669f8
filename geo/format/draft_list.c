#include "geo/format/draft_list.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

void ambit_short_list_add(ambit_short_list *list, const char *text)
{
    size_t n = strlen(text);
    if (list->n++ != list->shown || list->used + n + 24 > sizeof list->text || list->shown >= 12) return;
    list->used += (size_t)sprintf(list->text + list->used, "%s%s", list->shown ? ", " : "", text);
    list->shown++;
}

const char *ambit_short_list_end(ambit_short_list *list)
{
    if (list->n > list->shown) sprintf(list->text + list->used, " and %" PRIu32 " more", list->n - list->shown);
    return list->text;
}
