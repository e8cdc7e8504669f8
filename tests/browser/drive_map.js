/* drive_map.js - drives the map of a finished report as a person does, with a real mouse and a real keyboard, and
 * speaks TAP:
 *
 *     node tests/browser/drive_map.js REPORT.html WORD      WORD: how the report is called in the sentences
 *
 * Asks the page what the plan has (a current plan, regions, more accounts than are drawn one by one), and tests what
 * follows from it. */
'use strict';
const { withPage, binary } = require('./chrome.js');
const { least, nearest } = require('./sight.js');

const [file, word] = process.argv.slice(2);
let n = 0;
function ok(holds, sentence, found) {
  n++;
  console.log(`${holds ? 'ok' : 'not ok'} ${n} - ${word}: ${sentence}`);
  if (!holds) console.log(`# found ${JSON.stringify(found)}`);
}
const equal = (found, expected, sentence, more) =>
  ok(found === expected, sentence, { found, expected, more });

/* A fingerprint of what the canvases show. */
const INK = `theMap.flush(), [...document.querySelectorAll('#map canvas')].map((c) => {
  const url = c.toDataURL();
  let hash = 0;
  for (let i = 0; i < url.length; i++) hash = (hash * 31 + url.charCodeAt(i)) | 0;
  return hash;
}).join()`;
const FILLS = `[...document.querySelectorAll('#map path.territory')]
  .map((p) => p.getAttribute('fill') + p.getAttribute('d'))
  .sort()
  .join()`;
const text = (page, selector) => page.ask(`document.querySelector(${JSON.stringify(selector)}).textContent`);
const ink = (page) => page.ask(INK);

async function drawn(page) {
  equal(await page.ask('document.documentElement.dataset.ready'), 'yes', 'the page draws itself');
  const points = Number(await page.ask('document.documentElement.dataset.points'));
  ok(points > 0 || (await page.ask('theMap.hasRegions()')), 'accounts or regions are on the map', points);
  ok((await page.ask(`document.querySelectorAll('#map path.territory').length`)) > 1, 'territories are on the map');
  const bare = await page.ask(`[...document.querySelectorAll('#map canvas')].every((c) => {
    const { width, height } = c;
    return c.toDataURL() === Object.assign(document.createElement('canvas'), { width, height }).toDataURL();
  })`);
  equal(bare, false, 'the canvases are not empty');
}

async function colours(page) {
  const values = await page.ask(`[...byId('colour').options].map((option) => option.value)`);
  ok(values.length > 2, 'the map can be coloured by several things', values);
  const plain = (await ink(page)) + (await page.ask(FILLS));
  for (const value of values) {
    await page.ask(`byId('colour').value = ${JSON.stringify(value)};
      byId('colour').dispatchEvent(new Event('change', { bubbles: true }))`);
    const look = (await ink(page)) + (await page.ask(FILLS));
    if (value !== 'rep') ok(look !== plain, `coloured by ${value}, the map looks different`);
    const inKey = await page.ask(`document.querySelectorAll('#classes .class').length`);
    const wanted = await page.ask(`(colouring().labels || []).length`);
    equal(inKey, wanted, `coloured by ${value}, the key has every class`);
    const counted = await page.ask(`colouring().counts ? colouring().counts().reduce((a, b) => a + b) : -1`);
    const all = { rep: 'nReps', reps: 'nReps', units: 'nUnits' }[await page.ask('colouring().on')];
    if (counted >= 0 && all) equal(counted, await page.ask(all), `coloured by ${value}, every one is in a class`);
  }
  await page.ask(`byId('colour').value = 'rep'; byId('colour').dispatchEvent(new Event('change', { bubbles: true }))`);
}

/* A place inside the territory of a rep, in pixels of the window. */
const INSIDE = `(() => {
  const box = byId('map').getBoundingClientRect();
  for (let y = box.top + 60; y < box.bottom - 60; y += 7)
    for (let x = box.left + 60; x < box.right - 60; x += 7) {
      const hit = document.elementFromPoint(x, y);
      if (hit && hit.classList.contains('territory')) return { x, y };
    }
  return null;
})()`;

