/* Random pipelines: sums by rep, manager, segment, month and stage agree with each other, the order of rows is nothing,
 * and SQL over the same files comes to the same figures. */
#include "tests/tools/coverage/deals.h"

#include "instances/base/rng.h"

enum { MANY = 400, ROUNDS = 12 };

static const char *const stages[] = { "Prospect", "Proposal", "Commit", "Won", "Lost" };
static const char *const owners[] = { "R1", "R2", "R1", "R2", "R9", "", "Zed, \"\"the\"\" third" };
static char row[MANY][160];

/* ---- Making them ------------------------------------------------------------------------------------------------- */

static void make_rows(ambit_rng *rng, uint32_t n)
{
    for (uint32_t i = 0; i < n; i++) {
        uint32_t stage = ambit_rng_below(rng, 5), month = 1 + ambit_rng_below(rng, 12);
        int is_closed = stage >= 3;
        snprintf(row[i], sizeof row[i], "O%u,%c,%u.%02u,%s,%u-%02u-%02u,%u-%02u-%02u,\"%s\"\n", i,
                 "ABCD"[ambit_rng_below(rng, 4)], ambit_rng_below(rng, 1000), ambit_rng_below(rng, 100), stages[stage],
                 2025, 1 + ambit_rng_below(rng, 12), 1 + ambit_rng_below(rng, 28),
                 is_closed ? 2026 : 2026 + ambit_rng_below(rng, 2), month, 1 + ambit_rng_below(rng, 28),
                 owners[ambit_rng_below(rng, sizeof owners / sizeof *owners)]);
    }
}

static void shuffle(ambit_rng *rng, uint32_t n)
{
    for (uint32_t i = n; i > 1; i--) {
        char kept[sizeof row[0]];
        uint32_t k = ambit_rng_below(rng, i);
        memcpy(kept, row[k], sizeof kept);
        memcpy(row[k], row[i - 1], sizeof kept);
        memcpy(row[i - 1], kept, sizeof kept);
    }
}

static void put_rows(const char *section, uint32_t n)
{
    static char text[MANY * 160 + 200];
    size_t at = (size_t)snprintf(text, sizeof text, DEALS_HEADER);
    for (uint32_t i = 0; i < n; i++) at += (size_t)snprintf(text + at, sizeof text - at, "%s", row[i]);
    put_deals(section, NULL, text);
}

/* ---- Sums agree -------------------------------------------------------------------------------------------------- */

/* A sum of whole cents over the rows of some kinds: the text without its point. */
static long long cents_of(deals *d, const char *kinds, const char *column)
{
    long long sum = 0;
    const char *text = written(d, ambit_pipeline_csv), *name = text;
    int k = 0;
    for (size_t n = strlen(column); strncmp(name, column, n) || (name[n] != ',' && name[n] != '\n'); k++)
        name = strchr(name, ',') + 1;
    for (const char *line = strchr(text, '\n') + 1; *line; line = strchr(line, '\n') + 1) {
        char kind[40];
        long long whole = 0;
        snprintf(kind, sizeof kind, " %.*s ", (int)strcspn(line, ","), line);
        if (!strstr(kinds, kind)) continue;
        const char *cell = line;
        for (int c = 0; c < k; c++) cell = strchr(cell, ',') + 1;
        for (; *cell != ',' && *cell != '\n'; cell++)
            if (*cell != '.') whole = 10 * whole + *cell - '0';
        sum += whole;
    }
    return sum;
}

