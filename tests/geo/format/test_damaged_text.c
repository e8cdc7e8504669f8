/* Text layers damaged at random: 800 files of GeoJSON and as many tables of shapes. Each is read, or refused with words
 * that name the file; never a crash, and never memory that the file does not account for. */
#include "tests/geo/format/text_layer.h"
#include "instances/base/rng.h"

#include <omp.h>
#include <sys/resource.h>
#include <sys/wait.h>

enum { ROUNDS = 800, ROOM = 4096 };

static const char features[] = "{\"type\":\"FeatureCollection\",\n\"features\":[\n"
    "{\"type\":\"Feature\",\"properties\":{\"id\":\"a\",\"amount\":12.5,\"name\":\"\xC3\x89ire\"},"
    "\"geometry\":{\"type\":\"Polygon\",\"coordinates\":[[[0,0],[1,0],[1,1],[0,1],[0,0]],"
    "[[0.2,0.2],[0.2,0.4],[0.4,0.4],[0.2,0.2]]]}},\n"
    "{\"type\":\"Feature\",\"properties\":{\"id\":\"b\",\"amount\":null},\"geometry\":{\"type\":\"MultiPolygon\","
    "\"coordinates\":[[[[178,0],[180,0],[180,1],[178,0]]],[[[-180,0],[-179,0],[-180,1],[-180,0]]]]}},\n"
    "{\"type\":\"Feature\",\"id\":7,\"properties\":{\"id\":7,\"amount\":\"1e3\"},\"geometry\":{\"type\":"
    "\"GeometryCollection\",\"geometries\":"
    "[{\"type\":\"Polygon\",\"coordinates\":[[[5,5,1],[6,5,1],[6,6,1],[5,5,1]]]}]}}\n"
    "]}\n";
static const char lines[] =
    "{\"type\":\"Feature\",\"properties\":{\"id\":1,\"amount\":1},\"geometry\":{\"type\":\"Point\","
    "\"coordinates\":[8.5,47.4]}}\n{\"type\":\"Feature\",\"properties\":{\"id\":2,\"amount\":2},\"geometry\":{\"type\":"
    "\"Point\",\"coordinates\":[8.6,47.5]}}\n";
static const char shapes[] = "id,name,amount,wkt\n"
    "a,One,12.5,\"POLYGON((0 0,1 0,1 1,0 1,0 0),(.2 .2,.2 .4,.4 .4,.2 .2))\"\n"
    "b,\"Two, or so\",,\"SRID=4326;MULTIPOLYGON(((178 0,180 0,180 1,178 0)),((-180 0,-179 0,-180 1,-180 0)))\"\n"
    "c,\"T\"\"hree\",1e3,\"POLYGON Z ((5 5 1,6 5 1,\n6 6 1,5 5 1))\"\n";
static const char points[] = "id,amount,lon,lat\r\na,1,8.5,47.4\r\nb,2,-70.25,-33.5\r\n";

static const struct sample { const char *name, *file; const char *text[2]; } samples[] = {
    { "GeoJSON", "t.geojson", { features, lines } },
    { "tables", "t.csv", { shapes, points } },
};

/* What vendors' programs and torn transfers leave behind. */
static const char *const tokens[] = { "1e999", "NaN", "null", "-", "\"", "[", "]", "{", "}", "(", ")", ",", "\n",
    "\\u0000", "99999999999999999999", "EMPTY",
    "\xFF", "\xC3", "[[[[[[[[", "((((((((", "SRID=1;", "\"id\":1,", "0,0", "-1e308" };

/* Another digit, which leaves the form as it is. */
static void turn_digit(char *text, size_t n, ambit_rng *rng)
{
    size_t at = ambit_rng_below(rng, (uint32_t)n);
    while (at < n && (text[at] < '0' || text[at] > '9')) at++;
    if (at < n) text[at] = (char)('0' + ambit_rng_below(rng, 10));
}

/* One to four changes: digits, a byte turned, a piece lost, doubled or moved, a token put in, the end cut off. */
static size_t damage(char *text, size_t n, ambit_rng *rng)
{
    int only_digits = ambit_rng_below(rng, 4) == 0;
    for (uint32_t k = 1 + ambit_rng_below(rng, 4); k-- > 0 && n > 8;) {
        if (only_digits) {
            turn_digit(text, n, rng);
            continue;
        }
        size_t at = ambit_rng_below(rng, (uint32_t)n), length = 1 + ambit_rng_below(rng, 40);
        const char *token = tokens[ambit_rng_below(rng, sizeof tokens / sizeof *tokens)];
        if (length > n - at) length = n - at;
        if (n + length + 24 > ROOM) continue;
        switch (ambit_rng_below(rng, 6)) {
        case 0: text[at] = (char)(text[at] ^ 1 << ambit_rng_below(rng, 8)); break;
        case 1: memmove(text + at, text + at + length, n - at - length), n -= length; break;
        case 2: memmove(text + at + length, text + at, n - at), n += length; break;
        case 3: memmove(text + at, text + ambit_rng_below(rng, (uint32_t)(n - length + 1)), length); break;
        case 4:
            memmove(text + at + strlen(token), text + at, n - at);
            memcpy(text + at, token, strlen(token));
            n += strlen(token);
            break;
        default: if (ambit_rng_below(rng, 4) == 0) n = at;
        }
    }
    return n;
}

