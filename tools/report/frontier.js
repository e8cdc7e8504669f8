/* frontier.js - how the search came to its plan, and what other plans would cost: travel against what moves.
 *
 * frontier.json has points; each is a plan that no other one beats in travel, imbalance and moves together. */
'use strict';

/* Cost of the best plan and the floor below which none can be, after each part of the search. */
function drawConvergence() {
  const steps = proof ? proof.contributions.filter((step) => step.cost !== null || step.bound !== null) : [];
  if (steps.length < 2) return;
  const line = (label, key, colour, dash) => ({
    label,
    data: steps.map((step) => step[key]),
    borderColor: colour,
    backgroundColor: colour,
    borderDash: dash,
    borderWidth: 2,
    pointRadius: 3.5,
    stepped: 'before',
    spanGaps: true,
  });
  const values = steps.flatMap((step) => [step.cost, step.bound]).filter(finite);
  const last = Math.max(...values) - Math.min(...values) || Math.abs(values[0]) * 0.01 || 1;
  const note = 'best plan and floor after each part of the search';
  byId('convergence').hidden = false;
  chartOf(
    figure(byId('convergence'), 'How the gap closed', note),
    'line',
    {
      labels: steps.map((step) => step.name),
      datasets: [line('best plan', 'cost', INK, []), line('floor', 'bound', '#c77d1a', [5, 3])],
    },
    {
      x: { ticks: { autoSkip: false, maxRotation: 40, font: { size: 11 } } },
      y: {
        suggestedMin: Math.min(...values) - 0.05 * last,
        suggestedMax: Math.max(...values) + 0.05 * last,
        ticks: { callback: (v) => amount(v) },
      },
      tooltip: { label: (item) => `${item.dataset.label}: ${amount(item.raw)}` },
      options: {
        plugins: { legend: { display: true, position: 'bottom', labels: { usePointStyle: true, boxHeight: 6 } } },
      },
    },
  );
}

const frontier = plan.frontier;
const frontierPoints =
  frontier && Array.isArray(frontier.points) ? frontier.points.filter((p) => finite(p.travel)) : [];
const movedShare = (point) => (nUnits ? point.moved_units / nUnits : 0);

/* Points of one tolerance hang together; each tolerance has its own mark as well as its colour. */
const frontierMarks = [
  [INK, 'circle'],
  ['#c77d1a', 'rect'],
  ['#46a68d', 'triangle'],
  ['#8b2f9b', 'rectRot'],
  ['#7e8a96', 'crossRot'],
  ['#761914', 'star'],
];
const levelOf = (point) => (finite(point.tolerance) ? point.tolerance : null);

function frontierSets() {
  const levels = [...new Set(frontierPoints.map(levelOf))].sort((a, b) => (a ?? 0) - (b ?? 0));
  const sets = levels.map((level, k) => {
    const [colour, mark] = frontierMarks[k % frontierMarks.length];
    const points = frontierPoints.filter((p) => levelOf(p) === level).sort((a, b) => a.moved_units - b.moved_units);
    return {
      label: level === null ? 'best plan found' : `within ±${percent(level, level < 0.01 ? 1 : 0)}`,
      data: points.map((p) => ({ x: movedShare(p), y: p.travel, point: p })),
      showLine: true,
      borderColor: colour,
      backgroundColor: colour,
      pointStyle: mark,
      pointRadius: 4.5,
      borderWidth: 1.5,
    };
  });
  const floor = frontierPoints.filter((p) => finite(p.bound) && !p.proven);
  if (floor.length)
    sets.push({
      label: 'no plan can be below',
      data: floor.map((p) => ({ x: movedShare(p), y: p.bound, point: p })),
      pointStyle: 'line',
      pointRadius: 6,
      borderColor: '#56626e',
      borderWidth: 1.5,
    });
  return sets;
}

function drawFrontierChart() {
  const canvas = figure(
    byId('frontier-charts'),
    'Travel against what moves',
    `each mark is a plan that no other beats; ${plural(frontierPoints.length, 'plan')}`,
  );
  canvas.closest('figure').classList.add('wide');
  chartOf(
    canvas,
    'scatter',
    { datasets: frontierSets() },
    {
      x: {
        grid: { display: true, color: GRID, drawBorder: false },
        title: { display: true, text: `${unitWord}s that change hands` },
        ticks: { callback: (v) => percent(v, 0), maxRotation: 0 },
      },
      y: { title: { display: true, text: `travel, ${travelUnit}` }, ticks: { callback: (v) => brief(v) } },
      tooltip: {
        label: (item) => {
          const p = item.raw.point;
          const off = percent(numberOr(p.imbalance));
          return `${travelled(item.raw.y)}, ${count(p.moved_units)} moved, worst deviation ${off}`;
        },
      },
      options: {
        interaction: { mode: 'nearest', intersect: false },
        plugins: { legend: { display: true, position: 'bottom', labels: { usePointStyle: true, boxHeight: 6 } } },
      },
    },
  );
}

function gapOf(point) {
  const spent = finite(point.cost) ? point.cost : point.travel;
  if (point.proven) return 0;
  return finite(point.bound) && spent > 0 ? Math.max(0, spent - point.bound) / spent : null;
}

function drawFrontier() {
  if (!frontierPoints.length) return;
  byId('frontier-section').hidden = false;
  drawFrontierChart();
  const column = (title, key, write, more) => ({
    title,
    value: (i) => numberOr(frontierPoints[i][key]),
    write,
    ...more,
  });
  const columns = [
    { title: 'Plan', value: (i) => i + 1, write: count, rank: (i) => i },
    { title: 'Moved', value: (i) => movedShare(frontierPoints[i]), write: percent },
    column(`${capital(unitWord)}s moved`, 'moved_units', count),
    ...(frontierPoints.some((p) => finite(p.moved_amount) && p.moved_amount !== p.moved_units)
      ? [column(`Moved ${frontier.moved_measure || 'amount'}`, 'moved_amount', exact)]
      : []),
    column(`Travel ${travelUnit}`, 'travel', exact),
    column('Worst deviation', 'imbalance', percent),
    column('Floor', 'bound', exact, { hint: 'No plan of so few moves and so small a deviation travels less' }),
    {
      title: 'Left to save, at most',
      value: (i) => gapOf(frontierPoints[i]),
      write: gapText,
      hint: 'How far the plan can be from the best of its kind',
    },
  ];
  makeGrid(byId('frontier'), { caption: 'Plans of the frontier', word: 'plan', n: frontierPoints.length, columns });
}
