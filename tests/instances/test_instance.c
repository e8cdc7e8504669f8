#include "tests/instances/small_instance.h"

/* ---- What goes wrong: the files, and everything that is said ----------------------------------------------------- */

static const small_instance faults[] = {
    { "a missing file", "accounts: {file: none.csv}\nreps: {file: reps.csv}\n", NULL, NULL, NULL,
      "error: none.csv: found no file that can be opened (No such file or directory), expected a CSV file, correct the "
      "name or its rights [E001]\n" },
    { "no rows of accounts", NULL, ACCOUNTS(""), NULL, NULL,
      "error: accounts.csv: found no rows, expected an account in each, add them [E002]\n" },
    { "no rows of reps", NULL, NULL, "rep_id,lon,lat\n", NULL,
      "error: reps.csv: found no rows, expected a rep in each, add them [E002]\n" },

    { "an empty id", NULL, ACCOUNTS("A,-98,40,10\n,-97,41,20\n"), NULL, NULL,
      "error: accounts.csv:3: account_id: found an empty id, expected one in every row, fill the cell or remove the "
      "row [E010]\n" },
    { "an id of spaces", NULL, ACCOUNTS("A,-98,40,10\n\"  \",-97,41,20\n"), NULL, NULL,
      "error: accounts.csv:3: account_id: found an empty id, expected one in every row, fill the cell or remove the "
      "row [E010]\n" },
    { "an id twice", NULL, ACCOUNTS("A,-98,40,10\nB,-97,41,20\n A,-97,41,20\n"), NULL, NULL,
      "error: accounts.csv:4: account_id: found \"A\" again, expected ids that occur once (it is on line 2 already), "
      "rename or remove one [E011]\n" },
    { "a rep twice, one without a name", NULL, NULL, "rep_id,lon,lat\nR1,-98,40\n,-97,41\nR1,-97,41\n", NULL,
      "error: reps.csv:3: rep_id: found an empty id, expected one in every row, fill the cell or remove the row "
      "[E010]\n"
      "error: reps.csv:4: rep_id: found \"R1\" again, expected ids that occur once (it is on line 2 already), rename "
      "or remove one [E011]\n" },

    { "an amount that is no number", NULL, ACCOUNTS("A,-98,40,12e\nB,-97,41,20\n"), NULL, NULL,
      "error: accounts.csv:2: opportunity: found \"12e\", expected an amount of 0 or more such as 1200.50, write "
      "digits with a decimal point and no other signs [E012]\n" },
    { "a decimal comma", NULL, ACCOUNTS("A,-98,40,\"1,5\"\n"), NULL, NULL,
      "error: accounts.csv:2: opportunity: found \"1,5\", expected an amount of 0 or more such as 1200.50, write "
      "digits with a decimal point and no other signs [E012]\n" },
    { "NaN", NULL, ACCOUNTS("A,-98,40,NaN\n"), NULL, NULL,
      "error: accounts.csv:2: opportunity: found \"NaN\", which is no finite number, expected an amount of 0 or more "
      "such as 1200.50, correct it [E013]\n" },
    { "infinity", NULL, ACCOUNTS("A,inf,40,10\n"), NULL, NULL,
      "error: accounts.csv:2: lon: found \"inf\", which is no finite number, expected degrees east from -180 to 180, "
      "correct it [E013]\n" },
    { "a number beyond all doubles", NULL, ACCOUNTS("A,-98,40,1e999\n"), NULL, NULL,
      "error: accounts.csv:2: opportunity: found \"1e999\", which is no finite number, expected an amount of 0 or more "
      "such as 1200.50, correct it [E013]\n" },
    { "a negative amount", NULL, ACCOUNTS("A,-98,40,-10\n"), NULL, NULL,
      "error: accounts.csv:2: opportunity: found \"-10\", expected an amount of 0 or more such as 1200.50, correct it "
      "[E013]\n" },
    { "negative visits", NULL, WITH("visits", "A,-98,40,10,-1\n"), NULL, NULL,
      "error: accounts.csv:2: visits: found \"-1\", expected visits of 0 or more such as 12, correct it [E013]\n" },
    { "negative minutes", NULL, WITH("minutes", "A,-98,40,10,-1\n"), NULL, NULL,
      "error: accounts.csv:2: minutes: found \"-1\", expected minutes of 0 or more such as 45, correct it [E013]\n" },
    { "an empty measure", NULL, ACCOUNTS("A,-98,40,\n"), NULL, NULL,
      "error: accounts.csv:2: opportunity: found nothing, expected an amount of 0 or more such as 1200.50, fill the "
      "cell or say empty: 0 in the rule [E014]\n" },
    { "empty minutes of a derived workload", "accounts: {file: accounts.csv}\nbalance: [{measure: workload, "
      "tolerance: 1%}]\n",
      WITH("minutes", "A,-98,40,10,\n"), NULL, NULL,
      "error: accounts.csv:2: minutes: found nothing, expected minutes of 0 or more such as 45, fill the cell or say "
      "empty: 0 in the workload rule [E014]\n" },
    { "an empty coordinate", NULL, ACCOUNTS("A,,40,10\n"), NULL, NULL,
      "error: accounts.csv:2: lon: found nothing, expected degrees east from -180 to 180, fill the cell [E014]\n" },
    { "coordinates out of range", NULL, ACCOUNTS("A,-181,40,10\nB,-97,91,10\nC,200,200,10\n"), NULL, NULL,
      "error: accounts.csv:2: lon: found \"-181\", expected degrees east from -180 to 180, correct it [E015]\n"
      "error: accounts.csv:3: lat: found \"91\", expected degrees north from -90 to 90, correct it [E015]\n"
      "error: accounts.csv:4: lon: found \"200\", expected degrees east from -180 to 180, correct it [E015]\n"
      "error: accounts.csv:4: lat: found \"200\", expected degrees north from -90 to 90, correct it [E015]\n" },
    { "lon and lat swapped", NULL, ACCOUNTS("A,40,-98,10\nB,-97,41,10\n"), NULL, NULL,
      "error: accounts.csv:2: lat: found lon 40 and lat -98, expected a latitude from -90 to 90, swap the two columns "
      "or their names in plan.yaml [E016]\n" },
    { "lon and lat of a rep swapped", NULL, NULL, "rep_id,lon,lat\nR1,40,-98\n", NULL,
      "error: reps.csv:2: lat: found lon 40 and lat -98, expected a latitude from -90 to 90, swap the two columns or "
      "their names in plan.yaml [E016]\n" },

    { "a locked rep whom nobody knows", NULL, WITH("locked_rep", "A,-98,40,10,R9\nB,-97,41,10,R2\n"), NULL, NULL,
      "error: accounts.csv:2: locked_rep: found \"R9\", expected a rep of reps.csv, correct it or leave the cell empty "
      "[E017]\n" },
    { "a rep without a post", NULL, NULL, "rep_id,lon,lat,fte\nR1,-98,40,0\nR2,-98,40,\nR3,-98,40,half\n", NULL,
      "error: reps.csv:2: fte: found \"0\", expected a share of a post above 0, such as 0.8, correct it [E013]\n"
      "error: reps.csv:4: fte: found \"half\", expected a share of a post above 0, such as 0.8, write digits with a "
      "decimal point and no other signs [E012]\n" },
    { "a leave that ends before it begins, a frozen rep or not", NULL, NULL,
      "rep_id,lon,lat,leave_from,leave_to,frozen\nR1,-98,40,2027-02-01,2027-01-01,No\nR2,-97,41,soon,,maybe\n", NULL,
      "error: reps.csv:2: leave_to: found a leave that ends before it begins, expected its last day, correct "
      "leave_from or leave_to [E026]\nerror: reps.csv:3: leave_from: found \"soon\", expected a date such as "
              "2027-01-31, write "
      "year-month-day [E020]\nerror: reps.csv:3: frozen: found \"maybe\", expected yes or no, correct it [E012]\n" },
    { "a start that is no date", NULL, NULL, "rep_id,lon,lat,start_date\nR1,-98,40,01/02/2027\nR2,-97,41,\n", NULL,
      "error: reps.csv:2: start_date: found \"01/02/2027\", expected a date such as 2027-01-31, write year-month-day "
      "[E020]\n" },
    { "a cap of half an account", NULL, NULL,
      "rep_id,lon,lat,max_accounts\nR1,-98,40,2.5\nR2,-98,40,0\nR3,-98,40,\n", NULL,
      "error: reps.csv:2: max_accounts: found \"2.5\", expected a whole number, round it [E013]\n"
      "error: reps.csv:3: max_accounts: found \"0\", expected a number of accounts of 1 or more, or nothing, correct "
      "it [E013]\n" },

    { "a measure without a column", NULL, "account_id,lon,lat,oportunity\nA,-98,40,10\n", NULL, NULL,
      "error: accounts.csv:1: opportunity: found no such column (the file has account_id, lon, lat, oportunity), "
      "expected one of that name, did you mean oportunity? [E006]\n" },
    { "a missing column does not hide other "
      "faults", NULL, "account_id,lon,lat\nA,-98,95,10\nA,-98,40\nA,-98,99\n", NULL, NULL,
      "error: accounts.csv:1: opportunity: found no such column (the file has account_id, lon, lat), expected one of "
      "that name, add it or rename another [E006]\n"
      "error: accounts.csv:2: found 4 fields, expected 3 as in the header, add what is missing or quote the field that "
      "holds a comma [E008]\n"
      "error: accounts.csv:4: lat: found \"99\", expected degrees north from -90 to 90, correct it [E015]\n"
      "error: accounts.csv:4: account_id: found \"A\" again, expected ids that occur once (it is on line 3 already), "
      "rename or remove one [E011]\n" },
    { "coordinates without a column", NULL, "account_id,opportunity\nA,10\n", NULL, NULL,
      "error: accounts.csv:1: lon: found no such column (the file has account_id, opportunity), expected one of that "
      "name, add it or rename another [E006]\n"
      "error: accounts.csv:1: lat: found no such column (the file has account_id, opportunity), expected one of that "
      "name, add it or rename another [E006]\n" },
    { "neither workload nor minutes", "accounts: {file: accounts.csv}\nbalance: [{measure: workload, tolerance: "
      "1%}]\n", NULL,
      NULL, NULL,
      "error: accounts.csv:1: workload: found neither workload nor minutes, expected one of the columns, add minutes "
      "per visit or the hours [E006]\n" },
    { "a class without a column", "accounts: {file: accounts.csv}\nbalance: [{measure: opportunity, where: tier=A, "
      "tolerance: 1%}]\n", NULL, NULL, NULL,
      "error: accounts.csv:1: tier: found no such column (the file has account_id, lon, lat, opportunity), expected "
      "one of that name, add it or rename another [E006]\n" },
    { "stability without current reps", "accounts: {file: accounts.csv}\nreps: {file: reps.csv}\nstability: {weight: "
      "1}\n", NULL,
      NULL, NULL,
      "error: accounts.csv:1: current_rep: found no such column (the file has account_id, lon, lat, opportunity), "
      "expected one of that name, add it or rename another [E006]\n" },

    { "all files at once", NULL, "account_id,lon,lat,opportunity,locked_rep\nA,-98,40,x,R9\n",
      "rep_id,lon,lat,fte\nR1,-98,400,-1\n",
      NULL,
      "error: reps.csv:2: lat: found \"400\", expected degrees north from -90 to 90, correct it [E015]\n"
      "error: reps.csv:2: fte: found \"-1\", expected a share of a post above 0, such as 0.8, correct it [E013]\n"
      "error: accounts.csv:2: opportunity: found \"x\", expected an amount of 0 or more such as 1200.50, write digits "
      "with a decimal point and no other signs [E012]\n"
      "error: accounts.csv:2: locked_rep: found \"R9\", expected a rep of reps.csv, correct it or leave the cell empty "
      "[E017]\n" },
    { "a missing reps file makes one message", FORBIDDEN, WITH("locked_rep,current_rep",
      "A,-98,40,10,R1,R2\n"), "", "unit_id,"
      "rep_id\nA,R1\n",
      "error: reps.csv: found an empty file, expected a header and rows, fill it or name another file [E002]\n" },
};

