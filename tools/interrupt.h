/* tools/interrupt.h - Ctrl-C: the first one asks to stop, the second one kills.
 *
 * A signal handler can only speak through a global, so this is the one that the program has; the library has none. */
#ifndef AMBIT_INTERRUPT_H
#define AMBIT_INTERRUPT_H

/* From now on the first SIGINT or SIGTERM only sets a mark; it also restores the signal's default, so that a second
 * kills. */
void ambit_interrupt_listen(void);

/* 1 when a signal came. */
int ambit_interrupt_seen(void);

#endif
