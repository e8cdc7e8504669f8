/* `ambit solve` from the outside: what it writes, what it says, how it ends. */
#include "tests/tools/golden.h"
#include "tests/tools/program.h"

#include <dirent.h>
#include <jansson.h>
#include <math.h>
#include <pty.h>
#include <sha256.h>
#include <signal.h>

static char text[ROOM];

static const char *const files[] = { "assignment.csv", "territories.csv", "moves.csv", "rejects.csv", "unassigned.csv",
                                     "plan.json", "report.html", "run.json", "territories.shp", "territories.shx",
                                     "territories.dbf", "territories.prj", "territories.cpg", "territories.geojson",
                                     "territories.fields.csv" };
enum { N_FILES = sizeof files / sizeof *files };

static json_t *read_json(const char *name)
{
    json_error_t error;
    json_t *read = json_loads(get(text, name), JSON_REJECT_DUPLICATES, &error);
    if (!read) fail_msg("%s:%d: %s in:\n%s", name, error.line, error.text, text);
    return read;
}

static double number(const json_t *object, const char *key)
{
    const json_t *value = json_object_get(object, key);
    if (!json_is_number(value)) fail_msg("%s is no number", key);
    return json_number_value(value);
}

static const char *word(const json_t *object, const char *key)
{
    const char *value = json_string_value(json_object_get(object, key));
    if (!value) fail_msg("%s is no text", key);
    return value;
}

/* Entries of a folder, but for . and .. */
static int count_entries(const char *name)
{
    char path[4096];
    int n = 0;
    DIR *folder = opendir(in_scratch(path, name));
    if (!folder) return -1;
    while (readdir(folder)) n++;
    closedir(folder);
    return n - 2;
}

/* ---- What is written ------------------------------------------------------------------------------------------- */

static void writes_a_whole_plan(void **state)
{
    (void)state;
    put_line("whole");
    const ran *r = ambit_ends(0, "solve whole");
    says(r->out, "optimal");
    says(r->out, "report      whole/out/report.html");
    assert_string_equal(r->err, "");
    assert_int_equal(count_entries("whole/out"), N_FILES);
    assert_int_equal(count_entries("whole"), 4); /* nothing is left beside */
    assert_string_equal(get(text, "whole/out/assignment.csv"), "unit_id,rep_id\nA,R1\nB,R1\nC,R2\nD,R2\n");
    assert_string_equal(get(text, "whole/out/moves.csv"),
            "unit_id,name,from,to,travel_h_before,travel_h_after,opportunity\n");
    assert_string_equal(get(text, "whole/out/rejects.csv"), "file,id,reason,nearest_region,km\n");
    assert_string_equal(get(text, "whole/out/unassigned.csv"), "unit_id,name,reason\n");
}

/* The README of the instance proves these figures by hand. */
static void twelve_is_what_the_hand_says(void **state)
{
    (void)state;
    copy_twelve("twelve");
    ambit_ends(0, "solve twelve --quiet");
    json_t *plan = read_json("twelve/out/plan.json"), *cost = json_object_get(plan, "objective");
    assert_string_equal(word(plan, "version"), "0.1.0");
    assert_string_equal(word(plan, "status"), "optimal");
    assert_true(fabs(number(cost, "total") - 52.5) < 1e-9);
    assert_true(fabs(number(cost, "travel") - 52.5) < 1e-9);
    assert_true(number(cost, "disruption") == 0 && number(cost, "deviation") == 0 && number(cost, "misfit") == 0);
    assert_true(fabs(number(plan, "bound") - 52.5) < 1e-6);
    assert_true(number(plan, "gap") >= 0 && number(plan, "gap") < 1e-8);
    assert_true(number(plan, "seed") == 1 && number(plan, "units") == 12 && number(plan, "reps") == 3);
    assert_true(number(plan, "pairs") == 36);
    assert_true(number(json_object_get(plan, "moved"), "units") == 2);
    assert_true(number(json_object_get(plan, "moved"), "amount") == 2);
    assert_true(json_is_true(json_object_get(plan, "verified")));
    assert_true(json_is_false(json_object_get(plan, "stopped")));
    json_t *measures = json_object_get(plan, "measures"), *workload = json_array_get(measures, 0);
    assert_int_equal(json_array_size(measures), 2);
    assert_string_equal(word(workload, "name"), "workload");
    assert_true(number(workload, "total") == 36 && number(workload, "tolerance") == 0.1);
    assert_true(fabs(number(workload, "worst_deviation")) < 1e-12);
    assert_true(fabs(number(workload, "worst_deviation_before") - 0.5) < 1e-12);
    assert_true(fabs(number(json_array_get(measures, 1), "worst_deviation") - 1.0 / 12) < 1e-12);
    json_decref(plan);
    assert_string_equal(get(text, "twelve/out/moves.csv"),
            "unit_id,name,from,to,travel_h_before,travel_h_after,workload,opportunity\n"
            "B,Birch Mill,R3,R1,7.5,9,3,60\nC,Cedar Yard,R3,R1,9,10.5,3,10\n");
}

