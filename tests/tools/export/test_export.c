/* `ambit export` from the outside: golden files, and the rules that other systems have for names, ids and order. */
#include "tests/tools/export/sheet.h"
#include "tests/tools/golden.h"
#include "tools/export/foreign.h"

#include <ctype.h>

static char text[ROOM];

static const char mapping[] = "stability: {current: current_rep, weight: 0.001}\nmanagers: {file: managers.csv}\n"
    "mapping: {account_id: their_id, user_id: their_user, territory_type_id: 0M5000000000001,\n"
    "  territory_model_id: 0MA000000000001, role: Rep, manager_role: Head, %s}\n";
static const char accounts[] = "account_id,name,lon,lat,opportunity,current_rep,their_id\n"
    "A,Ash,0,0,10,R1,001000000000001\nB,\"=cmd|' /C calc'!A0, \"\"Birch\"\"\",1,0,10,R2,001000000000002\n"
    "C,Cedar <b>,2,0,10,R9,001000000000003\nD,Date,3,0,10,,001000000000004\n";
static const char reps[] = "rep_id,name,lon,lat,manager,their_user,their_territory\n"
    "R1,Ann,0,0,M-1,005000000000001,0MI000000000001\n"
    "R2,\"Zo\xc3\xab, \"\"Q\"\"\",3,0,M-1,005000000000002,0MI000000000002\n";
static const char managers[] = "manager_id,name,manager,their_territory\nM-1,Mia,7 seas,0MI000000000003\n"
    "7 seas,Vera,,0MI000000000004\n";

/* The line of four accounts, solved: A and B go to R1, C and D to R2. */
static void make(const char *more)
{
    char plan[3000], end[2000];
    snprintf(end, sizeof end, mapping, more);
    snprintf(plan, sizeof plan, "%s%s", line_plan, end);
    put("e/plan.yaml", plan);
    put("e/accounts.csv", accounts);
    put("e/reps.csv", reps);
    put("e/managers.csv", managers);
    ambit_ends(0, "solve e --quiet --force");
}

static const char by_key[] = "territory_key: Ambit_Key__c";
static const char by_id[] = "territory_id: their_territory, manager_territory_id: their_territory";

static void small_exports_are_what_was_accepted(void **state)
{
    static const struct { const char *kind, *file; } cases[] = {
        { "salesforce", "salesforce_1_Territory2.csv" },
        { "salesforce", "salesforce_2_ObjectTerritory2Association_delete.csv" },
        { "salesforce", "salesforce_3_ObjectTerritory2Association_insert.csv" },
        { "salesforce", "salesforce_4_UserTerritory2Association.csv" }, { "salesforce", "salesforce_order.txt" },
        { "csv", "export_units.csv" }, { "csv", "export_territories.csv" }, { "baf", "block_assignment.txt" },
        { "geojson", "export_accounts.geojson" },
    };
    char line[200], name[300];
    (void)state;
    make(by_key);
    for (size_t k = 0; k < sizeof cases / sizeof *cases; k++) {
        snprintf(line, sizeof line, "export %s e --quiet --force", cases[k].kind);
        ambit_ends(0, line);
        snprintf(name, sizeof name, "e/out/%s", cases[k].file);
        compare_golden(cases[k].file, get(text, name));
    }
}

/* ---- Salesforce ------------------------------------------------------------------------------------------------- */

static void check_developer_name(const char *name)
{
    size_t n = strlen(name);
    int is_sound = n && n <= 80 && isalpha((unsigned char)*name) && name[n - 1] != '_' && !strstr(name, "__");
    for (const char *c = name; *c; c++)
        is_sound &= (isascii((unsigned char)*c) && isalnum((unsigned char)*c)) || *c == '_';
    if (!is_sound) fail_msg("\"%s\" is no DeveloperName", name);
}

/* Every rule about one folder of files; `key` is how territories are known, `parent` and `of` how they are referred
 * to. */
