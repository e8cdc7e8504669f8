/* search.js - one box that finds accounts, regions and reps by name or id: what is called just so first, then what
 * begins so, what has a word that does, and what holds it anywhere.
 *
 * The texts are folded once (case and accents), on the first key; a hundred thousand of them are gone through in some
 * ten milliseconds. Combobox of the ARIA practices: arrows, Enter, Escape; the focus stays in the box. */
'use strict';

const MOST_FOUND = 12;
const fold = (text) =>
  text
    .normalize('NFD')
    .replace(/[\u0300-\u036f]/g, '')
    .toLowerCase();

const search = (() => {
  let kinds = null,
    found = [],
    active = -1;

  /* What can be found: for each kind its texts, names and ids. */
  function prepare() {
    const kind = (word, n, name, id, take, note) => ({
      word,
      n,
      name,
      id,
      take,
      note,
      texts: Array.from({ length: n }, (_, i) => fold(name(i) === id[i] ? id[i] : `${name(i)}\n${id[i]}`)),
    });
    const owner = (u) => (u < 0 ? 'outside every region' : repName(owners()[u]));
    const above = (r) => (reps.manager && reps.manager[r]) || plural(reps.units[r], unitWord);
    kinds = [
      kind('rep', nReps, repName, reps.id, chooseRep, above),
      kind(unitWord, nUnits, unitName, units.id, chooseUnit, owner),
    ];
    if (inside)
      kinds.push(kind('account', inside.id.length, insideName, inside.id, chooseAccount, (a) => owner(inside.unit[a])));
  }

  /* 0: called so; 1: begins so; 2: a word or the id begins so; 3: holds it; -1: no. Name and id stand on two lines. */
  function rank(text, wanted) {
    const at = text.indexOf(wanted);
    if (at < 0) return -1;
    if (text.split('\n').includes(wanted)) return 0;
    if (at === 0) return 1;
    for (let k = at; k >= 0; k = text.indexOf(wanted, k + 1)) if (/[\s\-_.,;/(&]/.test(text[k - 1])) return 2;
    return 3;
  }

  /* The best of each kind, and how many there are in all. */
  function look(wanted) {
    const list = [];
    let total = 0;
    for (const kind of kinds) {
      const ranks = [[], [], [], []];
      for (let i = 0; i < kind.n; i++) {
        const k = rank(kind.texts[i], wanted);
        if (k < 0) continue;
        total++;
        if (ranks[k].length < MOST_FOUND) ranks[k].push({ kind, i, rank: k });
      }
      list.push(...ranks.flat().slice(0, MOST_FOUND));
    }
    /* Reps come first among equals, but many of one kind do not hide the other. */
    const just = list.filter((one) => one.rank === 0);
    const firstReps = list.filter((one) => one.rank && one.kind.word === 'rep').slice(0, MOST_FOUND / 2);
    const others = list.filter((one) => one.rank && one.kind.word !== 'rep').sort((a, b) => a.rank - b.rank);
    return { list: [...just, ...firstReps, ...others].slice(0, MOST_FOUND), total };
  }

  /* The text with what was wanted marked, where folding has not changed its length. */
  function marked(text, wanted) {
    const at = fold(text).length === text.length ? fold(text).indexOf(wanted) : -1;
    if (at < 0) return [text];
    return [text.slice(0, at), el('mark', null, text.slice(at, at + wanted.length)), text.slice(at + wanted.length)];
  }

  function option({ kind, i }, k, wanted) {
    const name = kind.name(i),
      id = kind.id[i];
    const owner = kind.word === 'rep' ? i : kind.take === chooseUnit ? owners()[i] : (owners()[inside.unit[i]] ?? -1);
    const line = el(
      'li',
      { role: 'option', id: `found-${k}`, 'aria-selected': 'false' },
      swatch(owner),
      el('span', { class: 'name' }, ...marked(name, wanted)),
      name === id ? null : el('span', { class: 'muted id' }, ...marked(id, wanted)),
      el('span', { class: 'muted note-of' }, kind.word === 'rep' ? `rep · ${kind.note(i)}` : kind.note(i)),
    );
    line.addEventListener('mousedown', (event) => event.preventDefault()); /* the focus stays in the box */
    line.addEventListener('click', () => take(k));
    return line;
  }

  function close() {
    byId('found').hidden = true;
    byId('find').setAttribute('aria-expanded', 'false');
    byId('find').removeAttribute('aria-activedescendant');
    found = [];
    active = -1;
  }

  function say(text) {
    byId('found-count').textContent = text;
  }

  function show() {
    const wanted = fold(byId('find').value.trim());
    if (!wanted) {
      close();
      say('');
      return;
    }
    if (!kinds) prepare();
    const { list, total } = look(wanted);
    found = list;
    active = -1;
    const lines = list.map((one, k) => option(one, k, wanted));
    const rest = total - list.length;
    const last = !total ? 'Nothing is called so.' : rest > 0 ? `and ${count(rest)} more: type on` : null;
    if (last) lines.push(el('li', { class: 'muted', 'aria-disabled': 'true', role: 'option' }, last));
    byId('found').replaceChildren(...lines);
    byId('found').hidden = false;
    byId('find').setAttribute('aria-expanded', 'true');
    say(`${count(total)} found`);
    if (list.length) activate(0);
  }

  function activate(k) {
    const lines = byId('found').children;
    if (lines[active]) lines[active].setAttribute('aria-selected', 'false');
    active = (k + found.length) % found.length;
    lines[active].setAttribute('aria-selected', 'true');
    lines[active].scrollIntoView({ block: 'nearest' });
    byId('find').setAttribute('aria-activedescendant', `found-${active}`);
  }

  function take(k) {
    const { kind, i } = found[k];
    close();
    byId('find').value = kind.name(i);
    kind.take(i);
    theMap.showChosen();
  }

  function draw() {
    const box = byId('find');
    box.addEventListener('input', show);
    box.addEventListener('focus', () => box.select());
    box.addEventListener('blur', close);
    box.addEventListener('keydown', (event) => {
      if (event.key === 'ArrowDown' && !found.length) show();
      else if (event.key === 'ArrowDown' && found.length) activate(active + 1);
      else if (event.key === 'ArrowUp' && found.length) activate(active - 1);
      else if (event.key === 'Enter' && found.length) take(Math.max(active, 0));
      else if (event.key === 'Escape' && !byId('found').hidden) close();
      else return;
      event.preventDefault();
      event.stopPropagation();
    });
    /* As on many a page, a slash leads to the search. */
    document.addEventListener('keydown', (event) => {
      if (event.key !== '/' || event.ctrlKey || event.metaKey || /^(INPUT|SELECT|TEXTAREA)$/.test(event.target.tagName))
        return;
      event.preventDefault();
      box.focus();
    });
  }

  return { draw };
})();
