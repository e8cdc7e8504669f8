/* charts.js - what charts share, and one chart a rule: how far each rep is from the share, before and after, against
 * the tolerance.
 *
 * Reps stand in the order of the current plan, from the most overloaded to the least, so that the eye sees what the
 * plan does. Dark blue, grey and orange stay apart for the colour-blind, and in print. */
'use strict';

const INK = '#1f4e79',
  GREY = '#c3c9d1',
  WARN = '#c8400a',
  AXIS = '#3d4854',
  GRID = '#e6e8eb';

const drawnCharts = [];

/* The band that the rule allows, and the line of the share itself. */
const bandPlugin = {
  id: 'band',
  beforeDatasetsDraw(chart, _, options) {
    const {
      ctx,
      chartArea: area,
      scales: { y },
    } = chart;
    ctx.save();
    if (options.tolerance !== null) {
      const top = y.getPixelForValue(Math.min(options.tolerance, y.max)),
        bottom = y.getPixelForValue(Math.max(-options.tolerance, y.min));
      ctx.fillStyle = '#dff0e6';
      ctx.fillRect(area.left, top, area.width, bottom - top);
    }
    ctx.restore();
  },
};

/* Where the axis ends: a round share above the longest bar. Very long bars are cut, so that the band stays visible; the
 * note above the chart says how many. */
function limitOf(values, tolerance) {
  const wanted = Math.min(Math.max(...values.map(Math.abs), 1.2 * tolerance, 0.002), Math.max(8 * tolerance, 0.6));
  const unit = 10 ** Math.floor(Math.log10(wanted));
  return [1, 1.2, 1.6, 2, 3, 4, 6, 8, 10].find((k) => k * unit >= wanted * (1 - 1e-9)) * unit;
}

function orderOf(after, before) {
  const by = before || after;
  return by.map((_, r) => r).sort((a, b) => by[b] - by[a] || a - b);
}

function barChart(canvas, { order, after, before, axis, tolerance, colourOf, ticks, tell }) {
  const sets = [
    {
      label: 'this plan',
      data: order.map((r) => after[r]),
      backgroundColor: order.map(colourOf),
      grouped: false,
      categoryPercentage: 1,
      barPercentage: before ? 0.5 : 0.8,
      order: 1,
    },
  ];
  if (before)
    sets.push({
      label: 'current plan',
      data: order.map((r) => before[r]),
      backgroundColor: '#c3c9d1',
      grouped: false,
      categoryPercentage: 1,
      barPercentage: 0.94,
      order: 2,
    });
  return new Chart(canvas, {
    type: 'bar',
    data: { labels: order.map(repName), datasets: sets },
    plugins: [bandPlugin],
    options: {
      animation: false,
      responsive: true,
      maintainAspectRatio: false,
      normalized: true,
      interaction: { mode: 'index', intersect: false },
      onClick: (_, hits) => {
        if (hits.length) {
          toggleRep(order[hits[0].index]);
          theMap.show(order[hits[0].index]);
        }
      },
      scales: {
        x: {
          grid: { display: false },
          ticks: { display: order.length <= 24, maxRotation: 60, autoSkip: false, color: '#3d4854' },
        },
        y: {
          min: axis.min,
          max: axis.max,
          grid: { color: '#e6e8eb', drawBorder: false },
          ticks: { callback: ticks, color: '#3d4854', stepSize: axis.step, maxTicksLimit: 7 },
        },
      },
      plugins: {
        band: { tolerance },
        legend: { display: false },
        tooltip: {
          callbacks: {
            label: (item) =>
              `${item.dataset.label}: ${tell(order[item.dataIndex], item.dataset.label === 'this plan')}`,
          },
        },
      },
    },
  });
}

/* A canvas under its title in `box`; the label says in words what the chart shows. */
function figure(box, title, note, label) {
  const canvas = el('canvas', { role: 'img', 'aria-label': label || `${title}: ${note}` });
  box.append(
    el(
      'figure',
      null,
      el('figcaption', null, el('strong', null, title), ' ', el('span', { class: 'muted' }, note)),
      el('div', { class: 'chart' }, canvas),
    ),
  );
  return canvas;
}

/* What all charts have in common: a type, its data, axes, what the tooltip says. */
function chartOf(canvas, type, data, { x, y, tooltip, plugins, onClick, options }) {
  const drawn = new Chart(canvas, {
    type,
    data,
    plugins: plugins || [],
    options: {
      animation: false,
      responsive: true,
      maintainAspectRatio: false,
      normalized: true,
      interaction: { mode: 'index', intersect: false },
      onClick: onClick || null,
      scales: {
        x: { grid: { display: false }, ...x, ticks: { color: AXIS, maxRotation: 60, ...(x && x.ticks) } },
        y: {
          grid: { color: GRID, drawBorder: false },
          ...y,
          ticks: { color: AXIS, maxTicksLimit: 6, ...(y && y.ticks) },
        },
      },
      plugins: { legend: { display: false }, tooltip: { callbacks: tooltip || {} } },
      ...options,
    },
  });
  drawnCharts.push(drawn);
  return drawn;
}

