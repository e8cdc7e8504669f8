#include "instances/base/folder.h"
#include "instances/base/files.h"

#include <errno.h>
#include <fnmatch.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

struct ambit_folder {
    char *target;           /* absolute, without links, so that what the user's link points to changes, not the link */
    char *parent;           /* of target */
    const char *base;       /* target's last part */
    char *made;             /* the outermost parent that was made for it, or NULL */
    char *staging;          /* where files are written until they are published; NULL: there is none */
    char *scratch;          /* the last path handed out */
    const char *const *own; /* borrowed */
    const char *renewed;    /* borrowed: may be replaced, though it is not of own; NULL: none */
    ambit_names staged;     /* at the time of publishing */
    int force, inside;      /* inside: staging lies in target, and files are moved one by one */
    int lock_fd;            /* a lock on staging, or -1 */
    int published;
};

static int is_in(const char *const *list, const char *name)
{
    for (; list && *list; list++)
        if (!strcmp(*list, name)) return 1;
    return 0;
}

/* The same for a list of shell patterns. */
static int is_like(const char *const *list, const char *name)
{
    for (; list && *list; list++)
        if (!fnmatch(*list, name, FNM_PERIOD)) return 1;
    return 0;
}

static int is_staged(const ambit_folder *folder, const char *name)
{
    for (size_t i = 0; i < folder->staged.n; i++)
        if (!strcmp(folder->staged.name[i], name)) return 1;
    return 0;
}

static ambit_status no_memory(ambit_error *err)
{
    return ambit_fail(err, AMBIT_E_MEMORY, "no memory for an output folder");
}

/* What errno says of an output folder; `what` goes on with the sentence that the path begins. */
static ambit_status fail_of(const char *path, const char *what, ambit_error *err)
{
    if (errno == ENOMEM) return no_memory(err);
    return ambit_fail(err, AMBIT_E_FILE, "%s: %s: %s", path, what, strerror(errno));
}

/* ---- Opening ---------------------------------------------------------------------------------------------------- */

/* Fills target, parent and base from a path without closing slashes whose parents exist. */
static ambit_status resolve(ambit_folder *folder, const char *path, ambit_error *err)
{
    struct stat s;
    const char *slash = strrchr(path, '/'), *last = slash ? slash + 1 : path;
    if (stat(path, &s) == 0) {
        if (!S_ISDIR(s.st_mode))
            return ambit_fail(err, AMBIT_E_FILE, "%s: is a file, not a folder: name another one", path);
        folder->target = realpath(path, NULL);
    } else if (lstat(path, &s) == 0 || !*last) {
        return ambit_fail(err, AMBIT_E_FILE, "%s: cannot be an output folder: name another one", path);
    } else {
        char *above = slash ? strndup(path, slash == path ? 1 : (size_t)(slash - path)) : strdup(".");
        char *real = above ? realpath(above, NULL) : NULL;
        folder->target = real ? ambit_files_join(real, last) : NULL;
        free(above);
        free(real);
    }
    if (!folder->target || !(folder->parent = strdup(folder->target)))
        return fail_of(path, "cannot be an output folder", err);
    folder->base = strrchr(folder->target, '/') + 1;
    size_t n = (size_t)(folder->base - folder->target);
    folder->parent[n > 1 ? n - 1 : 1] = '\0';
    return AMBIT_OK;
}

static ambit_status check_free(const ambit_folder *folder, ambit_error *err)
{
    if (folder->force) return AMBIT_OK;
    for (const char *const *name = folder->own; name && *name; name++)
        if (ambit_files_exist(folder->target, *name))
            return ambit_fail(err, AMBIT_E_FILE, "%s/%s: exists already: name another folder with --out, or add "
                    "--force to replace it", folder->target, *name);
    return AMBIT_OK;
}

/* Locks a folder as ours. 0: locked (or the file system has no locks); -1: somebody else has it, or it went away. */
static int lock(const char *path, int *fd)
{
    struct stat open_one, named_one;
    if ((*fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)) < 0) return -1;
    int taken = flock(*fd, LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK;
    if (!taken && fstat(*fd, &open_one) == 0 && stat(path, &named_one) == 0 && open_one.st_ino == named_one.st_ino)
        return 0;
    close(*fd);
    *fd = -1;
    return -1;
}

