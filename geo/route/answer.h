/* geo/route/answer.h - what a `table` service answers (OSRM's API, version 1), through jansson. */
#ifndef AMBIT_ROUTE_ANSWER_H
#define AMBIT_ROUTE_ANSWER_H
#include "geo/route/http.h"

/* The durations in seconds into seconds[n_from * n_to], row-major; NaN where the answer has null: no route. Errors:
 * AMBIT_E_FILE when it is no JSON, its `code` is not Ok, or its table has another size or other things than seconds. */
ambit_status ambit_route_parse(double *seconds, uint32_t n_from, uint32_t n_to, const ambit_http_answer *answer,
        ambit_error *err);

#endif
