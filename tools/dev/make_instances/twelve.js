'use strict';
// twelve: twelve accounts on a grid, three reps, hours that can be counted on the map.

const path = require('path');
const { writeCsv } = require('./text');

// [id, name, x, y, visits, opportunity, nearest rep]
const ACCOUNTS = [
  ['A', 'Ash Farm', 0, 3, 3, 30, 'R1'],
  ['B', 'Birch Mill', 0, 6, 3, 60, 'R3'],
  ['C', 'Cedar Yard', 0, 7, 3, 10, 'R3'],
  ['D', 'Dogwood Store', 2, 8, 2, 20, 'R3'],
  ['E', 'Elm Works', 3, 3, 3, 30, 'R1'],
  ['F', 'Fir Clinic', 4, 6, 2, 10, 'R3'],
  ['G', 'Gum Plant', 4, 7, 6, 50, 'R3'],
  ['H', 'Hazel Market', 6, 7, 2, 40, 'R3'],
  ['I', 'Ironwood Depot', 8, 1, 3, 30, 'R2'],
  ['J', 'Juniper Works', 8, 4, 4, 30, 'R2'],
  ['K', 'Katsura Shop', 9, 0, 2, 30, 'R2'],
  ['L', 'Larch Clinic', 9, 3, 3, 20, 'R2'],
];

const REPS = [
  ['R1', 'Ann', 2, 2],
  ['R2', 'Ben', 8, 2],
  ['R3', 'Cleo', 5, 6],
];

// A step of the grid is about 17 km in both directions there: 0.2 degrees east, 0.15 degrees north.
const lonOf = (x) => (-98 + 0.2 * x).toFixed(1);
const latOf = (y) => (40 + 0.15 * y).toFixed(2);

function makeTwelve(folder) {
  const accounts = ACCOUNTS.map(([account_id, name, x, y, visits, opportunity, current_rep]) => ({
    account_id, name, lon: lonOf(x), lat: latOf(y), visits, minutes: 60, opportunity, current_rep,
  }));
  const reps = REPS.map(([rep_id, name, x, y]) => ({ rep_id, name, lon: lonOf(x), lat: latOf(y) }));
  const hours = ACCOUNTS.flatMap(([unit_id, , ax, ay]) =>
    REPS.map(([rep_id, , rx, ry]) => ({ unit_id, rep_id, hours: 0.5 * (Math.abs(ax - rx) + Math.abs(ay - ry)) }))
  );
  writeCsv(path.join(folder, 'accounts.csv'), Object.keys(accounts[0]), accounts);
  writeCsv(path.join(folder, 'reps.csv'), Object.keys(reps[0]), reps);
  writeCsv(path.join(folder, 'hours.csv'), Object.keys(hours[0]), hours);
}

module.exports = { makeTwelve };
