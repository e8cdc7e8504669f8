/* places.js - where things are: coordinates of the data, and an equal-area projection about their own centre.
 *
 * Lambert's azimuthal projection shows a country as its people know it, and a state as big as it is; only plans that
 * span half the world fall back to Mercator. */
'use strict';

const PLACE_SCALE = 1e5; /* of coordinates in the data: see data_parts.c */
const RAD = Math.PI / 180;

/* ---- Where things are ------------------------------------------------------------------------------------------ */

const degrees = (column) => (column ? column.map((v) => (v === null ? NaN : v / PLACE_SCALE)) : null);

/* Rings of territory t of such shapes as Leaflet wants them: polygons of rings of [lat, lon]. */
function ringsOf(shapes, t) {
  const scale = shapes.scale;
  return shapes.of[t].map((polygon) =>
    polygon.map((steps) => {
      const ring = [];
      for (let k = 0, x = 0, y = 0; k < steps.length; k += 2) {
        x += steps[k];
        y += steps[k + 1];
        ring.push([y / scale, x / scale]);
      }
      return ring;
    }),
  );
}

/* Rings as columns, to be measured with the accounts. */
function columnsOf(rings) {
  const lat = [],
    lon = [];
  for (const ring of rings)
    for (const place of ring) {
      lat.push(place[0]);
      lon.push(place[1]);
    }
  return { lat, lon };
}

/* Calls see(x, y, z) with the direction of every place of some columns. */
function eachDirection(columns, see) {
  for (const { lat, lon } of columns)
    for (let i = 0; i < lat.length; i++) {
      if (!Number.isFinite(lat[i]) || !Number.isFinite(lon[i])) continue;
      const c = Math.cos(lat[i] * RAD);
      see(c * Math.cos(lon[i] * RAD), c * Math.sin(lon[i] * RAD), Math.sin(lat[i] * RAD));
    }
}

/* The middle of all places as a direction, and how far the farthest is from it (degrees); null without any. */
function middleOf(columns) {
  const low = [Infinity, Infinity, Infinity],
    high = [-Infinity, -Infinity, -Infinity];
  eachDirection(columns, (...v) => {
    for (let k = 0; k < 3; k++) {
      if (v[k] < low[k]) low[k] = v[k];
      if (v[k] > high[k]) high[k] = v[k];
    }
  });
  if (low[0] > high[0]) return null;
  const middle = low.map((v, k) => (v + high[k]) / 2),
    length = Math.hypot(...middle) || 1,
    [x0, y0, z0] = middle.map((v) => v / length);
  let least = 1;
  eachDirection(columns, (x, y, z) => {
    least = Math.min(least, x * x0 + y * y0 + z * z0);
  });
  return {
    lat: Math.asin(z0) / RAD,
    lon: Math.atan2(y0, x0) / RAD,
    reach: Math.acos(Math.max(-1, least)) / RAD,
  };
}

/* Lambert azimuthal equal-area on the unit sphere (Snyder 1987, doi:10.3133/pp1395, pp. 185-187). */
function equalAreaCrs(lon0, lat0) {
  const s0 = Math.sin(lat0 * RAD),
    c0 = Math.cos(lat0 * RAD);
  const projection = {
    project(place) {
      const s = Math.sin(place.lat * RAD),
        c = Math.cos(place.lat * RAD),
        turn = (place.lng - lon0) * RAD;
      const k = Math.sqrt(2 / Math.max(1e-9, 1 + s0 * s + c0 * c * Math.cos(turn)));
      return L.point(k * c * Math.sin(turn), k * (c0 * s - s0 * c * Math.cos(turn)));
    },
    unproject(point) {
      const rho = Math.hypot(point.x, point.y);
      if (rho < 1e-12) return L.latLng(lat0, lon0);
      const angle = 2 * Math.asin(Math.min(1, rho / 2)),
        s = Math.sin(angle),
        c = Math.cos(angle);
      const lat = Math.asin(Math.max(-1, Math.min(1, c * s0 + (point.y * s * c0) / rho)));
      return L.latLng(lat / RAD, lon0 + Math.atan2(point.x * s, rho * c0 * c - point.y * s0 * s) / RAD);
    },
    bounds: L.bounds([-2, -2], [2, 2]),
  };
  const turn = 1 / (2 * Math.PI); /* so that a zoom means what it means in other web maps */
  return L.extend({}, L.CRS.Earth, {
    code: 'ambit:equal-area',
    projection,
    transformation: L.transformation(turn, 0.5, -turn, 0.5),
    wrapLng: null,
    infinite: true,
  });
}