static void check_salesforce(const char *folder, const char *key, const char *parent, const char *of)
{
    static sheet territory, gone, come, user, before, after;
    char name[300];
    const char *const files[] = { "salesforce_1_Territory2.csv", "salesforce_2_ObjectTerritory2Association_delete.csv",
        "salesforce_3_ObjectTerritory2Association_insert.csv", "salesforce_4_UserTerritory2Association.csv" };
    sheet *const read[] = { &territory, &gone, &come, &user };
    for (int k = 0; k < 4; k++) {
        snprintf(name, sizeof name, "%s/out/%s", folder, files[k]);
        sheet_read(read[k], name);
    }
    const int k = sheet_column(&territory, key), p = sheet_column(&territory, parent),
              d = sheet_column(&territory, "DeveloperName"), label = sheet_column(&territory, "Name");
    for (int i = 1; i < territory.n_rows; i++) {
        check_developer_name(territory.cell[i][d]);
        assert_true(*territory.cell[i][label] && *territory.cell[i][k]);
        assert_int_equal(sheet_find(&territory, 1, k, territory.cell[i][k]), i); /* once */
        for (int j = 1; j < i; j++) assert_int_not_equal(strcasecmp(territory.cell[i][d], territory.cell[j][d]), 0);
        int above = *territory.cell[i][p] ? sheet_find(&territory, 1, k, territory.cell[i][p]) : 0;
        if (*territory.cell[i][p] && (!above || above >= i))
            fail_msg("the parent of \"%s\" does not come before it", territory.cell[i][k]);
    }
    snprintf(name, sizeof name, "%s/accounts.csv", folder);
    sheet_read(&before, name);
    snprintf(name, sizeof name, "%s/out/assignment.csv", folder);
    sheet_read(&after, name);
    const int id = sheet_column(&before, "their_id"), now = sheet_column(&before, "current_rep");
    int n_gone = 0, n_come = 0;
    for (int i = 1; i < before.n_rows; i++) {
        const char *from = before.cell[i][now], *to = after.cell[i][1];
        int moves = strcmp(from, to) != 0;
        int g = sheet_find(&gone, 1, sheet_column(&gone, "ObjectId"), before.cell[i][id]),
            c = sheet_find(&come, 1, sheet_column(&come, "ObjectId"), before.cell[i][id]);
        assert_int_equal(g != 0, moves && *from);
        assert_int_equal(c != 0, moves && *to);
        if (g && !strcmp(key, "Ambit_Key__c")) assert_string_equal(gone.cell[g][sheet_column(&gone, of)], from);
        if (c && !strcmp(key, "Ambit_Key__c")) assert_string_equal(come.cell[c][sheet_column(&come, of)], to);
        if (c) assert_true(sheet_find(&territory, 1, k, come.cell[c][sheet_column(&come, of)]) != 0);
        if (c) assert_string_equal(come.cell[c][sheet_column(&come, "AssociationCause")], "Territory2Manual");
        n_gone += g != 0, n_come += c != 0;
    }
    assert_int_equal(gone.n_rows, n_gone + 1); /* and nothing else */
    assert_int_equal(come.n_rows, n_come + 1);
    for (int i = 1; i < user.n_rows; i++)
        assert_true(sheet_find(&territory, 1, k, user.cell[i][sheet_column(&user, of)]) != 0);
}

static void salesforce_files_keep_the_rules(void **state)
{
    (void)state;
    make(by_key);
    ambit_ends(0, "export salesforce e --quiet");
    check_salesforce("e", "Ambit_Key__c", "ParentTerritory2.Ambit_Key__c", "Territory2.Ambit_Key__c");
    says(get(text, "e/out/salesforce_4_UserTerritory2Association.csv"), "RoleInTerritory2\n");
    says_not(text, "005000000000001"); /* R1 had an account before, so the user is there */
    put("e/managers.csv", "manager_id,name,manager,their_territory\nM-1,Mia,,0MI000000000003\n");
    ambit_ends(2, "export salesforce e --quiet"); /* there already */
    make("territory_id: their_territory, manager_territory_id: their_territory, association_id: their_id");
    ambit_ends(0, "export salesforce e --quiet --force");
    check_salesforce("e", "Id", "ParentTerritory2Id", "Territory2Id");
    says(get(text, "e/out/salesforce_2_ObjectTerritory2Association_delete.csv"),
         "Id,ObjectId,Territory2Id,AssociationCause\n001000000000002,001000000000002,0MI000000000002,");
    says(text, "\n001000000000003,001000000000003,,Territory2Manual\n"); /* R9 left; the association is known */
}

