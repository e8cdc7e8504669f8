/* Every allocation of the builder, the judge, the formulation, the proofs and the exact side fails once: each must end
 * with a status and words, and leak nothing (under the address sanitizer). Linked with --wrap for malloc and its
 * kin. */
#include "solver/formulate/formulate.h"
#include "solver/branch/branch.h"
#include "solver/formulate/gap.h"
#include "solver/exact/ilp.h"
#include "solver/exact/partition.h"
#include "solver/infeasible/infeasible.h"
#include "solver/knapsack/knapsack.h"
#include "tests/instances/scratch.h"
#include "tests/solver/knapsack/packings.h"
#include "tests/failing.h"

#include <math.h>

/* What is at hand while allocations fail. */
typedef struct {
    ambit_problem *problem, *tight, *halved, *packing;
    ambit_core *core, *packed;
    ambit_instance *instance;
    scratch folder;
} bench;

typedef ambit_status work_fn(bench *b, ambit_error *err);

/* Runs `work` with its n-th allocation failing, n = 1, 2 .. until none fails any more. */
static void fail_each(const char *name, work_fn *work, bench *b, long may_be_borne)
{
    long n = 1, borne = 0;
    for (;; n++) {
        ambit_error err = { AMBIT_OK, "" };
        atomic_store(&has_failed, 0);
        atomic_store(&countdown, n);
        ambit_status status = work(b, &err);
        atomic_store(&countdown, 0);
        if (!atomic_load(&has_failed)) {
            assert_int_equal(status, AMBIT_OK);
            break;
        }
        if (status == AMBIT_OK) { borne++; continue; }
        if (status != AMBIT_E_MEMORY || err.text[0] == '\0' || err.status != status)
            fail_msg("%s, allocation %ld: %s, \"%s\"", name, n, ambit_status_name(status), err.text);
    }
    print_message("%s: %ld allocations failed, %ld of them were borne\n", name, n - 1, borne);
    assert_true(n > 1 && borne <= may_be_borne);
}

/* ---- The works ------------------------------------------------------------------------------------------------- */

enum { UNITS = 4, REPS = 2 };

static ambit_status set_everything(ambit_problem *p, ambit_error *err)
{
    static const double one[UNITS] = { 1, 1, 1, 1 }, low[REPS] = { 0, 0 }, high[REPS] = { 4, 4 };
    static const char *const unit[UNITS] = { "a", "b", "c", "d" }, *const rep[REPS] = { "r", "s" };
    static const ambit_pair pair[3] = { { 1, 0, 1 }, { 0, 0, 1 }, { 0, 1, 1 } };
    static const uint32_t reps[UNITS] = { 0, 1, AMBIT_NOBODY, 0 };
    static const uint8_t classes[UNITS] = { 0, 1, 0, 1 };
    static const uint64_t served[REPS] = { 3, 1 };
    static const ambit_border border[2] = { { 0, 1 }, { 3, 2 } };
    const ambit_rule rule = { .name = "work", .amount = one, .per_hour = one, .pair_amount = one, .lower = low,
        .upper = high, .ideal = high, .ideal_weight = 1 };
    ambit_status status = ambit_problem_name(p, unit, rep, err);
    if (!status) status = ambit_problem_set_places(p, one, one, one, one, 60, 1.3, err);
    if (!status) status = ambit_problem_set_pairs(p, pair, 3, err);
    if (!status) status = ambit_problem_set_visits(p, one, err);
    if (!status) status = ambit_problem_add_rule(p, &rule, err);
    if (!status) status = ambit_problem_forbid(p, 1, 1, err);
    if (!status) status = ambit_problem_set_classes(p, classes, served, 0, err);
    if (!status) status = ambit_problem_set_locks(p, reps, err);
    if (!status) status = ambit_problem_set_groups(p, reps, err);
    if (!status) status = ambit_problem_set_current(p, reps, one, one, 2, err);
    return status ? status : ambit_problem_set_adjacency(p, border, 2, err);
}

static ambit_status build_problem(bench *b, ambit_error *err)
{
    (void)b;
    ambit_problem *p;
    ambit_status status = ambit_problem_build(&p, UNITS, REPS, err);
    assert_int_equal(p == NULL, status != AMBIT_OK);
    if (!status) status = set_everything(p, err);
    ambit_problem_free(p);
    return status;
}

