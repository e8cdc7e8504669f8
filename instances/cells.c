#include "instances/cells.h"
#include "instances/base/text.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* ---- Columns ---------------------------------------------------------------------------------------------------- */

ambit_status ambit_binding_open(ambit_binding *binding, ambit_error *err)
{
    binding->n = 0;
    binding->wanted = NULL;
    ambit_status status = ambit_table_columns(&binding->columns, binding->texts, binding->path, binding->shown,
            binding->diagnosis, err);
    if (status != AMBIT_OK) return status;
    binding->wanted = calloc((size_t)binding->columns.n + 1, sizeof *binding->wanted);
    return binding->wanted ? AMBIT_OK : ambit_fail(err, AMBIT_E_MEMORY, "no memory to read %s", binding->shown);
}

void ambit_binding_close(ambit_binding *binding)
{
    free(binding->wanted);
    binding->wanted = NULL;
}

/* Only columns that exist are wanted, each once, so the list has room for all of them. */
int ambit_binding_want(ambit_binding *binding, const char *name)
{
    for (uint32_t k = 0; k < binding->n; k++)
        if (!strcmp(binding->wanted[k].name, name)) return (int)k;
    if (!ambit_columns_have(&binding->columns, name)) return AMBIT_NO_COLUMN;
    binding->wanted[binding->n] = (ambit_column){ name, 0 };
    return (int)binding->n++;
}

int ambit_binding_need(ambit_binding *binding, const char *name)
{
    int field = ambit_binding_want(binding, name);
    if (field == AMBIT_NO_COLUMN) ambit_columns_missing(&binding->columns, binding->shown, name, binding->diagnosis);
    return field;
}

/* ---- Cells ------------------------------------------------------------------------------------------------------ */

static void not_a_number(ambit_span cell, const ambit_cell_rule *rule, ambit_place place, ambit_diagnosis *diagnosis)
{
    char quoted[AMBIT_QUOTED];
    ambit_text_quote(quoted, cell.text, cell.length);
    if (ambit_text_is_not_finite(cell.text, cell.length))
        ambit_diagnosis_error(diagnosis, AMBIT_FAULT_NUMBER_RANGE, place, "found %s, which is no finite number, "
                "expected %s, correct it", quoted, rule->expected);
    else
        ambit_diagnosis_error(diagnosis, AMBIT_FAULT_NUMBER_BAD, place, "found %s, expected %s, write digits with a "
                "decimal point and no other signs", quoted, rule->expected);
}

int ambit_cell_number(double *out, ambit_span cell, const ambit_cell_rule *rule, ambit_place place,
        ambit_diagnosis *diagnosis)
{
    char quoted[AMBIT_QUOTED];
    if (!cell.length) {
        *out = rule->absent;
        if (!rule->may_be_empty)
            ambit_diagnosis_error(diagnosis, AMBIT_FAULT_NUMBER_EMPTY, place, "found nothing, expected %s, %s",
                    rule->expected, rule->when_empty);
        return rule->may_be_empty;
    }
    if (!ambit_span_number(out, cell)) {
        not_a_number(cell, rule, place, diagnosis);
        return 0;
    }
    if (*out >= rule->least && *out <= rule->most && !(rule->above_least && *out == rule->least)) return 1;
    ambit_diagnosis_error(diagnosis, rule->range, place, "found %s, expected %s, correct it",
            ambit_text_quote(quoted, cell.text, cell.length), rule->expected);
    return 0;
}

void ambit_cell_empty_id(ambit_place place, ambit_diagnosis *diagnosis)
{
    ambit_diagnosis_error(diagnosis, AMBIT_FAULT_ID_EMPTY, place, "found an empty id, expected one in every row, fill "
            "the cell or remove the row");
}

void ambit_cell_double_id(ambit_span cell, uint64_t first, ambit_place place, ambit_diagnosis *diagnosis)
{
    char quoted[AMBIT_QUOTED];
    ambit_diagnosis_error(diagnosis, AMBIT_FAULT_ID_DOUBLE, place, "found %s again, expected ids that occur once (it "
            "is on line %llu already), rename or remove one", ambit_text_quote(quoted, cell.text, cell.length),
            (unsigned long long)first);
}

void ambit_cell_unknown(ambit_fault fault, ambit_span cell, const char *what, const char *source, const char *advice,
        ambit_place place, ambit_diagnosis *diagnosis)
{
    char quoted[AMBIT_QUOTED];
    ambit_diagnosis_error(diagnosis, fault, place, "found %s, expected %s of %s, %s",
            ambit_text_quote(quoted, cell.text, cell.length), what, source, advice);
}

int ambit_cell_position(ambit_position *out, ambit_span lon, ambit_span lat, int projected, ambit_place place_of_lon,
        const char *lat_column, ambit_diagnosis *diagnosis)
{
    static const ambit_cell_rule degrees[] = {
        { -180, 180, 0, 0, 0, AMBIT_FAULT_COORDINATE_RANGE, "degrees east from -180 to 180", "fill the cell" },
        { -90, 90, 0, 0, 0, AMBIT_FAULT_COORDINATE_RANGE, "degrees north from -90 to 90", "fill the cell" },
        { -HUGE_VAL, HUGE_VAL, 0, 0, 0, AMBIT_FAULT_COORDINATE_RANGE, "a coordinate", "fill the cell" } };
    ambit_place place_of_lat = place_of_lon;
    place_of_lat.field = lat_column;
    double east, north;
    if (!projected && ambit_span_number(&east, lon) && ambit_span_number(&north, lat) && fabs(north) > 90
            && fabs(north) <= 180 && fabs(east) <= 90) {
        ambit_diagnosis_error(diagnosis, AMBIT_FAULT_COORDINATE_SWAP, place_of_lat, "found %s %g and %s %g, expected a "
                "latitude from -90 to 90, swap the two columns or their names in plan.yaml", place_of_lon.field, east,
                lat_column, north);
        return 0;
    }
    int sound = ambit_cell_number(&out->lon, lon, &degrees[projected ? 2 : 0], place_of_lon, diagnosis);
    return ambit_cell_number(&out->lat, lat, &degrees[projected ? 2 : 1], place_of_lat, diagnosis) && sound;
}

/* ---- Words ------------------------------------------------------------------------------------------------------ */

uint32_t ambit_words_put(ambit_words *words, ambit_arena *texts, ambit_span cell)
{
    uint32_t at = ambit_dictionary_get(&words->index, cell.text);
    if (at != AMBIT_NOT_FOUND) return at;
    if (words->n == words->room) {
        uint32_t room = words->room ? 2 * words->room : 16;
        const char **grown = room > UINT32_MAX / 2 ? NULL : ambit_arena_alloc(texts, room * sizeof *grown);
        if (!grown) return AMBIT_NOT_FOUND;
        if (words->n) memcpy(grown, words->text, words->n * sizeof *grown);
        words->text = grown;
        words->room = room;
    }
    char *copy = ambit_arena_copy(texts, cell.text, cell.length);
    if (!copy || ambit_dictionary_put(&words->index, copy, words->n) != 0) return AMBIT_NOT_FOUND;
    words->text[words->n] = copy;
    return words->n++;
}

void ambit_words_reset(ambit_words *words)
{
    ambit_dictionary_reset(&words->index);
    *words = (ambit_words){ .n = 0 };
}

void *ambit_resized(void *old, size_t n, size_t size)
{
    return n > SIZE_MAX / size ? NULL : realloc(old, n * size);
}
