/* Pieces that were cut at 180 degrees become one again: by hand, and whatever the cut was. */
#include "tests/geo/shapes.h"
#include "geo/earth/antimeridian.h"
#include "instances/base/rng.h"

#include <math.h>

/* Exteriors, each with its holes, divided by "|"; what they are afterwards. */
static const struct torn {
    const char *name, *pieces;
    int healed;
    uint32_t n_parts;
    double area, west, east;
} torn[] = {
    { "two pieces", "178 0, 180 0, 180 1, 178 1 | -180 0, -179 0, -179 1, -180 1", 1, 1, 3, 178, 181 },
    { "the western one first", "-180 0, -179 0, -179 1, -180 1 | 178 0, 180 0, 180 1, 178 1", 1, 1, 3, 178, 181 },
    { "points that a projection has moved by a hair",
      "178 0, 179.99999999 0, 180.00000001 1, 178 1 | -180 0, -179 0, -179 1, -179.99999999 1", 1, 1, 3, 178, 181 },
    { "pieces of unequal height", "178 0, 180 0, 180 2, 178 2 | -180 1, -179 1, -179 3, -180 3", 1, 1, 6, 178, 181 },
    { "a hole that was cut", "170 0, 180 0, 180 5, 175 5, 175 15, 180 15, 180 20, 170 20 | "
      "-180 0, -170 0, -170 20, -180 20, -180 15, -175 15, -175 5, -180 5", 1, 2, 300, 170, 190 },
    { "a hole in a piece that moves",
      "178 0, 180 0, 180 4, 178 4 | -180 0, -176 0, -176 4, -180 4; -179 1, -179 3, -177 3, -177 1",
      1, 2, 20, 178, 184 },
    { "two arms",
      "178 0, 180 0, 180 3, 178 3 | -180 0, -178 0, -178 1, -180 1 | -180 2, -178 2, -178 3, -180 3", 1, 1, 10,
      178, 182 },
    { "an island beside them stays", "178 0, 180 0, 180 1, 178 1 | -180 0, -179 0, -179 1, -180 1 | "
      "-170 0, -169 0, -169 1, -170 1", 1, 2, 4, -170, 181 },
    { "pieces at other latitudes", "178 0, 180 0, 180 1, 178 1 | -180 5, -179 5, -179 6, -180 6", 0, 2, 3, -180, 180 },
    { "pieces that touch in a corner",
      "178 0, 180 0, 180 1, 178 1 | -180 1, -179 1, -179 2, -180 2", 0, 2, 3, -180, 180 },
    { "a point on the antimeridian is no edge", "178 0, 180 .5, 178 1 | -180 0, -179 0, -179 1, -180 1", 0, 2, 2, -180,
      180 },
    { "a ring around a pole", "-180 -90, -180 -70, 0 -60, 180 -70, 180 -90", 0, 1, 9000, -180, 180 },
    { "far from there", "8 47, 9 47, 9 48, 8 48", 0, 1, 1, 8, 9 },
};

static void read_pieces(ambit_rings *rings, const char *text)
{
    char piece[300];
    while (*text) {
        size_t n = strcspn(text, "|");
        while (n && text[n - 1] == ' ') n--;
        memcpy(piece, text, n);
        piece[n] = '\0';
        add_text(rings, piece);
        text += strcspn(text, "|");
        text += strspn(text, "| ");
    }
}

static void is_healed(void **state)
{
    const struct torn *t = *state;
    ambit_rings rings;
    ambit_geos *geos = ambit_geos_build();
    ambit_rings_init(&rings);
    read_pieces(&rings, t->pieces);
    assert_int_equal(ambit_antimeridian_heal(geos, &rings), t->healed);
    ambit_shape shape = ambit_rings_view(&rings, 0, rings.n_parts);
    ambit_box box = ambit_shape_box(shape);
    assert_int_equal(rings.n_parts, t->n_parts);
    if (fabs(ambit_shape_area(shape) - t->area) > 1e-6) fail_msg("area %.12g", ambit_shape_area(shape));
    assert_true(box.west == t->west && box.east == t->east);
    ambit_rings_reset(&rings);
    ambit_geos_free(geos);
}

/* A star around a place near 180 degrees, with or without a hole. */
static void draw_star(ambit_rings *rings, ambit_rng *rng)
{
    enum { POINTS = 40 };
    double x[POINTS], y[POINTS], lon = 179 + 2 * ambit_rng_unit(rng), lat = 120 * ambit_rng_unit(rng) - 60;
    for (int hole = 0; hole < 2; hole++) {
        for (int i = 0; i < POINTS; i++) {
            double angle = 2 * M_PI * i / POINTS, radius = hole ? .5 : 1 + 4 * ambit_rng_unit(rng);
            x[i] = lon + radius * cos(angle);
            y[i] = lat + radius * sin(angle);
        }
        assert_int_equal(ambit_rings_add(rings, x, y, POINTS, hole), 0);
        if (ambit_rng_below(rng, 2)) return;
    }
}

static void what_was_cut_is_whole_again(void **state)
{
    ambit_rng rng = ambit_rng_of(5, 0);
    ambit_geos *geos = ambit_geos_build();
    ambit_rings whole, cut;
    int n_cut = 0;
    (void)state;
    print_message("seed 5\n");
    ambit_rings_init(&whole), ambit_rings_init(&cut);
    for (int round = 0; round < 200; round++) {
        ambit_rings_clear(&whole), ambit_rings_clear(&cut);
        draw_star(&whole, &rng);
        ambit_shape before = ambit_rings_view(&whole, 0, whole.n_parts);
        assert_int_equal(ambit_antimeridian_cut(geos, before, &cut), 0);
        n_cut += cut.n_parts > whole.n_parts;
        int healed = ambit_antimeridian_heal(geos, &cut);
        ambit_shape after = ambit_rings_view(&cut, 0, cut.n_parts);
        assert_true(healed >= 0);
        assert_int_equal(after.n_parts, before.n_parts);
        assert_true(fabs(ambit_shape_area(after) - ambit_shape_area(before)) < 1e-7);
    }
    assert_true(n_cut > 100);
    ambit_rings_reset(&whole), ambit_rings_reset(&cut);
    ambit_geos_free(geos);
}

int main(void)
{
    enum { T = sizeof torn / sizeof *torn };
    struct CMUnitTest tests[T + 1] = { cmocka_unit_test(what_was_cut_is_whole_again) };
    for (size_t k = 0; k < T; k++)
        tests[1 + k] = (struct CMUnitTest){ torn[k].name, is_healed, NULL, NULL, (void *)(uintptr_t)&torn[k] };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
