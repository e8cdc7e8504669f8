/* report.xlsx read back by somebody else's reader, cell by cell; and what becomes of it when the disk is full. */
#include "tests/tools/export/sheet.h"
#include "tests/tools/paper_outcome.h"
#include "tests/tools/program.h"
#include "tools/roster.h"
#include "tools/workbook/book.h"
#include "tools/workbook/recount.h"
#include "tools/workbook/workbook.h"

#include <signal.h>
#include <sys/resource.h>
#include <zip.h>

static const paper_size small = { 2, 2, 3, 2 };
static char path[4096], text[ROOM];

static const char *file_in_scratch(const char *name) { return in_scratch(path, name); }

static int has_reader(void) { return !system("command -v xlsx2csv >/dev/null 2>&1"); }

/* One sheet as CSV, numbers as they are stored; "" when there is no such sheet. */
static const char *sheet_of(const char *file, const char *name)
{
    char line[9000], to[4096];
    snprintf(line, sizeof line, "cd '%s' && xlsx2csv --ignore-formats float -n '%s' %s sheet.csv 2>/dev/null", scratch,
             name, file);
    remove(in_scratch(to, "sheet.csv"));
    if (system(line)) return "";
    return get(text, "sheet.csv");
}

/* A part of the file as it is. */
static const char *part_of(const char *file, const char *name)
{
    int code;
    zip_t *zip = zip_open(file, ZIP_RDONLY, &code);
    assert_non_null(zip);
    zip_file_t *part = zip_fopen(zip, name, 0);
    assert_non_null(part);
    zip_int64_t n = zip_fread(part, text, ROOM - 1);
    assert_true(n > 0);
    text[n] = 0;
    zip_fclose(part);
    zip_discard(zip);
    return text;
}

/* The paper plan with moves and places before, as a real outcome has them. */
static void init(paper *p, ambit_outcome_move move[12], paper_size size)
{
    paper_init(p, size);
    p->outcome.seats_before = p->outcome.seats;
    p->outcome.move = move;
    p->outcome.n_moves = 0;
    for (uint32_t u = 0; u < 12; u++) /* as many as there is room for */
        if (p->before[u] != p->plan[u])
            move[p->outcome.n_moves++] = (ambit_outcome_move){ u, p->before[u], p->plan[u] };
}

static void write_paper(const char *name, const ambit_report_beside *beside)
{
    paper p;
    ambit_outcome_move move[12];
    ambit_error err = { AMBIT_OK, "" };
    init(&p, move, small);
    if (ambit_workbook_write(file_in_scratch(name), &p.outcome, &p.summary, beside, &err)) fail_msg("%s", err.text);
    paper_reset(&p);
}

static void every_sheet_reads_back_cell_by_cell(void **state)
{
    static const ambit_report_beside beside = {
        .quota = "{\"nodes\": [{\"id\": \"R000\", \"role\": \"rep\", \"quota\": 1250.5, \"expected\": null},\n"
                 "{\"id\": \"M1\", \"role\": \"manager\", \"quota\": 3000, \"expected\": 0.25}]}",
        .coverage = "{\"reps\": [{\"rep_id\": \"R000\", \"accounts\": 3, \"account_coverage\": 0.5}]}" };
    (void)state;
    if (!has_reader()) skip();
    write_paper("a.xlsx", &beside);
    says(sheet_of("a.xlsx", "summary"), "figure,this plan,plan in force,unit\nplan," HOSTILE_PLAN ",,\n"
         "within the rules,yes,,\nstatus,feasible,,\nlower bound,996,,no plan costs less\ngap,0.0044977511244");
    says(text, "units that change their rep,3,,\n");
    says(text, "workload <where> tier=A: tolerance,0.1,,of the share\n");
    says(sheet_of("a.xlsx", "reps"), "rep_id,name,manager,units,accounts,visits,travel_h,tour_km,tour_area_km,");
    says(text, "\nR000,R000,,3,3,6,1.5,45,48,33,");
    says(text, "\nR001,\"<!--<script>document.title='broken'</script>\xe2\x80\xa8&amp;'\"\"\\ \xc3\xa9\",M1,3,3,");
    says(sheet_of("a.xlsx", "assignments"), "unit_id,name,rep_id,rep,rep in force,visits,travel h,opportunity,");
    says(text, "\nA000000,\"</script><img src=x onerror=\"\"document.title='broken'\"\">\",R000,R000,R000,1,");
    says(text, "\nA000002,Springfield,R000,R000,,3,");
    says(sheet_of("a.xlsx", "moves"), "unit_id,name,from,from rep,to,to rep,travel h before,travel h after,");
    says(text, "\nA000001,Springfield,R001,");
    says(text, "\nA000002,Springfield,,,R000,R000,,");
    assert_string_equal(sheet_of("a.xlsx", "quotas"),
                        "id,role,quota,expected\nR000,rep,1250.5,\nM1,manager,3000,0.25\n");
    assert_string_equal(sheet_of("a.xlsx", "coverage"), "rep id,accounts,account coverage\nR000,3,0.5\n");
    write_paper("b.xlsx", NULL);
    assert_string_equal(sheet_of("b.xlsx", "quotas"), "");
}

