/* tools/coverage/stages.c - see stages.h. */
#include "tools/coverage/stages.h"

#include "instances/base/text.h"
#include "instances/table.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { NAME, PROBABILITY, KIND, QUALIFIED, WORST, BEST, COLUMNS, PATH_ROOM = 4096, MOST_STAGES = 1000 };
static const ambit_column wanted[COLUMNS] = { { "stage", 1 }, { "probability", 1 }, { "kind", 0 }, { "qualified", 0 },
    { "worst", 0 }, { "best", 0 } };

typedef struct {
    ambit_stages *out;
    const ambit_planfile *plan;
    ambit_diagnosis *diagnosis;
    int out_of_memory;
} reading;

static void fault(const reading *r, ambit_fault kind, uint64_t line, int column, ambit_span cell, const char *expected)
{
    char quoted[AMBIT_QUOTED];
    ambit_diagnosis_error(r->diagnosis, kind, (ambit_place){ r->plan->pipeline.stages, line, 0, wanted[column].name },
            "found %s, expected %s", ambit_text_quote(quoted, cell.text, cell.length), expected);
}

/* A probability as `25%` or `0.25`; NaN when it is none, which is recorded. */
static double probability_of(const reading *r, uint64_t line, int column, ambit_span cell)
{
    double value;
    int percent = cell.length && cell.text[cell.length - 1] == '%';
    if (!ambit_text_number(&value, cell.text, cell.length - (uint32_t)percent)) {
        fault(r, cell.length ? AMBIT_FAULT_NUMBER_BAD : AMBIT_FAULT_NUMBER_EMPTY, line, column, cell,
              "a probability such as 0.25 or 25%, correct it");
        return NAN;
    }
    if (percent) value /= 100;
    if (value >= 0 && value <= 1) return value;
    fault(r, AMBIT_FAULT_NUMBER_RANGE, line, column, cell, "a probability from 0 to 1 (0 % to 100 %), correct it");
    return NAN;
}

static int is_one_of(const char *text, const char *a, const char *b, const char *c)
{
    return !strcmp(text, a) || !strcmp(text, b) || !strcmp(text, c);
}

/* ---- What the optional columns say ------------------------------------------------------------------------------- */

static void set_kind(const reading *r, uint64_t line, ambit_stage *stage, ambit_span cell)
{
    stage->kind = stage->probability >= 1 ? AMBIT_STAGE_WON : stage->probability <= 0 ? AMBIT_STAGE_LOST
                                                                                     : AMBIT_STAGE_OPEN;
    if (!cell.length) return;
    if (!strcmp(cell.text, "open")) stage->kind = AMBIT_STAGE_OPEN;
    else if (!strcmp(cell.text, "won")) stage->kind = AMBIT_STAGE_WON;
    else if (!strcmp(cell.text, "lost")) stage->kind = AMBIT_STAGE_LOST;
    else fault(r, AMBIT_FAULT_RULE_CONFLICT, line, KIND, cell, "open, won or lost, correct it");
    if ((stage->kind == AMBIT_STAGE_WON && stage->probability < 1)
        || (stage->kind == AMBIT_STAGE_LOST && stage->probability > 0))
        fault(r, AMBIT_FAULT_RULE_CONFLICT, line, KIND, cell, "a probability of 1 beside won and of 0 beside lost, "
              "correct one of them");
}

static void set_qualified(const reading *r, uint64_t line, ambit_stage *stage, ambit_span cell)
{
    int no = !cell.length || is_one_of(cell.text, "no", "false", "0");
    int yes = is_one_of(cell.text, "yes", "true", "1");
    if (!yes && !no) fault(r, AMBIT_FAULT_RULE_CONFLICT, line, QUALIFIED, cell, "yes or no, correct it");
    if (!r->out->has_qualified) yes = stage->probability >= r->plan->pipeline.qualified_from;
    stage->is_qualified = yes && stage->kind == AMBIT_STAGE_OPEN;
}

