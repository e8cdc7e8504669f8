/* grid.js - one table of figures: a heading sorts, a word filters, a button copies what is shown.
 *
 * What is copied are the figures themselves, not as they are written here, so that a spreadsheet can add them up; a
 * text that a spreadsheet would take for a formula is led by an apostrophe. */
'use strict';

/* What other commands have written is read with care: a figure may be missing. */
const finite = (value) => typeof value === 'number' && Number.isFinite(value);
const numberOr = (value) => (finite(value) ? value : null);
const listOf = (value) => (Array.isArray(value) ? value : []);
const sum = (list) => list.reduce((total, v) => total + (v || 0), 0);
/* In a table every digit stands, so that rows of a column can be compared: up to a trillion. */
const exact = (x) => (x !== null && Math.abs(x) >= 1e8 && Math.abs(x) < 1e12 ? count(x) : amount(x));
const repIndex = new Map(reps.id.map((id, r) => [id, r]));

const MOST_ROWS = 500; /* shown at first: a browser lays out ten thousand rows in seconds, and nobody reads them */

/* For a table cell: tabs and line ends would break it up. */
function plainText(value) {
  const text = String(value).replace(/[\t\r\n]+/g, ' ');
  return /^[=+\-@]/.test(text) ? "'" + text : text;
}
const plainNumber = (value) => (typeof value === 'number' && Number.isFinite(value) ? String(value) : '');

/* The clipboard of a page from file:// may be refused: then a selection is copied as by hand. */
function copyByHand(text) {
  const area = el('textarea', { class: 'visually-hidden', 'aria-hidden': 'true', tabindex: '-1' });
  area.value = text;
  document.body.append(area);
  area.select();
  const done = document.execCommand('copy');
  area.remove();
  return done;
}
function copyText(text, tell) {
  if (!navigator.clipboard) return tell(copyByHand(text));
  return navigator.clipboard.writeText(text).then(
    () => tell(true),
    () => tell(copyByHand(text)),
  );
}

/* table: an empty <table id=...> in a .table-scroll. A column has title, value(i), write(value), total and hint, and
 * may be `text` (sorted as words, and filtered by), `quiet` (of less weight) or `screen` (left out on paper);
 * `rank(i)` sorts it by something else, `full` is its title where it stands alone, `draw` gives the nodes of a cell
 * where more than the written value stands in it. `word` is what a row is: 'rep'. `head(i)`: attributes of a row.
 * `search(i)`: more words by which a row is found. `sorted`: the heading and direction to begin with. */