/* ---- What is a warning only -------------------------------------------------------------------------------------- */

static const small_instance warnings[] = {
    { "current reps who left", NULL,
      WITH("current_rep", "A,-98,40,1,R7\nB,-98,40,1,R1\nC,-98,40,1,R9\nD,-98,40,1,R7\nE,-98,40,1,\n"),
      NULL, NULL,
      "warning: accounts.csv: current_rep: found 2 reps who are not in reps.csv: R7 (2 accounts), R9 (1 account), "
      "expected only if they left (their accounts have no current rep then), correct misspelt names [W030]\n" },
    { "one who left", NULL, WITH("current_rep", "A,-98,40,1,R7\n"), NULL, NULL,
      "warning: accounts.csv: current_rep: found 1 rep who is not in reps.csv: R7 (1 account), expected only if they "
      "left (their accounts have no current rep then), correct misspelt names [W030]\n" },
    { "a whole file that looks swapped", NULL, ACCOUNTS("A,40,-70,1\nB,41,-71,1\n"),
      "rep_id,lon,lat\nR1,-70.5,40\nR2,-72,43\n", NULL,
      "warning: accounts.csv: found accounts from 40 to 41 east and -71 to -70 north, far from every rep of reps.csv, "
      "expected them there, swap lon and lat in one of the files or in plan.yaml [W016]\n" },
    { "accounts away from the reps, but not swapped", NULL, ACCOUNTS("A,10,50,1\n"), NULL, NULL, "" },
    { "the same forbidden pair twice", FORBIDDEN, NULL, NULL, "unit_id,rep_id\nA,R1\nA,R1\n", "" },
    { "coordinates of another file's width", NULL,
      "opportunity,lat,\"lon\",account_id\r\n1,40,-98,A\r\n", NULL, NULL, "" },
    { "no coordinates beside a matrix", MATRIX, "account_id\nA\nB\n", "rep_id\nR1\n",
      "unit_id,rep_id,hours\nA,R1,1\n", "" },
    { "regions alone", "regions: {file: counties.shp}\n", NULL, NULL, NULL, "" },
    { "accounts without reps", "accounts: {file: "
      "accounts.csv}\n", WITH("current_rep,locked_rep", "A,-98,40,10,R1,R2\n"), NULL, NULL,
      "" },
    { "a number of territories without reps", "accounts: {file: accounts.csv}\nterritories: {count: "
      "2}\n", NULL, NULL, NULL, "" },
    { "measures of the layer with regions as units", "regions: {file: r.shp}\nassign: regions\naccounts: {file: "
      "accounts.csv}\n"
      "balance: [{measure: POP, tolerance: 1%}, {measure: workload, tolerance: 1%, where: "
      "urban=1}]\n", NULL, NULL, NULL, "" },
};