static void set_cases(const reading *r, uint64_t line, ambit_stage *stage, const ambit_span *cell)
{
    stage->worst = stage->best = stage->probability;
    if (cell[WORST].length) stage->worst = probability_of(r, line, WORST, cell[WORST]);
    if (cell[BEST].length) stage->best = probability_of(r, line, BEST, cell[BEST]);
    if (stage->worst > stage->probability)
        fault(r, AMBIT_FAULT_RULE_CONFLICT, line, WORST, cell[WORST], "at most the probability, correct it");
    if (stage->best < stage->probability)
        fault(r, AMBIT_FAULT_RULE_CONFLICT, line, BEST, cell[BEST], "at least the probability, correct it");
}

/* ---- Rows -------------------------------------------------------------------------------------------------------- */

static ambit_stage *add(reading *r, ambit_span name)
{
    ambit_stages *s = r->out;
    if (s->n == s->room) {
        uint32_t room = s->room ? 2 * s->room : 32;
        ambit_stage *grown = realloc(s->stage, room * sizeof *grown);
        if (!grown) return NULL;
        s->stage = grown;
        s->room = room;
    }
    const char *copy = ambit_arena_copy(&s->texts, name.text, name.length);
    if (!copy || ambit_dictionary_put(&s->index, copy, s->n) < 0) return NULL;
    s->stage[s->n] = (ambit_stage){ .name = copy };
    return &s->stage[s->n++];
}

static int on_row(void *context, uint64_t line, const ambit_span *cell)
{
    reading *r = context;
    r->out->has_kind = cell[KIND].text != NULL;
    r->out->has_qualified = cell[QUALIFIED].text != NULL;
    r->out->has_cases = cell[WORST].text && cell[BEST].text;
    if (!cell[NAME].length) {
        fault(r, AMBIT_FAULT_ID_EMPTY, line, NAME, cell[NAME], "a stage's name, fill the cell");
        return 0;
    }
    if (ambit_dictionary_get(&r->out->index, cell[NAME].text) != AMBIT_NOT_FOUND) {
        fault(r, AMBIT_FAULT_ID_DOUBLE, line, NAME, cell[NAME], "each stage once, remove one of them");
        return 0;
    }
    if (r->out->n == MOST_STAGES) {
        fault(r, AMBIT_FAULT_TOO_LARGE, line, NAME, cell[NAME], "at most 1,000 stages, merge some");
        return 1;
    }
    ambit_stage *stage = add(r, cell[NAME]);
    if (!stage) {
        r->out_of_memory = 1;
        return 1;
    }
    stage->probability = probability_of(r, line, PROBABILITY, cell[PROBABILITY]);
    set_kind(r, line, stage, cell[KIND].text ? cell[KIND] : (ambit_span){ "", 0 });
    set_qualified(r, line, stage, cell[QUALIFIED].text ? cell[QUALIFIED] : (ambit_span){ "", 0 });
    set_cases(r, line, stage, cell);
    return 0;
}

ambit_status ambit_stages_read(ambit_stages *out, const ambit_planfile *plan, ambit_diagnosis *diagnosis,
        ambit_error *err)
{
    char path[PATH_ROOM];
    const char *file = plan->pipeline.stages;
    reading r = { out, plan, diagnosis, 0 };
    memset(out, 0, sizeof *out);
    ambit_dictionary_init(&out->index);
    ambit_arena_init(&out->texts);
    if (ambit_planfile_path(path, sizeof path, plan, file))
        return ambit_fail(err, AMBIT_E_FILE, "%s: the path is too long", file);
    ambit_status status = ambit_table_read(path, file, wanted, COLUMNS, on_row, &r, NULL, diagnosis, err);
    return r.out_of_memory ? ambit_fail(err, AMBIT_E_MEMORY, "no memory for %s", file) : status;
}

void ambit_stages_reset(ambit_stages *stages)
{
    free(stages->stage);
    ambit_dictionary_reset(&stages->index);
    ambit_arena_reset(&stages->texts);
}
