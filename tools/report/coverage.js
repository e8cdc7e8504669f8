/* coverage.js - what `ambit coverage` has measured: who is covered, what time there is, what is white space. */
'use strict';

const coverage = plan.coverage;
const coveredReps = coverage ? listOf(coverage.reps) : [];
const figureOf = (key) => (row) => numberOr(row[key]);

function coverageCards() {
  const whole = coverage.company || {},
    box = byId('coverage-cards');
  const since = coverage.active_since ? `active since ${coverage.active_since}` : '';
  const add = (label, value, note, kind) => box.append(card(label, value, note, kind));
  if (finite(whole.account_coverage))
    add(
      'Accounts covered',
      percent(whole.account_coverage, 0),
      `${count(whole.active_accounts)} of ${count(whole.accounts)}, ${since}`,
    );
  if (finite(whole.potential_coverage))
    add(
      'Potential covered',
      percent(whole.potential_coverage, 0),
      `of ${amount(whole.potential)} ${coverage.potential || ''}`,
    );
  if (finite(whole.white_space)) add('White space', amount(whole.white_space), 'potential without an active account');
  if (finite(whole.region_coverage))
    add(
      'Regions engaged',
      percent(whole.region_coverage, 0),
      `${count(whole.engaged_regions)} of ${count(whole.regions)}`,
    );
  if (finite(whole.capacity_coverage))
    add(
      'Capacity used',
      percent(whole.capacity_coverage, 0),
      `${amount(whole.hours_needed)} h of ${amount(whole.hours_available)} h`,
      whole.capacity_coverage > 1 ? 'bad' : null,
    );
  const caps = coverage.caps || {};
  if (caps.capped)
    add(
      'Account caps',
      caps.over ? `${count(caps.over)} over` : 'Kept',
      `${count(numberOr(caps.near))} of ${plural(caps.capped, 'rep')} near`,
      caps.over ? 'bad' : null,
    );
}

/* One bar a rep, largest first; a thin one behind it where there is a second figure. */
function repBars(box, rows, { title, note, front, behind, names, write, line, colourOf }) {
  const list = rows
    .filter((row) => front(row) !== null)
    .sort((a, b) => front(b) - front(a) || (a.id < b.id ? -1 : 1));
  if (!list.length) return;
  const set = (label, value, colour, size, order) => ({
    label,
    data: list.map(value),
    backgroundColor: colour,
    grouped: false,
    categoryPercentage: 1,
    barPercentage: size,
    order,
  });
  const sets = [set(names[0], front, colourOf ? list.map(colourOf) : INK, behind ? 0.5 : 0.8, 1)];
  if (behind) sets.push(set(names[1], behind, GREY, 0.94, 2));
  chartOf(
    figure(box, title, note),
    'bar',
    { labels: list.map((row) => row.name || row.id), datasets: sets },
    {
      x: { ticks: repTicks(list.length) },
      y: { beginAtZero: true, ticks: { callback: write } },
      plugins: line ? [lineAt(...line)] : [],
      onClick: clickRep((k) => repIndex.get(list[k].id) ?? -1),
      tooltip: { label: (item) => `${item.dataset.label}: ${write(item.raw)}` },
    },
  );
}

function coverageCharts() {
  const box = byId('coverage-charts');
  const potential = coveredReps.some((row) => finite(row.potential_coverage));
  repBars(box, coveredReps, {
    title: potential ? 'Potential covered' : 'Accounts covered',
    note: potential
      ? 'blue: share of the potential in active accounts; grey: of the accounts'
      : 'share of active accounts',
    front: figureOf(potential ? 'potential_coverage' : 'account_coverage'),
    behind: potential ? figureOf('account_coverage') : null,
    names: [potential ? 'potential' : 'accounts', 'accounts'],
    write: (v) => percent(v, 0),
  });
  repBars(box, coveredReps, {
    title: 'Capacity used',
    note: 'hours that the accounts need over the hours that the rep has',
    front: figureOf('capacity_coverage'),
    names: ['used'],
    write: (v) => percent(v, 0),
    line: [1, 'all the time there is'],
    colourOf: (row) => (row.capacity_coverage > 1 ? WARN : INK),
  });
  repBars(box, coveredReps, {
    title: 'White space',
    note: 'potential of accounts that are not active',
    front: figureOf('white_space'),
    names: ['white space'],
    write: (v) => brief(v),
  });
  reachChart(box);
  box.classList.toggle('in-pairs', box.children.length === 4 || box.children.length === 2);
}

/* How far the potential lies from its rep. */
function reachChart(box) {
  const hours = listOf(coverage.reach_hours),
    shares = listOf((coverage.company || {}).reach_potential).map(numberOr);
  const accounts = listOf((coverage.company || {}).reach_accounts).map(numberOr);
  const known = shares.some((x) => x !== null) ? shares : accounts;
  if (!hours.length || known.length !== hours.length || known.every((x) => x === null)) return;
  const what = known === shares ? 'potential' : 'accounts';
  chartOf(
    figure(box, 'Reach', `share of the ${what} within so many hours of its rep, one way`),
    'bar',
    {
      labels: hours.map((h) => `${h} h`),
      datasets: [{ data: known, backgroundColor: INK, categoryPercentage: 1, barPercentage: 0.6 }],
    },
    {
      y: { min: 0, max: 1, ticks: { callback: (v) => percent(v, 0) } },
      tooltip: { label: (item) => percent(item.raw) },
    },
  );
}

