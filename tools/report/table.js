/* table.js - every rep with its figures; a click on a rep shows it on the map. */
'use strict';

/* A rep's name is a button that shows it on the map; the id stands beside it. Whoever is no rep is only named. */
function namedCell({ id, name }, isRep) {
  const r = isRep ? repIndex.get(id) : undefined;
  if (r === undefined) return [name || id || ''];
  const button = el('button', { type: 'button', class: 'rep' }, swatch(r), name || id);
  button.addEventListener('click', () => {
    toggleRep(r);
    theMap.show(r);
    byId('map-section').scrollIntoView({ block: 'nearest' });
  });
  return name && name !== id ? [button, el('span', { class: 'muted id' }, id)] : [button];
}

const table = (() => {
  let grid = null;

  const repCell = (r) => namedCell({ id: reps.id[r], name: reps.name && reps.name[r] }, true);

  function first() {
    const list = [{ title: 'Rep', value: repName, text: true, draw: repCell }];
    if (plan.managers) list.push({ title: 'Manager', value: managerOf, text: true });
    if (reps.fte.some((v) => v !== 1))
      list.push({ title: 'FTE', value: (r) => reps.fte[r], write: exact, total: sum(reps.fte) });
    if (plan.assign === 'regions')
      list.push({ title: 'Regions', value: (r) => reps.units[r], write: count, total: sum(reps.units) });
    if (plan.assign !== 'regions' || reps.accounts.some(Boolean))
      list.push({ title: 'Accounts', value: (r) => reps.accounts[r], write: count, total: sum(reps.accounts) });
    if (hasBefore) {
      list.push({ title: 'Gained', value: (r) => gained[r], write: count, total: sum(gained) });
      list.push({ title: 'Lost', value: (r) => lost[r], write: count, total: sum(lost) });
    }
    return list;
  }

  function travel() {
    const title = `Travel ${travelUnit}`;
    const list = [{ title, value: (r) => reps.travel[r], write: exact, total: sum(reps.travel) }];
    if (reps.before)
      list.push({
        title: 'today',
        full: `${title} today`,
        value: (r) => reps.before.travel[r],
        write: exact,
        total: sum(reps.before.travel),
        quiet: true,
      });
    if (reps.tour_km.some((v) => v !== null))
      list.push({
        title: 'Tour km',
        value: (r) => reps.tour_km[r],
        write: exact,
        total: sum(reps.tour_km),
        screen: true,
        hint: 'Driving when visits are strung into tours, an estimate',
      });
    return list;
  }

  function shape() {
    const list = [];
    if (reps.centre)
      list.push({ title: 'Centre', value: (r) => (reps.centre[r] < 0 ? '' : unitName(reps.centre[r])), text: true });
    if (reps.compact)
      for (const [title, key, hint] of [
        ['Compactness', 'polsby_popper', 'Polsby-Popper: 1 is a circle, 0 is all border'],
        ['Reock', 'reock', 'Area of the smallest circle around it that it fills: 1 is a circle, 0 is a line'],
      ])
        list.push({
          title,
          value: (r) => reps.compact[key][r],
          write: (x) => (x === null ? '–' : formats[2].format(x)),
          screen: true,
          hint,
        });
    return list;
  }

  function ofRule(rule) {
    const list = [
      { title: rule.name, value: (r) => rule.load[r], write: exact, total: sum(rule.load) },
      {
        title: 'off share',
        full: `${rule.name} off share`,
        value: (r) => rule.deviation[r],
        write: signed,
        draw: (r) => [signed(rule.deviation[r]), deviationBar(rule.deviation[r], rule.tolerance)],
        hint: `${rule.name}: distance from the rep's share`,
      },
    ];
    if (rule.deviation_before)
      list.push({
        title: 'today',
        full: `${rule.name} off share today`,
        value: (r) => rule.deviation_before[r],
        write: signed,
        quiet: true,
      });
    return list;
  }

  function draw() {
    grid = makeGrid(byId('reps'), {
      caption: 'Reps with their figures',
      word: 'rep',
      n: nReps,
      columns: [...first(), ...travel(), ...shape(), ...plan.rules.flatMap(ofRule)],
      head: (r) => ({ 'data-rep': r }),
      search: (r) => `${reps.id[r]} ${chainOf(r)}`,
    });
    chosen.listeners.push((before) => {
      if (before.rep >= 0) grid.rowOf(before.rep).classList.remove('chosen');
      if (chosen.rep >= 0) grid.rowOf(chosen.rep).classList.add('chosen');
    });
  }

  return { draw, filter: (text) => grid.filter(text) };
})();
