/* instances/base/dictionary.h - from a text such as an id to its number. Open addressing, no removal. */
#ifndef AMBIT_DICTIONARY_H
#define AMBIT_DICTIONARY_H
#include <stddef.h>
#include <stdint.h>

#define AMBIT_NOT_FOUND UINT32_MAX

typedef struct { const char *key; uint32_t value; uint32_t hash; } ambit_dictionary_entry;
typedef struct { ambit_dictionary_entry *slot; uint32_t n_slots, n_used; } ambit_dictionary;

void ambit_dictionary_init(ambit_dictionary *dictionary);
void ambit_dictionary_reset(ambit_dictionary *dictionary);

/* Puts key -> value. The key is borrowed and must outlive the dictionary. Returns 0; 1 when the key was there already
 * (then nothing changes); -1 without memory. Amortised O(length). */
int ambit_dictionary_put(ambit_dictionary *dictionary, const char *key, uint32_t value);

/* The value of key, or AMBIT_NOT_FOUND. */
uint32_t ambit_dictionary_get(const ambit_dictionary *dictionary, const char *key);

#endif