static void goes_on_with_a_word_or_none(void **state)
{
    const small_instance *f = *state;
    scratch s;
    ambit_instance *instance;
    ambit_diagnosis *diagnosis = ambit_diagnosis_build();
    write_files(&s, f);
    ambit_status status = read_files(&instance, &s, diagnosis);
    char *said = scratch_printed(diagnosis);
    assert_string_equal(said, f->said);
    assert_int_equal(status, AMBIT_OK);
    free(said);
    ambit_instance_free(instance);
    ambit_diagnosis_free(diagnosis);
    scratch_remove(&s);
}

/* ---- What is read ------------------------------------------------------------------------------------------------ */

static const small_instance every_column = { .said = "", .plan =
    "accounts: {file: accounts.csv, id: account}\nreps: {file: reps.csv}\n"
    "balance:\n  - {measure: workload, tolerance: 10%}\n  - {measure: accounts, tolerance: 5%}\n"
    "  - {measure: opportunity, tolerance: 10%}\n"
    "  - {measure: opportunity, where: tier=A, tolerance: 20%, empty: 0}\n"
    "  - {measure: visits, where: segment=retail, tolerance: 30%, empty: 0}\n"
    "stability: {measure: load}\n", .accounts =
    "account,name,lon,lat,visits,minutes,opportunity,segment,tier,current_rep,locked_rep,group,load\n"
    "A,Ash,-98.5,40.25,3,60,10,retail,A,R2,,g1,1\n"
    "\" B \",\"Birch, Inc\",-97,41,,45,,,B,,R1,,2\n"
    "C,M\xc3\xbcller,-97,41,0,30,5.5,retail,A,R1,R2,g1,3\n"
    "D,,-97,41,1,0,0,hospital,,R1,,g2,4\n" };