function makeGrid(table, { caption, word, n, columns, head, search, sorted, words }) {
  const rows = new Array(n).fill(null);
  const state = { column: -1, down: false, wanted: '', all: n <= MOST_ROWS, shown: [] };
  const tools = el('div', { class: 'grid-tools screen-only' });
  const told = el('span', { class: 'muted', role: 'status' });
  const body = el('tbody');
  const more = el('button', { type: 'button', class: 'quiet', hidden: '' });
  const many = words || word + 's';

  const kindOf = (column) =>
    [column.text ? '' : 'number', column.quiet ? 'quiet' : '', column.screen ? 'screen-only' : '']
      .filter(Boolean)
      .join(' ') || null;

  function cellOf(column, i, k) {
    const value = column.value(i);
    const inside = column.draw ? column.draw(i) : [column.text ? value || '' : column.write(value)];
    if (k === 0) return el('th', { scope: 'row' }, ...inside);
    return el('td', { class: kindOf(column) }, ...inside);
  }
  const rowOf = (i) =>
    rows[i] || (rows[i] = el('tr', head ? head(i) : null, ...columns.map((column, k) => cellOf(column, i, k))));

  function compare(column, a, b) {
    const x = column.value(a),
      y = column.value(b);
    if (column.text && !column.rank) return (x || '').localeCompare(y || '', 'en', { numeric: true }) || a - b;
    const rank = column.rank || column.value,
      [p, q] = [rank(a), rank(b)];
    return (p === null ? -Infinity : p) - (q === null ? -Infinity : q) || a - b;
  }

  const found = columns.filter((column) => column.text);
  const wordsOf = (i) =>
    (found.map((column) => column.value(i) || '').join(' ') + ' ' + (search ? search(i) : '')).toLowerCase();

  function order() {
    let list = Array.from({ length: n }, (_, i) => i);
    if (state.wanted) list = list.filter((i) => wordsOf(i).includes(state.wanted));
    if (state.column >= 0) list.sort((a, b) => compare(columns[state.column], a, b) * (state.down ? -1 : 1));
    return list;
  }

  function show() {
    state.shown = order();
    const visible = state.all ? state.shown : state.shown.slice(0, MOST_ROWS);
    const empty = el(
      'tr',
      { class: 'empty' },
      el('td', { colspan: columns.length }, `No ${word} has this in its row.`),
    );
    body.replaceChildren(...(visible.length ? visible.map(rowOf) : [empty]));
    told.textContent = state.wanted
      ? `${count(state.shown.length)} of ${n === 1 ? `1 ${word}` : `${count(n)} ${many}`}`
      : '';
    more.hidden = visible.length === state.shown.length;
    more.textContent = `Show all ${count(state.shown.length)} ${many}`;
  }

  function sortBy(k, down) {
    state.column = k;
    state.down = down;
    [...table.tHead.rows[0].cells].forEach((cell, i) => {
      if (i === k) cell.setAttribute('aria-sort', down ? 'descending' : 'ascending');
      else cell.removeAttribute('aria-sort');
    });
    show();
  }

  function heading(column, k) {
    const button = el('button', { type: 'button', title: column.hint || null }, column.title);
    button.addEventListener('click', () =>
      sortBy(k, state.column === k ? !state.down : !column.text && !column.rank),
    );
    return el('th', { scope: 'col', 'data-title': column.title, class: k === 0 ? null : kindOf(column) }, button);
  }

  function footing() {
    if (!columns.some((column) => column.total !== null && column.total !== undefined)) return null;
    const cells = columns.map((column, k) =>
      k === 0
        ? el('th', { scope: 'row' }, n === 1 ? `1 ${word}` : `${count(n)} ${many}`)
        : el(
            'td',
            { class: kindOf(column) },
            column.total === null || column.total === undefined ? '' : column.write(column.total),
          ),
    );
    return el('tfoot', null, el('tr', null, ...cells));
  }

  /* Headings and the rows that are shown, in their order; columns that share a heading are told apart by their hint. */
  function asText() {
    const titles = columns.map((column) => plainText(column.full || column.title));
    const lines = state.shown.map((i) =>
      columns
        .map((column) => (column.text ? plainText(column.value(i) || '') : plainNumber(column.value(i))))
        .join('\t'),
    );
    return [titles.join('\t'), ...lines].join('\n') + '\n';
  }

  function addTools() {
    const field = el('input', { type: 'search', autocomplete: 'off', id: `${table.id}-filter` });
    const copy = el('button', { type: 'button', class: 'quiet', id: `${table.id}-copy` }, 'Copy table');
    const said = el('span', { class: 'muted', role: 'status' });
    field.addEventListener('input', () => {
      state.wanted = field.value.trim().toLowerCase();
      show();
    });
    field.addEventListener('keydown', (event) => {
      if (event.key !== 'Escape' || !field.value) return;
      event.stopPropagation();
      field.value = state.wanted = '';
      show();
    });
    copy.addEventListener('click', () =>
      copyText(asText(), (done) => {
        said.textContent = done ? `${count(state.shown.length)} rows copied` : 'The browser refused to copy';
        setTimeout(() => (said.textContent = ''), 4000);
      }),
    );
    more.addEventListener('click', () => {
      state.all = true;
      show();
    });
    tools.append(el('label', null, el('span', null, `Filter ${many}`), field), told, said, copy);
    table.parentElement.before(tools);
    table.parentElement.after(more);
  }

  table.classList.add('grid');
  table.append(
    el('caption', { class: 'visually-hidden' }, `${caption}; headings sort`),
    el('thead', null, el('tr', null, ...columns.map(heading))),
    body,
  );
  const foot = footing();
  if (foot) table.append(foot);
  addTools();
  if (sorted) sortBy(sorted[0], sorted[1]);
  else show();
  return {
    rowOf,
    asText,
    filter(text) {
      byId(`${table.id}-filter`).value = text;
      state.wanted = text.trim().toLowerCase();
      show();
    },
    shown: () => state.shown,
  };
}

/* A bar around the middle, as far as the value is of the tolerance: the eye reads it faster than the number. */
function deviationBar(value, tolerance) {
  const bar = el('span', { class: 'deviation', 'aria-hidden': 'true' }),
    fill = el('span', { class: 'fill' });
  const part = Math.max(-1, Math.min(1, value / (tolerance || 1)));
  fill.style.left = (part < 0 ? 50 + 50 * part : 50) + '%';
  fill.style.width = Math.abs(50 * part) + '%';
  bar.append(fill);
  return bar;
}