static void inputs_carry_their_hashes(void **state)
{
    char path[4096], name[500], digest[SHA256_DIGEST_STRING_LENGTH];
    size_t i;
    json_t *input;
    (void)state;
    copy_twelve("hashes");
    ambit_ends(0, "solve hashes --quiet");
    json_t *plan = read_json("hashes/out/plan.json"), *inputs = json_object_get(plan, "inputs");
    assert_int_equal(json_array_size(inputs), 4);
    assert_string_equal(word(json_array_get(inputs, 0), "file"), "plan.yaml");
    json_array_foreach(inputs, i, input)
    {
        snprintf(name, sizeof name, "hashes/%s", word(input, "file"));
        assert_non_null(SHA256File(in_scratch(path, name), digest));
        assert_string_equal(word(input, "sha256"), digest);
    }
    json_decref(plan);
}

static void the_same_bytes_anywhere(void **state)
{
    static const char *const folders[] = { "one", "two threads" };
    char line[8192];
    (void)state;
    for (int k = 0; k < 2; k++) {
        copy_twelve(folders[k]);
        setenv("OMP_NUM_THREADS", k ? "2" : "1", 1);
        ambit_ends(0, k ? "solve two~threads --quiet --out elsewhere/deep" : "solve one --quiet");
    }
    unsetenv("OMP_NUM_THREADS");
    for (int i = 0; i < N_FILES; i++) {
        if (!strcmp(files[i], "run.json")) continue; /* it tells the time */
        snprintf(line, sizeof line, "cd '%s' && test -s 'one/out/%s' && cmp 'one/out/%s' 'elsewhere/deep/%s'", scratch,
                 files[i], files[i], files[i]);
        if (system(line)) fail_msg("%s differs, or is empty", files[i]);
    }
}

/* Regions, layers and a search that takes a while: the same bytes for one thread and two. */
static void layers_are_the_same_bytes_too(void **state)
{
    static const char *const layers[] = { "territories.shp", "territories.shx", "territories.dbf", "territories.prj",
                                          "territories.cpg", "territories.geojson", "assignment.csv", "report.html",
                                          "plan.json" };
    char line[8192];
    (void)state;
    snprintf(line, sizeof line, "cp -r instances/data/north-carolina '%s/nc'", scratch);
    assert_int_equal(system(line), 0);
    ambit_ends(0, "solve nc --quiet --effort 0.1 --threads 1 --out nc/one");
    ambit_ends(0, "solve nc --quiet --effort 0.1 --threads 2 --out nc/two");
    for (size_t i = 0; i < sizeof layers / sizeof *layers; i++) {
        snprintf(line, sizeof line, "cmp '%s/nc/one/%s' '%s/nc/two/%s'", scratch, layers[i], scratch, layers[i]);
        assert_int_equal(system(line), 0);
    }
    json_t *layer = read_json("nc/one/territories.geojson");
    assert_int_equal(json_array_size(json_object_get(layer, "features")), 6);
    json_decref(layer);
}

static void json_is_plan_json(void **state)
{
    (void)state;
    put_line("asjson");
    const ran *r = ambit_ends(0, "solve asjson/plan.yaml --json --quiet --seed 7");
    assert_string_equal(r->out, get(text, "asjson/out/plan.json"));
    assert_string_equal(r->err, "");
    says(text, "\"seed\": 7");
}

static void quiet_says_nothing(void **state)
{
    (void)state;
    put_line("quiet");
    const ran *r = ambit_ends(0, "solve quiet --quiet");
    assert_string_equal(r->out, "");
    assert_string_equal(r->err, "");
}

