/* chosen.js - what is known of the rep or account at hand: figures, and the lists of what the rep has, gains and
 * loses. */
'use strict';

/* ---- Figures ----------------------------------------------------------------------------------------------------- */

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

const figureList = () => {
  const list = el('dl', null);
  const line = (term, value, extra) => list.append(el('dt', null, term), el('dd', null, value, extra || null));
  return { list, line };
};

function overviewCard() {
  const { list, line } = figureList();
  line(`${capital(unitWord)}s a rep`, `${count(Math.min(...reps.units))} to ${count(Math.max(...reps.units))}`);
  line('Travel a rep', `${amount(Math.min(...reps.travel))} to ${amount(Math.max(...reps.travel))}\u00a0${travelUnit}`);
  for (const rule of plan.rules)
    line(
      rule.name,
      `${signed(Math.min(...rule.deviation))} to ${signed(Math.max(...rule.deviation))}`,
      range(rule),
    );
  return [el('h3', null, `All ${plural(nReps, 'rep')}`), list];
}

function repCard(r) {
  const { list, line } = figureList();
  const was = (key) => (reps.before ? el('span', { class: 'muted' }, ` was ${amount(reps.before[key][r])}`) : null);
  line(`${capital(unitWord)}s`, count(reps.units[r]), was('units'));
  if (hasBefore) line('Gained, lost', `+${count(gained[r])}, ${MINUS}${count(lost[r])}`);
  line('Travel', travelled(reps.travel[r]), was('travel'));
  for (const rule of plan.rules)
    line(rule.name, `${amount(rule.load[r])} (${signed(rule.deviation[r])})`, bullet(rule, r));
  const by = colouring();
  if (by.on === 'reps' && !by.id.startsWith('deviation') && by.id !== 'travel' && by.id !== 'size')
    line(by.title, by.tell(r));
  const detail = [
    reps.name && reps.name[r] !== reps.id[r] && reps.id[r],
    reps.manager && reps.manager[r] && `manager ${reps.manager[r]}`,
    reps.fte[r] !== 1 && `${reps.fte[r]} FTE`,
  ]
    .filter(Boolean)
    .join(' · ');
  return [el('h3', null, swatch(r), repName(r)), detail ? el('p', { class: 'muted' }, detail) : null, list].filter(
    Boolean,
  );
}

/* What the files say of a unit, as [name, value]. */
function unitFigures(u) {
  const list = plan.rules
    .map((rule, a) => units.amount[a] && [rule.measure, amount(units.amount[a][u])])
    .filter(Boolean);
  if (units.visits) list.unshift(['visits', amount(units.visits[u])]);
  return list;
}

function unitCard(u) {
  const { list, line } = figureList();
  line('Rep', repName(units.rep[u]));
  if (hasBefore)
    line('Today', units.before[u] === units.rep[u] ? 'the same' : repName(units.before[u]));
  for (const [name, value] of unitFigures(u)) line(name, value);
  const id = units.name && units.name[u] && units.name[u] !== units.id[u] ? ` · ${units.id[u]}` : '';
  return [el('h3', null, swatch(owners()[u]), unitName(u)), el('p', { class: 'muted' }, capital(unitWord) + id), list];
}

function accountCard(a) {
  const { list, line } = figureList(),
    u = inside.unit[a];
  line('Region', u < 0 ? 'outside every region' : unitName(u));
  if (u >= 0) line('Rep', repName(units.rep[u]));
  if (u >= 0 && hasBefore && units.before[u] !== units.rep[u]) line('Today', repName(units.before[u]));
  const id = inside.name && inside.name[a] && inside.name[a] !== inside.id[a] ? ` · ${inside.id[a]}` : '';
  const title = el('h3', null, swatch(u < 0 ? -1 : owners()[u]), insideName(a));
  return [title, el('p', { class: 'muted' }, 'Account' + id), list];
}