static void many_territories_with_hostile_names_keep_the_rules(void **state)
{
    static const char *const start[] = { "z", "_", "9", "a__b", "\xc3\xa9", "A b", "a.b", "..", "x_", "R-1" };
    static char plan[ROOM / 4], table[ROOM / 4], people[ROOM / 4], bosses[ROOM / 4];
    size_t t = 0, r = 0, m = 0;
    (void)state;
    t += (size_t)sprintf(table, "account_id,name,lon,lat,opportunity,current_rep,their_id\n");
    r += (size_t)sprintf(people, "rep_id,name,lon,lat,manager,their_user\n");
    for (int i = 0; i < 60; i++) {
        r += (size_t)sprintf(people + r, "\"%s %d\",\"%s\",%d,0,\"m %d\",005%012d\n", start[i % 10], i / 10,
                             i % 7 ? "=1+1 \"\"x\"\"" : "", i, i % 8, i);
        t += (size_t)sprintf(table + t, "a%d,n,%d,1,1,\"%s %d\",001%012d\n", i, i, start[(i + i % 3) % 60 % 10],
                             (i + i % 3) % 60 / 10, i);
    }
    /* m 0 is above m 1 and m 2, and so on */
    m = (size_t)sprintf(bosses, "manager_id,name,manager\n");
    for (int i = 7; i >= 0; i--)
        m += i ? (size_t)sprintf(bosses + m, "m %d,,m %d\n", i, (i - 1) / 2) : (size_t)sprintf(bosses + m, "m 0,,\n");
    snprintf(plan, sizeof plan, "%.*sbalance:\n  - {measure: opportunity, tolerance: 5%%}\nstability: {weight: 0.001}\n"
             "managers: {file: managers.csv}\nmapping: {account_id: their_id, user_id: their_user, territory_key: "
             "Ambit_Key__c, territory_type_id: 0M5000000000001, territory_model_id: 0MA000000000001}\n",
             (int)(strstr(line_plan, "balance:") - line_plan), line_plan);
    put("h/plan.yaml", plan);
    put("h/accounts.csv", table);
    put("h/reps.csv", people);
    put("h/managers.csv", bosses);
    ambit_ends(0, "solve h --quiet --force");
    ambit_ends(0, "export salesforce h --quiet");
    check_salesforce("h", "Ambit_Key__c", "ParentTerritory2.Ambit_Key__c", "Territory2.Ambit_Key__c");
}

static void missing_ids_are_listed_row_by_row_and_nothing_is_written(void **state)
{
    static const struct { const char *kind, *more, *file, *content; const char *said[3]; } cases[] = {
        { "salesforce", "parent_territory_id: 0MI00000000000", NULL, NULL,
          { "plan.yaml: mapping.territory_id: found nothing, expected the column of the reps that holds their",
            "plan.yaml: mapping.parent_territory_id: found \"0MI00000000000\", expected an id, 15 or 18", NULL } },
        { "salesforce", by_key, "e/accounts.csv", "account_id,name,lon,lat,opportunity,current_rep,their_id\n"
          "A,Ash,0,0,10,R1,\nB,Birch,1,0,10,R2,\nC,Cedar,2,0,10,R9,nonsense\nD,Date,3,0,10,,005000000000004\n",
          { "error: accounts.csv:3: their_id: found nothing, expected the id of the account, 15 or 18 letters and "
            "digits that begin with 001, fill in what the other system has [E010]\n"
            "error: accounts.csv:4: their_id: found \"nonsense\", expected",
            "error: accounts.csv:5: their_id: found \"005000000000004\", expected",
            "3 ids are missing or malformed" } },
        { "salesforce", by_key, "e/accounts.csv", "account_id,name,lon,lat,opportunity,current_rep,their_id\n"
          "A,Ash,0,0,10,R1,001000000000001\nB,Birch,1,0,10,R2,001000000000001\nC,Cedar,2,0,10,R1,001000000000002\n"
          "D,Date,3,0,10,,001000000000002\n",
          { "accounts.csv:5: their_id: found \"001000000000002\" a second time, first on line 4", "[E011]", NULL } },
        { "salesforce", by_id, NULL, NULL,
          { "accounts.csv:4: current_rep: found \"R9\", expected a rep of the reps file, whose territory the account "
            "leaves", NULL, NULL } },
        { "salesforce", by_id, "e/reps.csv", "rep_id,name,lon,lat,manager,their_user,their_territory\n"
          "R1,Ann,0,0,M-1,,\nR2,Ben,3,0,M-1,005000000000002,0MI000000000002\n",
          { "reps.csv:2: their_user: found nothing, expected the id of the user", "reps.csv:2: their_territory: found "
            "nothing, expected the id of the territory", NULL } },
        { "dynamics", by_id, NULL, NULL,
          { "accounts.csv:3: their_id: found \"001000000000002\", expected the id of the account, a GUID such as",
            "reps.csv:2: their_territory: found \"0MI000000000001\", expected", "managers.csv:3: their_territory:" } },
    };
    (void)state;
    for (size_t k = 0; k < sizeof cases / sizeof *cases; k++) {
        char line[100];
        make(cases[k].more);
        if (cases[k].file) put(cases[k].file, cases[k].content);
        snprintf(line, sizeof line, "export %s e --quiet", cases[k].kind);
        const ran *ended = ambit_ends(2, line);
        for (int i = 0; i < 3 && cases[k].said[i]; i++) says(ended->err, cases[k].said[i]);
        assert_false(exists("e/out/salesforce_1_Territory2.csv"));
        assert_false(exists("e/out/dynamics_1_territories.csv"));
    }
}

