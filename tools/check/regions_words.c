/* tools/check/regions_words.c - the lines about regions, as a person reads them. */
#include "tools/check/checkup.h"
#include "tools/output/terminal.h"

#include <math.h>
#include <string.h>

enum { INDENT = 12, IDS_ROOM = 60, FEW = 5 };

/* An area with three digits that count, in a unit that suits it. */
static const char *area_words(char out[AMBIT_NUMBER_ROOM], double km2)
{
    char number[AMBIT_NUMBER_ROOM];
    int in_m2 = km2 < 0.01;
    double value = in_m2 ? km2 * 1e6 : km2;
    int decimals = value >= 100 || value <= 0 ? 0 : value >= 10 ? 1 : value >= 1 ? 2 : 3;
    snprintf(out, AMBIT_NUMBER_ROOM, "%.40s %s", ambit_terminal_number(number, value, decimals), in_m2 ? "m2" : "km2");
    return out;
}

static const char *width_words(char out[AMBIT_NUMBER_ROOM], double m)
{
    if (m < 1) snprintf(out, AMBIT_NUMBER_ROOM, "%.3g mm", 1000 * m);
    else if (m < 1000) snprintf(out, AMBIT_NUMBER_ROOM, "%.3g m", m);
    else snprintf(out, AMBIT_NUMBER_ROOM, "%.3g km", m / 1000);
    return out;
}

static void list_ids(char out[IDS_ROOM], const ambit_checkup *c, const ambit_flaw *flaw)
{
    size_t n = 0;
    out[0] = 0;
    for (uint32_t k = 0; k < flaw->n_regions && k < AMBIT_FLAW_REGIONS && n < IDS_ROOM - 24; k++) {
        char id[20];
        ambit_terminal_cut(id, sizeof id, c->workspace->regions->id[flaw->region[k]]);
        n += (size_t)snprintf(out + n, IDS_ROOM - n, "%s%s", k ? ", " : "", id);
    }
    if (flaw->n_regions > AMBIT_FLAW_REGIONS && n < IDS_ROOM - 1)
        snprintf(out + n, IDS_ROOM - n, " and %u more", flaw->n_regions - AMBIT_FLAW_REGIONS);
}

static void print_flaws(const ambit_checkup *c, ambit_flaw_kind kind, const char *name, const char *meaning,
        uint32_t most)
{
    char area[AMBIT_NUMBER_ROOM], width[AMBIT_NUMBER_ROOM], count[AMBIT_NUMBER_ROOM], ids[IDS_ROOM];
    const ambit_flaw_sum *sum = &c->faults.sum[kind];
    uint32_t shown = 0;
    if (!sum->n) return;
    printf("%-*s%s (%s): %s%s\n", INDENT, name, ambit_terminal_number(count, sum->n, 0),
           area_words(area, sum->area_km2), meaning, sum->n > most ? "; the largest" : "");
    for (uint32_t i = 0; i < c->faults.n && shown < most; i++) {
        const ambit_flaw *flaw = &c->faults.flaw[i];
        if (flaw->kind != kind) continue;
        list_ids(ids, c, flaw);
        printf("%*s%14s  %8s wide  %s\n", INDENT, "", area_words(area, flaw->area_km2),
               width_words(width, flaw->width_m), ids);
        shown++;
    }
}

static void print_faults(const ambit_checkup *c)
{
    const ambit_flaw_sum *sum = c->faults.sum;
    if (!c->faults.n) {
        printf("%-*sno overlaps, no gaps, no slivers\n", INDENT, "map");
        return;
    }
    print_flaws(c, AMBIT_FLAW_OVERLAP, "overlaps", "places in more than one region", AMBIT_CHECKUP_SHOWN);
    print_flaws(c, AMBIT_FLAW_GAP, "gaps", "places in no region, lakes and enclaves of others included", FEW);
    print_flaws(c, AMBIT_FLAW_SLIVER, "slivers", "thin gaps between neighbours", FEW);
    if (c->request->out) printf("%*sdrawn into %s/faults.geojson\n", INDENT, "", c->request->out);
    else printf("%*s--out DIR draws them into DIR/faults.geojson\n", INDENT, "");
    if ((sum[AMBIT_FLAW_OVERLAP].n || sum[AMBIT_FLAW_SLIVER].n) && !c->has_repairs)
        printf("%*s--repair OUT.shp writes the layer without overlaps and slivers\n", INDENT, "");
}

