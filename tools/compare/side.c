/* tools/compare/side.c - see side.h. */
#include "tools/compare/side.h"
#include "tools/session.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { ROOM = sizeof((ambit_compare_side *)NULL)->plan };

/* ---- What was meant ---------------------------------------------------------------------------------------------- */

static int is_folder(const char *path)
{
    struct stat info;
    return !stat(path, &info) && S_ISDIR(info.st_mode);
}

static int is_file(const char *path)
{
    struct stat info;
    return !stat(path, &info) && S_ISREG(info.st_mode);
}

/* folder/name into out; 0 when it is too long. */
static int join(char out[ROOM], const char *folder, const char *name)
{
    int n = snprintf(out, ROOM, "%s/%s", folder, name);
    return n > 0 && n < ROOM - 64;
}

/* The folder that holds `path`, into out. */
static void parent_of(char out[ROOM], const char *path)
{
    snprintf(out, ROOM, "%s", path);
    size_t n = strlen(out);
    while (n > 1 && out[n - 1] == '/') out[--n] = 0;
    char *slash = strrchr(out, '/');
    const char *name = slash ? slash + 1 : out;
    if (!strcmp(name, ".") || !strcmp(name, "..")) { /* its parent has no shorter name */
        if (n + 4 < ROOM) memcpy(out + n, "/..", 4);
    } else if (!slash) snprintf(out, ROOM, ".");
    else if (slash == out) slash[1] = 0;
    else *slash = 0;
}

static int has_plan(const char *folder)
{
    char path[ROOM];
    return join(path, folder, "plan.yaml") && is_file(path);
}

/* The plan of a folder: its own, or that of the folder above. */
static void find_plan(char out[ROOM], const char *folder)
{
    snprintf(out, ROOM, "%s", folder);
    if (has_plan(out)) return;
    parent_of(out, folder);
    if (!has_plan(out)) *out = 0;
}

static ambit_exit refuse(const ambit_compare_side *s, const char *why)
{
    fprintf(stderr, "ambit: compare: %c: %s: %s\n", s->letter, s->given, why);
    return AMBIT_EXIT_USAGE;
}

static ambit_exit resolve_file(ambit_compare_side *s)
{
    char folder[ROOM];
    const char *name = strrchr(s->given, '/');
    parent_of(folder, s->given);
    if (!strcmp(name ? name + 1 : s->given, "plan.yaml")) {
        snprintf(s->plan, ROOM, "%s", folder);
        return join(s->folder, folder, "out") ? AMBIT_EXIT_OK : refuse(s, "the path is too long");
    }
    snprintf(s->file, ROOM, "%s", s->given);
    find_plan(s->plan, folder);
    return AMBIT_EXIT_OK;
}

static ambit_exit resolve(ambit_compare_side *s)
{
    char path[ROOM];
    if (strlen(s->given) >= ROOM - 64) return refuse(s, "the path is too long");
    if (is_file(s->given)) return resolve_file(s);
    if (!is_folder(s->given)) return refuse(s, "there is no such folder or file");
    if (has_plan(s->given)) {
        snprintf(s->plan, ROOM, "%s", s->given);
        join(s->folder, s->given, "out");
        return AMBIT_EXIT_OK;
    }
    join(path, s->given, "assignment.csv");
    if (!is_file(path))
        return refuse(s, "found neither plan.yaml nor assignment.csv in it, expected a plan's folder, the folder that "
                         "solve has written, or an assignment");
    snprintf(s->folder, ROOM, "%s", s->given);
    find_plan(s->plan, s->given);
    return AMBIT_EXIT_OK;
}

ambit_exit ambit_compare_resolve(ambit_compare_side side[2], const char *a, const char *b)
{
    side[0] = (ambit_compare_side){ .letter = 'A', .given = a };
    side[1] = (ambit_compare_side){ .letter = 'B', .given = b };
    ambit_exit first = resolve(&side[0]), second = resolve(&side[1]);
    if (first || second) return AMBIT_EXIT_USAGE;
    for (int k = 0; k < 2; k++)
        if (!*side[k].plan) memcpy(side[k].plan, side[1 - k].plan, ROOM);
    if (*side[0].plan) return AMBIT_EXIT_OK;
    return refuse(&side[0], "found no plan.yaml there, above it, or on the other side, expected a plan by whose rules "
                            "both can be judged");
}

/* ---- Reading ----------------------------------------------------------------------------------------------------- */

static ambit_exit read_file(ambit_compare_side *s)
{
    ambit_error err = { AMBIT_OK, "" };
    ambit_workspace *w = s->workspace;
    const uint32_t n = w->formulation->n_units;
    if (!(s->finished.plan = malloc((n + (size_t)1) * sizeof *s->finished.plan)))
        return ambit_command_fail(&(ambit_error){ AMBIT_E_MEMORY, "no memory for an assignment" });
    for (uint32_t u = 0; u < n; u++) s->finished.plan[u] = AMBIT_NOBODY;
    ambit_status status = ambit_assignment_read(s->finished.plan, w->instance, s->file, w->diagnosis, &err);
    if (ambit_diagnosis_n_errors(w->diagnosis)) {
        ambit_diagnosis_print(w->diagnosis, stderr);
        return AMBIT_EXIT_USAGE;
    }
    return status ? ambit_command_fail(&err) : AMBIT_EXIT_OK;
}

ambit_exit ambit_compare_read(ambit_compare_side *s, const ambit_request *request)
{
    ambit_error err = { AMBIT_OK, "" };
    ambit_request own = *request;
    own.plan = s->plan;
    own.out = *s->folder ? s->folder : NULL;
    ambit_exit code = ambit_session_open(&s->workspace, &own);
    if (!code) code = *s->file ? read_file(s) : ambit_finished_read(&s->finished, &own, s->workspace);
    if (code) return code;
    if (ambit_outcome_judge(&s->outcome, s->workspace->formulation, s->finished.plan, &err))
        return ambit_command_fail(&err);
    if (!ambit_finished_proof(&s->finished, &s->outcome->verdict)) s->finished.summary.status = AMBIT_PLAN_NONE;
    return AMBIT_EXIT_OK;
}

void ambit_compare_side_reset(ambit_compare_side *s)
{
    ambit_outcome_free(s->outcome);
    ambit_finished_reset(&s->finished);
    ambit_workspace_free(s->workspace);
    *s = (ambit_compare_side){ .letter = s->letter };
}
