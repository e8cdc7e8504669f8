/* tools/main.c - the program `ambit`. Everything else is in the library; the locale stays "C" on purpose. */
#include "tools/command.h"

#include <fcntl.h>
#include <unistd.h>

/* A program started with stdout closed would get its first output file as descriptor 1, and then print into it.
 * Descriptors that are missing become ones on which writing fails, and that is noticed. */
static int open_standard_descriptors(void)
{
    for (int fd = 0; fd <= 2; fd++)
        if (fcntl(fd, F_GETFD) == -1 && open("/dev/null", fd ? O_RDONLY : O_WRONLY) != fd) return -1;
    return 0;
}

int main(int argc, char **argv)
{
    if (open_standard_descriptors()) return AMBIT_EXIT_INTERNAL;
    return ambit_command_run(argc, argv);
}
