/* Real layers against another reader: ogrinfo must count the same regions, the same area and the same sum of a
 * field. */
#include "tests/geo/shapes.h"

#include <math.h>

static const struct real { const char *file, *id, *field; } reals[] = {
    { "us_counties_wgs84", "GEOID", NULL }, { "naturalearth_lowres", "name", "pop_est" }, { "nc", "FIPS", "BIR74" },
    { "columbus", "POLYID", "HOVAL" }, { "co37_d90", "CO37_D90_", NULL }, { "us_tracts_41k_simpl", "GEOID", "POP10" },
};

/* Two numbers of ogrinfo's answer to a question in SQL. */
static void ask(const char *path, const char *question, double answer[2])
{
    char command[1200], line[400];
    snprintf(command, sizeof command, "ogrinfo -q -dialect sqlite -sql \"%s\" %s 2>/dev/null", question, path);
    FILE *pipe = popen(command, "r");
    int n = 0;
    assert_non_null(pipe);
    while (fgets(line, sizeof line, pipe)) {
        const char *equals = strstr(line, ") = ");
        if (equals && n < 2) answer[n++] = strtod(equals + 4, NULL);
    }
    assert_int_equal(pclose(pipe), 0);
    assert_int_equal(n, 2);
}

static void agrees_with_ogrinfo(void **state)
{
    const struct real *real = *state;
    char path[300], question[300];
    double sum[2], about[2], area = 0, field = 0;
    snprintf(path, sizeof path, "../shared/data/%s.shp", real->file);
    if (access(path, R_OK) || system("command -v ogrinfo >/dev/null 2>&1")) {
        print_message("no %s, or no ogrinfo\n", real->file);
        skip();
    }
    ambit_layer *layer = NULL;
    ambit_diagnosis *diagnosis = ambit_diagnosis_build();
    if (ambit_layer_read(&layer, &(ambit_layer_source){ .path = path, .shown = real->file, .id_field = real->id,
            .crs = "EPSG:4326", .wanted = real->field ? &real->field : NULL, .n_wanted = real->field ? 1 : 0 },
            diagnosis, NULL)) fail_msg("%s", ambit_diagnosis_error_text(diagnosis, 0));
    snprintf(question, sizeof question, "select count(*), sum(%s) from %s", real->field ? real->field : "1",
            real->file);
    ask(path, question, about);
    snprintf(question, sizeof question, "select sum(st_area(st_makevalid(geometry))), 0 from %s", real->file);
    ask(path, question, sum);
    for (uint32_t r = 0; r < layer->n; r++) {
        area += ambit_shape_area(ambit_layer_shape(layer, r));
        field += real->field && !isnan(layer->field[0].value[r]) ? layer->field[0].value[r] : 0;
    }
    print_message("%u regions, %.9g square degrees, %u mended\n", layer->n, area, layer->n_mended);
    assert_true(layer->n == about[0]);
    if (real->field) assert_true(fabs(field - about[1]) <= 1e-9 * fabs(field));
    if (fabs(area - sum[0]) > 1e-9 * area) fail_msg("%.12g there", sum[0]);
    ambit_layer_free(layer);
    ambit_diagnosis_free(diagnosis);
}

int main(void)
{
    enum { R = sizeof reals / sizeof *reals };
    struct CMUnitTest tests[R];
    for (size_t i = 0; i < R; i++)
        tests[i] = (struct CMUnitTest){ reals[i].file, agrees_with_ogrinfo, NULL, NULL, (void *)(uintptr_t)&reals[i] };
    return cmocka_run_group_tests_name("geo/layer, ogrinfo", tests, NULL, NULL);
}
