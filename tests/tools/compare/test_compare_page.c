/* compare.html in a real browser: headless Chromium opens the file as it is, policy and all, and hands back the
 * elements that it made. Skipped where there is no Chromium. A driven copy has no policy, and a script at its end that
 * clicks. */
#include "tests/tools/paper_outcome.h"
#include "tools/compare/page.h"

#include <ftw.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <sys/stat.h>
#include <unistd.h>
#include <cmocka.h>

static const paper_size small = { 2, 2, 3, 2 };
static char folder[200];

typedef struct { char *dom, *log; } seen;

/* ---- Running Chromium -------------------------------------------------------------------------------------------- */

static const char *browser(void)
{
    static const char *const names[] = { "chromium", "chromium-browser", "google-chrome" };
    char command[80];
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        snprintf(command, sizeof command, "command -v %s >/dev/null 2>&1", names[i]);
        if (system(command) == 0) return names[i];
    }
    return NULL;
}

static char *whole_file(const char *name)
{
    char path[300];
    struct stat facts;
    snprintf(path, sizeof path, "%s/%s", folder, name);
    FILE *from = fopen(path, "rb");
    assert_non_null(from);
    assert_int_equal(fstat(fileno(from), &facts), 0);
    char *text = calloc((size_t)facts.st_size + 1, 1);
    assert_non_null(text);
    assert_int_equal(fread(text, 1, (size_t)facts.st_size, from), facts.st_size);
    fclose(from);
    return text;
}

/* Nothing is resolved, so whatever would be fetched shows as a console line. */
static seen look(void)
{
    char command[2000];
    snprintf(command, sizeof command, "HOME=%s timeout -k 5 90 %s --headless --no-sandbox --disable-gpu"
        " --disable-dev-shm-usage --disable-background-networking --disable-component-update --disable-sync"
        " --no-first-run --disable-extensions --host-resolver-rules='MAP * ~NOTFOUND' --user-data-dir=%s/profile"
        " --enable-logging=stderr --virtual-time-budget=5000 --dump-dom file://%s/compare.html >%s/dom 2>%s/log",
        folder, browser(), folder, folder, folder, folder);
    assert_int_equal(system(command), 0);
    return (seen){ whole_file("dom"), whole_file("log") };
}

static void forget(seen what)
{
    free(what.dom);
    free(what.log);
}

/* ---- Pages ------------------------------------------------------------------------------------------------------- */

static ambit_compare_side side_of(paper *p)
{
    return (ambit_compare_side){ .outcome = &p->outcome, .finished = { .summary = p->summary } };
}

static char *page_of(paper *a, paper *b)
{
    char *text = NULL;
    size_t length;
    ambit_error err = { AMBIT_OK, "" };
    FILE *to = open_memstream(&text, &length);
    const ambit_compare_side of_a = side_of(a), of_b = side_of(b);
    assert_non_null(to);
    if (ambit_compare_page(to, &of_a, &of_b, &err)) fail_msg("%s", err.text);
    assert_int_equal(fclose(to), 0);
    return text;
}

/* With a script the policy gives way to it. */
static seen look_at(paper *a, paper *b, const char *script)
{
    char path[300], *text = page_of(a, b);
    char *policy = strstr(text, "<meta http-equiv=\"Content-Security-Policy\"");
    assert_non_null(policy);
    if (script) memset(policy, ' ', (size_t)(strchr(policy, '>') - policy) + 1);
    snprintf(path, sizeof path, "%s/compare.html", folder);
    FILE *to = fopen(path, "wb");
    assert_non_null(to);
    fputs(text, to);
    if (script) fprintf(to, "<script>'use strict';\n%s\n</script>", script);
    assert_int_equal(fclose(to), 0);
    free(text);
    return look();
}

static void page_says(seen what, const char *key, const char *value)
{
    char wanted[200];
    const char *open = strstr(what.dom, "<html"), *close = open ? strchr(open, '>') : NULL;
    assert_non_null(close);
    snprintf(wanted, sizeof wanted, " data-%s=\"%s\"", key, value);
    const char *found = strstr(open, wanted);
    if (!found || found > close) fail_msg("expected%s in %.*s", wanted, (int)(close - open + 1), open);
}

static void console_is_silent(seen what)
{
    const char *said = strstr(what.log, "CONSOLE");
    if (said) fail_msg("%.600s", said);
}

static size_t times(const char *text, const char *what)
{
    size_t n = 0;
    for (const char *found = text; (found = strstr(found, what)); found += strlen(what)) n++;
    return n;
}

/* ---- What a person sees ------------------------------------------------------------------------------------------ */

static void both_maps_and_the_moves_are_drawn(void **state)
{
    (void)state;
    if (!browser()) skip();
    paper a, b;
    paper_init(&a, small);
    paper_init(&b, small);
    b.plan[4] = 3, b.plan[7] = 0; /* A000004 from R001 to R003, A000007 from R002 to R000 */
    seen what = look_at(&a, &b, NULL);
    console_is_silent(what);
    page_says(what, "ready", "yes");
    page_says(what, "moved", "2");
    page_says(what, "territories", "3 3"); /* the fourth rep has no shape */
    page_says(what, "points", "12 12");
    assert_int_equal(times(what.dom, "<tr tabindex=\"0\" data-rep="), 4);
    assert_int_equal(times(what.dom, "class=\"moved\""), 4); /* two units on each map */
    forget(what);
    paper_reset(&a);
    paper_reset(&b);
}

