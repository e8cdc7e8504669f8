/* tools/output/tables.h - the CSV files of a plan, one row a unit. Written as RFC 4180 without BOM; errors of the
 * stream are for the caller to look at (ambit_folder_close_file does). The table of territories is in roster.h. */
#ifndef AMBIT_TABLES_H
#define AMBIT_TABLES_H
#include "tools/outcome.h"
#include "tools/roster.h"
#include <stdio.h>

/* unit_id,rep_id: every unit once, in input order; an empty rep_id is a unit without a rep. */
void ambit_tables_assignment(FILE *to, const ambit_outcome *outcome);

/* unit_id,name,from,to, travel before and after, and what the unit brings to each rule. `from` is empty where the unit
 * had no rep that still exists. The rules' columns are called as in the roster, so that the tables join. */
void ambit_tables_moves(FILE *to, const ambit_outcome *outcome, const ambit_roster *roster);

/* file,id,reason,nearest_region,km: input rows that no territory holds: accounts in no region when regions are
 * assigned, with the region that is closest and how far its border is, where that is known. */
void ambit_tables_rejects(FILE *to, const ambit_outcome *outcome);
uint32_t ambit_tables_n_rejects(const ambit_outcome *outcome);

/* unit_id,name,reason: units without a rep. */
void ambit_tables_unassigned(FILE *to, const ambit_outcome *outcome);
uint32_t ambit_tables_n_unassigned(const ambit_outcome *outcome);

/* What a person calls a unit: its name, or "" when it has none. */
const char *ambit_tables_unit_name(const ambit_formulation *formulation, uint32_t unit);

#endif
