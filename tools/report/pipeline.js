/* pipeline.js - the deals that are open, against the quota that they must fill. */
'use strict';

const pipeline = coverage && coverage.pipeline;
const dealUnit = pipeline ? pipeline.currency || '' : '';
const worth = (x) => `${amount(x)}${dealUnit && '\u00a0' + dealUnit}`;
const inBrief = (x) => brief(numberOr(x), 1e7);
const multiple = (x) => (x === null ? '–' : `${formats[1].format(x)}×`);

function pipelineCards() {
  const whole = pipeline.company || {},
    add = (label, value, note, kind) => byId('pipeline-cards').append(card(label, value, note, kind));
  if (finite(whole.open))
    add(inUnit('Open pipeline', dealUnit), inBrief(whole.open), plural(whole.open_deals || 0, 'deal'));
  if (finite(whole.coverage_qualified))
    add(
      'Pipeline over quota',
      multiple(whole.coverage_qualified),
      `${finite(whole.required) ? `${multiple(whole.required)} needed` : 'qualified'}; ` +
        `all open ${multiple(numberOr(whole.coverage_open))}`,
      finite(whole.required) && whole.coverage_qualified < whole.required ? 'bad' : null,
    );
  if (finite(whole.weighted))
    add(
      inUnit('Expected', dealUnit),
      inBrief(whole.weighted),
      `worst ${inBrief(whole.worst)}, best ${inBrief(whole.best)}`,
    );
  if (finite(whole.win_rate))
    add('Win rate', percent(whole.win_rate, 0), `${count(whole.won_deals)} won, ${count(whole.lost_deals)} lost`);
  if (finite(whole.stale))
    add(inUnit('Stale', dealUnit), inBrief(whole.stale), plural(whole.stale_deals || 0, 'deal'));
  if (finite(whole.health))
    add(
      'Health',
      formats[0].format(whole.health <= 1 ? 100 * whole.health : whole.health),
      'of 100, by the weights below',
    );
}

/* Worst, expected and best of a list of sums: nested bars. */
function pipelineBars(title, note, rows) {
  const list = rows.filter((row) => finite(row.open) && row.open > 0);
  if (list.length < 2) return;
  const set = (label, key, colour, size, order) => ({
    label,
    data: list.map((row) => numberOr(row[key])),
    backgroundColor: colour,
    grouped: false,
    categoryPercentage: 1,
    barPercentage: size,
    order,
  });
  chartOf(
    figure(byId('pipeline-charts'), title, note),
    'bar',
    {
      labels: monthTicks(list.map((row) => row.name || row.id || 'none')),
      datasets: [set('expected', 'weighted', INK, 0.5, 1), set('open', 'open', GREY, 0.9, 2)],
    },
    {
      x: {
        ticks: { ...repTicks(list.length), maxRotation: list.every((row) => monthName(row.id) !== row.id) ? 0 : 60 },
      },
      y: { beginAtZero: true, ticks: { callback: (v) => brief(v) } },
      tooltip: {
        title: (items) => monthName(list[items[0].dataIndex].id),
        label: (item) => `${item.dataset.label}: ${worth(item.raw)}`,
      },
    },
  );
}

function pipelineColumns(rows, isRep) {
  const column = (title, key, write, more) => ({ title, value: (i) => numberOr(rows[i][key]), write, ...more });
  const any = (key) => rows.some((row) => finite(row[key]));
  const wanted = [
    ['Deals', 'open_deals', count],
    ['Open', 'open', exact],
    ['Qualified', 'qualified', exact],
    ['Expected', 'weighted', exact],
    ['Worst', 'worst', exact, { screen: true }],
    ['Best', 'best', exact, { screen: true }],
    ['Quota', 'quota', exact],
    ['Over quota', 'coverage_qualified', multiple],
    ['Needed', 'required', multiple],
    ['Gap', 'gap', exact],
    ['Win rate', 'win_rate', (x) => percent(x, 0)],
    ['Cycle, days', 'cycle_days', exact, { screen: true }],
    ['A day', 'velocity_a_day', exact, { screen: true }],
    ['Stale', 'stale', exact, { screen: true }],
    ['Health', 'health', (x) => (x === null ? '–' : formats[0].format(x <= 1 ? 100 * x : x))],
    ['MAPE', 'mape', percent, { screen: true }],
    ['Bias', 'bias', signed, { screen: true }],
  ];
  return [
    ...(isRep
      ? [
          {
            title: 'Rep',
            value: (i) => rows[i].name || rows[i].id,
            text: true,
            draw: (i) => namedCell(rows[i], true),
          },
          { title: 'Manager', value: (i) => managerNamed(rows[i].manager), text: true },
        ]
      : [leaderColumn(rows)]),
    ...wanted.filter(([, key]) => any(key)).map(([title, key, write, more]) => column(title, key, write, more)),
    { title: 'Verdict', value: (i) => rows[i].verdict || '', text: true, screen: true },
  ];
}

function drawPipeline() {
  if (!pipeline) return;
  const rows = listOf(pipeline.reps);
  byId('pipeline-section').hidden = false;
  byId('pipeline-note').textContent = [pipeline.as_of ? `As of ${pipeline.as_of}.` : '', pipeline.formula || '']
    .join(' ')
    .trim();
  pipelineCards();
  pipelineBars('By stage', 'grey: open; blue: what is likely of it', listOf(pipeline.stages));
  pipelineBars('By expected close', 'month in which deals are expected to close', listOf(pipeline.periods));
  pipelineBars('By segment', 'segment of the account', listOf(pipeline.segments));
  makeGrid(byId('pipeline'), {
    caption: 'Pipeline of all reps',
    word: 'rep',
    n: rows.length,
    columns: pipelineColumns(rows, true),
    search: (i) => rows[i].id,
  });
  const leaders = listOf(pipeline.managers);
  byId('pipeline-managers-part').hidden = !leaders.length;
  if (leaders.length)
    makeGrid(byId('pipeline-managers'), {
      caption: 'Pipeline of all managers, each with everybody below',
      word: 'manager',
      n: leaders.length,
      columns: pipelineColumns(leaders, false),
      search: (i) => leaders[i].id,
      sorted: [0, false],
    });
  const definitions = listOf(pipeline.definitions);
  byId('pipeline-how').hidden = !definitions.length;
  byId('pipeline-definitions').append(
    ...definitions.flatMap((d) => [el('dt', null, `${d.key}: ${d.value}`), el('dd', null, String(d.meaning || ''))]),
  );
}
