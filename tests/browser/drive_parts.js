/* drive_parts.js - drives the tables, charts and parts of a finished report as a person does, and speaks TAP:
 *
 *     node tests/browser/drive_parts.js FOLDER WORD      FOLDER: of the plan; WORD: how it is called in the sentences
 *
 * What lies in the folder is what the page has to show: the figures are compared with those of the JSON files. */
'use strict';
const fs = require('fs');
const path = require('path');
const { withPage, binary } = require('./chrome.js');

const [folder, word] = process.argv.slice(2);
let n = 0;
function ok(holds, sentence, found) {
  n++;
  console.log(`${holds ? 'ok' : 'not ok'} ${n} - ${word}: ${sentence}`);
  if (!holds) console.log(`# found ${JSON.stringify(found)}`);
}
const equal = (found, expected, sentence) => ok(found === expected, sentence, { found, expected });

const read = (name) => {
  const file = path.join(folder, name);
  return fs.existsSync(file) ? fs.readFileSync(file, 'utf8') : null;
};
const json = (name) => JSON.parse(read(name) || 'null');
const quota = json('quota.json'),
  coverage = json('coverage.json'),
  frontier = json('frontier.json');
const byManager = read('territories_by_manager.csv');

const text = (page, selector) => page.ask(`document.querySelector(${JSON.stringify(selector)}).textContent`);
const many = (page, selector) => page.ask(`document.querySelectorAll(${JSON.stringify(selector)}).length`);
const shown = (page, id) => page.ask(`!byId('${id}').hidden`);
const cells = (page, table, k) =>
  page.ask(`[...document.querySelectorAll('#${table} tbody tr')].map((row) => row.cells[${k}].textContent)`);
/* The page's data have twelve figures. */
const near = (a, b) => (b === null ? a === 0 || a === null : Math.abs(a - b) <= 1e-11 * Math.max(1, Math.abs(b)));
const grouped = (x) => Math.round(x).toLocaleString('en-US');

async function parts(page) {
  equal(await page.ask('document.documentElement.dataset.ready'), 'yes', 'the page draws itself');
  equal(await shown(page, 'quota-section'), !!quota, 'quotas are there when quota.json is');
  equal(await shown(page, 'coverage-section'), !!coverage, 'coverage is there when coverage.json is');
  equal(await shown(page, 'frontier-section'), !!frontier, 'the frontier is there when frontier.json is');
  equal(await shown(page, 'managers-section'), !!byManager, 'managers are there when reps have one');
  const links = await page.ask(`[...document.querySelectorAll('#contents a')].every((a) => byId(a.hash.slice(1)))`);
  ok(links, 'every entry of the contents leads somewhere');
}

/* What a screen reader and a keyboard find. */
async function labels(page) {
  const nameless = await page.ask(`[...document.querySelectorAll('.chart canvas')]
    .filter((c) => c.getAttribute('role') !== 'img' || !(c.getAttribute('aria-label') || '').trim()).length`);
  equal(nameless, 0, 'every chart says in words what it shows');
  const bare = await page.ask(`[...document.querySelectorAll('table.grid')]
    .filter((t) => !t.caption || [...t.tHead.rows[0].cells].some((c) => c.scope !== 'col')).length`);
  equal(bare, 0, 'every table has a caption, and headings that say what they head');
  equal(await many(page, 'section:not([aria-label]):not([aria-labelledby])'), 0, 'every part has a name');
}

const numberOf = (cell) => Number(cell.replace(/[^0-9.\u2212-]/g, '').replace('\u2212', '-'));

async function sorting(page) {
  const k = await page.ask(`[...document.querySelectorAll('#reps thead th')]
    .findIndex((head) => head.textContent.startsWith('Travel'))`);
  const head = `#reps thead th:nth-child(${k + 1})`;
  const first = await page.ask(
    `[...document.querySelectorAll('#reps tbody tr')].map((row) => row.dataset.rep).join()`,
  );
  await page.click(`${head} button`);
  equal(
    await page.ask(`document.querySelector('${head}').getAttribute('aria-sort')`),
    'descending',
    'a heading sorts',
  );
  let column = (await cells(page, 'reps', k)).map(numberOf);
  ok(
    column.every((v, i) => i === 0 || column[i - 1] >= v),
    'from the most to the least',
    column,
  );
  await page.press('Enter');
  equal(await page.ask(`document.querySelector('${head}').getAttribute('aria-sort')`), 'ascending', 'so does a key');
  column = (await cells(page, 'reps', k)).map(numberOf);
  ok(
    column.every((v, i) => i === 0 || column[i - 1] <= v),
    'the other way round',
    column,
  );
  const order = await page.ask(`[...document.querySelectorAll('#reps tbody tr')].map((r) => +r.dataset.rep)
    .sort((a, b) => a - b).join()`);
  equal(order, first, 'and no row is lost');
}

