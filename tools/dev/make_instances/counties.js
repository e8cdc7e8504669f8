'use strict';
// The counties of the lower 48 states and DC: read from the us-atlas package, asked for the county of a point, written
// as a shapefile by GDAL's ogr2ogr.

const fs = require('fs');
const os = require('os');
const path = require('path');
const { execFileSync } = require('child_process');
const topojson = require('topojson-client');
const atlas = require('us-atlas/counties-10m.json');
const { repair } = require('./rings');
const { byText } = require('./text');

// Alaska, Hawaii and the territories.
const OUTSIDE = new Set(['02', '15', '60', '66', '69', '72', '78']);

const POSTAL = {
  '01': 'AL', '04': 'AZ', '05': 'AR', '06': 'CA', '08': 'CO', '09': 'CT', 10: 'DE', 11: 'DC', 12: 'FL', 13: 'GA',
  16: 'ID', 17: 'IL', 18: 'IN', 19: 'IA', 20: 'KS', 21: 'KY', 22: 'LA', 23: 'ME', 24: 'MD', 25: 'MA', 26: 'MI',
  27: 'MN', 28: 'MS', 29: 'MO', 30: 'MT', 31: 'NE', 32: 'NV', 33: 'NH', 34: 'NJ', 35: 'NM', 36: 'NY', 37: 'NC',
  38: 'ND', 39: 'OH', 40: 'OK', 41: 'OR', 42: 'PA', 44: 'RI', 45: 'SC', 46: 'SD', 47: 'TN', 48: 'TX', 49: 'UT',
  50: 'VT', 51: 'VA', 53: 'WA', 54: 'WV', 55: 'WI', 56: 'WY',
};

function boxOf(polygons) {
  const box = [Infinity, Infinity, -Infinity, -Infinity];
  for (const [x, y] of polygons.flatMap((rings) => rings[0])) {
    box[0] = Math.min(box[0], x);
    box[1] = Math.min(box[1], y);
    box[2] = Math.max(box[2], x);
    box[3] = Math.max(box[3], y);
  }
  return box;
}

// Falls Church, Virginia, 5 square km, is a bare line in the package: its straight border with Arlington, there and
// back. The border with Fairfax County gets a corner back, such that the GeoNames point of the city is the triangle's
// centre. Done on the arc that both share, so that no overlap or gap appears.
function openFallsChurch({ arcs, transform, objects }) {
  const arcsOf = (id) => objects.counties.geometries.find((g) => g.id === id).arcs.flat(2);
  const [city, fairfax] = ['51610', '51059'].map(arcsOf);
  const place = [-77.17109, 38.88233];
  const index = city.find((arc) => fairfax.includes(~arc));
  const arc = arcs[index < 0 ? ~index : index];
  if (arc.length > 2) return; // a finer edition of the package needs no help
  const [start, step] = arc; // integers of the package's grid, the second as a difference to the first
  const centre = place.map((v, k) => (v - transform.translate[k]) / transform.scale[k]);
  const corner = start.map((v, k) => Math.round(3 * centre[k] - 2 * v - step[k]));
  arc.splice(1, 1, corner.map((v, k) => v - start[k]), start.map((v, k) => v + step[k] - corner[k]));
}

// The package's counties with their boundaries on its integer grid, in the order of their GEOID.
function gridFeatures(topology) {
  const grid = { ...topology, transform: { scale: [1, 1], translate: [0, 0] } };
  return topojson
    .feature(grid, grid.objects.counties)
    .features.filter((f) => !OUTSIDE.has(f.id.slice(0, 2)))
    .sort((a, b) => byText(a.id, b.id));
}

function polygonsOf({ type, coordinates }) {
  return type === 'Polygon' ? [coordinates] : coordinates;
}

// Counties in the order of their GEOID: {geoid, name, state, stusps, polygons, box}.
function readCounties() {
  openFallsChurch(atlas);
  const { scale, translate } = atlas.transform;
  const lonLat = (point) => point.map((v, k) => v * scale[k] + translate[k]);
  const features = gridFeatures(atlas);
  return repair(features.map((f) => polygonsOf(f.geometry))).map((shape, i) => {
    const { id, properties } = features[i];
    const polygons = shape.map((rings) => rings.map((ring) => ring.map(lonLat)));
    const state = id.slice(0, 2);
    return { geoid: id, name: properties.name, state, stusps: POSTAL[state], polygons, box: boxOf(polygons) };
  });
}

// Even-odd rule; holes need no case of their own, as each of their edges flips the answer too.
function isInside(polygons, x, y) {
  let inside = false;
  for (const ring of polygons.flat()) {
    for (let i = 1; i < ring.length; i++) {
      const [ax, ay] = ring[i - 1];
      const [bx, by] = ring[i];
      if (ay > y !== by > y && x < ax + ((bx - ax) * (y - ay)) / (by - ay)) inside = !inside;
    }
  }
  return inside;
}

// The county of a point, or undefined at sea. A scan of boxes: 3,108 counties need no index.
function countyAt(counties, [x, y]) {
  return counties.find(
    ({ box, polygons }) => x >= box[0] && x <= box[2] && y >= box[1] && y <= box[3] && isInside(polygons, x, y)
  );
}

function featureOf(county, fields) {
  const properties = Object.fromEntries(fields.map((f) => [f.name, f.value(county)]));
  return { type: 'Feature', properties, geometry: { type: 'MultiPolygon', coordinates: county.polygons } };
}

// Writes file (.shp, .shx, .dbf, .prj, .cpg) in the coordinate system crs. fields: [{name, type, value(county)}] where
// type is SQL such as "character(5)". The source is NAD83 (EPSG:4269), which makes EPSG:5070 a pure projection. The
// DBF header holds a date of change: it is fixed, so that two runs give the same bytes. -makevalid splits the rings
// that still touch themselves, or cross themselves by more than one step of the grid.
function writeShapefile(file, counties, crs, fields) {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'ambit-'));
  const layer = path.basename(file, '.shp');
  const source = path.join(folder, layer + '.geojson');
  const features = counties.map((c) => featureOf(c, fields));
  fs.writeFileSync(source, JSON.stringify({ type: 'FeatureCollection', features }));
  for (const end of ['.shp', '.shx', '.dbf', '.prj', '.cpg']) fs.rmSync(file.replace(/\.shp$/, end), { force: true });
  const columns = fields.map((f) => `CAST(${f.name} AS ${f.type}) AS ${f.name}`).join(', ');
  execFileSync(
    'ogr2ogr',
    ['-f', 'ESRI Shapefile', '-s_srs', 'EPSG:4269', '-t_srs', crs, '-makevalid', '-lco', 'ENCODING=UTF-8',
      '-lco', 'DBF_DATE_LAST_UPDATE=2026-01-01', '-sql', `SELECT ${columns} FROM ${layer}`, file, source],
    { stdio: ['ignore', 'inherit', 'ignore'] } // its talk is a line for each ring that -makevalid repairs
  );
  fs.rmSync(folder, { recursive: true });
}

module.exports = { readCounties, countyAt, writeShapefile };
