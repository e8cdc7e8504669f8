/* map.js - the map: territories below, regions and accounts on canvases above, and what the pointer meets there. There
 * are no tiles: nothing is fetched. */
'use strict';

const theMap = (() => {
  const unitLat = degrees(units.lat),
    unitLon = degrees(units.lon),
    repLat = degrees(reps.lat),
    repLon = degrees(reps.lon),
    insideLat = inside && degrees(inside.lat),
    insideLon = inside && degrees(inside.lon);
  const layers = { plan: null, before: null }; /* territories: [{ shape } or null of each rep] */
  let map = null,
    points = null,
    regions = null,
    outlines = null,
    projection = null,
    whole = null,
    tip = null;

  const canvases = () => [regions, outlines, points].filter(Boolean);
  const hasTerritories = (when) => !!(when === 'before' ? plan.shapes_before : plan.shapes);

  /* Polygons of each territory, made once. */
  const polygons = { plan: [], before: [] };
  function polygonsOf(when, t) {
    const shapes = when === 'before' ? plan.shapes_before : plan.shapes;
    if (!shapes) return [];
    if (!polygons[when][t]) polygons[when][t] = ringsOf(shapes, t);
    return polygons[when][t];
  }

  /* Everything that has a place, as columns. */
  function allPlaces() {
    const list = [
      { lat: unitLat, lon: unitLon },
      { lat: repLat, lon: repLon },
      { lat: insideLat, lon: insideLon },
    ].filter((columns) => columns.lat);
    if (plan.shapes) list.push(columnsOf(reps.id.flatMap((_, t) => polygonsOf('plan', t).flat())));
    return list;
  }

  /* Leaflet's fitBounds asks two corners only, which is not enough where parallels are curved. */
  function fit(box, most) {
    const size = box.getSize(),
      room = map.getSize(),
      snap = 0.25;
    const zoom = Math.log2(
      Math.min((room.x - 28) / (256 * Math.max(size.x, 1e-7)), (room.y - 28) / (256 * Math.max(size.y, 1e-7))),
    );
    const crs = projection.crs;
    const centre = crs.projection.unproject(crs.transformation.untransform(box.getCenter(), 1));
    map.setView(centre, Math.min(most, Math.floor(zoom / snap) * snap), { animate: false });
  }

  function showAll() {
    fit(whole, 14);
    map.wholeZoom = map.getZoom();
  }

  /* ---- Territories ---- */

  function style(t) {
    const active = t === chosen.rep || t === chosen.hover,
      dimmed = chosen.rep >= 0 && t !== chosen.rep,
      by = colouring();
    const byRep = by.on === 'rep' || by.on === 'moved';
    const usual = byRep ? 0.72 : 0.88,
      faint = byRep ? 0.2 : 0.5;
    const opacity = dimmed || by.on === 'moved' ? faint : active && t !== chosen.rep ? 0.95 : usual;
    return {
      fillColor: territoryFill(t),
      fillOpacity: t === chosen.rep ? usual : opacity,
      color: active ? '#14202b' : '#ffffff',
      weight: active ? 2.4 : 1.1,
      opacity: active || byRep ? 1 : 0, /* else the outlines above are enough */
    };
  }

  /* Territories are made when they are first shown. */
  function territories(when) {
    if (layers[when] || !hasTerritories(when)) return layers[when] || [];
    const renderer = L.svg({ padding: 0.3 });
    layers[when] = reps.id.map((_, t) => {
      if (!polygonsOf(when, t).length) return null;
      const options = { ...style(t), renderer, smoothFactor: 0.6, className: 'territory' };
      const shape = L.polygon(polygonsOf(when, t), options);
      shape
        .on('mouseover', () => choose({ hover: t }))
        .on('mouseout', () => choose({ hover: -1 }))
        .on('click', (event) => {
          L.DomEvent.stopPropagation(event);
          clicked(event, t);
        });
      return shape;
    });
    return layers[when];
  }

  function showTerritories() {
    const other = chosen.when === 'before' ? 'plan' : 'before';
    for (const shape of layers[other] || []) if (shape) shape.remove();
    for (const [t, shape] of territories(chosen.when).entries()) if (shape) shape.setStyle(style(t)).addTo(map);
  }

  function restyle(before) {
    const all = ['rep', 'when', 'colour'].some((key) => before[key] !== chosen[key]);
    const shapes = layers[chosen.when] || [];
    if (before.when !== chosen.when) showTerritories();
    else
      for (const t of all ? shapes.keys() : [before.hover, chosen.hover]) if (shapes[t]) shapes[t].setStyle(style(t));
    for (const t of [chosen.hover, chosen.rep]) if (shapes[t]) shapes[t].bringToFront();
    if (!all && before.unit === chosen.unit && before.account === chosen.account) return;
    if (all) points.repaint();
    canvases().forEach((canvas) => canvas.redraw());
  }

  /* ---- Under the pointer ---- */

  const areFilled = () => !!plan.regions && !plan.regions.rep; /* regions are the units */

  /* What is under a layer point beside territories: see PointsLayer.find; a region that is a unit is one. */
  function find(point) {
    const found = points.find(point);
    if (found || !areFilled()) return found;
    const u = regions.find(point);
    return u < 0 ? null : { unit: u };
  }

  function clicked(event, t) {
    const found = find(event.layerPoint);
    if (found && found.account !== undefined) chooseAccount(found.account);
    else if (found && found.rep !== undefined) toggleRep(found.rep);
    else if (found && found.unit !== undefined && found.unit !== chosen.unit) chooseUnit(found.unit);
    else if (t >= 0) toggleRep(t);
    else if (found && found.crowd) toggleRep(owners()[found.crowd[0]]);
    else chooseRep(-1);
  }

  function addPointer() {
    tip = L.tooltip({ direction: 'top', offset: [0, -6], opacity: 0.97 });
    map.on('mousemove', (event) => {
      const found = find(event.layerPoint);
      if (!found) {
        map.closeTooltip(tip);
        return;
      }
      const at = found.unit !== undefined && areFilled() ? event.latlng : points.latLngOf(found);
      tip.setContent(tipText(found)).setLatLng(at);
      map.openTooltip(tip);
    });
    map.on('mouseout', () => map.closeTooltip(tip));
    map.on('click', (event) => clicked(event, -1));
    /* The wheel belongs to the page until the map was clicked. */
    map.scrollWheelZoom.disable();
    map.on('focus', () => map.scrollWheelZoom.enable()).on('blur', () => map.scrollWheelZoom.disable());
  }

  /* ---- Drawing ---- */

  function pane(name, order) {
    map.createPane(name).style.cssText = `z-index: ${order}; pointer-events: none`; /* above the territories */
    return { pane: name, className: name };
  }

  function open() {
    const shape = whole.getSize(),
      width = byId('map').clientWidth;
    byId('map').style.height =
      Math.round(Math.max(480, Math.min(620, 24 + ((width - 24) * shape.y) / Math.max(shape.x, 1e-9)))) + 'px';
    map = L.map('map', {
      crs: projection.crs,
      zoomSnap: 0.25,
      zoomDelta: 0.75,
      attributionControl: false,
      minZoom: 1,
      maxZoom: 18,
    });
    showAll();
  }

  function draw() {
    const places = allPlaces(),
      middle = middleOf(places);
    if (!middle) return false;
    projection = projector(middle);
    const { world, boundsOf } = projection;
    whole = boundsOf(places);
    open();
    showTerritories();
    if (plan.regions) regions = new RegionsLayer(plan.regions, world, pane('regions', 420)).addTo(map);
    if (plan.shapes) {
      const rings = (when) => reps.id.map((_, t) => polygonsOf(when, t).flat());
      outlines = new OutlinesLayer(rings, world, pane('outlines', 430)).addTo(map);
    }
    points = new PointsLayer(
      {
        units: world(unitLat, unitLon),
        homes: world(repLat, repLon),
        inside: insideLat && world(insideLat, insideLon),
        areFilled: areFilled(),
      },
      pane('points', 450),
    );
    points.addTo(map);
    L.control.scale({ position: 'bottomleft' }).addTo(map);
    addPointer();
    chosen.listeners.push(restyle);
    return true;
  }

  /* ---- What to look at ---- */

  function placesOf(r) {
    const when = chosen.when === 'before' && plan.shapes_before ? 'before' : 'plan';
    const list = [columnsOf(polygonsOf(when, r).flat())];
    if (unitLat) {
      const mine = unitsOf(owners(), r);
      list.push({ lat: mine.map((u) => unitLat[u]), lon: mine.map((u) => unitLon[u]) });
    }
    if (repLat) list.push({ lat: [repLat[r]], lon: [repLon[r]] });
    return list;
  }

  function show(r) {
    const box = map && r >= 0 && projection.boundsOf(placesOf(r));
    if (box && Number.isFinite(box.min.x)) fit(box, 12);
  }

  /* Brings what is chosen into view: an account with its surroundings, else the territory. */
  function showChosen() {
    const lat = chosen.account >= 0 ? insideLat : unitLat,
      lon = chosen.account >= 0 ? insideLon : unitLon,
      i = chosen.account >= 0 ? chosen.account : chosen.unit;
    if (!map) return;
    if (i < 0 || !lat || !Number.isFinite(lat[i])) {
      show(chosen.rep);
      return;
    }
    const close = Math.min(14, Math.max(map.getZoom(), map.wholeZoom + 2.5));
    map.setView([lat[i], lon[i]], close, { animate: false });
  }

  return {
    draw,
    nShapes: () => (layers[chosen.when] || []).filter(Boolean).length,
    drawn: () => (points ? points.drawn : { points: 0, homes: 0, cells: 0 }),
    hasRegions: () => !!regions,
    hasTerritories,
    showAll,
    showChosen,
    show,
    /* What was put off to the next picture is drawn now. */
    flush: () => canvases().forEach((canvas) => canvas.flush()),
    hasPoints: () => !!unitLat,
    hasHomes: () => !!repLat,
    /* For paper the canvases are drawn finer, and all of the plan is shown. */
    resize: (sharpness) => {
      if (!map) return;
      canvases().forEach((canvas) => {
        canvas.sharpness = sharpness;
      });
      map.invalidateSize({ animate: false });
      showAll();
      canvases().forEach((canvas) => canvas._update());
    },
  };
})();
