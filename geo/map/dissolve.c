#include "geo/map/dissolve.h"
#include "geo/polygon.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Regions sorted by territory: those of t are member[first[t]] .. member[first[t+1]-1], in layer order. */
struct members { uint32_t *first, *member; };

static int sort_members(struct members *out, const uint32_t *territory, uint32_t n_regions, uint32_t n_territories)
{
    out->first = calloc((size_t)n_territories + 2, sizeof *out->first);
    out->member = calloc((size_t)n_regions + 1, sizeof *out->member);
    if (!out->first || !out->member) return -1;
    uint32_t *next = out->first + 1;
    for (uint32_t r = 0; r < n_regions; r++)
        if (territory[r] < n_territories) next[territory[r] + 1]++;
    for (uint32_t t = 1; t <= n_territories; t++) next[t] += next[t - 1];
    for (uint32_t r = 0; r < n_regions; r++)
        if (territory[r] < n_territories) out->member[next[territory[r]]++] = r;
    return 0;
}

/* The shape of one territory, or what went wrong with it. */
struct union_of { ambit_rings rings; int failed; char words[200]; };

/* Whether a shape among them runs on beyond 180 degrees. */
static int crosses(const ambit_layer *regions, const uint32_t *member, uint32_t n)
{
    for (uint32_t k = 0; k < n; k++)
        if (ambit_shape_box(ambit_layer_shape(regions, member[k])).east > 180) return 1;
    return 0;
}

/* The polygon of a shape; beside one that crosses the antimeridian those of the far west lie behind it. */
static ambit_polygon *polygon_of(ambit_geos *geos, ambit_shape shape, int beside_crossing)
{
    ambit_box box = ambit_shape_box(shape);
    ambit_rings turned;
    if (!beside_crossing || box.west + box.east >= 0) return ambit_polygon_build(geos, shape);
    ambit_rings_init(&turned);
    ambit_polygon *polygon = NULL;
    if (!ambit_rings_add_shape(&turned, shape)) {
        for (size_t i = 0; i < turned.point_first[turned.n_parts]; i++) turned.x[i] += 360;
        polygon = ambit_polygon_build(geos, ambit_rings_view(&turned, 0, turned.n_parts));
    }
    ambit_rings_reset(&turned);
    return polygon;
}

/* Regions without parts have nothing to add. */
static ambit_polygon *unite_regions(ambit_geos *geos, const ambit_layer *regions, const uint32_t *member, uint32_t n)
{
    ambit_polygon **polygon = calloc((size_t)n + 1, sizeof(ambit_polygon *));
    uint32_t n_polygons = 0;
    if (!polygon) return NULL;
    int beside_crossing = crosses(regions, member, n);
    for (uint32_t k = 0; k < n; k++) {
        ambit_shape shape = ambit_layer_shape(regions, member[k]);
        if (!shape.n_parts) continue;
        polygon[n_polygons] = polygon_of(geos, shape, beside_crossing);
        if (!polygon[n_polygons++]) goto fail;
    }
    ambit_polygon *whole = ambit_polygon_unite(geos, polygon, n_polygons);
    free(polygon);
    return whole;
fail:
    for (uint32_t k = 0; k < n_polygons; k++) ambit_polygon_free(geos, polygon[k]);
    free(polygon);
    return NULL;
}

static void dissolve_one(struct union_of *out, const ambit_layer *regions, const uint32_t *member, uint32_t n)
{
    ambit_rings_init(&out->rings);
    ambit_geos *geos = ambit_geos_build();
    ambit_polygon *whole = geos ? unite_regions(geos, regions, member, n) : NULL;
    out->failed = !whole || ambit_polygon_store(geos, whole, &out->rings);
    if (geos && out->failed) snprintf(out->words, sizeof out->words, "%s", ambit_geos_words(geos));
    if (geos) ambit_polygon_free(geos, whole);
    ambit_geos_free(geos);
}

static ambit_status put_together(ambit_layer **out, const struct union_of *one, uint32_t n, const char *const *id,
        const char *const *name, ambit_error *err)
{
    ambit_rings rings;
    ambit_rings_init(&rings);
    uint32_t *first = calloc((size_t)n + 1, sizeof *first);
    ambit_status status = first ? AMBIT_OK : ambit_fail(err, AMBIT_E_MEMORY, "no memory for %u territories", n);
    for (uint32_t t = 0; !status && t < n; t++) {
        if (one[t].failed && one[t].words[0])
            status = ambit_fail(err, AMBIT_E_BACKEND, "the regions of territory %s cannot be united: %s", id[t],
                    one[t].words);
        else if (one[t].failed)
            status = ambit_fail(err, AMBIT_E_MEMORY, "no memory to unite the regions of territory %s", id[t]);
        else if (ambit_rings_add_shape(&rings, ambit_rings_view(&one[t].rings, 0, one[t].rings.n_parts)))
            status = ambit_fail(err, AMBIT_E_MEMORY, "no memory for %u territories", n);
        else first[t + 1] = rings.n_parts;
    }
    if (!status) status = ambit_layer_build(out, &rings, first, n, id, name, err);
    ambit_rings_reset(&rings);
    free(first);
    return status;
}

ambit_status ambit_dissolve(ambit_layer **out, const ambit_layer *regions, const uint32_t *territory,
        uint32_t n_territories, const char *const *id, const char *const *name, ambit_error *err)
{
    struct members members = { NULL, NULL };
    struct union_of *one = calloc((size_t)n_territories + 1, sizeof *one);
    ambit_status status = AMBIT_E_MEMORY;
    *out = NULL;
    if (!one || sort_members(&members, territory, regions->n, n_territories)) {
        ambit_fail(err, status, "no memory to dissolve %u regions", regions->n);
        goto done;
    }
    #pragma omp parallel for schedule(dynamic, 1)
    for (uint32_t t = 0; t < n_territories; t++)
        dissolve_one(&one[t], regions, members.member + members.first[t], members.first[t + 1] - members.first[t]);
    status = put_together(out, one, n_territories, id, name, err);
done:
    for (uint32_t t = 0; one && t < n_territories; t++) ambit_rings_reset(&one[t].rings);
    free(one);
    free(members.first);
    free(members.member);
    return status;
}
