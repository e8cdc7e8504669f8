#include "tools/report/data_parts.h"

#include <math.h>

#define PLACE_SCALE 1e5      /* of a unit's coordinates: about a metre */

void ambit_data_put(ambit_data_builder *b, json_t *object, const char *key, json_t *value)
{
    if (json_object_set_new(object, key, value)) b->failed = true;
}

void ambit_data_add(ambit_data_builder *b, json_t *array, json_t *value)
{
    if (json_array_append_new(array, value)) b->failed = true;
}

json_t *ambit_data_number(double value)
{
    if (!isfinite(value)) return json_null();
    if (fabs(value) < 1e15 && value == nearbyint(value)) return json_integer((json_int_t)value);
    return json_real(value);
}

json_t *ambit_data_text(const char *text)
{
    return text && *text ? json_string(text) : json_null();
}

json_t *ambit_data_numbers(ambit_data_builder *b, const double *value, size_t n)
{
    if (!value) return json_null();
    json_t *array = json_array();
    for (size_t i = 0; i < n; i++) ambit_data_add(b, array, ambit_data_number(value[i]));
    return array;
}

json_t *ambit_data_indices(ambit_data_builder *b, const uint32_t *value, size_t n)
{
    if (!value) return json_null();
    json_t *array = json_array();
    for (size_t i = 0; i < n; i++)
        ambit_data_add(b, array, json_integer(value[i] == AMBIT_NOBODY ? -1 : (json_int_t)value[i]));
    return array;
}

json_t *ambit_data_texts(ambit_data_builder *b, const char *const *value, size_t n)
{
    if (!value) return json_null();
    json_t *array = json_array();
    for (size_t i = 0; i < n; i++) ambit_data_add(b, array, json_string(value[i]));
    return array;
}

json_t *ambit_data_places(ambit_data_builder *b, const double *degrees, size_t n)
{
    if (!degrees) return json_null();
    json_t *array = json_array();
    for (size_t i = 0; i < n; i++) ambit_data_add(b, array, ambit_data_number(nearbyint(degrees[i] * PLACE_SCALE)));
    return array;
}