static void summary_and_tables_are_golden(void **state)
{
    (void)state;
    copy_twelve("golden");
    const ran *r = ambit_ends(0, "solve golden");
    compare_golden("summary_twelve.txt", r->out);
    compare_golden("territories_twelve.csv", get(text, "golden/out/territories.csv"));
    compare_golden("plan_twelve.json", get(text, "golden/out/plan.json"));
}

/* ---- What is in the way ---------------------------------------------------------------------------------------- */

static void an_old_plan_is_kept(void **state)
{
    (void)state;
    put_line("kept");
    put("kept/out/assignment.csv", "old");
    put("kept/out/notes.txt", "mine");
    const ran *r = ambit_ends(2, "solve kept");
    says(r->err, "assignment.csv: is there already; use --force");
    assert_string_equal(r->out, "");
    assert_string_equal(get(text, "kept/out/assignment.csv"), "old");
    assert_int_equal(count_entries("kept/out"), 2);
}

static void force_replaces_only_its_own(void **state)
{
    (void)state;
    put_line("forced");
    put("forced/out/assignment.csv", "old");
    put("forced/out/notes.txt", "mine");
    put("forced/out/quotas.csv", "derived from the old plan");
    ambit_ends(0, "solve forced --force --quiet");
    says(get(text, "forced/out/assignment.csv"), "A,R1\n");
    assert_string_equal(get(text, "forced/out/notes.txt"), "mine");
    assert_false(exists("forced/out/quotas.csv"));
    assert_int_equal(count_entries("forced"), 4);
}

static void a_file_in_place_of_the_folder(void **state)
{
    (void)state;
    put_line("infile");
    put("target", "a file");
    says(ambit_ends(2, "solve infile --out target")->err, "found a file, expected a folder");
    says(ambit_ends(2, "solve infile --out target/deep")->err, "target");
    assert_string_equal(get(text, "target"), "a file");
}

static void a_folder_that_may_not_be_written(void **state)
{
    char path[4096];
    (void)state;
    put_line("closed");
    chmod(in_scratch(path, "closed"), 0555);
    chmod(scratch, 0755);
    const ran *r = finish(start_as("solve closed", 65534)); /* root may write anywhere, nobody may not */
    chmod(path, 0755);
    if (r->code == 127) skip(); /* nobody may not even reach the program */
    assert_int_equal(r->code, 2);
    says(r->err, "ambit: closed: cannot be written: Permission denied; name another folder with --out");
    assert_false(exists("closed/out"));
}

static void closed_stdout_is_noticed(void **state)
{
    char line[8192];
    (void)state;
    put_line("mute");
    snprintf(line, sizeof line, "cd '%s' && '%s' solve mute >&- 2>.err", scratch, program());
    assert_int_equal(WEXITSTATUS(system(line)), 2);
    says(get(text, ".err"), "standard output cannot be written");
    says(get(text, "mute/out/assignment.csv"), "A,R1\n"); /* no file got what was meant for stdout */
    assert_string_equal(get(text, "mute/out/rejects.csv"), "file,id,reason,nearest_region,km\n");
    snprintf(line, sizeof line, "cd '%s' && '%s' solve mute --force >/dev/full 2>.err", scratch, program());
    assert_int_equal(WEXITSTATUS(system(line)), 2);
    says(get(text, ".err"), "standard output cannot be written");
}

static void the_model_is_exported(void **state)
{
    (void)state;
    put_line("lp");
    ambit_ends(0, "solve lp --quiet --export-lp lp/model.lp");
    says(get(text, "lp/model.lp"), "Subject To");
    says(ambit_ends(2, "check lp --export-lp lp/model.lp")->err, "model.lp: is there already; use --force");
    ambit_ends(0, "check lp --force --export-lp lp/model.lp");
    ambit_ends(2, "check lp --export-lp no/such/folder/model.lp");
}

/* ---- Rules that cannot be kept --------------------------------------------------------------------------------- */

static void faults_end_with_nothing_written(void **state)
{
    (void)state;
    put_line("faulty");
    put("faulty/accounts.csv", "account_id,lon,lat,opportunity\nA,0,0,ten\nB,1,0,10\nB,2,0,-1\n");
    const ran *r = ambit_ends(2, "solve faulty");
    says(r->err, "accounts.csv:2: opportunity: ");
    says(r->err, "[E012]");
    says(r->err, "accounts.csv:4: ");
    says(r->err, "[E011]");
    says(r->err, "[E013]");
    assert_string_equal(r->out, "");
    assert_false(exists("faulty/out"));
}