static void every_column_of_accounts_is_read(void **state)
{
    (void)state;
    scratch s;
    ambit_instance *in = read_well(&s, &every_column);
    const ambit_accounts *a = &in->accounts;
    assert_int_equal(a->n, 4);
    assert_string_equal(a->id[1], "B");
    assert_string_equal(a->name[1], "Birch, Inc");
    assert_string_equal(a->name[2], "M\xc3\xbcller");
    assert_int_equal(a->has_places, 1);
    assert_true(a->lon_deg[0] == -98.5 && a->lat_deg[0] == 40.25);
    assert_true(a->visits[0] == 3 && a->visits[1] == 1 && a->visits[2] == 0);
    assert_true(a->minutes[1] == 45);
    assert_string_equal(a->segment[0], "retail");
    assert_ptr_equal(a->segment[0], a->segment[2]);
    assert_string_equal(a->segment[1], "");
    const uint32_t current[] = { 1, AMBIT_NOBODY, 0, 0 }, locked[] = { AMBIT_NOBODY, 0, 1, AMBIT_NOBODY };
    const uint32_t group[] = { 0, AMBIT_NOBODY, 0, 1 };
    assert_memory_equal(a->current, current, sizeof current);
    assert_memory_equal(a->locked, locked, sizeof locked);
    assert_memory_equal(a->group, group, sizeof group);
    assert_int_equal(a->n_groups, 2);
    assert_null(a->region);
    assert_string_equal(in->has_current, "current_rep");
    ambit_instance_free(in);
    scratch_remove(&s);
}