/* ---- Others ----------------------------------------------------------------------------------------------------- */

static void dynamics_has_guids_and_only_what_moves(void **state)
{
    (void)state;
    make(by_id);
    put("e/accounts.csv", "account_id,lon,lat,opportunity,current_rep,their_id\n"
        "A,0,0,10,R1,00000000-0000-0000-0000-000000000001\nB,1,0,10,R2,00000000-0000-0000-0000-000000000002\n"
        "C,2,0,10,R9,00000000-0000-0000-0000-00000000000C\nD,3,0,10,R2,\n");
    put("e/reps.csv", "rep_id,name,lon,lat,manager,their_user,their_territory\n"
        "R1,Ann,0,0,M-1,10000000-0000-0000-0000-000000000001,20000000-0000-0000-0000-000000000001\n"
        "R2,Ben,3,0,M-1,10000000-0000-0000-0000-000000000002,20000000-0000-0000-0000-000000000002\n");
    put("e/managers.csv", "manager_id,name,manager,their_territory\nM-1,Mia,,20000000-0000-0000-0000-000000000003\n");
    ambit_ends(0, "export dynamics e --quiet");
    assert_string_equal(get(text, "e/out/dynamics_1_territories.csv"),
        "territoryid,name,parentterritoryid,managerid\n20000000-0000-0000-0000-000000000003,\"Mia\",,\n"
        "20000000-0000-0000-0000-000000000001,\"Ann\",20000000-0000-0000-0000-000000000003,"
        "10000000-0000-0000-0000-000000000001\n20000000-0000-0000-0000-000000000002,\"Ben\","
        "20000000-0000-0000-0000-000000000003,10000000-0000-0000-0000-000000000002\n");
    assert_string_equal(get(text, "e/out/dynamics_2_accounts.csv"),
        "accountid,territoryid\n00000000-0000-0000-0000-000000000002,20000000-0000-0000-0000-000000000001\n"
        "00000000-0000-0000-0000-00000000000C,20000000-0000-0000-0000-000000000002\n");
}

static void csv_for_excel_has_a_mark_and_no_formulas(void **state)
{
    static sheet units;
    (void)state;
    make(by_key);
    ambit_ends(0, "export csv e --excel --quiet");
    get(text, "e/out/export_units.csv");
    assert_memory_equal(text, "\xef\xbb\xbfunit_id,", 11);
    for (const char *c = text; (c = strchr(c, '\n')); c++) assert_true(c[-1] == '\r');
    sheet_read(&units, "e/out/export_units.csv");
    assert_string_equal(units.cell[2][1], "'=cmd|' /C calc'!A0, \"Birch\"");
    ambit_ends(0, "export csv e --quiet --force");
    sheet_read(&units, "e/out/export_units.csv");
    assert_string_equal(units.cell[2][1], "=cmd|' /C calc'!A0, \"Birch\"");
    says_not(text, "\xef\xbb\xbf" "\xef\xbb\xbf");
}

