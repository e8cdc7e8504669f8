/* page_times.js - how long a finished report takes in headless Chromium, in milliseconds:
 *
 *     node tests/bench/page_times.js REPORT.html
 *
 * prints load, slowest click, slowest key of a search; then the same in processor time of the page's main thread, which
 * means something on a busy machine too. Load: from the navigation until everything is drawn, the least of three. A
 * click lasts until the next picture: reps of the list, an account, the switch to today, a colour. V=1 shows each. */
'use strict';
const { withPage, binary } = require('../browser/chrome.js');

const CLICKS = [
  ...[0, 1, 2, 3].map((r) => `document.querySelectorAll('#legend button')[${r}].click()`),
  `choose({ rep: -1, unit: -1 })`,
  `chooseUnit(nUnits >> 1)`,
  `chooseRep(-1)`,
  `document.querySelector('input[value=before]')?.click()`,
  `document.querySelector('input[value=plan]')?.click()`,
  `choose({ colour: colourings[colourings.length - 1].id })`,
  `choose({ colour: 'rep' })`,
];
const KEYS = ['a', 's', '1', '00', 'an'].map(
  (text) => `byId('find').value = '${text}'; byId('find').dispatchEvent(new Event('input'))`,
);

/* Wall and processor time of one step. */
async function step(page, work) {
  const from = await page.cpu();
  const wall = await page.timed(work);
  const cpu = (await page.cpu()) - from;
  if (process.env.V) console.error(`${Math.round(wall)} ms, ${Math.round(cpu)} ms of the processor: ${work}`);
  return [wall, cpu];
}

async function load(page, file) {
  await page.resize(1280, 900);
  await page.open(file);
  return [await page.ask('performance.timing.loadEventEnd - performance.timing.navigationStart'), await page.cpu()];
}

const best = (list, of) => [0, 1].map((k) => Math.round(of(...list.map((pair) => pair[k]))));

async function main(file) {
  const loads = [];
  const slowest = [];
  for (let k = 0; k < 3; k++)
    await withPage(async (page) => {
      loads.push(await load(page, file));
      if (k < 2) return;
      for (const all of [CLICKS, KEYS]) {
        const steps = [];
        for (const work of all) steps.push(await step(page, work));
        slowest.push(best(steps, Math.max));
      }
    });
  const rows = [best(loads, Math.min), ...slowest];
  console.log([...rows.map(([wall]) => wall), ...rows.map(([, cpu]) => cpu)].join(' '));
}

if (!binary()) {
  console.error('no chromium here');
  process.exit(77);
}
main(process.argv[2]).catch((error) => {
  console.error(error.stack);
  process.exit(1);
});
