/* colouring.js - what the map is coloured by: reps, a figure of each rep, a figure of each unit, or what changes hands.
 *
 * Figures are shown in classes whose limits stand in the key. Amounts run from light to dark (five colours of viridis,
 * whose lightness falls evenly; neighbours are at least 20 apart in CIE76 for any sight), deviations from blue over
 * grey to orange: both are read without telling red from green, and amounts in grey, too. Neighbours of one class are
 * told apart by the dark borders that are drawn then. */
'use strict';

const RAMP = ['#fbe94b', '#6fcf57', '#1f928c', '#3b4f8b', '#2d0140'];
const DIVERGING = ['#0b4a8f', '#4c97cc', '#abd0e6', '#eceeef', '#fdc98b', '#e8761f', '#8f3003'];
const NEUTRAL = '#e4e8ec';
const NOBODY = '#b4b8bd';
const QUIET = '#5b6168';

/* ---- Classes ----------------------------------------------------------------------------------------------------- */

/* Two figures are enough for a limit that people read. */
const round = (x) => (x === 0 ? 0 : Number(x.toPrecision(2)));

/* Limits between at most five classes of about as many values each. */
function quantiles(values) {
  const sorted = Float64Array.from(values.filter((v) => v !== null && Number.isFinite(v))).sort();
  const limits = [];
  for (let k = 1; k < RAMP.length; k++) {
    const limit = round(sorted[Math.floor((k * sorted.length) / RAMP.length)]);
    if (limit > sorted[0] && limit > (limits[limits.length - 1] ?? -Infinity)) limits.push(limit);
  }
  return limits;
}

const classIn = (limits, value) => {
  if (value === null || !Number.isFinite(value)) return -1;
  let k = 0;
  while (k < limits.length && value >= limits[k]) k++;
  return k;
};

/* The colours of so many classes, from the whole length of the ramp. */
const shades = (n) => {
  if (n === 1) return [RAMP[2]];
  return Array.from({ length: n }, (_, k) => RAMP[Math.round((k * (RAMP.length - 1)) / (n - 1))]);
};

function rangeLabels(limits, write) {
  if (!limits.length) return ['all alike'];
  return [
    `below ${write(limits[0])}`,
    ...limits.slice(1).map((limit, k) => `${write(limits[k])} to ${write(limit)}`),
    `${write(limits[limits.length - 1])} or more`,
  ];
}

const tally = (n, classOf, size) => {
  const counts = new Array(size).fill(0);
  for (let i = 0; i < n; i++) {
    const k = classOf(i);
    if (k >= 0) counts[k]++;
  }
  return counts;
};

/* Limits are worked out when somebody asks for them: a hundred thousand values are sorted for it. */
function lazily(make) {
  let made = null;
  return () => made || (made = make());
}

/* ---- The ways to colour ------------------------------------------------------------------------------------------ */

/* What every way by figures has. figures: a title, the values (which may change with the plan that is shown), how they
 * are written, their limits and the colours between them. */
function byFigures(id, on, group, counted, { title, values, write, limits, colours, n }) {
  const classOf = (i) => classIn(limits(), values()[i]);
  return {
    id,
    title,
    group,
    on,
    counted,
    classOf,
    get colours() {
      return colours();
    },
    get labels() {
      return rangeLabels(limits(), write);
    },
    counts: () => tally(n, classOf, colours().length),
    tell: (i) => write(values()[i]),
  };
}

/* Values from light to dark. */
function sequence(title, values, write, n, all = values) {
  const limits = lazily(() => quantiles(all()));
  return { title, values, write, limits, colours: lazily(() => shades(limits().length + 1)), n };
}

const byAmount = (id, title, values) =>
  byFigures(id, 'units', `${capital(unitWord)}s by`, unitWord, sequence(title, () => values, amount, nUnits));

