/* A layer filled record by record, as any reader does it. */
#include "tests/geo/shapes.h"
#include "geo/format/draft.h"

#include <math.h>

/* What is handed over about a record: roles are letters, one a ring (e exterior, h hole, w by winding); a point has
 * none and stands at its first coordinates. NULL id: left out. */
struct row { const char *id, *name, *amount, *rings, *roles; };

static const struct made {
    const char *name;
    ambit_draft_unit unit;
    const char *crs, *found; /* of the source; of the file */
    struct row row[3];
    const char *errors, *warning;
    int n_parts, is_points;
    double area; /* of all, in square degrees */
} mades[] = {
    { "an exterior wound like a hole", AMBIT_DRAFT_FEATURE, NULL, "EPSG:4326",
      { { "1", "", "", "0 0, 1 0, 1 1, 0 1", "e" } }, "", NULL, 1, 0, 1 },
    { "a hole wound like an exterior", AMBIT_DRAFT_FEATURE, NULL, "EPSG:4326",
      { { "1", "", "", SQUARE "; .25 .25, .25 .75, .75 .75, .75 .25", "eh" } }, "", NULL, 2, 0, .75 },
    { "roles across the antimeridian", AMBIT_DRAFT_FEATURE, NULL, "EPSG:4326",
      { { "1", "", "", "179 0, -179 0, -179 2, 179 2; 179.5 .5, 179.5 1.5, -179.5 1.5, -179.5 .5", "eh" } }, "", NULL,
      2, 0, 3 },
    { "rings by their winding", AMBIT_DRAFT_RECORD, NULL, "EPSG:4326", { { "1", "", "", SQUARE HOLE, "ww" } }, "",
      NULL, 2, 0, .75 },
    { "points", AMBIT_DRAFT_LINE, NULL, "EPSG:4326", { { "1", "", "", "5 6", "" }, { "2", "", "", "7 8", "" } }, "",
      NULL, 0, 1, 0 },
    { "the source's crs before the file's", AMBIT_DRAFT_LINE, "EPSG:4326", "nonsense", { { "1", "", "", "5 6", "" } },
      "", NULL, 0, 1, 0 },
    { "several points in a record", AMBIT_DRAFT_LINE, NULL, "EPSG:4326", { { "1", "", "", "5 6, 7 8", "" } }, "",
      "t.csv: took the first point of 1 of 1 shapes, which have several: 1 [W033]", 0, 1, 0 },
    { "no coordinate system", AMBIT_DRAFT_LINE, NULL, NULL, { { "1", "", "", "5 6", "" } },
      "t.csv: found no coordinate system, expected that of t.csv: say which it is, such as `regions: {file: t.csv, "
      "crs: EPSG:4326}` [E021]\n", NULL, 0, 0, 0 },
    { "a point among polygons", AMBIT_DRAFT_FEATURE, NULL, "EPSG:4326",
      { { "1", "", "", SQUARE, "e" }, { "2", "", "", "5 6", "" }, { "3", "", "", NEXT, "e" } },
      "t.csv: feature 12 (id 2): found a point, expected a polygon as before: a layer has one kind of shapes, put "
      "the 1 points and the 2 polygons into files of their own [E024]\n", NULL, 0, 0, 0 },
    { "an id twice, an empty one, a word for a number", AMBIT_DRAFT_LINE, NULL, "EPSG:4326",
      { { "1", "", "x", "5 6", "" }, { "1", "", " ", "5 6", "" }, { "", "", "7", "5 6", "" } },
      "t.csv:11: AMOUNT: found \"x\", expected a number such as 1200.50 [E012]\n"
      "t.csv:12: id: found \"1\", which line 11 has already: ids must differ, dissolve the layer by id or name another "
      "field [E011]\n"
      "t.csv:13: id: found nothing, expected an id that no other region has [E010]\n", NULL, 0, 0, 0 },
    { "a record without a shape", AMBIT_DRAFT_FEATURE, NULL, "EPSG:4326", { { "1", "", "", SQUARE, "e" },
      { "2", "", "", "", "" } },
      "t.csv: feature 12 (id 2): has no shape, expected a polygon: draw it or remove the record [E024]\n", NULL, 0, 0,
      0 },
    { "no record", AMBIT_DRAFT_FEATURE, NULL, "EPSG:4326", { { 0 } },
      "t.csv: found no record, expected one a region [E002]\n", NULL, 0, 0, 0 },
};