/* Texts are equal, and numbers as far as both are told: 16 digits in a workbook, ratios 9 decimals in the table. */
static void agree(const char *seen, const char *wanted, int row, int column)
{
    char *end;
    double a = strtod(seen, &end), b = strtod(wanted, NULL);
    if (*seen && !*end && fabs(a - b) <= fmax(5.1e-10, 1e-15 * fabs(b))) return;
    if (strcmp(seen, wanted)) fail_msg("row %d, column %d: found \"%s\", not \"%s\"", row, column, seen, wanted);
}

static void reps_are_those_of_the_table_and_units_those_of_the_plan(void **state)
{
    static sheet seen, wanted;
    paper p;
    ambit_outcome_move move[12];
    ambit_error err = { AMBIT_OK, "" };
    ambit_roster roster;
    char name[4096];
    (void)state;
    if (!has_reader()) skip();
    init(&p, move, (paper_size){ 3, 3, 40, 2 });
    assert_int_equal(ambit_workbook_write(file_in_scratch("w.xlsx"), &p.outcome, &p.summary, NULL, &err), AMBIT_OK);
    assert_int_equal(ambit_roster_init(&roster, &p.outcome, &err), AMBIT_OK);
    FILE *to = fopen(in_scratch(name, "roster.csv"), "wb");
    ambit_roster_write(to, &roster);
    fclose(to);
    ambit_roster_reset(&roster);
    sheet_read(&wanted, "roster.csv");
    assert_true(*sheet_of("w.xlsx", "reps"));
    sheet_read(&seen, "sheet.csv");
    assert_int_equal(seen.n_rows, wanted.n_rows);
    assert_int_equal(seen.n_columns, wanted.n_columns);
    for (int i = 0; i < seen.n_rows; i++)
        for (int k = 0; k < seen.n_columns; k++)
            agree(seen.cell[i][k], wanted.cell[i][k], i, k);
    assert_true(*sheet_of("w.xlsx", "assignments"));
    sheet_read(&seen, "sheet.csv");
    assert_int_equal(seen.n_rows, 361);
    for (uint32_t u = 0; u < 360; u++) {
        char visits[20], amount[20];
        const char *const *cell = seen.cell[u + 1];
        snprintf(visits, sizeof visits, "%g", p.visits[u]);
        snprintf(amount, sizeof amount, "%g", p.amount[u]);
        agree(cell[0], p.unit_id[u], (int)u, 0);
        agree(cell[1], p.unit_name[u], (int)u, 1);
        agree(cell[2], p.rep_id[p.plan[u]], (int)u, 2);
        agree(cell[3], p.rep_name[p.plan[u]], (int)u, 3);
        agree(cell[4], p.before[u] == AMBIT_NOBODY ? "" : p.rep_id[p.before[u]], (int)u, 4);
        agree(cell[5], visits, (int)u, 5);
        agree(cell[7], amount, (int)u, 7);
    }
    paper_reset(&p);
}

static void the_report_takes_in_what_other_commands_wrote(void **state)
{
    char plan[2000];
    (void)state;
    snprintf(plan, sizeof plan, "%speriod: {start: 2027-01-01, months: 12}\nquota: {target: 1000, split: even}\n"
             "coverage: {active_since: 2026-01-01}\n", line_plan);
    put("r/plan.yaml", plan);
    put("r/accounts.csv", "account_id,lon,lat,opportunity,last_activity\nA,0,0,10,2026-05-01\nB,1,0,10,\nC,2,0,10,\n"
        "D,3,0,10,2026-07-01\n");
    put("r/reps.csv", line_reps);
    ambit_ends(0, "solve r --quiet");
    ambit_ends(0, "quota r --quiet");
    ambit_ends(0, "coverage r --quiet");
    ambit_ends(0, "report r --quiet");
    assert_true(exists("r/out/report.xlsx"));
    says(ambit_ends(2, "report r --quiet")->err, "report.xlsx: exists already");
    if (!has_reader()) skip();
    says(sheet_of("r/out/report.xlsx", "quotas"), "id,name,role,manager,quota,below,");
    says(text, "R1,Ann,rep,,500,500,");
    says(sheet_of("r/out/report.xlsx", "coverage"), "id,name,manager,");
    says(text, "R1,Ann,");
    says(text, ",0.5,");
    ambit_ends(0, "solve r --quiet --force");
    assert_false(exists("r/out/report.xlsx")); /* of the plan before */
}

