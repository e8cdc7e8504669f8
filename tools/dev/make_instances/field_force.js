'use strict';
// us-field-force: 10,000 real places of the lower 48 states, 80 reps, and the plan they worked by so far.

const path = require('path');
const { writeShapefile } = require('./counties');
const { readPlaces, distanceKm, nearestFirst } = require('./places');
const { accountOf, rankTiers, equalCells, homeOf, nameOf } = require('./work');
const { uniform, byText, writeCsv } = require('./text');

const N_ACCOUNTS = 10000;
const N_CELLS = 82; // a rep each: 76 stay, 4 are hired for the new year, 2 have left
const VISIT_DIVISOR = 22; // about 280 h of visits and 870 h of travel a rep
const N_HIRED = 4;
const N_LEFT = 2;
const AS_OF = Date.UTC(2026, 9, 31); // the day of the extract
const DAY = 86400000; // ms
const HIRE_DATES = ['2026-11-01', '2027-01-01', '2027-02-01', '2027-04-01'];
const SPECIALITIES = ['hospital;industrial', 'retail;hospital'];

// The items in an order that only the hash of their id and the purpose decides: how "a few" are chosen everywhere here.
function drawn(items, idOf, purpose) {
  return [...items].sort(
    (a, b) => uniform(idOf(a) + ':' + purpose) - uniform(idOf(b) + ':' + purpose) || byText(idOf(a), idOf(b))
  );
}

const repId = (rep) => rep.rep_id;
const accountId = (account) => account.account_id;

function startDate(rep) {
  const year = 2015 + Math.floor(11 * uniform(rep.rep_id + ':year'));
  const month = 1 + Math.floor(12 * uniform(rep.rep_id + ':month'));
  return `${year}-${String(month).padStart(2, '0')}-01`;
}

function repOf(cell, i) {
  const home = homeOf(cell);
  const rep = { rep_id: 'R' + String(i + 1).padStart(3, '0'), name: nameOf(i), lon: home.lon, lat: home.lat, fte: 1 };
  rep.home = `${home.name} ${home.state}`;
  rep.start_date = startDate(rep);
  rep.segments = '';
  rep.manager = 'M0' + (1 + parseInt(cell.path.slice(0, 3), 2));
  return rep;
}

// Six reps serve two of the three segments: those who have a colleague closest by, as only there can work be split by
// segment.
function specialise(reps) {
  const gap = (rep) => Math.min(...reps.filter((r) => r !== rep).map((r) => distanceKm(rep, r)));
  [...reps]
    .map((rep) => ({ rep, km: gap(rep) }))
    .sort((a, b) => a.km - b.km || byText(a.rep.rep_id, b.rep.rep_id))
    .slice(0, 6)
    .forEach(({ rep }, i) => (rep.segments = SPECIALITIES[i % 2]));
}

// Who left, who was hired, who works part time: changes since the old plan, which is why it no longer fits.
function hireAndFire(reps) {
  const order = drawn(reps, repId, 'turnover');
  order.slice(0, N_LEFT).forEach((rep) => (rep.left = true));
  order.slice(N_LEFT, N_LEFT + N_HIRED).forEach((rep, i) => {
    rep.hired = true;
    rep.start_date = HIRE_DATES[i];
  });
  const others = drawn(order.slice(N_LEFT + N_HIRED), repId, 'fte');
  others.slice(0, 5).forEach((rep) => (rep.fte = 0.5));
  others.slice(5, 13).forEach((rep) => (rep.fte = 0.8));
}

function serves(rep, account) {
  return rep.segments === '' || rep.segments.split(';').includes(account.segment);
}

// The old plan: the nearest rep of that time, the second nearest for one account in ten, nobody for three in a hundred.
function assignCurrent(accounts, reps) {
  const old = reps.filter((rep) => !rep.hired);
  for (const account of accounts) {
    const history = uniform(account.account_id + ':history');
    const near = nearestFirst(account, old.filter((rep) => serves(rep, account)));
    account.current = history >= 0.97 ? undefined : near[history < 0.1 ? 1 : 0];
  }
}

// 24 families: a valuable head and one to three small accounts of its segment nearby, all with the head's rep.
function formFamilies(ranked) {
  const heads = drawn(ranked.slice(60, 600).filter((a) => a.current), accountId, 'family').slice(0, 24);
  const free = new Set(ranked.slice(1000));
  heads.forEach((head, i) => {
    const alike = [...free].filter((a) => a.segment === head.segment && distanceKm(head, a) < 80);
    const children = nearestFirst(head, alike).slice(0, 1 + Math.floor(3 * uniform(head.account_id + ':children')));
    for (const member of [head, ...children]) {
      free.delete(member);
      member.group = 'F' + String(i + 1).padStart(2, '0');
      member.current = head.current;
    }
  });
}

// 12 of the 60 most valuable accounts are named: their rep keeps them.
function lockNamed(ranked) {
  const known = ranked.slice(0, 60).filter((a) => a.current && !a.current.left);
  for (const account of drawn(known, accountId, 'lock').slice(0, 12)) account.locked_rep = account.current.rep_id;
}

// When each account was last seen: the more visits, the later; the accounts of those who left wait half a year longer,
// and new accounts have not been seen yet.
function lastActivity(account) {
  const id = account.account_id;
  if (!account.current || uniform(id + ':seen') < 0.08) return '';
  const late = uniform(id + ':activity');
  const days = Math.floor((1200 * late * late) / (1 + account.visits / 10)) + (account.current.left ? 180 : 0);
  return new Date(AS_OF - days * DAY).toISOString().slice(0, 10);
}

function managers() {
  const regionalManager = (_, i) => ({ manager_id: 'M0' + (i + 1), name: nameOf(100 + i), manager: 'V01' });
  const regional = Array.from({ length: 8 }, regionalManager);
  return [...regional, { manager_id: 'V01', name: nameOf(108), manager: '' }];
}

function makeFieldForce(folder, counties) {
  const accounts = readPlaces(counties).slice(0, N_ACCOUNTS).map((p) => accountOf(p, VISIT_DIVISOR));
  const ranked = rankTiers(accounts);
  const reps = equalCells(accounts, N_CELLS).map(repOf);
  hireAndFire(reps);
  specialise(reps.filter((rep) => !rep.left));
  assignCurrent(accounts, reps);
  formFamilies(ranked);
  lockNamed(ranked);
  for (const account of accounts) {
    account.current_rep = account.current?.rep_id;
    account.last_activity = lastActivity(account);
  }

  writeShapefile(path.join(folder, 'counties.shp'), counties, 'EPSG:5070', [
    { name: 'GEOID', type: 'character(5)', value: (c) => c.geoid },
    { name: 'NAME', type: 'character(24)', value: (c) => c.name },
    { name: 'STATE', type: 'character(2)', value: (c) => c.state },
    { name: 'STUSPS', type: 'character(2)', value: (c) => c.stusps },
  ]);
  writeCsv(path.join(folder, 'accounts.csv'), ['account_id', 'name', 'state', 'lon', 'lat', 'population', 'visits',
    'minutes', 'opportunity', 'tier', 'segment', 'current_rep', 'locked_rep', 'group', 'last_activity'], accounts);
  writeCsv(path.join(folder, 'reps.csv'), ['rep_id', 'name', 'home', 'lon', 'lat', 'fte', 'start_date', 'segments',
    'manager'], reps.filter((rep) => !rep.left));
  writeCsv(path.join(folder, 'managers.csv'), ['manager_id', 'name', 'manager'], managers());
}

module.exports = { makeFieldForce, lastActivity };
