/* instances/plan/judge.c - see judge.h. */
#include "instances/plan/judge.h"
#include "instances/base/text.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

void ambit_judge_bad(const ambit_judge *j, const char *key, const char *text, const char *expected)
{
    char quoted[AMBIT_QUOTED];
    ambit_diagnosis_error(j->diagnosis, AMBIT_FAULT_YAML_VALUE, ambit_plan_place_of(j->places, key), "found %s, "
            "expected %s, correct it", ambit_text_quote(quoted, text, strlen(text)), expected);
}

void ambit_judge_conflict(const ambit_judge *j, const char *key, const char *sentence)
{
    ambit_diagnosis_error(j->diagnosis, AMBIT_FAULT_RULE_CONFLICT, ambit_plan_place_of(j->places, key), "%s", sentence);
}

int ambit_judge_has(const ambit_judge *j, const char *key)
{
    return ambit_dictionary_get(&j->places->index, key) != AMBIT_NOT_FOUND;
}

double ambit_judge_number(const ambit_judge *j, const char *key, const char *text, double absent, double least,
        double most, const char *expected)
{
    double value;
    if (!text) return absent;
    if (ambit_text_number(&value, text, strlen(text)) && value >= least && value <= most) return value;
    ambit_judge_bad(j, key, text, expected);
    return absent;
}

uint32_t ambit_judge_whole(const ambit_judge *j, const char *key, const char *text, uint32_t most,
        const char *expected)
{
    double value = ambit_judge_number(j, key, text, 0, 1, most, expected);
    if (value == floor(value)) return (uint32_t)value;
    ambit_judge_bad(j, key, text, expected);
    return 0;
}

double ambit_judge_share(const ambit_judge *j, const char *key, const char *text, double absent, double most_percent,
        const char *expected)
{
    if (!text) return absent;
    size_t n = strlen(text);
    int percent = n && text[n - 1] == '%';
    double value;
    if (ambit_text_number(&value, text, n - (size_t)percent) && value >= 0 && value <= (percent ? most_percent : 1))
        return percent ? value / 100 : value; /* divided, so that 7% is the same double as 0.07 */
    ambit_judge_bad(j, key, text, expected);
    return absent;
}

int ambit_judge_word(const ambit_judge *j, const char *key, const char *text, int absent, const char *const *words,
        const char *expected)
{
    if (!text) return absent;
    for (int i = 0; words[i]; i++)
        if (!strcmp(words[i], text)) return i;
    ambit_judge_bad(j, key, text, expected);
    return absent;
}

int ambit_judge_yes(const ambit_judge *j, const char *key, const char *text)
{
    static const char *const words[] = { "false", "true", "no", "yes", NULL };
    return ambit_judge_word(j, key, text, 0, words, "true or false") % 2;
}

void ambit_judge_copy(ambit_judge *j, char **to, const char *text, const char *absent)
{
    const char *from = text ? text : absent;
    if (from && !(*to = strdup(from))) j->out_of_memory = 1;
}

double ambit_judge_metres(const ambit_judge *j, const char *key, const char *text)
{
    static const char expected[] = "a length such as 100 m or 5 km";
    double value;
    if (!text) return 0;
    size_t n = strlen(text), digits = strspn(text, "0123456789.eE+-");
    const char *unit = text + digits + strspn(text + digits, " ");
    int km = !strcmp(unit, "km");
    if ((!*unit || km || !strcmp(unit, "m")) && digits <= n && ambit_text_number(&value, text, digits)
        && value >= 0 && value <= 1e7)
        return km ? 1000 * value : value;
    ambit_judge_bad(j, key, text, expected);
    return 0;
}
