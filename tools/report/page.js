/* page.js - the words and cards around map, charts and table, and the start of it all. */
'use strict';

/* ---- Title, badge and cards ------------------------------------------------------------------------------------ */

const cost = plan.plan.total;
const proof = plan.proof;
const pureTravel = Math.abs(cost - plan.plan.travel) <= 1e-9 * Math.max(1, cost);
const hours = (x) => `${amount(x)}\u00a0h`;
const withUnit = (x) => pureTravel ? hours(x) : amount(x);

function drawTitle() {
  const from = plan.start ? `from ${plan.start}` : null, months = plan.months ? plural(plan.months, 'month') : null;
  byId('title').textContent = plan.name || 'Territory plan';
  document.title = (plan.name || 'Territory plan') + ' – territory plan';
  byId('subtitle').textContent = [plural(nUnits, unitWord), plural(nReps, 'rep'), [months, from].filter(Boolean).join(' ')].filter(Boolean).join('  ·  ');
  document.querySelectorAll('.unit-word').forEach((word) => { word.textContent = unitWord + 's'; });
}

function drawBadge() {
  const badge = byId('badge');
  const say = (kind, text) => { badge.classList.add(kind); badge.textContent = text; };
  if (!plan.plan.within_rules) say('bad', 'A rule is broken');
  else if (!proof || proof.gap === null) say('plain', 'Within the rules');
  else if (proof.status === 'optimal') say('good', 'Proven: no better plan exists');
  else say('good', `Proven: within ${gapText(proof.gap)} of the best possible`);
}

function card(label, value, note, kind) {
  return el('div', { class: `card ${kind || ''}` }, el('p', { class: 'label' }, label), el('p', { class: 'value' }, value), el('p', { class: 'muted' }, note));
}

function travelNote() {
  if (!plan.current) return pureTravel ? 'round trips to all visits' : 'of the plan\u2019s whole cost of ' + amount(cost);
  const now = plan.current.travel;
  return `today ${hours(now)}` + (now > 0 ? ` (${signed((plan.plan.travel - now) / now)})` : '');
}

function drawCards() {
  const cards = byId('cards');
  if (plan.plan.travel > 0) cards.append(card(`Travel ${period}`, hours(plan.plan.travel), travelNote()));
  if (proof && proof.gap !== null)
    cards.append(card('Left to save, at most', gapText(proof.gap), `no plan costs less than ${withUnit(proof.bound)}`));
  for (const rule of plan.rules.slice(0, 3)) {
    const broken = rule.worst > rule.tolerance * (1 + 1e-9) && !plan.plan.within_rules;
    cards.append(card(`Worst ${rule.name}`, `±${percent(rule.worst)}`,
      `allowed ±${percent(rule.tolerance, 0)}` + (rule.worst_before === null ? '' : `, today ±${percent(rule.worst_before, 0)}`), broken ? 'bad' : ''));
  }
  if (hasBefore) cards.append(card('Change of rep', plural(plan.moved.units, unitWord), `${percent(plan.moved.units / nUnits)} of ${count(nUnits)}; ${percent(1 - plan.moved.units / nUnits)} stay`));
}

/* ---- The proof in plain words ---------------------------------------------------------------------------------- */

function costSentence() {
  if (pureTravel) return `The plan costs ${amount(cost)} hours of travel ${period}.`;
  const parts = [['disruption', 'for accounts that change hands'], ['deviation', 'for loads off their share'], ['misfit', 'for reps outside their segment']]
    .filter(([key]) => plan.plan[key] > 0).map(([key, words]) => `${amount(plan.plan[key])} ${words}`);
  return `The plan costs ${amount(cost)} ${period}: ${amount(plan.plan.travel)} hours of travel${parts.map((part) => ', ' + part).join('')}.`;
}