/* Is `name` ".BASE.ambit-PID-N"? */
static int is_staging_name(const char *name, const char *base)
{
    size_t n = strlen(base);
    if (name[0] != '.' || strncmp(name + 1, base, n) || strncmp(name + 1 + n, ".ambit-", 7)) return 0;
    const char *rest = name + 1 + n + 7;
    return *rest && strspn(rest, "0123456789-") == strlen(rest);
}

/* Removes what killed runs left behind in `where`: their locks died with them. */
static void sweep(const char *where, const char *base)
{
    ambit_names names;
    if (ambit_files_list(&names, where) != 0) return;
    for (size_t i = 0; i < names.n; i++) {
        int fd = -1;
        char *path = is_staging_name(names.name[i], base) ? ambit_files_join(where, names.name[i]) : NULL;
        if (path && lock(path, &fd) == 0) ambit_files_remove(path);
        if (fd >= 0) close(fd);
        free(path);
    }
    ambit_files_reset(&names);
}

/* Makes the staging folder in `where`, under a name that nobody has. */
static int make_staging(ambit_folder *folder, const char *where)
{
    sweep(where, folder->base);
    for (unsigned n = 0; n < 1000; n++) {
        if (asprintf(&folder->staging, "%s/.%s.ambit-%ld-%u", where, folder->base, (long)getpid(), n) < 0) {
            folder->staging = NULL;
            return -1;
        }
        if (mkdir(folder->staging, 0777) == 0) {
            if (lock(folder->staging, &folder->lock_fd) == 0) return 0;
        } else if (errno != EEXIST) {
            break;
        }
        free(folder->staging);
        folder->staging = NULL;
    }
    int why = errno;
    free(folder->staging);
    folder->staging = NULL;
    errno = why;
    return -1;
}

/* A mount point cannot be renamed, and a shell that stands in the folder would find itself in a removed one. */
static int must_stay(const ambit_folder *folder)
{
    struct stat target, parent, here;
    if (stat(folder->target, &target) != 0) return 0;
    if (!*folder->base || stat(folder->parent, &parent) != 0 || target.st_dev != parent.st_dev) return 1;
    return stat(".", &here) == 0 && here.st_dev == target.st_dev && here.st_ino == target.st_ino;
}

static ambit_status stage(ambit_folder *folder, ambit_error *err)
{
    int exists = ambit_files_is_folder(folder->target);
    if (exists && access(folder->target, W_OK | X_OK) != 0)
        return fail_of(folder->target, "cannot be written", err);
    folder->inside = must_stay(folder);
    int failed = folder->inside || make_staging(folder, folder->parent) != 0;
    if (failed && exists) {
        folder->inside = 1;
        failed = make_staging(folder, folder->target) != 0;
    }
    if (failed) return fail_of(folder->target, "cannot be written", err);
    folder->scratch = malloc(strlen(folder->staging) + NAME_MAX + 2);
    return folder->scratch ? AMBIT_OK : no_memory(err);
}

static ambit_status open_at(ambit_folder *folder, const char *path, ambit_error *err)
{
    if (ambit_files_make_parents(path, &folder->made) != 0)
        return fail_of(path, "its parent folder cannot be made", err);
    char *made = folder->made;
    folder->made = made ? realpath(made, NULL) : NULL; /* to compare with target, whose links are resolved too */
    free(made);
    ambit_status status = resolve(folder, path, err);
    if (status == AMBIT_OK) status = check_free(folder, err);
    return status == AMBIT_OK ? stage(folder, err) : status;
}

ambit_status ambit_folder_open(ambit_folder **out, const char *path, const char *const *own, int force,
        ambit_error *err)
{
    *out = NULL;
    ambit_folder *folder = calloc(1, sizeof *folder);
    char *trimmed = strdup(path);
    if (!folder || !trimmed) {
        free(trimmed);
        free(folder);
        return no_memory(err);
    }
    for (size_t n = strlen(trimmed); n > 1 && trimmed[n - 1] == '/'; n--) trimmed[n - 1] = '\0';
    folder->own = own;
    folder->force = force;
    folder->lock_fd = -1;
    ambit_status status = open_at(folder, trimmed, err);
    free(trimmed);
    if (status == AMBIT_OK) *out = folder;
    else ambit_folder_free(folder);
    return status;
}

/* ---- Writing ---------------------------------------------------------------------------------------------------- */

const char *ambit_folder_path(ambit_folder *folder, const char *name)
{
    sprintf(folder->scratch, "%s/%.*s", folder->staging, NAME_MAX, name);
    return folder->scratch;
}