static void plans_without_reps_say_what_is_missing(void **state)
{
    (void)state;
    put_line("noreps");
    put("noreps/plan.yaml", "accounts: {file: accounts.csv, id: account_id, lon: lon, lat: lat}\n");
    says(ambit_ends(2, "solve noreps")->err, "plan.yaml: reps: found no reps, expected a section such as");
    ambit_ends(0, "check noreps");
    put("noreps/plan.yaml", "name: Nothing\nreps: {file: reps.csv, id: rep_id, lon: lon, lat: lat}\n");
    says(ambit_ends(2, "solve noreps")->err, "accounts: found nothing to assign");
}

static void infeasible_is_explained(void **state)
{
    (void)state;
    put_line("giant");
    put("giant/accounts.csv", "account_id,lon,lat,opportunity\nA,0,0,90\nB,1,0,10\nC,2,0,10\nD,3,0,10\n");
    const ran *r = ambit_ends(3, "solve giant");
    says(r->out, "infeasible: no plan can keep these rules; nothing was written\n");
    says(r->out, "A");
    says(r->out, "opportunity");
    assert_false(exists("giant/out"));
    r = ambit_ends(3, "solve giant --json");
    says(r->out, "\"status\": \"infeasible\"");
    says(r->out, "\"explanation\": [\n");
    says(r->out, "\"verified\": false");
    assert_false(exists("giant/out"));
    says(ambit_ends(3, "check giant")->out, "infeasible  no plan can keep these rules:\n");
    says(ambit_ends(3, "check giant --json")->out, "\"infeasible\": true");
}

/* Three equal accounts for two reps: one and a half each is within the bounds, so no linear programme objects. */
static void least_violation_is_written_and_marked(void **state)
{
    (void)state;
    put_line("odd");
    put("odd/accounts.csv", "account_id,lon,lat,opportunity\nA,0,0,10\nB,1,0,10\nC,3,0,10\n");
    const ran *r = ambit_ends(1, "solve odd --engine ga");
    says(r->out, "status      VIOLATED");
    says(r->out, "violated    opportunity of R1 is 20.0, above its upper bound by 3.5");
    says(get(text, "odd/out/plan.json"), "\"status\": \"violated\"");
    says(text, "\"verified\": false");
    says(get(text, "odd/out/assignment.csv"), "C,R2\n");
    assert_int_equal(ambit("solve odd --engine ilp --force")->code, 3);
    says(get(text, "odd/out/plan.json"), "\"status\": \"violated\""); /* the old plan stays */
}

/* ---- Being stopped ----------------------------------------------------------------------------------------- */

/* Too large to be proven in minutes, loose enough to have a plan at once. */
static void put_long_run(const char *name)
{
    char line[4096];
    snprintf(line, sizeof line, "generate --out %s --accounts 1000 --reps 12 --tolerance 20%% --quiet", name);
    ambit_ends(0, line);
}

static void one_interrupt_keeps_the_best_plan(void **state)
{
    (void)state;
    put_long_run("long");
    pid_t child = start("solve long --time 300");
    sleep(4);
    kill(child, SIGINT);
    const ran *r = finish(child);
    if (r->code != 0) fail_msg("ended with %d:\n%s%s", r->code, r->out, r->err);
    says(r->out, "the search was stopped");
    says(get(text, "long/out/plan.json"), "\"stopped\": true");
    says(text, "\"verified\": true");
    ambit_ends(0, "evaluate long long/out/assignment.csv");
}

static void two_interrupts_leave_at_once(void **state)
{
    char path[4096];
    (void)state;
    put_line("twice");
    assert_int_equal(remove(in_scratch(path, "twice/accounts.csv")), 0);
    assert_int_equal(mkfifo(path, 0600), 0); /* the program waits for accounts that never come */
    pid_t child = start("solve twice");
    sleep(1);
    kill(child, SIGINT);
    usleep(200000);
    assert_int_equal(waitpid(child, NULL, WNOHANG), 0); /* the first only asks */
    kill(child, SIGINT);
    assert_int_equal(finish(child)->code, 128 + SIGINT);
    assert_false(exists("twice/out"));
}

