/* tools/roster.h - the table of territories, one row a rep: the same columns for CSV, shapefile and GeoJSON. */
#ifndef AMBIT_ROSTER_H
#define AMBIT_ROSTER_H
#include "geo/format/write.h"
#include "instances/base/arena.h"
#include "tools/outcome.h"
#include "tools/rollup.h"

typedef struct {
    uint32_t n, n_rows, first_rule; /* first_rule: the attributes before it are not of rules */
    ambit_attribute *attribute;   /* [n] */
    ambit_attribute *brief;       /* [n]: the same under names of at most 10 bytes, for the shapefile */
    char *is_ratio;               /* [n]: a fraction, shown with fixed decimals */
    ambit_rollup rollup;          /* n 0: no rep has a manager */
    ambit_arena texts;
} ambit_roster;

/* rep_id, name, units, accounts, visits, travel_h (or travel_km, travel_km2), tour_km, tour_area_km, then for each
 * rule its load, share, deviation, lower and upper. Where reps have managers, `manager` comes after the name, then
 * `manager_2`, whom that one reports to, and so on up; where centres are chosen, `centre` comes next. With a
 * map area, perimeter, Polsby-Popper, Reock, border and moment of each territory come last (geo/map/compactness.h). A
 * rule's columns are called by its name, reduced to letters, digits and `_` and made unique. A shapefile has room for
 * 10 bytes: there the load is called by the first ten of the name, and the others by the first six (or fewer and a
 * number) with _shr, _dev, _min and _max. The caller resets it; it borrows texts from the outcome. */
ambit_status ambit_roster_init(ambit_roster *roster, const ambit_outcome *outcome, ambit_error *err);
void ambit_roster_reset(ambit_roster *roster);

/* What the load column of rule `a` is called. Borrowed. */
const char *ambit_roster_rule(const ambit_roster *roster, uint32_t a);

/* `name` reduced to what column names are made of: "opportunity where tier=A" becomes "opportunity_where_tier_A".
 * Writes at most size - 1 bytes and a NUL. */
void ambit_roster_reduce(char *out, size_t size, const char *name);

/* Writes the table as CSV. Ratios have nine decimals, other numbers are not rounded. */
void ambit_roster_write(FILE *to, const ambit_roster *roster);

/* The same by manager, a row each at every level, from the top: manager_id, name, level (1 reports to the company),
 * manager, reps, then what adds up: units, accounts, visits, travel, tour_km, and each rule's load, share and
 * deviation. Levels hold each other, so rows add up within a level only. */
void ambit_roster_write_managers(FILE *to, const ambit_roster *roster, const char *travel_unit);

/* Writes a fraction as the tables do, empty when it is not finite. */
void ambit_roster_write_ratio(FILE *to, double ratio);

#endif
