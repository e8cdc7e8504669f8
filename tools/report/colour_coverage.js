/* colour_coverage.js - the ways to colour that coverage.json opens: who is looked after, and where nobody is. */
'use strict';

/* The figures of coverage.json in the order of the reps here; null where it does not know one. */
function coverageColumn(key) {
  const byId = new Map(plan.coverage.reps.map((rep) => [rep.id, rep[key]]));
  return reps.id.map((id) => byId.get(id) ?? null);
}

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
  const write = (x) => percent(x, 0);
  const add = (key, make) => {
    const values = coverageColumn(key);
    if (values.some((v) => v !== null)) list.push(make(`coverage-${key}`, values));
  };
  const share = (key, title) => add(key, (id, values) => bySequence(id, title, values, null, write));
  share('account_coverage', 'coverage: accounts that are active');
  share('potential_coverage', 'coverage: potential of active accounts');
  share('region_coverage', 'coverage: regions with an active account');
  add('capacity_coverage', (id, values) =>
    byRepFigure(id, 'coverage: hours needed over hours there are', values, null, write, FILLED, DIVERGING),
  );
  add('white_space', (id, values) => bySequence(id, 'coverage: white space', values, null, amount));
  const regions = coveredRegions();
  if (regions && regions.some((v) => v !== null)) list.push(byWhiteSpace(regions));
  return list;
}
