/* model.js - the data of the page, how figures are written, and which rep is chosen.
 *
 * Everything that comes from the data becomes text through textContent, never markup. */
'use strict';

const plan = JSON.parse(document.getElementById('data').textContent);
const reps = plan.reps;
const units = plan.units;
const nReps = reps.id.length;
const nUnits = units.id.length;
const unitWord = plan.assign === 'regions' ? 'region' : 'account';
const hasBefore = units.before !== null;
const repName = (r) => (r < 0 ? 'nobody' : (reps.name && reps.name[r]) || reps.id[r]);
const unitName = (u) => (units.name && units.name[u]) || units.id[u];
/* Where regions are assigned, the accounts inside them; each follows its region. */
const inside = plan.accounts;
const insideName = (a) => (inside.name && inside.name[a]) || inside.id[a];

/* ---- Numbers as people read them --------------------------------------------------------------------------------- */

const grouped = (digits) =>
  new Intl.NumberFormat('en-US', { minimumFractionDigits: digits, maximumFractionDigits: digits });
const formats = [0, 1, 2].map(grouped);
const MINUS = '\u2212',
  SPACE = '\u202f';
const typeset = (text) => text.replace('-', MINUS);

/* Three figures or more: 12,345 and 123 and 12.3 and 1.23; from a hundred million on four of them: 18.96 trillion. */
const large = new Intl.NumberFormat('en-US', {
  notation: 'compact',
  compactDisplay: 'long',
  maximumSignificantDigits: 4,
});
function amount(x) {
  if (x === null) return '–';
  const size = Math.abs(x);
  if (size >= 1e8) return typeset(large.format(x));
  return typeset(formats[size >= 100 || Number.isInteger(x) ? 0 : size >= 10 ? 1 : 2].format(x));
}
const count = (x) => (x === null ? '–' : typeset(formats[0].format(x)));
/* Travel in the plan's own unit: hours, km, or km squared, with the amount that multiplies it. */
const travelUnit = plan.travel_unit.replace('2', '\u00b2');
const travelTimes = plan.travel_times ? ` \u00d7 ${plan.travel_times}` : '';
const travelled = (x) => `${amount(x)}\u00a0${travelUnit}${travelTimes}`;
const percent = (x, digits = 1) => (x === null ? '–' : typeset(formats[digits].format(100 * x)) + SPACE + '%');
const signed = (x, digits = 1) => (x === null ? '–' : (x > 0 ? '+' : '') + percent(x, digits));
const capital = (word) => word[0].toUpperCase() + word.slice(1);
const plural = (n, word) => `${count(n)} ${word}${n === 1 ? '' : 's'}`;
const period =
  plan.months === 12
    ? 'a year'
    : plan.months === 1
      ? 'a month'
      : plan.months
        ? `in ${plan.months} months`
        : 'in the period';

/* A gap that is not zero is never shown as zero. */
function gapText(gap) {
  if (gap === null) return 'unknown';
  if (gap === 0) return '0' + SPACE + '%';
  return gap < 0.0001 ? 'less than 0.01' + SPACE + '%' : percent(Math.ceil(gap * 1e4) / 1e4, 2);
}

/* ---- Colours ----------------------------------------------------------------------------------------------------- */

/* Seven fills that stay apart under protanopia, deuteranopia and tritanopia too (CIE76 distance at least 22 for every
 * pair). Their number is PALETTE of data.c; a map that needs more gets hues around the circle. */
const palette = ['#badff0', '#dc983a', '#46a68d', '#efe09c', '#3558b0', '#c0504a', '#d48ce0'];
const hue = (k) => `hsl(${Math.round(k * 137.508) % 360} 45% ${55 + 12 * (k % 3)}%)`;
const fillOf = (r) =>
  r < 0 ? '#b4b8bd' : reps.colour[r] < palette.length ? palette[reps.colour[r]] : hue(reps.colour[r]);

/* A point on its own territory must be seen: the same hue, much darker. */
const inks = ['#2b7ea6', '#8a5200', '#0e5c49', '#8d7a12', '#142c70', '#761914', '#8b2f9b'];
const inkOfColour = (k) => (k < inks.length ? inks[k] : hue(k).replace(/\d+%\)$/, '28%)'));
const inkOf = (r) => (r < 0 ? '#5b6168' : inkOfColour(reps.colour[r]));

/* ---- Elements ---------------------------------------------------------------------------------------------------- */

/* el('p', { class: 'note' }, 'text', child): attributes, then texts and elements. */
function el(tag, attributes, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes || {}))
    if (value !== null) element.setAttribute(name, value);
  element.append(...children.filter((child) => child !== null));
  return element;
}
const byId = (id) => document.getElementById(id);

function swatch(r) {
  const mark = el('span', { class: 'swatch', 'aria-hidden': 'true' });
  mark.style.backgroundColor = fillOf(r);
  return mark;
}

/* ---- What is chosen: parts of the page listen -------------------------------------------------------------------- */

/* rep and unit: chosen; account: one inside a region; hover: a rep that is pointed at; when: `plan` or `before`, whose
 * territories are shown; colour: what they are coloured by, an id of colouring.js. */
const chosen = { rep: -1, unit: -1, account: -1, hover: -1, when: 'plan', colour: 'rep', listeners: [] };

function choose(change) {
  const before = { ...chosen };
  Object.assign(chosen, change);
  const keys = ['rep', 'unit', 'account', 'hover', 'when', 'colour'];
  if (keys.some((key) => before[key] !== chosen[key])) chosen.listeners.forEach((tell) => tell(before));
}
const chooseRep = (r) => choose({ rep: r, unit: -1, account: -1 });
const toggleRep = (r) => chooseRep(chosen.rep === r ? -1 : r);
/* Whose a unit is in the plan that is shown. */
const owners = () => (chosen.when === 'before' && hasBefore ? units.before : units.rep);
const chooseUnit = (u) => choose({ unit: u, account: -1, rep: owners()[u] });
const chooseAccount = (a) =>
  choose({ account: a, unit: inside.unit[a], rep: inside.unit[a] < 0 ? -1 : owners()[inside.unit[a]] });

/* ---- Gained and lost, rep by rep --------------------------------------------------------------------------------- */

const isMoved = (u) => hasBefore && units.before[u] >= 0 && units.before[u] !== units.rep[u];
const gained = new Array(nReps).fill(0);
const lost = new Array(nReps).fill(0);
for (let u = 0; hasBefore && u < nUnits; u++) {
  if (units.rep[u] === units.before[u]) continue;
  if (units.rep[u] >= 0) gained[units.rep[u]]++;
  if (units.before[u] >= 0) lost[units.before[u]]++;
}

/* ---- Whose is what ----------------------------------------------------------------------------------------------- */

/* The units of each rep, for a column of reps: sorted once, however often it is asked. */
const holdings = new Map();
function unitsOf(owner, r) {
  if (!holdings.has(owner)) {
    const lists = reps.id.map(() => []);
    for (let u = 0; u < nUnits; u++) if (owner[u] >= 0) lists[owner[u]].push(u);
    holdings.set(owner, lists);
  }
  return holdings.get(owner)[r] || [];
}