function boundSentence() {
  if (!proof) return 'It was judged as it stands, not searched for, so nothing is said about how far it is from the best.';
  if (proof.status === 'optimal') return 'No plan that keeps your rules costs less: this is proven to be the best there is.';
  if (proof.bound === null) return 'No lower bound was proven, so nothing is said about how far it is from the best.';
  if (proof.gap === null || !plan.plan.within_rules) return `No plan that keeps your rules can cost less than ${withUnit(proof.bound)}.`;
  return `No plan that keeps your rules can cost less than ${withUnit(proof.bound)}. So whoever searched, and however long, ` +
    `could save at most ${gapText(proof.gap)} of it, ${withUnit(cost - proof.bound)}.`;
}

function rulesSentence() {
  if (plan.plan.within_rules) return 'All rules are kept. A second program part that shares nothing with the search recomputed every figure from the assignment alone.';
  const tried = proof && proof.status === 'violated' ? ' No plan within all rules was found, and none was ruled out; this one comes nearest.' : '';
  return `A rule is broken: ${plan.plan.first_fault}.${tried}`;
}

function currentSentence() {
  if (!plan.current) return null;
  const saved = plan.current.total - cost, share = plan.current.total > 0 ? Math.abs(saved) / plan.current.total : null;
  const versus = saved >= 0 ? `${withUnit(saved)} less than` : `${withUnit(-saved)} more than`;
  const why = plan.current.within_rules ? ' The current plan keeps the rules too.'
    : ` The current plan does not keep the rules: ${plan.current.first_fault}.`;
  return `That is ${versus} the current plan${share === null ? '' : ` (${percent(share)})`}.${why}`;
}

function modelSentence() {
  if (plan.matrix) return 'Travel hours are those of the matrix that came with the plan.';
  if (!theMap.hasPoints()) return null;
  return `Travel is an estimate: a round trip from the rep\u2019s home for each visit, great-circle distance times ${plan.circuity} at ${plan.speed_km_h} km/h. ` +
    'Real tours string visits together, so treat savings as comparisons, not as a timesheet.';
}

function drawProof() {
  const box = byId('proof'), p = (text, kind) => { if (text) box.append(el('p', kind ? { class: kind } : null, text)); };
  p(`${costSentence()} ${boundSentence()}`, 'lead');
  p(currentSentence());
  p(rulesSentence(), plan.plan.within_rules ? null : 'warning');
  if (proof && proof.stopped) p('The search was stopped before its end. Plan and proof are valid as they stand; a longer run may improve both.');
  if (proof && proof.bound !== null) {
    box.append(el('h3', null, 'How can anyone know that?'));
    p(`Suppose each rep charged a toll for every hour or dollar that an ${unitWord} brings, high where too many want to go and a bonus where too few do. ` +
      `Then every ${unitWord} could simply pick its cheapest rep, alone. For any tolls, what this comes to can only be below the cost of the best real plan: ` +
      'a plan within the rules is one of the choices, and its tolls balance out. ambit searches for the tolls that lift this floor highest, over every pair of ' +
      `${unitWord} and rep that your rules allow (${count(proof.pairs)} of them).`);
  }
  p(modelSentence());
}

function drawEngines() {
  if (!proof || !proof.contributions.length) return;
  const head = ['What did the work', 'Effort', 'Best plan after it', 'Floor after it'];
  const row = (c) => el('tr', null, el('th', { scope: 'row' }, c.name), el('td', { class: 'number' }, `${count(c.effort)} ${c.unit}`),
    el('td', { class: 'number' }, c.cost === null ? 'none yet' : withUnit(c.cost)), el('td', { class: 'number' }, c.bound === null ? 'none yet' : withUnit(c.bound)));
  byId('engines').append(el('table', { class: 'engines' },
    el('thead', null, el('tr', null, ...head.map((title, k) => el('th', { scope: 'col', class: k ? 'number' : null }, title)))),
    el('tbody', null, ...proof.contributions.map(row))));
  if (proof.engine) byId('engines').append(el('p', { class: 'muted' }, `Engine: ${proof.engine}.`));
}

