/* instances/base/arena.h - many small texts that live and die together, such as a million account ids. */
#ifndef AMBIT_ARENA_H
#define AMBIT_ARENA_H
#include <stddef.h>

typedef struct ambit_arena_block ambit_arena_block;
typedef struct { ambit_arena_block *newest; size_t used; } ambit_arena;

void ambit_arena_init(ambit_arena *arena);
void ambit_arena_reset(ambit_arena *arena); /* frees everything; the arena can be used again */

/* `size` bytes aligned for any type, uninitialised; NULL without memory. Amortised O(1). */
void *ambit_arena_alloc(ambit_arena *arena, size_t size);

/* A copy of `length` bytes with a closing NUL; NULL without memory. */
char *ambit_arena_copy(ambit_arena *arena, const char *text, size_t length);

#endif