static void print_islands(const ambit_checkup *c)
{
    const ambit_layer_facts *facts = &c->facts;
    if (!facts->islands) return;
    printf("%-*s", INDENT, "islands");
    for (uint32_t k = 0; k < facts->islands && k < FEW; k++) {
        char id[20], nearest[20];
        const ambit_island *island = &facts->island[k];
        ambit_terminal_cut(id, sizeof id, c->workspace->regions->id[island->region]);
        ambit_terminal_cut(nearest, sizeof nearest, c->workspace->regions->id[island->nearest]);
        printf("%s%s", k ? ", " : "", id);
        if (island->nearest != island->region) printf(" (%.0f km to %s)", island->km, nearest);
    }
    if (facts->islands > FEW) printf(" and %u more", facts->islands - FEW);
    putchar('\n');
}

static void print_without(const ambit_checkup *c)
{
    char count[AMBIT_NUMBER_ROOM];
    if (!c->n_without) return;
    printf("%-*s%s region%s: ", INDENT, "no account", ambit_terminal_number(count, c->n_without, 0),
           c->n_without == 1 ? "" : "s");
    for (uint32_t k = 0; k < c->n_without && k < FEW; k++) {
        char id[20];
        printf("%s%s", k ? ", " : "", ambit_terminal_cut(id, sizeof id, c->workspace->regions->id[c->without[k]]));
    }
    printf("%s\n", c->n_without > FEW ? " ..." : "");
}

static void print_repairs(const ambit_checkup *c)
{
    const ambit_repairs *r = &c->repairs;
    char overlaps[AMBIT_NUMBER_ROOM], slivers[AMBIT_NUMBER_ROOM];
    if (!c->has_repairs) return;
    printf("%-*s%s; %u region%s changed\n", INDENT, "repaired", c->request->repair, r->n_changed,
           r->n_changed == 1 ? "" : "s");
    if (r->n_changed)
        printf("%*s%u overlap%s (%s) given to one region, %u sliver%s (%s) to a neighbour\n", INDENT, "",
               r->overlaps.n, r->overlaps.n == 1 ? "" : "s", area_words(overlaps, r->overlaps.area_km2), r->slivers.n,
               r->slivers.n == 1 ? "" : "s", area_words(slivers, r->slivers.area_km2));
    if (r->n_emptied)
        printf("%*s%u region%s without area now, the first %s: the shape is there twice\n", INDENT, "", r->n_emptied,
               r->n_emptied == 1 ? " is" : "s are", c->workspace->regions->id[r->first_emptied]);
    if (r->n_left)
        printf("%*s%u fault%s could not be settled\n", INDENT, "", r->n_left, r->n_left == 1 ? "" : "s");
}

void ambit_checkup_print_regions_words(const ambit_checkup *c)
{
    char rook[AMBIT_NUMBER_ROOM], queen[AMBIT_NUMBER_ROOM], count[AMBIT_NUMBER_ROOM], polygons[AMBIT_NUMBER_ROOM];
    const ambit_layer_facts *facts = &c->facts;
    const ambit_box *box = &facts->box;
    printf("%-*s%s (%s)\n", INDENT, "regions", ambit_terminal_number(count, facts->regions, 0),
           c->workspace->instance->plan->regions.file);
    printf("%-*s%s%s%s, %s polygon%s, %.5g to %.5g east, %.5g to %.5g north\n", INDENT, "layer", c->format,
           c->crs[0] ? ", " : "", c->crs, ambit_terminal_number(polygons, facts->polygons, 0),
           facts->polygons == 1 ? "" : "s", box->west, box->east, box->south, box->north);
    printf("%-*s%s pairs of regions share a border, %s a border or a corner; %u connected part%s, %u island%s\n",
           INDENT, "borders", ambit_terminal_number(rook, (double)facts->rook_pairs, 0),
           ambit_terminal_number(queen, (double)facts->queen_pairs, 0), facts->parts, facts->parts == 1 ? "" : "s",
           facts->islands, facts->islands == 1 ? "" : "s");
    print_islands(c);
    print_faults(c);
    print_without(c);
    print_repairs(c);
}