static void shapefiles_are_read_by_gdal(void **state)
{
    char line[9000], path[4096];
    (void)state;
    make(by_key);
    ambit_ends(0, "export shapefile e --quiet");
    if (system("command -v ogrinfo >/dev/null 2>&1")) skip();
    snprintf(line, sizeof line, "ogrinfo -al -q '%s/e/out/export_accounts.shp' >'%s' 2>&1", scratch,
             in_scratch(path, "ogr.txt"));
    assert_int_equal(system(line), 0);
    says(get(text, "ogr.txt"), "rep_id (String) = R1");
    says(text, "name (String) = =cmd|' /C calc'!A0, \"Birch\"");
    says(text, "POINT (1 0)");
}

static void ids_are_known_by_their_form(void **state)
{
    static const struct { const char *id; ambit_foreign_form form; int is_one; } cases[] = {
        { "001D000000IRFma", AMBIT_FORM_SALESFORCE, 1 }, { "001D000000IRFmaIAH", AMBIT_FORM_SALESFORCE, 1 },
        { "001D000000IRFmaIAI", AMBIT_FORM_SALESFORCE, 0 }, { "001d000000IRFmaIAH", AMBIT_FORM_SALESFORCE, 0 },
        { "001D000000IRFm", AMBIT_FORM_SALESFORCE, 0 }, { "001D000000IRF-a", AMBIT_FORM_SALESFORCE, 0 },
        { "", AMBIT_FORM_SALESFORCE, 0 }, { "2f1c0d3e-5a6b-4c7d-8e9f-0A1B2C3D4E5F", AMBIT_FORM_GUID, 1 },
        { "2f1c0d3e-5a6b-4c7d-8e9f-0A1B2C3D4E5G", AMBIT_FORM_GUID, 0 },
        { "2f1c0d3e5a6b4c7d8e9f0A1B2C3D4E5F", AMBIT_FORM_GUID, 0 },
    };
    (void)state;
    for (size_t k = 0; k < sizeof cases / sizeof *cases; k++)
        if (ambit_foreign_is_id(cases[k].id, cases[k].form) != cases[k].is_one) fail_msg("%s", cases[k].id);
}

static void a_mapping_that_contradicts_itself_is_refused(void **state)
{
    static const struct { const char *mapping, *said; } cases[] = {
        { "mapping: {territory_key: 9 lives}\n", "territory_key: found \"9 lives\", expected the API name of an" },
        { "mapping: {territory_key: Key__c, territory_id: x}\n", "found territory_key beside territory_id" },
        { "mapping: {account: x}\n", "account" },
    };
    (void)state;
    for (size_t k = 0; k < sizeof cases / sizeof *cases; k++) {
        char plan[2000];
        snprintf(plan, sizeof plan, "%s%s", line_plan, cases[k].mapping);
        put_line("m");
        put("m/plan.yaml", plan);
        says(ambit_ends(2, "check m")->err, cases[k].said);
    }
}

static void usage_is_explained(void **state)
{
    (void)state;
    make(by_key);
    says(ambit_ends(2, "export sap e")->err, "found the kind \"sap\", expected one of salesforce dynamics geojson");
    says(ambit_ends(2, "export baf e --excel")->err, "--excel belongs to `export csv PLAN`");
    says(ambit_ends(0, "export baf e --json")->out, "\"rows\": 4");
    says(ambit_ends(2, "export baf e")->err, "--force");
    put("e/accounts.csv", "account_id,lon,lat,opportunity\nA|1,0,0,10\nB,1,0,10\nC,2,0,10\nD,3,0,10\n");
    put("e/plan.yaml", line_plan);
    ambit_ends(0, "solve e --quiet --force");
    assert_false(exists("e/out/block_assignment.txt")); /* of the plan before */
    says(ambit_ends(2, "export baf e")->err, "found the id \"A|1\", expected ids without \"|\"");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(small_exports_are_what_was_accepted),
        cmocka_unit_test(salesforce_files_keep_the_rules),
        cmocka_unit_test(many_territories_with_hostile_names_keep_the_rules),
        cmocka_unit_test(missing_ids_are_listed_row_by_row_and_nothing_is_written),
        cmocka_unit_test(dynamics_has_guids_and_only_what_moves),
        cmocka_unit_test(csv_for_excel_has_a_mark_and_no_formulas),
        cmocka_unit_test(shapefiles_are_read_by_gdal),
        cmocka_unit_test(ids_are_known_by_their_form),
        cmocka_unit_test(a_mapping_that_contradicts_itself_is_refused),
        cmocka_unit_test(usage_is_explained),
    };
    return cmocka_run_group_tests(tests, make_scratch, remove_scratch);
}