function tipText(found) {
  const head = (name, id) => [el('strong', null, name), id === name ? null : el('span', { class: 'muted' }, ' ' + id)];
  const lines = (first, rest) => el('div', null, ...first, ...rest.flatMap((line) => [el('br'), line]));
  if (found.crowd) {
    const most = mostOf(found.crowd),
      whose = `${most.n === found.crowd.length ? 'all' : count(most.n)} of ${repName(most.rep)}`;
    return lines([el('strong', null, plural(found.crowd.length, unitWord))], [whose, 'zoom in to see each']);
  }
  if (found.rep !== undefined) return lines(head(repName(found.rep), reps.id[found.rep]), [seatOf(found.rep)]);
  const u = found.account === undefined ? found.unit : inside.unit[found.account];
  const rest = u < 0 ? ['outside every region'] : ['rep: ' + repName(units.rep[u])];
  if (u >= 0 && isMoved(u)) rest.push('today: ' + repName(units.before[u]));
  if (found.account !== undefined)
    return lines(head(insideName(found.account), inside.id[found.account]), [...(u < 0 ? [] : [unitName(u)]), ...rest]);
  return lines(head(unitName(u), units.id[u]), [...rest, ...unitFigures(u).map((pair) => pair.join(': '))]);
}

const seatOf = (r) =>
  reps.centre && reps.centre[r] >= 0 ? `centre, at ${unitName(reps.centre[r])}` : 'home of the rep';

/* Who has most of some units, and how many. */
function mostOf(list) {
  const votes = new Map(),
    owner = owners();
  for (const u of list) votes.set(owner[u], (votes.get(owner[u]) || 0) + 1);
  return [...votes].reduce((best, [rep, n]) => (n > best.n ? { rep, n } : best), { rep: -1, n: 0 });
}

function drawCard() {
  const r = chosen.hover >= 0 ? chosen.hover : chosen.rep,
    isPointed = chosen.hover >= 0 && chosen.hover !== chosen.rep;
  const content =
    !isPointed && chosen.account >= 0
      ? accountCard(chosen.account)
      : !isPointed && chosen.unit >= 0
        ? unitCard(chosen.unit)
        : r >= 0
          ? repCard(r)
          : overviewCard();
  byId('card').replaceChildren(...content);
}

/* ---- Lists ------------------------------------------------------------------------------------------------------- */

