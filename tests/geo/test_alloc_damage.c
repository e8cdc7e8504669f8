/* Eight hundred shapefiles, each damaged in its own way: never a crash, nor more memory than the bytes can be worth,
 * and a word about the file (and the record) whenever there is no layer. Linked with --wrap, so that the memory in use
 * is looked at whenever the reader asks for more. */
#include "tests/geo/shapes.h"
#include "instances/base/rng.h"

#include <malloc.h>
#include <math.h>
#include <stdatomic.h>

enum { SHP, DBF, SHX, PRJ, CPG, N_PARTS, ROUNDS = 800, SIDE = 12, POINTS = 160 };

/* ---- Memory ----------------------------------------------------------------------------------------------------- */

static atomic_size_t most_in_use, largest_request;

void *__real_malloc(size_t size);
void *__real_calloc(size_t n, size_t size);
void *__real_realloc(void *old, size_t size);
void *__wrap_malloc(size_t size);
void *__wrap_calloc(size_t n, size_t size);
void *__wrap_realloc(void *old, size_t size);

static size_t in_use(void)
{
    struct mallinfo2 about = mallinfo2();
    return about.uordblks + about.hblkhd;
}

static void look(size_t size)
{
    if (size > largest_request) largest_request = size;
    if (size < 512) return;
    size_t now = in_use();
    if (now > most_in_use) most_in_use = now;
}

void *__wrap_malloc(size_t size)
{
    void *got = __real_malloc(size);
    return look(size), got;
}

void *__wrap_calloc(size_t n, size_t size)
{
    void *got = __real_calloc(n, size);
    return look(n * size), got;
}

void *__wrap_realloc(void *old, size_t size)
{
    void *got = __real_realloc(old, size);
    return look(size), got;
}

/* ---- Damage ----------------------------------------------------------------------------------------------------- */

typedef struct { unsigned char *bytes; size_t n; } part;

/* Twelve by twelve regions of 160 points; every fifth has a hole. */
static void make_whole(part whole[N_PARTS])
{
    static const char *const names[] = { "t.shp", "t.dbf", "t.shx", "t.prj", "t.cpg" };
    static char rings[SIDE * SIDE][4800], id[SIDE * SIDE][8];
    static test_record record[SIDE * SIDE];
    test_folder folder;
    for (int i = 0; i < SIDE * SIDE; i++) {
        double x = i % SIDE, y = i / SIDE;
        size_t used = 0;
        for (int k = 0; k < POINTS; k++) { /* around the square, clockwise */
            const int side = POINTS / 4;
            double t = k % side / (double)side, px[] = { 0, t, 1, 1 - t }, py[] = { t, 1, 1 - t, 0 };
            used += (size_t)snprintf(rings[i] + used, sizeof rings[i] - used, "%s%.6g %.6g", k ? ", " : "",
                    x + px[k / side], y + py[k / side]);
        }
        if (i % 5 == 0)
            snprintf(rings[i] + used, sizeof rings[i] - used, "; %g %g, %g %g, %g %g, %g %g", x + .2, y + .2, x + .8,
                    y + .2, x + .8, y + .8, x + .2, y + .8);
        snprintf(id[i], sizeof id[i], "%03d", i % 1000);
        record[i] = (test_record){ id[i], "some name", "12.5", rings[i] };
    }
    folder_open(&folder);
    make_shapefile(&folder, "t", (test_kind)PLAIN, record, SIDE * SIDE);
    for (int k = 0; k < N_PARTS; k++) whole[k].bytes = get_file(in_folder(&folder, names[k]), &whole[k].n);
    folder_close(&folder);
}

static void put_number(part *p, size_t at, uint32_t value, int big_endian)
{
    for (size_t b = 0; b < 4 && at + b < p->n; b++)
        p->bytes[at + b] = (unsigned char)(value >> 8 * (big_endian ? 3 - b : b));
}

/* A count or an offset that somebody might believe. */
static uint32_t wild_number(ambit_rng *rng)
{
    static const uint32_t wild[] = { 0, 1, 2, 49, 50, 143, 145, 1000, 65535, 65536, 0x00FFFFFF, 0x3FFFFFFF, 0x40000000,
        0x7FFFFFFF, 0x80000000, 0xFFFFFFFE, 0xFFFFFFFF, 2000000000 };
    enum { WILD = sizeof wild / sizeof *wild };
    uint32_t k = ambit_rng_below(rng, WILD + 4);
    return k < WILD ? wild[k] : ambit_rng_below(rng, UINT32_MAX);
}

/* Where record i begins in the .shp, by the sound index. */
static size_t record_at(const part *shx, uint32_t i)
{
    const unsigned char *b = shx->bytes + 100 + 8 * (size_t)i;
    return 2 * ((size_t)b[0] << 24 | (size_t)b[1] << 16 | (size_t)b[2] << 8 | b[3]);
}

