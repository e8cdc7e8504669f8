/* tools/workbook/parts.h - the sheets of the workbook that come from texts of other commands. Not for other folders. */
#ifndef AMBIT_WORKBOOK_PARTS_H
#define AMBIT_WORKBOOK_PARTS_H
#include "tools/workbook/book.h"

/* A sheet from a list of objects in a JSON text: one row an object, one column a key whose values are texts, numbers or
 * flags, in the order in which they first come. Nothing when the text lacks the list, or has it empty. `shown` names
 * the file in errors. */
typedef struct { const char *shown, *text, *list, *sheet; } ambit_workbook_source;
ambit_status ambit_workbook_listed(ambit_book *book, const ambit_workbook_source *source, ambit_error *err);

#endif