static void equal_plans_give_equal_bytes(void **state)
{
    static char other[ROOM];
    char name[4096];
    struct stat info;
    (void)state;
    write_paper("a.xlsx", NULL);
    sleep(1);
    write_paper("b.xlsx", NULL);
    assert_int_equal(stat(in_scratch(name, "a.xlsx"), &info), 0);
    assert_true(info.st_size > 5000 && info.st_size < ROOM);
    get(text, "a.xlsx");
    get(other, "b.xlsx");
    assert_memory_equal(text, other, (size_t)info.st_size);
}

/* What a cell is given, and what stands in it. */
static const struct { const char *given, *found; } hostile[] = {
    { "=cmd|' /C calc'!A0", "=cmd|' /C calc'!A0" }, { "+1+1", "+1+1" }, { "-2+3", "-2+3" }, { "@SUM(A1)", "@SUM(A1)" },
    { "=1+1", "=1+1" }, { "{=1+1}", "{=1+1}" }, { "http://example.com/", "http://example.com/" },
    { "00123", "00123" }, { "1e5", "1e5" }, { "TRUE", "TRUE" }, { "  spaces  ", "  spaces  " },
    { "bell\x07" "bell", "bell\xef\xbf\xbd" "bell" }, { "\xef\xbf\xbf" "end", "\xef\xbf\xbd" "end" },
    { "]]>&amp;<", "]]>&amp;<" },
    { "\xe6\x97\xa5\xe6\x9c\xac \xf0\x9f\x8c\x8d", "\xe6\x97\xa5\xe6\x9c\xac \xf0\x9f\x8c\x8d" },
};
enum { N_HOSTILE = sizeof hostile / sizeof *hostile };

static void texts_stay_texts_whatever_they_look_like(void **state)
{
    static const ambit_book_column column[] = { { "text", AMBIT_CELL_TEXT, 0 }, { "row", AMBIT_CELL_COUNT, 1 } };
    ambit_book *book;
    ambit_error err = { AMBIT_OK, "" };
    (void)state;
    assert_int_equal(ambit_book_open(&book, file_in_scratch("h.xlsx"), "=1+1", &err), AMBIT_OK);
    ambit_book_sheet(book, "texts", column, 2);
    for (int k = 0; k < N_HOSTILE; k++) {
        ambit_book_text(book, hostile[k].given);
        ambit_book_number(book, k);
        ambit_book_end_row(book);
    }
    assert_int_equal(ambit_book_close(book, &err), AMBIT_OK);
    says_not(part_of(path, "xl/worksheets/sheet1.xml"), "<f>");
    says_not(text, "<hyperlink");
    if (!has_reader()) skip();
    sheet_of("h.xlsx", "texts");
    const char *at = strchr(text, '\n') + 1;
    for (int k = 0; k < N_HOSTILE; k++) {
        char quoted[200], wanted[300];
        size_t n = 0, must = strpbrk(hostile[k].found, ",\"\n") != NULL;
        for (const char *c = hostile[k].found; *c; c++) quoted[n++] = *c;
        quoted[n] = 0;
        snprintf(wanted, sizeof wanted, must ? "\"%s\",%d\n" : "%s,%d\n", quoted, k);
        if (strncmp(at, wanted, strlen(wanted))) fail_msg("expected %sin:\n%s", wanted, at);
        at += strlen(wanted);
    }
    assert_string_equal(at, "");
}

static void a_text_beyond_what_a_cell_holds_is_cut_between_characters(void **state)
{
    static const ambit_book_column column[] = { { "text", AMBIT_CELL_TEXT, 0 } };
    static char giant[3 * 40000 + 1];
    ambit_book *book;
    ambit_error err = { AMBIT_OK, "" };
    (void)state;
    for (size_t i = 0; i + 3 < sizeof giant; i += 3) memcpy(giant + i, "\xe6\x97\xa5", 3);
    assert_int_equal(ambit_book_open(&book, file_in_scratch("g.xlsx"), "giant", &err), AMBIT_OK);
    ambit_book_sheet(book, "giant", column, 1);
    ambit_book_text(book, giant);
    ambit_book_end_row(book);
    assert_int_equal(ambit_book_close(book, &err), AMBIT_OK);
    const char *xml = part_of(path, "xl/worksheets/sheet1.xml"); /* xlsx2csv drops parts of long texts */
    size_t n = 0;
    for (const char *at = xml; (at = strstr(at, "\xe6\x97\xa5")); at += 3) n++;
    assert_int_equal(n, AMBIT_BOOK_MOST_TEXT);
    says(xml, "\xe6\x97\xa5</t>");
}