const lists = (() => {
  /* Tabs: what they are called, which units they list for a rep, and what a row says on its right. */
  const tabs = [
    { id: 'has', title: capital(unitWord) + 's', members: (r) => unitsOf(owners(), r), note: null },
    {
      id: 'gained',
      title: 'Gained',
      members: (r) => unitsOf(units.rep, r).filter((u) => units.before[u] !== r),
      note: (u) => (units.before[u] < 0 ? 'had no rep' : `from ${repName(units.before[u])}`),
    },
    {
      id: 'lost',
      title: 'Lost',
      members: (r) => unitsOf(units.before, r).filter((u) => units.rep[u] !== r),
      note: (u) => (units.rep[u] < 0 ? 'to nobody' : `to ${repName(units.rep[u])}`),
    },
  ];
  let tab = tabs[0],
    shown = [],
    byName = false,
    view = null;

  /* The column that rows are ordered by and show: what the map is coloured by, else the first measure. */
  function column() {
    const by = colourings.find((one) => one.id === chosen.colour && one.on === 'units') ||
      colourings.find((one) => one.on === 'units');
    if (!by) return null;
    const a = Number(by.id.replace('amount-', ''));
    return { title: by.title, values: by.id === 'visits' ? units.visits : units.amount[a] };
  }

  function ordered(list) {
    const by = byName ? null : column();
    if (by) return [...list].sort((a, b) => by.values[b] - by.values[a] || a - b);
    const compare = new Intl.Collator('en', { numeric: true }).compare;
    return [...list].sort((a, b) => compare(unitName(a), unitName(b)) || a - b);
  }

  function write(u) {
    const by = column(),
      note = tab.note ? tab.note(u) : by ? amount(by.values[u]) : '';
    return [el('span', { class: 'name' }, unitName(u)), el('span', { class: 'muted number' }, note)];
  }

  function tabButton(one) {
    const button = el(
      'button',
      {
        type: 'button',
        role: 'tab',
        id: `tab-${one.id}`,
        'aria-controls': 'rows',
        'aria-selected': one === tab ? 'true' : 'false',
        tabindex: one === tab ? '0' : '-1',
      },
      `${one.title} `,
      el('span', { class: 'count' }, count(one.members(chosen.rep).length)),
    );
    button.addEventListener('click', () => {
      tab = one;
      draw();
      byId(`tab-${one.id}`).focus();
    });
    return button;
  }

  function drawHead() {
    const by = column();
    const sort = el(
      'button',
      { type: 'button', class: 'sort', title: 'Order by name, or by amount' },
      byName || !by ? 'sorted by name' : `sorted by ${by.title}`,
    );
    sort.addEventListener('click', () => {
      byName = !byName;
      draw();
      byId('list-head').querySelector('.sort').focus();
    });
    const copy = el('button', { type: 'button', class: 'sort', id: 'copy-list' }, 'copy');
    copy.addEventListener('click', () => copyList(copy));
    byId('list-head').replaceChildren(
      el('span', { class: 'muted' }, tab.note ? 'from or to' : ''),
      ...(by ? [sort] : []),
      copy,
    );
  }

  /* Tab-separated rows, as spreadsheets take them. */
  function copyList(button) {
    const measures = plan.rules.map((rule, a) => [rule.measure, units.amount[a]]).filter(([, values]) => values);
    const head = [`${unitWord}_id`, 'name', 'rep', hasBefore && 'rep_today', ...measures.map(([name]) => name)];
    const idOf = (r) => (r < 0 ? '' : plainText(reps.id[r]));
    const row = (u) => [
      plainText(units.id[u]),
      plainText(unitName(u)),
      idOf(units.rep[u]),
      ...(hasBefore ? [idOf(units.before[u])] : []),
      ...measures.map(([, values]) => plainNumber(values[u])),
    ];
    const lines = [head.filter(Boolean).map(plainText), ...shown.map(row)];
    const text = lines.map((cells) => cells.join('\t') + '\n').join('');
    copyText(text, (ok) => {
      button.textContent = ok ? 'copied' : 'not allowed';
      say(ok ? `${plural(shown.length, 'row')} copied` : 'The browser does not allow copying.');
    });
  }

  function draw() {
    const isRep = chosen.rep >= 0;
    byId('lists').hidden = !isRep;
    byId('legend').hidden = isRep;
    if (!isRep) return;
    const usable = tabs.filter((one) => one.id === 'has' || hasBefore);
    byId('tabs').replaceChildren(...usable.map(tabButton));
    drawHead();
    shown = ordered(tab.members(chosen.rep));
    byId('rows').setAttribute('aria-labelledby', `tab-${tab.id}`);
    view.show(shown);
    view.reveal(chosen.unit);
  }

  function listen() {
    view = virtualList(`${capital(unitWord)}s of the chosen rep`, {
      write,
      choose: (u) => {
        choose({ unit: u, account: -1 });
        theMap.showChosen();
      },
      isChosen: (u) => u === chosen.unit,
    });
    byId('rows').append(view.box);
    byId('tabs').addEventListener('keydown', (event) => {
      const all = [...byId('tabs').children],
        step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
      if (step) all[(all.indexOf(document.activeElement) + step + all.length) % all.length].click();
    });
    byId('all-reps').addEventListener('click', () => {
      chooseRep(-1);
      theMap.showAll();
    });
    chosen.listeners.push((before) => {
      if (['rep', 'when', 'colour'].some((key) => before[key] !== chosen[key])) draw();
      else if (before.unit !== chosen.unit) {
        view.draw();
        view.reveal(chosen.unit);
      }
    });
    draw();
  }

  return { listen };
})();

/* For those who hear the page. */
function say(text) {
  byId('said').textContent = text;
}

function sayChosen(before) {
  if (before.rep === chosen.rep && before.unit === chosen.unit && before.account === chosen.account) return;
  const { rep: r, unit: u, account: a } = chosen;
  const whose = r < 0 ? 'nobody' : repName(r);
  if (a >= 0) say(`Account ${insideName(a)}, of ${whose}.`);
  else if (u >= 0) say(`${capital(unitWord)} ${unitName(u)}, of ${whose}.`);
  else if (r >= 0) say(`${repName(r)}: ${plural(reps.units[r], unitWord)}, travel ${travelled(reps.travel[r])}.`);
  else say('All reps.');
}
