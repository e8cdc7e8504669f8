/* points.js - accounts and homes on one canvas.
 *
 * A hundred thousand Leaflet markers would be a hundred thousand objects; here they are typed arrays drawn pen by pen,
 * one path each, and found again under the pointer through the same grid that draws them by density: where more than
 * MOST_POINTS are in view, each cell shows one dot, as large as it has accounts, in the pen that most of them have. */
'use strict';

const CELL = 8; /* pixels of the grid */
const MOST_POINTS = 20000;
const KINDS = ['faint', 'dot', 'gained', 'lost']; /* the part of a unit in the picture; the faint ones lie below */

const PointsLayer = CanvasLayer.extend({
  /* units, homes, inside: places { x, y } in units of the world; inside, of accounts in regions, may be null. With
   * filled regions their units need no points. */
  initialize(places, options) {
    CanvasLayer.prototype.initialize.call(this, options);
    this.places = places;
    const room = (from) => ({ x: new Float32Array(from.x.length), y: new Float32Array(from.x.length) });
    this._at = room(places.units);
    this._home = room(places.homes);
    this._inside = places.inside && room(places.inside);
    this.drawn = { points: 0, homes: 0, cells: 0 };
    this.penOf = new Uint16Array(nUnits);
    this.repaint();
  },

  /* Gives every unit its pen: a kind and an ink. To be called when what is chosen has changed. */
  repaint() {
    const [inks, inkOfUnit] = unitInks(),
      n = inks.length,
      grey = n - 1,
      rep = chosen.rep,
      owner = owners(),
      showsMoves = chosen.colour === 'moved';
    this.inks = inks;
    for (let u = 0; u < nUnits; u++) {
      const now = units.rep[u],
        before = hasBefore ? units.before[u] : now;
      let kind = 1,
        ink = inkOfUnit(u);
      if (showsMoves && !isMoved(u)) kind = 0;
      else if (rep >= 0 && chosen.when !== 'before' && before === rep && now !== rep) kind = 3;
      else if (rep >= 0 && owner[u] !== rep) kind = 0;
      else if (rep >= 0 && hasBefore && now !== before) kind = chosen.when === 'before' ? 3 : 2;
      if (kind === 0) ink = grey;
      if (kind === 3 && colouring().on !== 'units' && colouring().on !== 'reps') ink = reps.colour[rep];
      this.penOf[u] = kind * n + ink;
    }
  },

  paint(c) {
    this.place(this.places.units, this._at);
    this.place(this.places.homes, this._home);
    const zoomed = this._map.getZoom() - this._map.wholeZoom; /* since the whole map was seen */
    const crowd = Math.log10(Math.max(10, nUnits)); /* 4.6 pixels for ten units, 1.6 for ten thousand */
    this._radius = Math.max(0.9, Math.min(6, 5.6 - crowd + 0.75 * zoomed));
    this._fillGrid();
    if (this.places.inside) this._drawInside(c);
    if (chosen.rep >= 0 && !this.places.areFilled) this._drawRays(c);
    this._drawUnits(c);
    this.drawn.homes = this._drawHomes(c);
    this._drawChosen(c);
  },

  /* Units in view, cell by cell: those of cell k are list[start[k]] .. list[start[k + 1] - 1]. */
  _fillGrid() {
    const { min } = this._bounds,
      size = this._bounds.getSize(),
      columns = Math.ceil(size.x / CELL) + 1,
      rows = Math.ceil(size.y / CELL) + 1,
      at = this._at;
    const cellOf = new Int32Array(nUnits).fill(-1),
      start = new Int32Array(columns * rows + 1);
    for (let u = 0; u < nUnits && !this.places.areFilled; u++) {
      if (!this.shows(at.x[u], at.y[u])) continue;
      const cell = Math.floor((at.y[u] - min.y) / CELL) * columns + Math.floor((at.x[u] - min.x) / CELL);
      cellOf[u] = cell;
      start[cell + 1]++;
    }
    for (let k = 1; k < start.length; k++) start[k] += start[k - 1];
    const next = start.slice(),
      list = new Int32Array(start[start.length - 1]);
    for (let u = 0; u < nUnits; u++) if (cellOf[u] >= 0) list[next[cellOf[u]]++] = u;
    this._grid = { columns, rows, start, list };
    this.drawn.points = list.length;
  },

  isDense() {
    return !!this._grid && this._grid.list.length > MOST_POINTS;
  },

  _drawUnits(c) {
    const dots = this.isDense() ? this._dotsOfCells() : this._dotsOfUnits();
    this.drawn.cells = this.isDense() ? dots.x.length : 0;
    const lists = Array.from({ length: KINDS.length * this.inks.length }, () => []);
    dots.pen.forEach((pen, i) => lists[pen].push(i));
    lists.forEach((list, pen) => {
      if (list.length) this._drawPen(c, dots, list, pen);
    });
  },

  _dotsOfUnits() {
    const { list } = this._grid;
    const dots = { x: [], y: [], pen: [], radius: null };
    for (const u of list) {
      dots.x.push(this._at.x[u]);
      dots.y.push(this._at.y[u]);
      dots.pen.push(this.penOf[u]);
    }
    return dots;
  },

  /* One dot a cell, in the middle of its units; faint units count only among themselves. */
  _dotsOfCells() {
    const { start, list } = this._grid,
      n = this.inks.length,
      votes = new Int32Array(KINDS.length * n),
      dots = { x: [], y: [], pen: [], radius: [] };
    for (let cell = 0; cell + 1 < start.length; cell++) {
      const from = start[cell],
        to = start[cell + 1];
      if (from === to) continue;
      let x = 0,
        y = 0,
        best = -1;
      for (let k = from; k < to; k++) {
        const pen = this.penOf[list[k]];
        x += this._at.x[list[k]];
        y += this._at.y[list[k]];
        votes[pen]++;
      }
      for (let k = from; k < to; k++) {
        const pen = this.penOf[list[k]];
        const isBetter = pen >= n === best >= n ? votes[pen] > votes[best] : pen >= n;
        if (best < 0 || isBetter) best = pen;
      }
      dots.x.push(x / (to - from));
      dots.y.push(y / (to - from));
      dots.pen.push(best);
      dots.radius.push(votes[best]);
      for (let k = from; k < to; k++) votes[this.penOf[list[k]]] = 0;
    }
    const usual = dots.radius.slice().sort((a, b) => a - b)[Math.floor(0.95 * dots.radius.length)] || 1;
    dots.radius = dots.radius.map((count) => 0.9 + 2.6 * Math.sqrt(Math.min(1, count / usual)));
    return dots;
  },

  _drawPen(c, dots, list, pen) {
    const kind = KINDS[Math.floor(pen / this.inks.length)],
      ink = this.inks[pen % this.inks.length],
      usual = this._radius * (kind === 'faint' ? 0.8 : kind === 'dot' ? 1 : 1.25);
    c.globalAlpha = kind === 'faint' ? 0.28 : kind === 'dot' && this.inks.length === 1 ? 0.45 : 0.9;
    c.beginPath();
    for (const i of list) {
      const x = dots.x[i],
        y = dots.y[i],
        radius = dots.radius ? dots.radius[i] : usual;
      if (radius < 1.2) {
        c.rect(x - radius, y - radius, 2 * radius, 2 * radius);
      } else {
        c.moveTo(x + radius, y);
        c.arc(x, y, radius, 0, 2 * Math.PI);
      }
    }
    c.fillStyle = kind === 'lost' ? '#fff' : ink;
    c.fill();
    const isClass = colouring().on === 'units' || (colouring().on === 'reps' && !plan.shapes);
    c.lineWidth = kind === 'dot' ? 0.5 : 1.4;
    c.strokeStyle = kind === 'lost' ? ink : kind === 'gained' ? '#111' : isClass ? '#333' : '#fff';
    if (kind !== 'faint' && (kind !== 'dot' || usual >= 2.4 || (isClass && !dots.radius))) c.stroke();
    c.globalAlpha = 1;
  },

  /* Accounts inside regions that are assigned: small, without a colour of their own. */
  _drawInside(c) {
    this.place(this.places.inside, this._inside);
    const n = this._inside.x.length,
      r = Math.max(0.7, Math.min(2.2, 3.2 - 0.5 * Math.log10(n + 1)));
    c.beginPath();
    for (let a = 0; a < n; a++) {
      if (!this.shows(this._inside.x[a], this._inside.y[a])) continue;
      c.rect(this._inside.x[a] - r, this._inside.y[a] - r, 2 * r, 2 * r);
      this.drawn.points++;
    }
    c.fillStyle = '#14202b';
    c.globalAlpha = n > MOST_POINTS ? 0.18 : 0.5;
    c.fill();
    c.globalAlpha = 1;
  },

  /* From the home of the chosen rep to each of its units. */
  _drawRays(c) {
    const home = chosen.rep;
    if (!Number.isFinite(this._home.x[home])) return;
    c.beginPath();
    for (const u of unitsOf(owners(), home)) {
      if (!Number.isFinite(this._at.x[u])) continue;
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
    const zoomed = this._map.getZoom() - this._map.wholeZoom;
    const size = Math.max(2.6, Math.min(8, 7.5 - 1.7 * Math.log10(nReps) + zoomed));
    const byRep = colouring().on === 'rep' || colouring().on === 'moved';
    let drawn = 0;
    for (let r = 0; r < this._home.x.length; r++) {
      if (!this.shows(this._home.x[r], this._home.y[r])) continue;
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
      c.fillStyle = byRep ? inkOf(r) : '#14202b';
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

  /* Where the chosen account is, in layer pixels; null: none is, or it has no place. */
  _chosenPlace() {
    if (chosen.account >= 0 && this._inside)
      return { x: this._inside.x[chosen.account], y: this._inside.y[chosen.account] };
    if (chosen.unit < 0 || this.places.areFilled) return null;
    return { x: this._at.x[chosen.unit], y: this._at.y[chosen.unit] };
  },

  _drawChosen(c) {
    const place = this._chosenPlace();
    if (!place || !this.shows(place.x, place.y)) return;
    for (const [radius, width, colour] of [
      [9, 5, '#fff'],
      [9, 2.4, '#111'],
    ]) {
      c.beginPath();
      c.arc(place.x, place.y, radius, 0, 2 * Math.PI);
      c.lineWidth = width;
      c.strokeStyle = colour;
      c.stroke();
    }
  },

  /* ---- What lies under the pointer ---- */

  /* The home (first), unit, account inside a region or crowd within a few pixels of a layer point: { rep }, { unit },
   * { account } or { crowd: units, x, y }; null: none. */
  find(point) {
    if (!this._grid) return null;
    for (let r = 0; r < this._home.x.length; r++)
      if (Math.hypot(this._home.x[r] - point.x, this._home.y[r] - point.y) < 7) return { rep: r };
    if (this._inside) return this._findInside(point);
    const { columns, rows, start, list } = this._grid,
      i = Math.floor((point.x - this._bounds.min.x) / CELL),
      j = Math.floor((point.y - this._bounds.min.y) / CELL);
    if (i < 0 || j < 0 || i >= columns || j >= rows) return null;
    if (this.isDense()) {
      const cell = j * columns + i,
        crowd = list.subarray(start[cell], start[cell + 1]);
      return crowd.length > 1 ? { crowd, x: point.x, y: point.y } : crowd.length ? { unit: crowd[0] } : null;
    }
    let best = -1,
      least = this._radius + 3;
    for (let y = Math.max(0, j - 1); y <= Math.min(rows - 1, j + 1); y++)
      for (let x = Math.max(0, i - 1); x <= Math.min(columns - 1, i + 1); x++)
        for (let k = start[y * columns + x]; k < start[y * columns + x + 1]; k++) {
          const away = Math.hypot(this._at.x[list[k]] - point.x, this._at.y[list[k]] - point.y);
          if (away < least) {
            least = away;
            best = list[k];
          }
        }
    return best < 0 ? null : { unit: best };
  },

  _findInside(point) {
    let best = -1,
      least = 5;
    for (let a = 0; a < this._inside.x.length; a++) {
      const away = Math.hypot(this._inside.x[a] - point.x, this._inside.y[a] - point.y);
      if (away < least) {
        least = away;
        best = a;
      }
    }
    return best < 0 ? null : { account: best };
  },

  latLngOf(found) {
    if (found.crowd) return this._map.layerPointToLatLng([found.x, found.y]);
    const [at, i] =
      found.unit !== undefined
        ? [this._at, found.unit]
        : found.account !== undefined
          ? [this._inside, found.account]
          : [this._home, found.rep];
    return this._map.layerPointToLatLng([at.x[i], at.y[i]]);
  },
});
