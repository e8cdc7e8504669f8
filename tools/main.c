/* tools/main.c - the program `ambit`. Everything else is in the library; the locale stays "C" on purpose. */
#include "tools/help.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* A program started with stdout closed would get its first output file as descriptor 1, and then print into it.
 * Descriptors that are missing become ones on which writing fails, and that is noticed. */
static int open_standard_descriptors(void)
{
    for (int fd = 0; fd <= 2; fd++)
        if (fcntl(fd, F_GETFD) == -1 && open("/dev/null", fd ? O_RDONLY : O_WRONLY) != fd) return -1;
    return 0;
}

static int has_threads(const char *name)
{
    const ambit_command *command = name ? ambit_help_find(name) : NULL;
    for (const ambit_option *o = ambit_help_options(); command && o->name; o++)
        if (!strcmp(o->name, "threads") && (o->commands & command->bit)) return 1;
    return 0;
}

/* Threads that wait for each other spin, by libgomp's default for milliseconds at a time. On a machine that others use,
 * too, that takes the time from the very thread which is waited for: a what-if of 0.2 s took 1.1 s. How long they spin
 * can only be said before the library is loaded, so a command with threads begins once more, unless the user has said
 * it. Without /proc it goes on as it is. */
static void spin_shortly(char **argv)
{
    if (getenv("OMP_WAIT_POLICY") || getenv("GOMP_SPINCOUNT") || setenv("GOMP_SPINCOUNT", "10000", 1)) return;
    execv("/proc/self/exe", argv);
}

int main(int argc, char **argv)
{
    if (open_standard_descriptors()) return AMBIT_EXIT_INTERNAL;
    if (argc > 1 && has_threads(argv[1])) spin_shortly(argv);
    return ambit_command_run(argc, argv);
}
