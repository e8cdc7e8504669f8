/* instances/plan/schema.h - the keys of plan.yaml as libcyaml takes them; the only file that includes its header. */
#ifndef AMBIT_PLAN_SCHEMA_H
#define AMBIT_PLAN_SCHEMA_H
#include "instances/plan/parts.h"

#include <cyaml/cyaml.h>

extern const cyaml_schema_value_t ambit_plan_schema; /* of ambit_raw_plan */

#endif
