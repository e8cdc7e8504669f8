#include "geo/earth/project.h"
#include "instances/base/text.h"

#include <math.h>
#include <proj.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct ambit_projection {
    PJ_CONTEXT *context;
    PJ *pj;          /* from the CRS to WGS 84, x east and y north on both sides */
    int in_degrees;
    char words[240]; /* the first that PROJ said about a failure */
};

/* PROJ names the cause first and its consequences after it. */
static void remember(void *context, int level, const char *message)
{
    ambit_projection *projection = context;
    if (level != PJ_LOG_ERROR || projection->words[0]) return;
    size_t n = strcspn(message, "\r\n");
    if (n >= sizeof projection->words) n = sizeof projection->words - 1;
    memcpy(projection->words, message, n);
    projection->words[n] = '\0';
}

/* Of the source; a compound's or a bound one's is that of its horizontal base. */
static PJ_TYPE type_of_source(PJ_CONTEXT *context, const PJ *transformation)
{
    PJ *crs = proj_get_source_crs(context, transformation);
    PJ_TYPE type = crs ? proj_get_type(crs) : PJ_TYPE_UNKNOWN;
    for (int k = 0; k < 4 && (type == PJ_TYPE_COMPOUND_CRS || type == PJ_TYPE_BOUND_CRS); k++) {
        PJ *base = type == PJ_TYPE_COMPOUND_CRS ? proj_crs_get_sub_crs(context, crs, 0)
                                                : proj_get_source_crs(context, crs);
        proj_destroy(crs);
        crs = base;
        type = crs ? proj_get_type(crs) : PJ_TYPE_UNKNOWN;
    }
    proj_destroy(crs);
    return type;
}

/* Heights alone, geocentric metres and drawings are coordinate systems too, and regions cannot lie in them. */
static int has_east_and_north(PJ_TYPE type)
{
    return type != PJ_TYPE_UNKNOWN && type != PJ_TYPE_VERTICAL_CRS && type != PJ_TYPE_GEOCENTRIC_CRS
        && type != PJ_TYPE_ENGINEERING_CRS && type != PJ_TYPE_TEMPORAL_CRS;
}

static ambit_status refuse(const ambit_projection *projection, const char *crs, ambit_error *err)
{
    const char *words = projection->words[0] ? projection->words : "it has no east and north on the Earth";
    char quoted[AMBIT_QUOTED];
    return ambit_fail(err, AMBIT_E_BACKEND, "PROJ does not understand the coordinate system %s: %s",
            ambit_text_quote(quoted, crs, strlen(crs)), words);
}

ambit_status ambit_projection_build(ambit_projection **out, const char *crs, ambit_error *err)
{
    *out = NULL;
    ambit_projection *projection = calloc(1, sizeof *projection);
    if (!projection || !(projection->context = proj_context_create())) {
        free(projection);
        return ambit_fail(err, AMBIT_E_MEMORY, "no memory for PROJ");
    }
    proj_log_func(projection->context, projection, remember);
    proj_log_level(projection->context, PJ_LOG_ERROR);
    proj_context_set_enable_network(projection->context, 0);
    PJ *raw = proj_create_crs_to_crs(projection->context, crs, "EPSG:4326", NULL);
    PJ_TYPE type = raw ? type_of_source(projection->context, raw) : PJ_TYPE_UNKNOWN;
    projection->in_degrees = type == PJ_TYPE_GEOGRAPHIC_2D_CRS || type == PJ_TYPE_GEOGRAPHIC_3D_CRS;
    if (raw && has_east_and_north(type))
        projection->pj = proj_normalize_for_visualization(projection->context, raw);
    proj_destroy(raw);
    if (!projection->pj) {
        ambit_status status = refuse(projection, crs, err);
        ambit_projection_free(projection);
        return status;
    }
    *out = projection;
    return AMBIT_OK;
}

void ambit_projection_free(ambit_projection *projection)
{
    if (!projection) return;
    proj_destroy(projection->pj);
    proj_context_destroy(projection->context);
    free(projection);
}

int ambit_projection_in_degrees(const ambit_projection *projection) { return projection->in_degrees; }

