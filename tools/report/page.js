/* page.js - title, badge and cards, and the start of it all. */
'use strict';

/* ---- Title, badge and cards ------------------------------------------------------------------------------------ */

function drawTitle() {
  const from = plan.start ? `from ${plan.start}` : null,
    months = plan.months ? plural(plan.months, 'month') : null;
  byId('title').textContent = plan.name || 'Territory plan';
  document.title = (plan.name || 'Territory plan') + ' – territory plan';
  byId('subtitle').textContent = [
    plural(nUnits, unitWord),
    plural(nReps, 'rep'),
    [months, from].filter(Boolean).join(' '),
  ]
    .filter(Boolean)
    .join('  ·  ');
  document.querySelectorAll('.unit-word').forEach((word) => {
    word.textContent = unitWord + 's';
  });
}

function drawBadge() {
  const badge = byId('badge');
  const say = (kind, text) => {
    badge.classList.add(kind);
    badge.textContent = text;
  };
  if (!plan.plan.within_rules) say('bad', 'A rule is broken');
  else if (!proof || proof.gap === null || proof.gap >= 1) say('plain', 'Within the rules');
  else if (proof.status === 'optimal') say('good', 'Proven: no better plan exists');
  else say('good', `Proven: within ${gapText(proof.gap)} of the best possible`);
}

function card(label, value, note, kind) {
  return el(
    'div',
    { class: `card ${kind || ''}` },
    el('p', { class: 'label' }, label),
    el('p', { class: 'value' }, value),
    el('p', { class: 'muted' }, note),
  );
}

/* Like with like: units that have no rep today cost nothing today. */
function travelNote() {
  const now = plan.current;
  if (!now || !(now.travel > 0))
    return !pureTravel
      ? `of the plan\u2019s whole cost of ${amount(cost)}`
      : travelUnit === 'h'
        ? 'round trips to all visits'
        : `from each ${unitWord} to its centre`;
  const change = signed((now.travel_now - now.travel) / now.travel);
  return now.units === nUnits ? `today ${travelled(now.travel)} (${change})` : `${change}, like for like`;
}

function moveNote() {
  const { units: had } = plan.current,
    fresh = nUnits - had;
  return `${percent(plan.moved.units / had)} of ${count(had)}` + (fresh ? `; ${count(fresh)} had no rep` : '');
}

function drawCards() {
  const cards = byId('cards');
  if (plan.plan.travel > 0) cards.append(card(`Travel ${period}`, travelled(plan.plan.travel), travelNote()));
  if (proof && proof.gap !== null)
    cards.append(
      card('Left to save, at most', gapText(proof.gap), `no plan costs less than ${withUnit(proof.bound)}`),
    );
  /* The rules of a class come last: all are in the charts. */
  const first = [...plan.rules]
    .sort((a, b) => (a.name !== a.measure) - (b.name !== b.measure))
    .slice(0, hasBefore ? 2 : 3);
  for (const rule of first) {
    const broken = rule.worst > rule.tolerance * (1 + 1e-9) && !plan.plan.within_rules;
    cards.append(
      card(
        `Worst ${rule.name}`,
        `±${percent(rule.worst)}`,
        `allowed ±${percent(rule.tolerance, 0)}` +
          (rule.worst_before === null ? '' : `, today ±${percent(rule.worst_before, 0)}`),
        broken ? 'bad' : '',
      ),
    );
  }
  if (hasBefore) cards.append(card(`${capital(unitWord)}s that change rep`, count(plan.moved.units), moveNote()));
}

/* ---- Start and paper ------------------------------------------------------------------------------------------- */

/* Charts have smaller words on paper, and wide tables are made to fit. */
function listenToPrinter() {
  const layout = (printing) => {
    document.body.classList.toggle('printing', printing);
    theMap.resize(printing ? 3 : 1);
    Chart.defaults.font.size = printing ? 9 : 12;
    for (const chart of drawnCharts) {
      chart.resize();
      chart.update('none');
    }
    for (const list of document.querySelectorAll('table.grid')) {
      const room = list.parentElement.clientWidth;
      list.style.zoom = printing && room ? Math.min(1, room / list.scrollWidth) : '';
    }
  };
  window.addEventListener('beforeprint', () => layout(true));
  window.addEventListener('afterprint', () => layout(false));
}

/* Links to the parts that are there. */
function drawContents() {
  const parts = [...document.querySelectorAll('main > section[aria-labelledby]')].filter((part) => !part.hidden);
  byId('contents').append(
    ...parts.map((part) => el('a', { href: `#${part.id}` }, part.querySelector('h2').textContent)),
  );
}

drawTitle();
drawBadge();
drawCards();
drawMap();
drawSide();
drawCharts();
drawProof();
drawEngines();
drawConvergence();
drawQuota();
drawCoverage();
drawFrontier();
drawManagers();
table.draw();
drawContents();
listenToPrinter();
document.addEventListener('keydown', (event) => {
  if (event.key === 'Escape') chooseRep(-1);
});
byId('footer').textContent =
  `Written by ambit ${plan.ambit}. This page is complete in itself: it fetches nothing and sends nothing.`;

/* For whoever drives the page: what was drawn. */
Object.assign(document.documentElement.dataset, {
  ready: 'yes',
  territories: theMap.nShapes(),
  points: theMap.drawn().points,
  homes: theMap.drawn().homes,
  charts: drawnCharts.length,
});