/* Large figures on an axis and on a card: 40M, 1.2B; the tables have every digit. */
const shortened = new Intl.NumberFormat('en-US', { notation: 'compact', maximumSignificantDigits: 4 });
const brief = (x, from = 1e6) => (x !== null && Math.abs(x) >= from ? typeset(shortened.format(x)) : amount(x));

/* Names below the bars while they can be read. */
const repTicks = (n) => ({ display: n <= 24, autoSkip: false });
const clickRep = (repAt) => (_, hits) => {
  if (!hits.length || repAt(hits[0].index) < 0) return;
  toggleRep(repAt(hits[0].index));
  theMap.show(repAt(hits[0].index));
};

/* A straight line across, such as 100 % of the quota. */
const lineAt = (value, text) => ({
  id: 'line',
  afterDatasetsDraw({ ctx, chartArea: area, scales: { y } }) {
    const at = y.getPixelForValue(value);
    if (at < area.top || at > area.bottom) return;
    ctx.save();
    ctx.strokeStyle = '#14202b';
    ctx.setLineDash([5, 4]);
    ctx.beginPath();
    ctx.moveTo(area.left, at);
    ctx.lineTo(area.right, at);
    ctx.stroke();
    ctx.fillStyle = '#14202b';
    ctx.font = `11px ${Chart.defaults.font.family}`;
    ctx.textAlign = 'right';
    ctx.fillText(text, area.right - 3, at - 4);
    ctx.restore();
  },
});

/* A key beside a heading: [kind of mark, text] each. */
function keyOf(box, marks) {
  box.append(
    ...marks.map(([kind, text]) =>
      el('span', { class: 'mark' }, el('span', { class: `bar ${kind}`, 'aria-hidden': 'true' }), text),
    ),
  );
}

/* The rule as people say it: the tolerance, and what was worst before and after. */
function balanceNote(rule) {
  const now = `worst ${percent(rule.worst)}`;
  const today = rule.worst_before === null ? '' : `, today ${percent(rule.worst_before)}`;
  return `allowed ±${percent(rule.tolerance, 0)}; ${now}${today}`;
}

function drawBalance(rule) {
  const values = rule.deviation.concat(rule.deviation_before || []),
    most = limitOf(values, rule.tolerance);
  const cut = values.filter((v) => Math.abs(v) > most * 1.001).length;
  const canvas = figure(
    byId('charts'),
    rule.name,
    balanceNote(rule) + (cut ? `; ${plural(cut, 'bar')} cut at ${percent(most, 0)}` : ''),
    `Deviation of ${rule.name} from each rep's share: ${balanceNote(rule)}`,
  );
  const broken = (r) => rule.load[r] < rule.lower[r] * (1 - 1e-9) || rule.load[r] > rule.upper[r] * (1 + 1e-9);
  drawnCharts.push(
    barChart(canvas, {
      order: orderOf(rule.deviation, rule.deviation_before),
      after: rule.deviation,
      before: rule.deviation_before,
      axis: { min: -most, max: most, step: most / 2 },
      tolerance: rule.tolerance,
      colourOf: (r) => (broken(r) ? '#c8400a' : '#1f4e79'),
      ticks: (v) => signed(v, most < 0.05 ? 1 : 0),
      tell: (r, now) => {
        const [load, deviation] = now ? [rule.load, rule.deviation] : [rule.load_before, rule.deviation_before];
        return `${amount(load[r])} (${signed(deviation[r])})`;
      },
    }),
  );
}

function drawTravel() {
  const after = reps.travel,
    before = reps.before && reps.before.travel;
  if (!after.some((v) => v > 0)) return;
  const sum = (list) => list.reduce((total, v) => total + v, 0);
  const whole = before && plan.current.units === nUnits; /* else the sums are not alike */
  const note = `${travelled(sum(after))} ${period}` + (whole ? `, today ${travelled(sum(before))}` : '');
  const title = travelUnit === 'h' ? 'travel hours' : `travel ${travelUnit}`;
  const canvas = figure(byId('charts'), title, note, `${capital(title)} of each rep: ${note}`);
  drawnCharts.push(
    barChart(canvas, {
      order: orderOf(after, before),
      after,
      before,
      axis: { min: 0 },
      tolerance: null,
      colourOf: () => '#1f4e79',
      ticks: (v) => amount(v),
      tell: (r, now) => travelled((now ? after : before)[r]),
    }),
  );
}

function drawCharts() {
  Chart.defaults.font.family = getComputedStyle(document.body).fontFamily;
  Chart.defaults.font.size = 12;
  plan.rules.forEach(drawBalance);
  drawTravel();
  byId('charts').classList.toggle('in-pairs', drawnCharts.length === 4 || drawnCharts.length === 2);
  keyOf(byId('charts-key'), [
    ['after', 'this plan'],
    ...(hasBefore ? [['before', 'current plan']] : []),
    ...(plan.rules.length ? [['band', 'allowed']] : []),
  ]);
}
