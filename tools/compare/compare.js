/* compare.js - matches both plans by id, and tells what changed. All that comes from the data becomes text, never
 * markup. */
'use strict';

const byId = (id) => document.getElementById(id);
const plans = ['a', 'b'].map((side) => JSON.parse(byId('data-' + side).textContent));
const [planA, planB] = plans;

/* el('p', { class: 'note' }, 'text', child): attributes, then texts and elements. */
function el(tag, attributes, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes || {})) element.setAttribute(name, value);
  element.append(...children);
  return element;
}

/* ---- Numbers as people read them --------------------------------------------------------------------------------- */

const grouped = (digits) =>
  new Intl.NumberFormat('en-US', { minimumFractionDigits: digits, maximumFractionDigits: digits });
const formats = [0, 1, 2].map(grouped);
const isNumber = (x) => x !== null && x !== undefined;
const amount = (x) =>
  !isNumber(x) ? '–' : formats[Math.abs(x) >= 100 || Number.isInteger(x) ? 0 : Math.abs(x) >= 10 ? 1 : 2].format(x);
const percent = (x) => (!isNumber(x) ? '–' : (x > 0 ? '+' : '') + formats[1].format(100 * x) + '\u202f%');
const noun = planB.assign;
const travelUnit = (plan) => plan.travel_unit.replace('2', '\u00b2');
const travelOf = (plan) => plan.reps.travel.reduce((sum, x) => sum + (x || 0), 0);

/* ---- What is matched --------------------------------------------------------------------------------------------- */

const numbered = (ids) => new Map(ids.map((id, i) => [id, i]));
const repAt = plans.map((plan) => numbered(plan.reps.id));
const unitAt = plans.map((plan) => numbered(plan.units.id));
const ruleAt = plans.map((plan) => numbered(plan.rules.map((rule) => rule.name)));
const union = (maps) => [...new Set(maps.flatMap((map) => [...map.keys()]))];
const repIds = union(repAt);
const ruleNames = union(ruleAt);
const ownerOf = (side, u) => (plans[side].units.rep[u] < 0 ? null : plans[side].reps.id[plans[side].units.rep[u]]);
const nameIn = (side, id) => {
  const { reps } = plans[side],
    r = repAt[side].get(id);
  return r === undefined ? null : (reps.name && reps.name[r]) || id;
};
const repName = (id) => (id === null ? 'nobody' : nameIn(1, id) || nameIn(0, id));
const unitName = (side, u) => (plans[side].units.name && plans[side].units.name[u]) || plans[side].units.id[u];

const moves = [];
const appeared = planB.units.id.filter((id) => !unitAt[0].has(id)).length;
const vanished = planA.units.id.filter((id) => !unitAt[1].has(id)).length;
planB.units.id.forEach((id, b) => {
  const a = unitAt[0].get(id);
  if (a === undefined) return;
  const from = ownerOf(0, a),
    to = ownerOf(1, b);
  if (from !== to) moves.push({ id, b, from, to });
});
const movedIds = new Set(moves.map((move) => move.id));
const gained = new Map(repIds.map((id) => [id, 0])),
  lost = new Map(gained);
for (const { from, to } of moves) {
  if (from !== null) lost.set(from, lost.get(from) + 1);
  if (to !== null) gained.set(to, gained.get(to) + 1);
}

/* ---- Colours: a rep has the same on both maps, that of A where A has it ------------------------------------------ */

const palette = ['#badff0', '#dc983a', '#46a68d', '#efe09c', '#3558b0', '#c0504a', '#d48ce0'];
const hue = (k) => `hsl(${Math.round(k * 137.508) % 360} 45% ${55 + 12 * (k % 3)}%)`;
function colourOf(id) {
  const side = repAt[0].has(id) ? 0 : 1,
    k = plans[side].reps.colour[repAt[side].get(id)];
  return k < palette.length ? palette[k] : hue(k);
}

/* ---- What is chosen ---------------------------------------------------------------------------------------------- */

let chosen = null; /* a rep's id */
let maps = [];

function refresh() {
  maps.forEach((map, side) => {
    const r = chosen === null ? -1 : repAt[side].get(chosen);
    map.show(r === undefined ? Infinity : r, byId('moved-only').checked);
  });
  for (const row of document.querySelectorAll('#reps tbody tr'))
    row.classList.toggle('chosen', row.dataset.rep === chosen);
  drawMoves();
}

function choose(id) {
  chosen = chosen === id ? null : id;
  refresh();
}

function told(side, what, kind, number) {
  const id = kind === 'rep' ? plans[side].reps.id[number] : ownerOf(side, number);
  if (what === 'choose' && id !== null) choose(id);
  if (what !== 'point') return;
  const unit = kind === 'unit' ? `${unitName(side, number)}: ` : '';
  const move = kind === 'unit' && moves.find((one) => one.id === plans[side].units.id[number]);
  byId('under').textContent = move
    ? `${unit}${repName(move.from)} in A, ${repName(move.to)} in B`
    : `${unit}${repName(id)}`;
}

/* ---- Tables ------------------------------------------------------------------------------------------------------ */

const loadOf = (side, name, id, what) => {
  const k = ruleAt[side].get(name),
    r = repAt[side].get(id);
  return k === undefined || r === undefined ? null : plans[side].rules[k][what][r];
};
const figureOf = (side, id, what) => {
  const r = repAt[side].get(id);
  return r === undefined ? null : plans[side].reps[what][r];
};

