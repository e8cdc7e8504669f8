#include "geo/format/shapecheck.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

enum { SHP_HEADER = 100, ENTRY = 8, DBF_HEADER = 32, POINT = 1, POLYGON = 5, MULTIPOINT = 8 };

/* Shapelib keeps offsets in 32 bits. */
static const uint64_t most_bytes = UINT32_MAX;

#define FAULT(diagnosis, fault, place, ...) ambit_diagnosis_error(diagnosis, AMBIT_FAULT_##fault, place, __VA_ARGS__)

static uint32_t big_endian(const unsigned char *b)
{
    return (uint32_t)b[0] << 24 | (uint32_t)b[1] << 16 | (uint32_t)b[2] << 8 | b[3];
}

static uint32_t little_endian(const unsigned char *b)
{
    return (uint32_t)b[3] << 24 | (uint32_t)b[2] << 16 | (uint32_t)b[1] << 8 | b[0];
}

static void put_big_endian(unsigned char *b, uint32_t value)
{
    b[0] = (unsigned char)(value >> 24), b[1] = (unsigned char)(value >> 16);
    b[2] = (unsigned char)(value >> 8), b[3] = (unsigned char)value;
}

static uint64_t size_of(FILE *file)
{
    if (fseeko(file, 0, SEEK_END)) return 0;
    off_t end = ftello(file);
    return end < 0 ? 0 : (uint64_t)end;
}

static int read_at(FILE *file, uint64_t at, void *out, size_t n)
{
    return !fseeko(file, (off_t)at, SEEK_SET) && fread(out, 1, n, file) == n;
}

void ambit_shapecheck_name(char *out, size_t size, const char *shown, const char *extension)
{
    const char *dot = strrchr(shown, '.');
    if (!dot || strchr(dot, '/')) dot = shown + strlen(shown);
    snprintf(out, size, "%.*s.%s", (int)(dot - shown), shown, extension);
}

static const char *kind_of(uint32_t type)
{
    switch (type) {
    case 0: return "null shapes";
    case 3: case 13: case 23: return "lines";
    case 31: return "multipatches";
    default: return "an unknown kind of shapes";
    }
}

/* Types 1 to 8, with Z 10 more, with M 20 more. */
static int is_known(uint32_t type)
{
    uint32_t kind = type % 10;
    return type < 30 && (kind == POINT || kind == POLYGON || kind == MULTIPOINT);
}

/* Reads and judges the first 100 bytes. Returns 1 when records may follow. */
static int check_header(unsigned char header[SHP_HEADER], FILE *shp, uint64_t size, ambit_place place,
        ambit_diagnosis *diagnosis)
{
    if (size < SHP_HEADER || !read_at(shp, 0, header, SHP_HEADER)) {
        FAULT(diagnosis, SHAPE_FILE, place, "found %" PRIu64 " bytes, expected a shapefile, "
                "which begins with a header of 100: copy the file again", size);
        return 0;
    }
    if (big_endian(header) != 9994) {
        FAULT(diagnosis, SHAPE_FILE, place, "does not begin as a shapefile does "
                "(file code %" PRIu32 ", expected 9994): name the .shp file", big_endian(header));
        return 0;
    }
    if (size > most_bytes) {
        FAULT(diagnosis, TOO_LARGE, place, "found %" PRIu64 " bytes, expected at most %" PRIu64
                ": split or simplify the layer", size, most_bytes);
        return 0;
    }
    uint32_t type = little_endian(header + 32);
    if (!is_known(type)) {
        FAULT(diagnosis, SHAPE_FILE, place, "holds %s (type %" PRIu32 "), expected polygons or points: name a layer of "
                "regions",
                kind_of(type), type);
        return 0;
    }
    return 1;
}

/* Room for one entry more; the size doubles. */
static int append(ambit_record_index *index, size_t *room, uint32_t offset_words, uint32_t length_words)
{
    if (index->size + ENTRY > *room) {
        unsigned char *moved = realloc(index->bytes, 2 * *room);
        if (!moved) return -1;
        index->bytes = moved;
        *room *= 2;
    }
    put_big_endian(index->bytes + index->size, offset_words);
    put_big_endian(index->bytes + index->size + 4, length_words);
    index->size += ENTRY;
    index->n++;
    return 0;
}

/* Copies the .shx when each of its entries points at a whole record, and all of them together at no more than there
 * is: else one record, pointed at a thousand times, would be read a thousand times. Returns 1, 0 when it does not, -1
 * without memory. */
