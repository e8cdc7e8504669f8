/* instances/base/folder.h - output that is there whole or not at all.
 *
 * A command writes its files into a temporary folder beside the target; `publish` syncs them and renames them into
 * place, so a killed run leaves the old files or the new ones, never a half. An existing file is only replaced when
 * the caller allows it, and only files that this command lists as its own.
 *
 * Where folders cannot change places (the file system lacks RENAME_EXCHANGE or hard links, the target is a mount
 * point, holds subfolders or is the working folder, or its parent may not be written) each file is renamed into the
 * target on its own, in the order of `own`: every file is whole, but a kill between two renames leaves some old and
 * some new ones. A command therefore names the file that others trust (plan.json) last.
 *
 * What a killed run left behind (`.NAME.ambit-PID-N`) is swept by the next run: a live one holds a lock on its
 * folder. */
#ifndef AMBIT_FOLDER_H
#define AMBIT_FOLDER_H
#include "instances/base/status.h"
#include <stdio.h>

typedef struct ambit_folder ambit_folder;

/* Opens a staging folder for `path` (whose parents are made). When `force` is 0 and one of the files named in the
 * NULL-terminated list `own` (borrowed until the folder is freed) exists in `path`, fails with AMBIT_E_FILE naming
 * it and saying --force. */
ambit_status ambit_folder_open(ambit_folder **out, const char *path, const char *const *own, int force,
        ambit_error *err);

/* The staging path of a file; borrowed until the next call or close. */
const char *ambit_folder_path(ambit_folder *folder, const char *name);

/* Opens a staged file for writing (close it with ambit_folder_close_file, which checks and syncs). */
ambit_status ambit_folder_create(ambit_folder *folder, const char *name, FILE **out, ambit_error *err);
ambit_status ambit_folder_close_file(ambit_folder *folder, FILE *file, const char *name, ambit_error *err);

/* One more file, which this run makes anew from what others own: once staged it takes the place of an older one without
 * --force, and when it is not staged the older one stays. Borrowed until the folder is freed. */
void ambit_folder_renew(ambit_folder *folder, const char *name);

/* Moves every staged file into place, all at once as far as a file system allows: when the target folder does not
 * exist, one rename of the whole folder; when it does, its other files are carried over into the staged folder and the
 * two folders change places (renameat2 RENAME_EXCHANGE). Files named in `own` or like one of the shell patterns in
 * `derived` (NULL-terminated, may be NULL) that were not staged are dropped from the result. Syncs files and folder.
 * After AMBIT_OK only ambit_folder_free may follow; after a failure the target is as it was (but see the file by
 * file way above). */
ambit_status ambit_folder_publish(ambit_folder *folder, const char *const *derived, ambit_error *err);

/* Removes what was not published, and the parents that were made for it. NULL is fine. */
void ambit_folder_free(ambit_folder *folder);

#endif
