/* instances/plan/judge.h - what one value of a plan may be: a number, a share, a word, a length. Whatever it is not is
 * recorded where it stands, and what it has when it is absent takes its place. Not for other floors. */
#ifndef AMBIT_PLAN_JUDGE_H
#define AMBIT_PLAN_JUDGE_H
#include "instances/plan/parts.h"

typedef struct {
    const ambit_plan_places *places;
    ambit_diagnosis *diagnosis;
    int out_of_memory;
} ambit_judge;

/* Records that the text is not what was expected, or that keys contradict each other. */
void ambit_judge_bad(const ambit_judge *j, const char *key, const char *text, const char *expected);
void ambit_judge_conflict(const ambit_judge *j, const char *key, const char *sentence);
int ambit_judge_has(const ambit_judge *j, const char *key);

/* A number from `least` to `most`; `absent` when the key is not there. */
double ambit_judge_number(const ambit_judge *j, const char *key, const char *text, double absent, double least,
        double most, const char *expected);

/* From 1 to `most`; 0 when the key is not there. */
uint32_t ambit_judge_whole(const ambit_judge *j, const char *key, const char *text, uint32_t most,
        const char *expected);

/* A share as `10%` or `0.1`. A bare number above 1 is refused: 10 is meant as 10 % more often than as 1000 %. */
double ambit_judge_share(const ambit_judge *j, const char *key, const char *text, double absent, double most_percent,
        const char *expected);

/* The index of `text` among the words, or `absent`. `expected` lists them for a person. */
int ambit_judge_word(const ambit_judge *j, const char *key, const char *text, int absent, const char *const *words,
        const char *expected);
int ambit_judge_yes(const ambit_judge *j, const char *key, const char *text);

/* A length such as `5 km`, `100 m` or `100`, in metres; 0 when the key is not there. */
double ambit_judge_metres(const ambit_judge *j, const char *key, const char *text);

/* Copies a text, or its default when it is absent; NULL stays NULL. Notes when there is no memory. */
void ambit_judge_copy(ambit_judge *j, char **to, const char *text, const char *absent);

#endif
