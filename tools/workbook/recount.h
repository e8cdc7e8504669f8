/* tools/workbook/recount.h - reads a workbook that was just written, for what a full disk would have swallowed.
 *
 * libxlsxwriter gathers sheets in files of its own and does not ask whether each of its writes arrived. So all parts
 * are read back: each must end where XML ends, and the cells of all sheets must be as many as were written. */
#ifndef AMBIT_WORKBOOK_RECOUNT_H
#define AMBIT_WORKBOOK_RECOUNT_H
#include "instances/base/status.h"

/* AMBIT_E_FILE when the file is not whole. O(bytes). */
ambit_status ambit_workbook_recount(const char *path, uint64_t n_cells, ambit_error *err);

#endif