/* ---- On the screen ----------------------------------------------------------------------------------------------- */

/* The projection of a plan about the middle of its places; world() gives places in units of the world: crs.scale(zoom)
 * times these are pixels. */
function projector(middle) {
  const crs = middle.reach > 75 ? L.CRS.EPSG3857 : equalAreaCrs(middle.lon, middle.lat);
  const world = (lat, lon) => {
    const n = lat ? lat.length : 0;
    const to = { x: new Float64Array(n).fill(NaN), y: new Float64Array(n).fill(NaN) };
    for (let i = 0; i < n; i++) {
      if (!Number.isFinite(lat[i]) || !Number.isFinite(lon[i])) continue;
      const p = crs.transformation.transform(crs.projection.project({ lat: lat[i], lng: lon[i] }), 1);
      to.x[i] = p.x;
      to.y[i] = p.y;
    }
    return to;
  };
  const boundsOf = (columns) => {
    const low = [Infinity, Infinity],
      high = [-Infinity, -Infinity];
    for (const { lat, lon } of columns) {
      const { x, y } = world(lat, lon);
      for (let i = 0; i < x.length; i++) {
        if (x[i] < low[0]) low[0] = x[i];
        if (x[i] > high[0]) high[0] = x[i];
        if (y[i] < low[1]) low[1] = y[i];
        if (y[i] > high[1]) high[1] = y[i];
      }
    }
    return L.bounds(low, high);
  };
  return { crs, world, boundsOf };
}

/* A canvas that Leaflet moves with the map. Whoever extends it has paint(context); place() gives its pixels. */
const CanvasLayer = L.Renderer.extend({
  options: { padding: 0.15 },

  _initContainer() {
    this._container = el('canvas', { class: this.options.className, 'aria-hidden': 'true' });
    this._context = this._container.getContext('2d');
  },

  _destroyContainer() {
    this._container.remove();
  },

  _update() {
    if (this._map._animatingZoom && this._bounds) return;
    L.Renderer.prototype._update.call(this);
    const size = this._bounds.getSize();
    L.DomUtil.setPosition(this._container, this._bounds.min);
    this._container.style.width = size.x + 'px';
    this._container.style.height = size.y + 'px';
    this.draw();
  },

  /* Draws with the next picture, and once, however often it was asked for. */
  redraw() {
    if (this._asked || !this._map) return;
    this._asked = requestAnimationFrame(() => this.draw());
  },

  /* Draws now what redraw() has put off. */
  flush() {
    if (this._asked) this.draw();
  },

  draw() {
    cancelAnimationFrame(this._asked);
    this._asked = 0;
    const c = this._context,
      min = this._bounds.min,
      size = this._bounds.getSize(),
      ratio = Math.max(window.devicePixelRatio || 1, this.sharpness || 1);
    this._container.width = Math.round(size.x * ratio); /* which empties the canvas */
    this._container.height = Math.round(size.y * ratio);
    c.setTransform(ratio, 0, 0, ratio, -min.x * ratio, -min.y * ratio);
    this.paint(c);
  },

  /* Pixels of the layer for places of the world; the arrays `to` are filled again. */
  place(from, to) {
    const scale = this._map.options.crs.scale(this._map.getZoom()),
      origin = this._map.getPixelOrigin();
    for (let i = 0; i < from.x.length; i++) {
      to.x[i] = from.x[i] * scale - origin.x;
      to.y[i] = from.y[i] * scale - origin.y;
    }
    return to;
  },

  shows(x, y) {
    const { min, max } = this._bounds;
    return x >= min.x && x <= max.x && y >= min.y && y <= max.y; /* false for NaN: something without a place */
  },
});
