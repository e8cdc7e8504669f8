/* table.js - every rep with its figures: a click on a heading sorts, a click on a rep shows it on the map. */
'use strict';

const table = (() => {
  const sum = (list) => list.reduce((total, v) => total + (v || 0), 0);
  let columns = [],
    rows = [],
    sorted = { column: null, down: false };

  /* A column: what it is called, the value to sort by, how it is written, its sum (null: none). */
  function allColumns() {
    const list = [{ title: 'Rep', value: repName, text: true }];
    if (reps.manager && reps.manager.some(Boolean))
      list.push({ title: 'Manager', value: (r) => reps.manager[r], text: true });
    if (reps.fte.some((v) => v !== 1))
      list.push({ title: 'FTE', value: (r) => reps.fte[r], write: amount, total: sum(reps.fte) });
    if (plan.assign === 'regions')
      list.push({ title: 'Regions', value: (r) => reps.units[r], write: count, total: sum(reps.units) });
    if (plan.assign !== 'regions' || reps.accounts.some(Boolean))
      list.push({ title: 'Accounts', value: (r) => reps.accounts[r], write: count, total: sum(reps.accounts) });
    if (hasBefore) {
      list.push({ title: 'Gained', value: (r) => gained[r], write: count, total: sum(gained) });
      list.push({ title: 'Lost', value: (r) => lost[r], write: count, total: sum(lost) });
    }
    list.push({
      title: `Travel ${travelUnit}`,
      value: (r) => reps.travel[r],
      write: amount,
      total: sum(reps.travel),
    });
    if (reps.before)
      list.push({
        title: 'today',
        value: (r) => reps.before.travel[r],
        write: amount,
        total: sum(reps.before.travel),
        quiet: true,
      });
    if (reps.tour_km.some((v) => v !== null))
      list.push({
        title: 'Tour km',
        value: (r) => reps.tour_km[r],
        write: amount,
        total: sum(reps.tour_km),
        hint: 'Driving when visits are strung into tours, an estimate',
      });
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
          total: null,
          hint,
        });
    plan.rules.forEach((rule) => {
      list.push({ title: rule.name, value: (r) => rule.load[r], write: amount, total: sum(rule.load) });
      list.push({
        title: 'off share',
        value: (r) => rule.deviation[r],
        write: signed,
        rule,
        total: null,
        hint: `${rule.name}: distance from the rep's share`,
      });
      if (rule.deviation_before)
        list.push({
          title: 'today',
          value: (r) => rule.deviation_before[r],
          write: signed,
          total: null,
          quiet: true,
        });
    });
    return list;
  }

  /* A bar inside the band of the rule: the eye reads it faster than the number. */
  function deviationBar(rule, r) {
    const bar = el('span', { class: 'deviation', 'aria-hidden': 'true' }),
      fill = el('span', { class: 'fill' });
    const part = Math.max(-1, Math.min(1, rule.deviation[r] / (rule.tolerance || 1)));
    fill.style.left = (part < 0 ? 50 + 50 * part : 50) + '%';
    fill.style.width = Math.abs(50 * part) + '%';
    bar.append(fill);
    return bar;
  }

  function cell(column, r, k) {
    const value = column.value(r);
    if (k === 0) {
      const name = el('button', { type: 'button', class: 'rep' }, swatch(r), repName(r));
      const id = reps.name && reps.name[r] ? el('span', { class: 'muted id' }, reps.id[r]) : null;
      name.addEventListener('click', () => {
        toggleRep(r);
        theMap.show(r);
        byId('map-section').scrollIntoView({ block: 'nearest' });
      });
      return el('th', { scope: 'row' }, name, id);
    }
    if (column.text) return el('td', null, value || '');
    return el(
      'td',
      { class: column.quiet ? 'number quiet' : 'number' },
      column.write(value),
      column.rule ? deviationBar(column.rule, r) : null,
    );
  }

  function compare(column, a, b) {
    const x = column.value(a),
      y = column.value(b);
    if (column.text) return (x || '').localeCompare(y || '', 'en') || a - b;
    return (x === null ? -Infinity : x) - (y === null ? -Infinity : y) || a - b;
  }

  function sortBy(k) {
    const column = columns[k],
      down = sorted.column === k ? !sorted.down : !column.text;
    sorted = { column: k, down };
    const order = reps.id.map((_, r) => r).sort((a, b) => compare(column, a, b) * (down ? -1 : 1));
    byId('reps').tBodies[0].append(...order.map((r) => rows[r]));
    byId('reps')
      .querySelectorAll('thead th')
      .forEach((head, i) => {
        if (i === k) head.setAttribute('aria-sort', down ? 'descending' : 'ascending');
        else head.removeAttribute('aria-sort');
      });
  }

  function heading(column, k) {
    const sort = el('button', { type: 'button', title: column.hint || null }, column.title);
    sort.addEventListener('click', () => sortBy(k));
    return el(
      'th',
      {
        scope: 'col',
        'data-title': column.title,
        class: column.text ? null : column.quiet ? 'number quiet' : 'number',
      },
      sort,
    );
  }

  function draw() {
    columns = allColumns();
    rows = reps.id.map((_, r) => el('tr', { 'data-rep': r }, ...columns.map((column, k) => cell(column, r, k))));
    const total = columns.map((column, k) =>
      k === 0
        ? el('th', { scope: 'row' }, plural(nReps, 'rep'))
        : el(
            'td',
            { class: column.quiet ? 'number quiet' : 'number' },
            column.total === null || column.total === undefined ? '' : column.write(column.total),
          ),
    );
    byId('reps').append(
      el('caption', { class: 'visually-hidden' }, 'Reps with their figures; headings sort'),
      el('thead', null, el('tr', null, ...columns.map(heading))),
      el('tbody', null, ...rows),
      el('tfoot', null, el('tr', null, ...total)),
    );
    chosen.listeners.push((before) => {
      if (rows[before.rep]) rows[before.rep].classList.remove('chosen');
      if (rows[chosen.rep]) rows[chosen.rep].classList.add('chosen');
    });
  }

  return { draw };
})();
