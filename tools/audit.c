/* tools/audit.c - see audit.h. */
#include "tools/audit.h"

#include "instances/base/status.h"

#include <math.h>

/* Search and verifier add in different orders, and measure distances by different formulas. */
static double slack(double value) { return 1e-6 * (1 + fabs(value)); }

static int claims_rules(const ambit_summary *s)
{
    return s->status == AMBIT_PLAN_OPTIMAL || s->status == AMBIT_PLAN_FEASIBLE;
}

#define DEFECT "nothing was written; this is a defect of ambit, please report it"

ambit_status ambit_audit(const ambit_outcome *outcome, const ambit_summary *s, ambit_error *err)
{
    const ambit_verdict *v = &outcome->verdict, *old = &outcome->verdict_before;
    if (claims_rules(s) && !v->within_rules)
        return ambit_fail(
                err, AMBIT_E_INTERNAL, "the verifier rejects the plan that was found: %s; " DEFECT, v->first_fault);
    if (!claims_rules(s) && v->within_rules)
        return ambit_fail(
                err, AMBIT_E_INTERNAL, "the verifier finds the plan within the rules, the search did not; " DEFECT);
    if (fabs(v->cost.total - s->cost.total) > slack(v->cost.total))
        return ambit_fail(err, AMBIT_E_INTERNAL, "the plan costs %.17g, the search claims %.17g; " DEFECT,
                v->cost.total, s->cost.total);
    if (v->within_rules && s->bound > v->cost.total + slack(v->cost.total))
        return ambit_fail(err, AMBIT_E_INTERNAL, "the plan costs %.17g, less than the bound %.17g; " DEFECT,
                v->cost.total, s->bound);
    if (outcome->before && old->within_rules && v->cost.total > old->cost.total + slack(old->cost.total))
        return ambit_fail(err, AMBIT_E_INTERNAL, "the plan costs %.17g, the plan in force %.17g; " DEFECT,
                v->cost.total, old->cost.total);
    return AMBIT_OK;
}
