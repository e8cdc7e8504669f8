/* Accounts find their region by place or by key; what is said of those in none, and what becomes of them. */
#include "tests/solver/formed.h"

#include <math.h>

#define PLAN(accounts) "accounts: {file: accounts.csv, " accounts "}\nreps: {file: reps.csv, lon: lon, lat: lat}\n" \
    "regions: {file: squares.shp, id: ID}\nassign: regions\n"
#define KEYED PLAN("region: zip, crosswalk: pairs.csv")
#define OUT AMBIT_OUTSIDE

/* Squares 0 to 3, each a degree wide, from 0 to 4 degrees east and 40 to 41 north; five accounts at most. */
typedef struct {
    const char *name, *plan, *accounts, *pairs, *said;
    uint32_t n, region[5];
    int fails;
} joined;

static const joined cases[] = {
    { "a crosswalk leads from keys to regions",
        KEYED, "account_id,zip\nA,K1\nB,K2\nC,K1\n", "key,region_id\nK1,2\nK2,0\n", "", 3, { 2, 0, 2 }, 0 },
    { "keys that the crosswalk or the layer lacks",
        KEYED, "account_id,zip\nA,K1\nB,K3\nC,\nD,K2\n", "key,region_id\nK1,2\nK2,99\n",
        "warning: accounts.csv: zip: found 3 accounts outside every region of squares.shp (B, C, D), expected each "
        "inside one, check the ids of regions; they take no part [W031]\n", 4, { 2, OUT, OUT, OUT }, 0 },
    { "keys that lost their zeros",
        KEYED, "account_id,zip\nA,1234\nB,99501\nC,501\nD,01234\n",
        "key,region_id\n01234,1\n99501,0\n00501,2\n",
        "warning: accounts.csv: zip: found 2 accounts (A, C) whose ids differ from those of pairs.csv in leading zeros "
        "alone, expected the same texts, they were matched by their digits; store the ids as text [W043]\n",
        4, { 1, 0, 2, 1 }, 0 },
    { "keys whose zeros the other table lost, and regions as well",
        KEYED, "account_id,zip\nA,01234\nB,99501\n", "key,region_id\n1234,001\n99501,3\n",
        "warning: accounts.csv: zip: found 1 account (A) whose ids differ from those of pairs.csv in leading zeros "
        "alone, expected the same texts, they were matched by their digits; store the ids as text [W043]\n",
        2, { 1, 3 }, 0 },
    { "digits that several keys have",
        KEYED, "account_id,zip\nA,1\nB,02\nC,01\n", "key,region_id\n01,0\n001,1\n02,2\n",
        "warning: accounts.csv: zip: found 1 account outside every region of squares.shp (A), expected each inside "
        "one, check the ids of regions; they take no part [W031]\n"
        "error: accounts.csv: zip: found 1 account (A) whose ids lost their leading zeros and fit several of "
        "pairs.csv, expected each as it is there, store the ids as text and write their zeros again [E043]\n",
        0, { 0 }, 1 },
    { "ids of regions without a crosswalk",
        PLAN("region: zip"), "account_id,zip\nA,03\nB,2\nC,x3\n", NULL,
        "warning: accounts.csv: zip: found 1 account (A) whose ids differ from those of squares.shp in leading zeros "
        "alone, expected the same texts, they were matched by their digits; store the ids as text [W043]\n"
        "warning: accounts.csv: zip: found 1 account outside every region of squares.shp (C), expected each inside "
        "one, check the ids of regions; they take no part [W031]\n", 3, { 3, 2, OUT }, 0 },
    { "most places exchanged: an error",
        PLAN("lon: lon, lat: lat"), "account_id,lon,lat\nA,40.5,0.5\nB,40.5,1.5\nC,2.5,40.5\n", NULL,
        "*\nerror: accounts.csv: lon: found 2 accounts outside every region that lie inside one when lon and lat "
        "change places (A, B), expected east in lon and north in lat, swap the two columns or their names in plan.yaml "
        "[E016]\n", 0, { 0 }, 1 },
    { "a few exchanged: a warning",
        PLAN("lon: east, lat: north"), "account_id,east,north\nA,40.5,0.5\nB,1.5,40.5\nC,2.5,40.5\n", NULL,
        "warning: accounts.csv: east: found 1 account outside every region that lies inside one when east and north "
        "change places (A), expected east in east and north in north, swap the two columns or their names in "
        "plan.yaml [W016]\n"
        "warning: accounts.csv: found 1 account outside every region of squares.shp (A 5736 km from 3), expected each "
        "inside one, check the coordinates; they take no part [W031]\n", 3, { OUT, 1, 2 }, 0 },
    { "exchanged in a projection: x and y of Web Mercator",
        PLAN("x: x, y: y, crs: EPSG:3857"),
        "account_id,x,y\nA,4938869.5,55659.7\nB,55659.7,4938869.5\nC,55659.7,4938869.5\n", NULL,
        "*warning: accounts.csv: x: found 1 account outside every region that lies inside one when x and y change "
        "places (A), expected east in x and north in y, swap the two columns or their names in plan.yaml [W016]\n",
        3, { OUT, 0, 0 }, 0 },
    { "those within reach belong to the closest",
        PLAN("lon: lon, lat: lat, outside: nearest within 5 km"),
        "account_id,lon,lat\nA,0.5,41.01\nB,0.5,41.1\nC,3.5,39.96\nD,3.5,40.5\n", NULL,
        "warning: accounts.csv: found 1 account outside every region of squares.shp (B 11 km from 0), expected each "
        "inside one, check the coordinates; they take no part [W031]\n"
        "warning: accounts.csv: found 2 accounts outside every region of squares.shp but within 5 km of one (C 4448 m "
        "from 3, A 1112 m from 0), expected each inside one; they belong to the closest [W031]\n",
        4, { 0, OUT, 3, 3 }, 0 },
    { "a key that leads nowhere, of an account inside a region",
        PLAN("region: zip, lon: lon, lat: lat, outside: nearest within 1 m"),
        "account_id,zip,lon,lat\nA,1,3.5,40.5\nB,77,2.5,40.5\n", NULL,
        "warning: accounts.csv: zip: found 1 account outside every region of squares.shp but within 0.001 km of one (B "
        "0 m from 2), expected each inside one; they belong to the closest [W031]\n", 2, { 1, 2 }, 0 },
};

