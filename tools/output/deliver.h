/* tools/output/deliver.h - the files of a finished plan, all of them or none. */
#ifndef AMBIT_DELIVER_H
#define AMBIT_DELIVER_H
#include "tools/output/record.h"

/* Units up to which `solve` writes report.html; beyond, `report` does. */
enum { AMBIT_REPORT_MOST_UNITS = 100000 };

/* Looks, before time is spent on a search, whether `folder` could be written: none of solve's own files may be there
 * unless `force`. AMBIT_E_FILE names what is in the way. */
ambit_status ambit_deliver_look(const char *folder, int force, ambit_error *err);

/* Writes everything into record->folder, at once. Fills timing.write_s, .total_s and .peak_mb (counted from started_s)
 * and has_report. What was derived from an older plan is removed. */
ambit_status ambit_deliver(ambit_record *record, double started_s, ambit_error *err);

#endif
