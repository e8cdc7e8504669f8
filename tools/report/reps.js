/* reps.js - beside and below the map: the list of all reps, the key, and the switches. */
'use strict';

function drawLegend() {
  const items = reps.id.map((id, r) => {
    const button = el(
      'button',
      { type: 'button' },
      swatch(r),
      el('span', { class: 'name' }, repName(r)),
      el('span', { class: 'muted number' }, count(reps.units[r])),
    );
    button.addEventListener('click', () => {
      chooseRep(r);
      theMap.show(r);
      byId('all-reps').focus();
    });
    button.addEventListener('mouseenter', () => choose({ hover: r }));
    button.addEventListener('mouseleave', () => choose({ hover: -1 }));
    return el('li', { 'data-rep': r }, button);
  });
  byId('legend').append(...items);
  chosen.listeners.push((before) => {
    if (before.colour === chosen.colour && before.when === chosen.when) return;
    const held = chosen.when === 'before' && reps.before ? reps.before.units : reps.units;
    items.forEach((item, r) => {
      item.querySelector('.number').textContent = count(held[r]);
      item.querySelector('.swatch').style.backgroundColor = colouring().on === 'reps' ? territoryFill(r) : fillOf(r);
    });
  });
}

/* ---- The key: signs, then classes with their limits and how many there are in each ------------------------------- */

function signs() {
  const item = (kind, text) => el('li', null, el('span', { class: `sign ${kind}`, 'aria-hidden': 'true' }), text);
  const list = [],
    filled = plan.regions && !plan.regions.rep;
  if (theMap.hasPoints() && !filled) list.push(item('dot', unitWord));
  if (inside) list.push(item('dot small', 'account'));
  const seats = !reps.centre
    ? 'home of a rep'
    : reps.centre.every((u) => u >= 0)
      ? 'centre of a territory'
      : 'home, or centre of a territory';
  if (theMap.hasHomes()) list.push(item('home', seats));
  if (theMap.hasPoints() && hasBefore)
    list.push(
      item(filled ? 'hatch gained' : 'dot gained', 'gained by the chosen rep'),
      item(filled ? 'hatch lost' : 'dot lost', 'lost by it'),
    );
  if (theMap.drawn().cells) list.push(el('li', null, `a dot stands for several ${unitWord}s; zoom in to see each`));
  return list;
}

function classes() {
  const by = colouring();
  if (by.on === 'moved') return [el('li', null, `Coloured: ${unitWord}s that change hands, by their rep`)];
  if (by.on === 'rep') return [];
  const counts = by.counts(),
    note = ` (${by.counted}s in brackets${by.note || ''})`;
  const mark = (k) => {
    const box = el('span', { class: 'swatch', 'aria-hidden': 'true' });
    box.style.backgroundColor = by.colours[k];
    return box;
  };
  return [
    el('li', { class: 'head' }, capital(by.title), el('span', { class: 'muted' }, note)),
    ...by.labels.map((label, k) =>
      el('li', { class: 'class' }, mark(k), label, el('span', { class: 'muted' }, ` (${count(counts[k])})`)),
    ),
  ];
}

function drawKey() {
  const by = colouring();
  byId('classes').replaceChildren(...classes());
  byId('classes').hidden = !byId('classes').children.length;
  byId('classes').setAttribute('aria-label', `Colours: ${by.title}`);
  byId('key').replaceChildren(...signs());
}

/* ---- Switches ---------------------------------------------------------------------------------------------------- */

function drawColours() {
  const groups = new Map();
  for (const by of colourings) {
    const name = by.group || '';
    if (!groups.has(name)) groups.set(name, name ? el('optgroup', { label: name }) : byId('colour'));
    groups.get(name).append(el('option', { value: by.id }, by.title));
    if (name) byId('colour').append(groups.get(name));
  }
  byId('colour').addEventListener('change', (event) => choose({ colour: event.target.value }));
  byId('colours').hidden = false;
}

function drawSwitches() {
  drawColours();
  byId('whole-map').addEventListener('click', () => {
    chooseRep(-1);
    theMap.showAll();
  });
  byId('switch').addEventListener('change', (event) => choose({ when: event.target.value, hover: -1 }));
  if (!hasBefore) byId('switch').remove();
  chosen.listeners.push((before) => {
    if (before.colour !== chosen.colour || before.when !== chosen.when) drawKey();
  });
}

/* Search, card and lists. */
function drawSide() {
  drawLegend();
  drawCard();
  lists.listen();
  search.draw();
  chosen.listeners.push(drawCard, sayChosen);
}

/* What the page cannot draw, and why. */
function missing() {
  if (!plan.shapes) return `The plan names no regions, so no territories are drawn, only ${unitWord}s and homes.`;
  const isBare = chosen.when === 'before' && !theMap.hasTerritories('before');
  return isBare ? 'Territories of the current plan are not drawn.' : null;
}

function drawNote() {
  const text = missing();
  byId('map-note').hidden = !text;
  byId('map-note').textContent = text || '';
}

function drawMap() {
  if (theMap.draw()) {
    drawSwitches();
    drawKey();
    drawNote();
    chosen.listeners.push(drawNote);
    return;
  }
  ['map', 'switch', 'colours', 'whole-map', 'classes', 'key'].forEach((id) => byId(id).remove());
  byId('map-section').classList.add('without-map');
  byId('map-title').textContent = 'Reps';
  byId('map-note').hidden = false;
  byId('map-note').textContent =
    'Neither accounts nor reps have coordinates, and there are no regions: there is nothing to draw a map of.';
}