static void wild_shp_header(part *p, const part *whole, ambit_rng *rng)
{
    static const size_t at[] = { 0, 24, 28, 32, 36, 44, 52, 60 };
    size_t k = ambit_rng_below(rng, 8);
    (void)whole;
    put_number(&p[SHP], at[k], wild_number(rng), k < 2);
}

static void wild_record(part *p, const part *whole, ambit_rng *rng)
{
    size_t record = record_at(&whole[SHX], ambit_rng_below(rng, SIDE * SIDE));
    static const size_t at[] = { 0, 4, 8, 12, 44, 48, 52, 56 }; /* number, length; type, box, parts, points, starts */
    size_t k = ambit_rng_below(rng, 8);
    put_number(&p[SHP], record + at[k], wild_number(rng), k < 2);
}

static void wild_coordinate(part *p, const part *whole, ambit_rng *rng)
{
    static const double wild[] = { NAN, INFINITY, -INFINITY, 1e300, -1e39, 1e-300, 0, 180, -180, 90, 360, 541 };
    size_t record = record_at(&whole[SHX], ambit_rng_below(rng, SIDE * SIDE)), point = ambit_rng_below(rng, POINTS);
    size_t at = record + 8 + 48 + 16 * point + 8 * ambit_rng_below(rng, 2);
    if (at + 8 <= p[SHP].n) memcpy(p[SHP].bytes + at, &wild[ambit_rng_below(rng, 12)], 8);
}

static void wild_index(part *p, const part *whole, ambit_rng *rng)
{
    (void)whole;
    put_number(&p[SHX], ambit_rng_below(rng, 5) ? 100 + 4 * ambit_rng_below(rng, 2 * SIDE * SIDE) : 24,
            wild_number(rng), 1);
}

static void wild_table(part *p, const part *whole, ambit_rng *rng)
{
    static const size_t at[] = { 4, 4, 8, 10, 29, 32 + 11, 32 + 16, 32 + 17, 64 + 11, 64 + 16, 96 + 11, 96 + 16, 128 };
    size_t k = ambit_rng_below(rng, 13);
    (void)whole;
    if (k < 2) put_number(&p[DBF], 4, wild_number(rng), 0);
    else p[DBF].bytes[at[k] + (k < 4 ? ambit_rng_below(rng, 2) : 0)] = (unsigned char)ambit_rng_below(rng, 256);
}

static void wild_bytes(part *p, const part *whole, ambit_rng *rng)
{
    (void)whole;
    for (uint32_t c = 1 + ambit_rng_below(rng, 8); c > 0; c--) {
        part *some = &p[ambit_rng_below(rng, SHX + 1)];
        if (some->n) some->bytes[ambit_rng_below(rng, (uint32_t)some->n)] = (unsigned char)ambit_rng_below(rng, 256);
    }
}

static void cut_off(part *p, const part *whole, ambit_rng *rng)
{
    part *some = &p[ambit_rng_below(rng, SHX + 1)];
    (void)whole;
    some->n = ambit_rng_below(rng, 3) ? ambit_rng_below(rng, (uint32_t)some->n + 1) : ambit_rng_below(rng, 140);
}

static void exchange(part *p, const part *whole, ambit_rng *rng)
{
    uint32_t a = ambit_rng_below(rng, SHX + 1), b = ambit_rng_below(rng, SHX + 1);
    (void)whole;
    part kept = p[a];
    p[a] = p[b];
    p[b] = kept;
}

static void wild_fellows(part *p, const part *whole, ambit_rng *rng)
{
    part *some = &p[ambit_rng_below(rng, 4) ? CPG : PRJ];
    (void)whole;
    some->bytes[ambit_rng_below(rng, (uint32_t)some->n)] = (unsigned char)ambit_rng_below(rng, 256);
    if (ambit_rng_below(rng, 3) == 0) some->n = ambit_rng_below(rng, (uint32_t)some->n);
}

static void (*const damages[])(part *, const part *, ambit_rng *) = {
    wild_shp_header, wild_record, wild_record, wild_coordinate, wild_index, wild_table, wild_table, wild_bytes,
    wild_bytes, cut_off, cut_off, exchange, wild_fellows,
};

/* ---- Reading ---------------------------------------------------------------------------------------------------- */

/* An error says where: a part of the shapefile, and the record when it is about one. */
static void is_placed(const char *text)
{
    static const char *const about_records[] = { "[E010]", "[E011]", "[E012]", "[E015]", "[E024]" };
    if (strncmp(text, "t.shp: ", 7) && strncmp(text, "t.dbf: ", 7) && strncmp(text, "t.prj: ", 7)
            && strncmp(text, "t.cpg: ", 7)) fail_msg("no place: %s", text);
    for (size_t k = 0; k < sizeof about_records / sizeof *about_records; k++)
        if (strstr(text, about_records[k]) && !strstr(text, ": record ")) fail_msg("no record: %s", text);
}

