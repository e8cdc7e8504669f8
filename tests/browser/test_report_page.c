/* The report in a real browser: headless Chromium opens the file, draws it, and hands back the elements that it made.
 *
 * Driven pages are copies without the policy, with a script at their end that clicks and writes down what it saw; that
 * hostile names stay inert there too shows that escaping alone is enough. Skipped where there is no Chromium. */
#include "tests/tools/paper_outcome.h"

#include <ctype.h>
#include <ftw.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <sys/stat.h>
#include <unistd.h>
#include <cmocka.h>

static const paper_size small = { 2, 2, 3, 2 };
static char folder[200];

/* What the browser said: the page's elements after it was drawn, and its log. */
typedef struct { char *dom, *log; } seen;

/* ---- Running Chromium ---- */

static const char *browser(void)
{
    static const char *const names[] = { "chromium", "chromium-browser", "google-chrome" };
    char command[80];
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        snprintf(command, sizeof command, "command -v %s >/dev/null 2>&1", names[i]);
        if (system(command) == 0) return names[i];
    }
    print_message("# skipped: no chromium here\n");
    return NULL;
}

static char *whole_file(const char *in, const char *name)
{
    char path[300];
    snprintf(path, sizeof path, "%s/%s", in, name);
    FILE *from = fopen(path, "rb");
    assert_non_null(from);
    struct stat facts;
    assert_int_equal(fstat(fileno(from), &facts), 0);
    char *text = calloc((size_t)facts.st_size + 1, 1);
    assert_non_null(text);
    assert_int_equal(fread(text, 1, (size_t)facts.st_size, from), facts.st_size);
    fclose(from);
    return text;
}

/* Nothing is resolved and nothing runs in the background, so whatever would be fetched shows as a console line. */
static seen look(const char *name)
{
    char command[2000];
    snprintf(command, sizeof command, "HOME=%s timeout -k 5 90 %s --headless --no-sandbox --disable-gpu"
        " --disable-dev-shm-usage --disable-background-networking --disable-component-update --disable-sync"
        " --disable-quic --no-first-run --disable-extensions --host-resolver-rules='MAP * ~NOTFOUND'"
        " --user-data-dir=%s/profile --window-size=1280,900 --enable-logging=stderr"
        " --virtual-time-budget=5000 --dump-dom file://%s/%s >%s/dom 2>%s/log",
        folder, browser(), folder, folder, name, folder, folder);
    int status = system(command);
    seen what = { whole_file(folder, "dom"), whole_file(folder, "log") };
    if (status) print_error("%s\n%.2000s\n", command, what.log);
    assert_int_equal(status, 0);
    return what;
}

static void forget(seen what)
{
    free(what.dom);
    free(what.log);
}

/* ---- Pages ---- */

/* The script is one of tests/browser/, and runs after saw.js in a function of its own. */
static void append_driver(FILE *to, const char *script)
{
    char *saw = whole_file("tests/browser", "saw.js"), *driver = whole_file("tests/browser", script);
    fprintf(to, "<script>(() => {\n%s\n%s\n})();</script>", saw, driver);
    free(saw);
    free(driver);
}

/* Writes the report; with a script it becomes the driven copy. */
static void write_page(const char *name, const paper *p, const ambit_summary *summary, const char *script)
{
    char path[300], *text = NULL;
    size_t length;
    FILE *to = open_memstream(&text, &length);
    ambit_error err = { AMBIT_OK, "" };
    assert_non_null(to);
    assert_int_equal(ambit_report_write(to, &p->outcome, summary, NULL, &err), AMBIT_OK);
    fclose(to);
    char *policy = strstr(text, "<meta http-equiv=\"Content-Security-Policy\"");
    assert_non_null(policy);
    if (script) memset(policy, ' ', (size_t)(strchr(policy, '>') - policy) + 1);
    snprintf(path, sizeof path, "%s/%s", folder, name);
    to = fopen(path, "wb");
    assert_non_null(to);
    assert_int_equal(fwrite(text, 1, length, to), length);
    if (script) append_driver(to, script);
    fclose(to);
    free(text);
}

static seen look_at(const paper *p, const ambit_summary *summary, const char *script)
{
    write_page("report.html", p, summary, script);
    return look("report.html");
}

static size_t times(const char *text, const char *what)
{
    size_t n = 0;
    for (const char *found = text; (found = strstr(found, what)); found += strlen(what)) n++;
    return n;
}

/* <html ... data-KEY="VALUE" ...> */
static void page_says(seen what, const char *key, const char *value)
{
    char wanted[200];
    const char *open = strstr(what.dom, "<html"), *close = open ? strchr(open, '>') : NULL;
    assert_non_null(close);
    snprintf(wanted, sizeof wanted, " data-%s=\"%s\"", key, value);
    const char *found = strstr(open, wanted);
    if (!found || found > close) print_error("expected%s in %.*s\n", wanted, (int)(close - open + 1), open);
    assert_true(found && found < close);
}

static void console_is_silent(seen what)
{
    const char *said = strstr(what.log, "CONSOLE");
    if (said) print_error("%.600s\n", said);
    assert_null(said);
}

