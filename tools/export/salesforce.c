/* tools/export/salesforce.c - for Salesforce's Enterprise Territory Management.
 *
 * Territories come parents first. An association of an account with a territory cannot be changed, so a move is one to
 * be deleted and one to be inserted; what stays is in neither file. Territories are known by their ids, or, with
 * mapping.territory_key, by a field of theirs that holds ids of the plan, so that new ones can be referred to. */
#include "tools/export/export.h"
#include "tools/export/names.h"

#include "instances/table.h"

#include <stdlib.h>
#include <string.h>

enum { LABEL = 80 };

typedef struct {
    ambit_export *export;
    const ambit_foreign *foreign;
    const ambit_ladder *ladder;
    const ambit_mapping_settings *mapping;
    const char *key;    /* NULL: ids */
    uint8_t *is_parent; /* [ladder->n] */
} source;

static const char *territory_of(const source *s, uint32_t v)
{
    return s->key ? s->ladder->id[v] : s->foreign->node[v].territory ? s->foreign->node[v].territory : "";
}

/* How a column that refers to a territory is called: by its id, or by the key of the one it refers to. */
static void write_reference(FILE *to, const source *s, const char *relation)
{
    if (s->key) fprintf(to, "%s.%s", relation, s->key);
    else fprintf(to, "%sId", relation);
}

static void write_field(FILE *to, const char *text)
{
    putc(',', to);
    ambit_csv_write(to, text);
}

/* ---- Territories ------------------------------------------------------------------------------------------------ */

static void write_territory(FILE *to, const source *s, uint32_t v, const char *developer_name)
{
    const uint32_t above = s->ladder->above[v];
    const char *name = s->ladder->name[v] && *s->ladder->name[v] ? s->ladder->name[v] : s->ladder->id[v];
    ambit_csv_write(to, territory_of(s, v));
    putc(',', to);
    ambit_export_write_name(to, name, LABEL);
    fprintf(to, ",%s", developer_name);
    write_field(to, s->mapping->territory_type_id);
    write_field(to, s->mapping->territory_model_id);
    if (above != AMBIT_LADDER_COMPANY) write_field(to, territory_of(s, above));
    else write_field(to, !s->key && s->mapping->parent_territory_id ? s->mapping->parent_territory_id : "");
    if (s->key && s->mapping->parent_territory_id)
        write_field(to, above == AMBIT_LADDER_COMPANY ? s->mapping->parent_territory_id : "");
    putc('\n', to);
}

static ambit_status write_territories(const source *s, ambit_error *err)
{
    static const char name[] = "salesforce_1_Territory2.csv";
    char (*developer_name)[AMBIT_DEVELOPER_NAME];
    FILE *to;
    ambit_status status = ambit_export_developer_names(&developer_name, s->ladder->id, s->ladder->n, err);
    if (!status) status = ambit_export_open(s->export, name, &to, err);
    if (!status) {
        fprintf(to, "%s,Name,DeveloperName,Territory2TypeId,Territory2ModelId,", s->key ? s->key : "Id");
        write_reference(to, s, "ParentTerritory2");
        fputs(s->key && s->mapping->parent_territory_id ? ",ParentTerritory2Id\n" : "\n", to);
        for (uint32_t k = 0; k < s->ladder->n; k++)
            write_territory(to, s, s->ladder->order[k], developer_name[s->ladder->order[k]]);
        status = ambit_export_close(s->export, to, name, s->ladder->n, s->key
                ? "Territory2: upsert by the key, parents before children; one row a batch, or level by level:\n"
                  "    a parent must be there before a child can name it"
                : "Territory2: to compare, or to update names and parents; the territories exist, so their model stays",
                err);
    }
    free(developer_name);
    return status;
}

/* ---- Accounts --------------------------------------------------------------------------------------------------- */

static const char *from_of(const source *s, const ambit_foreign_move *move)
{
    if (move->from < s->ladder->n_reps) return territory_of(s, move->from);
    return s->key && move->left ? move->left : "";
}

