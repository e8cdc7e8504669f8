/* reps.js - beside the map: the figures of the rep at hand, and the list of all of them. */
'use strict';

/* A bar twice as wide as what the rule allows; a mark is a kind and a list, from whose least to largest it goes. */
function band(rule, marks) {
  const reach = 2 * Math.max(rule.tolerance, 0.01);
  const place = (d) => 50 + 50 * Math.max(-1, Math.min(1, d / reach));
  const bar = el('span', { class: 'bullet', 'aria-hidden': 'true' }, el('span', { class: 'band' }));
  for (const [kind, list] of marks) {
    const mark = el('span', { class: kind });
    const from = place(Math.min(...list));
    mark.style.left = from + '%';
    if (list.length > 1) mark.style.width = place(Math.max(...list)) - from + '%';
    bar.append(mark);
  }
  return bar;
}

/* One rep today (grey) and in this plan; and all reps. */
const bullet = (rule, r) =>
  band(rule, [
    ...(rule.deviation_before ? [['was', [rule.deviation_before[r]]]] : []),
    ['is', [rule.deviation[r]]],
  ]);
const range = (rule) =>
  band(rule, [
    ...(rule.deviation_before ? [['from-to then', rule.deviation_before]] : []),
    ['from-to', rule.deviation],
  ]);

function overviewCard() {
  const list = el('dl', null),
    line = (term, value, extra) => list.append(el('dt', null, term), el('dd', null, value, extra || null));
  line(`${capital(unitWord)}s a rep`, `${count(Math.min(...reps.units))} to ${count(Math.max(...reps.units))}`);
  line('Travel a rep', `${amount(Math.min(...reps.travel))} to ${amount(Math.max(...reps.travel))}\u00a0${travelUnit}`);
  for (const rule of plan.rules)
    line(
      rule.name,
      `${signed(Math.min(...rule.deviation))} to ${signed(Math.max(...rule.deviation))}`,
      range(rule),
    );
  const how = theMap.nShapes() ? 'Point at a territory, or choose a rep below.' : 'Choose a rep below.';
  return [el('h3', null, `All ${plural(nReps, 'rep')}`), el('p', { class: 'muted' }, how), list];
}

function drawRepCard() {
  const box = byId('card'),
    r = chosen.hover >= 0 ? chosen.hover : chosen.rep;
  if (r < 0) {
    box.replaceChildren(...overviewCard());
    return;
  }
  const list = el('dl', null);
  const line = (term, value, extra) => list.append(el('dt', null, term), el('dd', null, value, extra || null));
  const was = (key) => (reps.before ? el('span', { class: 'muted' }, ` was ${amount(reps.before[key][r])}`) : null);
  line(`${capital(unitWord)}s`, count(reps.units[r]), was('units'));
  if (hasBefore) line('Gained, lost', `+${count(gained[r])}, ${MINUS}${count(lost[r])}`);
  line('Travel', travelled(reps.travel[r]), was('travel'));
  for (const rule of plan.rules)
    line(rule.name, `${amount(rule.load[r])} (${signed(rule.deviation[r])})`, bullet(rule, r));
  const detail = [
    reps.id[r],
    reps.manager && reps.manager[r] && `manager ${reps.manager[r]}`,
    reps.fte[r] !== 1 && `${reps.fte[r]} FTE`,
  ]
    .filter(Boolean)
    .join(' · ');
  box.replaceChildren(el('h3', null, swatch(r), repName(r)), el('p', { class: 'muted' }, detail), list);
}

function drawLegend() {
  const items = reps.id.map((id, r) => {
    const button = el(
      'button',
      { type: 'button', 'aria-pressed': 'false' },
      swatch(r),
      el('span', { class: 'name' }, repName(r)),
      el('span', { class: 'muted number' }, count(reps.units[r])),
    );
    button.addEventListener('click', () => {
      toggleRep(r);
      if (chosen.rep === r) theMap.show(r);
    });
    button.addEventListener('mouseenter', () => choose({ hover: r }));
    button.addEventListener('mouseleave', () => choose({ hover: -1 }));
    return el('li', { 'data-rep': r }, button);
  });
  byId('legend').append(...items);
  byId('find').addEventListener('input', (event) => {
    const wanted = event.target.value.trim().toLowerCase();
    items.forEach((item, r) => {
      item.hidden = !`${repName(r)} ${reps.id[r]} ${(reps.manager && reps.manager[r]) || ''}`
        .toLowerCase()
        .includes(wanted);
    });
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
  const seats = !reps.centre
    ? 'home of a rep'
    : reps.centre.every((u) => u >= 0)
      ? 'centre of a territory'
      : 'home, or centre of a territory';
  if (theMap.hasHomes()) key.append(item('home', seats));
  if (theMap.hasPoints() && hasBefore)
    key.append(item('dot gained', 'gained by the chosen rep'), item('dot lost', 'lost by it'));
}

function drawMap() {
  if (theMap.draw()) {
    drawKey();
    byId('whole-map').addEventListener('click', () => {
      choose({ rep: -1 });
      theMap.showAll();
    });
    byId('switch').addEventListener('change', (event) => choose({ mode: event.target.value }));
    if (!hasBefore || !theMap.hasPoints()) byId('switch').remove();
    if (!plan.shapes) {
      byId('map-note').hidden = false;
      byId('map-note').textContent =
        `The plan names no regions, so no territories are drawn, only ${unitWord}s and homes.`;
    }
    return;
  }
  ['map', 'switch', 'whole-map', 'key'].forEach((id) => byId(id).remove());
  byId('map-section').classList.add('without-map');
  byId('map-title').textContent = 'Reps';
  byId('map-note').hidden = false;
  byId('map-note').textContent =
    'Neither accounts nor reps have coordinates, and there are no regions: there is nothing to draw a map of.';
}
