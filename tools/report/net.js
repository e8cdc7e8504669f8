/* net.js - the regions: their borders, what each is filled with, and which of them lies under the pointer; and the
 * outlines of territories that are coloured by figures.
 *
 * The data hold each border once, as an arc; rings name their arcs. So a border inside a territory is drawn once, and
 * thin. */
'use strict';

/* The arcs end to end in two arrays: arc a is first[a] .. first[a + 1] - 1. */
function arcsOf(regions) {
  const first = [0],
    lat = [],
    lon = [];
  for (const steps of regions.arcs) {
    for (let k = 0, x = 0, y = 0; k < steps.length; k += 2) {
      x += steps[k];
      y += steps[k + 1];
      lon.push(x / regions.scale);
      lat.push(y / regions.scale);
    }
    first.push(lon.length);
  }
  return { first, lat, lon };
}

/* The box of each region in units of the world: west, north, east, south one after the other. */
function boxesOf(regions, net) {
  const boxes = new Float64Array(4 * regions.of.length);
  regions.of.forEach((rings, r) => {
    const box = [Infinity, Infinity, -Infinity, -Infinity];
    for (const ring of rings)
      for (const use of ring) {
        const a = use < 0 ? -1 - use : use;
        for (let k = net.first[a]; k < net.first[a + 1]; k++) {
          box[0] = Math.min(box[0], net.at.x[k]);
          box[1] = Math.min(box[1], net.at.y[k]);
          box[2] = Math.max(box[2], net.at.x[k]);
          box[3] = Math.max(box[3], net.at.y[k]);
        }
      }
    boxes.set(box, 4 * r);
  });
  return boxes;
}

/* Both regions of each arc; -1: the coast. */
function sidesOf(regions) {
  const side = [new Int32Array(regions.arcs.length).fill(-1), new Int32Array(regions.arcs.length).fill(-1)];
  regions.of.forEach((rings, r) => {
    for (const use of rings.flat()) {
      const a = use < 0 ? -1 - use : use;
      side[side[0][a] < 0 ? 0 : 1][a] = r;
    }
  });
  return side;
}

