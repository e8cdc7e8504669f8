/* tools/store/schema.c - the tables of a store.
 *
 *     scenario    a name, and the lines of changes that it stands for
 *     result      what a scenario was found to be worth; `against` is the result that was in force at that time
 *     figure      figures of a result, one a row; of a rep, or of the whole plan ('')
 *     trail       who did what, when and why; each entry holds the hash of the one before
 *     head        how long the trail is, its last hash, and the result that is in force: NULL, what the files say
 *
 * What has happened stays: the guards refuse every change of the trail, and the loss of a result that was in force. */
#include "tools/store/schema.h"

#include <stddef.h>

static const char schema[] =
    "CREATE TABLE scenario (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, base TEXT NOT NULL,"
    "    changes TEXT NOT NULL, reason TEXT NOT NULL, user TEXT NOT NULL, made TEXT NOT NULL, sha256 TEXT NOT NULL);"
    "CREATE TABLE result (id INTEGER PRIMARY KEY, scenario TEXT NOT NULL, changes TEXT NOT NULL, against INTEGER,"
    "    made TEXT NOT NULL, version TEXT NOT NULL, seed INTEGER NOT NULL, status TEXT NOT NULL,"
    "    stopped INTEGER NOT NULL, engine TEXT NOT NULL, explanation TEXT NOT NULL, inputs TEXT NOT NULL,"
    "    start TEXT NOT NULL, plan TEXT, sha256 TEXT NOT NULL, is_kept INTEGER NOT NULL DEFAULT 0);"
    "CREATE INDEX result_of ON result (scenario);"
    "CREATE TABLE figure (result INTEGER NOT NULL REFERENCES result (id), rep TEXT NOT NULL, name TEXT NOT NULL,"
    "    value REAL, PRIMARY KEY (result, rep, name)) WITHOUT ROWID;"
    "CREATE TABLE trail (entry INTEGER PRIMARY KEY, time TEXT NOT NULL, user TEXT NOT NULL, action TEXT NOT NULL,"
    "    subject TEXT NOT NULL, reason TEXT NOT NULL, version TEXT NOT NULL, seed INTEGER NOT NULL,"
    "    inputs TEXT NOT NULL, before TEXT NOT NULL, after TEXT NOT NULL, was INTEGER, became INTEGER,"
    "    plan TEXT NOT NULL, previous TEXT NOT NULL, sha256 TEXT NOT NULL);"
    "CREATE TABLE head (only INTEGER PRIMARY KEY CHECK (only = 1), entries INTEGER NOT NULL, sha256 TEXT NOT NULL,"
    "    current INTEGER REFERENCES result (id));"
    "INSERT INTO head VALUES (1, 0, '', NULL);"
    "CREATE TRIGGER trail_keeps_words BEFORE UPDATE ON trail"
    "    BEGIN SELECT RAISE(ABORT, 'the trail is append-only'); END;"
    "CREATE TRIGGER trail_keeps_entries BEFORE DELETE ON trail"
    "    BEGIN SELECT RAISE(ABORT, 'the trail is append-only'); END;"
    "CREATE TRIGGER head_stays BEFORE DELETE ON head"
    "    BEGIN SELECT RAISE(ABORT, 'the trail is append-only'); END;"
    "CREATE TRIGGER result_stays BEFORE DELETE ON result WHEN old.is_kept"
    "    BEGIN SELECT RAISE(ABORT, 'a plan that was in force is kept'); END;"
    "CREATE TRIGGER result_keeps_plan BEFORE UPDATE ON result"
    "    WHEN old.plan IS NOT new.plan OR old.is_kept > new.is_kept"
    "    BEGIN SELECT RAISE(ABORT, 'a result is kept as it was found'); END;";

const char *ambit_store_schema(void) { return schema; }
