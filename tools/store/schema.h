/* tools/store/schema.h - the tables of a store, and the version that they have. */
#ifndef AMBIT_STORE_SCHEMA_H
#define AMBIT_STORE_SCHEMA_H

/* `application_id` says that a database is ours, `user_version` how it is laid out. */
enum { AMBIT_STORE_APPLICATION = 0x616d6274, AMBIT_STORE_VERSION = 1 };

/* The statements that make the tables of an empty database. Static text. */
const char *ambit_store_schema(void);

#endif