/* A file may grow to so many bytes and no further: what a full disk does to it. In a child, which may not recover. */
static int ends_on_a_disk_of(rlim_t bytes, const paper *p)
{
    fflush(NULL);
    pid_t child = fork();
    if (!child) {
        ambit_error err = { AMBIT_OK, "" };
        struct rlimit most = { bytes, bytes };
        signal(SIGXFSZ, SIG_IGN);
        setrlimit(RLIMIT_FSIZE, &most);
        if (!freopen("/dev/null", "wb", stderr)) _exit(3); /* libxlsxwriter prints of its own accord */
        ambit_status status = ambit_workbook_write(file_in_scratch("full.xlsx"), &p->outcome, &p->summary, NULL, &err);
        int is_there = !access(path, F_OK);
        _exit(status == AMBIT_OK ? 0 : status == AMBIT_E_FILE && !is_there && err.text[0] ? 1 : 2);
    }
    int status;
    assert_int_equal(waitpid(child, &status, 0), child);
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128;
}

static void a_full_disk_leaves_no_half_workbook(void **state)
{
    paper p;
    ambit_outcome_move move[12];
    struct stat info;
    (void)state;
    init(&p, move, small);
    for (rlim_t bytes = 0; bytes < 8000; bytes += 500) assert_int_equal(ends_on_a_disk_of(bytes, &p), 1);
    assert_int_equal(ends_on_a_disk_of(1 << 20, &p), 0);
    paper_reset(&p);
    /* Room for the file, but not for the sheet that is packed into it: libxlsxwriter does not notice. */
    init(&p, move, (paper_size){ 2, 2, 500, 2 });
    assert_int_equal(ends_on_a_disk_of(1 << 24, &p), 0);
    assert_int_equal(stat(file_in_scratch("full.xlsx"), &info), 0);
    for (rlim_t more = 1; more < 4; more++) {
        remove(path);
        assert_int_equal(ends_on_a_disk_of((rlim_t)info.st_size * (4 + more) / 4, &p), 1);
    }
    paper_reset(&p);
}

static void a_folder_that_is_not_there_is_an_error(void **state)
{
    paper p;
    ambit_outcome_move move[12];
    ambit_error err = { AMBIT_OK, "" };
    (void)state;
    init(&p, move, small);
    assert_int_equal(ambit_workbook_write(file_in_scratch("none/a.xlsx"), &p.outcome, NULL, NULL, &err), AMBIT_E_FILE);
    says(err.text, "report.xlsx: cannot be written");
    const ambit_report_beside broken = { .quota = "{\"nodes\": [" };
    assert_int_equal(ambit_workbook_write(file_in_scratch("c.xlsx"), &p.outcome, NULL, &broken, &err), AMBIT_E_INPUT);
    says(err.text, "quota.json:1: is no JSON");
    assert_false(exists("c.xlsx"));
    paper_reset(&p);
}

static void what_is_missing_is_seen_when_cells_are_counted_again(void **state)
{
    ambit_error err = { AMBIT_OK, "" };
    (void)state;
    write_paper("a.xlsx", NULL);
    assert_int_equal(ambit_workbook_recount(file_in_scratch("a.xlsx"), 3, &err), AMBIT_E_FILE);
    assert_int_equal(truncate(path, 4000), 0);
    assert_int_equal(ambit_workbook_recount(path, 3, &err), AMBIT_E_FILE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_sheet_reads_back_cell_by_cell),
        cmocka_unit_test(reps_are_those_of_the_table_and_units_those_of_the_plan),
        cmocka_unit_test(the_report_takes_in_what_other_commands_wrote),
        cmocka_unit_test(equal_plans_give_equal_bytes),
        cmocka_unit_test(texts_stay_texts_whatever_they_look_like),
        cmocka_unit_test(a_text_beyond_what_a_cell_holds_is_cut_between_characters),
        cmocka_unit_test(a_full_disk_leaves_no_half_workbook),
        cmocka_unit_test(a_folder_that_is_not_there_is_an_error),
        cmocka_unit_test(what_is_missing_is_seen_when_cells_are_counted_again),
    };
    return cmocka_run_group_tests(tests, make_scratch, remove_scratch);
}