/* A figure of each rep; before may be null: then there is none of the current plan. */
const shownOf = (values, before) => () => (chosen.when === 'before' && before ? before : values);
function byRepFigure(id, title, values, before, write, limits, colours) {
  return byFigures(id, 'reps', 'Territories by', 'rep', {
    title,
    values: shownOf(values, before),
    write,
    limits: () => limits,
    colours: () => colours,
    n: nReps,
  });
}

/* How far a load is from its share, in thirds of what the rule allows and beyond. */
function byDeviation(rule, a) {
  const t = Math.max(rule.tolerance, 0.001),
    hair = 1 + 1e-9; /* a load at its limit is within the rule */
  const limits = [-2 * t, -t * hair, -t / 3, t / 3, t * hair, 2 * t];
  const write = (x) => signed(x, t < 0.05 ? 1 : 0);
  const by = byRepFigure(
    `deviation-${a}`,
    `${rule.name}, off the share`,
    rule.deviation,
    rule.deviation_before,
    write,
    limits,
    DIVERGING,
  );
  return Object.assign(by, { note: `; allowed ±${percent(t, t < 0.01 ? 1 : 0)}` });
}

/* The limits are those of both plans, so that the switch compares. */
function bySequence(id, title, values, before, write) {
  const all = () => (before ? [...values, ...before] : values);
  return byFigures(id, 'reps', 'Territories by', 'rep', sequence(title, shownOf(values, before), write, nReps, all));
}

function allColourings() {
  const list = [
    { id: 'rep', title: 'rep', on: 'rep' },
    ...(hasBefore ? [{ id: 'moved', title: 'what changes hands', on: 'moved' }] : []),
  ];
  plan.rules.forEach((rule, a) => list.push(byDeviation(rule, a)));
  const of = (key) => (reps.before ? reps.before[key] : null);
  if (reps.travel.some((v) => v > 0))
    list.push(bySequence('travel', `travel, ${travelUnit}${travelTimes}`, reps.travel, of('travel'), amount));
  list.push(bySequence('size', `number of ${unitWord}s`, reps.units, of('units'), count));
  list.push(...coverageColourings());
  plan.rules.forEach((rule, a) => {
    if (units.amount[a]) list.push(byAmount(`amount-${a}`, rule.measure, units.amount[a]));
  });
  if (units.visits && units.visits.some((v) => v !== 1)) list.push(byAmount('visits', 'visits', units.visits));
  return list;
}

const colourings = allColourings();
const colouring = () => colourings.find((one) => one.id === chosen.colour) || colourings[0];

/* ---- Inks -------------------------------------------------------------------------------------------------------- */

/* The fill of rep r's territory. */
function territoryFill(r) {
  const by = colouring();
  if (by.on === 'reps') return by.classOf(r) < 0 ? NOBODY : by.colours[by.classOf(r)];
  return by.on === 'units' || by.on === 'regions' ? NEUTRAL : fillOf(r);
}

/* The inks of points, and which of them each unit has: [inks, inkOf(u)]. Grey is the last one. */
function unitInks() {
  const by = colouring(),
    owner = owners();
  if (by.on === 'units') {
    const grey = by.colours.length;
    return [[...by.colours, QUIET], (u) => (by.classOf(u) < 0 ? grey : by.classOf(u))];
  }
  if (by.on === 'regions' || (by.on === 'reps' && plan.shapes)) return [[QUIET], () => 0];
  if (by.on === 'reps') {
    const grey = by.colours.length,
      classes = reps.id.map((_, r) => by.classOf(r));
    return [[...by.colours, QUIET], (u) => (owner[u] < 0 || classes[owner[u]] < 0 ? grey : classes[owner[u]])];
  }
  const most = Math.max(...reps.colour);
  const inks = Array.from({ length: most + 1 }, (_, k) => inkOfColour(k));
  return [[...inks, QUIET], (u) => (owner[u] < 0 ? inks.length : reps.colour[owner[u]])];
}
