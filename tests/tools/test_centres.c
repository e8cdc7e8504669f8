/* Territories whose centre is chosen, from the folder to the tables: figures of plans that were made by hand. */
#include "tests/tools/program.h"
#include "tools/namesake.h"
#include "tools/outcome.h"
#include "tools/output/tables.h"
#include "tools/roster.h"
#include "tools/workspace.h"

#include <math.h>

/* Six accounts on the equator, a degree apart; R1 lives at A, T001 sits where the plan is cheapest. */
static const char accounts[] =
    "account_id,name,lon,lat,visits,pop,current_rep\nA,Ash,0,0,2,10,R1\nB,Birch,1,0,1,10,R1\nC,Cedar,2,0,1,10,T001\n"
    "D,Date,3,0,1,10,T001\nE,Elm,4,0,1,10,T001\nF,Fir,5,0,1,50,T001\n";
static const char reps[] = "rep_id,lon,lat\nR1,0,0\n";
static const char plan_head[] =
    "name: Line\naccounts: {file: accounts.csv}\nreps: {file: reps.csv}\ntravel: {speed_km_h: 50, circuity: 1}\n"
    "balance:\n  - {measure: pop, tolerance: 60%}\n";
static const char by_hand[] = "unit_id,rep_id\nA,R1\nB,R1\nC,R1\nD,T001\nE,T001\nF,T001\n";
static const double degree_km = 6371.0088 * 3.14159265358979323846 / 180;

static void put_folder(const char *name, const char *plan_tail)
{
    char file[300], plan[1000];
    snprintf(plan, sizeof plan, "%s%s", plan_head, plan_tail);
    snprintf(file, sizeof file, "%s/plan.yaml", name);
    put(file, plan);
    snprintf(file, sizeof file, "%s/accounts.csv", name);
    put(file, accounts);
    snprintf(file, sizeof file, "%s/reps.csv", name);
    put(file, reps);
    snprintf(file, sizeof file, "%s/hand.csv", name);
    put(file, by_hand);
    snprintf(file, sizeof file, "%s/candidates.csv", name);
    put(file, "unit_id\nD\nC\n");
}

typedef struct { ambit_workspace *workspace; ambit_outcome *outcome; uint32_t plan[6]; } judged;

static judged judge(const char *name)
{
    static const uint32_t plan[6] = { 0, 0, 0, 1, 1, 1 };
    char path[4096];
    judged out;
    ambit_error err = { AMBIT_OK, "" };
    memcpy(out.plan, plan, sizeof plan);
    if (ambit_workspace_build(&out.workspace, in_scratch(path, name), &err) || !out.workspace->formulation)
        fail_msg("%s", err.text);
    return out;
}

static void drop(judged *j)
{
    ambit_outcome_free(j->outcome);
    ambit_workspace_free(j->workspace);
}

static int near(double a, double b) { return fabs(a - b) <= 1e-9 * (1 + fabs(b)); }

/* By number of visits E is the best middle of D, E, F; by population it is F, unless candidates forbid it. In force, C
 * to F sit at D (of D and E the first), at F, or for the moment of people at E. */
static const struct objective {
    const char *name, *keys, *unit;
    uint32_t centre, centre_before;
    double of_r1, of_free, of_before; /* in degrees, or their squares; of_before: T001 in force */
} objectives[] = {
    { "hours of visits", "territories: {count: 2}\n", "h", 4, 3, 3, 2, 4 },
    { "hours of people", "territories: {count: 2, amount: pop}\n", "h", 5, 5, 30, 30, 60 },
    { "the p-median", "territories: {count: 2, objective: distance}\n", "km", 4, 3, 3, 2, 4 },
    { "km of people", "territories: {count: 2, objective: distance, amount: pop}\n", "km", 5, 5, 30, 30, 60 },
    { "the moment of people", "territories: {count: 2, objective: moment, amount: pop}\n", "km2", 5, 4, 50, 50, 100 },
    { "the moment of accounts", "territories: {count: 2, objective: moment}\n", "km2", 4, 3, 5, 2, 6 },
    { "candidates", "territories: {count: 2, objective: moment, amount: pop, candidates: candidates.csv}\n", "km2",
      3, 3, 50, 210, 220 },
};

