/* What `explain` says of other places: every figure against the verifier, and the best chain against all chains. */
#include "tests/tools/golden.h"

#include "tools/explain/explain.h"
#include "tools/workspace.h"

#include <math.h>

static char text[ROOM];

/* A solved plan of the scratch folder, read as the command reads it. */
typedef struct { ambit_workspace *workspace; uint32_t *plan; ambit_outcome *outcome; ambit_moves moves; } opened;

static void open_plan(opened *o, const char *folder)
{
    char path[4096], file[4200];
    ambit_error err = { AMBIT_OK, "" };
    in_scratch(path, folder);
    assert_int_equal(ambit_workspace_build(&o->workspace, path, &err), AMBIT_OK);
    const ambit_formulation *f = o->workspace->formulation;
    assert_non_null(f);
    o->plan = malloc(f->n_units * sizeof *o->plan);
    snprintf(file, sizeof file, "%s/out/assignment.csv", path);
    assert_int_equal(ambit_assignment_read(o->plan, o->workspace->instance, file, o->workspace->diagnosis, &err),
            AMBIT_OK);
    assert_int_equal(ambit_outcome_judge(&o->outcome, f, o->plan, &err), AMBIT_OK);
    assert_int_equal(ambit_moves_init(&o->moves, o->outcome, &err), AMBIT_OK);
}

static void close_plan(opened *o)
{
    ambit_moves_reset(&o->moves);
    ambit_outcome_free(o->outcome);
    free(o->plan);
    ambit_workspace_free(o->workspace);
}

static void move_block(const opened *o, uint32_t *plan, uint32_t block, uint32_t to)
{
    for (uint32_t k = o->moves.first[block]; k < o->moves.first[block + 1]; k++) plan[o->moves.unit[k]] = to;
}

/* The cost of a plan when it is within the rules, INFINITY when not. */
static double cost_of(const opened *o, const uint32_t *plan)
{
    ambit_verdict v;
    assert_int_equal(ambit_evaluate(&v, o->workspace->formulation->problem, plan, NULL, NULL), AMBIT_OK);
    return v.within_rules ? v.cost.total : (double)INFINITY;
}

/* All chains of the shapes that chain.h promises, each as a whole plan. */
static double brute_chain(const opened *o, uint32_t block, uint32_t to)
{
    const uint32_t n = o->moves.n_blocks, reps = o->workspace->formulation->n_reps, from = o->moves.owner[block];
    uint32_t plan[64];
    double best;
    memcpy(plan, o->plan, o->workspace->formulation->n_units * sizeof *plan);
    move_block(o, plan, block, to);
    best = cost_of(o, plan);
    for (uint32_t v = 0; v < n; v++) {
        if (o->moves.owner[v] != to) continue;
        for (uint32_t k = 0; k < reps; k++) {
            if (k == to) continue;
            move_block(o, plan, v, k);
            best = fmin(best, cost_of(o, plan));
            for (uint32_t w = 0; w < n && k != from; w++) {
                if (o->moves.owner[w] != k) continue;
                move_block(o, plan, w, from);
                best = fmin(best, cost_of(o, plan));
                move_block(o, plan, w, k);
            }
            move_block(o, plan, v, to);
        }
    }
    return best - o->outcome->verdict.cost.total;
}

static void near(double found, double expected)
{
    if (!(fabs(found - expected) <= 1e-9 * (1 + fabs(expected))) && !(isinf(found) && isinf(expected)))
        fail_msg("found %.12g, expected %.12g", found, expected);
}

static void check_alternative(const opened *o, const ambit_explanation *of, const ambit_alternative *a)
{
    uint32_t plan[64];
    ambit_verdict v;
    memcpy(plan, o->plan, o->workspace->formulation->n_units * sizeof *plan);
    move_block(o, plan, of->block, a->rep);
    assert_int_equal(ambit_evaluate(&v, o->workspace->formulation->problem, plan, NULL, NULL), AMBIT_OK);
    near(a->change, v.cost.total - o->outcome->verdict.cost.total);
    near(a->change, a->cost - of->here.cost); /* no ideals, no borders: costs are sums */
    assert_int_equal(a->keeps_rules, v.within_rules);
    assert_int_equal(!*a->breaks, v.within_rules);
    near(a->chain.n ? a->chain.cost : (double)INFINITY, brute_chain(o, of->block, a->rep));
}

static void every_figure_is_the_verifiers_and_the_chain_is_the_best(void **state)
{
    (void)state;
    uint32_t chains = 0;
    for (int seed = 1; seed <= 4; seed++) {
        char line[300];
        opened o;
        ambit_error err = { AMBIT_OK, "" };
        snprintf(line, sizeof line, "generate --accounts 24 --reps 4 --tolerance 15%% --seed %d --out g --force "
                "--quiet", seed);
        ambit_ends(0, line);
        ambit_ends(0, "solve g --quiet --force");
        open_plan(&o, "g");
        for (uint32_t u = 0; u < o.workspace->formulation->n_units; u++) {
            ambit_explanation of;
            assert_int_equal(ambit_explain(&of, &o.moves, u, NULL, &err), AMBIT_OK);
            assert_int_equal(of.n, 3);
            for (uint32_t k = 0; k < of.n; k++) {
                check_alternative(&o, &of, &of.other[k]);
                chains += of.other[k].chain.n > 1;
            }
        }
        close_plan(&o);
    }
    assert_true(chains > 20);
}

static void words_and_json_are_golden(void **state)
{
    (void)state;
    put_line("l");
    put("l/accounts.csv", "account_id,name,lon,lat,opportunity,current_rep,locked_rep,group\nA,Ash,0,0,10,R2,,\n"
        "B,Birch,1,0,10,,R1,\nC,\"<b>Cedar</b>\",2,0,5,R1,,g\nD,Date,3,0,5,R2,,g\nE,Elm,3,0,9,R2,,\n");
    ambit_ends(0, "solve l --quiet");
    compare_golden("explain_words.txt", ambit_ends(0, "explain l A B C")->out);
    compare_golden("explain.json", ambit_ends(0, "explain l E --json")->out);
    ambit_ends(0, "explain l --for-rep R2 --quiet");
    compare_golden("explain_page.html", get(text, "l/out/for_R2.html"));
    says_not(text, "<b>");
    ambit_ends(2, "explain l --for-rep R2"); /* it is there already */
    ambit_ends(0, "solve l --quiet --force");
    assert_false(exists("l/out/for_R2.html"));
}

static void what_is_not_there_is_said(void **state)
{
    (void)state;
    put_line("n");
    says(ambit_ends(2, "explain n A")->err, "there is no plan here; run \"ambit solve\" first");
    ambit_ends(0, "solve n --quiet");
    says(ambit_ends(2, "explain n")->err, "expected the id of a unit");
    says(ambit_ends(2, "explain n Aa")->err, "found no unit \"Aa\" in the plan, did you mean \"A\"?");
    says(ambit_ends(2, "explain n --for-rep r1")->err, "found no rep \"r1\" in the plan, did you mean \"R1\"?");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_figure_is_the_verifiers_and_the_chain_is_the_best),
        cmocka_unit_test(words_and_json_are_golden),
        cmocka_unit_test(what_is_not_there_is_said),
    };
    return cmocka_run_group_tests(tests, make_scratch, remove_scratch);
}