static void hostile_names_stay_text(void **state)
{
    (void)state;
    if (!browser()) skip();
    paper a, b;
    paper_init(&a, small);
    paper_init(&b, small);
    b.plan[0] = 1; /* the account and the rep with hostile names stand in the list of moves */
    seen what = look_at(&a, &b, NULL);
    console_is_silent(what);
    page_says(what, "moved", "1");
    assert_null(strstr(what.dom, "<title>broken"));
    assert_null(strstr(what.dom, "<img"));
    assert_non_null(strstr(what.dom, "&lt;/script&gt;&lt;img src=x onerror"));
    assert_non_null(strstr(what.dom, "&lt;!--&lt;script&gt;document.title="));
    forget(what);
    what = look_at(&a, &b, "document.documentElement.dataset.images = document.images.length;");
    console_is_silent(what); /* without the policy escaping alone is enough */
    page_says(what, "images", "0");
    forget(what);
    paper_reset(&a);
    paper_reset(&b);
}

static void choosing_a_rep_shows_it_on_both_sides(void **state)
{
    (void)state;
    if (!browser()) skip();
    paper a, b;
    paper_init(&a, small);
    paper_init(&b, small);
    b.plan[4] = 3, b.plan[7] = 0;
    seen what = look_at(&a, &b,
        "const note = (key, value) => { document.documentElement.dataset[key] = value; };\n"
        "const count = (selector) => document.querySelectorAll(selector).length;\n"
        "note('all', count('#moves tbody tr'));\n"
        "document.querySelector('#reps tr[data-rep=R000]').click();\n"
        "note('chosen', count('path.chosen'));\n"
        "note('listed', count('#moves tbody tr'));\n"
        "note('row', document.querySelector('tr.chosen').dataset.rep);\n"
        "document.querySelectorAll('#reps th button')[1].click();\n"
        "note('sorted', document.querySelector('th[aria-sort=descending]').textContent);\n"
        "document.querySelector('#map-b circle').dispatchEvent(new MouseEvent('mouseenter'));\n"
        "note('under', byId('under').textContent.length > 3);\n");
    console_is_silent(what);
    page_says(what, "all", "2");
    page_says(what, "chosen", "2");
    page_says(what, "listed", "1");
    page_says(what, "row", "R000");
    page_says(what, "sorted", "Gained");
    page_says(what, "under", "true");
    forget(what);
    paper_reset(&a);
    paper_reset(&b);
}

static void plans_without_places_show_the_rest(void **state)
{
    (void)state;
    if (!browser()) skip();
    paper a, b;
    paper_init(&a, small);
    paper_init(&b, small);
    paper_drop_before(&a), paper_drop_places(&a);
    paper_drop_before(&b), paper_drop_places(&b);
    seen what = look_at(&a, &b, NULL);
    console_is_silent(what);
    page_says(what, "ready", "yes");
    assert_non_null(strstr(what.dom, "Nothing moved."));
    assert_int_equal(times(what.dom, "<p class=\"note\">This plan has no places."), 2);
    forget(what);
    paper_reset(&a);
    paper_reset(&b);
}

/* ---- What is written --------------------------------------------------------------------------------------------- */

/* The scratch of the data: no markup of a name gets through, and nothing names an address. */
static void the_page_holds_no_markup_of_names_and_no_address(void **state)
{
    (void)state;
    paper a, b;
    paper_init(&a, small);
    paper_init(&b, small);
    char *text = page_of(&a, &b), *again = page_of(&a, &b);
    assert_string_equal(text, again);
    assert_null(strstr(text, "<img"));
    assert_null(strstr(text, "https:"));
    assert_null(strstr(text, "url("));
    assert_int_equal(times(text, "http:"), 1); /* the name of SVG, which is none */
    assert_int_equal(times(text, "</script>"), 4);
    assert_non_null(strstr(text, "default-src 'none'; script-src 'sha256-"));
    free(text);
    free(again);
    paper_reset(&a);
    paper_reset(&b);
}

static int make_folder(void **state)
{
    (void)state;
    snprintf(folder, sizeof folder, "/tmp/ambit-compare-XXXXXX");
    return mkdtemp(folder) ? 0 : -1;
}

static int remove_entry(const char *path, const struct stat *info, int kind, struct FTW *where)
{
    (void)info, (void)kind, (void)where;
    return remove(path);
}

static int remove_folder(void **state)
{
    (void)state;
    return nftw(folder, remove_entry, 16, FTW_DEPTH | FTW_PHYS);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(both_maps_and_the_moves_are_drawn),
        cmocka_unit_test(hostile_names_stay_text),
        cmocka_unit_test(choosing_a_rep_shows_it_on_both_sides),
        cmocka_unit_test(plans_without_places_show_the_rest),
        cmocka_unit_test(the_page_holds_no_markup_of_names_and_no_address),
    };
    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