static void sits_where_it_costs_least(void **state)
{
    const struct objective *c = *state;
    ambit_error err = { AMBIT_OK, "" };
    put_folder("seats", c->keys);
    judged j = judge("seats");
    assert_int_equal(ambit_outcome_judge(&j.outcome, j.workspace->formulation, j.plan, &err), AMBIT_OK);
    const ambit_outcome *o = j.outcome;
    double scale = *c->unit == 'h' ? 2 * degree_km / 50 : c->unit[2] ? degree_km * degree_km : degree_km;
    assert_string_equal(ambit_outcome_travel_unit(o->formulation), c->unit);
    assert_int_equal(o->seats.centre[0], AMBIT_NOBODY);
    assert_int_equal(o->seats.centre[1], c->centre);
    assert_int_equal(o->seats_before.centre[1], c->centre_before);
    assert_true(o->seats.lon_deg[0] == 0 && o->seats.lon_deg[1] == c->centre);
    assert_int_equal(ambit_outcome_n_centres(o), 1);
    if (!near(o->rep[0].travel, scale * c->of_r1) || !near(o->rep[1].travel, scale * c->of_free)
        || !near(o->rep_before[1].travel, scale * c->of_before))
        fail_msg("%.12g %.12g %.12g", o->rep[0].travel / scale, o->rep[1].travel / scale,
                o->rep_before[1].travel / scale);
    assert_true(near(o->verdict.cost.travel, o->rep[0].travel + o->rep[1].travel));
    assert_true(near(o->verdict_before.cost.travel, o->travel_before) && o->n_moves == 1 && o->move[0].unit == 2);
    assert_true(o->rep[1].tour_km > 0);
    drop(&j);
}

/* ---- Tables ---------------------------------------------------------------------------------------------------- */

static const char *written(void (*write)(FILE *to, const judged *j), const judged *j)
{
    static char text[ROOM];
    FILE *to = fmemopen(text, sizeof text, "w");
    write(to, j);
    fclose(to);
    return text;
}

static void write_roster(FILE *to, const judged *j)
{
    ambit_roster roster;
    ambit_error err;
    assert_int_equal(ambit_roster_init(&roster, j->outcome, &err), AMBIT_OK);
    ambit_roster_write(to, &roster);
    ambit_roster_reset(&roster);
}

static void write_moves(FILE *to, const judged *j)
{
    ambit_roster roster;
    ambit_error err;
    assert_int_equal(ambit_roster_init(&roster, j->outcome, &err), AMBIT_OK);
    ambit_tables_moves(to, j->outcome, &roster);
    ambit_roster_reset(&roster);
}

static void tables_name_the_centre_and_the_unit(void **state)
{
    (void)state;
    ambit_error err = { AMBIT_OK, "" };
    put_folder("tables", "territories: {count: 2, objective: distance, amount: pop}\n");
    judged j = judge("tables");
    assert_int_equal(ambit_outcome_build(&j.outcome, j.workspace->formulation, j.plan, &err), AMBIT_OK);
    const char *text = written(write_roster, &j);
    says(text, "rep_id,name,centre,units,accounts,visits,travel_km,tour_km,tour_area_km,pop,pop_share,");
    says(text, "\nR1,R1,,3,3,4,3335.8");
    says(text, "\nT001,T001,F,3,3,3,3335.8");
    text = written(write_moves, &j); /* C is 2 degrees from A, and 3 from F, where T001 sits today */
    says(text, "unit_id,name,from,to,travel_km_before,travel_km_after,pop\nC,Cedar,T001,R1,3335.8");
    assert_null(j.outcome->compactness);
    drop(&j);
}

/* ---- Names ----------------------------------------------------------------------------------------------------- */

#define THREE "name: Three\naccounts: {file: accounts.csv}\nterritories: {count: 3}\n"
#define HEAD "account_id,lon,lat,current_rep,locked_rep\n"
#define TODAY HEAD "A,0,0,T001,\nB,1,0,T001,\nC,2,0,T002,\nD,3,0,T002,\nE,4,0,T003,\nF,5,0,,\n"
#define LOCKED HEAD "A,0,0,T001,T003\nB,1,0,T001,\nC,2,0,T002,\nD,3,0,T002,\nE,4,0,T003,\nF,5,0,,\n"

static const struct namesakes {
    const char *name, *plan, *accounts, *reps;
    uint32_t before[6], after[6];
} namesakes[] = {
    { "names follow the units that have them today", THREE, TODAY, NULL, { 2, 2, 0, 0, 1, 1 }, { 0, 0, 1, 1, 2, 2 } },
    { "the larger claim wins, the rest is in order", THREE, TODAY, NULL, { 1, 2, 2, 2, 0, 0 }, { 0, 1, 1, 1, 2, 2 } },
    { "what is right stays", THREE, TODAY, NULL, { 0, 0, 1, 1, 2, 1 }, { 0, 0, 1, 1, 2, 1 } },
    { "moves that cost are the search's own", THREE "stability: {weight: 1}\n", TODAY, NULL, { 2, 2, 0, 0, 1, 1 },
      { 2, 2, 0, 0, 1, 1 } },
    { "a lock holds its name", THREE, LOCKED, NULL, { 2, 2, 0, 0, 1, 1 }, { 2, 2, 1, 1, 0, 0 } },
    { "unequal shares are not exchanged", THREE "reps: {file: reps.csv}\nbalance: [{measure: accounts, "
      "tolerance: 90%}]\n", TODAY, "rep_id,lon,lat,fte\nT001,,,2\n", { 2, 2, 0, 0, 1, 1 }, { 1, 1, 0, 0, 2, 2 } },
    { "a home is nobody's name", THREE "reps: {file: reps.csv}\n", TODAY, "rep_id,lon,lat\nT001,1,1\n",
      { 2, 2, 0, 0, 1, 1 }, { 1, 1, 0, 0, 2, 2 } },
};

