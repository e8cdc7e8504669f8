/* quota.js - what `ambit quota` has derived: targets, odds, fairness, and every quota.
 *
 * Where a figure is missing (an older file, a quota of nothing), its part is left out. */
'use strict';

const quota = plan.quota;

/* Attainment from the poorest to the best: orange to blue, which every eye tells apart. */
const bandColours = ['#a34a06', '#e08a2e', '#f2cf9a', '#8fb3d6', '#1f4e79'];

const quotas = (() => {
  if (!quota) return null;
  const nodes = listOf(quota.nodes);
  const leaves = nodes.filter((node) => node.role === 'rep');
  const ratioOf = (node) => (node.potential > 0 && finite(node.below) ? node.below / node.potential : null);
  return { leaves, leaders: nodes.filter((node) => node.role === 'manager'), ratioOf, odds: quota.attainment || {} };
})();

const nodeName = (node) => node.name || node.id || '';
const quotaUnit = quota ? quota.currency || (quota.type === 'activity' ? 'calls' : '') : '';
const money = (x) => `${amount(x)}${quotaUnit && '\u00a0' + quotaUnit}`;
const inUnit = (label, unit) => (unit ? `${label}, ${unit}` : label);
const whole = (x) => formats[0].format(100 * x);
const bandName = (from, to) =>
  to === undefined ? `${whole(from)} on` : from ? `${whole(from)}–${whole(to)}` : `below ${whole(to)}`;

/* '2027-01' as people write it. */
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
function monthName(text) {
  const parts = /^(\d{4})-(\d{2})$/.exec(text || '');
  return parts && MONTHS[parts[2] - 1] ? `${MONTHS[parts[2] - 1]} ${parts[1]}` : text || '';
}
/* Below an axis the year stands under its first month only. */
function monthTicks(names) {
  return names.map((name, k) => {
    const [month, year] = monthName(name).split(' ');
    return year && (k === 0 || month === 'Jan') ? [month, year] : month;
  });
}

function drawQuotaCards() {
  const odds = quotas.odds,
    fair = quota.quota_of_potential || {},
    box = byId('quota-cards');
  const hedge = quota.target > 0 ? quota.total / quota.target - 1 : 0;
  box.append(
    card(
      inUnit('Target', quotaUnit),
      brief(numberOr(quota.target), 1e9),
      `${monthName(quota.first_month)} to ${monthName(quota.last_month)}`,
    ),
  );
  box.append(
    card(
      inUnit('Quotas in all', quotaUnit),
      brief(numberOr(quota.total), 1e9),
      Math.abs(hedge) < 1e-9
        ? 'exactly the target'
        : `${signed(hedge)} ${hedge > 0 ? 'hedge above' : 'against'} the target`,
    ),
  );
  if (finite(odds.company_meets_target))
    box.append(
      card(
        'Chance to meet the target',
        percent(odds.company_meets_target, 0),
        `in ${count(odds.draws)} years played through`,
      ),
    );
  if (finite(odds.reps_at_or_above_quota))
    box.append(
      card(
        'Reps at quota or above',
        percent(odds.reps_at_or_above_quota, 0),
        `mean attainment ${percent(odds.mean, 0)}`,
      ),
    );
  if (finite(fair.mean))
    box.append(
      card(
        'Quota over potential',
        percent(fair.mean, 0),
        `from ${percent(fair.least, 0)} to ${percent(fair.most, 0)}`,
      ),
    );
  if (finite(odds.commission))
    box.append(
      card(inUnit('Commission', quotaUnit), brief(odds.commission, 1e9), 'mean of the years played through'),
    );
}

/* How many reps carry how much of their potential. */
function drawQuotaSpread() {
  const ratios = quotas.leaves.map(quotas.ratioOf).filter((x) => x !== null);
  if (ratios.length < 2) return;
  const low = Math.min(...ratios),
    high = Math.max(...ratios);
  const width = [0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5].find((w) => (high - low) / w <= 14) || (high - low) / 14;
  const first = Math.floor(low / width + 1e-9),
    n = Math.max(1, Math.floor(high / width + 1e-9) - first + 1);
  const bins = new Array(n).fill(0);
  for (const x of ratios) bins[Math.min(n - 1, Math.floor(x / width + 1e-9) - first)]++;
  const digits = width < 0.01 - 1e-12 ? 1 : 0;
  const label = (k) =>
    `${formats[digits].format(100 * (first + k) * width)}–${formats[digits].format(100 * (first + k + 1) * width)} %`;
  const fair = quota.quota_of_potential || {};
  const note = finite(fair.cv)
    ? `${plural(ratios.length, 'rep')}; CV ${formats[2].format(fair.cv)}, Gini ${formats[2].format(fair.gini)}`
    : plural(ratios.length, 'rep');
  chartOf(
    figure(byId('quota-charts'), 'Quota over potential', note),
    'bar',
    {
      labels: bins.map((_, k) => label(k)),
      datasets: [{ data: bins, backgroundColor: INK, categoryPercentage: 1, barPercentage: 0.94 }],
    },
    { y: { ticks: { precision: 0 } }, tooltip: { label: (item) => plural(item.raw, 'rep') } },
  );
}