ambit_status ambit_folder_create(ambit_folder *folder, const char *name, FILE **out, ambit_error *err)
{
    *out = fopen(ambit_folder_path(folder, name), "wbe");
    if (*out) return AMBIT_OK;
    return ambit_fail(err, AMBIT_E_FILE, "%s/%s: cannot be written: %s", folder->target, name, strerror(errno));
}

ambit_status ambit_folder_close_file(ambit_folder *folder, FILE *file, const char *name, ambit_error *err)
{
    errno = 0;
    int failed = fflush(file) != 0 || ferror(file);
    failed = failed || (fsync(fileno(file)) != 0 && errno != EINVAL && errno != ENOTSUP);
    int why = errno;
    if (fclose(file) != 0 && !failed) failed = 1, why = errno;
    if (!failed) return AMBIT_OK;
    return ambit_fail(err, AMBIT_E_FILE, "%s/%s: cannot be written: %s", folder->target, name,
            why ? strerror(why) : "a write failed");
}

void ambit_folder_renew(ambit_folder *folder, const char *name) { folder->renewed = name; }

static int is_replaceable(const ambit_folder *folder, const char *name)
{
    return is_in(folder->own, name) || (folder->renewed && !strcmp(folder->renewed, name));
}

/* ---- Publishing ------------------------------------------------------------------------------------------------- */

static ambit_status cannot_publish(const ambit_folder *folder, const char *name, ambit_error *err)
{
    if (errno == ENOMEM) return no_memory(err);
    return ambit_fail(err, AMBIT_E_FILE, "%s/%s: cannot be put in place: %s", folder->target, name, strerror(errno));
}

/* Everything staged is on the disk, and nothing of the user's is in its way. */
static ambit_status prepare(ambit_folder *folder, ambit_error *err)
{
    if (ambit_files_list(&folder->staged, folder->staging) != 0) return cannot_publish(folder, "", err);
    for (size_t i = 0; i < folder->staged.n; i++) {
        const char *name = folder->staged.name[i];
        if (ambit_files_sync(ambit_folder_path(folder, name)) != 0) return cannot_publish(folder, name, err);
        if (!is_replaceable(folder, name) && ambit_files_exist(folder->target, name))
            return ambit_fail(err, AMBIT_E_FILE, "%s/%s: is in the way and not a file of this command: move it, or "
                    "name another folder with --out", folder->target, name);
    }
    if (ambit_files_sync(folder->staging) != 0) return cannot_publish(folder, "", err);
    return check_free(folder, err);
}

static int has_subfolder(const char *path)
{
    ambit_names names;
    int found = 0;
    if (ambit_files_list(&names, path) != 0) return 1;
    for (size_t i = 0; i < names.n && !found; i++) {
        struct stat s;
        char *entry = ambit_files_join(path, names.name[i]);
        found = !entry || (lstat(entry, &s) == 0 && S_ISDIR(s.st_mode));
        free(entry);
    }
    ambit_files_reset(&names);
    return found;
}

/* Gives the files of `from` that are neither ours nor derived a second name in `to`: the old folder stays whole. */
static int carry_over(const ambit_folder *folder, const char *const *derived, const char *from, const char *to)
{
    ambit_names names;
    int failed = ambit_files_list(&names, from);
    for (size_t i = 0; !failed && i < names.n; i++) {
        if (is_in(folder->own, names.name[i]) || is_like(derived, names.name[i])) continue;
        char *old = ambit_files_join(from, names.name[i]), *new = ambit_files_join(to, names.name[i]);
        failed = !old || !new || (linkat(AT_FDCWD, old, AT_FDCWD, new, 0) != 0 && errno != EEXIST && errno != ENOENT);
        free(old);
        free(new);
    }
    ambit_files_reset(&names);
    return failed ? -1 : 0;
}

static void undo_carry(const ambit_folder *folder)
{
    ambit_names names;
    if (ambit_files_list(&names, folder->staging) != 0) return;
    for (size_t i = 0; i < names.n; i++) {
        char *path = is_staged(folder, names.name[i]) ? NULL : ambit_files_join(folder->staging, names.name[i]);
        if (path) unlink(path);
        free(path);
    }
    ambit_files_reset(&names);
}

