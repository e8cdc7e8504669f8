/* instances/base/dictionary.c - linear probing over a power of two of slots, at most two thirds full.
 *
 * The hash is kept beside the key: growing needs no text, and a probe compares texts only when 32 bits agree. */
#include "instances/base/dictionary.h"

#include <stdlib.h>
#include <string.h>

enum { FIRST_SLOTS = 16 };

/* FNV-1a over the bytes, then a mix, because linear probing needs the low bits of short, similar ids to differ. */
static uint32_t hash_of(const char *key)
{
    uint64_t h = 0xcbf29ce484222325u;
    for (; *key; key++) h = (h ^ (unsigned char)*key) * 0x100000001b3u;
    h ^= h >> 32;
    h *= 0x9E3779B97F4A7C15u;
    return (uint32_t)(h >> 32);
}

void ambit_dictionary_init(ambit_dictionary *dictionary)
{
    *dictionary = (ambit_dictionary){ NULL, 0, 0 };
}

void ambit_dictionary_reset(ambit_dictionary *dictionary)
{
    free(dictionary->slot);
    ambit_dictionary_init(dictionary);
}

/* The slot of key, or the empty one where it belongs. */
static ambit_dictionary_entry *find(const ambit_dictionary *dictionary, const char *key, uint32_t hash)
{
    uint32_t mask = dictionary->n_slots - 1;
    for (uint32_t at = hash & mask;; at = (at + 1) & mask) {
        ambit_dictionary_entry *entry = &dictionary->slot[at];
        if (!entry->key || (entry->hash == hash && !strcmp(entry->key, key))) return entry;
    }
}

static int grow(ambit_dictionary *dictionary)
{
    if (dictionary->n_slots > UINT32_MAX / 2) return 0;
    uint32_t n_slots = dictionary->n_slots ? 2 * dictionary->n_slots : FIRST_SLOTS;
    ambit_dictionary_entry *slot = calloc(n_slots, sizeof *slot);
    if (!slot) return 0;
    for (uint32_t i = 0; i < dictionary->n_slots; i++) {
        ambit_dictionary_entry old = dictionary->slot[i];
        if (!old.key) continue;
        uint32_t at = old.hash & (n_slots - 1);
        while (slot[at].key) at = (at + 1) & (n_slots - 1);
        slot[at] = old;
    }
    free(dictionary->slot);
    dictionary->slot = slot;
    dictionary->n_slots = n_slots;
    return 1;
}

int ambit_dictionary_put(ambit_dictionary *dictionary, const char *key, uint32_t value)
{
    if (dictionary->n_used >= dictionary->n_slots / 3 * 2 && !grow(dictionary)) return -1;
    uint32_t hash = hash_of(key);
    ambit_dictionary_entry *entry = find(dictionary, key, hash);
    if (entry->key) return 1;
    *entry = (ambit_dictionary_entry){ key, value, hash };
    dictionary->n_used++;
    return 0;
}

uint32_t ambit_dictionary_get(const ambit_dictionary *dictionary, const char *key)
{
    if (!dictionary->n_slots) return AMBIT_NOT_FOUND;
    const ambit_dictionary_entry *entry = find(dictionary, key, hash_of(key));
    return entry->key ? entry->value : AMBIT_NOT_FOUND;
}
