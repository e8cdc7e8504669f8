/* instances/settings/frontier.h - what the section frontier of a plan says, with every default. */
#ifndef AMBIT_SETTINGS_FRONTIER_H
#define AMBIT_SETTINGS_FRONTIER_H
#include <stdint.h>

enum { AMBIT_FRONTIER_MOST_LEVELS = 16, AMBIT_FRONTIER_MOST_POINTS = 1000 };

typedef struct {
    uint32_t points;   /* at most so many; 0: not said */
    uint32_t n_levels; /* tolerances that take the place of every balance rule's own; 0: not said */
    double tolerance[AMBIT_FRONTIER_MOST_LEVELS]; /* fractions, each once, the widest first */
} ambit_frontier_settings;

#endif
