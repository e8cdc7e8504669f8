'use strict';
// Rings on the integer grid of the us-atlas package, and what rounding to that grid broke in them. Repaired here, where
// arithmetic is exact: points of one meridian are in line on the grid, but no longer once they are projected, and what
// overlaps by nothing on one plane is a sliver on the other. Each repair treats all rings alike, so that neighbours go
// on sharing their points.

const same = (a, b) => a[0] === b[0] && a[1] === b[1];

// Leaves out repeated points and ways there and back (a, b, a), which enclose nothing.
function withoutDetours(ring) {
  const points = ring.slice(0, -1);
  for (let i = 0; i < points.length && points.length > 2; i++) {
    const n = points.length;
    const next = (i + 1) % n;
    const isDetour = same(points[(i + n - 1) % n], points[next]);
    if (!isDetour && !same(points[i], points[next])) continue;
    for (const k of isDetour ? [Math.max(i, next), Math.min(i, next)] : [i]) points.splice(k, 1);
    i = -1; // what was left out may have parted another detour
  }
  return [...points, points[0]];
}

// Twice the area of the triangle a, b, c: 0 when they are in line, its sign the side of a-b on which c lies.
function turn(a, b, c) {
  return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0]);
}

function turnsBack(a, b, c) {
  return turn(a, b, c) === 0 && (b[0] - a[0]) * (c[0] - b[0]) + (b[1] - a[1]) * (c[1] - b[1]) < 0;
}

function crosses(a, b, c, d) {
  return turn(a, b, c) * turn(a, b, d) < 0 && turn(c, d, a) * turn(c, d, b) < 0;
}

// Pairs of neighbouring grid points that the ring visits in the wrong order: on a, b, c, d it steps back from b to c
// and so runs into itself, on a, c, b, d it would not.
function swappedPairs(ring) {
  const n = ring.length - 1;
  const pairs = [];
  for (let i = 0; i < n; i++) {
    const [a, b, c, d] = [0, 1, 2, 3].map((k) => ring[(i + k) % n]);
    const isStep = Math.max(Math.abs(b[0] - c[0]), Math.abs(b[1] - c[1])) === 1;
    if (isStep && (turnsBack(a, b, c) || turnsBack(b, c, d) || crosses(a, b, c, d))) pairs.push([b, c]);
  }
  return pairs;
}

// A function that puts a point where it belongs: those of swapped pairs change places, wherever they occur.
function placing(rings) {
  const placeOf = new Map();
  for (const [b, c] of rings.flatMap(swappedPairs)) placeOf.set(String(b), c).set(String(c), b);
  return (point) => placeOf.get(String(point)) ?? point;
}

// The package's grid collapses some islets to a line; such a ring encloses nothing, and a polygon with one is invalid.
function enclosesArea(ring) {
  return new Set(ring.map(String)).size >= 3;
}

// shapes: a list of polygons (lists of closed rings) for each county. The same, repaired.
function repair(shapes) {
  const tidy = shapes.map((polygons) =>
    polygons
      .map((rings) => rings.map(withoutDetours))
      .filter((rings) => enclosesArea(rings[0]))
      .map((rings) => rings.filter(enclosesArea))
  );
  const place = placing(tidy.flat(2));
  return tidy.map((polygons) => polygons.map((rings) => rings.map((ring) => ring.map(place))));
}

module.exports = { repair };
