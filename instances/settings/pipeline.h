/* instances/settings/pipeline.h - what the sections coverage and pipeline of a plan say of deals, with every default. */
#ifndef AMBIT_SETTINGS_PIPELINE_H
#define AMBIT_SETTINGS_PIPELINE_H

typedef struct {
    char *opportunities, *stages; /* coverage: {opportunities: FILE, stages: FILE}; NULL: none */
} ambit_pipeline_settings;

#endif