/* What is said; or, after an asterisk, a part of it. */
static void check_said(const char *said, const char *expected)
{
    if (*expected != '*') assert_string_equal(said, expected);
    else if (!strstr(said, expected + 1)) fail_msg("%s", said);
}

static void accounts_find_their_region(void **state)
{
    const joined *c = *state;
    const files in = { .plan = c->plan, .accounts = c->accounts, .pairs = c->pairs, .n_regions = 4, .east = ROW };
    formed got = form(&in);
    check_said(got.said, c->said);
    assert_int_equal(got.status, c->fails ? AMBIT_E_INPUT : AMBIT_OK);
    for (uint32_t i = 0; i < c->n; i++) assert_int_equal(got.f->region_of_account[i], c->region[i]);
    unform(&got);
}

static void the_list_has_who_is_out_and_how_far(void **state)
{
    (void)state;
    const files in = { .plan = PLAN("lon: lon, lat: lat, outside: nearest within 2 km"),
        .accounts = "account_id,lon,lat\nA,0.5,41.01\nB,0.5,40.5\nC,1.5,42\n", .n_regions = 4, .east = ROW };
    const double degree_km = 6371.0088 * 3.14159265358979323846 / 180;
    formed got = form(&in);
    const ambit_outside *o = got.f->outside;
    assert_int_equal(got.f->n_outside, 2);
    assert_true(o[0].account == 0 && o[0].region == 0 && o[0].is_taken && fabs(o[0].km - 0.01 * degree_km) < 1e-3);
    assert_true(o[1].account == 2 && o[1].region == 1 && !o[1].is_taken && fabs(o[1].km - degree_km) < 1e-3);
    assert_string_equal(o[1].reason, "outside every region");
    unform(&got);
}

int main(void)
{
    enum { N = sizeof cases / sizeof *cases };
    struct CMUnitTest tests[N + 1] = { cmocka_unit_test(the_list_has_who_is_out_and_how_far) };
    for (size_t i = 0; i < N; i++)
        tests[i + 1] = (struct CMUnitTest){ cases[i].name, accounts_find_their_region, NULL, NULL, (void *)&cases[i] };
    return cmocka_run_group_tests_name("solver/formulate join", tests, NULL, NULL);
}