static void goes_by_its_name_of_today(void **state)
{
    const struct namesakes *c = *state;
    char path[4096];
    uint32_t plan[6];
    ambit_workspace *w;
    ambit_error err = { AMBIT_OK, "" };
    put("names/plan.yaml", c->plan);
    put("names/accounts.csv", c->accounts);
    if (c->reps) put("names/reps.csv", c->reps);
    if (ambit_workspace_build(&w, in_scratch(path, "names"), &err) || !w->formulation) fail_msg("%s", err.text);
    memcpy(plan, c->before, sizeof plan);
    assert_int_equal(ambit_namesake_settle(plan, w->formulation, &err), AMBIT_OK);
    for (uint32_t u = 0; u < 6; u++) assert_int_equal(plan[u], c->after[u]);
    ambit_workspace_free(w);
}

/* ---- Commands -------------------------------------------------------------------------------------------------- */

static void evaluate_finds_the_best_centres(void **state)
{
    (void)state;
    put_folder("audit", "territories: {count: 2, objective: moment, amount: pop}\n");
    const ran *r = ambit_ends(0, "evaluate audit audit/hand.csv");
    says(r->out, "verdict     within every rule\n");
    says(r->out, " km2 x pop + disruption 0.0");
    r = ambit_ends(0, "evaluate audit audit/hand.csv --json");
    says(r->out, "\"travel\": {\n    \"unit\": \"km2\",\n    \"times\": \"pop\",\n    \"distances\": "
            "\"great circles on a sphere, at most 0.57 % off the geodesics of WGS 84 between these places\",\n");
    says(r->out, "\"centres\": [\n    {\"rep\": \"T001\", \"unit\": \"F\"}\n  ],");
}

/* Two of six in a row: three each, in the middle of their three. */
static void the_median_of_each_half_is_found(void **state)
{
    (void)state;
    put("median/plan.yaml", "accounts: {file: accounts.csv}\nterritories: {count: 2, objective: distance}\n"
            "balance: [{measure: accounts, tolerance: 0%}]\n");
    put("median/accounts.csv", accounts);
    const ran *r = ambit_ends(0, "solve median");
    says(r->out, "optimal");
    says(r->out, "centres     chosen for every territory");
    char cost[100];
    static char text[ROOM];
    snprintf(cost, sizeof cost, "\"travel\": %.5f", 4 * degree_km);
    says(get(text, "median/out/plan.json"), cost);
    says(text, "{\"rep\": \"T001\", \"unit\": \"E\"},"); /* it has C to F today, and keeps three of them */
    says(text, "{\"rep\": \"T002\", \"unit\": \"B\"}\n");
    says(get(text, "median/out/moves.csv"), "\nC,Cedar,T001,T002,");
}

int main(void)
{
    const struct CMUnitTest others[] = {
        cmocka_unit_test(tables_name_the_centre_and_the_unit), cmocka_unit_test(evaluate_finds_the_best_centres),
        cmocka_unit_test(the_median_of_each_half_is_found),
    };
    enum { N = sizeof objectives / sizeof *objectives, NAMES = sizeof namesakes / sizeof *namesakes,
           OTHERS = sizeof others / sizeof *others };
    struct CMUnitTest tests[N + NAMES + OTHERS];
    for (size_t i = 0; i < N; i++)
        tests[i] = (struct CMUnitTest){ objectives[i].name, sits_where_it_costs_least, NULL, NULL,
            (void *)&objectives[i] };
    for (size_t i = 0; i < NAMES; i++)
        tests[N + i] = (struct CMUnitTest){ namesakes[i].name, goes_by_its_name_of_today, NULL, NULL,
            (void *)&namesakes[i] };
    memcpy(tests + N + NAMES, others, sizeof others);
    return cmocka_run_group_tests_name("tools/centres", tests, make_scratch, remove_scratch);
}