static void hand_over(ambit_draft *draft, const struct row *row, uint64_t number)
{
    test_rings rings;
    parse_rings(&rings, row->rings, 1);
    assert_int_equal(ambit_draft_begin(draft, number), 0);
    if (row->id) ambit_draft_id(draft, row->id, strlen(row->id));
    ambit_draft_name(draft, row->name, strlen(row->name));
    ambit_draft_number_text(draft, 0, row->amount, strlen(row->amount));
    for (int i = 0; !*row->roles && i < rings.start[rings.n_rings]; i++)
        ambit_draft_point(draft, rings.x[i], rings.y[i]);
    for (int p = 0; *row->roles && p < rings.n_rings; p++)
        ambit_draft_ring(draft, rings.x + rings.start[p], rings.y + rings.start[p],
                (size_t)(rings.start[p + 1] - rings.start[p]), row->roles[p] == 'e' ? AMBIT_RING_EXTERIOR
                : row->roles[p] == 'h' ? AMBIT_RING_HOLE : AMBIT_RING_BY_WINDING);
}

static void becomes_a_layer(void **state)
{
    static const char *const wanted[] = { "AMOUNT" };
    const struct made *made = *state;
    ambit_draft *draft;
    ambit_layer *layer;
    char errors[2000] = "";
    const char *text;
    ambit_diagnosis *diagnosis = ambit_diagnosis_build();
    assert_int_equal(ambit_draft_build(&draft, &(ambit_layer_source){ .shown = "t.csv", .id_field = "id",
            .crs = made->crs, .wanted = wanted, .n_wanted = 1 }, made->unit, diagnosis, NULL), AMBIT_OK);
    if (made->found) ambit_draft_crs(draft, made->found, NULL);
    for (uint64_t r = 0; r < 3 && made->row[r].rings; r++) hand_over(draft, &made->row[r], 11 + r);
    ambit_status status = ambit_draft_finish(&layer, draft);
    ambit_draft_free(draft);
    for (uint32_t i = 0; (text = ambit_diagnosis_error_text(diagnosis, i)); i++)
        snprintf(errors + strlen(errors), sizeof errors - strlen(errors), "%s\n", text);
    assert_string_equal(errors, made->errors);
    assert_int_equal(status, *made->errors ? AMBIT_E_INPUT : AMBIT_OK);
    text = ambit_diagnosis_warning_text(diagnosis, 0);
    assert_string_equal(text ? text : "", made->warning ? made->warning : "");
    if (layer) {
        double area = 0;
        for (uint32_t r = 0; r < layer->n; r++) area += ambit_shape_area(ambit_layer_shape(layer, r));
        assert_true(fabs(area - made->area) < 1e-12);
        assert_int_equal(layer->n_parts, made->n_parts);
        assert_int_equal(layer->is_points, made->is_points);
        layer_is_sound(layer);
    }
    ambit_layer_free(layer);
    ambit_diagnosis_free(diagnosis);
}

