/* What a routing service answers: any bytes. A table that is taken has durations of at least 0 or none; what is refused
 * has words. */
#include "geo/route/answer.h"

#include <math.h>
#include <stdlib.h>

enum { FROM = 2, TO = 3 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    double seconds[FROM * TO];
    ambit_error err = { AMBIT_OK, "" };
    const ambit_http_answer answer = { (const char *)data, size, size % 2 ? 200 : 400 };
    ambit_status status = ambit_route_parse(seconds, FROM, TO, &answer, &err);
    if (status != AMBIT_OK && !*err.text) abort();
    for (int k = 0; status == AMBIT_OK && k < FROM * TO; k++)
        if (!isnan(seconds[k]) && !(seconds[k] >= 0)) abort();
    return 0;
}