static void measures_and_classes_are_those_of_the_rules(void **state)
{
    (void)state;
    scratch s;
    ambit_instance *in = read_well(&s, &every_column);
    const ambit_accounts *a = &in->accounts;
    assert_int_equal(a->n_measures, 3); /* workload and accounts are derived */
    assert_string_equal(a->measure[0].name, "opportunity");
    assert_true(a->measure[0].value[0] == 10 && a->measure[0].value[1] == 0 && a->measure[0].value[2] == 5.5);
    assert_string_equal(a->measure[1].name, "visits");
    assert_true(a->measure[1].value[0] == 3 && a->measure[1].value[1] == 0 && a->visits[1] == 1);
    assert_string_equal(a->measure[2].name, "load");
    assert_true(a->measure[2].value[3] == 4);
    assert_int_equal(a->n_classes, 2);
    assert_string_equal(a->classes[0].name, "tier");
    assert_int_equal(a->classes[0].n_texts, 3);
    assert_string_equal(a->classes[0].text[a->classes[0].code[2]], "A");
    assert_string_equal(a->classes[0].text[a->classes[0].code[3]], "");
    assert_string_equal(a->classes[1].name, "segment");
    assert_string_equal(a->classes[1].text[a->classes[1].code[3]], "hospital");
    ambit_instance_free(in);
    scratch_remove(&s);
}

static void accounts_are_the_units_and_files_the_inputs(void **state)
{
    (void)state;
    scratch s;
    ambit_instance *in = read_well(&s, &every_column);
    assert_int_equal(in->n_units, 4);
    assert_string_equal(in->unit_id[3], "D");
    assert_int_equal(ambit_dictionary_get(&in->unit_index, "C"), 2);
    assert_int_equal(in->n_inputs, 3);
    assert_string_equal(in->input[0], "plan.yaml");
    assert_string_equal(in->input[1], "reps.csv");
    assert_string_equal(in->input[2], "accounts.csv");
    ambit_instance_free(in);
    scratch_remove(&s);
}