async function picking(page) {
  const before = await ink(page);
  const place = await page.ask(INSIDE);
  await page.clickAt(place.x, place.y);
  const rep = await page.ask('chosen.rep');
  ok(rep >= 0, 'a click on the map chooses a rep', rep);
  ok((await ink(page)) !== before, 'what was chosen is seen on the map');
  const isUnit = await page.ask('chosen.unit >= 0');
  const name = await page.ask(isUnit ? 'unitName(chosen.unit)' : 'repName(chosen.rep)');
  equal(await text(page, '#card h3'), name, 'the card tells of it');
  equal(await page.ask(`byId('lists').hidden`), false, 'the lists open');
  const has = await page.ask('units.rep.filter((r) => r === chosen.rep).length');
  const rows = await page.ask(`Number(document.querySelector('.list .row')?.getAttribute('aria-setsize') || 0)`);
  equal(rows, has, 'the list has all that the rep has');
  ok((await page.ask(`document.querySelectorAll('.list .row').length`)) < 80, 'but only the rows in view exist');
  ok((await text(page, '#said')).length > 5, 'a screen reader is told');
  await page.press('Escape');
  equal(await page.ask('chosen.rep'), -1, 'Escape lets it go');
}

async function gains(page) {
  if (!(await page.ask('hasBefore'))) return;
  const rep = await page.ask('gained.findIndex((n, r) => n > 0)');
  await page.ask(`chooseRep(${rep})`);
  for (const [tab, list] of [
    ['gained', 'gained'],
    ['lost', 'lost'],
  ]) {
    await page.click(`#tab-${tab}`);
    const shown = await page.ask(`Number(document.querySelector('.list .row')?.getAttribute('aria-setsize') || 0)`);
    equal(shown, await page.ask(`${list}[${rep}]`), `the list of what is ${tab} is as long as the figure says`);
  }
  await page.press('ArrowLeft');
  equal(await page.ask(`document.activeElement.id`), 'tab-gained', 'arrows move between the lists');
  await page.ask(`byId('tab-has').click(); chooseRep(-1)`);
}

async function beforeAndAfter(page) {
  if (!(await page.ask('hasBefore'))) return;
  const look = async () => (await ink(page)) + (await page.ask(FILLS));
  const now = await look();
  await page.click('#switch label:first-of-type');
  equal(await page.ask('chosen.when'), 'before', 'the switch shows the plan of today');
  ok((await look()) !== now, 'which looks different');
  await page.click('#switch label:last-of-type');
  ok((await look()) === now, 'and back it looks as it did');
}

async function searching(page) {
  const last = await page.ask('nUnits - 1');
  const id = await page.ask(`units.id[${last}]`);
  await page.press('/');
  await page.click('#find');
  await page.type(id);
  equal(await page.ask(`byId('find').getAttribute('aria-expanded')`), 'true', 'typing an id opens the list');
  ok((await text(page, '#found')).includes(id), 'which has it');
  await page.press('Enter');
  equal(await page.ask('chosen.unit'), last, 'Enter chooses the account');
  equal(await page.ask('chosen.rep'), await page.ask(`units.rep[${last}]`), 'and its rep');
  equal(await page.ask(`byId('found').hidden`), true, 'the list is closed then');
  const rep = await page.ask('repName(1)');
  await page.click('#find');
  await page.ask(`byId('find').select()`);
  await page.type(rep.slice(1).toUpperCase());
  const all = await page.ask(`[...document.querySelectorAll('#found .name')].map((name) => name.textContent)`);
  ok(all.includes(rep), 'a part of a name, in capitals, finds a rep', all);
  await page.press('ArrowDown');
  await page.press('ArrowUp');
  const active = await page.ask(`byId(byId('find').getAttribute('aria-activedescendant')).ariaSelected`);
  equal(active, 'true', 'arrows move through what was found');
  await page.press('Escape');
  equal(await page.ask(`byId('found').hidden`), true, 'Escape closes the list');
  await page.ask(`byId('find').select()`);
  await page.type('no such name anywhere');
  ok((await text(page, '#found')).includes('Nothing'), 'what is not there is told');
  await page.press('Escape');
  await page.ask(`byId('find').blur(); chooseRep(-1); theMap.showAll()`);
}