function coverageColumns(rows, isRep) {
  const column = (title, key, write, more) => ({ title, value: (i) => numberOr(rows[i][key]), write, ...more });
  const any = (key) => rows.some((row) => finite(row[key]));
  const list = isRep
    ? [
        { title: 'Rep', value: (i) => rows[i].name || rows[i].id, text: true, draw: (i) => namedCell(rows[i], true) },
        { title: 'Manager', value: (i) => managerNamed(rows[i].manager), text: true },
      ]
    : [leaderColumn(rows)];
  list.push(
    column('Accounts', 'accounts', count),
    column('Active', 'active_accounts', count),
    column('Covered', 'account_coverage', percent),
  );
  if (any('max_accounts'))
    list.push(
      column('Cap', 'max_accounts', count, { screen: true }),
      column('Of the cap', 'cap_share', (x) => percent(x, 0), { screen: true }),
    );
  if (any('regions'))
    list.push(
      column('Regions', 'regions', count, { screen: true }),
      column('Engaged', 'engaged_regions', count, { screen: true }),
    );
  if (any('potential'))
    list.push(
      column('Potential', 'potential', exact),
      column('Active potential', 'active_potential', exact, { screen: true }),
      column('Potential covered', 'potential_coverage', percent),
      column('White space', 'white_space', exact),
    );
  if (any('hours_needed')) list.push(column('Hours needed', 'hours_needed', exact));
  if (any('hours_available'))
    list.push(column('Hours there', 'hours_available', exact), column('Capacity used', 'capacity_coverage', percent));
  listOf(coverage.reach_hours).forEach((h, k) => {
    const value = (i) => numberOr(listOf(rows[i].reach_potential)[k]);
    if (rows.some((_, i) => value(i) !== null))
      list.push({
        title: `Within ${h} h`,
        value,
        write: (x) => percent(x, 0),
        screen: true,
        hint: `Share of the potential within ${h} hours, one way`,
      });
  });
  return list;
}

/* A small table without tools. */
function smallTable(title, head, rows) {
  return el(
    'div',
    { class: 'small-table' },
    el('h3', null, title),
    el(
      'table',
      { class: 'plain' },
      el(
        'thead',
        null,
        el('tr', null, ...head.map((text, k) => el('th', { scope: 'col', class: k ? 'number' : null }, text))),
      ),
      el(
        'tbody',
        null,
        ...rows.map((row) =>
          el(
            'tr',
            null,
            ...row.map((text, k) => (k ? el('td', { class: 'number' }, text) : el('th', { scope: 'row' }, text))),
          ),
        ),
      ),
    ),
  );
}

function coverageLists() {
  const box = byId('coverage-lists');
  const segments = listOf(coverage.segments);
  if (segments.length)
    box.append(
      smallTable(
        'By segment',
        ['Segment', 'Accounts', 'Covered', 'White space'],
        segments.map((row) => [
          row.id || 'none',
          count(figureOf('accounts')(row)),
          percent(figureOf('account_coverage')(row), 0),
          amount(figureOf('white_space')(row)),
        ]),
      ),
    );
  const largest = listOf((coverage.white_space || {}).largest);
  if (largest.length)
    box.append(
      smallTable(
        'Largest white space',
        ['Region', 'Accounts', 'Active', 'White space'],
        largest.map((row) => [
          row.name || row.id,
          count(figureOf('accounts')(row)),
          count(figureOf('active_accounts')(row)),
          amount(figureOf('white_space')(row)),
        ]),
      ),
    );
  const kinds = Object.entries(coverage.overlaps || {}).filter(([, kind]) => kind && finite(kind.count));
  if (kinds.length)
    box.append(
      smallTable(
        'Overlaps and gaps',
        ['What', 'Found'],
        kinds.map(([key, kind]) => [capital(kind.meaning || key.replace(/_/g, ' ')), count(kind.count)]),
      ),
    );
}

function drawCoverage() {
  if (!coverage || !coveredReps.length) return;
  byId('coverage-section').hidden = false;
  coverageCards();
  coverageCharts();
  coverageLists();
  makeGrid(byId('coverage'), {
    caption: 'Coverage of all reps',
    word: 'rep',
    n: coveredReps.length,
    columns: coverageColumns(coveredReps, true),
    search: (i) => coveredReps[i].id,
  });
  const leaders = listOf(coverage.managers);
  byId('coverage-managers-part').hidden = !leaders.length;
  if (leaders.length)
    makeGrid(byId('coverage-managers'), {
      caption: 'Coverage of all managers, each with everybody below',
      word: 'manager',
      n: leaders.length,
      columns: coverageColumns(leaders, false),
      search: (i) => leaders[i].id,
      sorted: [0, false],
    });
  const formulas = Object.values(coverage.formulas || {});
  byId('coverage-formulas').append(
    ...Object.entries(coverage.formulas || {}).flatMap(([key, text]) => [
      el('dt', null, key.replace(/_/g, ' ')),
      el('dd', null, String(text)),
    ]),
  );
  byId('coverage-how').hidden = !formulas.length;
  drawPipeline();
}
