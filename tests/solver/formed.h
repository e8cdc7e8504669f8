/* tests/solver/formed.h - a plan folder in a few strings, read and formulated. */
#ifndef AMBIT_TEST_FORMED_H
#define AMBIT_TEST_FORMED_H
#include "solver/formulate/formulate.h"
#include "tests/geo/shapes.h"
#include "tests/instances/scratch.h"

#include <math.h>

/* A plan folder in a few strings; what is NULL is not there. Regions are unit squares "0", "1", ... that begin at these
 * degrees east, 40 north. */
typedef struct {
    const char *plan, *accounts, *reps, *pairs, *forbidden, *links;
    uint32_t n_regions;
    double east[8];
    const char *field;          /* a numeric field of the layer */
    double value[8];
    const char *text_field;     /* another of texts */
    const char *text[8];
    void (*tamper)(ambit_instance *instance);
} files;

typedef struct {
    scratch folder;
    ambit_diagnosis *diagnosis;
    ambit_layer *layer;
    ambit_instance *instance;
    ambit_formulation *f;
    ambit_status status;
    char *said;
} formed;

#define ACCOUNTS "accounts: {file: accounts.csv, lon: lon, lat: lat}\nreps: {file: reps.csv, lon: lon, lat: lat}\n"
#define REGIONS ACCOUNTS "regions: {file: squares.shp, id: ID}\nassign: regions\n"
#define MATRIX "accounts: {file: accounts.csv}\nreps: {file: reps.csv}\ntravel: {matrix: pairs.csv}\n"
#define TWO_REPS "rep_id,lon,lat\nR1,0.5,40.5\nR2,2.5,40.5\n"
#define ROW { 0, 1, 2, 3, 4, 5, 6, 7 }

static inline void add_texts(ambit_layer *layer, const files *in)
{
    layer->text = calloc(1, sizeof *layer->text);
    layer->text->name = in->text_field;
    layer->text->value = calloc(layer->n, sizeof *layer->text->value);
    memcpy(layer->text->value, in->text, layer->n * sizeof *in->text);
    layer->n_text_fields = 1;
}

static inline ambit_layer *squares(const files *in)
{
    char text[8][120];
    const char *each[8];
    for (uint32_t r = 0; r < in->n_regions; r++) {
        double e = in->east[r];
        snprintf(text[r], sizeof text[r], "%g 40, %g 40, %g 41, %g 41", e, e + 1, e + 1, e);
        each[r] = text[r];
    }
    ambit_layer *layer = layer_of(each, in->n_regions);
    if (in->text_field) add_texts(layer, in);
    if (!in->field) return layer;
    layer->field = calloc(1, sizeof *layer->field);
    layer->field->name = in->field;
    layer->field->value = calloc(layer->n, sizeof(double));
    memcpy(layer->field->value, in->value, layer->n * sizeof(double));
    layer->n_fields = 1;
    return layer;
}

static inline void write_folder(scratch *folder, const files *in)
{
    scratch_make(folder);
    scratch_write(folder, "plan.yaml", in->plan);
    scratch_write(folder, "accounts.csv", in->accounts);
    scratch_write(folder, "reps.csv", in->reps ? in->reps : TWO_REPS);
    if (in->pairs) scratch_write(folder, "pairs.csv", in->pairs);
    if (in->forbidden) scratch_write(folder, "forbidden.csv", in->forbidden);
    if (in->links) scratch_write(folder, "links.csv", in->links);
}

static inline formed form(const files *in)
{
    formed out = { .diagnosis = ambit_diagnosis_build() };
    ambit_error err = { AMBIT_OK, "" };
    ambit_planfile *plan;
    write_folder(&out.folder, in);
    if (in->n_regions) out.layer = squares(in);
    assert_int_equal(ambit_planfile_read(&plan, out.folder.path, out.diagnosis, &err), AMBIT_OK);
    bool by_region = plan->assign == AMBIT_ASSIGN_REGIONS;
    ambit_status read = ambit_instance_read(&out.instance, plan, by_region ? in->n_regions : 0,
            by_region ? (const char *const *)out.layer->id : NULL, out.diagnosis, &err);
    assert_string_equal(err.text, "");
    assert_int_equal(read, AMBIT_OK);
    if (in->tamper) in->tamper(out.instance);
    out.status = ambit_formulate(&out.f, out.instance, out.layer, out.diagnosis, &err);
    assert_int_equal(out.status == AMBIT_OK, out.f != NULL);
    out.said = scratch_printed(out.diagnosis);
    return out;
}

static inline formed form_well(const files *in)
{
    formed out = form(in);
    assert_string_equal(out.said, "");
    assert_int_equal(out.status, AMBIT_OK);
    return out;
}

static inline void unform(formed *out)
{
    ambit_formulation_free(out->f);
    ambit_instance_free(out->instance);
    ambit_layer_free(out->layer);
    ambit_diagnosis_free(out->diagnosis);
    free(out->said);
    scratch_remove(&out->folder);
}

static inline int near(double a, double b) { return fabs(a - b) <= 1e-12 * (1 + fabs(b)); }

#endif