/* ---- The card of one rep, and the list beside the map ------------------------------------------------------------ */

function bullet(rule, r) {
  const reach = 2 * Math.max(rule.tolerance, 0.01), place = (d) => 50 + 50 * Math.max(-1, Math.min(1, d / reach));
  const bar = el('span', { class: 'bullet', 'aria-hidden': 'true' }, el('span', { class: 'band' }));
  const pin = (kind, d) => { const mark = el('span', { class: kind }); mark.style.left = place(d) + '%'; bar.append(mark); };
  if (rule.deviation_before) pin('was', rule.deviation_before[r]);
  pin('is', rule.deviation[r]);
  return bar;
}

/* From the least to the most loaded rep, over the band that the rule allows; grey: the current plan. */
function range(rule) {
  const reach = 2 * Math.max(rule.tolerance, 0.01), place = (d) => 50 + 50 * Math.max(-1, Math.min(1, d / reach));
  const bar = el('span', { class: 'bullet', 'aria-hidden': 'true' }, el('span', { class: 'band' }));
  const span = (kind, list) => {
    const mark = el('span', { class: kind }), from = place(Math.min(...list));
    mark.style.left = from + '%';
    mark.style.width = place(Math.max(...list)) - from + '%';
    bar.append(mark);
  };
  if (rule.deviation_before) span('from-to then', rule.deviation_before);
  span('from-to', rule.deviation);
  return bar;
}

function overviewCard() {
  const list = el('dl', null), line = (term, value, extra) => list.append(el('dt', null, term), el('dd', null, value, extra || null));
  line(`${unitWord[0].toUpperCase()}${unitWord.slice(1)}s a rep`, `${count(Math.min(...reps.units))} to ${count(Math.max(...reps.units))}`);
  line('Travel a rep', `${amount(Math.min(...reps.travel_h))} to ${hours(Math.max(...reps.travel_h))}`);
  for (const rule of plan.rules) line(rule.name, `${signed(Math.min(...rule.deviation))} to ${signed(Math.max(...rule.deviation))}`, range(rule));
  const how = theMap.hasPoints() || theMap.nShapes() ? 'Point at a territory, or choose a rep below.' : 'Choose a rep below.';
  return [el('h3', null, `All ${plural(nReps, 'rep')}`), el('p', { class: 'muted' }, how), list];
}

function drawRepCard() {
  const box = byId('card'), r = chosen.hover >= 0 ? chosen.hover : chosen.rep;
  if (r < 0) {
    box.replaceChildren(...overviewCard());
    return;
  }
  const list = el('dl', null);
  const line = (term, value, extra) => list.append(el('dt', null, term), el('dd', null, value, extra || null));
  const was = (now, then) => then === null || then === undefined ? null : el('span', { class: 'muted' }, ` was ${amount(then)}`);
  const b = reps.before;
  line(`${unitWord[0].toUpperCase()}${unitWord.slice(1)}s`, count(reps.units[r]), was(reps.units[r], b && b.units[r]));
  if (hasBefore) line('Gained, lost', `+${count(gained[r])}, ${MINUS}${count(lost[r])}`);
  line('Travel', hours(reps.travel_h[r]), was(reps.travel_h[r], b && b.travel_h[r]));
  for (const rule of plan.rules) line(rule.name, `${amount(rule.load[r])} (${signed(rule.deviation[r])})`, bullet(rule, r));
  const detail = [reps.id[r], reps.manager && reps.manager[r] && `manager ${reps.manager[r]}`, reps.fte[r] !== 1 && `${reps.fte[r]} FTE`].filter(Boolean).join(' · ');
  box.replaceChildren(el('h3', null, swatch(r), repName(r)), el('p', { class: 'muted' }, detail), list);
}

