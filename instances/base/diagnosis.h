/* instances/base/diagnosis.h - everything that is wrong with the input, gathered in one pass.
 *
 * Readers do not stop at the first fault: they record it here and go on, so that a person mends all of them at once.
 * An entry has a place (file, line, column, field), what was found, what was expected, what to do, and an id that
 * never changes its meaning: `accounts.csv:41: opportunity: found "12e", expected an amount such as 1200.50 [E012]`.
 * At most 50 errors (and 50 warnings) are kept; the rest is counted. */
#ifndef AMBIT_DIAGNOSIS_H
#define AMBIT_DIAGNOSIS_H
#include "instances/base/status.h"
#include <stdio.h>

enum { AMBIT_DIAGNOSIS_SHOWN = 50 };

/* The ids, each with its meaning in one line; X(number, name, meaning). Numbers are stable: never reuse one. */
#define AMBIT_FAULTS(X) \
    X(1,  FILE_MISSING,      "a file cannot be opened") \
    X(2,  FILE_EMPTY,        "a file has no rows") \
    X(3,  YAML_SYNTAX,       "plan.yaml is not YAML") \
    X(4,  YAML_KEY,          "plan.yaml has a key that is unknown, doubled or missing") \
    X(5,  YAML_VALUE,        "plan.yaml has a value of the wrong kind or out of range") \
    X(6,  COLUMN_MISSING,    "a column that the plan names is not in the file") \
    X(7,  COLUMN_DOUBLE,     "two columns have the same name") \
    X(8,  ROW_RAGGED,        "a row has more or fewer fields than the header") \
    X(9,  CSV_SYNTAX,        "a quote is open or stands where it may not") \
    X(10, ID_EMPTY,          "an id is empty") \
    X(11, ID_DOUBLE,         "an id occurs twice") \
    X(12, NUMBER_BAD,        "not a number") \
    X(13, NUMBER_RANGE,      "a number is negative, infinite, NaN or out of range") \
    X(14, NUMBER_EMPTY,      "an empty cell where a number is needed") \
    X(15, COORDINATE_RANGE,  "a coordinate is out of range") \
    X(16, COORDINATE_SWAP,   "longitude and latitude seem to be swapped") \
    X(17, REP_UNKNOWN,       "a rep that is not in the reps file") \
    X(18, UNIT_UNKNOWN,      "a unit that is not in the accounts or regions") \
    X(19, ENCODING,          "text that is not UTF-8") \
    X(20, DATE_BAD,          "not a date") \
    X(21, CRS_MISSING,       "a layer without .prj and without crs") \
    X(22, CRS_BAD,           "a coordinate system that PROJ does not understand") \
    X(23, SHAPE_FILE,        "a shapefile that is damaged or incomplete") \
    X(24, SHAPE_BAD,         "a shape that is empty or cannot be mended") \
    X(25, FIELD_MISSING,     "a field that the plan names is not in the layer") \
    X(26, RULE_CONFLICT,     "two rules or inputs contradict each other") \
    X(27, PAIR_DOUBLE,       "a pair is given twice") \
    X(28, OUTPUT_EXISTS,     "the output folder has files already") \
    X(29, OUTPUT_FAILED,     "the output cannot be written") \
    X(30, REP_LEFT,          "current reps that are not in the reps file (warning)") \
    X(31, UNIT_OUTSIDE,      "accounts outside every region (warning)") \
    X(32, UNIT_MISSING,      "a unit that the assignment leaves out") \
    X(33, SHAPE_MENDED,      "shapes that were mended (warning)") \
    X(34, TOO_LARGE,         "more rows, fields or vertices than ambit can hold") \
    X(35, COLUMN_IGNORED,    "a section or column that has no effect here (warning)") \
    X(36, CSV_NUL,           "a NUL byte in a text file") \
    X(37, NUMBERS_COUNT,     "an instance file has more or fewer numbers than its first line says") \
    X(38, REGIONS_APART,     "regions that neither border nor link joins to the others (warning)") \
    X(39, PLAN_BROKEN,       "territories of the plan in force that do not hang together (warning)") \
    X(40, JSON_SYNTAX,       "a file that is not JSON, or ends early") \
    X(41, JSON_KEY,          "a key of a JSON file is missing or doubled") \
    X(42, JSON_VALUE,        "a JSON value of the wrong kind, or a list of the wrong length") \
    X(43, ZEROS_LOST,        "ids that lost their leading zeros (warning when found anyway)") \
    X(44, KEY_SPLIT,         "a crosswalk that leads from one key to several regions") \
    X(45, SERVICE,           "a routing service that cannot be reached, or does not answer as it should") \
    X(46, CRS_COARSE,        "a coordinate system whose way to WGS 84 is known to many metres only (warning)") \
    X(47, CHANGE,            "a change given with --set that is none, or that finds nothing to change") \
    X(48, STAGE_UNKNOWN,     "a stage of a deal that is not in the stages file") \
    X(49, DATE_ORDER,        "a deal that closes before it was opened") \
    X(50, CURRENCY_MIX,      "amounts in several currencies, which have no sum") \
    X(51, ID_FORM,           "an id of another system that is not in its form")

#define AMBIT_FAULT_ENUM(number, name, meaning) AMBIT_FAULT_##name = (number),
typedef enum { AMBIT_FAULTS(AMBIT_FAULT_ENUM) } ambit_fault;
#undef AMBIT_FAULT_ENUM

typedef struct {
    const char *file;  /* NULL: no file */
    uint64_t line;     /* from 1; 0: the file as a whole */
    uint32_t column;   /* from 1; 0: unknown */
    const char *field; /* NULL: none */
} ambit_place;

typedef struct ambit_diagnosis ambit_diagnosis;

/* NULL when there is no memory. */
ambit_diagnosis *ambit_diagnosis_build(void);
void ambit_diagnosis_free(ambit_diagnosis *diagnosis); /* NULL is fine */

/* Records an error or a warning; the text says found, expected, do. Cannot fail: without memory it only counts.
 * Not thread-safe: readers are sequential. */
__attribute__((format(printf, 4, 5)))
void ambit_diagnosis_error(ambit_diagnosis *diagnosis, ambit_fault fault, ambit_place place, const char *format, ...);
__attribute__((format(printf, 4, 5)))
void ambit_diagnosis_warning(ambit_diagnosis *diagnosis, ambit_fault fault, ambit_place place, const char *format, ...);

uint64_t ambit_diagnosis_n_errors(const ambit_diagnosis *diagnosis);
uint64_t ambit_diagnosis_n_warnings(const ambit_diagnosis *diagnosis);

/* The i-th kept error or warning (0 ..) as its finished line without newline; NULL past the end. Borrowed. */
const char *ambit_diagnosis_error_text(const ambit_diagnosis *diagnosis, uint32_t i);
const char *ambit_diagnosis_warning_text(const ambit_diagnosis *diagnosis, uint32_t i);

/* Prints warnings (`warning: ...`), then errors (`error: ...`), each with the number of those not shown. */
void ambit_diagnosis_print(const ambit_diagnosis *diagnosis, FILE *to);

/* AMBIT_OK without errors, else AMBIT_E_INPUT with a summary such as "3 errors, the first: ...". */
ambit_status ambit_diagnosis_status(const ambit_diagnosis *diagnosis, ambit_error *err);

#endif