/* A column: its heading, the value of a rep, and how it is written. */
const columns = [
  { head: 'Rep', value: repName, text: (x) => x },
  { head: 'Gained', value: (id) => gained.get(id), text: amount },
  { head: 'Lost', value: (id) => lost.get(id), text: amount },
  ...['A', 'B'].flatMap((letter, side) => [
    { head: 'Units ' + letter, value: (id) => figureOf(side, id, 'units'), text: amount },
    { head: `Travel ${letter}, ${travelUnit(plans[side])}`, value: (id) => figureOf(side, id, 'travel'), text: amount },
  ]),
  ...ruleNames.flatMap((name) =>
    ['A', 'B'].flatMap((letter, side) => [
      { head: `${name} ${letter}`, value: (id) => loadOf(side, name, id, 'load'), text: amount },
      { head: `deviation ${letter}`, value: (id) => loadOf(side, name, id, 'deviation'), text: percent },
    ]),
  ),
];
let order = { column: 0, down: false };

function inOrder() {
  const { value } = columns[order.column];
  const sign = order.down ? -1 : 1;
  return [...repIds].sort((p, q) => {
    const x = value(p),
      y = value(q);
    if (!isNumber(x) || !isNumber(y)) return isNumber(y) - isNumber(x);
    return sign * (typeof x === 'string' ? x.localeCompare(y) : x - y);
  });
}

function drawReps() {
  const heads = columns.map(({ head }, k) => {
    const button = el('button', { type: 'button' }, head);
    button.addEventListener('click', () => {
      order = { column: k, down: order.column === k ? !order.down : k > 0 };
      drawReps();
      refresh();
    });
    const sorted = order.column === k ? (order.down ? 'descending' : 'ascending') : 'none';
    return el('th', { scope: 'col', 'aria-sort': sorted }, button);
  });
  const rows = inOrder().map((id) => {
    const row = el('tr', { tabindex: '0' }, ...columns.map(({ value, text }) => el('td', {}, text(value(id)))));
    row.dataset.rep = id;
    row.addEventListener('click', () => choose(id));
    row.addEventListener('keydown', (event) => {
      if (event.key === 'Enter') choose(id);
    });
    return row;
  });
  byId('reps').replaceChildren(el('thead', {}, el('tr', {}, ...heads)), el('tbody', {}, ...rows));
}

const MOST_ROWS = 500;

function drawMoves() {
  const shown = moves.filter(({ from, to }) => chosen === null || from === chosen || to === chosen);
  const head = el('tr', {}, ...['Unit', 'From', 'To'].map((text) => el('th', { scope: 'col', class: 'text' }, text)));
  const rows = shown.slice(0, MOST_ROWS).map(({ b, from, to }) => {
    const kind = chosen === null ? 'text' : to === chosen ? 'text up' : 'text down';
    return el('tr', {}, el('td', { class: 'text' }, unitName(1, b)), el('td', { class: 'text' }, repName(from)),
      el('td', { class: kind }, repName(to)));
  });
  const more = shown.length - rows.length;
  byId('moves').replaceChildren(
    shown.length ? el('table', {}, el('thead', {}, head), el('tbody', {}, ...rows)) : el('p', {}, 'Nothing moved.'),
    ...(more > 0 ? [el('p', { class: 'muted' }, `and ${amount(more)} more in compare_moves.csv`)] : []),
  );
}

/* ---- The start --------------------------------------------------------------------------------------------------- */

function card(label, value, more) {
  return el('div', { class: 'card' }, el('p', { class: 'label' }, label), el('p', { class: 'value' }, value),
    el('p', { class: 'muted' }, more));
}

function drawCards() {
  const [a, b] = plans.map(travelOf),
    both = planB.units.id.length - appeared;
  byId('cards').append(
    card('Travel', `${amount(a)} → ${amount(b)} ${travelUnit(planB)}`, a > 0 ? percent((b - a) / a) : ''),
    card('Moved', amount(moves.length), `of ${amount(both)} ${noun} that both have`),
    ...(vanished + appeared ? [card('Only in one', `${amount(vanished)} A, ${amount(appeared)} B`, noun)] : []),
    ...ruleNames.slice(0, 3).map((name) => {
      const worst = plans.map((plan, side) => {
        const k = ruleAt[side].get(name);
        return k === undefined ? null : plan.rules[k].worst;
      });
      return card(`Worst deviation, ${name}`, worst.map((x) => percent(x).replace('+', '')).join(' → '), 'A → B');
    }),
  );
}

function start() {
  byId('title').textContent = planA.name === planB.name ? planB.name : `${planA.name} and ${planB.name}`;
  byId('subtitle').textContent = `A against B: ${amount(moves.length)} ${noun} have another rep`;
  plans.forEach((plan, side) => {
    byId('name-' + 'ab'[side]).textContent = `${plan.name}: ${amount(plan.reps.id.length)} reps`;
  });
  drawCards();
  const frame = frameOf(plans);
  if (frame)
    maps = plans.map((plan, side) =>
      drawMap(byId('map-' + 'ab'[side]), plan, frame, {
        colourOf,
        movedOf: (id) => movedIds.has(id),
        told: (...news) => told(side, ...news),
      }),
    );
  else for (const side of 'ab') byId('map-' + side).append(el('p', { class: 'note' }, 'This plan has no places.'));
  drawReps();
  refresh();
  byId('moved-only').addEventListener('change', refresh);
  Object.assign(document.documentElement.dataset, {
    ready: 'yes',
    moved: moves.length,
    territories: maps.map((map) => map.territories).join(' '),
    points: maps.map((map) => map.points).join(' '),
  });
}
start();