static void an_empty_visits_cell_of_a_visits_measure_is_a_fault(void **state)
{
    (void)state;
    scratch s;
    ambit_instance *instance;
    const small_instance f = { .plan = "accounts: {file: accounts.csv}\nbalance: [{measure: visits, tolerance: 1%}]\n",
                      .accounts = "account_id,lon,lat,visits\nA,-98,40,\n" };
    ambit_diagnosis *diagnosis = ambit_diagnosis_build();
    write_files(&s, &f);
    assert_int_equal(read_files(&instance, &s, diagnosis), AMBIT_E_INPUT);
    assert_int_equal(ambit_diagnosis_n_errors(diagnosis), 1);
    assert_string_equal(ambit_diagnosis_error_text(diagnosis, 0), "accounts.csv:2: visits: found nothing, expected an "
            "amount of 0 or more such as 1200.50, fill the cell or say empty: 0 in the rule [E014]");
    ambit_diagnosis_free(diagnosis);
    scratch_remove(&s);
}

static void every_column_of_reps_is_read(void **state)
{
    (void)state;
    scratch s;
    const small_instance f = { .said = "", .plan = "reps: {file: reps.csv, x: east, y: north, crs: EPSG:5070, name: "
            "who}\n", .reps =
        "rep_id,who,east,north,fte,start_date,segments,max_accounts,manager\n"
      "R1,Ada,-500000,1900000,0.8,2027-03-01,retail;hospital,40,M1\n"
      "R2,Ben,400000.5,2000000,,,,,\n" };
    ambit_instance *in = read_well(&s, &f);
    const ambit_reps *r = &in->reps;
    assert_int_equal(r->n, 2);
    assert_string_equal(r->id[0], "R1");
    assert_string_equal(r->name[1], "Ben");
    assert_int_equal(r->has_places, 1);
    assert_true(r->lon_deg[0] == -500000 && r->lat_deg[1] == 2000000 && r->lon_deg[1] == 400000.5);
    assert_true(r->fte[0] == 0.8 && r->fte[1] == 1);
    assert_string_equal(r->start_date[0], "2027-03-01");
    assert_string_equal(r->start_date[1], "");
    assert_string_equal(r->segments[0], "retail;hospital");
    assert_string_equal(r->segments[1], "");
    assert_int_equal(r->max_accounts[0], 40);
    assert_int_equal(r->max_accounts[1], 0);
    assert_string_equal(r->manager[0], "M1");
    assert_string_equal(r->manager[1], "");
    assert_int_equal(ambit_dictionary_get(&in->rep_index, "R2"), 1);
    assert_int_equal(in->n_units, 0);
    assert_int_equal(in->accounts.n, 0);
    assert_string_equal(in->has_current, "");
    ambit_instance_free(in);
    scratch_remove(&s);
}

static void regions_are_the_units_when_the_plan_says_so(void **state)
{
    (void)state;
    static const char *const ids[] = { "37001", "37003", "37005" };
    scratch s;
    const small_instance f = { .plan =
        "regions: {file: r.shp}\nassign: regions\naccounts: {file: accounts.csv, region: county}\n"
        "reps: {file: reps.csv}\nforbidden: pairs.csv\nbalance: [{measure: opportunity, tolerance: 5%}]\n",
        .accounts = "account_id,county,opportunity\nA,37003,10\nB,37001,20\nC,37003,5\n",
        .pairs = "unit_id,rep_id\n37005,R2\n" };
    ambit_planfile *plan;
    ambit_instance *in;
    ambit_diagnosis *diagnosis = ambit_diagnosis_build();
    write_files(&s, &f);
    assert_int_equal(ambit_planfile_read(&plan, s.path, diagnosis, NULL), AMBIT_OK);
    assert_int_equal(ambit_instance_read(&in, plan, 3, ids, diagnosis, NULL), AMBIT_OK);
    assert_int_equal(ambit_diagnosis_n_errors(diagnosis), 0);
    assert_int_equal(in->n_units, 3);
    assert_ptr_equal(in->unit_id, ids);
    assert_int_equal(in->accounts.n, 3);
    assert_int_equal(in->accounts.has_places, 0);
    assert_string_equal(in->accounts.region[2], "37003");
    assert_int_equal(in->accounts.n_measures, 1);
    assert_int_equal(in->n_forbidden, 1);
    assert_int_equal(in->forbidden[0].unit, 2);
    ambit_instance_free(in);
    ambit_diagnosis_free(diagnosis);
    scratch_remove(&s);
}

