/* pipeline.js - the deals that are open, against the quota that they must fill. */
'use strict';

const pipeline = coverage && coverage.pipeline;
const worth = (x) => `${amount(x)}${pipeline.currency ? '\u00a0' + pipeline.currency : ''}`;
const multiple = (x) => (x === null ? '–' : `${formats[1].format(x)}×`);

function pipelineCards() {
  const whole = pipeline.company || {},
    add = (label, value, note, kind) => byId('pipeline-cards').append(card(label, value, note, kind));
  if (finite(whole.open)) add('Open pipeline', worth(whole.open), plural(whole.open_deals || 0, 'deal'));
  if (finite(whole.coverage_qualified))
    add(
      'Pipeline over quota',
      multiple(whole.coverage_qualified),
      `${finite(whole.required) ? `${multiple(whole.required)} needed` : 'qualified'}; all open ${multiple(numberOr(whole.coverage_open))}`,
      finite(whole.required) && whole.coverage_qualified < whole.required ? 'bad' : null,
    );
  if (finite(whole.weighted)) add('Expected', worth(whole.weighted), `worst ${worth(numberOr(whole.worst))}, best ${worth(numberOr(whole.best))}`);
  if (finite(whole.win_rate)) add('Win rate', percent(whole.win_rate, 0), `${count(whole.won_deals)} won, ${count(whole.lost_deals)} lost`);
  if (finite(whole.stale)) add('Stale', worth(whole.stale), plural(whole.stale_deals || 0, 'deal'));
  if (finite(whole.health)) add('Health', formats[0].format(whole.health <= 1 ? 100 * whole.health : whole.health), 'of 100, by the weights below');
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
      labels: list.map((row) => monthName(row.name || row.id) || 'none'),
      datasets: [set('expected', 'weighted', INK, 0.5, 1), set('open', 'open', GREY, 0.9, 2)],
    },
    {
      x: { ticks: repTicks(list.length) },
      y: { beginAtZero: true, ticks: { callback: (v) => amount(v) } },
      tooltip: { label: (item) => `${item.dataset.label}: ${worth(item.raw)}` },
    },
  );
}

function pipelineColumns(rows) {
  const column = (title, key, write, more) => ({ title, value: (i) => numberOr(rows[i][key]), write, ...more });
  const any = (key) => rows.some((row) => finite(row[key]));
  const wanted = [
    ['Deals', 'open_deals', count],
    ['Open', 'open', amount],
    ['Qualified', 'qualified', amount],
    ['Expected', 'weighted', amount],
    ['Worst', 'worst', amount],
    ['Best', 'best', amount],
    ['Quota', 'quota', amount],
    ['Over quota', 'coverage_qualified', multiple],
    ['Needed', 'required', multiple],
    ['Gap', 'gap', amount],
    ['Win rate', 'win_rate', (x) => percent(x, 0)],
    ['Cycle, days', 'cycle_days', amount],
    ['A day', 'velocity_a_day', amount],
    ['Stale', 'stale', amount],
    ['Health', 'health', (x) => (x === null ? '–' : formats[0].format(x <= 1 ? 100 * x : x))],
    ['MAPE', 'mape', percent],
    ['Bias', 'bias', signed],
  ];
  return [
    { title: 'Rep', value: (i) => rows[i].name || rows[i].id, text: true, draw: (i) => namedCell(rows[i], true) },
    { title: 'Manager', value: (i) => managerNamed(rows[i].manager), text: true },
    ...wanted.filter(([, key]) => any(key)).map(([title, key, write]) => column(title, key, write)),
    { title: 'Verdict', value: (i) => rows[i].verdict || '', text: true },
  ];
}

function drawPipeline() {
  if (!pipeline) return;
  const rows = listOf(pipeline.reps);
  byId('pipeline-section').hidden = false;
  byId('pipeline-note').textContent = [pipeline.as_of ? `As of ${pipeline.as_of}.` : '', pipeline.formula || ''].join(' ').trim();
  pipelineCards();
  pipelineBars('By stage', 'open, and what is likely of it', listOf(pipeline.stages));
  pipelineBars('By expected close', 'open, and what is likely of it', listOf(pipeline.periods));
  pipelineBars('By segment', 'open, and what is likely of it', listOf(pipeline.segments));
  makeGrid(byId('pipeline'), { caption: 'Pipeline of all reps', word: 'rep', n: rows.length, columns: pipelineColumns(rows), search: (i) => rows[i].id });
  const definitions = listOf(pipeline.definitions);
  byId('pipeline-how').hidden = !definitions.length;
  byId('pipeline-definitions').append(
    ...definitions.flatMap((d) => [el('dt', null, `${d.key}: ${d.value}`), el('dd', null, String(d.meaning || ''))]),
  );
}
