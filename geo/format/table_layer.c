/* geo/format/table_layer.c - rows of a .csv become records of a draft: shapes as WKT in one column, or points in two.
 *
 * Which it is, is said by the plan (`wkt`, `lon` and `lat`, `x` and `y`), or else by the columns that the file has. */
#include "geo/format/draft.h"
#include "geo/format/draft_list.h"
#include "geo/format/wkt_read.h"
#include "instances/base/text.h"
#include "instances/cells.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

typedef struct {
    ambit_draft *draft;
    const ambit_layer_source *source;
    ambit_binding binding;
    int id, name, wkt, lon, lat; /* field numbers, or AMBIT_NO_COLUMN; lon and lat may be x and y */
    int *wanted, *wanted_text;   /* [source->n_wanted], [source->n_wanted_text] */
    uint32_t *copy;              /* [binding.n]: the text field that keeps it, when every field is */
    int projected;
    ambit_geos *geos;
    ambit_wkt_shape shape;
    uint32_t srid;               /* of the first shape that has one */
    uint64_t srid_line, n_heights, n_left_out, n_rows;
    int no_memory;
} reader;

static int has(int field) { return field != AMBIT_NO_COLUMN; }

static const char *column_of(const reader *r, int field) { return r->binding.wanted[field].name; }

/* ---- Columns ---------------------------------------------------------------------------------------------------- */

/* The first of the file's columns that is called like that, in whatever letters; NULL when there is none. */
static const char *find_column(const reader *r, const char *const *names, size_t n)
{
    for (size_t k = 0; k < n; k++)
        for (uint32_t c = 0; c < r->binding.columns.n; c++)
            if (!strcasecmp(r->binding.columns.name[c], names[k])) return r->binding.columns.name[c];
    return NULL;
}

#define FIND(r, ...) find_column((r), (const char *const[]){ __VA_ARGS__ }, \
        sizeof (const char *const[]){ __VA_ARGS__ } / sizeof(const char *))

static void bind_points(reader *r, const char *x, const char *y, int projected)
{
    r->lon = ambit_binding_need(&r->binding, x);
    r->lat = ambit_binding_need(&r->binding, y);
    r->projected = projected;
}

static void record_no_shapes(const reader *r)
{
    ambit_short_list names = { .used = 0 };
    const ambit_columns *columns = &r->binding.columns;
    for (uint32_t c = 0; c < columns->n; c++) ambit_short_list_add(&names, columns->name[c]);
    ambit_diagnosis_error(r->binding.diagnosis, AMBIT_FAULT_COLUMN_MISSING, (ambit_place){ .file = r->source->shown,
            .line = 1 }, "found no shapes (the columns are %s), expected wkt, or lon and lat, or x and y: say which "
            "they are, such as `regions: {file: %s, wkt: shape}`", ambit_short_list_end(&names), r->source->shown);
}

static void bind_shape(reader *r)
{
    const ambit_layer_source *s = r->source;
    const char *wkt = s->wkt ? s->wkt : FIND(r, "wkt", "geometry", "geom", "the_geom");
    const char *lon = FIND(r, "lon", "longitude", "lng"), *lat = FIND(r, "lat", "latitude");
    const char *x = FIND(r, "x"), *y = FIND(r, "y");
    r->wkt = r->lon = r->lat = AMBIT_NO_COLUMN;
    if (!s->wkt && (s->x || s->y)) bind_points(r, s->x ? s->x : "x", s->y ? s->y : "y", 1);
    else if (!s->wkt && (s->lon || s->lat)) bind_points(r, s->lon ? s->lon : "lon", s->lat ? s->lat : "lat", 0);
    else if (wkt) r->wkt = ambit_binding_need(&r->binding, wkt);
    else if (lon && lat) bind_points(r, lon, lat, 0);
    else if (x && y) bind_points(r, x, y, 1);
    else record_no_shapes(r);
    if (has(r->wkt)) r->binding.wanted[r->wkt].required = AMBIT_COLUMN_LONG;
}

