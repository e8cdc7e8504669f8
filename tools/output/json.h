/* tools/output/json.h - JSON as the program writes it: in a fixed order, numbers in the shortest form that reads back.
 *
 * jansson prints 0.1 as 0.10000000000000001; people read plan.json, so it is written here. Elements of an array stand
 * on one line each, members of an object on lines of their own. */
#ifndef AMBIT_JSON_H
#define AMBIT_JSON_H
#include <stdint.h>
#include <stdio.h>

typedef struct {
    FILE *to;
    int depth;      /* of open containers */
    int flat_from;  /* containers from this depth on stay on one line; 0: none */
    int is_first;   /* nothing stands in the innermost container yet */
} ambit_json;

ambit_json ambit_json_of(FILE *to);

/* Opens '{' or '[' and closes '}' or ']'. key NULL: an element, or the document itself. */
void ambit_json_open(ambit_json *json, const char *key, char bracket);
void ambit_json_close(ambit_json *json, char bracket);

void ambit_json_text(ambit_json *json, const char *key, const char *text);     /* NULL becomes null */
void ambit_json_number(ambit_json *json, const char *key, double value);       /* not finite becomes null */
void ambit_json_count(ambit_json *json, const char *key, uint64_t value);
void ambit_json_flag(ambit_json *json, const char *key, int value);
void ambit_json_null(ambit_json *json, const char *key);

#endif