static ambit_status judge(bench *b, ambit_error *err)
{
    const uint32_t plan[9] = { 0, 1, 2, 0, 1, 2, 0, 1, 2 };
    ambit_verdict verdict;
    return ambit_evaluate(&verdict, b->problem, plan, NULL, err);
}

static ambit_status write_lp(bench *b, ambit_error *err)
{
    return ambit_problem_write_lp(b->problem, scratch_file(&b->folder, "model.lp"), err);
}

static ambit_status solve_exactly(bench *b, ambit_error *err)
{
    uint32_t choice[9], incumbent[9] = { 0 };
    double value;
    ambit_ilp_result result;
    const ambit_ilp_options options = { .incumbent = incumbent, .incumbent_cost = 1e9, .bound = -INFINITY };
    ambit_status status = ambit_ilp_solve(&result, choice, b->core, &options, err);
    return status ? status : ambit_ilp_relaxation(&value, b->core, err);
}

/* All units with one rep, and nothing with the others. */
static ambit_status put_together(bench *b, ambit_error *err)
{
    uint32_t unit[32], pick[3] = { 9, 9, 9 };
    ambit_column column[3];
    ambit_partition_result result;
    const ambit_partition_options options = { .cutoff = 100 };
    for (uint32_t u = 0; u < b->packed->n_units; u++) unit[u] = u;
    for (uint32_t r = 0; r < 3; r++) column[r] = (ambit_column){ r, r == 1 ? b->packed->n_units : 0, unit, 1 };
    ambit_status status = ambit_partition_solve(&result, pick, b->packed, column, 3, &options, err);
    for (uint32_t r = 0; r < 3; r++) assert_int_equal(pick[r], status ? 9 : r);
    return status;
}

static ambit_status disprove_one(const ambit_problem *p, ambit_error *err)
{
    char *text;
    ambit_status status = ambit_infeasible_find(&text, p, 1000, err);
    if (status) assert_null(text);
    free(text);
    return status;
}

static ambit_status disprove(bench *b, ambit_error *err)
{
    ambit_status status = disprove_one(b->problem, err);
    if (!status) status = disprove_one(b->tight, err);
    return status ? status : disprove_one(b->halved, err);
}

static ambit_status formulate(bench *b, ambit_error *err)
{
    ambit_formulation *f;
    ambit_diagnosis *diagnosis = ambit_diagnosis_build();
    if (!diagnosis) return ambit_fail(err, AMBIT_E_MEMORY, "no memory for a diagnosis");
    ambit_status status = ambit_formulate(&f, b->instance, NULL, diagnosis, err);
    assert_int_equal(f == NULL, status != AMBIT_OK);
    ambit_formulation_free(f);
    ambit_diagnosis_free(diagnosis);
    return status;
}

static ambit_status pack(bench *b, ambit_error *err)
{
    const double price[8] = { 0 };
    ambit_knapsack *k;
    ambit_status status = ambit_knapsack_build(&k, b->packed, price, 1, NULL, NULL, err);
    assert_int_equal(k == NULL, status != AMBIT_OK);
    if (!status) status = ambit_knapsack_run(k, INFINITY, 1e5, NULL, NULL, err);
    ambit_knapsack_free(k);
    return status;
}

static ambit_status branch(bench *b, ambit_error *err)
{
    const double price[8] = { 0 };
    const ambit_branch_options options = { .cutoff = INFINITY, .price = price, .effort = 2e3 };
    ambit_branch *found;
    ambit_status status = ambit_branch_build(&found, b->packed, &options, err);
    assert_int_equal(found == NULL, status != AMBIT_OK);
    ambit_branch_free(found);
    return status;
}

static ambit_status formulate_gap(bench *b, ambit_error *err)
{
    (void)b;
    ambit_problem *p;
    double cost[4] = { 1, 2, 3, 4 }, amount[4] = { 1, 1, 1, 1 }, capacity[2] = { 1, 1 };
    const ambit_gap gap = { 2, 2, cost, amount, capacity };
    ambit_status status = ambit_formulate_gap(&p, &gap, err);
    assert_int_equal(p == NULL, status != AMBIT_OK);
    ambit_problem_free(p);
    return status;
}

