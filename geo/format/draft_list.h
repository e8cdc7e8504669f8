/* geo/format/draft_list.h - names in a message, when there may be thousands: "A, B, C and 4 more". */
#ifndef AMBIT_DRAFT_LIST_H
#define AMBIT_DRAFT_LIST_H
#include <stddef.h>
#include <stdint.h>

/* At most a dozen names; begin with all zeros. */
typedef struct { char text[400]; size_t used; uint32_t n, shown; } ambit_short_list;
void ambit_short_list_add(ambit_short_list *list, const char *text);
const char *ambit_short_list_end(ambit_short_list *list); /* borrowed */

#endif