static void sums_agree_by_whatever_they_are_grouped(void **state)
{
    static const char *const exact[] = { "open_deals", "open", "qualified_deals", "qualified", "won_deals", "won",
        "lost_deals", "lost", "stale_deals", "stale", "past_close_deals", "old_deals", "outgoing_deals", "outgoing",
        "incoming_deals", "incoming", "unserved_deals", "unserved" };
    static const char *const kinds[] = { " rep  no_rep ", " segment ", " period ", " stage " };
    static const char *const sections[] = { "", "pipeline: {rep: plan}\n", "pipeline: {closes: period}\n",
        "pipeline: {definition: open, stale: age, history_months: 24}\n" };
    (void)state;
    for (uint64_t seed = 1; seed <= ROUNDS; seed++) {
        ambit_rng rng = ambit_rng_of(seed, 0);
        uint32_t n = seed == 1 ? 0 : 1 + ambit_rng_below(&rng, 60);
        make_rows(&rng, n);
        put_rows(sections[seed % 4], n);
        deals d = sound_deals();
        for (size_t c = 0; c < sizeof exact / sizeof *exact; c++)
            for (size_t k = 0; k < sizeof kinds / sizeof *kinds; k++)
                if (cents_of(&d, kinds[k], exact[c]) != cents_of(&d, " company ", exact[c]))
                    fail_msg("seed %llu: %s by%sis not the company's", (unsigned long long)seed, exact[c], kinds[k]);
        long long top = cents_of(&d, " company ", "open") - cents_of(&d, " no_rep ", "open");
        if (n) is_about((double)top, 100 * figure_of(&d, "manager", "V", "open")); /* everybody reports to her */
        free_deals(&d);
    }
}

static void the_order_of_rows_is_nothing(void **state)
{
    (void)state;
    for (uint64_t seed = 21; seed < 24; seed++) {
        ambit_rng rng = ambit_rng_of(seed, 0);
        make_rows(&rng, 100);
        put_rows("pipeline: {quota: target, own_from: 3}\n", 100);
        deals first = sound_deals();
        const char *before = written(&first, ambit_pipeline_csv);
        shuffle(&rng, 100);
        put_rows("pipeline: {quota: target, own_from: 3}\n", 100);
        deals second = sound_deals();
        if (strcmp(before, written(&second, ambit_pipeline_csv)))
            fail_msg("seed %llu: the order changes\n%s", (unsigned long long)seed, before);
        free_deals(&first);
        free_deals(&second);
    }
}

/* ---- SQL --------------------------------------------------------------------------------------------------------- */

/* Each figure over the rows of a group, and what the groups are. */
static const struct { const char *column, *sql; } figures[] = {
    { "open_deals", "sum(kind='open')" },
    { "open", "sum((kind='open')*a)" },
    { "qualified", "sum((kind='open' and p>=0.2)*a)" },
    { "weighted", "sum((kind='open')*a*p)" },
    { "worst", "max(0,sum((kind='open')*a*p)-1.2815515655446004*sqrt(sum((kind='open')*a*a*p*(1-p))))" },
    { "best", "min(sum((kind='open')*a),"
      "sum((kind='open')*a*p)+1.2815515655446004*sqrt(sum((kind='open')*a*a*p*(1-p))))" },
    { "won_deals", "sum(kind='won' and is_late)" },
    { "won", "sum((kind='won' and is_late)*a)" },
    { "lost", "sum((kind='lost' and is_late)*a)" },
    { "stale", "sum((kind='open' and (close_date<'2026-11-15' or "
      "julianday('2026-11-15')-julianday(open_date)>180))*a)" },
    { "unserved", "sum((kind='open' and account_id='D')*a)" },
};
static const struct { const char *kind, *id, *where; } groups[] = {
    { "'company'", "''", "1" },
    { "case when rep_id is null then 'no_rep' else 'rep' end", "coalesce(rep_id,'')", "1" },
    { "'manager'", "manager", "manager<>''" },
    { "'manager'", "'V'", "manager<>''" },
    { "'segment'", "segment", "1" },
    { "'period'", "substr(close_date,1,7)", "kind='open' or close_date<='2026-11-15'" },
    { "'stage'", "stage", "1" },
};
/* Of the company alone: ratios of its sums. */
static const char *const ratios =
    "select 'company,,win_rate',1.0*sum(kind='won' and is_late)/sum(kind<>'open' and is_late) from deal;\n"
    "select 'company,,cycle_days',avg(julianday(close_date)-julianday(open_date)) from deal where kind='won' "
    "and is_late;\n"
    "select 'company,,coverage_open',sum((kind='open')*a)/3000 from deal;\n"
    "select 'company,,coverage_qualified',sum((kind='open' and p>=0.2)*a)/3000 from deal;\n"
    "select 'company,,required',1.0*sum(kind<>'open' and is_late)/sum(kind='won' and is_late)*1.1 from deal;\n"
    "select 'company,,velocity_a_day',sum((kind='open' and p>=0.2)*a)*sum(kind='won' and is_late)"
    "/sum(kind<>'open' and is_late)/(select avg(julianday(close_date)-julianday(open_date)) from deal where kind='won' "
    "and is_late) from deal;\n";