async function filtering(page) {
  const name = await page.ask('repName(1)');
  const [rows, id] = [await many(page, '#reps tbody tr'), await page.ask('reps.id[1]')];
  await page.click('#reps-filter');
  await page.type(id);
  const left = await cells(page, 'reps', 0);
  ok(left.length < rows && left.some((cell) => cell.includes(name)), 'a word filters', left);
  ok(
    (await page.ask(`document.querySelector('#reps-filter').closest('.grid-tools').textContent`)).includes(' of '),
    'and says how many are left',
  );
  await page.type(' nobody is called so');
  ok((await text(page, '#reps tbody')).includes('No rep has this'), 'when nothing is left, it says so');
  await page.press('Escape');
  equal(await many(page, '#reps tbody tr'), rows, 'Escape shows all again');
}

/* Puts what is copied where the test can read it; the clipboard of the machine stays as it is. */
async function copied(page, table) {
  await page.ask(`navigator.clipboard.writeText = (text) => {
    window.wasCopied = text;
    return Promise.resolve();
  }`);
  await page.click(`#${table}-copy`);
  const lines = (await page.ask('window.wasCopied')).trimEnd().split('\n');
  return lines.map((line) => line.split('\t'));
}

async function copying(page) {
  const rows = await copied(page, 'reps');
  equal(rows.length, 1 + (await page.ask('nReps')), 'a table is copied with its heading');
  ok(
    rows.every((row) => row.length === rows[0].length),
    'every row has as many cells',
    rows,
  );
  const [order, travel] =
    await page.ask(`[[...document.querySelectorAll('#reps tbody tr')].map((r) => +r.dataset.rep),
    reps.travel]`);
  const k = rows[0].findIndex((title) => title.startsWith('Travel'));
  ok(
    order.every((r, i) => Number(rows[i + 1][k]) === travel[r]),
    'with every digit',
  );
  ok(
    rows.flat().every((cell) => !/^[=+@]/.test(cell) && !/^-[^0-9]/.test(cell)),
    'and no cell is a formula',
    rows,
  );
  ok((await text(page, '#reps-section .grid-tools')).includes('copied'), 'it says that it has copied');
}

async function quotas(page) {
  if (!quota) return;
  const reps = quota.nodes.filter((node) => node.role === 'rep');
  const cards = await text(page, '#quota-cards');
  ok(cards.includes(grouped(quota.target)) && cards.includes(grouped(quota.total)), 'the target and the sum', cards);
  const odds = `${Math.round(100 * quota.attainment.company_meets_target)}`;
  ok(cards.includes(odds), 'the chance to meet the target', cards);
  const rows = await copied(page, 'quotas');
  equal(rows.length, 1 + reps.length, 'a quota for each rep');
  const k = rows[0].indexOf('Quota');
  ok(
    reps.every((node, i) => near(Number(rows[i + 1][k]), node.below)),
    'as quota.json has them',
  );
  const p50 = rows[0].indexOf('P50');
  ok(
    reps.every((node, i) => near(Number(rows[i + 1][p50]), node.attainment[1])),
    'with their odds',
  );
  const drawn = await page.ask(
    `[...document.querySelectorAll('#quota-charts figcaption strong')].map((e) => e.textContent)`,
  );
  for (const title of ['Quota over potential', 'Attainment in bands, %', 'Month by month', 'Attainment fan'])
    ok(drawn.includes(title), `a chart: ${title}`, drawn);
  const fan = await page.ask(`drawnCharts.find((c) => c.canvas.closest('.wide') && c.canvas.closest('#quota-charts'))
    .data.datasets[1].data`);
  const byLow = (a, b) => a[0] - b[0] || a[1] - b[1];
  const spans = reps.map((node) => [node.attainment[0], node.attainment[2]]).sort(byLow);
  fan.sort(byLow);
  ok(
    spans.every((span, i) => near(fan[i][0], span[0]) && near(fan[i][1], span[1])),
    'the fan spans P10 to P90',
  );
}

