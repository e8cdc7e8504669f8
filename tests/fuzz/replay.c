/* tests/fuzz/replay.c - runs a fuzz harness over its kept inputs, without libFuzzer.
 *
 * The harness (fuzz_NAME.c) is linked with this instead of the fuzzer, so that `make test` needs no clang: replay_NAME
 * gives it every file of tests/fuzz/corpus/NAME. What has crashed once stays there and can never come back. Speaks TAP:
 * one test a harness; the input that runs is named first, so that a crash shows which one it was. */
#include <dirent.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static int visible(const struct dirent *entry) { return entry->d_name[0] != '.'; }

/* Returns 0 when the file could be read. The copy has its exact size, so that a sanitizer sees a read past the end. */
static int replay_file(const char *folder, const char *name)
{
    char path[4096];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    FILE *file = fopen(path, "rb");
    if (!file) return -1;
    int status = -1;
    uint8_t *data = NULL;
    long size = fseek(file, 0, SEEK_END) ? -1 : ftell(file);
    if (size < 0 || fseek(file, 0, SEEK_SET) || !(data = malloc(size ? (size_t)size : 1))) goto done;
    if (fread(data, 1, (size_t)size, file) != (size_t)size) goto done;
    printf("# %s\n", name);
    fflush(stdout);
    LLVMFuzzerTestOneInput(data, (size_t)size);
    status = 0;
done:
    free(data);
    fclose(file);
    return status;
}

int main(int argc, char **argv)
{
    const char *name = strstr(argv[0], "replay_");
    char folder[256];
    snprintf(folder, sizeof folder, "tests/fuzz/corpus/%s", name ? name + strlen("replay_") : "");
    if (argc > 1) snprintf(folder, sizeof folder, "%s", argv[1]);
    printf("1..1\n");
    struct dirent **entry = NULL;
    int n = scandir(folder, &entry, visible, alphasort), bad = n < 1;
    for (int i = 0; i < n; i++) {
        if (replay_file(folder, entry[i]->d_name)) printf("# cannot read %s\n", entry[i]->d_name), bad = 1;
        free(entry[i]);
    }
    free(entry);
    printf("%s 1 - %d inputs of %s\n", bad ? "not ok" : "ok", n < 0 ? 0 : n, folder);
    return bad;
}
