/* list.js - a list of any length of which only the rows in view exist: a hundred thousand accounts scroll as ten do.
 *
 * To a screen reader it is a listbox whose rows say their number and how many there are; arrows, page keys, Home and
 * End move through it, Enter chooses. */
'use strict';

const ROW = 26; /* pixels; page.css has it as well */
const MARGIN = 6; /* rows beyond both ends of the view */

/* write(item) returns the children of a row, choose(item) is told of what is chosen, isChosen(item) marks it. */
function virtualList(label, { write, choose: take, isChosen }) {
  const inner = el('div', { class: 'rows', role: 'presentation' });
  const box = el('div', { class: 'list', role: 'listbox', tabindex: '0', 'aria-label': label }, inner);
  const prefix = `row-${label.replace(/\W+/g, '-').toLowerCase()}-`;
  let items = [],
    active = -1;

  function row(k) {
    const chosenOne = isChosen(items[k]);
    const line = el(
      'div',
      {
        role: 'option',
        id: prefix + k,
        class: k === active ? 'row active' : 'row',
        'aria-selected': chosenOne ? 'true' : 'false',
        'aria-setsize': items.length,
        'aria-posinset': k + 1,
        'data-row': k,
      },
      ...write(items[k]),
    );
    line.style.top = k * ROW + 'px';
    return line;
  }

  function draw() {
    const first = Math.max(0, Math.floor(box.scrollTop / ROW) - MARGIN),
      last = Math.min(items.length, Math.ceil((box.scrollTop + box.clientHeight) / ROW) + MARGIN);
    inner.style.height = items.length * ROW + 'px';
    const lines = [];
    for (let k = first; k < last; k++) lines.push(row(k));
    inner.replaceChildren(...lines);
    if (active >= first && active < last) box.setAttribute('aria-activedescendant', prefix + active);
    else box.removeAttribute('aria-activedescendant');
  }

  function reveal(k) {
    if (k * ROW < box.scrollTop) box.scrollTop = k * ROW;
    else if ((k + 1) * ROW > box.scrollTop + box.clientHeight) box.scrollTop = (k + 1) * ROW - box.clientHeight;
  }

  function moveTo(k) {
    if (!items.length) return;
    active = Math.max(0, Math.min(items.length - 1, k));
    reveal(active);
    draw();
  }

  box.addEventListener('scroll', draw);
  box.addEventListener('keydown', (event) => {
    const page = Math.max(1, Math.floor(box.clientHeight / ROW) - 1);
    const steps = { ArrowDown: 1, ArrowUp: -1, PageDown: page, PageUp: -page, Home: -Infinity, End: Infinity };
    if (event.key in steps) moveTo(Math.max(0, Math.min(items.length - 1, Math.max(active, -1) + steps[event.key])));
    else if (event.key === 'Enter' && active >= 0) take(items[active]);
    else return;
    event.preventDefault();
  });
  box.addEventListener('click', (event) => {
    const line = event.target.closest('.row');
    if (!line) return;
    active = Number(line.dataset.row);
    take(items[active]);
  });

  return {
    box,
    draw,
    /* Shows other items, from the top. */
    show(list) {
      items = list;
      active = -1;
      box.scrollTop = 0;
      draw();
    },
    /* Brings an item into view, if it is there. */
    reveal(item) {
      const k = items.indexOf(item);
      if (k < 0) return;
      active = k;
      reveal(k);
      draw();
    },
  };
}
