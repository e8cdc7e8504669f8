/* compare_map.js - one map of one plan as SVG: territories, and units as points. Both maps share one frame, so that the
 * same place lies at the same spot of each. No tiles: nothing is fetched. */
'use strict';

const SVG = 'http://www.w3.org/2000/svg';
const PLACE_SCALE = 1e5; /* of coordinates in the data */
const WIDTH = 700;
const MOST_POINTS = 20000; /* of each map; beyond, only what moved is drawn as points */

function svg(tag, attributes) {
  const element = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  return element;
}

/* Calls see(lon, lat) with every place of a plan. */
function eachPlace(plan, see) {
  const { lon, lat } = plan.units;
  for (let u = 0; lon && u < lon.length; u++)
    if (lon[u] !== null && lat[u] !== null) see(lon[u] / PLACE_SCALE, lat[u] / PLACE_SCALE);
  if (!plan.shapes) return;
  for (const polygons of plan.shapes.of)
    for (const rings of polygons)
      for (const steps of rings)
        for (let k = 0, x = 0, y = 0; k < steps.length; k += 2) {
          x += steps[k];
          y += steps[k + 1];
          see(x / plan.shapes.scale, y / plan.shapes.scale);
        }
}

/* The frame of several plans: pixels of a place, true to shape at the middle latitude. Null without any place. */
function frameOf(plans) {
  const low = [Infinity, Infinity],
    high = [-Infinity, -Infinity];
  for (const plan of plans)
    eachPlace(plan, (...place) => {
      for (let k = 0; k < 2; k++) {
        low[k] = Math.min(low[k], place[k]);
        high[k] = Math.max(high[k], place[k]);
      }
    });
  if (low[0] > high[0]) return null;
  const narrow = Math.max(0.05, Math.cos((((low[1] + high[1]) / 2) * Math.PI) / 180));
  const wide = Math.max((high[0] - low[0]) * narrow, 1e-6),
    tall = Math.max(high[1] - low[1], 1e-6);
  const scale = Math.min((WIDTH - 30) / wide, (1.2 * WIDTH) / tall);
  const height = Math.max(120, tall * scale + 30);
  const left = (WIDTH - wide * scale) / 2,
    top = (height - tall * scale) / 2;
  const at = (lon, lat) => [left + (lon - low[0]) * narrow * scale, top + (high[1] - lat) * scale];
  return { height, at };
}

function pathOf(shapes, t, frame) {
  let d = '';
  for (const rings of shapes.of[t])
    for (const steps of rings) {
      for (let k = 0, x = 0, y = 0; k < steps.length; k += 2) {
        x += steps[k];
        y += steps[k + 1];
        const [px, py] = frame.at(x / shapes.scale, y / shapes.scale);
        d += `${k ? 'L' : 'M'}${px.toFixed(1)} ${py.toFixed(1)}`;
      }
      d += 'Z';
    }
  return d;
}

/* Draws a plan into `box`. colourOf(rep id), movedOf(unit id); told(what, kind, number) hears what is pointed at. */
function drawMap(box, plan, frame, { colourOf, movedOf, told }) {
  const picture = svg('svg', { viewBox: `0 0 ${WIDTH} ${frame.height.toFixed(0)}`, role: 'img' });
  const territories = [],
    points = [];
  const listen = (element, kind, number) => {
    element.addEventListener('mouseenter', () => told('point', kind, number));
    element.addEventListener('click', () => told('choose', kind, number));
  };
  for (let t = 0; plan.shapes && t < plan.shapes.of.length; t++) {
    const d = pathOf(plan.shapes, t, frame);
    if (!d) continue;
    const path = svg('path', { d, 'fill-rule': 'evenodd', fill: colourOf(plan.reps.id[t]) });
    listen(path, 'rep', t);
    territories[t] = path;
    picture.append(path);
  }
  const { id, lon, lat, rep } = plan.units;
  const crowded = id.length > MOST_POINTS;
  for (let u = 0; lon && u < id.length; u++) {
    const moved = movedOf(id[u]);
    if (lon[u] === null || lat[u] === null || (crowded && !moved)) continue;
    const [cx, cy] = frame.at(lon[u] / PLACE_SCALE, lat[u] / PLACE_SCALE);
    const still = !moved && !!plan.shapes; /* the territory below has the colour */
    const fill = rep[u] < 0 ? '#b4b8bd' : still ? '#16212c' : colourOf(plan.reps.id[rep[u]]);
    const circle = svg('circle', { cx: cx.toFixed(1), cy: cy.toFixed(1), r: moved ? 3.2 : still ? 0.9 : 1.8, fill });
    if (moved || still) circle.classList.add(moved ? 'moved' : 'still');
    listen(circle, 'unit', u);
    points.push({ circle, u, moved });
    picture.append(circle);
  }
  box.replaceChildren(picture);
  return {
    territories: territories.filter(Boolean).length,
    points: points.length,
    /* Everything but this rep (its number here; -1: nobody is chosen) fades; onlyMoved fades what stayed. */
    show(chosen, onlyMoved) {
      territories.forEach((path, t) => {
        path.classList.toggle('chosen', t === chosen);
        path.classList.toggle('faded', chosen >= 0 ? t !== chosen : onlyMoved);
      });
      for (const { circle, u, moved } of points)
        circle.classList.toggle('faded', (chosen >= 0 && rep[u] !== chosen) || (onlyMoved && !moved));
    },
  };
}
