/* tools/compare/tables.h - a comparison as words, tables and JSON.
 *
 * compare.csv has a row a rep: rep_id, name, in (both, A or B), units_a, units_b, accounts_a, accounts_b, travel_a,
 * travel_b, gained_units, lost_units, and for each balance rule M: M_a, M_b, M_deviation_a, M_deviation_b, M_gained,
 * M_lost. A cell is empty where a side has no such rep or rule.
 * compare_moves.csv has a row a unit: unit_id, name, change (moved, new: only in B, gone: only in A), from, to,
 * travel_a, travel_b, and the amount of each rule.
 *
 * JSON (keys are stable): version; a and b with name, given, status, bound, gap, within_rules, violation, cost, travel,
 * travel_unit, units, reps; units {both, moved, new, gone}; rules [{name, total_a, total_b, tolerance_a, tolerance_b,
 * worst_deviation_a, worst_deviation_b, moved}]; reps [{id, name, a, b, gained, lost}] where a and b are null or have
 * units, accounts, travel, and loads and deviations by rule, gained and lost have units, amounts and ids; moves [{unit,
 * from, to, travel_a, travel_b, amounts}]; new, gone: ids of units. */
#ifndef AMBIT_COMPARE_TABLES_H
#define AMBIT_COMPARE_TABLES_H
#include "tools/compare/match.h"
#include <stdio.h>

/* At most 25 lines. */
void ambit_compare_words(FILE *to, const ambit_compare *compare);

void ambit_compare_csv(FILE *to, const ambit_compare *compare);
void ambit_compare_moves(FILE *to, const ambit_compare *compare);
void ambit_compare_json(FILE *to, const ambit_compare *compare);

#endif