static int take_shx(ambit_record_index *index, size_t *room, FILE *shx, uint32_t expected, uint64_t shp_size)
{
    uint64_t size = size_of(shx);
    if (size < SHP_HEADER || (size - SHP_HEADER) % ENTRY) return 0;
    if (!read_at(shx, 0, index->bytes, SHP_HEADER) || big_endian(index->bytes) != 9994) return 0;
    uint64_t n = (size - SHP_HEADER) / ENTRY, sum = SHP_HEADER;
    if (n > shp_size / ENTRY || (expected != UINT32_MAX && n != expected)) return 0;
    for (uint64_t i = 0; i < n; i++) {
        unsigned char entry[ENTRY];
        if (fread(entry, 1, ENTRY, shx) != ENTRY) return 0;
        uint32_t offset = big_endian(entry), length = big_endian(entry + 4);
        uint64_t at = 2 * (uint64_t)offset, end = at + ENTRY + 2 * (uint64_t)length;
        sum += end - at;
        if (at < SHP_HEADER || length < 2 || end > shp_size || sum > shp_size) return 0;
        if (append(index, room, offset, length)) return -1;
    }
    return 1;
}

/* Walks from record to record. Stops at the end, or where a record does not fit, which is a fault. */
static int follow_records(ambit_record_index *index, size_t *room, FILE *shp, uint64_t size, ambit_place place,
        ambit_diagnosis *diagnosis)
{
    uint64_t at = SHP_HEADER;
    while (at + ENTRY <= size) {
        unsigned char head[ENTRY];
        if (!read_at(shp, at, head, ENTRY)) break;
        uint64_t length = 2 * (uint64_t)big_endian(head + 4);
        if (length < 4 || at + ENTRY + length > size) {
            FAULT(diagnosis, SHAPE_FILE, place, "record %" PRIu32 " claims %" PRIu64 " bytes at byte %" PRIu64
                    ", but the file ends at %" PRIu64 ": it is cut off or damaged, copy it again",
                    index->n + 1, length, at + ENTRY, size);
            return 0;
        }
        if (append(index, room, (uint32_t)(at / 2), (uint32_t)(length / 2))) return -1;
        at += ENTRY + length;
    }
    return 0;
}

ambit_status ambit_shapecheck_index(ambit_record_index *out, FILE *shp, FILE *shx, uint32_t expected, const char *shown,
        ambit_diagnosis *diagnosis, ambit_error *err)
{
    ambit_place place = { .file = shown };
    unsigned char header[SHP_HEADER];
    uint64_t size = size_of(shp);
    size_t room = SHP_HEADER + 1024 * ENTRY;
    *out = (ambit_record_index){ 0 };
    if (!check_header(header, shp, size, place, diagnosis)) return AMBIT_E_INPUT;
    out->bytes = malloc(room);
    if (!out->bytes) goto no_memory;
    out->size = SHP_HEADER;
    out->shp_bytes = size;
    int taken = shx ? take_shx(out, &room, shx, expected, size) : 0;
    if (taken == 0) {
        out->size = SHP_HEADER;
        out->n = 0;
        uint64_t claimed = 2 * (uint64_t)big_endian(header + 24); /* what lies behind it is padding */
        taken = follow_records(out, &room, shp, claimed > SHP_HEADER && claimed < size ? claimed : size, place,
                diagnosis);
    }
    if (taken < 0) goto no_memory;
    memcpy(out->bytes, header, SHP_HEADER);
    put_big_endian(out->bytes + 24, (uint32_t)(out->size / 2));
    return AMBIT_OK;
no_memory:
    free(out->bytes);
    *out = (ambit_record_index){ 0 };
    return ambit_fail(err, AMBIT_E_MEMORY, "no memory for the index of %s", shown);
}

uint64_t ambit_shapecheck_length(const ambit_record_index *index, uint32_t i)
{
    return 2 * (uint64_t)big_endian(index->bytes + SHP_HEADER + ENTRY * (size_t)i + 4);
}

int ambit_shapecheck_dbf(ambit_dbf_header *out, FILE *dbf, const char *shown, ambit_diagnosis *diagnosis)
{
    ambit_place place = { .file = shown };
    unsigned char header[DBF_HEADER];
    uint64_t size = size_of(dbf);
    if (size <= DBF_HEADER || !read_at(dbf, 0, header, DBF_HEADER)) {
        FAULT(diagnosis, SHAPE_FILE, place, "found %" PRIu64 " bytes, expected a table, "
                "which begins with a header of 32: copy the file again", size);
        return 0;
    }
    *out = (ambit_dbf_header){ little_endian(header + 4), header[8] | (uint32_t)header[9] << 8,
        header[10] | (uint32_t)header[11] << 8, header[29] };
    if (out->header_bytes < 2 * DBF_HEADER + 1 || out->header_bytes > size || out->record_bytes < 2) {
        FAULT(diagnosis, SHAPE_FILE, place, "its header claims %" PRIu32 " bytes of fields and %" PRIu32
                " bytes a record, in a file of %" PRIu64 ": it is damaged, copy it again",
                out->header_bytes, out->record_bytes, size);
        return 0;
    }
    uint64_t held = (size - out->header_bytes) / out->record_bytes;
    if (out->n_records > held) {
        FAULT(diagnosis, SHAPE_FILE, place, "its header claims %" PRIu32 " records, but the file holds %" PRIu64
                ": it is cut off or damaged, copy it again", out->n_records, held);
        return 0;
    }
    return 1;
}