function drawBands() {
  const bands = listOf(quotas.odds.bands).filter((band) => finite(band.share));
  if (!bands.length) return;
  const names = bands.map((band, k) => bandName(band.from, bands[k + 1] && bands[k + 1].from));
  chartOf(
    figure(
      byId('quota-charts'),
      'Attainment in bands, %',
      'share of the reps, mean of all years played through',
      `Attainment in %: ${bands.map((band, k) => `${names[k]}: ${percent(band.share, 0)} of the reps`).join(', ')}`,
    ),
    'bar',
    {
      labels: names,
      datasets: [
        {
          data: bands.map((band) => band.share),
          backgroundColor: bands.map((_, k) => bandColours[k % 5]),
          barPercentage: 0.86,
          categoryPercentage: 1,
        },
      ],
    },
    {
      x: { ticks: { maxRotation: 0, autoSkip: false } },
      y: { ticks: { callback: (v) => percent(v, 0) } },
      tooltip: { label: (item) => `${percent(item.raw)} of the reps` },
    },
  );
}

/* A poor, a middling and a good year of each rep, from the rep with the best odds to the one with the worst. */
function drawFan() {
  const fans = quotas.leaves.filter((node) => listOf(node.attainment).length === 3 && node.attainment.every(finite));
  if (!fans.length) return;
  fans.sort((a, b) => b.attainment[1] - a.attainment[1] || (a.id < b.id ? -1 : 1));
  const note = 'each rep’s year: the bar from a poor one (P10) to a good one (P90), the mark is the middle (P50)';
  const canvas = figure(byId('quota-charts'), 'Attainment fan', note);
  canvas.closest('figure').classList.add('wide');
  chartOf(
    canvas,
    'bar',
    {
      labels: fans.map(nodeName),
      datasets: [
        {
          data: fans.map((node) => node.attainment[1]),
          type: 'line',
          showLine: false,
          pointStyle: 'rectRot',
          pointRadius: fans.length > 150 ? 1.5 : 3.5,
          pointHoverRadius: 5,
          backgroundColor: '#14202b',
          borderColor: '#14202b',
          order: 1,
        },
        {
          data: fans.map((node) => [node.attainment[0], node.attainment[2]]),
          backgroundColor: fans.map((node) => (node.attainment[1] < 1 ? '#e9a85c' : '#8fb3d6')),
          categoryPercentage: 1,
          barPercentage: 0.8,
          order: 2,
        },
      ],
    },
    {
      x: { ticks: repTicks(fans.length) },
      y: { beginAtZero: true, ticks: { callback: (v) => percent(v, 0) } },
      plugins: [lineAt(1, 'quota')],
      onClick: clickRep((k) => repIndex.get(fans[k].id) ?? -1),
      tooltip: {
        label: (item) => {
          const [p10, p50, p90] = fans[item.dataIndex].attainment;
          return item.datasetIndex ? `P10 ${percent(p10, 0)}, P90 ${percent(p90, 0)}` : `P50 ${percent(p50, 0)}`;
        },
      },
    },
  );
}

/* Month by month: season, and reps who come, ramp up or leave. */
function drawQuotaMonths() {
  const months = listOf(quota.months).filter((month) => finite(month.amount));
  if (months.length < 2) return;
  const partly = quotas.leaves.filter((node) => finite(node.year_factor) && node.year_factor < 1 - 1e-9).length;
  const note = partly
    ? `${plural(partly, 'rep')} there for part of the year: ramp, start or leave`
    : 'everybody is there all year';
  chartOf(
    figure(byId('quota-charts'), 'Month by month', note),
    'bar',
    {
      labels: monthTicks(months.map((month) => month.month)),
      datasets: [
        {
          data: months.map((month) => month.amount),
          backgroundColor: INK,
          categoryPercentage: 1,
          barPercentage: 0.86,
        },
      ],
    },
    {
      x: { ticks: { maxRotation: 0 } },
      y: { beginAtZero: true, ticks: { callback: (v) => brief(v) } },
      tooltip: { title: (items) => monthName(months[items[0].dataIndex].month), label: (item) => money(item.raw) },
    },
  );
}

