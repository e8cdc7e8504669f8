/* map.js - the territories, drawn in an equal-area projection about their own centre: no tiles, nothing is fetched.
 *
 * Lambert's azimuthal projection shows a country as its people know it, and a state as big as it is; only plans that
 * span half the world fall back to Mercator. */
'use strict';

const PLACE_SCALE = 1e5; /* of coordinates in the data: see data.c */
const RAD = Math.PI / 180;

/* ---- Where things are ------------------------------------------------------------------------------------------ */

const degrees = (column) => (column ? column.map((v) => (v === null ? NaN : v / PLACE_SCALE)) : null);

/* Rings of territory t as Leaflet wants them: polygons of rings of [lat, lon]. */
function ringsOf(t) {
  const scale = plan.shapes.scale;
  return plan.shapes.of[t].map((polygon) =>
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

/* The middle of all places as a direction, and how far the farthest is from it (degrees). */
function middleOf(places) {
  const turn = ([lat, lon]) => [
    Math.cos(lat * RAD) * Math.cos(lon * RAD),
    Math.cos(lat * RAD) * Math.sin(lon * RAD),
    Math.sin(lat * RAD),
  ];
  const low = [1, 1, 1],
    high = [-1, -1, -1];
  for (const place of places)
    turn(place).forEach((v, k) => {
      low[k] = Math.min(low[k], v);
      high[k] = Math.max(high[k], v);
    });
  const middle = low.map((v, k) => (v + high[k]) / 2),
    length = Math.hypot(...middle) || 1;
  let least = 1;
  for (const place of places)
    least = Math.min(
      least,
      turn(place).reduce((sum, v, k) => sum + (v * middle[k]) / length, 0),
    );
  return {
    lat: Math.asin(middle[2] / length) / RAD,
    lon: Math.atan2(middle[1], middle[0]) / RAD,
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

/* ---- The map --------------------------------------------------------------------------------------------------- */

const theMap = (() => {
  const unitLat = degrees(units.lat),
    unitLon = degrees(units.lon),
    repLat = degrees(reps.lat),
    repLon = degrees(reps.lon);
  const rings = plan.shapes ? reps.id.map((_, t) => ringsOf(t)) : [];
  let map = null,
    points = null,
    shapes = [],
    crs = null,
    whole = null,
    tip = null;

  function allPlaces() {
    const places = rings.flat(3);
    const add = (lat, lon) =>
      lat &&
      lat.forEach((v, i) => {
        if (Number.isFinite(v) && Number.isFinite(lon[i])) places.push([v, lon[i]]);
      });
    add(unitLat, unitLon);
    add(repLat, repLon);
    return places;
  }

  /* Places in units of the world: crs.scale(zoom) times these are pixels. */
  function world(lat, lon) {
    const n = lat ? lat.length : 0,
      to = { x: new Float64Array(n), y: new Float64Array(n) };
    for (let i = 0; i < n; i++) {
      const ok = Number.isFinite(lat[i]) && Number.isFinite(lon[i]);
      const p = ok
        ? crs.transformation.transform(crs.projection.project(L.latLng(lat[i], lon[i])), 1)
        : { x: NaN, y: NaN };
      to.x[i] = p.x;
      to.y[i] = p.y;
    }
    return to;
  }

  function boundsOf(places) {
    const box = L.bounds([]);
    for (const place of places)
      box.extend(crs.transformation.transform(crs.projection.project(L.latLng(place)), 1));
    return box;
  }

  /* Leaflet's fitBounds asks two corners only, which is not enough where parallels are curved. */
  function fit(box, most) {
    const size = box.getSize(),
      room = map.getSize(),
      snap = 0.25;
    const zoom = Math.log2(
      Math.min((room.x - 28) / (256 * Math.max(size.x, 1e-7)), (room.y - 28) / (256 * Math.max(size.y, 1e-7))),
    );
    const centre = crs.projection.unproject(crs.transformation.untransform(box.getCenter(), 1));
    map.setView(centre, Math.min(most, Math.floor(zoom / snap) * snap), { animate: false });
  }

  function style(t) {
    const active = t === chosen.rep || t === chosen.hover,
      dimmed = chosen.rep >= 0 && t !== chosen.rep;
    const faded = dimmed || chosen.mode !== 'plan';
    return {
      fillColor: fillOf(t),
      fillOpacity: t === chosen.rep ? 0.75 : faded ? 0.2 : active ? 0.92 : 0.72,
      color: active ? '#14202b' : '#ffffff',
      weight: active ? 2.2 : 1.1,
      opacity: 1,
    };
  }

  function addShapes() {
    const renderer = L.svg({ padding: 0.3 });
    shapes = rings.map((polygons, t) => {
      if (!polygons.length) return null;
      const shape = L.polygon(polygons, { ...style(t), renderer, smoothFactor: 0.6, className: 'territory' }).addTo(
        map,
      );
      shape
        .on('mouseover', () => choose({ hover: t }))
        .on('mouseout', () => choose({ hover: -1 }))
        .on('click', () => toggleRep(t));
      return shape;
    });
  }

  const seatOf = (r) =>
    reps.centre && reps.centre[r] >= 0 ? `centre, at ${unitName(reps.centre[r])}` : 'home of the rep';

  function tipText(found) {
    if (found.unit === undefined)
      return el('div', null, el('strong', null, repName(found.rep)), el('br'), seatOf(found.rep));
    const u = found.unit,
      lines = [el('strong', null, unitName(u))];
    if (units.name && units.name[u] !== units.id[u]) lines.push(el('span', { class: 'muted' }, ' ' + units.id[u]));
    lines.push(el('br'), 'rep: ' + repName(units.rep[u]));
    if (isMoved(u)) lines.push(el('br'), 'before: ' + repName(units.before[u]));
    const figures = plan.rules
      .map((rule, a) => units.amount[a] && `${rule.measure}: ${amount(units.amount[a][u])}`)
      .filter(Boolean);
    if (units.visits) figures.unshift(`visits: ${amount(units.visits[u])}`);
    for (const figure of figures) lines.push(el('br'), figure);
    return el('div', null, ...lines);
  }

  function addPointer() {
    tip = L.tooltip({ direction: 'top', offset: [0, -6], opacity: 0.97 });
    map.on('mousemove', (event) => {
      const found = points.find(event.layerPoint);
      if (!found) {
        map.closeTooltip(tip);
        return;
      }
      tip.setContent(tipText(found)).setLatLng(points.latLngOf(found));
      map.openTooltip(tip);
    });
    map.on('mouseout', () => map.closeTooltip(tip));
    map.on('click', (event) => {
      const found = points.find(event.layerPoint);
      if (found && !shapes.length) toggleRep(found.rep === undefined ? units.rep[found.unit] : found.rep);
    });
    /* The wheel belongs to the page until the map was clicked. */
    map.scrollWheelZoom.disable();
    map.on('focus', () => map.scrollWheelZoom.enable()).on('blur', () => map.scrollWheelZoom.disable());
  }

  function restyle(before) {
    const all = before.rep !== chosen.rep || before.mode !== chosen.mode;
    for (const t of all ? shapes.keys() : [before.hover, chosen.hover]) {
      if (!shapes[t]) continue;
      shapes[t].setStyle(style(t));
      if (t === chosen.rep || t === chosen.hover) shapes[t].bringToFront();
    }
    if (all) points.draw();
  }

  function placesOf(r) {
    const places = plan.shapes ? rings[r].flat(2) : [];
    for (let u = 0; unitLat && u < nUnits; u++)
      if (units.rep[u] === r && Number.isFinite(unitLat[u])) places.push([unitLat[u], unitLon[u]]);
    if (repLat && Number.isFinite(repLat[r])) places.push([repLat[r], repLon[r]]);
    return places;
  }

  function draw() {
    const places = allPlaces();
    if (!places.length) return false;
    const middle = middleOf(places);
    crs = middle.reach > 75 ? L.CRS.EPSG3857 : equalAreaCrs(middle.lon, middle.lat);
    whole = boundsOf(places);
    const shape = whole.getSize(),
      width = byId('map').clientWidth;
    byId('map').style.height =
      Math.round(Math.max(400, Math.min(620, 24 + ((width - 24) * shape.y) / Math.max(shape.x, 1e-9)))) + 'px';
    map = L.map('map', {
      crs,
      zoomSnap: 0.25,
      zoomDelta: 0.75,
      attributionControl: false,
      minZoom: 1,
      maxZoom: 18,
    });
    fit(whole, 14);
    if (plan.shapes) addShapes();
    map.createPane('points').style.cssText = 'z-index: 450; pointer-events: none'; /* above the territories */
    points = new PointsLayer(
      { units: world(unitLat, unitLon), homes: world(repLat, repLon), zoom: map.getZoom() },
      { pane: 'points' },
    );
    points.addTo(map);
    L.control.scale({ position: 'bottomleft' }).addTo(map);
    addPointer();
    chosen.listeners.push(restyle);
    return true;
  }

  return {
    draw,
    nShapes: () => shapes.filter(Boolean).length,
    drawn: () => (points ? points.drawn : { points: 0, homes: 0 }),
    showAll: () => fit(whole, 14),
    show: (r) => {
      const places = map ? placesOf(r) : [];
      if (places.length) fit(boundsOf(places), 12);
    },
    hasPoints: () => !!unitLat,
    hasHomes: () => !!repLat,
    /* For paper the canvas is drawn finer, and all of the plan is shown. */
    resize: (sharpness) => {
      if (!map) return;
      points.sharpness = sharpness;
      map.invalidateSize({ animate: false });
      fit(whole, 14);
      points._update();
    },
  };
})();
