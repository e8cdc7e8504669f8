/* tools/output/terminal.h - what a person reads while ambit runs and when it is done. */
#ifndef AMBIT_TERMINAL_H
#define AMBIT_TERMINAL_H
#include "tools/output/record.h"
#include <stdio.h>

enum { AMBIT_TERMINAL_LINES = 25, AMBIT_NUMBER_ROOM = 48 };

/* A number with thousands separators and so many decimals, such as 1,234.5; "unknown" when it is not finite. Returns
 * out. */
const char *ambit_terminal_number(char out[AMBIT_NUMBER_ROOM], double value, int decimals);

/* A fraction in per cent, such as 12.3 %; with `sign` also +12.3 %. Returns out. */
const char *ambit_terminal_percent(char out[AMBIT_NUMBER_ROOM], double fraction, int decimals, int sign);

/* `text`, cut between characters when it has more than size - 1 bytes. Returns out. */
const char *ambit_terminal_cut(char *out, size_t size, const char *text);

/* `text` from outside on one line: control characters become spaces, so it cannot look like lines of ours. */
void ambit_terminal_write_line(FILE *to, const char *text);

/* The summary of a solved plan: at most AMBIT_TERMINAL_LINES lines. */
void ambit_terminal_summary(FILE *to, const ambit_record *record);

/* The deviations of each rule, before and now; at most `most` rows and a heading. */
void ambit_terminal_balance(FILE *to, const ambit_outcome *outcome, uint32_t most);

/* Which bounds are violated and by how much; at most `most` lines. Other rules: the verdict's first fault. */
void ambit_terminal_violations(FILE *to, const ambit_outcome *outcome, uint32_t most);

/* Travel with its unit: "1,234.5 h", "98.7 km", or "1,234.5 km2 x POP" when an amount multiplies it. Returns out. */
enum { AMBIT_TRAVEL_ROOM = 100 };
const char *ambit_terminal_travel(char out[AMBIT_TRAVEL_ROOM], const ambit_outcome *outcome, double travel);

/* "no plan can be more than 0.3 % better", in words that fit the status. */
void ambit_terminal_proof(char *out, size_t size, const ambit_summary *summary, double total);

/* The progress line: shown on stderr when that is a terminal and not `quiet`, erased at the end. */
typedef struct {
    int shown, width;
} ambit_terminal;
ambit_terminal ambit_terminal_of(int quiet);

/* An ambit_progress_fn whose context is the ambit_terminal: draws the line, and stops the search after an interrupt. */
int ambit_terminal_progress(void *terminal, const ambit_progress *progress);
void ambit_terminal_erase(ambit_terminal *terminal);

#endif
