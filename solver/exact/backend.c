/* solver/exact/backend.c - hooks and a jump: GLPK's error hook may not return, so it leaves by longjmp, after which
 * GLPK allows nothing but freeing its environment. */
#include "solver/exact/backend.h"
#include <glpk.h>
#include <setjmp.h>
#include <string.h>

typedef struct {
    jmp_buf out;
    char words[200];
} room;

/* Non-zero keeps the text off the terminal. The first line of a failure is the one that says why. */
static int listen(void *info, const char *text)
{
    room *r = info;
    size_t length = strcspn(text, "\n");
    if (!*r->words && length > 0) {
        if (length >= sizeof r->words) length = sizeof r->words - 1;
        memcpy(r->words, text, length);
        r->words[length] = '\0';
    }
    return 1;
}

static void leave(void *info)
{
    room *r = info;
    longjmp(r->out, 1);
}

ambit_status ambit_backend_run(void (*work)(void *context), void *context, ambit_error *err)
{
    room r = { .words = "" };
    const int ours = glp_init_env() == 0, verbose = glp_term_out(GLP_OFF);
    glp_term_hook(listen, &r);
    glp_error_hook(leave, &r);
    if (setjmp(r.out) != 0) {
        glp_free_env(); /* with every object and both hooks */
        return ambit_fail(err, AMBIT_E_BACKEND, "GLPK gave up: %s", *r.words ? r.words : "it gave no reason");
    }
    work(context);
    glp_error_hook(NULL, NULL);
    glp_term_hook(NULL, NULL);
    glp_term_out(verbose);
    if (ours) glp_free_env();
    return AMBIT_OK;
}