static ambit_status write_deletions(const source *s, ambit_error *err)
{
    static const char name[] = "salesforce_2_ObjectTerritory2Association_delete.csv";
    FILE *to;
    uint64_t n = 0;
    const int by_id = s->mapping->association_id != NULL;
    ambit_status status = ambit_export_open(s->export, name, &to, err);
    if (status) return status;
    fputs(by_id ? "Id,ObjectId," : "ObjectId,", to);
    write_reference(to, s, "Territory2");
    fputs(",AssociationCause\n", to);
    for (uint32_t m = 0; m < s->foreign->n_moves; m++) {
        const ambit_foreign_move *move = &s->foreign->move[m];
        if (move->from >= s->ladder->n_reps && !move->left) continue;
        if (by_id) fprintf(to, "%s,", move->association);
        fputs(move->id, to);
        write_field(to, from_of(s, move));
        fputs(",Territory2Manual\n", to);
        n++;
    }
    return ambit_export_close(s->export, to, name, n, by_id ? "ObjectTerritory2Association: delete by Id"
            : "ObjectTerritory2Association: delete; their Ids come from a query of Id, ObjectId and Territory2Id", err);
}

static ambit_status write_insertions(const source *s, ambit_error *err)
{
    static const char name[] = "salesforce_3_ObjectTerritory2Association_insert.csv";
    FILE *to;
    uint64_t n = 0;
    ambit_status status = ambit_export_open(s->export, name, &to, err);
    if (status) return status;
    fputs("ObjectId,", to);
    write_reference(to, s, "Territory2");
    fputs(",AssociationCause\n", to);
    for (uint32_t m = 0; m < s->foreign->n_moves; m++) {
        const ambit_foreign_move *move = &s->foreign->move[m];
        if (move->to >= s->ladder->n_reps) continue;
        fputs(move->id, to);
        write_field(to, territory_of(s, move->to));
        fputs(",Territory2Manual\n", to);
        n++;
    }
    return ambit_export_close(s->export, to, name, n, "ObjectTerritory2Association: insert", err);
}

/* ---- Users ------------------------------------------------------------------------------------------------------ */

/* Territories in force have their users already. */
static ambit_status write_users(const source *s, ambit_error *err)
{
    static const char name[] = "salesforce_4_UserTerritory2Association.csv";
    FILE *to;
    uint64_t n = 0;
    ambit_status status = ambit_export_open(s->export, name, &to, err);
    if (status) return status;
    fputs("UserId,", to);
    write_reference(to, s, "Territory2");
    fputs(",RoleInTerritory2\n", to);
    for (uint32_t k = 0; k < s->ladder->n; k++) {
        const uint32_t v = s->ladder->order[k];
        const ambit_foreign_node *node = &s->foreign->node[v];
        if (node->is_in_force || !node->user || !*node->user) continue;
        fputs(node->user, to);
        write_field(to, territory_of(s, v));
        write_field(to, s->is_parent[v] ? s->mapping->manager_role : s->mapping->role);
        putc('\n', to);
        n++;
    }
    return ambit_export_close(s->export, to, name, n,
            "UserTerritory2Association: insert; users of territories that had no account before", err);
}

ambit_status ambit_export_salesforce(ambit_export *export, ambit_error *err)
{
    const ambit_mapping_settings *mapping = &export->workspace->instance->plan->mapping;
    const ambit_ladder *ladder = &export->foreign->people.ladder;
    source s = { export, export->foreign, ladder, mapping, mapping->territory_key, calloc((size_t)ladder->n + 1, 1) };
    if (!s.is_parent) return ambit_fail(err, AMBIT_E_MEMORY, "no memory for the export");
    for (uint32_t v = 0; v < ladder->n; v++)
        if (ladder->above[v] != AMBIT_LADDER_COMPANY) s.is_parent[ladder->above[v]] = 1;
    ambit_status status = write_territories(&s, err);
    if (!status) status = write_deletions(&s, err);
    if (!status) status = write_insertions(&s, err);
    if (!status) status = write_users(&s, err);
    free(s.is_parent);
    if (status) return status;
    return ambit_export_tell(export, "salesforce_order.txt",
            "\nOnly what differs from the plan in force is deleted and inserted: an account that moves is in both\n"
            "files. The territory model must be in the state Planning or Active. An account may have other\n"
            "territories beside the one that this plan gives it; they are left alone.\n", err);
}
