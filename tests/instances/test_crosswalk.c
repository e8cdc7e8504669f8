/* Crosswalks from keys of accounts to regions: what they say, and every fault by its line. */
#include "tests/instances/small_instance.h"

#define WALK "accounts: {file: accounts.csv, region: zip, crosswalk: pairs.csv}\nreps: {file: reps.csv}\n"
#define ZIPS WITH("zip", "A,-98,40,10,01234\nB,-97,41,20,99501\n")

static const small_instance faults[] = {
    { "keys of several regions, and pairs that are given twice", WALK, ZIPS, NULL,
      "key,region_id\n01234,25003\n01234,25013\n01234,25003\n99501,02020\n",
      "error: pairs.csv:3: key: found key \"01234\" in region \"25013\", expected one region of each key (line 2 has "
      "it in \"25003\"), remove one row or add a column share, and the largest decides [E044]\n"
      "error: pairs.csv:4: found key \"01234\" and region \"25003\" again, expected a pair once (it is on line 2 "
      "already), remove one [E027]\n" },
    { "empty cells and shares that are none", WALK, ZIPS, NULL,
      "key,region_id,share\n,25003,1\n01234,,1\n01234,25003,\n99501,02020,-1\n99502,02020,most\n",
      "error: pairs.csv:2: key: found an empty id, expected one in every row, fill the cell or remove the row [E010]\n"
      "error: pairs.csv:3: region_id: found an empty id, expected one in every row, fill the cell or remove the row "
      "[E010]\n"
      "error: pairs.csv:4: share: found nothing, expected a share of 0 or more such as 0.85, fill the cell [E014]\n"
      "error: pairs.csv:5: share: found \"-1\", expected a share of 0 or more such as 0.85, correct it [E013]\n"
      "error: pairs.csv:6: share: found \"most\", expected a share of 0 or more such as 0.85, write digits with a "
      "decimal point and no other signs [E012]\n" },
    { "a table without the columns", WALK, ZIPS, NULL, "zip,county\n01234,25003\n",
      "error: pairs.csv:1: key: found no such column (the file has zip, county), expected one of that name, add it or "
      "rename another [E006]\n"
      "error: pairs.csv:1: region_id: found no such column (the file has zip, county), expected one of that name, add "
      "it or rename another [E006]\n" },
    { "no such file", WALK, ZIPS, NULL, NULL,
      "error: pairs.csv: found no file that can be opened (No such file or directory), expected a CSV file, correct "
      "the name or its rights [E001]\n" },
};

static void the_largest_share_has_the_key(void **state)
{
    (void)state;
    scratch s;
    const small_instance f = { .plan = WALK, .accounts = ZIPS,
        .pairs = "share,region_id,key\n0.2,1,a\n0.5,2,a\n0.5,3,a\n1,4,b\n0,5,c\n0.1,6,c\n",
        .said = "warning: pairs.csv: key: found 2 keys of several regions (a in 2, c in 6), expected one region each; "
                "that of the largest share has them [W044]\n" };
    ambit_instance *in = read_well(&s, &f);
    const ambit_crosswalk *c = &in->crosswalk;
    assert_int_equal(c->n, 3);
    assert_true(!strcmp(c->key[0], "a") && !strcmp(c->region[0], "2") && c->line[0] == 3);
    assert_true(!strcmp(c->key[1], "b") && !strcmp(c->region[1], "4") && c->line[1] == 5);
    assert_true(!strcmp(c->key[2], "c") && !strcmp(c->region[2], "6") && c->line[2] == 7);
    assert_int_equal(in->n_inputs, 4);
    ambit_instance_free(in);
    scratch_remove(&s);
}

static void weight_is_another_word_for_share(void **state)
{
    (void)state;
    scratch s;
    const small_instance f = { .plan = WALK, .accounts = ZIPS, .pairs = "key,region_id,weight\na,1,20\na,2,500\n",
        .said = "warning: pairs.csv: key: found 1 key of several regions (a in 2), expected one region each; that of "
                "the largest share has them [W044]\n" };
    ambit_instance *in = read_well(&s, &f);
    assert_string_equal(in->crosswalk.region[0], "2");
    ambit_instance_free(in);
    scratch_remove(&s);
}

int main(void)
{
    enum { N = sizeof faults / sizeof *faults };
    struct CMUnitTest tests[N + 2] = { cmocka_unit_test(the_largest_share_has_the_key),
        cmocka_unit_test(weight_is_another_word_for_share) };
    for (size_t i = 0; i < N; i++)
        tests[i + 2] = (struct CMUnitTest){ faults[i].name, says_what_is_wrong, NULL, NULL, (void *)&faults[i] };
    return cmocka_run_group_tests_name("instances/crosswalk", tests, NULL, NULL);
}