const RegionsLayer = CanvasLayer.extend({
  initialize(regions, world, options) {
    CanvasLayer.prototype.initialize.call(this, options);
    this.regions = regions;
    this.n = regions.of.length;
    const arcs = arcsOf(regions);
    this.net = { first: arcs.first, at: world(arcs.lat, arcs.lon) };
    this.boxes = boxesOf(regions, this.net);
    this.sides = sidesOf(regions);
    this.px = { x: new Float32Array(arcs.lat.length), y: new Float32Array(arcs.lat.length) };
  },

  /* Whose region r is in the plan that is shown, and in both. */
  owner() {
    if (!this.regions.rep) return owners();
    return chosen.when === 'before' && this.regions.before ? this.regions.before : this.regions.rep;
  },
  _isMoved(r) {
    return this.regions.rep === null && isMoved(r);
  },

  /* The fill of region r; null: the territory below is enough. */
  _fillOf(r, by, owner) {
    if (by.on === 'regions' || (by.on === 'units' && !this.regions.rep)) {
      const k = by.classOf(r);
      return k < 0 ? null : by.colours[k];
    }
    if (this.regions.rep) return null;
    if (chosen.colour === 'moved' && this._isMoved(r)) return fillOf(owner[r]);
    return null;
  },

  paint(c) {
    this.place(this.net.at, this.px);
    const by = colouring(),
      owner = this.owner();
    this._fill(c, by, owner);
    this._drawBorders(c, by, owner);
    this._drawChanges(c);
  },

  _fill(c, by, owner) {
    const lists = new Map();
    for (let r = 0; r < this.n; r++) {
      const fill = this._fillOf(r, by, owner);
      if (fill === null || !this._isInView(r)) continue;
      const key = (chosen.rep >= 0 && owner[r] !== chosen.rep ? 'faint ' : 'whole ') + fill;
      if (!lists.has(key)) lists.set(key, { fill, list: [] });
      lists.get(key).list.push(r);
    }
    for (const [key, { fill, list }] of lists) {
      c.globalAlpha = key.startsWith('faint') ? 0.3 : 0.92;
      c.fillStyle = fill;
      c.beginPath();
      for (const r of list) this._trace(c, r);
      c.fill('evenodd');
    }
    c.globalAlpha = 1;
  },

  _isInView(r) {
    const scale = this._map.options.crs.scale(this._map.getZoom()),
      origin = this._map.getPixelOrigin(),
      { min, max } = this._bounds,
      [west, north, east, south] = this.boxes.subarray(4 * r, 4 * r + 4);
    return (
      west * scale - origin.x <= max.x &&
      east * scale - origin.x >= min.x &&
      north * scale - origin.y <= max.y &&
      south * scale - origin.y >= min.y
    );
  },

  /* Adds the rings of region r to the path. */
  _trace(c, r) {
    for (const ring of this.regions.of[r]) {
      let isFirst = true;
      for (const use of ring) {
        const a = use < 0 ? -1 - use : use,
          from = this.net.first[a],
          to = this.net.first[a + 1] - 1;
        for (let k = 0; k <= to - from; k++) {
          const p = use < 0 ? to - k : from + k;
          if (isFirst) c.moveTo(this.px.x[p], this.px.y[p]);
          else c.lineTo(this.px.x[p], this.px.y[p]);
          isFirst = false;
        }
      }
      c.closePath();
    }
  },

  _strokeArcs(c, keep) {
    c.beginPath();
    for (let a = 0; a + 1 < this.net.first.length; a++) {
      if (!keep(this.sides[0][a], this.sides[1][a])) continue;
      c.moveTo(this.px.x[this.net.first[a]], this.px.y[this.net.first[a]]);
      for (let k = this.net.first[a] + 1; k < this.net.first[a + 1]; k++) c.lineTo(this.px.x[k], this.px.y[k]);
    }
    c.stroke();
  },

  /* Inside the territories, so thin that three thousand counties do not hide them. */
  _drawBorders(c, by, owner) {
    const zoomed = this._map.getZoom() - this._map.wholeZoom;
    const room = Math.sqrt(6e5 / this.n) * 2 ** zoomed; /* about the width of a region in pixels */
    c.lineJoin = 'round';
    c.strokeStyle = by.on === 'rep' || by.on === 'moved' ? '#ffffff' : '#5b6168';
    c.globalAlpha = Math.max(0.16, Math.min(0.62, room / 90));
    c.lineWidth = Math.max(0.5, Math.min(0.9, room / 40));
    this._strokeArcs(c, (left, right) => right >= 0 && owner[left] === owner[right]);
    c.globalAlpha = 1;
  },

  /* Of regions that are assigned: what the chosen rep gains is hatched dark, what it loses white; the chosen one has an
   * outline. */
  _drawChanges(c) {
    if (this.regions.rep) return;
    if (chosen.rep >= 0 && hasBefore) {
      this._hatch(c, (u) => units.rep[u] === chosen.rep && units.before[u] !== chosen.rep, '#111');
      this._hatch(c, (u) => units.before[u] === chosen.rep && units.rep[u] !== chosen.rep, '#fff');
    }
    if (chosen.unit < 0) return;
    c.beginPath();
    this._trace(c, chosen.unit);
    c.strokeStyle = '#fff';
    c.lineWidth = 5;
    c.stroke();
    c.strokeStyle = '#111';
    c.lineWidth = 2.4;
    c.stroke();
  },

  _hatch(c, keep, colour) {
    const list = units.id.map((_, u) => u).filter((u) => keep(u) && this._isInView(u));
    if (!list.length) return;
    const { min, max } = this._bounds;
    c.save();
    c.beginPath();
    for (const u of list) this._trace(c, u);
    c.clip('evenodd');
    c.beginPath();
    for (let x = min.x - (max.y - min.y); x < max.x; x += 6) {
      c.moveTo(x, max.y);
      c.lineTo(x + max.y - min.y, min.y);
    }
    c.strokeStyle = colour;
    c.globalAlpha = 0.8;
    c.lineWidth = 1.3;
    c.stroke();
    c.restore();
  },

  /* The region that holds a layer point, or -1. O(regions) and the points of those whose box holds it. */
  find(point) {
    const scale = this._map.options.crs.scale(this._map.getZoom()),
      origin = this._map.getPixelOrigin(),
      x = (point.x + origin.x) / scale,
      y = (point.y + origin.y) / scale,
      b = this.boxes;
    for (let r = 0; r < this.n; r++)
      if (x >= b[4 * r] && x <= b[4 * r + 2] && y >= b[4 * r + 1] && y <= b[4 * r + 3] && this._holds(r, x, y))
        return r;
    return -1;
  },

  /* Crossings of a ray with all arcs of the region: the arcs of a ring meet end to end, in whatever order. */
  _holds(r, x, y) {
    const at = this.net.at;
    let inside = false;
    for (const ring of this.regions.of[r])
      for (const use of ring) {
        const a = use < 0 ? -1 - use : use;
        for (let k = this.net.first[a]; k + 1 < this.net.first[a + 1]; k++) {
          const y0 = at.y[k],
            y1 = at.y[k + 1];
          if (y0 > y !== y1 > y && x < at.x[k] + ((y - y0) * (at.x[k + 1] - at.x[k])) / (y1 - y0)) inside = !inside;
        }
      }
    return inside;
  },

  /* The box of region r. */
  boundsOf(r) {
    const [west, north, east, south] = this.boxes.subarray(4 * r, 4 * r + 4);
    return L.bounds([west, north], [east, south]);
  },
});

/* Where figures give the colours, neighbours may have the same one, light or dark: a dark line on a white one parts
 * them. Territories that are coloured by reps differ by themselves. */
const OutlinesLayer = CanvasLayer.extend({
  /* ringsOf(when): for each rep the rings of the territory, of [lat, lon]. */
  initialize(ringsOf, world, options) {
    CanvasLayer.prototype.initialize.call(this, options);
    this._ringsOf = ringsOf;
    this._world = world;
    this._made = {};
  },

  _outlines(when) {
    if (!this._made[when]) {
      const byRep = this._ringsOf(when),
        { lat, lon } = columnsOf(byRep.flat());
      let from = 0;
      this._made[when] = {
        spans: byRep.map((rings) => rings.map((ring) => [from, (from += ring.length)])),
        at: this._world(lat, lon),
        px: { x: new Float32Array(lat.length), y: new Float32Array(lat.length) },
      };
    }
    return this._made[when];
  },

  paint(c) {
    if (colouring().on === 'rep' || colouring().on === 'moved') return;
    const { spans, at, px } = this._outlines(chosen.when);
    this.place(at, px);
    this._stroke(c, px, spans.flat(), 2.6, 1);
    if (spans[chosen.rep]) this._stroke(c, px, spans[chosen.rep], 5.5, 2.6);
  },

  _stroke(c, px, spans, white, dark) {
    c.beginPath();
    for (const [from, to] of spans) {
      c.moveTo(px.x[from], px.y[from]);
      for (let k = from + 1; k < to; k++) c.lineTo(px.x[k], px.y[k]);
      c.closePath();
    }
    c.lineJoin = 'round';
    c.strokeStyle = '#ffffff';
    c.lineWidth = white;
    c.stroke();
    c.strokeStyle = '#14202b';
    c.lineWidth = dark;
    c.stroke();
  },
});