static size_t transform(ambit_projection *projection, PJ_DIRECTION direction, double *x, double *y, size_t n)
{
    size_t without = 0;
    proj_trans_generic(projection->pj, direction, x, sizeof *x, n, y, sizeof *y, n, NULL, 0, 0, NULL, 0, 0);
    for (size_t i = 0; i < n; i++) {
        if (isfinite(x[i]) && isfinite(y[i])) continue;
        x[i] = y[i] = NAN;
        without++;
    }
    return without;
}

size_t ambit_projection_to_lonlat(ambit_projection *projection, double *x, double *y, size_t n)
{
    return transform(projection, PJ_FWD, x, y, n);
}

size_t ambit_projection_from_lonlat(ambit_projection *projection, double *lon, double *lat, size_t n)
{
    return transform(projection, PJ_INV, lon, lat, n);
}

/* ---- Accuracy --------------------------------------------------------------------------------------------------- */

/* The step of "Inverse of UTM zone 17N + NAD27 to WGS 84 (4) + axis order change (2D)" that changes the datum. */
static void name_step(char *out, size_t size, const char *name)
{
    const char *at = name ? name : "";
    for (const char *next; (next = strstr(at, " + ")); at = next + 3) {
        const char *to = strstr(at, " to ");
        if (!to || to > next) continue;
        snprintf(out, size, "%.*s", (int)(next - at), at);
        return;
    }
    snprintf(out, size, "%s", at);
}

/* The ellipsoid of satellites is the Earth's within metres; older ones were laid against one country. */
static int is_geocentric(PJ_CONTEXT *context, const PJ *operation)
{
    double semi_major_m = 0;
    PJ *source = proj_get_source_crs(context, operation);
    PJ *ellipsoid = source ? proj_get_ellipsoid(context, source) : NULL;
    if (ellipsoid) proj_ellipsoid_get_parameters(context, ellipsoid, &semi_major_m, NULL, NULL, NULL);
    proj_destroy(ellipsoid);
    proj_destroy(source);
    return semi_major_m == 6378137;
}

static void judge_operation(ambit_accuracy *worst, PJ_CONTEXT *context, const PJ *operation)
{
    const double datums_apart_m = 1000, geocentric_apart_m = 3;
    double error_m = proj_coordoperation_get_accuracy(context, operation);
    int is_ballpark = proj_coordoperation_has_ballpark_transformation(context, operation);
    if (is_ballpark) error_m = is_geocentric(context, operation) ? geocentric_apart_m : datums_apart_m;
    if (!(error_m > worst->error_m)) return;
    worst->error_m = error_m;
    worst->is_ballpark = is_ballpark;
    name_step(worst->step, sizeof worst->step, proj_get_name(operation));
}

void ambit_projection_accuracy(ambit_accuracy *out, ambit_projection *projection, const double *x, const double *y,
        size_t n)
{
    size_t step = n / 64 + 1;
    *out = (ambit_accuracy){ 0 };
    for (size_t i = 0; i < n; i += step) {
        if (isnan(x[i]) || isnan(y[i])) continue;
        proj_trans(projection->pj, PJ_FWD, proj_coord(x[i], y[i], 0, 0));
        PJ *operation = proj_trans_get_last_used_operation(projection->pj);
        if (operation) judge_operation(out, projection->context, operation);
        proj_destroy(operation);
    }
}

void ambit_projection_equal_area(char out[160], double lon_deg, double lat_deg)
{
    snprintf(out, 160, "+proj=laea +lat_0=%.9g +lon_0=%.9g +datum=WGS84 +units=m +no_defs +type=crs", lat_deg, lon_deg);
}

void ambit_projection_warn(ambit_projection *projection, const double *x, const double *y, size_t n, ambit_place place,
        ambit_diagnosis *diagnosis)
{
    ambit_accuracy accuracy;
    ambit_projection_accuracy(&accuracy, projection, x, y, n);
    if (accuracy.error_m <= AMBIT_COARSE_M) return;
    if (accuracy.is_ballpark)
        ambit_diagnosis_warning(diagnosis, AMBIT_FAULT_CRS_COARSE, place, "nobody knows how its datum lies to WGS 84 "
                "(%s): places may be up to %.0f m off, say the true one as `crs`", accuracy.step, accuracy.error_m);
    else
        ambit_diagnosis_warning(diagnosis, AMBIT_FAULT_CRS_COARSE, place, "%s without grid files: places are off by "
                "%.0f m as a rule; where that matters install PROJ's grids (proj-data)", accuracy.step,
                accuracy.error_m);
}