static long peak_kib(void)
{
    struct rusage usage;
    getrusage(RUSAGE_SELF, &usage);
    return usage.ru_maxrss;
}

/* Sanitizers keep freed memory aside. */
static int memory_is_ours(void)
{
#ifdef __SANITIZE_ADDRESS__
    return 0;
#else
    return 1;
#endif
}

static void is_read_or_refused(void **state)
{
    const struct sample *sample = *state;
    static const char *const amount[] = { "amount" };
    const ambit_layer_source source = { .name_field = "name", .crs = "EPSG:4326", .wanted = amount, .n_wanted = 1 };
    char text[ROOM], out[DUMP_ROOM];
    int n_read = 0;
    long before = 0;
    for (uint64_t seed = 0; seed < ROUNDS; seed++) {
        ambit_rng rng = ambit_rng_of(seed, 17);
        const char *whole = sample->text[seed % 2];
        memcpy(text, whole, strlen(whole));
        size_t n = damage(text, strlen(whole), &rng);
        ambit_status status = read_text_layer(out, sample->file, text, n, &source);
        if (status && strncmp(out, sample->file, strlen(sample->file)) && strncmp(out, "warning: ", 9))
            fail_msg("seed %llu: %s", (unsigned long long)seed, out);
        n_read += !status;
        if (seed == 20) before = peak_kib();
    }
    print_message("seeds 0 to %d: %d of %s are read all the same\n", ROUNDS - 1, n_read, sample->name);
    assert_in_range(n_read, ROUNDS / 50, ROUNDS / 2);
    if (memory_is_ours()) assert_in_range(peak_kib() - before, 0, 16 * 1024);
}

/* A file of shapes as they are exported, of about 8 MB. */
static char *write_many(size_t *n)
{
    char *text = NULL;
    FILE *file = open_memstream(&text, n);
    assert_non_null(file);
    fputs("{\"type\":\"FeatureCollection\",\"features\":[\n", file);
    for (int r = 0; r < 3000; r++) {
        fprintf(file, "%s{\"type\":\"Feature\",\"properties\":{\"id\":%d},\"geometry\":{\"type\":\"Polygon\","
                "\"coordinates\":[[", r ? ",\n" : "", r);
        for (int i = 0; i <= 100; i++)
            fprintf(file, "%s[%.7f,%.7f]", i ? "," : "", -120 + r % 60 + .4 * cos(2 * M_PI * (i % 100) / 100),
                    r / 60 + .4 * sin(2 * M_PI * (i % 100) / 100));
        fputs("]]}}", file);
    }
    fputs("]}\n", file);
    fclose(file);
    return text;
}

static ambit_status read_counted(const char *path, uint32_t n)
{
    ambit_layer *layer = NULL;
    ambit_diagnosis *diagnosis = ambit_diagnosis_build();
    ambit_status status = ambit_layer_read(&layer, &(ambit_layer_source){ .path = path, .shown = "t.geojson",
            .id_field = "id" }, diagnosis, NULL);
    if (!status && layer->n != n) status = AMBIT_E_INPUT;
    ambit_layer_free(layer);
    ambit_diagnosis_free(diagnosis);
    return status;
}

/* In a process of its own, whose peak is its own. What PROJ and GEOS take is there from the first file on. */
static void memory_is_at_most_three_times_the_file(void **state)
{
    test_folder folder;
    size_t n = 0;
    int how = 0;
    (void)state;
    if (!memory_is_ours()) skip();
    folder_open(&folder);
    char *text = write_many(&n);
    put_file(&folder, "t.geojson", text, n);
    put_file(&folder, "small.geojson", lines, sizeof lines - 1);
    free(text);
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        ambit_status status = read_counted(in_folder(&folder, "small.geojson"), 2);
        long before = peak_kib();
        if (!status) status = read_counted(in_folder(&folder, "t.geojson"), 3000);
        _exit(status ? 255 : (int)(10 * (peak_kib() - before) * 1024 / (long)n));
    }
    assert_int_equal(waitpid(child, &how, 0), child);
    folder_close(&folder);
    assert_true(WIFEXITED(how) && WEXITSTATUS(how) != 255);
    print_message("%.1f MB of GeoJSON take %.1f times as much\n", (double)n / 1e6, WEXITSTATUS(how) / 10.0);
    assert_in_range(WEXITSTATUS(how), 0, 30);
}

int main(void)
{
    omp_set_num_threads(1); /* tiny files: threads would only wait for each other */
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(memory_is_at_most_three_times_the_file), /* before there are threads */
        { samples[0].name, is_read_or_refused, NULL, NULL, (void *)(uintptr_t)&samples[0] },
        { samples[1].name, is_read_or_refused, NULL, NULL, (void *)(uintptr_t)&samples[1] },
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
