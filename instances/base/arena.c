/* instances/base/arena.c - a chain of blocks, filled from the front, freed together.
 *
 * The newest block takes what comes; a request that would waste most of a new block gets one of its own behind it, so
 * one large text does not end the block that small ones still fit into. */
#include "instances/base/arena.h"

#include <stdalign.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum { FIRST_BLOCK = 4 << 10, LARGEST_BLOCK = 1 << 20 };

struct ambit_arena_block {
    ambit_arena_block *older;
    size_t size;
    alignas(max_align_t) unsigned char data[];
};

void ambit_arena_init(ambit_arena *arena)
{
    *arena = (ambit_arena){ NULL, 0 };
}

void ambit_arena_reset(ambit_arena *arena)
{
    for (ambit_arena_block *block = arena->newest, *older; block; block = older) {
        older = block->older;
        free(block);
    }
    ambit_arena_init(arena);
}

static ambit_arena_block *new_block(size_t size)
{
    if (size > SIZE_MAX - sizeof(ambit_arena_block)) return NULL;
    ambit_arena_block *block = malloc(sizeof *block + size);
    if (block) block->size = size;
    return block;
}

static void *alloc_alone(ambit_arena *arena, size_t size)
{
    ambit_arena_block *block = new_block(size);
    if (!block) return NULL;
    block->older = arena->newest->older;
    arena->newest->older = block;
    return block->data;
}

/* Blocks double, so that a hundred arenas of a few texts stay small and a million texts need few blocks. */
static int add_block(ambit_arena *arena, size_t at_least)
{
    size_t size = arena->newest ? 2 * arena->newest->size : FIRST_BLOCK;
    if (size > LARGEST_BLOCK) size = LARGEST_BLOCK;
    ambit_arena_block *block = new_block(size < at_least ? at_least : size);
    if (!block) return 0;
    block->older = arena->newest;
    arena->newest = block;
    arena->used = 0;
    return 1;
}

static void *take(ambit_arena *arena, size_t size)
{
    ambit_arena_block *newest = arena->newest;
    if (!newest || size > newest->size - arena->used) {
        if (newest && size > newest->size / 4) return alloc_alone(arena, size);
        if (!add_block(arena, size)) return NULL;
        newest = arena->newest;
    }
    void *at = newest->data + arena->used;
    arena->used += size;
    return at;
}

void *ambit_arena_alloc(ambit_arena *arena, size_t size)
{
    size_t step = alignof(max_align_t);
    if (arena->newest) {
        size_t aligned = (arena->used + step - 1) / step * step;
        arena->used = aligned < arena->newest->size ? aligned : arena->newest->size;
    }
    return take(arena, size);
}

char *ambit_arena_copy(ambit_arena *arena, const char *text, size_t length)
{
    if (length == SIZE_MAX) return NULL;
    char *copy = take(arena, length + 1);
    if (!copy) return NULL;
    if (length) memcpy(copy, text, length);
    copy[length] = '\0';
    return copy;
}
