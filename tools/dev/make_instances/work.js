'use strict';
// The synthetic columns that both real instances share: what an account needs and is worth, and where reps live.
// The README of each instance states these formulas for its readers: change them together.

const { uniform, byText } = require('./text');
const { distanceKm } = require('./places');

const SEGMENTS = [
  { name: 'retail', upTo: 0.5, minutes: 45, worth: 0.9 },
  { name: 'industrial', upTo: 0.8, minutes: 60, worth: 1.0 },
  { name: 'hospital', upTo: 1.0, minutes: 75, worth: 1.2 },
];

const EXTRA_MINUTES = { A: 30, B: 15, C: 0 };

// 1-r to 1+r, by the hash of key.
function around(key, r) {
  return 1 - r + 2 * r * uniform(key);
}

// One account from one place. The powers are below one, so that no city outgrows a rep; visitDivisor says how
// full the reps' year is.
function accountOf(place, visitDivisor) {
  const id = 'G' + place.geonamesId;
  const segment = SEGMENTS.find((s) => uniform(id + ':segment') < s.upTo);
  const market = around('market:' + place.state, 0.15);
  const worth = 25 * place.population ** 0.55 * segment.worth * market * around(id + ':opportunity', 0.3);
  return {
    account_id: id,
    name: place.name,
    state: place.state,
    lon: place.lon,
    lat: place.lat,
    population: place.population,
    visits: Math.max(1, Math.round((place.population ** 0.4 / visitDivisor) * around(id + ':visits', 0.3))),
    opportunity: 10 * Math.round(worth / 10),
    segment: segment.name,
    segmentMinutes: segment.minutes,
    county: place.county,
  };
}

// Tier A is the most valuable tenth, B the next three tenths; the tier adds to the minutes of a visit.
function rankTiers(accounts) {
  const ranked = [...accounts].sort((a, b) => b.opportunity - a.opportunity || byText(a.account_id, b.account_id));
  ranked.forEach((account, i) => {
    account.tier = i < 0.1 * ranked.length ? 'A' : i < 0.4 * ranked.length ? 'B' : 'C';
    account.minutes = account.segmentMinutes + EXTRA_MINUTES[account.tier];
  });
  return ranked;
}

function workloadH(account) {
  return (account.visits * account.minutes) / 60;
}

function sum(items, value) {
  return items.reduce((total, item) => total + value(item), 0);
}

// Degrees of longitude are shorter than those of latitude: compare extents on the ground.
function isWide(accounts) {
  const lons = accounts.map((a) => a.lon);
  const lats = accounts.map((a) => a.lat);
  const middle = (Math.min(...lats) + Math.max(...lats)) / 2;
  const width = (Math.max(...lons) - Math.min(...lons)) * Math.cos((middle * Math.PI) / 180);
  return width > Math.max(...lats) - Math.min(...lats);
}

// Cuts the accounts into n cells of equal workload by halving across the longer side: [{path, accounts}]. The path (a
// 0 or 1 a cut) tells which cells are neighbours: the first three cuts make the managers' regions.
function equalCells(accounts, n, path = '') {
  if (n === 1) return [{ path, accounts }];
  const axis = isWide(accounts) ? 'lon' : 'lat';
  const sorted = [...accounts].sort((a, b) => a[axis] - b[axis] || byText(a.account_id, b.account_id));
  const first = Math.floor(n / 2);
  const wanted = (sum(sorted, workloadH) * first) / n;
  let at = 0;
  for (let load = 0; load < wanted; at++) load += workloadH(sorted[at]);
  return [
    ...equalCells(sorted.slice(0, at), first, path + '0'),
    ...equalCells(sorted.slice(at), n - first, path + '1'),
  ];
}

// A rep lives in one of the five most populous places of the cell: the one from which it is served with least travel.
function homeOf(cell) {
  const largest = [...cell.accounts].sort((a, b) => b.population - a.population).slice(0, 5);
  const travel = (home) => sum(cell.accounts, (a) => a.visits * distanceKm(home, a));
  return largest.map((home) => ({ home, travel: travel(home) })).sort((a, b) => a.travel - b.travel)[0].home;
}

const FIRST = ['Ada', 'Ben', 'Carla', 'Dan', 'Elena', 'Felix', 'Grace', 'Hugo', 'Iris', 'Jonas', 'Kim', 'Leo', 'Maya'];
const LAST = ['Abbott', 'Brook', 'Castro', 'Dietz', 'Ellis', 'Fuentes', 'Grant', 'Hale', 'Ito', 'Jensen', 'Khan'];

// 13 and 11 share no factor, so the first 143 names differ.
function nameOf(i) {
  return FIRST[i % FIRST.length] + ' ' + LAST[i % LAST.length];
}

module.exports = { accountOf, rankTiers, workloadH, sum, equalCells, homeOf, nameOf };