/* Those that are wanted as text have a field each already; the others get one, but for the shape. */
static void bind_every_field(reader *r)
{
    const ambit_layer_source *s = r->source;
    for (uint32_t c = 0; c < r->binding.columns.n; c++) {
        int field = ambit_binding_want(&r->binding, r->binding.columns.name[c]);
        r->copy[field] = UINT32_MAX;
    }
    for (uint32_t k = 0; k < s->n_wanted_text; k++)
        if (has(r->wanted_text[k])) r->copy[r->wanted_text[k]] = k;
    for (uint32_t k = 0; k < r->binding.n; k++)
        if (r->copy[k] == UINT32_MAX && (int)k != r->wkt)
            r->copy[k] = ambit_draft_add_text(r->draft, r->binding.wanted[k].name);
}

static int bind_columns(reader *r)
{
    const ambit_layer_source *s = r->source;
    ambit_binding *b = &r->binding;
    if (!(r->wanted = calloc((size_t)s->n_wanted + 1, sizeof *r->wanted))
            || !(r->wanted_text = calloc((size_t)s->n_wanted_text + 1, sizeof *r->wanted_text))
            || !(r->copy = calloc((size_t)b->columns.n + 1, sizeof *r->copy))) return -1;
    r->id = s->numbered ? AMBIT_NO_COLUMN : ambit_binding_need(b, s->id_field ? s->id_field : "id");
    r->name = s->name_field ? ambit_binding_need(b, s->name_field) : AMBIT_NO_COLUMN;
    for (uint32_t k = 0; k < s->n_wanted; k++) r->wanted[k] = ambit_binding_need(b, s->wanted[k]);
    for (uint32_t k = 0; k < s->n_wanted_text; k++) r->wanted_text[k] = ambit_binding_need(b, s->wanted_text[k]);
    bind_shape(r);
    if (s->every_field) bind_every_field(r);
    return 0;
}

/* ---- Rows ------------------------------------------------------------------------------------------------------- */

/* A position that is no position has been recorded; the origin stands for it, so that nothing is said twice. */
static void take_point(reader *r, uint64_t line, const ambit_span *field)
{
    ambit_position at = { 0, 0 };
    ambit_place place = { r->source->shown, line, 0, column_of(r, r->lon) };
    if (!ambit_cell_position(&at, field[r->lon], field[r->lat], r->projected, place, column_of(r, r->lat),
                r->binding.diagnosis)) at = (ambit_position){ 0, 0 };
    ambit_draft_point(r->draft, at.lon, at.lat);
}

static void check_srid(reader *r, uint64_t line)
{
    uint32_t srid = r->shape.srid;
    if (!srid || srid == r->srid) return;
    if (r->srid)
        ambit_draft_fault(r->draft, AMBIT_FAULT_CRS_BAD, NULL, "%s: found SRID=%" PRIu32 ", expected %" PRIu32 " as on "
                "line %" PRIu64 ": a layer has one coordinate system, transform the others", column_of(r, r->wkt),
                srid, r->srid, r->srid_line);
    else r->srid = srid, r->srid_line = line;
}

static void take_wkt(reader *r, uint64_t line, ambit_span cell)
{
    ambit_wkt_shape *shape = &r->shape;
    const ambit_rings *rings = &shape->rings;
    const ambit_contents *contents = &shape->contents;
    if (ambit_wkt_read(shape, r->geos, cell.text, cell.length)) {
        r->no_memory = 1;
        return;
    }
    if (shape->fault[0]) {
        ambit_draft_fault(r->draft, AMBIT_FAULT_SHAPE_BAD, NULL, "%s: %s", column_of(r, r->wkt), shape->fault);
        return;
    }
    check_srid(r, line);
    for (uint32_t p = 0; p < rings->n_parts; p++) {
        size_t at = rings->point_first[p];
        ambit_draft_ring(r->draft, rings->x + at, rings->y + at, rings->point_first[p + 1] - at,
                rings->is_hole[p] ? AMBIT_RING_HOLE : AMBIT_RING_EXTERIOR);
    }
    for (uint32_t k = 0; !rings->n_parts && k < contents->n_points && k < 2; k++)
        ambit_draft_point(r->draft, contents->x, contents->y);
    r->n_heights += contents->has_heights != 0;
    r->n_left_out += rings->n_parts ? contents->n_points || contents->n_lines : contents->n_lines > 0;
}

