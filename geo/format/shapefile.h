/* geo/format/shapefile.h - the bytes of shapefiles, through shapelib; no other file includes its header.
 *
 * Shapelib believes what headers say: a damaged count makes it ask for gigabytes or read past an end. So nothing is
 * handed to it before geo/shapecheck has compared it with the size of the file, and it gets an index (.shx) of our
 * own making. It reads and writes through our open files, which may lie in memory, and its messages are not printed. */
#ifndef AMBIT_SHAPEFILE_H
#define AMBIT_SHAPEFILE_H
#include "geo/rings.h"
#include "instances/base/diagnosis.h"

/* The open files of one shapefile, of the caller; NULL when there is none. */
typedef struct { FILE *shp, *shx, *dbf; } ambit_shapefile_files;

typedef struct ambit_shapefile ambit_shapefile;

/* Opens for reading; `shown` is the path in messages (its extension is exchanged for the part that is meant). Faults
 * are recorded; *out is NULL when the file is so damaged that no record can be read. The files must outlive it. */
ambit_status ambit_shapefile_open(ambit_shapefile **out, const ambit_shapefile_files *files, const char *shown,
        ambit_diagnosis *diagnosis, ambit_error *err);
void ambit_shapefile_close(ambit_shapefile *file); /* NULL is fine */

uint32_t ambit_shapefile_n_records(const ambit_shapefile *file);
size_t ambit_shapefile_most_points(const ambit_shapefile *file); /* more its rings cannot have */
uint32_t ambit_shapefile_n_fields(const ambit_shapefile *file);
const char *ambit_shapefile_field_name(const ambit_shapefile *file, uint32_t field); /* its bytes */
int ambit_shapefile_type(const ambit_shapefile *file); /* 5, 15, 25 polygons, 1, 11, 21 points, 8, 18, 28 multipoints */
int ambit_shapefile_is_number(const ambit_shapefile *file, uint32_t field); /* 1: the field holds numbers, not text */
unsigned ambit_shapefile_ldid(const ambit_shapefile *file);

/* 1 when the record is marked as deleted in the .dbf. */
int ambit_shapefile_is_deleted(const ambit_shapefile *file, uint32_t record);

/* The bytes of a cell without the blanks around it; borrowed until the next call. */
const char *ambit_shapefile_cell(const ambit_shapefile *file, uint32_t record, uint32_t field, size_t *length);

/* The shape of a record as it lies in the file, without Z and M: rings, which may be open, or points, which have no
 * parts. */
typedef struct {
    int is_points, n_parts, n_points;
    const int *part_first; /* [n_parts] */
    const double *x, *y;   /* [n_points] */
    void *owner;
} ambit_shapefile_shape;

/* Returns 1; 0 for a null shape or one without points; -1 when its bytes contradict themselves. Release it always. */
int ambit_shapefile_read(const ambit_shapefile *file, uint32_t record, ambit_shapefile_shape *out);
void ambit_shapefile_release(ambit_shapefile_shape *shape);

/* Where the points of part p end. */
static inline int ambit_shapefile_part_end(const ambit_shapefile_shape *shape, int p)
{
    return p + 1 < shape->n_parts ? shape->part_first[p + 1] : shape->n_points;
}

/* ---- Writing ---------------------------------------------------------------------------------------------------- */

/* type 'C' text or 'N' number, as wide as its widest cell. */
typedef struct { char name[11]; char type; int width, decimals; } ambit_dbf_field;

typedef struct ambit_shapefile_writer ambit_shapefile_writer;

/* Starts a shapefile of polygons, or of points, in three empty files open for reading and writing. Dates are fixed. */
ambit_status ambit_shapefile_create(ambit_shapefile_writer **out, const ambit_shapefile_files *files,
        const ambit_dbf_field *field, uint32_t n_fields, ambit_error *err);
ambit_status ambit_shapefile_create_points(ambit_shapefile_writer **out, const ambit_shapefile_files *files,
        const ambit_dbf_field *field, uint32_t n_fields, ambit_error *err);

/* Appends a record; cell[k] is the finished text of field k. A shape without parts becomes a null shape. */
ambit_status ambit_shapefile_add(ambit_shapefile_writer *writer, ambit_shape shape, const char *const *cell,
        ambit_error *err);

/* The same for a point; one that is nowhere (NaN) becomes a null shape. */
ambit_status ambit_shapefile_add_point(ambit_shapefile_writer *writer, double x, double y, const char *const *cell,
        ambit_error *err);

/* Writes the headers and frees the writer, also when something failed before; NULL is fine. The files stay open: what
 * the disk refused shows in ferror and fclose. */
void ambit_shapefile_finish(ambit_shapefile_writer *writer);

#endif
