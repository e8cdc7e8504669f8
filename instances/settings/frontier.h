/* instances/settings/frontier.h - what the section frontier of a plan says, with every default. */
#ifndef AMBIT_SETTINGS_FRONTIER_H
#define AMBIT_SETTINGS_FRONTIER_H
#include <stdint.h>

typedef struct {
    uint32_t points; /* at most so many; 0: not said */
} ambit_frontier_settings;

#endif