/* ---- What a person sees ---- */

static void territories_points_and_homes_are_drawn(void **state)
{
    (void)state;
    if (!browser()) skip();
    paper p;
    paper_init(&p, small);
    seen what = look_at(&p, &p.summary, NULL);
    console_is_silent(what);
    page_says(what, "ready", "yes");
    page_says(what, "territories", "3"); /* the fourth rep has no shape */
    page_says(what, "points", "12");
    page_says(what, "homes", "4");
    page_says(what, "charts", "4");
    assert_int_equal(times(what.dom, "class=\"territory leaflet-interactive\""), 3);
    assert_int_equal(times(what.dom, "<path class=\"territory leaflet-interactive\""), 3);
    assert_int_equal(times(what.dom, "<tr data-rep="), 4);
    assert_int_equal(times(what.dom, "data-title=\"Compactness\""), 1);
    assert_int_equal(times(what.dom, "data-title=\"Reock\""), 1);
    assert_non_null(strstr(what.dom, "can cost less than 996"));
    assert_non_null(strstr(what.dom, "genetic algorithm"));
    forget(what);
    paper_reset(&p);
}

static void hostile_names_stay_text(void **state)
{
    (void)state;
    if (!browser()) skip();
    paper p;
    paper_init(&p, small);
    seen what = look_at(&p, &p.summary, "hostile.js"); /* the account's name shows in the tooltip only */
    console_is_silent(what);
    page_says(what, "tip", "text");
    page_says(what, "images", "0");
    page_says(what, "title", "whole");
    page_says(what, "rep", "text");
    assert_non_null(strstr(what.dom, "<h1 id=\"title\">Plan &lt;b&gt;&amp;lt;&lt;/b&gt; ]]&gt; &lt;/title&gt; "));
    forget(what);
    paper_reset(&p);
}

/* The policy is a second wall: markup that was put into the page by hand cannot run. */
static void the_policy_stops_scripts_that_are_not_ours(void **state)
{
    (void)state;
    if (!browser()) skip();
    paper p;
    paper_init(&p, small);
    write_page("report.html", &p, &p.summary, NULL);
    char path[300];
    snprintf(path, sizeof path, "%s/report.html", folder);
    FILE *to = fopen(path, "ab");
    assert_non_null(to);
    fputs("<script>document.title = 'broken';</script><img src=x onerror=\"document.title='broken'\">", to);
    fclose(to);
    seen what = look("report.html");
    assert_null(strstr(what.dom, "<title>broken"));
    assert_true(times(what.log, "Content Security Policy") >= 2); /* the script, and the image with its handler */
    page_says(what, "ready", "yes");
    forget(what);
    paper_reset(&p);
}

static void sorting_choosing_and_switching_work(void **state)
{
    (void)state;
    if (!browser()) skip();
    paper p;
    paper_init(&p, small);
    p.before[5] = 3; /* so that reps gain different numbers */
    seen what = look_at(&p, &p.summary, "drive.js");
    console_is_silent(what);
    page_says(what, "drawn", "yes");
    page_says(what, "down", "descending3210"); /* rep 0 works half time; ties turn with the order */
    page_says(what, "up", "ascending0123");
    page_says(what, "switched", "yes");
    page_says(what, "moved", "yes");
    page_says(what, "back", "yes");
    page_says(what, "card", "R002");
    page_says(what, "row", "2");
    page_says(what, "listed", "3");
    page_says(what, "zoomed", "yes");
    page_says(what, "released", "0");
    page_says(what, "found", "R003rep \xc2\xb7 M1");
    page_says(what, "taken", "R003");
    page_says(what, "paths", "3");
    forget(what);
    paper_reset(&p);
}

/* Rep 0 has a home, the others sit at their first unit; travel is in km squared times an amount. */
static void centres_that_were_chosen_are_shown(void **state)
{
    (void)state;
    if (!browser()) skip();
    paper p;
    uint32_t centre[4] = { AMBIT_NOBODY, 3, 6, 9 };
    paper_init(&p, small);
    p.outcome.seats.centre = centre;
    p.planfile.has_territories = 1;
    p.planfile.territories_objective = AMBIT_TRAVEL_MOMENT;
    p.planfile.territories_amount = (char[]){ "POP" };
    seen what = look_at(&p, &p.summary, NULL);
    console_is_silent(what);
    page_says(what, "ready", "yes");
    page_says(what, "homes", "4");
    assert_int_equal(times(what.dom, "data-title=\"Centre\""), 1);
    assert_non_null(strstr(what.dom, "</span>home, or centre of a territory"));
    assert_non_null(strstr(what.dom, "km\xc2\xb2 \xc3\x97 POP of travel"));
    assert_non_null(strstr(what.dom, "squared \xc3\x97 POP."));
    assert_null(strstr(what.dom, "at 60 km/h"));
    forget(what);
    paper_reset(&p);
}

/* ---- Plans that lack something ---- */