/* Fields that appear only later were empty before. */
static void texts_may_be_added_on_the_way(void **state)
{
    static const char *const wanted_text[] = { "A" };
    ambit_draft *draft;
    ambit_layer *layer;
    ambit_diagnosis *diagnosis = ambit_diagnosis_build();
    (void)state;
    assert_int_equal(ambit_draft_build(&draft, &(ambit_layer_source){ .shown = "t", .id_field = "id",
            .wanted_text = wanted_text, .n_wanted_text = 1 }, AMBIT_DRAFT_FEATURE, diagnosis, NULL), AMBIT_OK);
    ambit_draft_crs(draft, "EPSG:4326", NULL);
    for (int r = 0; r < 100; r++) {
        char id[12];
        int n = snprintf(id, sizeof id, "%d", r);
        assert_int_equal(ambit_draft_begin(draft, (uint64_t)r), 0);
        ambit_draft_id(draft, id, (size_t)n);
        ambit_draft_text(draft, 0, id, (size_t)n);
        if (r == 40) assert_int_equal(ambit_draft_add_text(draft, "B"), 1);
        if (r > 40) ambit_draft_text(draft, 1, id, (size_t)n);
        ambit_draft_point(draft, r, r / 2.);
    }
    assert_int_equal(ambit_draft_finish(&layer, draft), AMBIT_OK);
    ambit_draft_free(draft);
    assert_int_equal(layer->n_text_fields, 2);
    for (uint32_t r = 0; r < 100; r++) {
        assert_string_equal(layer->text[0].value[r], layer->id[r]);
        assert_string_equal(layer->text[1].value[r], r > 40 ? layer->id[r] : "");
    }
    ambit_layer_free(layer);
    ambit_diagnosis_free(diagnosis);
}

/* Ten thousand islands with a lake each, all lakes first: each must find its island. */
static void lakes_find_their_islands(void **state)
{
    enum { SIDE = 100 };
    ambit_draft *draft;
    ambit_layer *layer;
    ambit_diagnosis *diagnosis = ambit_diagnosis_build();
    (void)state;
    assert_int_equal(ambit_draft_build(&draft, &(ambit_layer_source){ .shown = "t", .id_field = "id" },
            AMBIT_DRAFT_FEATURE, diagnosis, NULL), AMBIT_OK);
    ambit_draft_crs(draft, "EPSG:4326", NULL);
    assert_int_equal(ambit_draft_begin(draft, 1), 0);
    ambit_draft_id(draft, "1", 1);
    for (int k = 0; k < 2 * SIDE * SIDE; k++) {
        int is_lake = k < SIDE * SIDE, i = k % (SIDE * SIDE);
        double x = i % SIDE + (is_lake ? .25 : 0), y = i / SIDE * .5 + (is_lake ? .125 : 0), w = is_lake ? .25 : .75;
        const double xs[] = { x, x + w, x + w, x }, ys[] = { y, y, y + w / 2, y + w / 2 };
        ambit_draft_ring(draft, xs, ys, 4, is_lake ? AMBIT_RING_HOLE : AMBIT_RING_EXTERIOR);
    }
    assert_int_equal(ambit_draft_finish(&layer, draft), AMBIT_OK);
    ambit_draft_free(draft);
    assert_int_equal(layer->n_parts, 2 * SIDE * SIDE);
    assert_int_equal(layer->n_mended, 0);
    for (uint32_t p = 0; p < layer->n_parts; p++) assert_int_equal(layer->is_hole[p], p % 2);
    double area = ambit_shape_area(ambit_layer_shape(layer, 0)), expected = SIDE * SIDE * (.75 * .375 - .25 * .125);
    assert_true(fabs(area - expected) < 1e-9 * expected);
    ambit_layer_free(layer);
    ambit_diagnosis_free(diagnosis);
}

int main(void)
{
    enum { M = sizeof mades / sizeof *mades };
    struct CMUnitTest tests[M + 2];
    size_t n = 0;
    for (size_t i = 0; i < M; i++)
        tests[n++] = (struct CMUnitTest){ mades[i].name, becomes_a_layer, NULL, NULL, (void *)(uintptr_t)&mades[i] };
    tests[n++] = (struct CMUnitTest)cmocka_unit_test(texts_may_be_added_on_the_way);
    tests[n++] = (struct CMUnitTest)cmocka_unit_test(lakes_find_their_islands);
    return cmocka_run_group_tests_name("geo/draft", tests, NULL, NULL);
}