function drawLegend() {
  const items = reps.id.map((id, r) => {
    const button = el('button', { type: 'button', 'aria-pressed': 'false' }, swatch(r), el('span', { class: 'name' }, repName(r)), el('span', { class: 'muted number' }, count(reps.units[r])));
    button.addEventListener('click', () => { toggleRep(r); if (chosen.rep === r) theMap.show(r); });
    button.addEventListener('mouseenter', () => choose({ hover: r }));
    button.addEventListener('mouseleave', () => choose({ hover: -1 }));
    return el('li', { 'data-rep': r }, button);
  });
  byId('legend').append(...items);
  byId('find').addEventListener('input', (event) => {
    const wanted = event.target.value.trim().toLowerCase();
    items.forEach((item, r) => { item.hidden = !(`${repName(r)} ${reps.id[r]} ${reps.manager && reps.manager[r] || ''}`.toLowerCase().includes(wanted)); });
  });
  chosen.listeners.push((before) => {
    if (before.rep === chosen.rep) return;
    if (items[before.rep]) items[before.rep].firstChild.setAttribute('aria-pressed', 'false');
    if (items[chosen.rep]) {
      items[chosen.rep].firstChild.setAttribute('aria-pressed', 'true');
      byId('legend').scrollTop = items[chosen.rep].offsetTop - byId('legend').clientHeight / 2;
    }
  });
}

function drawKey() {
  const item = (kind, text) => el('li', null, el('span', { class: `sign ${kind}`, 'aria-hidden': 'true' }), text);
  const key = byId('key');
  if (theMap.hasPoints()) key.append(item('dot', unitWord));
  if (theMap.hasHomes()) key.append(item('home', 'home of a rep'));
  if (theMap.hasPoints() && hasBefore) key.append(item('dot gained', 'gained by the chosen rep'), item('dot lost', 'lost by it'));
}

function drawMap() {
  if (theMap.draw()) {
    drawKey();
    byId('whole-map').addEventListener('click', () => { choose({ rep: -1 }); theMap.showAll(); });
    byId('switch').addEventListener('change', (event) => choose({ mode: event.target.value }));
    if (!hasBefore || !theMap.hasPoints()) byId('switch').remove();
    if (!plan.shapes) {
      byId('map-note').hidden = false;
      byId('map-note').textContent = `The plan names no regions, so no territories are drawn, only ${unitWord}s and homes.`;
    }
    return;
  }
  ['map', 'switch', 'whole-map', 'key'].forEach((id) => byId(id).remove());
  byId('map-section').classList.add('without-map');
  byId('map-title').textContent = 'Reps';
  byId('map-note').hidden = false;
  byId('map-note').textContent = 'Neither accounts nor reps have coordinates, and there are no regions: there is nothing to draw a map of.';
}

/* ---- Start and paper ------------------------------------------------------------------------------------------- */

function listenToPrinter() {
  const layout = (printing) => {
    document.body.classList.toggle('printing', printing);
    theMap.resize(printing ? 3 : 1);
    drawnCharts.forEach((chart) => chart.resize());
  };
  window.addEventListener('beforeprint', () => layout(true));
  window.addEventListener('afterprint', () => layout(false));
}

drawTitle();
drawBadge();
drawCards();
drawMap();
drawLegend();
drawRepCard();
chosen.listeners.push(drawRepCard);
drawCharts();
drawProof();
drawEngines();
table.draw();
listenToPrinter();
document.addEventListener('keydown', (event) => { if (event.key === 'Escape') choose({ rep: -1 }); });
byId('footer').textContent = `Written by ambit ${plan.ambit}. This page is complete in itself: it fetches nothing and sends nothing.`;

/* For whoever drives the page: what was drawn. */
Object.assign(document.documentElement.dataset, { ready: 'yes', territories: theMap.nShapes(), points: theMap.drawn().points, homes: theMap.drawn().homes, charts: drawnCharts.length });
