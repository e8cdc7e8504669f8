/* tools/export/dynamics.c - for Dynamics 365: the table territory and the lookup territoryid of accounts.
 *
 * A row's key may be given when it is made, so both files are upserts by GUID. An account has one territory: a move is
 * one row, and one that leaves all territories has an empty lookup. */
#include "tools/export/export.h"
#include "tools/export/names.h"

#include "instances/table.h"

enum { NAME = 200 };

static ambit_status write_territories(ambit_export *export, ambit_error *err)
{
    static const char name[] = "dynamics_1_territories.csv";
    const ambit_foreign *foreign = export->foreign;
    const ambit_ladder *ladder = &foreign->people.ladder;
    const char *root = export->workspace->instance->plan->mapping.parent_territory_id;
    FILE *to;
    ambit_status status = ambit_export_open(export, name, &to, err);
    if (status) return status;
    fputs("territoryid,name,parentterritoryid,managerid\n", to);
    for (uint32_t k = 0; k < ladder->n; k++) {
        const uint32_t v = ladder->order[k], above = ladder->above[v];
        const char *label = ladder->name[v] && *ladder->name[v] ? ladder->name[v] : ladder->id[v];
        const char *parent = above == AMBIT_LADDER_COMPANY ? root : foreign->node[above].territory;
        fprintf(to, "%s,", foreign->node[v].territory ? foreign->node[v].territory : "");
        ambit_export_write_name(to, label, NAME);
        fprintf(to, ",%s,%s\n", parent ? parent : "", foreign->node[v].user ? foreign->node[v].user : "");
    }
    return ambit_export_close(export, to, name, ladder->n,
            "table territory: upsert by territoryid, parents before children; managerid is a systemuser", err);
}

static ambit_status write_accounts(ambit_export *export, ambit_error *err)
{
    static const char name[] = "dynamics_2_accounts.csv";
    const ambit_foreign *foreign = export->foreign;
    FILE *to;
    ambit_status status = ambit_export_open(export, name, &to, err);
    if (status) return status;
    fputs("accountid,territoryid\n", to);
    for (uint32_t m = 0; m < foreign->n_moves; m++) {
        const ambit_foreign_move *move = &foreign->move[m];
        const char *territory = move->to < foreign->people.ladder.n_reps ? foreign->node[move->to].territory : NULL;
        fprintf(to, "%s,%s\n", move->id, territory ? territory : "");
    }
    return ambit_export_close(export, to, name, foreign->n_moves,
            "table account: update the lookup territoryid; an empty one is to be cleared", err);
}

ambit_status ambit_export_dynamics(ambit_export *export, ambit_error *err)
{
    ambit_status status = write_territories(export, err);
    if (!status) status = write_accounts(export, err);
    if (status) return status;
    return ambit_export_tell(export, "dynamics_order.txt",
            "\nColumns are logical names. Only accounts whose territory changes are in the second file.\n", err);
}