static void a_path_beyond_all_bounds_is_refused(void **state)
{
    (void)state;
    scratch s;
    ambit_instance *instance;
    char plan[6000] = "accounts: {file: ";
    for (int i = 0; i < 500; i++) strcat(plan, "accounts/");
    strcat(plan, "}\n");
    const small_instance f = { .plan = plan };
    ambit_diagnosis *diagnosis = ambit_diagnosis_build();
    write_files(&s, &f);
    assert_int_equal(read_files(&instance, &s, diagnosis), AMBIT_E_INPUT);
    assert_string_equal(ambit_diagnosis_error_text(diagnosis, 0), "plan.yaml: found a file name of more than 4095 "
            "bytes, expected a shorter one, move the file [E001]");
    ambit_diagnosis_free(diagnosis);
    scratch_remove(&s);
}

/* Fifty are shown; nobody reads sixty messages about one column. */
static void faults_beyond_fifty_are_counted(void **state)
{
    (void)state;
    scratch s;
    ambit_instance *instance;
    ambit_diagnosis *diagnosis = ambit_diagnosis_build();
    char rows[4000] = "account_id,lon,lat,opportunity\n";
    for (int i = 0; i < 60; i++) snprintf(rows + strlen(rows), sizeof rows - strlen(rows), "A%d,-98,40,x\n", i);
    const small_instance f = { .accounts = rows };
    write_files(&s, &f);
    assert_int_equal(read_files(&instance, &s, diagnosis), AMBIT_E_INPUT);
    assert_int_equal(ambit_diagnosis_n_errors(diagnosis), 60);
    char *said = scratch_printed(diagnosis);
    assert_non_null(strstr(said, "error: accounts.csv:51: opportunity: "));
    assert_null(strstr(said, "accounts.csv:52: "));
    assert_non_null(strstr(said, "error: and 10 more errors, not shown\n"));
    free(said);
    ambit_diagnosis_free(diagnosis);
    scratch_remove(&s);
}

#define ADD(cases, function) \
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) \
        tests[n++] = (struct CMUnitTest){ cases[i].name, function, NULL, NULL, (void *)&cases[i] };

int main(void)
{
    struct CMUnitTest tests[100];
    size_t n = 0;
    ADD(faults, says_what_is_wrong)
    ADD(warnings, goes_on_with_a_word_or_none)
    tests[n++] = (struct CMUnitTest)cmocka_unit_test(every_column_of_accounts_is_read);
    tests[n++] = (struct CMUnitTest)cmocka_unit_test(measures_and_classes_are_those_of_the_rules);
    tests[n++] = (struct CMUnitTest)cmocka_unit_test(accounts_are_the_units_and_files_the_inputs);
    tests[n++] = (struct CMUnitTest)cmocka_unit_test(an_empty_visits_cell_of_a_visits_measure_is_a_fault);
    tests[n++] = (struct CMUnitTest)cmocka_unit_test(every_column_of_reps_is_read);
    tests[n++] = (struct CMUnitTest)cmocka_unit_test(regions_are_the_units_when_the_plan_says_so);
    tests[n++] = (struct CMUnitTest)cmocka_unit_test(a_path_beyond_all_bounds_is_refused);
    tests[n++] = (struct CMUnitTest)cmocka_unit_test(faults_beyond_fifty_are_counted);
    return _cmocka_run_group_tests("instances/instance", tests, n, NULL, NULL);
}
