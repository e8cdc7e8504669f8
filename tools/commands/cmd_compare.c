/* tools/commands/cmd_compare.c - `ambit compare A B`: two plans side by side, rep by rep and unit by unit. */
#include "tools/compare/page.h"
#include "tools/compare/tables.h"

#include "instances/base/folder.h"

#include <string.h>

static const char *const own[] = { "compare.csv", "compare_moves.csv", "compare.html", NULL };

typedef struct {
    const ambit_request *request;
    ambit_compare_side side[2];
    ambit_compare compare;
} compare_run;

typedef ambit_status write_fn(FILE *to, const ambit_compare *compare, ambit_error *err);

static ambit_status write_csv(FILE *to, const ambit_compare *compare, ambit_error *err)
{
    (void)err;
    ambit_compare_csv(to, compare);
    return AMBIT_OK;
}

static ambit_status write_moves(FILE *to, const ambit_compare *compare, ambit_error *err)
{
    (void)err;
    ambit_compare_moves(to, compare);
    return AMBIT_OK;
}

static ambit_status write_page(FILE *to, const ambit_compare *compare, ambit_error *err)
{
    ambit_status status = ambit_outcome_draw(compare->a->outcome, err);
    if (!status) status = ambit_outcome_draw(compare->b->outcome, err);
    return status ? status : ambit_compare_page(to, compare->a, compare->b, err);
}

static ambit_status write_one(ambit_folder *folder, const char *name, write_fn *write, const ambit_compare *compare,
        ambit_error *err)
{
    FILE *to;
    ambit_status status = ambit_folder_create(folder, name, &to, err);
    if (status) return status;
    status = write(to, compare, err);
    if (!status) return ambit_folder_close_file(folder, to, name, err);
    fclose(to);
    return status;
}

/* Only with --out: comparing alone writes nothing. */
static ambit_exit deliver(const compare_run *r)
{
    static write_fn *const writer[] = { write_csv, write_moves, write_page };
    ambit_error err = { AMBIT_OK, "" };
    ambit_folder *folder = NULL;
    ambit_status status = ambit_folder_open(&folder, r->request->out, own, r->request->force, &err);
    for (int k = 0; !status && own[k]; k++) status = write_one(folder, own[k], writer[k], &r->compare, &err);
    if (!status) status = ambit_folder_publish(folder, NULL, &err);
    ambit_folder_free(folder);
    return status ? ambit_command_fail(&err) : AMBIT_EXIT_OK;
}

/* Two plans with not one unit in common were hardly meant. */
static ambit_exit check_common(const compare_run *r)
{
    if (r->compare.n_both) return AMBIT_EXIT_OK;
    const ambit_compare_side *s = r->side;
    fprintf(stderr, "ambit: compare: %s and %s have no unit in common: found \"%s\" and the like in A, \"%s\" in B, "
            "expected the same ids\n", s[0].given, s[1].given, s[0].outcome->formulation->unit_id[0],
            s[1].outcome->formulation->unit_id[0]);
    return AMBIT_EXIT_USAGE;
}

static ambit_exit run_steps(compare_run *r)
{
    ambit_error err = { AMBIT_OK, "" };
    const ambit_request *request = r->request;
    ambit_exit code = ambit_compare_resolve(r->side, request->operand[0], request->operand[1]);
    for (int k = 0; k < 2 && !code; k++) code = ambit_compare_read(&r->side[k], request);
    if (code) return code;
    if (ambit_compare_build(&r->compare, &r->side[0], &r->side[1], &err)) return ambit_command_fail(&err);
    if (!(code = check_common(r)) && request->out) code = deliver(r);
    if (code) return code;
    if (request->json) ambit_compare_json(stdout, &r->compare);
    else if (!request->quiet) ambit_compare_words(stdout, &r->compare);
    if (request->out && !request->quiet && !request->json)
        printf("written     %s/compare.csv, compare_moves.csv, compare.html\n", request->out);
    return AMBIT_EXIT_OK;
}

ambit_exit ambit_cmd_compare(const ambit_request *request)
{
    compare_run r = { .request = request };
    ambit_exit code = run_steps(&r);
    ambit_compare_reset(&r.compare);
    for (int k = 0; k < 2; k++) ambit_compare_side_reset(&r.side[k]);
    return code;
}