async function byKeyboard(page) {
  await page.ask(`document.querySelector('#legend button').focus()`);
  await page.press('Enter');
  equal(await page.ask('chosen.rep'), 0, 'a rep of the list is chosen by the keyboard');
  await page.ask(`document.querySelector('.list').focus()`);
  await page.press('ArrowDown');
  await page.press('End');
  await page.press('Enter');
  const chosen = await page.ask('chosen.unit'),
    row = await page.ask(`document.querySelector('.row[aria-selected=true]').ariaPosInSet`);
  ok(chosen >= 0, 'Enter in the list chooses an account', chosen);
  equal(row, await page.ask(`document.querySelector('.row').getAttribute('aria-setsize')`), 'End is the last one');
  await page.press('Escape');
  await page.click('#whole-map');
  const names = await page.ask(`[...document.querySelectorAll('button, input, select, [tabindex="0"]')]
    .filter((e) => e.checkVisibility() && !e.textContent.trim() && !e.ariaLabel && !e.title)
    .filter((e) => !e.getAttribute('aria-labelledby') && !(e.labels && e.labels.length))
    .map((e) => e.outerHTML.slice(0, 120))`);
  equal(names.length, 0, 'whatever takes the focus has a name', names);
}

/* Beyond so many accounts in view each dot stands for several; zoomed in, they are themselves. */
async function density(page) {
  const cells = await page.ask('theMap.drawn().cells');
  if (!(await page.ask('theMap.drawn().points > MOST_POINTS'))) {
    equal(cells, 0, 'few accounts are drawn one by one');
    return;
  }
  const points = await page.ask('theMap.drawn().points');
  ok(cells > 0 && cells < points / 2, 'many accounts are drawn by density', { cells, points });
  ok((await text(page, '#key')).includes('several'), 'which the key says');
  await page.ask('chooseUnit(0), theMap.showChosen(), theMap.flush()');
  equal(await page.ask('theMap.drawn().cells'), 0, 'nearby they are drawn one by one');
  await page.ask('chooseRep(-1), theMap.showAll(), theMap.flush()');
}

/* Two colours that are told apart stay apart in every kind of sight (CIE76 distances); amounts fall in lightness. */
async function sight(page) {
  const [fills, ramp, diverging] = await page.ask('[palette, RAMP, DIVERGING]');
  const apart = [least(fills), nearest(ramp), nearest(diverging)].map((d) => Math.floor(d * 10) / 10);
  ok(apart[0] >= 22, 'any two territories look different in every kind of sight', apart[0]);
  ok(apart[1] >= 20, 'neighbouring classes of amounts do', apart[1]);
  ok(apart[2] >= 11, 'neighbouring classes of deviations do', apart[2]);
  const used = await page.ask('Math.max(...reps.colour)');
  ok(used < fills.length, 'the palette is enough', used);
}

/* Names that look like markup are words wherever they show. */
async function hostile(page) {
  const wicked = await page.ask(`units.id.findIndex((_, u) => unitName(u).includes('onerror'))`);
  if (wicked < 0 && word !== 'wicked') return;
  const name = await page.ask(`unitName(${wicked})`);
  await page.click('#find');
  await page.ask(`byId('find').select()`);
  await page.type('onerror');
  ok((await text(page, '#found')).includes(name), 'a wicked name is found, as a word');
  await page.press('Enter');
  equal(await text(page, '#card h3'), name, 'it is a word in the card');
  const rows = await page.ask(`[...document.querySelectorAll('.row .name')].map((row) => row.textContent)`);
  ok(rows.includes(name), 'and in the list', rows);
  const place = await page.ask(`(() => {
    const box = byId('map').getBoundingClientRect();
    return { x: box.left + box.width / 2, y: box.top + box.height / 2 };
  })()`);
  await page.mouse('mouseMoved', place.x, place.y);
  const tip = await page.ask(`document.querySelector('.leaflet-tooltip strong')?.textContent`);
  equal(tip, name, 'and under the pointer');
  equal(await page.ask('document.images.length + (document.title === "broken")'), 0, 'and nothing else');
  await page.ask('chooseRep(-1), theMap.showAll()');
}

async function noMap(page) {
  equal(await page.ask('document.documentElement.dataset.ready'), 'yes', 'the page draws itself');
  ok((await text(page, '#map-note')).includes('nothing to draw a map of'), 'it says that there is no map');
  await page.click('#find');
  await page.type(await page.ask('units.id[0]'));
  await page.press('Enter');
  equal(await page.ask('chosen.unit'), 0, 'the search works all the same');
  equal(await text(page, '#card h3'), await page.ask('unitName(0)'), 'and so does the card');
}

async function all(page) {
  await page.resize(1280, 900);
  await page.open(file);
  const hasMap = await page.ask(`!!byId('map')`);
  const parts = [drawn, density, colours, picking, gains, beforeAndAfter, searching, byKeyboard, sight, hostile];
  for (const part of hasMap ? parts : [noMap]) await part(page);
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
