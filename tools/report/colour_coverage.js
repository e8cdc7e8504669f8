/* colour_coverage.js - the ways to colour that coverage.json opens: who is looked after, and where nobody is. */
'use strict';

/* The figures of coverage.json in the order of the reps here; null where it does not know one. */
function coverageColumn(key) {
  const byId = new Map(plan.coverage.reps.map((rep) => [rep.id, rep[key]]));
  return reps.id.map((id) => byId.get(id) ?? null);
}

const SHARES = [0.2, 0.4, 0.6, 0.8];
/* Hours needed over hours there are: as far above one as below it looks alike. */
const FILLED = [0.6, 0.8, 0.95, 1.05, 1.25, 1.6];

function coveredRegions() {
  const ids = plan.regions && (plan.regions.id || units.id);
  if (!ids || !plan.coverage.regions) return null;
  const byId = new Map(plan.coverage.regions.map((region) => [region.id, region.white_space]));
  return ids.map((id) => byId.get(id) ?? null);
}

const byWhiteSpace = (values) =>
  byFigures(
    'white-space-regions',
    'regions',
    'Regions by',
    'region',
    sequence(`${plan.coverage.potential} without an active account`, () => values, amount, values.length),
  );

function coverageColourings() {
  if (!plan.coverage || !Array.isArray(plan.coverage.reps)) return [];
  const list = [];
  const share = (key, title, limits, colours) => {
    const values = coverageColumn(key);
    if (values.some((v) => v !== null))
      list.push(byRepFigure(`coverage-${key}`, title, values, null, (x) => percent(x, 0), limits, colours));
  };
  share('account_coverage', 'coverage: accounts that are active', SHARES, RAMP);
  share('potential_coverage', 'coverage: potential of active accounts', SHARES, RAMP);
  share('region_coverage', 'coverage: regions with an active account', SHARES, RAMP);
  share('capacity_coverage', 'coverage: hours needed over hours there are', FILLED, DIVERGING);
  const white = coverageColumn('white_space');
  if (white.some((v) => v !== null))
    list.push(bySequence('coverage-white_space', 'coverage: white space', white, null, amount));
  const regions = coveredRegions();
  if (regions && regions.some((v) => v !== null)) list.push(byWhiteSpace(regions));
  return list;
}