static void a_plan_without_regions_shows_accounts_and_homes(void **state)
{
    (void)state;
    if (!browser()) skip();
    paper p;
    paper_init(&p, small);
    paper_drop_regions(&p);
    seen what = look_at(&p, &p.summary, NULL);
    console_is_silent(what);
    page_says(what, "territories", "0");
    page_says(what, "points", "12");
    page_says(what, "homes", "4");
    assert_non_null(strstr(what.dom, "no territories are drawn"));
    assert_null(strstr(what.dom, "data-title=\"Reock\""));
    forget(what);
    paper_reset(&p);
}

static void a_plan_without_places_says_so_and_shows_the_rest(void **state)
{
    (void)state;
    if (!browser()) skip();
    paper p;
    paper_init(&p, small);
    paper_drop_before(&p);
    paper_drop_places(&p);
    p.planfile.matrix = (char[]){ "hours.csv" };
    seen what = look_at(&p, NULL, NULL);
    console_is_silent(what);
    page_says(what, "ready", "yes");
    page_says(what, "points", "0");
    page_says(what, "charts", "3");
    assert_int_equal(times(what.dom, "<tr data-rep="), 4);
    assert_non_null(strstr(what.dom, "nothing to draw a map of"));
    assert_non_null(strstr(what.dom, "those of the matrix"));
    forget(what);
    paper_reset(&p);
}

/* The words of the proof for each way in which a run can end. */
static void the_proof_tells_how_the_run_ended(void **state)
{
    (void)state;
    if (!browser()) skip();
    static const struct {
        ambit_plan_status status;
        int stopped, within;
        double bound, gap;
        const char *says[2];
    } runs[] = {
        { AMBIT_PLAN_OPTIMAL, 0, 1, 1000.5, 0, { "proven to be the best there is", "no better plan exists" } },
        { AMBIT_PLAN_FEASIBLE, 1, 1, 996, 4.5 / 1000.5, { "stopped before its end", "within 0.45" } },
        { AMBIT_PLAN_FEASIBLE, 0, 1, 1000.49999, 1e-8, { "less than 0.01", "left to save" } },
        { AMBIT_PLAN_FEASIBLE, 0, 1, -INFINITY, INFINITY, { "No lower bound was proven", "Within the rules" } },
        { AMBIT_PLAN_VIOLATED, 0, 0, 996, INFINITY, { "broken: workload of &lt;R1&gt;", "this one comes nearest" } },
    };
    for (size_t i = 0; i < sizeof runs / sizeof *runs; i++) {
        paper p;
        paper_init(&p, small);
        p.summary.status = runs[i].status;
        p.summary.stopped = runs[i].stopped;
        p.summary.bound = runs[i].bound;
        p.summary.gap = runs[i].gap;
        p.outcome.verdict.within_rules = runs[i].within;
        snprintf(p.outcome.verdict.first_fault, sizeof p.outcome.verdict.first_fault, "workload of <R1> is too large");
        seen what = look_at(&p, &p.summary, NULL);
        console_is_silent(what);
        for (int k = 0; k < 2; k++) {
            const char *found = strcasestr(what.dom, runs[i].says[k]);
            if (!found) print_error("run %zu does not say: %s\n", i, runs[i].says[k]);
            assert_non_null(found);
        }
        forget(what);
        paper_reset(&p);
    }
}

/* ---- Size ---- */

static void ten_thousand_accounts_open_and_answer_quickly(void **state)
{
    (void)state;
    if (!browser()) skip();
    paper p;
    paper_init(&p, (paper_size){ 10, 8, 125, 60 });
    seen what = look_at(&p, &p.summary, "quick.js");
    console_is_silent(what);
    page_says(what, "territories", "79");
    page_says(what, "points", "10000");
    page_says(what, "click", "quick"); /* about 20 ms on an idle machine */
    const char *took = strstr(what.dom, "data-click-ms=");
    if (took) print_message("# slowest click: %.20s\n", took);
    forget(what);
    paper_reset(&p);
}

/* ---- A folder of our own ---- */

static int remove_one(const char *path, const struct stat *facts, int kind, struct FTW *at)
{
    (void)facts, (void)kind, (void)at;
    return remove(path);
}

static int make_folder(void **state)
{
    (void)state;
    const char *base = getenv("TMPDIR");
    snprintf(folder, sizeof folder, "%s/ambit-browser-XXXXXX", base && *base ? base : "/tmp");
    return mkdtemp(folder) ? 0 : -1;
}

static int remove_folder(void **state)
{
    (void)state;
    return nftw(folder, remove_one, 16, FTW_DEPTH | FTW_PHYS);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(territories_points_and_homes_are_drawn),
        cmocka_unit_test(hostile_names_stay_text),
        cmocka_unit_test(the_policy_stops_scripts_that_are_not_ours),
        cmocka_unit_test(sorting_choosing_and_switching_work),
        cmocka_unit_test(centres_that_were_chosen_are_shown),
        cmocka_unit_test(a_plan_without_regions_shows_accounts_and_homes),
        cmocka_unit_test(a_plan_without_places_says_so_and_shows_the_rest),
        cmocka_unit_test(the_proof_tells_how_the_run_ended),
        cmocka_unit_test(ten_thousand_accounts_open_and_answer_quickly),
    };
    return cmocka_run_group_tests_name("browser/report", tests, make_folder, remove_folder);
}