/* The new folder is as open or as closed as the old one was. What the file system refuses is not worth failing for. */
static void keep_mode(const ambit_folder *folder)
{
    struct stat old;
    if (stat(folder->target, &old) != 0) return;
    if (fchown(folder->lock_fd, (uid_t)-1, old.st_gid) != 0) errno = 0;
    if (fchmod(folder->lock_fd, old.st_mode & 07777) != 0) errno = 0;
}

/* The two folders change places in one step. -1: this file system cannot, and nothing has changed. */
static int publish_by_exchange(ambit_folder *folder, const char *const *derived)
{
    if (folder->inside || has_subfolder(folder->target)) return -1;
    if (carry_over(folder, derived, folder->target, folder->staging) == 0) {
        keep_mode(folder);
        if (renameat2(AT_FDCWD, folder->staging, AT_FDCWD, folder->target, RENAME_EXCHANGE) == 0) {
            /* Once more for what came into the old folder meanwhile. */
            carry_over(folder, derived, folder->staging, folder->target);
            return 0;
        }
    }
    undo_carry(folder);
    return -1;
}

static int move_one(ambit_folder *folder, const char *name)
{
    char *to = ambit_files_join(folder->target, name);
    int failed = !to || rename(ambit_folder_path(folder, name), to) != 0, why = errno;
    free(to);
    errno = why;
    return failed ? -1 : 0;
}

static int drop_one(const ambit_folder *folder, const char *name)
{
    char *path = ambit_files_join(folder->target, name);
    int failed = !path || (unlink(path) != 0 && errno != ENOENT), why = errno;
    free(path);
    errno = why;
    return failed ? -1 : 0;
}

static ambit_status drop_derived(const ambit_folder *folder, const char *const *derived, ambit_error *err)
{
    ambit_names names;
    ambit_status status = AMBIT_OK;
    if (ambit_files_list(&names, folder->target) != 0) return cannot_publish(folder, "", err);
    for (size_t i = 0; i < names.n && !status; i++)
        if (is_like(derived, names.name[i]) && !is_staged(folder, names.name[i]) && drop_one(folder,
                names.name[i]) != 0)
            status = cannot_publish(folder, names.name[i], err);
    ambit_files_reset(&names);
    return status;
}

/* Derived files go first, since they speak of the old plan; then ours in their order. */
static ambit_status publish_by_file(ambit_folder *folder, const char *const *derived, ambit_error *err)
{
    ambit_status status = drop_derived(folder, derived, err);
    if (status) return status;
    for (size_t i = 0; i < folder->staged.n; i++) {
        const char *name = folder->staged.name[i];
        if (!is_in(folder->own, name) && move_one(folder, name) != 0) return cannot_publish(folder, name, err);
    }
    for (const char *const *name = folder->own; name && *name; name++) {
        int failed = is_staged(folder, *name) ? move_one(folder, *name) : drop_one(folder, *name);
        if (failed) return cannot_publish(folder, *name, err);
    }
    return AMBIT_OK;
}

ambit_status ambit_folder_publish(ambit_folder *folder, const char *const *derived, ambit_error *err)
{
    ambit_status status = prepare(folder, err);
    if (status != AMBIT_OK) return status;
    int is_new = !ambit_files_is_folder(folder->target);
    if (is_new && rename(folder->staging, folder->target) != 0) return cannot_publish(folder, "", err);
    if (!is_new && publish_by_exchange(folder, derived) != 0) {
        status = publish_by_file(folder, derived, err);
        if (status == AMBIT_OK && ambit_files_sync(folder->target) != 0) status = cannot_publish(folder, "", err);
    } else if (ambit_files_sync(folder->parent) != 0) {
        status = cannot_publish(folder, "", err);
    }
    folder->published = status == AMBIT_OK;
    return status;
}

/* What stands under the staging name now: our unfinished files, after an exchange the old ones, or nothing. Locked
 * first, because another thread may have taken a name that became free. */
static void remove_staging(ambit_folder *folder)
{
    if (folder->lock_fd >= 0) close(folder->lock_fd);
    if (lock(folder->staging, &folder->lock_fd) != 0) return;
    ambit_files_remove(folder->staging);
    close(folder->lock_fd);
}

void ambit_folder_free(ambit_folder *folder)
{
    if (!folder) return;
    if (folder->staging) remove_staging(folder);
    if (folder->made && folder->target && !folder->published) ambit_files_drop_parents(folder->target, folder->made);
    ambit_files_reset(&folder->staged);
    free(folder->scratch);
    free(folder->staging);
    free(folder->made);
    free(folder->parent);
    free(folder->target);
    free(folder);
}
