#include "geo/format/wkt_read.h"
#include "instances/base/text.h"

#include <ctype.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum { DEEPEST = 12 };

__attribute__((format(printf, 2, 3)))
static void refuse(ambit_wkt_shape *shape, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    vsnprintf(shape->fault, sizeof shape->fault, format, args);
    va_end(args);
}

/* ---- Before GEOS ------------------------------------------------------------------------------------------------ */

static const char *after_blanks(const char *at) { return at + strspn(at, " \t\r\n"); }

/* Passes over `SRID=4326;`. NULL after a fault. */
static const char *read_srid(ambit_wkt_shape *shape, const char *text)
{
    if (strncasecmp(text, "SRID=", 5)) return text;
    size_t n = strspn(text + 5, "0123456789");
    if (n == 0 || n > 6 || text[5 + n] != ';') {
        char quoted[AMBIT_QUOTED];
        refuse(shape, "found %s, expected an EPSG code and a semicolon behind SRID=, such as SRID=4326;",
                ambit_text_quote(quoted, text, strcspn(text, "(")));
        return NULL;
    }
    shape->srid = (uint32_t)strtoul(text + 5, NULL, 10);
    return after_blanks(text + 5 + n + 1);
}

static int is_hexadecimal(const char *text)
{
    size_t n = strspn(text, "0123456789abcdefABCDEF");
    return n >= 10 && !text[n] && text[0] == '0' && (text[1] == '0' || text[1] == '1');
}

/* What GEOS would take wrongly, or could not take. Returns 1 when there is no such thing. */
static int check_form(ambit_wkt_shape *shape, const char *text)
{
    int depth = 0, deepest = 0;
    const char *end = NULL;
    char quoted[AMBIT_QUOTED];
    for (const char *at = text; *at; at++) {
        if (*at == '(' && ++depth > deepest) deepest = depth;
        if (*at == ')' && --depth == 0) end = at + 1;
        if (depth < 0) break;
    }
    if (end) end = after_blanks(end);
    if (*text == '{') refuse(shape, "found GeoJSON in the cell, expected WKT, such as POLYGON ((0 0, 1 0, 1 1, 0 0))");
    else if (is_hexadecimal(text))
        refuse(shape, "found hexadecimal WKB, expected WKT: export the column by ST_AsText");
    else if (depth) refuse(shape, "found brackets that do not match, expected as many ( as ), correct the shape");
    else if (deepest > DEEPEST)
        refuse(shape, "found brackets nested %d deep, expected at most those of a MULTIPOLYGON", deepest);
    else if (end && *end)
        refuse(shape, "found %s behind the shape, expected nothing, remove it", ambit_text_quote(quoted, end,
                strlen(end)));
    return !shape->fault[0];
}

/* Older exports write POLYGONZ in one word. Returns the length of the word without the Z, M or ZM, or 0 when there is
 * none to leave out. */
static size_t find_suffix(const char *text, size_t *length)
{
    static const char *const types[] = { "POINT", "MULTIPOINT", "LINESTRING", "MULTILINESTRING", "POLYGON",
        "MULTIPOLYGON", "GEOMETRYCOLLECTION" };
    size_t word = 0;
    while (isalpha((unsigned char)text[word])) word++;
    for (size_t k = 0; k < sizeof types / sizeof *types; k++) {
        size_t n = strlen(types[k]);
        if (word <= n || word > n + 2 || strncasecmp(text, types[k], n)) continue;
        *length = word - n;
        const char *suffix = text + n;
        if (*length == 2 ? !strncasecmp(suffix, "ZM", 2) : strchr("zZmM", *suffix) != NULL) return n;
    }
    return 0;
}

static ambit_polygon *parse(ambit_geos *geos, const char *text, int *no_memory)
{
    size_t suffix = 0, at = find_suffix(text, &suffix);
    if (!at) return ambit_polygon_parse(geos, text);
    char *copy = malloc(strlen(text) + 1);
    *no_memory = !copy;
    if (!copy) return NULL;
    memcpy(copy, text, at);
    strcpy(copy + at, text + at + suffix);
    ambit_polygon *polygon = ambit_polygon_parse(geos, copy);
    free(copy);
    return polygon;
}

/* ---- Behind GEOS ------------------------------------------------------------------------------------------------ */

static int is_finite(const ambit_wkt_shape *shape)
{
    const ambit_rings *rings = &shape->rings;
    size_t n = rings->n_parts ? rings->point_first[rings->n_parts] : 0;
    for (size_t i = 0; i < n; i++)
        if (!isfinite(rings->x[i]) || !isfinite(rings->y[i])) return 0;
    return n || !shape->contents.n_points || (isfinite(shape->contents.x) && isfinite(shape->contents.y));
}

/* GEOS puts the kind of its exception in front. */
static const char *reason(const ambit_geos *geos)
{
    const char *words = ambit_geos_words(geos), *colon = strstr(words, "Exception: ");
    return colon ? colon + strlen("Exception: ") : words;
}

int ambit_wkt_read(ambit_wkt_shape *shape, ambit_geos *geos, const char *text, size_t length)
{
    char quoted[AMBIT_QUOTED];
    int no_memory = 0, failed = 0;
    ambit_rings_clear(&shape->rings);
    shape->contents = (ambit_contents){ 0 };
    shape->srid = 0;
    shape->fault[0] = '\0';
    const char *wkt = read_srid(shape, after_blanks(text));
    if (!wkt || !*wkt || !check_form(shape, wkt)) return 0;
    ambit_polygon *polygon = parse(geos, wkt, &no_memory);
    if (no_memory) return -1;
    if (!polygon)
        refuse(shape, "found %s, which is no WKT (%s), expected one such as POLYGON ((0 0, 1 0, 1 1, 0 0))",
                ambit_text_quote(quoted, text, length), reason(geos));
    else
        failed = ambit_polygon_contents(geos, polygon, &shape->contents)
            || ambit_polygon_store(geos, polygon, &shape->rings);
    ambit_polygon_free(geos, polygon);
    if (failed) return -1;
    if (!is_finite(shape)) refuse(shape, "found a coordinate that is no finite number, expected degrees or metres");
    else if (shape->contents.n_lines && !shape->contents.n_polygons && !shape->contents.n_points)
        refuse(shape, "found a line, expected a polygon or a point");
    return 0;
}
