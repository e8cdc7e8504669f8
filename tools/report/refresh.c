/* tools/report/refresh.c - see refresh.h. */
#include "tools/report/refresh.h"

#include "instances/base/status.h"
#include "tools/output/deliver.h"

#include <stdlib.h>
#include <string.h>

enum { HEAD = 4096 };  /* bytes in which a page says who wrote it */

static const char generator[] = "<meta name=\"generator\" content=\"ambit\">";

ambit_status ambit_report_source_read(ambit_report_source *out, const ambit_finished *finished,
        const ambit_formulation *formulation, const ambit_report_beside *fresh, ambit_error *err)
{
    static const char *const file[] = { "quota.json", "coverage.json", "frontier.json" };
    const char *given[] = { fresh ? fresh->quota : NULL, fresh ? fresh->coverage : NULL,
                            fresh ? fresh->frontier : NULL };
    *out = (ambit_report_source){ .outcome = NULL };
    for (int k = 0; k < 3; k++) {
        if (!given[k]) out->text[k] = ambit_finished_text(finished, file[k]);
        if (!given[k]) given[k] = out->text[k];
    }
    out->beside = (ambit_report_beside){ given[0], given[1], given[2] };
    ambit_status status = ambit_outcome_build(&out->outcome, formulation, finished->plan, err);
    if (!status) out->summary = ambit_finished_proof(finished, &out->outcome->verdict);
    return status;
}

void ambit_report_source_reset(ambit_report_source *source)
{
    ambit_outcome_free(source->outcome);
    for (int k = 0; k < 3; k++) free(source->text[k]);
    *source = (ambit_report_source){ .outcome = NULL };
}

int ambit_report_is_ours(const char *folder)
{
    char path[4200], head[HEAD];
    snprintf(path, sizeof path, "%s/report.html", folder);
    FILE *from = fopen(path, "rb");
    size_t n = from ? fread(head, 1, sizeof head, from) : 0;
    if (from) fclose(from);
    return memmem(head, n, generator, sizeof generator - 1) != NULL;
}

ambit_status ambit_report_stage(ambit_folder *to, const ambit_report_source *source, ambit_error *err)
{
    FILE *page;
    ambit_status status = ambit_folder_create(to, "report.html", &page, err);
    if (status) return status;
    status = ambit_report_write(page, source->outcome, source->summary, &source->beside, err);
    if (!status) return ambit_folder_close_file(to, page, "report.html", err);
    fclose(page);
    return status;
}

ambit_status ambit_report_refresh(int *out, ambit_folder *to, const ambit_finished *finished,
        const ambit_formulation *formulation, const ambit_report_beside *fresh, ambit_error *err)
{
    ambit_report_source source;
    *out = formulation->n_units <= AMBIT_REPORT_MOST_UNITS && ambit_report_is_ours(finished->folder);
    if (!*out) return AMBIT_OK;
    ambit_folder_renew(to, "report.html");
    ambit_status status = ambit_report_source_read(&source, finished, formulation, fresh, err);
    if (!status) status = ambit_report_stage(to, &source, err);
    ambit_report_source_reset(&source);
    return status;
}
