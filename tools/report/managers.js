/* managers.js - the reps' figures rolled up: every manager with all below, as a tree that a heading can flatten. */
'use strict';

const managers = plan.managers;
const managerName = (m) => managers.name[m];

/* The manager of a rep; and everybody above, by whom the table of reps is filtered. */
const managerOf = (r) => (managers && managers.of_rep[r] >= 0 ? managerName(managers.of_rep[r]) : '');
function chainOf(r) {
  const names = [];
  for (let m = managers ? managers.of_rep[r] : -1; m >= 0; m = managers.above[m])
    names.push(managerName(m), managers.id[m]);
  return names.join(' ');
}

/* Where each manager comes when everybody stands below whom they report to. */
function treeOrder() {
  const below = managers.id.map(() => []),
    rank = new Array(managers.id.length).fill(0),
    open = [];
  let next = 0;
  managers.above.forEach((above, m) => (above < 0 ? open : below[above]).push(m));
  open.reverse();
  while (open.length) {
    const m = open.pop();
    rank[m] = next++;
    open.push(...below[m].reverse());
  }
  return rank;
}

/* Units that came and went, of everybody below. What moves between two of the same manager counts in both. */
function rolledUp(ofReps) {
  const total = managers.id.map(() => 0);
  for (let r = 0; r < nReps; r++)
    for (let m = managers.of_rep[r]; m >= 0; m = managers.above[m]) total[m] += ofReps[r];
  return total;
}

const managerIndex = new Map(managers ? managers.id.map((id, m) => [id, m]) : []);
const treeRank = managers ? treeOrder() : [];
const managerNamed = (id) => (managerIndex.has(id) ? managerName(managerIndex.get(id)) : id || '');

/* A name stands as far in as it stands down; whoever is chosen has the reps below shown. */
function managerCell(m) {
  const name = el('button', { type: 'button', class: 'rep', title: 'Show the reps below' }, managerName(m));
  name.style.marginLeft = `${18 * (managers.level[m] - 1)}px`;
  name.addEventListener('click', () => {
    table.filter(managerName(m));
    byId('reps-section').scrollIntoView({ block: 'start' });
  });
  return managers.name[m] === managers.id[m] ? [name] : [name, el('span', { class: 'muted id' }, managers.id[m])];
}

/* The first column of a list of managers that another command has written: in the order of the tree. */
function leaderColumn(rows) {
  const at = (i) => managerIndex.get(rows[i].id);
  return {
    title: 'Manager',
    value: (i) => rows[i].name || rows[i].id || '',
    text: true,
    rank: (i) => (at(i) === undefined ? rows.length + i : treeRank[at(i)]),
    draw: (i) => (at(i) === undefined ? [rows[i].name || rows[i].id || ''] : managerCell(at(i))),
  };
}

function managerColumns() {
  const now = managers.now;
  const list = [
    { title: 'Manager', value: managerName, text: true, rank: (m) => treeRank[m], draw: managerCell },
    { title: 'Level', value: (m) => managers.level[m], write: count, hint: '1 reports to the company' },
    { title: 'Reps', value: (m) => managers.reps[m], write: count },
  ];
  if (plan.assign === 'regions') list.push({ title: 'Regions', value: (m) => now.units[m], write: count });
  if (plan.assign !== 'regions' || now.accounts.some(Boolean))
    list.push({ title: 'Accounts', value: (m) => now.accounts[m], write: count });
  if (hasBefore) {
    const came = rolledUp(gained),
      went = rolledUp(lost);
    list.push({ title: 'Gained', value: (m) => came[m], write: count });
    list.push({ title: 'Lost', value: (m) => went[m], write: count });
  }
  list.push({ title: `Travel ${travelUnit}`, value: (m) => now.travel[m], write: exact });
  if (managers.before)
    list.push({
      title: 'today',
      full: `Travel ${travelUnit} today`,
      value: (m) => managers.before.travel[m],
      write: exact,
      quiet: true,
    });
  plan.rules.forEach((rule, a) => list.push(...managedRule(rule, managers.rules[a])));
  return list;
}

function managedRule(rule, of) {
  const list = [
    { title: rule.name, value: (m) => of.load[m], write: exact },
    {
      title: 'off share',
      full: `${rule.name} off share`,
      value: (m) => of.deviation[m],
      write: signed,
      draw: (m) => [signed(of.deviation[m]), deviationBar(of.deviation[m] || 0, rule.tolerance)],
      hint: `${rule.name}: distance from the sum of the reps' shares`,
    },
  ];
  if (of.deviation_before)
    list.push({
      title: 'today',
      full: `${rule.name} off share today`,
      value: (m) => of.deviation_before[m],
      write: signed,
      quiet: true,
    });
  return list;
}

function drawManagers() {
  if (!managers) return;
  byId('managers-section').hidden = false;
  makeGrid(byId('managers'), {
    caption: 'Managers at every level, each with all reps below',
    word: 'manager',
    n: managers.id.length,
    columns: managerColumns(),
    head: (m) => ({ 'data-manager': m }),
    search: (m) => managers.id[m],
    sorted: [0, false],
  });
}
