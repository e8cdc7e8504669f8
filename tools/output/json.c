/* tools/output/json.c - see json.h. */
#include "tools/output/json.h"

#include "instances/table.h"

#include <math.h>

ambit_json ambit_json_of(FILE *to) { return (ambit_json){ to, 0, 0, 1 }; }

static void write_text(FILE *to, const char *text)
{
    putc('"', to);
    for (const unsigned char *c = (const unsigned char *)text; *c; c++) {
        if (*c == '"' || *c == '\\') fprintf(to, "\\%c", *c);
        else if (*c == '\n') fputs("\\n", to);
        else if (*c < 0x20 || *c == 0x7f) fprintf(to, "\\u%04x", *c);
        else putc(*c, to);
    }
    putc('"', to);
}

static void new_line(ambit_json *json)
{
    if (json->flat_from) return;
    putc('\n', json->to);
    for (int i = 0; i < json->depth; i++) fputs("  ", json->to);
}

/* The comma, the line and the key that stand before a value. */
static void begin(ambit_json *json, const char *key)
{
    if (!json->is_first) fputs(json->flat_from ? ", " : ",", json->to);
    if (json->depth) new_line(json);
    json->is_first = 0;
    if (!key) return;
    write_text(json->to, key);
    fputs(": ", json->to);
}

void ambit_json_open(ambit_json *json, const char *key, char bracket)
{
    begin(json, key);
    putc(bracket, json->to);
    if (!json->flat_from && !key && json->depth) json->flat_from = json->depth + 1;
    json->depth++;
    json->is_first = 1;
}

void ambit_json_close(ambit_json *json, char bracket)
{
    int was_empty = json->is_first;
    json->depth--;
    if (!was_empty) new_line(json);
    if (json->flat_from == json->depth + 1) json->flat_from = 0;
    putc(bracket, json->to);
    json->is_first = 0;
    if (!json->depth) putc('\n', json->to);
}

void ambit_json_text(ambit_json *json, const char *key, const char *text)
{
    begin(json, key);
    if (text) write_text(json->to, text);
    else fputs("null", json->to);
}

void ambit_json_number(ambit_json *json, const char *key, double value)
{
    begin(json, key);
    if (isfinite(value)) ambit_csv_write_number(json->to, value);
    else fputs("null", json->to);
}

void ambit_json_count(ambit_json *json, const char *key, uint64_t value)
{
    begin(json, key);
    fprintf(json->to, "%llu", (unsigned long long)value);
}

void ambit_json_flag(ambit_json *json, const char *key, int value)
{
    begin(json, key);
    fputs(value ? "true" : "false", json->to);
}

void ambit_json_null(ambit_json *json, const char *key)
{
    begin(json, key);
    fputs("null", json->to);
}
