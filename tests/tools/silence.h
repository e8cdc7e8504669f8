/* tests/tools/silence.h - for tests that run commands in their own process: the words of a thousand failures are not
 * for the test's output. */
#ifndef AMBIT_TEST_SILENCE_H
#define AMBIT_TEST_SILENCE_H
#include "tests/tools/program.h"

/* Sends a stream nowhere; what restore() takes comes back. */
static inline int silence(int stream)
{
    int kept = dup(stream), nowhere = open("/dev/null", O_WRONLY);
    fflush(NULL);
    assert_true(kept >= 0 && nowhere >= 0 && dup2(nowhere, stream) == stream);
    close(nowhere);
    return kept;
}

static inline void restore(int stream, int kept)
{
    fflush(NULL);
    dup2(kept, stream);
    close(kept);
}

#endif
