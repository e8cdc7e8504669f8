/* points.js - accounts and homes on one canvas.
 *
 * A hundred thousand Leaflet markers would be a hundred thousand objects; here they are typed arrays drawn colour by
 * colour, one path each, and found again under the pointer through a grid. Leaflet's Renderer moves the canvas. */
'use strict';

const CELL = 16; /* pixels of the grid */

const PointsLayer = L.Renderer.extend({
  options: { padding: 0.15 },

  /* x, y: of the units; homes: { x, y } of the reps; all in units of the world (crs.scale(zoom) pixels wide). */
  initialize(world, options) {
    L.Renderer.prototype.initialize.call(this, options);
    this.world = world;
    this.drawn = { points: 0, homes: 0 };
  },

  _initContainer() {
    this._container = el('canvas', { class: 'points', 'aria-hidden': 'true' });
    this._context = this._container.getContext('2d');
  },

  _destroyContainer() {
    this._container.remove();
  },

  _update() {
    if (this._map._animatingZoom && this._bounds) return;
    L.Renderer.prototype._update.call(this);
    const size = this._bounds.getSize(),
      ratio = Math.max(window.devicePixelRatio || 1, this.sharpness || 1);
    L.DomUtil.setPosition(this._container, this._bounds.min);
    this._container.style.width = size.x + 'px';
    this._container.style.height = size.y + 'px';
    this._ratio = ratio;
    this.draw();
  },

  draw() {
    const c = this._context,
      min = this._bounds.min,
      size = this._bounds.getSize(),
      ratio = this._ratio;
    this._container.width = Math.round(size.x * ratio); /* which empties the canvas */
    this._container.height = Math.round(size.y * ratio);
    c.setTransform(ratio, 0, 0, ratio, -min.x * ratio, -min.y * ratio);
    this._project();
    this._grid = null;
    if (chosen.rep >= 0) this._drawRays(c);
    this.drawn.points = this._drawUnits(c);
    this.drawn.homes = this._drawHomes(c);
  },

  /* Layer coordinates of every unit and home at this zoom. */
  _project() {
    const scale = this._map.options.crs.scale(this._map.getZoom()),
      origin = this._map.getPixelOrigin();
    const place = (from) => {
      const to = { x: new Float32Array(from.x.length), y: new Float32Array(from.x.length) };
      for (let i = 0; i < from.x.length; i++) {
        to.x[i] = from.x[i] * scale - origin.x;
        to.y[i] = from.y[i] * scale - origin.y;
      }
      return to;
    };
    this._at = place(this.world.units);
    this._home = place(this.world.homes);
    const zoomed = this._map.getZoom() - this.world.zoom; /* since the whole map was seen */
    const crowd = Math.log10(Math.max(10, this._at.x.length)); /* 4.6 pixels for ten units, 1.6 for ten thousand */
    this._radius = Math.max(0.9, Math.min(6, 5.6 - crowd + 0.75 * zoomed));
  },

  _shows(x, y) {
    const { min, max } = this._bounds;
    return x >= min.x && x <= max.x && y >= min.y && y <= max.y; /* false for NaN: a unit without a place */
  },

  /* The pen of unit u: its colour's owner and its part in the picture. */
  _look(u) {
    const now = units.rep[u],
      before = hasBefore ? units.before[u] : now;
    const owner = chosen.mode === 'before' ? before : now;
    if (chosen.mode === 'moved' && !isMoved(u)) return { owner: -1, faint: true, kind: 'dot' };
    if (chosen.rep < 0) return { owner, faint: false, kind: 'dot' };
    if (owner === chosen.rep) return { owner, faint: false, kind: hasBefore && now !== before ? 'gained' : 'dot' };
    if (chosen.mode !== 'before' && before === chosen.rep) return { owner: before, faint: false, kind: 'lost' };
    return { owner: -1, faint: true, kind: 'dot' };
  },

  /* One path a pen; the faint ones first, so that they lie below. Returns how many points were drawn. */
  _drawUnits(c) {
    const pens = new Map();
    let drawn = 0;
    for (let u = 0; u < nUnits; u++) {
      if (!this._shows(this._at.x[u], this._at.y[u])) continue;
      const look = this._look(u),
        ink = inkOf(look.owner),
        key = (look.faint ? 0 : 1) + look.kind + ink;
      let pen = pens.get(key);
      if (!pen) pens.set(key, (pen = { ...look, ink, list: [] }));
      pen.list.push(u);
      drawn++;
    }
    for (const key of [...pens.keys()].sort()) this._drawPen(c, pens.get(key));
    return drawn;
  },

  _drawPen(c, pen) {
    const radius = this._radius * (pen.faint ? 0.8 : pen.kind === 'dot' ? 1 : 1.25);
    c.globalAlpha = pen.faint ? 0.28 : 0.9;
    c.beginPath();
    for (const u of pen.list) {
      const x = this._at.x[u],
        y = this._at.y[u];
      if (radius < 1.2) {
        c.rect(x - radius, y - radius, 2 * radius, 2 * radius);
      } else {
        c.moveTo(x + radius, y);
        c.arc(x, y, radius, 0, 2 * Math.PI);
      }
    }
    c.fillStyle = pen.kind === 'lost' ? '#fff' : pen.ink;
    c.fill();
    c.lineWidth = pen.kind === 'dot' ? 0.5 : 1.4;
    c.strokeStyle = pen.kind === 'lost' ? pen.ink : pen.kind === 'gained' ? '#111' : '#fff';
    if ((radius >= 2.4 || pen.kind !== 'dot') && !pen.faint) c.stroke();
    c.globalAlpha = 1;
  },

  /* From the home of the chosen rep to each of its units. */
  _drawRays(c) {
    const home = chosen.rep,
      owner = chosen.mode === 'before' && hasBefore ? units.before : units.rep;
    if (!Number.isFinite(this._home.x[home])) return;
    c.beginPath();
    for (let u = 0; u < nUnits; u++) {
      if (owner[u] !== home || !Number.isFinite(this._at.x[u])) continue;
      c.moveTo(this._home.x[home], this._home.y[home]);
      c.lineTo(this._at.x[u], this._at.y[u]);
    }
    c.strokeStyle = inkOf(home);
    c.globalAlpha = 0.3;
    c.lineWidth = 0.8;
    c.stroke();
    c.globalAlpha = 1;
  },

  _drawHomes(c) {
    const zoomed = this._map.getZoom() - this.world.zoom;
    const size = Math.max(3, Math.min(8, 7.5 - 1.5 * Math.log10(nReps) + zoomed));
    let drawn = 0;
    for (let r = 0; r < this._home.x.length; r++) {
      if (!this._shows(this._home.x[r], this._home.y[r])) continue;
      const x = this._home.x[r],
        y = this._home.y[r],
        s = r === chosen.rep ? size * 1.5 : size;
      c.globalAlpha = chosen.rep >= 0 && r !== chosen.rep ? 0.35 : 1;
      c.beginPath();
      c.moveTo(x, y - s);
      c.lineTo(x + s, y);
      c.lineTo(x, y + s);
      c.lineTo(x - s, y);
      c.closePath();
      c.fillStyle = inkOf(r);
      c.strokeStyle = '#fff';
      c.lineWidth = 3.2;
      c.stroke();
      c.strokeStyle = '#14202b';
      c.lineWidth = 1.1;
      c.fill();
      c.stroke();
      drawn++;
    }
    c.globalAlpha = 1;
    return drawn;
  },

  /* ---- What lies under the pointer ---- */

  _buildGrid() {
    const size = this._bounds.getSize(),
      columns = Math.ceil(size.x / CELL) + 1,
      rows = Math.ceil(size.y / CELL) + 1;
    const cells = new Map();
    for (let u = 0; u < nUnits; u++) {
      const i = Math.floor((this._at.x[u] - this._bounds.min.x) / CELL),
        j = Math.floor((this._at.y[u] - this._bounds.min.y) / CELL);
      if (!(i >= 0 && j >= 0 && i < columns && j < rows)) continue;
      const cell = j * columns + i;
      if (cells.has(cell)) cells.get(cell).push(u);
      else cells.set(cell, [u]);
    }
    this._grid = { columns, cells };
  },

  /* The home (first) or unit within a few pixels of a layer point: { rep } or { unit }, or null. O(1). */
  find(point) {
    if (!this._at) return null;
    for (let r = 0; r < this._home.x.length; r++)
      if (Math.hypot(this._home.x[r] - point.x, this._home.y[r] - point.y) < 7) return { rep: r };
    if (!this._grid) this._buildGrid();
    const i = Math.floor((point.x - this._bounds.min.x) / CELL),
      j = Math.floor((point.y - this._bounds.min.y) / CELL);
    let best = -1,
      least = this._radius + 3;
    for (let dj = -1; dj <= 1; dj++) {
      for (let di = -1; di <= 1; di++) {
        for (const u of this._grid.cells.get((j + dj) * this._grid.columns + i + di) || []) {
          const away = Math.hypot(this._at.x[u] - point.x, this._at.y[u] - point.y);
          if (away < least) {
            least = away;
            best = u;
          }
        }
      }
    }
    return best < 0 ? null : { unit: best };
  },

  latLngOf(found) {
    const at = found.unit === undefined ? this._home : this._at,
      i = found.unit === undefined ? found.rep : found.unit;
    return this._map.layerPointToLatLng([at.x[i], at.y[i]]);
  },
});