/* ---- Set up ---------------------------------------------------------------------------------------------------- */

static ambit_instance *read_instance(scratch *folder)
{
    ambit_error err;
    ambit_planfile *plan;
    ambit_instance *instance;
    ambit_diagnosis *diagnosis = ambit_diagnosis_build();
    scratch_make(folder);
    scratch_write(folder, "plan.yaml", "accounts: {file: accounts.csv, lon: lon, lat: lat}\n"
            "reps: {file: reps.csv, lon: lon, lat: lat}\nworkload: {travel: true}\nlimits: {max_accounts: 3}\n"
            "balance:\n  - {measure: workload, tolerance: 50%, ideal_weight: 1}\n"
            "  - {measure: opportunity, where: tier=A, tolerance: 80%}\n"
            "stability: {measure: opportunity, weight: 2, max_moved: {amount: 50%}}\n");
    scratch_write(folder, "accounts.csv",
            "account_id,lon,lat,opportunity,tier,visits,minutes,segment,group,current_rep,"
            "locked_rep\na,0,40,5,A,1,30,x,g,r,r\nb,1,40,6,A,2,30,y,g,s,\nc,2,40,7,B,3,30,,,r,\n");
    scratch_write(folder, "reps.csv", "rep_id,lon,lat,segments\nr,0,40,x;y\ns,1,40,\n");
    assert_int_equal(ambit_planfile_read(&plan, folder->path, diagnosis, &err), AMBIT_OK);
    assert_int_equal(ambit_instance_read(&instance, plan, 0, NULL, diagnosis, &err), AMBIT_OK);
    ambit_diagnosis_free(diagnosis);
    return instance;
}

/* Two rules that only conflict together, so that the relaxation is asked. */
static ambit_problem *conflicting(void)
{
    ambit_problem *p;
    const double amount[2] = { 8, 8 }, low[2] = { 10, 0 }, high[2] = { 16, 16 }, none[2] = { 0, 0 }, half[2] = { 8,
            16 };
    const ambit_rule work = { .name = "work", .amount = amount, .lower = low, .upper = high };
    const ambit_rule sales = { .name = "sales", .amount = amount, .lower = none, .upper = half };
    assert_int_equal(ambit_problem_build(&p, 2, 2, NULL), AMBIT_OK);
    assert_int_equal(ambit_problem_add_rule(p, &work, NULL), AMBIT_OK);
    assert_int_equal(ambit_problem_add_rule(p, &sales, NULL), AMBIT_OK);
    return p;
}

static void each_allocation_may_fail(void **state)
{
    (void)state;
    ambit_error err;
    bench b = { .problem = ambit_test_random_problem(3, 9, 3, 2, 0.6, AMBIT_TEST_ALL),
        .tight = ambit_test_random_problem(2, 9, 3, 2, 0.05, AMBIT_TEST_CLASSES | AMBIT_TEST_LOCKS), .halved =
                conflicting(), .packing = packing_problem(3, 12, 3, 0.6) };
    b.instance = read_instance(&b.folder);
    assert_int_equal(ambit_core_build(&b.core, b.problem, 0, &err), AMBIT_OK);
    b.packed = packing_core(b.packing);
    fail_each("builder", build_problem, &b, 0);
    fail_each("judge", judge, &b, 0);
    fail_each("LP file", write_lp, &b, 1); /* stdio's buffer */
    fail_each("exact side", solve_exactly, &b, 1); /* the hand-over of the incumbent */
    fail_each("set partitioning", put_together, &b, 0);
    fail_each("proofs of infeasibility", disprove, &b, 0);
    fail_each("formulation", formulate, &b, 0);
    fail_each("cuts and branching", branch, &b, 0);
    fail_each("formulation of generalised assignment", formulate_gap, &b, 0);
    fail_each("knapsacks", pack, &b, 0);
    ambit_core_free(b.core), ambit_core_free(b.packed);
    ambit_instance_free(b.instance);
    ambit_problem_free(b.problem), ambit_problem_free(b.tight), ambit_problem_free(b.halved);
    ambit_problem_free(b.packing);
    scratch_remove(&b.folder);
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(each_allocation_may_fail) };
    return cmocka_run_group_tests_name("solver, allocations", tests, NULL, NULL);
}