async function covering(page) {
  if (!coverage) return;
  const rows = await copied(page, 'coverage');
  const k = rows[0].indexOf('White space');
  equal(rows.length, 1 + coverage.reps.length, 'coverage of each rep');
  ok(
    coverage.reps.every((rep, i) => k < 0 || near(Number(rows[i + 1][k]), rep.white_space)),
    'as coverage.json has it',
  );
  ok((await many(page, '#coverage-charts canvas')) >= 2, 'charts of it');
  equal(await shown(page, 'pipeline-section'), !!coverage.pipeline, 'a pipeline where there are deals');
  if (!coverage.pipeline) return;
  const deals = await copied(page, 'pipeline');
  const open = deals[0].indexOf('Open');
  ok(
    coverage.pipeline.reps.every((rep, i) => near(Number(deals[i + 1][open]), rep.open)),
    'with the deals of each rep',
  );
}

async function frontiers(page) {
  if (!frontier) return;
  const rows = await copied(page, 'frontier');
  const k = rows[0].findIndex((title) => title.startsWith('Travel'));
  equal(rows.length, 1 + frontier.points.length, 'every plan of the frontier');
  ok(
    frontier.points.every((point, i) => near(Number(rows[i + 1][k]), point.travel)),
    'with its travel',
  );
}

async function rollUp(page) {
  if (!byManager) return;
  const { above, level, now, of_rep: ofRep, name } = await page.ask('plan.managers');
  equal(await many(page, '#managers tbody tr'), byManager.trim().split('\n').length - 1, 'every manager has a row');
  const under = (m, r) => {
    for (let up = ofRep[r]; up >= 0; up = above[up]) if (up === m) return true;
    return false;
  };
  const units = await page.ask('reps.units');
  const sums = now.units.map((_, m) => units.reduce((sum, v, r) => sum + (under(m, r) ? v : 0), 0));
  equal(now.units.join(), sums.join(), 'who adds up everybody below');
  const deepest = level.indexOf(Math.max(...level));
  await page.click(`#managers tr[data-manager="${deepest}"] .rep`);
  const left = await page.ask(`[...document.querySelectorAll('#reps tbody tr')].map((row) => +row.dataset.rep)`);
  const expected = units.map((_, r) => r).filter((r) => under(deepest, r));
  equal(left.sort((a, b) => a - b).join(), expected.join(), `a click on ${name[deepest]} shows the reps below`);
  await page.ask(`table.filter('')`);
}

/* On paper: no tools, nothing wider than the sheet, and afterwards everything as it was. */
async function paper(page) {
  const before = await page.ask('document.body.clientWidth');
  await page.send('Emulation.setEmulatedMedia', { media: 'print' });
  await page.ask(`dispatchEvent(new Event('beforeprint'))`);
  const wide = await page.ask(`[...document.querySelectorAll('table.grid')].filter((t) => t.offsetParent &&
    t.getBoundingClientRect().width > 701).map((t) => t.id)`);
  equal(wide.join(), '', 'no table is wider than the sheet');
  const tools = await page.ask(`[...document.querySelectorAll('.grid-tools, .side, button.quiet')]
    .filter((e) => e.offsetParent).length`);
  equal(tools, 0, 'nothing to press is printed');
  await page.ask(`dispatchEvent(new Event('afterprint'))`);
  await page.send('Emulation.setEmulatedMedia', { media: '' });
  equal(await page.ask('document.body.clientWidth'), before, 'and afterwards the page is as it was');
  const { data } = await page.send('Page.printToPDF', { printBackground: true, preferCSSPageSize: true });
  equal(Buffer.from(data, 'base64').subarray(0, 5).toString(), '%PDF-', 'it prints');
}

async function all(page) {
  await page.resize(1280, 900);
  await page.open(path.join(folder, 'report.html'));
  const steps = [parts, labels, sorting, filtering, copying, quotas, covering, frontiers, rollUp, paper];
  for (const step of steps) await step(page);
  const strange = await page.ask('document.images.length + (document.title === "broken")');
  equal(strange, 0, 'names are words wherever they stand');
  equal(page.said.length, 0, 'the console is silent', page.said);
  equal(page.asked.length, 0, 'nothing is requested', page.asked);
}

if (!binary()) {
  console.log('1..0 # SKIP no chromium here');
  process.exit(77);
}
withPage(all)
  .catch((error) => {
    console.log(`not ok ${++n} - ${word}: the drive comes to its end\n# ${error.stack.replace(/\n/g, '\n# ')}`);
  })
  .then(() => console.log(`1..${n}`));