static void write_sql(FILE *to)
{
    static const char *const tables[] = { "opportunities", "stages", "accounts", "reps" };
    fputs(".mode csv\n", to);
    for (size_t k = 0; k < sizeof tables / sizeof *tables; k++)
        fprintf(to, ".import %s/d/%s.csv %s\n", scratch, tables[k], tables[k]);
    fputs(".mode list\n.separator ,\n"
          "create view deal as select o.*, o.amount+0.0 a, case s.probability when '10%' then 0.1 when '50%' then 0.5 "
          "when '90%' then 0.9 else s.probability+0.0 end p, case s.probability when '1' then 'won' when '0' then "
          "'lost' else 'open' end kind, close_date>'2025-11-15' and close_date<='2026-11-15' is_late, c.segment, "
          "r.rep_id, r.manager from opportunities o join stages s on s.stage=o.stage join accounts c on "
          "c.account_id=o.account_id left join reps r on r.rep_id=o.owner;\n", to);
    for (size_t g = 0; g < sizeof groups / sizeof *groups; g++)
        for (size_t f = 0; f < sizeof figures / sizeof *figures; f++)
            fprintf(to, "select %s||','||%s||',%s',%s from deal where %s group by 1;\n", groups[g].kind, groups[g].id,
                    figures[f].column, figures[f].sql, groups[g].where);
    fputs(ratios, to);
}

/* Compares every line `kind,id,column,value`; returns how many there were. */
static int compare_lines(deals *d, FILE *from)
{
    char line[400];
    int n = 0;
    while (fgets(line, sizeof line, from)) {
        char *id = strchr(line, ','), *column = id ? strchr(id + 1, ',') : NULL;
        char *value = column ? strchr(column + 1, ',') : NULL;
        if (!value) fail_msg("sqlite3 says %s", line);
        *id++ = *column++ = *value++ = 0;
        double seen = figure_of(d, line, id, column), expected = strtod(value, NULL);
        if (!(fabs(seen - expected) <= 2e-6 * fmax(1, fabs(expected))))
            fail_msg("%s of %s \"%s\": %.9f, but SQL says %s", column, line, id, seen, value);
        n++;
    }
    return n;
}

static void sql_comes_to_the_same_figures(void **state)
{
    char command[5000];
    (void)state;
    if (system("command -v sqlite3 >/dev/null")) {
        print_message("# skipped: there is no sqlite3\n");
        skip();
    }
    ambit_rng rng = ambit_rng_of(77, 0);
    make_rows(&rng, MANY);
    put_rows("pipeline: {quota: target, slippage: 10%, as_of: 2026-11-15}\n", MANY);
    snprintf(command, sizeof command, "%s/d/check.sql", scratch);
    FILE *sql = fopen(command, "wb");
    assert_non_null(sql);
    write_sql(sql);
    fclose(sql);
    deals d = sound_deals();
    snprintf(command, sizeof command, "sqlite3 :memory: <%s/d/check.sql 2>&1", scratch);
    FILE *from = popen(command, "r");
    assert_non_null(from);
    int n = compare_lines(&d, from);
    assert_int_equal(pclose(from), 0);
    print_message("# seed 77: %d figures\n", n);
    assert_true(n > 250);
    free_deals(&d);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sums_agree_by_whatever_they_are_grouped),
        cmocka_unit_test(the_order_of_rows_is_nothing),
        cmocka_unit_test(sql_comes_to_the_same_figures),
    };
    return cmocka_run_group_tests_name("tools/coverage/pipeline random", tests, make_scratch, remove_scratch);
}