static int on_row(void *context, uint64_t line, const ambit_span *field)
{
    reader *r = context;
    const ambit_layer_source *s = r->source;
    if (ambit_draft_begin(r->draft, line)) return r->no_memory = 1;
    r->n_rows++;
    if (has(r->id)) ambit_draft_id(r->draft, field[r->id].text, field[r->id].length);
    if (has(r->name)) ambit_draft_name(r->draft, field[r->name].text, field[r->name].length);
    for (uint32_t k = 0; k < s->n_wanted; k++)
        if (has(r->wanted[k]))
            ambit_draft_number_text(r->draft, k, field[r->wanted[k]].text, field[r->wanted[k]].length);
    for (uint32_t k = 0; k < s->n_wanted_text; k++)
        if (has(r->wanted_text[k]))
            ambit_draft_text(r->draft, k, field[r->wanted_text[k]].text, field[r->wanted_text[k]].length);
    for (uint32_t k = 0; s->every_field && k < r->binding.n; k++)
        if (r->copy[k] != UINT32_MAX && r->copy[k] >= s->n_wanted_text)
            ambit_draft_text(r->draft, r->copy[k], field[k].text, field[k].length);
    if (has(r->wkt)) take_wkt(r, line, field[r->wkt]);
    else take_point(r, line, field);
    return r->no_memory;
}

/* ---- The file --------------------------------------------------------------------------------------------------- */

static void report(const reader *r)
{
    ambit_place place = { .file = r->source->shown, .field = has(r->wkt) ? column_of(r, r->wkt) : NULL };
    if (r->n_heights)
        ambit_diagnosis_warning(r->binding.diagnosis, AMBIT_FAULT_COLUMN_IGNORED, place, "left out the heights (Z) of %"
                PRIu64 " of %" PRIu64 " shapes", r->n_heights, r->n_rows);
    if (r->n_left_out)
        ambit_diagnosis_warning(r->binding.diagnosis, AMBIT_FAULT_SHAPE_MENDED, place, "left out the points and lines "
                "of %" PRIu64 " of %" PRIu64 " shapes, which enclose nothing", r->n_left_out, r->n_rows);
}

/* Degrees need no crs when their columns are called so; a shape says it by its SRID. */
static void say_crs(const reader *r)
{
    char crs[24];
    snprintf(crs, sizeof crs, "EPSG:%" PRIu32, r->srid);
    ambit_draft_crs(r->draft, r->srid ? crs : has(r->lon) && !r->projected ? "EPSG:4326" : NULL, NULL);
}

static ambit_status read_rows(reader *r, ambit_error *err)
{
    ambit_binding *b = &r->binding;
    if (!b->columns.n) return ambit_fail(err, AMBIT_E_INPUT, "%s has faults", b->shown);
    if (!(r->geos = ambit_geos_build()) || bind_columns(r))
        return ambit_fail(err, AMBIT_E_MEMORY, "no memory to read %s", b->shown);
    if (!has(r->wkt) && (!has(r->lon) || !has(r->lat)))
        return ambit_fail(err, AMBIT_E_INPUT, "%s has no shapes", b->shown);
    ambit_status status = ambit_table_read(b->path, b->shown, b->wanted, b->n, on_row, r, NULL, b->diagnosis, err);
    if (!status && r->no_memory) status = ambit_fail(err, AMBIT_E_MEMORY, "no memory to read %s", b->shown);
    if (status) return status;
    report(r);
    say_crs(r);
    return AMBIT_OK;
}

ambit_status ambit_table_layer_read(ambit_draft *draft, const ambit_layer_source *source, ambit_diagnosis *diagnosis,
        ambit_error *err)
{
    ambit_arena texts;
    ambit_arena_init(&texts);
    reader r = { .draft = draft, .source = source, .binding = { .shown = source->shown, .path = source->path,
            .texts = &texts, .diagnosis = diagnosis } };
    ambit_rings_init(&r.shape.rings);
    ambit_status status = ambit_binding_open(&r.binding, err);
    if (!status) status = read_rows(&r, err);
    ambit_rings_reset(&r.shape.rings);
    ambit_geos_free(r.geos);
    free(r.wanted);
    free(r.wanted_text);
    free(r.copy);
    ambit_binding_close(&r.binding);
    ambit_arena_reset(&texts);
    return status;
}