/* The interrupt comes while the accounts are read: there is no plan that could be kept. */
static void an_early_interrupt_leaves_without_a_plan(void **state)
{
    char path[4096];
    (void)state;
    put_line("early");
    snprintf(text, sizeof text, "mv '%s/early/accounts.csv' '%s/early.csv'", scratch, scratch);
    assert_int_equal(system(text), 0);
    assert_int_equal(mkfifo(in_scratch(path, "early/accounts.csv"), 0600), 0);
    pid_t child = start("solve early");
    sleep(1);
    kill(child, SIGINT);
    /* The file may be opened several times: for its header, its rows, its hash. */
    snprintf(text, sizeof text, "for i in 1 2 3 4 5 6 7 8 9; do timeout 5 cp '%s/early.csv' '%s'; done", scratch, path);
    pid_t feeder = fork();
    if (!feeder) {
        execl("/bin/sh", "sh", "-c", text, NULL);
        _exit(127);
    }
    const ran *r = finish(child);
    kill(feeder, SIGKILL);
    waitpid(feeder, NULL, 0);
    if (r->code != 4) fail_msg("ended with %d:\n%s%s", r->code, r->out, r->err);
    says(r->err, "stopped before there was a plan; nothing was written");
    assert_false(exists("early/out"));
}

static void time_ends_a_run(void **state)
{
    (void)state;
    put_long_run("timed");
    const ran *r = ambit_ends(0, "solve timed --time 3");
    says(r->out, "the search was stopped");
    json_t *run = read_json("timed/out/run.json");
    assert_true(number(json_object_get(run, "seconds"), "solve") < 4);
    json_decref(run);
}

/* ---- On a terminal --------------------------------------------------------------------------------------------- */

/* Both streams go to one terminal; what it was sent, up to the end of the run. */
static void run_on_a_terminal(char out[ROOM], const char *plan)
{
    int terminal, status;
    size_t n = 0;
    pid_t child = forkpty(&terminal, NULL, NULL, NULL);
    assert_true(child >= 0);
    if (!child) {
        if (chdir(scratch)) _exit(126);
        execl(program(), program(), "solve", plan, "--time", "3", "--force", (char *)NULL);
        _exit(127);
    }
    for (ssize_t got; n < ROOM - 1 && (got = read(terminal, out + n, ROOM - 1 - n)) > 0;) n += (size_t)got;
    out[n] = 0;
    close(terminal);
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_int_equal(WEXITSTATUS(status), 0);
}

static void a_terminal_sees_progress(void **state)
{
    (void)state;
    put_long_run("watched");
    run_on_a_terminal(text, "watched");
    says(text, "\r");
    says(text, "  bound ");
    says(text, "  gap ");
    says(text, "   \r"); /* erased */
    const char *summary = strstr(text, "plan        ");
    assert_non_null(summary);
    assert_null(strstr(summary, "  gap ")); /* nothing of it stays below */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(writes_a_whole_plan),
        cmocka_unit_test(twelve_is_what_the_hand_says),
        cmocka_unit_test(inputs_carry_their_hashes),
        cmocka_unit_test(the_same_bytes_anywhere),
        cmocka_unit_test(layers_are_the_same_bytes_too),
        cmocka_unit_test(json_is_plan_json),
        cmocka_unit_test(quiet_says_nothing),
        cmocka_unit_test(summary_and_tables_are_golden),
        cmocka_unit_test(an_old_plan_is_kept),
        cmocka_unit_test(force_replaces_only_its_own),
        cmocka_unit_test(a_file_in_place_of_the_folder),
        cmocka_unit_test(a_folder_that_may_not_be_written),
        cmocka_unit_test(closed_stdout_is_noticed),
        cmocka_unit_test(the_model_is_exported),
        cmocka_unit_test(faults_end_with_nothing_written),
        cmocka_unit_test(plans_without_reps_say_what_is_missing),
        cmocka_unit_test(infeasible_is_explained),
        cmocka_unit_test(least_violation_is_written_and_marked),
        cmocka_unit_test(one_interrupt_keeps_the_best_plan),
        cmocka_unit_test(two_interrupts_leave_at_once),
        cmocka_unit_test(an_early_interrupt_leaves_without_a_plan),
        cmocka_unit_test(time_ends_a_run),
        cmocka_unit_test(a_terminal_sees_progress),
    };
    return cmocka_run_group_tests_name("tools/solve", tests, make_scratch, remove_scratch);
}
