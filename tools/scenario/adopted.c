/* tools/scenario/adopted.c - see adopted.h. */
#include "tools/scenario/adopted.h"

#include "instances/base/digest.h"
#include "tools/store/store.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static ambit_status take(ambit_adopted *out, const ambit_store *store, const ambit_store_rows *rows, ambit_error *err)
{
    const char *plan = ambit_store_text(rows, 2);
    out->name = strdup(ambit_store_text(rows, 1));
    out->plan = strdup(plan);
    if (!out->name || !out->plan) return ambit_fail(err, AMBIT_E_MEMORY, "no memory for the adopted plan");
    out->result = ambit_store_count(rows, 0);
    ambit_digest_bytes(out->sha256, plan, strlen(plan));
    if (!strcmp(out->sha256, ambit_store_text(rows, 3))) return AMBIT_OK;
    return ambit_fail(err, AMBIT_E_FILE, "%s: the adopted plan %s was altered; \"ambit log --verify\" says more, put "
            "back a copy", ambit_store_path(store), out->name);
}

ambit_status ambit_adopted_read(ambit_adopted *out, const char *folder, ambit_error *err)
{
    ambit_store *store;
    ambit_store_rows *rows = NULL;
    int is_there = 0;
    *out = (ambit_adopted){ .result = 0 };
    ambit_status status = ambit_store_open(&store, folder, AMBIT_STORE_READ, err);
    if (status || !store) return status;
    status = ambit_store_ask(&rows, store, err, "SELECT result.id, scenario, plan, result.sha256 FROM head JOIN result "
            "ON result.id = head.current", "");
    if (!status) status = ambit_store_next(rows, &is_there, err);
    if (is_there) status = take(out, store, rows, err);
    ambit_store_rows_free(rows);
    ambit_store_close(store);
    if (status) ambit_adopted_reset(out);
    return status;
}

void ambit_adopted_reset(ambit_adopted *adopted)
{
    free(adopted->name);
    free(adopted->plan);
    *adopted = (ambit_adopted){ .result = 0 };
}