function quotaSentences() {
  const odds = quotas.odds,
    fair = quota.quota_of_potential || {},
    said = [];
  const how = {
    top_down: 'from the target down',
    bottom_up: 'from the accounts up',
    hybrid: 'from the target down, within what reps and accounts said',
  };
  said.push(
    `Quotas are derived ${how[quota.method] || 'from the plan'}, in steps of ${amount(numberOr(quota.round_to))}; ` +
      'months, reps and managers add up exactly.',
  );
  const hedges = listOf(quota.hedge_by_layer).filter((share) => share);
  if (hedges.length)
    said.push(`Hedge from the top, layer by layer: ${hedges.map((share) => percent(share)).join(', ')}.`);
  if (finite(odds.cv))
    said.push(
      `Years are drawn ${odds.law || ''} with a variation of ${percent(odds.cv, 0)} of each rep, ` +
        `${percent(odds.market_cv, 0)} of the ` +
        `whole market and ${percent(odds.manager_cv, 0)} of all reps of a manager (seed ${odds.seed}).`,
    );
  if (finite(fair.correlation_with_size))
    said.push(
      'Quota over potential and the size of the potential correlate by ' +
        `${typeset(formats[2].format(fair.correlation_with_size))}.`,
    );
  const metrics = listOf(quota.scorecard);
  if (metrics.length)
    said.push(
      `The scorecard weighs ${metrics.map((metric) => `${metric.metric} ${percent(metric.weight, 0)}`).join(', ')}.`,
    );
  return said.join(' ');
}

function quotaColumns(nodes, isRep) {
  const any = (key) => nodes.some((node) => finite(node[key]));
  const column = (title, value, write, more) => ({ title, value: (i) => numberOr(value(nodes[i])), write, ...more });
  const of = (key) => (node) => node[key];
  const list = isRep
    ? [
        { title: 'Rep', value: (i) => nodeName(nodes[i]), text: true, draw: (i) => namedCell(nodes[i], true) },
        { title: 'Manager', value: (i) => leaderName(nodes[i].manager), text: true },
      ]
    : [leaderColumn(nodes)];
  const total = isRep ? (key) => sum(nodes.map((node) => numberOr(node[key]))) : () => null;
  if (!isRep) list.push(column('Own target', of('quota'), exact, { hint: 'What the manager has committed to' }));
  list.push(column(isRep ? 'Quota' : 'Quotas below', of('below'), exact, { total: total('below') }));
  if (!isRep) list.push(column('Hedge', (node) => (node.quota > 0 ? node.below / node.quota - 1 : null), signed));
  if (any('full_year'))
    list.push(column('Full year', of('full_year'), exact, { hint: 'Of a year without ramp, start or leave' }));
  if (any('year_factor')) list.push(column('Of the year', of('year_factor'), (x) => percent(x, 0)));
  if (any('potential')) {
    list.push(column('Potential', of('potential'), exact, { total: total('potential') }));
    list.push(column('Quota / potential', quotas.ratioOf, percent));
  }
  if (any('expected')) list.push(column('Expected', of('expected'), exact, { total: total('expected') }));
  if (any('calls_a_week')) list.push(column('Calls a week', of('calls_a_week'), exact));
  if (nodes.some((node) => listOf(node.attainment).length === 3))
    ['P10', 'P50', 'P90'].forEach((title, k) =>
      list.push(
        column(
          title,
          (node) => listOf(node.attainment)[k],
          (x) => percent(x, 0),
          { hint: 'Attainment in a poor, a middling and a good year' },
        ),
      ),
    );
  if (nodes.some((node) => node.bound))
    list.push({ title: 'Held by', value: (i) => nodes[i].bound || '', text: true });
  return list;
}

const leaderName = (id) => {
  const leader = id && quotas.leaders.find((node) => node.id === id);
  return leader ? nodeName(leader) : id || '';
};

function drawQuotaTables() {
  const { leaves, leaders } = quotas;
  makeGrid(byId('quotas'), {
    caption: 'Quotas of all reps',
    word: 'rep',
    n: leaves.length,
    columns: quotaColumns(leaves, true),
    search: (i) => leaves[i].id,
  });
  byId('quota-managers-part').hidden = !leaders.length;
  if (leaders.length)
    makeGrid(byId('quota-managers'), {
      caption: 'Quotas of all managers, each with everybody below',
      word: 'manager',
      n: leaders.length,
      columns: quotaColumns(leaders, false),
      search: (i) => leaders[i].id,
      sorted: [0, false],
    });
}

function drawQuota() {
  if (!quota || !quotas.leaves.length) return;
  byId('quota-section').hidden = false;
  drawQuotaCards();
  drawQuotaSpread();
  drawBands();
  drawQuotaMonths();
  drawFan();
  byId('quota-note').textContent = quotaSentences();
  drawQuotaTables();
}
