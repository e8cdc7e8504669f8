'use strict';
// north-carolina: 100 real counties as whole units, about 300 real places in them, six reps.

const path = require('path');
const { writeShapefile } = require('./counties');
const { readPlaces } = require('./places');
const { accountOf, rankTiers, equalCells, homeOf, nameOf, sum } = require('./work');
const { writeCsv } = require('./text');

const N_ACCOUNTS = 300;
const N_REPS = 6;
const VISIT_DIVISOR = 5; // few accounts, visited often

// The most populous place of each county first, so that no county is without work; then the most populous of the rest.
function choosePlaces(places) {
  const seen = new Set();
  const first = places.filter((p) => !seen.has(p.county) && seen.add(p.county));
  const chosen = new Set([...first, ...places.filter((p) => !first.includes(p)).slice(0, N_ACCOUNTS - first.length)]);
  return places.filter((p) => chosen.has(p));
}

function repOf(cell, i) {
  const home = homeOf(cell);
  return { rep_id: 'N' + (i + 1), name: nameOf(i), home: home.name, lon: home.lon, lat: home.lat, fte: 1 };
}

function makeNorthCarolina(folder, allCounties) {
  const counties = allCounties.filter((c) => c.stusps === 'NC');
  const accounts = choosePlaces(readPlaces(counties)).map((p) => accountOf(p, VISIT_DIVISOR));
  rankTiers(accounts);
  const reps = equalCells(accounts, N_REPS).map(repOf);
  const inside = (county) => accounts.filter((a) => a.county === county);

  writeShapefile(path.join(folder, 'counties.shp'), counties, 'EPSG:4269', [
    { name: 'GEOID', type: 'character(5)', value: (c) => c.geoid },
    { name: 'NAME', type: 'character(16)', value: (c) => c.name },
    { name: 'POP', type: 'numeric(9,0)', value: (c) => sum(inside(c), (a) => a.population) },
    { name: 'PLACES', type: 'numeric(4,0)', value: (c) => inside(c).length },
  ]);
  writeCsv(path.join(folder, 'accounts.csv'), ['account_id', 'name', 'lon', 'lat', 'population', 'visits', 'minutes',
    'opportunity', 'tier', 'segment'], accounts);
  writeCsv(path.join(folder, 'reps.csv'), ['rep_id', 'name', 'home', 'lon', 'lat', 'fte'], reps);
}

module.exports = { makeNorthCarolina };
