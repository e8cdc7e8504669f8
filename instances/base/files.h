/* instances/base/files.h - what folder.c asks of the file system, one question a function.
 *
 * All take paths; those that return int give 0, or -1 with errno set, like the calls that they are made of. */
#ifndef AMBIT_FILES_H
#define AMBIT_FILES_H
#include <stddef.h>

/* The names in a folder without "." and "..", sorted, so that what is done with them has one order. */
typedef struct { char **name; size_t n; } ambit_names;

/* Fills *out, which the caller resets. */
int ambit_files_list(ambit_names *out, const char *folder);
void ambit_files_reset(ambit_names *names);

/* "folder/name", owned by the caller; NULL without memory. */
char *ambit_files_join(const char *folder, const char *name);

int ambit_files_is_folder(const char *path);
int ambit_files_exist(const char *folder, const char *name); /* also a dangling link */

/* Waits until a file or a folder is on the disk. A file system that cannot sync is no failure. */
int ambit_files_sync(const char *path);

/* Makes every folder of `path` but the last part. *made becomes the outermost that was missing (owned by the
 * caller), or NULL when all were there. On failure *made names what has been made until then. */
int ambit_files_make_parents(const char *path, char **made);

/* Removes the empty folders from the parent of `path` up to `made`. */
void ambit_files_drop_parents(const char *path, const char *made);

/* Removes a folder of plain files; what cannot be removed stays. */
void ambit_files_remove(const char *folder);

#endif
