#include "instances/base/files.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static int by_name(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

static int add_name(ambit_names *names, size_t *room, const char *name)
{
    if (names->n == *room) {
        size_t wanted = *room ? 2 * *room : 16;
        char **grown = wanted > (size_t)-1 / sizeof *grown ? NULL : realloc(names->name, wanted * sizeof *grown);
        if (!grown) return -1;
        names->name = grown;
        *room = wanted;
    }
    return (names->name[names->n] = strdup(name)) ? (names->n++, 0) : -1;
}

int ambit_files_list(ambit_names *out, const char *folder)
{
    *out = (ambit_names){ NULL, 0 };
    DIR *dir = opendir(folder);
    if (!dir) return -1;
    size_t room = 0;
    int failed = 0;
    errno = 0;
    for (struct dirent *entry; !failed && (entry = readdir(dir));)
        if (strcmp(entry->d_name, ".") && strcmp(entry->d_name, "..")) failed = add_name(out, &room, entry->d_name);
    int why = failed ? ENOMEM : errno;
    closedir(dir);
    if (why) {
        ambit_files_reset(out);
        errno = why;
        return -1;
    }
    if (out->n) qsort(out->name, out->n, sizeof *out->name, by_name);
    return 0;
}

void ambit_files_reset(ambit_names *names)
{
    for (size_t i = 0; i < names->n; i++) free(names->name[i]);
    free(names->name);
    *names = (ambit_names){ NULL, 0 };
}

char *ambit_files_join(const char *folder, const char *name)
{
    char *path;
    const char *slash = *folder && folder[strlen(folder) - 1] == '/' ? "" : "/";
    return asprintf(&path, "%s%s%s", folder, slash, name) < 0 ? NULL : path;
}

int ambit_files_is_folder(const char *path)
{
    struct stat s;
    return stat(path, &s) == 0 && S_ISDIR(s.st_mode);
}

int ambit_files_exist(const char *folder, const char *name)
{
    struct stat s;
    char *path = ambit_files_join(folder, name);
    int there = path && lstat(path, &s) == 0;
    free(path);
    return there;
}

int ambit_files_sync(const char *path)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0) return -1;
    int failed = fsync(fd) != 0 && errno != EINVAL && errno != ENOTSUP && errno != ENOSYS;
    int why = errno;
    close(fd);
    errno = why;
    return failed ? -1 : 0;
}

/* Makes one folder when it is missing; the first one made is remembered. */
static int make_folder(const char *path, char **made)
{
    if (ambit_files_is_folder(path)) return 0;
    if (mkdir(path, 0777) != 0) return errno == EEXIST && ambit_files_is_folder(path) ? 0 : -1;
    if (*made || (*made = strdup(path))) return 0;
    rmdir(path);
    errno = ENOMEM;
    return -1;
}

int ambit_files_make_parents(const char *path, char **made)
{
    *made = NULL;
    char *copy = strdup(path);
    if (!copy) return -1;
    int failed = 0;
    for (char *slash = copy; !failed && (slash = strchr(slash + 1, '/')); *slash = '/') {
        *slash = '\0';
        failed = make_folder(copy, made);
    }
    int why = errno;
    free(copy);
    errno = why;
    return failed;
}

void ambit_files_drop_parents(const char *path, const char *made)
{
    char *copy = strdup(path);
    if (!copy) return;
    for (char *slash; (slash = strrchr(copy, '/'));) {
        *slash = '\0';
        if (strlen(copy) < strlen(made) || rmdir(copy) != 0) break;
    }
    free(copy);
}

void ambit_files_remove(const char *folder)
{
    ambit_names names;
    if (ambit_files_list(&names, folder) == 0) {
        for (size_t i = 0; i < names.n; i++) {
            char *path = ambit_files_join(folder, names.name[i]);
            if (path) unlink(path);
            free(path);
        }
        ambit_files_reset(&names);
    }
    rmdir(folder);
}