static ambit_layer *read_parts(const part p[N_PARTS], int with_index, int trust_prj)
{
    static const char *const wanted[] = { "AMOUNT" };
    FILE *file[N_PARTS];
    for (int k = 0; k < N_PARTS; k++) assert_non_null(file[k] = fmemopen(p[k].bytes, p[k].n, "rb"));
    ambit_layer_files files = { .shp = file[SHP], .dbf = file[DBF], .shx = with_index ? file[SHX] : NULL,
        .prj = file[PRJ], .cpg = file[CPG] };
    ambit_layer *layer = NULL;
    ambit_diagnosis *diagnosis = ambit_diagnosis_build();
    ambit_status status = ambit_layer_read_files(&layer, &files, &(ambit_layer_source){ .shown = "t.shp",
            .id_field = "ID", .name_field = "NAME", .wanted = wanted, .n_wanted = 1, .every_field = 1,
            .crs = trust_prj ? NULL : "EPSG:4326" }, diagnosis, NULL);
    assert_true(status == AMBIT_OK || status == AMBIT_E_INPUT);
    assert_int_equal(status == AMBIT_OK, layer != NULL);
    assert_int_equal(status == AMBIT_OK, ambit_diagnosis_n_errors(diagnosis) == 0);
    for (uint32_t i = 0; ambit_diagnosis_error_text(diagnosis, i); i++)
        is_placed(ambit_diagnosis_error_text(diagnosis, i));
    ambit_diagnosis_free(diagnosis);
    for (int k = 0; k < N_PARTS; k++) fclose(file[k]);
    return layer;
}

/* The most memory in use at a time, beyond what was before. */
static size_t memory_to_read(const part p[N_PARTS], int with_index, int trust_prj, ambit_layer **out)
{
    size_t before = in_use();
    largest_request = 0;
    most_in_use = before;
    *out = read_parts(p, with_index, trust_prj);
    return most_in_use - before;
}

static void eight_hundred_damaged_layers(void **state)
{
    const uint64_t seed = 20270105;
    part whole[N_PARTS], damaged[N_PARTS];
    size_t n_bytes = 0, n_read = 0, worst = 0, sound = 0, largest = 0;
    ambit_layer *layer;
    (void)state;
    print_message("seed %llu\n", (unsigned long long)seed);
    make_whole(whole);
    for (int k = 0; k < N_PARTS; k++) n_bytes += whole[k].n;
    for (int k = 0; k < 2; k++) { /* the first fills the caches of PROJ */
        sound = memory_to_read(whole, 1, 0, &layer);
        assert_non_null(layer);
        if (k == 0) layer_is_sound(layer);
        ambit_layer_free(layer);
    }
    damaged[SHP] = (part){ whole[SHP].bytes, 100 };
    for (int k = DBF; k < N_PARTS; k++) damaged[k] = whole[k];
    size_t fixed = memory_to_read(damaged, 1, 0, &layer); /* PROJ, GEOS, streams: a layer without a record */
    assert_null(layer);
    for (uint64_t round = 0; round < ROUNDS; round++) {
        ambit_rng rng = ambit_rng_of(seed, round);
        for (int k = 0; k < N_PARTS; k++) {
            damaged[k] = (part){ malloc(whole[k].n), whole[k].n };
            memcpy(damaged[k].bytes, whole[k].bytes, whole[k].n);
        }
        for (uint32_t c = 1 + ambit_rng_below(&rng, 3); c > 0; c--)
            damages[ambit_rng_below(&rng, round % 8 ? 12 : 13)](damaged, whole, &rng);
        int trust_prj = round % 8 == 0; /* PROJ looks long at WKT */
        size_t used = memory_to_read(damaged, ambit_rng_below(&rng, 4) != 0, trust_prj, &layer);
        if (!trust_prj && used > worst) worst = used;
        if (largest_request > largest) largest = largest_request;
        if (layer) n_read++;
        if (layer && round % 256 == 0) layer_is_sound(layer);
        ambit_layer_free(layer);
        for (int k = 0; k < N_PARTS; k++) free(damaged[k].bytes);
    }
    print_message("%zu of %d were read; files of %zu bytes took %zu bytes at most, sound ones %zu, none of "
            "their records %zu; the largest piece %zu\n", n_read, ROUNDS, n_bytes, worst, sound, fixed,
            largest);
    assert_true(n_read > 40 && n_read < ROUNDS - 200);
    assert_true(worst <= fixed + 2 * n_bytes);
    assert_true(largest <= n_bytes);
    for (int k = 0; k < N_PARTS; k++) free(whole[k].bytes);
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(eight_hundred_damaged_layers) };
    return cmocka_run_group_tests_name("geo/layer, damage", tests, NULL, NULL);
}
