/* tools/interrupt.c - see interrupt.h. */
#include "tools/interrupt.h"

#include <signal.h>
#include <stddef.h>

static volatile sig_atomic_t seen;

static void remember(int number)
{
    (void)number;
    seen = 1;
}

void ambit_interrupt_listen(void)
{
    struct sigaction action = { 0 };
    action.sa_handler = remember;
    action.sa_flags = (int)SA_RESETHAND | SA_RESTART;
    sigemptyset(&action.sa_mask);
    sigaction(SIGINT, &action, NULL);
    sigaction(SIGTERM, &action, NULL);
}

int ambit_interrupt_seen(void) { return seen != 0; }
